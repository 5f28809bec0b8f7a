"""Instalments and other parts of flows as statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product

from filon.facts.claims import Claims, decimal, integer, text
from filon.facts.flow import Flow, one_subject
from filon.facts.instalments import Division, Share
from filon.facts.iris import digest
from filon.facts.money import amount_evidence, state_dates, state_measures
from filon.facts.tellings import read_years
from filon.model import Literal
from filon.vocab import Class, Property


def state_instalments(claims: Claims, flows: Iterable[Flow], divisions: Mapping[str, Division]) -> None:
    """The parts of each flow. Those that make up the whole are its instalments, others are only part of it."""
    for flow in flows:
        division = divisions.get(flow.iri)
        if division is None:
            continue
        for number, tellings in enumerate(division.parts, start=1):
            iri = f"{flow.iri}/{number}"
            _state_share(claims, iri, tellings[0], f"Part {number}")
            claims.say(iri, Property.POSITION, integer(number), tellings[0].evidence)
            for share in tellings:
                _state_value(claims, iri, share)
                if division.complete:
                    claims.say(flow.iri, Property.INSTALMENT, iri, share.evidence)
                else:
                    claims.say(iri, Property.IS_PART_OF, flow.iri, share.evidence)
        for number, share in enumerate(division.nested, start=len(division.parts) + 1):
            iri = f"{flow.iri}/{number}"
            _state_share(claims, iri, share, f"Part {number}")
            claims.say(iri, Property.IS_PART_OF, flow.iri, share.evidence)


def state_shares_elsewhere(claims: Claims, flows: Iterable[Flow], divisions: Mapping[str, Division]) -> None:
    """Link what one text calls a grant to the grant of which another text tells it as a part: the year of a grant of several.

    Parties, value and years must be those of the part: sums then count the money once, in the whole.
    """
    flows = list(flows)
    shares: dict[tuple[object, ...], list[Flow]] = {}
    for whole in flows:
        for tellings in divisions[whole.iri].parts if whole.iri in divisions else ():
            amount = tellings[0].amount
            key = whole.funders, whole.beneficiaries, amount.value, read_years(amount.period)
            shares.setdefault(key, []).append(whole)
    for flow in flows:
        wholes = [
            whole
            for value in flow.values
            for whole in shares.get((flow.funders, flow.beneficiaries, value, flow.years), ())
            if whole is not flow and whole.phase is flow.phase and _one_thing(whole, flow)
        ]
        if flow.years and flow.funders and flow.beneficiaries and len(wholes) == 1:
            claims.say(flow.iri, Property.IS_PART_OF, wholes[0].iri, amount_evidence(flow.best, "linked:part"))


def _one_thing(one: Flow, two: Flow) -> bool:
    return any(one_subject(first, second) for first, second in product(one.subjects, two.subjects))


def state_orphans(claims: Claims, shares: Sequence[Share]) -> dict[tuple[str, int], str]:
    """Parts whose whole the text does not give: each by itself, with its own parties. Returns their IRIs."""
    iris = {}
    for share in shares:
        amount, source = share.amount, share.source
        iri = f"funding/part-{digest(source.document.sha256, amount.start)}"
        iris[share.key] = iri
        _state_share(claims, iri, share, "Part")
        for funder in source.iris(amount.funders):
            claims.say(iri, Property.FUNDER, funder, share.evidence)
        for beneficiary in source.iris(amount.beneficiaries):
            claims.say(iri, Property.BENEFICIARY, beneficiary, share.evidence)
    return iris


def _state_share(claims: Claims, iri: str, share: Share, name: str) -> None:
    amount, source, said = share.amount, share.source, share.evidence
    claims.say(iri, Property.TYPE, Class.INSTALMENT, said)
    claims.say(iri, Property.LABEL, text(name), said)
    claims.say(
        iri, Property.AMOUNT, decimal(amount.value), said, verbatim=source.document.text[amount.start : amount.end]
    )
    claims.say(iri, Property.CURRENCY, Literal(amount.currency), said)
    state_measures(claims, iri, amount, said)
    if amount.period:
        state_dates(claims, iri, amount.period, said)
    if amount.purpose:
        words = source.evidence(*amount.purpose, amount.confidence, amount.method or "amount")
        claims.say(iri, Property.DESCRIPTION, text(source.quote(amount.purpose)), words)


def _state_value(claims: Claims, iri: str, share: Share) -> None:
    printed = share.source.document.text[share.amount.start : share.amount.end]
    claims.say(iri, Property.AMOUNT, decimal(share.amount.value), share.evidence, verbatim=printed)
