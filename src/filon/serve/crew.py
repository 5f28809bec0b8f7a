"""The processes of one version of the graph, seen from the endpoint: a keeper, and the workers that it forks."""

from __future__ import annotations

import asyncio
import json
import socket
import sys
from asyncio.subprocess import Process
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from filon.errors import StoreError
from filon.serve import wire
from filon.serve.limits import Limits

_TIRED: Final = 5_000  # jobs after which a worker is replaced, so that what it has hoarded goes


@dataclass(slots=True, eq=False)
class Worker:
    """A process that answers; ``generation`` counts the updates that its copy of the graph has seen."""

    pid: int
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    generation: int
    jobs: int = 0


@dataclass(slots=True, eq=False)
class Crew:
    """A keeper and its workers. ``told`` is what the keeper says of the graph: version, digest, quads, base."""

    limits: Limits
    keeper: Process
    line: socket.socket
    told: Mapping[str, Any]
    generation: int = 0
    idle: asyncio.Queue[Worker] = field(default_factory=asyncio.Queue)
    busy: set[Worker] = field(default_factory=set)
    closing: bool = False
    _resting: asyncio.Event = field(default_factory=asyncio.Event)
    _speaking: asyncio.Lock = field(default_factory=asyncio.Lock)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @classmethod
    async def start(cls, where: str, limits: Limits, *, disk: bool | None, calls: bool, base: str | None) -> Crew:
        """Start the processes; raises `StoreError` where the graph cannot be opened."""
        line, theirs = socket.socketpair()
        keeper = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "filon.serve.keeper", str(theirs.fileno()), pass_fds=[theirs.fileno()]
        )
        theirs.close()
        order = {"where": where, "limits": asdict(limits), "disk": disk, "calls": calls, "base": base}
        line.sendall(wire.said(wire.JOB, order))
        answer = await asyncio.to_thread(wire.receive, line)
        if answer is None or answer[0] == wire.FAULT:
            line.close()
            await keeper.wait()
            raise StoreError(json.loads(answer[1])["detail"] if answer else f"{where} cannot be served; see above.")
        crew = cls(limits, keeper, line, json.loads(answer[1]))
        for _ in range(limits.workers):
            crew.idle.put_nowait(await crew.fork())
        return crew

    @property
    def digest(self) -> str:
        """What tells the graph as it is from every other."""
        return f"{self.told['digest']}.{self.generation}" if self.generation else str(self.told["digest"])

    async def fork(self) -> Worker:
        """A new worker; raises ``OSError`` where the keeper is gone."""
        async with self._speaking:
            pid, descriptor = await asyncio.to_thread(self._forked)
        reader, writer = await asyncio.open_connection(sock=socket.socket(fileno=descriptor), limit=1 << 20)
        return Worker(pid, reader, writer, self.generation)

    def _forked(self) -> tuple[int, int]:
        self.line.sendall(wire.said(wire.JOB, {"do": "fork"}))
        message, descriptors, _, _ = socket.recv_fds(self.line, 4096, 1)
        if not descriptors:
            raise ConnectionResetError("the keeper is gone")
        return json.loads(message[wire.PREFIX.size :])["pid"], descriptors[0]

    def release(self, worker: Worker) -> None:
        """Take back a worker that has done its job; one that is old or tired is replaced."""
        self._off(worker)
        worker.jobs += 1
        if self.closing or worker.generation != self.generation or worker.jobs >= _TIRED:
            self.end(worker)
        else:
            self.idle.put_nowait(worker)

    def _off(self, worker: Worker) -> None:
        self.busy.discard(worker)
        if self.closing and not self.busy:
            self._resting.set()

    def end(self, worker: Worker) -> None:
        """Kill a worker, whatever it does, and put another in its place."""
        self._off(worker)
        worker.writer.close()
        with suppress(OSError):
            self.line.sendall(wire.said(wire.JOB, {"do": "end", "pid": worker.pid}))
        if not self.closing:
            task = asyncio.create_task(self._replace())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _replace(self) -> None:
        with suppress(OSError, ValueError):  # the keeper is gone: whoever waits for a worker finds out
            self.idle.put_nowait(await self.fork())

    async def update(self, job: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Have the keeper change its graph; every worker is then old. Returns what is wrong with the update, if anything."""
        async with self._speaking:
            self.line.sendall(wire.said(wire.JOB, job))
            answer = await asyncio.to_thread(wire.receive, self.line)
        if answer is None:
            raise ConnectionResetError("the keeper is gone")
        if answer[0] == wire.FAULT:
            return dict(json.loads(answer[1]))
        self.generation += 1
        for _ in range(self.idle.qsize()):
            self.end(self.idle.get_nowait())
        return None

    async def close(self) -> None:
        """Let the workers finish what they do, then end the keeper."""
        self.closing = True
        if self.busy:
            await self._resting.wait()
        await asyncio.gather(*self._tasks)
        while not self.idle.empty():
            self.idle.get_nowait().writer.close()
        self.line.close()
        await self.keeper.wait()

    def kill(self) -> None:
        """End everything now."""
        self.closing = True
        self.line.close()
        with suppress(ProcessLookupError):
            self.keeper.kill() if self.keeper.returncode is None else None
