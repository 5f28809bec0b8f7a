"""Where sentences begin: at every block, cell and item, and where French punctuation says so."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filon.annotate import layers, make_nlp
from filon.annotate.sentences import sentence_starts
from filon.model import Document
from filon.read import find_blocks

SHARED = Path(__file__).parents[1].parent / "shared"


@pytest.fixture(scope="module")
def nlp():
    return make_nlp(components=["filon_sentences"])


def marked(nlp, text):
    document = Document("a.txt", text, "", blocks=find_blocks(text))
    doc = layers.prepare(nlp.make_doc(text), document)
    return nlp.get_pipe("filon_sentences")(doc)


def sentences(nlp, text):
    return [sentence.text.strip() for sentence in marked(nlp, text).sents]


@pytest.mark.parametrize(
    "sentence",
    [
        "La séance est présidée par M. Jean Perrin et Mme. Claire Morel.",
        "Le maire, J. Perrin, et P.-M. Durand signent.",
        "Voir l'art. 3 et le n° 12, cf. Annexe 2, p. 14 du rapport.",
        "La commune verse 12.500 € soit 1.2 M€ à terme.",
        "Le syndicat (rés. Les Tilleuls, av. Foch) participe.",
        "La commune de Dole,\nmembre du syndicat, verse\nUne aide de 500 €.",
        "L'aide, versée en 2024... sur demande, reste acquise.",
        "Vu le C. G. C. T. et les délibérations ;",
    ],
)
def test_one_sentence_stays_one(nlp, sentence):
    assert sentences(nlp, sentence) == [sentence]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Dole verse 500 €. La Région verse 600 €.", ["Dole verse 500 €.", "La Région verse 600 €."]),
        ("Qui paie ? L'État. Quand ? En 2024.", ["Qui paie ?", "L'État.", "Quand ?", "En 2024."]),
        (
            "Le maire dit : « Nous payons. » La séance est levée.",
            ["Le maire dit : « Nous payons. »", "La séance est levée."],
        ),
        (
            "Sont aidés les clubs, les écoles, etc. Le maire signe.",
            ["Sont aidés les clubs, les écoles, etc.", "Le maire signe."],
        ),
        ("Le bilan est remis en 2024. Il est public.", ["Le bilan est remis en 2024.", "Il est public."]),
        ("L'aide est versée (art. 2). 15 communes adhèrent.", ["L'aide est versée (art. 2).", "15 communes adhèrent."]),
    ],
)
def test_punctuation_parts_sentences(nlp, text, parts):
    assert sentences(nlp, text) == parts


def test_blocks_items_and_cells_begin_sentences(nlp):
    text = """Article 2 : Montant

Sont financés :
- la crèche ;
- la voirie

Recette\tMontant
Région\t100 €
\t200 €
"""
    assert sentences(nlp, text) == [
        "Article 2 : Montant",
        "Sont financés :",
        "- la crèche ;",
        "- la voirie",
        "Recette",
        "Montant",
        "Région",
        "100 €",
        "200 €",
    ]


def test_the_number_of_an_item_is_no_sentence(nlp):
    assert sentences(nlp, "Les axes :\n1. Améliorer le cadre. De vie.\n2. Soutenir") == [
        "Les axes :",
        "1. Améliorer le cadre.",
        "De vie.",
        "2. Soutenir",
    ]


def test_a_page_number_does_not_cut_the_sentence_that_it_interrupts(nlp):
    text = "Le Département verse à la commune de Dole une aide pour la restauration du\n\n12\n\npont des Capucins. Elle est de 5 €."
    assert len(sentences(nlp, text)) == 2


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_sentences_part_any_text_into_all_its_tokens(nlp, text):
    doc = marked(nlp, text)
    assert "".join(sentence.text_with_ws for sentence in doc.sents) == text


@given(st.sampled_from([".", ". ", ".)", "M. ", "… » ", "a.b", "! ", "\n", "1. A "]))
@settings(deadline=None)
def test_time_grows_with_the_length(piece):
    text = piece * 30_000
    begin = time.process_time()
    list(sentence_starts(text, ()))
    assert time.process_time() - begin < 2


@pytest.mark.skipif(not (SHARED / "corpus").is_dir(), reason="the development corpus is not here")
def test_the_corpus_is_marked_in_time(nlp):
    spent = 0.0
    for path in sorted((SHARED / "corpus").glob("*.txt")):
        text = path.read_bytes().decode()
        doc = layers.prepare(nlp.make_doc(text), Document(path.name, text, "", blocks=find_blocks(text)))
        begin = time.process_time()
        nlp.get_pipe("filon_sentences")(doc)
        spent += time.process_time() - begin
    assert spent < 1.5
