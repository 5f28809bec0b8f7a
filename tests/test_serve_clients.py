"""The endpoint read by clients that nobody here wrote: rdflib, SPARQLWrapper, curl, Comunica."""

import csv
import json
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, JSON, TURTLE, XML, SPARQLWrapper

from filon.build import build
from filon.store import open_read
from filon.vocab import PREFIXES
from served import Served, served

ROOT = Path(__file__).parents[1]
AMOUNTS = "SELECT ?flow ?amount WHERE { ?flow <https://schema.org/amount> ?amount } ORDER BY ?flow"


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    kg = tmp_path_factory.mktemp("clients") / "kg"
    build([ROOT / "examples"], kg)
    return kg


@pytest.fixture(scope="module")
def endpoint(graph: Path):
    with served(graph, "--client-seconds", "0") as server:
        yield server


@pytest.fixture(scope="module")
def amounts(graph: Path) -> dict[str, Decimal]:
    """What the store itself says."""
    rows = open_read(graph).query(AMOUNTS, prefixes=PREFIXES)
    return {row["flow"].value: Decimal(row["amount"].value) for row in rows}


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_reads_tables(endpoint: Served, amounts: dict[str, Decimal], form: str, method: str) -> None:
    if form == "tsv":
        pytest.importorskip("rdflib.plugins.sparql.results.tsvresults")
    found = rdflib.Graph(SPARQLStore(endpoint.sparql, returnFormat=form, method=method)).query(AMOUNTS)
    assert {str(row.flow): Decimal(str(row.amount)) for row in found} == amounts


def test_rdflib_walks_the_graph(endpoint: Served) -> None:
    graph = rdflib.Graph(SPARQLStore(endpoint.sparql))
    funders = set(graph.objects(None, rdflib.URIRef("https://schema.org/funder")))
    assert {str(graph.value(funder, rdflib.RDFS.label)) for funder in funders} >= {"Département du Jura"}
    constructed = graph.query("CONSTRUCT WHERE { ?s <https://schema.org/funder> ?o }").graph
    assert constructed is not None
    assert set(constructed.objects()) == funders


@pytest.mark.parametrize("form", [JSON, XML, CSV])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_sparqlwrapper_reads_tables(endpoint: Served, amounts: dict[str, Decimal], form: str, method: str) -> None:
    client = SPARQLWrapper(endpoint.sparql)
    client.setQuery(AMOUNTS)
    client.setReturnFormat(form)
    client.setMethod(method)
    answer = client.query().convert()
    if form == JSON:
        rows = [(row["flow"]["value"], row["amount"]["value"]) for row in answer["results"]["bindings"]]
    elif form == XML:
        results = answer.getElementsByTagName("result")
        rows = [
            tuple(
                b.firstChild.firstChild.data
                for b in sorted(r.getElementsByTagName("binding"), key=lambda b: -len(b.getAttribute("name")) % 5)
            )
            for r in results
        ]
    else:
        rows = list(csv.reader(answer.decode().splitlines()))[1:]
    assert {flow: Decimal(amount) for flow, amount in rows} == amounts


def test_sparqlwrapper_reads_triples(endpoint: Served, amounts: dict[str, Decimal]) -> None:
    client = SPARQLWrapper(endpoint.sparql)
    client.setQuery("CONSTRUCT WHERE { ?s <https://schema.org/amount> ?o }")
    client.setReturnFormat(TURTLE)
    found = list(ox.parse(client.query().convert(), format=ox.RdfFormat.TURTLE))
    assert {triple.subject.value: Decimal(triple.object.value) for triple in found} == amounts


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not here")
def test_curl_reads_tables(endpoint: Served, amounts: dict[str, Decimal]) -> None:
    command = [
        "curl",
        "-sfG",
        "-H",
        "Accept: text/csv",
        "--compressed",
        "--data-urlencode",
        f"query={AMOUNTS}",
        endpoint.sparql,
    ]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert {flow: Decimal(amount) for flow, amount in list(csv.reader(text.splitlines()))[1:]} == amounts


COMUNICA = ROOT / "tests/peers/node_modules/.bin/comunica-sparql"


@pytest.mark.skipif(not COMUNICA.exists(), reason="Comunica is not installed (make peers, where Node is)")
def test_comunica_reads_tables(endpoint: Served, amounts: dict[str, Decimal]) -> None:
    command = [str(COMUNICA), f"sparql@{endpoint.sparql}", AMOUNTS, "-t", "application/sparql-results+json"]
    answer = subprocess.run(command, check=True, capture_output=True, text=True, timeout=60)
    rows = json.loads(answer.stdout)["results"]["bindings"]
    assert {row["flow"]["value"]: Decimal(row["amount"]["value"]) for row in rows} == amounts
