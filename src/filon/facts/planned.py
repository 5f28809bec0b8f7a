"""Printed plans that are one plan: the same lines, or the same owner, the same total and most of the lines."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import combinations

from filon.facts.context import Source

PlanKey = tuple[object, ...]
_Line = tuple[tuple[str, ...], Decimal]
_COMPARED = 40  # plans of one owner and total that are compared; more say nothing


def plan_signature(source: Source, number: int) -> PlanKey:
    """What makes two printed plans one: who brings how much to which project or owner."""
    plan = source.annotation.plans[number]
    return source.iri(plan.project), source.iri(plan.owner), tuple(sorted(_lines(source, number)))


def plan_keys(sources: Iterable[Source]) -> dict[tuple[str, int], PlanKey]:
    """For each printed plan, by document and number, a key that it shares with those that tell the same plan.

    A plan is another's where both are one owner's or project's, come to the same total, and most lines of the shorter one are
    in the other: a line that differs is a slip in one of them. Plans with other totals are versions.
    """
    signatures: dict[tuple[str, int], PlanKey] = {}
    groups: dict[tuple[object, ...], list[tuple[str, int]]] = {}
    lines: dict[tuple[str, int], list[_Line]] = {}
    for source in sources:
        for number, plan in enumerate(source.annotation.plans):
            place = source.name, number
            signatures[place] = plan_signature(source, number)
            lines[place] = _lines(source, number)
            if plan.total is None:
                continue
            total = source.annotation.amounts[plan.total].value
            for whose in {source.iri(plan.owner), source.iri(plan.project)} - {None}:
                groups.setdefault((whose, total), []).append(place)
    keys = dict(signatures)
    for group in groups.values():
        for one, two in combinations(group[:_COMPARED], 2):
            if keys[one] != keys[two] and _alike(lines[one], lines[two]):
                kept, gone = sorted((keys[one], keys[two]), key=repr)
                keys = {place: kept if key == gone else key for place, key in keys.items()}
    return keys


def _lines(source: Source, number: int) -> list[_Line]:
    amounts = source.annotation.amounts
    return [(source.iris(amounts[line].funders), amounts[line].value) for line in source.annotation.plans[number].lines]


def _alike(one: list[_Line], two: list[_Line]) -> bool:
    common, shorter = set(one) & set(two), min(len(set(one)), len(set(two)))
    return len(common) >= 2 and 2 * len(common) >= shorter
