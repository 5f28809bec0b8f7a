"""Exports: the files of the contract, and RDF that says what the store says."""

import json
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib

import exchange_cases
from filon import analyse
from filon.build import build, reading, workers
from filon.cli.app import run
from filon.cli.commands.publication import ExportForm
from filon.errors import StoreError, UsageError
from filon.export import FORMATS, _in_xml, export
from filon.store import nquads, open_read
from pattern_reader import TEXTS, annotate_by_pattern, write_texts

FIELDS = {
    "entities": {"iri", "type", "label", "alt_labels", "siren", "insee"},
    "mentions": {"document", "start", "end", "text", "type", "entity", "confidence", "method"},
    "amounts": {
        *("document", "start", "end", "text", "value", "currency", "role", "funders", "beneficiaries", "purpose"),
        *("purpose_start", "project", "period", "share", "flow", "confidence", "method"),
    },
    "relations": {"document", "start", "end", "text", "type", "subject", "object", "role", "confidence", "method"},
}


@pytest.fixture(scope="module")
def kg(tmp_path_factory):
    place = tmp_path_factory.mktemp("export")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "_annotate", annotate_by_pattern)
        patch.setattr(workers, "_local", lambda tasks, _: map(reading.read_task, list(tasks)))
        build([write_texts(place / "documents", TEXTS)], place / "kg")
    return place / "kg"


def test_the_facts_are_four_files_of_the_contracts_fields(kg, tmp_path):
    written = export(kg, "facts", tmp_path / "facts")
    assert sorted(path.name for path in written) == sorted(f"{name}.jsonl" for name in FIELDS)
    rows = {path.stem: [json.loads(line) for line in path.read_text("utf-8").splitlines()] for path in written}
    assert (len(rows["amounts"]), len(rows["mentions"]), rows["relations"]) == (2, 5, [])
    for name, found in rows.items():
        assert all(set(row) == FIELDS[name] for row in found)
    iris = {row["iri"] for row in rows["entities"]}
    for row in rows["amounts"]:
        assert row["flow"]
        assert {*row["funders"], *row["beneficiaries"]} <= iris
        assert (len(row["funders"]), len(row["beneficiaries"])) == (1, 1)
    assert {row["value"] for row in rows["amounts"]} == {100, 250}


@pytest.mark.parametrize("form", ["nquads", "trig", "jsonld"])
def test_a_data_set_comes_back_whole(kg, tmp_path, form):
    export(kg, form, tmp_path / "graph")
    formats = {"nquads": ox.RdfFormat.N_QUADS, "trig": ox.RdfFormat.TRIG, "jsonld": ox.RdfFormat.JSON_LD}
    again = set(ox.parse(path=str(tmp_path / "graph"), format=formats[form]))
    assert again == set(open_read(kg))


@pytest.mark.parametrize(("form", "suffix"), [("turtle", "ttl"), ("ntriples", "nt"), ("rdfxml", "rdf")])
def test_a_format_of_triples_is_the_default_graph(kg, tmp_path, form, suffix):
    path = tmp_path / f"graph.{suffix}"
    export(kg, form, path)
    facts = {quad.triple for quad in open_read(kg).quads_for_pattern(None, None, None, ox.DefaultGraph())}
    assert {quad.triple for quad in ox.parse(path=str(path))} == facts
    assert len(rdflib.Graph().parse(path)) == len(facts)


@pytest.mark.parametrize("form", ["turtle", "ntriples", "rdfxml", "trig", "jsonld", "nquads"])
def test_hostile_labels_come_back_as_they_are(tmp_path, form):
    exchange_cases.build(tmp_path / "kg")
    export(tmp_path / "kg", form, tmp_path / "graph")
    formats = {"nquads": ox.RdfFormat.N_QUADS, "trig": ox.RdfFormat.TRIG, "jsonld": ox.RdfFormat.JSON_LD,
               "turtle": ox.RdfFormat.TURTLE, "ntriples": ox.RdfFormat.N_TRIPLES, "rdfxml": ox.RdfFormat.RDF_XML}  # fmt: skip
    texts = {
        quad.object.value
        for quad in ox.parse(path=str(tmp_path / "graph"), format=formats[form])
        if isinstance(quad.object, ox.Literal)
    }
    assert {exchange_cases.FORMULA, exchange_cases.MARKUP} <= texts


def test_what_xml_cannot_hold_is_said():
    bad = ox.Triple(ox.NamedNode("http://x/s"), ox.NamedNode("http://x/p"), ox.Literal("a\x01b"))
    with pytest.raises(UsageError, match=r"XML cannot hold.*take turtle"):
        list(_in_xml(iter([bad])))
    assert list(_in_xml(iter(()))) == []


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_graph_gives_the_same_bytes(kg, tmp_path, form):
    one, two = (export(kg, form, tmp_path / name) for name in ("one", "two"))
    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]


def test_nquads_are_those_of_the_store_and_may_go_to_standard_output(kg, capfdbinary):
    assert export(kg, "nquads", Path("-")) == ()
    assert capfdbinary.readouterr().out == b"".join(nquads(kg))


def test_a_place_that_cannot_be_written_is_named_and_nothing_is_left(kg, tmp_path):
    (tmp_path / "file").write_text("x")
    for form in ("facts", "trig"):
        with pytest.raises(StoreError, match="cannot write"):
            export(kg, form, tmp_path / "file" / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_what_is_no_graph_cannot_be_exported(tmp_path):
    with pytest.raises(StoreError, match="not a knowledge graph"):
        export(tmp_path, "nquads", tmp_path / "out")


@pytest.mark.parametrize(("form", "read"), [("gexf", nx.read_gexf), ("graphml", nx.read_graphml)])
def test_the_network_is_the_one_that_is_studied(kg, tmp_path, form, read):
    target = tmp_path / f"network.{form}"
    assert run(["export", str(kg), form, "--to", str(target)]) == 0
    network, found = analyse.together(kg), read(target)
    assert {frozenset(edge) for edge in found.edges()} == {frozenset(edge) for edge in network.edges()} != set()
    assert {found.nodes[node]["label"] for node in found} == {network.nodes[node]["label"] for node in network}


def test_the_command_line_offers_every_format():
    assert [form.value for form in ExportForm] == [*FORMATS, "site", "catalog", "gexf", "graphml"]
