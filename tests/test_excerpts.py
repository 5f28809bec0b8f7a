"""How much Filon reads of excerpts in the manners of many bodies, held against what a reader reads in them.

``excerpts/README.md`` says what they are; ``excerpts-read`` and ``excerpts-unread`` were written later, the last is not looked into while rules are
made. The floors are no goals: they only keep a change from losing what was won.
"""

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from filon.annotate import annotate, make_nlp
from filon.evaluate import evaluate, name_keys, read_gold, read_windows, to_plain
from filon.facts import derive_facts, export_rows
from filon.gazetteer import load as load_gazetteer
from filon.read.files import read_documents
from filon.resolve import resolve

HERE = Path(__file__).parent
SETS = ("excerpts", "excerpts-read", "excerpts-unread")
EXCERPTS = HERE / "excerpts"
WINDOWS = read_windows(EXCERPTS / "windows.json")
ROLES = {"award", "plan", "spend", "part", "cost", "other"}
TYPES = {"ORG", "PERSON", "PLACE", "PROJECT", "PROGRAMME"}
ENDS = {
    "signatory": ({"ORG"}, {"PROGRAMME"}),
    "holds_post": ({"PERSON"}, {"ORG"}),
    "member": ({"ORG", "PERSON"}, {"ORG"}),
    "partner": ({"ORG"}, {"PROJECT", "PROGRAMME"}),
    "owner": ({"ORG"}, {"PROJECT"}),
    "located": ({"PROJECT", "ORG", "PLACE"}, {"PLACE"}),
    "part_of": ({"PLACE", "PROJECT", "PROGRAMME"}, {"PLACE", "PROJECT", "PROGRAMME"}),
}


@pytest.fixture(scope="module")
def texts():
    return {name: (EXCERPTS / w["doc"]).read_bytes().decode("utf-8") for name, w in WINDOWS.items()}


@pytest.fixture(scope="module")
def gold():
    return list(read_gold(EXCERPTS / "gold.jsonl"))


@pytest.fixture(scope="module", params=SETS)
def measured(request):
    """The floors of a set of excerpts, and what the library reads in them, built together, scored as `filon evaluate` scores it."""
    folder = HERE / request.param
    documents = {document.name: document for document in read_documents(sorted(folder.glob("*.txt")))}
    annotations = list(annotate(make_nlp(), documents.values()))
    gazetteer = load_gazetteer()
    entities = resolve(annotations, gazetteer)
    graph = derive_facts(annotations, entities, documents, gazetteer)
    rows = export_rows(annotations, entities, graph, documents, "https://example.org/")
    measures = to_plain(evaluate(rows, list(read_gold(folder / "gold.jsonl")), read_windows(folder / "windows.json")))
    return json.loads((folder / "floors.json").read_text(encoding="utf-8"))["floors"], measures


def figure(measure):
    """The one number a floor is set for: F1, or the accuracy itself."""
    return measure["f1"] if isinstance(measure, dict) else measure


def table(floors, measures):
    return "\n".join(
        f"{name:<22}{figure(measures[name]) or 0:>7.3f}  floor {floor:.3f}" for name, floor in floors.items()
    )


def test_nothing_won_is_lost(measured):
    floors, measures = measured
    print(table(floors, measures))  # noqa: T201 - the table is what `pytest -s` is run for
    below = [name for name, floor in floors.items() if (figure(measures[name]) or 0) < floor]
    assert not below, f"below the floor: {below}\n{table(floors, measures)}"


def test_every_measure_has_its_floor(measured):
    floors, measures = measured
    assert measures.keys() == floors.keys()


@pytest.mark.parametrize("name", SETS)
def test_every_quote_of_every_set_stands_in_its_excerpt(name):
    windows = read_windows(HERE / name / "windows.json")
    texts = {key: (HERE / name / window["doc"]).read_bytes().decode("utf-8") for key, window in windows.items()}
    for record in read_gold(HERE / name / "gold.jsonl"):
        if record["layer"] == "relation":
            assert record.get("quote", "") in texts[record["window"]], record
        else:
            assert texts[record["window"]][record["start"] : record["end"]] == record["quote"], record


def test_every_excerpt_lies_in_one_window_that_covers_it(texts):
    assert [w["doc"] for w in WINDOWS.values()] == sorted(path.name for path in EXCERPTS.glob("*.txt"))
    assert all((w["start"], w["end"]) == (0, len(texts[name])) for name, w in WINDOWS.items())


def test_every_quote_stands_where_the_record_says(gold, texts):
    for record in gold:
        text, start = texts[record["window"]], -1
        for _ in range(record["nth"]):
            start = text.index(record["quote"], start + 1)
        assert (record["start"], record["end"]) == (start, start + len(record["quote"])), record


def test_no_two_mentions_and_no_two_amounts_overlap(gold):
    for layer in ("entity", "amount"):
        spans = sorted((r["window"], r["start"], r["end"]) for r in gold if r["layer"] == layer)
        for one, other in pairwise(spans):
            assert one[0] != other[0] or one[2] <= other[1], (one, other)


def test_amounts_say_who_pays_exactly_where_somebody_does(gold, texts):
    for record in (r for r in gold if r["layer"] == "amount"):
        assert record["role"] in ROLES
        if record["role"] in ("cost", "other"):
            assert not record["funder"], record
            assert not record["beneficiary"], record
        if record["role"] in ("award", "plan", "spend"):
            assert record["funder"], record
        if record["role"] == "spend":
            assert not record["beneficiary"], record
        assert record["purpose"] is None or record["purpose"] in texts[record["window"]], record


def test_every_party_is_named_in_its_excerpt(gold, texts):
    named = mentioned(gold)
    for record in (r for r in gold if r["layer"] == "amount"):
        for names in (*record["funder"], *record["beneficiary"]):
            known = any(key in named[record["window"]] for key in name_keys(names))
            # a collective («les communes») is no mention, but stands in the text as written
            assert known or names[0].casefold() in texts[record["window"]].casefold(), record


def test_every_relation_links_mentions_of_the_right_types(gold):
    named = mentioned(gold)
    for record in (r for r in gold if r["layer"] == "relation"):
        for names, allowed in zip((record["subject"], record["object"]), ENDS[record["type"]], strict=True):
            types = {kind for key in name_keys(names) for kind in named[record["window"]].get(key, ())}
            assert types & allowed, record
        assert bool(record.get("role")) == (record["type"] == "holds_post"), record


def test_no_relation_is_told_twice(gold):
    told = Counter((r["window"], r["type"], r["subject"][0], r["object"][0]) for r in gold if r["layer"] == "relation")
    assert max(told.values()) == 1


def mentioned(gold):
    """For each window, what types each name is mentioned with."""
    named = {name: {} for name in WINDOWS}
    for record in (r for r in gold if r["layer"] == "entity"):
        assert record["type"] in TYPES
        for key in name_keys(record["name"]):
            named[record["window"]].setdefault(key, set()).add(record["type"])
    return named
