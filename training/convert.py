"""Universal Dependencies (CoNLL-U) to spaCy's training format, on the tokens that Filon cuts.

A treebank word that Filon cuts («arc-en-ciel», «A21») becomes several tokens: the first that holds a letter or a digit keeps
the word's head, relation and tag; the others hang on it as ``flat`` (a sign: ``punct``). A contracted word («du», two syntactic words)
becomes one token with the head, relation and tag of the word that is attached outside it. Treebank words that share one
token of ours are joined the same way.

    python training/convert.py seq-train.conllu gsd-dev.conllu --to train.spacy
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import spacy
from spacy.tokens import Doc, DocBin

from filon.annotate.tokens import BorderTokenizer


@dataclass(frozen=True, slots=True)
class Word:
    """A syntactic word of the treebank; ``head`` is the id of its governor, 0 for the root."""

    id: int
    pos: str
    morph: str
    head: int
    dep: str


@dataclass(frozen=True, slots=True)
class Surface:
    """A stretch of the sentence's text and the syntactic words it stands for."""

    start: int
    end: int
    words: tuple[Word, ...]


def read_sentences(path: Path) -> Iterator[tuple[str, list[Surface]]]:
    """The sentences of a CoNLL-U file: text and surface words with their offsets in it."""
    for block in path.read_text(encoding="utf8").split("\n\n"):
        lines = [line.split("\t") for line in block.splitlines() if line and not line.startswith("#")]
        if lines:
            yield _sentence(lines)


def _sentence(lines: list[list[str]]) -> tuple[str, list[Surface]]:
    text, surfaces = "", []
    pending: list[Word] = []
    last_of_group = 0
    for number, form, _lemma, pos, _xpos, morph, head, dep, _deps, misc in lines:
        if "." in number:  # an empty node of the enhanced graph
            continue
        if "-" in number:
            last_of_group = int(number.split("-")[1])
        else:
            pending.append(Word(int(number), pos, "" if morph == "_" else morph, int(head), dep))
            if int(number) < last_of_group:
                continue
        if "-" in number or int(number) > last_of_group:
            start, text = len(text), text + form
            surfaces.append((start, len(text), tuple(pending)))
            text += "" if "SpaceAfter=No" in misc else " "
        if "-" not in number:
            if int(number) == last_of_group:
                start, end, _ = surfaces[-1]
                surfaces[-1] = (start, end, tuple(pending))
            pending = []
    return text.rstrip(), [Surface(*surface) for surface in surfaces]


def to_doc(text: str, surfaces: list[Surface], tokenizer: BorderTokenizer) -> Doc | None:
    """The sentence as a ``Doc`` of our tokens with tags, heads and relations; ``None`` where no tree results."""
    doc = tokenizer(text)
    home: dict[int, int] = {}  # word id -> the token that stands for it
    owner: dict[int, Word] = {}  # token -> the word whose analysis it carries
    leader: dict[int, int] = {}  # token that carries no analysis -> the token it hangs on
    for surface in surfaces:
        inside = [token.i for token in doc if token.idx < surface.end and token.idx + len(token) > surface.start]
        first = next((i for i in inside if doc[i].text[0].isalnum()), inside[0])
        ids = {word.id for word in surface.words}
        chief = next(word for word in surface.words if word.head not in ids)
        home.update(dict.fromkeys(ids, first))
        owner.setdefault(first, chief)
        leader.update({i: first for i in inside if i != first})
    heads, deps, tags, morphs = [], [], [], []
    for token in doc:
        word = owner.get(token.i)
        if word is None:
            sign = not token.text[0].isalnum()
            chief = owner[leader[token.i]]
            heads.append(leader[token.i])
            deps.append("punct" if sign else "flat")
            tags.append("PUNCT" if sign else chief.pos)
            morphs.append("")
            continue
        root = word.head == 0 or home[word.head] == token.i
        heads.append(token.i if root else home[word.head])
        deps.append("ROOT" if root else word.dep)
        tags.append(word.pos)
        morphs.append(word.morph)
    if deps.count("ROOT") != 1:
        return None
    spaces = [bool(token.whitespace_) for token in doc]
    return Doc(doc.vocab, [token.text for token in doc], spaces, pos=tags, morphs=morphs, heads=heads, deps=deps)


def main() -> None:
    """Convert the files named on the command line into one ``.spacy`` file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--to", type=Path, required=True)
    arguments = parser.parse_args()
    tokenizer = BorderTokenizer(spacy.blank("fr").vocab)
    docs = [to_doc(*sentence, tokenizer) for path in arguments.files for sentence in read_sentences(path)]
    kept = [doc for doc in docs if doc is not None]
    DocBin(docs=kept, store_user_data=False).to_disk(arguments.to)
    print(
        f"{arguments.to}: {len(kept)} sentences, {sum(map(len, kept))} tokens; {len(docs) - len(kept)} left out (no tree)"
    )


if __name__ == "__main__":
    main()
