"""What changed between two graphs: fact by fact, under the document that says it, with the cause.

Only facts count, that is the triples of the default graph; where a passage of an unchanged fact lies is no change. A fact is
put down to the document whose coming, going or changing brought it; failing that to what else differs between the two
builds; failing that it follows from the other documents, which made a name or a flow another one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path

import pyoxigraph as ox

from filon.archive import Manifest
from filon.report import Report, read_report
from filon.store import current_version, fact_lines, open_read
from filon.vocab import PREFIXES, Property, expand, short

_CLAIMS = """SELECT ?subject ?property ?value ?document WHERE { GRAPH ?graph {
  ?claim rdf:subject ?subject ; rdf:predicate ?property ; rdf:object ?value ; filon:evidence/oa:hasSource/filon:textOf/dcterms:identifier ?document } }"""
_JUDGEMENTS = "SELECT ?line WHERE { GRAPH ?graph { ?judgement a filon:Judgement ; rdfs:label ?line } }"

Node = ox.NamedNode | ox.BlankNode
Triple = tuple[Node, Node, Node | ox.Literal]
Pair = tuple[Triple | None, Triple | None]  # what vanished, what appeared


class Kind(StrEnum):
    """What became of a fact."""

    APPEARED = "appeared"
    VANISHED = "vanished"
    CHANGED = "changed"


class Cause(StrEnum):
    """Why a fact is another one now."""

    DOCUMENT_ADDED = "document added"
    DOCUMENT_REMOVED = "document removed"
    DOCUMENT_CHANGED = "document changed"
    JUDGEMENT = "judgement"
    VERSION = "version"  # of Filon, its registries or the libraries it reads with
    SETTING = "setting"  # the base of IRIs, the least confidence
    OTHER_DOCUMENTS = "other documents"


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that differs. ``old`` and ``new`` are its values, absent where it appeared or vanished; IRIs are short.

    ``document`` is the document it is put down to, ``None`` where none says it (the type of a thing that all name).
    """

    kind: Kind
    subject: str
    label: str | None
    property: str
    old: str | None
    new: str | None
    document: str | None
    cause: Cause


@dataclass(frozen=True, slots=True)
class Difference:
    """The documents that came, went and changed, and every fact that differs, by document, subject and property."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    facts: tuple[Change, ...]


def diff(old: Path, new: Path) -> Difference:
    """Compare two knowledge graphs; raises `StoreError` where one of the folders is none."""
    before, after = _Side(old), _Side(new)
    added, removed = after.documents.keys() - before.documents.keys(), before.documents.keys() - after.documents.keys()
    changed = {
        name
        for name in before.documents.keys() & after.documents.keys()
        if before.documents[name] != after.documents[name]
    }
    causes = {
        **dict.fromkeys(changed, Cause.DOCUMENT_CHANGED),
        **dict.fromkeys(added, Cause.DOCUMENT_ADDED),
        **dict.fromkeys(removed, Cause.DOCUMENT_REMOVED),
    }
    elsewhere = Cause.JUDGEMENT if before.judgements != after.judgements else _elsewhere(before.report, after.report)
    gone, come = (list(_triples(one.facts - other.facts)) for one, other in ((before, after), (after, before)))
    facts = [_change(pair, sides=(before, after), causes=causes, elsewhere=elsewhere) for pair in _paired(gone, come)]
    return Difference(
        tuple(sorted(added)), tuple(sorted(removed)), tuple(sorted(changed)), tuple(sorted(facts, key=_order))
    )


def _change(pair: Pair, *, sides: tuple[_Side, _Side], causes: Mapping[str, Cause], elsewhere: Cause) -> Change:
    """What vanished and what appeared as one change, under the document that best accounts for it."""
    told = [(side, triple) for side, triple in zip(sides, pair, strict=True) if triple is not None]
    side, (subject, name, _) = told[-1]
    sayers = set().union(*(side.sayers(triple) for side, triple in told))
    document = min(sayers, key=lambda name: (name not in causes, name), default=None)
    old, new = (None if triple is None else side.short(triple[2]) for side, triple in zip(sides, pair, strict=True))
    return Change(
        kind=Kind.CHANGED if len(told) > 1 else Kind.VANISHED if new is None else Kind.APPEARED,
        subject=side.short(subject),
        label=side.label(subject) or sides[0].label(subject),
        property=side.short(name),
        old=old,
        new=new,
        document=document,
        cause=causes.get(document or "", elsewhere),
    )


def _order(change: Change) -> tuple[object, ...]:
    return (
        change.document is None,
        change.document or "",
        change.subject,
        change.property,
        change.old or "",
        change.new or "",
    )


def _elsewhere(before: Report, after: Report) -> Cause:
    """Why a fact may differ that neither a changed document nor a judgement brought."""
    if before.versions != after.versions:
        return Cause.VERSION
    if (before.base_iri, before.min_confidence) != (after.base_iri, after.min_confidence):
        return Cause.SETTING
    return Cause.OTHER_DOCUMENTS


def _triples(lines: Iterable[bytes]) -> Iterator[Triple]:
    for quad in ox.parse(b"".join(sorted(lines)), format=ox.RdfFormat.N_QUADS, lenient=True):
        yield quad.subject, quad.predicate, quad.object


def _paired(gone: Sequence[Triple], come: Sequence[Triple]) -> Iterator[Pair]:
    """What vanished beside what appeared: a property with one value before and one after is one change."""
    sides: dict[tuple[Node, Node], tuple[list[Triple], list[Triple]]] = {}
    for place, triples in enumerate((gone, come)):
        for triple in triples:
            sides.setdefault(triple[:2], ([], []))[place].append(triple)
    for old, new in sides.values():
        if len(old) == len(new) == 1:
            yield old[0], new[0]
        else:
            yield from ((triple, None) for triple in old)
            yield from ((None, triple) for triple in new)


class _Side:
    """One of the two graphs."""

    def __init__(self, kg: Path) -> None:
        version = current_version(kg)
        self.kg = kg
        self.report = read_report(kg)
        self.base = Manifest.read(version).base_iri
        self.documents = {document.name: document.sha256 for document in self.report.documents}
        self.facts = fact_lines(kg)

    @cached_property
    def _store(self) -> ox.Store:
        return open_read(self.kg)

    @cached_property
    def _sayers(self) -> Mapping[Triple, set[str]]:
        found: dict[Triple, set[str]] = defaultdict(set)
        rows = self._store.query(_CLAIMS, prefixes=PREFIXES)
        assert isinstance(rows, ox.QuerySolutions)  # noqa: S101 - the question above is a SELECT
        for subject, name, value, document in rows:
            found[subject, name, value].add(document.value)
        return found

    @cached_property
    def judgements(self) -> frozenset[str]:
        """The judgements that the graph rests on, a line each."""
        rows = self._store.query(_JUDGEMENTS, prefixes=PREFIXES)
        assert isinstance(rows, ox.QuerySolutions)  # noqa: S101 - the question above is a SELECT
        return frozenset(row["line"].value for row in rows)

    def sayers(self, triple: Triple) -> set[str]:
        """The documents that say a fact."""
        return self._sayers.get(triple, set())

    def label(self, node: Node) -> str | None:
        """The label of a thing."""
        quads = self._store.quads_for_pattern(node, ox.NamedNode(expand(Property.LABEL)), None, ox.DefaultGraph())
        return next((quad.object.value for quad in quads if isinstance(quad.object, ox.Literal)), None)

    def short(self, term: Node | ox.Literal) -> str:
        """A term as people read it: an IRI below the base, a CURIE, a lexical form."""
        if isinstance(term, ox.NamedNode):
            return short(term.value, self.base)
        return term.value
