"""A flow: the tellings that are judged to be of the same money, and what they agree on."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from filon.facts.tellings import Phase, Telling, Years
from filon.model import AmountRole

_ROUNDING = Decimal("0.05")  # «46 M€» for 45,9; beyond this «1 M€» would swallow 1,4
_SAME_SUBJECT = 0.5


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
    def received(self) -> Telling:
        """The telling to be preferred for who receives it."""
        return min(
            (each for each in self.tellings if each.beneficiaries), key=lambda each: each.rank, default=self.best
        )

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


def rounds(one: Telling, two: Telling) -> bool:
    """Whether the difference of two values is that of rounding: «46 M€» and 45 912 000 €."""
    difference = abs(one.amount.value - two.amount.value)
    greater = max(one.amount.value, two.amount.value)
    return difference <= max(one.step, two.step) / 2 and difference <= greater * _ROUNDING


def same_years(one: Years | None, two: Years | None) -> bool | None:
    """One period holds the other; ``None`` where one side is silent."""
    if one is None or two is None:
        return None
    return (one[0] <= two[0] and two[1] <= one[1]) or (two[0] <= one[0] and one[1] <= two[1])


def one_subject(one: frozenset[str], two: frozenset[str]) -> bool:
    """Whether two wordings are of one thing: common words, and no number («phase 1», «RD 301», «2023») against another."""
    for of_year in (True, False):
        first, second = (
            {word for word in words if word.isdigit() and _is_year(word) is of_year} for words in (one, two)
        )
        if first and second and not first & second:
            return False
    return overlap(one, two) >= _SAME_SUBJECT


def _is_year(number: str) -> bool:
    return len(number) == 4 and number[:2] in ("19", "20")


def overlap(one: frozenset[str], two: frozenset[str]) -> float:
    """The share of the shorter wording's words that the other has too; 0 where one is empty."""
    return len(one & two) / min(len(one), len(two)) if one and two else 0.0


def _narrow(one: Years | None, two: Years | None) -> Years | None:
    if one is None or two is None:
        return one or two
    return one if one[1] - one[0] <= two[1] - two[0] else two
