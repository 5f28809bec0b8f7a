"""A graph on the web: serve."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from filon.cli.commands import app, example
from filon.cli.screen import messages


class Place(StrEnum):
    """Where the graph lies while it is served."""

    MEMORY = "memory"
    DISK = "disk"


@app.command(
    epilog=example(
        "filon serve kg",
        "filon serve kg --port 8080 --seconds 10 --cors https://example.org",
        "filon serve https://example.org/sparql",
    )
)
def serve(
    kg: Annotated[
        str,
        typer.Argument(metavar="KG", help="The folder of a knowledge graph, or a SPARQL endpoint.", show_default=False),
    ],
    host: Annotated[str, typer.Option(help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="The port; 0 takes a free one.")] = 8000,
    store: Annotated[
        Place | None, typer.Option(help="Where the graph is asked.", show_default="memory where it has room")
    ] = None,
    workers: Annotated[int, typer.Option(metavar="N", min=1, help="Processes that answer.")] = 2,
    seconds: Annotated[float, typer.Option(metavar="S", min=0.1, help="What one query may take.")] = 30.0,
    memory: Annotated[
        int, typer.Option(metavar="MB", min=64, help="What one query may take, beyond the graph.")
    ] = 2048,
    queue: Annotated[int, typer.Option(metavar="N", min=1, help="Requests that may wait for a worker.")] = 64,
    client_seconds: Annotated[
        float, typer.Option(metavar="S", min=0, help="Query time of one client in a minute; 0 is no limit.")
    ] = 60.0,
    base_iri: Annotated[
        str | None,
        typer.Option(
            metavar="IRI", help="What the IRIs of an endpoint's graph begin with.", show_default="the graph's own"
        ),
    ] = None,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME", help="A name that this server answers to; may be repeated.", show_default="this machine's"
        ),
    ] = None,
    cors: Annotated[
        list[str] | None,
        typer.Option(
            metavar="ORIGIN", help="A site whose pages may read this one; may be repeated.", show_default="none"
        ),
    ] = None,
    service_host: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="A host that SERVICE may call; may be repeated.", show_default="none"),
    ] = None,
    updates: Annotated[
        bool, typer.Option("--updates", help="Take updates, of the graph in memory only, from this machine only.")
    ] = False,
) -> None:
    """Serve a graph: a SPARQL 1.1 endpoint at /sparql, a page and data for every thing, the questions as forms.

    Queries run in processes of their own, which end with them when they take too much; a newer version of the graph is served as
    soon as a build has made it.
    """
    from filon.serve import Limits, Pool, Settings
    from filon.serve import serve as serve_graph

    limits = Limits(seconds=seconds, memory=memory << 20, workers=workers, queue=queue, allowance=client_seconds)
    hosts = (*Settings().hosts, *(allow_host or ()))
    settings = Settings(updates, frozenset(service_host or ()), tuple(cors or ()), hosts)
    on_disk = None if store is None else store is Place.DISK
    pool = Pool(kg, limits, on_disk, calls=bool(service_host), base=base_iri)

    def ready(address: str, started: Pool) -> None:
        quads = started.crew.told["quads"]
        size = f"{quads} quads, " if quads is not None else ""
        messages().print(f"{kg}: {size}at {address}  (SPARQL at {address}sparql; Ctrl-C ends)", highlight=False)

    serve_graph(pool, settings, host=host, port=port, ready=ready)
