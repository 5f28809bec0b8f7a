"""Communities: groups of actors with more ties inside than chance would give (modularity), the same for the same graph.

Blondel, Guillaume, Lambiotte and Lefebvre, Fast unfolding of communities in large networks, J. Stat. Mech. (2008), P10008, with the queue of
Traag, Waltman and van Eck, From Louvain to Leiden, Sci. Rep. 9 (2019), 5233; a community that falls into pieces is split, as they ask.
The method is run from many seeds; the best division is kept, and how far the others differ from it is reported.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Final

import networkx as nx

SEEDS: Final = 20
_TINY: Final = 1e-12  # a gain below this is rounding


@dataclass(frozen=True, slots=True)
class Spread:
    """What the runs from different seeds gave, as ranges of modularity and of the number of communities.

    ``agreement`` is the mean adjusted Rand index between the division that is kept and each of the others (1: all the same).
    """

    seeds: int
    modularity: tuple[float, float]
    communities: tuple[int, int]
    agreement: float


@dataclass(frozen=True, slots=True)
class Division:
    """``of`` is each node's community, numbered from 1, the largest first; ``typical`` the labels of those members that hold it together."""

    of: dict[str, int]
    typical: dict[int, tuple[str, ...]]
    modularity: float
    spread: Spread

    @property
    def names(self) -> dict[int, str]:
        """Each community by its typical members: ``A · B · C``."""
        return {community: " · ".join(labels) for community, labels in self.typical.items()}


def divide(graph: Any, *, weight: str = "weight", seeds: int = SEEDS) -> Division:
    """The communities of a graph (of its undirected form), the best of ``seeds`` runs. The order of nodes and edges does not matter."""
    nodes = sorted(graph)
    place = {node: at for at, node in enumerate(nodes)}
    around: list[dict[int, float]] = [{} for _ in nodes]
    for u, v, data in sorted((min(u, v), max(u, v), data.get(weight, 1)) for u, v, data in graph.edges(data=True)):
        if u != v and data > 0:
            one, other = place[u], place[v]
            around[one][other] = around[other][one] = around[one].get(other, 0.0) + data
    runs = [_numbered(_louvain(around, Random(seed)), nodes) for seed in range(max(1, seeds))]  # noqa: S311 - an order, not a secret
    quality = [modularity(around, run) for run in runs]
    best = min(range(len(runs)), key=lambda at: (-round(quality[at], 12), runs[at]))
    found = {node: runs[best][at] for at, node in enumerate(nodes)}
    counts = [max(run, default=0) for run in runs]
    others = [agreement(runs[best], run) for at, run in enumerate(runs) if at != best]
    spread = Spread(
        len(runs),
        (min(quality), max(quality)),
        (min(counts), max(counts)),
        sum(others) / len(others) if others else 1.0,
    )
    return Division(found, typical(graph, found, weight), quality[best], spread)


def typical(graph: Any, of: Mapping[str, int], weight: str = "weight", members: int = 3) -> dict[int, tuple[str, ...]]:
    """The labels of the members of each community that hold most of its inner weight."""
    inner: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for node, community in of.items():
        inner[community][node] += 0
    for u, v, data in graph.edges(data=True):
        if of[u] == of[v]:
            inner[of[u]][u] += data.get(weight, 1)
            inner[of[u]][v] += data.get(weight, 1)
    label = nx.get_node_attributes(graph, "label")
    return {
        community: tuple(
            str(label.get(node, node))
            for node, _ in sorted(held.items(), key=lambda item: (-item[1], item[0]))[:members]
        )
        for community, held in sorted(inner.items())
    }


def modularity(around: Sequence[Mapping[int, float]], of: Sequence[int]) -> float:
    """Newman's modularity of a division; 0 where there is no edge."""
    strength = [sum(edges.values()) for edges in around]
    twice = sum(strength)
    if not twice:
        return 0.0
    inside = sum(each for node, edges in enumerate(around) for other, each in edges.items() if of[node] == of[other])
    total: defaultdict[int, float] = defaultdict(float)
    for node, each in enumerate(strength):
        total[of[node]] += each
    return inside / twice - sum((each / twice) ** 2 for each in total.values())


def agreement(one: Sequence[int], other: Sequence[int]) -> float:
    """The adjusted Rand index of two divisions (Hubert and Arabie, Comparing partitions, J. Classif. 2 (1985), 193)."""
    pairs = len(one) * (len(one) - 1) / 2
    both = sum(n * (n - 1) / 2 for n in Counter(zip(one, other, strict=True)).values())
    ones, others = (sum(n * (n - 1) / 2 for n in Counter(each).values()) for each in (one, other))
    expected = ones * others / pairs if pairs else 0.0
    most = (ones + others) / 2
    return 1.0 if most == expected else (both - expected) / (most - expected)


def _numbered(of: Sequence[int], nodes: Sequence[str]) -> list[int]:
    """Communities numbered from 1 by size, then by their first member: the same division has the same numbers."""
    members: defaultdict[int, list[int]] = defaultdict(list)
    for at in range(len(nodes)):
        members[of[at]].append(at)
    order = sorted(members, key=lambda community: (-len(members[community]), members[community][0]))
    number = {community: place for place, community in enumerate(order, 1)}
    return [number[community] for community in of]


def _louvain(around: Sequence[Mapping[int, float]], random: Random) -> list[int]:
    """Move nodes, merge communities into nodes, and again, until nothing moves; then split what is in pieces."""
    levels: list[list[int]] = []
    graph: list[dict[int, float]] = [dict(edges) for edges in around]
    loops = [0.0] * len(graph)
    while True:
        of = _move(graph, loops, random)
        kept = {community: at for at, community in enumerate(sorted(set(of)))}
        of = [kept[community] for community in of]
        levels.append(of)
        if len(kept) == len(graph):
            break
        merged: list[dict[int, float]] = [{} for _ in kept]
        held = [0.0] * len(kept)
        for node, edges in enumerate(graph):
            here = of[node]
            held[here] += loops[node]
            row = merged[here]
            for other, each in edges.items():
                there = of[other]
                if there == here:
                    held[here] += each / 2
                else:
                    row[there] = row.get(there, 0.0) + each
        graph, loops = merged, held
    found = list(range(len(around)))
    for of in levels:
        found = [of[community] for community in found]
    return _split(around, found)


def _move(graph: Sequence[Mapping[int, float]], loops: Sequence[float], random: Random) -> list[int]:
    """Put each node where modularity gains most, as long as one gains; a node is looked at again when a neighbour has moved."""
    of = list(range(len(graph)))
    strength = [sum(edges.values()) + 2 * loop for edges, loop in zip(graph, loops, strict=True)]
    total = list(strength)
    twice = sum(strength)
    if not twice:
        return of
    order = list(range(len(graph)))
    random.shuffle(order)
    queue, waiting = deque(order), [True] * len(graph)
    edges_of = [list(edges.items()) for edges in graph]
    while queue:
        node = queue.popleft()
        waiting[node] = False
        here, own = of[node], strength[node]
        near: dict[int, float] = {}
        for other, each in edges_of[node]:
            there = of[other]
            near[there] = near.get(there, 0.0) + each
        total[here] -= own
        scale = own / twice
        best, most = here, near.get(here, 0.0) - total[here] * scale
        for there, each in near.items():
            gain = each - total[there] * scale
            if gain > most + _TINY * twice:
                best, most = there, gain
        total[best] += own
        if best != here:
            of[node] = best
            for other, _ in edges_of[node]:
                if of[other] != best and not waiting[other]:
                    waiting[other] = True
                    queue.append(other)
    return of


def _split(around: Sequence[Mapping[int, float]], of: Sequence[int]) -> list[int]:
    """The same communities, each connected piece one of its own; this can only raise modularity."""
    found, number = [-1] * len(around), 0
    for start in range(len(around)):
        if found[start] < 0:
            found[start] = number
            queue = [start]
            while queue:
                for other in around[queue.pop()]:
                    if found[other] < 0 and of[other] == of[start]:
                        found[other] = number
                        queue.append(other)
            number += 1
    return found


def members(of: Mapping[str, int]) -> dict[int, tuple[str, ...]]:
    """The members of each community, in the order of their IRIs."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    for node, community in sorted(of.items()):
        found[community].append(node)
    return {community: tuple(nodes) for community, nodes in sorted(found.items())}
