"""Score the shipped model on converted treebank files: POS, UAS, LAS (punctuation left out) and words a second on one core.

python training/score.py dev.spacy test.spacy
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from spacy.tokens import Doc, DocBin
from spacy.training import Example

from filon.annotate.syntax import load_syntax


def main() -> None:
    """One line for each file named on the command line."""
    nlp = load_syntax()
    for path in map(Path, sys.argv[1:]):
        gold = list(DocBin().from_disk(path).get_docs(nlp.vocab))
        loose = [
            Doc(
                nlp.vocab,
                [t.text for t in doc],
                [bool(t.whitespace_) for t in doc],
                sent_starts=[t.i == 0 for t in doc],
            )
            for doc in gold
        ]
        began = time.perf_counter()
        parsed = list(nlp.pipe(loose, batch_size=256))
        speed = sum(map(len, parsed)) / (time.perf_counter() - began)
        examples = [Example(one, other) for one, other in zip(parsed, gold, strict=True)]
        scores = _score(nlp, examples)
        print(
            f"{path.name}: POS {scores['pos_acc']:.4f} UAS {scores['dep_uas']:.4f} LAS {scores['dep_las']:.4f}, {speed:.0f} words/s"
        )


def _score(nlp, examples):  # noqa: ANN001, ANN202 - spaCy's own types
    scores = {}
    for _, component in nlp.pipeline:
        if hasattr(component, "score"):
            scores.update(component.score(examples))
    return scores


if __name__ == "__main__":
    main()
