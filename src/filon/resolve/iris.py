"""The IRIs of entities: readable, and a pure function of what an entity is.

A code where there is one (``territory/commune/62528``), else a slug of the label. A slug that several things claim gets, for each
of them, a suffix from its own key, so that the order of documents does not count.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from filon.gazetteer import Entry, Gazetteer, normalise
from filon.model import Annotation, Entity, EntityType, RelationType
from filon.resolve.identity import Node
from filon.resolve.names import is_generic, name_key

_SLUG_LENGTH = 80
_FOLDERS = {
    EntityType.ORG: "org",
    EntityType.PERSON: "person",
    EntityType.PLACE: "place",
    EntityType.PROJECT: "project",
    EntityType.PROGRAMME: "programme",
}

Place = tuple[str, int]


def slug(name: str) -> str:
    """A name's normalised words joined by hyphens, cut at a word: «Pôle d'échanges» is ``pole-d-echanges``."""
    words = normalise(name).replace(" ", "-")
    return words if len(words) <= _SLUG_LENGTH else words[: _SLUG_LENGTH + 1].rsplit("-", 1)[0]


def digest(*key: str) -> str:
    """Eight hexadecimal digits of a key, its parts told apart."""
    return hashlib.sha256("\x1f".join(key).encode()).hexdigest()[:8]


def mint(
    entities: Sequence[Entity], nodes: Iterable[Node], annotations: Iterable[Annotation], gazetteer: Gazetteer
) -> list[Entity]:
    """The entities with their IRIs, each different from all others."""
    homes = {node.place: node.home for node in nodes}
    bodies = _bodies(entities, annotations)
    entities = [replace(entity, iri=_name(entity, gazetteer)) for entity in entities]
    by_members = {entity.members: entity.iri for entity in entities}
    named = []
    for entity in entities:
        body = bodies.get(entity.members)
        tail = f"--{by_members[body].partition('/')[2]}" if body else ""
        named.append(replace(entity, iri=entity.iri + tail))
    claims = Counter(entity.iri for entity in named)
    suffixed = [_suffixed(entity, homes) if claims[entity.iri] > 1 else entity for entity in named]
    taken = Counter(entity.iri for entity in suffixed)
    return [
        replace(entity, iri=f"{entity.iri}-{_member_digest(entity)}") if taken[entity.iri] > 1 else entity
        for entity in suffixed
    ]


def _name(entity: Entity, gazetteer: Gazetteer) -> str:
    """An entity's IRI from its own key alone."""
    entry = gazetteer.get(entity.registry)
    folder = _FOLDERS[entity.type]
    if entry and entity.type is EntityType.PLACE:
        return f"territory/{entry.kind}/{entry.code}"
    if entry:
        return f"{folder}/{slug(entry.body_name)}" + (
            f"-{entry.code.lower()}" if _has_namesake(entry, gazetteer) else ""
        )
    kind = entity.kind or ""
    if entity.type is EntityType.PLACE and kind.startswith("site"):
        folder = "site"
    if entity.type is EntityType.PROGRAMME and kind.startswith("agreement"):
        folder = "agreement"
    if entity.collective or is_generic(name_key(entity.label)):  # means something in its documents only
        return f"{folder}/{slug(entity.label)}-{digest(*sorted({document for document, _ in entity.members}))}"
    return f"{folder}/{slug(entity.label) or digest(entity.label)}"


def _has_namesake(entry: Entry, gazetteer: Gazetteer) -> bool:
    name = slug(entry.body_name)
    same = gazetteer.candidates(entry.normalised, entry.kind)
    return any(other.key != entry.key and slug(other.body_name) == name for other in same)


def _suffixed(entity: Entity, homes: Mapping[Place, frozenset[str]]) -> Entity:
    """The entity under its number, else under the départements it stands on, else under its documents."""
    if entity.siren:
        return replace(entity, iri=f"{entity.iri}-{entity.siren}")
    home = sorted({key.partition(":")[2].lower() for member in entity.members for key in homes[member]})
    if 0 < len(home) < 3:
        return replace(entity, iri="-".join((entity.iri, *home)))
    return replace(entity, iri=f"{entity.iri}-{_member_digest(entity)}")


def _member_digest(entity: Entity) -> str:
    """A digest of the label and of the documents that name it; the index tells namesakes of one document apart."""
    return digest(entity.label, *(f"{document}#{index}" for document, index in entity.members))


def _bodies(
    entities: Sequence[Entity], annotations: Iterable[Annotation]
) -> dict[tuple[Place, ...], tuple[Place, ...]]:
    """The body in which a person holds most posts, one that governs a territory first (members of the person to members of the body)."""
    of_member = {member: entity for entity in entities for member in entity.members}
    posts: dict[tuple[Place, ...], Counter[tuple[bool, str, tuple[Place, ...]]]] = defaultdict(Counter)
    for annotation in annotations:
        for relation in annotation.relations:
            person = of_member.get((annotation.document, relation.subject))
            body = of_member.get((annotation.document, relation.object))
            if relation.type is not RelationType.HOLDS_POST or not person or not body:
                continue
            if person.type is EntityType.PERSON and (body.registry or not is_generic(name_key(body.label))):
                posts[person.members][not body.registry, body.label, body.members] += 1
    return {person: min(count, key=lambda body: (body[0], -count[body], body))[2] for person, count in posts.items()}
