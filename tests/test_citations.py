"""Acts that a text cites, and the day that it gives them."""

import pytest

from filon.facts.citations import find_citations


@pytest.mark.parametrize(
    ("text", "number", "date"),
    [
        ("Vu la délibération n°2023-31 du 27 mars 2023 ;", "2023-31", "2023-03-27"),
        (
            "autorisé par délibération n° 2024-12 de la Commission permanente en date du 1er juillet 2024,",
            "2024-12",
            "2024-07-01",
        ),
        ("Vu la délibération du conseil municipal n° D45 du 03/02/2021", "D45", "2021-02-03"),
        ("la délibération n°2023-31\nen date du 27 mars 2023", "2023-31", "2023-03-27"),
        ("la délibération n°2023-31, transmise au contrôle de légalité", "2023-31", None),
        ("la délibération n°2023-31 ; vu le rapport du 4 mai 2023", "2023-31", None),
    ],
)
def test_number_and_day(text, number, date):
    (citation,) = find_citations(text)
    assert (citation.number, citation.date) == (number, date)
    assert text[citation.start : citation.end].lower().startswith("délibération")
    assert text[citation.start : citation.end].endswith(
        ("2023-31", "D45") if date is None else ("2023", "2024", "2021")
    )


def test_a_day_without_a_number_cites_no_act():
    assert find_citations("par délibération du 27 mars 2023, le conseil a décidé") == ()
