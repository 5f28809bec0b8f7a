"""Whether a printed plan adds up: its lines to the total, the rates beside them to the lines. Judged on what is printed there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from filon.facts.claims import Claims, decimal
from filon.facts.context import Source
from filon.facts.tellings import printed_step
from filon.model import Amount, Conflict, Evidence, Plan
from filon.vocab import Code, Property

_SUM, _RATE = "computed:sum-of-lines", "computed:share-of-total"
_EURO = Decimal(1)
_HALF = Decimal("0.5")  # of a per cent: what rounding takes from a rate without decimals
_READ = Decimal("0.75")  # lines that come to less of the total were not all read


def state_balance(claims: Claims, source: Source, plan: Plan, iri: str) -> list[Conflict]:
    """State what the lines and rates of a plan come to where that is not its printed total; returns the contradictions.

    A plan of which something was not read is left alone: what the lines lack stands beside them as another amount, or they come
    to far less than the total.
    """
    amounts = source.annotation.amounts
    lines = [amounts[index] for index in plan.lines]
    if plan.total is None or len(lines) < 2 or len({(line.tax, line.currency, line.yearly) for line in lines}) > 1:
        return []
    total = amounts[plan.total]
    told: list[tuple[Decimal, Evidence]] = []
    summed = sum((line.value for line in lines), Decimal(0))
    slack = _EURO + sum((printed_step(each, source.document.text) for each in (total, *lines)), Decimal(0)) / 2
    if abs(summed - total.value) > slack and _is_whole(source, plan, total, summed):
        told.append((summed, _stretch(source, lines, _SUM)))
    if told or abs(summed - total.value) <= slack:
        told += _rated(source, lines, total)
    if not told:
        return []
    for value, evidence in told:
        claims.say(iri, Property.TOTAL_COST, decimal(value), evidence, preferred=False)
    values = tuple(map(decimal, sorted({total.value, *(value for value, _ in told)})))
    return [Conflict(iri, Property.TOTAL_COST.value, Code.CONFLICT_ARITHMETIC.removeprefix("fc:"), values)]


def _is_whole(source: Source, plan: Plan, total: Amount, summed: Decimal) -> bool:
    """Whether all lines seem to be read: no other amount of the plan is what they lack, or a second total that they do make."""
    if not _READ * total.value < summed < total.value / _READ:
        return False
    amounts = source.annotation.amounts
    known = {*plan.lines, plan.total}
    others = {amounts[index].value for index in source.amounts_in(plan.start, plan.end) if index not in known}
    return abs(total.value - summed) not in others and summed not in others


def _rated(source: Source, lines: Sequence[Amount], total: Amount) -> Iterator[tuple[Decimal, Evidence]]:
    """What the total would be by a line whose rate does not fit, where the other rates do: those are of the same whole."""
    rated = [line for line in lines if line.share]
    wrong = [line for line in rated if not _fits(line, total)]
    if len(wrong) == 1 and len(rated) > 1:
        line = wrong[0]
        of = (line.value * 100 / (line.share or Decimal(100))).quantize(_EURO)
        yield of, source.evidence(line.start, line.end, line.confidence, _RATE)


def _fits(line: Amount, total: Amount) -> bool:
    share = line.share or Decimal(0)
    digits = max(0, -int(share.normalize().as_tuple().exponent))
    return abs(line.value - total.value * share / 100) <= _EURO + total.value * _HALF.scaleb(-digits) / 100


def _stretch(source: Source, lines: Sequence[Amount], method: str) -> Evidence:
    """The lines from the first to the last."""
    start, end = min(line.start for line in lines), max(line.end for line in lines)
    return source.evidence(start, end, min(line.confidence for line in lines), method)
