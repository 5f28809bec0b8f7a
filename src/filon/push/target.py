"""Where a server takes writes, and how: SPARQL 1.1 Graph Store Protocol where it has it, else SPARQL 1.1 Update.

No standard says where that is beside the query endpoint, so the places of the servers in common use are tried, with the first
request that a push makes anyway: its record. A place counts when the server answers that the record is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import httpx
import pyoxigraph as ox

from filon.errors import QueryError, StoreError
from filon.remote import Endpoint
from filon.remote.transport import Transport, told

_TRIPLES: Final = {"content-type": "application/n-triples"}
_UPDATE: Final = {"content-type": "application/sparql-update"}
_REFUSED: Final = frozenset({httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN})
_WHO: Final = "set FILON_USER and FILON_PASSWORD, or use a netrc file."
# relative to the server or data set, then to the query endpoint: Oxigraph, Virtuoso, Fuseki; RDF4J and GraphDB, Neptune
_STORES: Final = (("/store", "/sparql-graph-crud-auth", "/data"), ("/rdf-graphs/service", "/gsp/"))
_UPDATES: Final = (("/update", "/sparql-auth"), ("/statements", ""))
_PROBE: Final = b'<urn:x-filon:push> <http://www.w3.org/2000/01/rdf-schema#comment> "begun" .\n'


class Protocol(StrEnum):
    """How graphs are written."""

    GSP = "gsp"
    UPDATE = "update"


@dataclass(frozen=True, slots=True)
class Target:
    """A place that takes writes. A graph is named by its IRI, or ``None``: the default graph."""

    protocol: Protocol
    url: str
    record: str
    transport: Transport

    def put(self, graph: str | None, parts: Iterable[bytes]) -> None:
        """Let a graph hold these N-Triples and nothing else. Raises `StoreError` where the server does not do it."""
        for number, data in enumerate(parts):
            if number:
                self.add(graph, data)
            elif self.protocol is Protocol.GSP:
                self._store("PUT", graph, data)
            else:
                self._update(f"{_dropped(graph)} ;\n{_inserted(graph, data)}")

    def add(self, graph: str | None, data: bytes) -> None:
        """Let a graph hold these N-Triples too; doing it twice is doing it once. Raises `StoreError`."""
        if self.protocol is Protocol.GSP:
            self._store("POST", graph, data)
        else:
            self._update(_inserted(graph, data))

    def delete(self, graph: str) -> None:
        """Remove a graph, if it is there. Raises `StoreError`."""
        if self.protocol is Protocol.GSP:
            self._store("DELETE", graph, None)
        else:
            self._update(_dropped(graph))

    def close(self) -> None:
        """Close the connections."""
        self.transport.close()

    def _store(self, method: str, graph: str | None, data: bytes | None) -> None:
        params = {"graph": graph} if graph is not None else {"default": ""}
        headers = _TRIPLES if data is not None else None
        response = self.transport.send(method, self.url, params=params, content=data, headers=headers)
        if not response.is_success and not (method == "DELETE" and response.status_code == httpx.codes.NOT_FOUND):
            raise _refusal(f"{self.url} does not take {_named(graph)}", response)

    def _update(self, text: str) -> None:
        response = self.transport.send("POST", self.url, content=text.encode(), headers=_UPDATE)
        if not response.is_success:
            raise _refusal(f"{self.url} does not take the update", response)


def reach(endpoint: Endpoint, url: str, record: str, protocol: Protocol | None) -> Target:
    """The first place that takes the record of a push, and has it afterwards; Graph Store Protocol before Update.

    Raises `StoreError` where there is none, with what the server said.
    """
    said: list[str] = []
    for target in _places(endpoint, url, record, protocol):
        try:
            target.add(record, _PROBE)
            if endpoint.query(f"ASK {{ GRAPH <{record}> {{ ?s ?p ?o }} }}"):
                return target
        except (StoreError, QueryError) as error:
            said.append(str(error))
    if refused := [words for words in said if words.endswith(_WHO)]:
        raise StoreError(refused[0])
    raise StoreError(
        f"{url} takes neither graphs nor updates that we can find ({said[-1].rstrip('.')}); say --protocol and its own address."
    )


def _places(endpoint: Endpoint, url: str, record: str, protocol: Protocol | None) -> Iterator[Target]:
    asked = endpoint.url.rstrip("/")
    root = asked.removesuffix("/query").removesuffix("/sparql")
    for kind, (beside, below) in ((Protocol.GSP, _STORES), (Protocol.UPDATE, _UPDATES)):
        if protocol in {None, kind}:
            found = [*(root + path for path in beside), *(asked + path for path in below), url]
            if endpoint.virtuoso:
                found.sort(key=lambda place: "-auth" not in place)
            for place in dict.fromkeys(found):
                yield Target(kind, place, record, endpoint.transport)


def _refusal(what: str, response: httpx.Response) -> StoreError:
    who = f"; {_WHO}" if response.status_code in _REFUSED else "."
    return StoreError(f"{what}: {told(response).rstrip('.')}{who}")


def _named(graph: str | None) -> str:
    return f"the graph {graph}" if graph is not None else "its default graph"


def _dropped(graph: str | None) -> str:
    return f"DROP SILENT GRAPH {ox.NamedNode(graph)}" if graph is not None else "DROP SILENT DEFAULT"


def _inserted(graph: str | None, data: bytes) -> str:
    """N-Triples are the inside of INSERT DATA as they are (SPARQL 1.1 Update, section 3.1.1)."""
    triples = data.decode()
    return (
        f"INSERT DATA {{ GRAPH {ox.NamedNode(graph)} {{\n{triples}}} }}"
        if graph is not None
        else f"INSERT DATA {{\n{triples}}}"
    )
