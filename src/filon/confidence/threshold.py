"""Leaving out the facts of an annotation that are too unsure, and what only they name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import Protocol, TypeVar

from filon.model import Amount, Annotation, Attribute, Mention, Plan, Relation


class _Unsure(Protocol):
    @property
    def confidence(self) -> float: ...


_Fact = TypeVar("_Fact", bound=_Unsure)


@dataclass(frozen=True, slots=True)
class Selection:
    """An annotation without its unsure facts, and how many of each kind those were; kinds without any are not counted."""

    annotation: Annotation
    left_out: Mapping[str, int] = field(default_factory=dict)


def at_least(annotation: Annotation, minimum: float) -> Selection:
    """The facts of an annotation whose confidence is ``minimum`` or more; 0 keeps all.

    Amounts that are left out vanish from the plans and wholes that name them; an entity that had a mention, and that nothing
    names any more, vanishes too.
    """
    mentions = _sure(annotation.mentions, minimum)
    relations = _sure(annotation.relations, minimum)
    attributes = _sure(annotation.attributes, minimum)
    kept = [index for index, amount in enumerate(annotation.amounts) if amount.confidence >= minimum]
    left_out = {
        kind: count
        for kind, count in (
            ("mentions", len(annotation.mentions) - len(mentions)),
            ("amounts", len(annotation.amounts) - len(kept)),
            ("relations", len(annotation.relations) - len(relations)),
            ("attributes", len(annotation.attributes) - len(attributes)),
        )
        if count
    }
    if not left_out:
        return Selection(annotation)
    amount_at = {index: place for place, index in enumerate(kept)}
    amounts = tuple(
        replace(amount, whole=None if amount.whole is None else amount_at.get(amount.whole))
        for amount in (annotation.amounts[index] for index in kept)
    )
    plans = tuple(_plan(plan, amount_at) for plan in annotation.plans)
    slim = replace(
        annotation,
        mentions=mentions,
        amounts=amounts,
        plans=tuple(plan for plan in plans if plan.lines or plan.costs),
        relations=relations,
        attributes=attributes,
    )
    gone = {mention.entity for mention in annotation.mentions} - set(_named(slim))
    return Selection(_without(slim, gone), left_out)


def _sure(facts: Iterable[_Fact], minimum: float) -> tuple[_Fact, ...]:
    return tuple(fact for fact in facts if fact.confidence >= minimum)


def _plan(plan: Plan, amount_at: Mapping[int, int]) -> Plan:
    return replace(
        plan,
        lines=tuple(amount_at[line] for line in plan.lines if line in amount_at),
        costs=tuple(amount_at[cost] for cost in plan.costs if cost in amount_at),
        total=None if plan.total is None else amount_at.get(plan.total),
    )


def _named(annotation: Annotation) -> Iterator[int]:
    """The entities that something in the annotation names."""
    yield from map(attrgetter("entity"), annotation.mentions)
    yield from (index for relation in annotation.relations for index in (relation.subject, relation.object))
    yield from map(attrgetter("subject"), annotation.attributes)
    for amount in annotation.amounts:
        yield from (*amount.funders, *amount.beneficiaries)
    single = [
        *map(attrgetter("project"), (*annotation.amounts, *annotation.plans)),
        *map(attrgetter("owner"), annotation.plans),
        *map(attrgetter("issuer"), annotation.parts),
    ]
    yield from (index for index in single if index is not None)


def _without(annotation: Annotation, gone: set[int]) -> Annotation:
    """The annotation without these entities, which nothing in it names."""
    kept = [index for index in range(len(annotation.entities)) if index not in gone]
    at = {index: place for place, index in enumerate(kept)}

    def moved(index: int | None) -> int | None:
        return None if index is None else at[index]

    def several(indexes: Sequence[int]) -> tuple[int, ...]:
        return tuple(at[index] for index in indexes)

    def amount(one: Amount) -> Amount:
        return replace(
            one, funders=several(one.funders), beneficiaries=several(one.beneficiaries), project=moved(one.project)
        )

    def mention(one: Mention) -> Mention:
        return replace(one, entity=at[one.entity])

    def relation(one: Relation) -> Relation:
        return replace(one, subject=at[one.subject], object=at[one.object])

    def attribute(one: Attribute) -> Attribute:
        return replace(one, subject=at[one.subject])

    return replace(
        annotation,
        entities=tuple(annotation.entities[index] for index in kept),
        mentions=tuple(map(mention, annotation.mentions)),
        amounts=tuple(map(amount, annotation.amounts)),
        plans=tuple(replace(plan, project=moved(plan.project), owner=moved(plan.owner)) for plan in annotation.plans),
        relations=tuple(map(relation, annotation.relations)),
        attributes=tuple(map(attribute, annotation.attributes)),
        parts=tuple(replace(part, issuer=moved(part.issuer)) for part in annotation.parts),
    )
