"""The network from year to year: slices, what appeared and what vanished, ranks, and how communities flow into each other.

A fact of several years stands in each of them; its euros stand in the first, once. A fact without a date stands in none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

import pandas as pd

from filon.analyse.communities import divide, members, typical
from filon.analyse.edges import edge_data
from filon.analyse.shares import Share

SPAN: Final = 60  # years at most: a date beyond is a slip of reading
LEAST: Final = 4  # ties below which the communities of a year say nothing


def slices(graph: Any) -> dict[int, Any]:
    """The graph of each year that has a tie, from the shares of the whole: same nodes' data, weights of what began in the year."""
    by_year: dict[int, list[Share]] = {}
    for share in graph.graph.get("shares", ()):
        if share.first is not None:
            for year in range(share.first, min(share.last or share.first, share.first + SPAN) + 1):
                value = share.value if share.first == year or graph.graph["name"] != "funding" else Decimal(0)
                by_year.setdefault(year, []).append(replace(share, value=value, first=year, last=year))
    found = {}
    for year, shares in sorted(by_year.items()):
        slice_ = graph.__class__(name=graph.graph["name"], year=year, notes=(), shares=tuple(shares))
        ends = sorted({end for share in shares for end in (share.u, share.v)})
        slice_.add_nodes_from((end, graph.nodes[end]) for end in ends)
        slice_.add_edges_from((u, v, data) for (u, v), data in edge_data(shares, directed=graph.is_directed()))
        found[year] = slice_
    return found


def changes(graph: Any) -> pd.DataFrame:
    """A row for each year: ties that stand, appeared since the slice before, stayed, and vanished since; actors; what began, in the graph's unit."""
    rows = []
    before: set[tuple[str, str]] | None = None
    for year, slice_ in slices(graph).items():
        here = set(slice_.edges)
        rows.append(
            {
                "year": year,
                "actors": slice_.number_of_nodes(),
                "ties": len(here),
                "appeared": len(here - (before or set())),
                "stayed": len(here & (before or set())),
                "vanished": len((before or set()) - here),
                "began": sum(weight for _, _, weight in slice_.edges(data="weight")),
            }
        )
        before = here
    return pd.DataFrame(rows, columns=["year", "actors", "ties", "appeared", "stayed", "vanished", "began"])


def ranks(graph: Any, measure: str = "degree") -> pd.DataFrame:
    """The rank of each actor in each year by ``degree`` or ``strength``: a row an actor, a column a year, empty where it is absent."""
    columns = {}
    for year, slice_ in slices(graph).items():
        values = pd.Series(dict(slice_.degree(weight="weight" if measure == "strength" else None)), dtype=float)
        columns[year] = values.rank(method="min", ascending=False)
    frame = pd.DataFrame(columns)
    frame.index.name = "iri"
    frame.insert(0, "label", [graph.nodes[node].get("label") for node in frame.index])
    return frame


def streams(graph: Any, most: int = 8) -> pd.DataFrame:
    """The communities of each year and where their members are in the next: ``year``, ``community``, ``name``, ``size``, ``next``, ``members``.

    ``next`` is the community of the following slice, or 0 for members that have no tie there. Years with fewer than `LEAST` ties are left out, and of
    more than ``most`` years those with most ties are shown.
    """
    found = {year: slice_ for year, slice_ in slices(graph).items() if slice_.number_of_edges() >= LEAST}
    shown = sorted(sorted(found, key=lambda year: (-found[year].number_of_edges(), year))[:most])
    divided = {year: divide(found[year]).of for year in shown}
    rows = []
    for place, year in enumerate(shown):
        after: Mapping[str, int] = divided[shown[place + 1]] if place + 1 < len(shown) else {}
        names = typical(found[year], divided[year], members=2)
        for community, held in members(divided[year]).items():
            for goes, count in sorted(Counter(after.get(node, 0) for node in held).items()):
                rows.append((year, community, " · ".join(names[community]), len(held), goes if after else 0, count))
    return pd.DataFrame(rows, columns=["year", "community", "name", "size", "next", "members"])
