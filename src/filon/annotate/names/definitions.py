"""Acronyms that a document defines in brackets: «Full Name (ACR)», «ACR (Full Name)», or a term that names nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from filon.annotate.lexicon import phrases, words
from filon.annotate.names.candidate import Candidate
from filon.annotate.names.grammar import ARTICLE, CLOSE, DE, FUNCTION, OPEN
from filon.annotate.words import BREAK, SPACE, TIGHT, Words, fold
from filon.model import EntityType

ORG, PROGRAMME, PLACE = EntityType.ORG, EntityType.PROGRAMME, EntityType.PLACE


_DOTTED = 6  # words of the shortest acronym with points, the points counted


@dataclass(frozen=True, slots=True)
class Definition:
    """«Full Name (ACR)»: the words of each, and the type the full name has."""

    acronym: str
    acronym_words: tuple[int, int]
    name_words: tuple[int, int]
    type: EntityType


def acronym_at(w: Words, i: int) -> int:
    """How many words the acronym at ``i`` has (0 when none): «CALL», «CD62», «Cd 62», «OPAH-RU», «SMAGEAa», «9B+»."""
    text = w.text[i]
    if len(text) == 1 and text.isupper() and i + 1 < w.count and w.text[i + 1] == ".":
        return _dotted(w, i)
    letters = sum(c.isupper() for c in text)
    if not text[0].isupper() or not text.isalnum() or not (letters >= 2 and letters * 2 > len(text)) or len(text) > 12:
        return 0
    j = i + 1
    while (
        j < i + 4
        and w.gap[j] == TIGHT
        and w.text[j][0].isalnum()
        and (w.text[j].isupper() or w.text[j].isdigit())
        and len(w.text[j]) <= 5
    ):
        j += 1
    return j - i


def _dotted(w: Words, i: int) -> int:
    """«C.A.F.», «F.S.I.P.L.»: three letters or more, each with its point."""
    j = i
    while j + 1 < w.count and len(w.text[j]) == 1 and w.capital(j) and w.text[j + 1] == "." and w.gap[j + 1] == TIGHT:
        j += 2
        if w.gap[j] != TIGHT:
            break
    return j - i if j - i >= _DOTTED else 0


def definitions(w: Words, candidates: Sequence[Candidate]) -> list[Definition]:
    """Acronyms in brackets right after (or before) the name whose letters they are."""
    ends: dict[int, Candidate] = {}
    begins: dict[int, Candidate] = {}
    for candidate in candidates:
        if not candidate.short and candidate.last - candidate.first > 1:
            best = ends.get(candidate.last)
            if best is None or (candidate.weight, candidate.last - candidate.first) > (
                best.weight,
                best.last - best.first,
            ):
                ends[candidate.last] = candidate
            begins.setdefault(candidate.first, candidate)
    found = []
    for i in range(1, w.count):
        if w.text[i] != "(":
            continue
        j = i + 1
        if w.text[j] in '«“"':
            j += 1
        size = acronym_at(w, j)
        if not size or (w.text[j + size] not in ')»”",;:' and w.text[j + size] != "–"):
            full = begins.get(i + 1)
            back = next((n for n in (1, 2, 3) if i - n >= 0 and acronym_at(w, i - n) == n), 0)
            if (
                full is not None
                and back
                and w.text[full.last] == ")"
                and _letters(w, full.first, full.last, w.quote(i - back, i))
            ):
                body = full.type is PLACE and any(key.startswith("epci:") for key in full.keys)
                kind = ORG if body else full.type
                found.append(Definition(w.quote(i - back, i), (i - back, i), (full.first, full.last), kind))
            continue
        acronym = w.quote(j, j + size)
        full = ends.get(i) or (ends.get(i - 1) if w.text[i - 1] in CLOSE else None)
        if full is not None and _spells(w, full, acronym):
            # a body that its definition speaks of as ground is a body still
            kind = ORG if full.type is PLACE and territory_head(w, full.first) else full.type
            found.append(Definition(acronym, (j, j + size), (full.first, full.last), kind))
            continue
        first = _back(w, i, acronym)
        first = first if first < i else _head_of(w, i, acronym)
        named = _type_of(w, first, i) if first < i else None
        if named is not None:
            found.append(Definition(acronym, (j, j + size), (first, i), named))
    return found


def term_acronyms(w: Words) -> frozenset[str]:
    """Acronyms that the document gives for a term which names nobody («Valeur Universelle Exceptionnelle (VUE)»)."""
    found = set()
    for i in range(1, w.count):
        if w.text[i] == "(" and (size := acronym_at(w, i + 1)) and w.text[i + 1 + size] == ")":
            acronym = w.quote(i + 1, i + 1 + size)
            first = _back(w, i, acronym)
            if first < i and _type_of(w, first, i) is None:
                found.add(fold("".join(w.text[i + 1 : i + 1 + size])))
    return frozenset(found)


def initials_of(name: str) -> str:
    """The acronym that a name's own letters make: «Communauté d'agglomération de Lens-Liévin» → CALL."""
    parts = [p for p in fold(name).replace("'", " ").replace("-", " ").replace(",", " ").split() if p.isalnum()]
    return "".join(p[0] for p in parts if p not in FUNCTION and p not in DE and p not in ARTICLE).upper()


def _letters(w: Words, first: int, last: int, acronym: str) -> bool:
    """Do the acronym's letters come in order among the initials of these words, the first from the first word?"""
    wanted = [c for c in fold(acronym) if c.isalpha()]
    initials = [w.norm[k][0] for k in range(first, last) if w.text[k][0].isalnum()]
    if not wanted or not initials or initials[0] != wanted[0]:
        return False
    hit = 0
    for letter in initials:
        if hit < len(wanted) and letter == wanted[hit]:
            hit += 1
    return hit >= max(2, len(wanted) - 2)


def _spells(w: Words, full: Candidate, acronym: str) -> bool:
    """Are these the name's letters, those of the noun that announces it included («association « X Y » (AXY)»)?"""
    if _letters(w, full.first, full.last, acronym):
        return True
    first = full.first - (w.text[full.first - 1] in OPEN)
    if w.gap[first] <= SPACE and _letters(w, first - 1, full.last, acronym):
        return True
    if full.type in (ORG, PROGRAMME) and _own_letters(w, full, acronym):
        return True
    return full.type is ORG and fold(acronym)[0] == w.norm[full.first][0]


def _own_letters(w: Words, full: Candidate, acronym: str) -> bool:
    """Are these the letters of all capitals after the head («Mission Atelier du Lac Vert (ALV)»)?"""
    capitals = "".join(w.norm[k][0] for k in range(full.first + 1, full.last) if w.capital(k))
    return len(capitals) > 1 and capitals == fold(acronym)


def _back(w: Words, i: int, acronym: str) -> int:
    """Walk back from the bracket at ``i`` over words whose initials spell the acronym; ``i`` when they do not."""
    letters = [c for c in fold(acronym) if c.isalpha()]
    k, hit, skipped = i - 1, len(letters) - 1, 0
    first = i
    while k >= max(0, i - 14) and hit >= 0:
        if w.text[k] == "," and w.norm[k + 1] in DE and len(letters) > 3:
            k -= 1  # «Schéma régional de l'enseignement supérieur, de la recherche et de l'innovation (SRESRI)»
            continue
        if w.gap[k + 1] == BREAK or w.text[k][0] in ",;:.()":
            break
        if w.norm[k][0] == letters[hit] and (
            (w.norm[k] not in DE and w.norm[k] not in ARTICLE)
            or (
                letters[hit] == w.norm[k][0] and w.norm[k] not in ("de", "la", "le", "les", "des", "du", "d", "l", "et")
            )
        ):
            hit -= 1
            first = k
        elif not (w.norm[k] in FUNCTION or w.norm[k] in DE or w.norm[k] in ARTICLE):
            skipped += 1  # «Centre local d'information et de coordination gérontologique (CLIC)»
            if skipped > 2 or w.capital(k) or len(letters) < 3:
                break
        k -= 1
    if skipped and not (first < i and w.capital(first)):
        return i
    return first if hit < 0 and len(letters) >= 2 else i


def _head_of(w: Words, i: int, acronym: str) -> int:
    """«Fédération des lieux de musiques (FEDELIMU)»: a head with a capital and lower-case words from it to the bracket; else ``i``."""
    for k in range(i - 1, max(-1, i - 18), -1):
        if w.gap[k + 1] == BREAK or not w.text[k][0].isalpha() or w.norm[k] in ("entre", "avec", "par", "que", "qui"):
            return i
        if w.capital(k) and phrases("organisations", "institution").match(w.norm, k) and i - k > 2:
            same = w.norm[k][0] == fold(acronym)[0]
            return k if same and not w.shouting[k] else i
    return i


def _type_of(w: Words, first: int, last: int) -> EntityType | None:
    """What a full name is by its first words; ``None`` for «Valeur Universelle Exceptionnelle»: a term, not a name."""
    law = w.norm[first - 1] in DE and w.norm[first - 2] == "loi"
    if law or phrases("organisations", "no_name").match(w.norm, first):
        return None
    if phrases("programmes", "head").match(w.norm, first):
        return PROGRAMME
    if w.norm[first] in words("organisations", "house") and sum(w.capital(k) for k in range(first, last)) > 1:
        return ORG
    if phrases("projects", "thing").match(w.norm, first) or phrases("projects", "action").match(w.norm, first):
        return EntityType.PROJECT
    return ORG if phrases("organisations", "institution").match(w.norm, first) else None


def territory_head(w: Words, first: int) -> bool:
    """Does the head of a body that has a territory stand at word ``first``?"""
    return w.norm[first] in ("communaute", "metropole", "agglomeration", "ca", "cc", "cu")
