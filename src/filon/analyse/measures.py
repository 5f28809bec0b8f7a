"""Measures of a graph: a table of its actors, and the figures of the whole."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import networkx as nx
import pandas as pd

from filon.analyse.brokerage import ROLES, brokerage
from filon.analyse.communities import SEEDS, Division, divide
from filon.analyse.concentration import gini, herfindahl
from filon.analyse.holes import surroundings
from filon.analyse.paths import EXACT, PIVOTS, centralities

LARGE: Final = 20_000  # edges from which the seeds of the communities are fewer
FEWER: Final = 3
_DAMPING: Final = 0.85


def actors(graph: Any, *, division: Division | None = None, exact: int = EXACT, pivots: int = PIVOTS) -> pd.DataFrame:
    """A row for each node, by IRI: degree, strength, centralities, core, structural holes, brokerage roles, community.

    Degrees and strengths of a directed graph also stand apart, ``in_`` for received and ``out_`` for given. ``attrs`` of the frame says
    ``pivots``: how many sources betweenness and closeness are drawn from, ``None`` where they are exact.
    """
    nodes = list(graph)
    frame = pd.DataFrame(index=pd.Index(nodes, name="iri", dtype=object))
    for name in ("label", "kind"):
        frame[name] = pd.Series([graph.nodes[node].get(name) for node in nodes], index=frame.index, dtype=object)
    sides = {"": (graph.degree, None)} | (
        {"in_": (graph.in_degree, 1), "out_": (graph.out_degree, 0)} if graph.is_directed() else {}
    )
    for prefix, (degree, _) in sides.items():
        frame[f"{prefix}degree"] = [int(count) for _, count in degree()]
    for prefix, (degree, _) in sides.items():
        frame[f"{prefix}strength"] = [float(weight) for _, weight in degree(weight="weight")]
    paths = centralities(graph, exact=exact, pivots=pivots)
    around = surroundings(graph)
    roles = brokerage(graph)
    division = division or communities(graph)
    flat = nx.Graph(graph) if graph.is_directed() else graph
    columns: dict[str, Mapping[str, Any]] = {
        "betweenness": paths.betweenness,
        "closeness": paths.closeness,
        "pagerank": pagerank(graph),
        "core": nx.core_number(flat),
        "clustering": around.clustering,
        "constraint": around.constraint,
        "effective_size": around.effective_size,
        **{role: {node: roles[node][role] for node in nodes} for role in ROLES},
        "articulation": dict.fromkeys(nx.articulation_points(flat), True),
        "community": division.of,
    }
    for name, values in columns.items():
        frame[name] = [values.get(node, False) for node in nodes]
    frame.attrs["pivots"] = paths.pivots
    return frame


def pagerank(graph: Any) -> dict[str, float]:
    """PageRank by weight, to twelve digits; edges of unknown weight count nothing, and a graph of nothing else is even."""
    if not graph:
        return {}
    if not any(weight > 0 for _, _, weight in graph.edges(data="weight")):
        return dict.fromkeys(graph, 1 / len(graph))
    return dict(nx.pagerank(graph, alpha=_DAMPING, tol=1e-12, max_iter=1_000))


def communities(graph: Any, seeds: int = SEEDS) -> Division:
    """`divide`, with fewer seeds where the graph is large; the spread of the division says how many."""
    return divide(graph, seeds=seeds if graph.number_of_edges() < LARGE else min(seeds, FEWER))


def whole(graph: Any, division: Division | None = None) -> dict[str, float | int | None]:
    """The figures of a graph as a whole; ``None`` where one has no meaning (no edge, one kind only)."""
    flat = nx.Graph(graph)
    parts = sorted((len(part) for part in nx.connected_components(flat)), reverse=True)
    division = division or communities(graph)
    found: dict[str, float | int | None] = {
        "nodes": graph.number_of_nodes(),
        "edges": graph.number_of_edges(),
        "weight": sum(weight for _, _, weight in graph.edges(data="weight")),
        "density": nx.density(graph) if len(graph) > 1 else None,
        "components": len(parts),
        "largest_component": parts[0] if parts else 0,
        "bridges": sum(1 for _ in nx.bridges(flat)),
        "articulation_points": sum(1 for _ in nx.articulation_points(flat)),
        "transitivity": nx.transitivity(flat) if flat.number_of_edges() else None,
        "assortativity_by_kind": assortativity(graph),
        "reciprocity": nx.overall_reciprocity(graph) if graph.is_directed() and graph.number_of_edges() else None,
        "communities": len(set(division.of.values())),
        "modularity": division.modularity if graph.number_of_edges() else None,
    }
    if graph.is_directed():
        for side, degree in (("given", graph.out_degree), ("received", graph.in_degree)):
            sums = [weight for _, weight in degree(weight="weight") if weight > 0]
            found |= {f"herfindahl_{side}": herfindahl(sums), f"gini_{side}": gini(sums)}
    return found


def assortativity(graph: Any, attribute: str = "kind") -> float | None:
    """Newman's coefficient: 1 where ties stay within a kind, below 0 where they seek other kinds. Actors of unknown kind are left out.

    Newman, Mixing patterns in networks, Phys. Rev. E 67 (2003), 026126.
    """
    kind = nx.get_node_attributes(graph, attribute)
    both = [(kind[u], kind[v]) for u, v in graph.edges if kind.get(u) is not None and kind.get(v) is not None]
    if not graph.is_directed():
        both += [(v, u) for u, v in both]
    if not both:
        return None
    share = 1 / len(both)
    giving, taking = (
        {k: share * sum(pair[side] == k for pair in both) for k in {p[side] for p in both}} for side in (0, 1)
    )
    expected = sum(part * taking.get(k, 0.0) for k, part in giving.items())
    same = share * sum(u == v for u, v in both)
    return None if abs(1 - expected) < 1e-12 else (same - expected) / (1 - expected)
