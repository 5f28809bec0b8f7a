"""The catalogue: valid by DCAT-AP's mandatory properties, counted as the graph counts, and nothing in it that nobody said."""

import gzip
import hashlib

import pyshacl
import pytest
import rdflib
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, VOID

import sample
from filon import store
from filon.archive import Manifest
from filon.cli.commands.publication import ExportForm
from filon.errors import StoreError, UsageError
from filon.exchange.catalog import Publication, describe, write
from filon.export import export
from filon.vocab import PREFIXES

# What DCAT-AP 3.0 makes mandatory, and the kind and number of what it recommends and we write; our own words.
SHAPES = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
@prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix spdx: <http://spdx.org/rdf/terms#> .
@prefix void: <http://rdfs.org/ns/void#> . @prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> . @prefix : <urn:shapes#> .
:text sh:nodeKind sh:Literal ; sh:or ( [ sh:datatype xsd:string ] [ sh:datatype rdf:langString ] ) .
:catalog a sh:NodeShape ; sh:targetClass dcat:Catalog ;
  sh:property [ sh:path dct:title ; sh:minCount 1 ; sh:uniqueLang true ; sh:node :text ] , [ sh:path dct:description ; sh:minCount 1 ; sh:node :text ] ,
    [ sh:path dct:publisher ; sh:minCount 1 ; sh:maxCount 1 ; sh:class foaf:Agent ] , [ sh:path dcat:dataset ; sh:minCount 1 ; sh:class dcat:Dataset ] ,
    [ sh:path dcat:service ; sh:class dcat:DataService ] .
:dataset a sh:NodeShape ; sh:targetClass dcat:Dataset ;
  sh:property [ sh:path dct:title ; sh:minCount 1 ; sh:uniqueLang true ; sh:node :text ] , [ sh:path dct:description ; sh:minCount 1 ; sh:node :text ] ,
    [ sh:path dct:publisher ; sh:maxCount 1 ; sh:class foaf:Agent ] , [ sh:path dcat:distribution ; sh:class dcat:Distribution ] ,
    [ sh:path dct:temporal ; sh:class dct:PeriodOfTime ] , [ sh:path dct:spatial ; sh:class dct:Location ] , [ sh:path dcat:keyword ; sh:node :text ] ,
    [ sh:path dct:language ; sh:nodeKind sh:IRI ] , [ sh:path dcat:landingPage ; sh:nodeKind sh:IRI ] , [ sh:path dct:license ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path void:triples ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:integer ] , [ sh:path void:uriSpace ; sh:minCount 1 ; sh:datatype xsd:string ] .
:distribution a sh:NodeShape ; sh:targetClass dcat:Distribution ;
  sh:property [ sh:path dcat:accessURL ; sh:minCount 1 ; sh:nodeKind sh:IRI ] , [ sh:path dcat:downloadURL ; sh:nodeKind sh:IRI ] ,
    [ sh:path dcat:mediaType ; sh:maxCount 1 ; sh:nodeKind sh:IRI ; sh:pattern "^https://www.iana.org/assignments/media-types/" ] ,
    [ sh:path dcat:byteSize ; sh:maxCount 1 ; sh:datatype xsd:nonNegativeInteger ] , [ sh:path spdx:checksum ; sh:maxCount 1 ; sh:class spdx:Checksum ] ,
    [ sh:path dct:license ; sh:maxCount 1 ; sh:nodeKind sh:IRI ] .
:service a sh:NodeShape ; sh:targetClass dcat:DataService ;
  sh:property [ sh:path dct:title ; sh:minCount 1 ; sh:node :text ] , [ sh:path dcat:endpointURL ; sh:minCount 1 ; sh:nodeKind sh:IRI ] ,
    [ sh:path dcat:servesDataset ; sh:class dcat:Dataset ] .
:checksum a sh:NodeShape ; sh:targetClass spdx:Checksum ;
  sh:property [ sh:path spdx:algorithm ; sh:minCount 1 ; sh:maxCount 1 ] , [ sh:path spdx:checksumValue ; sh:minCount 1 ; sh:maxCount 1 ; sh:datatype xsd:hexBinary ] .
:agent a sh:NodeShape ; sh:targetClass foaf:Agent ; sh:property [ sh:path foaf:name ; sh:minCount 1 ; sh:node :text ] .
:period a sh:NodeShape ; sh:targetClass dct:PeriodOfTime ;
  sh:property [ sh:path dcat:startDate ; sh:maxCount 1 ; sh:datatype xsd:date ; sh:lessThanOrEquals dcat:endDate ] , [ sh:path dcat:endDate ; sh:maxCount 1 ; sh:datatype xsd:date ] .
"""  # fmt: skip
DATASET, CATALOG = rdflib.URIRef(f"{sample.BASE}dataset"), rdflib.URIRef(f"{sample.BASE}catalog")
PLACE = "https://example.org/graph/"
SPDX = rdflib.Namespace("http://spdx.org/rdf/terms#")


@pytest.fixture(scope="module")
def kg(tmp_path_factory):
    folder = tmp_path_factory.mktemp("catalog") / "kg"
    sample.build(folder)
    Manifest(sample.BASE).write(store.current_version(folder))
    return folder


@pytest.fixture
def exports(kg, tmp_path):
    folder = tmp_path / "exports"
    for form, name in (("nquads", "graph.nq"), ("turtle", "faits 2023.ttl"), ("jsonld", "graph.jsonld")):
        export(kg, form, folder / name)
    (folder / "graph.nq.gz").write_bytes(gzip.compress((folder / "graph.nq").read_bytes(), mtime=0))
    (folder / "notes.odt").write_text("none of ours")
    return folder


def read(kg, **told):
    return rdflib.Graph().parse(data=write(kg, Publication(**told)), format="turtle")


def conforms(graph):
    shapes = rdflib.Graph().parse(data=SHAPES, format="turtle")
    ok, _, report = pyshacl.validate(graph, shacl_graph=shapes, meta_shacl=True)
    assert ok, report


def test_a_whole_publication_is_valid_and_says_what_it_was_told(kg, exports):
    graph = read(
        kg,
        title="Partenariats du Jura",
        publisher='Ville d\'"Exemple"',
        license="https://spdx.org/licenses/etalab-2.0",
        url=PLACE,
        endpoint="https://example.org/sparql",
        files=exports,
    )
    conforms(graph)
    assert graph.value(DATASET, DCTERMS.title) == rdflib.Literal("Partenariats du Jura")
    assert graph.value(graph.value(CATALOG, DCTERMS.publisher), FOAF.name) == rdflib.Literal('Ville d\'"Exemple"')
    assert (CATALOG, DCAT.dataset, DATASET) in graph
    assert graph.value(DATASET, VOID.sparqlEndpoint) == rdflib.URIRef("https://example.org/sparql")
    found = {str(graph.value(each, DCAT.downloadURL)): each for each in graph.objects(DATASET, DCAT.distribution)}
    assert set(found) == {PLACE + name for name in ("graph.nq", "graph.nq.gz", "faits%202023.ttl", "graph.jsonld")}
    data = (exports / "graph.nq.gz").read_bytes()
    packed = found[PLACE + "graph.nq.gz"]
    assert int(graph.value(packed, DCAT.byteSize)) == len(data)
    assert str(graph.value(graph.value(packed, SPDX.checksum), SPDX.checksumValue)) == hashlib.sha256(data).hexdigest()
    assert str(graph.value(packed, DCAT.mediaType)).endswith("/application/n-quads")
    assert str(graph.value(packed, DCAT.compressFormat)).endswith("/application/gzip")


def test_what_nobody_told_is_absent(kg):
    graph = read(kg)
    conforms(graph)
    for kind in (DCAT.Catalog, DCAT.Distribution, DCAT.DataService, FOAF.Agent):
        assert (None, RDF.type, kind) not in graph
    for name in (DCTERMS.publisher, DCTERMS.license, VOID.sparqlEndpoint, DCAT.landingPage, DCTERMS.issued):
        assert not list(graph.objects(DATASET, name))


def test_it_counts_as_the_graph_does(kg):
    graph = read(kg)
    quads = [quad for quad in store.open_read(kg) if not str(quad.graph_name).startswith("<https://w3id.org/filon/def")]
    assert int(graph.value(DATASET, VOID.triples)) == len(quads)
    subjects = {quad.subject for quad in quads if quad.subject.value.startswith(sample.BASE)}
    assert int(graph.value(DATASET, VOID.entities)) == len(subjects)
    by_property = {
        str(graph.value(each, VOID.property)): int(graph.value(each, VOID.triples))
        for each in graph.objects(DATASET, VOID.propertyPartition)
    }
    assert by_property == {
        name: sum(quad.predicate.value == name for quad in quads) for name in {quad.predicate.value for quad in quads}
    }
    assert sum(by_property.values()) == len(quads)
    by_class = {
        str(graph.value(each, VOID["class"])): int(graph.value(each, VOID.entities))
        for each in graph.objects(DATASET, VOID.classPartition)
    }
    typed = {(quad.subject, quad.object) for quad in quads if quad.predicate.value == str(RDF.type)}
    assert by_class == {
        name: sum(kind.value == name for _, kind in typed) for name in {kind.value for _, kind in typed}
    }


def test_days_are_those_of_the_facts(kg):
    """The facts tell the budget year 2023; and from the first to the last day that any of them gives."""
    graph = read(kg)
    period = graph.value(DATASET, DCTERMS.temporal)
    days = store.open_read(kg).query(
        "SELECT ?day { ?s <https://schema.org/startDate>|<https://schema.org/endDate>|<http://purl.org/dc/terms/date>|"
        "<http://data.europa.eu/eli/ontology#date_document> ?day }"
    )
    known = sorted({row["day"].value for row in days} | {"2023-01-01", "2023-12-31"})
    assert [str(graph.value(period, name)) for name in (DCAT.startDate, DCAT.endDate)] == [known[0], known[-1]]
    example = graph.value(DATASET, VOID.exampleResource)
    assert str(example) == sample.BASE + sample.DEPARTMENT


def test_places_are_the_departements_and_regions_that_things_are_in(kg):
    graph = store.read_into_memory(kg)
    jura, region, ain = (f"{sample.BASE}territory/{name}" for name in ("departement/39", "region/27", "departement/01"))
    lines = [f'<{iri}> a igeo:{kind} ; rdfs:label "{label}"@fr ; igeo:codeINSEE "{iri[-2:]}" .'
             for iri, kind, label in ((jura, "Departement", "Jura"), (region, "Region", "BFC"), (ain, "Departement", "Ain"))]  # fmt: skip
    lines.append(
        f"<{sample.BASE}territory/epci/200069615> igeo:subdivisionDe <{jura}> . <{jura}> igeo:subdivisionDe <{region}> ."
    )
    graph.update(f"INSERT DATA {{ {' '.join(lines)} }}", prefixes=PREFIXES)
    spatial = {
        each.object.value
        for each in describe(graph, sample.BASE, Publication())
        if each.predicate.value == str(DCTERMS.spatial)
    }
    assert spatial == {jura, region}


def test_the_same_graph_gives_the_same_bytes(kg, exports):
    told = Publication(publisher="P", url=PLACE, files=exports)
    assert write(kg, told) == write(kg, told)


@pytest.mark.parametrize(
    "told",
    [
        {"url": "javascript:alert(1)"},
        {"endpoint": "not an address"},
        {"license": "MIT"},
        {"url": "https://exa<mple.org/"},
        {"url": "https://"},
    ],
)
def test_what_is_no_address_is_refused(told):
    with pytest.raises(UsageError, match="no address of the web"):
        Publication(**told)


def test_files_need_a_place_and_a_folder(kg, tmp_path):
    with pytest.raises(UsageError, match="--url"):
        Publication(files=tmp_path)
    with pytest.raises(StoreError, match="cannot be read"):
        write(kg, Publication(url=PLACE, files=tmp_path / "nothing"))


def test_the_names_of_the_formats_are_those_of_the_exports():
    assert {"site", "catalog", "scdl", "360giving", "ftm", "nquads"} <= {form.value for form in ExportForm}
