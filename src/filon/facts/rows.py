"""The rows of the facts export: entities, mentions, amounts, relations, as the contract names their fields."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from filon.facts.context import Source, read_sources
from filon.facts.printed import printed_names
from filon.model import Amount, Annotation, Document, Entity, Graph
from filon.vocab import resolve

Row = dict[str, Any]

# The guidelines that define the export annotate the first ten names of an attendance list; the graph has them all.
_ATTENDANCE = "person:attendance"


def export_rows(
    annotations: Sequence[Annotation],
    entities: Sequence[Entity],
    graph: Graph,
    documents: Mapping[str, Document],
    base: str,
) -> dict[str, list[Row]]:
    """The rows of ``entities``, ``mentions``, ``amounts`` and ``relations``, sorted, IRIs absolute under ``base``.

    What a document says of an entity that was resolved to nothing is left out: a row must name its entity.
    """
    sources = read_sources(annotations, entities, documents)
    printed = printed_names(sources)
    return {
        "entities": [
            _entity(entity, printed.get(entity.iri, ()), base)
            for entity in sorted(entities, key=lambda entity: entity.iri)
        ],
        "mentions": [row for source in sources for row in _mentions(source, base)],
        "amounts": [row for source in sources for row in _amounts(source, graph, base)],
        "relations": [row for source in sources for row in _relations(source, base)],
    }


def _entity(entity: Entity, printed: Iterable[str], base: str) -> Row:
    return {
        "iri": resolve(entity.iri, base),
        "type": entity.type.value,
        "label": entity.label,
        "alt_labels": sorted({*entity.alt_labels, *printed}),
        "siren": entity.siren,
        "insee": entity.insee,
    }


def _mentions(source: Source, base: str) -> Iterable[Row]:
    for mention in sorted(source.annotation.mentions, key=lambda mention: (mention.start, mention.end, mention.entity)):
        entity = source.entities.get(mention.entity)
        if entity and mention.method != _ATTENDANCE:
            yield {
                **_place(source, mention.start, mention.end),
                "type": entity.type.value,
                "entity": resolve(entity.iri, base),
                "confidence": round(mention.confidence, 4),
                "method": mention.method,
            }


def _amounts(source: Source, graph: Graph, base: str) -> Iterable[Row]:
    amounts = source.annotation.amounts
    for index in sorted(range(len(amounts)), key=lambda index: (amounts[index].start, amounts[index].end, index)):
        amount = amounts[index]
        flow = graph.flows.get((source.name, index))
        project = source.iri(amount.project)
        yield {
            **_place(source, amount.start, amount.end),
            "value": _number(amount.value),
            "currency": amount.currency,
            "role": amount.role.value,
            "funders": _parties(source, amount.funders, base),
            "beneficiaries": _parties(source, amount.beneficiaries, base),
            **_purpose(source, amount),
            "project": project and resolve(project, base),
            "period": amount.period,
            "share": None if amount.share is None else _number(amount.share),
            "flow": flow and resolve(flow, base),
            "confidence": round(amount.confidence, 4),
            "method": amount.method,
        }


def _relations(source: Source, base: str) -> Iterable[Row]:
    order = sorted(
        source.annotation.relations, key=lambda each: (each.start, each.end, each.type, each.subject, each.object)
    )
    for relation in order:
        subject, other = source.iri(relation.subject), source.iri(relation.object)
        if subject and other:
            yield {
                **_place(source, relation.start, relation.end),
                "type": relation.type.value,
                "subject": resolve(subject, base),
                "object": resolve(other, base),
                "role": relation.role,
                "confidence": round(relation.confidence, 4),
                "method": relation.method,
            }


def _place(source: Source, start: int, end: int) -> Row:
    return {"document": source.name, "start": start, "end": end, "text": source.document.text[start:end]}


def _purpose(source: Source, amount: Amount) -> Row:
    if amount.purpose is None:
        return {"purpose": None, "purpose_start": None}
    start, end = amount.purpose
    return {"purpose": source.document.text[start:end], "purpose_start": start}


def _parties(source: Source, locals_: Iterable[int], base: str) -> list[str]:
    return [resolve(iri, base) for iri in source.iris(locals_)]


def _number(value: Decimal) -> int | float:
    """A JSON number, whole where it is."""
    return int(value) if value == value.to_integral_value() else float(value)
