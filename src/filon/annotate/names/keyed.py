"""Names that only the key of their line tells: «Porteur : L'Escale des savoirs», «Lieu : Ronde Couture».

A value is a name where capitals inside it, an article or a word that French does not have say so: «Porteur : associations locales»
names nobody.
"""

from __future__ import annotations

from collections.abc import Iterator

from filon.annotate.lexicon import french_words, phrases, words
from filon.annotate.names.candidate import Candidate
from filon.annotate.names.grammar import ARTICLE, CLOSE, DE, FUNCTION, OPEN
from filon.annotate.names.territories import Places
from filon.annotate.words import NEWLINE, SPACE, TIGHT, Words
from filon.model import EntityType

ORG, PLACE = EntityType.ORG, EntityType.PLACE
_KEY_WORDS = 6  # a key goes on: «Porteur du projet», «Maître d'ouvrage délégué»
_ENDS = frozenset(",;(/|:[•")
_LONGEST = 9


def find_keyed(w: Words, places: Places) -> Iterator[Candidate]:
    """Candidates of type ORG and PLACE from the values of keys, in reading order."""
    bodies, grounds = phrases("organisations", "key_line"), phrases("places", "key_line")
    for i in range(w.count):
        if w.gap[i] < NEWLINE and not (w.text[i - 1] in "-–•●■*" and w.gap[i - 1] >= NEWLINE):
            continue
        kind = ORG if bodies.match(w.norm, i) else PLACE if grounds.match(w.norm, i) else None
        if kind is None:
            continue
        value = _value(w, i)
        while value:
            last = _end(w, value)
            if last > value and _is_name(w, places, value, last, kind):
                yield from _candidate(w, value, last, kind)
            value = _next(w, last) if kind is ORG else 0


def _candidate(w: Words, first: int, last: int, kind: EntityType) -> Iterator[Candidate]:
    if w.text[first] in OPEN and w.text[last - 1] in CLOSE:
        first, last = first + 1, last - 1
    if last > first:
        method = "key:org" if kind is ORG else "key:place"
        yield Candidate(first, last, kind, method, 0.7, 63 if kind is ORG else 46)


def _value(w: Words, i: int) -> int:
    """Where the value of the key at ``i`` begins, after a colon, a dash or a tab on its line; 0 when it has none."""
    for k in range(i + 1, min(i + 1 + _KEY_WORDS, w.count)):
        if w.gap[k] >= NEWLINE:
            same_line = "\n" not in w.source[w.end[k - 1] : w.start[k]]
            return k if same_line and w.capital(k) else 0
        if w.text[k] == ":" or (w.text[k] in "–-" and w.gap[k] == SPACE):
            return k + 1 if w.gap[k + 1] <= SPACE else 0
        if not (w.text[k][0].islower() or w.text[k] in "()"):
            return 0
    return 0


def _end(w: Words, first: int) -> int:
    """The end of one value: at a sign, a figure with an amount, a dash, the line's end."""
    k = first
    while k < w.count and k - first <= _LONGEST:
        if k > first and (w.gap[k] >= NEWLINE or w.text[k] in _ENDS or (w.text[k] in "-–" and w.gap[k] == SPACE)):
            return k
        if w.text[k] in ".!?" and w.gap[k + 1] != TIGHT:
            return k
        k += 1
    return first


def _next(w: Words, last: int) -> int:
    return last + 1 if w.text[last] in ",;/" and w.gap[last + 1] <= SPACE else 0


def _is_name(w: Words, places: Places, first: int, last: int, kind: EntityType) -> bool:
    opening = first + (w.text[first] in OPEN)
    if not w.capital(opening) or w.norm[opening] in words("persons", "title") or w.text[last - 1][-1].isdigit():
        return False
    if phrases("persons", "post").match(w.norm, opening) or w.norm[opening] in words("abbreviations", "words"):
        return False
    if kind is PLACE and any(
        k in places.matches
        and (k == first or w.norm[k - 1] in DE or w.norm[k - 1] in ARTICLE)
        and w.gap[places.matches[k][0]] != TIGHT  # «Torcy-Cités» is no Torcy
        for k in range(first, last)
    ):
        return False  # a town, or a thing in a town, that the registry tells
    capitals = [k for k in range(opening, last) if w.capital(k) and w.norm[k] not in FUNCTION]
    article = w.norm[opening] in ARTICLE and opening + 1 in capitals
    strange = len(capitals) == last - opening and any(
        len(w.norm[k]) > 3 and w.norm[k].rstrip("s") not in french_words() and w.norm[k] not in french_words()
        for k in capitals
    )
    several = len(capitals) > 1 and not w.shouting[opening] and w.norm[last - 1] not in DE
    return article or several or strange
