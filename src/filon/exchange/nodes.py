"""What the default graph says of the things of one class: nodes with their values, ready to be put into another format."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

import pyoxigraph as ox

from filon.queries import Source
from filon.terms import Value, value_of
from filon.vocab import PREFIXES, VOCABULARY, Class, Property, expand

_OF_CLASS: Final = "SELECT ?class ?thing ?property ?value WHERE { ?thing a ?class ; ?property ?value }"
_ORIGINS: Final = """SELECT DISTINCT ?thing ?document ?text ?genre WHERE { GRAPH ?graph {
  ?claim rdf:subject ?thing ; filon:evidence ?span . ?span oa:hasSource ?version .
  ?version filon:sha256 ?text ; filon:textOf ?document . OPTIONAL { ?span filon:inPart/filon:genre ?genre } } }"""
_TIES: Final = """SELECT DISTINCT ?thing ?property ?other ?document WHERE { GRAPH ?graph {
  ?claim rdf:subject ?thing ; rdf:predicate ?property ; rdf:object ?other ; filon:evidence/oa:hasSource/filon:textOf ?document
  FILTER(isIRI(?other)) } }"""
_DOCUMENTS: Final = """SELECT ?document ?title ?file ?format WHERE { GRAPH ?graph {
  ?document a filon:Document ; dcterms:title ?title ; dcterms:identifier ?file OPTIONAL { ?document dcterms:format ?format } } }"""
_CODES: Final = """SELECT ?vocabulary ?code ?label WHERE { GRAPH ?vocabulary { ?code skos:prefLabel ?label } }"""


@dataclass(frozen=True, slots=True)
class Node:
    """A thing: its IRI and, by property, all its values in a fixed order."""

    iri: str
    values: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)

    def all(self, name: Property) -> tuple[Value, ...]:
        """Every value of a property."""
        return self.values.get(expand(name), ())

    def iris(self, name: Property) -> tuple[str, ...]:
        """The values of a property that leads to other things."""
        return tuple(str(value) for value in self.all(name))

    def text(self, name: Property) -> str | None:
        """The first value as text."""
        return next((str(value) for value in self.all(name)), None)

    def code(self, name: Property) -> str | None:
        """The first value where it is a term of a code list: what stands behind the hash (``status-awarded``)."""
        found = self.text(name)
        return found.rpartition("#")[2] if found else None

    def number(self, name: Property) -> Decimal | None:
        """The first value where it is a number."""
        found = next((value for value in self.all(name) if isinstance(value, Decimal | int)), None)
        return None if found is None else Decimal(found)

    def day(self, name: Property) -> date | None:
        """The first value where it is a day."""
        return next((value for value in self.all(name) if isinstance(value, date)), None)

    def is_a(self, name: Class) -> bool:
        """Whether the thing is of this class."""
        return expand(name) in self.all(Property.TYPE)


@dataclass(frozen=True, slots=True)
class Origin:
    """A document that tells of a thing: its IRI, the SHA-256 of its text, and the genre of the part that does (``genre-convention``)."""

    document: str
    text: str
    genre: str | None


@dataclass(frozen=True, slots=True)
class Paper:
    """A document as the graph names it."""

    iri: str
    title: str
    file: str
    media_type: str | None


def nodes(source: Source, name: Class) -> dict[str, Node]:
    """The things of one class by IRI, sorted; values are sorted too, so that the first one is always the same."""
    found: defaultdict[str, defaultdict[str, set[Value]]] = defaultdict(lambda: defaultdict(set))
    for row in select(source, _OF_CLASS, **{"class": ox.NamedNode(expand(name))}):
        found[row["thing"].value][row["property"].value].add(value_of(row["value"]))
    return {
        iri: Node(iri, {key: tuple(sorted(values, key=str)) for key, values in sorted(found[iri].items())})
        for iri in sorted(found)
    }


def origins(source: Source) -> dict[str, tuple[Origin, ...]]:
    """By thing, the documents whose passages tell of it."""
    found: defaultdict[str, set[Origin]] = defaultdict(set)
    for row in select(source, _ORIGINS):
        genre = row["genre"].value.rpartition("#")[2] if row["genre"] else None
        found[row["thing"].value].add(Origin(row["document"].value, row["text"].value, genre))
    return {iri: tuple(sorted(each, key=str)) for iri, each in found.items()}


def ties(source: Source) -> dict[tuple[str, str, str], tuple[str, ...]]:
    """By tie between two things (one, property, other), the documents whose passages tell of it."""
    found: defaultdict[tuple[str, str, str], set[str]] = defaultdict(set)
    for row in select(source, _TIES):
        found[row["thing"].value, row["property"].value, row["other"].value].add(row["document"].value)
    return {tie: tuple(sorted(documents)) for tie, documents in found.items()}


def papers(source: Source) -> dict[str, Paper]:
    """The documents, by IRI."""
    rows = select(source, _DOCUMENTS)
    found = [
        Paper(
            row["document"].value,
            row["title"].value,
            row["file"].value,
            row["format"].value if row["format"] else None,
        )
        for row in rows
    ]
    return {paper.iri: paper for paper in sorted(found, key=lambda paper: (paper.file, paper.iri))}


def told_by(found: Iterable[Origin], papers: Mapping[str, Paper]) -> str:
    """The files of the documents that tell of a thing, for people."""
    documents = {origin.document for origin in found}
    return " ; ".join(sorted(paper.file for iri, paper in papers.items() if iri in documents))


def code_labels(source: Source, language: str) -> dict[str, str]:
    """What the terms of the code lists are called: by what stands behind the hash (``status-awarded``)."""
    rows = select(source, _CODES, vocabulary=ox.NamedNode(VOCABULARY))
    return {
        row["code"].value.rpartition("#")[2]: row["label"].value for row in rows if row["label"].language == language
    }


def select(source: Source, query: str, **terms: ox.NamedNode) -> Any:
    """The rows of a SELECT with known prefixes; ``terms`` are bound as values, never pasted."""
    bound: dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple] = {
        ox.Variable(name): term for name, term in terms.items()
    }
    return source.query(query, prefixes=PREFIXES, substitutions=bound)
