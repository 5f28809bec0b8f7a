"""A document in the regular form that the rules read, and its annotation back on the document's own characters."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from filon.annotate.wordlists import wordlist
from filon.annotate.words import fold
from filon.model import BlockKind
from filon.typography import Regular, moved, regular

if TYPE_CHECKING:
    from collections.abc import Iterable

    from filon.model import Annotation, Block, Document

_PROSE = frozenset(
    {BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.KEY_VALUE, BlockKind.ARTICLE, BlockKind.HEADING}
)
# The end of a line that the page's width broke: the line is long, nothing is aligned in it, no blank line follows.
_WRAP = re.compile(r"^[^\n\t|]{55,}\n(?![\n\t|])", re.MULTILINE)

_SPAN = ("purpose", "title", "number_span", "date_span")
_SPANS = ("funder_evidence", "beneficiary_evidence")
_LAYERS = ("mentions", "amounts", "plans", "relations", "attributes", "parts", "silences")


def regular_form(document: Document) -> tuple[Document, Regular]:
    """The document with its text and blocks in regular form (`filon.typography`), and the way back."""
    form = regular(document.text)
    blocks = moved(document.blocks, form.inside, form.inside) if form.changes else document.blocks
    text = unwrapped(form.text, blocks)
    return replace(document, text=text, blocks=blocks), replace(form, text=text)


def unwrapped(text: str, blocks: Iterable[Block]) -> str:
    """The text with a blank for each line end that only the page's width set, inside a block of prose; no offset changes."""
    pieces: list[str] = []
    last = 0
    for block in blocks:
        if block.kind in _PROSE and block.start >= last and "\n" in text[block.start : block.end]:
            pieces += (text[last : block.start], _WRAP.sub(_blank, text[block.start : block.end]))
            last = block.end
    return "".join((*pieces, text[last:]))


def _blank(line: re.Match[str]) -> str:
    text = line.string
    end = text.find("\n", line.end())
    below = text[line.end() : end if end >= 0 else len(text)]
    if line[0].isupper() and (not below.isupper() or fold(below).startswith(_act_lines())):
        return line[0]  # a heading in capitals ends where its capitals end, or an act's next line begins
    return f"{line[0][:-1]} "


@cache
def _act_lines() -> tuple[str, ...]:
    return tuple(wordlist("acts")["lines"].split())


def on_original(annotation: Annotation, form: Regular) -> Annotation:
    """The annotation of a regular form, with the offsets of the original."""
    if not form.changes:
        return annotation
    layers: dict[str, Any] = {}
    for name in _LAYERS:
        layers[name] = tuple(_turned(item, form) for item in getattr(annotation, name))
    return replace(annotation, **layers)


def _turned(item: Any, form: Regular) -> Any:
    """One record of an annotation with every span it holds turned."""
    spans = {name: _span(value, form) for name in _SPAN if (value := getattr(item, name, None)) is not None}
    lists = {name: tuple(_span(span, form) for span in value) for name in _SPANS if (value := getattr(item, name, ()))}
    start, end = _span((item.start, item.end), form)
    return replace(item, start=start, end=end, **spans, **lists)


def _span(span: tuple[int, int], form: Regular) -> tuple[int, int]:
    return form.start(span[0]), form.end(span[1])
