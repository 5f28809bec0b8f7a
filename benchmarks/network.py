"""How fast the network is measured: 50 000 actors, 250 000 ties, every default measure and the communities, beside plain networkx.

python benchmarks/network.py [NODES EDGES] [--plain SECONDS]

Plain networkx does the same measures one after another, each in a process of its own that is ended after ``--plain`` seconds (60); where a
backend of networkx is installed (nx-parallel, nx-cugraph) it is asked too. The graph has the heavy tail of real ones (Barabási and Albert).
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import time
from collections.abc import Iterator
from importlib.metadata import entry_points
from typing import Any

import networkx as nx

from filon import analyse
from filon.analyse.brokerage import brokerage
from filon.analyse.holes import surroundings
from filon.analyse.measures import communities, pagerank
from filon.analyse.paths import PIVOTS, centralities

PLAIN = {
    "betweenness": lambda graph, **how: nx.betweenness_centrality(graph, k=PIVOTS, seed=0, **how),
    "closeness": nx.closeness_centrality,
    "clustering": nx.clustering,
    "constraint": lambda graph, **how: nx.constraint(graph, weight="weight", **how),
    "effective size": lambda graph, **how: nx.effective_size(graph, weight="weight", **how),
    "PageRank": nx.pagerank,
    "communities, one seed": lambda graph, **how: nx.community.louvain_communities(graph, seed=0, **how),
}
OURS = {
    "betweenness and closeness": centralities,
    "clustering, constraint, effective size": surroundings,
    "brokerage roles": brokerage,
    "PageRank": pagerank,
}


def network(nodes: int, edges: int) -> Any:
    """A random graph with weights and kinds."""
    draw = random.Random(1)  # noqa: S311 - a graph, not a secret
    graph = nx.barabasi_albert_graph(nodes, max(1, round(edges / nodes)), seed=1)
    graph = nx.relabel_nodes(graph, {node: f"n{node:06}" for node in graph})
    nx.set_node_attributes(graph, {node: draw.choice("abcdefgh") for node in graph}, "kind")
    nx.set_edge_attributes(graph, {edge: float(draw.randint(1, 9)) for edge in graph.edges}, "weight")
    return graph


def timed(task: Any, *given: Any) -> tuple[str, Any]:
    """Seconds on the clock, seconds of processor (less, where others share the machine), and the result."""
    start, used = time.perf_counter(), time.process_time()
    result = task(*given)
    return f"{time.perf_counter() - start:7.1f} s ({time.process_time() - used:6.1f} s of processor)", result


def limited(name: str, graph: Any, limit: float, backend: str | None) -> float | None:
    """Seconds on the clock that networkx takes for a measure; ``None`` where it is not done in time."""
    how = {"backend": backend} if backend else {}
    process = multiprocessing.get_context("fork").Process(target=lambda: PLAIN[name](graph, **how), daemon=True)
    start = time.perf_counter()
    process.start()
    process.join(limit)
    seconds, done = time.perf_counter() - start, process.exitcode == 0
    process.kill()
    return seconds if done else None


def installed_backends() -> Iterator[str]:
    """The backends of networkx that are installed and fit this networkx; those that do not are named."""
    for entry in sorted(entry_points(group="networkx.backends"), key=lambda entry: entry.name):
        try:
            entry.load()
        except ImportError as error:
            print(f"  {entry.name:10} does not fit networkx {nx.__version__}: {error}", flush=True)
        else:
            if entry.name != "nx_loopback":
                yield entry.name


def main() -> None:
    """Print seconds, ours and theirs."""
    parser = argparse.ArgumentParser()
    parser.add_argument("size", nargs="*", type=int, default=[50_000, 250_000])
    parser.add_argument("--plain", type=float, default=60.0)
    given = parser.parse_args()
    graph = network(*given.size)
    print(f"{graph.number_of_nodes():,} actors, {graph.number_of_edges():,} ties")
    for name, task in OURS.items():
        seconds, result = timed(task, graph)
        drawn = getattr(result, "pivots", None)
        print(f"  filon      {name:40} {seconds}{f'  (from {drawn} sources)' if drawn else ''}", flush=True)
    seconds, division = timed(communities, graph)
    spread = division.spread
    print(
        f"  filon      {f'communities, {spread.seeds} seeds':40} {seconds}  modularity {division.modularity:.4f}, agreement {spread.agreement:.2f}"
    )
    whole, _ = timed(
        lambda: (
            division := communities(graph),
            analyse.actors(graph, division=division),
            analyse.whole(graph, division),
        )
    )
    print(f"  filon      {'all default measures and communities':40} {whole}", flush=True)
    for backend in (None, *installed_backends()):
        for name in PLAIN:
            found = limited(name, graph, given.plain, backend)
            took = f"{found:7.1f} s" if found is not None else f"not done in {given.plain:g} s"
            print(f"  {backend or 'networkx':10} {name:40} {took}", flush=True)


if __name__ == "__main__":
    main()
