"""French syntax on demand: parts of speech and dependencies for the sentences that need them.

Parsing a whole document costs more than all rules together, and most sentences are settled without it. A component
hands `parse` the sentences whose reading hangs on syntax; each is parsed once, the others stay as they are.

The shipped model (`filon/annotate/model`) was trained on the tokens of `filon.annotate.tokens`; any installed spaCy pipeline
for French with a parser may take its place. Labels are those of Universal Dependencies (``nsubj``, ``obl:agent`` …).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import spacy
from spacy.tokens import Doc

import filon.annotate.tokens  # noqa: F401 - registers the tokeniser that the shipped model names
from filon.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import NDArray
    from spacy.language import Language
    from spacy.tokens import Span
    from spacy.vocab import Vocab

MODEL = Path(__file__).parent / "model"
"""The shipped model's folder."""

_LAYERS = ("HEAD", "DEP", "POS")
_UNUSED = ("ner", "lemmatizer", "senter")
_MARKUP = frozenset("*_#|")
# spaCy derives sentence borders from roots: in a document that is parsed in part, the first token of a sentence that is not
# parsed is a root with this relation (or none, where nothing is parsed).
_UNPARSED = ("", "_")
_LONGEST = 400  # words; what is longer is a list or a table that lost its lines, and no tree helps there


@cache
def load_syntax(name_or_path: str | None = None) -> Language:
    """The syntax pipeline, loaded once in a process: the shipped one, or an installed package or folder by name.

    Raises `UsageError` where there is no such pipeline, or it has no parser.
    """
    try:
        nlp = spacy.load(name_or_path or MODEL, exclude=_UNUSED)
    except OSError as error:
        raise UsageError(
            f"no spaCy pipeline «{name_or_path or MODEL}»: install it, or leave the shipped one"
        ) from error
    if "parser" not in nlp.pipe_names:
        raise UsageError(f"the spaCy pipeline «{name_or_path or MODEL}» has no parser")
    return nlp


def parse(doc: Doc, sentences: Iterable[Span], *, syntax: str | None = None) -> Doc:
    """Set ``head``, ``dep`` and ``pos`` on the words of these sentences of ``doc``, in place; those parsed before are left.

    ``syntax`` names the pipeline (see `load_syntax`). White space and emphasis marks are kept out of the tree: they hang on
    the word before them as ``dep``. Sentence borders stay as they were. A sentence of more than 400 words is left
    unparsed. Returns ``doc``.
    """
    wanted = {span.start: span for span in sentences if not is_parsed(span)}
    kept = {start: words for start, span in sorted(wanted.items()) if 1 < len(words := _words(span)) <= _LONGEST}
    if not kept:
        return doc
    nlp = load_syntax(syntax)
    layers = doc.to_array(list(_LAYERS)).astype("uint64")
    unparsed = doc.vocab.strings.add(_UNPARSED[1])
    for sentence in doc.sents:
        layers[sentence.start, 1] = layers[sentence.start, 1] or unparsed
    loose = [_loose(doc, words, nlp.vocab) for words in kept.values()]
    for (start, words), parsed in zip(kept.items(), nlp.pipe(loose, batch_size=256), strict=True):
        _copy(layers, wanted[start], words, parsed)
    return doc.from_array(list(_LAYERS), layers)  # type: ignore[arg-type]  # the stub knows no unsigned integers


def is_parsed(sentence: Span) -> bool:
    """Whether `parse` gave this sentence a tree."""
    return sentence[0].dep_ not in _UNPARSED


def _words(span: Span) -> list[int]:
    """The indexes of the tokens that take part in the tree."""
    return [token.i for token in span if not (token.is_space or _MARKUP.issuperset(token.text))]


def _loose(doc: Doc, words: list[int], vocab: Vocab) -> Doc:
    """The sentence as a ``Doc`` of its own; one sentence, whatever the parser would think."""
    texts = [doc[i].text for i in words]
    spaces = [i + 1 != after or bool(doc[i].whitespace_) for i, after in zip(words, [*words[1:], -1], strict=True)]
    return Doc(vocab, texts, spaces, sent_starts=[i == words[0] for i in words])


def _copy(layers: NDArray[np.uint64], span: Span, words: list[int], parsed: Doc) -> None:
    """Lay the loose sentence's tree on the document's rows."""
    strings = span.doc.vocab.strings
    root = next(token for token in parsed if token.dep_ == "ROOT")
    last = words[0]
    is_word = dict(zip(words, parsed, strict=True))
    for i in range(span.start, span.end):
        token = is_word.get(i)
        head, dep, pos = last, "dep", 0
        if token is not None:
            second_root = token.dep_ == "ROOT" and token.i != root.i  # would split the sentence
            head, dep, pos = (
                words[root.i if second_root else token.head.i],
                "dep" if second_root else token.dep_,
                token.pos,
            )
            last = i
        layers[i] = ((head - i) % 2**64, strings.add(dep), pos)  # a head is a distance, in two's complement
