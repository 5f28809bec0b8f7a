"""Statements as RDF: `to_quads` (the mapping) and `write` (the same, as one sorted N-Quads file per graph).

A statement becomes its triple in the default graph (preferred ones, each once) and one claim per piece of evidence in the
graph of its document, with the characters that say it. Conflicts stand in the quality graph, the ontology in its own.
Nothing here knows a clock or a path: the same input gives the same bytes.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from itertools import chain
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from filon import model
from filon.judgements import Judgement, Verdict
from filon.typography import regular
from filon.vocab import BASE, VOCABULARY, Class, Code, Property, Rank, expand, resolve

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

CONTEXT: Final = 20  # characters of text kept before and after a quote, to find it again in another version of the text
_DECIMAL: Final = expand("xsd:decimal")
_Key = tuple[str, str, str | model.Literal]  # subject, property, value of a statement
_Said = list[tuple[model.Statement, model.Evidence]]  # what one document says


@dataclass(frozen=True, slots=True)
class Source:
    """What RDF says of a document: its name, digests (hex), title, pages and parts; offsets count in its text."""

    name: str
    sha256: str
    text_sha256: str
    title: str
    media_type: str = "text/plain"
    pages: tuple[model.Page, ...] = ()
    parts: tuple[model.Part, ...] = ()


def source_of(document: model.Document, *, title: str | None = None, parts: tuple[model.Part, ...] = ()) -> Source:
    """The source that a document as read is; its title is its name where none is given."""
    return Source(
        name=document.name,
        sha256=document.sha256,
        text_sha256=sha256(document.text.encode()).hexdigest(),
        title=title or document.name,
        media_type=document.media_type,
        pages=document.pages,
        parts=parts,
    )


def document_iri(source: Source, base: str = BASE) -> str:
    """The IRI of a document: its bytes are its identity, so a renamed file keeps it."""
    return f"{base}doc/{source.sha256[:12]}"


def document_graph(source: Source, base: str = BASE) -> str:
    """The named graph that holds a document's claims."""
    return f"{base}graph/doc/{source.sha256[:12]}"


def quality_graph(base: str = BASE) -> str:
    """The named graph that holds the conflicts."""
    return f"{base}graph/quality"


def span_iri(source: Source, start: int, end: int, base: str = BASE) -> str:
    """The IRI of the characters ``[start, end)`` of a document's text."""
    return f"{base}span/{source.text_sha256[:12]}-{start}-{end}"


def to_quads(
    graph: model.Graph,
    documents: Mapping[str, Source],
    text_of: Callable[[str], str],
    *,
    base: str = BASE,
    version: str = "",
) -> Iterator[ox.Quad]:
    """All quads of a graph: facts, then document by document, then conflicts. A quad may come twice; `write` keeps it once.

    Args:
        graph: the statements, each with evidence, and the conflicts among them.
        documents: every document that evidence names, by name.
        text_of: the text of a document, by name; asked once for each document.
        base: what relative IRIs are resolved against.
        version: the version of the software, the only thing said of the run.
    """
    terms = _Terms(base)
    yield from _facts(graph, terms)
    for name, said in _by_document(graph, documents):
        yield from _document(said, documents[name], text_of(name), terms, version)
    yield from _conflicts(graph, documents, terms)


def write(
    graph: model.Graph,
    documents: Mapping[str, Source],
    text_of: Callable[[str], str],
    folder: Path,
    *,
    base: str = BASE,
    version: str = "",
    vocabulary: Path | None = None,
    judgements: Iterable[Judgement] = (),
    moved: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Path, ...]:
    """Write the graph as N-Quads, one file for each RDF graph, lines sorted and each once; return the files.

    ``facts.nq`` is the default graph, ``doc-{sha12}.nq`` a document's, ``quality.nq`` that of the conflicts and of people's
    ``judgements`` (``moved``: the IRI kept for each that was merged into another), ``vocabulary.nq`` (from the Turtle file
    ``vocabulary``) the ontology's. The other arguments are those of `to_quads`.
    """
    terms = _Terms(base)
    files = {"facts.nq": [_lines(_facts(graph, terms))]}
    for name, said in _by_document(graph, documents):
        source = documents[name]
        quads = _document(said, source, text_of(name), terms, version)
        files.setdefault(f"doc-{source.sha256[:12]}.nq", []).append(_lines(quads))
    judged = _judgements(judgements, moved, documents, terms)
    files["quality.nq"] = [_lines(chain(_conflicts(graph, documents, terms), judged))]
    if vocabulary:
        files["vocabulary.nq"] = [_lines(_vocabulary(vocabulary))]
    folder.mkdir(parents=True, exist_ok=True)
    for name, chunks in files.items():
        (folder / name).write_bytes(b"".join(sorted(set().union(*chunks))))
    return tuple(folder / name for name in sorted(files))


def term(value: str | model.Literal, base: str = BASE) -> ox.NamedNode | ox.Literal:
    """The RDF term of a statement's value; decimals and integers in their canonical form, as Oxigraph keeps them."""
    if isinstance(value, str):
        return ox.NamedNode(resolve(value, base))
    if value.language:
        return ox.Literal(value.lexical, language=value.language)
    datatype = expand(value.datatype)
    lexical = _canonical(value.lexical) if datatype in {_DECIMAL, expand("xsd:integer")} else value.lexical
    return ox.Literal(lexical, datatype=ox.NamedNode(datatype))


def _canonical(lexical: str) -> str:
    number = Decimal(lexical)
    return format(number.normalize() if number else Decimal(0), "f")


class _Terms:
    """RDF terms by what they stand for, made once: a corpus names the same nodes many thousand times."""

    def __init__(self, base: str) -> None:
        self.base = base
        self._known: dict[str | model.Literal, ox.NamedNode | ox.Literal] = {}

    def __getitem__(self, value: str | model.Literal) -> ox.NamedNode | ox.Literal:
        found = self._known.get(value)
        if found is None:
            found = self._known[value] = term(value, self.base)
        return found

    def node(self, value: str) -> ox.NamedNode:
        found = self[value]
        assert isinstance(found, ox.NamedNode)  # noqa: S101 - a str value is always an IRI
        return found


def _lines(quads: Iterable[ox.Quad]) -> set[bytes]:
    text = ox.serialize(quads, format=ox.RdfFormat.N_QUADS)
    assert text is not None  # noqa: S101 - no output was given
    return set(text.splitlines(keepends=True))


def _facts(graph: model.Graph, terms: _Terms) -> Iterator[ox.Quad]:
    for statement in graph.statements:
        if statement.preferred:
            yield ox.Quad(terms.node(statement.subject), terms.node(statement.property), terms[statement.value])


def _by_document(graph: model.Graph, documents: Mapping[str, Source]) -> list[tuple[str, _Said]]:
    """What each document says, in the order of their names; also documents on which no statement rests."""
    said: dict[str, _Said] = {name: [] for name in sorted(documents)}
    for statement in graph.statements:
        for evidence in statement.evidence:
            if evidence.document not in said:
                msg = f"A statement rests on {evidence.document!r}, which is not among the documents given."
                raise ValueError(msg)
            said[evidence.document].append((statement, evidence))
    return list(said.items())


def _document(said: _Said, source: Source, text: str, terms: _Terms, version: str) -> Iterator[ox.Quad]:
    """One document's graph: the file, its text and parts, the run, then claims and their spans."""
    where = ox.NamedNode(document_graph(source, terms.base))
    yield from _frame(source, text, terms, version, where)
    node, rank = terms.node, {True: terms[Rank.PREFERRED], False: terms[Rank.NORMAL], None: terms[Rank.DEPRECATED]}
    type_, claim_class = node(Property.TYPE), terms[Class.CLAIM]
    subject_, predicate_, object_ = (node(p) for p in (Property.SUBJECT, Property.PREDICATE, Property.OBJECT))
    rank_, confidence_, method_ = (node(p) for p in (Property.RANK, Property.CONFIDENCE, Property.METHOD))
    evidence_, verbatim_ = node(Property.EVIDENCE), node(Property.VERBATIM)
    spans: dict[tuple[int, int], ox.NamedNode] = {}
    for iri, (statement, evidence) in _surest(said, source, terms.base).items():
        place = evidence.start, evidence.end
        span = spans.get(place)
        if span is None:
            span = spans[place] = ox.NamedNode(span_iri(source, *place, terms.base))
        claim = ox.NamedNode(iri)
        yield ox.Quad(claim, type_, claim_class, where)
        yield ox.Quad(claim, subject_, terms[statement.subject], where)
        yield ox.Quad(claim, predicate_, terms[statement.property], where)
        yield ox.Quad(claim, object_, terms[statement.value], where)
        yield ox.Quad(claim, rank_, rank[None if statement.rejected else statement.preferred], where)
        confidence = model.Literal(f"{evidence.confidence:.2f}", "xsd:decimal")
        yield ox.Quad(claim, confidence_, terms[confidence], where)
        yield ox.Quad(claim, method_, terms[model.Literal(evidence.method)], where)
        yield ox.Quad(claim, evidence_, span, where)
        if statement.verbatim is not None:
            yield ox.Quad(claim, verbatim_, ox.Literal(statement.verbatim), where)
    yield from _spans(spans, source, text, terms, where)


def _surest(said: _Said, source: Source, base: str) -> dict[str, tuple[model.Statement, model.Evidence]]:
    """The claims by IRI; where two readings of the same characters say the same, the surer one speaks."""
    best: dict[str, tuple[model.Statement, model.Evidence]] = {}
    for statement, evidence in said:
        iri = _claim_iri(source, statement, evidence, base)
        known = best.get(iri)
        if known is None or (evidence.confidence, evidence.method) > (known[1].confidence, known[1].method):
            best[iri] = statement, evidence
    return best


def _claim_iri(source: Source, statement: model.Statement, evidence: model.Evidence, base: str) -> str:
    """Subject, property, value and span make a claim what it is; its rank and confidence may move."""
    value = statement.value
    said = value if isinstance(value, str) else f'"{value.lexical}"{value.datatype}@{value.language}'
    key = f"{statement.subject}\x1f{statement.property}\x1f{said}\x1f{evidence.start}\x1f{evidence.end}"
    return f"{base}claim/{source.text_sha256[:12]}-{sha256(key.encode()).hexdigest()[:12]}"


def _frame(source: Source, text: str, terms: _Terms, version: str, where: ox.NamedNode) -> Iterator[ox.Quad]:
    node = terms.node
    document, text_node = document_iri(source, terms.base), f"{terms.base}text/{source.text_sha256[:12]}"
    run, agent = (f"{terms.base}{kind}/filon-{version or 'unknown'}" for kind in ("run", "agent"))
    said: list[tuple[str, str, str | model.Literal]] = [
        (document, Property.TYPE, Class.DOCUMENT),
        (document, Property.TITLE, model.Literal(source.title)),
        (document, Property.IDENTIFIER, model.Literal(source.name)),
        (document, Property.SHA256, model.Literal(source.sha256)),
        (document, Property.FORMAT, model.Literal(source.media_type)),
        (text_node, Property.TYPE, Class.TEXT_VERSION),
        (text_node, Property.TEXT_OF, document),
        (text_node, Property.SHA256, model.Literal(source.text_sha256)),
        (where.value, Property.WAS_GENERATED_BY, run),
        (run, Property.TYPE, Class.RUN),
        (run, Property.USED, text_node),
        (run, Property.WAS_ASSOCIATED_WITH, agent),
        (agent, Property.TYPE, Class.SOFTWARE_AGENT),
        (agent, Property.SOFTWARE_VERSION, model.Literal(version or "unknown")),
    ]
    for part in source.parts:
        this = _part_iri(source, part, terms.base)
        said += [
            (this, Property.TYPE, Class.PART),
            (this, Property.IS_PART_OF, text_node),
            (this, Property.GENRE, Code(f"fc:genre-{part.genre}")),
            (this, Property.PART_START, model.Literal(str(part.start), "xsd:integer")),
            (this, Property.PART_END, model.Literal(str(part.end), "xsd:integer")),
        ]
        if part.title:
            said.append((this, Property.TITLE, model.Literal(" ".join(regular(text[slice(*part.title)]).text.split()))))
        if part.number:
            said.append((this, Property.ID_LOCAL, model.Literal(part.number)))
        if part.date:
            said.append((this, Property.DATE_DOCUMENT, model.Literal(part.date, "xsd:date")))
    for subject, predicate, value in said:
        yield ox.Quad(node(subject), node(predicate), terms[value], where)


def _part_iri(source: Source, part: model.Part, base: str) -> str:
    return f"{base}part/{source.text_sha256[:12]}-{part.start}-{part.end}"


def _spans(
    spans: Mapping[tuple[int, int], ox.NamedNode], source: Source, text: str, terms: _Terms, where: ox.NamedNode
) -> Iterator[ox.Quad]:
    """Each span once: where it is (offsets, page, part) and what it says (quote with the text around it)."""
    node = terms.node
    type_, source_, selector_ = (node(p) for p in (Property.TYPE, Property.HAS_SOURCE, Property.HAS_SELECTOR))
    start_, end_ = node(Property.SPAN_START), node(Property.SPAN_END)
    exact_, prefix_, suffix_ = (node(p) for p in (Property.EXACT, Property.PREFIX, Property.SUFFIX))
    span_class, position, quote = (terms[c] for c in (Class.SPAN, Class.POSITION_SELECTOR, Class.QUOTE_SELECTOR))
    integer = ox.NamedNode(expand("xsd:integer"))
    text_node = ox.NamedNode(f"{terms.base}text/{source.text_sha256[:12]}")
    page_starts = [page.start for page in source.pages]
    for (start, end), span in spans.items():
        at, says = ox.NamedNode(f"{span.value}#pos"), ox.NamedNode(f"{span.value}#quote")
        yield ox.Quad(span, type_, span_class, where)
        yield ox.Quad(span, source_, text_node, where)
        yield ox.Quad(span, selector_, at, where)
        yield ox.Quad(span, selector_, says, where)
        yield ox.Quad(at, type_, position, where)
        yield ox.Quad(at, start_, ox.Literal(str(start), datatype=integer), where)
        yield ox.Quad(at, end_, ox.Literal(str(end), datatype=integer), where)
        yield ox.Quad(says, type_, quote, where)
        yield ox.Quad(says, exact_, ox.Literal(text[start:end]), where)
        if start:
            yield ox.Quad(says, prefix_, ox.Literal(text[max(0, start - CONTEXT) : start]), where)
        if end < len(text):
            yield ox.Quad(says, suffix_, ox.Literal(text[end : end + CONTEXT]), where)
        page = bisect_right(page_starts, start) - 1
        if page >= 0:
            number = ox.Literal(str(source.pages[page].number), datatype=integer)
            yield ox.Quad(span, node(Property.PAGE_START), number, where)
        inner = min((p for p in source.parts if p.start <= start < p.end), key=lambda p: p.end - p.start, default=None)
        if inner:
            yield ox.Quad(span, node(Property.IN_PART), node(_part_iri(source, inner, terms.base)), where)


def _conflicts(graph: model.Graph, documents: Mapping[str, Source], terms: _Terms) -> Iterator[ox.Quad]:
    """Each conflict with the claims it involves: those of its subject and property whose value is one of its values."""
    if not graph.conflicts:
        return
    where = ox.NamedNode(quality_graph(terms.base))
    wanted = {(c.subject, c.property) for c in graph.conflicts}
    claims: defaultdict[_Key, list[str]] = defaultdict(list)
    for statement in graph.statements:
        if (statement.subject, statement.property) in wanted:
            claims[statement.subject, statement.property, statement.value] += [
                _claim_iri(documents[e.document], statement, e, terms.base) for e in statement.evidence
            ]
    for conflict in graph.conflicts:
        key = f"{conflict.subject}\x1f{conflict.property}\x1f{conflict.kind}"
        node = terms.node(f"conflict/{sha256(key.encode()).hexdigest()[:12]}")
        said: list[tuple[str, str]] = [
            (Property.TYPE, Class.CONFLICT),
            (Property.KIND, Code(f"fc:{conflict.kind.removeprefix('fc:')}")),
            (Property.STATUS, Code.REVIEW_CONFIRMED if conflict.settled else Code.REVIEW_OPEN),
            (Property.ABOUT, conflict.subject),
            (Property.ON_PROPERTY, conflict.property),
        ]
        said += [
            (Property.INVOLVES, claim)
            for value in conflict.values
            for claim in claims[conflict.subject, conflict.property, value]
        ]
        for predicate, value in said:
            yield ox.Quad(node, terms.node(predicate), terms[value], where)


def _judgements(
    judgements: Iterable[Judgement], moved: Mapping[str, str], documents: Mapping[str, Source], terms: _Terms
) -> Iterator[ox.Quad]:
    """Each judgement with what it is about, and each IRI that was merged into another with the one that is kept."""
    where, node = ox.NamedNode(quality_graph(terms.base)), terms.node
    for judgement in judgements:
        iri = node(f"judgement/{sha256(judgement.to_line().encode()).hexdigest()[:12]}")
        said: list[tuple[str, str | model.Literal]] = [
            (Property.TYPE, Class.JUDGEMENT),
            (Property.KIND, Code(f"fc:verdict-{judgement.verdict}")),
            (Property.LABEL, model.Literal(judgement.to_line())),
            (Property.DATE, model.Literal(judgement.day, "xsd:date")),
            (Property.CREATOR, model.Literal(judgement.author)),
            (Property.COMMENT, model.Literal(judgement.reason)),
        ]
        if judgement.span is None:
            said.append((Property.ABOUT, judgement.subject))
        elif judgement.span[0] in documents:
            document, start, end = judgement.span
            said.append((Property.ABOUT, span_iri(documents[document], start, end, terms.base)))
        if judgement.verdict in (Verdict.MERGE, Verdict.DIFFER):
            said.append((Property.ABOUT, judgement.object))
        for predicate, value in said:
            yield ox.Quad(iri, node(predicate), terms[value], where)
    for gone, chief in moved.items():
        yield ox.Quad(node(gone), node(Property.IS_REPLACED_BY), terms[chief], where)
        yield ox.Quad(node(gone), node(Property.DEPRECATED), terms[model.Literal("true", "xsd:boolean")], where)


def _vocabulary(turtle: Path) -> Iterator[ox.Quad]:
    """The ontology in its graph. Blank nodes (lists of domains) are left out: they have no name that stays the same."""
    where = ox.NamedNode(VOCABULARY)
    for triple in ox.parse(path=turtle, format=ox.RdfFormat.TURTLE):
        if not isinstance(triple.subject, ox.BlankNode) and not isinstance(triple.object, ox.BlankNode):
            yield ox.Quad(triple.subject, triple.predicate, triple.object, where)
