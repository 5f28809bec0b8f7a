"""A graph as a web site of files: every page and all data, for any static host or a disk; the same graph gives the same bytes.

::

    DIR/index.html         the pages of `filon.pages`, in the language asked for; those of the other one below its name
    DIR/data/…             the data of each thing as Turtle, N-Triples, JSON-LD
    DIR/files.txt          every file of the site, by which the next export removes what is no more
    DIR/sitemap.xml        only where it is known at which URL the site will stand
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape

import pyoxigraph as ox

from filon.archive import Archive, Manifest
from filon.errors import StoreError, UsageError
from filon.pages import LANGUAGES, Language, Library, data_path, page_path, render
from filon.pages.address import DATA_FORMS, is_path
from filon.pages.data import description, serialise
from filon.pages.listing import files, pages, things, unwritable
from filon.store import current_version, read_into_memory

LIST: Final = "files.txt"
_SITEMAP: Final = 50_000  # URLs of one file (sitemaps.org)
_XMLNS: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"

Ticker = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class Site:
    """What was written: how many files and bytes; ``left_out`` are IRIs too long to be the name of a file."""

    files: int
    size: int
    left_out: tuple[str, ...]


def export_site(
    kg: Path, to: Path, language: Language = "fr", *, url: str | None = None, tick: Ticker | None = None
) -> Site:
    """Write the graph ``kg`` as a site into the folder ``to``, which is made, empty, or an earlier site of this function.

    Pages are in ``language``, and in the others below ``to/en`` or ``to/fr``. ``url`` is where the site will stand, for
    ``sitemap.xml``; ``tick`` hears of the progress. Nothing outside ``to`` is written, nor through a link that lies in it. Raises
    `StoreError` where ``kg`` is no knowledge graph or ``to`` cannot be written, `UsageError` where ``to`` holds something else.
    """
    archive = Archive(kg)
    base = Manifest.read(current_version(kg)).base_iri
    library = Library(read_into_memory(kg), base, lru_cache(maxsize=64)(archive.text), live=False, kept={})
    folder = _Folder.open(to)
    nodes = things(library)
    left_out = unwritable(library, nodes)
    for done, (path, content) in enumerate(_contents(library, nodes, language)):
        folder.write(path, content)
        if tick and not done % 500:
            tick("pages", done, len(nodes) * (len(DATA_FORMS) + len(LANGUAGES)))
    if url:
        for path, content in _sitemap(sorted(folder.written), url):
            folder.write(path, content)
    folder.close()
    return Site(len(folder.written), folder.size, tuple(left_out))


def _contents(library: Library, nodes: Iterable[ox.NamedNode], language: Language) -> Iterator[tuple[str, bytes]]:
    """Every file of the site: its path, its bytes."""
    prefixes = ["", *(f"{each}/" for each in LANGUAGES if each != language)]
    plain = [*files(), *(prefix + path for path in pages(library) for prefix in prefixes)]
    for path in plain:
        if found := render(library, path, {}, language):
            yield path, found.content
    for node in nodes:
        page = page_path(node.value, library.base)
        if page is None:
            continue
        for prefix in prefixes:
            if found := render(library, prefix + page, {}, language):
                yield prefix + page, found.content
        triples = description(library, node)
        for form in DATA_FORMS:
            if triples and (place := data_path(node.value, library.base, form)):
                yield place, serialise(triples, form, library.base)


def _sitemap(paths: Iterable[str], url: str) -> Iterator[tuple[str, bytes]]:
    """``sitemap.xml`` with all pages; where they are too many for one file, an index of several."""
    root = url.rstrip("/") + "/"
    urls = [escape(root + path) for path in paths if path.endswith(".html")]
    chunks = [urls[start : start + _SITEMAP] for start in range(0, len(urls), _SITEMAP)]
    if len(chunks) == 1:
        yield "sitemap.xml", _xml("urlset", "url", chunks[0])
        return
    names = [f"sitemap-{number}.xml" for number in range(1, len(chunks) + 1)]
    for name, chunk in zip(names, chunks, strict=True):
        yield name, _xml("urlset", "url", chunk)
    yield "sitemap.xml", _xml("sitemapindex", "sitemap", [escape(root + name) for name in names])


def _xml(root: str, item: str, urls: Iterable[str]) -> bytes:
    lines = "".join(f"<{item}><loc>{each}</loc></{item}>\n" for each in urls)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_XMLNS}">\n{lines}</{root}>\n'.encode()


@dataclass(slots=True)
class _Folder:
    """The folder of a site: writes files below it, and only there."""

    root: Path
    before: frozenset[str]
    written: set[str] = field(default_factory=set)
    made: set[Path] = field(default_factory=set)
    size: int = 0

    @classmethod
    def open(cls, to: Path) -> _Folder:
        """A new or empty folder, or that of an earlier site."""
        try:
            to.mkdir(parents=True, exist_ok=True)
            root = to.resolve(strict=True)
            held = any(root.iterdir())
            listed = (
                (root / LIST).read_text(encoding="utf-8").splitlines() if held and (root / LIST).is_file() else None
            )
        except (OSError, UnicodeDecodeError) as error:
            raise StoreError(
                f"cannot write {to}: {getattr(error, 'strerror', None) or error}; choose another place."
            ) from error
        if held and listed is None:
            raise UsageError(f"{to} holds something that is no site of Filon; give a new or an empty folder.")
        return cls(root, frozenset(path for path in listed or () if is_path(path)))

    def write(self, path: str, content: bytes) -> None:
        """Write a file of the site; a link that lies in its place is an error, never followed."""
        file = self.root / path
        try:
            self._make(file.parent)
            with open(file, "wb", opener=_opener) as target:
                target.write(content)
        except OSError as error:
            raise StoreError(f"cannot write {file}: {error.strerror}; choose another place.") from error
        self.written.add(path)
        self.size += len(content)

    def _make(self, folder: Path) -> None:
        """Make a folder of the site, from the top down: none that is a link is entered."""
        if folder in self.made or folder == self.root:
            return
        self._make(folder.parent)
        if folder.is_symlink():
            raise StoreError(f"{folder} leads out of {self.root} by a link; remove it or choose another place.")
        folder.mkdir(exist_ok=True)
        self.made.add(folder)

    def close(self) -> None:
        """Remove what the earlier site had and this one has not, then list the files."""
        for path in sorted(self.before - self.written, reverse=True):
            file = self.root / path
            if file.parent.resolve().is_relative_to(self.root) and file.is_file() and not file.is_symlink():
                file.unlink()
                _remove_empty(file.parent, self.root)
        self.write(LIST, "".join(f"{path}\n" for path in sorted(self.written)).encode())


def _opener(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0), 0o666)


def _remove_empty(folder: Path, root: Path) -> None:
    """Remove a folder that is empty, and those above it that are then, up to the root."""
    while folder != root and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent
