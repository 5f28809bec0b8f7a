"""Relations and attributes of entities as statements."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from filon.facts.claims import Claims, Value, bounds, date, integer, text
from filon.facts.context import Source
from filon.facts.iris import digest, name_of
from filon.facts.lexicon import fold, posts, sort_of_parties
from filon.facts.tellings import weight
from filon.model import (
    Attribute,
    AttributeName,
    Conflict,
    Entity,
    EntityType,
    Evidence,
    Literal,
    Relation,
    RelationType,
)
from filon.vocab import Class, Code, Property, code_of

_HONORIFIC = re.compile(r"^(?:(?:madame|monsieur|mme|m\.)\s+)?(?:(?:le|la)\s+|l[’'])?")
_SINGLE: Mapping[AttributeName, tuple[Property, Code]] = {
    AttributeName.DATE: (Property.DATE, Code.CONFLICT_DATE),
    AttributeName.PERIOD: (Property.START_DATE, Code.CONFLICT_DATE),
    AttributeName.DECLARED_COUNT: (Property.DECLARED_COUNT, Code.CONFLICT_COUNT),
    AttributeName.SIREN: (Property.SIREN, Code.CONFLICT_VALUE),
    AttributeName.RNA: (Property.RNA, Code.CONFLICT_VALUE),
}


def state_relations(claims: Claims, sources: Iterable[Source]) -> None:
    """Every relation of every document; one said in many places is one statement."""
    for source in sources:
        for relation in source.annotation.relations:
            subject, other = source.entities.get(relation.subject), source.entities.get(relation.object)
            if subject is None or other is None or subject.iri == other.iri:
                continue
            evidence = source.evidence(relation.start, relation.end, relation.confidence, relation.method)
            _state_relation(claims, relation, subject, other, evidence)


def _state_relation(claims: Claims, relation: Relation, subject: Entity, other: Entity, evidence: Evidence) -> None:
    match relation.type:
        case RelationType.SIGNATORY:
            claims.say(other.iri, Property.SIGNED_BY, subject.iri, evidence)
            claims.say(other.iri, Property.TYPE, Class.AGREEMENT, evidence)
        case RelationType.HOLDS_POST:
            _state_post(claims, relation, subject, other, evidence)
        case RelationType.MEMBER:
            claims.say(subject.iri, Property.MEMBER_OF, other.iri, evidence)
        case RelationType.PARTNER:
            claims.say(other.iri, Property.PARTNER, subject.iri, evidence)
        case RelationType.OWNER:
            claims.say(other.iri, Property.PROJECT_OWNER, subject.iri, evidence)
        case RelationType.LOCATED:
            claims.say(subject.iri, Property.SPATIAL, other.iri, evidence)
        case RelationType.PART_OF:
            claims.say(subject.iri, _belonging(subject, other), other.iri, evidence)


def _belonging(subject: Entity, other: Entity) -> Property:
    if subject.registry and other.registry and subject.type is other.type is EntityType.PLACE:
        return Property.SUBDIVISION_DE
    if subject.type is EntityType.PROJECT and other.type is EntityType.PROGRAMME:
        return Property.PROGRAMME
    return Property.IS_PART_OF


def _state_post(claims: Claims, relation: Relation, person: Entity, body: Entity, evidence: Evidence) -> None:
    role = " ".join((relation.role or "").split())
    code = post_code(role)
    iri = f"membership/{name_of(person.iri)}-{digest(person.iri, body.iri, code or role.casefold())}"
    claims.say(iri, Property.TYPE, Class.MEMBERSHIP, evidence)
    claims.say(iri, Property.LABEL, text(f"{person.label}, {body.label}"), evidence)
    claims.say(iri, Property.MEMBER, person.iri, evidence)
    claims.say(iri, Property.ORGANISATION, body.iri, evidence)
    if code:
        claims.say(iri, Property.POST_ROLE, code, evidence)
    if role:
        claims.say(iri, Property.VERBATIM, Literal(role), evidence)


def post_code(role: str) -> Code | None:
    """The function that a post's title names, by its first words: «Présidente du Conseil» → president."""
    plain = _HONORIFIC.sub("", fold(role))
    return next((code_of("function", notation) for start, notation in posts() if plain.startswith(start)), None)


def state_attributes(claims: Claims, sources: Iterable[Source]) -> list[Conflict]:
    """What documents say of entities beside their relations; returns the values that contradict each other.

    Of two dates, periods, counts or SIREN of one thing the one in the text that weighs more is preferred; a body may have
    several SIRET.
    """
    sources = list(sources)
    single: dict[tuple[str, AttributeName], dict[str, list[tuple[tuple[object, ...], Evidence]]]] = {}
    for source in sources:
        for attribute in source.annotation.attributes:
            iri = source.iri(attribute.subject)
            if iri is None:
                continue
            evidence = source.evidence(attribute.start, attribute.end, attribute.confidence, attribute.method)
            if attribute.name is AttributeName.SIRET:
                claims.say(iri, Property.SIRET, Literal(attribute.value), evidence)
                continue
            values = single.setdefault((iri, attribute.name), {})
            values.setdefault(attribute.value, []).append((_rank(source, attribute), evidence))
    return [
        conflict
        for (iri, name), values in single.items()
        if (conflict := _state_single(claims, iri, name, values, {source.name: source for source in sources}))
    ]


def _state_single(
    claims: Claims,
    iri: str,
    name: AttributeName,
    values: Mapping[str, Sequence[tuple[tuple[object, ...], Evidence]]],
    sources: Mapping[str, Source],
) -> Conflict | None:
    relation, kind = _SINGLE[name]
    best = min(values, key=lambda value: (min(rank for rank, _ in values[value]), value))
    for value, said in values.items():
        for relation_, literal in _literals(name, value):
            claims.say(iri, relation_, literal, [evidence for _, evidence in said], preferred=value == best)
    if len(values) == 1 or (name is AttributeName.DECLARED_COUNT and not _one_thing_counted(sources, values)):
        return None
    return Conflict(
        iri, relation, kind.removeprefix("fc:"), tuple(_literals(name, value)[0][1] for value in sorted(values))
    )


def _one_thing_counted(
    sources: Mapping[str, Source], values: Mapping[str, Sequence[tuple[tuple[object, ...], Evidence]]]
) -> bool:
    """Whether two counts are of one sort of parties: «8 EPCI» and «9 intercommunalités», not «8 EPCI» and «12 signataires»."""
    sorts = [
        {sort_of_parties(sources[each.document].document.text[each.start : each.end]) for _, each in said}
        for said in values.values()
    ]
    return any(one & two for one, two in combinations(sorts, 2))


def _literals(name: AttributeName, value: str) -> Sequence[tuple[Property, Value]]:
    match name:
        case AttributeName.DATE:
            return ((Property.DATE, date(value)),)
        case AttributeName.PERIOD:
            first, last = bounds(value)
            return (Property.START_DATE, date(first)), (Property.END_DATE, date(last))
        case AttributeName.DECLARED_COUNT:
            return ((Property.DECLARED_COUNT, integer(int(value))),)
        case _:
            return ((_SINGLE[name][0], Literal(value)),)


def _rank(source: Source, attribute: Attribute) -> tuple[object, ...]:
    number = source.part_at(attribute.start)
    part = None if number is None else source.annotation.parts[number]
    return *weight(part), -attribute.confidence, source.name, attribute.start
