"""The pipeline as a whole: its order, another syntax model, streaming, worker processes."""

from decimal import Decimal

import spacy

from filon.annotate import make_nlp
from filon.annotate.pipeline import COMPONENTS
from filon.annotate.syntax import MODEL

TEXT = "Le Département du Jura, propriétaire du site, verse 1 200 € à la commune de Poligny pour la halle."


def test_the_components_stand_in_their_order():
    assert make_nlp().pipe_names == [name for name, _ in COMPONENTS]


def test_components_can_be_chosen():
    assert make_nlp(components=["filon_dates", "filon_amounts"]).pipe_names == ["filon_amounts", "filon_dates"]


def test_another_pipeline_may_parse():
    nlp = make_nlp(syntax=str(MODEL))
    assert nlp.get_pipe_config("filon_relations")["syntax"] == str(MODEL)
    assert isinstance(nlp, spacy.language.Language)


def test_texts_stream_through_the_pipeline_as_spacy_has_it():
    nlp = make_nlp()
    docs = list(nlp.pipe([TEXT, "Rien.", ""]))
    assert [[span.text for span in doc.spans["amounts"]] for doc in docs] == [["1 200 €"], [], []]


def test_components_survive_worker_processes():
    nlp = make_nlp()
    docs = list(nlp.pipe([TEXT] * 4, n_process=2, batch_size=2))
    assert [[span.text for span in doc.spans["amounts"]] for doc in docs] == [["1 200 €"]] * 4
    assert {tuple(entity["name"] for entity in doc._.entities) for doc in docs} == {
        ("Département du Jura", "Commune de Poligny")
    }
    assert {Decimal(doc._.amounts[0]["value"]) for doc in docs} == {Decimal(1200)}
