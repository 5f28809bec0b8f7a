"""The SPARQL 1.1 Protocol against a live endpoint: the W3C's tests, and cases of our own."""

import csv
import gzip
import json
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pyoxigraph as ox
import pytest
import rdflib
from rdflib.collection import Collection

from filon.build import build
from served import Served, served

SUITE = Path(__file__).parents[1].parent / "shared/rdf-tests/sparql/sparql11"
HT = rdflib.Namespace("http://www.w3.org/2011/http#")
CNT = rdflib.Namespace("http://www.w3.org/2011/content#")
MF = rdflib.Namespace("http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#")
UT = rdflib.Namespace("http://www.w3.org/2009/sparql/tests/test-update#")
SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
FORMATS = {
    "boolean": {"application/sparql-results+json", "application/sparql-results+xml"},
    "tabular": {
        "application/sparql-results+json",
        "application/sparql-results+xml",
        "text/csv",
        "text/tab-separated-values",
    },
    "RDF": {"text/turtle", "application/rdf+xml", "application/n-triples", "application/ld+json"},
}
EXAMPLES = Path(__file__).parents[1] / "examples"


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    kg = tmp_path_factory.mktemp("protocol") / "kg"
    build([EXAMPLES / "convention-2024.txt", EXAMPLES / "deliberation-2024-118.txt"], kg)
    return kg


@pytest.fixture(scope="module")
def endpoint(graph: Path):
    with served(graph, "--client-seconds", "0") as server:
        yield server


@pytest.fixture(scope="module")
def writable(graph: Path):
    with served(graph, "--client-seconds", "0", "--updates", "--workers", "1") as server:
        yield server


def suite() -> rdflib.Graph | None:
    path = SUITE / "protocol/manifest.ttl"
    return rdflib.Graph().parse(path) if path.exists() else None


def cases() -> list[str]:
    found = suite()
    entries = (
        []
        if found is None
        else [entry for head in found.objects(None, MF.entries) for entry in Collection(found, head)]
    )
    return [str(entry) for entry in entries]


@pytest.mark.skipif(not SUITE.exists(), reason="the W3C's tests are not here")
@pytest.mark.parametrize("case", cases(), ids=lambda case: case.rsplit("#", 1)[-1])
def test_the_w3c_protocol_tests_pass(writable: Served, case: str) -> None:
    manifest = suite()
    assert manifest is not None
    entry = rdflib.URIRef(case)
    for data in manifest.objects(entry, UT.graphData):
        name, file = str(manifest.value(data, rdflib.RDFS.label)), str(manifest.value(data, UT.graph))
        triples = (SUITE / "protocol" / file.rsplit("/", 1)[-1]).read_text(encoding="utf-8")
        update = f"DROP SILENT GRAPH <{name}> ; INSERT DATA {{ GRAPH <{name}> {{ {triples} }} }}"
        assert writable.client.post(writable.sparql, data={"update": update}).status_code == 204
    for request in Collection(manifest, manifest.value(manifest.value(entry, MF.action), HT.requests)):
        answer = send(writable, manifest, request)
        expected = manifest.value(request, HT.resp)
        allowed = {str(status)[-3] for status in manifest.objects(expected, MF.expectedStatus)}
        assert str(answer.status_code)[0] in allowed, answer.text
        form = manifest.value(expected, MF.expectedFormat)
        if form is not None:
            assert answer.headers["content-type"].split(";")[0] in FORMATS[str(form)]
        boolean = manifest.value(expected, MF.expectedBoolean)
        if boolean is not None:
            assert answer.json()["boolean"] is (str(boolean) == "true")


def send(server: Served, manifest: rdflib.Graph, request: rdflib.term.Node) -> httpx.Response:
    body = manifest.value(request, HT.body)
    encoding = str(manifest.value(body, CNT.characterEncoding) or "utf-8") if body else "utf-8"
    content = str(manifest.value(body, CNT.chars)).encode(encoding) if body else b""
    headers = {
        str(manifest.value(header, HT.fieldName)): str(manifest.value(header, HT.fieldValue))
        for headers in manifest.objects(request, HT.headers)
        for header in Collection(manifest, headers)
    }
    path = str(manifest.value(request, HT.absolutePath)).replace("/sparql/", server.sparql)
    method = str(manifest.value(request, HT.methodName))
    return server.client.request(method, path, content=content, headers=headers)


@pytest.mark.skipif(not SUITE.exists(), reason="the W3C's tests are not here")
@pytest.mark.parametrize(
    "accept", ["text/turtle", "application/rdf+xml", "application/ld+json", "application/n-triples", None]
)
def test_the_endpoint_describes_itself_as_the_w3c_wants(endpoint: Served, accept: str | None) -> None:
    # The suite's three tests: it returns RDF, has a matching sd:endpoint, and conforms to the schema (one service with a dataset).
    answer = endpoint.client.get(endpoint.sparql, headers={"Accept": accept} if accept else {"Accept": "*/*"})
    assert answer.status_code == 200
    form = ox.RdfFormat.from_media_type(answer.headers["content-type"])
    triples = [quad.triple for quad in ox.parse(answer.content, format=form)]
    found = rdflib.Graph().parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")
    (service,) = found.subjects(rdflib.RDF.type, SD.Service)
    assert list(found.objects(service, SD.endpoint)) == [rdflib.URIRef(endpoint.sparql)]
    assert list(found.objects(service, SD.supportedLanguage)) == [SD.SPARQL11Query]
    (dataset,) = found.objects(service, SD.defaultDataset)
    assert (dataset, rdflib.RDF.type, SD.Dataset) in found
    (default,) = found.objects(dataset, SD.defaultGraph)
    assert (default, rdflib.RDF.type, SD.Graph) in found
    assert list(found.objects(service, SD.resultFormat))
    assert not list(found.objects(service, SD.feature)), "no federation is offered"


@pytest.mark.skipif(not SUITE.exists(), reason="the W3C's tests are not here")
@pytest.mark.parametrize("case", ["csvtsv01", "csvtsv02", "csvtsv03"])
@pytest.mark.parametrize("form", ["csv", "tsv"])
def test_tables_are_those_of_the_w3c(writable: Served, case: str, form: str) -> None:
    folder = SUITE / "csv-tsv-res"
    query = (folder / ("csvtsv01.rq" if case == "csvtsv03" else f"{case}.rq")).read_text(encoding="utf-8")
    data = ox.parse(path=str(folder / ("data2.ttl" if case == "csvtsv03" else "data.ttl")), format=ox.RdfFormat.TURTLE)
    triples = " .\n".join(f"{quad.subject} {quad.predicate} {quad.object}" for quad in data)
    writable.client.post(writable.sparql, data={"update": f"CLEAR ALL ; INSERT DATA {{ {triples} }}"})
    media_type = "text/csv" if form == "csv" else "text/tab-separated-values"
    answer = writable.ask(query, media_type)
    assert answer.headers["content-type"].startswith(media_type)
    expected = (folder / f"{case}.{form}").read_text(encoding="utf-8")
    assert table(answer.text, form) == table(expected, form)


def table(text: str, form: str) -> list[dict[str, str]]:
    """Rows in one order, columns by name, blank nodes alike, numbers by value: what the suite's comparison is defined on."""
    rows = csv.DictReader(
        text.splitlines(), delimiter="," if form == "csv" else "\t", quoting=0 if form == "csv" else 3
    )
    return sorted(
        ({name: normal(cell) for name, cell in row.items()} for row in rows), key=lambda row: sorted(row.items())
    )


def normal(cell: str) -> str:
    number = re.sub(
        r'^"(.*)"\^\^<http://www.w3.org/2001/XMLSchema#(integer|negativeInteger|decimal|double)>$', r"\1", cell
    )
    try:
        return repr(float(number))
    except ValueError:
        return "_:" if cell.startswith("_:") else cell


SELECT = "SELECT ?who WHERE { ?f filon:beneficiary/rdfs:label ?who } ORDER BY ?who"


def test_get_and_both_posts_give_one_answer(endpoint: Served) -> None:
    by_get = endpoint.client.get(endpoint.sparql, params={"query": SELECT})
    by_form = endpoint.client.post(endpoint.sparql, data={"query": SELECT})
    direct = endpoint.ask(SELECT)
    assert by_get.json() == by_form.json() == direct.json()
    assert direct.json()["results"]["bindings"]


@pytest.mark.parametrize(
    ("accept", "given"),
    [
        (None, "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("application/sparql-results+xml;q=0.3, text/csv;q=0.9", "text/csv; charset=utf-8"),
        ("text/tab-separated-values, text/csv;q=0.9", "text/tab-separated-values; charset=utf-8"),
        ("text/*", "text/csv; charset=utf-8"),
        ("application/*;q=0.1, text/csv;q=0.05", "application/sparql-results+json"),
        ("text/html, application/xml;q=0.9, */*;q=0.8", "application/xml"),
        ("garbage", "application/sparql-results+json"),
    ],
)
def test_the_table_a_client_likes_best_is_what_it_gets(endpoint: Served, accept: str | None, given: str) -> None:
    headers = {"Accept": accept} if accept is not None else {"Accept": ""}
    answer = endpoint.client.get(endpoint.sparql, params={"query": SELECT}, headers=headers)
    assert answer.headers["content-type"] == given


@pytest.mark.parametrize(
    "form",
    [
        "text/turtle",
        "application/n-triples",
        "application/n-quads",
        "application/trig",
        "application/ld+json",
        "application/rdf+xml",
    ],
)
def test_triples_come_in_every_form(endpoint: Served, form: str) -> None:
    answer = endpoint.ask("CONSTRUCT { ?f schema:amount ?a } WHERE { ?f schema:amount ?a }", form)
    assert answer.headers["content-type"].split(";")[0] == form
    triples = {quad.triple for quad in ox.parse(answer.content, format=ox.RdfFormat.from_media_type(form))}
    assert {t.object.value for t in triples} == {r["a"] for r in endpoint.rows("SELECT ?a { ?f schema:amount ?a }")}


def test_what_no_client_takes_is_said(endpoint: Served) -> None:
    answer = endpoint.client.get(endpoint.sparql, params={"query": "ASK {}"}, headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == 406


def test_head_has_the_headers_and_no_body(endpoint: Served) -> None:
    answers = [
        endpoint.client.request(method, endpoint.sparql, params={"query": "ASK {}"}) for method in ("GET", "HEAD")
    ]
    got, head = answers
    assert head.content == b""
    assert {k: v for k, v in head.headers.items() if k != "date"} == {
        k: v for k, v in got.headers.items() if k != "date"
    }
    missing = endpoint.client.head(f"{endpoint.address}doc/nothing.html")
    assert (missing.status_code, missing.content) == (404, b"")
    assert endpoint.ask("ASK {}").json()["boolean"] is True, "the connection is still in step"


def test_an_answer_that_is_known_is_not_sent_again(endpoint: Served) -> None:
    first = endpoint.client.get(endpoint.sparql, params={"query": SELECT})
    again = endpoint.client.get(
        endpoint.sparql, params={"query": SELECT}, headers={"If-None-Match": first.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    other = endpoint.client.get(
        endpoint.sparql, params={"query": "ASK {}"}, headers={"If-None-Match": first.headers["etag"]}
    )
    assert other.status_code == 200


def test_an_answer_of_chance_or_time_is_made_anew(endpoint: Served) -> None:
    for expression in ("RAND()", "STRUUID()", "NOW()"):
        answers = [
            endpoint.client.get(endpoint.sparql, params={"query": f"SELECT ({expression} AS ?x) {{}}"})
            for _ in range(2)
        ]
        assert "etag" not in answers[0].headers
        assert answers[0].content != answers[1].content


def test_an_answer_is_given_again_in_the_form_that_is_asked_for(endpoint: Served) -> None:
    first = [endpoint.ask(SELECT, form) for form in ("text/csv", "application/sparql-results+json")]
    again = [endpoint.ask(SELECT, form) for form in ("text/csv", "application/sparql-results+json")]
    assert [a.content for a in first] == [a.content for a in again]
    assert first[0].content != first[1].content
    assert {k: v for k, v in first[0].headers.items() if k != "date"} == {
        k: v for k, v in again[0].headers.items() if k != "date"
    }


def test_long_answers_are_compressed(endpoint: Served) -> None:
    query = "SELECT * { GRAPH ?g { ?s ?p ?o } }"
    with endpoint.client.stream(
        "GET", endpoint.sparql, params={"query": query}, headers={"Accept-Encoding": "gzip"}
    ) as answer:
        assert answer.headers["content-encoding"] == "gzip"
        packed = b"".join(answer.iter_raw())
    plain = endpoint.client.get(endpoint.sparql, params={"query": query}, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert json.loads(gzip.decompress(packed)) == plain.json()
    assert len(packed) < len(plain.content) / 5


def test_the_default_graph_is_the_facts_and_no_union(endpoint: Served) -> None:
    (default,) = endpoint.rows("SELECT (COUNT(*) AS ?n) { ?s a filon:Claim }")
    (named,) = endpoint.rows("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s a filon:Claim } }")
    assert default["n"] == "0"
    assert int(named["n"]) > 0
    graphs = [row["g"] for row in endpoint.rows("SELECT DISTINCT ?g { GRAPH ?g { ?s a filon:Claim } }")]
    chosen = endpoint.client.get(
        endpoint.sparql, params={"query": "ASK { ?s a filon:Claim }", "default-graph-uri": graphs[0]}
    )
    assert chosen.json()["boolean"] is True


@pytest.mark.parametrize(
    ("method", "kwargs", "status"),
    [
        ("DELETE", {}, 405),
        ("POST", {"content": b"ASK {}", "headers": {"Content-Type": "multipart/form-data; boundary=x"}}, 415),
        ("POST", {"content": b"query=%FF", "headers": {"Content-Type": "application/x-www-form-urlencoded"}}, 400),
        ("POST", {"content": b"ASK { ?s ?p '\xff' }", "headers": {"Content-Type": "application/sparql-query"}}, 400),
        ("POST", {"content": b"", "headers": {"Content-Type": "application/x-www-form-urlencoded"}}, 400),
        ("GET", {"params": {"query": "ASK {}", "default-graph-uri": "not an iri"}}, 400),
        ("GET", {"params": {"query": "SELEC"}}, 400),
        ("GET", {"params": {"query": ""}}, 400),
        ("POST", {"data": {"query": "ASK {}", "update": "CLEAR ALL"}}, 400),
        ("POST", {"data": {"update": "CLEAR ALL"}}, 403),
        ("POST", {"content": b"a" * 1_000_000, "headers": {"Content-Type": "application/sparql-query"}}, 413),
    ],
)
def test_what_is_malformed_is_told_so_in_a_problem_document(
    endpoint: Served, method: str, kwargs: dict, status: int
) -> None:
    answer = endpoint.client.request(method, endpoint.sparql, **kwargs)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"].endswith(".")


def test_a_syntax_error_says_where(endpoint: Served) -> None:
    assert "line 2, column" in endpoint.ask("SELECT ?x WHERE {\n ?x ?y ) }").json()["detail"]


def test_updates_change_the_served_graph_and_never_the_folder(writable: Served, graph: Path) -> None:
    files = {path: path.stat().st_mtime_ns for path in graph.rglob("*.nq")}
    update = "INSERT DATA { <http://example.org/a> <http://example.org/b> 'c' }"
    before = writable.client.get(f"{writable.address}status").json()["digest"]
    assert writable.client.post(writable.sparql, data={"update": update}).status_code == 204
    assert writable.ask("ASK { <http://example.org/a> <http://example.org/b> 'c' }").json()["boolean"] is True
    assert writable.client.get(f"{writable.address}status").json()["digest"] != before
    assert {path: path.stat().st_mtime_ns for path in graph.rglob("*.nq")} == files
    short = "DELETE WHERE { ?s <http://example.org/b> ?o }"
    other = urlencode({"using-graph-uri": "http://example.org/elsewhere"})
    assert writable.client.post(f"{writable.sparql}?{other}", data={"update": short}).status_code == 204
    assert writable.ask("ASK { ?s <http://example.org/b> ?o }").json()["boolean"] is True, (
        "the graph it was to look in has none"
    )
    assert writable.client.post(writable.sparql, data={"update": short}).status_code == 204
    assert writable.ask("ASK { ?s <http://example.org/b> ?o }").json()["boolean"] is False


def test_an_endpoint_elsewhere_is_served_as_a_folder_is(endpoint: Served) -> None:
    with served(endpoint.sparql, "--client-seconds", "0") as second:
        assert second.ask(SELECT).json() == endpoint.ask(SELECT).json()
        construct = "CONSTRUCT WHERE { ?s schema:amount ?o }"
        triples = [
            set(ox.parse(s.ask(construct, "text/turtle").content, format=ox.RdfFormat.TURTLE))
            for s in (second, endpoint)
        ]
        assert triples[0] == triples[1] != set()
        assert second.ask("SELECT {").status_code == 400
        page = "doc/org/departement-du-jura.html"
        assert second.client.get(second.address + page).status_code == 200


def test_a_folder_that_is_no_graph_is_one_sentence(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "filon", "serve", str(tmp_path), "--port", "0"]
    ended = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 2
    assert ended.stderr.startswith(f"filon: {tmp_path} is not a knowledge graph")
    assert ended.stderr.count("\n") == 1


def test_updates_are_never_open_to_a_network(graph: Path) -> None:
    command = [sys.executable, "-m", "filon", "serve", str(graph), "--host", "0.0.0.0", "--updates"]  # noqa: S104
    ended = subprocess.run(command, check=False, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 2
    assert "this machine only" in ended.stderr


def test_a_graph_on_disk_answers_as_one_in_memory(graph: Path, endpoint: Served) -> None:
    with served(graph, "--client-seconds", "0", "--store", "disk") as server:
        assert server.ask(SELECT).json() == endpoint.ask(SELECT).json()
        states = [s.client.get(f"{s.address}status").json() for s in (server, endpoint)]
        assert states[0] == states[1]
        (count,) = server.rows("SELECT (COUNT(*) AS ?n) { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }")
        assert int(count["n"]) == states[0]["quads"]
