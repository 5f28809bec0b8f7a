"""The reference corpus, built once: the answers that are known, and the laws that hold for every fact of real documents."""

from collections import Counter
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest

from filon import queries, shapes, store
from filon.build import build
from filon.resources import shared_folder

UNCLAIMED = """
PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
SELECT ?s ?p ?o WHERE { ?s ?p ?o
  FILTER NOT EXISTS { GRAPH ?source { ?claim rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o } } } LIMIT 5
"""
QUOTES = """
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX filon: <https://w3id.org/filon/def#>
PREFIX dcterms: <http://purl.org/dc/terms/>
SELECT ?name ?start ?end ?quote WHERE { GRAPH ?source {
  ?span oa:hasSource/filon:textOf/dcterms:identifier ?name ; oa:hasSelector ?position , ?text .
  ?position oa:start ?start ; oa:end ?end . ?text oa:exact ?quote } }
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    corpus = Path(__file__).parents[1].parent / "shared" / "corpus"
    if not corpus.is_dir():
        pytest.skip("the reference corpus is not in shared/ beside the checkout")
    kg = tmp_path_factory.mktemp("corpus") / "kg"
    report = build([corpus], kg)
    return corpus, kg, report


@pytest.fixture(scope="module")
def graph(built):
    return store.read_into_memory(built[1])


def ask(graph, name, **parameters):
    result = queries.run(graph, name, parameters)
    names = queries.columns(result)
    return [dict(zip(names, row, strict=True)) for row in queries.rows(result)]


def test_every_document_is_read(built):
    _, _, report = built
    assert not report.not_read
    assert len(report.documents) == 3


def test_the_act_of_2019_attributes_nineteen_grants(graph):
    grants = ask(graph, "act-grants", number="2019-117")
    assert len(grants) == 19
    assert sum(Decimal(grant["amount"]) for grant in grants) == Decimal(6167760)
    assert {grant["total"] for grant in grants} == {"6167760"}


def test_the_report_and_the_convention_of_2023_contradict_each_other_and_count_once(graph):
    claims = ask(graph, "funding-claims", beneficiary="Mission Bassin Minier")
    assert len({claim["flow"] for claim in claims}) == 1
    values = Counter(Decimal(claim["value"]) for claim in claims if claim["part"] == "whole")
    assert set(values) == {Decimal(182838), Decimal(182828)}
    assert sum(values.values()) == 3, "convention, report, and the sum of the two instalments"
    parts = sorted(Decimal(claim["value"]) for claim in claims if claim["part"] == "instalment")
    assert parts == [Decimal("36565.60"), Decimal("146262.40")]
    preferred = {claim["value"] for claim in claims if claim["part"] == "whole" and "Preferred" in claim["rank"]}
    assert {Decimal(value) for value in preferred} == {Decimal(182838)}, "the signed convention wins"
    contradicted = ask(graph, "contradictions", kind="fc:conflict-amount")
    assert {claims[0]["flow"]} <= {row["about"] for row in contradicted}


@pytest.mark.parametrize(
    ("project", "total", "lines"),
    [
        ("salle de sport intercommunale", "976500", {"248000", "485550", "242950"}),
        ("hydraulique douce", "261786", {"157071.6", "52357.2"}),
    ],
)
def test_financing_plans_balance(graph, project, total, lines):
    plan = ask(graph, "financing-plan", project=project)
    assert {row["amount"] for row in plan} == lines
    assert {row["total"] for row in plan} == {row["sum"] for row in plan} == {total}
    assert {row["owner"] for row in plan} == {"Communauté de communes du Pays de Lumbres"}
    assert len(plan) == 3


def test_the_convention_of_2025_has_twelve_parties(graph):
    parties = ask(graph, "parties-of", agreement="convention de mise en œuvre")
    assert len({row["party"] for row in parties}) == 12
    assert Counter(row["kind"] for row in parties)["fc:org-epci"] == 8


def test_the_agreement_of_2017_declares_eight_bodies_beside_the_four_it_names(graph):
    parties = [row for row in ask(graph, "parties-of", agreement="Engagement pour le renouveau") if row["declared"]]
    assert {row["declared"] for row in parties} == {"8"}
    assert {row["kind"] for row in parties} == {"fc:org-state", "fc:org-region", "fc:org-departement"}
    assert len({row["party"] for row in parties}) == 4


def test_every_quotation_equals_the_document(built, graph):
    corpus, _, _ = built
    texts = {path.name: path.read_bytes().decode() for path in corpus.glob("*.txt")}
    result = graph.query(QUOTES)
    spans = [(row["name"].value, int(row["start"].value), int(row["end"].value), row["quote"].value) for row in result]
    assert len(spans) > 3_000
    assert [span for span in spans if texts[span[0]][span[1] : span[2]] != span[3]] == []


def test_every_statement_is_claimed(graph):
    solutions = graph.query(UNCLAIMED)
    assert isinstance(solutions, ox.QuerySolutions)
    assert list(solutions) == []


def test_no_shape_is_violated(graph):
    checks = shapes.read_shapes(shared_folder("ontology") / "shapes.ttl")
    violations = [finding for finding in shapes.find(graph, checks) if finding.severity == "Violation"]
    assert violations == []
