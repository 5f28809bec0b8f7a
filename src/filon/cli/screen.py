"""The two consoles: results on standard output, everything a person reads meanwhile on standard error."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

if TYPE_CHECKING:
    from filon.build import Ticker

_PIPED_TABLE = 120
_UNBOUNDED = 1_000_000
NARROW_SPACE = "\u202f"  # what French puts between thousands and before «€»


def output(*, table: bool = False) -> Console:
    """Standard output. A pipe gets no colours and lines as long as they are, a ``table`` there is as wide as ``COLUMNS`` or 120."""
    console = Console(highlight=False)
    if console.is_terminal:
        return console
    width = int(os.environ.get("COLUMNS", "")) if os.environ.get("COLUMNS", "").isdigit() else _PIPED_TABLE
    return Console(highlight=False, color_system=None, width=width if table else _UNBOUNDED)


def messages() -> Console:
    """Standard error."""
    console = Console(stderr=True, highlight=False)
    return (
        console if console.is_terminal else Console(stderr=True, highlight=False, color_system=None, width=_UNBOUNDED)
    )


def number(value: int | Decimal) -> str:
    """A number as French prints it: ``1 234 567,50``, with narrow no-break spaces."""
    whole, _, cents = f"{value:,}".partition(".")
    whole = whole.replace(",", NARROW_SPACE)
    return f"{whole},{cents.ljust(2, '0')}" if cents.strip("0") else whole


def plural(count: int, noun: str) -> str:
    """``1 document``, ``2 documents``, ``2 bodies``, ``2 flows of money``."""
    head, _, rest = noun.partition(" ")
    head = f"{head[:-1]}ies" if head.endswith("y") else f"{head}s"
    many = f"{head} {rest}".strip()
    return f"{number(count)} {noun if count == 1 else many}"


@contextmanager
def progress() -> Iterator[Ticker | None]:
    """A progress bar on standard error while the block runs; ``None`` where no one is looking."""
    console = messages()
    if not console.is_terminal:
        yield None
        return
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("…", total=None)

        def tick(stage: str, done: int, total: int | None) -> None:
            bar.update(task, description=stage, completed=done, total=total)

        yield tick
