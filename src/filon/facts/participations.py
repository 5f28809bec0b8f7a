"""Who signs for whom: the person whom an agreement names as a party's representative."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from filon.facts.acts import Agreement
from filon.facts.claims import Claims, text
from filon.facts.context import Source
from filon.facts.iris import name_of
from filon.facts.lexicon import says
from filon.model import Literal, Relation, RelationType
from filon.vocab import Class, Code, Property

_BEFORE = 160  # characters before a post in which «représenté par» stands


def state_participations(
    claims: Claims, sources: Iterable[Source], agreements: Mapping[tuple[str, int], Agreement]
) -> None:
    """A participation for each party of an agreement that the same text says to be represented by somebody.

    ``agreements`` are those that parts of documents are the text of: there nobody speaks for a party of another one.
    """
    for source in sources:
        speakers: dict[tuple[int | None, str], Relation] = {}
        for post in _representatives(source):
            body = source.iri(post.object)
            if body:
                speakers.setdefault((source.part_at(post.start), body), post)
        for relation in source.annotation.relations:
            body, agreement = source.iri(relation.subject), source.iri(relation.object)
            if relation.type is not RelationType.SIGNATORY or not body or not agreement:
                continue
            part = source.part_at(relation.start)
            own = None if part is None else agreements.get((source.name, part))
            spoken = speakers.get((part, body))
            if spoken and (own is None or own.iri == agreement):
                _state_participation(claims, source, agreement, body, spoken)


def _representatives(source: Source) -> Iterator[Relation]:
    """The posts that are named because their holder speaks for the body, in text order."""
    for relation in sorted(source.annotation.relations, key=lambda each: (each.start, each.end)):
        if relation.type is RelationType.HOLDS_POST:
            around = source.document.text[max(0, relation.start - _BEFORE) : relation.end]
            if says(around, "represented"):
                yield relation


def _state_participation(claims: Claims, source: Source, agreement: str, body: str, post: Relation) -> None:
    person = source.entities.get(post.subject)
    if person is None:
        return
    iri = f"{agreement}/p/{name_of(body)}"
    said = source.evidence(post.start, post.end, post.confidence, post.method)
    claims.say(agreement, Property.PARTICIPATION, iri, said)
    claims.say(iri, Property.TYPE, Class.PARTICIPATION, said)
    claims.say(iri, Property.LABEL, text(f"{source.entities[post.object].label}, par {person.label}"), said)
    claims.say(iri, Property.AGENT, body, said)
    claims.say(iri, Property.ROLE, Code.ROLE_SIGNATORY, said)
    claims.say(iri, Property.REPRESENTED_BY, person.iri, said)
    if post.role:
        claims.say(iri, Property.VERBATIM, Literal(" ".join(post.role.split())), said)
