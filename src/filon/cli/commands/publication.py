"""A graph for others: export."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from filon.cli.commands import KG, app, example
from filon.cli.commands.questions import Language
from filon.cli.screen import messages, number, progress


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
    SITE = "site"
    CATALOG = "catalog"
    GEXF = "gexf"
    GRAPHML = "graphml"


@app.command(
    epilog=example(
        "filon export kg facts --to facts",
        "filon export kg trig --to graph.trig",
        "filon export kg nquads --to - | gzip > graph.nq.gz",
        "filon export kg scdl --to subventions.csv",
        "filon export kg parquet --to tables",
        "filon export kg site --to site --url https://example.org/graph/",
        'filon export kg catalog --to catalog.ttl --publisher "Ville d\'Exemple" --url https://example.org/graph/ --files exports',
    )
)
def export(
    kg: KG,
    form: Annotated[ExportForm, typer.Argument(metavar="FORMAT", help=", ".join(ExportForm), show_default=False)],
    to: Annotated[
        Path,
        typer.Option(
            metavar="PATH",
            help="A file or a folder: a folder for facts, csv, parquet, site; a file for RDF and catalog, - being standard output.",
            show_default=False,
        ),
    ],
    lang: Annotated[
        Language, typer.Option(help="The language of states, roles and reasons; of the site's first pages.")
    ] = Language.FRENCH,
    excel_safe: Annotated[
        bool,
        typer.Option("--excel-safe", help="For people: an apostrophe before cells of CSV that begin like a formula."),
    ] = False,
    url: Annotated[str | None, typer.Option(metavar="URL", help="site, catalog: where the files will stand.")] = None,
    title: Annotated[str | None, typer.Option(metavar="TEXT", help="catalog: what the data are called.")] = None,
    publisher: Annotated[str | None, typer.Option(metavar="NAME", help="catalog: who publishes them.")] = None,
    license_: Annotated[
        str | None, typer.Option("--license", metavar="IRI", help="catalog: under which licence.")
    ] = None,
    endpoint: Annotated[
        str | None, typer.Option(metavar="URL", help="catalog: a SPARQL endpoint that has them.")
    ] = None,
    files: Annotated[
        Path | None, typer.Option(metavar="DIR", help="catalog: a folder of exports that will stand at --url.")
    ] = None,
) -> None:
    """Write the graph for others: facts, RDF, the formats of the field, every question as a table, a web site, its description."""
    if form is ExportForm.SITE:
        _site(kg, to, lang, url)
        return
    if form is ExportForm.CATALOG:
        from filon.exchange.catalog import Publication, write

        told = Publication(title, publisher, license_, url, endpoint, files)
        _put(to, write(kg, told))
        return
    if form in {ExportForm.GEXF, ExportForm.GRAPHML}:
        from filon.analyse import together
        from filon.analyse.graphfiles import write_gexf, write_graphml

        (write_gexf if form is ExportForm.GEXF else write_graphml)(together(kg), to)
        return
    from filon.export import export as export_graph

    written = export_graph(kg, form.value, to, lang.value, safe=excel_safe)
    console = messages()
    if console.is_terminal:
        for path in written:
            console.print(f"{path}  {path.stat().st_size / 1e6:.1f} MB", style="dim")


def _site(kg: Path, to: Path, lang: Language, url: str | None) -> None:
    from filon.site import export_site

    with progress() as tick:
        written = export_site(kg, to, lang.value, url=url, tick=tick)
    console = messages()
    for iri in written.left_out:
        console.print(f"{iri} has no page: it is too long for the name of a file.", markup=False)
    if console.is_terminal:
        console.print(f"{to}  {number(written.files)} files, {written.size / 1e6:.1f} MB", style="dim")


def _put(to: Path, data: bytes) -> None:
    from filon.archive import write_file

    if to == Path("-"):
        sys.stdout.buffer.write(data)
    else:
        write_file(to, data)
