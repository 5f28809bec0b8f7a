"""What surrounds a character of a document: its part, its row of a table or list, and the things its document names.

Built once for each document; every lookup afterwards is a bisection, so that a long collection of acts costs no more for
each amount than a letter.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from filon.facts.citations import Citation, find_citations
from filon.model import Annotation, BlockKind, Document, Entity, Evidence, Mention, Part
from filon.outline import block_at
from filon.typography import regular

Row = tuple[tuple[object, ...], int]  # a table, list or plan of one document, and the place in it


@dataclass(frozen=True, slots=True)
class Source:
    """One document with its annotation and the entities that its local entities were judged to be."""

    document: Document
    annotation: Annotation
    entities: Mapping[int, Entity]
    citations: tuple[Citation, ...]
    _edges: tuple[int, ...]
    _inner: tuple[int | None, ...]
    _amounts: tuple[tuple[int, int], ...]
    _mentions: Mapping[int, tuple[Mention, ...]]

    @property
    def name(self) -> str:
        """The document's name, as claims and exports give it."""
        return self.document.name

    def part_at(self, offset: int) -> int | None:
        """The index of the innermost part that holds this character, or ``None``."""
        place = bisect_right(self._edges, offset) - 1
        return self._inner[place] if place >= 0 else None

    def quote(self, span: tuple[int, int]) -> str:
        """The words of a span: those that a line end parted made whole, runs of white space as one space."""
        return " ".join(regular(self.document.text[slice(*span)]).text.split())

    def row_at(self, offset: int) -> Row | None:
        """The table or list around this character and the row in it; ``None`` in running text."""
        place = block_at(self.document.blocks, offset)
        if place is None:
            return None
        block = self.document.blocks[place]
        if block.kind is BlockKind.LIST_ITEM:
            return (self.name, "list", block.parent, block.level), place
        if block.table is None:
            return None
        starts = [row[0].start if row else block.end for row in block.table.rows]
        return (self.name, "table", place), bisect_right(starts, offset) - 1

    def lead_in(self, offset: int) -> str:
        """What leads in the list that this character stands in («Il est proposé d'attribuer :»); empty in running text."""
        place = block_at(self.document.blocks, offset)
        block = None if place is None else self.document.blocks[place]
        if block is None or block.kind is not BlockKind.LIST_ITEM or block.parent is None:
            return ""
        return self.document.text[slice(*self.document.blocks[block.parent].body)]

    def amounts_in(self, start: int, end: int) -> tuple[int, ...]:
        """The indexes of the amounts that begin inside a stretch, in text order."""
        first, last = (bisect_left(self._amounts, (offset, -1)) for offset in (start, end))
        return tuple(index for _, index in self._amounts[first:last])

    def iris(self, indexes: Iterable[int]) -> tuple[str, ...]:
        """The entities' IRIs, sorted, each once; a local entity that was resolved to nothing is left out."""
        return tuple(sorted({self.entities[index].iri for index in indexes if index in self.entities}))

    def iri(self, index: int | None) -> str | None:
        """The IRI of one local entity."""
        return None if index is None or index not in self.entities else self.entities[index].iri

    def mentions_of(self, index: int) -> tuple[Mention, ...]:
        """The mentions of a local entity, in text order."""
        return self._mentions.get(index, ())

    def mention_near(self, index: int, start: int, end: int) -> Mention | None:
        """The first mention of a local entity inside a stretch, else its first anywhere, else ``None``."""
        mentions = self.mentions_of(index)
        inside = next((mention for mention in mentions if start <= mention.start < end), None)
        return inside or (mentions[0] if mentions else None)

    def cited_in(self, part: int | None) -> frozenset[str]:
        """The numbers of the acts that a part of the document cites; of the whole document where there is no part."""
        start, end = (0, len(self.document.text)) if part is None else self._extent(part)
        return frozenset(each.number for each in self.citations if start <= each.start < end)

    def _extent(self, part: int) -> tuple[int, int]:
        return self.annotation.parts[part].start, self.annotation.parts[part].end

    def evidence(self, start: int, end: int, confidence: float, method: str) -> Evidence:
        """Evidence in this document."""
        return Evidence(self.name, start, end, confidence, method)


def read_sources(
    annotations: Sequence[Annotation], entities: Sequence[Entity], documents: Mapping[str, Document]
) -> list[Source]:
    """One `Source` for each annotation, in the order of document names.

    ``documents`` holds every annotated document under its name; a missing one raises ``KeyError``.
    """
    resolved: dict[str, dict[int, Entity]] = {}
    for entity in entities:
        for document, index in entity.members:
            resolved.setdefault(document, {})[index] = entity
    return [
        _source(documents[annotation.document], annotation, resolved.get(annotation.document, {}))
        for annotation in sorted(annotations, key=lambda annotation: annotation.document)
    ]


def _source(document: Document, annotation: Annotation, entities: Mapping[int, Entity]) -> Source:
    edges, inner = _segments(annotation.parts)
    mentions: dict[int, list[Mention]] = {}
    for mention in sorted(annotation.mentions, key=lambda mention: (mention.start, mention.end)):
        mentions.setdefault(mention.entity, []).append(mention)
    return Source(
        document=document,
        annotation=annotation,
        entities=entities,
        citations=find_citations(document.text),
        _edges=edges,
        _inner=inner,
        _amounts=tuple(sorted((amount.start, index) for index, amount in enumerate(annotation.amounts))),
        _mentions={index: tuple(found) for index, found in mentions.items()},
    )


def _segments(parts: Sequence[Part]) -> tuple[tuple[int, ...], tuple[int | None, ...]]:
    """The text cut at every border of a part, each piece with the index of the smallest part over it."""
    edges = sorted({edge for part in parts for edge in (part.start, part.end)})
    pieces: list[int | None] = [None] * len(edges)
    place = {edge: number for number, edge in enumerate(edges)}
    # The longest first: a part inside another overwrites it. Parts nest by a level or two, so this stays linear.
    for index in sorted(range(len(parts)), key=lambda index: (parts[index].start - parts[index].end, index)):
        first, last = place[parts[index].start], place[parts[index].end]
        pieces[first:last] = [index] * (last - first)
    return tuple(edges), tuple(pieces)
