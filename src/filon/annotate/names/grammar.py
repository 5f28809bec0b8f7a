"""How a French name goes on after its head: articles, capitals, quotes, institution words."""

from __future__ import annotations

import re

from filon.annotate.lexicon import words
from filon.annotate.words import BREAK, NEWLINE, SPACE, TIGHT, Words

DE = frozenset({"de", "du", "des", "d"})
ARTICLE = frozenset({"le", "la", "les", "l"})
DETERMINER = frozenset("le la les l du des au aux un une ce cette ces cet son sa leur notre chaque".split())
# Words that open the next line of a letterhead, not the rest of a name.
_NEXT_LINE = frozenset(
    "reunion seance session presidence deliberation deliberations convention rapport extrait registre service direction pole departement objet date arrete bureau conseil commission secretaire projet titre article annexe "
    "proces compte ordre sommaire annexes arretes actes tableau liste fiche dossier numero edition bulletin mairie prefecture periode exercice charte contrat bilan budget compte plan programme schema procedure avis decision decisions recueil note rapporteur".split()
)
_APPOSED = ("represente", "maitre", "proprietaire", "porteu", "gestionnaire", "chef", "beneficiaire", "signataire")
_OTHER_HEADS = frozenset(
    "maire president presidente prefet prefete comite bureau departement region commune communaute ville etat agence conseil association direction prefecture caisse chambre office metropole syndicat mairie".split()
)
# Adjectives of a place («rennais», «ligérienne»).
GENTILIC = re.compile(r"[a-z]{3,}(?:oises?|aise?s?|iennes?|enses?|ines?|ois)$")
_UNITS = frozenset(
    "m m2 m² ha km cm kw mw kwh euros euro million millions milliard milliards ans mois jours heures places lits logements habitants agents postes eleves".split()
)
# Words that end a name even where all is in capitals.
_ENDS_IN_CAPITALS = frozenset("entre avec decide decident par relatif relative relatifs relatives portant".split())
_AUTHORITIES = frozenset("departement region etat ville commune metropole agglomeration communaute".split())
_PAPERS = frozenset({"contrat", "projet", "charte", "pacte"})
_GROUND_BEFORE = frozenset({"sur", "dans", "en"})
OPEN, CLOSE = frozenset('«“"'), frozenset('»”"')
# Capitals that open a sentence or a clause and never go on with a name.
FUNCTION = frozenset(
    "le la les l un une des du de d au aux et ou ni mais or donc car que qui quoi dont ou a en dans par pour sur sous avec sans entre vers chez "
    "il elle ils elles on nous vous je tu ce cet cette ces son sa ses leur leurs notre nos votre vos mon ma mes se s ne n y qu si "
    "considerant vu attendu decide article afin ainsi apres avant pendant depuis lors lorsque comme cependant toutefois enfin ensuite "
    "est sont a ont sera seront soit etait fait est plus moins tres tout toute tous toutes chaque".split()
)


def quoted(w: Words, i: int, *, limit: int = 22) -> int:
    """The index after the closing quote when word ``i`` opens a quotation of at most ``limit`` words, else ``i``."""
    if w.text[i] not in OPEN:
        return i
    for j in range(i + 1, min(i + limit, w.count)):
        if w.text[j] in CLOSE:
            return j + 1 if j > i + 1 else i
        if w.gap[j] == BREAK:
            break
    return i


def is_name_word(w: Words, i: int) -> bool:
    """May word ``i`` be a proper part of a name: a capital, or digits that neither count nor date anything?"""
    text = w.text[i]
    if text[0].isdigit():
        return len(text) <= 4 and (w.norm[i - 1] == "des" or w.norm[i - 1] not in DE) and not counts(w, i)
    if (
        w.norm[i] in ARTICLE
        and text[0].isupper()
        and i + 1 < w.count
        and w.capital(i + 1)
        and w.gap[i + 1] <= SPACE
        and w.gap[i] <= SPACE
    ):
        return w.norm[i + 1] not in FUNCTION | _OTHER_HEADS  # «Grand Site de France Les Deux-Caps»
    if w.norm[i] in _ENDS_IN_CAPITALS or (len(text) > 2 and set(text) == {"X"}):
        return False  # «Commune XXX» is a form to fill in
    if text == "Est":
        return w.capital(i - 1) and w.gap[i] == SPACE  # «Grand Est», «Quartiers Est»
    return text[0].isupper() and (w.norm[i] not in FUNCTION or w.upper(i))


def counts(w: Words, i: int) -> bool:
    """Do the digits at ``i`` count something («140 m²», «4,35 %», «6 800»)?"""
    following = w.text[i + 1]
    if following[0].isdigit():
        return len(following) == 3 and w.gap[i + 1] == SPACE
    if following in ",." and w.gap[i + 1] == TIGHT and w.text[i + 2][0].isdigit() and w.gap[i + 2] == TIGHT:
        return True
    return w.norm[i + 1] in _UNITS or following[0] in "€%"


def extend(
    w: Words, i: int, *, lower: frozenset[str], quote: bool = False, conjoin: bool = True, limit: int = 16
) -> int:
    """The end of the name whose head ends before word ``i``: ``i`` itself when nothing goes on.

    ``lower`` are lower-case words that may continue it; ``quote`` takes a quotation in; ``conjoin`` lets «et» join two
    such words («d'incendie et de secours», «Aménagement et Développement»). A determiner after «et» opens another name.
    """
    end = j = i
    while j < min(i + limit, w.count):
        gap, norm = w.gap[j], w.norm[j]
        if gap == BREAK or (gap == NEWLINE and not _runs_on(w, j)):
            break
        if j > i and end == j and hyphened(w, j):
            j += 1  # «Ille-et-Vilaine», «Tarn-amont»: a hyphen binds whatever the word is
            end = j
        elif (
            norm in DE
            or (norm in ARTICLE and j > i and w.norm[j - 1] in DE)
            or (norm in ("l", "a") and j > i and w.norm[j - 1] in ("a", "de"))
        ):
            j += 1
        elif quote and w.text[j] in OPEN and (past := quoted(w, j)) > j:
            return past
        elif is_name_word(w, j) or norm in lower:
            # digits alone never end a lower-case head («articles 12») and a year is not part of a body's name
            j += 1
            end = j
        elif (
            (norm == "et" and conjoin and end == j and j > i and _joins(w, j + 1, lower))
            or (
                w.text[j] in ",/&"
                and end == j
                and j > i
                and w.text[j] != ","
                and w.gap[j + 1] <= 1
                and is_name_word(w, j + 1)
            )
            or (
                w.text[j] == ","
                and conjoin
                and end == j
                and j > i
                and w.norm[j + 1] in lower
                and _list_ahead(w, j + 1, lower)
            )
            or (w.text[j] in "-–" and w.gap[j] == TIGHT and w.gap[j + 1] == TIGHT and end == j and j > i)
            or (
                norm in ("en", "sur", "sous", "les")
                and end == j
                and j > i
                and w.gap[j + 1] <= 1
                and w.capital(j + 1)
                and w.gap[j + 1] == TIGHT
            )
        ):
            j += 1
        else:
            break
    return end


def hyphened(w: Words, j: int) -> bool:
    """Is word ``j`` the next part of a hyphenated word?"""
    return w.gap[j] == TIGHT and w.text[j][0].isalpha() and w.source[w.start[j] - 1] in "-‐‑"


def _runs_on(w: Words, j: int) -> bool:
    """Does a name go on over the line's end before word ``j``? Where it must (a complement), or in capitals all through."""
    if w.norm[j] in DE or w.norm[j - 1] in DE or w.norm[j - 1] == "et":
        return True
    if w.norm[j] in _NEXT_LINE or not w.capital(j):
        return False
    return w.upper(j) and w.upper(j - 1)


def _joins(w: Words, j: int, lower: frozenset[str]) -> bool:
    """May «et» join what stands at ``j``? A known institution word must come, bare or after «de»; never another body's head."""
    if w.capital(j) and w.norm[j] in _OTHER_HEADS:
        return False
    if w.norm[j] in DE:
        j += 1
        if w.norm[j] in ARTICLE:
            j += 1
    elif w.norm[j] in ARTICLE and not (w.norm[j] == "l" or w.norm[j] in ("la", "le", "les")):
        return False
    elif w.norm[j] in ("l", "la", "les", "le"):
        j += 1
        return w.norm[j] in lower and not w.capital(j)
    return w.norm[j] in lower


def _list_ahead(w: Words, j: int, lower: frozenset[str]) -> bool:
    """Is this comma one of an enumeration inside a name («Espaces, Sites et Itinéraires»)?"""
    while w.norm[j] in lower or w.norm[j] in DE or w.norm[j] in ARTICLE:
        if w.gap[j] == BREAK:
            return False
        j += 1
        if w.norm[j] == "et":
            return _joins(w, j + 1, lower)
        if w.text[j] == ",":
            j += 1
    return False


def acts_at(w: Words, i: int) -> bool:
    """Tell whether a verb by which a body acts stands at word ``i`` («a versé», not «à Lens»)."""
    return w.norm[i] in words("organisations", "acts") and w.text[i] not in ("à", "À")


def on_ground(w: Words, i: int) -> bool:
    """Does «territoire de la», «habitants du» or the like stand right before word ``i``?"""
    k = i - 1
    if k < 0 or w.gap[i] == BREAK or not (w.norm[k] in ARTICLE or w.norm[k] in DE):
        return False
    at = k - 1 if w.norm[k] in ARTICLE else k
    if w.norm[at] in DE and at < k:
        k = at
    elif w.norm[k] in ARTICLE:
        return False
    at = k - 1
    if w.norm[at] == "territoire" and w.norm[at - 1] in DE and w.norm[at - 2].rstrip("s") in _PAPERS:
        return False  # «le contrat de territoire de la communauté de communes»
    inside_name = w.capital(at) and w.norm[at - 1] not in ARTICLE and w.gap[at] < NEWLINE
    return w.norm[at] in words("places", "ground") and not inside_name


def stands_on(w: Words, i: int) -> bool:
    """Do the words before ``i`` speak of a ground: «sur le territoire de la», «dans la», «au sein du»?"""
    k = i - 1
    if on_ground(w, i):
        return True
    if w.norm[k] in ARTICLE or w.norm[k] in ("du", "des", "cette"):
        k -= 1
    if w.norm[i] == "conseil" and w.norm[k] == "en":
        return False  # «votée en Conseil départemental»
    return w.norm[k] in _GROUND_BEFORE or "sein" in (w.norm[k], w.norm[k - 1])


def own_part(w: Words, j: int, last: int, *, acronyms: bool = False) -> int:
    """«Direction des finances du Département»: up to the authority that has this service, which is a name of its own."""
    for k in range(j + 1, last):
        authority = w.norm[k] in _AUTHORITIES and (k == last - 1 or w.norm[k + 1] in DE)
        if not (authority or (acronyms and k == last - 1 and w.upper(k))) or not w.capital(k) or w.shouting[k]:
            continue
        first = k
        while first > j and (w.norm[first - 1] in DE or w.norm[first - 1] in ARTICLE):
            first -= 1
        if j < first < k:
            return first
    return last


def years(w: Words, last: int) -> int:
    """Take in the year or years that name the edition: «2023», «2021-2023», «2025/2027»."""
    j = last
    if is_year(w.text[j]) and w.gap[j] <= SPACE:
        j += 1
        if w.text[j] in "-–/" and is_year(w.text[j + 1]):
            j += 2
        elif is_year(w.text[j]) and w.gap[j] == TIGHT:
            j += 1
    return j


def is_year(text: str) -> bool:
    """Are these the four digits of a year of this century or the last?"""
    return len(text) == 4 and text.isdigit() and text[:2] in ("19", "20")


def is_ground(w: Words, i: int, last: int, level: str) -> bool:
    """Is this body spoken of as ground: «sur le territoire de la …», «dans la …», a lower-case «département du …»?"""
    k = i - 1
    if k < 0 or w.gap[i] == BREAK:
        return False
    if w.text[k] == ":" and "localisation" in w.norm[max(0, k - 5) : k]:
        return True
    if stands_on(w, i):
        return True
    if w.norm[k] in ARTICLE or w.norm[k] in ("du", "des", "cette"):
        k -= 1
    if w.capital(i) or level == "epci":
        return False
    if level in ("departement", "region"):
        return w.norm[i] in ("departement", "region")
    if w.text[last] == ":":
        return False  # «La commune de X : souhaite …»
    if w.text[last] == "," and w.norm[last + 1].startswith(_APPOSED):
        return False  # «…, représentée par», «…, maître d'ouvrage»: a party or an owner
    if w.norm[last] == "est" and not w.norm[last + 1].startswith((*_APPOSED, "membre", "compet")):
        return True  # «la commune de X est marquée par …» speaks of the ground
    # a lower-case «commune de X»: acting, granted or owning, else ground
    if w.norm[k] in ("a", "par", "avec", "entre", "et", "pour", ",", ";") or w.norm[k] in DE:
        return False
    return not acts_at(w, last) or w.norm[last] in ("est", "dispose", "se")
