"""What documents say, with the sentence around it, and where in the text it stands."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Final

import pyoxigraph as ox

from filon.explain import Passage, passage_of
from filon.pages import library as ask
from filon.pages.address import encode, page_path
from filon.pages.library import Library, Value
from filon.pages.scene import Scene, curie
from filon.vocab import Rank

SHEET: Final = 20_000  # characters of a document on one page, give or take a line


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage as a page shows it: the sentence in three pieces, links to the text, the document, the claim."""

    passage: Passage
    text: str | None
    document: str | None
    claim: str | None

    @property
    def key(self) -> tuple[object, ...]:
        """What makes two quotes the same to a reader."""
        return self.passage.document, self.passage.start, self.passage.end, self.passage.method

    @property
    def order(self) -> tuple[object, ...]:
        """The surest first."""
        return -self.passage.confidence, self.passage.document, self.passage.start


@dataclass(frozen=True, slots=True)
class Said:
    """A value that passages say, how it is held (a `Rank`), its label if it is a thing, and the claims that say it."""

    value: Value
    label: str | None
    rank: str
    quotes: tuple[Quote, ...]
    claims: tuple[str, ...]

    @property
    def held(self) -> bool:
        """Whether the graph asserts it."""
        return self.rank == Rank.PREFERRED

    @property
    def computed(self) -> bool:
        """Whether all that says it is a computation."""
        return bool(self.quotes) and all(quote.passage.method.startswith("computed:") for quote in self.quotes)


@dataclass(slots=True)
class _Gathered:
    label: str | None = None
    ranks: set[str] = field(default_factory=set)
    quotes: dict[tuple[object, ...], Quote] = field(default_factory=dict)
    claims: set[str] = field(default_factory=set)


def claims_about(scene: Scene, subject: ox.NamedNode) -> dict[str, tuple[Said, ...]]:
    """What documents say of a thing: the values of each property (its CURIE), those that the graph asserts first."""
    rows = list(scene.library.ask(ask.claims("subject"), subject=subject))
    found: dict[str, dict[Value, _Gathered]] = {}
    for row, quote in zip(rows, quotes(scene, rows, subject=subject), strict=True):
        value = row["value"]
        if value is None:
            continue
        one = found.setdefault(curie(row["property"]), {}).setdefault(value, _Gathered())
        one.label = one.label or (ask.text_of(row["label"]) or None)
        one.ranks.add(curie(row["rank"]))
        one.claims.add(ask.text_of(row["claim"]))
        known = one.quotes.setdefault(quote.key, quote)
        if quote.order < known.order:
            one.quotes[quote.key] = quote
    return {name: tuple(sorted(map(_said, values.items()), key=_order)) for name, values in sorted(found.items())}


def _said(item: tuple[Value, _Gathered]) -> Said:
    value, one = item
    rank = next((rank for rank in (Rank.PREFERRED, Rank.NORMAL, Rank.DEPRECATED) if rank in one.ranks), Rank.NORMAL)
    return Said(
        value, one.label, rank, tuple(sorted(one.quotes.values(), key=lambda q: q.order)), tuple(sorted(one.claims))
    )


def _order(said: Said) -> tuple[object, ...]:
    return not said.held, said.rank == Rank.DEPRECATED, -len(said.quotes), said.label or "", str(said.value)


def quotes(scene: Scene, rows: Iterable[ox.QuerySolution], **bound: ox.NamedNode) -> list[Quote]:
    """The passage of each row of claims, in its sentence; bare, as the graph quotes it, where the text is not kept here.

    ``bound`` is what the rows were asked for: their ``subject``, ``claim`` or ``span``.
    """
    rows, texts = list(rows), dict[str, str | None]()
    for row in rows:
        digest = ask.text_of(row["text"])
        if digest not in texts:
            texts[digest] = scene.library.text_of(digest) if digest else None
    bare = _bare(scene.library, bound) if None in texts.values() else {}
    return [_quote(scene, row, texts[ask.text_of(row["text"])], bare) for row in rows]


def _quote(scene: Scene, row: ox.QuerySolution, text: str | None, bare: Mapping[str, tuple[str, str, str]]) -> Quote:
    start, end, file = int(ask.text_of(row["start"])), int(ask.text_of(row["end"])), ask.text_of(row["file"])
    if text is not None and row["document"] is not None:
        passage = passage_of(text, row)
    else:
        before, exact, after = bare.get(ask.text_of(row["span"]), ("", "…", ""))
        page = int(ask.text_of(row["page"])) if row["page"] else None
        sure, method = Decimal(ask.text_of(row["confidence"])), ask.text_of(row["method"])
        passage = Passage(ask.text_of(row["document"]), page, start, end, before, exact, after, sure, method)
    where = (
        sheet_link(scene, file, cuts(text), start, end)
        if text is not None and file
        else scene.place.href(ask.text_of(row["span"]))
    )
    return Quote(passage, where, scene.place.href(file) if file else None, scene.place.href(ask.text_of(row["claim"])))


def _bare(library: Library, bound: Mapping[str, ox.NamedNode]) -> dict[str, tuple[str, str, str]]:
    found = library.ask(ask.quotes(next(iter(bound))), **bound)
    return {
        ask.text_of(row["span"]): (ask.text_of(row["prefix"]), ask.text_of(row["exact"]), ask.text_of(row["suffix"]))
        for row in found
    }


@lru_cache(maxsize=16)
def cuts(text: str) -> tuple[int, ...]:
    """Where the sheets of a text begin: every `SHEET` characters or so, at the beginning of a block or else of a line."""
    found = [0]
    while len(text) - found[-1] > SHEET * 5 // 4:
        reach = found[-1] + SHEET
        at = next(
            (at + len(gap) for gap in ("\n\n", "\n", " ") if (at := text.find(gap, reach, reach + SHEET // 4)) >= 0),
            reach,
        )
        found.append(at)
    return tuple(found)


def sheet_path(file: str, number: int, base: str) -> str | None:
    """The path of a sheet of a document, counted from one; the first is the document's own page."""
    path = encode(file.removeprefix(base)) if file.startswith(base) else None
    return page_path(file, base) if number == 1 else path and f"text/{path}/{number}.html"


def place_link(scene: Scene, file: str, text: str, start: int) -> str | None:
    """The link to where a part of a document begins."""
    path = sheet_path(file, bisect_right(cuts(text), start) or 1, scene.library.base)
    return scene.place.page(f"{path}#{f'p{start}' if start else 'text'}") if path else None


def sheet_link(scene: Scene, file: str, starts: tuple[int, ...], start: int, end: int) -> str | None:
    """The link to the characters ``[start, end)`` on their sheet."""
    path = sheet_path(file, bisect_right(starts, start) or 1, scene.library.base)
    return scene.place.page(f"{path}#c{start}-{end}") if path else None
