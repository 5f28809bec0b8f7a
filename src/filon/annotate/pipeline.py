"""The pipeline's assembly, and its result as plain data."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from filon.annotate import layers
from filon.annotate.surface import on_original, regular_form
from filon.annotate.tokens import BorderTokenizer
from filon.confidence import calibrated
from filon.model import (
    Amount,
    AmountRole,
    Annotation,
    Attribute,
    AttributeName,
    Document,
    EntityType,
    Genre,
    LocalEntity,
    Mention,
    Part,
    Plan,
    Relation,
    RelationType,
    Silence,
    SilenceKind,
)
from filon.typography import Regular

# Order is meaning: each component reads only what those before it left on the Doc (see `filon.annotate.layers`).
COMPONENTS = (
    ("filon_sentences", "sentences"),
    ("filon_amounts", "amounts"),
    ("filon_dates", "dates"),
    ("filon_parts", "parts"),
    ("filon_mentions", "mentions"),
    ("filon_flows", "flows"),
    ("filon_relations", "relations"),
    ("filon_silences", "silences"),
)


_PARSING = frozenset({"filon_relations"})


def make_nlp(*, components: Iterable[str] | None = None, syntax: str | None = None) -> Language:
    """A French pipeline with Filon's components, in order; ``components`` keeps only those named (for tests).

    ``syntax`` names an installed spaCy pipeline, or a folder, to parse with instead of the shipped model
    (`filon.annotate.syntax.load_syntax`).
    """
    nlp = spacy.blank("fr")
    nlp.max_length = 1_000_000_000  # no statistical model reads a whole document, so no limit is needed
    nlp.tokenizer = BorderTokenizer(nlp.vocab)
    wanted = None if components is None else set(components)
    for name, module in COMPONENTS:
        if wanted is None or name in wanted:
            importlib.import_module(f"filon.annotate.{module}")  # registers the factory
            nlp.add_pipe(name, config={"syntax": syntax} if name in _PARSING else {})
    return nlp


def annotate(nlp: Language, documents: Iterable[Document]) -> Iterator[Annotation]:
    """Annotate documents as they come, one at a time; nothing of spaCy remains in what is yielded.

    The confidence of a fact is the probability that it is right (`filon.confidence`), no longer the rule's own word.
    """
    for document in documents:
        doc, form = run(nlp, document)
        yield on_original(calibrated(to_annotation(doc, document)), form)


def run(nlp: Language, document: Document) -> tuple[Doc, Regular]:
    """The ``Doc`` of a document's regular form after all components, and the way back to the document's own offsets."""
    read, form = regular_form(document)
    doc = layers.prepare(nlp.make_doc(read.text), read)
    for _, component in nlp.pipeline:
        doc = component(doc)
    return doc, form


def to_annotation(doc: Doc, document: Document) -> Annotation:
    """The annotation that the components left on ``doc``, as frozen dataclasses."""
    extra = doc._
    return Annotation(
        document=document.name,
        entities=tuple(
            LocalEntity(**{**plain, "type": EntityType(plain["type"]), "aliases": tuple(plain.get("aliases", ()))})
            for plain in extra.entities
        ),
        mentions=tuple(
            Mention(span.start_char, span.end_char, **plain)
            for span, plain in zip(doc.spans["mentions"], extra.mentions, strict=True)
        ),
        amounts=tuple(
            _amount(span.start_char, span.end_char, plain, flow)
            for span, plain, flow in zip(doc.spans["amounts"], extra.amounts, extra.flows, strict=True)
        ),
        plans=tuple(Plan(**_tuples(plain)) for plain in extra.plans),
        relations=tuple(Relation(**{**plain, "type": RelationType(plain["type"])}) for plain in extra.relations),
        attributes=tuple(Attribute(**{**plain, "name": AttributeName(plain["name"])}) for plain in extra.attributes),
        parts=tuple(Part(**{**_tuples(plain), "genre": Genre(plain["genre"])}) for plain in extra.parts),
        silences=tuple(Silence(**{**plain, "kind": SilenceKind(plain["kind"])}) for plain in extra.silences),
    )


def _amount(start: int, end: int, plain: dict[str, Any], flow: dict[str, Any]) -> Amount:
    fields = {**plain, **_tuples(flow)}
    fields["value"] = Decimal(fields["value"])
    fields["role"] = AmountRole(fields["role"])
    if fields.get("share") is not None:
        fields["share"] = Decimal(str(fields["share"]))
    return Amount(start, end, **fields)


def _tuples(plain: dict[str, Any]) -> dict[str, Any]:
    """Lists (as JSON and msgpack give them back) to the tuples of the model, two levels deep."""
    return {
        key: tuple(tuple(item) if isinstance(item, list) else item for item in value)
        if isinstance(value, list)
        else value
        for key, value in plain.items()
    }
