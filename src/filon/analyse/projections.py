"""Projections: the network of a graph as networkx graphs, each defined by a question of ``queries/network-*.rq``.

Every function takes a knowledge graph (its folder, an open store, or a `Reading`) and a `Scope`, and returns a graph whose nodes are IRIs
with ``label``, ``kind`` and ``public``, and whose edges have `filon.analyse.edges.EdgeData`. The graph itself says ``name``, ``notes`` and ``shares``: what each
fact adds to which edge.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal

import networkx as nx
import pyoxigraph as ox

from filon.analyse.edges import edge_data
from filon.analyse.reading import Network, Reading
from filon.analyse.scope import Note, Scope
from filon.analyse.shares import Share, Status, direct, money, through
from filon.analyse.significance import validate

Source = Path | str | ox.Store | Reading
Graph = Any  # a networkx graph: the library has no types of its own


def funding(source: Source, scope: Scope | None = None, *, status: Status = "granted", shared: bool = True) -> Graph:
    """Who funds whom: directed, from funder to beneficiary, weighted in euros, each euro once (``queries/network-funding.rq``).

    ``status`` is ``granted`` (reported, awarded, contracted or paid), ``planned`` or ``all``; a planned line that an award realises is never counted
    beside it. With ``shared`` false joint sums add no euro, and stand in the notes alone.
    """
    reading, scope, ties, notes = _read(source, scope)
    shares, more = money(reading, ties, scope, status=status, shared=shared)
    return assemble("funding", reading, shares, directed=True, notes=(*notes, *more))


def cofunding(source: Source, scope: Scope | None = None) -> Graph:
    """Who funds together: two funders, neither owner nor beneficiary, of one project, plan or joint sum (``queries/network-cofunding.rq``)."""
    return _onemode("cofunding", source, scope, Network.COFUNDING)


def cosignature(source: Source, scope: Scope | None = None) -> Graph:
    """Who signs together (``queries/network-signatures.rq``); the weight is the number of agreements."""
    return _onemode("cosignature", source, scope, Network.SIGNATURE)


def membership(source: Source, scope: Scope | None = None) -> Graph:
    """Members and the bodies they are members of: two-mode (``queries/network-memberships.rq``)."""
    return _twomode("membership", source, scope, Network.MEMBERSHIP)


def comembership(source: Source, scope: Scope | None = None, *, of: Literal["members", "bodies"] = "members") -> Graph:
    """Members that share bodies, or bodies that share members."""
    return _onemode("comembership", source, scope, Network.MEMBERSHIP, by="b" if of == "members" else "a")


def participation(source: Source, scope: Scope | None = None) -> Graph:
    """Actors and the projects they own, join, fund or are funded for: two-mode (``queries/network-projects.rq``)."""
    return _twomode("participation", source, scope, Network.PROJECT)


def partnership(source: Source, scope: Scope | None = None) -> Graph:
    """Actors that share projects; the weight is the number of projects."""
    return _onemode("partnership", source, scope, Network.PROJECT)


def territories(source: Source, scope: Scope | None = None) -> Graph:
    """Actors and the territories they stand or act on: two-mode (``queries/network-territories.rq``)."""
    return _twomode("territories", source, scope, Network.TERRITORY)


def persons(source: Source, scope: Scope | None = None) -> Graph:
    """Persons and the bodies they act for: two-mode (``queries/network-persons.rq``)."""
    return _twomode("persons", source, scope, Network.PERSON)


def interlocks(source: Source, scope: Scope | None = None) -> Graph:
    """Bodies that share a person, by posts, signatures or memberships; the weight is the number of persons."""
    return _onemode("interlocks", source, scope, Network.PERSON, by="a")


def together(source: Source, scope: Scope | None = None) -> Graph:
    """All that ties two bodies, undirected: funding, projects, signatures, memberships; the weight is the number of facts.

    Money counts as a tie here, not by its amount: a grant, a shared project, a shared agreement and a membership weigh the same.
    """
    reading, scope, ties, notes = _read(source, scope)
    flows, more = money(reading, ties, scope, status="all")
    members = [
        share
        for share in direct(reading, ties, scope, Network.MEMBERSHIP)
        if reading.kind(share.u) != "person" and scope.keeps(reading, share.v)
    ]
    shared = (
        *through(reading, ties, scope, Network.PROJECT),
        *through(reading, ties, scope, Network.SIGNATURE),
    )
    counted = [_counted(share) for share in (*flows, *members, *shared)]
    kept = tuple(note for note in more if note.word in {"own", "negative"})
    return assemble("together", reading, counted, directed=False, notes=(*notes, *kept))


PROJECTIONS = {
    "together": together,
    "funding": funding,
    "cofunding": cofunding,
    "cosignature": cosignature,
    "membership": membership,
    "comembership": comembership,
    "participation": participation,
    "partnership": partnership,
    "territories": territories,
    "persons": persons,
    "interlocks": interlocks,
}
"""All projections by name."""


def _counted(share: Share) -> Share:
    u, v = sorted((share.u, share.v))
    return Share(
        u,
        v,
        Decimal(1),
        share.facts,
        share.triples,
        share.units,
        share.kind,
        share.confidence,
        share.first,
        share.last,
        share.status,
    )


def _read(source: Source, scope: Scope | None) -> tuple[Reading, Scope, tuple[Any, ...], tuple[Note, ...]]:
    reading, scope = Reading.of(source), scope or Scope()
    scope.check(reading)
    ties, notes = scope.select(reading)
    return reading, scope, ties, notes


def _onemode(name: str, source: Source, scope: Scope | None, network: Network, *, by: Literal["a", "b"] = "b") -> Graph:
    reading, scope, ties, notes = _read(source, scope)
    graph = assemble(name, reading, through(reading, ties, scope, network, by=by), directed=False, notes=notes)
    validate(graph, [(tie.a, tie.b) if by == "b" else (tie.b, tie.a) for tie in ties if tie.network is network])
    return graph


def _twomode(name: str, source: Source, scope: Scope | None, network: Network) -> Graph:
    """A two-mode graph: ``bipartite`` is 0 for the actors and 1 for their things, as networkx has it."""
    reading, scope, ties, notes = _read(source, scope)
    shares = direct(reading, ties, scope, network)
    graph = assemble(name, reading, shares, directed=True, notes=notes)
    flat = nx.Graph(graph)
    ends = {share.v for share in shares}
    both = ends & {share.u for share in shares}  # a body that is a member and has members stands on both sides
    nx.set_node_attributes(flat, {node: int(node in ends) for node in flat}, "bipartite")
    roles: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for tie in ties:
        if tie.network is network and tie.role:
            roles[tie.a, tie.b].add(tie.role)
    for (a, b), names in roles.items():
        if flat.has_edge(a, b):
            flat.edges[a, b]["ties"] = tuple(sorted(names))
    flat.graph["notes"] = (*notes, *([Note("both", (("count", len(both)),))] if both else ()))
    return flat


def assemble(
    name: str, reading: Reading, shares: Iterable[Share], *, directed: bool, notes: tuple[Note, ...] = ()
) -> Graph:
    """A graph of shares: nodes and edges in the order of their IRIs, an edge for each pair, with what all its shares add."""
    shares = tuple(shares)
    graph = (nx.DiGraph if directed else nx.Graph)(name=name, notes=notes, shares=shares)
    for iri in sorted({end for share in shares for end in (share.u, share.v)}):
        thing = reading.things.get(iri)
        graph.add_node(iri, label=reading.label(iri), kind=reading.kind(iri), public=bool(thing and thing.public))
    graph.add_edges_from((u, v, data) for (u, v), data in edge_data(shares, directed=directed))
    return graph
