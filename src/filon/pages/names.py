"""Finding a thing by its name: by a part of it, and in lists by letter."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from filon.pages.groups import Node
from filon.pages.library import Library, Value, text_of
from filon.pages.scene import Scene, Shown
from filon.vocab import Class, Property, expand, is_curie

MOST: Final = 300  # found things on a page
SHEET: Final = 1_000  # names on one page of a letter
OTHERS: Final = "0"  # the letter of names that begin with none
_FLOWS: Final = (
    Class.FUNDING,
    Class.EXPENDITURE,
    Class.COST,
    Class.INSTALMENT,
    Class.BUDGET_LINE,
    Class.MEMBERSHIP,
    Class.PARTICIPATION,
)
_VARIANTS: Final = {
    "a": "àâäáã",
    "c": "ç",
    "e": "éèêë",
    "i": "îïíì",
    "n": "ñ",
    "o": "ôöóõ",
    "u": "ùûüú",
    "y": "ÿ",
    "oe": "œ",
    "ae": "æ",
    "'": "’",
}
_NAMED: Final = f"""
SELECT ?node ?label ?type WHERE {{ ?node rdfs:label ?label ; a ?type FILTER(?type NOT IN ({", ".join(_FLOWS)})) }}"""


def _folded(variable: str) -> str:
    """SPARQL that writes a text without accents and capitals; the patterns are constants, so the engine compiles each once."""
    written = f"LCASE(STR({variable}))"
    for letter, variants in _VARIANTS.items():
        written = f'REPLACE({written}, "[{variants}]", "{letter}")'
    return written


_FIND: Final = f"""
SELECT ?wanted ?node ?name ?label ?type WHERE {{
  {{ ?node rdfs:label ?name }} UNION {{ ?node skos:altLabel ?name }} UNION {{ ?node skos:hiddenLabel ?name }}
  FILTER(CONTAINS({_folded("?name")}, ?wanted))
  ?node a ?type ; rdfs:label ?label
}} LIMIT 5000"""
_FILES: Final = f"""
SELECT ?wanted ?node ?name ?label ?type WHERE {{
  GRAPH ?graph {{ ?node a filon:Document ; a ?type ; dcterms:title|dcterms:identifier ?name ; dcterms:title ?label }}
  FILTER(CONTAINS({_folded("?name")}, ?wanted))
}} LIMIT 1000"""
DOCUMENTS: Final = """
SELECT ?node ?label ?name (COUNT(?claim) AS ?claims) WHERE {
  GRAPH ?graph { ?node a filon:Document ; dcterms:title ?label ; dcterms:identifier ?name . OPTIONAL { ?claim a filon:Claim } }
} GROUP BY ?node ?label ?name ORDER BY ?name"""


@dataclass(frozen=True, slots=True)
class Named:
    """A thing with its name; ``also`` is another of its names, by which it was found."""

    thing: Shown
    kind: Shown
    also: str = ""


@dataclass(frozen=True, slots=True)
class Results:
    """What was found, by kind; ``more`` where there is more than a page shows."""

    query: str
    kinds: tuple[tuple[str, tuple[Named, ...]], ...]
    count: int
    more: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter of the lists: the path of its first page, how many names begin with it."""

    letter: str
    path: str
    count: int


@dataclass(frozen=True, slots=True)
class Letters:
    """A page of names: of which letter, the names, and the paths of the pages that the letter has."""

    letter: str
    names: tuple[Named, ...]
    number: int
    paths: tuple[str, ...]


def fold(text: str) -> str:
    """A name without its accents and capitals."""
    plain = unicodedata.normalize("NFKD", text.casefold().replace("œ", "oe").replace("æ", "ae").replace("’", "'"))
    return "".join(each for each in plain if not unicodedata.combining(each))


def search(scene: Scene, query: str) -> Results:
    """The things that have a text in their name, an acronym or another name of theirs, and documents by title."""
    query = " ".join(query.split())[:200]
    if not query:
        return Results("", (), 0, more=False)
    wanted = ox.Literal(fold(query))
    rows = [row for text in (_FIND, _FILES) for row in scene.library.ask(text, wanted=wanted)]
    names: defaultdict[str, set[str]] = defaultdict(set)
    for row in rows:
        names[text_of(row["node"])].add(text_of(row["name"]))
    named = [_named(scene, node, names[node.iri]) for node in _nodes(rows)]
    wish = fold(query)
    named.sort(key=lambda each: (_distance(fold(each.thing.text), wish), fold(each.thing.text), each.thing.href or ""))
    kinds: defaultdict[str, list[Named]] = defaultdict(list)
    for each in named[:MOST]:
        kinds[each.kind.text].append(each)
    flows = {scene.term(expand(flow)).text for flow in _FLOWS}
    ordered = sorted(kinds.items(), key=lambda item: item[0] in flows)  # the kind of what fits best first
    return Results(query, tuple((kind, tuple(found)) for kind, found in ordered), len(named), more=len(named) > MOST)


def _distance(name: str, wish: str) -> int:
    """How far a name is from what was sought: the same, the beginning of it, in it, only in another name of the thing."""
    return 0 if name == wish else 1 if name.startswith(wish) else 2 if wish in name else 3


def _nodes(rows: Iterable[ox.QuerySolution]) -> list[Node]:
    nodes: dict[str, Node] = {}
    for row in rows:
        node = nodes.setdefault(text_of(row["node"]), Node(text_of(row["node"])))
        for name, key in ((Property.LABEL, "label"), (Property.TYPE, "type")):
            value: Value | None = row[key]
            if value is not None and (value, None) not in node.values[name]:
                node.values[name].append((value, None))
    return list(nodes.values())


def _named(scene: Scene, node: Node, names: Iterable[str] = ()) -> Named:
    label, kind = node.label, node.kind
    also = "" if label is None or label in names else next(iter(sorted(names)), "")
    return Named(scene.node(node.iri, label), scene.term(expand(kind)) if is_curie(kind) else Shown(kind or "–"), also)


def letters(library: Library) -> dict[str, list[tuple[str, Node]]]:
    """All named things but flows and posts, by the first letter of their names, in order."""
    return library.once("letters", lambda: _letters(library))


def _letters(library: Library) -> dict[str, list[tuple[str, Node]]]:
    found: defaultdict[str, list[tuple[str, Node]]] = defaultdict(list)
    for node in _nodes(library.ask(_NAMED)):
        folded = fold(node.label or "").lstrip(" «»\"'’([-–—.")
        letter = folded[:1] if "a" <= folded[:1] <= "z" else OTHERS
        found[letter].append((folded, node))
    return {letter: sorted(found[letter], key=lambda item: (item[0], item[1].iri)) for letter in sorted(found)}


def overview(library: Library) -> tuple[Letter, ...]:
    """The letters that have names."""
    return tuple(Letter(letter, f"names/{letter}.html", len(members)) for letter, members in letters(library).items())


def page(scene: Scene, letter: str, number: int) -> Letters | None:
    """A page of a letter's names; ``None`` where there is none."""
    members = letters(scene.library).get(letter, [])
    paths = tuple(_paths(letter, len(members)))
    if not 1 <= number <= len(paths):
        return None
    shown = members[(number - 1) * SHEET : number * SHEET]
    return Letters(letter, tuple(_named(scene, node, [node.label or ""]) for _, node in shown), number, paths)


def _paths(letter: str, count: int) -> Iterator[str]:
    for number in range(1, (count + SHEET - 1) // SHEET + 1):
        yield f"names/{letter}.html" if number == 1 else f"names/{letter}-{number}.html"


def paths(library: Library) -> list[str]:
    """The paths of all pages of names."""
    return [path for letter, members in letters(library).items() for path in _paths(letter, len(members))]


def documents(scene: Scene) -> list[tuple[Shown, str, int]]:
    """The documents: each with its file and how many claims it makes."""
    found = scene.library.ask(DOCUMENTS)
    return [
        (scene.node(text_of(row["node"]), text_of(row["label"])), text_of(row["name"]), int(text_of(row["claims"])))
        for row in found
    ]
