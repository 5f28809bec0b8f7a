"""Acronyms: those the document defines, those of national bodies and schemes, those that can only be a body."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from filon.annotate.lexicon import french_words, words
from filon.annotate.names.candidate import Candidate
from filon.annotate.names.definitions import Definition, acronym_at, term_acronyms, territory_head
from filon.annotate.names.grammar import (
    ARTICLE,
    DE,
    FUNCTION,
    OPEN,
    acts_at,
    extend,
    is_name_word,
    on_ground,
    own_part,
    quoted,
    years,
)
from filon.annotate.wordlists import wordlist
from filon.annotate.words import BREAK, NEWLINE, SPACE, TIGHT, Words, fold
from filon.model import EntityType

ORG, PROGRAMME, PLACE = EntityType.ORG, EntityType.PROGRAMME, EntityType.PLACE
_LEVEL = re.compile(r"(?:metropolitaine?|territoriale?|regionale?|departementale?|locale?|interdepartementale?)\Z")
_SPOKEN = 5  # letters from which a French word in capitals is that word, not an acronym


def find_acronyms(
    w: Words,
    defined: Sequence[Definition],
    initials: dict[str, str],
    grounds: frozenset[int] = frozenset(),
    payers: frozenset[int] = frozenset(),
) -> Iterator[Candidate]:
    """Every place where an acronym stands.

    ``initials`` gives the acronyms of the bodies that the document names in full, ``grounds`` the words before which a body
    spoken of as ground ends: «… (ACR)» after it means the same ground. ``payers`` are those before which an authority ends
    that goes by another acronym, if by any: «Région (ACR)» names the scheme it pays from.
    """
    for definition in defined:
        yield Candidate(*definition.name_words, definition.type, "acronym:full-name", 0.93, 78)
    known = _Known(w, defined, initials)
    ground_until = 0  # the word to which an enumeration of grounds reaches
    bodies: set[str] = set()
    silent: list[int] = []  # acronyms of which their own surroundings say nothing
    i = 0
    while i < w.count:
        if _departement_number(w, i):
            key = f"departement:{w.text[i + 1]}"
            yield Candidate(i, i + 2, ORG, "acronym:departement", 0.92, 80, "org-departement", (key,))
            i += 2
            continue
        size = 0 if _in_reference(w, i) else acronym_at(w, i)
        found = known.read(i, size) if size else known.spelled_small(i)
        if found is not None:
            ground = known.territory(i, found) and (
                on_ground(w, i) or (w.text[i - 1] == "(" and i - 1 in grounds) or (i <= ground_until and _goes_on(w, i))
            )
            if found.type is ORG and ground:
                found = replace(found, type=PLACE)
            elif found.method == "acronym:unknown" and ((i - 1 in payers and w.text[i - 1] == "(") or _framing(w, i)):
                found = replace(found, type=PROGRAMME)
            if found.type is PLACE:
                ground_until = found.last + 4
            if found.method == "acronym:unknown" and found.type is ORG and found.last == i + 1:
                bodies.add(w.text[i])
            yield found
        elif size == 1:
            silent.append(i)
        i += max(size, 1, found.last - i if found is not None and not size else 0)
    yield from _elsewhere(w, silent, bodies)


def _elsewhere(w: Words, silent: Sequence[int], bodies: Collection[str]) -> Iterator[Candidate]:
    """An acronym that is a body in one sentence is one in the next: «CIVIS : 0,6 M€»."""
    for i in silent:
        several = w.norm[i - 1] in ("les", "des", "aux") or w.text[i - 1].isdigit()  # a kind of body, not one
        if w.text[i] in bodies and not (several or w.shouting[i]) and w.gap[i] >= SPACE:
            yield Candidate(i, i + 1, ORG, "acronym:unknown", 0.55, 37)


def _in_reference(w: Words, i: int) -> bool:
    """Do these letters stand in the number of an act («n° 2013-034 /PREF/SGAR»)?"""
    k = i
    while k > i - 8 and w.gap[k] <= SPACE and (w.text[k - 1] in "/-–" or (k < i and w.text[k - 1][0].isdigit())):
        k -= 1 if w.text[k - 1][0].isdigit() else 2
    return k < i and w.text[k - 1] == "°"


def _goes_on(w: Words, i: int) -> bool:
    """Does an enumeration go on before word ``i`` («…, la X et de la Y»)?"""
    k = i - 1
    while w.norm[k] in ARTICLE or w.norm[k] in DE:
        k -= 1
    return w.text[k] == "," or w.norm[k] == "et"


def _departement_number(w: Words, i: int) -> bool:
    """«CD62», «Cd 62»."""
    number = w.text[i + 1]
    return (
        w.norm[i] in ("cd", "cg")
        and w.capital(i)
        and number.isdigit()
        and len(number) in (2, 3)
        and w.gap[i + 1] <= SPACE
    )


class _Known:
    """What acronyms mean in one document: those it defines, those it may know by initials, those of the whole country."""

    def __init__(self, w: Words, defined: Sequence[Definition], initials: dict[str, str]) -> None:
        self._w = w
        self._defined = {fold(d.acronym): d for d in defined}
        self._initials = initials
        self._national = {fold(k): (ORG, bool(v)) for k, v in wordlist("organisations")["acronym"].items()} | {
            fold(k): (PROGRAMME, bool(v)) for k, v in wordlist("programmes")["acronym"].items()
        }
        self._stop = words("abbreviations", "words") | words("organisations", "legal_form") | term_acronyms(w)

    def read(self, i: int, size: int) -> Candidate | None:
        """The candidate that begins with the acronym of ``size`` words at ``i``."""
        w = self._w
        for n in range(size, 0, -1):
            tight = fold("".join(w.text[i : i + n]))
            definition = self._defined.get(fold(w.quote(i, i + n))) or self._defined.get(tight)
            if definition is not None:
                return self._plain(definition, i, n)
            kind, named = self._national.get(tight.replace(".", ""), (ORG, False))
            plain = not w.shouting[i] or (tight not in french_words() and len(tight) > 3)
            if named and plain and not _class_of_persons(w, i):
                last = _suffixed(w, i + size)
                if kind is PROGRAMME and w.text[i - 1] == "(" and _article_number(w, i - 2):
                    return Candidate(i, i + n, PROGRAMME, "motto", 0.0, 65)
                if kind is PROGRAMME:
                    return _scheme(w, Candidate(i, last, PROGRAMME, "acronym:national", 0.9, 65))
                return _with_complement(w, Candidate(i, i + n, ORG, "acronym:national", 0.9, 65))
        letters = fold("".join(w.text[i : i + size]))
        if fold(w.quote(i, i + size)).upper() in self._initials or letters.upper() in self._initials:
            return Candidate(i, i + size, ORG, "acronym:initials", 0.85, 64)
        if letters not in self._stop and _body(w, i, size):
            return _with_complement(w, Candidate(i, _suffixed(w, i + size), ORG, "acronym:unknown", 0.6, 38))
        return None

    def _plain(self, definition: Definition, i: int, n: int) -> Candidate:
        """A defined acronym. «CRIJ Bretagne» beside a defined «CRIJ» is the same body; «CCAS de Lens» is another than «CCAS»."""
        w = self._w
        plain = Candidate(i, i + n, definition.type, "acronym:defined", 0.95, 79)
        more = _with_complement(w, plain)
        return plain if more.last - plain.last > 3 or w.norm[plain.last] in DE else more

    def spelled_small(self, i: int) -> Candidate | None:
        """«Anah», «la Dreal», «le Cej»: a national acronym written as a word that French does not have."""
        w = self._w
        norm = w.norm[i]
        kind, named = self._national.get(norm, (ORG, False))
        small = kind is PROGRAMME and len(norm) > 3 and w.text[i] == norm and norm.isalpha()  # «le fpic 2022»
        if not (named and (w.capital(i) or small) and len(norm) > 2) or norm in french_words():
            return None
        if norm in words("abbreviations", "ambiguous") or w.text[i + 1] in OPEN:
            return None
        return _with_complement(w, Candidate(i, i + 1, kind, "acronym:national", 0.9, 65))

    def territory(self, i: int, found: Candidate) -> bool:
        """Is this the acronym of a body that has a territory: of an EPCI that the document names?"""
        w = self._w
        letters = w.quote(i, found.last)
        definition = self._defined.get(fold(letters))
        if definition is not None:
            return territory_head(w, definition.name_words[0])
        if found.method == "acronym:unknown":
            return True
        return self._initials.get(letters.upper(), "").startswith("epci:")


def _framing(w: Words, i: int) -> bool:
    """«dans le cadre du X», «au titre de la Y»: money or work comes under a scheme."""
    k = i - 1
    while w.norm[k] in ARTICLE or w.norm[k] in DE:
        k -= 1
    return k < i - 1 and w.norm[k] in ("cadre", "titre") and w.norm[k + 1] in DE


def _article_number(w: Words, k: int) -> bool:
    """Does the number of a law's article end at ``k`` («articles L. 303-1 (OPAH)»)?"""
    return w.text[k].isdigit() and not {"article", "articles"}.isdisjoint(w.norm[max(0, k - 8) : k])


def _class_of_persons(w: Words, i: int) -> bool:
    """«les allocataires du RSA», «population DGF» are persons: the benefit is not spoken of."""
    if w.norm[i - 1] == "population":
        return True
    return w.norm[i - 1] in DE and w.norm[i - 2].startswith(("allocataire", "beneficiaire", "titulaire"))


def _suffixed(w: Words, last: int) -> int:
    """Past the sign that ends an acronym: «FSE+»."""
    return last + 1 if w.text[last] == "+" and w.gap[last] == TIGHT else last


def _scheme(w: Words, candidate: Candidate) -> Candidate:
    """A scheme's acronym with what tells which: «OPAH – RU», «DSIL « rénovation »», «SCOT du Grand X», «CIE Pays de Y»."""
    j = candidate.last
    if w.text[j] in "-–" and w.gap[j] == SPACE and w.norm[j + 1] == "ru":
        j += 2
    elif w.norm[j] == "ru" and w.upper(j) and w.gap[j] == SPACE:
        j += 1
    last = j
    if w.gap[j] == SPACE and w.text[j] in OPEN and (past := quoted(w, j, limit=8)) > j:
        last = past
    elif w.gap[j] == SPACE and is_name_word(w, j) and w.text[j].isalpha() and not acronym_at(w, j):
        last = extend(w, j, lower=frozenset(), conjoin=False, limit=6)
    elif w.norm[candidate.first] in words("programmes", "grounded") and w.gap[j] == SPACE:
        k = j + (w.norm[j] == "multisite")
        last = max(last, k)
        if w.norm[k] in DE:
            past = extend(
                w, k, lower=frozenset({"centre", "ancien", "bourg", "pays", "bassin"}), conjoin=False, limit=9
            )
            last = years(w, past) if past > k and any(w.capital(n) for n in range(k, past)) else last
            last = own_part(w, j, last, acronyms=True)
    elif (past := years(w, j)) > j + 1:
        last = past  # «CPER 2021-2027», not «DETR 2024»
    return replace(candidate, last=last)


def _with_complement(w: Words, candidate: Candidate) -> Candidate:
    """«CAF du Finistère», «PROCIVIS Nouvelle Aquitaine», «SDIS 29»: a body's acronym with the ground or name that tells which."""
    j = candidate.last
    if candidate.type is not ORG or w.gap[j] != SPACE:
        return candidate
    if w.text[j].isdigit() and len(w.text[j]) in (2, 3) and (w.gap[j + 1] != TIGHT or w.text[j + 1] in "),;.:"):
        return replace(candidate, last=j + 1, weight=max(candidate.weight, 66))
    if _LEVEL.match(w.norm[j]) and w.text[j].islower() and w.capital(j + 1) and w.gap[j + 1] == SPACE:
        j += 1  # «CCI métropolitaine Bretagne ouest»
    k = j
    while w.norm[k] in DE or (w.norm[k] in ARTICLE and k > j):
        k += 1
    point = w.norm[k] in ("nord", "sud", "est", "ouest")
    named = point or w.norm[k] not in FUNCTION or is_name_word(w, k)
    if not (w.capital(k) and w.gap[k] <= SPACE and named) or acronym_at(w, k) > 1:
        return candidate
    if k > j and candidate.method == "acronym:unknown":
        return candidate
    if (
        point
        and w.capital(k + 1)
        and w.gap[k + 1] == SPACE
        and w.norm[k + 1] not in FUNCTION
        and not acronym_at(w, k + 1)
    ):
        point = False  # «CCI Ouest Normandie»
    last = k + 1 if point else extend(w, j, lower=frozenset(), conjoin=False, limit=8)
    return replace(candidate, last=last, weight=max(candidate.weight, 66)) if last > j else candidate


def _in_cell(w: Words, i: int, last: int) -> bool:
    """Does an acronym fill the label cell of a row of figures («| CIREST | 122 500 | 5 |»)?"""
    opens = w.gap[i] >= NEWLINE or w.text[i - 1] == "|"
    figures = last + (w.text[last] == "|")
    closes = w.gap[last] == BREAK or figures > last
    return opens and closes and len(w.text[i]) > 3 and w.norm[i] not in french_words() and w.text[figures][0].isdigit()


def _listed(w: Words, i: int, last: int) -> bool:
    """Is an acronym an item of a list, alone («- SMBVL ;») or after a key («Maître d'ouvrage délégué : SMBVL»)?"""
    bullet = w.text[i - 1] in "-–•" and w.gap[i - 1] >= NEWLINE and w.gap[i] == SPACE
    key = w.text[i - 1] == ":" and w.norm[i - 2] in words("organisations", "key") and w.gap[i] == SPACE
    ends = w.text[last] in ";,.(" or w.gap[last] >= NEWLINE
    return (bullet or key) and ends and len(w.text[i]) > 3 and w.norm[i] not in french_words()


def _body(w: Words, i: int, size: int) -> bool:
    """Does the context say that this unknown acronym is a body: a determiner, a bracket after a name, an act?"""
    if (
        len(set(w.norm[i])) == 1  # «XXX» is to be filled in
        or any(w.text[k].isdigit() for k in range(i, i + size))
        or sum(len(w.text[k]) for k in range(i, i + size)) < 3
        or (len(w.text[i]) > _SPOKEN and w.norm[i] in french_words())
    ):
        return False
    if w.shouting[i]:
        return _in_cell(w, i, i + size)
    before = w.norm[i - 1] if i and w.gap[i] != BREAK else ""
    after = w.text[i + size]
    if after == "/" and w.gap[i + size] == TIGHT:
        return False  # «décision ABC/DEF/2023-418»
    if _in_cell(w, i, i + size) or _listed(w, i, i + size):
        return True
    if acts_at(w, i + size) and w.gap[i + size] == SPACE:
        return True
    if before == "(" and w.norm[i + size] in ("a", "de", "du"):
        return True
    return (
        (before in ("la", "le", "l", "du", "avec", "par", "d", "et", "/") and w.gap[i] <= SPACE)
        or (before == "(" and after in "),")
        or (before == "," and after in ",)")
    )
