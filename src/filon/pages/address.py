"""Where the page of a thing is: paths from IRIs and back, and links from one page to another.

A path names a file on any disk and a URL on any host, whatever its IRI holds: characters other than ASCII letters, digits,
``.``, ``_`` and ``-`` are written ``~xx`` for each byte of UTF-8, a dot that begins a name is too (so no name is hidden, ``.`` or
``..``), an empty name is ``~_``, and names longer than a file system takes go on in a folder: ``long~-/er``. IRIs that Filon
mints need none of it: ``org/commune-de-lens`` is ``doc/org/commune-de-lens.html``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal
from urllib.parse import quote

from filon.pages.lexicon import anchor
from filon.vocab import PREFIXES, VOCABULARY

Language = Literal["fr", "en"]
LANGUAGES: Final[tuple[Language, ...]] = ("fr", "en")
DATA_FORMS: Final = ("ttl", "nt", "jsonld")
_LONGEST: Final = 1_500  # characters of a whole path; a longer one is no file on some systems
_NAME: Final = 200  # characters of one name in it, its suffix not counted
_ODD: Final = re.compile(r"[^A-Za-z0-9._\-]|^\.")
_WRITTEN: Final = re.compile(rb"~([0-9a-f]{2})")
_FORBIDDEN: Final = re.compile(r"[\x00-\x20\x7f\\\ud800-\udfff]|(?:^|/)\.{1,2}(?:/|$)|//|^/")


def is_path(path: str) -> bool:
    """Whether a path could name anything here: nothing absolute, no way up, no control character, no lone surrogate."""
    return len(path) <= _LONGEST + 100 and not _FORBIDDEN.search(path)


def encode(rest: str) -> str | None:
    """The path that stands for what an IRI has below its base; ``None`` where that is empty or longer than files go."""
    path = "/".join(map(_name, rest.split("/"))) if rest else ""
    return path if 0 < len(path) <= _LONGEST else None


def _name(part: str) -> str:
    name = _ODD.sub(lambda found: "".join(f"~{byte:02x}" for byte in found[0].encode()), part) or "~_"
    return "~-/".join(name[start : start + _NAME] for start in range(0, len(name), _NAME))


def decode(path: str) -> str | None:
    """What `encode` made the path from; ``None`` where it can have made it from nothing."""
    plain = path.replace("~-/", "").replace("~_", "")
    try:
        return _WRITTEN.sub(lambda found: bytes([int(found[1], 16)]), plain.encode()).decode()
    except UnicodeError:
        return None


def page_path(iri: str, base: str) -> str | None:
    """The path of the page of a thing under ``base``, without its fragment; ``None`` where it has none."""
    path = encode(iri.removeprefix(base).partition("#")[0]) if iri.startswith(base) else None
    return path and f"doc/{path}.html"


def data_path(iri: str, base: str, form: str) -> str | None:
    """The path of the data of a thing under ``base``, as one of `DATA_FORMS`; ``None`` where it has none."""
    path = encode(iri.removeprefix(base).partition("#")[0]) if iri.startswith(base) else None
    return path and f"data/{path}.{form}"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page stands, and so how it links to others: ``path`` as asked for, ``usual`` the language of pages without a prefix.

    A path may begin with ``fr/`` or ``en/``: it and all it links to are in that language.
    """

    path: str
    base: str
    usual: Language

    @property
    def language(self) -> Language:
        """The language of the page."""
        return next((each for each in LANGUAGES if self.path.startswith(f"{each}/")), self.usual)

    @property
    def plain(self) -> str:
        """The path without the language."""
        first, slash, rest = self.path.partition("/")
        return rest if slash and first in LANGUAGES else self.path

    @property
    def prefix(self) -> str:
        """What pages of the same language begin with."""
        return self.path[: len(self.path) - len(self.plain)]

    @property
    def root(self) -> str:
        """The way to the top."""
        return "../" * self.path.count("/")

    def file(self, path: str) -> str:
        """The link to a file that is the same in all languages: data, static files."""
        return self.root + path

    def page(self, path: str) -> str:
        """The link to a page in the same language."""
        return self.root + self.prefix + path

    def data(self, iri: str, form: str) -> str | None:
        """The link to the data of a thing."""
        path = data_path(iri, self.base, form)
        return self.file(path) if path else None

    def translated(self, language: Language) -> str:
        """The link to the same page in another language."""
        plain = self.plain or "index.html"
        return self.root + (plain if language == self.usual else f"{language}/{plain}")

    def href(self, iri: str) -> str | None:
        """The link that an IRI stands for: its page, its place among the terms, itself if it is of the web; else ``None``."""
        fragment = iri.partition("#")[2]
        if iri.startswith(self.base):
            path = page_path(iri, self.base)
            return self.page(path) + (f"#{quote(fragment, safe='')}" if fragment else "") if path else None
        if iri == VOCABULARY:
            return self.page("def.html")
        if iri.startswith((PREFIXES["filon"], PREFIXES["fc"])):
            return self.page(
                f"{'def' if iri.startswith(PREFIXES['filon']) else 'code'}.html#{quote(anchor(iri), safe='')}"
            )
        return iri if re.match(r"https?://[^\s/]", iri) else None
