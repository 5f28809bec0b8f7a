"""The record of a push, a small graph on the server: what of ours is there whole, graph by graph, and part by part of a large one."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import takewhile
from typing import Final

import pyoxigraph as ox

from filon.push.pieces import Piece, mark, parts_of
from filon.remote import SD, VOID, Endpoint
from filon.vocab import Property, expand

PART: Final = "#part-"  # between a graph's name and the number of a part
_PAGE: Final = 5000  # rows of one answer: Virtuoso cuts longer ones without a word
_DIGEST: Final = expand(Property.SHA256)
_RDF_TYPE: Final = expand(Property.TYPE)


def head(base: str, facts: str | None) -> str:
    """What the record says first: where the graph's IRIs begin, and which graph stands for the default graph."""
    said = [f"<{base}> <{_RDF_TYPE}> <{VOID}Dataset> .", f'<{base}> <{VOID}uriSpace> "{base}" .']
    if facts:
        said.append(f"<{base}> <{SD}defaultGraph> <{facts}> .")
    return "".join(f"{line}\n" for line in said)


def said(key: str, value: str) -> str:
    """That this, a graph or a part of one, is there whole, with this SHA-256."""
    return f'<{key}> <{_DIGEST}> "{value}" .\n'


def said_part(piece: Piece, number: int, data: bytes) -> str:
    """That a part of a graph is there."""
    return said(f"{piece.key}{PART}{number}", mark(piece, data))


def recorded(endpoint: Endpoint, record: str) -> dict[str, str]:
    """What the server's record says, page by page: digests by what they are of."""
    found: dict[str, str] = {}
    while True:
        after = f'FILTER(STR(?graph) > "{max(found)}")' if found else ""
        text = f"SELECT ?graph ?digest WHERE {{ GRAPH <{record}> {{ ?graph <{_DIGEST}> ?digest }} {after} }} ORDER BY ?graph LIMIT {_PAGE}"
        page = {row["graph"].value: row["digest"].value for row in select(endpoint, text)}
        found |= page
        if len(page) < _PAGE:
            return found


def facts_of(endpoint: Endpoint, record: str) -> str | None:
    """The graph that stood for the default graph when this graph was last pushed."""
    rows = select(endpoint, f"SELECT ?facts WHERE {{ GRAPH <{record}> {{ ?set <{SD}defaultGraph> ?facts }} }} LIMIT 1")
    return next((row["facts"].value for row in rows), None)


def is_foreign(endpoint: Endpoint, record: str) -> bool:
    """Whether the default graph holds something, and no push has ever begun."""
    ours = endpoint.query(f"ASK {{ GRAPH <{record}> {{ ?set <{VOID}uriSpace> ?space }} }}")
    return not ours and bool(endpoint.query("ASK { ?s ?p ?o }"))


def sent_parts(piece: Piece, known: Mapping[str, str], size: int) -> int:
    """How many of a graph's first parts are there, by the record."""
    parts = enumerate(parts_of(piece, size))
    there = takewhile(lambda part: known.get(f"{piece.key}{PART}{part[0]}") == mark(piece, part[1]), parts)
    return sum(1 for _ in there)


def part_keys(name: str, parts: int) -> list[str]:
    """What the record calls the first parts of a graph."""
    return [f"{name}{PART}{number}" for number in range(parts)]


def select(endpoint: Endpoint, text: str) -> ox.QuerySolutions:
    """The rows of a SELECT."""
    found = endpoint.query(text)
    assert isinstance(found, ox.QuerySolutions)  # noqa: S101 - it is asked for SELECTs only
    return found
