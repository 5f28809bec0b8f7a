"""Judgements: what a line means, that their order does not count, that taking one out restores the graph, that no claim is lost."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from builders import Paper
from filon.archive import read_facts
from filon.build import build, reading, workers
from filon.cli.app import run
from filon.cli.judging import append, walk
from filon.errors import UsageError
from filon.facts import derive_facts, export_rows, review, without_rejected
from filon.gazetteer import load
from filon.judgements import Judgement, Verdict, kept, parse_judgements
from filon.model import Conflict, EntityType, Evidence, Graph, Literal, RelationType, Statement
from filon.rdf import source_of, to_quads
from filon.report import read_report
from filon.resolve import identify
from filon.store import current_version, nquads
from filon.unsettled import Sort, unsettled
from pattern_reader import TEXTS, annotate_by_pattern, read_here, write_texts

SIGNED = "2026-11-20 | A. Martin | read both"
JURA, LAKE, WORK = "Département du Jura", "Mission locale du Lac", "Lac Emploi Formation"
PROJECT, PERSON = "Maison du lac", "Jeanne MARTIN"


def papers() -> list[Paper]:
    """Three documents: one grant told twice under two names of its receiver, another grant, a partner, a councillor in each."""
    act = Paper(
        "act.txt", f"Le {JURA} attribue à la {LAKE} 75 400 € pour la {PROJECT}. {PERSON} vote. {LAKE}, partenaire."
    )
    act.amount("75 400 €", by=[JURA], to=[LAKE], project=PROJECT)
    act.entity(PERSON, EntityType.PERSON)
    act.relation(RelationType.PARTNER, act.entity(LAKE), act.entity(PROJECT, EntityType.PROJECT), f"{LAKE}, partenaire")
    report = Paper("report.txt", f"Le {JURA} a donné 75 400 € à {WORK} pour la {PROJECT}. {PERSON} remercie {WORK}.")
    report.amount("75 400 €", by=[JURA], to=[WORK], project=PROJECT)
    report.entity(PERSON, EntityType.PERSON)
    list_of_grants = Paper("sub/list.txt", f"Le {JURA} attribue 9 200 € à la {LAKE} en 2021. {PERSON} préside.")
    list_of_grants.amount("9 200 €", by=[JURA], to=[LAKE], period="2021")
    list_of_grants.entity(PERSON, EntityType.PERSON)
    for paper in (act, report, list_of_grants):
        paper.entity("Dole", EntityType.PLACE, registry="commune:39198")
    return [act, report, list_of_grants]


def judged(
    lines: Iterable[str], given: list[Paper] | None = None
) -> tuple[Graph, dict[str, list[dict]], list[Judgement]]:
    """The graph and the facts export after these judgements, and those that had no effect."""
    given = given or papers()
    annotations, documents = [paper.annotation for paper in given], {paper.name: paper.document for paper in given}
    judgements = parse_judgements("\n".join(lines))
    resolution = identify(annotations, load(), judgements)
    reviewed = review(derive_facts(annotations, resolution.entities, documents, load()), judgements, resolution.moved)
    told = without_rejected(annotations, reviewed.graph)
    rows = export_rows(told, resolution.entities, reviewed.graph, documents, "")
    return reviewed.graph, rows, sorted((*resolution.idle, *reviewed.idle))


def facts(graph: Graph) -> set[tuple[str, str, str]]:
    """What the default graph would hold, without its labels."""
    return {
        (each.subject, each.property, each.value if isinstance(each.value, str) else each.value.lexical)
        for each in graph.statements
        if each.preferred
    }


def line(verb: str, what: str, other: str) -> str:
    return f"{verb} | {what} | {other} | {SIGNED}"


def flow_of(graph: Graph, value: str) -> str:
    (flow,) = {each[0] for each in facts(graph) if each[1:] == ("schema:amount", value)}
    return flow


# --- the file --------------------------------------------------------------------------------------------------


def test_a_line_is_read_and_written_again() -> None:
    text = "# ours\n\n  reject | pv 12.txt:16-29 | filon:partner <https://ex.org/id/org/x> | 2026-11-20 | A. Martin | only thanked\n"
    (judgement,) = parse_judgements(text, "https://ex.org/id/")
    assert judgement == Judgement(
        Verdict.REJECT, "pv 12.txt:16-29", "filon:partner org/x", "2026-11-20", "A. Martin", "only thanked"
    )
    assert judgement.line == 3
    assert (judgement.span, judgement.about, judgement.value) == (("pv 12.txt", 16, 29), "filon:partner", "org/x")
    assert parse_judgements(judgement.to_line()) == (judgement,)


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ("merge | org/a | org/b", "six fields"),
        (f"join | org/a | org/b | {SIGNED}", "join is no judgement"),
        (f" | org/a | org/b | {SIGNED}", "nothing is no judgement"),
        (f"merge | org/a | | {SIGNED}", "the with what is missing"),
        ("merge | org/a | org/b | 2026-11-20 | | seen", "the author is missing"),
        ("merge | org/a | org/b | 2026-11-20 | A. Martin | ", "the reason is missing"),
        ("merge | org/a | org/b | 20 novembre | A. Martin | seen", "20 novembre is no date"),
        (f"merge | org/a | org/a | {SIGNED}", "org/a is named twice"),
        (f"reject | org/a | everything | {SIGNED}", "everything is no property"),
        (f"confirm | org/a | * | {SIGNED}", "confirmed by its property"),
    ],
)
def test_a_line_that_is_no_judgement_is_named(wrong: str, why: str) -> None:
    with pytest.raises(UsageError, match=f"^ours.txt, line 3: .*{why}"):
        parse_judgements(f"# ours\n{line('differ', 'org/x', 'org/y')}\n{wrong}\n", name="ours.txt")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("merge", "org/a", "org/b"), ("differ", "org/b", "org/a")),
        (("rename", "org/a", "A"), ("rename", "org/a", "B")),
        (("reject", "org/a", "filon:siren 1"), ("confirm", "org/a", "filon:siren 1")),
    ],
)
def test_lines_that_contradict_each_other_are_named(one: tuple[str, str, str], other: tuple[str, str, str]) -> None:
    for first, second in ((one, other), (other, one)):
        with pytest.raises(UsageError, match="line 2 contradicts line 1"):
            parse_judgements(f"{line(*first)}\n{line(*second)}")


def test_the_same_said_by_two_people_is_no_contradiction() -> None:
    assert len(parse_judgements("\n".join([line("merge", "org/a", "org/b")] * 2))) == 2


def test_an_answer_is_added_at_the_end_of_the_file(tmp_path: Path) -> None:
    file = tmp_path / "ours.txt"
    one, other = parse_judgements(
        f"{line('merge', 'org/a', 'org/b')}\n{line('rename', 'org/a', 'A | B')[:-1]}h".replace(" | B", " / B")
    )
    append(file, one)
    file.write_text(file.read_text().rstrip("\n"))  # a person's editor left out the last line's end
    append(file, other)
    assert parse_judgements(file.read_text()) == (one, other)


# --- identity --------------------------------------------------------------------------------------------------


def test_a_merge_joins_and_the_first_iri_stays() -> None:
    before, _, _ = judged([])
    assert len({each[0] for each in facts(before) if each[1] == "schema:amount"}) == 3
    graph, rows, idle = judged([line("merge", "org/mission-locale-du-lac", "org/lac-emploi-formation")])
    assert not idle
    (entity,) = [each for each in graph.entities if each.iri == "org/mission-locale-du-lac"]
    assert entity.members == (("act.txt", 1), ("report.txt", 1), ("sub/list.txt", 1))
    assert WORK in {entity.label, *entity.alt_labels}
    assert "org/lac-emploi-formation" not in {each.iri for each in graph.entities}
    # one receiver: the act and the report tell one grant
    assert len({row["flow"] for row in rows["amounts"] if row["value"] == 75400}) == 1


def test_merges_chain_whatever_they_name_first_and_through_things_that_are_absent() -> None:
    text = [line("merge", "org/a", "org/b"), line("merge", "org/b", "org/c"), line("merge", "org/d", "org/c")]
    said = parse_judgements("\n".join(text))
    assert kept(said, {"org/a", "org/b", "org/c"}) == {"org/b": "org/a", "org/c": "org/a"}
    assert kept(said, {"org/a", "org/c"}) == {"org/c": "org/a"}
    assert kept(said, {"org/a", "org/b", "org/c", "org/d"}) == dict.fromkeys(("org/b", "org/c", "org/d"), "org/a")
    circle = parse_judgements(f"{line('merge', 'org/a', 'org/b')}\n{line('merge', 'org/b', 'org/a')}")
    assert kept(circle, {"org/a", "org/b"}) == {"org/b": "org/a"}


def test_a_split_takes_a_document_out_and_what_is_split_may_be_merged() -> None:
    split = line("split", "person/jeanne-martin", "sub/list.txt")
    graph, _, idle = judged([split])
    people = {each.iri: each.members for each in graph.entities if each.type is EntityType.PERSON}
    assert not idle
    assert people.pop("person/jeanne-martin") == (("act.txt", 3), ("report.txt", 3))
    ((other, members),) = people.items()
    assert members == (("sub/list.txt", 2),)
    graph, _, idle = judged([split, line("merge", "person/jeanne-martin", other)])
    assert not idle
    assert [len(each.members) for each in graph.entities if each.type is EntityType.PERSON] == [3]


def test_a_name_is_given_and_the_old_one_kept_the_iri_stays() -> None:
    graph, _, _ = judged([line("rename", "org/mission-locale-du-lac", "Mission locale Sud Jura")])
    (entity,) = [each for each in graph.entities if each.iri == "org/mission-locale-du-lac"]
    assert (entity.label, entity.alt_labels) == ("Mission locale Sud Jura", (LAKE,))


def test_two_types_are_not_joined() -> None:
    with pytest.raises(UsageError, match=r"line 1 joins things of two types: person/.* is a person, org/.* a org"):
        judged([line("merge", "org/mission-locale-du-lac", "person/jeanne-martin")])


def test_a_doubt_is_a_link_until_it_is_judged() -> None:
    given = [Paper("a.txt", "Palais des Congrès du Touquet"), Paper("b.txt", "Palais des Congrès")]
    for paper in given:
        paper.entity(paper.text, EntityType.ORG)
        paper.entity("Le Touquet-Paris-Plage", EntityType.PLACE, registry="commune:62826")
    graph, _, _ = judged([], given)
    links = {each for each in facts(graph) if each[1] == "filon:possiblySameAs"}
    assert links == {("org/palais-des-congres", "filon:possiblySameAs", "org/palais-des-congres-du-touquet")}
    (claim,) = [each for each in graph.statements if each.property == "filon:possiblySameAs"]
    assert {each.document for each in claim.evidence} == {"a.txt", "b.txt"}
    (entity,) = [each for each in graph.entities if each.doubts]
    assert [what for what, bits in entity.doubts[0].reasons if bits < 0] == [
        "only «Palais des Congrès du Touquet» has touquet"
    ]
    graph, _, _ = judged([line("differ", "org/palais-des-congres-du-touquet", "org/palais-des-congres")], given)
    assert not [each for each in facts(graph) if each[1] == "filon:possiblySameAs"]
    assert {each.iri for each in graph.entities} >= {"org/palais-des-congres", "org/palais-des-congres-du-touquet"}


def test_a_body_that_was_merged_into_another_is_its_own_and_says_so() -> None:
    paper = Paper("a.txt", "La Région Picardie, puis la Région Hauts-de-France, en Picardie.")
    paper.entity("Région Picardie")
    paper.entity("Région Hauts-de-France")
    paper.entity("Picardie", EntityType.PLACE, registry="region:22")
    graph, _, _ = judged([], [paper])
    assert {each for each in facts(graph) if each[1] == "dcterms:isReplacedBy"} == {
        ("org/region-picardie", "dcterms:isReplacedBy", "org/region-hauts-de-france"),
        ("territory/region/22", "dcterms:isReplacedBy", "territory/region/32"),
    }


# --- facts -----------------------------------------------------------------------------------------------------


def test_a_rejected_grant_leaves_the_facts_and_keeps_its_claims() -> None:
    before, _, _ = judged([])
    flow = flow_of(before, "9200")
    start = papers()[2].text.index("9 200 €")
    for what in (flow, f"sub/list.txt:{start}-{start + 7}"):
        graph, rows, idle = judged([line("reject", what, "*")])
        assert not idle
        assert not [each for each in facts(graph) if flow in each]
        assert evidence_of(graph) == evidence_of(before)
        assert [row["role"] for row in rows["amounts"]] == ["award", "award", "other"]
        assert rows["amounts"][2]["flow"] is None
        assert rows["amounts"][2]["funders"] == []


def test_one_telling_is_rejected_and_the_others_tell_the_flow() -> None:
    joined = line("merge", "org/mission-locale-du-lac", "org/lac-emploi-formation")
    before, _, _ = judged([joined])
    flow = flow_of(before, "75400")
    start = papers()[0].text.index("75 400 €")
    graph, rows, _ = judged([joined, line("reject", f"act.txt:{start}-{start + 8}", "*")])
    assert flow_of(graph, "75400") == flow
    assert [row["role"] for row in rows["amounts"]] == ["other", "award", "award"]
    (claim,) = [each for each in graph.statements if each.property == "schema:amount" and each.rejected]
    assert [each.document for each in claim.evidence] == ["act.txt"]


def test_a_relation_is_rejected_by_its_words_or_its_ends() -> None:
    text = papers()[0].text
    start = text.index(f"{LAKE}, partenaire")
    span = f"act.txt:{start}-{start + len(LAKE) + 12}"
    for what, said in (
        (span, "filon:partner org/mission-locale-du-lac"),
        (span, "*"),
        ("project/maison-du-lac", "filon:partner"),
    ):
        graph, rows, idle = judged([line("reject", what, said)])
        assert not idle
        assert not [each for each in facts(graph) if each[1] == "filon:partner"]
        assert rows["relations"] == []
        assert len(rows["amounts"]) == 3


def contradiction(value: str, other: str) -> Graph:
    said = {
        amount: Statement(
            "funding/x",
            "schema:amount",
            Literal(amount, "xsd:decimal"),
            (Evidence("a.txt", i, i + 1, 0.9, "test"),),
            i == 0,
        )
        for i, amount in enumerate((value, other))
    }
    conflict = Conflict("funding/x", "schema:amount", "conflict-amount", tuple(each.value for each in said.values()))
    return Graph(statements=tuple(said.values()), conflicts=(conflict,))


@pytest.mark.parametrize(
    "said", ["confirm | funding/x | schema:amount 180000.00", "reject | funding/x | schema:amount 182838"]
)
def test_a_person_settles_a_contradiction(said: str) -> None:
    reviewed = review(contradiction("182838", "180000"), parse_judgements(f"{said} | {SIGNED}"), {})
    assert facts(reviewed.graph) == {("funding/x", "schema:amount", "180000")}
    assert [each.settled for each in reviewed.graph.conflicts] == [True]
    assert len(reviewed.graph.statements) == 2


def test_a_fact_is_found_under_the_iri_that_a_merge_kept() -> None:
    joined = line("merge", "org/mission-locale-du-lac", "org/lac-emploi-formation")
    _, _, idle = judged([joined, line("reject", "org/lac-emploi-formation", "skos:altLabel Lac Emploi Formation")])
    assert not idle


def test_what_finds_nothing_to_judge_is_said() -> None:
    nothing = [
        line("merge", "org/mission-locale-du-lac", "org/nobody"),
        line("split", "org/lac-emploi-formation", "report.txt"),  # its only document
        line("differ", "org/mission-locale-du-lac", "org/nobody-else"),
        line("rename", "org/nobody", "Nobody"),
        line("reject", "funding/nothing", "*"),
        line("confirm", "org/mission-locale-du-lac", "schema:amount 1"),
    ]
    graph, rows, idle = judged(nothing)
    assert [each.line for each in sorted(idle, key=lambda each: each.line)] == [1, 2, 3, 4, 5, 6]
    assert (graph, rows) == judged([])[:2]


# --- laws ------------------------------------------------------------------------------------------------------

_POOL = (
    line("merge", "org/mission-locale-du-lac", "org/lac-emploi-formation"),
    line("merge", "org/lac-emploi-formation", "org/departement-du-jura"),
    line("differ", "org/mission-locale-du-lac", "org/departement-du-jura"),
    line("split", "org/mission-locale-du-lac", "sub/list.txt"),
    line("split", "person/jeanne-martin", "act.txt"),
    line("split", "person/jeanne-martin", "report.txt"),
    line("split", "org/departement-du-jura", "act.txt"),
    line("rename", "org/mission-locale-du-lac", "Mission locale Sud Jura"),
    line("rename", "project/maison-du-lac", "Maison du Grand Lac"),
    line("reject", "project/maison-du-lac", "filon:partner"),
    line("reject", "org/departement-du-jura", "skos:altLabel"),
    line("confirm", "project/maison-du-lac", "rdfs:label Maison du lac"),
    line("reject", f"sub/list.txt:{papers()[2].text.index('9 200')}-{papers()[2].text.index('9 200') + 7}", "*"),
)
_IDENTITY = tuple(each for each in _POOL if each.split(" | ")[0] in ("merge", "split", "differ"))
_LINES = st.lists(st.sampled_from(_POOL), unique=True, max_size=8)


def evidence_of(graph: Graph) -> set[tuple[str, int, int]]:
    return {(each.document, each.start, each.end) for said in graph.statements for each in said.evidence}


def members_of(graph: Graph) -> list[tuple[str, int]]:
    return sorted(member for each in graph.entities for member in each.members)


def quads_of(lines: list[str]) -> frozenset[str]:
    given = papers()
    graph = judged(lines, given)[0]
    sources = {paper.name: source_of(paper.document) for paper in given}
    texts = {paper.name: paper.text for paper in given}
    return frozenset(map(str, to_quads(graph, sources, texts.__getitem__)))


@settings(deadline=None, max_examples=40)
@given(_LINES, st.integers(0, 1000))
def test_any_order_of_judgements_gives_the_same_graph(lines: list[str], seed: int) -> None:
    shuffled = random.Random(seed).sample(lines, len(lines))  # noqa: S311 - an order, no secret
    assert judged(shuffled)[:2] == judged(lines)[:2]
    assert quads_of(shuffled) == quads_of(lines)


@settings(deadline=None, max_examples=40)
@given(_LINES)
def test_rejecting_and_confirming_removes_no_claim(lines: list[str]) -> None:
    identity = [each for each in lines if each in _IDENTITY]
    assert evidence_of(judged(lines)[0]) >= evidence_of(judged(identity)[0])


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(_IDENTITY), unique=True))
def test_merging_and_splitting_loses_no_claim(lines: list[str]) -> None:
    def told(rows: dict[str, list[dict]]) -> list[list[tuple]]:
        """What documents say, whatever things are called."""
        return [
            [(row["document"], row["start"], row["end"], row["type"]) for row in rows["mentions"]],
            [(row["document"], row["start"], row["end"], row["role"], row["value"]) for row in rows["amounts"]],
            [(row["document"], row["start"], row["end"], row["type"]) for row in rows["relations"]],
        ]

    before, before_rows, _ = judged([])
    graph, rows, _ = judged(lines)
    assert told(rows) == told(before_rows)
    assert members_of(graph) == members_of(before)
    amounts = {
        (said.document, said.start, said.end, each.value)
        for each in before.statements
        if each.property == "schema:amount"
        for said in each.evidence
    }
    assert amounts == {
        (said.document, said.start, said.end, each.value)
        for each in graph.statements
        if each.property == "schema:amount"
        for said in each.evidence
    }


# --- in a build ------------------------------------------------------------------------------------------------


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Readings in this process, by pattern; the value lists the names of what was read."""
    names: list[str] = []
    monkeypatch.setattr(reading, "_annotate", annotate_by_pattern)
    monkeypatch.setattr(workers, "_local", partial(read_here, names=names))
    return names


def graph_of(kg: Path) -> bytes:
    return b"".join(nquads(kg))


def test_judgements_are_replayed_without_reading_and_taken_back(quick: list[str], tmp_path: Path) -> None:
    folder, kg, file = write_texts(tmp_path / "documents", TEXTS), tmp_path / "kg", tmp_path / "ours.txt"
    build([folder], kg)
    before = graph_of(kg)
    quick.clear()
    joined = line("merge", "org/commune-de-poligny", "org/commune-d-arbois")
    file.write_text(f"{joined}\n{line('reject', 'org/nobody', '*')}\n")
    report = build([folder], kg, judgements=file)
    assert quick == []
    assert report.judgements == 2
    assert [each[:7] for each in report.idle_judgements] == ["line 2:"]
    assert read_report(kg).idle_judgements == report.idle_judgements
    after = graph_of(kg)
    assert b"/org/commune-d-arbois> <http://purl.org/dc/terms/isReplacedBy>" in after
    assert b'creator> "A. Martin"' in after
    assert {
        row["beneficiaries"][0].rpartition("/")[2] for row in read_facts(current_version(kg) / "facts")["amounts"]
    } == {"commune-de-poligny"}
    build([folder], kg)  # the file is known
    assert graph_of(kg) == after
    file.write_text("# nothing any more\n")
    build([folder], kg)
    assert graph_of(kg) == before


def test_the_same_judgements_give_the_same_graph_as_a_build_from_scratch(quick: list[str], tmp_path: Path) -> None:
    del quick
    folder, file = write_texts(tmp_path / "documents", TEXTS), tmp_path / "documents" / "judgements.txt"
    file.write_text(line("merge", "org/commune-de-poligny", "org/commune-d-arbois"))
    report = build([folder], tmp_path / "one", judgements=file)  # beside the documents, and none of them
    assert [document.name for document in report.documents] == ["a.txt", "c.txt", "sub/b.txt"]
    text = file.read_text()
    file.unlink()
    build([folder], tmp_path / "two")
    (tmp_path / "two" / "judgements.txt").write_text(text)
    build([folder], tmp_path / "two")  # the file in the graph's folder is found
    assert read_report(tmp_path / "two").judgements == 1
    assert graph_of(tmp_path / "one") == graph_of(tmp_path / "two")


def test_a_file_of_judgements_that_is_gone_or_wrong_stops_the_build(quick: list[str], tmp_path: Path) -> None:
    del quick
    folder, kg, file = write_texts(tmp_path / "documents", TEXTS), tmp_path / "kg", tmp_path / "ours.txt"
    with pytest.raises(UsageError, match="not there"):
        build([folder], kg, judgements=file)
    assert not kg.exists()
    file.write_text(line("merge", "org/commune-de-poligny", "org/commune-d-arbois"))
    build([folder], kg, judgements=file)
    before = graph_of(kg)
    file.write_text("merge org/a org/b")
    with pytest.raises(UsageError, match=r"ours\.txt, line 1"):
        build([folder], kg)
    file.unlink()
    with pytest.raises(UsageError, match="was built with, is not there"):
        build([folder], kg)
    assert graph_of(kg) == before


# --- the questions ---------------------------------------------------------------------------------------------


def test_what_is_unsure_is_asked_until_it_is_judged(
    quick: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    del quick
    folder, kg = write_texts(tmp_path / "documents", TEXTS), tmp_path / "kg"
    build([folder], kg)
    assert [*unsettled(kg, [], below=0.5)] == []
    first, second = unsettled(kg, [], below=0.95)
    assert first.sort is Sort.FACT
    assert first.told == "Conseil municipal de Dole → Commune de Poligny: 100 € (award)"
    ((name, passage),) = first.passages
    assert (name, passage.exact) == ("a.txt", "100 €")
    assert first.subject == f"a.txt:{TEXTS['a.txt'].index('100')}-{TEXTS['a.txt'].index('100') + 5}"
    answer = first.judge(holds=False, day="2026-11-20", author="A. Martin", reason="a price")
    assert [*unsettled(kg, [answer], below=0.95)] == [second]

    assert run(["judge", str(kg), "--below", "0.95"]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert listed[0].startswith("sort\tconfidence\twhat")
    assert [row.split("\t")[2] for row in listed[1:]] == [first.subject, second.subject]
    assert run(["judge", str(kg), "--below", "0.95", "--limit", "1", "--format", "json"]) == 0
    assert [each["told"] for each in json.loads(capsys.readouterr().out)] == [first.told]

    append(kg / "judgements.txt", answer)
    build([folder], kg)
    assert [row["role"] for row in read_facts(current_version(kg) / "facts")["amounts"]] == ["other", "award"]
    assert b"DeprecatedRank" in graph_of(kg)


def test_on_a_terminal_answers_become_lines_of_the_file(
    quick: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    del quick
    folder, kg, file = write_texts(tmp_path / "documents", TEXTS), tmp_path / "kg", tmp_path / "ours.txt"
    build([folder], kg)
    answers = iter(["n", "a price", "q"])
    monkeypatch.setattr("filon.cli.judging.Prompt.ask", lambda *_, **__: next(answers))
    walk(kg, file, author="A. Martin", below=0.95, limit=None, as_json=False, ask=True)
    shown = capsys.readouterr().out
    assert "« Le Conseil attribue 100 € à la commune de Poligny. »" in shown
    assert "1 of 2" in shown
    (judgement,) = parse_judgements(file.read_text())
    assert (judgement.verdict, judgement.object, judgement.author) == (Verdict.REJECT, "*", "A. Martin")
    assert file.read_text().startswith("# Judgements on a graph")
