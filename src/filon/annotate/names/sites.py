"""Names of ground that no registry of territories holds: sites, roads, natural regions, basins, countries."""

from __future__ import annotations

import re
from collections.abc import Iterator

from filon.annotate.lexicon import french_words, phrases, words
from filon.annotate.names.candidate import Candidate
from filon.annotate.names.grammar import ARTICLE, DE, FUNCTION, extend, is_name_word, is_year, quoted
from filon.annotate.words import BREAK, NEWLINE, SPACE, TIGHT, Words
from filon.model import EntityType

PLACE = EntityType.PLACE
# Adjectives that may stand before a name: «le vieux X».
_AGES = frozenset({"vieux", "vieille", "grand", "grande", "petit", "petite"})
_BEFORE_HEAD = FUNCTION | frozenset({"ancien", "nouveau", "petit", "grand", "dit"})
_AREA = re.compile(r"(?:[a-z]{3,}(?:ois|ais|isis|aisis|esis|entais|ouis|onnais))$")
_NOT_AREA = frozenset(
    "francais anglais trois mois fois bois choix mais jamais desormais droits frais delais relais marais palais essais rabais quais lois emplois exploits toits anglais chinois japonais portugais hollandais irlandais ecossais suedois danois bourgeois courtois".split()
)
_GENTILIC = re.compile(r"[a-z]{3,}(?:oises?|aises?|iennes?|enses?|ines?|ois)$")
_BASIN = frozenset({"minier", "houiller", "ferrifere", "siderurgique", "potassique", "ardoisier"})
_ROAD = frozenset({"rd", "rn", "gr", "vc", "rc"})
_LETTER_ROAD = frozenset({"a", "d", "n"})


def find_sites(w: Words) -> Iterator[Candidate]:
    """Candidates of type PLACE in reading order of each kind."""
    yield from _roads(w)
    yield from _sites(w)
    yield from _areas(w)


def _roads(w: Words) -> Iterator[Candidate]:
    i = 0
    while i < w.count:
        norm = w.norm[i]
        j = i
        if norm in _ROAD and w.text[i].isupper() and w.gap[i + 1] <= SPACE:
            j = i + 1
            if (w.norm[j] in ("n", "d") and w.gap[j + 1] == TIGHT and w.text[j + 1].isdigit()) or w.text[j] == "°":
                j += 1
        elif (
            norm in _LETTER_ROAD
            and w.text[i].isupper()
            and w.gap[i + 1] == TIGHT
            and w.text[i + 1].isdigit()
            and (w.gap[i] != TIGHT or w.text[i - 1] in "(/,-–" or w.norm[i - 1] in ("l", "d"))
        ):
            j = i + 1
        elif norm in ("eurovelo", "euroveloroute", "veloroute", "voie") and w.capital(i) and norm != "voie":
            j = i + 1
            if w.norm[j] in ("n", "ev"):
                j += 1
            if w.text[j] == "°":
                j += 1
        if j > i and w.text[j].isdigit() and len(w.text[j]) <= 4 and w.gap[j] <= SPACE:
            j += 1
            if w.norm[j] in ("e", "bis") and w.gap[j] == TIGHT:
                j += 1
                if w.text[j].isdigit() and w.gap[j] == TIGHT:
                    j += 1
            elif w.norm[j] in ("bis", "ter") and w.gap[j] == SPACE:
                j += 1
            if w.text[j] in "€%" or (w.gap[i] >= NEWLINE and len(w.text[j]) == 4 and w.text[j].isdigit()):
                i += 1  # «D24 2025» heads a decision
                continue
            yield Candidate(i, j, PLACE, "place:road", 0.9, 62, "site-road")
            i = j
            continue
        i += 1


def _sites(w: Words) -> Iterator[Candidate]:
    """A noun of ground with its name: «quartier des Tilleuls», «fosse 12», «l'ancienne gare de X»."""
    heads = phrases("places", "site")
    i = 0
    while i < w.count:
        size = heads.match(w.norm, i)
        j = i + size
        in_capitals = w.upper(i) and w.upper(j) and w.norm[i] not in ("zac", "zal", "za", "zi")
        found = _site(w, i, j) if size and w.gap[j] != BREAK and not in_capitals and not _compound(w, i) else None
        if found is not None:
            yield found
            i = max(found.last, i + 1)
        else:
            i += 1


def _compound(w: Words, i: int) -> bool:
    """Is the head the second noun of a pair («une chaufferie bois de X»)?"""
    before = w.norm[i - 1]
    return w.norm[i] == "bois" and w.gap[i] == SPACE and w.text[i - 1].islower() and before not in _BEFORE_HEAD


def _site(w: Words, i: int, j: int) -> Candidate | None:
    head = " ".join(w.norm[i:j])
    if head in ("site", "sites") and w.norm[j : j + 2] == ["natura", "2000"] and (past := quoted(w, j + 2)) > j + 2:
        return Candidate(i, past, PLACE, "place:site", 0.8, 74, "site")  # «site Natura 2000 « X »»
    if w.norm[j] in ("dit", "dite") and (past := quoted(w, j + 1)) > j + 1:
        return Candidate(j + 2, past - 1, PLACE, "place:site-quoted", 0.8, 60, "site")
    if head in words("places", "street") and (past := _address(w, i, j)) > j:
        # with its house number it is an address: it takes its words, and names nothing
        return Candidate(i, past, PLACE, "address", 0.0, 60)
    past = quoted(w, j)
    past = past if past > j else _numbered(w, j, head) or _named(w, i, j, head)
    if past == j:
        return _alone(w, i, j, head)
    if w.text[past - 1] in ",-–":
        return None
    if head == "hotel" and w.text[past] == "," and w.text[past + 1][0].isdigit():
        return Candidate(i, past, PLACE, "address", 0.0, 60)  # a seat told with its street and number
    if (
        past == j + 1
        and head in ("route", "voie", "site", "sites", "zone", "aire", "parc")
        and w.norm[j] in french_words()
    ):
        return None
    first = i
    if head in words("places", "generic") and not w.capital(i) and not w.text[past - 1].isdigit():
        while first < past and (first < j or w.norm[first] in DE or w.norm[first] in ARTICLE):
            first += 1
    weight = 58 if w.norm[j] not in DE else 56
    return Candidate(first, past, PLACE, "place:site", 0.75, weight, f"site-{head.split()[0]}", (), head)


def _address(w: Words, i: int, j: int) -> int:
    """The end of a street's name where a house number stands before it, else ``j``."""
    k = i - 1 - (w.text[i - 1] == ",")  # «22, cours X»
    number = w.text[k][-1].isdigit() and not (k < i - 1 and (len(w.text[k]) > 4 or is_year(w.text[k])))
    if w.gap[i] <= SPACE and (number or w.norm[k] in ("bis", "ter")):
        return max(extend(w, j, lower=frozenset(), conjoin=False), j + 1)
    return j


def _numbered(w: Words, j: int, head: str) -> int:
    """«fosse 12», «terril n° 74», «site du 11/19»: the end, 0 when no number follows."""
    if head not in words("places", "numbered"):
        return 0
    if w.norm[j] == "du" and w.text[j + 1].isdigit() and w.text[j + 2] in "-/" and w.text[j + 3].isdigit():
        return j + 4 + (w.norm[j + 4] == "bis")
    if head in ("site", "sites"):
        return 0
    if not (w.text[j].isdigit() or (w.norm[j] == "n" and w.text[j + 1] == "°")):
        return 0
    past = j + (1 if w.text[j].isdigit() else 3)
    while (w.text[past] == "/" and w.text[past + 1].isdigit()) or w.norm[past] == "bis":
        past += 1 if w.norm[past] == "bis" else 2
    return past


def _named(w: Words, i: int, j: int, head: str) -> int:
    """The end of the name that follows the head at once or after «de», «aux»; ``j`` when none does."""
    k = j
    while w.norm[k] in DE or (w.norm[k] in ARTICLE and k > j):
        k += 1
    if is_name_word(w, k) and w.text[k][0].isalpha() and w.gap[k] <= SPACE:
        past = _without_years(w, k, extend(w, j, lower=_AGES, conjoin=False))
        to = ("aux", "au", "a") if head in words("places", "course") else ("aux",)
        if w.norm[past] in to and w.capital(past + 1) and w.capital(past - 1) and w.gap[past] == SPACE:
            past = max(past, extend(w, past + 1, lower=frozenset(), conjoin=False))
        return past
    if (
        w.norm[j] in ("aux", "a", "au")
        and head != "region"
        and w.capital(i)
        and w.capital(j + 1)
        and not w.shouting[i]
        and k == j
    ):
        return max(j, extend(w, j + 1, lower=frozenset(), conjoin=False))  # «Pointe aux Oies»
    if (
        w.capital(i)
        and k > j
        and head in words("places", "relief")
        and w.norm[i - 1] in ("le", "la", "l", "du", "au", "les")
        and w.text[k].islower()
        and w.gap[k] == SPACE
        and w.gap[i] <= SPACE
    ):
        return k + 1
    adjective = _GENTILIC.search(w.norm[j]) and w.gap[j] == SPACE and w.text[j].islower()
    return j + 1 if adjective and head in words("places", "region_noun") else j


def _without_years(w: Words, k: int, past: int) -> int:
    """Cut the years of a scheme from the name of its ground («Pays de X 2025-2029»)."""
    while past > k + 1 and (w.text[past - 1] in "-–" or (w.text[past - 1].isdigit() and len(w.text[past - 1]) == 4)):
        past -= 1
    return past


def _alone(w: Words, i: int, j: int, head: str) -> Candidate | None:
    """«l'Hôtel de Ville»; «le Parc», «la Citadelle» as short references."""
    if not w.capital(i) or w.shouting[i]:
        return None
    if head in words("places", "whole"):
        return Candidate(i, j, PLACE, "place:site-whole", 0.8, 91, "site", (), head)
    definite = w.norm[i - 1] in ("le", "la", "l", "du", "au", "ce", "cette") and w.gap[i] <= SPACE
    if definite and head in words("places", "short"):
        return Candidate(i, j, PLACE, "place:site-short", 0.7, 33, None, (), head, short=True)
    return None


def _areas(w: Words) -> Iterator[Candidate]:
    countries = phrases("places", "country")
    rivers = words("places", "river")
    areas = phrases("places", "area")
    for i in range(w.count):
        norm = w.norm[i]
        if norm == "bassin" and w.norm[i + 1] in _BASIN:
            yield Candidate(
                i,
                extend(w, i + 2, lower=frozenset(), conjoin=False),
                PLACE,
                "place:basin",
                0.9,
                50,
                "area",
                (),
                "bassin",
            )
            continue
        if not w.capital(i):
            continue
        before = w.norm[i - 1] if i and w.gap[i] != BREAK else ""
        size = countries.match(w.norm, i)
        if (
            areas.match(w.norm, i)
            and not w.shouting[i]
            and before in ("l", "le", "la", "du", "d", "en", "de", "dans", "des", ":", ",")
        ):
            yield Candidate(i, i + areas.match(w.norm, i), PLACE, "place:area", 0.8, 41, "area")
        elif (
            size
            and not w.upper(i)
            and before in ("en", "la", "l", "de", "d", "du", "au", "aux", "le", "a", "vers", ",", "et", "(")
            and w.norm[i + size] not in ("services", "relance", "travail", "tourisme", "renov")
        ):
            yield Candidate(i, i + size, PLACE, "place:country", 0.8, 40, "country")
        elif norm in rivers and _river(w, i):
            yield Candidate(i, i + 1, PLACE, "place:river", 0.8, 41, "area")
        elif (
            norm not in _NOT_AREA
            and _AREA.search(norm)
            and before in ("le", "du", "l", "au", "de", "en", "dans")
            and w.gap[i] <= SPACE
            and not w.upper(i)
            and w.norm[i - 2] != "musee"
        ):
            yield Candidate(i, i + 1, PLACE, "place:area", 0.8, 42, "area")


def _river(w: Words, i: int) -> bool:
    """«la Garonne», «sur l'Orne»: a river's name after an article, with nothing that makes it part of another name."""
    article = w.norm[i - 1] in ("la", "le", "l", "du") and w.gap[i] <= SPACE
    article = article and (w.text[i - 1][0].islower() or w.gap[i - 1] >= NEWLINE or w.text[i - 2] in ".;")
    alone = not (w.capital(i + 1) and w.gap[i + 1] <= SPACE) and not (
        w.gap[i + 1] == TIGHT and w.text[i + 1][0].isalnum()
    )
    return article and alone and not w.upper(i)
