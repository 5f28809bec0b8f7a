"""Each folder of ``golden/`` is a short text and what it says, by one rule of the annotation guidelines (its ``why``)."""

from collections import Counter
from pathlib import Path

import pytest

from expectations import GENRES, failures, load, say

GOLDEN = Path(__file__).parent / "golden"
CASES = sorted(path.parent for path in GOLDEN.glob("[!_]*/expected.json"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_text_says_what_its_rule_says(case):
    expected = load(case / "expected.json")
    assert not failures(expected, say(case / "document.txt")), expected["why"]


def test_every_case_states_its_rule_and_proves_something():
    for path in GOLDEN.glob("**/expected.json"):
        expected = load(path)
        assert expected["why"].endswith("."), path
        assert any(expected.get(layer) for layer in ("amounts", "mentions", "relations")) or expected["closed"], path


def test_every_case_names_a_genre():
    other = [
        f"{path.parent.name}: {genre!r}"
        for path in sorted(GOLDEN.glob("**/expected.json"))
        if (genre := load(path).get("genre")) not in GENRES
    ]
    assert not other, f"«genre» is one of {sorted(GENRES)}"


def test_each_genre_has_ten_cases_that_run():
    cases = Counter(load(case / "expected.json").get("genre") for case in CASES)
    assert not {genre: cases[genre] for genre in GENRES if cases[genre] < 10}
