"""Component ``filon_silences``: what was seen and is in no fact, so that a reader knows where to look.

A sentence that holds an amount and tells no flow; a sentence that grants and names no amount; a table whose amounts are
neither flows nor costs; a line that was left out of the text (a running header, a picture) or has lost characters.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Any

from spacy.language import Language

from filon.annotate.layers import blocks_of, text_of
from filon.annotate.wordlists import pattern
from filon.model import FLOW_ROLES, AmountRole, Block, BlockKind, SilenceKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from spacy.tokens import Doc

_LINE = re.compile(r"[^\n]+")
# What stands where a character could not be decoded, or, within a word, where only its font knows it.
_LOST = re.compile("\ufffd|\\(cid:[0-9]+\\)|[^\\W\\d_][\ue000-\uf8ff]+[^\\W\\d_]")


@Language.component("filon_silences", assigns=["doc._.silences"])
def filon_silences(doc: Doc) -> Doc:
    """Fill ``doc._.silences`` from the amounts, their roles, the sentences and the tables."""
    starts = [span.start_char for span in doc.spans["amounts"]]
    roles = [AmountRole(flow["role"]) for flow in doc._.flows]
    blocks = blocks_of(doc)
    tables = [(block.start, block.end) for block in blocks if block.table is not None]
    found = [*_tables(tables, starts, roles), *_sentences(doc, tables, starts, roles), *_grants(doc, starts)]
    found += _lines(text_of(doc), blocks)
    doc._.silences = sorted(found, key=lambda plain: (plain["start"], plain["end"]))
    return doc


def _tables(
    tables: Sequence[tuple[int, int]], starts: Sequence[int], roles: Sequence[AmountRole]
) -> Iterator[dict[str, Any]]:
    for start, end in tables:
        within = roles[bisect_left(starts, start) : bisect_left(starts, end)]
        if within and all(role is AmountRole.OTHER for role in within):
            yield {"start": start, "end": end, "kind": SilenceKind.TABLE_NOT_UNDERSTOOD.value}


def _grants(doc: Doc, starts: Sequence[int]) -> Iterator[dict[str, Any]]:
    """Sentences that grant («le conseil attribue une subvention à …») and hold no amount."""
    text = text_of(doc)
    matches = list(pattern("silences", "grants").finditer(text))
    if not matches:
        return
    sentences = [(sentence.start_char, sentence.end_char) for sentence in doc.sents]
    last = -1
    for match in matches:
        start, end = sentences[max(0, bisect_right(sentences, (match.start(), len(text))) - 1)]
        if start != last and bisect_left(starts, start) == bisect_left(starts, end):
            last = start
            end = start + len(text[start:end].rstrip())
            yield {"start": start, "end": end, "kind": SilenceKind.PAYING_VERB_WITHOUT_AMOUNT.value}


def _sentences(
    doc: Doc, tables: Sequence[tuple[int, int]], starts: Sequence[int], roles: Sequence[AmountRole]
) -> Iterator[dict[str, Any]]:
    borders = [start for start, _ in tables]
    text = text_of(doc)
    for sentence in doc.sents if starts else ():
        start, end = sentence.start_char, sentence.end_char
        within = roles[bisect_left(starts, start) : bisect_left(starts, end)]
        table = bisect_left(borders, start + 1) - 1
        in_table = table >= 0 and start < tables[table][1]
        if within and not in_table and not FLOW_ROLES.intersection(within):
            end = start + len(text[start:end].rstrip())
            yield {"start": start, "end": end, "kind": SilenceKind.AMOUNT_WITHOUT_FLOW.value}


def _lines(text: str, blocks: Sequence[Block]) -> Iterator[dict[str, Any]]:
    """Lines that the structure left out, but for the numbers of pages, and lines with characters that cannot be read."""
    mark = pattern("silences", "page_mark")
    left_out = {
        (line.start(), line.end())
        for block in blocks
        if block.kind is BlockKind.SCAR
        for line in _LINE.finditer(text, block.start, block.end)
        if not mark.fullmatch(line[0])
    }
    lost = {(line.start(), line.end()) for line in _LINE.finditer(text) if _LOST.search(line[0])}
    for start, end in sorted(left_out | lost):
        yield {"start": start, "end": end, "kind": SilenceKind.LINE_NOT_READ.value}
