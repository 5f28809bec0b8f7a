"""A process that answers: it shares the graph of the keeper that forked it, and may be ended at any moment.

It takes one job at a time from its socket and writes frames back. What it cannot survive (no memory left, no stack left, no
time left) shows as the end of the socket.
"""

from __future__ import annotations

import io
import json
import re
import resource
import socket
from collections.abc import Mapping
from typing import Any, Final

import pyoxigraph as ox

from filon import pages
from filon.errors import QueryError, StoreError
from filon.queries import Source
from filon.serve import formats, wire
from filon.serve.limits import Limits
from filon.serve.using import with_dataset
from filon.vocab import PREFIXES

_CHUNK: Final = 64 << 10
_ABBREVIATED: Final = (ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG)


class JobError(Exception):
    """A job that cannot be done: the HTTP status and title, and one sentence."""

    def __init__(self, status: int, title: str, detail: str) -> None:
        super().__init__(detail)
        self.said = {"status": status, "title": title, "detail": detail}


class _Frames(io.RawIOBase):
    """What a serialiser writes, as frames; the media type goes first, with the first bytes."""

    def __init__(self, peer: socket.socket, media_type: str) -> None:
        self._peer = peer
        self._head = wire.said(wire.HEAD, {"media_type": media_type})

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        chunk = bytes(data)
        self._peer.sendall(self._head + wire.frame(wire.DATA, chunk))
        self._head = b""
        return len(chunk)

    def close(self) -> None:
        if (
            self._head and not self.closed
        ):  # an answer of no bytes, such as no triples in N-Triples, has a media type too
            self._peer.sendall(self._head)
            self._head = b""
        super().close()


def work(peer: socket.socket, library: pages.Library, limits: Limits, *, closed: bool) -> None:
    """Answer jobs until the endpoint hangs up. ``closed``: no file and no connection can be opened while a query runs."""
    confine(limits.memory)
    files = resource.getrlimit(resource.RLIMIT_NOFILE)
    while (received := wire.receive(peer)) is not None:
        job = json.loads(received[1])
        resource.setrlimit(resource.RLIMIT_NOFILE, (0 if closed and job["do"] != "page" else files[0], files[1]))
        try:
            _DOING[job["do"]](peer, library, job)
            peer.sendall(wire.frame(wire.END))
        except JobError as fault:
            peer.sendall(wire.said(wire.FAULT, fault.said))


def confine(memory: int) -> None:
    """Take no more than ``memory`` bytes from here on, and leave no core file."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123 - Path would read it whole, and longer
            taken = int(statm.read().split()[0]) * resource.getpagesize()
    except OSError:  # a system that does not tell: its processes are only bounded in time
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    resource.setrlimit(
        resource.RLIMIT_AS, (taken + memory if hard == resource.RLIM_INFINITY else min(taken + memory, hard), hard)
    )


def _query(peer: socket.socket, library: pages.Library, job: Mapping[str, Any]) -> None:
    result = _asked(library.source, job)
    if isinstance(result, ox.QueryTriples):
        form, media_type = formats.TRIPLES[_liked(job["accept"], tuple(formats.TRIPLES))]
        with io.BufferedWriter(_Frames(peer, media_type), _CHUNK) as output:
            if form in _ABBREVIATED:
                ox.serialize(result, output, form, prefixes=PREFIXES)
            else:
                result.serialize(output, format=form)
        return
    results, media_type = formats.SOLUTIONS[_liked(job["accept"], tuple(formats.SOLUTIONS))]
    with io.BufferedWriter(_Frames(peer, media_type), _CHUNK) as output:
        result.serialize(output, format=results)


def _asked(source: Source, job: Mapping[str, Any]) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    try:
        default = None if job["default"] is None else [ox.NamedNode(iri) for iri in job["default"]]
        named = None if job["named"] is None else [ox.NamedNode(iri) for iri in job["named"]]
        return source.query(
            job["text"], base_iri=job["base"], prefixes=PREFIXES, default_graph=default, named_graphs=named
        )
    except SyntaxError as error:
        raise JobError(400, "Malformed query", f"The query is not SPARQL 1.1: {_place(error)}.") from error
    except ValueError as error:
        raise JobError(400, "Malformed request", f"{error}.") from error
    except StoreError as error:
        raise JobError(502, "The graph's server does not answer", str(error)) from error
    except (RuntimeError, OSError, QueryError) as error:
        raise JobError(400, "Query not answered", f"The query cannot be answered: {str(error).rstrip('.')}.") from error


def _place(error: SyntaxError) -> str:
    found = re.match(r"error at (\d+):(\d+): (.*)", str(error), re.DOTALL)
    return f"line {found[1]}, column {found[2]}: {found[3][:300]}" if found else str(error)[:300]


def _liked(accept: str | None, offered: tuple[str, ...]) -> str:
    media_type = formats.best(accept, offered)
    if media_type is None:
        raise JobError(406, "Not acceptable", f"This answer can be had as {', '.join(offered)}.")
    return media_type


def _update(peer: socket.socket, library: pages.Library, job: Mapping[str, Any]) -> None:
    """Try an update on this process's own copy of the graph; the endpoint has the keeper do the same then, and ends this process."""
    update(library.source, job)
    peer.sendall(wire.said(wire.HEAD, {"media_type": ""}))


def update(source: Source, job: Mapping[str, Any]) -> None:
    """Change the graph; raises `JobError` where the update is malformed or cannot be done."""
    assert isinstance(source, ox.Store)  # noqa: S101 - `filon serve` takes updates for graphs in memory only
    try:
        source.update(with_dataset(job["text"], job["default"], job["named"]), base_iri=job["base"], prefixes=PREFIXES)
    except (SyntaxError, ValueError) as error:
        raise JobError(400, "Malformed update", f"The update is not SPARQL 1.1: {error}.") from error
    except (RuntimeError, OSError) as error:
        raise JobError(400, "Update not done", f"The update cannot be done: {error}.") from error


def _page(peer: socket.socket, library: pages.Library, job: Mapping[str, Any]) -> None:
    rendered = pages.render(library, job["path"], job["parameters"], job["language"])
    if rendered is None:
        missing = pages.missing(library, job["path"], job["language"])
        peer.sendall(
            wire.said(wire.HEAD, {"media_type": missing.media_type, "status": 404})
            + wire.frame(wire.DATA, missing.content)
        )
        return
    peer.sendall(wire.said(wire.HEAD, {"media_type": rendered.media_type}))
    for start in range(0, len(rendered.content), _CHUNK):
        peer.sendall(wire.frame(wire.DATA, rendered.content[start : start + _CHUNK]))


_DOING: Final = {"query": _query, "update": _update, "page": _page, "own": _page}
