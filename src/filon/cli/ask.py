"""Questions: the answer to one, and the list of those that come with Filon."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox

from filon.cli import show
from filon.cli.screen import output
from filon.codec import encode
from filon.errors import QueryError
from filon.exchange.tables import safe_csv
from filon.queries import Query, Result, catalogue, columns, find_query, run, write
from filon.remote import opened

_TAIL = re.compile(r"(?P<end>[^}]*)\Z")  # what follows the last brace: order, limit, offset
_LIMIT = re.compile(r"\bLIMIT\s+(\d+)", re.IGNORECASE)


def ask(
    kg: str,
    question: str,
    parameters: Mapping[str, str],
    form: str,
    limit: int | None,
    *,
    safe: bool = False,
    base_iri: str | None = None,
) -> None:
    """Print the answer to a question: the name of one, a file, or ``-`` for SPARQL on standard input.

    ``kg`` is a folder or the address of an endpoint; ``safe``: CSV in which a spreadsheet finds no formula; ``base_iri``: what relative
    IRIs stand under, where that is not what the graph's own begin with.
    """
    query = _read(question)
    if limit is not None:
        query = replace(query, text=_limited(query.text, limit)) if isinstance(query, Query) else _limited(query, limit)
    with opened(kg, base_iri=base_iri) as (source, base):
        _print(run(source, query, parameters, base=base), form, base, safe=safe)


def _print(result: Result, form: str, base: str, *, safe: bool) -> None:
    if safe and form == "csv" and not isinstance(result, ox.QueryTriples):
        sys.stdout.buffer.write(safe_csv(result))
        return
    if form != "table":
        write(result, sys.stdout.buffer, form)
        return
    if isinstance(result, ox.QueryBoolean):
        print("yes" if result else "no")
    elif isinstance(result, ox.QueryTriples):
        show.answers(output(table=True), columns(result), [(t.subject, t.predicate, t.object) for t in result], base)
    else:
        show.answers(output(table=True), columns(result), [tuple(row) for row in result], base)


def _read(question: str) -> Query | str:
    """A question by name, or SPARQL text."""
    if question == "-":
        return _decode(sys.stdin.buffer.read(), "standard input")
    if not question.endswith(".rq"):
        return find_query(question)
    try:
        return _decode(Path(question).read_bytes(), question)
    except OSError as error:
        raise QueryError(
            f"{question} cannot be read ({error.strerror}); give a question's name, a SPARQL file, or -."
        ) from error


def _decode(data: bytes, source: str) -> str:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise QueryError(f"{source} is not SPARQL in UTF-8: {error.reason} at byte {error.start}.") from error
    if not text.strip():
        raise QueryError(f"{source} is empty; write a SPARQL query there.")
    return f"{text}\n# {source}"  # never a bare word, which would be the name of a question


def _limited(text: str, limit: int) -> str:
    """The query with at most ``limit`` rows: its own limit where that is less."""
    tail = _TAIL.search(text)
    assert tail  # noqa: S101 - the pattern matches every text
    own = _LIMIT.search(tail["end"])
    if own is None:
        return f"{text}\nLIMIT {limit}"
    at = tail.start("end") + own.start(1)
    return f"{text[:at]}{min(limit, int(own[1]))}{text[at + len(own[1]) :]}"


def list_questions(*, as_json: bool) -> None:
    """Print the questions that come with Filon."""
    found = catalogue()
    if as_json:
        plain = [{key: value for key, value in encode(query).items() if key != "text"} for query in found]
        print(json.dumps(plain, ensure_ascii=False, indent=1))
    else:
        show.questions(output(), found)
