"""The passages behind each edge: who says it, where, in which sentence."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from filon.analyse.reading import Passage, Reading
from filon.analyse.shares import Share
from filon.archive import Archive
from filon.explain import sentence


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage in its sentence; ``before``, ``exact`` and ``after`` are empty where the reading has no texts (an open store)."""

    passage: Passage
    before: str
    exact: str
    after: str
    property: str
    fact: str


@dataclass(frozen=True, slots=True)
class Witness:
    """Looks passages up and quotes them; each text is read once."""

    reading: Reading
    _texts: dict[str, str] = field(default_factory=dict)

    def of(self, shares: list[Share]) -> Iterator[Quote]:
        """The passages behind the facts of one edge, each once: the surest of every statement first, then the others."""
        seen: set[tuple[str, int, int]] = set()
        stated = [
            (share.facts[0], triple, self.reading.passages.get(triple, ()))
            for share in shares
            for triple in share.triples
        ]
        for part in (slice(0, 1), slice(1, None)):
            for fact, triple, passages in stated:
                for passage in passages[part]:
                    place = (passage.text, passage.start, passage.end)
                    if place not in seen:
                        seen.add(place)
                        yield self._quote(passage, triple[1], fact)

    def _quote(self, passage: Passage, property_: str, fact: str) -> Quote:
        text = self._text(passage.text)
        if text:
            left, right = sentence(text, passage.start, passage.end)
            parts = text[left : passage.start], text[passage.start : passage.end], text[passage.end : right]
        else:
            parts = self.reading.quotes.get((passage.text, passage.start, passage.end), ("", "", ""))
        before, exact, after = (" ".join(part.replace("\t", " | ").split(" ")).replace("\n", " ") for part in parts)
        return Quote(passage, before.lstrip(), exact, after.rstrip(), property_, fact)

    def _text(self, digest: str) -> str:
        if digest not in self._texts:
            kg = self.reading.kg
            self._texts[digest] = Archive(kg).text(digest) if kg else ""
        return self._texts[digest]


def by_edge(graph: Any) -> dict[tuple[str, str], list[Share]]:
    """The shares of each edge, by its ends as the graph has them."""
    found: defaultdict[tuple[str, str], list[Share]] = defaultdict(list)
    for share in graph.graph.get("shares", ()):
        pair = (share.u, share.v)
        found[pair if graph.is_directed() or pair[0] <= pair[1] else (pair[1], pair[0])].append(share)
    return dict(sorted(found.items()))
