"""The live server as browsers and fuzzers meet it: redirects, headers, hosts, hostile addresses, the described interface."""

import os
import socket
import subprocess
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest

from filon.build import build
from peers.servers import missing
from served import Served, served

ROOT = Path(__file__).parents[1]
THING = "org/departement-du-jura"
POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory):
    kg = tmp_path_factory.mktemp("web") / "kg"
    build([ROOT / "examples/convention-2024.txt", ROOT / "examples/deliberation-2024-118.txt"], kg)
    with served(
        kg, "--client-seconds", "0", "--cors", "https://atlas.example.org", "--allow-host", "data.example.org"
    ) as server:
        yield server


@pytest.mark.parametrize(
    ("path", "accept", "seen"),
    [
        (f"id/{THING}", "text/html", f"../../doc/{THING}.html"),
        (f"id/{THING}", "text/turtle", f"../../data/{THING}.ttl"),
        (f"id/{THING}", "application/ld+json, text/turtle;q=0.5", f"../../data/{THING}.jsonld"),
        (f"id/{THING}", "application/n-triples", f"../../data/{THING}.nt"),
        ("def", "text/html", "./def.html"),
        ("def", "text/turtle", "./def.ttl"),
        ("code", "text/turtle", "./code.ttl"),
        ("queries/funders-of", "text/html", "../queries/funders-of.html"),
        ("queries/funders-of", "application/sparql-query", "../queries/funders-of.rq"),
        ("sparql", "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "./queries/index.html"),
    ],
)
def test_every_iri_leads_to_the_form_that_is_liked(endpoint: Served, path: str, accept: str, seen: str) -> None:
    first = endpoint.client.get(endpoint.address + path, headers={"Accept": accept})
    assert (first.status_code, first.headers["location"]) == (303, seen)
    assert "Accept" in first.headers["vary"]
    then = endpoint.client.get(first.url.join(seen))
    assert then.status_code == 200
    assert then.content


def test_the_data_of_a_thing_is_what_the_graph_says_of_it(endpoint: Served) -> None:
    forms = {"ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "jsonld": ox.RdfFormat.JSON_LD}
    found = []
    for suffix, form in forms.items():
        data = endpoint.client.get(f"{endpoint.address}data/{THING}.{suffix}").content
        found.append(
            {quad.triple for quad in ox.parse(data, format=form) if not isinstance(quad.subject, ox.BlankNode)}
        )
    about = f"<https://w3id.org/filon/id/{THING}>"
    rows = endpoint.rows(f"SELECT ?p ?o {{ {about} ?p ?o }}")
    said = {
        (t.predicate.value, t.object.value) for t in found[0] if str(t.subject) == about and hasattr(t.object, "value")
    }
    assert said >= {(row["p"], row["o"]) for row in rows} != set()
    assert found[0] == found[1] == found[2]


def test_every_answer_keeps_a_browser_safe(endpoint: Served) -> None:
    for path in (
        "",
        f"doc/{THING}.html",
        "nothing",
        "sparql?query=ASK%7B%7D",
        "sparql?query=x",
        "static/style.css",
        "status",
    ):
        headers = endpoint.client.get(endpoint.address + path).headers
        assert headers["content-security-policy"] == POLICY
        assert headers["x-content-type-options"] == "nosniff"
        assert "server" not in headers


def test_a_page_of_another_host_gets_nothing(endpoint: Served) -> None:
    # DNS rebinding: the browser sends the name of the attacker's site to this machine.
    for host in ("evil.example.com", "127.0.0.1.evil.example.com", "localhost@evil.example.com", ""):
        answer = endpoint.client.get(f"{endpoint.address}status", headers={"Host": host})
        assert answer.status_code == 400
        assert answer.headers["x-content-type-options"] == "nosniff"
    for host in ("localhost:1", "data.example.org", "[::1]:80"):
        assert endpoint.client.get(f"{endpoint.address}status", headers={"Host": host}).status_code == 200


def test_only_the_sites_that_are_named_may_read(endpoint: Served) -> None:
    allowed, other = (
        endpoint.client.get(f"{endpoint.address}status", headers={"Origin": origin}).headers.get(
            "access-control-allow-origin"
        )
        for origin in ("https://atlas.example.org", "https://other.example.org")
    )
    assert (allowed, other) == ("https://atlas.example.org", None)
    before = endpoint.client.options(
        endpoint.sparql, headers={"Origin": "https://atlas.example.org", "Access-Control-Request-Method": "DELETE"}
    )
    assert before.status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "doc/../../../../etc/passwd",
        "doc/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "static/..%2f..%2f..%2fpyproject.toml",
        "static//etc/passwd",
        "//etc/passwd",
        "queries/..%2f..%2fREADME.md",
        "queries/%2e%2e%2f%2e%2e%2fpyproject.rq",
        "data/%2fetc%2fpasswd.ttl",
        "doc/%00.html",
        "doc/%ed%a0%80.html",
        "doc/" + "a" * 5_000 + ".html",
        "doc/%3Cscript%3Ealert(1)%3C/script%3E.html",
        "search.html?q=%3Cimg+src=x+onerror=alert(1)%3E",
        "queries/find.html?name=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
        "id/%0d%0aSet-Cookie:%20a=b",
        "id//evil.example.com/x",
        "static/style.css?q=%00",
    ],
)
def test_hostile_addresses_read_nothing_and_run_nothing(endpoint: Served, path: str) -> None:
    answer = endpoint.client.get(endpoint.address + path)
    assert answer.status_code in {200, 303, 400, 404, 414}
    assert "root:" not in answer.text
    assert "[build-system]" not in answer.text
    assert "<script>" not in answer.text
    assert "<img src" not in answer.text
    assert "set-cookie" not in answer.headers
    if answer.status_code == 303:
        assert httpx.URL(endpoint.address).host == answer.url.join(answer.headers["location"]).host


def test_raw_addresses_that_no_client_sends_are_answered(endpoint: Served) -> None:
    host, port = httpx.URL(endpoint.address).host, httpx.URL(endpoint.address).port
    for line in (
        b"GET /../../etc/passwd",
        b"GET /%",
        b"GET /doc/\xff\xfe",
        b"GET http://evil.example.com/",
        b"GET *",
        b"FOO /sparql",
        b"\x00\x01\x02",
    ):
        with socket.create_connection((host, port), timeout=10) as raw:
            raw.sendall(line + f" HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
            answer = b"".join(iter(lambda raw=raw: raw.recv(65536), b""))
        assert b"root:" not in answer
        assert not answer.startswith(b"HTTP/1.1 5")
    assert endpoint.client.get(f"{endpoint.address}status").status_code == 200


def test_pages_speak_the_language_of_the_browser(endpoint: Served) -> None:
    def page(**kwargs: object) -> str:
        return endpoint.client.get(f"{endpoint.address}doc/{THING}.html", **kwargs).text

    assert 'lang="fr"' in page()
    assert 'lang="en"' in page(headers={"Accept-Language": "de, en;q=0.5"})
    assert 'lang="fr"' in page(headers={"Accept-Language": "en"}, params={"lang": "fr"})


def test_no_request_that_the_description_allows_makes_the_server_fail(endpoint: Served, tmp_path: Path) -> None:
    program = Path(os.environ.get("FILON_PEERS_PYTHON") or ROOT / ".venv-peers/bin/python").with_name("st")
    if not program.exists():
        missing("schemathesis")
    command = [
        program,
        "run",
        f"{endpoint.address}openapi.json",
        "--checks",
        "not_a_server_error",
        "--max-examples",
        "200",
        "--workers",
        "2",
    ]
    ended = subprocess.run(command, check=False, capture_output=True, text=True, timeout=300, cwd=tmp_path)
    assert ended.returncode == 0, ended.stdout[-4_000:]


def test_a_question_can_be_typed_and_is_guarded_as_all_are(endpoint: Served) -> None:
    page = f"{endpoint.address}queries/own.html"

    def ask(query: str) -> httpx.Response:
        return endpoint.client.get(page, params={"query": query}, headers={"Accept-Language": "en"})

    assert "<textarea" in endpoint.client.get(page).text
    answer = ask("SELECT ?who\nWHERE { ?f schema:funder ?who } LIMIT 1")
    assert answer.status_code == 200
    assert f"{THING}.html" in answer.text
    assert "Département du Jura" in answer.text, "a label, not an IRI"
    assert "<script>" not in ask('SELECT ("<script>alert(1)</script>" AS ?x) {}').text
    assert "line 1" in ask("SELECT ?x {").text
    assert ask("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }").status_code == 403
    assert ask("SELECT * " + "{" * 200).status_code == 400
    assert ask("x" * 5_000).status_code == 414
