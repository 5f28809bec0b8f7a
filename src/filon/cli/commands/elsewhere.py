"""A graph that must be whole, here and elsewhere: verify, push."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

import typer

from filon.cli.commands import FORMAT, KG, Form, app, example
from filon.cli.screen import messages, plural, progress


class Protocol(StrEnum):
    """How graphs are written to a server."""

    GSP = "gsp"
    UPDATE = "update"


@app.command(epilog=example("filon verify kg", "filon verify kg --format json"))
def verify(kg: KG, form: Annotated[Form, FORMAT] = Form.TEXT) -> int:
    """Read everything in the graph's folder again and compare it with what was written: files, every ordering of the index, texts.

    Exit code 1 says that something is not as it was written: each thing is a sentence. A build makes a graph whole again.
    """
    from filon.codec import encode
    from filon.verify import verify as read_again

    with progress() as ticker:
        found = read_again(kg, progress=ticker)
    if form is Form.JSON:
        print(json.dumps(encode(found), ensure_ascii=False, indent=1))
    else:
        for finding in found.findings:
            print(finding)
    console = messages()
    if console.is_terminal and not found.findings:
        read = (plural(found.quads, "quad"), plural(found.files, "file"), plural(found.documents, "document"))
        console.print(f"{kg}  {', '.join(read)}: all as they were written.", markup=False)
    return 1 if found.findings else 0


@app.command(
    epilog=example(
        "filon push kg --to http://127.0.0.1:7878",
        "FILON_USER=dba FILON_PASSWORD=… filon push kg --to https://example.org/sparql",
        "filon push kg --to http://127.0.0.1:7878 --dry-run",
    )
)
def push(
    kg: KG,
    to: Annotated[
        str, typer.Option("--to", metavar="URL", help="A SPARQL 1.1 server, or its query endpoint.", show_default=False)
    ],
    protocol: Annotated[
        Protocol | None,
        typer.Option(help="Graph Store Protocol, or Update.", show_default="what the server takes, the first first"),
    ] = None,
    default_graph: Annotated[
        str | None,
        typer.Option(
            metavar="IRI",
            help="A named graph that stands for the default graph.",
            show_default="none; on Virtuoso …/graph/facts",
        ),
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Send the default graph although the server's holds something else.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell what would be sent and removed, and send nothing.")
    ] = False,
) -> int:
    """Load the graph into a SPARQL server, graph by graph: what it lacks is sent, what is no longer there is removed.

    Again, or after an interruption, only what is not there yet is sent. Credentials come from FILON_USER and FILON_PASSWORD,
    FILON_TOKEN, or a netrc file.

    Exit code 1 says that the server holds another number of triples than was sent.
    """
    from filon.push import Protocol as Way
    from filon.push import push as push_graph

    with progress() as ticker:
        done = push_graph(
            kg,
            to,
            protocol=Way(protocol) if protocol else None,
            default_graph=default_graph,
            replace=replace,
            dry_run=dry_run,
            progress=ticker,
        )
    if dry_run:
        for verb, names in (("send", done.sent), ("remove", done.removed)):
            for name in names:
                print(f"{verb}\t{name}")
    for sentence in done.wrong:
        print(sentence)
    console = messages()
    if console.is_terminal:
        told = f"{plural(len(done.sent), 'graph')} sent, {done.kept} there already, {len(done.removed)} removed"
        console.print(f"{to}  {told}{' (dry run)' if dry_run else ''}", markup=False)
    return 1 if done.wrong else 0
