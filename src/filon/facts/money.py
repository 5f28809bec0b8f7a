"""Flows as statements, and the values on which their tellings disagree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from itertools import combinations, product

from filon.facts.claims import Claims, bounds, date, decimal, integer, text
from filon.facts.flow import Flow, one_subject, rounds
from filon.facts.instalments import Division
from filon.facts.iris import act_iri
from filon.facts.tellings import Phase, Telling, read_years, years_of
from filon.model import Amount, Conflict, Evidence, Literal
from filon.vocab import Class, Code, Property

# How far money has come, from the wish to the account of what was done.
_LIFE = (
    Code.STATUS_PLANNED,
    Code.STATUS_PROPOSED,
    Code.STATUS_REPORTED,
    Code.STATUS_AWARDED,
    Code.STATUS_CONTRACTED,
    Code.STATUS_PAID,
)


def state_flows(
    claims: Claims, flows: Iterable[Flow], divisions: Mapping[str, Division], labels: Mapping[str, str]
) -> list[Conflict]:
    """State every flow; returns the contradictions between its tellings.

    ``divisions`` are what the parts of a flow say of it, by IRI; ``labels`` the names of entities, by IRI.
    """
    conflicts: list[Conflict] = []
    for flow in flows:
        shown = amount_evidence(flow.best)
        claims.say(flow.iri, Property.TYPE, Class.EXPENDITURE if flow.spent else Class.FUNDING, shown)
        claims.say(flow.iri, Property.LABEL, text(_label(flow, labels)), shown)
        if not flow.spent:
            _state_standing(claims, flow)
        conflicts += _state_values(claims, flow, divisions.get(flow.iri))
        conflicts += _party_conflict(flow)
        _state_period(claims, flow)
        _state_description(claims, flow)
        for telling in flow.tellings:
            _state_parties(claims, flow, telling)
            _state_project(claims, flow, telling)
    return conflicts


def state_realisations(claims: Claims, flows: Iterable[Flow]) -> None:
    """Link each grant to the planned line that it realises: same funder, same beneficiary, same project."""
    flows = list(flows)
    lines: dict[tuple[object, ...], list[Flow]] = {}
    for line in flows:
        if line.phase is Phase.LINE:
            lines.setdefault((line.funders, line.beneficiaries), []).append(line)
    for grant in flows:
        if grant.phase is Phase.LINE or not grant.funders or not grant.beneficiaries:
            continue
        fits = [
            (fit, line.iri)
            for line in lines.get((grant.funders, grant.beneficiaries), ())
            if (fit := _fit(grant, line))
        ]
        if fits:
            claims.say(grant.iri, Property.REALISES, max(fits)[1], amount_evidence(grant.best, "linked:plan-line"))


def amount_evidence(telling: Telling, method: str | None = None) -> Evidence:
    """The amount itself as evidence."""
    amount = telling.amount
    return telling.source.evidence(amount.start, amount.end, amount.confidence, method or amount.method or "amount")


def state_measures(claims: Claims, subject: str, amount: Amount, evidence: Evidence) -> None:
    """How exact an amount is, with or without tax, how often, and its share of the whole."""
    if amount.precision != "exact":
        claims.say(subject, Property.PRECISION, f"fc:precision-{amount.precision}", evidence)
    if amount.tax:
        claims.say(subject, Property.TAX_BASIS, f"fc:tax-{amount.tax}", evidence)
    if amount.yearly:
        claims.say(subject, Property.FREQUENCY, Code.FREQUENCY_YEARLY, evidence)
    if amount.share is not None:
        claims.say(subject, Property.SHARE, decimal(amount.share / 100), evidence)


def state_dates(claims: Claims, subject: str, period: str, evidence: Evidence) -> None:
    """A period as a budget year, or as the bounds of a longer or shorter time."""
    years = read_years(period)
    if years and len(period) == len("2023"):
        claims.say(subject, Property.BUDGET_YEAR, integer(years[0]), evidence)
        return
    first, last = bounds(period)
    claims.say(subject, Property.START_DATE, date(first), evidence)
    claims.say(subject, Property.END_DATE, date(last), evidence)


def _label(flow: Flow, labels: Mapping[str, str]) -> str:
    def names(iris: Iterable[str]) -> str:
        return ", ".join(labels[iri] for iri in iris)

    parties = names(flow.funders) or "Financeur non nommé"
    if flow.beneficiaries and flow.beneficiaries != flow.funders:
        parties += f" → {names(flow.beneficiaries)}"
    return f"{parties}, {years_of(flow.years)}" if flow.years else parties


def _state_standing(claims: Claims, flow: Flow) -> None:
    """The life of a funding: each text says how far it had come, the furthest is where it stands; and its nature."""
    said: dict[Code, list[Evidence]] = {}
    for telling in flow.tellings:
        said.setdefault(telling.status, []).append(amount_evidence(telling))
    reached = max(said, key=_LIFE.index)
    for status, evidence in said.items():
        claims.say(flow.iri, Property.STATUS, status, evidence, preferred=status == reached)
    if flow.funders and flow.funders == flow.beneficiaries:
        claims.say(flow.iri, Property.NATURE, Code.NATURE_SELF, amount_evidence(flow.best))
    elif flow.phase is Phase.GRANT:
        claims.say(flow.iri, Property.NATURE, Code.NATURE_CASH, amount_evidence(flow.best))


def _state_values(claims: Claims, flow: Flow, division: Division | None) -> list[Conflict]:
    """Every value that a telling gives; the preferred one is asserted, the others are claims.

    An amendment's value prevails over what stood before, and that is no contradiction. A sum of parts that is not the whole
    that its text tells is one more claim; where it is the other value in dispute, it is part of that contradiction. Rounded forms of one value do not contradict each other.
    """
    exact = [telling for telling in flow.tellings if not _rounder(telling, flow.tellings)]
    changed = [telling for telling in exact if telling.amends]
    preferred = min(changed or exact, key=lambda telling: telling.rank)
    chosen = preferred.amount.value
    for telling in flow.tellings:
        value, source, amount = telling.amount.value, telling.source, telling.amount
        claims.say(
            flow.iri,
            Property.AMOUNT,
            decimal(value),
            amount_evidence(telling),
            preferred=value == chosen,
            verbatim=source.document.text[amount.start : amount.end],
        )
    claims.say(flow.iri, Property.CURRENCY, Literal(preferred.amount.currency), amount_evidence(preferred))
    state_measures(claims, flow.iri, preferred.amount, amount_evidence(preferred))
    told = [telling for telling in exact if telling.amount.value not in _values(changed)]
    disputed = {
        value
        for one, two in combinations(_one_for_each_value(told), 2)
        if not rounds(one, two)
        for value in (one.amount.value, two.amount.value)
    }
    conflicts = [_conflict(flow, Code.CONFLICT_AMOUNT, disputed)] if disputed else []
    summed: set[Decimal] = set()
    for each in division.sums if division else ():
        here = [telling for telling in flow.tellings if (telling.source.name, telling.part) == each.place] or [
            preferred
        ]
        whole = min(here, key=lambda telling: abs(telling.amount.value - each.value))
        if abs(whole.amount.value - each.value) > each.slack + whole.step / 2:
            claims.say(flow.iri, Property.AMOUNT, decimal(each.value), each.evidence, preferred=each.value == chosen)
            summed |= {whole.amount.value, each.value}
    return [*conflicts, _conflict(flow, Code.CONFLICT_ARITHMETIC, summed)] if summed - disputed else conflicts


def _conflict(flow: Flow, kind: Code, values: Iterable[Decimal]) -> Conflict:
    return Conflict(flow.iri, Property.AMOUNT.value, kind.removeprefix("fc:"), tuple(map(decimal, sorted(values))))


def _values(tellings: Iterable[Telling]) -> set[Decimal]:
    return {telling.amount.value for telling in tellings}


def _one_for_each_value(tellings: Iterable[Telling]) -> list[Telling]:
    """The most exactly printed telling of each value, so that many tellings of one value cost one comparison."""
    chosen: dict[Decimal, Telling] = {}
    for telling in tellings:
        known = chosen.get(telling.amount.value)
        if known is None or telling.step < known.step:
            chosen[telling.amount.value] = telling
    return [chosen[value] for value in sorted(chosen)]


def _rounder(telling: Telling, tellings: Iterable[Telling]) -> bool:
    """Whether another telling prints the same value more exactly."""
    return any(
        other.step < telling.step and other.amount.value != telling.amount.value and rounds(other, telling)
        for other in _one_for_each_value(tellings)
    )


def _state_parties(claims: Claims, flow: Flow, telling: Telling) -> None:
    """Who gives and who gets, as one telling says; a receiver that the preferred telling does not know is only claimed."""
    amount, source = telling.amount, telling.source
    for iri, evidence in _shown(telling, amount.funders, amount.funder_evidence):
        claims.say(flow.iri, Property.FUNDER, iri, evidence)
    held = not telling.beneficiaries or telling.beneficiaries == flow.received.beneficiaries
    for iri, evidence in _shown(telling, amount.beneficiaries, amount.beneficiary_evidence):
        claims.say(flow.iri, Property.BENEFICIARY, iri, evidence, preferred=held)
    if not amount.beneficiaries:  # a plan's owner receives its lines
        for iri in telling.beneficiaries:
            claims.say(flow.iri, Property.BENEFICIARY, iri, amount_evidence(telling, "plan:owner"), preferred=held)
    if telling.act and telling.text_part and telling.text_part.number_span:
        start, end = telling.text_part.number_span
        said = source.evidence(start, end, amount.confidence, "part:act")
        claims.say(flow.iri, Property.DECIDED_BY, act_iri(*telling.act), said)


def _party_conflict(flow: Flow) -> list[Conflict]:
    """The receivers between whom the tellings of a flow do not agree."""
    receivers = sorted({iri for telling in flow.tellings for iri in telling.beneficiaries})
    if len({telling.beneficiaries for telling in flow.tellings if telling.beneficiaries}) < 2:
        return []
    return [Conflict(flow.iri, Property.BENEFICIARY.value, Code.CONFLICT_PARTY.removeprefix("fc:"), tuple(receivers))]


def _shown(
    telling: Telling, locals_: tuple[int, ...], spans: tuple[tuple[int, int], ...]
) -> Iterator[tuple[str, list[Evidence]]]:
    """Each party with the characters that show it: span by span where there is one for each, else all spans."""
    source, amount = telling.source, telling.amount
    for place, local in enumerate(locals_):
        iri = source.iri(local)
        if iri is None:
            continue
        own = spans[place : place + 1] if len(spans) == len(locals_) else spans
        evidence = [source.evidence(start, end, amount.confidence, amount.method or "amount") for start, end in own]
        yield iri, evidence or [amount_evidence(telling)]


def _state_project(claims: Claims, flow: Flow, telling: Telling) -> None:
    if telling.project is None:
        return
    amount = telling.amount
    start, end = amount.purpose or (amount.start, amount.end)
    evidence = telling.source.evidence(start, end, amount.confidence, amount.method or "amount")
    relation = Property.PROGRAMME if telling.in_programme else Property.FUNDED_ITEM
    claims.say(flow.iri, relation, telling.project, evidence)


def _state_period(claims: Claims, flow: Flow) -> None:
    """The narrowest period that is told; the wider ones hold it and say nothing else."""
    for telling in flow.tellings:
        if telling.amount.period and telling.years == flow.years:
            best = min((each for each in flow.tellings if each.years == flow.years), key=lambda each: each.rank)
            if telling.amount.period == best.amount.period:
                state_dates(claims, flow.iri, telling.amount.period, amount_evidence(telling))


def _state_description(claims: Claims, flow: Flow) -> None:
    """The purpose in the words of the telling to be preferred."""
    worded = [telling for telling in flow.tellings if telling.amount.purpose]
    if not worded:
        return
    best = min(worded, key=lambda telling: telling.rank)
    start, end = best.amount.purpose or (0, 0)
    evidence = best.source.evidence(start, end, best.amount.confidence, best.amount.method or "amount")
    claims.say(flow.iri, Property.DESCRIPTION, text(best.source.quote((start, end))), evidence)


def _fit(grant: Flow, line: Flow) -> tuple[bool, bool] | None:
    """How well a line suits a grant; ``None`` where nothing says that they are of one project."""
    project = bool(grant.project) and grant.project == line.project
    if not project and not any(one_subject(one, two) for one, two in product(grant.subjects, line.subjects)):
        return None
    return project, bool(grant.values & line.values)
