"""What a check finds in documents written to contradict each other, and what it leaves alone; how the command tells it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from filon import store
from filon.build import build
from filon.check import Checked, Contradiction, check
from filon.cli.app import run
from filon.vocab import BASE, PREFIXES

PLANTED = Path(__file__).parent / "contradictions"
RECALL, PRECISION = 0.90, 0.95


@dataclass(frozen=True)
class Saying:
    document: str
    start: int
    end: int


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    kg = tmp_path_factory.mktemp("planted") / "kg"
    assert not build([PLANTED / "documents"], kg).not_read
    return kg


@pytest.fixture(scope="module")
def found(planted: Path) -> Checked:
    return check(planted)


@pytest.fixture(scope="module")
def expected() -> dict[str, dict[str, list[Saying]]]:
    listed = json.loads((PLANTED / "expected.json").read_bytes())
    return {
        kind: {each["id"]: [_place(**saying) for saying in each["sayings"]] for each in listed[kind]} for kind in listed
    }


def _place(document: str, quote: str) -> Saying:
    text = (PLANTED / "documents" / document).read_bytes().decode()
    assert text.count(quote) == 1, (document, quote)
    start = text.index(quote)
    return Saying(document, start, start + len(quote))


def shows(contradiction: Contradiction, sayings: list[Saying]) -> bool:
    """Whether each of the sayings is among the passages."""
    passages = [witness.passage for side in contradiction.sides for witness in side.witnesses]
    return all(
        any(p.document == said.document and p.start < said.end and said.start < p.end for p in passages)
        for said in sayings
    )


def test_the_set_is_what_it_says_it_is(expected):
    assert len(list((PLANTED / "documents").glob("*.txt"))) == 20
    assert {kind: len(each) for kind, each in expected.items()} == {"contradictions": 30, "near_misses": 30}


def test_planted_contradictions_are_found(found, expected):
    missed = [
        number
        for number, sayings in expected["contradictions"].items()
        if not any(shows(each, sayings) for each in found.contradictions)
    ]
    assert 1 - len(missed) / 30 >= RECALL, missed


def test_what_is_found_contradicts(found, expected):
    wrong = [
        (each.type, each.label, [side.value for side in each.sides])
        for each in found.contradictions
        if not any(shows(each, sayings) for sayings in expected["contradictions"].values())
    ]
    assert 1 - len(wrong) / len(found.contradictions) >= PRECISION, wrong


def test_no_near_miss_is_taken_for_a_contradiction(found, expected):
    """The two passages of a near-miss may both be witnesses of one value; never of two that contradict."""
    taken = [
        number
        for number, (one, two) in expected["near_misses"].items()
        for each in found.contradictions
        if each.property != "filon:projectOwner"  # shown by whole sentences, whatever amounts they hold
        for first in each.sides
        for second in each.sides
        if first is not second and not (first.computed or second.computed) and _on(first, one) and _on(second, two)
    ]
    assert taken == []


def _on(side, said):
    return any(
        w.passage.document == said.document and w.passage.start < said.end and said.start < w.passage.end
        for w in side.witnesses
    )


def test_the_sort_of_each_is_told(found):
    listed = json.loads((PLANTED / "expected.json").read_bytes())["contradictions"]
    sorts = {}
    for each in listed:
        sayings = [_place(**saying) for saying in each["sayings"]]
        sorts[each["id"]] = {one.type for one in found.contradictions if shows(one, sayings)}
    wrong = {
        each["id"]: (each["type"], sorts[each["id"]])
        for each in listed
        if sorts[each["id"]] and each["type"] not in sorts[each["id"]]
    }
    assert len(wrong) <= 1, wrong  # instalments that make another told value are shown with it, as one contradiction


def test_every_passage_is_the_document(found):
    for contradiction in found.contradictions:
        for side in contradiction.sides:
            for witness in side.witnesses:
                text = (PLANTED / "documents" / witness.passage.document).read_bytes().decode()
                assert text[witness.passage.start : witness.passage.end] == witness.passage.exact
                assert witness.passage.exact


def test_the_value_held_is_that_of_the_text_that_weighs_most(found):
    held = {}
    for each in found.contradictions:
        for side in each.sides:
            if side.held:
                held.setdefault(each.label, set()).add(side.value)
    assert held["Département de la Savoie → Communauté de communes Cœur de Savoie, 2023"] == {"356200"}
    assert held["Délibération n° 2022-114"] == {"2022-03-28"}, "an act knows its own day"


# --- the command -------------------------------------------------------------------------------------------------


def test_the_command_lists_the_sentences_and_ends_with_one(planted, capsys):
    assert run(["check", str(planted)]) == 1
    out = capsys.readouterr()
    assert out.err == ""
    assert "une subvention de [127 400 €] pour la réhabilitation de la halle aux grains" in out.out
    assert "une subvention de [172 400 €] pour la réhabilitation de la halle aux grains" in out.out
    assert "deliberation: 01-margeride-deliberation.txt, characters" in out.out


def test_json_holds_the_same(planted, found, capsys):
    assert run(["check", str(planted), "--format", "json"]) == 1
    plain = json.loads(capsys.readouterr().out)
    assert plain["clean"] is False
    assert [each["iri"] for each in plain["contradictions"]] == [each.iri for each in found.contradictions]


def test_a_graph_without_faults_ends_with_zero(tmp_path, capsys):
    document = tmp_path / "deliberation.txt"
    text = (PLANTED / "documents" / "01-margeride-deliberation.txt").read_text()
    document.write_text(text)
    build([document], tmp_path / "kg")
    assert run(["check", str(tmp_path / "kg")]) == 0
    assert "0 contradictions, 0 violations" in capsys.readouterr().out


def test_a_folder_that_is_no_graph_is_wrong_use(tmp_path, capsys):
    assert run(["check", str(tmp_path)]) == 2
    assert "is not a knowledge graph" in capsys.readouterr().err


# --- one flow, many documents --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def graph(planted):
    return store.read_into_memory(planted)


def ask(graph, pattern, *names):
    result = graph.query(
        f"SELECT DISTINCT {' '.join('?' + name for name in names)} WHERE {{ {pattern} }}", prefixes=PREFIXES
    )
    return sorted(tuple(row[name].value.removeprefix(BASE) for name in names) for row in result)


def test_an_amended_grant_is_one_flow_with_the_value_that_it_was_amended_to(graph):
    grants = ask(
        graph,
        '?flow a filon:Funding ; filon:beneficiary/rdfs:label ?who ; schema:amount ?amount . FILTER(CONTAINS(?who, "Rambervillers"))',
        "amount",
    )
    assert grants == [("450000",)], "412 300 € was raised to 450 000 €: not 862 300 €"
    told = ask(
        graph,
        "?flow schema:amount 450000.0 . GRAPH ?g { ?claim rdf:subject ?flow ; rdf:predicate schema:amount ; rdf:object ?value }",
        "value",
    )
    assert {value for (value,) in told} >= {"412300", "410000", "450000"}, "no claim is lost"


def test_each_amendment_names_the_agreement_that_it_amends(graph):
    pairs = ask(graph, "?one filon:amends ?two", "one", "two")
    assert [(one.split("/")[1][:9], two.split("/")[1][:22]) for one, two in pairs] == [
        ("avenant-n", "convention-de-financem"),
        ("avenant-n", "convention-de-partenar"),
    ]


def test_the_year_of_a_grant_of_several_is_part_of_it(graph):
    shares = ask(graph, "?part dcterms:isPartOf ?whole . ?part schema:amount ?x . ?whole schema:amount ?y", "x", "y")
    assert ("75000", "240000") in shares


def test_a_flow_tells_its_life(graph):
    life = ask(
        graph,
        """GRAPH ?g { ?claim rdf:subject ?flow ; rdf:predicate filon:status ; rdf:object ?status }
        ?flow schema:amount 356200.0 ; filon:status ?now FILTER NOT EXISTS { ?plan filon:line ?flow }""",
        "status",
        "now",
    )
    said = {status.rsplit("#")[1] for status, _ in life}
    assert said == {"status-proposed", "status-awarded", "status-contracted", "status-reported"}
    assert {now.rsplit("#")[1] for _, now in life} == {"status-contracted"}


def test_plans_printed_twice_are_planned_once(graph):
    lines = ask(graph, "?plan filon:line ?line . ?line schema:amount ?x . FILTER(?x IN (290000.0, 217500.0))", "line")
    assert len(lines) == 2, "the Région's and the Département's line, in the act and in the contract"
