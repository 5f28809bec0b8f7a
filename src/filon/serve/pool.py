"""Jobs and those who do them: a bounded queue before the workers, limits on every answer, and a graph that can be exchanged underneath."""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from filon.errors import FilonError
from filon.remote import is_address
from filon.serve import wire
from filon.serve.crew import Crew, Worker
from filon.serve.limits import Limits
from filon.serve.problem import Problem
from filon.store import current_version

_HELD: Final = 256 << 10  # bytes of an answer that are kept back until it is sure that it will not fail early …
_HELD_FOR: Final = 0.1  # … or seconds, from its first byte on
_WATCH: Final = 1.0  # seconds between two looks for a newer version
_log: Final = logging.getLogger("filon.serve")


@dataclass(slots=True)
class Answer:
    """What a worker says: the ``first`` bytes, all of them where ``whole``; ``rest`` streams the others.

    ``spent``: the seconds that the worker has worked on it so far.
    """

    media_type: str
    status: int
    first: bytes
    whole: bool
    rest: AsyncIterator[bytes]
    digest: str
    spent: float = 0.0


@dataclass(slots=True, eq=False)
class Pool:
    """The workers of the graph in force. Start it with `start`; ``where`` is a knowledge graph's folder, or an endpoint's address."""

    where: str
    limits: Limits
    disk: bool | None = None
    calls: bool = False
    base: str | None = None
    crew: Crew = field(init=False)
    _waiting: int = 0
    _watcher: asyncio.Task[None] | None = None
    _former: set[asyncio.Task[None]] = field(default_factory=set)

    async def start(self) -> None:
        """Open the graph and fork the workers; raises `StoreError`."""
        self.crew = await self._crew()
        self._watcher = asyncio.create_task(self._watch())

    async def _crew(self) -> Crew:
        return await Crew.start(self.where, self.limits, disk=self.disk, calls=self.calls, base=self.base)

    async def stop(self) -> None:
        """End all processes."""
        if self._watcher:
            self._watcher.cancel()
        for task in tuple(self._former):
            task.cancel()
        self.crew.kill()
        await self.crew.keeper.wait()

    async def _watch(self) -> None:
        """Serve a newer version as soon as it is in force, and start anew where the keeper died.

        Whoever is being answered from the old version still is.
        """
        while True:
            await asyncio.sleep(_WATCH)
            try:
                if self.crew.keeper.returncode is None and not self._outdated():
                    continue
                crew, self.crew = self.crew, await self._crew()
            except FilonError as error:
                _log.warning("the graph served stays as it is: %s", error)
                continue
            _log.info("now serving version %s", self.crew.told["version"])
            task = asyncio.create_task(crew.close())
            self._former.add(task)
            task.add_done_callback(self._former.discard)

    def _outdated(self) -> bool:
        """Whether the folder has another version in force; not asked of an endpoint elsewhere, nor of a graph changed in memory."""
        changed = self.crew.generation > 0
        return (
            not (changed or is_address(self.where))
            and current_version(Path(self.where)).name != self.crew.told["version"]
        )

    @asynccontextmanager
    async def ask(self, job: Mapping[str, Any]) -> AsyncIterator[Answer]:
        """Have a job done. Within the block the answer can be read; leaving it early ends the worker.

        Raises `Problem` where the queue is full, the job is wrong, or a limit is reached before the first bytes are given out.
        """
        crew, worker = await self._take()
        turn = _Turn(worker, self.limits)
        done = False
        try:
            try:
                answer = await turn.begin(job, crew.digest)
            except _JobError as fault:
                done = True
                raise Problem(**fault.said, spent=turn.spent) from None
            except TimeoutError:
                detail = f"The answer took more than the {self.limits.seconds:g} seconds that this endpoint gives; ask for less."
                raise Problem(504, "Time limit reached", detail, spent=turn.spent) from None
            except (asyncio.IncompleteReadError, ConnectionError):
                detail = "The answer took more memory than this endpoint gives, or ended its process otherwise; ask for less."
                raise Problem(503, "Worker ended", detail, retry_after=1, spent=turn.spent) from None
            yield answer
            done = turn.ended
        finally:
            crew.release(worker) if done else crew.end(worker)

    async def update(self, job: Mapping[str, Any]) -> None:
        """Change the graph in memory: tried in a worker within all limits, then done in the keeper. Raises `Problem`."""
        crew = self.crew
        async with self.ask({**job, "do": "update"}):
            pass
        fault = await crew.update({**job, "do": "update"})
        if fault:
            raise Problem(**fault)

    async def _take(self) -> tuple[Crew, Worker]:
        if self._waiting >= self.limits.queue:
            raise Problem(
                503,
                "Too many requests wait",
                "All workers are busy and the queue is full; ask again soon.",
                retry_after=2,
            )
        self._waiting += 1
        try:
            deadline = time.monotonic() + self.limits.seconds
            while True:
                crew = self.crew
                with suppress(TimeoutError):
                    worker = await asyncio.wait_for(crew.idle.get(), 0.25)
                    if worker.reader.at_eof() or crew.closing:
                        crew.end(worker)
                        continue
                    crew.busy.add(worker)
                    return crew, worker
                if time.monotonic() > deadline:
                    raise Problem(
                        503, "All workers are busy", "No worker was free in time; ask again soon.", retry_after=2
                    )
        finally:
            self._waiting -= 1


class _JobError(Exception):
    def __init__(self, said: Mapping[str, Any]) -> None:
        super().__init__(said["detail"])
        self.said = said


@dataclass(slots=True)
class _Turn:
    """One job with one worker: what it has taken of the limits so far."""

    worker: Worker
    limits: Limits
    spent: float = 0.0
    taken: int = 0
    ended: bool = False

    async def begin(self, job: Mapping[str, Any], digest: str) -> Answer:
        self.worker.writer.write(wire.said(wire.JOB, job))
        kind, data = await self._frame()
        if kind == wire.FAULT:
            raise _JobError(json.loads(data))
        head = json.loads(data)
        held, since = bytearray(), time.monotonic()
        while not self.ended and len(held) < _HELD and time.monotonic() - since < _HELD_FOR:
            held += await self._data()
        status = head.get("status", 200)
        return Answer(head["media_type"], status, bytes(held), self.ended, self._rest(), digest, self.spent)

    async def _rest(self) -> AsyncIterator[bytes]:
        while not self.ended:
            yield await self._data()

    async def _data(self) -> bytes:
        kind, data = await self._frame()
        self.ended = kind == wire.END
        self.taken += len(data)
        if self.taken > self.limits.output:
            raise ConnectionAbortedError("the answer is over the limit of bytes")
        return data

    async def _frame(self) -> tuple[bytes, bytes]:
        began = time.monotonic()
        try:
            async with asyncio.timeout(self.limits.seconds - self.spent):
                kind, length = wire.PREFIX.unpack(await self.worker.reader.readexactly(wire.PREFIX.size))
                return kind, await self.worker.reader.readexactly(length) if length else b""
        finally:
            self.spent += time.monotonic() - began
