"""What the documents name, as things: local entities that are one thing become one `Entity`.

In this order: a valid SIREN, SIRET or RNA number, or a gazetteer key (with the type: a commune and its body are two things);
a full name, within the territory where the name is one that many towns give; an acronym that only one thing bears; a misprint
of a long name; then pairs weighed by all of these (`filon.resolve.compare`). Doubt keeps things apart and says so; what a person
judged comes last. The result does not depend on the order of documents, entities or judgements.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from filon.gazetteer import Gazetteer
from filon.judgements import Judgement
from filon.model import Annotation, Doubt, Entity, EntityType
from filon.resolve.cluster import cluster
from filon.resolve.identity import Node, read_nodes
from filon.resolve.iris import mint
from filon.resolve.judged import overrule
from filon.resolve.labels import cased_words, kind_of, label_of, other_names
from filon.resolve.pairs import Pair

__all__ = ["Resolution", "identify", "resolve"]


@dataclass(frozen=True, slots=True)
class Resolution:
    """The entities; which IRI is kept for each that a judgement merged into another; judgements that found nothing to judge."""

    entities: tuple[Entity, ...]
    moved: Mapping[str, str]
    idle: tuple[Judgement, ...]


def resolve(
    annotations: Iterable[Annotation], gazetteer: Gazetteer, judgements: Iterable[Judgement] = ()
) -> tuple[Entity, ...]:
    """The entities of all annotations: see `identify`."""
    return identify(annotations, gazetteer, judgements).entities


def identify(
    annotations: Iterable[Annotation], gazetteer: Gazetteer, judgements: Iterable[Judgement] = ()
) -> Resolution:
    """The entities of all annotations, sorted by IRI; every local entity with a name is a member of exactly one.

    Document names must be distinct. IRIs are relative to the base. ``judgements`` overrule what the names say; `UsageError` where
    one of them joins two types. Two entities that may be one name each other as a `Doubt`, the first by IRI of the two.
    """
    annotations = sorted(annotations, key=lambda annotation: annotation.document)
    nodes = [node for node in read_nodes(annotations, gazetteer) if node.keys]
    cased = cased_words(nodes, gazetteer)
    groups, doubts = cluster(nodes, annotations, gazetteer)
    minted = mint([_entity(group, gazetteer, cased) for group in groups], nodes, annotations, gazetteer)
    judged = overrule({entity.iri: group for entity, group in zip(minted, groups, strict=True)}, judgements)
    known = {entity.members: entity for entity in minted}
    entities = {
        iri: known.get(tuple(node.place for node in group)) or replace(_entity(group, gazetteer, cased), iri=iri)
        for iri, group in judged.groups.items()
    }
    for iri, name in judged.names.items():
        entities[iri] = _renamed(entities[iri], name)
    return Resolution(
        entities=tuple(_with_doubts(entities, doubts, judged.apart)), moved=judged.moved, idle=judged.idle
    )


def _renamed(entity: Entity, name: str) -> Entity:
    others = {entity.label, *entity.alt_labels} - {name}
    return replace(entity, label=name, alt_labels=tuple(sorted(others)))


def _with_doubts(
    entities: Mapping[str, Entity], doubts: Iterable[Pair], apart: frozenset[frozenset[str]]
) -> Iterator[Entity]:
    """The entities with the doubts about them that no judgement has ended."""
    iri_of = {member: iri for iri, entity in entities.items() for member in entity.members}
    found: dict[str, dict[str, Doubt]] = defaultdict(dict)
    for doubt in doubts:  # the likeliest first
        one, other = sorted((iri_of[doubt.one], iri_of[doubt.other]))
        if one != other and frozenset((one, other)) not in apart:
            reasons = tuple((reason.what, reason.bits) for reason in doubt.comparison.reasons)
            found[one].setdefault(other, Doubt(other, doubt.comparison.probability, reasons))
    for iri, entity in entities.items():
        yield replace(entity, doubts=tuple(found[iri].values())) if iri in found else entity


def _entity(group: list[Node], gazetteer: Gazetteer, cased: dict[str, str]) -> Entity:
    """The entity of a group, its IRI still empty."""
    first = group[0].local
    registry = next((node.registry for node in group if node.registry), None)
    entry = gazetteer.get(registry)
    numbers = {node.number for node in group if node.number and node.number[0] != "W"}
    is_place = first.type is EntityType.PLACE
    is_ground = is_place and entry is not None and entry.insee is not None  # a SIREN is its body's, not the ground's
    label = label_of(group, entry, cased)
    return Entity(
        iri="",
        type=first.type,
        label=label,
        alt_labels=other_names(group, label, entry, cased),
        kind=kind_of(group, entry),
        registry=registry,
        siren=(entry.siren if entry and not is_ground else None) or (min(numbers) if len(numbers) == 1 else None),
        insee=entry.insee if entry and is_place else None,
        collective=first.collective,
        members=tuple(node.place for node in group),
    )
