"""The page of a document: what it is made of, the sums it tells, and its text with every passage that says something marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import pyoxigraph as ox

from filon.pages import groups as tables
from filon.pages import library as ask
from filon.pages.groups import Group
from filon.pages.library import Value, text_of
from filon.pages.passages import cuts, place_link, sheet_path
from filon.pages.scene import MONEY, Scene, Shown, curie
from filon.vocab import Property, expand

_BLOCK: Final = re.compile(r"\n[ \t]*\n\s*")
_NAMES: Final = (Property.LABEL, Property.ALT_LABEL, Property.HIDDEN_LABEL, Property.PERSON_NAME)
_SUMS: Final = 1_000  # rows of the table of a document's sums
_TOLD: Final = 4  # things that a mark names before the reader follows it


@dataclass(frozen=True, slots=True)
class Piece:
    """Some characters of a block: plain, or marked, with what they say and where it is laid out; ``anchors`` begin there."""

    text: str
    href: str | None
    kind: str
    says: str
    anchors: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A text within the document: its genre, title, number and date, and the link to where it begins."""

    genre: Shown
    title: str
    number: str
    day: str
    href: str | None
    page: str | None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A stretch of a document's text, in blocks: which of how many, and the links to the others."""

    file: Shown
    number: int
    links: tuple[str, ...]
    blocks: tuple[tuple[Piece, ...], ...]
    kept: bool


@dataclass(frozen=True, slots=True)
class Contents:
    """What a document is made of and tells: the texts in it, its first sheet, its sums."""

    sections: tuple[Section, ...]
    sheet: Sheet
    sums: Group | None


@dataclass(slots=True)
class _Span:
    start: int
    end: int
    iri: str
    properties: set[str] = field(default_factory=set)
    told: dict[str, None] = field(default_factory=dict)

    @property
    def anchor(self) -> str:
        return f"c{self.start}-{self.end}"

    @property
    def kind(self) -> str:
        if self.properties & MONEY:
            return "amount"
        return "name" if self.properties & set(_NAMES) else "fact"


def contents(scene: Scene, file: ox.NamedNode, title: str) -> Contents | None:
    """What a document is made of; ``None`` where the graph keeps no text of it."""
    rows = list(scene.library.ask(ask.TEXTS, subject=file))
    if not rows:
        return None
    first = _sheet(scene, file, title, rows, 1)
    text = scene.library.text_of(text_of(rows[0]["text"]))
    sections = [_section(scene, row, file.value, text) for row in rows if row["part"] is not None]
    sums = [group for group in _sums(scene, rows[0]["version"]) if group.rows]
    return Contents(tuple(sections), first, sums[0] if sums else None) if first else None


def sheet(scene: Scene, file: ox.NamedNode, number: int) -> Sheet | None:
    """A sheet of a document's text, counted from one; ``None`` where there is none."""
    rows = list(scene.library.ask(ask.TEXTS, subject=file))
    if not rows:
        return None
    held = scene.library.ask(ask.STATEMENTS, subject=file)
    title = next((text_of(row["value"]) for row in held if curie(row["property"]) == Property.TITLE), file.value)
    return _sheet(scene, file, title, rows, number)


def sheets(text: str) -> int:
    """How many sheets a text makes."""
    return len(cuts(text))


def _section(scene: Scene, row: ox.QuerySolution, file: str, text: str | None) -> Section:
    start = int(text_of(row["start"]))
    return Section(
        genre=scene.shown(row["genre"]),
        title=text_of(row["title"]),
        number=text_of(row["number"]),
        day=scene.words.day(text_of(row["day"])),
        href=place_link(scene, file, text, start) if text is not None else None,
        page=scene.place.href(text_of(row["part"])),
    )


def _sums(scene: Scene, version: Value | None) -> Iterator[Group]:
    if version is None:
        return
    for link, nodes in tables.read_nodes(scene.library.ask(ask.SUMS, version=version)).items():
        kind = nodes[0].kind if len({node.kind for node in nodes}) == 1 else tables.MIXED
        yield tables.group(scene, link, kind, nodes, subject="", sums=False, most=_SUMS)


def _sheet(scene: Scene, file: ox.NamedNode, title: str, rows: list[ox.QuerySolution], number: int) -> Sheet | None:
    text = scene.library.text_of(text_of(rows[0]["text"]))
    starts = cuts(text or "")
    if not 1 <= number <= len(starts):
        return None
    start, end = starts[number - 1], [*starts, len(text or "")][number]
    paths = [sheet_path(file.value, each, scene.library.base) for each in range(1, len(starts) + 1)]
    parts = {int(text_of(row["start"])) for row in rows if row["part"] is not None}
    spans = _spans(scene, rows[0]["version"], start, end) if text else []
    blocks = tuple(_blocks(scene, text[start:end], start, spans, parts)) if text else ()
    return Sheet(
        file=scene.node(file.value, title),
        number=number,
        links=tuple(scene.place.page(path) for path in paths if path),
        blocks=blocks,
        kept=text is not None,
    )


def _spans(scene: Scene, version: Value | None, start: int, end: int) -> list[_Span]:
    """The spans that touch ``[start, end)``, by their place, each with what it says."""
    if version is None:
        return []
    if scene.library.kept is not None:  # every sheet of the document is asked for: read its spans once
        every = scene.library.once(("spans", version), lambda: _read_spans(scene, version, 0, 1 << 40))
        return [span for span in every if span.start < end and span.end > start]
    return _read_spans(scene, version, start, end)


def _read_spans(scene: Scene, version: Value, start: int, end: int) -> list[_Span]:
    spans: dict[str, _Span] = {}
    integer = ox.NamedNode(expand("xsd:integer"))
    bounds = {"from": ox.Literal(str(start), datatype=integer), "to": ox.Literal(str(end), datatype=integer)}
    told: list[tuple[str, str, str]] = []
    for row in scene.library.ask(ask.SPANS, version=version, **bounds):
        iri, name = text_of(row["span"]), curie(row["property"])
        span = spans.setdefault(iri, _Span(int(text_of(row["start"])), int(text_of(row["end"])), iri))
        span.properties.add(name)
        told.append((iri, text_of(row["label"]), name))
    for iri, label, name in sorted(set(told)):
        if label and name in (Property.LABEL, Property.ALT_LABEL, Property.HIDDEN_LABEL, Property.AMOUNT):
            spans[iri].told[label] = None
    return sorted(spans.values(), key=lambda span: (span.start, -span.end))


def _blocks(
    scene: Scene, text: str, offset: int, spans: list[_Span], parts: Iterable[int]
) -> Iterator[tuple[Piece, ...]]:
    """The text in blocks, cut where a span begins or ends; characters of several spans are marked as the shortest one's."""
    gaps = [(match.start(), match.end()) for match in _BLOCK.finditer(text)]
    borders_of = zip([0, *(end for _, end in gaps)], [*(start for start, _ in gaps), len(text)], strict=True)
    parts = sorted(parts)
    for left, right in borders_of:
        low, high = left + offset, right + offset
        inside = [span for span in spans if span.start < high and span.end > low]
        borders = {low, high, *(at for span in inside for at in (span.start, span.end)), *parts}
        at = sorted(border for border in borders if low <= border <= high)
        pieces = tuple(
            _piece(scene, text[a - offset : b - offset], (a, b), inside, parts, first=a == low) for a, b in pairwise(at)
        )
        if any(piece.text.strip() for piece in pieces):
            yield pieces


def _piece(
    scene: Scene, text: str, place: tuple[int, int], spans: list[_Span], parts: list[int], *, first: bool
) -> Piece:
    start, end = place
    begun = [span.anchor for span in spans if span.start == start or (first and span.start < start)]
    anchors = (*(f"p{part}" for part in parts if part == start), *begun)
    over = min(
        (span for span in spans if span.start <= start and span.end >= end),
        key=lambda s: (s.end - s.start, s.iri),
        default=None,
    )
    if over is None:
        return Piece(text, None, "", "", anchors)
    says = " · ".join([*over.told][:_TOLD])
    return Piece(text, scene.place.href(over.iri), over.kind, says, anchors)
