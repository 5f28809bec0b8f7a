"""A knowledge graph on a SPARQL 1.1 server: each RDF graph whole, and only what is not there yet.

What was sent is recorded on the server itself, in the graph ``<base>graph/push``: for each graph the SHA-256 of its N-Quads file, each
written after the graph. A record beside the data cannot disagree with it as one in the folder could: another machine may push, another
user may empty the server. Before anything is sent, the record forgets what is about to change, so that a push that is
killed at any moment leaves a record of exactly what is whole, and the next one goes on from there.

Graphs that the record names and the knowledge graph no longer holds are removed; no other graph of the server is touched. Our graphs
have no blank nodes (every node has an IRI), so parts sent on their own name the same nodes.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from filon.archive import Manifest
from filon.errors import UsageError
from filon.push.pieces import Piece, parts_of, pieces_of
from filon.push.record import (
    PART,
    facts_of,
    head,
    is_foreign,
    part_keys,
    recorded,
    said,
    said_part,
    select,
    sent_parts,
)
from filon.push.target import Protocol, Target, reach
from filon.remote import Endpoint
from filon.remote.transport import Patience
from filon.store import current_version

__all__ = ["Protocol", "Pushed", "push"]

Tick = Callable[[str, int, int | None], None]

_REQUEST: Final = 10_000_000  # bytes of N-Triples in one request
_UPDATE: Final = 250_000  # bytes of INSERT DATA in one update: Virtuoso has no memory for more than some 5000 triples
_LONG: Final = Patience(first=0.5, attempts=9)  # a server that starts again is waited for: a minute or two
_ASKED: Final = 100  # graphs that one question counts


@dataclass(frozen=True, slots=True)
class Pushed:
    """What a push did, or would do: graphs sent, left as they were and removed; triples sent; a sentence for each graph of a wrong count."""

    sent: tuple[str, ...]
    kept: int
    removed: tuple[str, ...]
    triples: int
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Plan:
    """The graphs of a knowledge graph, those that the server lacks, those that it should lose, what it knows, and how a record begins."""

    pieces: tuple[Piece, ...]
    lacking: tuple[Piece, ...]
    gone: tuple[str, ...]
    known: Mapping[str, str]
    head: str

    @classmethod
    def of(cls, pieces: tuple[Piece, ...], known: Mapping[str, str], first: str) -> _Plan:
        lacking = tuple(piece for piece in pieces if known.get(piece.key) != piece.digest)
        gone = sorted(name for name in known.keys() - {piece.key for piece in pieces} if PART not in name)
        return cls(pieces, lacking, tuple(gone), known, first)

    @property
    def summary(self) -> Pushed:
        sent = tuple(piece.key for piece in self.lacking)
        return Pushed(sent, len(self.pieces) - len(sent), self.gone, sum(piece.quads for piece in self.lacking))


def push(
    kg: Path,
    url: str,
    *,
    protocol: Protocol | None = None,
    default_graph: str | None = None,
    replace: bool = False,
    dry_run: bool = False,
    part: int = _REQUEST,
    patience: Patience | None = None,
    progress: Tick | None = None,
) -> Pushed:
    """Make the server at ``url`` hold the graph ``kg``: send what it lacks, remove what is no longer in it, and count.

    Args:
        kg: the folder of a knowledge graph.
        url: the server's query endpoint, or its address.
        protocol: Graph Store Protocol or Update; found out where it is not said.
        default_graph: the IRI of a named graph that stands for the default graph; on Virtuoso, which has none, ``<base>graph/facts``.
        replace: send the default graph although the server's own holds triples that no push left there.
        dry_run: send nothing.
        part: how many bytes one request may hold.
        patience: time-outs and retries.
        progress: told how many graphs are done.

    Raises `StoreError` where the server cannot be reached, asks who we are, or takes neither protocol; `UsageError` where its default
    graph holds something else.
    """
    version = current_version(kg)
    base = Manifest.read(version).base_iri
    with Endpoint.open(url, base_iri=base, patience=patience or _LONG) as opened:
        endpoint, record = dataclasses.replace(opened, facts=None), f"{base}graph/push"
        facts = default_graph or facts_of(endpoint, record) or (f"{base}graph/facts" if endpoint.virtuoso else None)
        plan = _Plan.of(tuple(pieces_of(version, base, facts)), recorded(endpoint, record), head(base, facts))
        if facts is None and not replace and is_foreign(endpoint, record):
            raise UsageError(
                f"The default graph of {url} holds what no push left there; name a graph for ours with --default-graph, or say --replace."
            )
        if dry_run or not (plan.lacking or plan.gone):
            return plan.summary
        target = reach(endpoint, url, record, protocol)
        _send(target, plan, part if target.protocol is Protocol.GSP else min(part, _UPDATE), progress)
        wrong = dict(_miscounted(endpoint, plan.pieces))
        if wrong:  # they are sent again next time
            right = (said(piece.key, piece.digest) for piece in plan.pieces if piece not in wrong)
            target.put(record, [(plan.head + "".join(right)).encode()])
        return dataclasses.replace(plan.summary, wrong=tuple(wrong.values()))


def _send(target: Target, plan: _Plan, size: int, progress: Tick | None) -> None:
    """Bring the server up to date, graph by graph, each recorded when it is whole."""
    tick = progress or (lambda _stage, _done, _total: None)
    begun = {
        piece.key: sent_parts(piece, plan.known, size) for piece in plan.lacking if piece.path.stat().st_size > size
    }
    whole = [said(piece.key, piece.digest) for piece in plan.pieces if piece not in plan.lacking]
    whole += [said(key, plan.known[key]) for name, parts in begun.items() for key in part_keys(name, parts)]
    doomed = [said(name, plan.known[name]) for name in plan.gone]
    target.put(target.record, [(plan.head + "".join((*whole, *doomed))).encode()])
    for name in plan.gone:
        target.delete(name)
    if doomed:
        target.put(target.record, [(plan.head + "".join(whole)).encode()])
    for done, piece in enumerate(plan.lacking):
        tick("push", done, len(plan.lacking))
        _send_piece(target, piece, begun.get(piece.key), size)
    tick("push", len(plan.lacking), len(plan.lacking))


def _send_piece(target: Target, piece: Piece, begun: int | None, size: int) -> None:
    """One graph; of one in parts (``begun`` is not ``None``) the first ones that an earlier push sent are not sent again."""
    for number, data in enumerate(parts_of(piece, size)):
        if number < (begun or 0):
            continue
        if number:
            target.add(piece.there, data)
        else:
            target.put(piece.there, [data])
        if begun is not None:
            target.add(target.record, said_part(piece, number, data).encode())
    target.add(target.record, said(piece.key, piece.digest).encode())


def _miscounted(endpoint: Endpoint, pieces: tuple[Piece, ...]) -> Iterator[tuple[Piece, str]]:
    """The graphs that do not hold as many triples on the server as here, and a sentence for each."""
    counts: dict[str | None, int] = {}
    named = iter([piece.there for piece in pieces if piece.there])
    while group := list(islice(named, _ASKED)):
        names = ", ".join(f"<{name}>" for name in group)
        text = f"SELECT ?g (COUNT(*) AS ?n) WHERE {{ GRAPH ?g {{ ?s ?p ?o }} FILTER(?g IN ({names})) }} GROUP BY ?g"
        counts |= {row["g"].value: int(row["n"].value) for row in select(endpoint, text)}
    for piece in pieces:
        if piece.there is None:
            (row,) = select(endpoint, "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
            counts[None] = int(row["n"].value)
        found = counts.get(piece.there, 0)
        if found != piece.quads:
            yield piece, f"{piece.key} holds {found} triples on the server where it should hold {piece.quads}."
