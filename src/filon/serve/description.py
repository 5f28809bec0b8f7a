"""What the endpoint says of itself: a service description (SPARQL 1.1 Service Description)."""

from __future__ import annotations

from typing import Final

import pyoxigraph as ox

from filon.serve.formats import SOLUTIONS, TRIPLES
from filon.vocab import PREFIXES

_SD: Final = "http://www.w3.org/ns/sparql-service-description#"
_VOID: Final = "http://rdfs.org/ns/void#"
_A: Final = ox.NamedNode(PREFIXES["rdf"] + "type")


def describe(endpoint: str, quads: int | None, form: ox.RdfFormat, *, updates: bool, calls: bool) -> bytes:
    """The description of the endpoint at this address; ``quads`` in all its graphs, where that is known."""

    def term(name: str) -> ox.NamedNode:
        return ox.NamedNode(_SD + name)

    service, dataset, default = ox.BlankNode("service"), ox.BlankNode("dataset"), ox.BlankNode("default")
    languages = ["SPARQL11Query", *(["SPARQL11Update"] if updates else [])]
    results = {*(form.iri for form, _ in SOLUTIONS.values()), *(form.iri for form, _ in TRIPLES.values())}
    triples = [
        ox.Triple(service, _A, term("Service")),
        ox.Triple(service, term("endpoint"), ox.NamedNode(endpoint)),
        *(ox.Triple(service, term("supportedLanguage"), term(language)) for language in languages),
        *(ox.Triple(service, term("resultFormat"), ox.NamedNode(iri)) for iri in sorted(results)),
        ox.Triple(service, term("defaultDataset"), dataset),
        ox.Triple(dataset, _A, term("Dataset")),
        ox.Triple(dataset, term("defaultGraph"), default),
        ox.Triple(default, _A, term("Graph")),
    ]
    if calls:
        triples.append(ox.Triple(service, term("feature"), term("BasicFederatedQuery")))
    if quads is not None:
        size = ox.Literal(str(quads), datatype=ox.NamedNode(PREFIXES["xsd"] + "integer"))
        triples += [
            ox.Triple(dataset, _A, ox.NamedNode(_VOID + "Dataset")),
            ox.Triple(dataset, ox.NamedNode(_VOID + "triples"), size),
        ]
    prefixes = {"sd": _SD, "void": _VOID, "formats": "http://www.w3.org/ns/formats/"}
    described = ox.serialize(triples, format=form, prefixes=prefixes)
    assert described is not None  # noqa: S101 - it is only where a file is given
    return described
