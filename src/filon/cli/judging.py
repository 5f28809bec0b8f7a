"""Walking through what a graph leaves open: on a terminal one question after the other, in a pipe a list of them."""

from __future__ import annotations

import getpass
import json
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import islice
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.prompt import Prompt
from rich.text import Text

from filon.archive import Manifest
from filon.build.judged import judgements_file
from filon.cli.screen import NARROW_SPACE, messages, output, plural
from filon.codec import encode
from filon.errors import StoreError
from filon.explain import Passage
from filon.judgements import HEADER, Judgement, parse_judgements
from filon.store import current_version
from filon.unsettled import Question, Sort, unsettled

_COLUMNS = ("sort", "confidence", "what", "if so", "if not", "told")
_ANSWERS = {
    Sort.PAIR: ("one thing", "two things"),
    Sort.FACT: ("right", "wrong"),
}


def walk(
    kg: Path, file: Path | None, *, author: str | None, below: float, limit: int | None, as_json: bool, ask: bool
) -> None:
    """Ask about each open question of ``kg`` and write the answers into the file of judgements; or list them, without ``ask``.

    ``below``: the confidence under which a fact is asked about. ``limit``: ask so many questions only.
    """
    manifest = Manifest.read(current_version(kg))
    path = judgements_file(kg, file, manifest)
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    known = parse_judgements(text, manifest.base_iri, path.name)
    questions = islice(unsettled(kg, known, below=below), limit)
    if as_json:
        print(json.dumps([encode(question) for question in questions], ensure_ascii=False, indent=1))
    elif not ask:
        _list(questions)
    else:
        _walk(list(questions), path, author or getpass.getuser(), kg)


def _list(questions: Iterable[Question]) -> None:
    """One line a question, its fields parted by tabs, with the judgements that would answer it."""
    print("\t".join(_COLUMNS))
    for question in questions:
        answers = (" ".join(answer) for answer in (question.yes, question.no))
        print("\t".join((question.sort, f"{question.confidence:.2f}", question.subject, *answers, question.told)))


def _walk(questions: Sequence[Question], path: Path, author: str, kg: Path) -> None:
    console, written = output(), 0
    if not questions:
        console.print("Nothing is left to judge.", style="dim")
    for number, question in enumerate(questions, 1):
        _show(console, question, f"{number} of {len(questions)}")
        yes, no = _ANSWERS[question.sort]
        answer = Prompt.ask(
            f"[bold]y[/] {yes}, [bold]n[/] {no}, [bold]l[/] later, [bold]q[/] quit",
            choices=["y", "n", "l", "q"],
            default="l",
            show_choices=False,
            console=console,
        )
        if answer == "q":
            break
        if answer == "l":
            continue
        reason = Prompt.ask("Why", default="as the passages say", console=console)
        today = date.today().isoformat()  # noqa: DTZ011 - the day where the person sits
        append(path, question.judge(holds=answer == "y", day=today, author=author, reason=reason))
        written += 1
    if written:
        messages().print(
            f"{plural(written, 'judgement')} written to {path}; filon build DOCUMENTS --to {kg} replays them, and reads nothing anew."
            if path.parent.resolve() == kg.resolve()
            else f"{plural(written, 'judgement')} written to {path}; filon build DOCUMENTS --to {kg} --judgements {path} replays them."
        )


def append(path: Path, judgement: Judgement) -> None:
    """Add a judgement to its file, which is made where there is none; raises `StoreError` where it cannot be written."""
    try:
        old = path.read_text(encoding="utf-8") if path.is_file() else HEADER
        if old and not old.endswith("\n"):
            old += "\n"
        path.write_text(f"{old}{judgement.to_line()}\n", encoding="utf-8")
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror or error}; give a file that can.") from error


def _show(console: Console, question: Question, place: str) -> None:
    console.rule(f"[dim]{place}[/]")
    console.print(Text.assemble((question.told, "bold"), (f"   {question.confidence:.0%}", "dim")))
    for what, bits in question.reasons:
        console.print(Text(f"  {bits:+5.1f}  {what}", style="green" if bits > 0 else "red"))
    for name, passage in question.passages:
        console.print(Text(f"\n{name}" if question.sort is Sort.PAIR else "", style="cyan"))
        console.print(Padding(_quote(passage), (0, 4)))
        page = f", page {passage.page}" if passage.page else ""
        console.print(
            Padding(Text(f"{passage.document}{page}, characters {passage.start}–{passage.end}", style="dim"), (0, 4))
        )


def _quote(passage: Passage) -> Text:
    """The passage with what it is about highlighted; tabs between cells stay apart."""

    def plain(text: str) -> str:
        return text.replace("\t", f" {NARROW_SPACE}| ").replace("\n", " ")

    return Text.assemble(
        "« ",
        plain(passage.before.lstrip()),
        (plain(passage.exact), "bold reverse"),
        plain(passage.after.rstrip()),
        " »",
    )
