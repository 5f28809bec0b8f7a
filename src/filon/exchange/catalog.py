"""The description of a graph for catalogues of data: DCAT-AP 3 for portals, VoID for those who query it, on the same node.

Everything in it is counted in the graph, read from the files beside it, or told by the one who publishes. What nobody told is absent:
without a publisher there is a data set and no catalogue (DCAT-AP 3.0 wants a catalogue's publisher), without the place where the
files will stand there are no distributions (it wants their access URL).
"""

from __future__ import annotations

import mimetypes
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import file_digest
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import pyoxigraph as ox

from filon.archive import Manifest
from filon.errors import StoreError, UsageError
from filon.queries import Source
from filon.store import current_version, open_read
from filon.vocab import PREFIXES, VOCABULARY, Class, expand, shorten

_WORDS: Final = Path(__file__).parent / "data" / "catalog.toml"
_PREFIXES: Final = {
    **PREFIXES,
    "dcat": "http://www.w3.org/ns/dcat#",
    "void": "http://rdfs.org/ns/void#",
    "spdx": "http://spdx.org/rdf/terms#",
}
_LANGUAGE: Final = "http://publications.europa.eu/resource/authority/language/"
_MEDIA: Final = "https://www.iana.org/assignments/media-types/"
_DATA: Final = f"FILTER(?graph != <{VOCABULARY}>)"  # the ontology lies beside the data, and is none of it
_ALL: Final = f"{{ {{ ?subject ?property ?value }} UNION {{ GRAPH ?graph {{ ?subject ?property ?value }} {_DATA} }} }}"
_TRIPLES: Final = f"SELECT (COUNT(*) AS ?count) WHERE {_ALL}"
_ENTITIES: Final = f"""
SELECT ?space (COUNT(DISTINCT ?subject) AS ?count) WHERE {{ {_ALL} FILTER(STRSTARTS(STR(?subject), ?space)) }} GROUP BY ?space"""
_CLASSES: Final = f"""
SELECT ?term (COUNT(DISTINCT ?subject) AS ?count) WHERE {{ {{ ?subject a ?term }} UNION {{ GRAPH ?graph {{ ?subject a ?term }} {_DATA} }} }}
GROUP BY ?term ORDER BY ?term"""
_PROPERTIES: Final = (
    f"SELECT (?property AS ?term) (COUNT(*) AS ?count) WHERE {_ALL} GROUP BY ?property ORDER BY ?property"
)
_YEARS: Final = """
SELECT ?from ?to WHERE {
  { ?subject filon:budgetYear ?year BIND(CONCAT(STR(?year), "-01-01") AS ?from) BIND(CONCAT(STR(?year), "-12-31") AS ?to) }
  UNION { ?subject dcterms:date|eli:date_document ?from BIND(?from AS ?to) }
  UNION { ?subject schema:startDate ?from BIND(?from AS ?to) } UNION { ?subject schema:endDate ?to BIND(?to AS ?from) }
}"""
_PLACES: Final = """
SELECT DISTINCT ?place ?label ?code WHERE {
  ?place a ?class ; rdfs:label ?label ; igeo:codeINSEE ?code FILTER(?class IN (igeo:Departement, igeo:Region))
  ?where igeo:subdivisionDe* ?place . ?thing dcterms:spatial ?where
} ORDER BY ?place"""
_EXAMPLE: Final = """
SELECT ?node (COUNT(?flow) AS ?count) WHERE { ?flow schema:funder|filon:beneficiary ?node } GROUP BY ?node ORDER BY DESC(?count) ?node LIMIT 1"""
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_KEYWORDS: Final = (Class.FUNDING, Class.ORGANISATION, Class.PROJECT, Class.AGREEMENT, Class.PROGRAMME, Class.ACT)


@dataclass(frozen=True, slots=True)
class Publication:
    """What only the one who publishes a graph knows; each may be missing.

    ``url`` is where the site or the files will stand, ``files`` a folder of exports that will stand there; ``license`` is an IRI.
    """

    title: str | None = None
    publisher: str | None = None
    license: str | None = None
    url: str | None = None
    endpoint: str | None = None
    files: Path | None = None

    def __post_init__(self) -> None:
        for name in ("license", "url", "endpoint"):
            value = getattr(self, name)
            if value is not None and not re.fullmatch(r"https?://[^\s<>\"{}|\\^`/]+[^\s<>\"{}|\\^`]*", value):
                raise UsageError(
                    f"{value!r} is no address of the web; give --{name} as one, for example https://example.org/."
                )
        if self.files is not None and self.url is None:
            raise UsageError(f"where the files of {self.files} will stand is not known; give --url.")


def write(kg: Path, publication: Publication) -> bytes:
    """The description of the graph ``kg`` as Turtle; the same graph and publication give the same bytes.

    Raises `StoreError` where ``kg`` is no knowledge graph or the folder of files cannot be read.
    """
    base = Manifest.read(current_version(kg)).base_iri
    triples = sorted(
        set(describe(open_read(kg), base, publication)), key=lambda each: ("#" in str(each.subject), str(each))
    )
    written = ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=_PREFIXES)
    assert written is not None  # noqa: S101 - no output was given
    return written


def describe(source: Source, base: str, publication: Publication) -> Iterator[ox.Triple]:
    """The description of a graph whose IRIs begin with ``base``, in no order."""
    data = _Node(f"{base}dataset")
    words = _words()
    counted = {row["term"].value: int(row["count"].value) for row in _ask(source, _CLASSES)}
    files = sum(1 for _ in _ask(source, "SELECT DISTINCT ?node WHERE { GRAPH ?graph { ?node a filon:Document } }"))
    yield from data.says("rdf:type", _iri("dcat:Dataset"), _iri("void:Dataset"))
    for language, text in words.items():
        figures = {"documents": files, **{name: counted.get(expand(kind), 0) for name, kind in _FIGURES.items()}}
        title = publication.title or text["title"].format(**figures)
        yield from data.says("dcterms:title", ox.Literal(title, language=None if publication.title else language))
        yield from data.says(
            "dcterms:description", ox.Literal(text["description"].format(**figures), language=language)
        )
        keywords = (text["keywords"][kind] for kind in _KEYWORDS if expand(kind) in counted)
        yield from data.says("dcat:keyword", *(ox.Literal(word, language=language) for word in keywords))
    yield from data.says("dcterms:language", ox.NamedNode(f"{_LANGUAGE}FRA"))
    yield from _period(source, data)
    yield from _places(source, data)
    yield from _counts(source, data, base, counted)
    yield from _published(data, base, publication)


_FIGURES: Final = {
    "fundings": Class.FUNDING,
    "organisations": Class.ORGANISATION,
    "projects": Class.PROJECT,
    "claims": Class.CLAIM,
}


@dataclass(frozen=True, slots=True)
class _Node:
    """A node that is being described."""

    iri: str

    def says(self, name: str, *values: ox.NamedNode | ox.Literal) -> Iterator[ox.Triple]:
        for value in values:
            yield ox.Triple(ox.NamedNode(self.iri), _iri(name), value)

    def has(self, name: str, part: _Node, kind: str) -> Iterator[ox.Triple]:
        yield from self.says(name, ox.NamedNode(part.iri))
        yield from part.says("rdf:type", _iri(kind))


def _period(source: Source, data: _Node) -> Iterator[ox.Triple]:
    """From the first to the last day that the facts speak of."""
    rows = list(_ask(source, _YEARS))
    starts, ends = (
        sorted({row[name].value for row in rows if row[name] and _DAY.fullmatch(row[name].value)})
        for name in ("from", "to")
    )
    if starts and ends:
        period = _Node(f"{data.iri}#period")
        yield from data.has("dcterms:temporal", period, "dcterms:PeriodOfTime")
        yield from period.says("dcat:startDate", _typed(starts[0], "xsd:date"))
        yield from period.says("dcat:endDate", _typed(ends[-1], "xsd:date"))


def _places(source: Source, data: _Node) -> Iterator[ox.Triple]:
    """The départements and régions that things of the graph are in."""
    for row in _ask(source, _PLACES):
        place = _Node(row["place"].value)
        yield from data.has("dcterms:spatial", place, "dcterms:Location")
        yield from place.says("rdfs:label", row["label"])
        yield from place.says("igeo:codeINSEE", row["code"])


def _counts(source: Source, data: _Node, base: str, classes: Mapping[str, int]) -> Iterator[ox.Triple]:
    """What VoID asks (§3 to §4 of its guide): how much, of what, in which words."""
    properties = {row["term"].value: int(row["count"].value) for row in _ask(source, _PROPERTIES)}
    yield from data.says("void:triples", *(_whole(row["count"].value) for row in _ask(source, _TRIPLES)))
    yield from data.says(
        "void:entities", *(_whole(row["count"].value) for row in _ask(source, _ENTITIES, space=ox.Literal(base)))
    )
    yield from data.says("void:classes", _whole(len(classes)))
    yield from data.says("void:properties", _whole(len(properties)))
    yield from data.says("void:uriSpace", ox.Literal(base))
    spaces = {space for term in (*classes, *properties) for space in PREFIXES.values() if term.startswith(space)}
    yield from data.says("void:vocabulary", *(ox.NamedNode(space.removesuffix("#")) for space in sorted(spaces)))
    yield from data.says("void:exampleResource", *(ox.NamedNode(row["node"].value) for row in _ask(source, _EXAMPLE)))
    for kind, counted, name, many in (
        ("class", classes, "void:class", "void:entities"),
        ("property", properties, "void:property", "void:triples"),
    ):
        for term, count in sorted(counted.items()):
            part = _Node(f"{data.iri}#{kind}-{quote(shorten(term), safe='').replace('%3A', '-')}")
            yield from data.says(f"void:{kind}Partition", ox.NamedNode(part.iri))
            yield from part.says(name, ox.NamedNode(term))
            yield from part.says(many, _whole(count))


def _published(data: _Node, base: str, publication: Publication) -> Iterator[ox.Triple]:
    """What the publisher said: who, under which licence, where; and the files, each as it lies there."""
    if publication.license:
        yield from data.says("dcterms:license", ox.NamedNode(publication.license))
    if publication.endpoint:
        yield from data.says("void:sparqlEndpoint", ox.NamedNode(publication.endpoint))
        service = _Node(f"{data.iri}#sparql")
        yield from service.says("rdf:type", _iri("dcat:DataService"))
        yield from service.says("dcterms:title", ox.Literal("SPARQL"))
        yield from service.says("dcat:endpointURL", ox.NamedNode(publication.endpoint))
        yield from service.says("dcat:servesDataset", ox.NamedNode(data.iri))
        yield from service.says("dcterms:conformsTo", ox.NamedNode("https://www.w3.org/TR/sparql11-protocol/"))
    if publication.url:
        yield from data.says("dcat:landingPage", ox.NamedNode(publication.url))
        for path in _files(publication.files):
            yield from _distribution(data, path, publication.url, publication.license)
    if publication.publisher:
        agent, catalog = _Node(f"{base}catalog#publisher"), _Node(f"{base}catalog")
        yield from data.has("dcterms:publisher", agent, "foaf:Agent")
        yield from agent.says("foaf:name", ox.Literal(publication.publisher))
        yield from catalog.has("dcat:dataset", data, "dcat:Dataset")
        yield from catalog.says("rdf:type", _iri("dcat:Catalog"))
        yield from catalog.says("dcterms:publisher", ox.NamedNode(agent.iri))
        for language, text in _words().items():
            yield from catalog.says(
                "dcterms:title", ox.Literal(text["catalog"].format(publisher=publication.publisher), language=language)
            )
            yield from catalog.says("dcterms:description", ox.Literal(text["catalogue"], language=language))
        if publication.endpoint:
            yield from catalog.says("dcat:service", ox.NamedNode(f"{data.iri}#sparql"))


def _files(folder: Path | None) -> list[Path]:
    if folder is None:
        return []
    try:
        return sorted(path for path in folder.iterdir() if path.is_file() and _format(path.name))
    except OSError as error:
        raise StoreError(f"{folder} cannot be read: {error.strerror}.") from error


def _format(name: str) -> Mapping[str, str] | None:
    """What is known of a file of this name: its media type, title, and what it conforms to."""
    plain = name.removesuffix(".gz")
    known: list[Mapping[str, str]] = _formats()
    return next((each for each in known if plain == each.get("name") or plain.endswith(each.get("suffix", "\0"))), None)


def _distribution(data: _Node, path: Path, url: str, license_iri: str | None) -> Iterator[ox.Triple]:
    """A file as a distribution (DCAT 3 §6.8), with its size and digest as they are now."""
    known = _format(path.name) or {}
    file = _Node(f"{data.iri}#file-{quote(path.name, safe='')}")
    address = ox.NamedNode(url.rstrip("/") + "/" + quote(path.name))
    try:
        size = path.stat().st_size
        with path.open("rb") as opened:
            digest = file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        raise StoreError(f"{path} cannot be read: {error.strerror}.") from error
    yield from data.has("dcat:distribution", file, "dcat:Distribution")
    yield from file.says("dcat:accessURL", address)
    yield from file.says("dcat:downloadURL", address)
    yield from file.says("dcterms:title", ox.Literal(known["title"]))
    yield from file.says("dcat:mediaType", ox.NamedNode(_MEDIA + known["media"]))
    yield from file.says("dcat:byteSize", _typed(str(size), "xsd:nonNegativeInteger"))
    if path.suffix == ".gz":
        yield from file.says(
            "dcat:compressFormat", ox.NamedNode(f"{_MEDIA}{mimetypes.types_map.get('.gz', 'application/gzip')}")
        )
    if "conforms" in known:
        yield from file.says("dcterms:conformsTo", ox.NamedNode(known["conforms"]))
    if license_iri:
        yield from file.says("dcterms:license", ox.NamedNode(license_iri))
    checksum = _Node(f"{file.iri}-sha256")
    yield from file.has("spdx:checksum", checksum, "spdx:Checksum")
    yield from checksum.says("spdx:algorithm", _iri("spdx:checksumAlgorithm_sha256"))
    yield from checksum.says("spdx:checksumValue", _typed(digest, "xsd:hexBinary"))


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads(_WORDS.read_text(encoding="utf-8"))


def _words() -> Mapping[str, Any]:
    return {language: _data()[language] for language in ("fr", "en")}


def _formats() -> list[Mapping[str, str]]:
    return list(_data()["formats"])


def _ask(source: Source, query: str, **terms: ox.Literal) -> Iterator[Any]:
    found = source.query(
        query, prefixes=PREFIXES, substitutions={ox.Variable(name): term for name, term in terms.items()}
    )
    assert isinstance(found, ox.QuerySolutions)  # noqa: S101 - all of them are SELECTs
    yield from found


def _iri(name: str) -> ox.NamedNode:
    prefix, _, local = name.partition(":")
    return ox.NamedNode(_PREFIXES[prefix] + local)


def _typed(text: str, datatype: str) -> ox.Literal:
    return ox.Literal(text, datatype=_iri(datatype))


def _whole(count: int | str) -> ox.Literal:
    return _typed(str(count), "xsd:integer")
