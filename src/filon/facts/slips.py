"""One flow printed with two values: a slip of the pen between a convention and its report.

After all equal values have been gathered, two flows are one where parties, period and subject agree, the texts are not the
same, and the values differ as slips make them differ. Both values stay claims, and the contradiction is reported.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import product

from filon.facts.flow import Flow, one_subject, same_years
from filon.facts.tellings import Phase, significant
from filon.model import Genre

_SLIP = Decimal("0.02")  # the largest relative difference that a slip in printing may make
_LOOKED_AT = 24  # the next greater values that are compared
_LONG = 5  # with as many digits a slip of one digit needs no other sign than parties and place
_DIGITS = 4  # with fewer digits («10 000», «10 100») only a slip of one digit is believed


def reconcile(flows: Sequence[Flow]) -> list[Flow]:
    """The flows, those that differ by a slip made one. The best agreement first; what was joined is weighed again."""
    pairs = {
        (score, -one.number, -two.number)
        for group in _same_parties(flows)
        for one, two in _neighbours(group)
        if (score := _agreement(one, two))
    }
    home = {flow.number: flow for flow in flows}
    guests = {flow.number: [flow.number] for flow in flows}
    for _, one_number, two_number in sorted(pairs, reverse=True):
        one, two = home[-one_number], home[-two_number]
        if one is two or not _agreement(one, two):
            continue
        kept, gone = (one, two) if one.number < two.number else (two, one)
        for telling in gone.tellings:
            kept.add(telling)
        moved = guests.pop(gone.number)
        guests[kept.number] += moved
        home.update(dict.fromkeys(moved, kept))
    return [flow for flow in flows if home[flow.number] is flow]


def _same_parties(flows: Sequence[Flow]) -> Iterator[list[Flow]]:
    """Flows between the same parties, and those of one funder in one document, where a text may leave the receiver out."""
    groups: dict[tuple[object, ...], list[Flow]] = {}
    for flow in flows:
        if flow.phase is not Phase.GRANT or not flow.funders:
            continue
        currency = flow.tellings[0].amount.currency
        if flow.beneficiaries:
            groups.setdefault((flow.funders, flow.beneficiaries, currency), []).append(flow)
        for document in {name for name, _ in flow.parts}:
            groups.setdefault((flow.funders, document, currency), []).append(flow)
    return (group for group in groups.values() if len(group) > 1)


def _neighbours(group: Sequence[Flow]) -> Iterator[tuple[Flow, Flow]]:
    """Pairs of flows whose values lie close together."""
    ordered = sorted(((value, flow.number, flow) for flow in group for value in flow.values), key=lambda item: item[:2])
    for place, (value, _, flow) in enumerate(ordered):
        for other_value, _, other in ordered[place + 1 : place + 1 + _LOOKED_AT]:
            if other_value > value * (1 + 2 * _SLIP):
                break
            if other is not flow:
                yield flow, other


def _agreement(one: Flow, two: Flow) -> tuple[bool, bool, bool] | None:
    """How well two flows agree but for their values; ``None`` where they are two."""
    if not any(_slipped(first, second) for first, second in product(one.values, two.values)):
        return None
    subject = bool(one.project and one.project == two.project) or _subject(one, two)
    period = same_years(one.years, two.years)
    together = bool({name for name, _ in one.parts} & {name for name, _ in two.parts})
    receiver = one.beneficiaries == two.beneficiaries if one.beneficiaries and two.beneficiaries else None
    if False in (receiver, period, subject) or _barred(one, two):
        return None
    annexed = any(telling.genre is Genre.CONVENTION for telling in (*one.tellings, *two.tellings))
    named = bool(one.beneficiaries or two.beneficiaries)
    if receiver is None and not (named and together and annexed and subject and period):
        return None  # much the same is spent for much the same here and there
    misprint = any(_misprinted(first, second) for first, second in product(one.values, two.values))
    if not ((period and (subject or annexed)) or (together and (subject or (annexed and misprint)))):
        return None
    return together, bool(subject), bool(period)


def _barred(one: Flow, two: Flow) -> bool:
    """Whether the two values stand in one text or one table, are decided or signed twice, amended, or taxed otherwise."""
    tellings = (*one.tellings, *two.tellings)
    taxes = {telling.amount.tax for telling in tellings} - {None}
    return bool(
        one.parts & two.parts
        or one.rows.keys() & two.rows.keys()
        or (one.acts and two.acts and not one.acts & two.acts)
        or (one.signed and two.signed and not one.signed & two.signed)
        or any(telling.amends for telling in tellings)
        or len(taxes) > 1
    )


def _subject(one: Flow, two: Flow) -> bool | None:
    if not one.subjects or not two.subjects:
        return None
    return any(one_subject(first, second) for first, second in product(one.subjects, two.subjects))


def _slipped(one: Decimal, two: Decimal) -> bool:
    """Whether two values differ as a slip makes them differ: little, and in a figure that nobody rounds."""
    if one == two or abs(one - two) > _SLIP * max(one, two):
        return False
    return max(significant(one), significant(two)) >= _DIGITS or _one_digit(str(one.normalize()), str(two.normalize()))


def _misprinted(one: Decimal, two: Decimal) -> bool:
    """Whether one digit went wrong in a figure so long that no two grants would come so near by chance."""
    return min(significant(one), significant(two)) >= _LONG and _one_digit(str(one.normalize()), str(two.normalize()))


def _one_digit(one: str, two: str) -> bool:
    """Whether one digit is another, or two neighbours have changed places."""
    if len(one) != len(two):
        return False
    wrong = [place for place, (first, second) in enumerate(zip(one, two, strict=True)) if first != second]
    if len(wrong) == 1:
        return True
    return (
        len(wrong) == 2
        and wrong[1] == wrong[0] + 1
        and one[wrong[0]] == two[wrong[1]]
        and one[wrong[1]] == two[wrong[0]]
    )
