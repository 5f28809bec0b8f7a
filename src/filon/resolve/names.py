"""Names as resolution compares them: cleaned for people, keyed for machines."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from filon.gazetteer import normalise

_BREAK = re.compile(r"(?<=\w)-[ \t]*\n\s*")
_SUPERSCRIPT = re.compile(r"\^\{([^{}]*)\}")
_EMPHASIS = re.compile(r"[*_]{1,3}(?=\w|[«“\"(])|(?<=[\w»”\").])[*_]{1,3}")
_QUOTED = {"«": "»", "“": "”", '"': '"', "„": "“"}
# A road by its number, however its class is written: «RD 152», «D152», «route départementale 152».
_ROADS = (
    (re.compile(r"^(?:route departementale|rd|d)(?: rd| d)? (\d+)"), r"d \1"),
    (re.compile(r"^(?:route nationale|rn|n)(?: rn| n)? (\d+)"), r"n \1"),
    (re.compile(r"^(?:autoroute )(?:a )?(\d+)"), r"a \1"),
)
_NATIONAL_ROAD = re.compile(r"(?:a|n|e) \d+")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class WordLists:
    """The lists of ``words.toml`` as sets of normalised words; ``bodies`` is heads to the kind of territory."""

    generic: frozenset[str]
    function: frozenset[str]
    tying: frozenset[str]
    local: frozenset[str]
    legal: frozenset[str]
    titles: frozenset[str]
    territorial: tuple[str, ...]
    heads: frozenset[str]
    empty: frozenset[str]
    forms: frozenset[str]
    national: frozenset[str]
    appositions: frozenset[str]
    bodies: dict[str, str]
    numbers: dict[str, str]
    abbreviations: dict[str, str]


@cache
def word_lists() -> WordLists:
    """The shipped word lists, read once."""
    text = (files("filon.resolve") / "words.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    lists = {name: frozenset(value.split()) for name, value in data.items() if isinstance(value, str)}
    for name in ("generic", "local", "function", "heads", "empty", "forms", "national"):  # keys hold singular forms
        lists[name] |= {_singular(word) for word in lists[name]}
    bodies = {head: kind for kind, heads in data["bodies"].items() for head in heads}
    return WordLists(
        **lists,
        territorial=tuple(data["territorial"]),
        bodies=bodies,
        numbers=data["numbers"],
        abbreviations=data["abbreviations"],
    )


def clean(name: str) -> str:
    r"""A name fit for a label: one line, no emphasis marks, no quotation marks around it, no sign at its end.

    >>> clean("**Les Amis du Fort\nd'Ambleteuse** :"), clean("5^{ème} commission"), clean("Boulogne-sur-\nMer")
    ("Les Amis du Fort d'Ambleteuse", '5ème commission', 'Boulogne-sur-Mer')
    """
    name = _SUPERSCRIPT.sub(r"\1", _BREAK.sub("-", name))
    name = _SPACE.sub(" ", _EMPHASIS.sub("", name)).strip(" ,;:.·•-–—*_")
    if len(name) > 2 and _QUOTED.get(name[0]) == name[-1] and name[0] not in name[1:-1]:
        name = name[1:-1].strip()
    return name


def is_capitals(name: str) -> bool:
    """Whether a name is printed in capitals only, and is more than an acronym."""
    letters = [c for c in name if c.isalpha()]
    return len(letters) > 1 and name.upper() == name and (" " in name or "-" in name or len(letters) > 8)


@lru_cache(maxsize=100_000)  # one name is met in many documents, and asked for its key by each step
def name_key(name: str) -> str:
    """The key under which names of organisations, projects and programmes meet.

    Normalised, without articles and «de», without «association» and the like before the proper name, every word in the
    singular, number words as figures.
    """
    lists = word_lists()
    key = normalise(name)
    if key[-1:].isdigit():
        for pattern, road in _ROADS:
            key = pattern.sub(road, key)
    words = key.split()
    while len(words) > 1 and (words[0] in lists.function or words[0] in lists.legal) and not words[1].isdigit():
        words = words[1:]
    said = [w for i, w in enumerate(words) if w not in lists.tying or "".join(words[i + 1 : i + 2]).isdigit()]
    return " ".join([lists.numbers.get(word) or _singular(word) for word in said or words])


def person_key(name: str) -> str:
    """The key of a person's name: its words without title, in any order («LEROY Jean-Claude» is «Jean-Claude Leroy»)."""
    titles = word_lists().titles
    words = normalise(name).split()
    while len(words) > 1 and words[0] in titles:
        words = words[1:]
    return " ".join(sorted(words))


def telling_words(key: str) -> frozenset[str]:
    """The words of a key that neither tie others nor name a kind of thing only."""
    lists = word_lists()
    return frozenset(word for word in key.split() if word not in lists.function and word not in lists.generic)


def is_generic(key: str) -> bool:
    """Whether a key names a kind of thing only, so that the name means something inside its document alone."""
    lists = word_lists()
    words = [word for word in key.split() if word not in lists.function and not word.isdigit()]
    return bool(words) and lists.generic.issuperset(words)


def is_local(key: str) -> bool:
    """Whether a key begins like a name that many towns give («college jean moulin»)."""
    head, _, rest = key.partition(" ")
    return head in word_lists().local and not rest.startswith("national")


def is_territorial(key: str) -> bool:
    """Whether a key begins with a scheme that every territory has its own of («contrat de ville»)."""
    return f"{key} ".startswith(_territorial_keys())


@cache
def _territorial_keys() -> tuple[str, ...]:
    return tuple(name_key(name) + " " for name in word_lists().territorial)


def is_national_road(key: str) -> bool:
    """Whether a key is a motorway or a national road, which is one road in every département."""
    return _NATIONAL_ROAD.fullmatch(key) is not None


def is_short(key: str) -> bool:
    """Whether a key is an acronym or a single word: too weak to join two documents against other names."""
    return (" " not in key or len(key) < 6) and not key[-1:].isdigit()


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("aux"):
        return word[:-3] + "al"
    if len(word) > 3 and word[-1] in "sx":
        return word[:-1]
    return word
