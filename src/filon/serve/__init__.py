"""A graph on the web: a SPARQL 1.1 endpoint that can't be knocked over, and a page and data for every thing.

The endpoint's own process holds no graph and evaluates nothing: it reads requests, hands them to worker processes, and ends
those that take too long. See `filon.serve.limits` for what a query may use, `filon.serve.guard` for what is turned away.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Callable
from contextlib import suppress

import uvicorn

from filon.errors import UsageError
from filon.serve.app import Settings, application
from filon.serve.limits import Limits
from filon.serve.pool import Pool

__all__ = ["Limits", "Pool", "Settings", "application", "serve"]


def serve(pool: Pool, settings: Settings, *, host: str, port: int, ready: Callable[[str, Pool], None]) -> None:
    """Serve until interrupted; ``ready`` is told the address as soon as there is something to serve. Port 0 takes a free one.

    Raises `StoreError` where the graph cannot be opened, `UsageError` where the address cannot be had or where updates would be
    open to a network.
    """
    if settings.updates and not _is_here(host):
        raise UsageError(
            f"Updates are taken on this machine only, and {host} is open to others; leave --updates or --host out."
        )
    try:
        listening = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise UsageError(
            f"{host} port {port} cannot be had ({error.strerror}); take another with --host and --port."
        ) from error
    listening.setsockopt(
        socket.IPPROTO_TCP, socket.TCP_NODELAY, 1
    )  # or head and body of each answer wait for each other
    name = f"[{host}]" if ":" in host else host
    address = f"http://{name}:{listening.getsockname()[1]}/"
    app = application(pool, settings, lambda started: ready(address, started))
    config = uvicorn.Config(
        app,
        log_level="warning",
        server_header=False,
        access_log=False,
        timeout_keep_alive=20,
        timeout_graceful_shutdown=2,
        lifespan="on",
        ws="none",
    )
    with listening, suppress(KeyboardInterrupt):  # which is how one ends it
        asyncio.run(_run(uvicorn.Server(config), listening, pool))


async def _run(server: uvicorn.Server, listening: socket.socket, pool: Pool) -> None:
    await pool.start()  # before the server, which would tell a failure as a traceback
    try:
        await server.serve(sockets=[listening])
    finally:
        await pool.stop()


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
