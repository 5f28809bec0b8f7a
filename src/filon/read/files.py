"""What there is to read: names, hashes, and one reader per kind of file."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from filon.errors import ReadError, UsageError
from filon.model import Document, Unread
from filon.read.pdf import read_pdf
from filon.read.structure import find_blocks
from filon.read.text import decode_text
from filon.typography import moved, regular

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from filon.model import Block

SUFFIXES = {".txt": "text/plain", ".pdf": "application/pdf"}


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file found below what the user named.

    ``name`` is the path below the folder given, with ``/``, or the file's name. ``sha256`` is that of its bytes, empty
    where they were not read. ``problem`` says why the file is not a document, if that is known before reading it;
    ``skipped`` that it is of another kind and was not asked for by name.
    """

    name: str
    path: Path
    sha256: str = ""
    problem: str | None = None
    skipped: bool = False


def list_files(paths: Iterable[Path]) -> list[SourceFile]:
    """Every file under the files and folders given, sorted by name; links that leave their folder are not followed.

    Raises `UsageError` where a path does not exist, or where two different files would have the same name.
    """
    found: dict[str, SourceFile] = {}
    for path in paths:
        if not path.exists():
            raise UsageError(f"{path} does not exist: name a document or a folder of documents")
        for name, file in _walk(path):
            known = found.get(name)
            if known is None:
                found[name] = _source(name, file, path)
            elif not known.path.samefile(file):
                raise UsageError(f"{known.path} and {file} would both be named {name}: give the folder that holds both")
    return [found[name] for name in sorted(found)]


def read_file(source: SourceFile) -> Document:
    """The document with its structure. Raises `ReadError` with a sentence the user can act on."""
    if source.problem is not None:
        raise ReadError(source.problem)
    try:
        data = source.path.read_bytes()
    except OSError as error:
        raise ReadError(f"the file cannot be opened ({error.strerror}): check its permissions") from error
    if not data:
        raise ReadError("the file is empty")
    media_type = SUFFIXES[source.path.suffix.lower()]
    page_starts: tuple[int, ...] = ()
    if media_type == "application/pdf":
        text, pages = read_pdf(data)
        page_starts = tuple(page.start for page in pages)
    else:
        text, pages = decode_text(data), ()
    return Document(
        name=source.name,
        text=text,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type=media_type,
        pages=pages,
        blocks=_blocks(text, page_starts),
    )


def _blocks(text: str, page_starts: tuple[int, ...]) -> tuple[Block, ...]:
    """The structure, found in the regular form of the text and laid on its characters."""
    form = regular(text)
    blocks = find_blocks(form.text, [form.inside(start) for start in page_starts])
    return moved(blocks, form.start, form.end) if form.changes else blocks


def read_documents(paths: Iterable[Path]) -> Iterator[Document | Unread]:
    """Every document under these paths, by name; what cannot be read comes as `Unread`, in its place."""
    for source in list_files(paths):
        try:
            yield read_file(source)
        except ReadError as error:
            yield Unread(source.name, str(error), source.skipped)


def _walk(path: Path) -> Iterator[tuple[str, Path]]:
    """Names and paths of the files below a folder, or of the file itself; folders behind links are yielded, not entered."""
    if not path.is_dir():
        yield path.name, path
        return
    for folder, folders, files in os.walk(path):
        links = (name for name in folders if (Path(folder) / name).is_symlink())
        for file in (Path(folder) / name for name in (*files, *links)):
            yield file.relative_to(path).as_posix(), file


def _source(name: str, path: Path, given: Path) -> SourceFile:
    """The file with its hash, or with the reason why it is no document."""
    if path.is_symlink() and path != given and not path.resolve().is_relative_to(given.resolve()):
        return SourceFile(name, path, problem="a link that leaves the folder is not followed: copy the file instead")
    if path.is_dir():
        return SourceFile(name, path, problem="a link to a folder is not followed: name that folder too")
    if not path.is_file():
        return SourceFile(name, path, problem="not a regular file")
    if path.suffix.lower() not in SUFFIXES:
        problem = f"not a kind of document that is read ({', '.join(SUFFIXES)}): convert it first"
        return SourceFile(name, path, problem=problem, skipped=path != given)
    try:
        with path.open("rb") as stream:
            return SourceFile(name, path, hashlib.file_digest(stream, "sha256").hexdigest())
    except OSError as error:
        return SourceFile(name, path, problem=f"the file cannot be opened ({error.strerror}): check its permissions")
