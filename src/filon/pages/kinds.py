"""All things of a kind, by name, some hundreds on a page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from filon.pages import groups
from filon.pages.groups import Group
from filon.pages.library import SHOWN, Library, iri, text_of
from filon.pages.scene import Scene, Shown, curie
from filon.vocab import Class, Property

SHEET: Final = 200  # things of a page
_COUNT: Final = (
    "SELECT ?class (COUNT(DISTINCT ?node) AS ?count) WHERE { ?node a ?class } GROUP BY ?class ORDER BY ?class"
)
_LINKED: Final = {curie(iri(kind)).replace(":", "-"): kind for kind in Class}


@dataclass(frozen=True, slots=True)
class Count:
    """A kind of thing, linked to the list of them, and how many there are."""

    kind: Shown
    count: int


@dataclass(frozen=True, slots=True)
class Kind:
    """A page of the things of a kind: its title, the table, which page of which it is."""

    title: str
    table: Group
    number: int
    paths: tuple[str, ...]


def count(scene: Scene, kind: str, number: int) -> Count:
    """A kind with its number, in the plural where the language has one for it."""
    name = scene.words.known("plurals", kind) if number != 1 else None
    return Count(Shown(name or scene.term(iri(kind).value).text, scene.place.page(_path(kind, 1))), number)


def paths(library: Library) -> Iterator[str]:
    """The paths of all pages of kinds."""
    for kind, number in _counts(library).items():
        yield from _paths(kind, number)


def page(scene: Scene, name: str, number: int) -> Kind | None:
    """A page of the things of a class by its name (``filon-Funding``); ``None`` where there is none."""
    kind = _LINKED.get(name)
    many = _counts(scene.library).get(kind, 0) if kind else 0
    places = tuple(_paths(kind, many)) if kind else ()
    if kind is None or not 1 <= number <= len(places):
        return None
    nodes = groups.read_nodes(scene.library.ask(_members(number), **{"class": iri(kind)})).get(Property.TYPE, [])
    table = groups.group(scene, Property.TYPE, kind, nodes, subject="", sums=False)
    return Kind(count(scene, kind, many).kind.text, table, number, places)


def _members(number: int) -> str:
    """The things of a class on one page, with what a table shows of them."""
    return f"""SELECT ?class ?link ?node ?property ?value ?label WHERE {{
      {{ SELECT DISTINCT ?class ?node ?name WHERE {{ ?node a ?class OPTIONAL {{ ?node rdfs:label ?name }} }} ORDER BY ?name ?node LIMIT {SHEET} OFFSET {(number - 1) * SHEET} }}
      BIND(rdf:type AS ?link) ?node ?property ?value {SHOWN}
    }}"""


def _counts(library: Library) -> dict[str, int]:
    found = {curie(row["class"]): int(text_of(row["count"])) for row in library.ask(_COUNT)}
    return {kind: many for kind, many in found.items() if kind in set(Class)}


def _path(kind: str, number: int) -> str:
    return f"kinds/{kind.replace(':', '-')}{f'.{number}' if number > 1 else ''}.html"


def _paths(kind: str, many: int) -> Iterator[str]:
    yield from (_path(kind, number) for number in range(1, (many + SHEET - 1) // SHEET + 1))
