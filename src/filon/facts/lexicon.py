"""The word lists beside this file, read once, when they are first asked for."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def _lists() -> dict[str, Any]:
    return tomllib.loads((files("filon.facts") / "words.toml").read_text(encoding="utf-8"))


@cache
def empty_words() -> frozenset[str]:
    """The words that say nothing of a purpose."""
    return frozenset(_lists()["empty"])


@cache
def posts() -> tuple[tuple[str, str], ...]:
    """Beginnings of titles with the notation of the function they name, the longest first."""
    return tuple(sorted(_lists()["posts"].items(), key=lambda pair: -len(pair[0])))


def sort_of_parties(text: str) -> str:
    """What a number of parties counts: the sort that its noun belongs to, else the noun itself: «8 EPCI» → intercommunal."""
    folded = fold(text)
    sorts: dict[str, list[str]] = _lists()["sorts"]
    for sort, words in sorts.items():
        if any(word in folded for word in words):
            return sort
    return folded.split()[-1].rstrip("s") if folded.split() else ""


def says(text: str, name: str) -> bool:
    """Whether the text has one of the words of a list, as a word of its own."""
    return bool(_pattern(name).search(fold(text)))


def fold(text: str) -> str:
    """Lower case, no accents."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(sign))


@cache
def _pattern(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(re.escape(word) for word in _lists()[name])})(?!\w)")
