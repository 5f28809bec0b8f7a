"""Forms of a body's name that other letters make: acronyms that spell a name, slips of the hand or of the scanner."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from rapidfuzz.distance import Levenshtein

from filon.annotate.names.linking.keys import Key
from filon.gazetteer import normalise

_LINKS = frozenset({"de", "du", "des", "d", "la", "le", "les", "l", "et", "a", "au", "aux", "en", "pour", "sur"})
_ACRONYM_FROM = 5  # letters an acronym must have for another to be its misprint
_SLIP_FROM = 6  # letters a word must have for another to be its misprint


def spelled_acronyms(unknown: Iterable[Key], bodies: Mapping[Key, Iterable[str]]) -> dict[Key, Key]:
    """The body that each unknown acronym spells, where the document names just one that it can be.

    ``bodies`` gives the names of each body; every telling word of a name must give its initial, links may.
    """
    found: dict[Key, Key] = {}
    for key in unknown:
        letters = key[1].replace(" ", "")
        meant = {body for body, names in bodies.items() if any(spells(letters, normalise(name)) for name in names)}
        if len(letters) > 2 and len(meant) == 1:
            found[key] = meant.pop()
    return found


def slipped_acronyms(unknown: Mapping[Key, int], known: Mapping[Key, int]) -> dict[Key, Key]:
    """The national acronym that each unknown one misprints («ADEMA»): one letter other, the first aside, of five or more.

    Both are given with how often they stand; the misprint stands once, the right form more often.
    """
    found: dict[Key, Key] = {}
    for key, count in unknown.items():
        near = [
            right
            for right in known
            if len(right[1]) == len(key[1]) >= _ACRONYM_FROM
            and right[1][0] == key[1][0]
            and Levenshtein.distance(right[1], key[1], score_cutoff=1) == 1
        ]
        if count == 1 and len(near) == 1 and known[near[0]] > 1:
            found[key] = near[0]
    return found


def spells(letters: str, name: str) -> bool:
    """Are these the initials of a normalised name, links left out or not («aula»: agence d urbanisme de l artois)?"""
    reached = {0}  # how many letters the words so far may have used
    for word in name.split():
        used = {n + 1 for n in reached if n < len(letters) and letters[n] == word[0]}
        reached = used | reached if word in _LINKS else used
    return len(letters) in reached


def slips(rare: Mapping[Key, int], printed: Mapping[str, Key], counts: Mapping[Key, int]) -> dict[Key, Key]:
    """The body that each misprinted name means: one word of it has one letter more, less or other, or lacks its end.

    ``rare`` are the keys that may be misprints, with how often they stand; ``printed`` tells the key of every normalised
    printed form of a body. A name is a misprint only of one that stands at least as often, and of no two.
    """
    by_words: dict[tuple[int, str], list[str]] = defaultdict(list)
    for form in printed:
        for word in set(form.split()):
            by_words[form.count(" "), word].append(form)
    found: dict[Key, Key] = {}
    for key, count in rare.items():
        near = {form for word in key[1].split() for form in by_words[key[1].count(" "), word]}
        meant = {printed[form] for form in near if printed[form] != key and _slipped(key[1], form)}
        if len(meant) == 1 and counts[into := meant.pop()] >= count and (into not in found):
            found[key] = into
    return {key: into for key, into in found.items() if into not in found}


def _slipped(wrong: str, right: str) -> bool:
    pairs = [(a, b) for a, b in zip(wrong.split(), right.split(), strict=True) if a != b]
    if len(pairs) != 1 or " " not in wrong:
        return False
    a, b = pairs[0]
    if a[0] != b[0]:
        return False  # «Sainte Camille» is not «Sainte Famille»: what is printed begins right
    if min(len(a), len(b)) < _SLIP_FROM or any(c.isdigit() for c in a + b) or a.rstrip("sxe") == b.rstrip("sxe"):
        return False
    return Levenshtein.distance(a, b, score_cutoff=1) <= 1 or (b.startswith(a) and len(b) - len(a) < 3)
