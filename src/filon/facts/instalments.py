"""Parts of flows: instalments, yearly shares, items. They hang on their whole and never enter a sum beside it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from filon.facts.context import Source
from filon.facts.flow import Flow, same_years
from filon.facts.tellings import read_years
from filon.model import Amount, AmountRole, Evidence

_NEARBY = 2000  # characters before a part in which its whole may stand when the text does not link them
_COMPLETE = Decimal("0.02")
_ROUNDING = Decimal("0.05")
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


@dataclass(slots=True)
class Division:
    """The parts of one flow, each a list of its tellings; parts of parts; whether they make up the whole, and what they add up to."""

    parts: list[list[Share]] = field(default_factory=list)
    nested: list[Share] = field(default_factory=list)
    complete: bool = False
    sums: list[tuple[Decimal, Evidence]] = field(default_factory=list)

    def rounding(self, flow: Flow) -> Decimal:
        """How far a sum of rounded parts may lie from a rounded whole."""
        coarse = max(telling.step for telling in flow.tellings)
        return coarse / 2 + sum((_half_step(tellings[0].amount) for tellings in self.parts), Decimal(0))


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
    for group in groups.values():
        division.nested += [share for share in group if _is_nested(share)]
        told = _told(flow, [share for share in group if not _is_nested(share)])
        total = sum((tellings[0].amount.value for tellings in told), Decimal(0))
        if _makes_up(flow, told, total):
            division.complete = True
            if len(told) > 1:
                division.sums.append((total, _summed([tellings[0] for tellings in told])))
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
    return by_share or _close(total, flow)


def _close(total: Decimal, flow: Flow) -> bool:
    """Whether parts add up to the whole, but for a slip or for what rounding the whole takes away."""
    coarse = max(telling.step for telling in flow.tellings)
    return any(
        abs(total - value) <= max(_COMPLETE * value, min(coarse / 2, _ROUNDING * value)) for value in flow.values
    )


def _summed(shares: Sequence[Share]) -> Evidence:
    """One stretch that shows all the parts, since their sum is one claim; far apart, the first stands for all."""
    spans = [share.evidence for share in shares]
    first, end = min(spans, key=lambda span: span.start), max(span.end for span in spans)
    confidence = min(span.confidence for span in spans)
    return Evidence(first.document, first.start, end if end - first.start <= _NEARBY else first.end, confidence, _SUM)


def _half_step(amount: Amount) -> Decimal:
    digits = amount.value.normalize().as_tuple()
    exponent = int(digits.exponent)
    return Decimal(1).scaleb(exponent) / 2 if exponent >= 3 else Decimal(0)
