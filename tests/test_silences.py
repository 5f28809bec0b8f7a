"""What was seen and is in no fact, with the place of each."""

import pytest

from filon.annotate import annotate, layers, make_nlp
from filon.model import Document, SilenceKind
from filon.read import find_blocks
from filon.read.files import read_documents
from filon.report import document_report

NLP = make_nlp(components=["filon_sentences", "filon_amounts", "filon_dates", "filon_flows", "filon_silences"])


def silences(text):
    doc = layers.prepare(NLP.make_doc(text), Document("essai.txt", text, "", blocks=find_blocks(text)))
    for _, component in NLP.pipeline:
        doc = component(doc)
    return [(plain["kind"], doc.text[plain["start"] : plain["end"]]) for plain in doc._.silences]


def test_a_grant_without_its_amount_is_reported():
    text = "Le conseil attribue une subvention exceptionnelle au club d'aviron. Le stade a rouvert en mai."
    assert silences(text) == [
        ("paying_verb_without_amount", "Le conseil attribue une subvention exceptionnelle au club d'aviron.")
    ]


def test_a_grant_with_its_amount_is_not():
    assert silences("Le conseil attribue une subvention de 500 € au club d'aviron.") == []


def test_an_amount_that_tells_no_flow_is_reported():
    text = "Le plafond de ressources est de 12 000 €."
    assert silences(text) == [("amount_without_flow", text)]


# --- with their place, as the report has them ------------------------------------------------------------


@pytest.fixture(scope="module")
def passages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("silences")
    nlp = make_nlp()

    def of(text):
        (folder / "document.txt").write_text(text, encoding="utf-8")
        (document,) = read_documents([folder / "document.txt"])
        (annotation,) = annotate(nlp, [document])
        return document_report(document, annotation, text="", new=True).silences

    return of


def test_an_amount_without_a_flow_has_its_place(passages):
    text = "Conseil municipal\n\nLe capital de la société s'élève à 40 000 €."
    (silence,) = passages(text)
    assert silence.kind == SilenceKind.AMOUNT_WITHOUT_FLOW
    assert text[silence.start : silence.end] == silence.text == "Le capital de la société s'élève à 40 000 €."
    assert (silence.line, silence.page) == (3, None)


def test_a_grant_without_an_amount_is_a_silence(passages):
    (silence,) = passages("Le Conseil municipal attribue une subvention à l'association Les Amis du Moulin.")
    assert silence.kind == SilenceKind.PAYING_VERB_WITHOUT_AMOUNT


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("![plan-du-site.png](plan-du-site.png)", False),
        ("Le pr\ue012sident ouvre la s\ue012ance.", False),
        ("\uf0b7 Le président ouvre la séance.", True),
        ("Le pr\ufffdsident ouvre la s\ufffdance.", False),
        ("<!-- Page 3 -->", True),
        ("Page 3 sur 12", True),
        ("Le président ouvre la séance.", True),
    ],
)
def test_a_line_that_is_not_read_is_said_to_be(passages, line, read):
    found = passages(f"Commune de Lure\n\nLa séance est publique.\n\n{line}\n\nElle est levée à midi.")
    assert [one.text for one in found if one.kind == SilenceKind.LINE_NOT_READ] == ([] if read else [line])
    assert all(one.line == 5 for one in found)


def test_a_text_that_is_understood_has_no_silence(passages):
    assert passages("La Commune de Lure attribue une subvention de 500 € à la Commune de Vesoul.") == ()
