"""Texts inside a document: where acts, conventions and reports begin, their numbers, dates and genres."""

import itertools

import pytest

from filon.annotate import layers
from filon.annotate.pipeline import make_nlp
from filon.model import Document
from filon.read.structure import find_blocks


@pytest.fixture(scope="module")
def nlp():
    return make_nlp(components=("filon_sentences", "filon_amounts", "filon_dates", "filon_parts"))


def parts(nlp, text):
    doc = layers.prepare(nlp.make_doc(text), Document("essai.txt", text, "0" * 64, blocks=find_blocks(text)))
    for _, component in nlp.pipeline:
        doc = component(doc)
    return doc._.parts


def test_a_convention_headed_by_a_mark_and_its_parties(nlp):
    text = "## CONVENTION DE PARTENARIAT\n\nENTRE LES SOUSSIGNÉS :\n\nLa Ville de Dole,\n\net l'association Arts,\n"
    assert [part["genre"] for part in parts(nlp, text)] == ["convention"]


@pytest.mark.parametrize(
    ("head", "genre", "number", "date"),
    [
        ("**VILLE DE PROVINS** – CONSEIL MUNICIPAL DU 28 JUIN 2022", "deliberation", None, "2022-06-28"),
        ("COMMUNE DE GOURDON (46)\nSéance ordinaire du 30 janvier 2025", "deliberation", None, "2025-01-30"),
        (
            "SYNDICAT DU LAS\n\nDÉLIBÉRATION 2024-04-BS-11\n\nRéunion du 12 avril 2024",
            "deliberation",
            "2024-04-BS-11",
            "2024-04-12",
        ),
        (
            "Séance du lundi 13 novembre 2023\nRapport n° 2023.1984.CP – Pôle vert",
            "report",
            "2023.1984.CP",
            "2023-11-13",
        ),
        ("Lettre aux habitants", "other", None, None),
    ],
)
def test_the_head_tells_genre_number_and_date(nlp, head, genre, number, date):
    text = f"{head}\n\nAprès en avoir délibéré, l'assemblée décide d'attribuer une aide de 500 €.\n"
    (part,) = parts(nlp, text)
    assert (part["genre"], part["number"], part["date"]) == (genre, number, date)


def test_parts_follow_each_other_without_gap(nlp):
    text = (
        "DÉLIBÉRATION DU CONSEIL DÉPARTEMENTAL\n\n(N°2024-118)\n\nDécide d'approuver la convention.\n\n"
        "CONVENTION 2024\n\nEntre :\n\nLe Département du Jura,\n\net la Ville de Dole,\n\nRAPPORT N°12\n\nIl est proposé.\n"
    )
    found = parts(nlp, text)
    assert [part["genre"] for part in found] == ["deliberation", "convention", "report"]
    assert found[0]["number"] == "2024-118"
    assert (found[0]["start"], found[-1]["end"]) == (0, len(text))
    assert all(one["end"] == other["start"] for one, other in itertools.pairwise(found))


def test_a_cited_deliberation_is_no_number_of_the_text(nlp):
    text = "DÉLIBÉRATION DU CONSEIL MUNICIPAL\n\nVu la délibération n° 2019-44 du 3 mai 2019,\n\nDécide d'adhérer.\n"
    (part,) = parts(nlp, text)
    assert part["number"] is None
