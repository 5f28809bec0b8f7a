"""What the documents name, as things: local entities that are one thing become one `Entity`.

In this order: a valid SIREN, SIRET or RNA number, or a gazetteer key (with the type: a commune and its body are two things);
a full name, within the territory where the name is one that many towns give; an acronym that only one thing bears; a misprint
of a long name. Doubt keeps things apart. The result does not depend on the order of documents or entities.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from filon.gazetteer import Gazetteer
from filon.model import Annotation, Entity, EntityType
from filon.resolve.cluster import cluster
from filon.resolve.identity import Node, read_nodes
from filon.resolve.iris import mint
from filon.resolve.judgements import Judgement, Verdict, overrule, parse_judgements
from filon.resolve.labels import cased_words, kind_of, label_of, other_names

__all__ = ["Judgement", "Verdict", "parse_judgements", "resolve"]


def resolve(
    annotations: Iterable[Annotation], gazetteer: Gazetteer, judgements: Iterable[Judgement] = ()
) -> tuple[Entity, ...]:
    """The entities of all annotations, sorted by IRI; every local entity with a name is a member of exactly one.

    Document names must be distinct. IRIs are relative to the base. ``judgements`` overrule what the names say.
    """
    annotations = sorted(annotations, key=lambda annotation: annotation.document)
    nodes = [node for node in read_nodes(annotations, gazetteer) if node.keys]
    cased = cased_words(nodes, gazetteer)
    groups, doubts = cluster(nodes, annotations, gazetteer)
    entities = mint([_entity(group, gazetteer, cased) for group in groups], nodes, annotations, gazetteer)
    judged = overrule({entity.iri: group for entity, group in zip(entities, groups, strict=True)}, judgements)
    by_members = {entity.members: entity for entity in entities}
    return tuple(
        by_members.get(tuple(node.place for node in group)) or replace(_entity(group, gazetteer, cased), iri=iri)
        for iri, group in sorted(judged.items())
    )


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
