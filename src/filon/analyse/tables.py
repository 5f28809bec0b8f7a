"""Tables of a study as CSV: the same bytes for the same graph, numbers to twelve digits, unknown cells empty."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from filon.analyse.concentration import Dependency
from filon.analyse.evidence import Witness, by_edge
from filon.analyse.graphfiles import plain
from filon.archive import write_file
from filon.vocab import shorten


def edges(graph: Any) -> pd.DataFrame:
    """A row for each edge: its ends with their labels, then what `filon.analyse.EdgeData` says."""
    flat = plain(graph)
    rows = [
        {
            "source": u,
            "target": v,
            "source_label": graph.nodes[u].get("label"),
            "target_label": graph.nodes[v].get("label"),
            **data,
            "euros": graph.edges[u, v].get("euros"),
        }
        for u, v, data in flat.edges(data=True)
    ]
    first = [
        "source",
        "target",
        "source_label",
        "target_label",
        "weight",
        "euros",
        "count",
        "joint",
        "unknown",
        "first",
        "last",
    ]
    frame = pd.DataFrame(rows, columns=[*first, *sorted({name for row in rows for name in row} - set(first))])
    return frame.astype({"first": "Int64", "last": "Int64"})


def nodes(graph: Any) -> pd.DataFrame:
    """A row for each node of a graph that has no measures of its own: label, kind, side of a two-mode graph, degree."""
    rows = [
        {
            "iri": node,
            "label": data.get("label"),
            "kind": data.get("kind"),
            "bipartite": data.get("bipartite"),
            "degree": graph.degree(node),
        }
        for node, data in graph.nodes(data=True)
    ]
    return pd.DataFrame(rows, columns=["iri", "label", "kind", "bipartite", "degree"]).set_index("iri")


def dependency(found: list[Dependency], labels: Mapping[str, str]) -> pd.DataFrame:
    """A row for each beneficiary, what it receives most first."""
    columns = ["beneficiary", "label", "received", "funders", "main", "main_label", "share", "herfindahl", "joint"]
    rows = [
        (
            each.beneficiary,
            labels[each.beneficiary],
            each.received,
            each.funders,
            each.main,
            labels[each.main],
            each.share,
            each.herfindahl,
            each.joint,
        )
        for each in found
    ]
    return pd.DataFrame(rows, columns=columns)


def evidence(name: str, graph: Any, witness: Witness) -> pd.DataFrame:
    """A row for each passage behind each edge."""
    rows = []
    for (u, v), shares in by_edge(graph).items():
        for quote in witness.of(shares):
            passage = quote.passage
            place = (passage.file, passage.page, passage.start, passage.end, passage.confidence)
            rows.append(
                (name, u, v, quote.fact, shorten(quote.property), *place, f"{quote.before}[{quote.exact}]{quote.after}")
            )
    columns = [
        "network",
        "source",
        "target",
        "fact",
        "property",
        "document",
        "page",
        "start",
        "end",
        "confidence",
        "sentence",
    ]
    return pd.DataFrame(rows, columns=columns).astype({"page": "Int64"})


def write(frame: pd.DataFrame, path: Path, *, index: bool = False) -> None:
    """Write a table; raises `StoreError` where the place cannot be written."""
    text = frame.to_csv(index=index, float_format="%.12g", lineterminator="\n")
    write_file(path, text.encode("utf-8"))
