"""Names of ground: registry places, sites, roads, areas, countries."""

from __future__ import annotations

import re
from collections.abc import Iterator

from filon.annotate.lexicon import phrases, words
from filon.annotate.names.candidate import Candidate
from filon.annotate.names.grammar import (
    ARTICLE,
    CLOSE,
    DE,
    FUNCTION,
    OPEN,
    acts_at,
    extend,
    is_ground,
    is_name_word,
    quoted,
)
from filon.annotate.names.territories import Places
from filon.annotate.names.unknown import lexicon
from filon.annotate.words import BREAK, NEWLINE, SPACE, TIGHT, Words
from filon.gazetteer import normalise
from filon.model import EntityType

PLACE = EntityType.PLACE
_LOCATIVE = frozenset("a de d en vers entre depuis sur du au aux des et".split())
_AREA = re.compile(r"(?:[a-z]{3,}(?:ois|ais|isis|aisis|esis|entais|ouis|onnais))$")
_NOT_AREA = frozenset(
    "francais anglais trois mois fois bois choix mais jamais desormais droits frais delais relais marais palais essais rabais quais lois emplois exploits toits anglais chinois japonais portugais hollandais irlandais ecossais suedois danois bourgeois courtois".split()
)
_GENTILIC = re.compile(r"[a-z]{3,}(?:oises?|aises?|iennes?|enses?|ines?|ois)$")
_AGGLO = frozenset({"agglo", "agglomeration", "metropole", "communaute"})
_BODY_NOUN = frozenset(
    "habitat tourisme developpement numerique initiative initiatives actif ingenierie energies energie logement attractivite mobilites amenagement promotion expansion invest".split()
)
_SHORT_SITES = frozenset(
    "fort chateau parc site cite port citadelle abbaye domaine arsenal marais lac canal ile musee gare grand site palais moulin".split()
)
_WHOLE_SITES = frozenset(
    {"hotel du departement", "hotel de ville", "hotel de region", "hotel de police", "hotel de la region"}
)
_WHOLE_SITES = frozenset(
    {"hotel du departement", "hotel de ville", "hotel de region", "hotel de police", "hotel de la region"}
)
_STREETS = frozenset("rue avenue boulevard quai place chemin impasse cours square route allee".split())
_BASIN = frozenset({"minier", "houiller", "ferrifere", "siderurgique", "potassique", "ardoisier"})
_ROAD = frozenset({"rd", "rn", "gr", "vc", "rc"})
_LETTER_ROAD = frozenset({"a", "d", "n"})


def find_places(w: Words, places: Places) -> Iterator[Candidate]:
    """Candidates of type PLACE in reading order of each kind."""
    yield from _registry(w, places)
    yield from _shortened(w, places)
    yield from _roads(w)
    yield from _sites(w)
    yield from _areas(w)


def _registry(w: Words, places: Places) -> Iterator[Candidate]:
    for at, (end, keys, form) in places.matches.items():
        if form is not None:
            continue  # an authority with its legal form is read by the bodies
        last = glued(w, end)
        if w.norm[last] == "qu" and w.gap[at] >= NEWLINE:
            continue
        entry = places.choose(keys) or places.gazetteer.entry(keys[0])
        sure = len(keys) == 1 or places.choose(keys) is not None
        before = w.norm[at - 1] if at and w.gap[at] != BREAK else ""
        near = places.near(entry)
        kind = entry.kind
        if (
            kind == "departement"
            and last - at == 1
            and entry.common_word
            and not (
                before in ("le", "du", "la", "l", "de", "dans", "(", "departement", "d", "les", "des")
                and w.capital(at)
                and near
                and w.gap[at] != BREAK
                and w.norm[last] not in ("est", "ouest")
            )
        ):
            continue
        is_commune = kind.startswith("commune") or kind == "arrondissement-municipal"
        if is_commune and not _commune_stands(
            w, at, last, before, entry.common_word, entry.person_name, near, entry.population
        ):
            continue
        tail_at = _chain(w, places, last)
        tailed = w.norm[tail_at] in _AGGLO and w.gap[tail_at] == SPACE and w.gap[at] != TIGHT
        if (
            tailed
            and (w.capital(tail_at) or w.norm[tail_at] == "metropole")
            and (tail_at > last or kind not in ("epci", "ept"))
        ):
            name = normalise(w.quote(at, tail_at + 1))
            hits = (*places.gazetteer.epci_by_core(name), *places.gazetteer.candidates(name, "epci"))
            meant = tuple(dict.fromkeys(hit.key for hit in hits))[:1]
            yield Candidate(at, tail_at + 1, EntityType.ORG, "org:agglo-tail", 0.85, 75, "org-epci", meant)
            continue
        if kind in ("epci", "ept"):
            if not near:
                continue
            tail = w.norm[last] if w.capital(last) and w.gap[last] == SPACE else ""
            if tail in _AGGLO:
                last += 1
            body = w.norm[last - 1] in _AGGLO
            after = last + (w.text[last] in CLOSE)
            acting = acts_at(w, after)
            if (body and not is_ground(w, at, last, "epci")) or acting:
                yield Candidate(at, last, EntityType.ORG, "org:epci-core", 0.85, 61, "org-epci", (entry.key,))
                continue
        # inside a hyphened compound («Etat-Nord») it is none, unless the other part is a place too
        hyphened = w.gap[at] == TIGHT and before and before[-1].isalpha() and before not in ("l", "d")
        if hyphened and not any(places.matches.get(k, (0,))[0] == at for k in range(max(0, at - 5), at)):
            continue
        if at and w.gap[at] == SPACE and _strange(w, at - 1) and w.gap[at - 1] != TIGHT:
            yield Candidate(at - 1, last, EntityType.ORG, "org:name-place", 0.65, 57)  # «Soliha Puy-de-Dôme»
            continue
        if w.capital(last) and w.gap[last] == SPACE and w.norm[last] in _BODY_NOUN and not w.shouting[at]:
            yield Candidate(at, last + 1, EntityType.ORG, "org:place-noun", 0.75, 62)  # «Finistère Habitat»
            continue
        yield Candidate(
            at, last, PLACE, f"place:{kind}", 0.95 if sure and near else 0.8, 45, None, (entry.key,) if sure else keys
        )


def _strange(w: Words, i: int) -> bool:
    """A capital that is no French word, no abbreviation and no first name: what a body may be called by."""
    norm = w.norm[i]
    return (
        w.capital(i)
        and w.text[i].isalpha()
        and len(norm) > 3
        and not w.shouting[i]
        and norm not in lexicon()
        and norm.rstrip("s") not in lexicon()
        and norm not in FUNCTION
        and norm not in words("first_names", "names")
        and not any(
            phrases("organisations", key).match(w.norm, i)
            for key in ("institution", "commune", "region", "departement", "epci")
        )
        and not phrases("places", "site").match(w.norm, i)
    )


def _chain(w: Words, places: Places, last: int) -> int:
    """Past further names joined by hyphens («Guingamp-Paimpol»): where the chain of places ends."""
    while w.gap[last] == TIGHT and last in places.matches and places.matches[last][2] is None:
        last = places.matches[last][0]
    return last


def _shortened(w: Words, places: Places) -> Iterator[Candidate]:
    """«Hénin» for Hénin-Beaumont, «Boulogne» for Boulogne-sur-Mer: where the document itself names the commune in full."""
    full: dict[str, set[str]] = {}
    for at, (end, keys, form) in places.matches.items():
        if (
            form is None
            and len(keys) == 1
            and keys[0].startswith("commune:")
            and end - at > 1
            and w.norm[at] not in ("saint", "sainte", "le", "la", "les", "l", "st", "ste")
        ):
            full.setdefault(w.norm[at], set()).add(keys[0])
    common = lexicon()
    for i in range(w.count):
        meant = full.get(w.norm[i])
        if (
            meant is None
            or i in places.matches
            or not w.capital(i)
            or w.shouting[i]
            or w.norm[i] in common
            or len(meant) > 1
            or len(w.norm[i]) < 4
        ):
            continue
        hyphened = w.gap[i] == TIGHT and w.source[w.start[i] - 1] in "-/"
        if w.gap[i + 1] == TIGHT and w.text[i + 1].isalpha() and (i + 1) not in places.matches:
            continue
        if hyphened or w.norm[i - 1] in ("a", "de", "d", ",", "(", "et", "entre", "vers", "sur"):
            yield Candidate(i, i + 1, PLACE, "place:shortened", 0.75, 44, None, tuple(sorted(meant)))


def _commune_stands(
    w: Words, at: int, last: int, before: str, common: bool, person: bool, near: bool, population: int
) -> bool:
    """Is this commune's name used as one here, and not as a word, a surname or part of another name?"""
    if w.norm[at - 1] in words("persons", "title") and w.gap[at] <= SPACE:
        return False
    if (
        person
        and at
        and w.capital(at - 1)
        and w.gap[at] == SPACE
        and w.norm[at - 1] not in FUNCTION
        and not w.upper(at - 1)
    ):
        return False
    if person and w.upper(last) and w.gap[last] == SPACE and len(w.text[last]) > 2:
        return False
    if last - at <= 3 and not shout_line(w, at) and population > 1500 and _isolated(w, at, last):
        return True
    locative = before in ("a", "d", "de", "en", "vers", "depuis", "commune", "ville", "du", "au", "aux", "des")
    listed = before in (",", "et", "(", "-", "–", "/") or w.gap[at] >= NEWLINE
    shout = w.upper(at)
    if common and w.norm[last] in DE and w.text[last + 1].islower() and before != "a":
        return False  # «Sens de circulation»
    if common:
        return (
            near
            and not (shout and not locative)
            and (
                before in ("a", "vers", "commune", "ville")
                or (
                    before in ("de", "d")
                    and w.norm[at - 2]
                    in (
                        "commune",
                        "ville",
                        "communes",
                        "territoire",
                        "gare",
                        "centre",
                        "agglomeration",
                        "pole",
                        "secteur",
                        "maire",
                        "mairie",
                    )
                )
                or (listed and population > 5000)
                or population > 15000
            )
        )
    if near:
        return not person or locative or population > 3000 or last - at > 1
    # a commune of nowhere near: a city, or a plain locative use of a name of several words
    if last - at > 1:
        return population > 2000 or locative or listed
    return population > 40_000 or (population > 3000 and before in ("a", "vers") and not person)


def glued(w: Words, last: int) -> int:
    """The end of a hyphenated name that the registry knows by its first words («Pernes-en-Artois»)."""
    j = last
    while j < w.count and w.gap[j] == TIGHT and w.text[j].isalpha() and w.source[w.start[j] - 1] in "-‐‑":
        j += 1
    return (
        j
        if j > last + 1 and w.norm[last] in ("en", "sur", "sous", "les", "lez", "de", "du", "la", "le", "aux")
        else last
    )


def shout_line(w: Words, at: int) -> bool:
    """Is the line in capitals, or the name its only word in capitals?"""
    return w.shouting[at]


def _isolated(w: Words, at: int, last: int) -> bool:
    """Does the name stand alone as a heading, or open a list item («- **Pau** - …»)?"""
    opens = w.gap[at] >= NEWLINE or (w.text[at - 1] in "-•–#" and w.gap[at - 1] >= NEWLINE)
    closes = (
        w.gap[last] == BREAK
        or (w.gap[last] == NEWLINE and w.gap[at] == BREAK)
        or (w.text[last] in "-–:" and w.gap[last] == SPACE)
    )
    return opens and closes


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
                and w.norm[j] in lexicon()
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
