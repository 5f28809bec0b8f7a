"""What a person sees: the end of a build, answers as tables, explanations, scores. Everything here only prints."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from filon.cli.screen import NARROW_SPACE, number, plural
from filon.diff import Change, Difference, Kind
from filon.evaluate import Measure, Reliability
from filon.explain import Explanation, Passage, Said
from filon.model import SilenceKind
from filon.report import Report
from filon.vocab import PREFIXES, short

if TYPE_CHECKING:
    from filon.queries import Query

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_UNREAD_SHOWN = 5
_PASSAGES_SHOWN = 3
_BAR = 20  # characters of a whole bar
_READABLE = 22  # characters below which a column of words is no longer read with ease
_NUMERIC = frozenset(f"{PREFIXES['xsd']}{name}" for name in ("integer", "decimal", "double", "float"))
_COUNTED_NOT = re.compile(r"year|start|end|page|position|offset", re.IGNORECASE)
_MONEY = frozenset({"schema:amount", "filon:totalCost", "filon:eligibleCost", "filon:amountMin", "filon:amountMax"})


# --- build ----------------------------------------------------------------------------------------------------


def summary(console: Console, report: Report, kg: Path) -> None:
    """What the graph holds now, what this build read, and what it could not read."""
    counts = report.counts
    bodies, persons = counts.get("ORG", 0), counts.get("PERSON", 0)
    flows = sum(counts.get(kind, 0) for kind in ("Funding", "Expenditure"))
    lines = [
        (
            len(report.documents),
            "document",
            f"{number(report.new)} read now; {number(counts['characters'])} characters in all",
        ),
        (bodies + persons, "actor", f"{plural(bodies, 'body')}, {plural(persons, 'person')}"),
        (counts.get("PLACE", 0), "territory", ""),
        (
            counts.get("PROJECT", 0),
            "project",
            f"{plural(counts.get('PROGRAMME', 0), 'programme')}, agreements among them",
        ),
        (
            flows,
            "flow of money",
            f"{plural(counts['statements'], 'fact')} in all, on {plural(counts['claims'], 'claim')}",
        ),
        (counts["conflicts"], "contradiction", f"filon query {kg} contradictions" if counts["conflicts"] else ""),
        _silences(report),
    ]
    grid = Table.grid(padding=(0, 2))
    grid.add_column(justify="right", style="bold")
    grid.add_column()
    grid.add_column(style="dim")
    for count, noun, note in lines:
        figure, name = plural(count, noun).split(" ", 1)
        grid.add_row(figure, name, note)
    seconds = Decimal(sum(report.seconds.values())).quantize(Decimal("0.1"))
    console.print(Text.assemble((str(kg), "bold"), f"  built in {str(seconds).replace('.', ',')}{NARROW_SPACE}s"))
    console.print(grid)
    if left_out := ", ".join(plural(count, kind.removesuffix("s")) for kind, count in report.left_out.items()):
        console.print(f"Left out, less sure than {report.min_confidence:g}: {left_out}")
    if report.judgements:
        console.print(f"Replayed: {plural(report.judgements, 'judgement')}")
    if report.quarantined:
        console.print(
            f"In quarantine: {plural(len(report.quarantined), 'thing')} that violate a shape; filon check {kg}"
        )
    if report.removed:
        console.print(f"Removed, since gone: {', '.join(report.removed)}")
    unread(console, report, kg)


def _silences(report: Report) -> tuple[int, str, str]:
    """All passages that were seen and not understood, and how many there are of each kind."""
    counts = {
        noun: report.of_kind(kind)
        for kind, noun in (
            (SilenceKind.AMOUNT_WITHOUT_FLOW, "amount without flow"),
            (SilenceKind.PAYING_VERB_WITHOUT_AMOUNT, "payment without amount"),
            (SilenceKind.TABLE_NOT_UNDERSTOOD, "table not understood"),
            (SilenceKind.LINE_NOT_READ, "line not read"),
        )
    }
    return sum(counts.values()), "silence", ", ".join(plural(count, noun) for noun, count in counts.items() if count)


def unread(console: Console, report: Report, kg: Path) -> None:
    """What could not be read, and why, and the judgements that found nothing to judge; a line each."""
    for judgement in report.idle_judgements:
        console.print(Text.assemble(("no effect", "yellow"), f"  {judgement}"))
    for item in report.failed[:_UNREAD_SHOWN]:
        console.print(Text.assemble(("not read", "yellow"), "  ", (item.path, "bold"), f": {item.why}"))
    if len(report.failed) > _UNREAD_SHOWN:
        console.print(f"not read  and {len(report.failed) - _UNREAD_SHOWN} more: all are in {kg / 'report.json'}")


# --- answers --------------------------------------------------------------------------------------------------


def answers(console: Console, columns: Sequence[str], rows: Sequence[Sequence[Term | None]], base: str) -> None:
    """Rows of an answer: a table as wide as the terminal, or, where that is too narrow for it, one block of lines a row.

    Numbers are printed as French prints them, IRIs short; a column without any value is left out.
    """
    if not rows:
        console.print(Text("no answer", style="dim"))
        return
    used = [place for place in range(len(columns)) if any(row[place] is not None for row in rows)]
    names = [columns[place] for place in used]
    cells = [[_cell(row[place], base, columns[place]) for place in used] for row in rows]
    least = [max(len(name), min(_READABLE, max(row[at].cell_len for row in cells))) for at, name in enumerate(names)]
    if sum(least) + 2 * len(least) <= console.width:
        right = [all(_number(row[place]) is not None for row in rows if row[place] is not None) for place in used]
        console.print(_table(names, cells, right))
    else:
        _blocks(console, names, cells)


def _table(names: Sequence[str], cells: Sequence[Sequence[Text]], right: Sequence[bool]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    for name, number_column in zip(names, right, strict=True):
        table.add_column(name, justify="right" if number_column else "left", no_wrap=number_column, overflow="fold")
    for row in cells:
        table.add_row(*row)
    return table


def _blocks(console: Console, names: Sequence[str], cells: Sequence[Sequence[Text]]) -> None:
    """Each row as lines «column  value», a rule between rows."""
    for index, row in enumerate(cells):
        if index:
            console.print(Text("─" * 8, style="dim"))
        block = Table.grid(padding=(0, 2))
        block.add_column(style="dim", no_wrap=True, min_width=max(map(len, names)))
        block.add_column(overflow="fold")
        for name, cell in zip(names, row, strict=True):
            if cell:
                block.add_row(name, cell)
        console.print(block)


def _number(term: Term | None) -> Decimal | None:
    if isinstance(term, ox.Literal) and term.datatype.value in _NUMERIC:
        try:
            return Decimal(term.value)
        except InvalidOperation:
            return None
    return None


def _cell(term: Term | None, base: str, column: str) -> Text:
    if term is None:
        return Text("")
    if isinstance(term, ox.NamedNode):
        return Text(short(term.value, base), style="cyan")
    if (value := _number(term)) is not None:
        return Text(str(value) if _COUNTED_NOT.search(column) else number(value))  # a year or an offset is no quantity
    return Text(" ".join(str(getattr(term, "value", term)).split()))


def questions(console: Console, found: Sequence[Query]) -> None:
    """The questions with their parameters."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    table.add_column("question", style="bold", no_wrap=True)
    table.add_column("asks")
    table.add_column("--param")
    for query in found:
        table.add_row(query.name, query.title, "\n".join(parameter.name for parameter in query.parameters))
    console.print(table)


# --- explanations ---------------------------------------------------------------------------------------------


def explanation(console: Console, found: Explanation) -> None:
    """A thing, then its statements with the passages that say them (once for all that rest on the same), then what names it."""
    console.print(
        Text.assemble((found.label or found.iri, "bold"), ("" if not found.label else f"  {found.iri}", "cyan"))
    )
    grounds: dict[tuple[Passage, ...], list[Said]] = {}
    for said in found.said:
        grounds.setdefault(said.passages, []).append(said)
    for passages, statements in grounds.items():
        console.print()
        for said in statements:
            console.print(_statement(said))
        for passage in passages[:_PASSAGES_SHOWN]:
            console.print(Padding(quote(passage), (0, 0, 0, 4), expand=False))
            console.print(Padding(Text(place(passage), style="dim"), (0, 0, 0, 4), expand=False))
        if len(passages) > _PASSAGES_SHOWN:
            more = plural(len(passages) - _PASSAGES_SHOWN, "passage")
            console.print(Padding(Text(f"… and {more} more", style="dim"), (0, 0, 0, 4), expand=False))
    if found.pointers:
        console.print()
        console.print(Text(f"Named by {plural(found.pointed, 'statement')} of others:", style="bold"))
        for pointer in found.pointers:
            amount = f"  {number(pointer.amount)}{NARROW_SPACE}€" if pointer.amount is not None else ""
            name = (f"  {pointer.label or ''}", "dim")
            console.print(Text.assemble("  ", (pointer.subject, "cyan"), f"  {pointer.property}{amount}", name))


def _statement(said: Said) -> Text:
    value = f"{number(Decimal(said.value))}{NARROW_SPACE}€" if said.property in _MONEY else said.value
    label = f" ({said.label})" if said.label else ""
    return Text.assemble(
        (said.property, "magenta"),
        "  ",
        (value, "bold"),
        label,
        ("" if said.preferred else "  claimed, not held", "yellow"),
    )


def quote(passage: Passage) -> Text:
    """The sentence with its evidence marked: by style on a terminal, by brackets elsewhere."""
    before, exact, after = (
        re.sub(r"\s+", " ", part.replace("\t", " | ")) for part in (passage.before, passage.exact, passage.after)
    )
    return Text.assemble(
        "« ", before.lstrip(), ("[", "bold yellow"), (exact, "bold yellow"), ("]", "bold yellow"), after.rstrip(), " »"
    )


def place(passage: Passage) -> str:
    """Where a passage stands, how sure its reading is and by which rule, in one line."""
    page = f", page {passage.page}" if passage.page else ""
    return f"{passage.document}{page}, characters {passage.start}–{passage.end}; confidence {passage.confidence}, {passage.method}"


# --- differences ----------------------------------------------------------------------------------------------

_SIGNS = {Kind.APPEARED: ("+", "green"), Kind.VANISHED: ("-", "red"), Kind.CHANGED: ("~", "yellow")}


def difference(console: Console, found: Difference, limit: int | None) -> None:
    """Document by document what changed and why: a line for each fact, at most ``limit`` for a document."""
    for names, word in ((found.added, "added"), (found.removed, "removed"), (found.changed, "changed")):
        if names:
            console.print(f"{plural(len(names), 'document')} {word}: {', '.join(names)}")
    if not found.facts:
        console.print(Text("the facts are the same", style="dim"))
    for document, changes in groupby(found.facts, key=lambda change: change.document):
        here = list(changes)
        counts = Counter(change.kind for change in here)
        said = ", ".join(f"{number(counts[kind])} {kind}" for kind in Kind if counts[kind])
        console.print()
        console.print(Text.assemble((document or "no document", "bold"), f"  {said}"))
        for change in here[:limit]:
            console.print(_change(change))
        if len(here) > len(here[:limit]):
            console.print(Text(f"  … and {number(len(here) - len(here[:limit]))} more", style="dim"))


def _change(change: Change) -> Text:
    sign, colour = _SIGNS[change.kind]
    money = change.property in _MONEY
    old, new = (
        f"{number(Decimal(value))}{NARROW_SPACE}€" if money and value else value for value in (change.old, change.new)
    )
    value = f"{old} → {new}" if old and new else old or new or ""
    subject = f"{change.label} ({change.subject})" if change.label else change.subject
    return Text.assemble(
        "  ",
        (sign, colour),
        f" {subject}  ",
        (change.property, "magenta"),
        f"  {value}  ",
        (f"[{change.cause}]", "dim"),
    )


# --- scores ---------------------------------------------------------------------------------------------------


def scores(console: Console, measures: Mapping[str, Measure]) -> None:
    """Measures with precision, recall, F1 and the two counts; a bare accuracy stands under F1."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    table.add_column("measure", no_wrap=True)
    for column in ("P", "R", "F1", "gold", "found"):
        table.add_column(column, justify="right", no_wrap=True)
    for name, measure in measures.items():
        if measure is None or isinstance(measure, float):
            table.add_row(name, "", "", "n/a" if measure is None else _ratio(measure), "", "")
        else:
            ratios = (_ratio(value) for value in (measure.precision, measure.recall, measure.f1))
            table.add_row(name, *ratios, number(measure.gold), number(measure.found))
    console.print(table)


def _ratio(value: float) -> str:
    """Three digits of the four that JSON has."""
    return f"{round(value, 4):.3f}"


def misses(console: Console, found: Mapping[str, Counter[str]]) -> None:
    """What is wrong, by kind and type of record, the most frequent first."""
    if not found:
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    table.add_column("what is wrong", no_wrap=True)
    table.add_column("count", justify="right", no_wrap=True)
    table.add_column("of which", style="dim")
    for kind, types in found.items():
        table.add_row(
            kind, number(types.total()), ", ".join(f"{name} {number(count)}" for name, count in types.most_common())
        )
    console.print()
    console.print(table)


def reliability(console: Console, curves: Sequence[Reliability]) -> None:
    """Confidence against the share of right facts, a line for each step of confidence, and the expected calibration error."""
    if not curves:
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, header_style="bold")
    for column, justify in (("confidence of", "left"), ("facts", "right"), ("stated", "right"), ("right", "right")):
        table.add_column(column, justify="right" if justify == "right" else "left", no_wrap=True)
    table.add_column("", no_wrap=True)
    for curve in curves:
        table.add_row(f"{curve.kind}, ECE {curve.error:.3f}", number(curve.count), "", "", "", style="bold")
        for step in curve.bins:
            bar = "█" * round(step.right * _BAR)
            row = ("", number(step.count), f"{step.confidence:.2f}", f"{step.right:.2f}")
            table.add_row(*row, Text(bar.ljust(_BAR, "·"), style="dim"))
    console.print()
    console.print(table)


def curve_plain(curve: Reliability) -> dict[str, Any]:
    """A reliability curve as JSON values."""
    bins = [
        {"n": step.count, "confidence": round(step.confidence, 4), "right": round(step.right, 4)} for step in curve.bins
    ]
    return {"ece": round(curve.error, 4), "n": curve.count, "bins": bins}
