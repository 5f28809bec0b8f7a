"""The data of a thing: its description in triples, and those as Turtle, N-Triples or JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Final

import pyoxigraph as ox

from filon.pages import library as ask
from filon.pages.library import Library, Value
from filon.vocab import PREFIXES, VOCABULARY, Property

FORMS: Final = {
    "ttl": (ox.RdfFormat.TURTLE, "text/turtle; charset=utf-8"),
    "nt": (ox.RdfFormat.N_TRIPLES, "application/n-triples; charset=utf-8"),
    "jsonld": (ox.RdfFormat.JSON_LD, "application/ld+json"),
}
"""The forms of data by the suffix of their files: the format and the media type."""

_POINTING: Final = (
    "SELECT ?subject ?node ?link ?label WHERE { ?node ?link ?subject OPTIONAL { ?node rdfs:label ?label } }"
)
_KEPT: Final = """
SELECT ?subject ?node ?link WHERE {
  GRAPH ?graph { ?node ?link ?subject FILTER(?link NOT IN (rdf:subject, rdf:object, filon:involves, filon:evidence, oa:hasSource)) }
}"""
_CLAIMS: Final = {
    "subject": "SELECT ?subject ?node ?name ?value WHERE { GRAPH ?graph { ?node rdf:subject ?subject ; ?name ?value } }",
    "span": "SELECT ?span ?node ?name ?value WHERE { GRAPH ?graph { ?node filon:evidence ?span ; ?name ?value } }",
}
_EVIDENCE: Final = (
    "?span oa:hasSelector ?node",
    "?span oa:hasSource ?node",
    "?span oa:hasSource ?version . ?version filon:textOf ?node",
)


def description(library: Library, subject: ox.NamedNode) -> list[ox.Triple]:
    """All that the graph has to say of a thing, sorted; nothing where it has nothing.

    Its statements, what points at it, the labels of both, and its claims with their spans and texts. A claim is described with its
    span, a span with its place and quote; what belongs to the evidence, with what points at it there.
    """
    found: set[tuple[Value, Value, Value]] = set()
    label = ask.iri(Property.LABEL)
    asserted = False
    for row in library.ask(ask.STATEMENTS, subject=subject):
        if row["graph"] is None or ask.text_of(row["graph"]) != VOCABULARY:
            asserted = asserted or row["graph"] is None
            _add(found, subject, row["property"], row["value"])
            _add(found, row["value"], label, row["label"])
    for row in library.ask(_POINTING, subject=subject):
        _add(found, row["node"], row["link"], subject)
        _add(found, row["node"], label, row["label"])
        asserted = True
    if not asserted:
        for row in library.ask(_KEPT, subject=subject):
            _add(found, row["node"], row["link"], subject)
    kind = subject.value.removeprefix(library.base).partition("/")[0]
    bound = kind if kind in ask.STARTS and kind != "subject" else "subject"
    for query in _evidence(bound):
        for row in library.ask(query, **{bound: subject}):
            _add(found, row["node"], row["name"], row["value"])
    return sorted((_triple(*each) for each in found), key=str)


def _evidence(bound: str) -> list[str]:
    """The questions for the claims about a subject or on a span, and for what belongs to the spans: themselves, places, texts, files."""
    start = "" if bound == "span" else ask.STARTS[bound]
    found = [_CLAIMS[bound]] if bound in _CLAIMS else []
    insides = [f"{start} {pattern} . ?node ?name ?value" for pattern in _EVIDENCE]
    if bound != "span":
        insides.append(f"{start} ?span ?name ?value BIND(?span AS ?node)")
    return found + [
        f"SELECT DISTINCT ?{bound} ?node ?name ?value WHERE {{ GRAPH ?graph {{ {each} }} }}" for each in insides
    ]


def _add(
    found: set[tuple[Value, Value, Value]], subject: Value | None, name: Value | None, value: Value | None
) -> None:
    if subject is not None and name is not None and value is not None and not isinstance(subject, ox.Literal):
        found.add((subject, name, value))


def _triple(subject: Value, name: Value, value: Value) -> ox.Triple:
    assert isinstance(subject, ox.NamedNode | ox.BlankNode)  # noqa: S101 - a subject of the graph is one
    assert isinstance(name, ox.NamedNode)  # noqa: S101 - a property of the graph is one
    return ox.Triple(subject, name, value)


def serialise(triples: Iterable[ox.Triple], form: str, base: str) -> bytes:
    """Triples as a file of the form ``ttl``, ``nt`` or ``jsonld``; the same triples in the same order give the same bytes."""
    prefixes = {} if form == "nt" else {**PREFIXES, "": base} if form == "ttl" else PREFIXES
    written = ox.serialize(triples, format=FORMS[form][0], prefixes=prefixes)
    assert written is not None  # noqa: S101 - no output was given
    return written


def embedded(triples: Iterable[ox.Triple]) -> str:
    """JSON-LD that may stand within HTML: no character of it can end the element or begin a comment."""
    text = json.dumps(json.loads(serialise(triples, "jsonld", "")), ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
