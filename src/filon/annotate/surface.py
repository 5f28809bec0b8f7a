"""A document in the regular form that the rules read, and its annotation back on the document's own characters."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from filon.typography import Regular, moved, regular

if TYPE_CHECKING:
    from filon.model import Annotation, Document

_SPAN = ("purpose", "title", "number_span", "date_span")
_SPANS = ("funder_evidence", "beneficiary_evidence")
_LAYERS = ("mentions", "amounts", "plans", "relations", "attributes", "parts", "silences")


def regular_form(document: Document) -> tuple[Document, Regular]:
    """The document with its text and blocks in regular form (`filon.typography`), and the way back."""
    form = regular(document.text)
    blocks = moved(document.blocks, form.inside, form.inside) if form.changes else document.blocks
    return replace(document, text=form.text, blocks=blocks), form


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
