"""A dataset that comes with an update request, as part of its text: Oxigraph takes none beside it (SPARQL 1.1 Protocol, section 2.2.3)."""

from __future__ import annotations

from collections.abc import Sequence

import pyoxigraph as ox

from filon.lexer import Token, tokens


def with_dataset(text: str, default: Sequence[str] | None, named: Sequence[str] | None) -> str:
    """The update with ``USING`` and ``USING NAMED`` clauses for the graphs given, before each ``WHERE`` of its own.

    Raises ``ValueError`` where the text has such clauses, or ``WITH``, itself, or where an IRI is none.
    """
    if default is None and named is None:
        return text
    found = [token for token in tokens(text) if token.depth == 0 or token.kind == "open"]
    if any(_is(token, "using", "with") for token in found):
        raise ValueError("the request names graphs, and so does the update (USING, WITH)")
    clauses = [f"USING {ox.NamedNode(iri)}" for iri in default or ()]
    clauses += [f"USING NAMED {ox.NamedNode(iri)}" for iri in named or ()]
    using = f" {' '.join(clauses)} "
    parts, done = [], 0
    for before, token in zip([None, *found], found, strict=False):
        if not _is(token, "where"):
            continue
        if before and _is(before, "delete"):  # DELETE WHERE { … } is short for DELETE { … } WHERE { … }
            end = _closing(text, token)
            parts += [text[done : token.start], text[token.start + 5 : end], using, text[token.start : end]]
            done = end
        else:
            parts += [text[done : token.start], using]
            done = token.start
    return "".join((*parts, text[done:]))


def _is(token: Token, *words: str) -> bool:
    return token.kind == "word" and token.depth == 0 and token.text.lower() in words


def _closing(text: str, where: Token) -> int:
    """Where the group that follows a keyword ends."""
    return next(
        (t.start + 1 for t in tokens(text) if t.start > where.start and t.text == "}" and t.depth == 1), len(text)
    )
