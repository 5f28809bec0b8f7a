"""SPARQL 1.1 endpoints in the place of a knowledge-graph folder: `open_source` opens either.

An `Endpoint` has the ``query`` method of ``pyoxigraph.Store``, with the same arguments and real results of pyoxigraph, so whatever only
asks takes it. Requests follow the SPARQL 1.1 Protocol (section 2.1): GET while the query is short, a POSTed form where it is long.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, Self, TypeVar

import httpx
import pyoxigraph as ox

from filon.archive import Manifest
from filon.errors import FilonError, QueryError, StoreError
from filon.remote.binding import bind, declare, form_of, graphs_of
from filon.remote.transport import Patience, Transport, told
from filon.store import current_version, open_read
from filon.vocab import BASE, Class, expand

_LONG: Final = 2000  # characters of an address that every server and proxy takes
_SHORT_PATHS: Final = ("", "/query", "/sparql")  # where a server that was named without its path may take queries
_SOLUTIONS: Final = "application/sparql-results+json, application/sparql-results+xml;q=0.9"
_TRIPLES: Final = "application/n-triples, text/turtle;q=0.9, application/rdf+xml;q=0.8"
VOID: Final = "http://rdfs.org/ns/void#"
SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_BOOLEANS: Final = {  # what Virtuoso writes in JSON, and the form that RDF calls canonical
    f'#boolean", "value": "{digit}"'.encode(): f'#boolean", "value": "{word}"'.encode()
    for digit, word in (("0", "false"), ("1", "true"))
}
_ALL: Final = "CONSTRUCT WHERE { ?s ?p ?o }"

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Result = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A SPARQL endpoint at ``url`` that holds a graph whose IRIs stand under ``base``.

    ``facts`` is the named graph that stands for the default graph on a server that has none of its own (Virtuoso); ``virtuoso``:
    whether the server is one, which differs from the standards in known ways.
    """

    url: str
    transport: Transport
    base: str = BASE
    facts: str | None = None
    virtuoso: bool = False

    @classmethod
    def open(cls, url: str, *, base_iri: str | None = None, patience: Patience | None = None) -> Self:
        """Find the endpoint at an address, or below it (``/query``, ``/sparql``), and what its graph's IRIs begin with.

        The base is ``base_iri``, else what the graph says of itself (``void:uriSpace``), else what its documents' IRIs begin with.
        Raises `StoreError` where nothing there answers SPARQL, `UsageError` where the address is none.
        """
        transport = Transport.to(url, patience)
        try:
            found = cls._find(url, transport)
            space, facts = _described(found, base_iri)
            base = base_iri or space or _base_of_documents(found) or BASE
        except FilonError:
            transport.close()
            raise
        return replace(found, base=base, facts=facts)

    @classmethod
    def _find(cls, url: str, transport: Transport) -> Self:
        """The first of the likely addresses that answers a question everyone can answer."""
        said = ""
        for path in _SHORT_PATHS:
            endpoint = cls(url.rstrip("/") + path if path else url, transport)
            response = endpoint._ask("ASK {}", {}, _SOLUTIONS)
            try:
                result = _table(response, endpoint.url)
            except StoreError as error:
                said = said or str(error)
                if response.status_code in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
                    raise
                continue
            if isinstance(result, ox.QueryBoolean):
                return replace(endpoint, virtuoso=response.headers.get("server", "").startswith("Virtuoso"))
        raise StoreError(f"{url} is no SPARQL endpoint ({said.rstrip('.')}); give the address that takes queries.")

    def query(
        self,
        query: str,
        *,
        base_iri: str | None = None,
        prefixes: Mapping[str, str] | None = None,
        use_default_graph_as_union: bool = False,
        default_graph: Any = None,
        named_graphs: Any = None,
        substitutions: Mapping[ox.Variable, Term] | None = None,
    ) -> Result:
        """The answer to a query, as ``pyoxigraph.Store.query`` gives it; see `filon.remote.binding` for ``substitutions``.

        Raises `QueryError` where the server says that the query is wrong, or cannot be asked that way; `StoreError` where the server
        cannot be reached or its answer is not one.
        """
        if use_default_graph_as_union:
            raise QueryError("A server cannot be asked to take all graphs as one; ask GRAPH ?g { … } instead.")
        text = bind(declare(query, prefixes or {}), substitutions or {})
        if base_iri:
            text = f"BASE {ox.NamedNode(base_iri)} {text}"
        table = form_of(text) in {"SELECT", "ASK"}
        dataset = self._dataset(text, default_graph, named_graphs)
        response = self._ask(text, dataset, _SOLUTIONS if table else _TRIPLES)
        return _table(response, self.url, _BOOLEANS if self.virtuoso else {}) if table else _triples(response, self.url)

    def _named_in(self, text: str) -> list[str]:
        """The named graphs of a request that chooses the default graph, and so must choose these too.

        Virtuoso takes all of them where none is chosen, but finds none then that the query itself names.
        """
        named, free = graphs_of(text)
        if not named or not free:
            return sorted(named)
        rows = replace(self, facts=None).query("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g")
        assert isinstance(rows, ox.QuerySolutions)  # noqa: S101 - a SELECT
        return [row["g"].value for row in rows]

    def close(self) -> None:
        """Close the connections."""
        self.transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask(self, text: str, dataset: Mapping[str, list[str]], accept: str) -> httpx.Response:
        asked: dict[str, str | list[str]] = {"query": text, **dataset}
        headers = {"accept": accept}
        if len(str(httpx.URL(self.url, params=asked))) <= _LONG:
            return self.transport.send("GET", self.url, params=asked, headers=headers)
        return self.transport.send("POST", self.url, form=asked, headers=headers)

    def _dataset(self, text: str, default: Any, named: Any) -> dict[str, list[str]]:
        """The dataset of a request (SPARQL 1.1 Protocol, section 2.1.4)."""
        found = (
            []
            if default is None
            else [default]
            if isinstance(default, ox.NamedNode | ox.DefaultGraph)
            else list(default)
        )
        if not found and named is None:
            return {"default-graph-uri": [self.facts], "named-graph-uri": self._named_in(text)} if self.facts else {}
        iris = [self.facts if isinstance(graph, ox.DefaultGraph) else graph.value for graph in found]
        if None in iris:
            raise QueryError(
                "This server's default graph has no name, so it cannot be asked together with named graphs."
            )
        return {
            "default-graph-uri": [iri for iri in iris if iri],
            "named-graph-uri": [graph.value for graph in named or ()],
        }


def is_address(where: str | Path) -> bool:
    """Whether something that stands in the place of KG is the address of a server."""
    return isinstance(where, str) and where.lower().startswith(("http://", "https://"))


def open_source(where: str | Path, *, base_iri: str | None = None) -> ox.Store | Endpoint:
    """What can be asked: the store of a knowledge-graph folder, for reading only, or the endpoint at an address.

    Raises `StoreError` where neither is there.
    """
    return Endpoint.open(str(where), base_iri=base_iri) if is_address(where) else open_read(Path(where))


def base_of(where: str | Path, source: ox.Store | Endpoint) -> str:
    """What the IRIs of the graph begin with that `open_source` opened at ``where``."""
    return source.base if isinstance(source, Endpoint) else Manifest.read(current_version(Path(where))).base_iri


@contextmanager
def opened(where: str | Path, *, base_iri: str | None = None) -> Iterator[tuple[ox.Store | Endpoint, str]]:
    """`open_source` while the block runs, with what the graph's IRIs begin with: ``base_iri``, or else its own."""
    source = open_source(where, base_iri=base_iri)
    try:
        yield source, base_iri or base_of(where, source)
    finally:
        if isinstance(source, Endpoint):
            source.close()


def _table(
    response: httpx.Response, url: str, mended: Mapping[bytes, bytes] = MappingProxyType({})
) -> ox.QuerySolutions | ox.QueryBoolean:
    """The results document of a response, read to its end once, so that one cut short is noticed here.

    JSON rather than XML: pyoxigraph 0.5 takes blanks off the ends of literals in XML.
    """
    _succeeded(response, url)
    form = ox.QueryResultsFormat.from_media_type(response.headers.get("content-type", ""))
    if form is None:
        raise StoreError(f"{url} answered with {_media_type(response)}, which is no SPARQL results document.")
    content = response.content
    for written, meant in mended.items():
        content = content.replace(written, meant)
    try:
        checked = ox.parse_query_results(content, format=form)
        if isinstance(checked, ox.QueryBoolean):
            return checked
        _exhaust(checked)
        again = ox.parse_query_results(content, format=form)
    except (SyntaxError, ValueError) as error:
        raise StoreError(f"{url} answered with a results document that is damaged or cut short ({error}).") from error
    return again


def _triples(response: httpx.Response, url: str) -> ox.QueryTriples:
    """The triples of a response, as a query's result."""
    _succeeded(response, url)
    form = ox.RdfFormat.from_media_type(response.headers.get("content-type", ""))
    if form is None:
        raise StoreError(f"{url} answered with {_media_type(response)}, which is no RDF.")
    held = ox.Store()
    try:
        held.bulk_load(response.content, format=form, to_graph=ox.DefaultGraph(), lenient=True)
    except (SyntaxError, ValueError) as error:
        raise StoreError(f"{url} answered with RDF that is damaged or cut short ({error}).") from error
    result = held.query(_ALL)
    assert isinstance(result, ox.QueryTriples)  # noqa: S101 - a CONSTRUCT gives triples
    return result


def _succeeded(response: httpx.Response, url: str) -> None:
    if response.is_success:
        return
    if response.status_code in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
        raise StoreError(
            f"{url} asks who you are ({told(response)}); set FILON_USER and FILON_PASSWORD, or use a netrc file."
        )
    if response.status_code == httpx.codes.BAD_REQUEST:
        raise QueryError(f"{url} does not take the query ({told(response)}).")
    raise StoreError(f"{url} answered {told(response)}.")


def _media_type(response: httpx.Response) -> str:
    return response.headers.get("content-type", "").partition(";")[0] or "something without a media type"


def _exhaust(items: Iterable[_T]) -> None:
    deque(items, maxlen=0)


def _described(endpoint: Endpoint, base: str | None) -> tuple[str | None, str | None]:
    """What the graph (of this ``base``, where several are there) says of itself: where its IRIs begin, which graph is the default graph."""
    chosen = f"FILTER(STR(?space) = {ox.Literal(base)})" if base else ""
    space = f"?set <{VOID}uriSpace> ?space OPTIONAL {{ ?set <{SD}defaultGraph> ?facts }}"
    for pattern in (f"GRAPH ?g {{ {space} }}", space):
        if row := _first(endpoint, f"SELECT ?space ?facts WHERE {{ {pattern} {chosen} }} ORDER BY ?space LIMIT 1"):
            return row["space"], row.get("facts")
    return None, None


def _base_of_documents(endpoint: Endpoint) -> str | None:
    row = _first(endpoint, f"SELECT ?d WHERE {{ GRAPH ?g {{ ?d a <{expand(Class.DOCUMENT)}> }} }} LIMIT 1")
    base, document, _ = (row or {}).get("d", "").rpartition("doc/")
    return base if document else None


def _first(endpoint: Endpoint, text: str) -> dict[str, str] | None:
    found = endpoint.query(text)
    assert isinstance(found, ox.QuerySolutions)  # noqa: S101 - the questions above are SELECTs
    row = next(found, None)
    return {name.value: row[name].value for name in found.variables if row[name] is not None} if row else None
