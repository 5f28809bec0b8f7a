"""Confidence: a table of counted rates, put on every fact; and what a threshold leaves out."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from filon.archive import read_facts
from filon.build import build
from filon.cli.app import app
from filon.confidence import KINDS, Table, at_least, calibrated, estimate, read_table, rule_of, to_toml
from filon.errors import UsageError
from filon.model import (
    Amount,
    AmountRole,
    Annotation,
    Attribute,
    AttributeName,
    EntityType,
    Genre,
    LocalEntity,
    Mention,
    Part,
    Plan,
    Relation,
    RelationType,
)
from filon.report import read_report
from filon.store import current_version

TABLE = Table({"mention": 0.8, "amount": 0.6}, {"mention": {"sure": (0.95, 40), "unsure": (0.4, 9)}, "amount": {}})
ENTITIES = tuple(
    LocalEntity(EntityType.ORG, name) for name in ("Commune de Dole", "Commune de Lure", "Le Relais", "les communes")
)


def mention(entity, confidence, method="sure"):
    return Mention(entity * 10, entity * 10 + 5, entity, confidence, method)


def amount(start, confidence, **fields):
    return Amount(start, start + 3, Decimal(start), AmountRole.PLAN, confidence=confidence, **fields)


def relation(subject, other, confidence):
    return Relation(0, 5, RelationType.PARTNER, subject, other, confidence, "sure")


# --- the table ------------------------------------------------------------------------------------------------


def test_the_table_speaks_for_the_methods_it_knows():
    said = calibrated(
        Annotation("d", ENTITIES, mentions=(mention(0, 0.5), mention(1, 0.9, "unsure"), mention(2, 0.4, "new"))), TABLE
    )
    assert [one.confidence for one in said.mentions] == [0.95, 0.4, 0.6]  # half of 0.4 and half of the mean 0.8


def test_a_kind_that_was_never_judged_keeps_the_rules_word():
    assert calibrated(Annotation("d", relations=(relation(0, 1, 0.7),)), TABLE).relations[0].confidence == 0.7


def test_nothing_but_confidence_changes():
    annotation = Annotation(
        "d", ENTITIES, (mention(0, 0.5),), (amount(30, 0.3, funders=(1,)),), relations=(relation(0, 1, 0.7),)
    )
    said = calibrated(annotation, TABLE)
    back = replace(
        said,
        mentions=(replace(said.mentions[0], confidence=0.5),),
        amounts=(replace(said.amounts[0], confidence=0.3),),
    )
    assert back == annotation


def test_few_observations_stay_near_the_mean_and_many_leave_it():
    few = [("mention", "rare", f"d{at}", False) for at in range(2)]
    many = [("mention", "common", f"d{at}", True) for at in range(200)]
    table = estimate(few + many)
    rare, common = table.methods["mention"]["rare"][0], table.methods["mention"]["common"][0]
    assert table.means["mention"] == pytest.approx(200 / 202, abs=0.001)
    assert 0.5 < rare < table.means["mention"] < common <= 1


def test_one_document_counts_for_less_than_many():
    """Ten right facts of one document say less of a rule than ten of ten documents."""
    others = [("mention", "other", f"d{at}", at % 2 == 0) for at in range(100)]
    one = estimate(others + [("mention", "rule", "d0", True)] * 10).methods["mention"]["rule"]
    ten = estimate(others + [("mention", "rule", f"d{at}", True) for at in range(10)]).methods["mention"]["rule"]
    assert one[1] == ten[1] == 10
    assert one[0] < ten[0]


def test_an_amount_of_which_all_is_told_is_surer_than_one_without_receiver():
    """By the same rule; a rule that was never judged stands half on its own word, half on what was found."""
    told, untold = rule_of("award", 1, 1, "flow:x"), rule_of("award", 1, 0, "flow:x")
    judged = [("amount", told, f"d{at % 9}", True) for at in range(90)]
    judged += [("amount", untold, f"d{at % 9}", at % 3 > 0) for at in range(90)]
    table = estimate(judged)
    assert table.means["amount"] == pytest.approx(150 / 180, abs=0.001)  # each amount is counted once
    assert table.probability("amount", untold, 0.5) < table.means["amount"] < table.probability("amount", told, 0.5)
    new = table.probability("amount", rule_of("award", 1, 1, "flow:new"), 0.5)
    assert new == pytest.approx(0.25 + table.methods["amount"]["award funder beneficiary"][0] / 2, abs=0.001)


def test_the_rate_of_an_amount_is_by_what_was_found_of_it():
    table = Table({"amount": 0.8}, {"amount": {"cost": (0.9, 10), "cost > flow:x": (0.7, 3)}})
    plain = Annotation("d", amounts=(Amount(0, 3, Decimal(5), AmountRole.COST, confidence=0.5, method="flow:x"),))
    assert calibrated(plain, table).amounts[0].confidence == 0.7


JUDGED = st.lists(
    st.tuples(st.sampled_from(KINDS), st.sampled_from("abc"), st.sampled_from("xyz"), st.booleans()), min_size=1
)


@given(JUDGED, st.floats(0, 1), st.sampled_from(KINDS), st.sampled_from("abcd"))
def test_a_confidence_is_a_probability_and_the_same_each_time(judged, raw, kind, method):
    table = estimate(judged)
    said = table.probability(kind, method, raw)
    assert 0 <= said <= 1
    assert said == estimate(list(reversed(judged))).probability(kind, method, raw)


@given(JUDGED, st.sampled_from(KINDS), st.sampled_from("abc"))
def test_a_method_that_is_right_once_more_is_no_less_sure(judged, kind, method):
    """In a document of its own, with the kind's mean held by the rest."""
    before = estimate([*judged, (kind, method, "new", False)]).probability(kind, method, 0.5)
    after = estimate([*judged, (kind, method, "new", True)]).probability(kind, method, 0.5)
    assert after >= before


@given(st.floats(0, 1), st.floats(0, 1), st.sampled_from(KINDS))
def test_an_unknown_method_keeps_the_order_of_the_rules_words(one, other, kind):
    low, high = sorted((one, other))
    table = read_table()
    assert table.probability(kind, "?", low) <= table.probability(kind, "?", high)


def test_the_table_that_comes_with_filon_is_whole():
    table = read_table()
    assert set(table.means) == set(table.methods) == set(KINDS)
    for kind in KINDS:
        assert 0 < table.means[kind] < 1
        assert all(0 <= rate <= 1 and count > 0 for rate, count in table.methods[kind].values())


def test_a_table_comes_back_from_its_file(tmp_path, monkeypatch):
    table = estimate([("mention", 'a "quoted" rule', "d", True), ("amount", "flow:x", "d", False)])
    (tmp_path / "methods.toml").write_text(to_toml(table), encoding="utf-8")
    monkeypatch.setattr("filon.confidence.table.files", lambda _: tmp_path)
    read_table.cache_clear()
    try:
        assert read_table() == table
    finally:
        read_table.cache_clear()


# --- the threshold --------------------------------------------------------------------------------------------


def test_nothing_is_left_out_at_zero():
    annotation = Annotation("d", ENTITIES, (mention(0, 0.0),), (amount(30, 0.0),))
    assert at_least(annotation, 0).annotation is annotation


def test_what_is_as_sure_as_asked_stays():
    annotation = Annotation("d", ENTITIES[:1], (mention(0, 0.5),))
    assert at_least(annotation, 0.5).annotation is annotation
    assert at_least(annotation, 0.51).left_out == {"mentions": 1}


def test_indexes_follow_what_is_left():
    """Amounts 0 and 2 go, and with them entity 0, which only they and an unsure mention name."""
    annotation = Annotation(
        "d",
        ENTITIES,
        mentions=(mention(0, 0.2), mention(1, 0.9), mention(2, 0.9)),
        amounts=(
            amount(0, 0.1, funders=(0,)),
            amount(10, 0.9, funders=(1,), beneficiaries=(3, 2)),
            amount(20, 0.1, whole=1),
            amount(30, 0.9, whole=0, project=2),
            amount(40, 0.9, whole=1),
        ),
        plans=(Plan(0, 50, lines=(0, 1, 4), costs=(2, 3), total=2, owner=1), Plan(0, 9, lines=(0,))),
        relations=(relation(2, 1, 0.9), relation(0, 1, 0.3)),
        attributes=(Attribute(0, 5, 2, AttributeName.SIREN, "1", 0.9, "a"),),
        parts=(Part(0, 50, Genre.OTHER, issuer=1),),
    )
    selection = at_least(annotation, 0.5)
    left = selection.annotation
    assert selection.left_out == {"mentions": 1, "amounts": 2, "relations": 1}
    assert [entity.name for entity in left.entities] == ["Commune de Lure", "Le Relais", "les communes"]
    assert [one.entity for one in left.mentions] == [0, 1]
    assert [(one.start, one.funders, one.beneficiaries, one.whole, one.project) for one in left.amounts] == [
        (10, (0,), (2, 1), None, None),
        (30, (), (), None, 1),
        (40, (), (), 0, None),
    ]
    assert left.plans == (Plan(0, 50, lines=(0, 2), costs=(1,), total=None, owner=0),)
    assert [(one.subject, one.object) for one in left.relations] == [(1, 0)]
    assert left.attributes[0].subject == 1
    assert left.parts[0].issuer == 0


def test_an_entity_that_a_sure_fact_names_stays_without_its_mention():
    annotation = Annotation("d", ENTITIES[:2], (mention(0, 0.1), mention(1, 0.9)), relations=(relation(0, 1, 0.9),))
    left = at_least(annotation, 0.5).annotation
    assert left.entities == ENTITIES[:2]
    assert [one.entity for one in left.mentions] == [1]


# --- the build ------------------------------------------------------------------------------------------------


def test_a_build_leaves_out_what_is_unsure_counts_it_and_lets_it_in_again(examples, tmp_path):
    kg = tmp_path / "kg"
    whole = build([examples], kg)
    every = read_facts(current_version(kg) / "facts")
    part = build([examples], kg, min_confidence=0.85)
    some = read_facts(current_version(kg) / "facts")
    assert part.new == 0  # the threshold is no part of the reading
    assert whole.left_out == {}
    for layer in ("mentions", "amounts", "relations"):
        assert all(row["confidence"] >= 0.85 for row in some[layer])
        unsure = [row for row in every[layer] if row["confidence"] < 0.85]
        assert len(some[layer]) == len(every[layer]) - len(unsure)
    assert part.left_out["amounts"] > 0
    assert read_report(kg).left_out == part.left_out
    build([examples], kg)
    assert read_facts(current_version(kg) / "facts") == every


@pytest.mark.parametrize("minimum", [-0.1, 1.1, float("nan")])
def test_a_threshold_that_is_no_confidence_is_named(examples, tmp_path, minimum):
    with pytest.raises(UsageError, match="from 0 to 1"):
        build([examples], tmp_path / "kg", min_confidence=minimum)
    assert not (tmp_path / "kg").exists()


def test_the_command_line_says_what_was_left_out(examples, tmp_path):
    kg = tmp_path / "kg"
    runner = CliRunner()
    assert runner.invoke(app, ["build", str(examples), "--to", str(kg), "--min-confidence", "0.85"]).exit_code == 0
    said = runner.invoke(app, ["report", str(kg)]).stdout
    assert "Left out, less sure than 0.85:" in said
    assert "amount" in said.partition("Left out")[2]
