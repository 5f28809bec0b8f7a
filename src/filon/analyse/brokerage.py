"""Brokerage roles by kind of actor: who stands between whom.

Gould and Fernandez, Structures of mediation: a formal approach to brokerage in transaction networks, Sociological Methodology 19 (1989), 89.
An actor ``v`` brokers for ``a`` and ``b`` where ``a → v → b`` and not ``a → b``; the role follows from the groups of the three.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

import networkx as nx

ROLES: Final = ("coordinator", "itinerant", "gatekeeper", "representative", "liaison")


def role(source: str, broker: str, target: str) -> str:
    """The role of a broker between two actors, from the groups of the three."""
    if source == target:
        return "coordinator" if broker == source else "itinerant"
    if broker == target:
        return "gatekeeper"
    return "representative" if broker == source else "liaison"


def brokerage(graph: Any, groups: Mapping[str, str | None] | None = None) -> dict[str, Counter[str]]:
    """How often each actor plays each of the `ROLES`: ordered pairs of others that it, and no direct edge, joins.

    ``groups`` are the actors' kinds unless given. Actors of no known group neither broker nor are brokered for. In an undirected graph every
    edge runs both ways, so each pair counts twice, once each way.
    """
    groups = groups if groups is not None else nx.get_node_attributes(graph, "kind")
    known = {node: str(groups[node]) for node in graph if groups.get(node) is not None}
    after = {v: {w for w in graph[v] if w in known and w != v} for v in known}
    before = {v: {w for w in graph.pred[v] if w in known and w != v} for v in known} if graph.is_directed() else after
    found: dict[str, Counter[str]] = {node: Counter() for node in graph}
    for v, group in known.items():
        sources = Counter(known[a] for a in before[v])
        targets = Counter(known[b] for b in after[v])
        for one, ones in sources.items():
            for other, others in targets.items():
                found[v][role(one, group, other)] += ones * others
        for a in before[v] & after[v]:  # a pair is of two
            found[v][role(known[a], group, known[a])] -= 1
    for a, group in known.items():
        for b in after[a]:
            for v in after[a] & before[b]:  # a → b needs no broker
                found[v][role(group, known[v], known[b])] -= 1
    return {node: +counts for node, counts in found.items()}
