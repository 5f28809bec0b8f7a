"""The questions that come with Filon: their list, and each with its form, its SPARQL and its answer."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from filon.errors import QueryError
from filon.pages.library import Library, Value, text_of
from filon.pages.scene import MONEY, Scene, Shown
from filon.queries import Parameter, Query, catalogue, run
from filon.vocab import PREFIXES, Property

_DATA: Final = Path(__file__).parent / "data" / "questions.toml"
MOST: Final = 1_000  # rows of an answer on a page
USUAL: Final = 100
LONGEST: Final = 4_000  # characters of a question that is typed into the page
SAMPLE: Final = """SELECT ?who (SUM(?amount) AS ?total) WHERE {
  ?flow a filon:Funding ; filon:beneficiary ?who ; schema:amount ?amount ; schema:currency "EUR" ; filon:status fc:status-awarded
}
GROUP BY ?who
ORDER BY DESC(?total)"""
_PLAIN: Final = re.compile(r"""[^\x00-\x20<>"{}|^`\\]+""")  # what an IRI is made of (SPARQL 1.1, IRIREF)
_MONEY_COLUMNS: Final = re.compile(r"amount|total|joint|sum|montant|cost", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter in the form: what it is, what was given."""

    parameter: Parameter
    description: str
    given: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of an answer; ``more`` where there are others behind the last."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Shown, ...], ...]
    numeric: frozenset[str]
    more: bool


@dataclass(frozen=True, slots=True)
class Question:
    """A question as its page shows it: ``problem`` where what was given does not fit."""

    query: Query
    title: str
    description: str
    fields: tuple[Field, ...]
    limit: int
    answer: Answer | None
    problem: str | None


@cache
def known() -> tuple[Query, ...]:
    """The questions that come with Filon, read once."""
    return catalogue()


def titles(scene: Scene) -> list[tuple[str, str, str, bool]]:
    """All questions: name, title, description, and whether they can be asked as they are."""
    return [(query.name, *_words(scene, query), not any(each.needed for each in query.parameters)) for query in known()]


@cache
def french() -> Mapping[str, Any]:
    """The French words of the questions, read once."""
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))


def _words(scene: Scene, query: Query) -> tuple[str, str]:
    """Title and description in the page's language; those of its file where nobody said them in French."""
    words = french()["questions"].get(query.name, {}) if scene.language == "fr" else {}
    return str(words.get("title", query.title)), str(words.get("description", query.description))


def _parameter(scene: Scene, query: Query, parameter: Parameter) -> str:
    words = french()["questions"].get(query.name, {}) if scene.language == "fr" else {}
    return str(words.get(parameter.name, parameter.description))


def _column(scene: Scene, name: str) -> str:
    return str(french()["columns"].get(name, name)) if scene.language == "fr" else name


def question(scene: Scene, query: Query, parameters: Mapping[str, str], *, asked: bool = True) -> Question:
    """A question with the answer to what was given, where that suffices and it is ``asked`` at all."""
    known = [each.name for each in query.parameters]
    given = {name: value for name, value in parameters.items() if name in known and value.strip()}
    limit = int(parameters["limit"]) if re.fullmatch(r"[0-9]{1,6}", parameters.get("limit", "")) else USUAL
    limit = max(1, min(limit, MOST))
    answer, problem = None, None
    if asked and not any(each.needed and each.name not in given for each in query.parameters):
        try:
            answer = _answer(scene, query, given, limit)
        except QueryError as error:
            problem = str(error)
    fields = tuple(
        Field(
            each,
            _parameter(scene, query, each),
            given.get(each.name, each.default or ""),
        )
        for each in query.parameters
    )
    return Question(query, *_words(scene, query), fields, limit, answer, problem)


def _answer(scene: Scene, query: Query, given: Mapping[str, str], limit: int) -> Answer:
    result = run(scene.library.source, query, given, base=scene.library.base)
    if isinstance(result, ox.QueryBoolean):
        return Answer(("",), ((Shown(scene.words("yes" if result else "no")),),), frozenset(), more=False)
    names: list[str] = ["subject", "predicate", "object"]
    found: list[tuple[Value | None, ...]]
    if isinstance(result, ox.QueryTriples):
        found = [(each.subject, each.predicate, each.object) for each in islice(result, limit + 1)]
    else:
        names = [variable.value for variable in result.variables]
        found = [tuple(row[name] for name in names) for row in islice(result, limit + 1)]
        asked = {each.name for each in query.parameters}
        kept = [at for at, name in enumerate(names) if name not in asked]
        names, found = [names[at] for at in kept], [tuple(row[at] for at in kept) for row in found]
    labels = labels_of(scene.library, (value for row in found[:limit] for value in row))
    rows = tuple(
        tuple(_cell(scene, name, value, labels) for name, value in zip(names, row, strict=True))
        for row in found[:limit]
    )
    numbers = frozenset(
        _column(scene, name)
        for at, name in enumerate(names)
        if any(_numeric(row[at]) for row in found) and all(row[at] is None or _numeric(row[at]) for row in found)
    )
    return Answer(tuple(_column(scene, name) for name in names), rows, numbers, more=len(found) > limit)


def _numeric(value: Value | None) -> bool:
    return isinstance(value, ox.Literal) and value.datatype.value.rpartition("#")[2] in ("decimal", "integer", "double")


def _cell(scene: Scene, column: str, value: Value | None, labels: Mapping[str, str]) -> Shown:
    name = Property.AMOUNT if _MONEY_COLUMNS.search(column) and not column.endswith("s") else ""
    return scene.shown(value, name=name if name in MONEY else "", label=labels.get(text_of(value)))


def labels_of(library: Library, values: Iterable[Value | None]) -> dict[str, str]:
    """The labels of things, all asked for at once."""
    nodes = sorted(
        {
            v
            for v in values
            if isinstance(v, ox.NamedNode) and v.value.startswith(library.base) and _PLAIN.fullmatch(v.value)
        },
        key=str,
    )
    if not nodes:
        return {}
    # A term of the graph writes itself as SPARQL reads it, and holds none of the characters that could end it: see _PLAIN.
    query = f"SELECT ?node ?label WHERE {{ VALUES ?node {{ {' '.join(map(str, nodes))} }} ?node rdfs:label ?label }}"
    found = library.source.query(query, prefixes=PREFIXES)
    assert isinstance(found, ox.QuerySolutions)  # noqa: S101 - it is a SELECT
    return {text_of(row["node"]): text_of(row["label"]) for row in found}
