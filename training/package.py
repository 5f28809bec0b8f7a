"""The trained pipeline to the folder that Filon ships: no optimiser, no word list, the licence and the sources in its meta.

python training/package.py trained/model-best --to src/filon/annotate/model
"""

from __future__ import annotations

import argparse
import json
import shutil
from pathlib import Path

import spacy

import filon.annotate.tokens  # noqa: F401 - registers the tokeniser

META = {
    "name": "filon_syntax",
    "version": "1.0.0",
    "description": "French parts of speech, morphology and dependencies on Filon's tokens. No vectors.",
    "license": "LGPL-LR",
    "sources": [
        {"name": "UD_French-Sequoia", "url": "https://universaldependencies.org/", "license": "LGPL-LR"},
        {"name": "UD_French-GSD", "url": "https://universaldependencies.org/", "license": "CC BY-SA 4.0"},
    ],
}


def main() -> None:
    """Package the pipeline named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trained", type=Path)
    parser.add_argument("--to", type=Path, required=True)
    arguments = parser.parse_args()
    nlp = spacy.load(arguments.trained)
    nlp.config["paths"] = dict.fromkeys(nlp.config["paths"])  # where the treebanks were is nobody's business
    for component in ("morphologizer", "parser", "tok2vec"):  # the lexicon beside them stays (training/words.py)
        shutil.rmtree(arguments.to / component, ignore_errors=True)
    # The vocabulary holds the treebanks' words, which hashed embeddings do not need.
    nlp.to_disk(arguments.to, exclude=["vocab"])
    path = arguments.to / "meta.json"
    meta = {**json.loads(path.read_text(encoding="utf-8")), **META}
    meta["performance"] = {
        key: round(value, 4) for key, value in meta["performance"].items() if isinstance(value, float)
    }
    for key in ("email", "author", "url", "spacy_git_version"):
        meta.pop(key, None)
    path.write_text(json.dumps(meta, indent=2, ensure_ascii=False, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
