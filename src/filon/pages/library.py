"""What pages are made from: a graph to ask, the base of its IRIs, the texts of its documents. And the questions they ask of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

import pyoxigraph as ox

from filon.queries import Source
from filon.vocab import PREFIXES, expand

Kept = TypeVar("Kept")
Value = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

STATEMENTS: Final = """
SELECT ?subject ?property ?value ?label ?graph WHERE {
  { ?subject ?property ?value OPTIONAL { ?value rdfs:label ?label } }
  UNION { GRAPH ?graph { ?subject ?property ?value } OPTIONAL { ?value rdfs:label ?label } }
}"""
STARTS: Final = {
    "subject": "?claim rdf:subject ?subject ; filon:evidence ?span .",
    "claim": "?claim filon:evidence ?span .",
    "span": "?claim filon:evidence ?span .",
}
"""How a question about claims begins, by what it is asked for: the engine joins in the order of the text, so the bound node comes first."""


def whole(variable: str) -> str:
    """SPARQL that holds where a variable is a whole number: what anyone may have put into a graph is no reason to fail."""
    return f"isNumeric({variable}) && DATATYPE({variable}) = xsd:integer"


def claims(bound: str) -> str:
    """The claims about a ``subject``, on a ``span``, or one ``claim``, with their evidence; the last two with what they are about."""
    told = "" if bound == "subject" else "?claim rdf:subject ?subject . OPTIONAL { ?claim filon:verbatim ?verbatim }"
    about = "" if bound == "subject" else "OPTIONAL { ?subject rdfs:label ?about }"
    return f"""
SELECT ?subject ?about ?claim ?property ?value ?label ?rank ?confidence ?method ?verbatim ?span ?text ?file ?document ?start ?end ?page
WHERE {{
  GRAPH ?graph {{
    {STARTS[bound]}
    ?claim rdf:predicate ?property ; rdf:object ?value ; wikibase:rank ?rank ; filon:confidence ?confidence ; filon:method ?method .
    ?span oa:hasSource ?version ; oa:hasSelector ?position . ?position oa:start ?start ; oa:end ?end .
    FILTER({whole("?start")} && {whole("?end")} && isNumeric(?confidence)) {told}
    OPTIONAL {{ ?span schema:pageStart ?page FILTER({whole("?page")}) }}
    OPTIONAL {{ ?version filon:sha256 ?text ; filon:textOf ?file . ?file dcterms:identifier ?document }}
  }}
  OPTIONAL {{ ?value rdfs:label ?label }} {about}
}}"""


def quotes(bound: str) -> str:
    """What the spans of the same claims quote, with the text around it."""
    return f"""
SELECT DISTINCT ?subject ?claim ?span ?exact ?prefix ?suffix WHERE {{
  GRAPH ?graph {{
    {STARTS[bound]}
    ?span oa:hasSelector ?quote . ?quote oa:exact ?exact
    OPTIONAL {{ ?quote oa:prefix ?prefix }} OPTIONAL {{ ?quote oa:suffix ?suffix }}
  }}
}}"""


SHOWN: Final = """ FILTER(?property IN (rdf:type, rdfs:label, schema:funder, filon:beneficiary, schema:amount, schema:currency, filon:status,
    filon:nature, filon:frequency, filon:budgetYear, schema:startDate, schema:endDate, dcterms:date, eli:date_document, dcterms:description,
    schema:fundedItem, filon:costOf, org:member, org:organization, org:role, filon:verbatim, filon:agent, filon:representedBy, filon:role,
    schema:position, filon:share, filon:precision, dcterms:type, org:classification, dcterms:title, eli:id_local))
  OPTIONAL { ?value rdfs:label ?label }"""
POINTING: Final = f"SELECT ?subject ?link ?node ?property ?value ?label WHERE {{ ?node ?link ?subject . ?node ?property ?value {SHOWN} }}"
NAMED: Final = f"SELECT ?subject ?link ?node ?property ?value ?label WHERE {{ ?subject ?link ?node . ?node ?property ?value {SHOWN} }}"
TWICE: Final = """
SELECT DISTINCT ?subject ?node WHERE {
  ?node ?link ?subject . { ?award filon:realises ?node } UNION { ?node dcterms:isPartOf ?envelope . ?envelope schema:funder ?payer }
}"""
KEPT: Final = """
SELECT ?subject ?link ?node ?property ?value ?label WHERE {
  GRAPH ?graph { ?node ?link ?subject . FILTER(?link NOT IN (rdf:subject, rdf:object, filon:involves, filon:evidence, filon:inPart, oa:hasSource))
    ?node ?property ?value }
} LIMIT 20000"""
CONFLICTS: Final = """
SELECT ?subject ?conflict ?kind ?status ?property ?claim WHERE {
  GRAPH ?quality { ?conflict filon:about ?subject ; a filon:Conflict ; dcterms:type ?kind ; filon:status ?status ; filon:onProperty ?property ;
    filon:involves ?claim }
}"""
JUDGEMENTS: Final = """
SELECT ?subject ?judgement ?verdict ?day ?author ?reason ?line WHERE {
  GRAPH ?quality { ?judgement filon:about ?subject ; a filon:Judgement ; dcterms:type ?verdict ; dcterms:date ?day ; dcterms:creator ?author ;
    rdfs:comment ?reason ; rdfs:label ?line }
} ORDER BY ?day ?judgement"""

TEXTS: Final = f"""
SELECT ?subject ?version ?text ?part ?genre ?title ?number ?day ?start ?end WHERE {{
  GRAPH ?graph {{
    ?version filon:textOf ?subject ; filon:sha256 ?text .
    OPTIONAL {{
      ?part dcterms:isPartOf ?version ; a filon:Part ; filon:genre ?genre ; filon:start ?start ; filon:end ?end FILTER({whole("?start")})
      OPTIONAL {{ ?part dcterms:title ?title }} OPTIONAL {{ ?part eli:id_local ?number }} OPTIONAL {{ ?part eli:date_document ?day }}
    }}
  }}
}} ORDER BY ?start ?part"""
READING: Final = f"""
SELECT ?subject ?file ?document ?text ?start WHERE {{
  GRAPH ?graph {{
    {{ ?subject dcterms:isPartOf ?version ; filon:start ?start }} UNION {{ ?subject a filon:TextVersion BIND(?subject AS ?version) BIND(0 AS ?start) }}
    ?version filon:sha256 ?text ; filon:textOf ?file . ?file dcterms:title ?document FILTER({whole("?start")})
  }}
}}"""
SPANS: Final = f"""
SELECT ?version ?from ?to ?span ?start ?end ?property ?node ?label WHERE {{
  GRAPH ?graph {{
    ?span oa:hasSource ?version ; oa:hasSelector ?position . ?position oa:start ?start ; oa:end ?end
    FILTER({whole("?start")} && {whole("?end")} && ?start < ?to && ?end > ?from)
    ?claim filon:evidence ?span ; rdf:predicate ?property ; rdf:subject ?node
  }}
  OPTIONAL {{ ?node rdfs:label ?label }}
}}"""
SUMS: Final = f"""
SELECT ?version ?link ?node ?property ?value ?label WHERE {{
  {{ SELECT DISTINCT ?version ?link ?node WHERE {{
    GRAPH ?graph {{ ?span oa:hasSource ?version . ?claim filon:evidence ?span ; rdf:predicate ?link ; rdf:subject ?node FILTER(?link = schema:amount) }}
  }} }}
  ?node ?property ?value {SHOWN}
}}"""


@dataclass(frozen=True, slots=True)
class Library:
    """What pages are made from.

    ``source`` is a store or a SPARQL endpoint; ``base`` is what the IRIs of its things begin with; ``text_of`` gives the text of a
    document by its SHA-256, or ``None``. ``live``: a server answers forms; otherwise the pages are files and offer none. ``kept``, a
    dictionary, holds what many pages need of a source that does not change meanwhile.
    """

    source: Source
    base: str
    text_of: Callable[[str], str | None]
    live: bool = True
    kept: dict[object, Any] | None = field(default=None, compare=False, repr=False)

    def once(self, key: object, made: Callable[[], Kept]) -> Kept:
        """What ``made`` makes, from what is kept where something is."""
        if self.kept is None:
            return made()
        if key not in self.kept:
            self.kept[key] = made()
        found: Kept = self.kept[key]
        return found

    def ask(self, query: str, **terms: Value) -> Iterator[ox.QuerySolution]:
        """The rows of one of the SELECTs above, its variables bound to these terms."""
        bound: dict[ox.Variable, Value] = {ox.Variable(name): term for name, term in terms.items()}
        found = self.source.query(query, prefixes=PREFIXES, substitutions=bound)
        assert isinstance(found, ox.QuerySolutions)  # noqa: S101 - all of them are SELECTs
        return found


def text_of(term: Value | None) -> str:
    """The characters of a term; none where there is no term."""
    return "" if term is None or isinstance(term, ox.Triple) else term.value


def iri(curie: str) -> ox.NamedNode:
    """The node of a CURIE."""
    return ox.NamedNode(expand(curie))
