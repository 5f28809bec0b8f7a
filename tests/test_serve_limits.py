"""What a live endpoint withstands: hostile queries, calls to elsewhere, too much of anything, a graph exchanged under load."""

import concurrent.futures
import contextlib
import os
import re
import shutil
import socket
import threading
import time
from pathlib import Path

import httpx
import pytest

from filon.build import build
from hostile import SLOW, quick
from served import Served, served

EXAMPLES = Path(__file__).parents[1] / "examples"
SMALL = "SELECT ?s { ?s a filon:Funding } LIMIT 1"
SECONDS = 1.0


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    kg = tmp_path_factory.mktemp("limits") / "kg"
    build([EXAMPLES / "convention-2024.txt", EXAMPLES / "bilan-2023.txt"], kg)
    return kg


@pytest.fixture(scope="module")
def endpoint(graph: Path):
    with served(graph, "--client-seconds", "0", "--seconds", str(SECONDS), "--memory", "400") as server:
        yield server


def family(pid: int) -> list[int]:
    """A process and all that descend from it."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    found = children.read_text(encoding="ascii").split() if children.exists() else []
    return [pid, *(member for child in found for member in family(int(child)))]


def test_a_hostile_query_ends_in_an_answer_and_the_next_one_is_served(endpoint: Served) -> None:
    statuses = set()
    for body in quick(150, seed=7):
        answer = endpoint.ask(body)  # type: ignore[arg-type]
        statuses.add(answer.status_code)
        assert answer.status_code in {200, 400, 403, 413, 503, 504}, (body[:80], answer.status_code)
    assert statuses >= {400, 413}
    assert endpoint.process.poll() is None
    assert endpoint.rows(SMALL)


@pytest.mark.parametrize("query", SLOW)
def test_a_query_that_takes_too_much_is_ended_and_says_so(endpoint: Served, query: str) -> None:
    began = time.monotonic()
    answer = endpoint.ask(query, "*/*")
    took = time.monotonic() - began
    assert answer.status_code in {503, 504}
    assert answer.headers["content-type"] == "application/problem+json"
    assert took < SECONDS + 1.5, "half a second of grace, and one for a busy machine"
    assert endpoint.rows(SMALL)


def test_an_answer_that_is_cut_short_is_no_answer(endpoint: Served) -> None:
    # Rows flow at once and go on for ever: the connection breaks, and no client takes the part for the whole.
    query = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with endpoint.client.stream("GET", endpoint.sparql, params={"query": query}) as answer:
        assert answer.status_code == 200
        with pytest.raises(httpx.RemoteProtocolError):
            list(answer.iter_raw())
    assert endpoint.rows(SMALL)


CALLS = (
    "SELECT * { SERVICE <{url}> { ?s ?p ?o } }",
    "SELECT * { service <{url}> { ?s ?p ?o } }",
    "SELECT * { SERVICE SILENT <{url}> { ?s ?p ?o } }",
    "SELECT * { SERVICESILENT<{url}>{ ?s ?p ?o } }",
    "SELECT * { SERVICE<{url}>{?s ?p ?o} }",
    "PREFIX : <{url}> SELECT * { SERVICE : { ?s ?p ?o } }",
    "PREFIX : <{url}> SELECT * { SERVICE:{ ?s ?p ?o } }",
    "PREFIX e: <{url}> SELECT * { SERVICE e:x { ?s ?p ?o } }",
    "SELECT * { BIND(<{url}> AS ?u) SERVICE ?u { ?s ?p ?o } }",
    "SELECT * { VALUES ?u { <{url}> } SERVICE ?u { ?s ?p ?o } }",
    "SELECT * { VALUES ?u { <{url}> } SERVICE$u { ?s ?p ?o } }",
    "SELECT * { ?a <p:> 1SERVICE<{url}>{ ?s ?p ?o } }",
    "SELECT * { ?a <p:> trueSERVICE<{url}>{ ?s ?p ?o } }",
    "SELECT * { FILTER(1<2)SERVICE<{url}>{ ?s ?p ?o } }",
    "SELECT * { VALUES(?a ?b ?u){(1 2 <{url}>)} FILTER(?a<?b)SERVICE?u#>\n{ ?s ?p ?o } }",
    "SELECT * { SERVICE #<x>\n <{url}> { ?s ?p ?o } }",
    "SELECT * { { SELECT * { SERVICE <{url}> { ?s ?p ?o } } } }",
    "SELECT * { FILTER EXISTS { SERVICE <{url}> { ?s ?p ?o } } }",
    "SELECT * { \\u0053ERVICE <{url}> { ?s ?p ?o } }",
    "SELECT * { SERV\\u0049CE <{url}> { ?s ?p ?o } }",
    "SELECT * FROM <{url}> { ?s ?p ?o }",
    "LOAD <{url}>",
    "LOAD SILENT <{url}> INTO GRAPH <g:>",
    "INSERT DATA { <a:> <b:> 1 } ; LOAD <{url}>",
    "INSERT { ?s ?p ?o } WHERE { SERVICE <{url}> { ?s ?p ?o } }",
)


@contextlib.contextmanager
def listener():
    """A port that counts who comes."""
    came: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        stop = threading.Event()

        def listen() -> None:
            while not stop.is_set():
                with contextlib.suppress(TimeoutError):
                    peer, _ = server.accept()
                    came.append(peer.recv(100).decode(errors="replace"))
                    peer.close()

        thread = threading.Thread(target=listen)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.getsockname()[1]}/sparql", came
        finally:
            stop.set()
            thread.join()


@pytest.fixture(scope="module")
def writable(graph: Path):
    with served(graph, "--client-seconds", "0", "--seconds", "5", "--updates", "--workers", "1") as server:
        yield server


def test_no_query_makes_the_endpoint_call_anyone(writable: Served) -> None:
    with listener() as (url, came):
        for call in CALLS:
            text = call.replace("{url}", url)
            kind = "query" if text.startswith(("SELECT", "PREFIX")) else "update"
            answer = writable.client.post(writable.sparql, data={kind: text})
            assert answer.status_code in {200, 204, 400, 403}, (text, answer.text)
        assert came == []
    assert writable.rows(SMALL)


def test_a_worker_can_open_no_connection_even_past_the_guard(graph: Path) -> None:
    # The guard reads text; this is what stands behind it. The worker's own limit of open files leaves none for a socket.
    with listener() as (url, came), served(graph, "--client-seconds", "0", "--workers", "1") as server:
        worker = family(server.process.pid)[-1]
        server.rows(SMALL)  # the limit is set with the first query
        limits = Path(f"/proc/{worker}/limits").read_text(encoding="ascii")
        assert re.search(r"Max open files\s+0\s", limits)
        assert url
        assert came == []


def test_service_may_call_the_hosts_that_are_named(graph: Path) -> None:
    with listener() as (url, came), served(graph, "--client-seconds", "0", "--service-host", "127.0.0.1") as server:
        server.ask(f"SELECT * {{ SERVICE SILENT <{url}> {{ ?s ?p ?o }} }}")
        assert len(came) == 1
        other = server.ask(f"SELECT * {{ SERVICE <{url.replace('127.0.0.1', 'localhost')}> {{ ?s ?p ?o }} }}")
        assert other.status_code == 403
        assert "127.0.0.1" in other.json()["detail"]
        assert server.ask(f"SELECT * {{ BIND(<{url}> AS ?u) SERVICE ?u {{ ?s ?p ?o }} }}").status_code == 403
        assert len(came) == 1


def test_words_that_only_look_like_calls_are_free(endpoint: Served) -> None:
    for text in (
        "PREFIX e: <http://example.org/> SELECT ?service { ?service e:service 'SERVICE <x>' }",
        "SELECT * { <http://example.org/service> ?p ?o } # SERVICE <x>",
    ):
        assert endpoint.ask(text).status_code == 200


def test_who_waits_too_long_in_the_queue_is_told_when_to_come_back(graph: Path) -> None:
    with served(graph, "--client-seconds", "0", "--seconds", "2", "--workers", "1", "--queue", "1") as server:

        def ask(_: int) -> httpx.Response:
            return httpx.get(server.sparql, params={"query": SLOW[0]}, timeout=30, trust_env=False)

        with concurrent.futures.ThreadPoolExecutor(5) as crowd:
            answers = list(crowd.map(ask, range(5)))
        assert {answer.status_code for answer in answers} == {503, 504}
        turned_away = [answer for answer in answers if answer.status_code == 503]
        assert all(int(answer.headers["retry-after"]) > 0 for answer in turned_away)


def test_a_client_that_has_had_its_time_waits(graph: Path) -> None:
    with served(graph, "--client-seconds", "1", "--seconds", "1.5") as server:
        assert server.ask(SMALL).status_code == 200
        assert server.ask(SLOW[0]).status_code == 504
        refused = server.ask(SMALL)
        assert refused.status_code == 429
        assert 0 < int(refused.headers["retry-after"]) < 120
        assert refused.json()["title"] == "Too many requests"


def test_a_client_that_leaves_frees_its_worker(graph: Path) -> None:
    with served(graph, "--client-seconds", "0", "--seconds", "30", "--workers", "1") as server:
        with pytest.raises(httpx.ReadTimeout):
            server.client.get(server.sparql, params={"query": SLOW[0]}, timeout=0.5)
        began = time.monotonic()
        assert server.rows(SMALL)
        assert time.monotonic() - began < 5, "not the thirty seconds that the query had"


def test_a_newer_version_is_served_without_a_failed_request(graph: Path, tmp_path: Path) -> None:
    kg = tmp_path / "kg"
    shutil.copytree(graph, kg)
    with served(kg, "--client-seconds", "0") as server:
        versions, failures, stop = set(), [], threading.Event()

        def load() -> None:
            with httpx.Client(timeout=30, trust_env=False) as client:
                while not stop.is_set():
                    answer = client.get(server.sparql, params={"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"})
                    if answer.status_code == 200:
                        versions.add(answer.json()["results"]["bindings"][0]["n"]["value"])
                    else:
                        failures.append(answer.text)

        threads = [threading.Thread(target=load) for _ in range(3)]
        for thread in threads:
            thread.start()
        for name in ("deliberation-2024-118.txt", "rapport-2024-118.txt"):
            build([EXAMPLES / name], kg)
            deadline, current = time.monotonic() + 60, (kg / "store/CURRENT").read_text(encoding="ascii").strip()
            while server.client.get(f"{server.address}status").json()["version"] != current:
                assert time.monotonic() < deadline
                time.sleep(0.1)
            time.sleep(0.5)
        stop.set()
        for thread in threads:
            thread.join()
        assert failures == []
        assert len(versions) == 3, "before, between and after"
        deadline = time.monotonic() + 20
        while len(family(server.process.pid)) > 1 + 1 + 2 and time.monotonic() < deadline:
            time.sleep(0.1)
        assert len(family(server.process.pid)) == 1 + 1 + 2, "the old keeper and its workers are gone"


def test_nothing_is_left_when_the_server_is_killed(graph: Path) -> None:
    with served(graph) as server:
        members = family(server.process.pid)
        assert len(members) == 4, "the endpoint, the keeper, two workers"
        server.process.kill()
        deadline = time.monotonic() + 5
        while any(alive(pid) for pid in members[1:]) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert not any(alive(pid) for pid in members[1:])


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_killed_worker_or_keeper_is_replaced(endpoint: Served) -> None:
    for position in (-1, 1):
        os.kill(family(endpoint.process.pid)[position], 9)
        deadline = time.monotonic() + 10
        while endpoint.ask(SMALL).status_code != 200 and time.monotonic() < deadline:
            time.sleep(0.1)
        assert endpoint.rows(SMALL)
