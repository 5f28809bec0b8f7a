"""What entities are: classes, names, codes, and the official territories they stand on."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace

from filon.facts.claims import Claims, text
from filon.facts.context import Source
from filon.gazetteer import Entry, Gazetteer
from filon.model import Entity, EntityType, Evidence, Literal
from filon.vocab import Class, Code, Property

_PUBLIC = frozenset(
    {"org-state", "org-region", "org-departement", "org-commune", "org-epci", "org-mixed-syndicate", "org-public-body"}
)
_TERRITORY: Mapping[str, Class] = {
    "commune": Class.COMMUNE,
    "epci": Class.INTERCOMMUNALITE,
    "departement": Class.DEPARTEMENT,
    "region": Class.REGION,
}
_CODES = frozenset(Code)
_CLASS: Mapping[EntityType, Class] = {
    EntityType.ORG: Class.ORGANISATION,
    EntityType.PERSON: Class.PERSON,
    EntityType.PROJECT: Class.PROJECT,
    EntityType.PROGRAMME: Class.PROGRAMME,
}
_LEVELS = ("commune", "epci", "departement", "region")


def mentions_by_entity(sources: Iterable[Source]) -> dict[str, tuple[Evidence, ...]]:
    """For each entity the surest mention in each document, the surest of all first."""
    named: dict[str, dict[str, Evidence]] = {}
    for source in sources:
        for index, entity in source.entities.items():
            known = named.setdefault(entity.iri, {})
            for mention in source.mentions_of(index):
                evidence = source.evidence(mention.start, mention.end, mention.confidence, mention.method)
                if source.name not in known or _surest(evidence) < _surest(known[source.name]):
                    known[source.name] = evidence
    return {iri: tuple(sorted(known.values(), key=_surest)) for iri, known in named.items() if known}


def state_entity(claims: Claims, entity: Entity, evidence: Sequence[Evidence]) -> None:
    """Class, names and codes of one entity: class and label are said by each document, the rest by the first of ``evidence``."""
    iri, first = entity.iri, evidence[0]
    chief, *others = _classes(entity)
    claims.say(iri, Property.TYPE, chief, evidence)
    for other in others:
        claims.say(iri, Property.TYPE, other, first)
    claims.say(iri, Property.LABEL, text(entity.label), evidence)
    for label in entity.alt_labels:
        if label != entity.label:
            claims.say(iri, Property.ALT_LABEL, text(label), first)
    if entity.type is EntityType.PERSON:
        claims.say(iri, Property.PERSON_NAME, Literal(entity.label), first)
    code = f"fc:{entity.kind}"
    if code in _CODES and not entity.collective:
        claims.say(iri, Property.CLASSIFICATION if entity.type is EntityType.ORG else Property.KIND, code, first)


def state_likenesses(claims: Claims, entities: Iterable[Entity], mentions: Mapping[str, Sequence[Evidence]]) -> None:
    """Link things that may be one: a person should compare them. The surest mention of each is the evidence."""
    for entity in entities:
        for doubt in entity.doubts:
            if entity.iri in mentions and doubt.iri in mentions:
                shown = [
                    replace(mentions[iri][0], confidence=doubt.confidence, method="computed:likeness")
                    for iri in (entity.iri, doubt.iri)
                ]
                claims.say(entity.iri, Property.POSSIBLY_SAME_AS, doubt.iri, shown)


def state_territories(
    claims: Claims,
    sources: Iterable[Source],
    entities: Iterable[Entity],
    mentions: Mapping[str, Sequence[Evidence]],
    gazetteer: Gazetteer,
) -> None:
    """The territories that entities are, govern or stand on, and all that these lie in, each a complete node.

    What the registry knows rests on the mention that names the thing, with the method ``registry:cog-<edition>``; a
    territory over another rests on the mention of the one below.
    """
    grounds = _Grounds(gazetteer)
    labelled = {entity.iri for entity in entities}
    bodies = {entity.registry: entity.iri for entity in entities if entity.type is EntityType.ORG and entity.registry}
    for entity in entities:
        if entity.type is EntityType.PLACE and entity.registry and entity.iri in mentions:
            grounds.ask(entity.registry, mentions[entity.iri][0])
    for entity in entities:
        if entity.type is EntityType.ORG and entity.registry and entity.iri in mentions:
            registered = grounds.registered(mentions[entity.iri][0])
            if entity.siren:
                claims.say(entity.iri, Property.SIREN, Literal(entity.siren), registered)
            if ground := grounds.ask(entity.registry, registered):
                claims.say(entity.iri, Property.SPATIAL, ground, registered)
            entry = gazetteer.get(entity.registry)
            if entry and entry.former and entry.chief in bodies:  # «Région Picardie», «Région Hauts-de-France»
                claims.say(entity.iri, Property.IS_REPLACED_BY, bodies[entry.chief], registered)
    for source in sources:
        _state_said_grounds(claims, source, grounds)
    grounds.state(claims, labelled)


def _state_said_grounds(claims: Claims, source: Source, grounds: _Grounds) -> None:
    """Where a document says that its things stand."""
    for index, local in enumerate(source.annotation.entities):
        thing, named = source.iri(index), source.mentions_of(index)
        if thing is None or not named or local.territory is None or local.territory == local.registry:
            continue
        said = source.evidence(named[0].start, named[0].end, named[0].confidence, named[0].method)
        ground = grounds.ask(local.territory, said)
        if ground and ground != thing:
            claims.say(thing, Property.SPATIAL, ground, said)


def territory_iri(key: str) -> str:
    """The IRI of a registry key: ``commune:62528`` → ``territory/commune/62528``."""
    return f"territory/{key.replace(':', '/')}"


class _Grounds:
    """The territories that are asked for, each with what names it."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self._gazetteer = gazetteer
        self._need: dict[str, Evidence] = {}

    def registered(self, evidence: Evidence) -> Evidence:
        """What the registry says of a thing that is named here."""
        method = f"registry:cog-{self._gazetteer.edition}"
        return Evidence(evidence.document, evidence.start, evidence.end, evidence.confidence, method)

    def ask(self, key: str, evidence: Evidence) -> str | None:
        """Ask for a territory; its IRI, or ``None`` where the registry has no such key."""
        if key not in self._gazetteer:
            return None
        self._need[key] = min(self._need.get(key, evidence), evidence, key=_surest)
        return territory_iri(key)

    def state(self, claims: Claims, labelled: Container[str]) -> None:
        """State all that were asked for and all that these lie in; those not in ``labelled`` get the registry's name."""
        for (
            _
        ) in _LEVELS:  # a part of a commune asks for the commune, this for its EPCI and département, these for theirs
            for key, evidence in list(self._need.items()):
                for parent in _parents(self._gazetteer.entry(key)):
                    self.ask(parent, evidence)
        for key, evidence in self._need.items():
            entry, iri, said = self._gazetteer.entry(key), territory_iri(key), self.registered(evidence)
            claims.say(iri, Property.TYPE, Class.PLACE, said)
            if entry.kind in _TERRITORY:
                claims.say(iri, Property.TYPE, _TERRITORY[entry.kind], said)
            claims.say(iri, Property.CODE_INSEE, Literal(entry.code), said)
            if iri not in labelled:
                claims.say(iri, Property.LABEL, text(entry.official_name), said)
            for parent in _parents(entry):
                if parent in self._need:
                    after = entry.former and parent == entry.chief
                    relation = Property.IS_REPLACED_BY if after else Property.SUBDIVISION_DE
                    claims.say(iri, relation, territory_iri(parent), said)


def _parents(entry: Entry) -> tuple[str, ...]:
    """What a territory lies in directly: a commune in its EPCI and département, these in the next."""
    if entry.kind == "departement":
        found = (entry.region,)
    elif entry.kind == "region":
        found = (entry.chief,)
    else:
        found = (entry.chief, entry.epci, entry.departement)  # type: ignore[assignment]
    return tuple(parent for parent in found if parent and parent != entry.key)


def _classes(entity: Entity) -> tuple[Class, ...]:
    """The classes of an entity, the telling one first."""
    kind = entity.kind or ""
    if entity.collective:
        return (Class.COLLECTIVE,)
    if entity.type is EntityType.PLACE:
        territory = _TERRITORY.get((entity.registry or "").partition(":")[0])
        site = Class.SITE if kind.startswith("site-") else None
        return tuple(each for each in (territory, site, Class.PLACE) if each)
    if entity.type is EntityType.ORG and kind in _PUBLIC:
        return Class.ORGANISATION, Class.PUBLIC_ORGANISATION
    if entity.type is EntityType.PROGRAMME and kind.startswith("agreement-"):
        return Class.AGREEMENT, Class.PROGRAMME
    return (_CLASS[entity.type],)


def _surest(evidence: Evidence) -> tuple[float, str, int, int]:
    return -evidence.confidence, evidence.document, evidence.start, evidence.end
