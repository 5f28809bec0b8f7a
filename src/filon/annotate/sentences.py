"""Sentence borders: those of the document's structure, and French punctuation inside its paragraphs.

A block, a table cell and a list item begin a sentence wherever they stand; a line break inside a paragraph does not, nor
does the full stop of an abbreviation, an initial, a number or an enumeration.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from spacy.language import Language

from filon.annotate.layers import blocks_of, text_of
from filon.model import BlockKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spacy.tokens import Doc

    from filon.model import Block

_END = re.compile(
    r"(?<![.!?…])[.!?…]++"  # each run of full stops is tried once
    r"(?:[\s]?[»”\"’)\]*_])*+"  # what closes with the sentence
    r"\s++(?=[«\"“(*_\[–—-]{0,3}\s?[A-ZÀ-ÖØ-ÞŒ0-9])"
)
_LAST_WORD = re.compile(r"(\w+)$")
_ENUMERATION = re.compile(r"\W*(?:\d{1,3}(?:\.\d{1,3})*|[IVX]{1,5}|[A-Za-z])\W*")
_PROSE = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.KEY_VALUE, BlockKind.ARTICLE})


@Language.component("filon_sentences")
def mark_sentences(doc: Doc) -> Doc:
    """Set every token's sentence start from the document's blocks; a text without structure is one paragraph."""
    starts = np.fromiter(sentence_starts(text_of(doc), blocks_of(doc)), dtype=np.int64)
    offsets = doc.to_array(["IDX"]).astype(np.int64)
    marks = np.full(len(doc), -1, dtype=np.int64)
    at = np.searchsorted(offsets, starts)
    marks[at[at < len(doc)]] = 1
    if len(doc):
        marks[0] = 1
        doc.from_array(["SENT_START"], marks.reshape(-1, 1).astype(np.uint64))  # type: ignore[arg-type] # spaCy names its own protocol
    return doc


def sentence_starts(text: str, blocks: Iterable[Block]) -> Iterator[int]:
    """The offsets where sentences begin, in no particular order; some may repeat."""
    abbreviations = _abbreviations()
    whole = True
    reach = 0
    for block in blocks:
        whole = False
        if block.start < reach:
            continue  # a page number nested in a paragraph interrupts the page, not the sentence
        reach = block.end
        yield block.start
        if block.table is not None:
            yield from (cell.start for row in block.table.rows for cell in row if cell.start < cell.end)
        elif block.kind in _PROSE:
            yield from _inside(text, block.start, block.body[0], block.end, abbreviations)
    if whole:
        yield from _inside(text, 0, 0, len(text), abbreviations)


def _inside(text: str, start: int, body: int, end: int, abbreviations: frozenset[str]) -> Iterator[int]:
    """The sentence starts that punctuation gives between two offsets; a label before ``body`` is no sentence."""
    for found in _END.finditer(text, body, end):
        stop = found.start()
        if text[stop] == "." and _is_abbreviation(text, start, stop, abbreviations):
            continue
        start = found.end()
        yield start


def _is_abbreviation(text: str, start: int, stop: int, abbreviations: frozenset[str]) -> bool:
    word = _LAST_WORD.search(text, max(start, stop - 20), stop)
    if word is None:
        return False
    said = word[1]
    if len(said) == 1 and said.isalpha():
        return said.isupper() or said in abbreviations
    if said.lower() in abbreviations:
        return True
    return stop - start < 20 and _ENUMERATION.fullmatch(text, start, stop) is not None


@cache
def _abbreviations() -> frozenset[str]:
    lines = (Path(__file__).parent / "data" / "abbreviations.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
