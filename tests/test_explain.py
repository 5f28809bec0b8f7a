"""Explanations: the passage around the evidence, and what the graph says of a thing."""

import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filon.build import build, reading, workers
from filon.errors import StoreError, UsageError
from filon.explain import explain, sentence
from pattern_reader import annotate_by_pattern, write_texts

TEXTS = {
    "a.txt": "Préambule. Le Conseil attribue 100 € à la commune de Poligny. Suite.\n",
    "b.txt": "Rappel : le Conseil a attribué 100 € à la commune de Poligny\n\nAutre paragraphe.\n",
}


@pytest.fixture(scope="module")
def kg(tmp_path_factory):
    place = tmp_path_factory.mktemp("explain")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "_annotate", annotate_by_pattern)
        patch.setattr(workers, "_local", lambda tasks, _: map(reading.read_task, list(tasks)))
        build([write_texts(place / "documents", TEXTS)], place / "kg")
    return place / "kg"


def around(text, quote):
    start = text.index(quote)
    left, right = sentence(text, start, start + len(quote))
    return text[left:right]


@pytest.mark.parametrize(
    ("text", "quote", "expected"),
    [
        ("Un. Le Conseil verse 5 €. Fin.", "5 €", "Le Conseil verse 5 €."),
        ("Un titre\n\nLe Conseil verse 5 €\n\nFin", "5 €", "Le Conseil verse 5 €"),
        ("Il verse :\n- à Ney 5 € ;\n- à Dole 6 €.", "5 €", "- à Ney 5 € ;"),
        ("Nom\tMontant\nNey\t5,00\nDole\t6,00\n", "5,00", "Ney\t5,00"),
        ("5 €", "5 €", "5 €"),
        ("n° 3. art. 4 verse 5 €", "5 €", "n° 3. art. 4 verse 5 €"),
    ],
)
def test_the_passage_is_the_sentence_the_item_or_the_row(text, quote, expected):
    assert around(text, quote) == expected


@given(st.text(alphabet="aA .\n\t-;€", max_size=900), st.data())
def test_a_passage_holds_its_evidence_and_stays_near(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    left, right = sentence(text, start, end)
    assert max(0, start - 220) <= left <= start <= end <= right <= min(len(text), end + 220)


def test_every_passage_is_the_documents_own_characters(kg):
    found = explain(kg, "org/commune-de-poligny")
    passages = [passage for said in found.said for passage in said.passages]
    assert {passage.document for passage in passages} == set(TEXTS)
    for passage in passages:
        text = TEXTS[passage.document]
        assert text[passage.start : passage.end] == passage.exact
        assert passage.before + passage.exact + passage.after in text


def test_a_thing_is_told_by_its_names_first_and_by_what_points_at_it(kg):
    found = explain(kg, "org/commune-de-poligny")
    assert found.label == "Commune de Poligny"
    assert found.said[0].property == "rdfs:label"
    assert [pointer.property for pointer in found.pointers] == ["filon:beneficiary"] * found.pointed
    funding = explain(kg, found.pointers[0].subject)
    assert {said.value for said in funding.said if said.property == "schema:amount"} == {"100"}


@pytest.mark.parametrize("iri", ["<https://w3id.org/filon/id/org/commune-de-poligny>", " org/commune-de-poligny "])
def test_an_iri_may_be_whole_or_short(kg, iri):
    assert explain(kg, iri).iri == "org/commune-de-poligny"


@pytest.mark.parametrize("iri", ["", "a b", 'x"y', "<>", "{x}"])
def test_what_is_no_iri_is_wrong_use(kg, iri):
    with pytest.raises(UsageError, match="is not an IRI"):
        explain(kg, iri)


def test_an_unknown_thing_names_the_nearest_ones(kg):
    with pytest.raises(UsageError, match=r"did you mean org/commune-de-poligny"):
        explain(kg, "org/commune-de-poligni")
    with pytest.raises(UsageError, match=r"filon query"):
        explain(kg, "zzz")


def test_a_text_that_was_changed_is_not_quoted(kg, tmp_path):
    shutil.copytree(kg, tmp_path / "kg")
    for path in (tmp_path / "kg" / "texts").iterdir():
        path.write_text("autre chose")
    with pytest.raises(StoreError, match="was changed"):
        explain(tmp_path / "kg", "org/commune-de-poligny")
