"""Postal addresses: their words name nothing («58, boulevard Charles Livon», «BP 531»), but for the town behind the postcode."""

from __future__ import annotations

from collections.abc import Iterator

from filon.annotate.lexicon import phrases, words
from filon.annotate.names.candidate import Candidate
from filon.annotate.names.grammar import DE, FUNCTION, counts, extend, is_year
from filon.annotate.words import BREAK, NEWLINE, SPACE, TIGHT, Words
from filon.model import EntityType

PLACE = EntityType.PLACE
_REACH = 24  # words of an address before its postcode
_STOPS = frozenset(".;!?»")
_DIGITS = 5


def find_addresses(w: Words) -> Iterator[Candidate]:
    """Silent candidates over each address, and one of type PLACE for a town behind a postcode."""
    until = 0
    for i in range(w.count):
        code = postcode(w, i)
        if code:
            first = _opening(w, i, until)
            for begin, end in _silent(w, first, i):
                yield Candidate(begin, end, PLACE, "address", 0.0, 96)
            last = _town(w, i + code)
            yield Candidate(i + code, last, PLACE, "place:postcode", 0.75, 43)
            until = last
        elif i >= until and (last := _street(w, i)) > i:
            yield Candidate(i, last, PLACE, "address", 0.0, 96)


def postcode(w: Words, i: int) -> int:
    """How many words the postcode at ``i`` has («26150», «13 007»), a town right behind it; 0 when none stands there."""
    text = w.text[i]
    if not text.isdigit() or w.text[i - 1] in ("€", "n°") or w.norm[i - 1] in words("places", "box"):
        return 0
    size = 1 if len(text) == _DIGITS else 2
    if size == 2 and not (
        len(text) == 2 and w.text[i + 1].isdigit() and len(w.text[i + 1]) == 3 and w.gap[i + 1] == SPACE
    ):
        return 0
    at = i + size
    town = w.capital(at) and w.gap[at] == SPACE and w.norm[at] not in FUNCTION - {"le", "la", "les"}
    if not town or counts(w, at - 1) or w.norm[at] in words("places", "box"):
        return 0
    told = size == 1 or w.text[i - 1] in "-–,—" or w.gap[i] >= NEWLINE
    return size if told else 0


def _town(w: Words, at: int) -> int:
    """The end of the town's name behind a postcode, without «Cedex»."""
    last = extend(w, at, lower=frozenset(), conjoin=False, limit=7)
    return next((k for k in range(at + 1, last) if w.norm[k] == "cedex" or w.text[k].isdigit()), max(last, at + 1))


def _opening(w: Words, code: int, until: int) -> int:
    """The first word of the address that ends before the postcode at ``code``; ``code`` when nothing tells one."""
    first = code
    k = code - 1
    while k >= max(until, code - _REACH):
        norm = w.norm[k]
        if norm in words("places", "seat"):
            return k + 1 if first < code or code - k < _REACH // 2 else first
        if w.text[k] == ":":
            return k + 1 if first < code and w.norm[k - 1] in words("places", "seat") else first
        if w.text[k] in _STOPS and w.gap[k + 1] != TIGHT and not (w.text[k] == "." and len(w.text[k - 1]) < 4):
            break
        if (
            norm in words("places", "street")
            or norm in words("places", "box")
            or norm in words("places", "building")
            or (w.text[k][0].isdigit() and _numbers(w, k))
        ):
            first = k
        if w.gap[k] == BREAK and first > k:
            break  # nothing of an address on this line
        k -= 1
    return first


def _silent(w: Words, first: int, last: int) -> Iterator[tuple[int, int]]:
    """The stretches of an address that name nothing: a site told without a number («l'Hôtel du Département») is ground."""
    begin = k = first
    while k < last:
        if phrases("places", "site").match(w.norm, k) and not (k > first and w.text[k - 1][0].isdigit()):
            if k > begin:
                yield begin, k
            while k < last and w.text[k] not in ",–-" and w.norm[k] not in words("places", "box"):
                k += 1
            begin = k
        k += 1
    if last > begin:
        yield begin, last


def _numbers(w: Words, k: int) -> bool:
    """Is the figure at ``k`` the number of a house, with a street's noun right behind it?"""
    n = k + 1
    n += w.norm[n] in ("bis", "ter", "quater")
    n += w.text[n] == ","
    return len(w.text[k]) < _DIGITS and w.norm[n] in words("places", "street") and w.gap[n] <= SPACE


def _street(w: Words, i: int) -> int:
    """The end of an address without a postcode: a street behind its house number or after «sis», «siège», «adresse :»; else ``i``."""
    at = i
    if w.text[i][0].isdigit():
        if not _numbers(w, i) or is_year(w.text[i]):
            return i
        at = i + 1 + (w.norm[i + 1] in ("bis", "ter", "quater"))
        at += w.text[at] == ","
    elif w.norm[i] not in words("places", "street") or not _seated(w, i):
        return i
    last = extend(w, at + 1, lower=frozenset(), conjoin=False, limit=9)
    return last if last > at + 1 else i


def _seated(w: Words, i: int) -> bool:
    k = i - 1
    while k > i - 4 and (
        w.norm[k] in DE or w.norm[k] in ("au", "a", "la", "le", "l", "est", "situe", "situee", ":", ",")
    ):
        k -= 1
    return w.norm[k] in words("places", "seat") and w.gap[i] < BREAK
