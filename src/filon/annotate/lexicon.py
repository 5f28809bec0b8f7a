"""Lists of ``data/*.toml`` as words and phrases to look up; phrases become tuples of normalised words."""

from __future__ import annotations

import gzip
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from filon.annotate.wordlists import wordlist

Phrase = tuple[str, ...]


class Phrases:
    """A set of phrases, found longest first at a position of a word sequence."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._by_first: dict[str, list[Phrase]] = {}
        for phrase in phrases:
            words = tuple(phrase.split())
            self._by_first.setdefault(words[0], []).append(words)
        for options in self._by_first.values():
            options.sort(key=len, reverse=True)

    def match(self, norms: list[str], at: int) -> int:
        """How many words of the longest phrase that begins at ``at`` (0 = none)."""
        for words in self._by_first.get(norms[at], ()):
            if norms[at : at + len(words)] == list(words):
                return len(words)
        return 0

    def __contains__(self, phrase: str) -> bool:
        words = tuple(phrase.split())
        return words in self._by_first.get(words[0], ())


@cache
def phrases(name: str, key: str) -> Phrases:
    """The phrases of one list of a data file (a TOML list, or one string of single words)."""
    value = wordlist(name)[key]
    return Phrases(value.split() if isinstance(value, str) else value)


@cache
def words(name: str, key: str) -> frozenset[str]:
    """The single words of one list of a data file (a TOML list, or one string of words)."""
    value = wordlist(name)[key]
    return frozenset(value.split() if isinstance(value, str) else value)


@cache
def french_words() -> frozenset[str]:
    """Lower-case French word forms without accents, those of the treebanks that the syntax model was trained on."""
    packed = files("filon.annotate").joinpath("data", "words.txt.gz").read_bytes()
    return frozenset(gzip.decompress(packed).decode().split("\n"))
