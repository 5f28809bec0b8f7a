"""The tokeniser: every change between letters, digits and signs is a token border.

spaCy's French tokeniser keeps «100M€», «Etat-Région» or «l'ex-RD301» in ways that no character span can cut; a pattern
over runs of one character class gives borders wherever an amount, a name or an acronym can begin or end, needs no exception
list, and loads at once. The syntax model is trained on the same tokens.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import registry
from spacy.vocab import Vocab

# A word keeps the apostrophe that elides it («l'»), as the French treebanks do; digits, letters and each sign stand alone.
_TOKEN = re.compile(r"[^\W\d_]+['’](?=\w)|[^\W\d_]+|\d+|[^\S \n]+|\n+| +|.", re.DOTALL)


class BorderTokenizer:
    """Text to ``Doc``; a single space after a token is its trailing whitespace, other whitespace is a token of its own."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """The tokens of ``text``; together they are its characters, none lost."""
        words: list[str] = []
        spaces: list[bool] = []
        for piece in _TOKEN.findall(text):
            trailing = piece[0] == " " and bool(words) and not spaces[-1] and not words[-1].isspace()
            if trailing:
                spaces[-1] = True
            if len(piece) > trailing:
                words.append(piece[trailing:])
                spaces.append(False)
        return Doc(self.vocab, words=words, spaces=spaces)

    def to_bytes(self, **_: object) -> bytes:
        """Nothing to store: the pattern is code."""
        return b""

    def from_bytes(self, _data: bytes, **_kwargs: object) -> BorderTokenizer:
        """Nothing to load."""
        return self

    def to_disk(self, _path: object, **_: object) -> None:
        """Nothing to store: the pattern is code."""

    def from_disk(self, _path: object, **_kwargs: object) -> BorderTokenizer:
        """Nothing to load."""
        return self


@registry.tokenizers("filon.BorderTokenizer.v1")  # type: ignore[untyped-decorator]
def create_tokenizer() -> Callable[[Language], BorderTokenizer]:
    """Registered for spaCy configurations (the syntax model names it)."""

    def make(nlp: Language) -> BorderTokenizer:
        return BorderTokenizer(nlp.vocab)

    return make
