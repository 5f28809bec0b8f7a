"""What does not hold together in a graph: documents that contradict each other, sums that do not come out, broken shapes.

Contradictions were found when the facts were derived (`filon.facts`) and stand in the graph with the claims they involve; here
each is laid out with its passages. Nothing is resolved: of the values one is held by the order of sources, all are shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from filon.archive import Archive, Manifest
from filon.explain import Passage, passage_of
from filon.quarantine import quarantine_graph
from filon.resources import shared_folder
from filon.shapes import Finding, find, read_shapes
from filon.store import current_version, read_into_memory
from filon.vocab import PREFIXES, Code, Property, Rank, expand, short, shorten

_PREFIX: Final = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
_CONFLICTS: Final = f"""{_PREFIX}
SELECT ?conflict ?kind ?status ?about ?what ?property ?value ?label ?rank ?confidence ?method ?document ?text ?start ?end ?page ?genre
WHERE {{
  GRAPH ?quality {{
    ?conflict a filon:Conflict ; dcterms:type ?kind ; filon:status ?status ; filon:about ?about ; filon:onProperty ?property ;
      filon:involves ?claim }}
  GRAPH ?source {{
    ?claim rdf:object ?value ; wikibase:rank ?rank ; filon:confidence ?confidence ; filon:method ?method ; filon:evidence ?span .
    ?span oa:hasSource ?version ; oa:hasSelector ?position . ?position oa:start ?start ; oa:end ?end .
    ?version filon:sha256 ?text ; filon:textOf/dcterms:identifier ?document .
    OPTIONAL {{ ?span schema:pageStart ?page }} OPTIONAL {{ ?span filon:inPart/filon:genre ?genre }}
  }}
  OPTIONAL {{ ?about rdfs:label ?what }} OPTIONAL {{ ?value rdfs:label ?label }}
}}"""
_TYPES: Final = {Code.CONFLICT_OWNER: "party"}
_ORDER: Final = ("amount", "instalments", "plan", "party", "date", "count", "value")


@dataclass(frozen=True, slots=True)
class Witness:
    """A passage that says a value, and the genre of the text that it stands in (``deliberation``), where that is known."""

    genre: str | None
    passage: Passage


@dataclass(frozen=True, slots=True)
class Side:
    """One of the values that cannot all hold; ``held`` where the graph asserts it, ``computed`` where it is a sum or a share."""

    value: str
    label: str | None
    held: bool
    computed: bool
    witnesses: tuple[Witness, ...]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Values of one property of one thing that cannot all hold.

    ``type`` is ``amount``, ``instalments`` (they do not make up their whole), ``plan`` (it does not add up), ``party``, ``date``,
    ``count`` or ``value``. ``settled``: a person has judged it. The held side comes first.
    """

    type: str
    about: str
    label: str | None
    property: str
    settled: bool
    sides: tuple[Side, ...]
    iri: str


@dataclass(frozen=True, slots=True)
class Checked:
    """Everything a check finds: ``violations`` are faults of the graph, ``hints`` are worth a look and may be right as they are.

    ``quarantined`` are the things that the build took out of the graph for their violations, by IRI.
    """

    contradictions: tuple[Contradiction, ...]
    violations: tuple[Finding, ...]
    hints: tuple[Finding, ...]
    quarantined: tuple[str, ...] = ()

    @property
    def open(self) -> tuple[Contradiction, ...]:
        """The contradictions that no one has judged."""
        return tuple(each for each in self.contradictions if not each.settled)

    @property
    def clean(self) -> bool:
        """Whether nothing is broken and nothing contradicts."""
        return not self.violations and not self.open


def check(kg: Path) -> Checked:
    """Check a knowledge graph; raises `StoreError` where ``kg`` is none."""
    base = Manifest.read(current_version(kg)).base_iri
    store = read_into_memory(kg)
    quarantined = _readmit(store, base)
    findings = list(find(store, read_shapes(shared_folder("ontology") / "shapes.ttl")))
    return Checked(
        contradictions=tuple(_contradictions(store, Archive(kg), base)),
        violations=tuple(each for each in findings if each.severity == "Violation"),
        # What `contradiction` finds are the conflicts, which stand above.
        hints=tuple(each for each in findings if each.severity != "Violation" and each.constraint != "contradiction"),
        quarantined=quarantined,
    )


def _readmit(store: ox.Store, base: str) -> tuple[str, ...]:
    """Put what stands in quarantine back beside the facts, in this store only, so that the shapes say what is wrong with it."""
    quads = list(store.quads_for_pattern(None, None, None, ox.NamedNode(quarantine_graph(base))))
    store.extend(ox.Quad(quad.subject, quad.predicate, quad.object) for quad in quads)
    named = ox.NamedNode(expand(Property.TYPE))
    return tuple(sorted({_short(quad.subject, base) for quad in quads if quad.predicate == named}))


def _contradictions(store: ox.Store, archive: Archive, base: str) -> list[Contradiction]:
    solutions = store.query(_CONFLICTS)
    assert isinstance(solutions, ox.QuerySolutions)  # noqa: S101 - it is a SELECT
    rows: dict[str, list[ox.QuerySolution]] = {}
    for row in solutions:
        rows.setdefault(row["conflict"].value, []).append(row)
    texts: dict[str, str] = {}
    for row in (row for group in rows.values() for row in group):
        digest = row["text"].value
        if digest not in texts:
            texts[digest] = archive.text(digest)
    found = [_contradiction(group, texts, base) for group in rows.values()]
    return sorted(found, key=lambda each: (each.settled, _ORDER.index(each.type), each.about, each.property, each.iri))


def _contradiction(rows: list[ox.QuerySolution], texts: dict[str, str], base: str) -> Contradiction:
    first = rows[0]
    values: dict[str, list[ox.QuerySolution]] = {}
    for row in rows:
        values.setdefault(_short(row["value"], base), []).append(row)
    sides = sorted(
        (_side(value, group, texts) for value, group in values.items()),
        key=lambda side: (not side.held, side.computed, side.value),
    )
    return Contradiction(
        type=_type(shorten(first["kind"].value), shorten(first["property"].value)),
        about=_short(first["about"], base),
        label=first["what"].value if first["what"] else None,
        property=shorten(first["property"].value),
        settled=shorten(first["status"].value) != Code.REVIEW_OPEN,
        sides=tuple(sides),
        iri=_short(first["conflict"], base),
    )


def _type(kind: str, name: str) -> str:
    if kind == Code.CONFLICT_ARITHMETIC:
        return "plan" if name == Property.TOTAL_COST else "instalments"
    return _TYPES.get(Code(kind), kind.removeprefix("fc:conflict-"))


def _side(value: str, rows: list[ox.QuerySolution], texts: dict[str, str]) -> Side:
    witnesses = {_witness(row, texts) for row in rows}
    return Side(
        value=value,
        label=next((row["label"].value for row in rows if row["label"]), None),
        held=any(row["rank"].value == expand(Rank.PREFERRED) for row in rows),
        computed=all(row["method"].value.startswith("computed:") for row in rows),
        witnesses=tuple(sorted(witnesses, key=lambda each: (each.passage.document, each.passage.start))),
    )


def _witness(row: ox.QuerySolution, texts: dict[str, str]) -> Witness:
    genre = shorten(row["genre"].value).removeprefix("fc:genre-") if row["genre"] else None
    return Witness(genre, passage_of(texts[row["text"].value], row))


def _short(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None, base: str) -> str:
    value = getattr(term, "value", "")
    if not isinstance(term, ox.NamedNode):
        return value
    return short(value, base)


def by_constraint(findings: Iterable[Finding]) -> dict[tuple[str, str], list[Finding]]:
    """Findings by severity and constraint, the worst first, as a person reads them."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.severity, finding.constraint), []).append(finding)
    return groups
