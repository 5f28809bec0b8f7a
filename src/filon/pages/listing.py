"""Everything that a library has a page or data for."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox

from filon.pages import document, kinds, names
from filon.pages import library as ask
from filon.pages.address import DATA_FORMS, page_path
from filon.pages.library import Library
from filon.pages.passages import sheet_path
from filon.pages.questions import known

_SUBJECTS = "SELECT DISTINCT ?node WHERE { { ?node ?name ?value } UNION { GRAPH ?graph { ?node ?name ?value } } }"
_VALUES = """
SELECT DISTINCT ?node WHERE { { ?subject ?name ?node } UNION { GRAPH ?graph { ?subject ?name ?node } } FILTER(isIRI(?node)) }"""
_TEXTS = "SELECT ?file ?text WHERE { GRAPH ?graph { ?version filon:textOf ?file ; filon:sha256 ?text } } ORDER BY ?file"


def things(library: Library) -> list[ox.NamedNode]:
    """Every node under the base that a statement of any graph is about or names, by its IRI; fragments are part of their node."""
    found: set[str] = set()
    for query in (_SUBJECTS, _VALUES):
        for row in library.ask(query):
            node = row["node"]
            if isinstance(node, ox.NamedNode) and node.value.startswith(library.base):
                found.add(node.value.partition("#")[0])
    return [ox.NamedNode(iri) for iri in sorted(found - {library.base})]


def unwritable(library: Library, nodes: list[ox.NamedNode]) -> list[str]:
    """The IRIs that are too long for the name of a file, and so have no page."""
    return [node.value for node in nodes if page_path(node.value, library.base) is None]


def pages(library: Library) -> Iterator[str]:
    """The paths of all pages that are of no single thing, without language: the first one, lists, questions, terms, sheets of text."""
    yield from ("index.html", "def.html", "code.html", "queries/index.html", "names/index.html", "names/documents.html")
    yield from (f"queries/{query.name}.html" for query in known())
    yield from names.paths(library)
    yield from kinds.paths(library)
    for row in library.ask(_TEXTS):
        text = library.text_of(ask.text_of(row["text"])) or ""
        paths = (
            sheet_path(ask.text_of(row["file"]), number, library.base) for number in range(2, document.sheets(text) + 1)
        )
        yield from (path for path in paths if path)


def files() -> Iterator[str]:
    """The paths of what is the same in all languages, but for the data of things."""
    yield from ("static/style.css", "static/icon.svg")
    yield from (f"{name}.{form}" for name in ("def", "code") for form in DATA_FORMS)
    yield from (f"queries/{query.name}.rq" for query in known())
