"""The tokens of SPARQL text, as far as its dangers show in them: brackets, separators, operators, keywords.

No parser comes before this: Oxigraph's recurses, and thousands of nested brackets overflow its stack. One regular expression
without nested repetition reads any text in linear time (SPARQL 1.1, section 19.8).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_TOKEN: Final = re.compile(
    r"""
    (?P<space>[\s\ufeff]+|\#[^\r\n]*)
  | (?P<iri><[^<>"{}|^`\x00-\x20]*>)
  | (?P<string>\"{3}(?:[^"\\]|\\.|\"{1,2}(?!\"))*+\"{3} | '{3}(?:[^'\\]|\\.|'{1,2}(?!'))*+'{3}
             |  "(?:[^"\\\r\n]|\\.)*+" | '(?:[^'\\\r\n]|\\.)*+')
  | (?P<variable>[?$]\w+)
  | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<word>\d[\w.:%]*|(?:[\w:%]|\\.)(?:[\w:%.\-]|\\.)*)
  | (?P<open>[{(\[])
  | (?P<close>[})\]])
  | (?P<mark>.)
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One token: its ``kind`` (iri, string, variable, tag, word, open, close, mark), its text, where it starts, how deep it lies."""

    kind: str
    text: str
    start: int
    depth: int


def tokens(text: str) -> Iterator[Token]:
    """The tokens of a query or update, without blanks and comments; a bracket lies at the depth it opens or closes.

    Whatever is no token of SPARQL comes out as single marks, so that nothing is skipped.
    """
    depth = 0
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "mark"
        if kind == "space":
            continue
        if kind == "open":
            depth += 1
        yield Token(kind, match[0], match.start(), depth)
        if kind == "close":
            depth -= 1
