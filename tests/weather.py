"""Servers in bad weather, real ones on 127.0.0.1: one that answers by a script, and a proxy that fails at random."""

from __future__ import annotations

import random
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

_PASSED_ON = frozenset({"content-type", "accept", "authorization"})
_PASSED_BACK = frozenset({"content-type", "www-authenticate", "server", "location"})


@dataclass
class Weather:
    """What a server answers, in turn, the last again and again: status (0 cuts the connection), media type, body."""

    answers: list[tuple[int, str, bytes]]
    retry_after: str | None = None
    requests: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)

    @property
    def asked(self) -> int:
        return len(self.requests)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    answer: Callable[[BaseHTTPRequestHandler, bytes], None]

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        with suppress(ConnectionError):
            type(self).answer(self, body)

    do_PUT = do_POST = do_DELETE = do_HEAD = do_GET  # noqa: N815 - the names the library calls

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name the library gives it
        """Nothing: tests are silent."""


def cut(handler: BaseHTTPRequestHandler) -> None:
    """Break the connection as a failing machine does."""
    handler.close_connection = True
    with suppress(OSError):
        handler.connection.shutdown(socket.SHUT_RDWR)


def reply(handler: BaseHTTPRequestHandler, status: int, headers: dict[str, str], body: bytes) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.send_header("content-length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


@contextmanager
def serving(answer: Callable[[BaseHTTPRequestHandler, bytes], None]) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"answer": staticmethod(answer)}))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def answering(weather: Weather) -> Iterator[str]:
    """A server that answers by the script."""

    def answer(handler: BaseHTTPRequestHandler, body: bytes) -> None:
        weather.requests.append((handler.command, handler.path, dict(handler.headers.items()), body))
        status, media_type, content = weather.answers[min(weather.asked, len(weather.answers)) - 1]
        if not status:
            cut(handler)
            return
        later = {"retry-after": weather.retry_after} if weather.retry_after and status >= 400 else {}
        reply(handler, status, {"content-type": media_type, **later}, content)

    with serving(answer) as url:
        yield url


@dataclass
class Proxy:
    """How often it fails, in which ways, and what it passed on."""

    target: str
    rate: float
    seed: int = 1
    passed: list[tuple[str, str]] = field(default_factory=list)
    failed: int = 0
    limit: int | None = None  # after so many writes, everything fails


@contextmanager
def proxying(proxy: Proxy) -> Iterator[str]:
    """A proxy in front of a real server: it answers 503, cuts before the request is passed on, or after, at random."""
    dice, lock = random.Random(proxy.seed), threading.Lock()  # noqa: S311 - dice

    def answer(handler: BaseHTTPRequestHandler, body: bytes) -> None:
        with lock:
            fate = dice.random() / proxy.rate if proxy.rate else 1.0
            over = proxy.limit is not None and sum(method != "GET" for method, _ in proxy.passed) >= proxy.limit
            proxy.failed += fate < 1
        if over:
            return cut(handler)
        if fate < 1 / 3:
            return reply(handler, 503, {"retry-after": "0", "content-type": "text/plain"}, b"busy")
        if fate < 2 / 3:
            return cut(handler)
        headers = {name: value for name, value in handler.headers.items() if name.lower() in _PASSED_ON}
        proxy.passed.append((handler.command, handler.path))
        response = client.request(handler.command, proxy.target + handler.path, content=body, headers=headers)
        if fate < 1:
            return cut(handler)  # done, and no one is told
        back = {name: value for name, value in response.headers.items() if name.lower() in _PASSED_BACK}
        return reply(handler, response.status_code, back, response.content)

    with httpx.Client(timeout=60) as client, serving(answer) as url:
        yield url
