"""Names of ground that no registry of territories holds: sites, roads, natural regions, basins, countries."""

from __future__ import annotations

import re
from collections.abc import Iterator

from filon.annotate.lexicon import french_words, phrases
from filon.annotate.names.candidate import Candidate
from filon.annotate.names.grammar import ARTICLE, DE, OPEN, extend, is_name_word, quoted
from filon.annotate.words import BREAK, SPACE, TIGHT, Words
from filon.model import EntityType

PLACE = EntityType.PLACE
_AREA = re.compile(r"(?:[a-z]{3,}(?:ois|ais|isis|aisis|esis|entais|ouis|onnais))$")
_NOT_AREA = frozenset(
    "francais anglais trois mois fois bois choix mais jamais desormais droits frais delais relais marais palais essais rabais quais lois emplois exploits toits anglais chinois japonais portugais hollandais irlandais ecossais suedois danois bourgeois courtois".split()
)
_GENTILIC = re.compile(r"[a-z]{3,}(?:oises?|aises?|iennes?|enses?|ines?|ois)$")
_SHORT_SITES = frozenset(
    "fort chateau parc site cite port citadelle abbaye domaine arsenal marais lac canal ile musee gare grand site palais moulin".split()
)
_WHOLE_SITES = frozenset(
    {"hotel du departement", "hotel de ville", "hotel de region", "hotel de police", "hotel de la region"}
)
_STREETS = frozenset("rue avenue boulevard quai place chemin impasse cours square route allee".split())
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
            if w.text[j] in "€%":
                i += 1
                continue
            yield Candidate(i, j, PLACE, "place:road", 0.9, 62, "site-road")
            i = j
            continue
        i += 1


def _sites(w: Words) -> Iterator[Candidate]:
    heads = phrases("places", "site")
    i = 0
    while i < w.count:
        size = heads.match(w.norm, i)
        if not size:
            i += 1
            continue
        j = i + size
        head = " ".join(w.norm[i:j])
        if w.gap[j] == BREAK or (w.upper(i) and w.upper(j) and head not in ("zac", "zal", "za", "zi")):
            i += 1
            continue
        past = j
        if w.text[j] in OPEN:
            past = quoted(w, j)
        elif w.norm[j] in ("dit", "dite") and w.text[j + 1] in OPEN:
            past = quoted(w, j + 1)
            if past > j + 1:
                yield Candidate(j + 2, past - 1, PLACE, "place:site-quoted", 0.8, 60, "site")
                i = past
                continue
        if past == j:
            numbered_house = w.gap[i] <= SPACE and (w.text[i - 1][-1].isdigit() or w.norm[i - 1] in ("bis", "ter"))
            if head in _STREETS and numbered_house:
                # with its house number it is an address: it takes its words, and names nothing
                past = max(extend(w, j, lower=frozenset(), conjoin=False), j)
                yield Candidate(i, past, PLACE, "address", 0.0, 60)
                i = past
                continue
            if (
                head in ("site", "sites", "puits", "fosse", "fosses", "terrils")
                and w.norm[j] == "du"
                and w.text[j + 1].isdigit()
                and w.text[j + 2] in "-/"
                and w.text[j + 3].isdigit()
            ):
                yield Candidate(i, j + 4, PLACE, "place:site-numbered", 0.8, 58, "site", (), head)
                i = j + 4
                continue
            numbered = head in ("fosse", "cite", "terril", "puits", "echangeur", "terrils") and (
                w.text[j].isdigit() or (w.norm[j] == "n" and w.text[j + 1] == "°")
            )
            if numbered:
                past = j + (1 if w.text[j].isdigit() else 3)
                while (w.text[past] == "/" and w.text[past + 1].isdigit()) or w.norm[past] == "bis":
                    past += 1 if w.norm[past] == "bis" else 2
            else:
                k = j
                while (
                    w.norm[k] in DE
                    or (w.norm[k] in ARTICLE and k > j)
                    or (w.norm[k] in ("du", "de", "des", "d") and k < j + 3)
                ):
                    k += 1
                proper = is_name_word(w, k) and w.text[k][0].isalpha() and w.gap[k] <= SPACE
                if proper:
                    past = extend(
                        w, j, lower=frozenset({"vieux", "vieille", "grand", "grande", "petit", "petite"}), conjoin=False
                    )
                elif (
                    w.capital(i)
                    and k > j
                    and head in ("cap", "pointe", "baie", "mont", "ile", "anse", "col", "val", "lac", "pic")
                    and w.norm[i - 1] in ("le", "la", "l", "du", "au", "les")
                    and w.text[k].islower()
                    and w.gap[k] == SPACE
                    and w.gap[i] <= SPACE
                ):
                    past = k + 1
                elif (
                    head
                    in (
                        "metropole",
                        "agglomeration",
                        "marais",
                        "bassin",
                        "littoral",
                        "pays",
                        "plaine",
                        "aire urbaine",
                        "cote",
                    )
                    and _GENTILIC.search(w.norm[j])
                    and w.gap[j] == SPACE
                    and w.text[j].islower()
                ):
                    past = j + 1
        if past == j and head in _WHOLE_SITES and w.capital(i) and not w.shouting[i]:
            yield Candidate(i, j, PLACE, "place:site-whole", 0.8, 91, "site", (), head)
            i = j
            continue
        if (
            past == j
            and w.capital(i)
            and not w.shouting[i]
            and w.norm[i - 1] in ("le", "la", "l", "du", "au", "ce", "cette")
            and w.gap[i] <= SPACE
            and head in _SHORT_SITES
        ):
            yield Candidate(i, j, PLACE, "place:site-short", 0.7, 33, None, (), head, short=True)
        if past > j and w.text[past - 1] not in ",-–":
            if (
                past == j + 1
                and head in ("route", "voie", "site", "sites", "zone", "aire", "parc")
                and w.norm[j] in french_words()
            ):
                i = past
                continue
            yield Candidate(
                i,
                past,
                PLACE,
                "place:site",
                0.75,
                58 if w.norm[j] not in DE else 56,
                f"site-{head.split()[0]}",
                (),
                head,
            )
            i = past
            continue
        i += 1


def _areas(w: Words) -> Iterator[Candidate]:
    countries = phrases("places", "country")
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
            and before in ("en", "la", "l", "de", "d", "du", "au", "aux", "le", "a", "vers", ",", "et")
            and w.norm[i + size] not in ("services", "relance", "travail", "tourisme", "renov")
        ):
            yield Candidate(i, i + size, PLACE, "place:country", 0.8, 40, "country")
        elif (
            norm not in _NOT_AREA
            and _AREA.search(norm)
            and before in ("le", "du", "l", "au", "de", "en", "dans")
            and w.gap[i] <= SPACE
            and not w.upper(i)
            and w.norm[i - 2] != "musee"
        ):
            yield Candidate(i, i + 1, PLACE, "place:area", 0.8, 42, "area")
