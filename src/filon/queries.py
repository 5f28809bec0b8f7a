"""Questions by name: ``queries/*.rq``, each with a header of comments that says what it asks and which parameters it takes.

::

    # title: Who funds a beneficiary?
    # description: Awards and plan lines …
    # param: beneficiary string A part of the beneficiary's name      required
    # param: year integer? Only this budget year                      optional: the variable stays free
    # param: minimum decimal=50000 The least amount                   with a default

A parameter is a variable of the query that the engine binds beforehand; no value ever becomes query text. Oxigraph binds
variables that a SELECT projects, so each parameter is also a column; in a subquery it must be projected, or it is free there
(inside EXISTS it is bound). A test of an optional one is written ``COALESCE(…, true)``: Oxigraph takes ``BOUND`` of a variable that no
pattern binds for false before it binds the parameter. An OPTIONAL beside a GRAPH joins fast, one inside it does not.
"""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, BinaryIO, Final, Protocol

import pyoxigraph as ox

from filon.errors import QueryError
from filon.resources import shared_folder
from filon.terms import Value, value_of
from filon.vocab import BASE, PREFIXES, expand, is_curie, resolve, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

TYPES: Final = ("string", "iri", "curie", "integer", "decimal", "date")
SOLUTION_FORMATS: Final = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
GRAPH_FORMATS: Final = {"turtle": ox.RdfFormat.TURTLE, "ntriples": ox.RdfFormat.N_TRIPLES}
_PARAMETER: Final = re.compile(
    r"(?P<name>[A-Za-z]\w*) (?P<type>[a-z]+)(?P<optional>\?)?(?:=(?P<default>\S+))? (?P<description>\S.*)"
)

Result = ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples


class Source(Protocol):
    """What can be asked: a store of pyoxigraph, or an endpoint elsewhere that answers in the same way."""

    def query(
        self,
        query: str,
        *,
        base_iri: str | None = None,
        prefixes: dict[str, str] | None = None,
        use_default_graph_as_union: bool = False,
        default_graph: Any = None,
        named_graphs: Any = None,
        substitutions: dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple] | None = None,
    ) -> Result:
        """The answer to a SPARQL query; the options are those of ``pyoxigraph.Store.query``."""
        ...


@dataclass(frozen=True, slots=True)
class Parameter:
    """A variable that the asker sets. ``type`` is one of `TYPES`; without ``default`` it is needed unless ``optional``."""

    name: str
    type: str
    description: str
    optional: bool = False
    default: str | None = None

    @property
    def needed(self) -> bool:
        """Whether the question cannot be asked without it."""
        return not self.optional and self.default is None


@dataclass(frozen=True, slots=True)
class Query:
    """A question: its name, what it asks, its parameters, and the SPARQL text as it stands in its file."""

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    text: str


def catalogue(folder: Path | None = None) -> tuple[Query, ...]:
    """All questions, by name. Raises `QueryError` where a header is wrong."""
    paths = sorted((folder or shared_folder("queries")).glob("*.rq"))
    return tuple(read_query(path.stem, path.read_text(encoding="utf-8")) for path in paths)


def find_query(name: str, folder: Path | None = None) -> Query:
    """The question of this name; `QueryError` with the nearest names where there is none."""
    folder = folder or shared_folder("queries")
    names = sorted(path.stem for path in folder.glob("*.rq"))
    if name not in names:
        raise QueryError(f"There is no question {name!r}{_nearest(name, names)}; `filon queries` lists them.")
    return read_query(name, (folder / f"{name}.rq").read_text(encoding="utf-8"))


def read_query(name: str, text: str) -> Query:
    """The question that a file of ``queries/`` holds; `QueryError` where its header is incomplete or wrong."""
    header: dict[str, list[str]] = {"title": [], "description": [], "param": []}
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        key, colon, value = line[1:].strip().partition(": ")
        if not colon or key not in header:
            raise QueryError(f"{name}.rq: {line!r} is none of `# title:`, `# description:`, `# param:`.")
        header[key].append(value.strip())
    if len(header["title"]) != 1 or len(header["description"]) != 1:
        raise QueryError(f"{name}.rq: the header needs one `# title:` and one `# description:`.")
    parameters = tuple(_parameter(name, line) for line in header["param"])
    return Query(name, header["title"][0], header["description"][0], parameters, text)


def run(
    store: Source,
    query: Query | str,
    parameters: Mapping[str, str] | None = None,
    *,
    base: str = BASE,
    folder: Path | None = None,
) -> Result:
    """Ask a question of a store: a `Query`, the name of one, or SPARQL text (which takes the parameters its own header names).

    Values are strings as a user types them; a relative IRI is resolved against ``base``. The result streams: hand it to
    `write` or `rows`. Raises `QueryError` for an unknown name, a parameter that does not fit, and text that is no query.
    """
    if isinstance(query, str):
        query = _from_text(query) if re.search(r"\s", query.strip()) else find_query(query, folder)
    bound = _bind(query, parameters or {}, base)
    try:
        return store.query(query.text, prefixes=PREFIXES, substitutions=bound)
    except SyntaxError as error:
        raise QueryError(f"{query.name} is not a SPARQL query: {_place_of(error)}.") from error
    except (RuntimeError, OSError, ValueError) as error:
        raise QueryError(f"{query.name} cannot be answered: {error}.") from error


def _place_of(error: SyntaxError) -> str:
    """Where the parser stopped; the list of all it would have taken helps nobody."""
    found = re.match(r"error at (\d+):(\d+)", str(error))
    return f"it goes wrong at line {found[1]}, column {found[2]}" if found else str(error)


def columns(result: Result) -> tuple[str, ...]:
    """The names of a result's columns: none for a yes or no, subject, predicate, object for triples."""
    if isinstance(result, ox.QuerySolutions):
        return tuple(variable.value for variable in result.variables)
    return () if isinstance(result, ox.QueryBoolean) else ("subject", "predicate", "object")


def rows(result: Result) -> Iterator[tuple[str | None, ...]]:
    """The rows of a result as people read them: literals bare, IRIs as CURIEs where a prefix is known, ``None`` where unbound."""
    if isinstance(result, ox.QueryBoolean):
        yield (str(bool(result)).lower(),)
    elif isinstance(result, ox.QueryTriples):
        for triple in result:
            yield _shown(triple.subject), _shown(triple.predicate), _shown(triple.object)
    else:
        names = result.variables
        for solution in result:
            yield tuple(_shown(solution[name]) for name in names)


def values(result: Result) -> Iterator[tuple[Value, ...]]:
    """The rows of a result as values of Python: decimals, days, whole numbers; IRIs whole; ``None`` where unbound."""
    if isinstance(result, ox.QueryBoolean):
        yield (bool(result),)
    elif isinstance(result, ox.QueryTriples):
        for triple in result:
            yield value_of(triple.subject), value_of(triple.predicate), value_of(triple.object)
    else:
        names = result.variables
        for solution in result:
            yield tuple(value_of(solution[name]) for name in names)


def write(result: Result, output: BinaryIO, form: str) -> None:
    """Stream a result in a standard format: csv, tsv, json, xml for SELECT and ASK; turtle, ntriples for CONSTRUCT.

    Raises `QueryError` where the format is not one of these or does not suit the result.
    """
    if isinstance(result, ox.QueryTriples):
        if form not in GRAPH_FORMATS:
            raise QueryError(
                f"The query gives triples, which {form} cannot hold; take one of {', '.join(GRAPH_FORMATS)}."
            )
        result.serialize(output, format=GRAPH_FORMATS[form])
    elif form in SOLUTION_FORMATS:
        result.serialize(output, format=SOLUTION_FORMATS[form])
    else:
        raise QueryError(
            f"The query gives a table, which {form} cannot hold; take one of {', '.join(SOLUTION_FORMATS)}."
        )


def _from_text(text: str) -> Query:
    """A query of the user's own: it needs no header, but its ``# param:`` lines count."""
    lines = (line[1:].strip() for line in text.splitlines() if line.startswith("#"))
    parameters = tuple(_parameter("The query", line[7:]) for line in lines if line.startswith("param: "))
    return Query("The query", "", "", parameters, text)


def _parameter(query: str, line: str) -> Parameter:
    found = _PARAMETER.fullmatch(line)
    if not found:
        raise QueryError(f"{query}: a parameter is `# param: NAME TYPE DESCRIPTION`, not {line!r}.")
    if found["type"] not in TYPES:
        raise QueryError(f"{query}: {found['type']!r} is not a type of parameter; there are {', '.join(TYPES)}.")
    return Parameter(found["name"], found["type"], found["description"], bool(found["optional"]), found["default"])


def _bind(
    query: Query, given: Mapping[str, str], base: str
) -> dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]:
    """The engine's substitutions: given values, then defaults."""
    known = {parameter.name: parameter for parameter in query.parameters}
    for name in given:
        if name not in known:
            takes = f"it takes {', '.join(known)}" if known else "it takes none"
            raise QueryError(f"{query.name} has no parameter {name!r}{_nearest(name, list(known))}; {takes}.")
    missing = [name for name, parameter in known.items() if parameter.needed and name not in given]
    if missing:
        needs = " ".join(f"--param {name}={known[name].type.upper()}" for name in missing)
        raise QueryError(f"{query.name} needs {needs}.")
    values = {name: given.get(name, parameter.default) for name, parameter in known.items()}
    return {ox.Variable(name): _term(known[name], value, base) for name, value in values.items() if value is not None}


def _term(parameter: Parameter, value: str, base: str) -> ox.NamedNode | ox.Literal:
    """A typed value; `QueryError` where it is not one of its type."""
    with suppress(ValueError, InvalidOperation):
        match parameter.type:
            case "string":
                return ox.Literal(value)
            case "iri":
                return ox.NamedNode(resolve(value, base))
            case "curie" if is_curie(value):
                return ox.NamedNode(expand(value))
            case "integer":
                return ox.Literal(int(value))
            case "decimal" if Decimal(value).is_finite():
                return ox.Literal(format(Decimal(value), "f"), datatype=ox.NamedNode(expand("xsd:decimal")))
            case "date":
                return ox.Literal(date.fromisoformat(value).isoformat(), datatype=ox.NamedNode(expand("xsd:date")))
    raise QueryError(f"{value!r} is not a value for {parameter.name}: it takes one of type {parameter.type}.")


def _nearest(name: str, names: list[str]) -> str:
    close = get_close_matches(name, names)
    return f" (did you mean {' or '.join(close)}?)" if close else ""


def _shown(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None) -> str | None:
    if term is None:
        return None
    if isinstance(term, ox.NamedNode):
        return shorten(term.value)
    return term.value if isinstance(term, ox.Literal) else str(term)
