"""Each folder of ``golden/`` is a short text and what it says, by one rule of the annotation guidelines (its ``why``)."""

from pathlib import Path

import pytest

from expectations import failures, load, say

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
