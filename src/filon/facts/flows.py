"""Tellings gathered into flows: the same money told in an article, its convention, its report and a recital is one flow.

Precision first. Two tellings are one flow only where nothing speaks against it (funder, beneficiary, project, purpose,
period, another row of the same table, another numbered act) and enough speaks for it. Equal or rounded values need a
common funder or beneficiary and a common subject; different values are one flow only where the difference is that of a
slip in printing and all the rest agrees. A telling joins the one flow that suits it best, the most specific tellings
first, so that «a yearly participation» never glues the flows of two years.

Candidates are found by keys (who, value, word), the number looked at for each key is limited: near-linear time.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from filon.facts.context import Row
from filon.facts.iris import digest, name_of
from filon.facts.tellings import Phase, Telling, Years, significant
from filon.model import AmountRole, Genre

_Key = tuple[object, ...]

_SLIP = Decimal("0.02")  # the largest relative difference that a slip in printing may make
_ROUNDING = Decimal("0.05")  # «46 M€» for 45,9; beyond this «1 M€» would swallow 1,4
_LOOKED_AT = 24  # flows weighed for each key; a value told more often than that identifies nothing
_SAME_SUBJECT = 0.5
_DISTINCT = 3  # digits from which a value alone is unlikely to occur twice by chance
_SLIP_DIGITS = 4


@dataclass(slots=True, eq=False)
class Flow:
    """The tellings of one flow and what they agree on; grows while tellings are gathered."""

    phase: Phase
    number: int
    tellings: list[Telling] = field(default_factory=list)
    funders: tuple[str, ...] = ()
    beneficiaries: tuple[str, ...] = ()
    project: str | None = None
    years: Years | None = None
    values: set[Decimal] = field(default_factory=set)
    subjects: set[frozenset[str]] = field(default_factory=set)
    rows: dict[tuple[object, ...], set[int]] = field(default_factory=dict)
    acts: set[tuple[str | None, str]] = field(default_factory=set)
    signed: set[str] = field(default_factory=set)  # the years of the conventions that tell it
    parts: set[tuple[str, int | None]] = field(default_factory=set)
    plans: set[tuple[object, ...]] = field(default_factory=set)
    iri: str = ""

    @property
    def best(self) -> Telling:
        """The telling to be preferred."""
        return min(self.tellings, key=lambda telling: telling.rank)

    @property
    def spent(self) -> bool:
        """Whether it is a body's own expenditure: no telling knows a receiver, or calls it given."""
        return not self.beneficiaries and all(telling.amount.role is AmountRole.SPEND for telling in self.tellings)

    def add(self, telling: Telling) -> None:
        """Take a telling in, and with it what it knows more."""
        self.tellings.append(telling)
        self.funders = self.funders or telling.funders
        self.beneficiaries = self.beneficiaries or telling.beneficiaries
        self.project = self.project or telling.project
        self.years = _narrow(self.years, telling.years)
        self.values.add(telling.amount.value)
        self.parts.add((telling.source.name, telling.part))
        if telling.words:
            self.subjects.add(telling.words)
        if telling.act:
            self.acts.add(telling.act)
        if telling.signed:
            self.signed.add(telling.signed)
        if telling.plan:
            self.plans.add(telling.plan)
        for group, row in telling.rows:
            self.rows.setdefault(group, set()).add(row)


def gather(found: Iterable[Telling]) -> list[Flow]:
    """All tellings as flows, with their IRIs, in the order of IRIs. Every telling is in exactly one flow."""
    flows: list[Flow] = []
    index: dict[_Key, list[int]] = {}
    for telling in sorted(found, key=_specific_first):
        numbers = {number for key in _search_keys(telling) for number in index.get(key, ())[-_LOOKED_AT:]}
        weighed = [(weight, -number) for number in numbers if (weight := _weigh(flows[number], telling))]
        if weighed:
            flow = flows[-max(weighed)[1]]
        else:
            flow = Flow(telling.phase, len(flows))
            flows.append(flow)
        flow.add(telling)
        for key in dict.fromkeys(_keys(telling)):
            known = index.setdefault(key, [])
            if not known or known[-1] != flow.number:
                known.append(flow.number)
    _name(flows)
    return sorted(flows, key=lambda flow: flow.iri)


def _specific_first(telling: Telling) -> tuple[object, ...]:
    known = bool(telling.funders), bool(telling.beneficiaries), bool(telling.project or telling.words)
    narrow = 100 if telling.years is None else telling.years[1] - telling.years[0]
    return *(not item for item in known), narrow, telling.rank, telling.index


# --- finding what a telling may belong to ----------------------------------------------------------------------


def _keys(telling: Telling) -> Iterator[_Key]:
    """What a telling is found by: its parties and value, and for values that are not the same, their size."""
    who, value = (telling.phase, telling.amount.currency), telling.amount.value
    funders, beneficiaries, size = telling.funders, telling.beneficiaries, _magnitude(value)
    yield *who, "both", funders, beneficiaries, value
    yield *who, "funder", funders, value
    yield *who, "beneficiary", beneficiaries, value
    if funders and beneficiaries and telling.years:
        yield *who, "near", funders, beneficiaries, size
    for word in telling.words:
        yield *who, "word", funders, value, word
        yield *who, "rounded" if telling.step else "exact", funders, word, size
    if telling.project:
        yield *who, "project", telling.project, value


def _search_keys(telling: Telling) -> Iterator[_Key]:
    """Where a telling may be found to belong. Flows that know less of their parties come later, so none is looked for."""
    known = bool(telling.funders), bool(telling.beneficiaries)
    for key in _keys(telling):
        match key[2]:
            case "both":
                wanted = [key] if all(known) else []
            case "funder" | "word" | "project":
                wanted = [key] if known == (True, False) or (key[2] == "project" and not known[0]) else []
            case "beneficiary":
                wanted = [key] if known == (False, True) else []
            case "near":
                wanted = _sizes(key)
            case _:
                kinds = ("rounded", "exact") if telling.step else ("rounded",)
                wanted = [each for kind in kinds for each in _sizes((*key[:2], kind, *key[3:]))]
        yield from wanted


def _sizes(key: _Key) -> list[_Key]:
    """The keys of values a little smaller or greater; a key of sizes ends in its size."""
    size = key[-1]
    return [(*key[:-1], size + shift) for shift in (-1, 0, 1)] if isinstance(size, int) else []


def _magnitude(value: Decimal) -> int:
    """The number of a 5 %-wide step; two values within 5 % are on the same step or on neighbours."""
    return int(math.log(value) / math.log(1 + float(_ROUNDING))) if value > 0 else -1


# --- weighing ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Ties:
    """What a flow and a telling have in common: true, false, or ``None`` where one of them is silent."""

    funder: bool | None
    beneficiary: bool | None
    project: bool | None
    period: bool | None
    subject: bool | None

    @classmethod
    def between(cls, flow: Flow, telling: Telling) -> _Ties:
        """Compare a flow and a telling."""
        project = _same(flow.project, telling.project)
        return cls(
            funder=_same(flow.funders, telling.funders),
            beneficiary=_same(flow.beneficiaries, telling.beneficiaries),
            project=project,
            period=_same_years(flow.years, telling.years),
            subject=project or _same_subject(flow, telling),
        )


def _weigh(flow: Flow, telling: Telling) -> tuple[object, ...] | None:
    """How well a telling suits a flow, greater is better; ``None`` where it is another flow."""
    if _same(flow.funders, telling.funders) is False or _same(flow.beneficiaries, telling.beneficiaries) is False:
        return None
    ties = _Ties.between(flow, telling)
    if _barred(flow, telling, ties):
        return None
    likeness = _likeness(flow, telling)
    if likeness is None or not _enough(flow, telling, ties, likeness):
        return None
    last = flow.tellings[-1]
    distance = abs(last.amount.start - telling.amount.start) if last.source.name == telling.source.name else math.inf
    near = _told_in(flow, telling)
    return near, likeness, bool(ties.subject), bool(ties.beneficiary), bool(ties.period), -distance


def _barred(flow: Flow, telling: Telling, ties: _Ties) -> bool:
    """Whether something speaks against one flow."""
    if False in (ties.funder, ties.beneficiary, ties.project, ties.period) or _elsewhere_in(flow.rows, telling.rows):
        return True
    if ties.subject is False and not (ties.funder and ties.beneficiary and _annexed(flow, telling)):
        return True
    # Two numbered acts decide twice, the conventions of two years grant twice, unless one plainly recalls the other.
    other_act = bool(flow.acts and telling.act and telling.act not in flow.acts)
    other_year = bool(flow.signed and telling.signed and telling.signed not in flow.signed)
    return (other_act or other_year) and not (ties.project or ties.period)


def _annexed(flow: Flow, telling: Telling) -> bool:
    """An act and the agreement or report in the same file word one purpose in their own ways; the value must be a rare one."""
    value = telling.amount.value
    beside = telling.part is not None and (telling.source.name, telling.part) not in flow.parts
    return beside and _told_in(flow, telling) and value in flow.values and significant(value) >= _SLIP_DIGITS


def _enough(flow: Flow, telling: Telling, ties: _Ties, likeness: int) -> bool:
    """Whether enough speaks for one flow, nothing speaking against it."""
    if telling.phase is Phase.LINE:
        return bool(ties.funder and (ties.subject or (telling.plan and telling.plan in flow.plans)))
    if likeness == _SLIPPED:
        return bool(ties.funder and ties.beneficiary) and _one_context(flow, telling, ties)
    if likeness == _ROUNDED:
        return bool(ties.funder and ties.subject)
    if ties.subject and (ties.funder or ties.beneficiary):
        return True
    distinct = significant(telling.amount.value) >= _DISTINCT
    if ties.funder and ties.beneficiary:
        return bool(_told_in(flow, telling) or ties.period or distinct)
    return bool((ties.funder or ties.beneficiary) and distinct)


def _one_context(flow: Flow, telling: Telling, ties: _Ties) -> bool:
    """Whether two values may be one flow's: same subject or an agreement beside another text, same period, other text."""
    if (
        (telling.source.name, telling.part) in flow.parts
        or telling.amends
        or any(each.amends for each in flow.tellings)
    ):
        return False
    genres = {telling.genre, *(each.genre for each in flow.tellings)}
    return bool(ties.period and (ties.subject or Genre.CONVENTION in genres))


def _told_in(flow: Flow, telling: Telling) -> bool:
    """Whether the telling's document has told this flow already."""
    return any(name == telling.source.name for name, _ in flow.parts)


_EQUAL, _ROUNDED, _SLIPPED = 3, 2, 1


def _likeness(flow: Flow, telling: Telling) -> int | None:
    if telling.amount.value in flow.values:
        return _EQUAL
    best = None
    for other in flow.tellings:
        if rounds(other, telling):
            return _ROUNDED
        if (
            telling.phase is Phase.GRANT
            and _slipped(other.amount.value, telling.amount.value)
            and not _taxed_otherwise(other, telling)
        ):
            best = _SLIPPED
    return best


def rounds(one: Telling, two: Telling) -> bool:
    """Whether the difference of two values is that of rounding: «46 M€» and 45 912 000 €."""
    difference = abs(one.amount.value - two.amount.value)
    greater = max(one.amount.value, two.amount.value)
    return difference <= max(one.step, two.step) / 2 and difference <= greater * _ROUNDING


def _slipped(one: Decimal, two: Decimal) -> bool:
    if max(significant(one), significant(two)) < _SLIP_DIGITS:
        return False
    return abs(one - two) < _SLIP * max(one, two)


def _taxed_otherwise(one: Telling, two: Telling) -> bool:
    return None not in (one.amount.tax, two.amount.tax) and one.amount.tax != two.amount.tax


def _same(one: object, two: object) -> bool | None:
    """True, False, or ``None`` where one side is silent."""
    return one == two if one and two else None


def _same_years(one: Years | None, two: Years | None) -> bool | None:
    """One period holds the other; ``None`` where one side is silent."""
    if one is None or two is None:
        return None
    return (one[0] <= two[0] and two[1] <= one[1]) or (two[0] <= one[0] and one[1] <= two[1])


def _same_subject(flow: Flow, telling: Telling) -> bool | None:
    if not flow.subjects or not telling.words:
        return None
    return any(overlap(words, telling.words) >= _SAME_SUBJECT for words in flow.subjects)


def overlap(one: frozenset[str], two: frozenset[str]) -> float:
    """The share of the shorter wording's words that the other has too; 0 where one is empty."""
    return len(one & two) / min(len(one), len(two)) if one and two else 0.0


def _elsewhere_in(known: dict[tuple[object, ...], set[int]], rows: Iterable[Row]) -> bool:
    """Whether a telling stands in another row of a table, list or plan that has told this flow already."""
    return any(group in known and row not in known[group] for group, row in rows)


def _narrow(one: Years | None, two: Years | None) -> Years | None:
    if one is None or two is None:
        return one or two
    return one if one[1] - one[0] <= two[1] - two[0] else two


# --- naming -----------------------------------------------------------------------------------------------------


def _name(flows: list[Flow]) -> None:
    """IRIs from who, whom, what for, when and phase: never from the amount, which sources disagree on.

    Where this does not tell two flows apart (or nothing says what for), the place of the first telling does.
    """
    taken: set[str] = set()
    for flow in sorted(flows, key=_first_place):
        subject = flow.project or " ".join(sorted(flow.best.words))
        key: tuple[object, ...] = (flow.funders, flow.beneficiaries, subject, flow.years, flow.phase)
        kind = "expenditure" if flow.spent else "funding"
        iri = f"{kind}/{_readable(flow)}-{digest(*key)}"
        if not subject or iri in taken:
            first = min(flow.tellings, key=_place)
            iri = f"{kind}/{_readable(flow)}-{digest(*key, first.source.document.sha256, first.amount.start)}"
        taken.add(iri)
        flow.iri = iri


def _place(telling: Telling) -> tuple[str, int]:
    return telling.source.name, telling.amount.start


def _first_place(flow: Flow) -> tuple[str, int]:
    return min(map(_place, flow.tellings))


def _readable(flow: Flow) -> str:
    names = [name_of(iri[0]) for iri in (flow.funders, flow.beneficiaries) if iri]
    return "-".join([*names, str(flow.years[1])] if flow.years else names) or "anonyme"
