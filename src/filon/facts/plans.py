"""Financing plans, and what things cost."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from decimal import Decimal

from filon.facts.balance import state_balance
from filon.facts.claims import Claims, decimal, text
from filon.facts.context import Source
from filon.facts.flow import Flow
from filon.facts.iris import digest, name_of
from filon.facts.money import state_measures
from filon.facts.planned import plan_signature
from filon.facts.tellings import weight, words_of
from filon.model import Amount, AmountRole, Conflict, Entity, Evidence, Literal, Plan
from filon.vocab import Class, Code, Property

_METHOD = "plan"


def state_plans(
    claims: Claims, sources: Iterable[Source], flows: Mapping[tuple[str, int], Flow], labels: Mapping[str, str]
) -> list[Conflict]:
    """Every financing plan, printed once or many times; returns the contradictions between the totals it is printed with."""
    totals: dict[str, list[tuple[tuple[object, ...], Decimal, Evidence, str]]] = {}
    conflicts = []
    for source in sources:
        for number, plan in enumerate(source.annotation.plans):
            iri = plan_iri(source, number)
            _state_plan(claims, source, number, flows, labels)
            if plan.total is not None:
                amount = source.annotation.amounts[plan.total]
                part = source.part_at(amount.start)
                rank = *weight(None if part is None else source.annotation.parts[part]), source.name, amount.start
                printed = source.document.text[amount.start : amount.end]
                totals.setdefault(iri, []).append((rank, amount.value, _shown(source, amount), printed))
            conflicts += state_balance(claims, source, plan, iri)
    for iri, said in totals.items():
        chosen = min(said, key=lambda each: each[0])[1]
        for _, value, evidence, printed in said:
            claims.say(iri, Property.TOTAL_COST, decimal(value), evidence, preferred=value == chosen, verbatim=printed)
        values = sorted({value for _, value, _, _ in said})
        if len(values) > 1:
            kind = Code.CONFLICT_AMOUNT.removeprefix("fc:")
            conflicts.append(Conflict(iri, Property.TOTAL_COST.value, kind, tuple(map(decimal, values))))
    return list(dict.fromkeys(conflicts))


def plan_iri(source: Source, number: int) -> str:
    """The IRI of a plan: who brings how much to what; a plan that says neither project nor owner is that of its place."""
    signature = plan_signature(source, number)
    project, owner, _ = signature
    name = name_of(str(project or owner or "plan"))
    if project or owner:
        return f"plan/{name}-{digest(*signature)}"
    return f"plan/{name}-{digest(source.document.sha256, source.annotation.plans[number].start)}"


def _state_plan(
    claims: Claims, source: Source, number: int, flows: Mapping[tuple[str, int], Flow], labels: Mapping[str, str]
) -> None:
    amounts, plan, iri = source.annotation.amounts, source.annotation.plans[number], plan_iri(source, number)
    confidence = max((amounts[line].confidence for line in plan.lines), default=0.5)
    shown = source.evidence(plan.start, plan.end, confidence, _METHOD)
    project, owner = source.iri(plan.project), source.iri(plan.owner)
    subject = labels[project] if project else labels[owner] if owner else source.name
    claims.say(iri, Property.TYPE, Class.FINANCING_PLAN, shown)
    claims.say(iri, Property.LABEL, text(f"Plan de financement : {subject}"), shown)
    claims.say(iri, Property.CURRENCY, Literal(amounts[plan.lines[0]].currency if plan.lines else "EUR"), shown)
    if project:
        claims.say(iri, Property.PLAN_FOR, project, _named(source, plan, plan.project) or shown)
    if project and owner:
        claims.say(project, Property.PROJECT_OWNER, owner, _named(source, plan, plan.owner) or shown)
    for line in plan.lines:
        flow = flows.get((source.name, line))
        if flow:
            claims.say(iri, Property.LINE, flow.iri, _shown(source, amounts[line]))
    for index in plan.costs:
        cost = cost_iri(source, index, plan, iri)
        if cost and index != plan.total:
            claims.say(iri, Property.EXPENSE, cost, _shown(source, amounts[index]))


def state_costs(claims: Claims, sources: Iterable[Source], besides: Container[tuple[str, int]] = ()) -> None:
    """What something costs: every cost whose project, purpose or plan the text says, but for the amounts ``besides``.

    A plan's total is the plan's, not a cost.
    """
    for source in sources:
        plans = {index: (number, plan) for number, plan in enumerate(source.annotation.plans) for index in plan.costs}
        totals = {plan.total for plan in source.annotation.plans}
        for index, amount in enumerate(source.annotation.amounts):
            if amount.role is not AmountRole.COST or index in totals or (source.name, index) in besides:
                continue
            number, plan = plans.get(index, (None, None))
            iri = cost_iri(source, index, plan, None if number is None else plan_iri(source, number))
            if iri:
                project = _project(amount, plan)
                _state_cost(claims, source, amount, iri, None if project is None else source.entities.get(project))


def _state_cost(claims: Claims, source: Source, amount: Amount, iri: str, project: Entity | None) -> None:
    shown = _shown(source, amount)
    purpose = source.quote(amount.purpose) if amount.purpose else None
    claims.say(iri, Property.TYPE, Class.COST, shown)
    claims.say(
        iri, Property.LABEL, text(f"Coût : {purpose or (project.label if project else source.name)}"[:200]), shown
    )
    printed = source.document.text[amount.start : amount.end]
    claims.say(iri, Property.AMOUNT, decimal(amount.value), shown, verbatim=printed)
    claims.say(iri, Property.CURRENCY, Literal(amount.currency), shown)
    state_measures(claims, iri, amount, shown)
    if purpose and amount.purpose:
        said = source.evidence(*amount.purpose, amount.confidence, amount.method or _METHOD)
        claims.say(iri, Property.DESCRIPTION, text(purpose), said)
    if project:
        claims.say(iri, Property.COST_OF, project.iri, shown)


def cost_iri(source: Source, index: int, plan: Plan | None, plan_: str | None) -> str | None:
    """The IRI of a cost: of what, how much, with or without tax. ``None`` where nothing says of what."""
    amount = source.annotation.amounts[index]
    project = source.iri(_project(amount, plan))
    words = " ".join(sorted(words_of(source.quote(amount.purpose)))) if amount.purpose else ""
    if not (project or words or plan_):
        return None
    of = project or plan_ or ""
    return f"cost/{name_of(of) if of else 'cout'}-{digest(of, words, amount.tax, amount.value.normalize(), amount.precision)}"


def _project(amount: Amount, plan: Plan | None) -> int | None:
    return amount.project if amount.project is not None or plan is None else plan.project


def _named(source: Source, plan: Plan, index: int | None) -> Evidence | None:
    """The last mention of a plan's project or owner before the plan ends."""
    before = [] if index is None else [mention for mention in source.mentions_of(index) if mention.start < plan.end]
    if not before:
        return None
    return source.evidence(before[-1].start, before[-1].end, before[-1].confidence, _METHOD)


def _shown(source: Source, amount: Amount) -> Evidence:
    return source.evidence(amount.start, amount.end, amount.confidence, amount.method or "amount")
