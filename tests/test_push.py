"""A graph on real servers: the same quads and answers there, also through bad weather, and nothing sent twice."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import sample
from filon import queries, store
from filon.analyse.reading import Reading
from filon.archive import Manifest
from filon.build import build, remove
from filon.cli.app import run
from filon.errors import StoreError, UsageError
from filon.push import Protocol, push
from filon.remote import Endpoint
from filon.remote.transport import Patience
from peers.servers import PASSWORD, oxigraph, virtuoso
from weather import Proxy, Weather, answering, proxying

QUICK = Patience(connect=2, read=20, longest=0.02, first=0.005, attempts=12)
RECORD = f"{sample.BASE}graph/push"
PART = 40_000  # small parts, so that a small graph has many
BOTH = pytest.mark.parametrize("protocol", list(Protocol))


@pytest.fixture(scope="module")
def kg(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("examples") / "kg"
    build([sample.ROOT / "examples"], folder)
    return folder


@pytest.fixture
def server(tmp_path: Path) -> Iterator[str]:
    with oxigraph(tmp_path / "oxigraph") as url:
        yield url


def held(url: str) -> set[bytes]:
    """All quads of an Oxigraph server but the record of pushes."""
    dump = httpx.get(f"{url}/store", headers={"accept": "application/n-quads"}).content
    return {line for line in dump.splitlines(keepends=True) if f"<{RECORD}>".encode() not in line}


def expected(kg: Path) -> set[bytes]:
    return set(store.nquads(kg))


@BOTH
def test_a_pushed_graph_is_there_quad_by_quad_and_pushed_again_nothing_is_sent(
    server: str, kg: Path, protocol: Protocol
) -> None:
    done = push(kg, server, protocol=protocol, part=PART, patience=QUICK)
    assert held(server) == expected(kg)
    assert done.triples == len(expected(kg))
    assert done.wrong == ()
    proxy = Proxy(server, 0)
    with proxying(proxy) as url:
        again = push(kg, url, part=PART, patience=QUICK)
    assert (again.sent, again.removed, again.kept) == ((), (), len(done.sent))
    assert {method for method, _ in proxy.passed} == {"GET"}


def test_no_node_of_a_graph_is_blank(kg: Path) -> None:
    """Parts of a graph are sent on their own, in which a blank node would become several."""
    for quad in store.open_read(kg):
        assert not isinstance(quad.subject, ox.BlankNode)
        assert not isinstance(quad.object, ox.BlankNode)


def test_only_what_changed_is_sent_and_only_what_was_ours_is_removed(server: str, kg: Path, tmp_path: Path) -> None:
    mine = Path(shutil.copytree(kg, tmp_path / "kg"))
    foreign = b"<http://e/s> <http://e/p> <http://e/o> ."
    for name in ("http://e/foreign", f"{sample.BASE}graph/doc/ours-by-name-only"):
        httpx.put(f"{server}/store", params={"graph": name}, content=foreign, headers={"content-type": "text/turtle"})
    push(mine, server, patience=QUICK)
    name = Manifest.read(store.current_version(mine)).entries[0].name
    remove(mine, [name])
    preview = push(mine, server, dry_run=True, patience=QUICK)
    before = held(server)
    assert len(preview.removed) == 1
    assert held(server) == before
    done = push(mine, server, patience=QUICK)
    assert (done.sent, done.removed) == (preview.sent, preview.removed)
    assert done.sent
    assert done.kept
    others = {line for line in held(server) if b"<http://e/" in line}
    assert len(others) == 2
    assert held(server) - others == expected(mine)


@BOTH
@settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10**6), rate=st.floats(0.1, 0.5))
def test_bad_weather_ends_in_the_same_graph(
    tmp_path_factory: pytest.TempPathFactory, kg: Path, protocol: Protocol, seed: int, rate: float
) -> None:
    with oxigraph(tmp_path_factory.mktemp("oxigraph")) as server:
        proxy = Proxy(server, rate, seed)
        with proxying(proxy) as url:
            done = push(kg, url, protocol=protocol, part=4 * PART, patience=QUICK)
        assert proxy.failed
        assert done.wrong == ()
        assert held(server) == expected(kg)


@BOTH
def test_a_push_that_ends_anywhere_is_finished_by_the_next_which_sends_only_the_rest(
    server: str, kg: Path, protocol: Protocol
) -> None:
    patience = Patience(connect=1, read=20, longest=0.001, first=0.001, attempts=2)
    whole = 0
    for limit in [0, *sorted(random.Random(6).sample(range(1, 30), 5)), None]:  # noqa: S311 - places to stop
        proxy = Proxy(server, 0, limit=limit)
        with proxying(proxy) as url:
            if limit is None:
                done = push(kg, url, protocol=protocol, part=PART, patience=patience)
            else:
                with pytest.raises(StoreError, match=r"cannot be reached|does not|takes neither"):
                    push(kg, url, protocol=protocol, part=PART, patience=patience)
        there = push(kg, server, dry_run=True, patience=patience).kept
        assert there >= whole, "what was whole stays whole"
        whole = there
    assert len(done.sent) < done.kept + len(done.sent)
    assert held(server) == expected(kg)


def test_a_push_whose_process_is_killed_is_finished_by_the_next(server: str, kg: Path) -> None:
    proxy = Proxy(server, 0)
    with proxying(proxy) as url:
        command = [Path(sys.executable).with_name("filon"), "push", kg, "--to", url]
        for writes in (2, 5, 9):
            proxy.passed.clear()
            process = subprocess.Popen(command)
            while process.poll() is None and sum(method != "GET" for method, _ in proxy.passed) < writes:
                time.sleep(0.002)
            process.kill()
            process.wait()
        push(kg, url, patience=QUICK)
    assert held(server) == expected(kg)


def test_of_a_large_graph_only_the_parts_that_are_not_there_are_sent(server: str, kg: Path, tmp_path: Path) -> None:
    facts = store.current_version(kg) / "quads" / "facts.nq"
    parts = -(-facts.stat().st_size // PART)
    assert parts > 2
    writes = Proxy(server, 0)
    with proxying(writes) as url:
        push(kg, url, protocol=Protocol.GSP, part=PART, patience=QUICK)
    defaults = [n for n, (method, path) in enumerate(writes.passed) if "default" in path and method != "GET"]
    with oxigraph(tmp_path / "other") as other:
        cut = Proxy(other, 0, limit=len([m for m, _ in writes.passed[: defaults[-1]] if m != "GET"]))
        with proxying(cut) as url, pytest.raises(StoreError):
            push(kg, url, protocol=Protocol.GSP, part=PART, patience=QUICK)
        rest = Proxy(other, 0)
        with proxying(rest) as url:
            push(kg, url, protocol=Protocol.GSP, part=PART, patience=QUICK)
        assert [method for method, path in rest.passed if "default" in path and method != "GET"] == ["POST"]
        assert held(other) == expected(kg)


def test_a_graph_of_the_server_s_own_is_not_replaced_unasked(server: str, kg: Path) -> None:
    httpx.put(
        f"{server}/store?default", content=b"<http://e/s> <http://e/p> 1 .", headers={"content-type": "text/turtle"}
    )
    with pytest.raises(UsageError, match="--default-graph"):
        push(kg, server, patience=QUICK)
    push(kg, server, default_graph="http://e/facts", patience=QUICK)
    with Endpoint.open(server, patience=QUICK) as endpoint:
        assert endpoint.facts == "http://e/facts"
        question = "SELECT (COUNT(*) AS ?n) { ?s a filon:Funding }"
        found, here = (queries.rows(queries.run(s, question)) for s in (endpoint, store.open_read(kg)))
        assert list(found) == list(here)
    assert push(kg, server, patience=QUICK).sent == ()
    push(kg, server, default_graph=f"{sample.BASE}graph/elsewhere", patience=QUICK)
    assert not [line for line in held(server) if b"<http://e/facts>" in line], "the name that was left is empty"


def test_two_pushes_at_once_end_in_the_same_graph(server: str, kg: Path) -> None:
    threads = [threading.Thread(target=push, args=(kg, server), kwargs={"patience": QUICK}) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    push(kg, server, patience=QUICK)
    assert held(server) == expected(kg)


def test_the_command_tells_what_it_would_do(server: str, kg: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["push", str(kg), "--to", server, "--dry-run"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert f"send\t{sample.BASE}graph/quality" in lines
    assert held(server) == set()
    assert run(["push", str(kg), "--to", server]) == 0
    assert held(server) == expected(kg)


def test_a_server_that_takes_nothing_is_one_sentence(kg: Path) -> None:
    yes = (200, "application/sparql-results+json", b'{"head":{},"boolean":true}')
    none = (200, "application/sparql-results+json", b'{"head":{"vars":["s"]},"results":{"bindings":[]}}')
    weather = Weather([yes, none, none, none, none, none, none, yes, (403, "text/plain", b"no")])
    with answering(weather) as url, pytest.raises(StoreError) as told:
        push(kg, url, patience=QUICK)
    assert "FILON_USER" in str(told.value)


# What Virtuoso 7.2 answers otherwise, and why: SPARQL is translated into its SQL, in which some things mean something else.
OTHERWISE = {
    "find": "its compiler's stack overflows",
    "funding-by-funder-and-year": "a variable that nothing binds is no error, so COALESCE does not go on",
    "funding-claims": "the same",
    "interlocks": "GROUP_CONCAT replaces a separator beyond ASCII",
    "network-actors": "a computed boolean is a number; the reading of the network takes both",
    "scdl-rows": "CONCAT of what is unbound is no error",
    "top-beneficiaries": "a row of SELECT DISTINCT comes once for each way that FILTER EXISTS holds",
}
GIVEN = {
    "find": {"name": "jura"},
    "funders-of": {"beneficiary": "salins"},
    "cofunded-projects": {"minimum": "1"},
    "agreements-in-force": {"day": "2024-06-30"},
    "act-grants": {"number": "2024-118"},
    "financing-plan": {"project": "a"},
    "partners-of": {"project": "a"},
    "parties-of": {"agreement": "convention"},
    "single-source-amounts": {"minimum": "50000"},
    "evidence-of": {"resource": "org/departement-du-jura"},
    "contradictions": {"kind": "fc:conflict-amount"},
    "posts": {"organisation": "jura"},
    "spending-by-funder": {"funder": "é"},
    "spending-totals": {"document": "2024"},
}


@pytest.fixture(scope="module")
def strange(tmp_path_factory: pytest.TempPathFactory, kg: Path) -> Iterator[str]:
    """Virtuoso with the graph in it."""
    with virtuoso(tmp_path_factory.mktemp("virtuoso")) as url, pytest.MonkeyPatch.context() as patch:
        patch.setenv("FILON_USER", "dba")
        patch.setenv("FILON_PASSWORD", PASSWORD)
        assert push(kg, url, protocol=Protocol.GSP, patience=QUICK).wrong == ()
        yield url


@BOTH
def test_virtuoso_holds_what_was_pushed(
    strange: str, kg: Path, protocol: Protocol, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FILON_USER", "dba")
    monkeypatch.setenv("FILON_PASSWORD", PASSWORD)
    assert push(kg, strange, patience=QUICK).sent == ()
    with Endpoint.open(strange, patience=QUICK) as endpoint:
        for path in (store.current_version(kg) / "quads").glob("*.nq"):
            (first, *_) = ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS)
            graph = (
                first.graph_name.value if isinstance(first.graph_name, ox.NamedNode) else f"{sample.BASE}graph/facts"
            )
            found = endpoint.query(f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH <{graph}> {{ ?s ?p ?o }} }}")
            here = {str(quad.triple) for quad in ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS)}
            assert {str(triple) for triple in found} == here
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("FILON_USER")
        with pytest.raises(StoreError, match="FILON_USER"):
            push(kg, strange, protocol=protocol, default_graph=f"{sample.BASE}graph/other", patience=QUICK)


@pytest.mark.parametrize("name", [query.name for query in queries.catalogue() if query.name not in OTHERWISE])
def test_virtuoso_answers_as_the_folder_does(strange: str, kg: Path, name: str) -> None:
    with Endpoint.open(strange, patience=QUICK) as endpoint:
        found, here = (queries.run(source, name, GIVEN.get(name)) for source in (endpoint, store.open_read(kg)))
        assert queries.columns(found) == queries.columns(here)
        assert sorted(queries.rows(found), key=str) == sorted(queries.rows(here), key=str)


def test_the_network_read_from_virtuoso_is_that_of_the_folder(strange: str, kg: Path) -> None:
    here, there = Reading.of(kg), Reading.of(strange)
    assert (there.things, there.ties, there.passages, there.base) == (here.things, here.ties, here.passages, here.base)
