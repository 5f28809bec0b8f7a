"""What a check found: each contradiction with its sentences, then what is broken, then what is worth a look."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from filon.check import Checked, Contradiction, Side, by_constraint, check
from filon.cli.screen import NARROW_SPACE, number, output, plural
from filon.cli.show import place, quote
from filon.codec import encode

_MONEY = frozenset({"schema:amount", "filon:totalCost"})
_WIDE = 110  # columns from which two sides fit beside each other
_WITNESSES_SHOWN = 3
_FOCUSES_SHOWN = 3


def show_check(kg: Path, *, as_json: bool) -> int:
    """Print what a check finds; returns the exit code: 1 where something is broken or contradicts, else 0."""
    found = check(kg)
    if as_json:
        print(json.dumps({**encode(found), "clean": found.clean}, ensure_ascii=False, indent=1))
    else:
        _print(output(), found, kg)
    return 0 if found.clean else 1


def _print(console: Console, found: Checked, kg: Path) -> None:
    settled = len(found.contradictions) - len(found.open)
    counts = [plural(len(found.open), "contradiction"), plural(len(found.violations), "violation of shapes")]
    if settled:
        counts.append(f"{plural(settled, 'contradiction')} settled")
    counts.append(plural(len(found.hints), "hint"))
    console.print(Text.assemble((str(kg), "bold"), f"  {', '.join(counts)}"))
    for place_, contradiction in enumerate(found.contradictions, start=1):
        console.print()
        _contradiction(console, contradiction, place_)
    if found.quarantined:
        console.print()
        console.print(Text(f"In quarantine: {', '.join(found.quarantined)}", style="red"))
    for title, findings in (("Broken", found.violations), ("Worth a look", found.hints)):
        if not findings:
            continue
        console.print()
        console.print(Text(title, style="bold"))
        for (severity, constraint), group in by_constraint(findings).items():
            style = "red" if severity == "Violation" else "dim"
            console.print(Text.assemble("  ", (constraint, style), f"  {number(len(group))}×  {group[0].message}"))
            for finding in group[:_FOCUSES_SHOWN] if severity == "Violation" else ():
                console.print(Text(f"    {finding.focus}", style="cyan"))


def _contradiction(console: Console, found: Contradiction, place_: int) -> None:
    """The heading, then the sides: beside each other on a wide terminal, else one under the other."""
    state = "  settled by a judgement" if found.settled else ""
    console.print(
        Text.assemble(
            (f"{place_}  ", "dim"),
            (found.type, "bold magenta"),
            "  ",
            (found.label or found.about, "bold"),
            (state, "green"),
        )
    )
    console.print(Text.assemble("   ", (found.about, "cyan"), (f"  {found.property}", "dim")))
    sides = [_side(side, found.property) for side in found.sides]
    if console.is_terminal and console.width >= _WIDE and len(sides) == 2:
        grid = Table.grid(expand=True, padding=(0, 2))
        grid.add_column(ratio=1)
        grid.add_column(ratio=1)
        grid.add_row(*(Text("\n").join(lines) for lines in sides))
        console.print(Padding(grid, (0, 0, 0, 3)))
        return
    for lines in sides:
        for line in lines:
            console.print(Padding(line, (0, 0, 0, 3), expand=False))


def _side(side: Side, name: str) -> list[Text]:
    """A value and the passages that say it."""
    mark = ("held", "green") if side.held else ("sum", "yellow") if side.computed else ("said", "yellow")
    value = f"{_value(side.value, name)} ({side.label})" if side.label else _value(side.value, name)
    lines = [Text.assemble((f"{mark[0]:5}", mark[1]), (value, "bold"))]
    for witness in side.witnesses[:_WITNESSES_SHOWN]:
        genre = f"{witness.genre}: " if witness.genre and witness.genre != "other" else ""
        lines += [quote(witness.passage), Text(f"{genre}{place(witness.passage)}", style="dim")]
    if len(side.witnesses) > _WITNESSES_SHOWN:
        more = plural(len(side.witnesses) - _WITNESSES_SHOWN, "passage")
        lines.append(Text(f"… and {more} more", style="dim"))
    return lines


def _value(value: str, name: str) -> str:
    try:
        return f"{number(Decimal(value))}{NARROW_SPACE}€" if name in _MONEY else value
    except InvalidOperation:
        return value
