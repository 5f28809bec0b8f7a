"""A whole study of a knowledge graph: networks, measures, intervals, years and figures, computed together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pandas as pd

from filon.analyse.bootstrap import intervals
from filon.analyse.communities import Division
from filon.analyse.figures import Picture, concentration, flows, matrix, network, ranking, streams, yearly
from filon.analyse.measures import LARGE, actors, communities, whole
from filon.analyse.projections import PROJECTIONS
from filon.analyse.reading import Reading
from filon.analyse.scope import Note, Scope
from filon.analyse.significance import backbone
from filon.analyse.words import Words
from filon.analyse.years import changes
from filon.analyse.years import streams as community_streams

REPORT: Final = "report.html"
MEASURED: Final = ("together", "funding", "cofunding", "cosignature", "partnership", "comembership", "interlocks")
"""The networks of one mode, which have measures; the two-mode ones have nodes, edges and files."""
FEW: Final = 10  # texts below which an interval is a hint
Tick = Callable[[str, int, int | None], None]


@dataclass(frozen=True, slots=True)
class Study:
    """Everything that was computed; ``notes`` say what a reader must know, ``pictures`` stand in the order of the report."""

    reading: Reading
    scope: Scope
    words: Words
    graphs: Mapping[str, Any]
    measures: Mapping[str, pd.DataFrame]
    wholes: Mapping[str, Mapping[str, float | int | None]]
    divisions: Mapping[str, Division]
    trust: Mapping[str, pd.DataFrame]
    years: Mapping[str, pd.DataFrame]
    notes: tuple[Note, ...]
    pictures: tuple[Picture, ...] = ()


def study(source: Path | str, *, scope: Scope | None = None, lang: str = "fr", progress: Tick | None = None) -> Study:
    """Compute networks, measures, intervals, years and figures of a knowledge graph, and write nothing.

    Raises `UsageError` for a scope the graph does not have or a language there is not, `StoreError` where ``source`` is no graph.
    """
    tick = progress or (lambda _stage, _done, _total: None)
    words, scope = Words(lang), scope or Scope()
    tick("read", 0, None)
    reading = Reading.of(source)
    steps = len(PROJECTIONS) + len(MEASURED) + 3
    graphs: dict[str, Any] = {}
    for name, project in PROJECTIONS.items():
        tick(f"project: {name}", len(graphs), steps)
        graphs[name] = project(reading, scope)
    divisions: dict[str, Division] = {}
    measures: dict[str, pd.DataFrame] = {}
    wholes: dict[str, Mapping[str, float | int | None]] = {}
    for name in MEASURED:
        tick(f"measure: {name}", len(graphs) + len(measures), steps)
        divisions[name] = communities(graphs[name])
        measures[name] = actors(graphs[name], division=divisions[name])
        wholes[name] = whole(graphs[name], divisions[name])
    tick("draw texts again", steps - 3, steps)
    trust = {name: intervals(graphs[name]) for name in ("together", "funding")}
    tick("years", steps - 2, steps)
    years = {name: changes(graphs[name]) for name in ("together", "funding")}
    found = Study(reading, scope, words, graphs, measures, wholes, divisions, trust, years, ())
    found = replace(found, notes=_notes(found))
    tick("draw", steps - 1, steps)
    return replace(found, pictures=_pictures(found))


def anchors(found: Study) -> dict[str, str]:
    """Where the report speaks of each actor, by IRI: ``a-17``."""
    nodes = sorted(set(found.graphs["together"]) | set(found.graphs["funding"]))
    return {node: f"a-{at}" for at, node in enumerate(nodes, 1)}


def _pictures(found: Study) -> tuple[Picture, ...]:
    together, money, words = found.graphs["together"], found.graphs["funding"], found.words
    division = found.divisions["together"]
    links = {node: f"{REPORT}#{anchor}" for node, anchor in anchors(found).items()}
    panels = []
    for word, name, measure in (
        ("partners", "together", "degree"),
        ("money", "funding", "out_strength"),
        ("between", "together", "betweenness"),
    ):
        table = found.trust[name]
        panel = table[table["measure"] == measure]
        panel.attrs = dict(table.attrs)
        panels.append((word, panel))
    shares = together.graph["shares"]
    undated = sum(share.first is None for share in shares) / len(shares) if shares else 0.0
    return (
        network(together, division, words, links),
        flows(money, words, links),
        matrix(together, division, words, links),
        ranking(panels, words, links),
        concentration(money, words),
        yearly(found.years["together"], found.years["funding"], undated, words),
        streams(community_streams(together), words),
    )


def _notes(found: Study) -> tuple[Note, ...]:
    """What a reader must know: of the data first, then of the methods; each sort of note once."""
    notes: dict[str, Note] = {}
    for name in ("funding", "together"):
        for note in found.graphs[name].graph["notes"]:
            notes.setdefault(note.word, note)
    return (*notes.values(), *_of_shape(found), *_of_method(found))


def _of_shape(found: Study) -> Iterator[Note]:
    """What the network lacks: a second actor, money, known kinds, a way from each to each."""
    together, pieces = found.graphs["together"], found.wholes["together"]
    if len(together) == 1:
        yield Note("one_actor")
    if int(pieces["components"] or 0) > 1:
        names = (("count", "components"), ("largest", "largest_component"), ("total", "nodes"))
        yield Note("pieces", tuple((name, int(pieces[key] or 0)) for name, key in names))
    unknown = sum(kind is None for _, kind in together.nodes(data="kind"))
    if unknown:
        yield Note("no_kind", (("count", unknown), ("total", len(together))))
    if not found.graphs["funding"] and len(together):
        yield Note("no_funding")


def _of_method(found: Study) -> Iterator[Note]:
    """How far the measures go: what is significant, how stable, how sampled."""
    graphs, units = found.graphs, found.trust["together"].attrs["units"]
    money, partnership, together = graphs["funding"], graphs["partnership"], graphs["together"]
    if money.number_of_edges() > 1:
        kept = backbone(money).number_of_edges()
        yield Note("backbone", (("kept", kept), ("count", money.number_of_edges())))
    if partnership.number_of_edges():
        kept = sum(data["significant"] for *_, data in partnership.edges(data=True))
        yield Note("kept", (("kept", kept), ("count", partnership.number_of_edges())))
    spread = found.divisions["together"].spread
    if together.number_of_edges():
        figures = ("seeds", spread.seeds), ("least", spread.communities[0]), ("most", spread.communities[1])
        yield Note("stable", (*figures, ("agreement", f"{spread.agreement:.2f}")))
    pivots = found.measures["together"].attrs["pivots"]
    if pivots:
        yield Note("pivots", (("count", pivots),))
    if together.number_of_edges() >= LARGE:
        yield Note("few_seeds", (("count", spread.seeds),))
    if 1 < units < FEW:
        yield Note("few_units", (("count", units),))
    elif units == 1:
        yield Note("no_units")


def said(note: Note, words: Words) -> str:
    """A note as a sentence; sums are written in euros."""
    figures = {name: words.euros(value) if isinstance(value, Decimal) else value for name, value in note.figures}
    if "agreement" in figures:
        figures["agreement"] = words.decimal(float(figures["agreement"]))
    return words(f"notes.{note.word}", **figures)
