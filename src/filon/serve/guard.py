"""What is turned away before a query reaches a worker: text that is too long, too deep, too wide, or that would call out.

A worker survives none of these for long, but the next one should not have to be started because of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from filon.errors import QueryError
from filon.lexer import Token, tokens
from filon.serve.limits import Limits

_SEPARATORS: Final = frozenset(".;,")
_OPERATORS: Final = frozenset("+-*/|&!=^<>")
_FLEETING: Final = frozenset({"now", "rand", "uuid", "struuid", "bnode"})
_OPERANDS: Final = frozenset({"variable", "string", "word", "close", "tag"})  # what a «less than» may follow


class ForbiddenError(QueryError):
    """The query asks for something that this endpoint does not do."""


def check(text: str, limits: Limits, hosts: frozenset[str] = frozenset(), *, update: bool = False) -> None:
    """Turn away a query (or update) that is over a ceiling of ``limits`` or that calls out.

    ``SERVICE`` may name the ``hosts`` given, no other, and none by a variable; ``LOAD`` none at all. Raises `QueryError` for
    the ceilings and `ForbiddenError` for the calls. Text that is no SPARQL passes: to say so is the parser's part.
    """
    size = len(text.encode())
    if size > limits.length:
        raise QueryError(f"The query has {size} bytes, and this endpoint reads {limits.length}; ask in parts.")
    found = list(tokens(text))
    _ceilings(found, limits, data=update)
    for at in _calls(found):
        host = _called(found, at)
        if host not in hosts:
            allowed = f"only for {', '.join(sorted(hosts))}" if hosts else "not done here"
            raise ForbiddenError(f"{found[at].text} is {allowed}: this endpoint calls no other on a client's behalf.")


def lasting(text: str) -> bool:
    """Whether a query has one answer as long as the graph stays: it asks for no chance, no time, no new name."""
    return not any(token.kind == "word" and token.text.lower() in _FLEETING for token in tokens(text))


def _ceilings(found: list[Token], limits: Limits, *, data: bool) -> None:
    depth = max((token.depth for token in found), default=0)
    groups = sum(token.text == "{" for token in found)
    patterns = sum(token.text in _SEPARATORS for token in found)
    operators = sum(token.kind == "mark" and token.text in _OPERATORS for token in found)
    for count, limit, what in (
        (depth, limits.depth, "brackets within brackets"),
        (groups, limits.groups, "groups"),
        (0 if data else patterns, limits.patterns, "patterns"),
        (operators, limits.operators, "operators"),
    ):
        if count > limit:
            raise QueryError(f"The query has {count} {what}, and this endpoint takes {limit}; ask for less at a time.")


def _calls(found: list[Token]) -> Iterator[int]:
    """Where the text says SERVICE or LOAD, or may be read as saying so.

    A keyword needs no blank around it (``1SERVICE<…>``, ``SERVICESILENT:x``), and ``?a<?b)SERVICE?x#>`` is a comparison to a
    parser and an IRI to a lexer: whatever holds the word where a keyword could stand counts. Local parts of prefixed names
    (``ex:service``), variables, strings, and IRIs that do not touch an operand are free.
    """
    for at, token in enumerate(found):
        head = token.text.lower().split(":", 1)[0]
        if token.kind == "word" and ("service" in head or head in {"load", "loadsilent"}):
            yield at
        elif token.kind == "iri" and "service" in token.text.lower() and at:
            before = found[at - 1]
            if before.kind in _OPERANDS and before.start + len(before.text) == token.start:
                yield at


def _called(found: list[Token], at: int) -> str | None:
    """The host that a plain ``SERVICE <IRI>`` or ``SERVICE SILENT <IRI>`` calls; ``None`` where that cannot be told."""
    words = [token.text.lower() for token in found[at : at + 2]]
    after = at + 2 if words == ["service", "silent"] else at + 1
    if words[0] != "service" or after >= len(found) or found[after].kind != "iri":
        return None
    try:
        return urlsplit(found[after].text[1:-1]).hostname
    except ValueError:
        return None
