"""Parts of flows: instalments, yearly shares, items. They hang on their whole and never enter a sum beside it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from filon.facts.context import Source
from filon.facts.flow import Flow, same_years
from filon.facts.lexicon import says
from filon.facts.tellings import printed_step, read_years
from filon.model import Amount, AmountRole, Evidence

_NEARBY = 2000  # characters before a part in which its whole may stand when the text does not link them
_COMPLETE = Decimal("0.02")
_ROUNDING = Decimal("0.05")
_FAR = Decimal("0.25")  # parts that miss their whole by more are parts of something else
Place = tuple[str, int | None]  # a document and its part
_SUM = "computed:sum-of-parts"
_WHOLES = frozenset({AmountRole.AWARD, AmountRole.SPEND, AmountRole.PLAN})


@dataclass(frozen=True, slots=True)
class Share:
    """One part as one document tells it."""

    source: Source
    index: int
    amount: Amount
    part: int | None

    @property
    def key(self) -> tuple[str, int]:
        """The amount's place in `filon.model.Graph.flows`."""
        return self.source.name, self.index

    @property
    def evidence(self) -> Evidence:
        """The amount itself."""
        return self.source.evidence(
            self.amount.start, self.amount.end, self.amount.confidence, self.amount.method or "amount"
        )


@dataclass(frozen=True, slots=True)
class Sum:
    """What the parts that one text tells add up to, how far rounding may have moved it, where the text tells it."""

    value: Decimal
    slack: Decimal
    evidence: Evidence
    place: Place


@dataclass(slots=True)
class Division:
    """The parts of one flow, each a list of its tellings; parts of parts; whether they make up the whole, and what they add up to."""

    parts: list[list[Share]] = field(default_factory=list)
    nested: list[Share] = field(default_factory=list)
    complete: bool = False
    sums: list[Sum] = field(default_factory=list)


def find_wholes(
    sources: Iterable[Source], besides: Container[tuple[str, int]] = ()
) -> dict[tuple[str, int], tuple[str, int] | None]:
    """For each amount that is a part, the amount of a flow that it breaks down; ``None`` where the text has none.

    ``besides`` are amounts that are no parts, however they were read.
    """
    wholes: dict[tuple[str, int], tuple[str, int] | None] = {}
    for source in sources:
        order = sorted(range(len(source.annotation.amounts)), key=lambda index: source.annotation.amounts[index].start)
        for place, index in enumerate(order):
            if source.annotation.amounts[index].role is AmountRole.PART and (source.name, index) not in besides:
                whole = _whole(source, index, order[:place][-40:])
                wholes[source.name, index] = None if whole is None else (source.name, whole)
    return wholes


def _whole(source: Source, index: int, before: Sequence[int]) -> int | None:
    amounts = source.annotation.amounts
    seen, whole = {index}, amounts[index].whole
    while whole is not None and whole not in seen:
        if amounts[whole].role in _WHOLES:
            return whole
        seen.add(whole)
        whole = amounts[whole].whole
    if amounts[index].whole is not None:
        return None  # a part of a cost: nobody is said to pay the whole
    part, here = amounts[index], source.part_at(amounts[index].start)
    for other in reversed(before):
        candidate = amounts[other]
        if part.start - candidate.start > _NEARBY:
            break
        if (
            candidate.role in _WHOLES
            and candidate.value >= part.value
            and candidate.currency == part.currency
            and source.part_at(candidate.start) == here
            and (not part.funders or source.iris(candidate.funders) == source.iris(part.funders))
            and same_years(read_years(candidate.period), read_years(part.period)) is not False
        ):
            return other
    return None


def divide(
    sources: Iterable[Source],
    flows: Mapping[tuple[str, int], Flow],
    wholes: Mapping[tuple[str, int], tuple[str, int] | None],
) -> dict[str, Division]:
    """The parts of each flow, by its IRI; the same part told in several places is one."""
    shares: dict[str, list[Share]] = {}
    owner: dict[str, Flow] = {}
    for source in sources:
        for index, amount in enumerate(source.annotation.amounts):
            whole = wholes.get((source.name, index))
            if whole is not None and whole in flows:
                flow = flows[whole]
                owner[flow.iri] = flow
                shares.setdefault(flow.iri, []).append(Share(source, index, amount, source.part_at(amount.start)))
    return {iri: _division(owner[iri], found) for iri, found in shares.items()}


def _division(flow: Flow, shares: Iterable[Share]) -> Division:
    groups: dict[tuple[str, int | None], list[Share]] = {}
    for share in sorted(shares, key=lambda share: (share.source.name, share.amount.start)):
        groups.setdefault((share.source.name, share.part), []).append(share)
    division = Division()
    known: dict[tuple[Decimal, int], list[Share]] = {}
    for place, group in groups.items():
        division.nested += [share for share in group if _is_nested(share)]
        told = _told(flow, [share for share in group if not _is_nested(share)])
        total = sum((tellings[0].amount.value for tellings in told), Decimal(0))
        if _makes_up(flow, told, total):
            division.complete = True
            if len(told) > 1:
                division.sums.append(_sum(told, total, place))
        seen: dict[Decimal, int] = {}
        for tellings in told:
            value = tellings[0].amount.value
            seen[value] = seen.get(value, 0) + 1
            known.setdefault((value, seen[value]), []).extend(tellings)
    division.parts = list(known.values())
    return division


def _told(flow: Flow, group: Sequence[Share]) -> list[list[Share]]:
    """The parts of one text, each with its tellings there.

    Two equal parts are two, unless leaving the repetitions out is what makes the sum right.
    """
    apart = [[share] for share in group]
    if _close(sum((share.amount.value for share in group), Decimal(0)), flow):
        return apart
    once: dict[tuple[object, ...], list[Share]] = {}
    for share in group:
        once.setdefault((share.amount.value, share.amount.period), []).append(share)
    if _close(sum((tellings[0].amount.value for tellings in once.values()), Decimal(0)), flow):
        return list(once.values())
    return apart


def _is_nested(share: Share) -> bool:
    """Whether what it is a part of is a part itself."""
    whole = share.amount.whole
    return whole is not None and share.source.annotation.amounts[whole].role is AmountRole.PART


def _makes_up(flow: Flow, told: Sequence[Sequence[Share]], total: Decimal) -> bool:
    shares = [tellings[0].amount.share for tellings in told]
    by_share = bool(told) and all(share is not None for share in shares) and sum(share or 0 for share in shares) == 100
    return by_share or _close(total, flow) or (_exhaustive(flow, told) and _not_far(total, flow))


def _exhaustive(flow: Flow, told: Sequence[Sequence[Share]]) -> bool:
    """Whether a text says that these parts are all: one settles the account, or each year of the whole has its own."""
    if len(told) < 2:
        return False
    if any(_settles(tellings[0]) for tellings in told):
        return True
    years = [read_years(tellings[0].amount.period) for tellings in told]
    if flow.years is None or flow.years[0] == flow.years[1]:
        return False
    whole = range(flow.years[0], flow.years[1] + 1)
    return sorted(years, key=str) == [(year, year) for year in whole]


def _settles(share: Share) -> bool:
    """Whether the line before the amount calls it the one that settles."""
    text, start = share.source.document.text, share.amount.start
    return says(text[text.rfind("\n", 0, start) + 1 : start], "settling")


def _not_far(total: Decimal, flow: Flow) -> bool:
    return any(abs(total - value) <= _FAR * value for value in flow.values)


def _close(total: Decimal, flow: Flow) -> bool:
    """Whether parts add up to the whole, but for a slip or for what rounding the whole takes away."""
    coarse = max(telling.step for telling in flow.tellings)
    return any(
        abs(total - value) <= max(_COMPLETE * value, min(coarse / 2, _ROUNDING * value)) for value in flow.values
    )


def _sum(told: Sequence[Sequence[Share]], total: Decimal, place: Place) -> Sum:
    shares = [tellings[0] for tellings in told]
    slack = sum((printed_step(each.amount, each.source.document.text) for each in shares), Decimal(0)) / 2
    return Sum(total, slack, _summed(shares), place)


def _summed(shares: Sequence[Share]) -> Evidence:
    """One stretch that shows all the parts, since their sum is one claim; far apart, the first stands for all."""
    spans = [share.evidence for share in shares]
    first, end = min(spans, key=lambda span: span.start), max(span.end for span in spans)
    confidence = min(span.confidence for span in spans)
    return Evidence(first.document, first.start, end if end - first.start <= _NEARBY else first.end, confidence, _SUM)
