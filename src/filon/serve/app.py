"""The web application: the endpoint, the pages and data of things, and what keeps a browser and its user safe."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from filon.errors import QueryError
from filon.pages import LANGUAGES, data_path, page_path
from filon.remote import is_address
from filon.serve import formats, guard, protocol
from filon.serve.allowance import Allowance
from filon.serve.description import describe
from filon.serve.openapi import openapi
from filon.serve.pool import Answer, Pool
from filon.serve.problem import Problem
from filon.serve.recent import Kept, Recent

_HEADERS: Final = (
    (
        b"content-security-policy",
        b"default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
)
_OWN: Final = re.compile(r"(?:[a-z]{2}/)?queries/own\.html")  # the page that takes a query as text
_LONGEST_PATH: Final = 4_000  # characters of an address's path, and of each parameter of a page


@dataclass(frozen=True, slots=True)
class Settings:
    """What an endpoint does beyond answering.

    ``updates`` of the graph in memory, ``SERVICE`` calls to ``call_hosts``, reading by pages of other ``origins`` (CORS); and the
    ``hosts`` it answers to.
    """

    updates: bool = False
    call_hosts: frozenset[str] = frozenset()
    origins: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]", "::1")


@dataclass(slots=True)
class _Site:
    """The routes' functions, over one pool."""

    pool: Pool
    settings: Settings
    allowance: Allowance = field(init=False)
    recent: Recent = field(init=False)

    def __post_init__(self) -> None:
        self.recent = Recent(self.pool.limits.recent)
        self.allowance = Allowance(self.pool.limits.allowance)

    async def sparql(self, request: Request) -> Response:
        """Queries, updates, and what the endpoint is."""
        limits = self.pool.limits
        operation = await protocol.read(request, 4 * limits.length + (64 << 10))
        if operation is None:
            return self._self_description(request)
        if operation.kind == "update" and not self.settings.updates:
            raise Problem(
                403, "Read only", "This endpoint takes no updates; documents change the graph, by filon build."
            )
        self._check(operation.text, update=operation.kind == "update")
        job = {
            "do": operation.kind,
            "text": operation.text,
            "default": operation.default,
            "named": operation.named,
            "base": _address(request),
            "accept": request.headers.get("accept"),
        }
        if operation.kind == "update":
            client = self._admitted(request)
            try:
                await self.pool.update(job)
            except Problem as problem:
                self.allowance.spend(client, problem.spent)
                raise
            return Response(status_code=204)
        return await self._answered(request, job, operation.text)

    async def page(self, request: Request) -> Response:
        """A page, or the data of a thing."""
        path = request.path_params.get("path", "")
        parameters = dict(request.query_params)
        if max(map(len, (path, *parameters.values())), default=0) > _LONGEST_PATH:
            raise Problem(414, "URI too long", f"Paths and parameters have at most {_LONGEST_PATH} characters.")
        own = _OWN.fullmatch(path) is not None and "query" in parameters
        if own:
            self._check(parameters["query"], update=False)
        if not all(_shown(text) for text in (path, *parameters, *parameters.values())):
            raise Problem(400, "Malformed request", "The address holds characters that no address has.")
        language = _language(request)
        job = {"do": "own" if own else "page", "path": path, "parameters": parameters, "language": language}
        return await self._answered(request, job, parameters["query"] if own else "")

    async def thing(self, request: Request) -> Response:
        """The IRI of a thing, which is no document: see the page or the data of it (303, Cool URIs for the Semantic Web)."""
        suffix = _form(request, tuple(formats.DATA))
        base = self.pool.crew.told["base"]
        iri = base + request.path_params["path"]
        path = page_path(iri, base) if suffix == "html" else data_path(iri, base, suffix)
        if path is None:
            raise Problem(404, "Not found", "There is no such thing.")
        return self._see(request, quote(path, safe=_SAFE))

    async def vocabulary(self, request: Request) -> Response:
        """The ontology or the codes: the part after # never gets here, so that one page or file has all of them."""
        name = request.url.path.strip("/")
        return self._see(request, f"{name}.{_form(request, ('text/html', 'text/turtle', 'application/ld+json'))}")

    async def question(self, request: Request) -> Response:
        """A question of ``queries/``: its page, or its SPARQL."""
        name = request.path_params["name"]
        if "." in name:
            request.path_params["path"] = f"queries/{name}"
            return await self.page(request)
        suffix = {"text/html": "html", "application/sparql-query": "rq"}
        wanted = formats.best(request.headers.get("accept"), tuple(suffix)) or "text/html"
        return self._see(request, f"queries/{quote(name, safe=_SAFE)}.{suffix[wanted]}")

    async def status(self, _: Request) -> Response:
        """What is served."""
        told = {**self.pool.crew.told, "digest": self.pool.crew.digest, "workers": self.pool.limits.workers}
        return Response(json.dumps(told), media_type="application/json", headers={"Cache-Control": "no-store"})

    async def interface(self, _: Request) -> Response:
        """The description of this interface for programs (OpenAPI 3.1)."""
        return Response(json.dumps(openapi(updates=self.settings.updates)), media_type="application/json")

    def _check(self, text: str, *, update: bool) -> None:
        try:
            guard.check(text, self.pool.limits, self.settings.call_hosts, update=update)
        except guard.ForbiddenError as error:
            raise Problem(403, "Not done here", str(error)) from None
        except QueryError as error:
            raise Problem(400, "Query over a limit", str(error)) from None

    def _self_description(self, request: Request) -> Response:
        offered = (*(name for name in formats.TRIPLES if name != "text/plain"), "text/html")
        wanted = formats.best(request.headers.get("accept"), offered)
        if wanted == "text/html":
            return self._see(request, "queries/index.html")
        if wanted is None:
            raise Problem(406, "Not acceptable", f"The service description can be had as {', '.join(offered)}.")
        form, media_type = formats.TRIPLES[wanted]
        quads = self.pool.crew.told["quads"]
        updates, calls = self.settings.updates, bool(self.settings.call_hosts)
        text = describe(_address(request), quads, form, updates=updates, calls=calls)
        return Response(text, media_type=media_type, headers={"Vary": "Accept"})

    def _admitted(self, request: Request) -> str:
        """The client, where it has query time left."""
        client = request.client.host if request.client else ""
        if wait := self.allowance.wait(client):
            seconds = self.allowance.seconds
            detail = f"This client has had its {seconds:g} seconds of query time a minute; ask again in {wait} s."
            raise Problem(429, "Too many requests", detail, retry_after=wait)
        return client

    async def _answered(self, request: Request, job: Mapping[str, Any], query: str) -> Response:
        """The answer to a job: the client's own, where it has it, a recent one, or a worker's. ``query`` is SPARQL of the client's."""
        lasting = self._lasting(query)
        tag = self._tag(job, self.pool.crew.digest) if lasting else None
        if tag and request.method in {"GET", "HEAD"} and f'"{tag}"' in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=_freshness(job, tag))
        client = self._admitted(request)
        if tag and (kept := self.recent.get(tag)):
            return Response(kept.content, kept.status, {**_freshness(job, tag), "Content-Type": kept.media_type})
        asked = self.pool.ask(job)
        gone = asyncio.ensure_future(_gone(request))
        begin = asyncio.ensure_future(asked.__aenter__())
        try:
            await asyncio.wait({gone, begin}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            gone.cancel()
            if not begin.done():  # the client has left, and no one needs the answer
                begin.cancel()
                with suppress(asyncio.CancelledError, Problem):
                    await begin
        if begin.cancelled():
            raise ClientDisconnect
        try:
            answer = begin.result()
        except Problem as problem:
            self.allowance.spend(client, problem.spent)
            raise
        tag = self._tag(job, answer.digest) if lasting else None  # the graph may have been exchanged meanwhile
        headers = {**_freshness(job, tag), "Content-Type": answer.media_type}
        if answer.whole:
            await asked.__aexit__(None, None, None)
            self.allowance.spend(client, answer.spent)
            if tag:
                self.recent.keep(tag, Kept(answer.first, answer.media_type, answer.status))
            return Response(answer.first, answer.status, headers)
        return _Streamed(
            answer, asked, headers, lambda: self.allowance.spend(client, answer.spent), head=request.method == "HEAD"
        )

    def _lasting(self, query: str) -> bool:
        """Whether the graph alone decides the answer: it is this one's, nothing elsewhere has a part in it, nor chance or time."""
        return not (is_address(self.pool.where) or self.settings.call_hosts) and guard.lasting(query)

    @staticmethod
    def _tag(job: Mapping[str, Any], digest: str) -> str:
        key = json.dumps([digest, job], sort_keys=True)
        return sha256(key.encode(errors="surrogatepass")).hexdigest()[:20]

    @staticmethod
    def _see(request: Request, path: str) -> Response:
        """See other: relative, so that no header decides where one is sent, and that it holds under any prefix."""
        depth = request.scope["raw_path"].split(b"?")[0].count(b"/") - 1
        return RedirectResponse(f"{'../' * depth or './'}{path}", 303, {"Vary": "Accept"})


_SAFE: Final = "/:@!$&'()*+,;=~-._"


class _Streamed(Response):
    """An answer too long to be held: it ends as HTTP wants, or its connection is cut, so that no client takes a part for the whole."""

    def __init__(self, answer: Answer, asked: Any, headers: Mapping[str, str], charge: Any, *, head: bool) -> None:
        super().__init__(None, answer.status, headers)
        del self.headers["content-length"]
        self._answer, self._asked, self._charge, self._head = answer, asked, charge, head

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        del scope, receive
        try:
            await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
            if self._head:
                await send({"type": "http.response.body", "body": b""})
                return
            await send({"type": "http.response.body", "body": self._answer.first, "more_body": True})
            async for chunk in self._answer.rest:
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        except (TimeoutError, asyncio.IncompleteReadError, OSError):
            return  # without a last piece, which cuts the connection
        finally:
            await self._asked.__aexit__(None, None, None)
            self._charge()


@dataclass(slots=True)
class _Guarded:
    """Headers that every answer has."""

    app: ASGIApp

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *_HEADERS]
            await send(message)

        await self.app(scope, receive, guarded)


def application(pool: Pool, settings: Settings, ready: Callable[[Pool], None] | None = None) -> Starlette:
    """The application over a pool that has been started; ``ready`` is told when the server is up."""
    site = _Site(pool, settings)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        if ready:
            ready(pool)
        yield

    middleware = [
        Middleware(_Guarded),
        Middleware(TrustedHostMiddleware, allowed_hosts=list(settings.hosts), www_redirect=False),
        Middleware(GZipMiddleware, minimum_size=1_000, compresslevel=5),
    ]
    if settings.origins:
        shown = ["ETag", "Retry-After"]
        cors = Middleware(
            CORSMiddleware, allow_origins=settings.origins, allow_methods=["GET", "POST"], expose_headers=shown
        )
        middleware.insert(1, cors)
    routes = [
        Route("/sparql", site.sparql, methods=["GET", "POST"]),
        Route("/sparql/", site.sparql, methods=["GET", "POST"]),
        Route("/id/{path:path}", site.thing),
        Route("/def", site.vocabulary),
        Route("/code", site.vocabulary),
        Route("/queries/{name}", site.question),
        Route("/status", site.status),
        Route("/openapi.json", site.interface),
        Route("/{path:path}", site.page),
    ]
    handlers: Mapping[Any, Any] = {Problem: _told, HTTPException: _refused, ClientDisconnect: _left}
    return Starlette(routes=routes, middleware=middleware, exception_handlers=handlers, lifespan=lifespan)


async def _told(_: Request, problem: Problem) -> Response:
    return problem.response()


async def _refused(_: Request, error: HTTPException) -> Response:
    response = Problem(error.status_code, error.detail, f"{error.detail}.").response()
    response.headers.update(error.headers or {})
    return response


async def _left(_: Request, __: ClientDisconnect) -> Response:
    return Response(status_code=499)  # no one reads it


async def _gone(request: Request) -> None:
    """Return when the client hangs up."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


def _shown(text: str) -> bool:
    """Whether a text has nothing that a page cannot show; line ends and tabs are part of a typed query."""
    return text.translate({9: None, 10: None, 13: None}).isprintable()


def _freshness(job: Mapping[str, Any], tag: str | None) -> dict[str, str]:
    """What tells a client how long an answer holds; ``tag`` where the graph alone decides it."""
    varying = "Accept" if job["do"] == "query" else "Accept-Language"
    headers = {"Cache-Control": "no-cache", "Vary": f"{varying}, Accept-Encoding"}
    return headers | ({"ETag": f'W/"{tag}"'} if tag else {})


def _address(request: Request) -> str:
    return str(request.url.replace(query="", fragment=""))


def _form(request: Request, offered: tuple[str, ...]) -> str:
    wanted = formats.best(request.headers.get("accept"), offered)
    if wanted is None:
        raise Problem(406, "Not acceptable", f"This can be had as {', '.join(offered)}.")
    return formats.DATA[wanted]


def _language(request: Request) -> str:
    """The language asked for in the address, then by the browser; French where neither is spoken here."""
    asked = request.query_params.get("lang", "")
    if asked in LANGUAGES:
        return asked
    wanted = re.findall(r"[a-z]{2}", request.headers.get("accept-language", "").lower())
    return next((language for language in wanted if language in LANGUAGES), "fr")
