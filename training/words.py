"""The lower-case word forms of treebanks, folded, as the lexicon that tells a proper name from a word with a capital.

python training/words.py seq-train.conllu gsd-dev.conllu --to src/filon/annotate/data/words.txt.gz
"""

from __future__ import annotations

import argparse
import gzip
from pathlib import Path

from filon.annotate.words import fold


def word_forms(path: Path) -> set[str]:
    """Forms of three letters or more that the treebank has in lower case and does not call a proper noun."""
    rows = (line.split("\t") for line in path.read_text(encoding="utf8").splitlines())
    return {
        fold(row[1])
        for row in rows
        if len(row) > 3 and row[1].isalpha() and row[1].islower() and len(row[1]) > 2 and row[3] != "PROPN"
    }


def main() -> None:
    """Write the lexicon named on the command line; the same treebanks give the same bytes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("treebanks", type=Path, nargs="+")
    parser.add_argument("--to", type=Path, required=True)
    arguments = parser.parse_args()
    words = sorted(set().union(*map(word_forms, arguments.treebanks)))
    arguments.to.write_bytes(gzip.compress("\n".join(words).encode(), mtime=0))


if __name__ == "__main__":
    main()
