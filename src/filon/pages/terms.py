"""The ontology and the code lists: every term with its words, its ties, and its anchor in the page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

import pyoxigraph as ox

from filon.pages import lexicon
from filon.pages.data import serialise
from filon.pages.lexicon import Term
from filon.pages.scene import Scene, Shown
from filon.vocab import PREFIXES, VOCABULARY

_TIES: Final = (
    *("rdfs:subClassOf", "rdfs:subPropertyOf", "rdfs:domain", "rdfs:range"),
    *("skos:exactMatch", "skos:closeMatch", "skos:broadMatch", "owl:inverseOf"),
)
_KINDS: Final = ("class", "property", "reused")


@dataclass(frozen=True, slots=True)
class Entry:
    """A term as the page shows it; ``ties`` are what it is tied to, by how."""

    anchor: str
    curie: str
    iri: str
    name: str
    comment: str
    ties: tuple[tuple[Shown, tuple[Shown, ...]], ...]
    notation: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Terms of one kind, or the codes of one list with the list itself."""

    title: str
    entries: tuple[Entry, ...]
    scheme: Entry | None = None


def ontology(scene: Scene) -> tuple[Section, ...]:
    """Classes, properties, and the terms of others that Filon uses."""
    sections = []
    for kind in _KINDS:
        members = [
            term for term in lexicon.terms().values() if term.kind == kind and not term.iri.startswith(PREFIXES["fc"])
        ]
        sections.append(Section(scene.words(f"terms_{kind}"), tuple(_entry(scene, term) for term in members)))
    return tuple(sections)


def codes(scene: Scene) -> tuple[Section, ...]:
    """The code lists, each with its codes."""
    known = lexicon.terms().values()
    return tuple(
        Section(
            lexicon.name(scheme.iri, scene.language),
            tuple(_entry(scene, term) for term in known if scheme.iri in term.ties.get("skos:inScheme", ())),
            _entry(scene, scheme),
        )
        for scheme in known
        if scheme.kind == "scheme"
    )


def _entry(scene: Scene, term: Term) -> Entry:
    ties = [
        (Shown(scene.words(tie.replace(":", "_"))), tuple(scene.term(iri) for iri in term.ties[tie]))
        for tie in _TIES
        if tie in term.ties
    ]
    comment = term.comments.get(scene.language) or next(iter(term.comments.values()), "")
    notation = next(iter(term.ties.get("skos:notation", ())), "")
    return Entry(
        lexicon.anchor(term.iri),
        term.curie,
        term.iri,
        lexicon.name(term.iri, scene.language),
        comment,
        tuple(ties),
        notation,
    )


@cache
def file(name: str, form: str) -> bytes:
    """The ontology (``def``) or its code lists (``code``) as Turtle, N-Triples or JSON-LD; ``def.ttl`` is the file as it is kept."""
    if (name, form) == ("def", "ttl"):
        return lexicon.source().read_bytes()
    triples = list(_named(quad.triple for quad in ox.parse(path=lexicon.source(), format=ox.RdfFormat.TURTLE)))
    if name == "code":
        triples = [
            each
            for each in triples
            if isinstance(each.subject, ox.NamedNode) and each.subject.value.startswith(PREFIXES["fc"])
        ]
    return serialise(triples, form, VOCABULARY)


def _named(triples: Iterable[ox.Triple]) -> Iterable[ox.Triple]:
    """The same triples, blank nodes numbered in the order they come: the parser calls them something else each time."""
    names: dict[str, ox.BlankNode] = {}

    def known(node: ox.BlankNode) -> ox.BlankNode:
        return names.setdefault(node.value, ox.BlankNode(f"b{len(names)}"))

    for triple in triples:
        subject = known(triple.subject) if isinstance(triple.subject, ox.BlankNode) else triple.subject
        value = known(triple.object) if isinstance(triple.object, ox.BlankNode) else triple.object
        yield ox.Triple(subject, triple.predicate, value)
