"""The graph that is served: one version of a knowledge graph, in memory or on disk, or an endpoint elsewhere."""

from __future__ import annotations

import hashlib
import json
import os
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from filon.archive import Archive, Manifest
from filon.errors import StoreError
from filon.pages import Library
from filon.remote import Endpoint, is_address
from filon.remote.transport import Transport
from filon.store import count_lines, current_version, read_into_memory

_SHARE: Final = 0.5  # of the memory that is free, at most, for a graph in memory
_GROWTH: Final = 4.0  # bytes that a graph takes in memory for each byte of its N-Quads, measured with room to spare


@dataclass(frozen=True, slots=True)
class Graph:
    """What is served: ``library`` draws its pages; ``version`` and ``digest`` say which graph it is.

    ``closed``: a worker can answer from memory alone, so that it is let open nothing. ``disk``: where each worker opens the graph.
    """

    library: Library
    version: str
    digest: str
    quads: int | None
    closed: bool
    disk: Path | None = None

    def for_worker(self) -> Library:
        """The same for another process, which must not speak over this one's connections, nor share RocksDB's files."""
        source = self.library.source
        if isinstance(source, Endpoint):
            return replace(self.library, source=replace(source, transport=Transport.to(source.url)))
        return replace(self.library, source=ox.Store.read_only(str(self.disk))) if self.disk else self.library


def load(where: str, *, disk: bool | None, calls: bool, base: str | None) -> Graph:
    """Open the version in force of the knowledge graph in folder ``where``, in memory where that has room (or ``disk`` says so).

    ``where`` may be the address of an endpoint, which says nothing of versions: each start is one. ``calls``: workers may open
    connections, for ``SERVICE``. Raises `StoreError`.
    """
    if is_address(where):
        endpoint = Endpoint.open(where, base_iri=base)
        start = time.strftime("%Y%m%dT%H%M%SZ", time.gmtime())
        return Graph(Library(endpoint, endpoint.base, lambda _: None), start, start, None, closed=False)
    kg = Path(where)
    version = current_version(kg)
    on_disk = (
        disk if disk is not None else sum(path.stat().st_size for path in _quads(version)) * _GROWTH > _SHARE * _free()
    )
    store = ox.Store() if on_disk else read_into_memory(kg)
    archive = Archive(kg)

    def text_of(sha256: str) -> str | None:
        try:
            return archive.text(sha256)
        except StoreError:
            return None

    library = Library(store, base or Manifest.read(version).base_iri, text_of)
    closed = not on_disk and not calls
    count = sum(count_lines(path) for path in _quads(version))
    return Graph(library, version.name, digest(version), count, closed, version / "graph" if on_disk else None)


def digest(version: Path) -> str:
    """What tells this graph from every other: a digest of the digests of its files."""
    try:
        files = json.loads((version / "files.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise StoreError(
            f"{version / 'files.json'} cannot be read ({error}); build the knowledge graph again."
        ) from error
    return hashlib.sha256(json.dumps(files, sort_keys=True).encode()).hexdigest()[:16]


def _quads(version: Path) -> list[Path]:
    return list((version / "quads").glob("*.nq"))


def _free() -> int:
    return os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
