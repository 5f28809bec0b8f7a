"""Names of plans, schemes, agreements, funds, labels and benefits."""

from __future__ import annotations

import re
from collections.abc import Iterator

from filon.annotate.lexicon import Phrases, french_words, phrases, words
from filon.annotate.names.candidate import Candidate
from filon.annotate.names.grammar import (
    ARTICLE,
    CLOSE,
    DE,
    DETERMINER,
    FUNCTION,
    OPEN,
    acts_at,
    extend,
    is_name_word,
    is_year,
    own_part,
    quoted,
    years,
)
from filon.annotate.names.projects import noun_phrase_end
from filon.annotate.names.territories import Places
from filon.annotate.words import BREAK, NEWLINE, SPACE, TIGHT, Words
from filon.model import EntityType

PROGRAMME = EntityType.PROGRAMME
_LINK = frozenset("pour dans en sur a aux au contre par et l la le les d".split())
# Heads that only announce the name: «le programme « X »», «le label Y».
_ANNOUNCERS = frozenset(
    [
        "programme",
        "programmes",
        "label",
        "dispositif",
        "demarche",
        "plan",
        "appel a projet",
        "appel a projets",
        "appel a manifestation d interet",
        "initiative",
        "politique",
        "charte",
        "strategie",
        "aide",
        "prime",
        "action",
        "mesure",
        "enveloppe",
        "marque",
        "appel a candidatures",
    ]
)
_LABELS = frozenset({"label", "dispositif", "programme", "marque", "demarche"})
_AGREEMENT = {
    "convention": "agreement-convention",
    "conventions": "agreement-convention",
    "contrat": "agreement-contract",
    "contrats": "agreement-contract",
    "protocole": "agreement-protocol",
    "accord": "agreement-protocol",
    "charte": "agreement-charter",
    "avenant": "agreement-amendment",
    "pacte": "agreement-protocol",
}
# «le schéma directeur», «un plan local»: without more, any of them
_GENERIC = frozenset(
    "plan programme schema strategie charte pacte dispositif protocole operation referentiel politique service".split()
)
# Schemes whose complement may be any noun phrase («schéma départemental des enseignements artistiques»).
_PAPERS = frozenset("schema plan programme strategie projet charte pacte".split())
_LEVELS = frozenset(
    "departemental departementale europeen europeenne local locale national nationale regional regionale territorial".split()
)
# Lower-case heads that belong to the proper name right after them.
_WHOLE = frozenset({"destination", "feuille de route", "pacte"})
# What any convention may be called.
_ANY_CONVENTION = frozenset("pluriannuelle operationnelle application multipartite partenariale annuelle".split())
_WITH_NAME = frozenset({"interreg", "life"})  # «Interreg ALCOTRA», «LIFE Haute Dronne»
_WITH_NUMBER = frozenset({"convention", "contrat", "protocole"})
# Papers that the years of their run name («charte 2024-2039», «projet culturel municipal 2021-2026»).
_RUN = frozenset("charte contrat convention pacte plan programme projet protocole schema strategie".split())
_NOT_IN_RUN = frozenset("de du des d la le les l pour et en a au aux sur un une".split())
# Who binds himself: «Engagement du Département» is no scheme.
_BINDS_ITSELF = frozenset(
    "departement region commune ville etat communaute agglomeration metropole syndicat association beneficiaire parties partenaires signataires collectivite collectivites porteur maitre titulaire elus".split()
)
_BESIDE = re.compile(r"(?:ci|annexee?s?|jointe?s?|susvisee?s?|precitee?s?|presentee?s?)\Z")  # «la Convention annexée»
_ORDINAL = frozenset({"e", "eme", "er", "ere", "ieme", "nd", "nde"})
_GENERATIONS = frozenset("premiere seconde deuxieme troisieme quatrieme cinquieme nouvelle derniere".split())
# Lower-case papers that the ground right behind them names («le contrat du Cotentin»).
_SEVERAL = frozenset({"contrats", "chartes", "pactes"})
_OF_GROUND = frozenset({"contrat", "charte", "pacte"})
_GROUNDS = frozenset({"pays", "parc", "vallee", "massif", "bassin"})
# Acts whose title goes on with what they are about, and how it does.
_TITLES = frozenset({"convention", "protocole", "contrat", "accord"})
_RELATING = frozenset("relative relatif portant concernant fixant tendant organisant definissant".split())
_LONGEST_TITLE = 45
_DEFINITE = frozenset({"le", "la", "l", "du", "au", "ce", "cette", "notre"})
_NOTHING_AFTER = frozenset("de du des d et".split())


def find_programmes(w: Words, places: Places) -> Iterator[Candidate]:
    """Candidates of type PROGRAMME, years that belong to the name included."""
    i = 0
    while i < w.count:
        found = (
            _numbered(w, i) or _titled(w, i) or _known(w, i) or _headed(w, i) or _run(w, i) or _of_ground(w, i, places)
        )
        if found is not None:
            yield found
            i = max(found.last, i + 1)
            if found.method == "programme:typed" and (past := quoted(w, i)) > i and w.gap[i] <= SPACE:
                yield Candidate(i, past, PROGRAMME, "motto", 0.0, 70)  # it takes its words, and names nothing
        else:
            i += 1


def _known(w: Words, i: int) -> Candidate | None:
    """A national scheme, label or benefit that is complete as it stands, where nothing longer begins here."""
    size = phrases("programmes", "complete").match(w.norm, i)
    if not size or (size == 1 and not w.capital(i)):
        return None
    if w.norm[i] == "grand" and w.norm[i + 1] == "site" and _goes_on(w, i + size):
        return None  # «Grand Site de France X» is ground
    longer = _scheme_end(w, i)[0]
    if longer > i + size and not (size > 1 and longer == i + size + 1 and acts_at(w, i + size)):
        return None  # but «le Fonds vert finance» ends before its verb
    if w.norm[i] in _WITH_NAME and size == 1 and w.gap[i + 1] == SPACE and is_name_word(w, i + 1) and not w.shouting[i]:
        last = extend(w, i + 1, lower=frozenset(), conjoin=False, limit=6)
        if last > i + 1 and not w.text[i + 1].isdigit():
            life = w.norm[i] == "life" and w.norm[i - 1].startswith("projet")
            return Candidate(
                i, last, EntityType.PROJECT if life else PROGRAMME, "programme:known", 0.85, 76, None, (), w.norm[i]
            )
    weight = 73 if size > 2 else 71
    return Candidate(i, years(w, i + size), PROGRAMME, "programme:known", 0.92, weight, None, (), w.norm[i])


def _numbered(w: Words, i: int) -> Candidate | None:
    """«Avenant n° 2», «la convention n° 22/118»."""
    if w.norm[i] in _WITH_NUMBER and w.norm[i + 1] in ("n", "no") and w.gap[i + 1] <= SPACE:
        j = i + 2 + (w.text[i + 2] in "°.")
        if any(c.isdigit() for c in w.text[j]) and w.gap[j] <= SPACE:
            j += 1
            while w.gap[j] == TIGHT and (w.text[j][0].isalnum() or (w.text[j] in "/-–" and w.gap[j + 1] == TIGHT)):
                j += 1
            kind = _AGREEMENT[w.norm[i]]
            return Candidate(i, j, PROGRAMME, "programme:number", 0.75, 70, kind, (), w.norm[i])
    if w.norm[i] == "avenant" and w.norm[i + 1] == "n" and w.text[i + 2] == "°" and w.text[i + 3].isdigit():
        if not w.capital(i):
            return None
        return Candidate(i, i + 4, PROGRAMME, "programme:head", 0.75, 67, "agreement-amendment", (), "avenant")
    return None


def _titled(w: Words, i: int) -> Candidate | None:
    """«CONVENTION RELATIVE À LA PARTICIPATION DU …», «CONVENTION⏎ENTRE …»: the title of an act that no other word names."""
    if w.norm[i] not in _TITLES or not w.capital(i) or not (w.gap[i] >= NEWLINE or w.shouting[i]):
        return None
    j = i + 1
    if w.gap[i] >= NEWLINE and w.gap[j] == BREAK and w.upper(i) and w.norm[j] == "entre":
        past = next((k for k in range(j + 1, min(j + 40, w.count)) if w.gap[k] == BREAK), j)
        if past == j or not w.shouting[j]:
            return None
        kind = _AGREEMENT[w.norm[i]]
        return Candidate(i, j, PROGRAMME, "programme:title", 0.8, 67, kind, (), w.norm[i], name=w.quote(i, past))
    if w.norm[j] not in _RELATING or w.gap[j] == BREAK:
        return None
    loud = w.shouting[i] and w.shouting[j]
    last = j + 1
    while last < min(i + _LONGEST_TITLE, w.count) and w.gap[last] < BREAK:
        text = w.text[last]
        if text in "(:;.,–" or text in OPEN or w.norm[last] in ("entre", "annee", "exercice"):
            break
        if loud and text.isalpha() and not (text.isupper() or w.gap[last] == TIGHT):
            break
        if w.gap[last] == NEWLINE and not loud and not text[0].islower():
            break
        if text[0].isdigit() and w.norm[last - 1] in DE:
            break
        last += 1
    last = _trim(w, j, last)
    if last < j + 3:
        return None
    return Candidate(i, last, PROGRAMME, "programme:title", 0.8, 94, _AGREEMENT[w.norm[i]], (), w.norm[i])


def _of_ground(w: Words, i: int, places: Places) -> Candidate | None:
    """«le contrat du Cotentin»: a paper in lower case and the ground, not the body, that it is of."""
    j = i + 1
    if (
        w.norm[i] not in _OF_GROUND
        or w.norm[i - 1] not in _DEFINITE
        or w.capital(i)
        or w.norm[j] not in ("de", "du", "d")
    ):
        return None
    j += 1
    j += w.norm[j] in ARTICLE and w.norm[j - 1] == "de"
    if not w.capital(j) or w.gap[j] > SPACE:
        return None
    match = places.matches.get(j)
    ground = match is not None and match[2] is None
    size = match[0] - j if match is not None and ground else phrases("places", "area").match(w.norm, j)
    if not size and w.norm[j] in _GROUNDS:
        size = extend(w, j + 1, lower=frozenset(), conjoin=False, limit=7) - j
    if size < 1 + (w.norm[j] in _GROUNDS):
        return None
    last = years(w, j + size)
    return Candidate(i, last, PROGRAMME, "programme:of-ground", 0.7, 67, _AGREEMENT[w.norm[i]], (), w.norm[i])


def _run(w: Words, i: int) -> Candidate | None:
    """A paper with the years of its run and no more than adjectives between: «charte 2024-2039»."""
    if w.norm[i] not in _RUN or w.gap[i + 1] > SPACE:
        return None
    j = i + 1
    while (
        j < i + 5
        and w.text[j].isalpha()
        and w.text[j][0].islower()
        and w.norm[j] not in _NOT_IN_RUN
        and w.gap[j] <= SPACE
    ):
        j += 1
    last = years(w, j)
    if j == i + 1 and w.norm[i] in ("programme", "projet"):
        return None  # «le programme 2018-2020 du Schéma X» is of that scheme
    if last - j < 3 - (j + 1 < w.count and w.gap[j + 1] == TIGHT and is_year(w.text[j + 1])) or w.gap[j] > SPACE:
        return None
    return Candidate(i, last, PROGRAMME, "programme:run", 0.75, 67, _AGREEMENT.get(w.norm[i]), (), w.norm[i])


def _binds_itself(w: Words, i: int) -> bool:
    """«Engagement du Département», «Engagements de l'État :» say who promises, not what scheme."""
    if not w.norm[i].startswith("engagement"):
        return False
    k = i + 1
    while w.norm[k] in DE or w.norm[k] in ARTICLE:
        k += 1
    return k > i + 1 and w.norm[k] in _BINDS_ITSELF


def _scheme_end(w: Words, i: int) -> tuple[int, int, int]:
    """(end of the name, words of its head, words of its typed head) for a scheme that begins at ``i``; the end is ``i`` when none does."""
    head_size = phrases("programmes", "head").match(w.norm, i)
    typed_size = _typed(w, i, phrases("programmes", "typed"))
    if not typed_size and not (head_size and (w.capital(i) or _names_itself(w, i, head_size))):
        return i, head_size, typed_size
    lower = words("programmes", "complement") | _LINK
    j = i + max(head_size, 1)
    last = _trim(w, j, extend(w, max(j, i + min(typed_size, 2)), lower=lower, quote=True))
    named = phrases("programmes", "complete").match(w.norm, i + typed_size)
    if typed_size and w.gap[i + typed_size] <= SPACE and not named:
        past = _up_to_body(w, i + typed_size, extend(w, i + typed_size, lower=lower, quote=True))
        last = max(last, _trim(w, i + typed_size, past))
    if typed_size and w.norm[i] in _PAPERS and w.norm[i + typed_size] in DE:
        last = max(last, min(noun_phrase_end(w, i + typed_size, 8), i + typed_size + 8))
    if typed_size and w.gap[i + typed_size - 1] <= SPACE:
        last = max(last, i + typed_size)
        if w.norm[i].rstrip("s") in _AGREEMENT:
            last = _second_aim(w, last, lower)
    last = _before_motto(w, i + max(typed_size, head_size), last)
    last = next((k for k in range(i + 2, last) if is_year(w.text[k - 1]) and w.text[k].islower()), last)
    last = own_part(w, i + max(typed_size, 1), _up_to_scheme(w, i + 1, last), acronyms=True)
    last -= last > i + 2 and w.norm[last - 1] == "et"
    return years(w, _generation(w, last)), head_size, typed_size


def _second_aim(w: Words, last: int, lower: frozenset[str]) -> int:
    """«contrat de convergence et de transformation»: on over «et de» with a second noun, where the first stands behind «de» too."""
    noun = last + 2
    if (
        w.norm[last] == "et"
        and w.norm[last + 1] in ("de", "d")
        and w.norm[last - 2] in ("de", "d")
        and w.gap[noun] <= SPACE
        and w.text[noun].isalpha()
        and w.text[noun].islower() == w.text[last - 1].islower()
        and w.norm[noun] not in FUNCTION
    ):
        return _trim(w, noun, max(noun + 1, extend(w, noun + 1, lower=lower, limit=8)))
    return last


def _generation(w: Words, last: int) -> int:
    """«contrat de territoire 4ème génération», «… de nouvelle génération»: with the generation that tells which."""
    k = last + (w.norm[last] in DE)
    if w.text[last - 1].isdigit() and w.norm[last] in _ORDINAL and w.gap[last] == TIGHT:
        k = last
    elif w.text[k].isdigit() and w.norm[k + 1] in _ORDINAL and w.gap[k + 1] == TIGHT:
        k += 1
    elif w.norm[k] not in _GENERATIONS:
        return last
    return k + 2 if w.norm[k + 1] == "generation" and w.gap[k + 1] <= SPACE and w.gap[last] <= SPACE else last


def _up_to_scheme(w: Words, j: int, last: int) -> int:
    """Cut «et d'Action cœur de ville»: a scheme that is whole as it stands is one of its own."""
    for k in range(j, last):
        if w.norm[k] == "et" and phrases("programmes", "complete").match(w.norm, k + 1 + (w.norm[k + 1] in DE)):
            return k
    return last


def _up_to_body(w: Words, j: int, last: int) -> int:
    """Cut «de l'Agence X» from the name of its programme: a body's head with a capital opens another name."""
    for k in range(j + 1, last):
        if w.capital(k) and any(
            phrases("organisations", key).match(w.norm, k) for key in ("institution", "epci", "departement", "region")
        ):
            return k
    return last


def _names_itself(w: Words, i: int, size: int) -> bool:
    """«la destination Pays de X», «la feuille de route Y»: a lower-case head that belongs to the name right after it."""
    j = i + size
    return " ".join(w.norm[i:j]) in _WHOLE and w.capital(j) and w.gap[j] == SPACE and w.norm[j] not in FUNCTION


def _headed(w: Words, i: int) -> Candidate | None:
    """A scheme by its head word: the head with its complement, or the name that the head only announces."""
    last, head_size, typed_size = _scheme_end(w, i)
    if (not head_size and not typed_size) or _binds_itself(w, i) or _BESIDE.match(w.norm[i + head_size]):
        return None
    j = i + max(head_size, 1)
    head, kind, capital = " ".join(w.norm[i:j]), _AGREEMENT.get(w.norm[i]), w.capital(i)
    if head_size and not typed_size:
        announced = _announced(w, i, j, head)
        if announced is not None and (not capital or w.text[j] in OPEN):
            return announced
        if phrases("programmes", "complete").match(w.norm, j) and w.gap[j] == SPACE and head in _ANNOUNCERS:
            return None  # «Programme Action cœur de ville»: the name is what follows
    proper = any(w.capital(k) or w.text[k].isdigit() or w.text[k] == "«" for k in range(j, last))
    if any(w.norm[k] in ("an", "ans", "annees") for k in range(i, last)):
        return None  # «un programme pluriannuel de 5 ans»
    if typed_size:
        if not proper and not capital and _common(w, i, last, typed_size):
            return None
        if last > i + 1 and w.norm[last - 1] not in _NOTHING_AFTER:
            first = _ordinal(w, i)
            weight = 77 if w.text[last - 1] in CLOSE else 69  # a quotation inside is no project of its own
            return Candidate(first, last, PROGRAMME, "programme:typed", 0.82, weight, kind, (), head)
        return None
    itself = not capital and last > j
    in_capitals = w.upper(i) and not w.upper(i - 1) and w.gap[i] < NEWLINE
    if (
        head == "fonds"
        and capital
        and not w.shouting[i]
        and w.gap[i] <= SPACE
        and w.norm[i - 1] in DETERMINER
        and w.norm[j] in DE
    ):
        end = max(last, min(noun_phrase_end(w, j, 8), j + 6))
        end -= w.norm[end - 1] == "et"
        return (
            Candidate(i, years(w, end), PROGRAMME, "programme:head", 0.75, 67, kind, (), head) if end > j + 1 else None
        )
    if last > j and proper and (itself or (capital and not in_capitals)):
        return Candidate(_ordinal(w, i), last, PROGRAMME, "programme:head", 0.75, 67, kind, (), head)
    return None


def _common(w: Words, i: int, last: int, typed_size: int) -> bool:
    """Is a lower-case head with its adjective only a kind of paper («le schéma directeur», «une convention pluriannuelle»)?"""
    if w.norm[i] in _GENERIC and last == i + typed_size:
        return True
    if w.norm[last] == "avec":
        return False  # «la convention partenariale avec X» is one
    adjectives = {w.norm[k] for k in range(i + 1, last)} - {"et", "d"}
    return w.norm[i] == "convention" and adjectives <= _ANY_CONVENTION


def _ordinal(w: Words, i: int) -> int:
    """«11e programme»: where the ordinal before the head begins."""
    if i > 1 and w.norm[i - 1] in _ORDINAL and w.gap[i - 1] == TIGHT and w.text[i - 2].isdigit():
        return i - 2
    return i


def _before_motto(w: Words, after_head: int, last: int) -> int:
    """«Pacte des solidarités « Agir ensemble »»: the quotation after a name that is whole without it is its motto."""
    if last - 1 <= after_head or w.text[last - 1] not in CLOSE:
        return last
    opening = next((k for k in range(last - 2, after_head - 1, -1) if w.text[k] in OPEN), None)
    if opening is None:
        return last - 1
    whole = any(w.norm[k] in DE for k in range(after_head - 1, opening))
    return opening if whole and w.norm[opening - 1] not in DE and not w.upper(opening - 1) else last


def _goes_on(w: Words, j: int) -> bool:
    """Does a proper name follow at once, bare or after «des», «de la»?"""
    while w.norm[j] in DE or (w.norm[j] in ARTICLE and w.norm[j - 1] in DE):
        j += 1
    return w.gap[j] <= SPACE and is_name_word(w, j) and w.text[j][0].isalpha()


def _typed(w: Words, i: int, typed: Phrases) -> int:
    """Length of the typed head at ``i``; an entry that ends in ``20`` asks for a year («convention 2023»)."""
    size = typed.match(w.norm, i) or _of_several(w, i, typed)
    if size:
        return size
    for n in (1, 2, 3):
        if (
            i + n < w.count
            and w.text[i + n][:2] == "20"
            and len(w.text[i + n]) == 4
            and " ".join([*w.norm[i : i + n], "20"]) in typed
        ):
            return n + 1
    return 0


def _of_several(w: Words, i: int, typed: Phrases) -> int:
    """«contrats de convergence»: the plural of a typed head whose complement stands behind «de»."""
    if w.norm[i] not in _SEVERAL or w.norm[i + 1] not in ("de", "d"):
        return 0
    size = typed.match([w.norm[i][:-1], *w.norm[i + 1 : i + 6]], 0)
    return size if w.capital(i) or w.text[i - 1] in OPEN or w.norm[i + size] == "et" else 0


def _announced(w: Words, i: int, j: int, head: str) -> Candidate | None:
    if w.gap[j] == BREAK:
        return None
    if head in _ANNOUNCERS and w.norm[j] in _LEVELS and w.gap[j + 1] == SPACE:
        j += 1  # «le dispositif régional X»
    past = quoted(w, j)
    known = phrases("programmes", "complete").match(w.norm, j)
    if past > j:
        if head == "fonds":
            return Candidate(i, past, PROGRAMME, "programme:quoted", 0.85, 73, None, (), head)
        return Candidate(j + 1, past - 1, PROGRAMME, "programme:quoted", 0.85, 73, None, (), head)
    if (
        head in _ANNOUNCERS
        and not (known and not _goes_on(w, j + known))
        and is_name_word(w, j)
        and w.text[j].isalpha()
        and len(w.text[j]) > 2
        and w.norm[j] not in FUNCTION
        and w.gap[j] == SPACE
    ):
        last = _trim(w, j, extend(w, j, lower=frozenset({"les", "du"}), conjoin=False))
        if (
            last == j + 1
            and head in _LABELS
            and w.norm[j] in french_words()
            and w.text[last][0].islower()
            and not known
        ):
            last = _trim(
                w, j, max(last, min(noun_phrase_end(w, j, 8), j + 7))
            )  # «label Réserve internationale de ciel étoilé»
        if last > j:
            return Candidate(j, last, PROGRAMME, "programme:announced", 0.78, 72 if known else 61, None, (), head)
    return None


def _trim(w: Words, j: int, last: int) -> int:
    if last - j > 2 and w.norm[last - 2] == "et" and w.text[last] in ("à", "au", "aux") and w.text[last - 1].islower():
        last -= 2  # «contrats territoire lecture et soutien à …»
    for k in range(j, last - 2):
        if w.norm[k : k + 3] == ["dans", "le", "cadre"]:
            last = k
            break
    while last > j and (
        w.norm[last - 1] in _LINK or w.norm[last - 1] in DE or w.norm[last - 1] in ARTICLE or w.text[last - 1] in ",-–/"
    ):
        last -= 1
    return last
