"""What each fact adds to which edge: the middle between ties and graphs, and what a bootstrap draws from."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from itertools import combinations
from typing import Final, Literal

from filon.analyse.reading import Network, Reading, Tie, Triple
from filon.analyse.scope import Note, Scope

CENT: Final = Decimal("0.01")
GRANTED: Final = frozenset({"reported", "awarded", "contracted", "paid"})  # as the questions on funding have it
STATUSES: Final = {"granted": GRANTED, "planned": frozenset({"planned"}), "all": GRANTED | {"planned"}}
Status = Literal["granted", "planned", "all"]


@dataclass(frozen=True, slots=True)
class Share:
    """What one fact, or one shared thing, adds to the edge from ``u`` to ``v``.

    ``value`` is in euros or counts facts. ``kind`` says what sort of tie it is. ``joint`` marks the part of a sum that several funders give
    or several beneficiaries share; ``unknown`` a flow whose amount the graph does not know. ``units`` are the texts that tell it.
    """

    u: str
    v: str
    value: Decimal
    facts: tuple[str, ...]
    triples: tuple[Triple, ...]
    units: frozenset[str]
    kind: str
    confidence: Decimal
    first: int | None = None
    last: int | None = None
    status: str | None = None
    joint: bool = False
    unknown: bool = False


def money(
    reading: Reading, ties: Iterable[Tie], scope: Scope, *, status: Status = "granted", shared: bool = True
) -> tuple[tuple[Share, ...], tuple[Note, ...]]:
    """Flows as shares of euros from funder to beneficiary, each euro once.

    A sum that several funders give, or several beneficiaries share, is divided equally among its pairs, to the cent (fractional counting,
    as Perianes-Rodriguez, Waltman and van Eck 2016 for co-authors); with ``shared`` false it adds nothing but its presence. Own resources,
    negative amounts and other currencies add no euro; the notes say how many there were.
    """
    flows: defaultdict[str, list[Tie]] = defaultdict(list)
    for tie in ties:
        if tie.network is Network.FUNDING and tie.status in STATUSES[status]:
            flows[tie.fact].append(tie)
    shares: list[Share] = []
    counts: Counter[str] = Counter()
    totals: defaultdict[str, Decimal] = defaultdict(Decimal)
    for _, pairs in sorted(flows.items()):
        word = _peculiar(pairs)
        amount = pairs[0].amount
        if word:
            counts[word] += 1
            totals[word] += amount or 0
        if word in {"own", "negative"}:
            continue
        if word in {"currency", "unknown"}:
            amount = None
        known = amount is not None and (shared or len(pairs) == 1)
        parts = _divided(amount, len(pairs)) if known and amount is not None else [Decimal(0)] * len(pairs)
        for tie, part in zip(sorted(pairs, key=lambda tie: (tie.a, tie.b)), parts, strict=True):
            if not tie.own and scope.keeps(reading, tie.a, tie.b):
                shares.append(_share(reading, tie, part, joint=len(pairs) > 1, unknown=amount is None))
    return tuple(shares), tuple(_note(word, count, totals[word]) for word, count in sorted(counts.items()))


def _peculiar(pairs: Sequence[Tie]) -> str | None:
    """What keeps a flow's euros from being one sum from one funder to one beneficiary, if anything: the word of its note."""
    amount = pairs[0].amount
    if all(tie.own for tie in pairs):
        return "own"
    if amount is None:
        return "unknown"
    if amount < 0:
        return "negative"
    if pairs[0].currency != "EUR":
        return "currency"
    return "joint" if len(pairs) > 1 else None


def _note(word: str, count: int, euros: Decimal) -> Note:
    """A note on so many flows, with their euros where they are euros and known."""
    return Note(
        word, (("count", count), ("euros", euros)) if word in {"own", "negative", "joint"} else (("count", count),)
    )


def _divided(amount: Decimal, parts: int) -> list[Decimal]:
    """An amount in equal parts of whole cents; the first takes what is left over, so that they add up to it exactly."""
    if parts == 1:
        return [amount]
    part = (amount / parts).quantize(CENT, rounding=ROUND_DOWN)
    return [amount - part * (parts - 1), *[part] * (parts - 1)]


def _share(reading: Reading, tie: Tie, value: Decimal, *, joint: bool = False, unknown: bool = False) -> Share:
    return Share(
        tie.a,
        tie.b,
        value,
        (tie.fact,),
        tie.triples,
        reading.units(tie),
        tie.network.value,
        reading.confidence(tie),
        tie.first,
        tie.last,
        tie.status,
        joint,
        unknown,
    )


def direct(reading: Reading, ties: Iterable[Tie], scope: Scope, *networks: Network) -> tuple[Share, ...]:
    """Each tie of these networks as an edge of weight 1 from the actor to the thing."""
    return tuple(
        _share(reading, tie, Decimal(1))
        for tie in ties
        if tie.network in networks and tie.a != tie.b and scope.keeps(reading, tie.a)
    )


def through(
    reading: Reading, ties: Iterable[Tie], scope: Scope, network: Network, *, by: Literal["a", "b"] = "b"
) -> tuple[Share, ...]:
    """Each thing that two actors share as an undirected edge of weight 1 between them.

    ``by`` says which end is shared: ``b`` ties actors by their things, ``a`` ties things (bodies) by their actors (persons).
    """
    groups: defaultdict[str, defaultdict[str, list[Tie]]] = defaultdict(lambda: defaultdict(list))
    for tie in ties:
        if tie.network is network:
            shared, end = (tie.b, tie.a) if by == "b" else (tie.a, tie.b)
            if scope.keeps(reading, end):
                groups[shared][end].append(tie)
    shares = []
    for shared, ends in sorted(groups.items()):
        for one, other in combinations(sorted(ends), 2):
            both = ends[one] + ends[other]
            first, last = _lasting(both)
            shares.append(
                Share(
                    one,
                    other,
                    Decimal(1),
                    tuple(sorted({shared, *(tie.fact for tie in both)})),
                    tuple(dict.fromkeys(triple for tie in both for triple in tie.triples)),
                    frozenset[str]().union(*(reading.units(tie) for tie in both)),
                    network.value,
                    min(reading.confidence(tie) for tie in both),
                    first,
                    last,
                )
            )
    return tuple(shares)


def _lasting(ties: Sequence[Tie]) -> tuple[int | None, int | None]:
    """From the first to the last year that any of these ties is dated to."""
    years = [year for tie in ties for year in (tie.first, tie.last) if year is not None]
    return (min(years), max(years)) if years else (None, None)
