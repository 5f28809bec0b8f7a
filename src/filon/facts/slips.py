"""One flow told with two values: a slip of the pen, a report that was not brought up to date, an amendment.

After all equal values have been gathered, two flows are one where parties, period and subject agree, the texts are not the
same, and one of these holds: the values differ as slips make them differ; the texts are of one decision (an act, the report that
proposed it, the agreement that cites it); both tell the same year; one text amends. All values stay claims; what contradicts
is reported by `filon.facts.money`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import combinations, product

from filon.facts.flow import Flow, one_subject, same_years
from filon.facts.tellings import Phase, Telling, significant
from filon.model import Genre

_SLIP = Decimal("0.02")  # the largest relative difference that a slip in printing may make
_LOOKED_AT = 24  # how many flows of one kind are compared; more of them are a tariff or a programme
_LONG = 5  # with as many digits a slip of one digit needs no other sign than parties and place
_DIGITS = 4  # with fewer digits («10 000», «10 100») only a slip of one digit is believed
_FIGURES = 3  # digits from which a figure with two digits exchanged is taken for the other
_APART = 3  # two values of one decision differ by less than this factor; further apart one is a part, or another thing
_WORDS = 2  # common words that make a subject a particular one
_DECIDING = frozenset({Genre.DELIBERATION, Genre.ARRETE, Genre.MINUTES, Genre.CONVENTION})
_Score = tuple[bool, bool, bool]


def reconcile(flows: Sequence[Flow]) -> list[Flow]:
    """The flows, those that differ by a slip made one. The best agreement first; what was joined is weighed again."""
    crowd = _crowd(flows)
    pairs = {
        (score, -one.number, -two.number)
        for one, two in _candidates(flows)
        if (score := _agreement(one, two) or _retold(one, two, crowd))
    }
    home = {flow.number: flow for flow in flows}
    guests = {flow.number: [flow.number] for flow in flows}
    for _, one_number, two_number in sorted(pairs, reverse=True):
        one, two = home[-one_number], home[-two_number]
        if one is two or not (_agreement(one, two) or _retold(one, two, crowd)):
            continue
        kept, gone = (one, two) if one.number < two.number else (two, one)
        for told in _told_of(gone):
            crowd[told] = [flow for flow in crowd[told] if flow is not gone and flow is not kept] + [kept]
        for telling in gone.tellings:
            kept.add(telling)
        moved = guests.pop(gone.number)
        guests[kept.number] += moved
        home.update(dict.fromkeys(moved, kept))
    return [flow for flow in flows if home[flow.number] is flow]


# --- finding what may be one ------------------------------------------------------------------------------------


def _candidates(flows: Sequence[Flow]) -> Iterator[tuple[Flow, Flow]]:
    for group in _same_parties(flows):
        yield from _neighbours(group)
    for group in _same_subject(flows):
        if len(group) <= _LOOKED_AT:
            yield from combinations(group, 2)


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


def _same_subject(flows: Sequence[Flow]) -> Iterator[list[Flow]]:
    """Grants, or lines, of one funder for things with a word in common, and lines of one plan; a grant's receiver counts too.

    A grant of one value is also sought with another receiver.
    """
    groups: dict[tuple[object, ...], list[Flow]] = {}
    for flow in flows:
        if not flow.funders:
            continue
        who = flow.phase, flow.tellings[0].amount.currency, flow.funders
        words = {word for subject in flow.subjects for word in subject}
        keys: set[tuple[object, ...]] = set()
        if flow.phase is Phase.LINE:
            keys = {("word", word) for word in words} | {("plan", plan) for plan in flow.plans}
        elif flow.beneficiaries:
            keys = {(flow.beneficiaries, word) for word in words}
            if flow.years:
                keys.add((flow.beneficiaries, "year", flow.years))
            keys |= {("value", value, word) for value in flow.values if significant(value) >= _DIGITS for word in words}
        for key in keys:
            groups.setdefault((*who, *key), []).append(flow)
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


# --- values that lie close together -----------------------------------------------------------------------------


def _agreement(one: Flow, two: Flow) -> _Score | None:
    """How well two flows agree but for their values; ``None`` where they are two."""
    if one.phase is not Phase.GRANT or two.phase is not Phase.GRANT:
        return None
    if not any(_slipped(first, second) for first, second in product(one.values, two.values)):
        return None
    subject = bool(one.project and one.project == two.project) or _subject(one, two)
    period = same_years(one.years, two.years)
    together = bool({name for name, _ in one.parts} & {name for name, _ in two.parts})
    receiver = one.beneficiaries == two.beneficiaries if one.beneficiaries and two.beneficiaries else None
    amended = any(telling.amends for telling in (*one.tellings, *two.tellings))
    if False in (receiver, period, subject) or amended or _barred(one, two):
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
    """Whether the two values stand in one text or one table, are decided or signed twice, or taxed otherwise."""
    return bool(
        one.parts & two.parts
        or one.rows.keys() & two.rows.keys()
        or (one.acts and two.acts and not one.acts & two.acts)
        or (one.signed and two.signed and not one.signed & two.signed)
        or _taxed_otherwise(one, two)
    )


def _taxed_otherwise(one: Flow, two: Flow) -> bool:
    return len({telling.amount.tax for telling in (*one.tellings, *two.tellings)} - {None}) > 1


def _subject(one: Flow, two: Flow) -> bool | None:
    if not one.subjects or not two.subjects:
        return None
    return any(one_subject(first, second) for first, second in product(one.subjects, two.subjects))


# --- one decision, told again -----------------------------------------------------------------------------------

_Crowd = dict[tuple[object, ...], list[Flow]]


def _crowd(flows: Sequence[Flow]) -> _Crowd:
    """The flows that each text tells of each funder: where it tells several of one thing, none is another text's one."""
    crowd: _Crowd = {}
    for flow in flows:
        for told in _told_of(flow):
            crowd.setdefault(told, []).append(flow)
    return crowd


def _told_of(flow: Flow) -> Iterator[tuple[object, ...]]:
    return ((flow.phase, flow.funders, part) for part in flow.parts)


def _retold(one: Flow, two: Flow, crowd: _Crowd) -> _Score | None:
    """How well two flows agree that tell one decision with other values or another receiver; ``None`` where they are two."""
    if not _of_one_thing(one, two):
        return None
    receiver = one.beneficiaries == two.beneficiaries if one.beneficiaries and two.beneficiaries else None
    line = one.phase is Phase.LINE
    if _amends(one, two):
        return (True, True, bool(one.years and two.years)) if receiver and not line else None
    if _barred(one, two) or not (_alone(one, crowd) and _alone(two, crowd)):
        return None
    if line:
        return None if receiver is False else _replanned(one, two)
    return None if receiver is None else _regranted(one, two, receiver=receiver)


def _of_one_thing(one: Flow, two: Flow) -> bool:
    """Whether two flows are of one funder, for one thing, in one period, taxed alike; two lines may be of one plan instead.

    What is given for no said purpose is for the receiver's year: its operating grant.
    """
    planned = one.phase is Phase.LINE and bool(one.plans & two.plans)
    return (
        one.phase is two.phase
        and one.funders == two.funders
        and same_years(one.years, two.years) is not False
        and (planned or _particular(one, two) or _of_the_year(one, two))
        and not _taxed_otherwise(one, two)
    )


def _replanned(one: Flow, two: Flow) -> _Score | None:
    """Lines of one project. Plans with other totals are versions of a plan that moved."""
    planned, totals = bool(one.plans & two.plans), (_totals(one), _totals(two))
    moved = not planned and all(totals) and not totals[0] & totals[1]
    return (planned, True, True) if _comparable(one, two) and not moved else None


def _regranted(one: Flow, two: Flow, *, receiver: bool) -> _Score | None:
    """Grants to one receiver of values that differ, or of one value to two receivers."""
    related = any(_related(first, second) for first, second in product(one.tellings, two.tellings))
    if not receiver:
        told = related and bool(one.values & two.values) and _other_names(one, two)
        return (False, True, True) if told else None
    exchanged = any(_exchanged(first, second) for first, second in product(one.values, two.values))
    if not exchanged and not (related and _comparable(one, two)):
        return None
    return related, True, bool(one.years and two.years)


def _particular(one: Flow, two: Flow) -> bool:
    """Whether both are for one particular thing: one wording with words enough to tell it from others."""
    return any(
        len(first & second) >= min(_WORDS, len(first), len(second)) and one_subject(first, second)
        for first, second in product(one.subjects, two.subjects)
    )


def _of_the_year(one: Flow, two: Flow) -> bool:
    """Whether one of two grants is told without a purpose, and both are of the same one year."""
    silent = one.phase is Phase.GRANT and not (one.subjects and two.subjects)
    return silent and one.years is not None and one.years == two.years and one.years[0] == one.years[1]


def _alone(flow: Flow, crowd: _Crowd) -> bool:
    """Whether each text that tells a flow tells nothing else of its funder for the same thing."""
    return not any(
        other is not flow
        and same_years(other.years, flow.years) is not False
        and (flow.phase is Phase.LINE or other.beneficiaries == flow.beneficiaries)
        and (bool(other.plans & flow.plans) or _subject(other, flow) is not False)
        for told in _told_of(flow)
        for other in crowd[told]
    )


def _totals(flow: Flow) -> set[Decimal]:
    return {telling.total for telling in flow.tellings if telling.total is not None}


def _comparable(one: Flow, two: Flow) -> bool:
    """Whether no value is so much greater that the other must be a part of it, or a yearly one."""
    least, most = min(one.values | two.values), max(one.values | two.values)
    yearly = {telling.amount.yearly for telling in (*one.tellings, *two.tellings)}
    spans = {years[1] - years[0] for years in (one.years, two.years) if years}
    return most < least * _APART and len(yearly) == 1 and len(spans) < 2


def _related(one: Telling, two: Telling) -> bool:
    """Whether two texts are of one decision: one cites the other's act, or both are of one session, one of them reporting."""
    if any(act and act[1] in other.cited for act, other in ((one.act, two), (two.act, one))):
        return True
    first, second = one.text_part, two.text_part
    if first is None or second is None or not first.date or first.date != second.date:
        return False
    return {one.genre, two.genre} & _DECIDING != set() and one.genre is not two.genre


def _amends(one: Flow, two: Flow) -> bool:
    """Whether one of two flows is told by amendments alone; they may recall the value before."""
    return any(all(telling.amends for telling in flow.tellings) for flow in (one, two))


def _other_names(one: Flow, two: Flow) -> bool:
    """Whether the receivers are told apart by their names, so that they are not one body under two names."""
    first, second = one.best.receiver_words, two.best.receiver_words
    return bool(first and second) and not (first <= second or second <= first)


# --- figures ----------------------------------------------------------------------------------------------------


def _slipped(one: Decimal, two: Decimal) -> bool:
    """Whether two values differ as a slip makes them differ: little, and in a figure that nobody rounds."""
    if one == two or abs(one - two) > _SLIP * max(one, two):
        return False
    return max(significant(one), significant(two)) >= _DIGITS or _one_digit(str(one.normalize()), str(two.normalize()))


def _misprinted(one: Decimal, two: Decimal) -> bool:
    """Whether one digit went wrong in a figure so long that no two grants would come so near by chance."""
    return min(significant(one), significant(two)) >= _LONG and _one_digit(str(one.normalize()), str(two.normalize()))


def _exchanged(one: Decimal, two: Decimal) -> bool:
    """Whether two digits of a figure have changed places: 18 600 and 16 800."""
    if one == two or min(significant(one), significant(two)) < _FIGURES:
        return False
    first, second = f"{one.normalize():f}", f"{two.normalize():f}"
    if len(first) != len(second):
        return False
    wrong = [place for place, (left, right) in enumerate(zip(first, second, strict=True)) if left != right]
    return len(wrong) == 2 and first[wrong[0]] == second[wrong[1]] and first[wrong[1]] == second[wrong[0]]


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
