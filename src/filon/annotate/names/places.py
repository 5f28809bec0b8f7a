"""Names of ground that the registry of territories holds, in full or shortened."""

from __future__ import annotations

from collections.abc import Iterator

from filon.annotate.lexicon import french_words, phrases, words
from filon.annotate.names.acting import Spans, acts_as_subject
from filon.annotate.names.addresses import postcode
from filon.annotate.names.candidate import Candidate
from filon.annotate.names.grammar import (
    ARTICLE,
    CLOSE,
    DE,
    FUNCTION,
    acts_at,
    hyphened,
    is_ground,
)
from filon.annotate.names.territories import Places
from filon.annotate.words import BREAK, NEWLINE, SPACE, TIGHT, Words
from filon.gazetteer import normalise
from filon.model import EntityType

PLACE = EntityType.PLACE
_AGGLO = frozenset({"agglo", "agglomeration", "metropole", "communaute"})
_BODY_NOUN = frozenset(
    "solidarite solidarites insertion initiatives nature mobilite environnement accueil sante culture habitat tourisme developpement numerique initiative initiatives actif ingenierie energies energie logement attractivite mobilites amenagement promotion expansion invest".split()
)


def find_places(w: Words, places: Places) -> Iterator[Candidate]:
    """Candidates of type PLACE (ORG where the place is a body's name) in reading order of each kind."""
    yield from _registry(w, places)
    yield from _shortened(w, places)


def _registry(w: Words, places: Places) -> Iterator[Candidate]:
    bare = Spans((at, glued(w, end)) for at, (end, _, form) in places.matches.items() if form is None)
    # «Liévin-Hénin» is two towns where the document names Hénin-Beaumont
    firsts = {
        w.norm[at]
        for at, (end, keys, form) in places.matches.items()
        if form is None and end - at > 1 and any(key.startswith("commune:") for key in keys)
    }
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
        if entry.common_word and kind in ("region", "departement") and _meeting(w, at, last):
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
        is_commune = kind.startswith("commune") or kind == "arrondissement-municipal"
        told = _after_postcode(w, at) or (near and before == "et" and _ends_place(places, at - 1))
        if (
            is_commune
            and not told
            and not _commune_stands(w, at, last, before, entry.common_word, entry.person_name, near, entry.population)
        ):
            continue
        if kind in ("epci", "ept"):
            if not near and not (w.norm[last - 1] in _AGGLO and last - at > 1):
                continue
            tail = w.norm[last] if w.capital(last) and w.gap[last] == SPACE else ""
            if tail in _AGGLO:
                last += 1
            if w.norm[last] in _BODY_NOUN and w.capital(last) and w.gap[last] == SPACE and not w.shouting[at]:
                yield Candidate(at, last + 1, EntityType.ORG, "org:place-noun", 0.75, 76)
                continue  # «Nantes Métropole Habitat»
            body = w.norm[last - 1] in _AGGLO
            after = last + (w.text[last] in CLOSE)
            acting = acts_at(w, after) or _acts_here(w, at, last) or _epci_pays(w, at, last)
            acting = acting or acts_as_subject(w, bare, at, last)
            if (body and not is_ground(w, at, last, "epci")) or acting:
                yield Candidate(at, last, EntityType.ORG, "org:epci-core", 0.85, 61, "org-epci", (entry.key,))
                continue
        # inside a hyphened compound («Etat-Nord») it is none, unless the other part is a place too
        compound = w.gap[at] == TIGHT and before and before[-1].isalpha() and before not in ("l", "d")
        if compound and not any(places.matches.get(k, (0,))[0] == at for k in range(max(0, at - 5), at)):
            continue
        if is_commune and _is_bound(w, places, last) and w.norm[last] not in firsts:
            yield Candidate(at, last + 1, PLACE, "place:compound", 0.7, 45)
            continue
        if is_commune and (_acts_here(w, at, last) or acts_as_subject(w, bare, at, last)):
            yield Candidate(at, last, EntityType.ORG, "org:commune-acting", 0.7, 60, "org-commune", (entry.key,))
            continue
        if at and w.gap[at] == SPACE and _strange(w, at - 1) and w.gap[at - 1] != TIGHT:
            yield Candidate(at - 1, last, EntityType.ORG, "org:name-place", 0.65, 57)  # «Soliha Puy-de-Dôme»
            continue
        if w.capital(last) and w.gap[last] == SPACE and w.norm[last] in _BODY_NOUN and not w.shouting[at]:
            yield Candidate(at, last + 1, EntityType.ORG, "org:place-noun", 0.75, 62)  # «Finistère Habitat»
            continue
        # «L'Étang-Salé» is no pond
        weight = 59 if is_commune and last - at > 2 and w.norm[at] in ARTICLE and w.capital(at) else 45
        compound = is_commune and last - at > 1 and all(hyphened(w, k) for k in range(at + 1, last))
        compound = compound or (
            kind in ("epci", "ept") and last - at > 1 and not w.capital(last)
        )  # nor is «Cap Excellence» a cape
        if compound and phrases("places", "site").match(w.norm, at):
            weight = 59  # «Château-Ville-Vieille» is no castle
        elif any(phrases("places", "site").match(w.norm, k) for k in range(at + 1 + (w.norm[at] in ARTICLE), last)):
            weight = 59  # nor is «Beuzec Cap Sizun» a cape
        confidence = 0.95 if sure and near else 0.8
        yield Candidate(at, last, PLACE, f"place:{kind}", confidence, weight, None, (entry.key,) if sure else keys)


def _meeting(w: Words, at: int, last: int) -> bool:
    """Is it the common noun in capitals («PROCÈS-VERBAL DE LA RÉUNION DU …», «LA RÉUNION EST OUVERTE»)?"""
    if w.norm[last - 1] != "reunion":
        return False
    spoken = words("places", "meeting")
    before = w.norm[max(0, at - 3) : at] if w.gap[at] <= SPACE else []
    if not spoken.isdisjoint(before):
        return True
    after = w.norm[last] in DE or w.norm[last] in (
        "n",
        "ordinaire",
        "extraordinaire",
        "publique",
        "pleniere",
        "est",
        "a",
        "se",
        "s",
        "debute",
    )
    return after and w.gap[last] <= SPACE and w.shouting[at]


def _acts_here(w: Words, at: int, last: int) -> bool:
    """Is the commune's bare name the commune itself: «maire de X», «à la charge de X», «- 14 000 € à X»?"""
    if w.text[last] == "," and w.norm[last + 1] == "qui" and acts_at(w, last + 2):
        return w.gap[at] > SPACE or w.norm[at - 1] not in ("a", "de", "d", "en", "vers")
    if w.gap[at] > SPACE:
        return False
    if w.norm[at - 1] in ("de", "d"):
        paid = w.text[at - 2] == "€" or w.norm[at - 2] == "euros"
        return (paid or w.norm[at - 2] in ("maire", "maires", "charge")) and w.gap[at - 1] <= SPACE
    if w.norm[at - 1] != "a" or w.text[at - 2] != "€" or w.text[last] not in ",;.":
        return False
    k = at - 2
    while k > 0 and (w.text[k] == "€" or w.text[k][0].isdigit() or w.text[k] in ",."):
        if w.gap[k] >= NEWLINE:
            return True
        k -= 1
    return w.gap[k] >= NEWLINE and not w.text[k].isalnum()


def _epci_pays(w: Words, at: int, last: int) -> bool:
    """Is it an agent («par le Grand X», «avec le Grand X»), or the label of a row of figures?"""
    k = at - 1 - (w.norm[at - 1] in ARTICLE)
    if w.norm[k] in ("par", "avec") and w.gap[at] <= SPACE:
        return True
    return w.gap[at] >= NEWLINE and w.gap[last] == BREAK and (w.text[last][0].isdigit() or w.text[last] in "-–")


def _strange(w: Words, i: int) -> bool:
    """A capital that is no French word, no abbreviation and no first name: what a body may be called by."""
    norm = w.norm[i]
    return (
        w.capital(i)
        and w.text[i].isalpha()
        and len(norm) > 3
        and not w.shouting[i]
        and norm not in french_words()
        and norm.rstrip("s") not in french_words()
        and norm not in FUNCTION
        and norm not in words("first_names", "names")
        and not any(
            phrases("organisations", key).match(w.norm, i)
            for key in ("institution", "commune", "region", "departement", "epci")
        )
        and not phrases("places", "site").match(w.norm, i)
    )


def _is_bound(w: Words, places: Places, last: int) -> bool:
    """Is a commune bound to a name that is no place by itself («Lens-Hénin», «Calais-Ville»): another ground than the commune?"""
    return hyphened(w, last) and w.capital(last) and last not in places.matches and not hyphened(w, last + 1)


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
    common = french_words()
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
        if _acts_here(w, i, i + 1) and not hyphened:
            yield Candidate(
                i, i + 1, EntityType.ORG, "org:commune-acting", 0.7, 46, "org-commune", tuple(sorted(meant))
            )
        elif hyphened or w.norm[i - 1] in ("a", "de", "d", ",", "(", "et", "entre", "vers", "sur"):
            yield Candidate(i, i + 1, PLACE, "place:shortened", 0.75, 44, None, tuple(sorted(meant)))


def _after_postcode(w: Words, at: int) -> bool:
    """«26150 Die»: five digits make any commune's name an address."""
    if w.gap[at] != SPACE or not w.text[at - 1].isdigit():
        return False
    return len(w.text[at - 1]) == 5 or postcode(w, at - 2) == 2


def _ends_place(places: Places, at: int) -> bool:
    """Does a place name end right before word ``at`` («entre Champagnole et Ney»)?"""
    return any(places.matches.get(first, (0,))[0] == at for first in range(max(0, at - 6), at))


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
    bracketed = w.text[at - 1] == "(" and w.text[last] == ")" and w.gap[last] == TIGHT
    if bracketed and not (common or person or w.upper(at)) and last > at and len(w.text[at]) > 3:
        return last - at > 1 or w.norm[at] not in french_words()
    if last - at <= 3 and not shout_line(w, at) and population > 1500 and _isolated(w, at, last):
        return True
    locative = before in ("a", "d", "de", "en", "vers", "depuis", "commune", "ville", "du", "au", "aux", "des")
    listed = before in (",", "et", "(", "-", "–", "/") or w.gap[at] >= NEWLINE
    shout = w.upper(at)
    word = common or (last - at == 1 and w.norm[at] in french_words())
    if word and w.norm[last] in DE and w.text[last + 1].islower() and before != "a":
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
