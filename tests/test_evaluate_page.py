"""What the evaluation says beside its measures: misses by kind, confidence against truth, the page."""

import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filon.archive import write_facts
from filon.evaluate import (
    Judged,
    Reliability,
    align,
    by_document,
    counts,
    judged,
    measure,
    misses,
    page,
    read_gold,
    read_windows,
    reliability,
    to_plain,
)
from filon.evaluate.calibration import Bin
from filon.evaluate.marks import Mark, marked
from gold_rows import AVION, LENS, PARC, WINDOWS, found_amount, gold_amount, scorer, spoiled


def aligned(gold, windows=WINDOWS, **rows):
    facts = {"entities": [LENS, AVION, PARC], "mentions": [], "amounts": [], "relations": [], **rows}
    return align(facts, gold, windows)


def gold_mention(start, end, kind, name):
    return {
        "layer": "entity",
        "window": "w",
        "quote": "…",
        "type": kind,
        "name": [name],
        "start": start,
        "end": end,
    }


def found_mention(start, end, kind, **fields):
    return {"document": "d.txt", "start": start, "end": end, "type": kind, "entity": "org/lens", **fields}


# --- misses ---------------------------------------------------------------------------------------------------


def test_each_fault_of_an_amount_is_named():
    gold = [
        gold_amount(0),
        gold_amount(10),
        gold_amount(20, period="2024", purpose="la salle des fêtes"),
        gold_amount(30),
        gold_amount(40, role="cost", funder=[], beneficiary=[]),
    ]
    found = [
        found_amount(10, value=7.0),
        found_amount(20, funders=["org/avion"], period="2023", purpose="la salle des fêtes"),
        found_amount(30, role="plan"),
        found_amount(40, role="award"),
        found_amount(60),
    ]
    assert {kind: types.total() for kind, types in counts(aligned(gold, amounts=found)).items()} == {
        "amount missed": 1,
        "amount value wrong": 1,
        "amount funder wrong": 1,
        "amount period wrong": 1,
        "amount role wrong": 2,
        "amount invented": 1,
    }


def test_a_mention_of_another_type_on_the_same_words_is_a_wrong_type():
    alignment = aligned(
        [gold_mention(0, 4, "ORG", "Lens"), gold_mention(20, 24, "PLACE", "Avion")],
        mentions=[found_mention(0, 4, "PLACE"), found_mention(50, 54, "ORG")],
    )
    assert Counter((miss.kind, miss.type) for miss in misses(alignment)) == Counter(
        [("typed PLACE", "ORG"), ("missed", "PLACE"), ("invented", "PLACE"), ("invented", "ORG")]
    )


@pytest.mark.parametrize("seed", range(3))
def test_misses_and_documents_are_those_of_the_scorer(shared, tmp_path, seed):
    gold_path, windows_path = shared / "gold" / "dev.jsonl", shared / "gold" / "windows.json"
    gold, windows = read_gold(gold_path), read_windows(windows_path)
    facts = spoiled(gold, windows, seed)
    write_facts(tmp_path, facts)
    shown = []
    score = scorer(shared)
    score(tmp_path, gold_path, windows_path, shown)
    alignment = align(facts, gold, windows)
    ours = counts(alignment)
    layers = {"value wrong": "amount", "funder wrong": "amount", "beneficiary wrong": "amount"}
    theirs = Counter(
        f"{layers[miss['kind']]} {miss['kind']}" if miss["kind"] in layers else miss["kind"] for miss in shown
    )
    typed = sum(types.total() for kind, types in ours.items() if kind.startswith("mention typed"))
    named = {kind: types.total() for kind, types in ours.items() if kind in theirs}
    assert {**named, "mention missed": named["mention missed"] + typed} == theirs
    for document, part in by_document(alignment, windows).items():
        assert to_plain(part) == score(tmp_path, gold_path, windows_path, None, {document})


# --- confidence -----------------------------------------------------------------------------------------------


def test_the_calibration_error_is_the_mean_gap():
    facts = [Judged("relation", "d", at, "m", 0.8, at < 5) for at in range(10)]
    facts += [Judged("relation", "d", at, "m", 0.35, at < 4) for at in range(10)]
    curve = reliability(facts)["relation"]
    assert [step.count for step in curve.bins] == [10, 10]
    assert curve.error == pytest.approx((0.3 + 0.05) / 2)


def test_certain_facts_have_a_bin_and_nothing_has_no_curve():
    assert reliability([Judged("mention", "d", 0, "m", 1.0, right=True)]) == {
        "mention": Reliability("mention", (Bin(1, 1.0, 1.0),))
    }
    assert reliability([]) == {}


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=50))
def test_a_calibration_error_is_a_share(facts):
    curve = reliability([Judged("amount", "d", 0, "m", sure, right) for sure, right in facts])["amount"]
    assert 0 <= curve.error <= 1
    assert curve.count == len(facts)


def test_an_amount_is_right_for_calibration_when_its_flow_is_whole():
    alignment = aligned(
        [gold_amount(0), gold_amount(10, purpose="la halle"), gold_amount(20)],
        amounts=[
            found_amount(0, confidence=0.9, method="a", beneficiaries=[]),
            found_amount(10, confidence=0.8, method="b"),
            found_amount(20),
        ],
    )
    assert [(fact.method, fact.right) for fact in judged(alignment)] == [
        ("award funder > a", False),
        ("award funder beneficiary > b", True),
    ]


def test_a_relation_said_twice_is_judged_twice_and_counted_once():
    gold = {
        "layer": "relation",
        "window": "w",
        "quote": "…",
        "type": "owner",
        "subject": ["Lens"],
        "object": ["Parc des Îles"],
    }
    row = {"document": "d.txt", "start": 5, "end": 9, "type": "owner", "subject": "org/lens", "object": "project/parc"}
    rows = [{**row, "confidence": 0.7, "method": "a"}, {**row, "start": 50, "confidence": 0.6, "method": "b"}]
    alignment = aligned([gold], relations=rows)
    assert [fact.right for fact in judged(alignment)] == [True, True]
    assert measure(alignment)["relation"].found == 1


# --- the page -------------------------------------------------------------------------------------------------

TEXT = "Lens <b>verse</b> 100 € à Avion & au Parc des Îles en 2024.".ljust(100)


class Tags(HTMLParser):
    """The tags and the text of a page; fails where one is closed that was not opened."""

    def __init__(self):
        super().__init__()
        self.open, self.attributes, self.texts = [], [], []

    def handle_starttag(self, tag, attrs):
        self.attributes += attrs
        if tag not in ("meta", "input", "br", "line", "polyline"):
            self.open.append(tag)

    def handle_startendtag(self, _tag, attrs):
        self.attributes += attrs

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.texts.append(data)


@pytest.fixture
def html():
    at = TEXT.index("100 €")
    alignment = aligned(
        [
            gold_mention(0, 4, "ORG", "Lens"),
            gold_mention(TEXT.index("Avion"), TEXT.index("Avion") + 5, "ORG", "Avion"),
            gold_amount(at, purpose="<script>"),
        ],
        mentions=[
            found_mention(0, 4, "ORG", confidence=0.9, method="rule"),
            found_mention(TEXT.index("Parc"), TEXT.index("Parc") + 4, "PROJECT", confidence=0.5, method="rule"),
        ],
        amounts=[found_amount(at, beneficiaries=[], confidence=0.6, method="rule")],
    )
    return page(alignment, WINDOWS, {"d.txt": TEXT}, title="a <title>")


def test_the_page_is_well_formed_and_asks_for_nothing(html):
    tags = Tags()
    tags.feed(html)
    assert tags.open == []
    assert not re.search(r"https?://|<script|<link|@import|url\(", html)
    assert all(value.startswith("#") for name, value in tags.attributes if name in ("href", "src"))
    ids = [value for name, value in tags.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    assert {value[1:] for name, value in tags.attributes if name == "href"} <= set(ids)


def test_the_page_shows_the_text_twice_and_escaped(html):
    tags = Tags()
    tags.feed(html)
    assert "<b>verse" not in html
    assert html.count("&lt;b&gt;verse&lt;/b&gt;") == 2
    assert "".join(tags.texts).count(TEXT) == 2


def test_the_page_marks_what_is_missed_invented_and_wrong(html):
    gold, found = html.split('class="side found"')
    assert re.search(r'class="m ORG missed first"[^>]*>Avion<', gold)
    assert not re.search(r'class="m[^"]*"[^>]*>Avion<', found)
    assert re.search(r'class="m PROJECT invented first"[^>]*>Parc<', found)
    assert re.search(r'class="m ORG right first"[^>]*>Lens<', found)
    assert 'class="card wrong"' in found


@given(
    st.text(alphabet="ab<&\n\"'é", max_size=30),
    st.lists(st.tuples(st.integers(-5, 35), st.integers(-5, 35)), max_size=6),
)
def test_marks_never_change_the_text(text, spans):
    tags = Tags()
    marks = [Mark(start, end, "m", '"<') for start, end in spans]
    tags.feed(f"<p>{marked(text, marks)}</p>")
    assert tags.open == []
    assert "".join(tags.texts) == text


def test_crossing_marks_are_cut_where_they_cross():
    assert marked("abcd", [Mark(0, 3, "x", "X"), Mark(2, 4, "y", "Y")]) == (
        '<span class="x first" title="X">ab</span><span class="x y first" title="X · Y">c</span>'
        '<span class="y" title="Y">d</span>'
    )
