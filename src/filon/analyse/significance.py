"""Which edges say more than chance: the disparity filter for weights, the hypergeometric test for what two actors share.

Disparity filter: Serrano, Boguñá and Vespignani, Extracting the multiscale backbone of complex weighted networks, PNAS 106 (2009), 6483.
Hypergeometric null of a one-mode projection: Tumminello, Miccichè, Lillo, Piilo and Mantegna, Statistically validated networks in bipartite
complex systems, PLoS ONE 6 (2011), e17994. False discoveries: Benjamini and Hochberg, J. R. Stat. Soc. B 57 (1995), 289.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from math import comb
from typing import Any, Final

import networkx as nx

LEVEL: Final = 0.05


def disparity(graph: Any, weight: str = "weight") -> dict[tuple[str, str], float]:
    """The significance α of each edge under the null that a node spreads its strength uniformly over its ``k`` edges.

    α = (1 - w/s)^(k-1), the lower of both ends' (of the giver's outgoing and the receiver's incoming edges where the graph is directed). An end
    with a single edge says nothing; an edge between two such ends has α 1.
    """
    out = {node: dict(graph[node]) for node in graph}
    into = {node: dict(graph.pred[node]) for node in graph} if graph.is_directed() else out
    return {(u, v): min(_alpha(out[u], v, weight), _alpha(into[v], u, weight)) for u, v in graph.edges}


def _alpha(edges: Mapping[str, Mapping[str, Any]], end: str, weight: str) -> float:
    others = [data.get(weight, 1) for other, data in edges.items() if data.get(weight, 1) > 0]
    if len(others) <= 1 or edges[end].get(weight, 1) <= 0:
        return 1.0
    return float((1 - edges[end].get(weight, 1) / sum(others)) ** (len(others) - 1))


def backbone(graph: Any, level: float = LEVEL, weight: str = "weight") -> Any:
    """The graph with the edges whose disparity α is below ``level``; nodes that keep no edge are left out."""
    kept = [edge for edge, alpha in disparity(graph, weight).items() if alpha < level]
    return graph.edge_subgraph(kept).copy()


def cooccurrence(shared: int, things: int, one: int, other: int) -> float:
    """The chance that two actors of ``one`` and ``other`` things, drawn from ``things``, share at least ``shared`` of them."""
    ways = sum(comb(one, both) * comb(things - one, other - both) for both in range(shared, min(one, other) + 1))
    total = comb(things, other)
    return ways / total if total else 1.0


def discoveries(chances: Sequence[float], level: float = LEVEL) -> list[bool]:
    """Which of these p-values pass the procedure of Benjamini and Hochberg at ``level``."""
    ranked = sorted(chances)
    bound = max((p for rank, p in enumerate(ranked, 1) if p <= level * rank / len(ranked)), default=-1.0)
    return [p <= bound for p in chances]


def validate(graph: Any, pairs: Iterable[tuple[str, str]], level: float = LEVEL) -> None:
    """Give each edge of a one-mode graph its ``p`` and whether it is ``significant``, from the pairs of actor and thing it projects."""
    distinct = set(pairs)
    degree = Counter(actor for actor, _ in distinct)
    things = len({thing for _, thing in distinct})
    known: dict[tuple[int, int, int], float] = {}
    chances = []
    for u, v, data in graph.edges(data=True):
        one, other = sorted((degree[u], degree[v]))
        key = (round(data["weight"]), one, other)
        if key not in known:
            known[key] = cooccurrence(key[0], things, one, other)
        chances.append(known[key])
    for (u, v), p, kept in zip(graph.edges, chances, discoveries(chances, level), strict=True):
        nx.set_edge_attributes(graph, {(u, v): {"p": p, "significant": kept}})
