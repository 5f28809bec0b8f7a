"""What an edge carries, and how it comes of the shares of its facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TypedDict

from filon.analyse.shares import Share


class EdgeData(TypedDict):
    """What every edge carries.

    ``weight`` is in euros for money, else a number of facts; ``euros`` the same sum exactly; ``count`` the facts behind it. ``joint`` is the
    part of ``euros`` that comes of joint sums in equal parts, ``unknown`` the flows without an amount. ``first`` and ``last`` are years,
    ``years`` what began in each (undated: ``None``), ``facts`` the IRIs, ``confidence`` that of the surest fact.
    """

    weight: float
    euros: Decimal
    count: int
    joint: Decimal
    unknown: int
    first: int | None
    last: int | None
    years: dict[int | None, Decimal]
    statuses: dict[str, Decimal]
    ties: tuple[str, ...]
    facts: tuple[str, ...]
    confidence: float


def edge_data(shares: Iterable[Share], *, directed: bool) -> Iterator[tuple[tuple[str, str], EdgeData]]:
    """The pairs that shares tie, in order, each with what all its shares add; an undirected pair has the lesser IRI first."""
    pairs: defaultdict[tuple[str, str], list[Share]] = defaultdict(list)
    for share in shares:
        pairs[(share.u, share.v) if directed or share.u <= share.v else (share.v, share.u)].append(share)
    for pair, found in sorted(pairs.items()):
        yield pair, _edge(found)


def _edge(shares: list[Share]) -> EdgeData:
    euros = sum((share.value for share in shares), Decimal(0))
    firsts = [share.first for share in shares if share.first is not None]
    lasts = [year for share in shares for year in (share.first, share.last) if year is not None]
    years: defaultdict[int | None, Decimal] = defaultdict(Decimal)
    statuses: defaultdict[str, Decimal] = defaultdict(Decimal)
    for share in shares:
        years[share.first] += share.value
        if share.status:
            statuses[share.status] += share.value
    return EdgeData(
        weight=float(euros),
        euros=euros,
        count=len({share.facts for share in shares}),
        joint=sum((share.value for share in shares if share.joint), Decimal(0)),
        unknown=sum(share.unknown for share in shares),
        first=min(firsts, default=None),
        last=max(lasts, default=None),
        years=dict(sorted(years.items(), key=lambda item: (item[0] is None, item[0] or 0))),
        statuses=dict(sorted(statuses.items())),
        ties=tuple(sorted({share.kind for share in shares})),
        facts=tuple(sorted({fact for share in shares for fact in share.facts})),
        confidence=float(max(share.confidence for share in shares)),
    )
