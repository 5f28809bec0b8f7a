"""Statements become facts, claims and spans: exact where they say so, once each, and the same bytes every time."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

import sample
from filon import rdf
from filon.model import Conflict, Document, Evidence, Graph, Literal, Statement
from filon.vocab import expand

X = "https://w3id.org/filon/id/"
TEXT = "Le Jura verse 10 € 😀 à Dole."
DOCUMENT = Document("a/b.txt", TEXT, "0123456789abcdef" * 4)
SOURCES = {"a/b.txt": rdf.source_of(DOCUMENT, title="Titre")}


def evidence(quote: str, confidence: float = 0.9, method: str = "rule:x") -> Evidence:
    start = TEXT.index(quote)
    return Evidence("a/b.txt", start, start + len(quote), confidence, method)


def store_of(*statements: Statement, conflicts: tuple[Conflict, ...] = ()) -> ox.Store:
    store = ox.Store()
    store.extend(rdf.to_quads(Graph(statements=statements, conflicts=conflicts), SOURCES, lambda _: TEXT, version="9"))
    return store


def ask(store: ox.Store, query: str) -> list[tuple[str, ...]]:
    prefixes = {p: expand(f"{p}:") for p in ("filon", "fc", "oa", "rdf", "schema", "wikibase", "dcterms", "prov")}
    found = store.query(query, prefixes=prefixes)
    assert isinstance(found, ox.QuerySolutions)
    return sorted(tuple(term.value for term in solution) for solution in found)


AMOUNT = Statement("funding/1", "schema:amount", Literal("10", "xsd:decimal"), (evidence("10 €"),), verbatim="10 €")


def test_a_preferred_statement_is_one_triple_of_the_default_graph() -> None:
    twice = replace(AMOUNT, evidence=(evidence("10 €"), evidence("verse 10 €")))
    facts = list(store_of(twice).quads_for_pattern(None, None, None, ox.DefaultGraph()))
    decimal = ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")
    assert [q.triple for q in facts] == [
        ox.Triple(
            ox.NamedNode(X + "funding/1"), ox.NamedNode("https://schema.org/amount"), ox.Literal("10", datatype=decimal)
        )
    ]


def test_a_statement_that_lost_is_a_claim_only() -> None:
    store = store_of(replace(AMOUNT, preferred=False))
    assert not list(store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    assert ask(store, "SELECT ?v ?r { GRAPH ?g { ?c rdf:object ?v ; wikibase:rank ?r } }") == [
        ("10", expand("wikibase:NormalRank"))
    ]


def test_a_claim_leads_to_the_characters_that_say_it() -> None:
    store = store_of(replace(AMOUNT, evidence=(evidence("à Dole", 0.875),)))
    rows = ask(
        store,
        """SELECT ?s ?p ?v ?conf ?m ?verbatim ?title ?b ?e ?quote ?before ?after ?version { GRAPH ?g {
             ?c a filon:Claim ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?v ; filon:confidence ?conf ; filon:method ?m ;
               filon:verbatim ?verbatim ; filon:evidence ?span .
             ?span oa:hasSource/filon:textOf/dcterms:title ?title ; oa:hasSelector ?at , ?says .
             ?at oa:start ?b ; oa:end ?e . ?says oa:exact ?quote ; oa:prefix ?before ; oa:suffix ?after .
             ?g prov:wasGeneratedBy/prov:wasAssociatedWith/schema:softwareVersion ?version } }""",
    )
    start = TEXT.index("à Dole")  # in code points: the emoji before it counts once
    expected = (
        X + "funding/1",
        expand("schema:amount"),
        "10",
        "0.88",
        "rule:x",
        "10 €",
        "Titre",
        str(start),
        str(start + 6),
        "à Dole",
    )
    assert rows == [(*expected, TEXT[start - 20 : start], ".", "9")]


def test_one_claim_for_each_piece_of_evidence_and_one_span_for_each_place() -> None:
    other = Statement("funding/1", "schema:currency", Literal("EUR"), (evidence("10 €"),))
    store = store_of(replace(AMOUNT, evidence=(evidence("10 €"), evidence("Jura"))), other)
    assert len(ask(store, "SELECT ?c { GRAPH ?g { ?c a filon:Claim } }")) == 3
    assert len(ask(store, "SELECT ?s { GRAPH ?g { ?s a oa:SpecificResource } }")) == 2


def test_of_two_readings_of_the_same_characters_the_surer_speaks() -> None:
    store = store_of(replace(AMOUNT, evidence=(evidence("10 €", 0.4, "rule:a"), evidence("10 €", 0.7, "rule:b"))))
    assert ask(store, "SELECT ?k ?m { GRAPH ?g { ?c filon:confidence ?k ; filon:method ?m } }") == [("0.7", "rule:b")]


def test_a_conflict_involves_the_claims_of_its_values() -> None:
    lost = replace(AMOUNT, value=Literal("12", "xsd:decimal"), preferred=False)
    third = replace(AMOUNT, value=Literal("13", "xsd:decimal"), preferred=False)
    conflict = Conflict("funding/1", "schema:amount", "conflict-amount", (AMOUNT.value, lost.value))
    store = store_of(AMOUNT, lost, third, conflicts=(conflict,))
    rows = ask(
        store,
        """SELECT ?g ?k ?about ?v { GRAPH ?g { ?x a filon:Conflict ; dcterms:type ?k ; filon:about ?about ; filon:involves ?c }
             GRAPH ?d { ?c rdf:object ?v } }""",
    )
    assert rows == [
        (X + "graph/quality", expand("fc:conflict-amount"), X + "funding/1", value) for value in ("10", "12")
    ]


def test_pages_and_parts_stand_on_the_span() -> None:
    store = ox.Store()
    store.extend(rdf.to_quads(sample.sample(), sample.sources(), sample.TEXTS.__getitem__))
    rows = ask(
        store,
        """SELECT DISTINCT ?quote ?page ?genre { GRAPH ?g { ?s oa:hasSelector/oa:exact ?quote ; schema:pageStart ?page ;
             filon:inPart/filon:genre ?genre FILTER(?quote IN ("30 000 €", "Convention")) } }""",
    )
    genre = expand("fc:genre-convention")
    assert rows == [("30 000 €", "2", genre), ("Convention", "1", genre)]


def test_every_quotation_of_the_sample_stands_where_it_says() -> None:
    store = ox.Store()
    store.extend(rdf.to_quads(sample.sample(), sample.sources(), sample.TEXTS.__getitem__))
    rows = ask(
        store,
        """SELECT ?name ?b ?e ?quote { GRAPH ?g { ?s oa:hasSource/filon:textOf/dcterms:identifier ?name ; oa:hasSelector ?at , ?says .
             ?at oa:start ?b ; oa:end ?e . ?says oa:exact ?quote } }""",
    )
    assert len(rows) > 20
    assert all(sample.TEXTS[name][int(b) : int(e)] == quote for name, b, e, quote in rows)


def test_evidence_from_a_document_that_is_not_given_is_refused() -> None:
    with pytest.raises(ValueError, match=r"elsewhere\.txt"):
        store_of(replace(AMOUNT, evidence=(Evidence("elsewhere.txt", 0, 1, 1, "x"),)))


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_the_same_graph_in_any_order_gives_the_same_bytes(tmp_path: Path) -> None:
    graph = sample.sample()
    shuffled = list(graph.statements)
    random.Random(1).shuffle(shuffled)  # noqa: S311 - any order will do
    turned = [replace(s, evidence=s.evidence[::-1]) for s in shuffled]
    sample.write(tmp_path / "a", graph)
    sample.write(tmp_path / "b", replace(graph, statements=tuple(turned)))
    assert files(tmp_path / "a") == files(tmp_path / "b")


def test_files_hold_one_graph_each_with_sorted_lines_and_no_line_twice(tmp_path: Path) -> None:
    paths = sample.write(tmp_path)
    assert {path.name for path in paths} == {
        "facts.nq", "quality.nq", "vocabulary.nq", *(f"doc-{s.sha256[:12]}.nq" for s in sample.sources().values()),
    }  # fmt: skip
    everything = []
    for path in paths:
        lines = path.read_bytes().splitlines(keepends=True)
        assert lines == sorted(set(lines))
        assert len({quad.graph_name for quad in ox.parse(path=path, format=ox.RdfFormat.N_QUADS)}) == 1
        everything += lines
    assert len(everything) == len(set(everything))


def test_written_files_hold_the_quads_of_the_mapping(tmp_path: Path) -> None:
    paths = sample.write(tmp_path)
    read = {
        q for path in paths if path.name != "vocabulary.nq" for q in ox.parse(path=path, format=ox.RdfFormat.N_QUADS)
    }
    assert read == set(rdf.to_quads(sample.sample(), sample.sources(), sample.TEXTS.__getitem__, version="1.2.3"))


def test_a_renamed_document_keeps_its_iri() -> None:
    other = rdf.source_of(replace(DOCUMENT, name="other.txt"))
    assert rdf.document_iri(other) == rdf.document_iri(SOURCES["a/b.txt"]) == X + "doc/0123456789ab"


@given(value=st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=2))
def test_decimals_come_back_from_the_store_as_they_were_written(value: Decimal) -> None:
    written = rdf.term(Literal(str(value), "xsd:decimal"))
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode(X), ox.NamedNode(X), written))
    (quad,) = store
    assert quad.object == written
    assert isinstance(quad.object, ox.Literal)
    assert Decimal(quad.object.value) == value
