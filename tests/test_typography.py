"""Typography says nothing: however a text was printed and taken out of its file, the same facts come out of it.

Each scar is laid on every golden case and example; what is said before and after must be equal. Offsets are looked at too: every quote is
the document's own characters.
"""

import re
import textwrap
import unicodedata
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expectations import say
from filon.typography import regular
from test_metamorphic import told

HERE = Path(__file__).parent
TEXTS = [*sorted((HERE / "golden").glob("[!_]*/document.txt")), *sorted((HERE.parent / "examples").glob("*.txt"))]


def curved(text):
    return text.replace("'", "’")


def straight(text):
    return text.replace("’", "'")


def unbreakable(text):
    text = re.sub(r"(?<=\d) (?=\d{3}\b)", "\u202f", text)
    return re.sub(r"(?<=[«]) | (?=[»:;?!€%])", "\xa0", text)


def doubled(text):
    return re.sub(r"(?<=[a-zé,]) (?=[a-z])", "  ", text)


def windows(text):
    return text.replace("\n", "\r\n")


def decomposed(text):
    return unicodedata.normalize("NFD", text)


def hyphenated(text):
    """One long word of nine is parted by a line end."""
    count = 0

    def part(word):
        nonlocal count
        count += 1
        return word[0] if count % 9 else f"{word[1]}-\n{word[2]}"

    return re.sub(r"(?<=[a-zé] )([a-zé]{4,6})([a-zé]{4,})(?= [a-zé])", part, text)


def wrapped(text):
    """Lines of prose broken at the width of a page; a table that ran together on one line is no prose."""
    lines = text.split("\n")
    wide = [len(line) > 100 and not re.search(r"[\t|]|^\d+$|(?:\d,\d\d .*){4}", line) for line in lines]
    return "\n".join(
        textwrap.fill(line, 88, break_long_words=False, break_on_hyphens=False) if is_wide else line
        for line, is_wide in zip(lines, wide, strict=True)
    )


SCARS = (curved, straight, unbreakable, doubled, windows, decomposed, hyphenated, wrapped)


@cache
def before(path):
    return told(say(path), lambda name: name)


@pytest.mark.parametrize("scar", SCARS, ids=lambda scar: scar.__name__)
def test_a_scar_changes_no_fact(scar, tmp_path):
    wrong = []
    for path in TEXTS:
        text = path.read_text(encoding="utf-8")
        scarred = scar(text)
        if scarred == text:
            continue
        other = tmp_path / path.name
        other.write_bytes(scarred.encode())
        said = say(other)
        for row in (*said.amounts, *said.mentions, *said.relations):
            assert row["text"] == scarred[row["start"] : row["end"]]
        after = told(said, lambda name: name)
        wrong += [
            (f"{path.parent.name}/{path.name}", layer, lost, new)
            for layer, facts in before(path).items()
            if (lost := facts - after[layer]) | (new := after[layer] - facts)
        ]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("l’aide de 1\u202f000\xa0€", "l'aide de 1 000 €"),
        ("une\r\nligne\rdeux", "une\nligne\ndeux"),
        ("e\u0301te\u0301", "été"),
        ("la subven-\ntion du Pas-\nde-Calais", "la subvention du Pas-de-Calais"),
        ("ci-\naprès à Saint-\nOmer en 2021-\n2023", "ci-après à Saint-Omer en 2021-2023"),
        ("ce pro-\n\njet de restaura-\n\nPage 1/2\n\ntion", "ce projet de restauration"),
        ("- un\n\n- deux-\n\n- Trois", "- un\n\n- deux-\n\n- Trois"),
        ("sub\xadven\xad\ntion", "subvention"),
        ("deux  mots   colonne", "deux mots   colonne"),  # three blanks part two columns
        ("- un point\n- un autre", "- un point\n- un autre"),
    ],
)
def test_the_regular_form_is_what_a_reader_reads(text, expected):
    assert regular(text).text == expected


SCARRED = st.text(alphabet="ab e\u0301'’-\n\r\xad  \xa0é12€", max_size=40)


@given(SCARRED)
def test_every_stretch_leads_back_to_characters_that_read_the_same(text):
    form = regular(text)
    assert form.start(0) == 0 or regular(text[: form.start(0)]).text == ""
    for start in range(len(form.text)):
        here = form.text[start]
        there = text[form.start(start) : form.end(start + 1)]
        assert form.start(start) < form.end(start + 1) <= len(text)
        assert regular(there).text == here or len(there) > 1, (here, there)


@given(SCARRED)
def test_the_regular_form_of_a_regular_form_is_itself_and_places_go_both_ways(text):
    form = regular(text)
    assert form.inside(len(text)) == len(form.text)
    places = [form.inside(place) for place in range(len(text) + 1)]
    assert places == sorted(places)
    for offset in range(len(form.text) + 1):
        assert form.inside(form.end(offset)) == offset or form.end(offset) == form.end(
            offset + 1 if offset < len(form.text) else offset
        )


def test_amounts_and_names_keep_the_characters_of_the_document(tmp_path):
    text = "La commune de Saint-\r\nFlour reçoit du Dépar-\r\ntement du Cantal 12\xa0500\xa0€.\r\n"
    path = tmp_path / "scars.txt"
    path.write_bytes(text.encode())
    said = say(path)
    (row,) = said.amounts
    assert row["text"] == "12\xa0500\xa0€"
    assert [said.label(iri) for iri in row["funders"]] == ["Département du Cantal"]
    assert Counter(row["text"] for row in said.mentions) == Counter(
        ["commune de Saint-\r\nFlour", "Dépar-\r\ntement du Cantal"]
    )
