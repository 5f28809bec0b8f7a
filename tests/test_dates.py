"""Where dates and years stand, and what they mean."""

import pytest

from filon.annotate import layers, make_nlp
from filon.model import Document

NLP = make_nlp(components=["filon_dates"])


def read(text):
    doc = layers.prepare(NLP.make_doc(text), Document("essai.txt", text, ""))
    for _, component in NLP.pipeline:
        doc = component(doc)
    return [
        (span.text, plain["kind"], plain["value"]) for span, plain in zip(doc.spans["dates"], doc._.dates, strict=True)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("du 1^{er} janvier 2023 au 31 décembre 2023", [("1^{er} janvier 2023 au 31 décembre 2023", "period", "2023")]),
        ("du 1er mai au 30 juin 2023", [("1er mai au 30 juin 2023", "period", "2023")]),
        ("(période du 01/11/2025 au 31/12/2026)", [("01/11/2025 au 31/12/2026", "period", "2025-2026")]),
        ("le 24 juin 2019", [("24 juin 2019", "date", "2019-06-24")]),
        ("entre 2017 et 2020", [("2017 et 2020", "period", "2017-2020")]),
        ("en 2021 et 2022", [("2021 et 2022", "period", "2021-2022")]),
        ("en 2017 et 2022", [("2017", "year", "2017"), ("2022", "year", "2022")]),
        ("saison 2022/2023", [("2022/2023", "period", "2022-2023")]),
        ("en avril 2026", [("avril 2026", "date", "2026-04")]),
        ("en 2019 100 000 €", [("2019", "year", "2019")]),
        ("60 000 € en 2023 et 30 000 € en 2024", [("2023", "year", "2023"), ("2024", "year", "2024")]),
    ],
)
def test_dates(text, expected):
    assert read(text) == expected


@pytest.mark.parametrize(
    "text", ["délibération n°2019-117", "2 000 m²", "30/02/2021", "article 2023", "RD2019", "2000 000 €", "2 000 €"]
)
def test_what_is_no_date(text):
    assert read(text) == []


def test_first_and_last_day():
    doc = layers.prepare(NLP.make_doc("convention 2021-2023"), Document("essai.txt", "convention 2021-2023", ""))
    [entry] = NLP.get_pipe("filon_dates")(doc)._.dates
    assert (entry["start"], entry["end"]) == ("2021-01-01", "2023-12-31")
