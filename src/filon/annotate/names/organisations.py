"""Names of bodies: institutions by their head word, the State, names announced by a noun or a legal form."""

from __future__ import annotations

from collections.abc import Iterator

from filon.annotate.lexicon import french_words, phrases, words
from filon.annotate.names.authorities import find_authorities
from filon.annotate.names.candidate import Candidate
from filon.annotate.names.grammar import (
    ARTICLE,
    DE,
    DETERMINER,
    FUNCTION,
    GENTILIC,
    OPEN,
    extend,
    own_part,
    quoted,
    stands_on,
)
from filon.annotate.names.state import find_europe, find_numbered, find_state
from filon.annotate.names.territories import Places
from filon.annotate.wordlists import wordlist
from filon.annotate.words import BREAK, NEWLINE, SPACE, TIGHT, Words
from filon.model import EntityType

ORG, PLACE = EntityType.ORG, EntityType.PLACE
# Lower-case heads that stand before a name without being part of it («l'agence Bretagne Tourisme»).
_ANNOUNCING = frozenset(
    "association societe cooperative federation syndicat compagnie agence reseau pole groupe structure cluster bailleur".split()
)
# The same with a capital are part of it, but for the plainest two («Association « X »»).
_PLAIN = frozenset({"association", "associations", "societe", "entreprise"})
# Heads that lower-case words alone do not make a name («un espace naturel départemental»).
_NEED_PROPER = frozenset(
    "espace reseau plateforme port creche ecole musee theatre college lycee hopital centre parquet ordre foyer section initiative delegation".split()
)
_ASSEMBLY = frozenset({"conseil", "bureau", "commission", "comite", "assemblee", "monuments", "prefecture", "mission"})
_HEADS = ("institution", "complete", "commune", "departement", "region", "epci")
# Heads of services, whose field may be two («ministère de l'Intérieur et des Outre-mer»).
_SERVICES = frozenset(
    {"ministere", "direction", "secretariat", "commission", "delegation", "pole", "service", "office"}
)
# How the lower-case rest of a name of French words begins, and adjectives before its noun.
_TAIL = frozenset("du des de d aux au sans".split())
_NOT_ADJECTIVE = frozenset("depuis apres pres alors toujours parmi hors moins tres dans vers".split())
_BEFORE_NOUN = frozenset(
    "vieux vieil vieille petit petite petits petites grand grande beau belle bon bonne jeunes nouveau nouvelle".split()
)
_GROUP_WORDS = frozenset({"pour", "le", "la", "les", "contre", "avec"})


def find_organisations(w: Words, places: Places) -> Iterator[Candidate]:
    """Candidates of type ORG (or PLACE, where a body is spoken of as ground), in reading order."""
    yield from find_authorities(w, places)
    yield from _institutions(w, places)
    yield from _prefects(w, places)
    yield from find_europe(w)
    yield from find_numbered(w)
    yield from find_state(w)
    yield from _announced(w, places)
    yield from _clubs(w)


# --- institutions by their head word --------------------------------------------------------------------------


def _institutions(w: Words, places: Places) -> Iterator[Candidate]:
    heads = phrases("organisations", "institution")
    complete = phrases("organisations", "complete")
    weak = words("organisations", "weak")
    lower = words("organisations", "complement")
    acronyms = wordlist("organisations")["acronym"]
    i = 0
    while i < w.count:
        whole = complete.match(w.norm, i)
        size = heads.match(w.norm, i)
        if not (size or whole) and w.norm[i] in words("organisations", "short"):
            yield from _short(w, i)
        if not (size or whole) or not w.text[i][0].isalpha():
            if w.text[i].isdigit() and w.norm[i + 1] in ("eme", "e", "ere", "er", "^", "°"):
                numbered = _numbered_commission(w, i)
                if numbered is not None:
                    yield numbered
                    i = numbered.last - 1
            i += 1
            continue
        headed, size = size > 0, max(size, 1)
        if w.gap[i] == TIGHT and w.source[w.start[i] - 1] in "-‐‑":
            i += 1  # «Agri-Union»: the second part of a compound
            continue
        if any(
            phrases("organisations", level).match(w.norm, i) >= max(size, whole, 2)
            for level in ("departement", "region")
        ):
            i += 1  # «Conseil départemental» is the département's own name
            continue
        head = " ".join(w.norm[i : i + size])
        j = i + size
        if w.upper(i) and w.upper(j) and w.norm[j] in words("linking", "decides"):
            i = j  # «LE CONSEIL DÉLIBÈRE»
            continue
        if (nameless := phrases("organisations", "no_name").match(w.norm, i)) or (
            head == "plateforme" and not w.capital(i)
        ):
            i += max(nameless, 1)
            continue
        last = extend(w, j, lower=lower | _GROUP_WORDS if head == "groupe" else lower, quote=True) if headed else i
        last = own_part(w, j, _trim(w, j, last))
        if head == "groupe" and last > j:
            last = _group_tail(w, last)
        elif last > j and w.text[last].islower() and GENTILIC.search(w.norm[last]) and w.capital(last - 1):
            last += w.gap[last] == SPACE and not w.upper(last - 1)  # «Syndicat de l'Ouest lyonnais»
        elif last == j + 1 and _paired(w, last):
            last = extend(w, last + 1, lower=frozenset(), conjoin=False)  # «Syndicat mixte Loire et Lignon»
        if head.split()[0] in _SERVICES:
            last = _second_field(w, j, last)
        bare = w.capital(j) and w.norm[j] not in DE and w.gap[j] == SPACE
        if head in _ANNOUNCING and (
            (w.text[j] in OPEN and (head in _PLAIN or not w.capital(i))) or (bare and not w.capital(i))
        ):
            i += 1  # «l'association Euralens», «Association « X »»: the name is what follows
            continue
        proper = any(w.capital(k) or w.text[k] == "«" for k in range(j, last)) and last > j
        capital = w.capital(i)
        shouting = w.upper(i) and w.upper(i + 1)
        if whole and capital and (over := _assembly_of(w, i + whole, places)) > i + whole:
            head = " ".join(w.norm[i : i + whole])
            name = _council_name(over, places) if head == "conseil municipal" else None
            yield Candidate(i, over, ORG, "org:assembly", 0.92, 92, None, (), head, name=name)
            i = over
            continue
        if whole and w.norm[i] in _ASSEMBLY and not capital:
            i += whole  # «le conseil municipal» in lower case is the assembly as such, not a name
            continue
        if whole and i + whole >= last and (capital or whole > 1):
            yield Candidate(i, i + whole, ORG, "org:known", 0.92, 70, None, (), " ".join(w.norm[i : i + whole]))
            i += whole
            continue
        own = head in _NEED_PROPER and capital and not shouting and w.norm[i - 1] in ARTICLE and w.gap[i] <= SPACE
        if own and sum(w.norm[k] in lower for k in range(j, last)) > 1:
            # «l'École des métiers de la mer»: a capital after the article
            yield Candidate(i, last, ORG, "org:institution", 0.65, 55, None, (), head)
            i = last
            continue
        if last > j and (
            proper or (capital and not shouting and head not in _NEED_PROPER and _complement_words(w, j, last, lower))
        ):
            if head == "groupe" and not capital:
                i += 1
                continue
            if head in words("organisations", "grounded") and w.gap[i] <= SPACE and stands_on(w, i):
                yield Candidate(i, last, PLACE, "place:site", 0.8, 72, "area", (), head)
                i = last
                continue
            yield Candidate(
                _opening(w, i),
                last,
                ORG,
                "org:institution",
                0.85 if proper else 0.7,
                72 if proper else 55,
                None,
                (),
                head,
            )
            i = last
            continue
        if capital and w.upper(i) and w.text[i] in acronyms:
            i += 1
            continue
        determined = w.norm[i - 1] in DETERMINER and w.gap[i] <= SPACE
        several = w.norm[i].endswith("s") and w.norm[i] != "archives"
        if capital and not (shouting or several or last > j) and size > 1 and determined and head not in weak:
            # «la Médiathèque départementale»: a head of two words that is one of its kind
            yield Candidate(i, j, ORG, "org:institution", 0.75, 55, None, (), head)
            i = j
            continue
        if (
            capital
            and not shouting
            and (w.norm[i - 1] in DETERMINER and w.gap[i] != BREAK)
            and (head in weak or head in words("organisations", "short"))
            and last == j
        ):
            yield Candidate(i, j, ORG, "org:short", 0.75, 35, None, (), head, short=True)
        i += 1


def _paired(w: Words, last: int) -> bool:
    """Does «et» with a capital that opens no other name follow the one capital after a head?"""
    if not (w.capital(last - 1) and not w.upper(last - 1) and w.norm[last] == "et" and w.gap[last] == SPACE):
        return False
    k = last + 1
    return (
        w.capital(k)
        and w.gap[k] == SPACE
        and not w.upper(k)
        and w.norm[k] not in FUNCTION
        and not any(phrases("organisations", key).match(w.norm, k) for key in _HEADS)
    )


def _second_field(w: Words, j: int, last: int) -> int:
    """«Direction des Solidarités et de la Citoyenneté»: the end of a service's second field, after «et de»."""
    k = last + 2
    if not (
        last > j and w.norm[last] == "et" and w.norm[last + 1] in DE and w.capital(last - 1) and w.gap[last] == SPACE
    ):
        return last
    k += w.norm[k] in ARTICLE
    names_body = any(phrases("organisations", key).match(w.norm, k) for key in _HEADS)
    if not w.capital(k) or w.upper(k) or names_body or w.gap[k] > SPACE:
        return last
    return own_part(w, j, max(last, extend(w, k, lower=words("organisations", "complement"))))


def _opening(w: Words, i: int) -> int:
    """Where a name begins before its head: «Rugby Club des …», «l'association L'Atelier des …»."""
    if not w.capital(i) or w.gap[i] > SPACE or w.shouting[i]:
        return i
    before = w.norm[i - 1]
    if before in FUNCTION:
        inside = w.capital(i - 1) and w.text[i - 2].islower() and w.gap[i - 1] <= SPACE and before in ARTICLE
        return i - 1 if inside else i
    club = w.norm[i] in ("club", "team") and w.capital(i - 1) and w.text[i - 1].isalpha() and w.gap[i] == SPACE
    return i - 1 if club else i


def _short(w: Words, i: int) -> Iterator[Candidate]:
    """«le Parc», «la Chambre»: a reference to the body that the document names by that noun."""
    tight = w.gap[i + 1] <= SPACE
    more = w.norm[i + 1] in DE or (w.capital(i + 1) and w.gap[i + 1] == SPACE)
    more = more or (tight and w.norm[i + 1].startswith(("nation", "natur", "region", "departement")))
    if w.capital(i) and not w.shouting[i] and w.norm[i - 1] in DETERMINER and w.gap[i] <= SPACE and not more:
        yield Candidate(i, i + 1, ORG, "org:short", 0.75, 35, None, (), w.norm[i], short=True)


def _prefects(w: Words, places: Places) -> Iterator[Candidate]:
    """«PRÉFET DE LA LOZÈRE» as a letterhead: the State's service, not the person."""
    for i in range(w.count):
        if w.norm[i] not in ("prefet", "prefete") or not w.upper(i) or w.gap[i] < NEWLINE:
            continue
        j = i + 1
        while w.norm[j] in DE or w.norm[j] in ARTICLE or w.norm[j] in ("region", "departement"):
            j += 1
        match = places.matches.get(j) or places.matches.get(j - 1)
        if j > i + 1 and match is not None and w.gap[match[0]] >= NEWLINE:
            yield Candidate(i, match[0], ORG, "org:prefect", 0.85, 93, "org-state", (), "prefecture")


def _assembly_of(w: Words, j: int, places: Places) -> int:
    """«Commission permanente du Conseil départemental du Jura»: the end of the authority whose assembly it is."""
    if w.norm[j] not in DE or w.gap[j] == BREAK:
        return j
    size = max(phrases("organisations", level).match(w.norm, j + 1) for level in ("departement", "region"))
    if size < 2:
        return _council_of(w, j, places)
    k = j + 1 + size
    after = k
    while w.norm[after] in DE or (w.norm[after] in ARTICLE and after > k):
        after += 1
    match = None if w.gap[k] == BREAK else places.starting(after, "departement") or places.starting(after, "region")
    return match[0] if match is not None else k


def _council_of(w: Words, j: int, places: Places) -> int:
    """«Conseil municipal de la commune de X», «Conseil municipal de X»: the end of the town whose council it is."""
    if w.norm[j - 1] != "municipal" or w.gap[j] > SPACE:
        return j
    k = j + 1 + (w.norm[j + 1] in ARTICLE)
    size = phrases("organisations", "commune").match(w.norm, k)
    k += size
    while size and (w.norm[k] in DE or w.norm[k] in ARTICLE):
        k += 1
    match = places.starting(k, "commune") if w.capital(k) and w.gap[k] <= SPACE else None
    return match[0] if match is not None else j


def _council_name(last: int, places: Places) -> str | None:
    """«Conseil municipal de X», however the text prints it; ``None`` where the registry has several towns of that name."""
    at = next((at for at in range(last - 1, max(0, last - 8), -1) if places.matches.get(at, (0,))[0] == last), None)
    if at is None:
        return None
    entry = places.choose(places.matches[at][1])
    pattern: str = wordlist("linking")["assembly"]["conseil municipal"]["commune"]
    return pattern.format(de=entry.after_de, name=entry.body_name) if entry is not None else None


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
    """Cut what ends no body's name: connectors, signs, years and page numbers."""
    while last > j and (
        w.norm[last - 1] in DE
        or w.norm[last - 1] in ARTICLE
        or w.text[last - 1] in ",-–/&"
        or (w.text[last - 1].isdigit() and len(w.text[last - 1]) > 3)
    ):
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


def _clubs(w: Words) -> Iterator[Candidate]:
    """«Basket Club varennois», «Carrosserie HEINIS»: a club with what it plays or whence it is, a trade with its owner's name."""
    trades = words("organisations", "trade")
    for i in range(1, w.count):
        if w.shouting[i] or not w.capital(i):
            continue
        if w.norm[i] in ("club", "olympique", "sportive") and w.capital(i - 1) and w.gap[i] == SPACE:
            first = i - 1
            while (
                w.capital(first - 1) and w.gap[first] == SPACE and w.norm[first - 1] not in FUNCTION and first > i - 3
            ):
                first -= 1
            last = extend(w, i + 1, lower=frozenset(), conjoin=False, limit=6)
            if last == i + 1 and w.text[last].islower() and GENTILIC.match(w.norm[last]) and w.gap[last] == SPACE:
                last += 1
            if w.norm[i - 1] not in FUNCTION and (last > i + 1 or w.norm[i] == "club"):
                yield Candidate(first, last, ORG, "org:club", 0.75, 57, "org-association", (), "club")
        elif w.norm[i] in trades and w.capital(i + 1) and w.gap[i + 1] == SPACE and w.norm[i + 1] not in FUNCTION:
            last = i + 1
            while w.capital(last) and w.gap[last] <= SPACE and last < i + 4 and w.norm[last] not in FUNCTION:
                last += 1
            own = w.upper(i + 1) or w.norm[i + 1] not in french_words()  # «Établissements Publics» are of a kind
            if own and w.gap[i] <= SPACE:
                yield Candidate(i, last, ORG, "org:trade", 0.7, 57, "org-company", (), w.norm[i])


# --- names announced by a common noun, or followed by a legal form --------------------------------------------


def _announced(w: Words, places: Places) -> Iterator[Candidate]:
    """«l'association Euralens», «la société « Y »», «SAS Dupont»: the proper name after an announcer."""
    announcers = phrases("organisations", "announcer")
    legal = words("organisations", "legal_form")
    for i in range(w.count):
        if w.text[i].isalpha() and w.norm[i] in legal and w.upper(i) and w.gap[i + 1] == SPACE:
            own = i + 1 + (w.norm[i + 1] in ARTICLE and w.gap[i + 2] <= SPACE)  # «SICA les ALIZÉS»
            if not w.capital(own):
                continue
            last = _with_tail(w, own, extend(w, own, lower=frozenset(), conjoin=False))
            if last > i + 1:
                yield Candidate(i, last, ORG, "org:legal-form", 0.85, 68, "org-company", (), w.norm[i])
            continue
        size = announcers.match(w.norm, i)
        j = i + size
        if not size or (w.upper(i) and w.text[j] not in OPEN):
            continue
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
            group = w.norm[i] == "groupe"
            lower = words("organisations", "party") if group else frozenset()
            last = extend(w, begin + (w.norm[begin] in ARTICLE), lower=lower, conjoin=group)
            if w.norm[last] == "et" and w.capital(last + 1) and last - begin == 1:
                last = extend(w, last + 1, lower=frozenset(), conjoin=False)
            if last > begin + 1 and w.text[last].islower() and GENTILIC.search(w.norm[last]) and w.gap[last] == SPACE:
                last += 1  # «l'association Le Relais rennais»
            last = _with_tail(w, begin, last)
            if last > begin + (w.norm[begin] in ARTICLE) and places.matches.get(begin, (0,))[0] != last:
                # «le Cabinet X»: a head with a capital of its own is part of the name
                whole = w.capital(i) and w.gap[i] <= SPACE and begin == j and w.norm[i] not in _PLAIN
                first = i if whole and w.norm[i - 1] in DETERMINER else begin
                yield Candidate(first, last, ORG, "org:announced", 0.8, 66, kind, (), w.norm[i])


def _with_tail(w: Words, begin: int, last: int) -> int:
    """«l'association Les Amis du vieux moulin», «Puits sans frontières»: a name of French words goes on in lower case."""
    words_of_name = w.norm[begin] in ARTICLE or (last == begin + 1 and w.norm[begin] in french_words())
    if not words_of_name or last <= begin or w.upper(last - 1) or w.gap[last] != SPACE:
        return last
    several = w.norm[begin] == "les" and w.norm[last - 1].endswith("s") and w.norm[last].endswith("s")
    if several and len(w.text[last]) > 4 and w.text[last].islower() and w.norm[last] not in _NOT_ADJECTIVE:
        return last + 1  # «Les Filets bleus»
    if w.norm[last] not in _TAIL or not w.text[last][0].islower() or w.text[last] == "à":
        return last
    k = last + 1
    k += w.norm[k] in ARTICLE
    k += w.norm[k] in _BEFORE_NOUN
    plain = w.text[k].isalpha() and w.text[k].islower() and len(w.text[k]) > 3 and w.gap[k] <= SPACE
    return k + 1 if plain and w.norm[k] not in words("organisations", "no_tail") else last
