"""Readings in processes of their own: a document that kills its reader is set aside, all others are read.

A pool whose process dies cannot say which task did it. So few tasks are under way at once, and after a death each of
those is tried again alone: the one that kills again is the one.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack
from dataclasses import dataclass
from operator import attrgetter

from filon.archive import Archive, Entry
from filon.build.clock import Clock
from filon.build.inputs import Wanted
from filon.build.reading import Outcome, Task, read_task
from filon.errors import FilonError, UsageError
from filon.report import NotRead

_KILLED = "kills the process that reads it (a damaged file, or one that needs more memory than there is)"
_AHEAD = 2  # tasks under way per process: one being read, one waiting for it


@dataclass(frozen=True, slots=True)
class Pool:
    """Who reads: so many processes of this machine (``local``), or of a Dask cluster (``dask[:ADDRESS]``, which has its own number)."""

    workers: int = 1
    engine: str = "local"

    def __post_init__(self) -> None:
        """Raise `UsageError` where there is no such pool."""
        if self.workers < 1:
            raise UsageError(f"{self.workers} workers cannot read; give 1 or more.")
        if self.engine.partition(":")[0] not in ("local", "dask") or self.engine.startswith("local:"):
            raise UsageError(f"there is no engine {self.engine!r}; use local, dask or dask:ADDRESS.")

    def read(self, tasks: Sequence[Task]) -> Iterator[Outcome]:
        """The outcome of every task, as they come, in any order. Raises `UsageError` where the engine is not installed."""
        if self.engine == "local":
            return _local(deque(tasks), self.workers)
        return _dask(tasks, self.workers, self.engine.partition(":")[2] or None)


@dataclass(frozen=True, slots=True)
class Reading:
    """The documents of the graph by name, the names of those read just now, and what could not be read."""

    read: tuple[Entry, ...]
    new: frozenset[str]
    not_read: tuple[NotRead, ...]


def read_sources(archive: Archive, wanted: Sequence[Wanted], pool: Pool, clock: Clock) -> Reading:
    """Read what the archive does not hold yet. A document that stays and cannot be read anew stays as it was read."""
    by_key: dict[str, Task] = {}
    for source in wanted:
        if not source.file.problem and not archive.holds(source.key):
            by_key.setdefault(source.key, Task(source.file, archive.folder, source.key))
    failures: dict[str, str] = {}
    for done, outcome in enumerate(pool.read(list(by_key.values())), start=1):
        clock.tick("read", done, len(by_key))
        if outcome.failure is not None:
            failures[outcome.task.key] = outcome.failure
    read, not_read = [], []
    for source in wanted:
        failure = source.file.problem or failures.get(source.key)
        if failure is None:
            read.append(Entry(source.file.name, source.origin, source.key, archive.record(source.key).text))
        elif source.staying:
            read.append(source.staying)
        else:
            not_read.append(NotRead(source.file.name, str(source.file.path), failure, source.file.skipped))
    return Reading(
        read=tuple(sorted(read, key=attrgetter("name"))),
        new=frozenset(source.file.name for source in wanted if source.key in by_key and source.key not in failures),
        not_read=tuple(sorted(not_read, key=attrgetter("name"))),
    )


def _local(tasks: deque[Task], workers: int) -> Iterator[Outcome]:
    while tasks:
        running: dict[Future[Outcome], Task] = {}
        with _processes(min(workers, len(tasks))) as pool:
            try:
                while tasks or running:
                    while tasks and len(running) < workers * _AHEAD:
                        running[pool.submit(read_task, tasks[0])] = tasks[0]
                        tasks.popleft()
                    done, _ = wait(running, return_when=FIRST_COMPLETED)
                    for future in done:
                        outcome = _outcome(future, running[future])
                        del running[future]
                        yield outcome
            except BrokenProcessPool:
                pass  # whoever is in `running` may have done it
            except BaseException:
                pool.shutdown(wait=False, cancel_futures=True)
                raise
        for task in running.values():
            yield _alone(task)


def _alone(task: Task) -> Outcome:
    with _processes(1) as pool:
        try:
            return _outcome(pool.submit(read_task, task), task)
        except BrokenProcessPool:
            return Outcome(task, failure=_KILLED)


def _outcome(future: Future[Outcome], task: Task, death: type[Exception] = BrokenProcessPool) -> Outcome:
    """What a future holds; a defect that one document brings to light costs that document, not the build."""
    error = future.exception()
    if error is None:
        return future.result()
    if isinstance(error, FilonError | death):
        raise error
    return Outcome(
        task, failure=f"brings a defect of Filon to light ({type(error).__name__}: {error}); please report it"
    )


def _processes(workers: int) -> ProcessPoolExecutor:
    # Spawned, not forked: the same on every platform, and no thread of the parent is copied half-way.
    return ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=_follow_parent)


def _follow_parent() -> None:
    """End with the parent: at once on Ctrl-C, and even when it is killed, where a waiting worker would stay for ever."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _dask(tasks: Sequence[Task], workers: int, address: str | None) -> Iterator[Outcome]:
    try:
        from distributed import Client, KilledWorker, LocalCluster, as_completed  # noqa: PLC0415 - an optional extra
    except ImportError as error:
        raise UsageError(
            "the engine dask is not installed; run `pip install distributed` or use --engine local."
        ) from error
    with ExitStack() as stack:
        if address is None:
            cluster = stack.enter_context(LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None))
        try:
            client = stack.enter_context(Client(address or cluster))
        except (OSError, TimeoutError, ValueError) as error:
            raise UsageError(f"no Dask scheduler answers at {address}; start one or use --engine local.") from error
        futures = {client.submit(read_task, task, pure=False): task for task in tasks}
        for future in as_completed(futures):
            task = futures[future]
            try:
                yield _outcome(future, task, KilledWorker)
            except KilledWorker:
                yield _alone(task)  # Dask blames every task of a dying worker; alone, only the guilty one fails
