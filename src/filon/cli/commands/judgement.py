"""How right a graph is, and what is left to people: judge, check, evaluate."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from filon.cli.commands import FORMAT, KG, Form, app, example


class By(StrEnum):
    """What the scores are also given for, one by one."""

    DOCUMENT = "document"


@app.command(
    epilog=example(
        "filon judge kg",
        'filon judge kg --judgements ours.txt --author "A. Martin" --below 0.5',
        "filon judge kg | grep ^pair",
    )
)
def judge(
    kg: KG,
    judgements: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Where the answers go.", show_default="that of the last build, or KG/judgements.txt"
        ),
    ] = None,
    author: Annotated[
        str | None, typer.Option(metavar="NAME", help="Who judges.", show_default="the user's name")
    ] = None,
    below: Annotated[
        float, typer.Option(metavar="X", min=0, max=1, help="Ask about facts that are less sure than X (0 to 1).")
    ] = 0.6,
    limit: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="The first N questions only.", show_default=False)
    ] = None,
    form: Annotated[Form, FORMAT] = Form.TEXT,
) -> None:
    """Judge what the graph leaves open: pairs of things that may be one, and unsure facts, each with its passages.

    Answers are lines of a text file that builds replay; taking a line out takes the answer back. In a pipe the questions are listed.
    """
    from filon.cli.judging import walk

    ask = sys.stdin.isatty() and sys.stdout.isatty()
    walk(kg, judgements, author=author, below=below, limit=limit, as_json=form is Form.JSON, ask=ask)


@app.command(epilog=example("filon check kg", "filon check kg --format json"))
def check(kg: KG, form: Annotated[Form, FORMAT] = Form.TEXT) -> int:
    """Show what documents contradict each other about, with the sentences side by side, and what in the graph is broken.

    Of the values that contradict each other one is held, by the order of sources; a judgement may say otherwise.

    Exit code 1 says that something contradicts or is broken, 0 that nothing does.
    """
    from filon.cli.checked import show_check

    return show_check(kg, as_json=form is Form.JSON)


@app.command(
    epilog=example(
        "filon evaluate kg --gold gold.jsonl --windows windows.json",
        "filon evaluate kg --gold gold.jsonl --windows windows.json --by document --html page.html",
    )
)
def evaluate(
    kg: KG,
    gold: Annotated[Path, typer.Option(metavar="FILE", help="Gold records, JSON Lines.", show_default=False)],
    windows: Annotated[
        Path, typer.Option(metavar="FILE", help="The windows the gold covers, JSON.", show_default=False)
    ],
    by: Annotated[By | None, typer.Option(help="One table for each document too.", show_default=False)] = None,
    html: Annotated[
        Path | None,
        typer.Option(metavar="PAGE", help="Write a page with gold and found side by side.", show_default=False),
    ] = None,
    form: Annotated[Form, FORMAT] = Form.TEXT,
) -> None:
    """Score the facts of a graph against a gold annotation of its documents.

    Prints the measures, what is wrong by kind, and whether the confidence of facts is the share of them that is right.
    """
    from filon.cli.judge import judge as score

    score(kg, gold, windows, documents=by is By.DOCUMENT, as_json=form is Form.JSON, html=html)
