"""What a live endpoint endures: hostile queries, then a long mixed load with the graph exchanged underneath. Prints what happened.

    python benchmarks/endure.py [--hostile 10000] [--minutes 30] [--swaps 10]

The load comes from this machine and goes to this machine only, and stops by itself.
"""

from __future__ import annotations

import argparse
import itertools
import random
import shutil
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from filon.build import build  # noqa: E402
from hostile import SLOW, quick  # noqa: E402 - the tests' own
from served import Served, served  # noqa: E402

LIMIT = 1.0  # seconds that a query has
SMALL = "SELECT ?s { ?s a filon:Funding } LIMIT 1"
MIXED = (
    SMALL,
    "SELECT ?who (SUM(?x) AS ?sum) { ?f schema:funder ?who ; schema:amount ?x } GROUP BY ?who",
    "SELECT * { GRAPH ?g { ?c filon:evidence ?e } } LIMIT 500",
    "CONSTRUCT WHERE { ?f schema:funder ?o }",
    "ASK { ?s a filon:Project }",
)
DIRECT = {"Content-Type": "application/sparql-query", "Accept": "*/*"}


def main() -> None:
    """Build a graph, serve it, and wear it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--hostile", type=int, default=10_000)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--swaps", type=int, default=10)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        kg = Path(folder) / "kg"
        build([ROOT / "examples"], kg)
        options = ["--client-seconds", "0", "--seconds", str(LIMIT), "--memory", "500"]
        with served(kg, *options) as server:
            hostile(server, arguments.hostile)
        with served(kg, *options) as server:
            soak(server, kg, arguments.minutes, arguments.swaps)


def hostile(server: Served, count: int) -> None:
    """Hostile queries from four clients, one in fifty of them slow; after each, the same client asks something small."""
    chance = random.Random(1)  # noqa: S311 - the same queries each time
    slow = count // 50
    bodies = [*quick(count - slow, seed=1), *(chance.choice(SLOW).encode() for _ in range(slow))]
    chance.shuffle(bodies)
    before, statuses, over, after = memory(server), Counter[int | str](), [], []
    lock = threading.Lock()

    def attack(share: list[bytes]) -> None:
        with httpx.Client(timeout=60, trust_env=False) as client:
            for body in share:
                began = time.monotonic()
                try:
                    status: int | str = client.post(server.sparql, content=body, headers=DIRECT).status_code
                except httpx.RemoteProtocolError:
                    status = "cut"
                took, asked = time.monotonic() - began, time.monotonic()
                small = client.post(server.sparql, content=SMALL, headers=DIRECT).status_code
                with lock:
                    statuses[status] += 1
                    statuses[f"then {small}"] += 1
                    over.append(took - LIMIT)
                    after.append(time.monotonic() - asked)

    with ThreadPoolExecutor(2) as crowd:
        list(crowd.map(attack, (bodies[0::2], bodies[1::2])))
    ended = "still runs" if server.process.poll() is None else f"ENDED with {server.process.returncode}"
    print(f"{count:,} hostile queries: the server {ended}; {dict(sorted(statuses.items(), key=str))}")
    print(
        f"longest over the limit of {LIMIT:g} s: {max(over):.2f} s; the next small query: median {statistics.median(after) * 1e3:.1f} ms,"
    )
    print(
        f"  99 % within {sorted(after)[int(len(after) * 0.99)] * 1e3:.0f} ms, longest {max(after) * 1e3:.0f} ms; memory {before:.0f} → {memory(server):.0f} MB\n"
    )


def soak(server: Served, kg: Path, minutes: float, swaps: int) -> None:
    """Three clients for some minutes, one query in twenty hostile, while builds exchange the graph."""
    end = time.monotonic() + minutes * 60
    statuses, failed = Counter[int | str](), Counter[str]()
    lock = threading.Lock()

    def visit(seed: int) -> None:
        chance = random.Random(seed)  # noqa: S311 - the same queries each time
        evil = itertools.cycle([*quick(500, seed), *(text.encode() for text in SLOW)])
        with httpx.Client(timeout=60, trust_env=False) as client:
            while time.monotonic() < end:
                hostile = chance.random() < 0.05
                body = next(evil) if hostile else chance.choice(MIXED).encode()
                try:
                    status: int | str = client.post(server.sparql, content=body, headers=DIRECT).status_code
                except httpx.HTTPError as error:
                    status = type(error).__name__
                with lock:
                    statuses[status] += 1
                    if not hostile and status != 200:
                        failed[str(status)] += 1
                time.sleep(0.01)

    visitors = [threading.Thread(target=visit, args=(seed,)) for seed in range(3)]
    for visitor in visitors:
        visitor.start()
    samples, done, pause = [], 0, minutes * 60 / (swaps + 1)
    extra = kg.parent / "extra"
    extra.mkdir()
    began = time.monotonic()
    while time.monotonic() < end:
        time.sleep(min(5.0, minutes * 6))
        samples.append((time.monotonic() - began, memory(server), descriptors(server), zombies(server)))
        if done < swaps and time.monotonic() - began > pause * (done + 1):
            done += 1
            shutil.copy(ROOT / "examples/bilan-2023.txt", extra / "bilan.txt")
            with (extra / "bilan.txt").open("a", encoding="utf-8") as file:
                file.write(f"\nLa commune de Dole a versé {done} 000 € au comité des fêtes.\n")
            build([extra], kg)
    for visitor in visitors:
        visitor.join()
    warm = [sample for sample in samples if sample[0] > samples[-1][0] / 4]
    slope = statistics.linear_regression([s[0] / 60 for s in warm], [s[1] for s in warm]).slope
    print(
        f"{minutes:g} minutes, {statuses.total():,} queries, {done} exchanges of the graph: {dict(sorted(statuses.items(), key=str))}"
    )
    print(f"harmless queries that failed: {dict(failed) or 'none'}")
    print(
        f"memory {warm[0][1]:.0f} → {warm[-1][1]:.0f} MB, slope {slope:+.2f} MB/min after warm-up; descriptors {warm[0][2]} → {warm[-1][2]}; zombies at most {max(s[3] for s in samples)}"
    )


def members(server: Served) -> list[Path]:
    """The processes of a server."""

    def below(pid: str) -> list[str]:
        try:
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        except OSError:
            return []
        return [pid, *(member for child in children for member in below(child))]

    return [Path("/proc") / pid for pid in below(str(server.process.pid))]


def memory(server: Served) -> float:
    """Megabytes of all processes of a server, what they share counted once (PSS)."""
    total = 0
    for process in members(server):
        try:
            lines = (process / "smaps_rollup").read_text(encoding="ascii").splitlines()
        except OSError:
            continue
        total += next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)
    return total / 1024


def descriptors(server: Served) -> int:
    """Open descriptors of the process that listens."""
    return len(list((Path("/proc") / str(server.process.pid) / "fd").iterdir()))


def zombies(server: Served) -> int:
    """Children that ended and were not buried."""
    found = 0
    for process in members(server):
        try:
            found += (process / "stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()[0] == "Z"
        except OSError:
            continue
    return found


if __name__ == "__main__":
    main()
