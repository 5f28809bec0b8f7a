"""The RDF graphs of a knowledge graph as they are sent: one for each N-Quads file, in parts that a server takes at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pyoxigraph as ox

from filon.errors import StoreError
from filon.store import count_lines, digest


@dataclass(frozen=True, slots=True)
class Piece:
    """One RDF graph: its N-Quads file, its name in it (``None``: the default graph), its name on the server, its digest and size."""

    path: Path
    graph: str | None
    there: str | None
    key: str
    digest: str
    quads: int


def pieces_of(version: Path, base: str, facts: str | None) -> Iterator[Piece]:
    """The graphs of a version, the default graph last: it is what questions are asked of, and should not run ahead of its evidence."""
    paths = sorted((version / "quads").glob("*.nq"), key=lambda path: (path.name == "facts.nq", path.name))
    for path in paths:
        first = next(iter(ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS, lenient=True)), None)
        if first is None:
            continue  # an empty file is a graph that does not exist
        graph = first.graph_name.value if isinstance(first.graph_name, ox.NamedNode) else None
        yield Piece(
            path, graph, graph or facts, graph or facts or f"{base}graph/default", digest(path), count_lines(path)
        )


def parts_of(piece: Piece, size: int) -> Iterator[bytes]:
    """The triples of a graph in parts of at most ``size`` bytes (or one triple): its lines without their graph.

    No line end stands within a literal, so the graph's name before one is the end of the line.
    """
    ending = f" <{piece.graph}> .\n".encode() if piece.graph else b" .\n"
    with piece.path.open("rb") as file:
        while lines := file.readlines(size - 1):
            data = b"".join(lines)
            if data.count(ending) != len(lines):
                raise StoreError(f"{piece.path} holds more than one graph; build the knowledge graph again.")
            yield data.replace(ending, b" .\n")


def mark(piece: Piece, data: bytes) -> str:
    """What names a part: its content, and that of the whole, since its first part replaced whatever was there before."""
    return sha256(piece.digest.encode() + data).hexdigest()
