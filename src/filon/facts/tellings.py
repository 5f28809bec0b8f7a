"""One amount of one document as a telling of a flow: everything that speaks for or against two tellings being one."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache

from filon.facts.context import Row, Source
from filon.facts.iris import slug
from filon.facts.lexicon import empty_words, says
from filon.facts.planned import PlanKey, plan_keys
from filon.model import Amount, AmountRole, EntityType, Genre, Part
from filon.values import NUMBER, read_number
from filon.vocab import Code

Years = tuple[int, int]

# A signed convention outweighs a voted act, the act its annexed plan, the plan a report.
_WEIGHT: Mapping[Genre, int] = {
    Genre.CONVENTION: 0,
    Genre.DELIBERATION: 1,
    Genre.ARRETE: 1,
    Genre.MINUTES: 1,
    Genre.CONTRACT: 2,
    Genre.REPORT: 3,
    Genre.OTHER: 4,
}
_TOLD = frozenset({AmountRole.AWARD, AmountRole.SPEND, AmountRole.PLAN})
ACTS = frozenset({Genre.DELIBERATION, Genre.ARRETE})
_NUMBER = re.compile(NUMBER)
_LEAD = 220  # characters before an amount in which its clause says what it does
_BESIDE = 60
_BEFORE_CHANGE = re.compile(r"\s{0,2}à\s{1,2}\d")
_YEAR = re.compile(r"\d{4}")


class Phase(StrEnum):
    """A planned line and the money granted later are two flows, even of the same amount."""

    LINE = "line"
    GRANT = "grant"


@dataclass(frozen=True, slots=True)
class Telling:
    """One amount with a flow role, resolved: IRIs in place of local entities, words in place of a purpose's span."""

    source: Source
    index: int
    amount: Amount
    phase: Phase
    funders: tuple[str, ...]
    beneficiaries: tuple[str, ...]
    project: str | None
    words: frozenset[str]
    years: Years | None
    part: int | None
    rows: tuple[Row, ...]
    plan: PlanKey | None
    total: Decimal | None  # what the plan that it is a line of says to cost in all
    step: Decimal  # what one unit of the last printed digit is worth, 0 where the figure is exact to the euro

    @property
    def key(self) -> tuple[str, int]:
        """The amount's place in `filon.model.Graph.flows`."""
        return self.source.name, self.index

    @property
    def genre(self) -> Genre:
        """The kind of text that tells it."""
        return self.text_part.genre if self.text_part else Genre.OTHER

    @property
    def text_part(self) -> Part | None:
        """The part of the document that tells it."""
        return None if self.part is None else self.source.annotation.parts[self.part]

    @property
    def in_programme(self) -> bool:
        """Whether what it funds is a programme and not a project."""
        entity = None if self.amount.project is None else self.source.entities.get(self.amount.project)
        return entity is not None and entity.type is EntityType.PROGRAMME

    @property
    def act(self) -> tuple[str | None, str] | None:
        """The numbered act whose own text tells it: its issuer and number."""
        part = self.text_part
        if part is None or part.genre not in ACTS or part.number is None:
            return None
        return self.source.iri(part.issuer), part.number

    @property
    def signed(self) -> str | None:
        """The year of the convention that tells it."""
        part = self.text_part
        return part.date[:4] if part and part.date and part.genre is Genre.CONVENTION else None

    @property
    def receiver_words(self) -> frozenset[str]:
        """The words of the receivers' names."""
        names = [
            self.source.entities[index].label for index in self.amount.beneficiaries if index in self.source.entities
        ]
        return frozenset().union(*map(words_of, names))

    @property
    def cited(self) -> frozenset[str]:
        """The numbers of the acts that its text cites."""
        return self.source.cited_in(self.part)

    @property
    def amends(self) -> bool:
        """Whether it tells a change: an amendment's title, or its own words; another amount there is no contradiction.

        What stood before is no change: «de 25 700 € à 30 200 €».
        """
        part = self.text_part
        titled = part is not None and part.title is not None and says(self.source.quote(part.title), "amending")
        if _BEFORE_CHANGE.match(self.source.document.text, self.amount.end):
            return False
        return (titled or says(self.lead, "amending")) and not says(self.around, "additional")

    @property
    def status(self) -> Code:
        """How far the money had come when this was written: the genre of the text says so, and its words."""
        if self.phase is Phase.LINE:
            return Code.STATUS_PLANNED
        if says(self.lead, "paying"):
            return Code.STATUS_PAID
        match self.genre:
            case Genre.CONVENTION:
                return Code.STATUS_CONTRACTED
            case Genre.DELIBERATION | Genre.ARRETE | Genre.MINUTES:
                return Code.STATUS_AWARDED
            case _:
                proposed = says(self.lead, "proposing") or says(self.source.lead_in(self.amount.start), "proposing")
                return Code.STATUS_PROPOSED if proposed else Code.STATUS_REPORTED

    @property
    def lead(self) -> str:
        """The words of its text before the amount, as far as a sentence may reach."""
        part, start = self.text_part, self.amount.start
        return self.source.document.text[max(part.start if part else 0, start - _LEAD) : start]

    @property
    def around(self) -> str:
        """The amount with the words beside it."""
        return self.source.document.text[max(0, self.amount.start - _BESIDE) : self.amount.end + _BESIDE]

    @property
    def rank(self) -> tuple[int, tuple[int, ...], float, str, int]:
        """Sorts the telling to be preferred first: kind of text, later date, confidence, then place."""
        return *weight(self.text_part), -self.amount.confidence, self.source.name, self.amount.start


def weight(part: Part | None) -> tuple[int, tuple[int, ...]]:
    """Sorts the part to be believed first: by kind of text, then the later one."""
    later = tuple(-int(number) for number in part.date.split("-")) if part and part.date else (0,)
    return _WEIGHT[part.genre if part else Genre.OTHER], later


def tellings(sources: Iterable[Source], besides: Container[tuple[str, int]] = ()) -> Iterator[Telling]:
    """The awards, own expenditures and plan lines of all documents, in document order.

    ``besides`` are amounts that tell no flow of their own (the imputation tables of acts); parts are the business of
    `filon.facts.instalments`.
    """
    sources = list(sources)
    keys = plan_keys(sources)
    for source in sources:
        annotation = source.annotation
        lines = {line: number for number, plan in enumerate(annotation.plans) for line in plan.lines}
        for index, amount in enumerate(annotation.amounts):
            if amount.role in _TOLD and (source.name, index) not in besides:
                yield _telling(source, index, amount, lines.get(index), keys)


def _telling(
    source: Source, index: int, amount: Amount, plan_number: int | None, keys: Mapping[tuple[str, int], PlanKey]
) -> Telling:
    plan = None if plan_number is None else source.annotation.plans[plan_number]
    project = amount.project if amount.project is not None or plan is None else plan.project
    owner = () if plan is None or plan.owner is None else (plan.owner,)
    rows = [source.row_at(amount.start)]
    if plan is not None:
        rows.append(((source.name, "plan", plan_number), plan.lines.index(index)))
    project_entity = None if project is None else source.entities.get(project)
    text = source.quote(amount.purpose) if amount.purpose else ""
    return Telling(
        source=source,
        index=index,
        amount=amount,
        phase=Phase.LINE if amount.role is AmountRole.PLAN else Phase.GRANT,
        funders=source.iris(amount.funders),
        beneficiaries=source.iris(amount.beneficiaries or owner),
        project=project_entity.iri if project_entity else None,
        words=_subject(source, amount, f"{text} {project_entity.label}" if project_entity else text),
        years=read_years(amount.period),
        part=source.part_at(amount.start),
        rows=tuple(row for row in rows if row),
        plan=None if plan_number is None else keys[source.name, plan_number],
        total=None if plan is None or plan.total is None else source.annotation.amounts[plan.total].value,
        step=printed_step(amount, source.document.text),
    )


def _subject(source: Source, amount: Amount, text: str) -> frozenset[str]:
    """The words of what an amount is for; the names of its parties say nothing of that."""
    parties = [
        source.entities[index].label for index in (*amount.funders, *amount.beneficiaries) if index in source.entities
    ]
    return words_of(text).difference(*(words_of(label) for label in parties))


@cache
def words_of(text: str) -> frozenset[str]:
    """The words of a purpose that carry meaning, without accents and plural marks; figures count as words."""
    words = (word for word in slug(text, 10_000).split("-") if len(word) > 2 or word.isdigit())
    return frozenset(word.rstrip("sx") or word for word in words if word not in empty_words())


def read_years(period: str | None) -> Years | None:
    """First and last year of a period as the model writes it: «2021-2023», «2023», «2023-05-15»."""
    if period is None:
        return None
    if len(period) == len("2023-05-15"):
        return int(period[:4]), int(period[:4])
    years = [int(year) for year in _YEAR.findall(period)]
    return (min(years), max(years)) if years else None


def years_of(years: Years) -> str:
    """Years as a label has them: «2023», «2021-2023»."""
    return str(years[0]) if years[0] == years[1] else f"{years[0]}-{years[1]}"


def printed_step(amount: Amount, text: str) -> Decimal:
    """The worth of the last printed digit of a figure that is rounded: «46 M€» 1 000 000, «45,9 M€» 100 000, «182 838 €» 0.

    ``text`` is the document's.
    """
    printed = _NUMBER.search(text, amount.start, amount.end)
    number = read_number(printed.group()) if printed else None
    if not number or not amount.value:
        return Decimal(0)
    scale = amount.value / number
    if scale >= 1000:
        decimals = -int(number.as_tuple().exponent) if number != number.to_integral_value() else 0
        return scale.scaleb(-decimals)
    if amount.precision == "approximate":
        return Decimal(1).scaleb(_zeros(amount.value))
    return Decimal(0)


def _zeros(value: Decimal) -> int:
    whole = str(int(value))
    return len(whole) - len(whole.rstrip("0"))


def significant(value: Decimal) -> int:
    """How many digits a value has before its trailing zeros: 182838 → 6, 7500000 → 2."""
    return len(value.normalize().as_tuple().digits)
