"""What the components leave on a spaCy ``Doc``: one place that names every layer.

Spans live in ``doc.spans``; what a span carries beyond its characters is plain data (JSON types only) in an
extension, so that a ``Doc`` survives serialisation and worker processes. Character offsets are ``[start, end)``.

=====================  =========================================================================================
``doc.spans[…]``       parallel extension (same length, same order)
=====================  =========================================================================================
``"amounts"``          ``doc._.amounts``: ``{"value": "182838.00", "currency", "precision", "tax", "yearly"}``
``"dates"``            ``doc._.dates``: ``{"kind": "date"|"year"|"period", "value": "2023" | "2021-2023" | "2023-05-15",
                       "start": ISO, "end": ISO}``
``"mentions"``         ``doc._.mentions``: ``{"entity": index into doc._.entities, "confidence", "method"}``;
                       the span's label is the `EntityType`
=====================  =========================================================================================

Other extensions: ``doc._.source`` (the text, see `text_of`), ``doc._.structure`` (plain form of `Document.blocks`, decoded by `blocks_of`), ``doc._.entities``
(list of `LocalEntity` as dicts), ``doc._.terms`` (what the document defines: ``{"term": normalised without article («beneficiaire»),
"entity", "start", "end": the characters where the definition holds}``), ``doc._.parts`` (`Part` as dicts), ``doc._.flows`` (one dict per amount: the flow fields of
`Amount`), ``doc._.plans``, ``doc._.relations``, ``doc._.attributes``, ``doc._.silences`` (dicts of the fields of the
dataclasses of the same name in `filon.model`).
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from spacy.tokens import Doc, Span

from filon.model import Block, BlockKind, Cell, Document, Table

LISTS = (
    "amounts",
    "dates",
    "mentions",
    "entities",
    "terms",
    "parts",
    "flows",
    "plans",
    "relations",
    "attributes",
    "silences",
)

for _name in (*LISTS, "source", "structure"):
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, default=None)


def prepare(doc: Doc, document: Document) -> Doc:
    """Lay the document's structure and empty layers on a fresh ``Doc`` of the same text."""
    doc._.source = document.text
    doc._.structure = [asdict(block) for block in document.blocks]
    for name in LISTS:
        setattr(doc._, name, [])
    for name in ("amounts", "dates", "mentions"):
        doc.spans[name] = []
    return doc


def text_of(doc: Doc) -> str:
    """The document's characters; ``Doc.text`` is the same, and joined from its tokens at every access."""
    return doc._.source or doc.text


def blocks_of(doc: Doc) -> tuple[Block, ...]:
    """The document's blocks, decoded from ``doc._.structure``."""
    return tuple(_block(plain) for plain in doc._.structure or ())


def _block(plain: dict[str, Any]) -> Block:
    table = plain["table"]
    rows = table and tuple(tuple(Cell(**cell) for cell in row) for row in table["rows"])
    return Block(
        kind=BlockKind(plain["kind"]),
        start=plain["start"],
        end=plain["end"],
        body=tuple(plain["body"]),
        label=plain["label"] and tuple(plain["label"]),
        level=plain["level"],
        parent=plain["parent"],
        table=Table(rows=rows, header_rows=table["header_rows"]) if table else None,
    )


def char_span(doc: Doc, start: int, end: int, label: str) -> Span:
    """The span of these characters; the tokeniser splits finely enough that token and character borders agree.

    Raises ``ValueError`` where they do not: a quote would then differ from the document's characters.
    """
    span = doc.char_span(start, end, label=label)
    if span is None:
        raise ValueError(f"characters {start}-{end} ({doc.text[start:end]!r}) do not fall on token borders")
    return span
