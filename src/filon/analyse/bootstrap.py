"""How far a ranking can be trusted: the network again and again, from texts drawn with replacement.

A network read from documents is a sample of the partnership. Efron, Bootstrap methods, Ann. Statist. 7 (1979), 1; the unit that is drawn is the
text: the part of a document that is a text of its own (an act, a convention), or the document. A fact that several texts tell counts with
their mean; percentile intervals.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
from scipy import sparse

from filon.analyse.paths import walk
from filon.analyse.shares import Share

REPLICATES: Final = 200
LEVEL: Final = 0.95
LARGE: Final = 20_000  # shares from which replicates are fewer
FEWER: Final = 20
_PIVOTS: Final = 64  # sources of betweenness in a replicate
_DAMPING, _ROUNDS = 0.85, 60
MEASURES: Final = ("degree", "strength", "in_strength", "out_strength", "pagerank", "betweenness")


def intervals(graph: Any, *, replicates: int = REPLICATES, level: float = LEVEL, seed: int = 0) -> pd.DataFrame:
    """For each node and measure: value, rank (1 the highest, equals share it), and the interval of both over the replicates.

    Columns: ``iri``, ``label``, ``measure``, ``value``, ``low``, ``high``, ``rank``, ``rank_low``, ``rank_high``. ``attrs`` says ``units`` (texts that
    are drawn) and ``replicates``; with fewer than two texts nothing can be drawn and the intervals are empty.
    """
    shares: tuple[Share, ...] = graph.graph.get("shares", ())
    nodes, directed = list(graph), graph.is_directed()
    names = MEASURES if directed else tuple(name for name in MEASURES if not name.startswith(("in_", "out_")))
    draw, units = _units(shares)
    replicates = replicates if len(shares) < LARGE else min(replicates, FEWER)
    build = _Builder(nodes, shares, directed=directed)
    seen = build.measure(np.ones(len(shares)))
    random = np.random.default_rng(seed)
    drawn = units > 1 and bool(shares)
    if drawn:
        counts = random.multinomial(units, np.full(units, 1 / units), size=replicates)
        runs = [build.measure(draw @ count) for count in counts]
    tail = (1 - level) / 2
    frames = []
    for name in names:
        frame = pd.DataFrame(
            {"iri": nodes, "label": [graph.nodes[node].get("label") for node in nodes], "measure": name}
        )
        frame["value"], frame["rank"] = seen[name], _ranks(seen[name])
        if drawn:
            values = np.array([run[name] for run in runs])
            ranks = np.array([_ranks(each) for each in values])
            frame["low"], frame["high"] = np.quantile(values, [tail, 1 - tail], axis=0)
            frame["rank_low"], frame["rank_high"] = np.quantile(ranks, [tail, 1 - tail], axis=0, method="nearest")
        else:
            frame[["low", "high", "rank_low", "rank_high"]] = np.nan
        frames.append(frame)
    found = pd.concat(frames, ignore_index=True)
    found = found[["iri", "label", "measure", "value", "low", "high", "rank", "rank_low", "rank_high"]]
    found.attrs |= {"units": units, "replicates": replicates if drawn else 0}
    return found


def _units(shares: tuple[Share, ...]) -> tuple[Any, int]:
    """The matrix from texts to shares, each row a mean over the texts that tell the share; a share without any is a text of its own."""
    told = [sorted(share.units) or [f"fact:{' '.join(share.facts)}"] for share in shares]
    names = {name: at for at, name in enumerate(sorted({name for each in told for name in each}))}
    rows = np.repeat(np.arange(len(told)), [len(each) for each in told])
    columns = np.array([names[name] for each in told for name in each], dtype=int)
    values = np.repeat([1 / len(each) for each in told], [len(each) for each in told])
    return sparse.csr_array((values, (rows, columns)), shape=(len(told), len(names))), len(names)


def _ranks(values: Any) -> Any:
    """1 + how many are higher; equals to twelve digits share a rank."""
    rounded = np.array([float(f"{value:.12g}") for value in values.tolist()])
    return 1 + len(rounded) - np.searchsorted(np.sort(rounded), rounded, side="right")


class _Builder:
    """The measures of a graph whose shares are multiplied, without a networkx graph for each replicate."""

    def __init__(self, nodes: list[str], shares: tuple[Share, ...], *, directed: bool) -> None:
        place = {node: at for at, node in enumerate(nodes)}
        ends = [(place[share.u], place[share.v]) for share in shares]
        if not directed:
            ends = [(min(pair), max(pair)) for pair in ends]
        pairs = sorted(set(ends))
        number = {pair: at for at, pair in enumerate(pairs)}
        self.count, self.directed = len(nodes), directed
        self.pair = np.array([number[pair] for pair in ends], dtype=int)
        self.tail, self.head = np.array(pairs, dtype=int).reshape(-1, 2).T
        self.value = np.array([float(share.value) for share in shares])
        self.sources = sorted(np.random.default_rng(0).permutation(self.count)[:_PIVOTS].tolist())

    def measure(self, times: Any) -> dict[str, Any]:
        """The measures where each share counts so many times."""
        pairs, count = len(self.tail), self.count
        weight = np.bincount(self.pair, self.value * times, pairs)
        there = np.bincount(self.pair, times, pairs) > 0
        tail, head, weight = self.tail[there], self.head[there], weight[there]
        given, received = np.bincount(tail, weight, count), np.bincount(head, weight, count)
        flat = not self.directed
        one, other = (np.concatenate([tail, head]), np.concatenate([head, tail])) if flat else (tail, head)
        both = np.concatenate([weight, weight]) if flat else weight
        matrix = sparse.csr_array((np.ones(len(one)), (one, other)), shape=(count, count))
        between, _ = walk(matrix, self.sources) if count else (np.zeros(0), None)
        return {
            "degree": np.bincount(tail, minlength=count) + np.bincount(head, minlength=count),
            "strength": given + received,
            "in_strength": received,
            "out_strength": given,
            "pagerank": _pagerank(sparse.csr_array((both, (one, other)), shape=(count, count))),
            "betweenness": between * (count / max(1, len(self.sources)) / max(1, (count - 1) * (count - 2))),
        }


def _pagerank(matrix: Any) -> Any:
    count = matrix.shape[0]
    if not count:
        return np.zeros(0)
    out = matrix.sum(axis=1)
    step = (sparse.diags_array(np.divide(1, out, out=np.zeros(count), where=out > 0)) @ matrix).T
    rank = np.full(count, 1 / count)
    for _ in range(_ROUNDS):
        rank = _DAMPING * (step @ rank + rank[out == 0].sum() / count) + (1 - _DAMPING) / count
    return rank
