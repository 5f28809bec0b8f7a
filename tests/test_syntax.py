"""The syntax model reads plain French, touches only what it is asked to, and survives serialisation."""

from __future__ import annotations

import json

import pytest
import spacy
from spacy.tokens import Doc

from filon.annotate.syntax import MODEL, load_syntax, parse
from filon.annotate.tokens import BorderTokenizer
from filon.errors import UsageError

TEXT = "La commune finance le gymnase. Le projet est porté par\nle **Département**. Le maire signe la convention."


@pytest.fixture
def doc() -> Doc:
    doc = BorderTokenizer(spacy.blank("fr").vocab)(TEXT)
    starts = {0, TEXT.index("Le projet"), TEXT.index("Le maire")}
    for token in doc:
        token.is_sent_start = token.idx in starts
    return doc


def relations_of(doc: Doc) -> dict[str, tuple[str, str]]:
    return {token.text: (token.dep_, token.head.text) for token in doc}


def test_only_the_sentences_asked_for_are_parsed(doc):
    sentences = list(doc.sents)
    parse(doc, sentences[1:2])
    assert {token.pos for token in sentences[0]} == {token.pos for token in sentences[2]} == {0}
    assert relations_of(doc)["Département"] == ("obl:agent", "porté")
    assert relations_of(doc)["projet"] == ("nsubj:pass", "porté")


def test_sentence_borders_stay_and_survive_bytes(doc):
    before = [span.text for span in doc.sents]
    parse(doc, list(doc.sents)[1:2])
    assert [span.text for span in doc.sents] == before
    copy = Doc(doc.vocab).from_bytes(doc.to_bytes())
    assert [span.text for span in copy.sents] == before
    assert [(t.dep_, t.head.i, t.pos_) for t in copy] == [(t.dep_, t.head.i, t.pos_) for t in doc]


def test_a_second_call_parses_what_is_left(doc):
    sentences = list(doc.sents)
    parse(doc, sentences[1:2])
    first = relations_of(doc)
    parse(doc, doc.sents)
    assert relations_of(doc)["porté"] == first["porté"]
    assert relations_of(doc)["commune"] == ("nsubj", "finance")
    assert relations_of(doc)["gymnase"] == ("obj", "finance")


def test_blanks_and_emphasis_stay_out_of_the_tree(doc):
    parse(doc, doc.sents)
    assert all(token.dep_ == "dep" for token in doc if token.is_space or token.text == "*")
    heads = {token.head.text for token in doc}
    assert "*" not in heads


def test_every_parsed_sentence_is_one_tree(doc):
    parse(doc, doc.sents)
    for span in doc.sents:
        roots = [token for token in span if token.dep_ == "ROOT"]
        assert len(roots) == 1
        assert all(token.is_ancestor(roots[0]) is False or token == roots[0] for token in span)
        assert all(roots[0] == token or roots[0].is_ancestor(token) for token in span)


def test_an_unknown_pipeline_is_one_sentence():
    with pytest.raises(UsageError, match="no_such_pipeline"):
        load_syntax("no_such_pipeline")


def test_a_pipeline_without_parser_is_refused(tmp_path):
    spacy.blank("fr").to_disk(tmp_path / "bare")
    with pytest.raises(UsageError, match="no parser"):
        load_syntax(str(tmp_path / "bare"))


def test_the_shipped_model_is_small_and_says_what_it_comes_from():
    assert sum(path.stat().st_size for path in MODEL.rglob("*")) < 12_000_000
    meta = json.loads((MODEL / "meta.json").read_text(encoding="utf-8"))
    assert meta["license"] == "LGPL-LR"
    assert {source["name"] for source in meta["sources"]} == {"UD_French-Sequoia", "UD_French-GSD"}
    assert not (MODEL / "vocab").exists()
