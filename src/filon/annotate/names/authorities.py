"""Territorial authorities by their legal form: communes, départements, régions, EPCI, alone or in an enumeration."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from filon.annotate.lexicon import Phrases, phrases, words
from filon.annotate.names.acting import acts_after
from filon.annotate.names.candidate import Candidate
from filon.annotate.names.grammar import (
    ARTICLE,
    DE,
    DETERMINER,
    FUNCTION,
    counts,
    extend,
    is_ground,
    is_name_word,
    on_ground,
    stands_on,
)
from filon.annotate.names.territories import Places
from filon.annotate.words import BREAK, NEWLINE, SPACE, TIGHT, Words
from filon.gazetteer import normalise
from filon.model import EntityType

ORG, PLACE = EntityType.ORG, EntityType.PLACE
_TERRITORIAL = {"commune": "org-commune", "departement": "org-departement", "region": "org-region", "epci": "org-epci"}
_PLURAL = {
    "communautes d agglomeration": "epci",
    "communautes de communes": "epci",
    "communautes urbaines": "epci",
    "metropoles": "epci",
    "agglomerations": "epci",
    "departements": "departement",
    "conseils departementaux": "departement",
    "regions": "region",
    "conseils regionaux": "region",
    "collectivites": "region",
    "collectivites territoriales": "region",
    "communes": "commune",
    "villes": "commune",
}
_BODIES = frozenset({"syndicat", "communaute", "metropole", "departement", "region", "etat", "agglomeration"})
_WHOLE_LEVELS = frozenset({"departement", "region", "pays", "territoire"})
_GROUND_KEYS = frozenset({"epci", "territoire", "territoires", "perimetre", "localisation"})
# Heads that alone name nobody («l'agglomération», «la Collectivité»).
_NO_SHORT = frozenset({"ca", "cc", "cu", "metropole", "agglomeration", "mairie", "municipalite"})
_BIG = frozenset({"metropole", "agglomeration"})  # with a capital, the body that a document has named
_WITH = frozenset({"entre", "avec", "par", "et", "associe", "associent", "reunit", "reunissent", "unit", "lie"})


def find_authorities(w: Words, places: Places) -> Iterator[Candidate]:
    """Candidates of type ORG (or PLACE, where the authority is spoken of as ground), in reading order."""
    singular = {level: phrases("organisations", level) for level in _TERRITORIAL}
    plural = Phrases(_PLURAL)
    i = grounds_until = 0
    while i < w.count:
        size = plural.match(w.norm, i)
        if w.gap[i] >= NEWLINE and w.norm[i] in _GROUND_KEYS:
            grounds_until = max(grounds_until, _line_of_grounds(w, i))
        if size and w.text[i + size] == ":":
            grounds_until = max(grounds_until, _list_of_grounds(w, i, i + size))
        if size:
            level = _PLURAL[" ".join(w.norm[i : i + size])]
            found = list(_enumeration(w, i, size, level, places))
            yield from found
            i = found[-1].last if found else i + size
            continue
        for level, heads in singular.items():
            size = heads.match(w.norm, i)
            if size:
                found_one = _one(w, i, size, level, places)
                if found_one is not None:
                    if i < grounds_until and not found_one.short:
                        found_one = replace(found_one, type=PLACE, kind=None)
                    yield found_one
                    i = max(i, found_one.last - 1)
                break
        i += 1


def _list_of_grounds(w: Words, i: int, colon: int) -> int:
    """«ce périmètre recouvre trois communautés de communes :»: where the list of grounds after the colon ends, else 0."""
    if words("places", "comprises").isdisjoint(w.norm[max(0, i - 10) : i]):
        return 0
    k = colon + 1
    while k < min(colon + 400, w.count) and not (w.gap[k] == BREAK and w.text[k][0].isalnum()):
        k += 1
    return k


def _line_of_grounds(w: Words, i: int) -> int:
    """«EPCI(s) : …», «Territoires concernés : …»: where the line of grounds after the key ends, else 0."""
    colon = next((k for k in range(i + 1, min(i + 6, w.count)) if w.text[k] == ":" or w.gap[k] >= NEWLINE), 0)
    if not colon or w.text[colon] != ":":
        return 0
    k = colon + 1
    while k < w.count and w.gap[k] < NEWLINE:
        k += 1
    return k


def _one(w: Words, i: int, size: int, level: str, places: Places) -> Candidate | None:
    head = " ".join(w.norm[i : i + size])
    j = i + size
    if head == "departement" and (logo := _logo(w, i, j, places)) is not None:
        return logo
    if w.gap[j] == BREAK:
        return _bare(w, i, j, level, head)
    if head[-1] == "." and w.gap[j] == TIGHT:
        return None  # «C.C.M.» are the letters of one name
    spelled = places.with_form(i) if level == "epci" else None
    if spelled is not None and spelled[0] > j:
        last, keys = spelled
        last = _known_tail(w, last, level)
        ground = is_ground(w, i, last, level)
        return Candidate(
            i, last, PLACE if ground else ORG, "org:epci", 0.97, 90, None if ground else "org-epci", keys, head
        )
    after = j
    while w.norm[after] in DE or (w.norm[after] in ARTICLE and after > j and w.gap[after] != BREAK):
        after += 1
    if after == j and head in ("metropole", "agglomeration", "ville", "commune", "ca", "cc", "cu") and not w.capital(j):
        return _bare(w, i, j, level, head)
    # «commune de Le Portel»: the article belongs to the name; the registry's match may begin at it
    for at in dict.fromkeys((j, after, after - 1)):
        if at < j:
            continue
        match = places.starting(at, level)
        if match is not None and (at > j or level in ("epci", "region", "departement")):
            last, keys = match
            last = _known_tail(w, last, level)
            ground = is_ground(w, i, last, level)
            if level == "commune" and ground and not stands_on(w, i) and acts_after(w, last):
                ground = False  # «la commune de X avait, pour sa part, apporté …»
            if level == "commune" and w.text[i - 1] == "(" and w.text[last] == ")" and not w.text[i - 2][0].isdigit():
                ground = True  # «le parcours de l'étang (Commune de X)»
            if level == "commune" and ground:
                # where nothing but the want of a verb says so, the same words elsewhere may say better
                sure = w.gap[i] <= SPACE and stands_on(w, i)
                return Candidate(at, last, PLACE, "place:commune-head", 0.9, 60 if sure else 44, None, keys, head)
            if head in ("agglomeration", "metropole") and not w.capital(i):
                ground = True
            return Candidate(
                i,
                last,
                PLACE if ground else ORG,
                f"org:{level}",
                0.97,
                90,
                None if ground else _TERRITORIAL[level],
                keys,
                head,
            )
    if level == "commune" and (contracted := _contracted(w, j, places)) is not None:
        last, keys = contracted
        if is_ground(w, i, last, level):
            return Candidate(j + 1, last, PLACE, "place:commune-head", 0.9, 60, None, keys, head)
        return Candidate(i, last, ORG, "org:commune", 0.97, 90, _TERRITORIAL[level], keys, head)
    if (after > j and level in ("epci", "commune") and (w.capital(after) or w.text[after][0].isdigit())) or (
        level == "epci" and w.capital(j) and size > 1
    ):
        last = extend(w, j, lower=frozenset(), conjoin=False)
        if last > j and w.norm[last - 1] not in DE:
            ground = is_ground(w, i, last, level)
            if level == "commune" and ground:
                return Candidate(after, last, PLACE, "place:commune-head", 0.8, 60, head=head)
            return Candidate(
                i,
                last,
                PLACE if ground else ORG,
                f"org:{level}-unlisted",
                0.8,
                85,
                None if ground else _TERRITORIAL[level],
                (),
                head,
            )
    return _bare(w, i, j, level, head)


def _contracted(w: Words, j: int, places: Places) -> tuple[int, tuple[str, ...]] | None:
    """«du Conquet», «des Sables-d'Olonne»: the commune whose name begins with the article that is contracted here."""
    article = {"du": "Le ", "des": "Les "}.get(w.norm[j])
    if article is None or not w.capital(j + 1) or w.gap[j + 1] > SPACE:
        return None
    last = extend(w, j + 1, lower=frozenset(), conjoin=False, limit=6)
    for end in range(last, j + 1, -1):
        found = places.gazetteer.candidates(normalise(article + w.quote(j + 1, end)), "commune")
        if found:
            return end, tuple(entry.key for entry in found)
    return None


def _logo(w: Words, i: int, j: int, places: Places) -> Candidate | None:
    """A département's name and below it «Le Département», as its letterhead prints them."""
    if not (w.norm[i - 1] == "le" and w.gap[i - 1] == NEWLINE and w.gap[i] == SPACE and w.gap[j] >= NEWLINE):
        return None
    for at in range(i - 2, max(-1, i - 8), -1):
        if w.gap[at] >= NEWLINE:
            match = places.starting(at, "departement")
            if match is None or match[0] != i - 1:
                return None
            return Candidate(at, j, ORG, "org:departement", 0.9, 90, "org-departement", match[1], w.norm[i])
    return None


def _bare(w: Words, i: int, j: int, level: str, head: str) -> Candidate | None:
    """«le Département», «la Communauté d'agglomération»: a capital and a determiner, or a table cell of its own."""
    if head.startswith("collectivite") or (head in _NO_SHORT and not (head in _BIG and w.capital(i))):
        return None
    if not w.capital(i):
        return _presided(w, i, j, level)
    before = w.norm[i - 1] if i and w.gap[i] != BREAK else ""
    if head == "region" and w.capital(j) and w.gap[j] == SPACE and w.norm[j] not in FUNCTION:
        return _called_region(w, i, j)
    if w.norm[j] in ("de", "du", "des", "d") and w.gap[j] != BREAK and w.capital(j + 1):
        return None
    # «Conseil départemental 62», «Département 62»
    number = w.text[j].isdigit() and len(w.text[j]) <= 3 and w.gap[j] == SPACE and not counts(w, j)
    if number and level == "departement":
        return Candidate(
            i, j + 1, ORG, "org:departement-number", 0.9, 85, "org-departement", (f"departement:{w.text[j]}",), head
        )
    alone = (
        w.gap[i] >= NEWLINE
        or before in DETERMINER
        or before
        in (
            "et",
            ",",
            "/",
            ":",
            ";",
            "(",
            "avec",
            "en",
            "au",
            "devant",
            "subvention",
            "participation",
            "part",
            "-",
            "–",
            "entre",
            "de",
            "par",
        )
        or not before
        or (before.startswith(("ouvrage", "financement")) and w.text[j] in ");,")  # «(maîtrise d'ouvrage Département)»
    )
    if head in ("commune", "ville") and before in ("", ",") and w.gap[j] != BREAK:
        alone = before == "," and False
    return (
        Candidate(i, j, ORG, f"org:{level}-short", 0.9, 40, _TERRITORIAL[level], (), head, short=True)
        if alone
        else None
    )


def _presided(w: Words, i: int, j: int, level: str) -> Candidate | None:
    """«président du conseil départemental»: in lower case too, the body that one has a post in."""
    post = w.norm[i - 1] == "du" and w.norm[i - 2] in ("president", "presidente") and w.gap[i] <= SPACE
    if not (post and w.norm[i] == "conseil" and j == i + 2) or (w.capital(j) and w.gap[j] <= SPACE):
        return None
    return Candidate(i, j, ORG, f"org:{level}-short", 0.85, 40, _TERRITORIAL[level], (), "conseil", short=True)


def _called_region(w: Words, i: int, j: int) -> Candidate | None:
    """«la Région Sud», «Région AURA»: a région by the name it gives itself, which no registry has."""
    if w.shouting[i] or (w.gap[i] <= SPACE and stands_on(w, i)):
        return None
    last = extend(w, j, lower=frozenset(), conjoin=False, limit=8)
    return Candidate(i, last, ORG, "org:region-unlisted", 0.8, 60, "org-region", (), "region") if last > j else None


def _enumeration(w: Words, i: int, size: int, level: str, places: Places) -> Iterator[Candidate]:
    """«Départements du Nord et du Pas-de-Calais», «les Communautés d'agglomération de X, de Y et de Z», «communes de A et B»."""
    j, first = i + size, True
    capital_head = w.capital(i)
    spoken = on_ground(w, i) if level == "commune" else is_ground(w, i, j, level)
    ground = spoken or (level == "departement" and not capital_head)
    if level == "commune":
        k = i - (w.norm[i - 1] == "les")
        after_bodies = w.text[k - 1] == "," and not _BODIES.isdisjoint(w.norm[max(0, k - 30) : k])
        ground = ground or not (w.norm[i - 1] == "aux" or (k < i and w.norm[k - 1] in _WITH) or after_bodies)
    singular = {
        "epci": "communaute d agglomeration" if "agglom" in w.norm[i + size - 1] else "communaute de communes",
        "departement": "departement",
        "region": "region",
        "commune": "commune",
    }[level]
    while j < w.count and w.gap[j] != BREAK:
        while first and (w.text[j] == ":" or (w.norm[j] in DE and w.text[j + 1] in ":,")):
            j += 1  # «les communes de : A, B»
        while w.text[j] == ",":
            j += 1  # a name that the extraction lost
        start = j
        while w.norm[j] in DE or w.norm[j] in ARTICLE:
            j += 1
        found = next(
            ((at, m) for at in (start, j, j - 1) if at >= start and (m := places.starting(at, level)) is not None), None
        )
        begin = j
        if found is not None:
            at, (last, keys) = found
            begin = at if w.capital(at) else j  # «La Réunion»: the article is the name's own
            last = _known_tail(w, last, level)
        elif level == "epci" and is_name_word(w, j) and w.gap[j] != BREAK and w.norm[j] not in _WHOLE_LEVELS:
            last, keys = extend(w, j, lower=frozenset(), conjoin=False), ()
            if last == j:
                break
        else:
            break
        if level != "commune" or not ground:
            org = not ground
            yield Candidate(
                i if first and org and level != "commune" else begin,
                last,
                ORG if org else PLACE,
                f"org:{level}-list",
                0.93,
                90,
                _TERRITORIAL[level] if org else None,
                keys,
                singular,
            )
        first = False
        j = last
        if w.text[j] == "(":  # «(Grand Calais, Boulonnais)» after the class name is read by the places
            break
        if w.text[j] in ",/" or w.norm[j] == "et":
            j += 1
            if w.norm[j] == "et":
                j += 1
            if w.norm[j] in ("la", "le") and w.text[j].islower() and w.norm[j + 1] != "porte":
                break
        else:
            break
    if first and capital_head and level in ("departement", "region") and w.norm[i - 1] in DETERMINER | {"et", ",", "("}:
        yield Candidate(
            i, i + size, ORG, f"org:{level}s-short", 0.85, 40, None, (), " ".join(w.norm[i : i + size]), short=True
        )


def _known_tail(w: Words, last: int, level: str) -> int:
    """An EPCI's printed name may add «Agglo», «Métropole» to the registry's, a commune's a hyphenated end («Pernes-en-Artois»)."""
    j = last
    while level == "commune" and w.gap[j] == TIGHT and w.text[j].isalpha() and w.source[w.start[j] - 1] in "-‐‑":
        j += 1
    if j > last + 1:
        return j
    if (
        level == "epci"
        and w.norm[last] in ("agglo", "agglomeration", "metropole", "communaute")
        and w.capital(last)
        and w.gap[last] <= SPACE
    ):
        return last + 1
    return last
