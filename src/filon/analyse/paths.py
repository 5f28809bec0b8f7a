"""Shortest paths from many nodes at once: betweenness and closeness, exact for graphs of some thousand nodes, sampled beyond.

Brandes, A faster algorithm for betweenness centrality, J. Math. Sociol. 25 (2001), 163; pivots as Brandes and Pich, Centrality estimation in
large networks, Int. J. Bifurcation Chaos 17 (2007), 2303; closeness as Wasserman and Faust, Social Network Analysis (1994), for graphs in pieces.
Paths are counted in steps, whatever the weights: a large grant makes no one farther away.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Any, Final

import networkx as nx
import numpy as np

EXACT: Final = 3_000  # nodes up to which every node is a source
PIVOTS: Final = 256  # sources that are drawn beyond
Array = Any  # a numpy array


@dataclass(frozen=True, slots=True)
class Centralities:
    """Betweenness and closeness by node, between 0 and 1; ``pivots`` is the number of sources drawn, ``None`` where they are exact."""

    betweenness: dict[str, float]
    closeness: dict[str, float]
    pivots: int | None


def centralities(graph: Any, *, exact: int = EXACT, pivots: int = PIVOTS, seed: int = 0) -> Centralities:
    """Betweenness and closeness of all nodes, as networkx defines and normalises them (closeness along incoming edges)."""
    nodes, count = list(graph), graph.number_of_nodes()
    sources = list(range(count))
    drawn = count > exact and count > pivots
    if drawn:
        sources = sorted(Random(seed).sample(sources, pivots))  # noqa: S311 - a sample, not a secret
    between, near = walk(adjacency(graph), sources)
    scale = count / len(sources) / ((count - 1) * (count - 2)) if count > 2 else 0.0
    return Centralities(
        dict(zip(nodes, (between * scale).tolist(), strict=True)),
        dict(zip(nodes, near.tolist(), strict=True)),
        pivots if drawn else None,
    )


def adjacency(graph: Any, weight: str | None = None) -> Any:
    """The adjacency matrix as compressed rows; all ones where no ``weight`` is named, both ways where the graph is undirected."""
    if not graph:
        return nx.to_scipy_sparse_array(nx.empty_graph(1))[:0, :0]
    return nx.to_scipy_sparse_array(graph, weight=weight, dtype=float, format="csr")


def walk(matrix: Any, sources: list[int]) -> tuple[Array, Array]:
    """The sums of dependencies, and closeness, over breadth-first walks from each source, a level at a time."""
    count = matrix.shape[0]
    starts, ends = matrix.indptr, matrix.indices
    between, total, reached, seen = (np.zeros(count) for _ in range(4))
    for source in sources:
        distance = np.full(count, -1)
        paths = np.zeros(count)
        distance[source], paths[source] = 0, 1
        front, level, steps = np.array([source]), 0, []
        while front.size:
            counts = starts[front + 1] - starts[front]
            begin = np.cumsum(counts) - counts
            tail = np.repeat(front, counts)
            head = ends[np.repeat(starts[front] - begin, counts) + np.arange(counts.sum())]
            new = distance[head] < 0
            front = np.unique(head[new])
            level += 1
            distance[front] = level
            on = distance[head] == level
            tail, head = tail[on], head[on]
            paths += np.bincount(head, paths[tail], count)
            steps.append((tail, head))
        depend = np.zeros(count)
        for tail, head in reversed(steps):
            depend += np.bincount(tail, paths[tail] / paths[head] * (1 + depend[head]), count)
        depend[source] = 0
        between += depend
        found = distance > 0
        total[found] += distance[found]
        reached += found
        seen += 1
        seen[source] -= 1
    with np.errstate(divide="ignore", invalid="ignore"):
        near = np.where(total > 0, reached / total * reached / seen, 0.0)
    return between, near
