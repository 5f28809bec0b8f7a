"""What a request to the endpoint asks, by SPARQL 1.1 Protocol (sections 2.1 and 2.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl

import mimeparse
from starlette.requests import Request

from filon.serve.problem import Problem

_FORM: Final = "application/x-www-form-urlencoded"
_DIRECT: Final = {"application/sparql-query": "query", "application/sparql-update": "update"}
_DATASET: Final = {
    "query": ("default-graph-uri", "named-graph-uri"),
    "update": ("using-graph-uri", "using-named-graph-uri"),
}
_FIELDS: Final = 2_000  # parameters that a request may have


@dataclass(frozen=True, slots=True)
class Operation:
    """A query or an update: ``default`` and ``named`` are the graphs that the request names, ``None`` where it names none at all."""

    kind: str
    text: str
    default: tuple[str, ...] | None
    named: tuple[str, ...] | None


async def read(request: Request, longest: int) -> Operation | None:
    """The operation that a request asks for; ``None`` where it asks for none, which is asking what the endpoint is.

    ``longest``: bytes that a body may have. Raises `Problem` with the status that the protocol wants.
    """
    pairs = _pairs(request.scope["query_string"])
    if request.method == "POST":
        media_type = _media_type(request)
        body = await _body(request, longest)
        if media_type == _FORM:
            pairs += _pairs(body)
        elif any(key in _DIRECT.values() for key, _ in pairs):
            raise Problem(
                400,
                "Malformed request",
                f"The body is {media_type}, so the address may hold no query or update of its own.",
            )
        else:
            pairs.append((_DIRECT[media_type], _text(body)))
    asked = [(key, value) for key, value in pairs if key in _DATASET]
    if not asked and request.method != "POST":
        return None
    if len(asked) != 1:
        raise Problem(
            400, "Malformed request", f"A request holds one query or one update; this one holds {len(asked)}."
        )
    kind, text = asked[0]
    if kind == "update" and request.method != "POST":
        raise Problem(400, "Malformed request", "An update is sent by POST.")
    default, named = (tuple(value for key, value in pairs if key == name) for name in _DATASET[kind])
    given = bool(default or named)
    return Operation(kind, text, default if given else None, named if given else None)


def _media_type(request: Request) -> str:
    given = request.headers.get("content-type", "")
    try:
        kind, subtype, parameters = mimeparse.parse_mime_type(given)
    except mimeparse.MimeTypeParseException:
        kind, subtype, parameters = "", "", {}
    media_type = f"{kind}/{subtype}".lower()
    if media_type not in {_FORM, *_DIRECT}:
        raise Problem(
            415,
            "Unsupported media type",
            f"A POST is {_FORM}, {' or '.join(_DIRECT)}, not {given[:100] or 'of no type'}.",
        )
    if parameters.get("charset", "utf-8").strip("\"'").lower() not in {"utf-8", "utf8"}:
        raise Problem(415, "Unsupported media type", "Queries and updates are in UTF-8.")
    return media_type


async def _body(request: Request, longest: int) -> bytes:
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > longest:
            raise Problem(413, "Content too large", f"This endpoint reads {longest} bytes of a request.")
    return bytes(body)


def _pairs(data: bytes) -> list[tuple[str, str]]:
    try:
        return parse_qsl(data.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=_FIELDS)
    except UnicodeDecodeError:
        raise Problem(400, "Malformed request", "The parameters are not URL-encoded UTF-8.") from None
    except ValueError:
        raise Problem(400, "Malformed request", f"A request has at most {_FIELDS} parameters.") from None


def _text(body: bytes) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise Problem(400, "Malformed request", "The body is not UTF-8.") from None
