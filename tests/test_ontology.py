"""The ontology's own rules, and queries that must find nothing, in the ontology and in the sample graph."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib import Graph

import sample

ONTOLOGY = sample.ROOT / "ontology"
RDF_TYPE = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
HYGIENE = sorted((Path(__file__).parent / "hygiene").glob("*.rq"))


def ontology() -> ox.Store:
    store = ox.Store()
    store.load(path=str(ONTOLOGY / "filon.ttl"), format=ox.RdfFormat.TURTLE)
    return store


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> ox.Store:
    store = ox.Store()
    for path in sample.write(tmp_path_factory.mktemp("sample")):
        store.bulk_load(path=str(path), format=ox.RdfFormat.N_QUADS)
    return store


def errors(store: ox.Store, query: Path) -> list[str]:
    found = store.query(query.read_text())
    assert isinstance(found, ox.QuerySolutions)
    return [solution["error"].value for solution in found]


@pytest.mark.parametrize("query", HYGIENE, ids=lambda path: path.stem)
def test_hygiene(query: Path, graph: ox.Store) -> None:
    assert errors(ontology() if "Runs on the ontology" in query.read_text() else graph, query) == []


def test_hygiene_queries_find_what_they_look_for() -> None:
    dirty = ox.Store()
    dirty.load(
        b"""@prefix filon: <https://w3id.org/filon/def#> . @prefix schema: <https://schema.org/> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
            @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
            <https://w3id.org/filon/id/f> a filon:Funding ; schema:amount 1 ; filon:nonsense <https://w3id.org/filon/id/g> ; rdfs:label "a" , "b" .
            filon:orphan a owl:ObjectProperty .""",
        format=ox.RdfFormat.TURTLE,
    )
    found = {query.stem for query in HYGIENE if errors(dirty, query)}
    assert found == {query.stem for query in HYGIENE}


def test_every_concept_is_in_one_list_and_notated_by_its_iri() -> None:
    skos = "http://www.w3.org/2004/02/skos/core#"
    store = ontology()
    concepts = [q.subject for q in store.quads_for_pattern(None, RDF_TYPE, ox.NamedNode(skos + "Concept"), None)]
    assert len(concepts) > 80
    for concept in concepts:
        (scheme,) = (
            q.object.value for q in store.quads_for_pattern(concept, ox.NamedNode(skos + "inScheme"), None, None)
        )
        (notation,) = (
            q.object.value for q in store.quads_for_pattern(concept, ox.NamedNode(skos + "notation"), None, None)
        )
        assert concept.value == f"{scheme}-{notation}"


@pytest.mark.parametrize("name", ["filon.ttl", "shapes.ttl"])
def test_turtle_is_read_by_another_parser_too(name: str) -> None:
    ours = sum(1 for _ in ox.parse(path=str(ONTOLOGY / name), format=ox.RdfFormat.TURTLE))
    assert len(Graph().parse(ONTOLOGY / name)) == ours
