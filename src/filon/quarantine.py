"""The gate of the shapes: what violates one is taken out of the graph that questions are asked of, and kept, named, in another.

Nothing is dropped: the quads move as they are into the graph ``graph/quarantine``; claims and evidence stay where they are, so
`filon explain` still shows who said it.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from filon.shapes import Finding
from filon.vocab import BASE, resolve

_FACTS, _QUARANTINE = "facts.nq", "quarantine.nq"


def quarantine_graph(base: str = BASE) -> str:
    """The named graph that holds what violates a shape."""
    return f"{base}graph/quarantine"


def isolate(folder: Path, findings: Iterable[Finding], base: str = BASE) -> tuple[str, ...]:
    """Move what the facts say of each violating node, and what points at it, into the quarantine's file; returns the nodes' IRIs.

    ``folder`` holds the N-Quads files of `filon.rdf.write`, which are rewritten, sorted as before. A claim or a span that violates a
    shape is evidence and stays in its document's graph; the check names it.
    """
    broken = {f"<{resolve(each.focus, base)}>".encode() for each in findings if each.severity == "Violation"}
    path = folder / _FACTS
    if not broken or not path.exists():
        return ()
    kept: list[bytes] = []
    moved: list[bytes] = []
    for line in path.read_bytes().splitlines(keepends=True):
        subject, _, rest = line.partition(b" ")
        value = rest.partition(b" ")[2].removesuffix(b" .\n")
        (moved if subject in broken or value in broken else kept).append(line)
    if not moved:
        return ()
    graph = f" <{quarantine_graph(base)}> .\n".encode()
    path.write_bytes(b"".join(kept))
    (folder / _QUARANTINE).write_bytes(b"".join(sorted(line.removesuffix(b" .\n") + graph for line in moved)))
    subjects = {line.partition(b" ")[0] for line in moved}
    return tuple(sorted(node.decode().strip("<>") for node in broken & subjects))
