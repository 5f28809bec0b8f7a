"""A town by its bare name as the subject of what only a council does: «Gap, avec l'aide du Parc, rénove son école».

«X accueille un musée» says what lies there and «X a connu une crue» what befell it: so the verbs are those of deciding, paying,
carrying out and taking part, and nothing that ties the name to a place may stand before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from filon.annotate.lexicon import words
from filon.annotate.names.grammar import ARTICLE, DE
from filon.annotate.words import BREAK, NEWLINE, SPACE, Words

_OPENS = frozenset(".;:!?•■●▪→»…")
_CLAUSE = frozenset("que qu et mais or car puis si lorsque quand comme tandis dont alors".split())
_BETWEEN = frozenset(
    "n ne y se s lui leur en l les la le aussi egalement eux elle elles deja toujours desormais notamment ensuite ainsi enfin pas plus encore jamais chacun chacune tous toutes ensemble deux trois bien meme donc alors".split()
)
_HAS = frozenset("a ont avait avaient aura auront aurait auraient".split())
_IS = frozenset("est sont etait etaient sera seront".split())
_SCENE = frozenset(
    "dans en a au depuis apres avant pour par selon sur avec enfin ensuite ainsi outre chaque cette puis".split()
)
_APPOSITION = 14  # words between the commas that part a subject from its verb
_ENDS_ER = "e|ent|era|eront|erait|eraient|ait|aient"
_ENDS_IR = "it|issent|ira|iront|irait|iraient|issait|issaient"


@cache
def _finite() -> re.Pattern[str]:
    stems = words("organisations", "town_verbs")
    er = "|".join(sorted(_stem(verb) for verb in stems if verb.endswith("er")))
    ir = "|".join(sorted(verb[:-2] for verb in stems if verb.endswith("ir")))
    forms = "|".join(sorted(words("organisations", "town_finite")))
    return re.compile(rf"(?:(?:{er})(?:{_ENDS_ER})|(?:{ir})(?:{_ENDS_IR})|{forms})\Z")


@cache
def _participle() -> re.Pattern[str]:
    stems = words("organisations", "town_verbs")
    er = "|".join(sorted(_stem(verb) for verb in stems if verb.endswith("er")))
    ir = "|".join(sorted(verb[:-2] for verb in stems if verb.endswith("ir")))
    forms = "|".join(sorted(words("organisations", "town_done")))
    return re.compile(rf"(?:(?:{er})e|(?:{ir})i|(?:{forms}))e?s?\Z")


def _stem(verb: str) -> str:
    stem = verb[:-2]
    return f"{stem}e?" if stem.endswith("g") else stem


def decides(w: Words, i: int) -> int:
    """The word after the verb at ``i`` by which a council acts, its pronouns and adverbs passed over; 0 when none stands there."""
    k, reflexive = i, False
    while w.norm[k] in _BETWEEN and k < i + 4 and w.gap[k] < BREAK and w.text[k][0].islower():
        reflexive = reflexive or w.norm[k] in ("s", "se")
        k += 1
    if w.gap[k] == BREAK or not w.text[k][0].islower() or w.text[k] == "à":
        return 0
    if reflexive:
        k += w.norm[k] in _IS
        return (
            k + 1
            if w.norm[k].startswith(("engag", "associ", "acquit", "oblig", "dot", "oppos", "prononc", "retir"))
            else 0
        )
    if w.norm[k] in _HAS:
        at = k + 1
        if w.text[at] == ",":  # «avait, pour sa part, apporté»
            at = _past_apposition(w, at)
        while at < k + 12 and (w.norm[at] in _BETWEEN or w.norm[at].endswith("ment")):
            at += 1
        return at + 1 if _participle().match(w.norm[at]) and w.text[at][0].islower() else 0
    if w.norm[k] in _IS:
        return 0
    return k + 1 if _finite().match(w.norm[k]) else 0


def _past_apposition(w: Words, comma: int) -> int:
    """The word after the comma that closes what the one at ``comma`` opens, else ``comma``."""
    for k in range(comma + 1, min(comma + _APPOSITION, w.count)):
        if w.gap[k] == BREAK or w.text[k] in ".;:!?":
            return comma
        if w.text[k] == ",":
            return k + 1
    return comma


def stands_free(w: Words, first: int) -> bool:
    """May the name at ``first`` be a subject: does a sentence, a clause or an apposition open right before it?"""
    if first == 0 or w.gap[first] >= NEWLINE:
        return True
    before = w.text[first - 1]
    if before in _OPENS or (before in "-–—" and w.gap[first - 1] >= NEWLINE):
        return True
    return w.norm[first - 1] in _CLAUSE or before == ","


class Spans:
    """Names that may be listed together: where each ends by where it begins, and the other way round."""

    def __init__(self, names: Iterable[tuple[int, int]]) -> None:
        self.end = dict(names)
        self.first = {end: first for first, end in self.end.items()}


def acts_as_subject(w: Words, names: Spans, at: int, last: int) -> bool:
    """Is the name ``[at, last)`` a subject, alone or in an enumeration of ``names``, of what only a council does?"""
    first = at - (w.norm[at - 1] in ARTICLE and w.gap[at] <= SPACE)
    for _ in range(12):  # back to the first name of the enumeration
        k = first - 1
        if not (w.text[k] == "," or w.norm[k] == "et") or w.gap[first] == BREAK:
            break
        k -= w.norm[k] == "et" and w.text[k - 1] == ","
        if k not in names.first:
            break
        first = names.first[k]
        first -= w.norm[first - 1] in ARTICLE and w.gap[first] <= SPACE
    if w.norm[first - 1] in DE or not stands_free(w, first):
        return False
    k = last
    for _ in range(12):  # on to its last
        j = k
        if w.text[j] == ",":
            j += 1
        if w.norm[j] == "et":
            j += 1
        if j == k:
            break
        if j not in names.end:
            j += w.norm[j] in ARTICLE
        if j not in names.end:
            break
        k = names.end[j]
    apposed = first > 0 and w.text[first - 1] == "," and w.gap[first] < NEWLINE and not _after_adverbial(w, first - 1)
    return _verb_follows(w, k, apposed=apposed)


def _after_adverbial(w: Words, comma: int) -> bool:
    """Does the comma close what only sets the scene («En 2023, Gap …», «Dans la vallée, X et Y …»)?"""
    for k in range(comma - 1, max(-1, comma - _APPOSITION), -1):
        if w.gap[k] >= NEWLINE or w.text[k - 1] in _OPENS:
            return w.norm[k] in _SCENE
        if w.text[k] == ",":
            return False
    return False


def acts_after(w: Words, last: int) -> bool:
    """Does what only a council does follow the subject that ends before ``last``, at once or after an apposition?"""
    return _verb_follows(w, last, apposed=False)


def _verb_follows(w: Words, k: int, *, apposed: bool) -> bool:
    """``apposed``: the subject stands between commas itself («trois communes, A et B, ont rénové»)."""
    if k >= w.count or w.gap[k] == BREAK:
        return False
    if w.text[k] == "(":  # «X (Y) verse»
        k = next((n + 1 for n in range(k + 1, min(k + 6, w.count)) if w.text[n] == ")"), k)
    if w.text[k] == ",":
        past = k + 1 if apposed else _past_apposition(w, k)
        return past > k and bool(decides(w, past))
    return not apposed and bool(decides(w, k))
