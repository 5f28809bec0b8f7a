"""The evaluation counts what can be traced by hand, and gives the numbers of the gold's own scorer."""

import json

import pytest

from filon.archive import write_facts
from filon.errors import UsageError
from filon.evaluate import evaluate, name_keys, normal_name, read_gold, read_windows, to_plain
from gold_rows import AVION, LENS, PARC, WINDOWS, found_amount, gold_amount, scorer, spoiled


def scored(gold, **rows):
    facts = {"entities": [LENS, AVION, PARC], "mentions": [], "amounts": [], "relations": [], **rows}
    return evaluate(facts, gold, WINDOWS)


@pytest.mark.parametrize(
    ("name", "normal"),
    [
        ("L'État", "etat"),
        ("commune d'Avion", "avion"),
        ("Ville de  Lens", "lens"),
        ("la Région", "region"),
        ("d'Été-1", "ete 1"),
    ],
)
def test_names_are_compared_without_what_does_not_matter(name, normal):
    assert normal_name(name) == normal


def test_empty_names_are_no_keys():
    assert name_keys(["", None, "…", "Lens"]) == {"lens"}


def test_a_whole_flow_needs_value_role_and_both_parties():
    result = scored(
        [gold_amount(0), gold_amount(10), gold_amount(20), gold_amount(30, role="cost", funder=[], beneficiary=[])],
        amounts=[found_amount(0), found_amount(10, value=101.0), found_amount(20, beneficiaries=[]), found_amount(50)],
    )
    assert (result["amount"].right, result["amount"].found, result["amount"].gold) == (2, 4, 4)
    assert (result["flow detected"].right, result["flow detected"].found, result["flow detected"].gold) == (2, 4, 3)
    assert (result["funder"].right, result["funder"].found, result["funder"].gold) == (2, 2, 2)
    assert (result["beneficiary"].right, result["beneficiary"].found, result["beneficiary"].gold) == (1, 1, 2)
    assert result["whole flow"].right == 1
    assert result["period accuracy"] is None


def test_what_starts_outside_every_window_is_not_scored():
    assert scored([gold_amount(0)], amounts=[found_amount(0), found_amount(100)])["amount"].found == 1


def test_one_found_mention_serves_one_gold_mention_and_the_type_counts():
    def gold(start, kind):
        return {
            "layer": "entity",
            "window": "w",
            "quote": "Lens",
            "type": kind,
            "name": ["Lens"],
            "start": start,
            "end": start + 4,
        }

    def found(start, kind):
        return {"document": "d.txt", "start": start, "end": start + 4, "type": kind, "entity": "org/lens"}

    result = scored([gold(0, "ORG"), gold(2, "ORG"), gold(20, "PLACE")], mentions=[found(0, "ORG"), found(20, "ORG")])
    assert (result["mention"].right, result["mention"].found, result["mention"].gold) == (1, 2, 3)
    assert result["mention exact"].right == 1
    assert result["mention PLACE"].gold == 1


def test_resolution_punishes_a_merge_and_a_split():
    def gold(start, name):
        return {
            "layer": "entity",
            "window": "w",
            "quote": "x",
            "type": "ORG",
            "name": [name],
            "start": start,
            "end": start + 1,
        }

    def found(start, iri):
        return {"document": "d.txt", "start": start, "end": start + 1, "type": "ORG", "entity": iri}

    names = [gold(0, "A"), gold(1, "A"), gold(2, "B"), gold(3, "B")]
    merged = scored(names, mentions=[found(at, "one") for at in range(4)])["resolution B3"]
    assert (merged.precision, merged.recall) == (0.5, 1.0)
    split = scored(names, mentions=[found(at, str(at)) for at in range(4)])["resolution B3"]
    assert (split.precision, split.recall) == (1.0, 0.5)


def test_relations_are_distinct_triples_and_attendance_is_left_out():
    gold = {
        "layer": "relation",
        "window": "w",
        "quote": "…",
        "type": "owner",
        "subject": ["Lens"],
        "object": ["Parc des Iles"],
    }
    row = {"document": "d.txt", "start": 5, "end": 9, "type": "owner", "subject": "org/lens", "object": "project/parc"}
    person = {"iri": "person/x", "type": "PERSON", "label": "X"}
    attends = {**row, "type": "member", "subject": "person/x", "object": "org/lens"}
    result = scored([gold], relations=[row, {**row, "start": 40}, attends], entities=[LENS, PARC, person])
    assert (result["relation"].right, result["relation"].found, result["relation"].gold) == (1, 1, 1)


def test_a_gold_record_of_an_unknown_window_is_named():
    with pytest.raises(UsageError, match="'v'"):
        scored([gold_amount(0, window="v")])


def test_a_broken_gold_line_is_named(tmp_path):
    path = tmp_path / "gold.jsonl"
    path.write_text('{"layer": "amount", "window": "w", "quote": "1 €"}\n{"layer"\n', encoding="utf-8")
    with pytest.raises(UsageError, match="line 2"):
        read_gold(path)


def test_a_missing_windows_file_is_named(tmp_path):
    with pytest.raises(UsageError, match=r"none\.json"):
        read_windows(tmp_path / "none.json")


@pytest.mark.parametrize("seed", range(6))
def test_the_numbers_are_those_of_the_scorer(shared, tmp_path, seed):
    """Facts made of the gold itself, spoiled at random, get the same score from both programs."""
    name = ("dev", "other")[seed % 2]
    gold_path = shared / "gold" / f"{name}.jsonl"
    windows_path = shared / "gold" / ("windows.json" if name == "dev" else "other-windows.json")
    gold, windows = read_gold(gold_path), read_windows(windows_path)
    facts = spoiled(gold, windows, seed)
    write_facts(tmp_path, facts)
    expected = scorer(shared)(tmp_path, gold_path, windows_path)
    ours = to_plain(evaluate(facts, gold, windows))
    assert ours == expected
    assert json.dumps(ours)
