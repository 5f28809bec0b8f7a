"""Instalments and other parts of flows as statements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from filon.facts.claims import Claims, decimal, integer, text
from filon.facts.flow import Flow
from filon.facts.instalments import Division, Share
from filon.facts.iris import digest
from filon.facts.money import state_dates, state_measures
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
