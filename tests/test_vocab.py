"""`vocab` and the ontology name the same terms, and CURIEs expand as they should."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from filon import vocab
from filon.vocab import Class, Code, Property, Rank

ONTOLOGY = Path(__file__).parents[1] / "ontology" / "filon.ttl"


def triples() -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(path=ONTOLOGY, format=ox.RdfFormat.TURTLE)]


def subjects_of(*types: str) -> set[str]:
    wanted = {vocab.expand(name) for name in types}
    type_ = vocab.expand("rdf:type")
    return {
        vocab.shorten(t.subject.value)
        for t in triples()
        if isinstance(t.subject, ox.NamedNode) and t.predicate.value == type_ and t.object.value in wanted
    }


def test_own_classes_are_those_of_the_ontology() -> None:
    assert {c for c in Class if c.startswith("filon:")} == subjects_of("owl:Class")


def test_own_properties_are_those_of_the_ontology() -> None:
    assert {p for p in Property if p.startswith("filon:")} == subjects_of("owl:ObjectProperty", "owl:DatatypeProperty")


def test_codes_are_the_concepts_of_the_ontology() -> None:
    assert set(Code) == subjects_of("skos:Concept")


def test_reused_terms_are_labelled_in_the_ontology_and_no_others_are() -> None:
    labelled = {vocab.shorten(t.subject.value) for t in triples() if t.predicate.value == vocab.expand("rdfs:label")}
    reused = {term for term in (*Class, *Property, *Rank) if not term.startswith("filon:")}
    assert {term for term in labelled if not term.startswith("filon:")} - {vocab.VOCABULARY} == reused


def test_a_code_is_named_after_its_list_and_notation() -> None:
    assert vocab.code_of("genre", "convention") is Code.GENRE_CONVENTION
    with pytest.raises(ValueError, match="fc:genre-novel"):
        vocab.code_of("genre", "novel")
    for code in Code:
        assert code.name == code.removeprefix("fc:").replace("-", "_").upper()


def test_expand() -> None:
    assert vocab.expand("filon:beneficiary") == "https://w3id.org/filon/def#beneficiary"
    for wrong in ("nope:x", "beneficiary", ""):
        with pytest.raises(ValueError, match="not a CURIE"):
            vocab.expand(wrong)


@given(prefix=st.sampled_from(sorted(vocab.PREFIXES)), local=st.text(alphabet="abcXYZ019-_", min_size=1))
def test_shorten_undoes_expand(prefix: str, local: str) -> None:
    assert vocab.shorten(vocab.expand(f"{prefix}:{local}")) == f"{prefix}:{local}"


def test_what_a_value_of_a_statement_stands_for() -> None:
    base = "http://data.example/id/"
    assert vocab.resolve("org/etat", base) == "http://data.example/id/org/etat"
    assert vocab.resolve("fc:status-paid", base) == "https://w3id.org/filon/code#status-paid"
    assert vocab.resolve("http://www.wikidata.org/entity/Q3083", base) == "http://www.wikidata.org/entity/Q3083"
    assert vocab.resolve("https://w3id.org/filon/id/org/etat") == "https://w3id.org/filon/id/org/etat"
