"""How fast reading is, as a ratio: characters a second of the whole pipeline to those of spaCy's French tokeniser, same text, one core.

    python benchmarks/pipeline.py [FOLDER]      (default: examples)

A ratio of two figures of one run says the same on a fast machine and on a slow one. The parser is on; beside the ratio stands the share
of sentences that were given to it, since that is what the ratio hangs on.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import spacy
from spacy.language import Language

from filon.annotate import annotate, make_nlp
from filon.annotate.pipeline import run
from filon.annotate.syntax import is_parsed
from filon.model import Document
from filon.read import read_documents

LEAST = 300_000  # characters; a smaller folder is read several times over
ROUNDS = 3


def seconds(work: Callable[[], object]) -> float:
    """The least time of a few rounds: what disturbs a round only adds to it."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def parsed(nlp: Language, documents: Iterable[Document]) -> tuple[int, int]:
    """How many sentences were parsed, and how many there are."""
    some = every = 0
    for document in documents:
        doc, _ = run(nlp, document)
        for sentence in doc.sents:
            every += 1
            some += is_parsed(sentence)
    return some, every


def main() -> None:
    """Print the ratio, the two figures it is made of, and the share of sentences parsed."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[1] / "examples")
    documents = [item for item in read_documents([folder]) if isinstance(item, Document)]
    characters = sum(len(document.text) for document in documents)
    times = max(1, LEAST // max(1, characters))
    texts: Sequence[Document] = documents * times
    blank = spacy.blank("fr")
    blank.max_length = 10**9
    nlp = make_nlp()
    for document in documents:  # both warm: vocabularies, patterns, the gazetteer
        blank(document.text)
    list(annotate(nlp, documents))

    ours = characters * times / seconds(lambda: list(annotate(nlp, texts)))
    theirs = characters * times / seconds(lambda: [blank(document.text) for document in texts])
    print(f"pipeline {ours:,.0f} characters/s, blank tokeniser {theirs:,.0f} characters/s, ratio {ours / theirs:.3f}")
    some, every = parsed(nlp, documents)
    print(f"parsed {some:,} of {every:,} sentences, share {some / every:.3f}")


if __name__ == "__main__":
    main()
