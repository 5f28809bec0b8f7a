"""Flows that may be one and were kept two: the same parties and the same rare value, but another subject, act or year said."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from filon.facts.claims import Claims
from filon.facts.flow import Flow, same_years
from filon.facts.money import amount_evidence
from filon.facts.tellings import Phase, significant
from filon.vocab import Property

_RARE = 4  # digits from which the same value between the same parties is remarkable
_FEW = 6  # more flows of one value between two parties are a tariff, not a doubt


def state_doubts(claims: Claims, flows: Iterable[Flow]) -> None:
    """Link flows that a person should compare; neither is dropped, and sums count both."""
    groups: dict[tuple[object, ...], list[Flow]] = {}
    for flow in flows:
        if flow.phase is not Phase.GRANT or not flow.funders or not flow.beneficiaries:
            continue
        for value in flow.values:
            if significant(value) >= _RARE:
                groups.setdefault((flow.funders, flow.beneficiaries, value), []).append(flow)
    for group in groups.values():
        if len(group) > _FEW:
            continue
        for one, two in combinations(sorted(group, key=lambda flow: flow.iri), 2):
            if same_years(one.years, two.years) is not False and not one.rows.keys() & two.rows.keys():
                shown = [amount_evidence(flow.best, "computed:same-parties-and-value") for flow in (one, two)]
                claims.say(one.iri, Property.POSSIBLY_SAME_AS, two.iri, shown)
