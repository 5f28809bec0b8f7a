"""A graph for others: export."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from filon.cli.commands import KG, app, example
from filon.cli.screen import messages


class ExportForm(StrEnum):
    """What a graph is written as."""

    FACTS = "facts"
    NQUADS = "nquads"
    TRIG = "trig"
    TURTLE = "turtle"
    JSONLD = "jsonld"


@app.command(
    epilog=example(
        "filon export kg facts --to facts",
        "filon export kg trig --to graph.trig",
        "filon export kg nquads --to - | gzip > graph.nq.gz",
    )
)
def export(
    kg: KG,
    form: Annotated[ExportForm, typer.Argument(metavar="FORMAT", help=", ".join(ExportForm), show_default=False)],
    to: Annotated[
        Path,
        typer.Option(metavar="PATH", help="A file, or a folder for facts; - is standard output.", show_default=False),
    ],
) -> None:
    """Write the graph for other programs: the facts as JSON Lines, or RDF."""
    from filon.export import export as export_graph

    written = export_graph(kg, form.value, to)
    console = messages()
    if console.is_terminal:
        for path in written:
            console.print(f"{path}  {path.stat().st_size / 1e6:.1f} MB", style="dim")
