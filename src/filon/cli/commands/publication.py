"""A graph for others: export."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from filon.cli.commands import KG, app, example
from filon.cli.commands.questions import Language
from filon.cli.screen import messages


class ExportForm(StrEnum):
    """What a graph is written as."""

    FACTS = "facts"
    NQUADS = "nquads"
    TRIG = "trig"
    TURTLE = "turtle"
    JSONLD = "jsonld"
    NTRIPLES = "ntriples"
    RDFXML = "rdfxml"
    SCDL = "scdl"
    GRANTS360 = "360giving"
    FTM = "ftm"
    CSV = "csv"
    PARQUET = "parquet"


@app.command(
    epilog=example(
        "filon export kg facts --to facts",
        "filon export kg trig --to graph.trig",
        "filon export kg nquads --to - | gzip > graph.nq.gz",
        "filon export kg scdl --to subventions.csv",
        "filon export kg parquet --to tables",
    )
)
def export(
    kg: KG,
    form: Annotated[ExportForm, typer.Argument(metavar="FORMAT", help=", ".join(ExportForm), show_default=False)],
    to: Annotated[
        Path,
        typer.Option(
            metavar="PATH",
            help="A file or a folder: a folder for facts, csv, parquet; a file for RDF, - being standard output.",
            show_default=False,
        ),
    ],
    lang: Annotated[Language, typer.Option(help="The language of states, roles and reasons.")] = Language.FRENCH,
    excel_safe: Annotated[
        bool,
        typer.Option("--excel-safe", help="For people: an apostrophe before cells of CSV that begin like a formula."),
    ] = False,
) -> None:
    """Write the graph for other programs: facts, RDF, the formats of the field (scdl, 360giving, ftm), every question as a table."""
    from filon.export import export as export_graph

    written = export_graph(kg, form.value, to, lang.value, safe=excel_safe)
    console = messages()
    if console.is_terminal:
        for path in written:
            console.print(f"{path}  {path.stat().st_size / 1e6:.1f} MB", style="dim")
