"""The words of a ``Doc`` as plain arrays: what the name grammars walk over.

White space, emphasis marks and superscript braces are not words; hyphens and apostrophes that glue words are dropped too and
remembered as tightness, so that «Saint-Omer» is the two words ``saint omer`` and «l'État» is ``l etat``. Every word knows its
characters; ``gap`` says how strongly it is parted from the word before.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from spacy.tokens import Doc

from filon.annotate.layers import text_of

TIGHT, SPACE, NEWLINE, BREAK = 0, 1, 2, 3
_COLUMN = 5  # blanks in a row that part columns
_RUN = 5  # words in capitals that make a title
_JOINING = frozenset("À A AU AUX DE DES DU EN ET LA LE LES POUR SUR".split())
_ELIDED = frozenset({"d", "l", "qu"})
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "’": "'", "ʼ": "'"})


@lru_cache(maxsize=200_000)
def fold(text: str) -> str:
    """Lower case without accents or ligatures; nothing else changes."""
    text = unicodedata.normalize("NFKD", text.translate(_LIGATURES).casefold())
    return "".join(c for c in text if not unicodedata.combining(c))


class Words:
    """Parallel arrays over the words and signs of a text; see the module's docstring.

    ``text``, ``norm``, ``start``, ``end`` (code points), ``gap`` (TIGHT, SPACE, NEWLINE, BREAK: blank line or tab before the word).
    """

    def __init__(self, doc: Doc) -> None:
        self.source = text_of(doc)
        self.text: list[str] = []
        self.norm: list[str] = []
        self.start: list[int] = []
        self.end: list[int] = []
        self.gap: list[int] = []
        gap = BREAK
        position = 0
        glue = False
        for token in doc:
            word, position = token.text, token.idx
            first = word[0]
            if first == "\n":
                gap = BREAK if gap >= NEWLINE or len(word) > 1 else NEWLINE
            elif first in {"\t", "\x0c"}:
                gap = BREAK
            elif word.isspace():
                # wide blanks part columns; at the beginning of a line they indent it
                gap = BREAK if len(word) >= _COLUMN and SPACE <= gap < NEWLINE else max(gap, SPACE)
            elif first in "*_":
                gap = max(gap, TIGHT)
            elif (
                first in "-‐‑" and gap == TIGHT and not token.whitespace_ and self.text and self.text[-1][-1].isalnum()
            ):
                glue = True  # a hyphen inside a word: parted words, nothing between
                continue
            elif word in "'’" and gap == TIGHT and self.norm and self.norm[-1] in _ELIDED:
                continue  # «d'« X »»: the apostrophe belongs to the word before
            else:
                if glue:
                    gap, glue = TIGHT, False
                norm = fold(word)
                if len(norm) > 1 and norm[-1] == "'":
                    norm = norm[:-1]
                self.text.append(word)
                self.norm.append(norm)
                self.start.append(position)
                self.end.append(position + len(word))
                self.gap.append(gap)
                gap = SPACE if token.whitespace_ else TIGHT
                continue
            if token.whitespace_:
                gap = max(gap, SPACE)
        self.count = len(self.text)
        self.shouting = _shouting_lines(self.text, self.gap)
        # One sentinel, so that grammars may look one word ahead without a bounds check.
        self.text.append("\0")
        self.norm.append("\0")
        self.start.append(len(self.source))
        self.end.append(len(self.source))
        self.gap.append(BREAK)

    def capital(self, i: int) -> bool:
        """Does word ``i`` begin with a capital letter?"""
        return self.text[i][0].isupper()

    def upper(self, i: int) -> bool:
        """Is word ``i`` two or more letters, all capital?"""
        word = self.text[i].rstrip("'’")
        return len(word) > 1 and word.isupper() and word.isalpha()

    def quote(self, first: int, last: int) -> str:
        """The characters from word ``first`` to before word ``last``."""
        return self.source[self.start[first] : self.end[last - 1]]


def _shouting_lines(text: list[str], gap: list[int]) -> list[bool]:
    """For each word, is its line in capitals (three words or more, so that «CALL» alone is no shout)?"""
    flags = [False] * len(text)
    start = 0
    for i in range(1, len(text) + 1):
        if i == len(text) or gap[i] >= NEWLINE:
            letters = [word for word in text[start:i] if word.isalpha() and len(word) > 1]
            long = [word for word in letters if len(word) > 3]
            if (len(letters) > 2 or len(long) > 1 or (long and len(letters) == i - start)) and sum(
                word.isupper() for word in letters
            ) > 0.8 * len(letters):
                flags[start:i] = [True] * (i - start)
            start = i
    for first, last in _runs_of_capitals(text, gap):
        flags[first:last] = [True] * (last - first)
    return [*flags, False]


def _runs_of_capitals(text: list[str], gap: list[int]) -> Iterator[tuple[int, int]]:
    """Titles in capitals in the middle of a line: five words in a row or more, one of them an article or a preposition."""
    first = 0
    for i in range(len(text) + 1):
        if i < len(text) and gap[i] < NEWLINE and text[i].isupper() and text[i].isalpha():
            continue
        run = text[first:i]
        if len(run) >= _RUN and any(word in _JOINING for word in run):
            yield first, i
        first = i if i < len(text) and text[i].isupper() and text[i].isalpha() else i + 1
