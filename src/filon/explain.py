"""One entity or fact with everything that says so: statement by statement, the passage, its document, page and offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

import pyoxigraph as ox
from rapidfuzz import fuzz, process

from filon.archive import Archive, Manifest
from filon.errors import UsageError
from filon.store import current_version, open_read
from filon.vocab import PREFIXES, Property, Rank, expand, resolve, short

_REACH: Final = 220  # characters that a passage may go beyond its evidence on each side
_SENTENCE_END: Final = re.compile(r"(?<=[.;!?])\s+(?=[A-ZÀ-Ý«\-])|\n\s*\n|\n(?=\s*[-•*])")
_OTHERS: Final = 25  # how many things that point at this one are listed
_PREFIX = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())

_CLAIMS: Final = f"""{_PREFIX}
SELECT ?subject ?property ?value ?label ?rank ?confidence ?method ?document ?text ?start ?end ?page WHERE {{
  GRAPH ?graph {{
    ?claim rdf:subject ?subject ; rdf:predicate ?property ; rdf:object ?value ; wikibase:rank ?rank ;
      filon:confidence ?confidence ; filon:method ?method ; filon:evidence ?span .
    ?span oa:hasSource ?version ; oa:hasSelector ?position . ?position oa:start ?start ; oa:end ?end .
    ?version filon:sha256 ?text ; filon:textOf/dcterms:identifier ?document .
    OPTIONAL {{ ?span schema:pageStart ?page }}
  }}
  OPTIONAL {{ ?value rdfs:label ?label }}
}}"""
_ABOUT: Final = f"""{_PREFIX}
SELECT ?subject ?property ?value ?label ?amount WHERE {{
  ?subject ?property ?value . OPTIONAL {{ ?subject rdfs:label ?label }} OPTIONAL {{ ?subject schema:amount ?amount }}
}} ORDER BY ?property DESC(?amount) ?subject"""


@dataclass(frozen=True, slots=True)
class Passage:
    """Evidence in its sentence: ``before``, ``exact`` and ``after`` are the document's characters, ``exact`` at ``[start, end)``."""

    document: str
    page: int | None
    start: int
    end: int
    before: str
    exact: str
    after: str
    confidence: Decimal
    method: str


@dataclass(frozen=True, slots=True)
class Said:
    """A property with one value and every passage that says it; ``preferred`` where the graph asserts it."""

    property: str
    value: str
    label: str | None
    preferred: bool
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Pointer:
    """Something that points at the thing: its IRI, the property by which it does, its label and amount if it has them."""

    subject: str
    property: str
    label: str | None
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything the graph says of ``iri``; ``pointers`` are the first of ``pointed`` things that name it."""

    iri: str
    label: str | None
    said: tuple[Said, ...]
    pointers: tuple[Pointer, ...]
    pointed: int


def explain(kg: Path, iri: str) -> Explanation:
    """Explain one thing by its IRI, whole or relative to the graph's base (``org/commune-de-lens``).

    Raises `UsageError`, with the nearest IRIs there are, where the graph says nothing of it; `StoreError` where ``kg`` is
    no knowledge graph.
    """
    base = Manifest.read(current_version(kg)).base_iri
    archive, store = Archive(kg), open_read(kg)
    subject = ox.NamedNode(_whole(iri, base))
    said = _said(store, archive, subject, base)
    pointers = list(_pointers(store, subject, base))
    if not said and not pointers:
        raise UsageError(f"the graph says nothing of {iri}{_near(store, subject.value, base)}")
    label = next((item.value for item in said if item.property == Property.LABEL and item.preferred), None)
    return Explanation(short(subject.value, base), label, tuple(said), tuple(pointers[:_OTHERS]), len(pointers))


def _whole(iri: str, base: str) -> str:
    iri = iri.strip().removeprefix("<").removesuffix(">")
    if not iri or re.search(r"[\s<>\"{}|\\^`]", iri):
        raise UsageError(f"{iri!r} is not an IRI; give one as the graph does, for example org/commune-de-lens.")
    return resolve(iri, base)


def _said(store: ox.Store, archive: Archive, subject: ox.NamedNode, base: str) -> list[Said]:
    """The statements, names and types first, each with its passages, the surest first."""
    passages: dict[tuple[str, str], list[Passage]] = {}
    labels: dict[tuple[str, str], str | None] = {}
    preferred: set[tuple[str, str]] = set()
    texts: dict[str, str] = {}
    for row in _select(store, _CLAIMS, subject=subject):
        key = short(row["property"].value, base), _value(row["value"], base)
        digest = row["text"].value
        if digest not in texts:
            texts[digest] = archive.text(digest)
        labels[key] = row["label"].value if row["label"] else None
        if row["rank"].value == expand(Rank.PREFERRED):
            preferred.add(key)
        passage = passage_of(texts[digest], row)
        if passage not in passages.setdefault(key, []):
            passages[key].append(passage)
    return [
        Said(
            *key,
            labels[key],
            key in preferred,
            tuple(sorted(found, key=lambda p: (-p.confidence, p.document, p.start))),
        )
        for key, found in sorted(passages.items(), key=lambda item: (_rank(item[0][0]), item[0]))
    ]


def _rank(name: str) -> int:
    first = (Property.LABEL, Property.TYPE, Property.CLASSIFICATION, Property.KIND, Property.ALT_LABEL, Property.FUNDER)
    then = (Property.BENEFICIARY, Property.AMOUNT, Property.DESCRIPTION)
    order = [str(item) for item in (*first, *then)]
    return order.index(name) if name in order else len(order)


def _value(term: ox.NamedNode | ox.BlankNode | ox.Literal, base: str) -> str:
    return short(term.value, base) if isinstance(term, ox.NamedNode) else term.value


def passage_of(text: str, row: ox.QuerySolution) -> Passage:
    """The evidence that a row of claims tells (``document``, ``page``, ``start``, ``end``, ``confidence``, ``method``), in its sentence of ``text``."""
    start, end = int(row["start"].value), int(row["end"].value)
    left, right = sentence(text, start, end)
    return Passage(
        document=row["document"].value,
        page=int(row["page"].value) if row["page"] else None,
        start=start,
        end=end,
        before=text[left:start],
        exact=text[start:end],
        after=text[end:right],
        confidence=Decimal(row["confidence"].value),
        method=row["method"].value,
    )


def sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The borders of the sentence, list item or table row around ``[start, end)``, at most `_REACH` characters away."""
    left, right = max(0, start - _REACH), min(len(text), end + _REACH)
    row = text.rfind("\n", left, start) + 1 or left, text.find("\n", end, right)
    row = row[0], right if row[1] < 0 else row[1]
    if "\t" in text[slice(*row)]:
        return row
    borders = [match.end() for match in _SENTENCE_END.finditer(text, left, start)]
    ending = next(
        (match.start() for match in _SENTENCE_END.finditer(text, max(end - 1, 0), right) if match.start() >= end), right
    )
    return max([left, *borders]), ending


def _pointers(store: ox.Store, value: ox.NamedNode, base: str) -> Iterator[Pointer]:
    for row in _select(store, _ABOUT, value=value):
        yield Pointer(
            subject=short(row["subject"].value, base),
            property=short(row["property"].value, base),
            label=row["label"].value if row["label"] else None,
            amount=Decimal(row["amount"].value) if row["amount"] else None,
        )


def _select(store: ox.Store, query: str, **terms: ox.NamedNode) -> ox.QuerySolutions:
    bound: dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple] = {
        ox.Variable(name): term for name, term in terms.items()
    }
    solutions = store.query(query, substitutions=bound)
    assert isinstance(solutions, ox.QuerySolutions)  # noqa: S101 - the two questions above are SELECTs
    return solutions


def _near(store: ox.Store, iri: str, base: str) -> str:
    """«; did you mean …» with the nearest IRIs of the default graph, or what to do where none is near."""
    labelled = store.quads_for_pattern(None, ox.NamedNode(expand(Property.LABEL)), None, ox.DefaultGraph())
    known = sorted({short(quad.subject.value, base) for quad in labelled if isinstance(quad.subject, ox.NamedNode)})
    near = process.extract(short(iri, base), known, scorer=fuzz.ratio, limit=3, score_cutoff=60)
    if not near:
        return "; filon query finds IRIs, for example: filon query KG actors."
    return f"; did you mean {' or '.join(name for name, *_ in near)}?"
