"""Acronyms: those the document defines, those of national bodies and schemes, those that can only be a body."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from filon.annotate.lexicon import data, phrases, words
from filon.annotate.names.candidate import Candidate
from filon.annotate.names.grammar import ARTICLE, CLOSE, DE, FUNCTION, OPEN, acts_at, extend
from filon.annotate.words import BREAK, SPACE, TIGHT, Words, fold
from filon.model import EntityType

ORG, PROGRAMME, PLACE = EntityType.ORG, EntityType.PROGRAMME, EntityType.PLACE


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
                and _letters(w, full.first, full.last, _spell(w, i - back, i))
            ):
                found.append(Definition(_spell(w, i - back, i), (i - back, i), (full.first, full.last), full.type))
            continue
        acronym = _spell(w, j, j + size)
        full = ends.get(i) or (ends.get(i - 1) if w.text[i - 1] in CLOSE else None)
        if full is not None and _spells(w, full, acronym):
            found.append(Definition(acronym, (j, j + size), (full.first, full.last), full.type))
            continue
        first = _back(w, i, acronym)
        if first < i:
            kind = _type_of(w, first)
            if kind is None:
                continue
            found.append(Definition(acronym, (j, j + size), (first, i), kind))
    return found


def find_acronyms(w: Words, defined: Sequence[Definition], initials: dict[str, str]) -> Iterator[Candidate]:
    """Every place where an acronym stands; ``initials`` gives the acronyms of the bodies the document names in full."""
    table = {fold(d.acronym): d for d in defined}
    orgs, schemes = data("organisations")["acronym"], data("programmes")["acronym"]
    by_fold = {fold(k): (ORG, v) for k, v in orgs.items()} | {fold(k): (PROGRAMME, v) for k, v in schemes.items()}
    stop = words("abbreviations", "words") | _terms(w)
    for definition in defined:
        yield Candidate(*definition.name_words, definition.type, "acronym:full-name", 0.93, 78)
    i = 0
    while i < w.count:
        if (
            w.norm[i] in ("cd", "cg")
            and w.capital(i)
            and w.text[i + 1].isdigit()
            and len(w.text[i + 1]) in (2, 3)
            and w.gap[i + 1] <= SPACE
        ):
            yield Candidate(
                i, i + 2, ORG, "acronym:departement", 0.92, 80, "org-departement", (f"departement:{w.text[i + 1]}",)
            )
            i += 2
            continue
        size = acronym_at(w, i)
        if not size:
            if w.text[i] in ("Anah", "Unesco", "Feder", "Ademe", "Dreal", "Drac", "Detr", "Dsil", "Caf", "Sdis"):
                kind, _ = by_fold[w.norm[i]]
                yield Candidate(i, i + 1, kind, "acronym:national", 0.9, 65)
            i += 1
            continue
        taken = 0
        for n in range(size, 0, -1):
            spelled = fold(_spell(w, i, i + n))
            tight = fold("".join(w.text[i : i + n]))
            if spelled in table or tight in table:
                definition = table.get(spelled) or table[tight]
                plain = Candidate(i, i + n, definition.type, "acronym:defined", 0.95, 79)
                more = _with_complement(w, plain)
                # «CRIJ Bretagne» beside a defined «CRIJ» is the same body; «CCAS de Lens» is another than «CCAS»
                yield plain if more.last - plain.last > 3 or w.norm[plain.last] in DE else more
                taken = n
                break
            if tight in by_fold and by_fold[tight][1] and not _shouting(w, i):
                kind = by_fold[tight][0]
                yield _with_complement(w, Candidate(i, i + n, kind, "acronym:national", 0.9, 65))
                taken = n
                break
        if not taken and size >= 1:
            spelled = _spell(w, i, i + size)
            folded = fold("".join(w.text[i : i + size]))
            if spelled.upper() in initials or folded.upper() in initials:
                yield Candidate(i, i + size, ORG, "acronym:initials", 0.85, 64)
                taken = size
            elif folded not in stop and _body(w, i, size):
                yield _with_complement(w, Candidate(i, i + size, ORG, "acronym:unknown", 0.6, 38))
                taken = size
        i += max(taken, size, 1)


def _with_complement(w: Words, candidate: Candidate) -> Candidate:
    """«CAF du Finistère», «PROCIVIS Nouvelle Aquitaine», «SDIS 29»: a body's acronym with the ground or name that tells which."""
    j = candidate.last
    if candidate.type is not ORG or w.gap[j] != SPACE:
        return candidate
    if w.text[j].isdigit() and len(w.text[j]) in (2, 3) and w.gap[j + 1] != TIGHT:
        return replace(candidate, last=j + 1, weight=max(candidate.weight, 66))
    k = j
    while w.norm[k] in DE or (w.norm[k] in ARTICLE and k > j):
        k += 1
    if not (w.capital(k) and w.gap[k] <= SPACE and w.norm[k] not in FUNCTION) or acronym_at(w, k) > 1:
        return candidate
    if k > j and candidate.method == "acronym:unknown":
        return candidate
    last = extend(w, j, lower=frozenset(), conjoin=False, limit=8)
    return replace(candidate, last=last, weight=max(candidate.weight, 66)) if last > j else candidate


def _terms(w: Words) -> frozenset[str]:
    """Acronyms that the document gives for a term which names nobody («Valeur Universelle Exceptionnelle (VUE)»)."""
    found = set()
    for i in range(1, w.count):
        if w.text[i] == "(" and (size := acronym_at(w, i + 1)) and w.text[i + 1 + size] == ")":
            acronym = _spell(w, i + 1, i + 1 + size)
            first = _back(w, i, acronym)
            if first < i and _type_of(w, first) is None:
                found.add(fold("".join(w.text[i + 1 : i + 1 + size])))
    return frozenset(found)


def initials_of(name: str) -> str:
    """The acronym that a name's own letters make: «Communauté d'agglomération de Lens-Liévin» → CALL."""
    parts = [p for p in fold(name).replace("'", " ").replace("-", " ").replace(",", " ").split() if p.isalnum()]
    return "".join(p[0] for p in parts if p not in FUNCTION and p not in DE and p not in ARTICLE).upper()


def _spell(w: Words, first: int, last: int) -> str:
    return w.quote(first, last)


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
    return full.type is ORG and fold(acronym)[0] == w.norm[full.first][0]


def _back(w: Words, i: int, acronym: str) -> int:
    """Walk back from the bracket at ``i`` over words whose initials spell the acronym; ``i`` when they do not."""
    letters = [c for c in fold(acronym) if c.isalpha()]
    k, hit = i - 1, len(letters) - 1
    first = i
    while k >= max(0, i - 14) and hit >= 0:
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
            break
        k -= 1
    return first if hit < 0 and len(letters) >= 2 else i


def _type_of(w: Words, first: int) -> EntityType | None:
    """What a full name is by its first words; ``None`` for «Valeur Universelle Exceptionnelle»: a term, not a name."""
    if phrases("programmes", "head").match(w.norm, first):
        return PROGRAMME
    if phrases("projects", "thing").match(w.norm, first) or phrases("projects", "action").match(w.norm, first):
        return EntityType.PROJECT
    return ORG if phrases("organisations", "institution").match(w.norm, first) else None


def _shouting(w: Words, i: int) -> bool:
    """Is the word one of a line in capitals, where nothing tells an acronym from a word?"""
    return w.shouting[i]


def _body(w: Words, i: int, size: int) -> bool:
    """Does the context say that this unknown acronym is a body: a determiner, a bracket after a name, an act?"""
    if (
        _shouting(w, i)
        or any(w.text[k].isdigit() for k in range(i, i + size))
        or sum(len(w.text[k]) for k in range(i, i + size)) < 3
    ):
        return False
    before = w.norm[i - 1] if i and w.gap[i] != BREAK else ""
    after = w.text[i + size]
    if acts_at(w, i + size) and w.gap[i + size] == SPACE:
        return True
    if before == "(" and w.norm[i + size] in ("a", "de", "du"):
        return True
    return (
        (before in ("la", "le", "l", "du", "avec", "par", "d", "et", "/") and w.gap[i] <= SPACE)
        or (before == "(" and after in "),")
        or (before == "," and after in ",)")
    )
