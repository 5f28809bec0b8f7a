"""Real SPARQL servers in processes of their own, on free ports of 127.0.0.1: the Oxigraph server and Virtuoso."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

PASSWORD = "dba"  # noqa: S105 - what every fresh Virtuoso has
_PATIENCE = 60.0  # seconds that a server may take to start


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def missing(program: str) -> None:
    """Skip for want of a peer; in CI, which installs it, a failure (see conftest.py)."""
    pytest.skip(f"{program} is not installed; tests/peers/install installs it")


@contextmanager
def running(command: list[str | Path], url: str, folder: Path) -> Iterator[None]:
    """A server's process while the block runs; it is ready when ``url`` answers."""
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder)
        try:
            _await(url, process, folder)
            yield
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _await(url: str, process: subprocess.Popen[bytes], folder: Path) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            httpx.get(url, timeout=5)
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    pytest.fail(f"a server did not start: {(folder / 'server.log').read_text()[-2000:]}")


@contextmanager
def oxigraph(folder: Path, *, read_only: bool = False) -> Iterator[str]:
    """The Oxigraph server over ``folder``, which it makes; the address it listens on."""
    program = Path(sys.executable).with_name("oxigraph")
    if not program.exists():
        missing("oxigraph")
    folder.mkdir(exist_ok=True, parents=True)
    port = free_port()
    mode = "serve-read-only" if read_only else "serve"
    command = [program, mode, "--location", folder / "data", "--bind", f"127.0.0.1:{port}"]
    with running(command, f"http://127.0.0.1:{port}/", folder):
        yield f"http://127.0.0.1:{port}"


_VIRTUOSO = """\
[Database]
DatabaseFile = {0}/virtuoso.db
ErrorLogFile = {0}/virtuoso.log
LockFile = {0}/virtuoso.lck
TransactionFile = {0}/virtuoso.trx
xa_persistent_file = {0}/virtuoso.pxa
FileExtend = 200
[TempDatabase]
DatabaseFile = {0}/virtuoso-temp.db
TransactionFile = {0}/virtuoso-temp.trx
[Parameters]
ServerPort = 127.0.0.1:{1}
DisableUnixSocket = 1
MaxClientConnections = 10
CheckpointInterval = 0
SchedulerInterval = 10
NumberOfBuffers = 20000
MaxDirtyBuffers = 12000
CaseMode = 2
[HTTPServer]
ServerPort = 127.0.0.1:{2}
ServerRoot = {0}
ServerThreads = 8
HTTPThreadSize = 4000000
[SPARQL]
ResultSetMaxRows = 1000000
MaxQueryExecutionTime = 60
"""


@contextmanager
def virtuoso(folder: Path) -> Iterator[str]:
    """An empty Virtuoso whose files are in ``folder``; the address it listens on. Its user is ``dba``."""
    program = shutil.which("virtuoso-t")
    if program is None:
        missing("virtuoso-t")
    folder.mkdir(exist_ok=True, parents=True)
    port = free_port()
    (folder / "virtuoso.ini").write_text(_VIRTUOSO.format(folder, free_port(), port))
    with running([program, "-f", "-c", folder / "virtuoso.ini"], f"http://127.0.0.1:{port}/sparql", folder):
        yield f"http://127.0.0.1:{port}"
