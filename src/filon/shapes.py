"""The SHACL shapes of ``ontology/shapes.ttl`` asked of a whole store at once, as SPARQL inside Oxigraph.

A SHACL processor runs a SPARQL constraint once for each node, which takes minutes on a real graph; the same query with
``$this`` free takes milliseconds. The core constraints that the shapes use are the templates below. Shapes of claims, spans and
conflicts, which live in named graphs, are asked of the union of all graphs; shapes of facts of the default graph alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from filon.vocab import PREFIXES, Class, expand, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

_IN_NAMED_GRAPHS: Final = frozenset(
    expand(c) for c in (Class.CLAIM, Class.SPAN, Class.CONFLICT, Class.PART, Class.DOCUMENT, Class.TEXT_VERSION)
)
_COUNTED: Final = """SELECT ?this ?class ?path ?limit (COUNT(DISTINCT ?v) AS ?value) WHERE {{
  {} }} GROUP BY ?this ?class ?path ?limit HAVING (COUNT(DISTINCT ?v) {} ?limit)"""
_VALUED: Final = "SELECT ?this ?class ?path ?limit ?value WHERE {{ ?this a ?class ; ?path ?value FILTER({}) }}"
_CORE: Final = {  # SHACL's core constraints, as far as the shapes use them: what breaks them, and how to say it
    "minCount": (
        _COUNTED.format("?this a ?class OPTIONAL { ?this ?path ?v }", "<"),
        "{value} values, at least {limit} needed",
    ),
    "maxCount": (_COUNTED.format("?this a ?class ; ?path ?v", ">"), "{value} values, at most {limit} allowed"),
    "datatype": (_VALUED.format("!COALESCE(DATATYPE(?value) = ?limit, false)"), "{value} is no {limit}"),
    "nodeKind": (_VALUED.format("!isIRI(?value)"), "{value} is no {limit}"),
    "minInclusive": (_VALUED.format("!COALESCE(?value >= ?limit, false)"), "{value} is below {limit}"),
    "maxInclusive": (_VALUED.format("!COALESCE(?value <= ?limit, false)"), "{value} is above {limit}"),
    "pattern": (_VALUED.format("!REGEX(STR(?value), ?limit)"), "{value} does not look like {limit}"),
}
_NOT_CONSTRAINTS: Final = frozenset({"path", "severity", "message", "in"})
_SEVERITIES: Final = ("Violation", "Warning", "Info")
_PLACEHOLDER: Final = re.compile(r"\{[?$](\w+)\}")

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple


@dataclass(frozen=True, slots=True)
class Finding:
    """One result: ``constraint`` is ``minCount schema:funder`` or the name of a SPARQL constraint (``plan-balance``).

    ``severity`` is ``Violation``, ``Warning`` or ``Info``; ``shape`` is the shape's name (``FundingWarning``), ``focus`` an IRI; ``value`` is the value at
    fault where there is one (a CURIE, an IRI or a lexical form).
    """

    shape: str
    severity: str
    focus: str
    constraint: str
    message: str
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """One constraint of one shape, as a query over all nodes of a class."""

    shape: str
    severity: str
    target: ox.NamedNode
    constraint: str
    message: str
    query: str
    path: ox.NamedNode | None = None
    limit: ox.NamedNode | ox.Literal | None = None
    allowed: frozenset[Term] | None = None


def read_shapes(path: Path) -> tuple[Check, ...]:
    """The checks of a shapes file, in a stable order. `ValueError` for a constraint that `find` could not run."""
    shapes = ox.Store()
    shapes.load(path=str(path), format=ox.RdfFormat.TURTLE)
    checks = [*_sparql_checks(shapes), *_property_checks(shapes)]
    return tuple(sorted(checks, key=lambda check: (check.shape, check.constraint)))


def find(store: ox.Store, checks: Iterable[Check]) -> Iterator[Finding]:
    """What the checks find in a store, worst first, then by shape, focus and value: the same graph gives the same list."""
    findings = {finding for check in checks for finding in _ask(store, check)}
    yield from sorted(
        findings,
        key=lambda f: (_SEVERITIES.index(f.severity), f.shape, f.constraint, f.focus, f.value or "", f.message),
    )


def _sparql_checks(shapes: ox.Store) -> Iterator[Check]:
    for row in _rows(
        shapes,
        """SELECT ?shape ?class ?severity ?constraint ?message ?select WHERE {
             ?shape sh:targetClass ?class ; sh:sparql ?constraint . ?constraint sh:select ?select ; sh:message ?message
             OPTIONAL { ?shape sh:severity ?severity } }""",
    ):
        yield Check(
            shape=_text(row["shape"]).rsplit("/", 1)[-1],
            severity=_severity(row["severity"]),
            target=_node(row["class"]),
            constraint=_text(row["constraint"]).rsplit("/", 1)[-1],
            message=_text(row["message"]),
            query=_text(row["select"]),
        )


def _property_checks(shapes: ox.Store) -> Iterator[Check]:
    for row in _rows(
        shapes,
        """SELECT ?shape ?class ?severity ?path ?message ?kind ?limit WHERE {
             ?shape sh:targetClass ?class ; sh:property ?p . ?p sh:path ?path ; ?kind ?limit
             OPTIONAL { ?p sh:severity ?severity } OPTIONAL { ?p sh:message ?message } }""",
    ):
        kind, path, limit = _text(row["kind"]).removeprefix("sh:"), _node(row["path"]), row["limit"]
        allowed = _items(shapes, limit) if kind == "in" and isinstance(limit, ox.BlankNode) else None
        if allowed is None and kind in _NOT_CONSTRAINTS:
            continue
        if allowed is None and kind not in _CORE:
            msg = f"{_text(row['shape'])} uses sh:{kind}, which is not among {sorted(_CORE)}."
            raise ValueError(msg)
        query, default = _CORE[kind] if allowed is None else (_VALUED.format("true"), "{value} is not in the list")
        yield Check(
            shape=_text(row["shape"]).rsplit("/", 1)[-1],
            severity=_severity(row["severity"]),
            target=_node(row["class"]),
            constraint=f"{kind} {shorten(path.value)}",
            message=_text(row["message"]) if row["message"] else f"{shorten(path.value)}: {default}",
            query=query,
            path=path,
            limit=None if isinstance(limit, (ox.BlankNode, ox.Triple)) else limit,
            allowed=allowed,
        )


def _ask(store: ox.Store, check: Check) -> Iterator[Finding]:
    given: dict[ox.Variable, Term] = {}
    if check.path:
        given = {ox.Variable("class"): check.target, ox.Variable("path"): check.path}
        if check.limit is not None:
            given[ox.Variable("limit")] = check.limit
    union = check.target.value in _IN_NAMED_GRAPHS
    targets = None if check.path else _targets(store, check.target, union=union)
    for row in _rows(store, check.query, substitutions=given, union=union):
        focus = row["this"]
        value = row["value"] if check.path else None
        if (targets is not None and focus not in targets) or (check.allowed and value in check.allowed):
            continue
        yield Finding(
            shape=check.shape,
            severity=check.severity,
            focus=_text(focus),
            constraint=check.constraint,
            message=_say(check, row),
            value=_text(value) if value is not None else None,
        )


def _targets(store: ox.Store, target: ox.NamedNode, *, union: bool) -> frozenset[Term]:
    rows = _rows(
        store, "SELECT ?this ?class WHERE { ?this a ?class }", substitutions={ox.Variable("class"): target}, union=union
    )
    return frozenset(row["this"] for row in rows)


def _say(check: Check, row: ox.QuerySolution) -> str:
    """The message with its placeholders filled: ``{?name}`` of a SPARQL constraint, ``{value}`` and ``{limit}`` of a core one."""
    if not check.path:
        return _PLACEHOLDER.sub(lambda found: _text(row[found[1]]), check.message)
    limit = _text(check.limit) if check.limit is not None else ""
    return check.message.replace("{value}", _text(row["value"])).replace("{limit}", limit)


def _rows(
    store: ox.Store, query: str, *, substitutions: Mapping[ox.Variable, Term] | None = None, union: bool = False
) -> Iterator[ox.QuerySolution]:
    found = store.query(
        query, prefixes=PREFIXES, substitutions=dict(substitutions or {}), use_default_graph_as_union=union
    )
    assert isinstance(found, ox.QuerySolutions)  # noqa: S101 - all queries of shapes are SELECT
    return iter(found)


def _items(shapes: ox.Store, head: ox.BlankNode) -> frozenset[Term]:
    """The items of an RDF list. Walked by hand: a blank node in a query is a variable."""
    items: set[Term] = set()
    rest: Term = head
    while isinstance(rest, ox.BlankNode):
        (first,) = shapes.quads_for_pattern(rest, ox.NamedNode(expand("rdf:first")), None)
        (following,) = shapes.quads_for_pattern(rest, ox.NamedNode(expand("rdf:rest")), None)
        items.add(first.object)
        rest = following.object
    return frozenset(items)


def _severity(given: Term | None) -> str:
    return _text(given).removeprefix("sh:") if given is not None else _SEVERITIES[0]


def _node(value: Term | None) -> ox.NamedNode:
    if not isinstance(value, ox.NamedNode):
        msg = f"The shapes file has {value} where an IRI belongs."
        raise TypeError(msg)
    return value


def _text(value: Term | None) -> str:
    """A term as people read it: a CURIE or IRI, a lexical form."""
    if isinstance(value, ox.NamedNode):
        return shorten(value.value)
    return value.value if isinstance(value, (ox.Literal, ox.BlankNode)) else str(value)
