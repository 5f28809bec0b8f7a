"""Equipment and tools that a text tells of as made or run, without a noun of works: «créer une légumerie», «la plateforme X»."""

from __future__ import annotations

from collections.abc import Iterator

from filon.annotate.lexicon import french_words, phrases, words
from filon.annotate.names.candidate import Candidate
from filon.annotate.names.grammar import ARTICLE, DE, FUNCTION, OPEN, extend, quoted
from filon.annotate.names.projects import noun_phrase_end
from filon.annotate.words import NEWLINE, SPACE, Words
from filon.model import EntityType

PROJECT = EntityType.PROJECT
_DETERMINER = frozenset({"un", "une", "le", "la", "l", "les", "du", "son", "sa", "cette", "ce"})
_LONGEST = 7  # words of the equipment's noun phrase
_REACH = 11  # words from the verb to what it makes
_CLAUSE_ENDS = frozenset(".;:?!")


def find_underway(w: Words) -> Iterator[Candidate]:
    """Candidates of type PROJECT."""
    things = phrases("projects", "thing")
    tools, shared = words("projects", "tool"), words("projects", "shared")
    for i in range(1, w.count):
        if w.norm[i] in tools and w.norm[i - 1] in _DETERMINER and not w.upper(i):
            yield from _tool(w, i)
        if w.text[i] in OPEN and w.norm[i - 1] in _DETERMINER and things.match(w.norm, i + 1):
            past = quoted(w, i)
            if past > i + 3:  # «la « Plateforme Montagne »»
                yield Candidate(i + 1, past - 1, PROJECT, "project:quoted-thing", 0.75, 76)
        size = things.match(w.norm, i)
        named = w.norm[i] in tools or w.norm[i : i + 2] == ["plate", "forme"]
        if named and w.norm[i - 1] in _DETERMINER:
            yield from _quoted_tool(w, i, i + (size or 1))
        if not size or w.capital(i) or w.norm[i - 1] not in _DETERMINER or w.gap[i] >= NEWLINE:
            continue
        if w.norm[i + size] in shared and w.gap[i + size] <= SPACE:
            yield Candidate(i, i + size + 1, PROJECT, "project:shared", 0.65, 62)
        elif _made(w, i - 1):
            last = noun_phrase_end(w, i, _LONGEST)
            if last > i + size or (last == i + size and w.norm[i - 1] in ("un", "une")):  # «gère la piscine» names none
                yield Candidate(i, last, PROJECT, "project:made", 0.6, 61)


def _tool(w: Words, i: int) -> Iterator[Candidate]:
    """«la plateforme Mamobilité62»: the name without the noun, where it is no word of French."""
    j = i + 1
    while w.text[j].islower() and w.norm[j] not in FUNCTION and w.norm[j] not in DE and j < i + 3:
        j += 1  # «l'application mobile X»
    if not w.capital(j) or w.gap[j] != SPACE or w.norm[j] in FUNCTION or w.norm[j] in ARTICLE:
        return
    last = extend(w, j, lower=words("projects", "complement"), conjoin=False)
    if last - j > 1 or (last > j and not w.text[j].isalpha()) or w.norm[j] not in french_words():
        yield Candidate(j, last, PROJECT, "project:tool", 0.65, 67)


def _quoted_tool(w: Words, i: int, j: int) -> Iterator[Candidate]:
    """«une application mobile « X »»: the noun with its quotation."""
    while w.text[j].islower() and w.norm[j] not in FUNCTION and w.norm[j] not in DE and j < i + 4:
        j += 1
    past = quoted(w, j)
    if past > j + 1 and w.norm[j + 1 : past - 1] != [
        "demarches",
        "simplifiees",
    ]:  # a service of the State for every file
        yield Candidate(i, past, PROJECT, "project:tool-quoted", 0.75, 77)


def _made(w: Words, i: int) -> bool:
    """Does a verb of making govern the noun whose determiner stands at ``i``?"""
    making = words("projects", "making")
    for k in range(i - 1, max(-1, i - _REACH), -1):
        if w.text[k][0] in _CLAUSE_ENDS or w.gap[k + 1] > NEWLINE:
            return False
        if w.norm[k] in making and w.text[k].islower():
            return all(w.norm[n] not in ARTICLE for n in range(k + 1, i)) or w.text[i - 1] == ","
    return False
