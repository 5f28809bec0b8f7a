"""What one asks of a graph: query, queries, explain, analyse."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from filon.cli import show
from filon.cli.commands import FORMAT, KG, SOURCE, Form, app, example
from filon.cli.screen import output
from filon.errors import UsageError


class AnswerForm(StrEnum):
    """How the answer to a question is printed."""

    TABLE = "table"
    CSV = "csv"
    TSV = "tsv"
    JSON = "json"
    XML = "xml"
    TURTLE = "turtle"
    NTRIPLES = "ntriples"


@app.command(
    epilog=example(
        "filon query kg funding-by-funder --limit 10",
        'filon query kg flows-of-actor --param actor="org/commune-de-lens" --format csv',
        "echo 'SELECT (COUNT(*) AS ?n) WHERE { ?f a filon:Funding }' | filon query kg -",
    )
)
def query(
    kg: SOURCE,
    question: Annotated[
        str,
        typer.Argument(
            metavar="NAME|FILE.rq|-",
            help="A question of `filon queries`, a SPARQL file, or - for standard input.",
            show_default=False,
        ),
    ],
    param: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY=VALUE", help="A parameter of the question; may be repeated.", show_default=False),
    ] = None,
    form: Annotated[
        AnswerForm | None,
        typer.Option("--format", help="How to print it.", show_default="table on a terminal, csv elsewhere"),
    ] = None,
    limit: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Print the first N rows only.", show_default=False)
    ] = None,
    excel_safe: Annotated[
        bool,
        typer.Option("--excel-safe", help="For people: an apostrophe before cells of CSV that begin like a formula."),
    ] = False,
    base_iri: Annotated[
        str | None,
        typer.Option(
            metavar="IRI", help="What relative IRIs stand under.", show_default="what the graph's own begin with"
        ),
    ] = None,
) -> None:
    """Ask the graph a question in SPARQL. The prefixes of the ontology are known."""
    from filon.cli.ask import ask

    ask(
        kg,
        question,
        _parameters(param or []),
        form or (AnswerForm.TABLE if sys.stdout.isatty() else AnswerForm.CSV),
        limit,
        safe=excel_safe,
        base_iri=base_iri,
    )


@app.command(epilog=example("filon queries", "filon queries --format json"))
def queries(form: Annotated[Form, FORMAT] = Form.TEXT) -> None:
    """List the questions that come with Filon, and their parameters."""
    from filon.cli.ask import list_questions

    list_questions(as_json=form is Form.JSON)


@app.command(epilog=example("filon explain kg org/commune-de-lens", "filon explain kg funding/… --format json"))
def explain(
    kg: KG,
    iri: Annotated[
        str,
        typer.Argument(
            metavar="IRI", help="An entity or fact, with or without the base of the graph.", show_default=False
        ),
    ],
    form: Annotated[Form, FORMAT] = Form.TEXT,
) -> None:
    """Show one entity or fact with the sentences that say so: document, page, characters, confidence."""
    from filon.codec import encode
    from filon.explain import explain as explain_thing

    found = explain_thing(kg, iri)
    if form is Form.JSON:
        print(json.dumps(encode(found), ensure_ascii=False, indent=1))
    else:
        show.explanation(output(), found)


class Language(StrEnum):
    """What a report is written in."""

    FRENCH = "fr"
    ENGLISH = "en"


@app.command(
    epilog=example(
        "filon analyse kg --to study",
        "filon analyse kg --to study --lang en --period 2019-2023 --territory Lens",
        "filon analyse kg --to study --kind commune --kind epci --min-confidence 0.8 --write",
    )
)
def analyse(
    kg: SOURCE,
    to: Annotated[
        Path,
        typer.Option(
            "--to", metavar="DIR", help="The folder of the study; made where there is none.", show_default=False
        ),
    ],
    lang: Annotated[Language, typer.Option(help="The language of the report and the figures.")] = Language.FRENCH,
    period: Annotated[
        str | None, typer.Option(metavar="YEAR[-YEAR]", help="Only ties of these years.", show_default=False)
    ] = None,
    territory: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="Only ties on this ground: a name, an INSEE code or an IRI.", show_default=False
        ),
    ] = None,
    programme: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only ties of this programme.", show_default=False)
    ] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KIND",
            help="Only actors of this kind (commune, association…); may be repeated.",
            show_default=False,
        ),
    ] = None,
    min_confidence: Annotated[
        float, typer.Option(metavar="X", min=0, max=1, help="Only facts that are at least this sure (0 to 1).")
    ] = 0.0,
    write: Annotated[bool, typer.Option("--write", help="Put the measures into the graph too, for SPARQL.")] = False,
) -> None:
    """Study the partnership network: measures, communities, years, figures, a report, and files for Gephi."""
    from filon.analyse.scope import Scope
    from filon.cli.study import run_study

    scope = Scope(period, territory, programme, tuple(kind or ()), min_confidence)
    run_study(kg, to, scope, lang.value, deposit=write)


def _parameters(pairs: list[str]) -> dict[str, str]:
    """``KEY=VALUE`` pairs as a mapping; raises `UsageError` where one is not such a pair."""
    found = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key:
            raise UsageError(f"--param {pair} is not KEY=VALUE.")
        found[key] = value
    return found
