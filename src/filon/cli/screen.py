"""The two consoles: results on standard output, everything a person reads meanwhile on standard error."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from filon.build import Ticker

NARROW_SPACE = "\u202f"  # what French puts between thousands and before «€»


def output() -> Console:
    """Standard output: colours and boxes on a terminal only; a pipe gets lines as long as they are."""
    console = Console(highlight=False, soft_wrap=False)
    return console if console.is_terminal else Console(highlight=False, width=1_000_000, color_system=None)


def messages() -> Console:
    """Standard error."""
    return Console(stderr=True, highlight=False)


def number(value: int | Decimal) -> str:
    """A number as French prints it: ``1 234 567,50``, with narrow no-break spaces."""
    whole, _, cents = f"{value:,}".partition(".")
    whole = whole.replace(",", NARROW_SPACE)
    return f"{whole},{cents.ljust(2, '0')}" if cents.strip("0") else whole


def plural(count: int, noun: str) -> str:
    """``1 document``, ``2 documents``; a noun in -y takes -ies."""
    many = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
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
