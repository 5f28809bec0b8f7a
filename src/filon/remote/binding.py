"""Values for the variables of a query, written into its text: what a server elsewhere needs, which binds no variable beforehand.

`bind` is what ``substitutions=`` is for a store in this process (and what SEP-0007 says of it): wherever the variable is read, the
term stands instead, also inside FILTER, EXISTS, OPTIONAL, UNION and aggregates, which a ``VALUES`` clause at the head would not
reach; the outermost SELECT still has its column. In a subquery that does not project the variable, the name is another
variable (SPARQL 1.1, section 12) and stays as it is. Terms are serialised by pyoxigraph; no text of the user's is pasted.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import pyoxigraph as ox

from filon.errors import QueryError
from filon.lexer import Token, tokens

FORMS: Final = frozenset({"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"})
_MODIFIERS: Final = frozenset({"GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "VALUES"})


@dataclass(frozen=True, slots=True)
class _Edit:
    """The characters ``[start, end)`` of a query become ``text``."""

    start: int
    end: int
    text: str


def form_of(text: str) -> str:
    """``SELECT``, ``ASK``, ``CONSTRUCT`` or ``DESCRIBE``; `QueryError` where the text begins with none of them."""
    read = list(tokens(text))
    return read[_beginning(read)].text.upper()


def graphs_of(text: str) -> tuple[frozenset[str], bool]:
    """The graphs that a query names in ``GRAPH <…>``, and whether it asks of any with ``GRAPH ?g``."""
    after = [b for a, b in pairwise(tokens(text)) if a.kind == "word" and a.text.upper() == "GRAPH"]
    named = frozenset(token.text[1:-1] for token in after if token.kind == "iri")
    return named, any(token.kind == "variable" for token in after)


def declare(text: str, prefixes: Mapping[str, str]) -> str:
    """The query with declarations of the prefixes that it uses and does not declare itself, on its first line."""
    read = list(tokens(text))
    used = {token.text.partition(":")[0] for token in read if token.kind == "word" and ":" in token.text}
    own = {
        after.text.removesuffix(":")
        for token, after in pairwise(read)
        if token.kind == "word" and token.text.upper() == "PREFIX"
    }
    lines = [f"PREFIX {name}: {ox.NamedNode(prefixes[name])}" for name in sorted((used - own) & prefixes.keys())]
    return " ".join((*lines, text))


def bind(text: str, terms: Mapping[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]) -> str:
    """The query with each of these variables bound to its term.

    Raises `QueryError` where a term is a blank node, which has no name elsewhere, and where the query sets such a variable itself.
    """
    for variable, term in terms.items():
        if not isinstance(term, ox.NamedNode | ox.Literal):
            raise QueryError(f"?{variable.value} is bound to {term}, which has no name on another server.")
        text = _bound(text, variable.value, str(term))
    return text


def _bound(text: str, name: str, term: str) -> str:
    edits = _Rewriter(list(tokens(text)), name, term).edits()
    for edit in sorted(edits, key=lambda edit: -edit.start):
        text = f"{text[: edit.start]}{edit.text}{text[edit.end :]}"
    return text


def _beginning(read: list[Token]) -> int:
    """Where the prologue ends. A prefix may be named like a keyword, but then it ends with a colon."""
    for at, token in enumerate(read):
        if token.kind == "word" and token.text.upper() in FORMS:
            return at
    raise QueryError("The query is none of SELECT, ASK, CONSTRUCT and DESCRIBE.")


class _Rewriter:
    """The edits that put one term in the place of one variable."""

    def __init__(self, read: list[Token], name: str, term: str) -> None:
        self.read, self.name, self.term = read, name, f" {term} "

    def edits(self) -> Iterator[_Edit]:
        begin, end = _beginning(self.read), len(self.read)
        if self._is(begin, "SELECT"):
            yield from self._select(begin, end, outermost=True)
        else:
            yield from self._body(begin, end)

    def _is(self, at: int, *words: str) -> bool:
        return at < len(self.read) and self.read[at].kind == "word" and self.read[at].text.upper() in words

    def _names(self, at: int) -> bool:
        return self.read[at].kind == "variable" and self.read[at].text[1:] == self.name

    def _put(self, at: int, text: str, last: int | None = None) -> _Edit:
        end = self.read[at if last is None else last]
        return _Edit(self.read[at].start, end.start + len(end.text), text)

    def _closing(self, at: int) -> int:
        """Where the bracket that opens at ``at`` closes."""
        depth = self.read[at].depth
        found = (
            i for i in range(at + 1, len(self.read)) if self.read[i].kind == "close" and self.read[i].depth == depth
        )
        return next(found, len(self.read))

    def _select(self, begin: int, end: int, *, outermost: bool = False) -> Iterator[_Edit]:
        """A SELECT from its keyword to the end of its modifiers; what follows the brace of a subquery is not its own."""
        depth = self.read[begin].depth
        where = next((i for i in range(begin, end) if self.read[i].text == "{"), end)
        clause = range(begin + 1, where)
        columns = [i for i in clause if self.read[i].kind == "variable" and self.read[i].depth == depth]
        every = any(self.read[i].text == "*" and self.read[i].depth == depth for i in clause)
        shown = every or any(self._names(i) for i in columns)
        if not (shown or outermost):
            return
        close = self._closing(where) if where < end else end
        others = every or any(self.read[i].kind == "variable" and not self._names(i) for i in clause)
        for i in clause:
            self._refuse_assignment(i)
            if self._names(i) and self.read[i].depth == depth:
                fresh = self.name if outermost else f"{self.name}_bound"
                yield self._put(i, f"({self.term}AS ?{fresh})" if outermost or not others else "")
            elif self._names(i):
                yield self._put(i, self.term)
        yield from self._body(where, close)
        if every and outermost:
            yield _Edit(self.read[close].start, self.read[close].start, f" BIND({self.term}AS ?{self.name}) ")
        yield from self._modifiers(close + 1, end, depth)

    def _body(self, begin: int, end: int) -> Iterator[_Edit]:
        at = begin
        while at < end:
            if self.read[at].text == "{" and self._is(at + 1, "SELECT"):
                close = self._closing(at)
                yield from self._select(at + 1, min(close, end))
                at = close
            elif self._names(at):
                self._refuse_assignment(at - 1)
                asked = self._is(at - 2, "BOUND") and self.read[at - 1].text == "("
                yield self._put(at - 2, " true ", at + 1) if asked else self._put(at, self.term)
            at += 1

    def _modifiers(self, begin: int, end: int, depth: int) -> Iterator[_Edit]:
        section, keys = "", 0
        for at in range(begin, end):
            token = self.read[at]
            if token.depth == depth and self._is(at, *_MODIFIERS):
                section = token.text.upper()
            if section == "GROUP" and not self._names(at) and not self._is(at, "GROUP", "BY"):
                keys += 1
        section = ""
        for at in range(begin, end):
            if self.read[at].depth == depth and self._is(at, *_MODIFIERS):
                section = self.read[at].text.upper()
            if not self._names(at):
                continue
            self._refuse_assignment(at - 1)
            if self.read[at].depth > depth:
                yield self._put(at, self.term)
            elif section == "GROUP":
                yield self._put(at, "" if keys else f"({self.term})")
            elif section == "VALUES":
                self._refuse()

    def _refuse_assignment(self, at: int) -> None:
        """``AS ?name`` and ``VALUES ?name`` set the variable: what it is bound to would be lost without a word."""
        after = at + 1
        if self._is(at, "AS", "VALUES") and after < len(self.read) and self._names(after):
            self._refuse()

    def _refuse(self) -> None:
        raise QueryError(f"The query sets ?{self.name} itself; a parameter must have a name of its own.")
