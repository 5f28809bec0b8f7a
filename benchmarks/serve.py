"""How fast a graph is served, beside other servers, all in one run on this machine: one table, the same graph, the same questions.

    python benchmarks/serve.py [--quads 1000000] [--seconds 5]

Servers that are not installed are left out, and named. ``wrk`` (Debian) makes the load; it and the server share the cores. The
Oxigraph server comes with the development lock; ``virtuoso-t`` is Debian's; rdflib-endpoint is asked of the interpreter that
FILON_PEERS_PYTHON names.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pyoxigraph as ox

from filon.archive import Manifest
from filon.store import read_into_memory, writing
from filon.vocab import BASE, PREFIXES

LABEL = "SELECT ?l { <https://w3id.org/filon/id/org/body-77> <http://www.w3.org/2000/01/rdf-schema#label> ?l }"
TOP = """SELECT ?who (SUM(?amount) AS ?total) { ?flow <https://schema.org/funder> ?who ; <https://schema.org/amount> ?amount }
GROUP BY ?who ORDER BY DESC(?total) LIMIT 20"""
ROWS = "SELECT ?flow ?amount { ?flow <https://schema.org/amount> ?amount } LIMIT 100000"
JSON = {"Accept": "application/sparql-results+json"}


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quads", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        kg = Path(folder) / "kg"
        quads = Path(folder) / "all.nq"
        make(kg, quads, arguments.quads)
        inside = in_process(kg)
        print(
            f"{arguments.quads:,} quads; pyoxigraph in this process: top 20 {inside[0] * 1e3:.0f} ms, 100 000 rows {inside[1] * 1e3:.0f} ms\n"
        )
        print(
            f"{'server':<18}{'ready s':>8}{'p50 ms':>8}{'p99 ms':>8}{'rps':>8}{'top 20 ms':>11}{'rows: first':>12}{'all ms':>8}{'of inside':>10}"
        )
        for name, starter in SERVERS.items():
            began = time.perf_counter()
            try:
                with starter(kg, quads, Path(folder)) as url:
                    ready = time.perf_counter() - began
                    row(name, url, ready, inside, arguments.seconds)
            except FileNotFoundError as error:
                print(f"{name:<18}left out: {error}")


def make(kg: Path, everything: Path, count: int) -> None:
    """A graph of ``count`` quads: bodies, flows between them, and claims about those in graphs of documents."""
    iri, label, a = (PREFIXES[p] + t for p, t in (("schema", "funder"), ("rdfs", "label"), ("rdf", "type")))
    facts = [f'<{BASE}org/body-{body}> <{label}> "Commune de Lieu-{body}"@fr .\n' for body in range(2_000)]
    claims: list[str] = []
    flow = 0
    while len(facts) + len(claims) < count:
        subject = f"<{BASE}funding/flow-{flow}>"
        amount = f'"{flow * 7 % 900_001 + 100}"^^<{PREFIXES["xsd"]}decimal>'
        facts += [
            f"{subject} <{a}> <{PREFIXES['filon']}Funding> .\n",
            f"{subject} <{iri}> <{BASE}org/body-{flow % 97}> .\n",
            f"{subject} <{PREFIXES['filon']}beneficiary> <{BASE}org/body-{flow * 31 % 2_000}> .\n",
            f"{subject} <{PREFIXES['schema']}amount> {amount} .\n",
            f'{subject} <{label}> "Flux {flow}"@fr .\n',
        ]
        graph, claim = f"<{BASE}graph/doc/{flow % 400}>", f"<{BASE}claim/{flow}>"
        claims += [
            f"{claim} <{a}> <{PREFIXES['filon']}Claim> {graph} .\n",
            f"{claim} <{PREFIXES['rdf']}subject> {subject} {graph} .\n",
            f"{claim} <{PREFIXES['rdf']}object> {amount} {graph} .\n",
        ]
        flow += 1
    with writing(kg) as draft:
        (draft.quads / "facts.nq").write_text("".join(sorted(facts)), encoding="utf-8")
        (draft.quads / "claims.nq").write_text("".join(sorted(claims)), encoding="utf-8")
        Manifest(BASE).write(draft.folder)
        draft.fill()
        draft.commit()
    everything.write_text("".join(facts + claims), encoding="utf-8")


def in_process(kg: Path) -> tuple[float, float]:
    """Seconds of the two large questions, asked of pyoxigraph itself."""
    store = read_into_memory(kg)
    return best(lambda: list(store.query(TOP))), best(
        lambda: store.query(ROWS).serialize(format=ox.QueryResultsFormat.JSON)
    )


def best(work: object, times: int = 3) -> float:
    """The shortest of several runs, in seconds."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        work()  # type: ignore[operator]
        took.append(time.perf_counter() - began)
    return min(took)


def row(name: str, url: str, ready: float, inside: tuple[float, float], seconds: int) -> None:
    """Measure one server and print its line."""
    with httpx.Client(timeout=600, trust_env=False, headers={"Accept-Encoding": "identity"}) as client:

        def ask(query: str) -> bytes:
            return client.get(url, params={"query": query}, headers=JSON).raise_for_status().content

        first: list[float] = []
        assert b"Lieu-77" in ask(LABEL), ask(LABEL)
        top, rows = best(lambda: ask(TOP)), best(stream_all(client, url, first))
        note = "" if ask(ROWS).count(b'"flow"') > 100_000 else " (cut)"
        p50, p99, rps = load(f"{url}?{httpx.QueryParams({'query': LABEL})}", seconds)
    print(
        f"{name:<18}{ready:>8.1f}{p50:>8.1f}{p99:>8.1f}{rps:>8.0f}{top * 1e3:>11.0f}{min(first) * 1e3:>12.0f}{rows * 1e3:>8.0f}{rows / inside[1]:>10.2f}{note}"
    )


def stream_all(client: httpx.Client, url: str, first: list[float]) -> object:
    """A run that reads all rows, and keeps when the first piece came."""

    def stream() -> None:
        began = time.perf_counter()
        with client.stream("GET", url, params={"query": ROWS}, headers=JSON) as answer:
            pieces = answer.iter_raw()
            next(pieces)
            first.append(time.perf_counter() - began)
            for _ in pieces:
                pass

    return stream


def load(url: str, seconds: int) -> tuple[float, float, float]:
    """Median and 99th percentile in milliseconds, and answers a second, of eight connections that ask without pause."""
    wrk = shutil.which("wrk")
    if wrk is None:
        return float("nan"), float("nan"), float("nan")
    command = [wrk, "-t1", "-c8", f"-d{seconds}s", "--latency", "-H", f"Accept: {JSON['Accept']}", url]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert "Non-2xx" not in text, text
    units = {"us": 1e-3, "ms": 1.0, "s": 1e3}

    def percentile(name: str) -> float:
        found = re.search(rf"{name}%\s+([\d.]+)(us|ms|s)", text)
        assert found, text
        return float(found[1]) * units[found[2]]

    found = re.search(r"Requests/sec:\s+([\d.]+)", text)
    assert found, text
    return percentile("50"), percentile("99"), float(found[1])


def free() -> int:
    """A port that nobody listens at."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def wait(url: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until a server answers."""
    for _ in range(600):
        with contextlib.suppress(httpx.HTTPError):
            httpx.get(url, params={"query": "ASK {}"}, headers=JSON, trust_env=False, timeout=60)
            return
        if process.poll() is not None:
            raise FileNotFoundError(f"it ended with {process.returncode}")
        time.sleep(0.1)


@contextlib.contextmanager
def running(url: str, *command: str, **options: object) -> Iterator[str]:
    """A server in a process of its own."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options)  # type: ignore[call-overload]
    try:
        wait(url, process)
        yield url
    finally:
        process.terminate()
        process.wait(30)


@contextlib.contextmanager
def filon(store: str, kg: Path) -> Iterator[str]:
    """``filon serve``, in memory or on disk."""
    port = free()
    command = [
        sys.executable,
        "-m",
        "filon",
        "serve",
        str(kg),
        "--port",
        str(port),
        "--client-seconds",
        "0",
        "--store",
        store,
    ]
    with running(f"http://127.0.0.1:{port}/sparql", *command) as url:
        yield url


@contextlib.contextmanager
def oxigraph(kg: Path, quads: Path, folder: Path) -> Iterator[str]:
    """The Oxigraph server, on disk."""
    program = Path(sys.executable).with_name("oxigraph")
    if not program.exists():
        raise FileNotFoundError("the Oxigraph server is not installed")
    location = folder / "oxigraph"
    subprocess.run(
        [program, "load", "--location", location, "--file", quads, "--lenient"], check=True, capture_output=True
    )
    port = free()
    command = [str(program), "serve-read-only", "--location", str(location), "--bind", f"127.0.0.1:{port}"]
    with running(f"http://127.0.0.1:{port}/query", *command) as url:
        yield url


@contextlib.contextmanager
def rdflib_endpoint(kg: Path, quads: Path, folder: Path) -> Iterator[str]:
    """rdflib-endpoint over rdflib's Oxigraph store."""
    python = os.environ.get("FILON_PEERS_PYTHON", "")
    if (
        not python
        or subprocess.run([python, "-c", "import rdflib_endpoint"], check=False, capture_output=True).returncode
    ):
        raise FileNotFoundError("no interpreter with rdflib-endpoint (FILON_PEERS_PYTHON)")
    port = free()
    program = f"""
import uvicorn, rdflib
from rdflib_endpoint import SparqlEndpoint
graph = rdflib.Dataset(store="Oxigraph")
graph.parse({str(quads)!r}, format="ox-nquads")
uvicorn.run(SparqlEndpoint(graph=graph), host="127.0.0.1", port={port}, log_level="error")
"""
    with running(f"http://127.0.0.1:{port}/", python, "-c", program) as url:
        yield url


@contextlib.contextmanager
def virtuoso(kg: Path, quads: Path, folder: Path) -> Iterator[str]:
    """Virtuoso, with the facts as its default graph."""
    program, isql = shutil.which("virtuoso-t"), shutil.which("isql-vt")
    if program is None or isql is None:
        raise FileNotFoundError("Virtuoso is not installed")
    home, port, sql = folder / "virtuoso", free(), free()
    home.mkdir()
    triples = home / "facts.nt"
    shutil.copy(kg / "store/000001/quads/facts.nq", triples)
    (home / "virtuoso.ini").write_text(
        f"[Database]\nDatabaseFile={home}/v.db\nErrorLogFile={home}/v.log\nLockFile={home}/v.lck\nTransactionFile={home}/v.trx\n"
        f"xa_persistent_file={home}/v.pxa\n[TempDatabase]\nDatabaseFile={home}/t.db\nTransactionFile={home}/t.trx\n"
        f"[Parameters]\nServerPort=127.0.0.1:{sql}\nDirsAllowed={home}\nNumberOfBuffers=170000\nMaxDirtyBuffers=130000\n"
        f"[HTTPServer]\nServerPort=127.0.0.1:{port}\n[SPARQL]\nResultSetMaxRows=1000000\nDefaultGraph=http://facts/\n",
        encoding="utf-8",
    )
    url = f"http://127.0.0.1:{port}/sparql"
    with running(url, program, "+foreground", "+configfile", str(home / "virtuoso.ini"), cwd=home):
        orders = f"ld_dir('{home}', 'facts.nt', 'http://facts/'); rdf_loader_run(); checkpoint;"
        subprocess.run([isql, str(sql), "dba", "dba", f"exec={orders}"], check=True, capture_output=True)
        yield url


SERVERS = {
    "filon, memory": lambda kg, quads, folder: filon("memory", kg),
    "filon, disk": lambda kg, quads, folder: filon("disk", kg),
    "Oxigraph server": oxigraph,
    "rdflib-endpoint": rdflib_endpoint,
    "Virtuoso": virtuoso,
}


if __name__ == "__main__":
    main()
