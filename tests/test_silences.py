"""What is reported as seen and not understood."""

from filon.annotate import layers, make_nlp
from filon.model import Document
from filon.read import find_blocks

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
