"""The first page: what is in the graph, how much, from which documents, who gives and gets most, in which years."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from filon.pages import kinds, names, questions
from filon.pages.library import text_of
from filon.pages.scene import Scene, Shown, curie
from filon.pages.words import decimal
from filon.vocab import Class

TOP: Final = 10
FILES: Final = 30  # documents on the first page; the list has all
_KINDS: Final = """SELECT ?type (COUNT(DISTINCT ?node) AS ?count) WHERE { ?node a ?type } GROUP BY ?type"""
_CONFLICTS: Final = """SELECT (COUNT(DISTINCT ?node) AS ?count) WHERE { GRAPH ?graph { ?node a filon:Conflict } }"""
# Awards, each once: own resources, shares of an envelope, planned lines that an award realises are left out, and what several
# give, or several get, without shares. `filon.pages.groups` sums the same on the page of each party.
_FLOWS: Final = """
    ?flow a filon:Funding ; schema:funder ?payer ; schema:amount ?amount ; schema:currency "EUR" ; filon:status ?status
    FILTER(?status IN (fc:status-reported, fc:status-awarded, fc:status-contracted, fc:status-paid))
    FILTER NOT EXISTS { ?flow filon:nature fc:nature-self } FILTER NOT EXISTS { ?flow filon:beneficiary ?payer }
    FILTER NOT EXISTS { ?flow dcterms:isPartOf ?envelope . ?envelope schema:funder ?same } FILTER NOT EXISTS { ?award filon:realises ?flow }"""
_GIVERS: Final = (
    f"{_FLOWS} FILTER NOT EXISTS {{ ?flow schema:funder ?other FILTER(?other != ?payer) }} BIND(?payer AS ?node)"
)
_GETTERS: Final = f"""{_FLOWS} ?flow filon:beneficiary ?node FILTER NOT EXISTS {{ ?flow filon:beneficiary ?other FILTER(?other != ?node) }}
    FILTER NOT EXISTS {{ ?flow schema:funder ?node }}"""
_TOP: Final = f"""
SELECT ?node ?label ?total ?count WHERE {{
  {{ SELECT ?node (SUM(?amount) AS ?total) (COUNT(?flow) AS ?count) WHERE {{
    {{ SELECT DISTINCT ?flow ?node ?amount WHERE {{ %s }} }} }} GROUP BY ?node }}
  ?node rdfs:label ?label
}} ORDER BY DESC(?total) ?label LIMIT {TOP}"""
_YEARS: Final = f"""
SELECT ?year (SUM(?amount) AS ?total) (COUNT(?flow) AS ?count) WHERE {{
  {{ SELECT DISTINCT ?flow ?year ?amount WHERE {{ {_FLOWS} ?flow filon:budgetYear ?year }} }}
}} GROUP BY ?year ORDER BY ?year"""
_SHOWN: Final = (
    *(
        Class.ORGANISATION,
        Class.PERSON,
        Class.PROJECT,
        Class.PROGRAMME,
        Class.AGREEMENT,
        Class.ACT,
        Class.COMMUNE,
        Class.INTERCOMMUNALITE,
    ),
    *(
        Class.SITE,
        Class.FUNDING,
        Class.EXPENDITURE,
        Class.COST,
        Class.INSTALMENT,
        Class.FINANCING_PLAN,
        Class.MEMBERSHIP,
    ),
)


@dataclass(frozen=True, slots=True)
class Bar:
    """A thing or year with what its awards come to; ``value`` of the largest is one."""

    thing: Shown
    total: str
    count: int
    value: Decimal


@dataclass(frozen=True, slots=True)
class Home:
    """All that the first page says."""

    counts: tuple[kinds.Count, ...]
    conflicts: int
    funders: tuple[Bar, ...]
    beneficiaries: tuple[Bar, ...]
    years: tuple[Bar, ...]
    documents: tuple[tuple[Shown, str, int], ...]
    files: int
    questions: tuple[tuple[str, str, str, bool], ...]
    letters: tuple[names.Letter, ...]


def read(scene: Scene) -> Home:
    """The first page of a library."""
    counted = {curie(row["type"]): int(text_of(row["count"])) for row in scene.library.ask(_KINDS)}
    documents = names.documents(scene)
    return Home(
        counts=tuple(kinds.count(scene, kind, counted[kind]) for kind in _SHOWN if kind in counted),
        conflicts=next((int(text_of(row["count"])) for row in scene.library.ask(_CONFLICTS)), 0),
        funders=_bars(scene, _top(scene, _GIVERS)),
        beneficiaries=_bars(scene, _top(scene, _GETTERS)),
        years=_bars(
            scene,
            ((Shown(text_of(r["year"])), text_of(r["total"]), text_of(r["count"])) for r in scene.library.ask(_YEARS)),
        ),
        documents=tuple(documents[:FILES]),
        files=len(documents),
        questions=tuple(questions.titles(scene)),
        letters=names.overview(scene.library),
    )


def _top(scene: Scene, flows: str) -> list[tuple[Shown, str, str]]:
    """The parties to these flows with the largest sums."""
    rows = scene.library.ask(_TOP % flows)
    return [
        (scene.node(text_of(r["node"]), text_of(r["label"])), text_of(r["total"]), text_of(r["count"])) for r in rows
    ]


def _bars(scene: Scene, rows: Iterable[tuple[Shown, str, str]]) -> tuple[Bar, ...]:
    found = [(thing, decimal(total) or Decimal(0), int(count)) for thing, total, count in rows]
    most = max((total for _, total, _ in found), default=Decimal(0)) or Decimal(1)
    return tuple(
        Bar(thing, scene.words.amount(total, "EUR"), count, (total / most).quantize(Decimal("0.001")))
        for thing, total, count in found
    )
