"""Stages of a build: how long each took, and what is told of it while it goes on."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol


class Ticker(Protocol):
    """What is told of progress: a stage, how much of it is done, and of how much (``None``: not known)."""

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        """Say that ``done`` of ``total`` steps of a stage are done."""


class Clock:
    """Seconds by stage, and the ticker, if someone is looking."""

    def __init__(self, ticker: Ticker | None) -> None:
        self.seconds: dict[str, float] = {}
        self._ticker = ticker

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Measure a stage; what it raises passes through."""
        self.tick(name, 0, None)
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = round(time.perf_counter() - start, 3)

    def tick(self, stage: str, done: int, total: int | None) -> None:
        """Tell how far a stage is."""
        if self._ticker:
            self._ticker(stage, done, total)
