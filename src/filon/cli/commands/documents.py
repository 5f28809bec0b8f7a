"""Documents into a graph and out of it: build, remove, report, diff."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from filon.cli import show
from filon.cli.commands import FORMAT, KG, Form, app, example
from filon.cli.screen import messages, output, progress


@app.command(
    epilog=example("filon build documents --to kg", "filon build convention.pdf rapport.txt --to kg --workers 4")
)
def build(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Documents, or folders of documents.", show_default=False)
    ],
    to: Annotated[
        Path,
        typer.Option(
            "--to", metavar="KG", help="The knowledge graph's folder; made where it does not exist.", show_default=False
        ),
    ],
    workers: Annotated[int, typer.Option(metavar="N", help="Processes that read.")] = 1,
    engine: Annotated[
        str, typer.Option(metavar="local|dask[:ADDRESS]", help="Who reads: this machine, or a Dask cluster.")
    ] = "local",
    base_iri: Annotated[
        str | None,
        typer.Option(metavar="IRI", help="What the IRIs of the graph begin with.", show_default="the graph's own"),
    ] = None,
    min_confidence: Annotated[
        float, typer.Option(metavar="X", min=0, max=1, help="Leave out facts that are less sure than X (0 to 1).")
    ] = 0.0,
    judgements: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="What people have judged, to replay; see filon judge.",
            show_default="that of the last build, or KG/judgements.txt",
        ),
    ] = None,
) -> int:
    """Read documents into a knowledge graph; again on the same one, only what changed is read.

    A document that is given again replaces itself, one that vanished from a folder given again is removed, all others stay.

    Exit code 1 says that some input could not be read: it is named, and the rest is in the graph.
    """
    from filon.build import build as build_graph

    with progress() as ticker:
        report = build_graph(
            paths,
            to,
            workers=workers,
            engine=engine,
            base_iri=base_iri,
            min_confidence=min_confidence,
            judgements=judgements,
            progress=ticker,
        )
    console = messages()
    (show.summary if console.is_terminal else show.unread)(console, report, to)
    return 1 if report.failed else 0


@app.command(epilog=example("filon remove kg convention.pdf", "filon remove kg 2023/rapport.txt 2023/avenant.txt"))
def remove(
    kg: KG,
    documents: Annotated[
        list[str],
        typer.Argument(metavar="DOCUMENT...", help="Documents as the graph names them.", show_default=False),
    ],
) -> None:
    """Take documents out of the graph, and all that rests on them alone."""
    from filon.build import remove as remove_documents

    with progress() as ticker:
        report = remove_documents(kg, documents, progress=ticker)
    console = messages()
    if console.is_terminal:
        show.summary(console, report, kg)


@app.command(epilog=example("filon report kg", "filon report kg --format json"))
def report(kg: KG, form: Annotated[Form, FORMAT] = Form.TEXT) -> None:
    """Show what the last build read and what it could not, and how much the graph holds."""
    from filon.report import read_report

    found = read_report(kg)
    if form is Form.JSON:
        print(found.to_json())
    else:
        show.summary(output(), found, kg)


@app.command(epilog=example("filon diff kg-2023 kg-2024", "filon diff before after --format json"))
def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="A knowledge graph.", show_default=False)],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="Another, or a later one.", show_default=False)],
    limit: Annotated[
        int | None,
        typer.Option(
            metavar="N", min=0, help="Facts shown for each document.", show_default="all in a pipe, 20 on a terminal"
        ),
    ] = None,
    form: Annotated[Form, FORMAT] = Form.TEXT,
) -> None:
    """Tell what changed between two graphs: document by document, what appeared, vanished or changed, and why."""
    from dataclasses import asdict

    from filon.diff import diff as compare

    found = compare(old, new)
    if form is Form.JSON:
        print(json.dumps(asdict(found), ensure_ascii=False))
    else:
        console = output()
        show.difference(console, found, limit if limit is not None else 20 if console.is_terminal else None)
