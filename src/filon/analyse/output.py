"""A study as files: tables, networks, figures and the report. The only place where the analysis writes beside the graph."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from filon.analyse import tables
from filon.analyse.concentration import dependencies
from filon.analyse.evidence import Witness
from filon.analyse.figures import save
from filon.analyse.graphfiles import write_gexf, write_graphml
from filon.analyse.page import page
from filon.analyse.projections import PROJECTIONS
from filon.analyse.study import REPORT, Study
from filon.analyse.years import ranks
from filon.analyse.years import streams as community_streams
from filon.archive import write_file


def write(found: Study, to: Path) -> tuple[Path, ...]:
    """Write tables, network files, figures and report below ``to``, which is made; returns what was written.

    Raises `StoreError` where the place cannot be written.
    """
    written: list[Path] = []

    def put(path: Path, writer: Callable[[Path], None]) -> None:
        writer(path)
        written.append(path)

    witness = Witness(found.reading)
    for name, frame in _frames(found, witness).items():
        put(to / f"{name}.csv", partial(tables.write, frame, index=frame.index.name is not None))
    for name, graph in found.graphs.items():
        measured = with_measures(graph, found.measures.get(name))
        put(to / f"{name}.gexf", partial(write_gexf, measured))
        put(to / f"{name}.graphml", partial(write_graphml, measured))
    svgs = {}
    for picture in found.pictures:
        if picture.figure is not None:
            files = save(picture)
            svgs[picture.name] = files["svg"].decode()
            for form, data in files.items():
                put(to / f"{picture.name}.{form}", partial(_put, data))
    put(to / REPORT, partial(_put, page(found, svgs, witness, written).encode()))
    return tuple(written)


def _put(data: bytes, path: Path) -> None:
    write_file(path, data)


def with_measures(graph: Any, measures: pd.DataFrame | None) -> Any:
    """The graph with the measures of its actors as attributes."""
    if measures is None:
        return graph
    copy = graph.copy()
    for name in measures.columns:
        if name not in {"label", "kind"}:
            for node, value in measures[name].items():
                copy.nodes[node][name] = value.item() if hasattr(value, "item") else value
    return copy


def _frames(found: Study, witness: Witness) -> dict[str, pd.DataFrame]:
    frames: dict[str, pd.DataFrame] = {}
    for name, graph in found.graphs.items():
        frames[f"{name}-actors"] = found.measures[name] if name in found.measures else tables.nodes(graph)
        frames[f"{name}-edges"] = tables.edges(graph)
    wholes = pd.DataFrame(found.wholes).T
    wholes.index.name = "network"
    frames["networks"] = wholes
    for name in ("together", "funding"):
        frames[f"{name}-intervals"] = found.trust[name]
        frames[f"{name}-years"] = found.years[name]
        frames[f"{name}-ranks-by-year"] = ranks(found.graphs[name], "strength" if name == "funding" else "degree")
    frames["communities"] = community_table(found)
    frames["communities-by-year"] = community_streams(found.graphs["together"])
    money = found.graphs["funding"]
    labels = {node: str(label) for node, label in money.nodes(data="label")}
    frames["dependency"] = tables.dependency(dependencies(money), labels)
    frames["evidence"] = pd.concat(
        [tables.evidence(name, found.graphs[name], witness) for name in PROJECTIONS if name != "together"],
        ignore_index=True,
    )
    return frames


def community_table(found: Study) -> pd.DataFrame:
    """A row for each network that has communities: how many, how good, how stable over seeds."""
    rows = []
    for name, division in found.divisions.items():
        spread = division.spread
        rows.append(
            {
                "network": name,
                "communities": len(division.typical),
                "modularity": division.modularity,
                "seeds": spread.seeds,
                "modularity_least": spread.modularity[0],
                "modularity_most": spread.modularity[1],
                "communities_least": spread.communities[0],
                "communities_most": spread.communities[1],
                "agreement": spread.agreement,
                "names": " | ".join(f"{number}: {text}" for number, text in division.names.items()),
            }
        )
    return pd.DataFrame(rows)
