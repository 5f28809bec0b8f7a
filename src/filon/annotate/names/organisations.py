"""Names of bodies: territorial authorities, institutions by their head word, acronyms, announced and corporate names."""

from __future__ import annotations

from collections.abc import Iterator

from filon.annotate.lexicon import Phrases, data, phrases, words
from filon.annotate.names.candidate import Candidate
from filon.annotate.names.grammar import (
    ARTICLE,
    DE,
    DETERMINER,
    FUNCTION,
    OPEN,
    extend,
    is_ground,
    is_name_word,
    quoted,
)
from filon.annotate.names.territories import Places
from filon.annotate.words import BREAK, NEWLINE, SPACE, TIGHT, Words
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
    "communes": "commune",
    "villes": "commune",
}
_ANNOUNCING = frozenset({"association", "societe", "cooperative", "federation", "syndicat", "compagnie"})
_WITH = frozenset({"entre", "avec", "par", "et", "associe", "associent", "reunit", "reunissent", "unit", "lie"})
# Heads that lower-case words alone do not make a name («un espace naturel départemental»).
_NEED_PROPER = frozenset(
    "espace reseau plateforme port creche ecole musee theatre college lycee hopital centre parquet ordre foyer section initiative delegation".split()
)
_ASSEMBLY = frozenset({"conseil", "bureau", "commission", "monuments", "prefecture", "mission"})
_GROUP_WORDS = frozenset({"pour", "le", "la", "les", "contre", "avec"})


def find_organisations(w: Words, places: Places) -> Iterator[Candidate]:
    """Candidates of type ORG (or PLACE, where a body is spoken of as ground), in reading order."""
    yield from _territorial(w, places)
    yield from _institutions(w, places)
    yield from _state(w)
    yield from _announced(w, places)


# --- commune, département, région, EPCI -----------------------------------------------------------------------


def _territorial(w: Words, places: Places) -> Iterator[Candidate]:
    singular = {level: phrases("organisations", level) for level in _TERRITORIAL}
    plural = Phrases(_PLURAL)
    i = 0
    while i < w.count:
        size = plural.match(w.norm, i)
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
                    yield found_one
                    i = max(i, found_one.last - 1)
                break
        i += 1


def _one(w: Words, i: int, size: int, level: str, places: Places) -> Candidate | None:
    head = " ".join(w.norm[i : i + size])
    j = i + size
    if w.gap[j] == BREAK:
        return _bare(w, i, j, level, head)
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
            if level == "commune" and ground:
                return None  # the bare place is found by itself
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


def _bare(w: Words, i: int, j: int, level: str, head: str) -> Candidate | None:
    """«le Département», «la Communauté d'agglomération»: a capital and a determiner, or a table cell of its own."""
    if head in ("ca", "cc", "cu", "metropole", "agglomeration", "mairie", "municipalite") and not (
        head == "metropole" and w.capital(i)
    ):
        return None
    if not w.capital(i):
        return None
    before = w.norm[i - 1] if i and w.gap[i] != BREAK else ""
    if head == "region" and w.capital(j) and w.gap[j] == SPACE and w.norm[j] not in FUNCTION:
        return None
    if w.norm[j] in ("de", "du", "des", "d") and w.gap[j] != BREAK and w.capital(j + 1):
        return None
    # «Conseil départemental 62», «Département 62»
    if w.text[j].isdigit() and len(w.text[j]) <= 3 and w.gap[j] == SPACE and level == "departement":
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
    )
    if head in ("commune", "ville") and before in ("", ",") and w.gap[j] != BREAK:
        alone = before == "," and False
    return (
        Candidate(i, j, ORG, f"org:{level}-short", 0.9, 40, _TERRITORIAL[level], (), head, short=True)
        if alone
        else None
    )


def _enumeration(w: Words, i: int, size: int, level: str, places: Places) -> Iterator[Candidate]:
    """«Départements du Nord et du Pas-de-Calais», «les Communautés d'agglomération de X, de Y et de Z», «communes de A et B»."""
    j, first = i + size, True
    capital_head = w.capital(i)
    ground = is_ground(w, i, j, level) or (level == "departement" and not capital_head)
    if level == "commune":
        k = i - (w.norm[i - 1] == "les")
        ground = ground or not (w.norm[i - 1] == "aux" or (k < i and w.norm[k - 1] in _WITH))
    singular = {
        "epci": "communaute d agglomeration" if "agglom" in w.norm[i + size - 1] else "communaute de communes",
        "departement": "departement",
        "region": "region",
        "commune": "commune",
    }[level]
    while j < w.count and w.gap[j] != BREAK:
        start = j
        while w.norm[j] in DE or w.norm[j] in ARTICLE:
            j += 1
        match = next(
            (m for at in (start, j, j - 1) if at >= start and (m := places.starting(at, level)) is not None), None
        )
        begin = j
        if match is not None:
            last, keys = match
            last = _known_tail(w, last, level)
        elif level == "epci" and is_name_word(w, j) and w.gap[j] != BREAK:
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
            if w.norm[j] in ("la", "le") and w.norm[j + 1] != "porte":
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


# --- institutions by their head word --------------------------------------------------------------------------


def _institutions(w: Words, places: Places) -> Iterator[Candidate]:
    heads = phrases("organisations", "institution")
    complete = phrases("organisations", "complete")
    weak = words("organisations", "weak")
    lower = words("organisations", "complement")
    acronyms = data("organisations")["acronym"]
    i = 0
    while i < w.count:
        whole = complete.match(w.norm, i)
        size = heads.match(w.norm, i)
        if not (size or whole) or not w.text[i][0].isalpha():
            if w.text[i].isdigit() and w.norm[i + 1] in ("eme", "e", "ere", "er", "^", "°"):
                numbered = _numbered_commission(w, i)
                if numbered is not None:
                    yield numbered
                    i = numbered.last - 1
            i += 1
            continue
        size = max(size, 1)
        if any(
            phrases("organisations", level).match(w.norm, i) >= max(size, whole, 2)
            for level in ("departement", "region")
        ):
            i += 1  # «Conseil départemental» is the département's own name
            continue
        head = " ".join(w.norm[i : i + size])
        j = i + size
        last = extend(w, j, lower=lower | _GROUP_WORDS if head == "groupe" else lower, quote=True) if size else i
        last = _trim(w, j, last)
        if head == "groupe" and last > j:
            last = _group_tail(w, last)
        if head in _ANNOUNCING and (w.text[j] in OPEN or (not w.capital(i) and w.capital(j) and w.norm[j] not in DE)):
            i += 1  # «l'association Euralens», «Association « X »»: the name is what follows
            continue
        proper = any(w.capital(k) or w.text[k] == "«" for k in range(j, last)) and last > j
        capital = w.capital(i)
        shouting = w.upper(i) and w.upper(i + 1)
        if whole and capital and (over := _assembly_of(w, i + whole, places)) > i + whole:
            yield Candidate(i, over, ORG, "org:assembly", 0.92, 92, None, (), " ".join(w.norm[i : i + whole]))
            i = over
            continue
        if whole and w.norm[i] in _ASSEMBLY and not capital:
            i += whole  # «le conseil municipal» in lower case is the assembly as such, not a name
            continue
        if whole and i + whole >= last and (capital or whole > 1):
            yield Candidate(i, i + whole, ORG, "org:known", 0.92, 70, None, (), " ".join(w.norm[i : i + whole]))
            i += whole
            continue
        if last > j and (
            proper or (capital and not shouting and head not in _NEED_PROPER and _complement_words(w, j, last, lower))
        ):
            if head == "groupe" and not capital:
                i += 1
                continue
            yield Candidate(
                i, last, ORG, "org:institution", 0.85 if proper else 0.7, 72 if proper else 55, None, (), head
            )
            i = last
            continue
        if capital and w.upper(i) and w.text[i] in acronyms:
            i += 1
            continue
        if (
            capital
            and not shouting
            and (w.norm[i - 1] in DETERMINER and w.gap[i] != BREAK)
            and head in weak
            and last == j
        ):
            yield Candidate(i, j, ORG, "org:short", 0.75, 35, None, (), head, short=True)
        i += 1


def _assembly_of(w: Words, j: int, places: Places) -> int:
    """«Commission permanente du Conseil départemental du Jura»: the end of the authority whose assembly it is."""
    if w.norm[j] not in DE or w.gap[j] == BREAK:
        return j
    size = max(phrases("organisations", level).match(w.norm, j + 1) for level in ("departement", "region"))
    if size < 2:
        return j
    k = j + 1 + size
    after = k
    while w.norm[after] in DE or (w.norm[after] in ARTICLE and after > k):
        after += 1
    match = None if w.gap[k] == BREAK else places.starting(after, "departement") or places.starting(after, "region")
    return match[0] if match is not None else k


def _group_tail(w: Words, last: int) -> int:
    """«Groupe Socialiste, Républicain et Citoyen»: on over a comma to the last adjective of an elected group's name."""
    k = last
    while w.text[k] == "," and w.capital(k + 1) and w.norm[k + 1] not in ("groupe", "contre", "abstention", "pour"):
        k += 2
    if k > last and w.norm[k] == "et" and w.capital(k + 1):
        return k + 2
    return last


def _complement_words(w: Words, j: int, last: int, lower: frozenset[str]) -> bool:
    return any(w.norm[k] in lower for k in range(j, last))


def _trim(w: Words, j: int, last: int) -> int:
    """Cut trailing connectors and an acronym's bracket."""
    while last > j and (w.norm[last - 1] in DE or w.norm[last - 1] in ARTICLE or w.text[last - 1] in ",-–/&"):
        last -= 1
    return last


def _numbered_commission(w: Words, i: int) -> Candidate | None:
    """«5^{ème} commission « Solidarité territoriale »», «3e Commission - Finances»."""
    j = i + 1
    while j < i + 6 and w.norm[j] in ("^", "{", "}", "eme", "e", "ere", "er", "°"):
        j += 1
    if w.norm[j] != "commission":
        return None
    past = quoted(w, j + 1)
    if past == j + 1 and w.text[j + 1] in "-–":
        past = extend(w, j + 2, lower=words("organisations", "complement"))
    return Candidate(i, past, ORG, "org:commission", 0.85, 75, None, (), "commission") if past > j + 1 else None


# --- the State ------------------------------------------------------------------------------------------------


def _state(w: Words) -> Iterator[Candidate]:
    for i in range(w.count):
        if w.norm[i] != "etat" or not w.capital(i):
            continue
        before = w.norm[i - 1] if i and w.gap[i] != BREAK else ""
        if w.norm[i + 1] in (
            "des",
            "civil",
            "d",
            "de",
            "recapitulatif",
            "previsionnel",
            "initial",
            "actuel",
            "membre",
        ) and not (w.norm[i + 1] in ("de", "d", "des") and before == "l"):
            continue
        if before in ("un", "en", "tout", "cet", "bon", "mauvais", "chaque"):
            continue
        if w.gap[i + 1] == TIGHT and w.text[i + 1].isalpha() and w.capital(i + 1):
            continue  # «Etat-Région» belongs to a scheme's name
        if w.gap[i] == TIGHT and before and before != "l" and w.text[i - 1][-1].isalnum():
            continue  # «Région-État» is a scheme's word
        yield Candidate(i, i + 1, ORG, "org:state", 0.97, 60, "org-state", (), "etat")


# --- names announced by a common noun, or followed by a legal form --------------------------------------------


def _announced(w: Words, places: Places) -> Iterator[Candidate]:
    """«l'association Euralens», «la société « Y »», «SAS Dupont»: the proper name after an announcer."""
    announcers = phrases("organisations", "announcer")
    legal = words("organisations", "legal_form")
    for i in range(w.count):
        if w.text[i].isalpha() and w.norm[i] in legal and w.upper(i) and w.capital(i + 1) and w.gap[i + 1] == SPACE:
            last = extend(w, i + 1, lower=frozenset(), conjoin=False)
            if last > i + 1:
                yield Candidate(i, last, ORG, "org:legal-form", 0.85, 68, "org-company", (), w.norm[i])
            continue
        size = announcers.match(w.norm, i)
        if not size or w.upper(i):
            continue
        j = i + size
        if w.gap[j] == BREAK:
            continue
        past = quoted(w, j)
        kind = "org-association" if w.norm[i].startswith("association") else None
        if past > j:
            yield Candidate(j + 1, past - 1, ORG, "org:announced-quoted", 0.85, 74, kind, (), w.norm[i])
            continue
        if w.text[j] in ("(", ":"):
            continue
        begin = j
        if w.norm[begin] in ("dite", "denommee", "nommee", "dénommée"):
            begin += 1
            past = quoted(w, begin)
            if past > begin:
                yield Candidate(begin + 1, past - 1, ORG, "org:announced-quoted", 0.85, 74, kind, (), w.norm[i])
                continue
        if (
            w.text[begin][0].isupper()
            and w.gap[begin] == SPACE
            and (w.norm[begin] not in FUNCTION or w.norm[begin] in ARTICLE)
        ):
            last = extend(w, begin + (w.norm[begin] in ARTICLE), lower=frozenset(), conjoin=False)
            if w.norm[last] == "et" and w.capital(last + 1) and last - begin == 1:
                last = extend(w, last + 1, lower=frozenset(), conjoin=False)
            if last > begin + (w.norm[begin] in ARTICLE) and places.matches.get(begin, (0,))[0] != last:
                yield Candidate(begin, last, ORG, "org:announced", 0.8, 66, kind, (), w.norm[i])
