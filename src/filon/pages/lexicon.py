"""The terms of the ontology and of its code lists, with their words in both languages, read from ``ontology/filon.ttl``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from filon.resources import shared_folder
from filon.vocab import PREFIXES, VOCABULARY, expand, shorten

_LABELS: Final = (expand("skos:prefLabel"), expand("rdfs:label"), expand("dcterms:title"))
_KINDS: Final = {
    "owl:Class": "class",
    "owl:ObjectProperty": "property",
    "owl:DatatypeProperty": "property",
    "skos:ConceptScheme": "scheme",
    "skos:Concept": "concept",
}


@dataclass(frozen=True, slots=True)
class Term:
    """A term: what it is called and means in each language, and the IRIs of the terms it is tied to, by the CURIE of the tie.

    ``kind`` is class, property, scheme, concept, or reused where another vocabulary defines it.
    """

    iri: str
    kind: str
    labels: Mapping[str, str]
    comments: Mapping[str, str]
    ties: Mapping[str, tuple[str, ...]]

    @property
    def curie(self) -> str:
        """The short form of its IRI."""
        return shorten(self.iri)


def anchor(iri: str) -> str:
    """The fragment of a term in the page of terms: its local name, with its prefix where it is not Filon's own."""
    curie = shorten(iri)
    return (
        curie.partition(":")[2] if iri.startswith((PREFIXES["filon"], PREFIXES["fc"])) else curie.replace(":", "-", 1)
    )


def source() -> Path:
    """The Turtle file of the ontology."""
    return shared_folder("ontology") / "filon.ttl"


@cache
def terms() -> Mapping[str, Term]:
    """All terms that have a label, by IRI, in the order of their CURIEs."""
    found: defaultdict[str, list[ox.Triple]] = defaultdict(list)
    nodes: defaultdict[str, list[ox.Triple]] = defaultdict(list)
    for quad in ox.parse(path=source(), format=ox.RdfFormat.TURTLE):
        if isinstance(quad.subject, ox.NamedNode):
            found[quad.subject.value].append(quad.triple)
        else:
            nodes[str(quad.subject)].append(quad.triple)
    read = (_term(iri, triples, nodes) for iri, triples in found.items() if iri != VOCABULARY)
    return {term.iri: term for term in sorted(read, key=lambda term: term.curie) if term.labels}


def name(iri: str, language: str) -> str:
    """What a term is called; its short form where nobody named it."""
    term = terms().get(iri)
    return term.labels.get(language) or next(iter(term.labels.values())) if term else shorten(iri)


def _term(iri: str, triples: Iterable[ox.Triple], nodes: Mapping[str, list[ox.Triple]]) -> Term:
    kind, labels, comments = "reused", dict[str, str](), dict[str, str]()
    ties: defaultdict[str, list[str]] = defaultdict(list)
    for triple in triples:
        predicate, value = triple.predicate.value, triple.object
        if isinstance(value, ox.Literal):
            if predicate in _LABELS and value.language:
                labels[value.language] = value.value
            elif predicate == expand("rdfs:comment") and value.language:
                comments[value.language] = value.value
            elif predicate == expand("skos:notation"):
                ties["skos:notation"].append(value.value)
        elif predicate == expand("rdf:type"):
            kind = _KINDS.get(shorten(value.value) if isinstance(value, ox.NamedNode) else "", kind)
        else:
            ties[shorten(predicate)] += _members(value, nodes)
    return Term(iri, kind, labels, comments, {tie: tuple(sorted(set(to))) for tie, to in sorted(ties.items())})


def _members(
    value: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple, nodes: Mapping[str, list[ox.Triple]]
) -> list[str]:
    """The IRIs that a value names: itself, or the members of the union that it is."""
    if isinstance(value, ox.NamedNode):
        return [] if value.value == expand("rdf:nil") else [value.value]
    wanted = {expand("owl:unionOf"), expand("rdf:first"), expand("rdf:rest")}
    return [iri for t in nodes.get(str(value), ()) if t.predicate.value in wanted for iri in _members(t.object, nodes)]
