"""A live ``filon serve`` for tests: the real program, in a process of its own, at a free port."""

import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx


@dataclass(frozen=True)
class Served:
    """A running server: where it listens, its process, and a client that speaks to it."""

    address: str
    process: subprocess.Popen[str]
    client: httpx.Client

    @property
    def sparql(self) -> str:
        return f"{self.address}sparql"

    def ask(self, text: str, accept: str = "application/sparql-results+json", **options: object) -> httpx.Response:
        """The answer to a query sent directly by POST."""
        headers = {"Content-Type": "application/sparql-query", "Accept": accept}
        return self.client.post(self.sparql, content=text, headers=headers, **options)

    def rows(self, text: str) -> list[dict[str, str]]:
        """The rows of a SELECT, as plain values."""
        answer = self.ask(text)
        assert answer.status_code == 200, answer.text
        return [{k: v["value"] for k, v in row.items()} for row in answer.json()["results"]["bindings"]]


@contextmanager
def served(graph: Path | str, *options: str) -> Iterator[Served]:
    """Serve a graph while the block runs."""
    command = [sys.executable, "-m", "filon", "serve", str(graph), "--port", "0", *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr
        line = process.stderr.readline()
        found = re.search(r"http://\S+/", line)
        assert found, line + process.stderr.read()
        try:
            with httpx.Client(timeout=60, follow_redirects=False) as client:
                yield Served(found[0], process, client)
        finally:
            process.terminate()
            process.wait(10)
