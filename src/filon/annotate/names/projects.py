"""Names of operations, equipment under way, events."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from filon.annotate.lexicon import french_words, phrases, words
from filon.annotate.names.candidate import Candidate
from filon.annotate.names.grammar import ARTICLE, DE, FUNCTION, OPEN, extend, quoted
from filon.annotate.names.territories import Places
from filon.annotate.words import NEWLINE, SPACE, TIGHT, Words
from filon.model import EntityType

PROJECT = EntityType.PROJECT
_TRIGGER = frozenset({"projet", "operation", "travaux"})
_DEFINITE = frozenset({"le", "la", "l", "les", "du", "des", "au", "aux"})
_COUNTED = frozenset({"montant", "cout", "duree", "superficie"})
_NOT_GROUND = frozenset({"territoire", "commune", "periode", "base", "perimetre"})
_ADVERBIAL_EN = frozenset(
    {
        "adequation",
        "application",
        "coherence",
        "complement",
        "cours",
        "lien",
        "faveur",
        "vue",
        "matiere",
        "tant",
        "partenariat",
    }
)
_ADVERBIAL_A = frozenset({"titre", "hauteur", "travers", "sein", "cote", "cours", "regard", "proximite", "l"})
_TO_TITLE = 14  # words from a project's noun phrase to the title that follows
_TRAILING = frozenset({"et", "a", "au", "aux", "en", "sur", "ou", "fin", "debut", "mi"})


def find_projects(w: Words, places: Places, headings: Sequence[tuple[int, int]]) -> Iterator[Candidate]:
    """Candidates of type PROJECT; ``headings`` are word ranges that stand as the title of a project sheet or a label of an amount."""
    for first, last in headings:
        yield Candidate(first, last, PROJECT, "project:title", 0.85, 77)
    yield from _announced(w)
    things, actions = phrases("projects", "thing"), phrases("projects", "action")
    for i in range(w.count):
        thing = things.match(w.norm, i)
        action = 0 if thing else actions.match(w.norm, i)
        size = thing or action
        if not size or w.upper(i) or w.gap[i + size] >= NEWLINE:
            continue
        if w.norm[i - 1] in DE and w.norm[i - 2] in ("loi", "code", "decret"):
            continue
        found = _thing(w, i, thing) if thing else _work(w, i, action, places)
        if found is not None:
            yield found


# --- announced by a noun --------------------------------------------------------------------------------------


def _announced(w: Words) -> Iterator[Candidate]:
    """«son projet de requalification du …», «l'opération « X »»."""
    actions, things = phrases("projects", "action"), phrases("projects", "thing")
    for i in range(w.count):
        only_quoted = w.norm[i] in words("projects", "announcer")
        if not (w.norm[i] in _TRIGGER or only_quoted) or w.upper(i):
            continue
        mark = _quotation_after(w, i)
        if mark:
            if w.norm[i - 2] not in ("appel", "appels"):  # «l'appel à projets « X »» names a scheme
                yield Candidate(mark + 1, quoted(w, mark) - 1, PROJECT, "project:quoted", 0.85, 76)
            continue
        if only_quoted or w.gap[i + 1] >= NEWLINE:
            continue
        if w.norm[i + 1] not in DE:
            bare = _named(w, i)
            if bare is not None:
                yield bare
            continue
        j = i + 2
        while w.norm[j] in DE and w.gap[j] <= SPACE:
            j += 1
        if w.norm[j] in ARTICLE and w.gap[j] <= SPACE and w.norm[i + 1] in ("de", "d"):
            j += 1
        if w.norm[j] in words("projects", "generic") and w.capital(j + 1) and w.gap[j + 1] == SPACE:
            j += 1  # «projet de l'application X»
        if (
            (w.norm[j] in words("projects", "paper") and not _on_name(w, j))
            or w.gap[j] >= NEWLINE
            or w.norm[j] in FUNCTION
            or not w.text[j][0].isalpha()
        ):
            continue
        named = actions.match(w.norm, j) or things.match(w.norm, j)
        own = w.norm[i] == "projet" and w.norm[i - 1] in ("son", "leur", "le", "du", "au", "ce")
        if not (named or w.capital(j) or own):
            continue
        works = w.norm[i] == "travaux" and not w.capital(j)
        if works and not (w.norm[i - 1] in ("les", "des") and actions.match(w.norm, j)):
            continue
        last = noun_phrase_end(w, j)
        if last <= j or (last - j == 1 and not w.capital(j)):
            continue
        title = _title_after(w, last) if own else None
        if title is not None:
            yield Candidate(*title, PROJECT, "project:title-after", 0.75, 67)
        elif own or any(w.capital(k) for k in range(j, last)):
            yield Candidate(j, last, PROJECT, "project:announced", 0.75, 63)


def _on_name(w: Words, j: int) -> bool:
    """Is «développement du Pôle X» meant, and no «projet de développement»?"""
    return w.norm[j + 1] == "du" and w.capital(j + 2)


def _title_after(w: Words, k: int) -> tuple[int, int] | None:
    """The title that ends the sentence after a colon («son projet de création d'œuvres à Lens : Odyssée 2019»)."""
    past = min(k + _TO_TITLE, w.count)
    while k < past and w.text[k] not in ".;(:" and w.gap[k] < NEWLINE:
        k += 1
    if w.text[k] != ":" or not w.capital(k + 1) or w.norm[k + 1] in FUNCTION or w.gap[k + 1] >= NEWLINE:
        return None
    last = k + 1
    while last < k + 8 and w.gap[last] < NEWLINE and w.text[last] not in ".;,:(":
        last += 1
    return (k + 1, last) if w.text[last] in ".;" or w.gap[last] >= NEWLINE else None


def _quotation_after(w: Words, i: int) -> int:
    """The opening quote after the noun at ``i``, over a line's end or an adjective or two («le projet européen « X »»); else 0."""
    k = i + 1
    while k < i + 3 and w.text[k].islower() and w.norm[k] not in FUNCTION and w.gap[k] == SPACE:
        k += 1
    return k if quoted(w, k) > k + 1 and (k == i + 1 or w.gap[k] <= SPACE) else 0


def _named(w: Words, i: int) -> Candidate | None:
    """«l'opération Cœur de bourg phase 2»: a capital right after the noun, in the singular and definite."""
    j = i + 1
    if w.norm[i - 1] not in _DEFINITE or w.norm[i] == "travaux" or w.shouting[i] or w.gap[j] != SPACE:
        return None
    if w.norm[i] == "projet" and _coined(w, j):
        return Candidate(j, j + 1, PROJECT, "project:coined", 0.65, 61)
    if not w.capital(j) or w.norm[j] in FUNCTION or w.upper(j) or not w.text[j].isalpha():
        return None
    last = extend(w, j, lower=words("projects", "complement"), conjoin=False)
    while w.norm[last] in DE and w.text[last + 1].islower() and w.norm[last + 1] not in FUNCTION and last == j + 1:
        last += 2  # «Front de mer»
    if w.norm[last] in ("phase", "tranche") and w.text[last + 1].isdigit():
        last += 2
    return Candidate(j, last, PROJECT, "project:named", 0.7, 61) if last - j > 1 else None


def _coined(w: Words, j: int) -> bool:
    """«le projet ReadapTIC»: one word with a capital that is no word of French, a verb, a sign or the end of the line after it."""
    norm = w.norm[j]
    if not (w.capital(j) and w.text[j].isalpha() and len(norm) > 4) or norm in french_words() or norm in FUNCTION:
        return False
    heads = any(
        phrases("organisations", key).match(w.norm, j) for key in ("institution", "commune", "epci", "complete")
    )
    ends = not w.capital(j + 1) and w.gap[j + 1] >= TIGHT and not (w.gap[j + 1] == TIGHT and w.text[j + 1][0].isalnum())
    return ends and not heads and not phrases("programmes", "complete").match(w.norm, j)


# --- the noun phrase ------------------------------------------------------------------------------------------


def noun_phrase_end(w: Words, j: int, limit: int = 18, *, listed: bool = False) -> int:
    """The end of the noun phrase that names a project: at the first sign, relative, participle or adverbial."""
    k = j
    while k < min(j + limit, w.count):
        if k > j and w.gap[k] >= NEWLINE and not (w.gap[k] == NEWLINE and (w.norm[k] in DE or w.text[k][0].islower())):
            break
        if w.text[k] in OPEN:
            past = quoted(w, k)
            if past > k:
                return past
            break
        if _phrase_stops(w, k, listed=listed):
            break
        k += 1
    while k > j and (
        w.norm[k - 1] in DE or w.norm[k - 1] in ARTICLE or w.norm[k - 1] in _TRAILING or w.text[k - 1] in "-–«"
    ):
        k -= 1
    return k


def _phrase_stops(w: Words, k: int, *, listed: bool) -> bool:
    """Does word ``k`` end the noun phrase before it?"""
    norm, following = w.norm[k], w.norm[k + 1]
    if w.text[k][0] in ".,;:()[]?!" or w.text[k] == "–":
        return True
    if w.text[k] == "à" and w.upper(k + 1) and not w.shouting[k + 1]:
        return False  # «lampes à LED»
    if norm in words("projects", "stop"):
        numbers = w.text[k + 1] == "°" or (w.text[k].isupper() and w.text[k + 1].isdigit() and w.gap[k + 1] == TIGHT)
        return not (norm in ("n", "a") and numbers)  # «l'échangeur n°31», «sur l'A21»
    if norm in ("a", "entre") and w.capital(k + 1):
        return True  # «… à Lens», «entre Champagnole et Ney» is where it lies
    if norm == "sur":
        return following in ARTICLE and w.norm[k + 2] in _NOT_GROUND
    if norm == "en":
        return w.text[k + 1].isdigit() or following in _ADVERBIAL_EN
    if norm in ("au", "a"):
        return following in _ADVERBIAL_A
    if norm in ("fin", "debut", "mi"):
        return following in words("projects", "month")
    if norm == "et":
        if following in ("a", "son", "sa", "ses"):
            return w.norm[k + 2] not in ("creation", "requalification", "renovation")
        return listed and following in ("le", "la", "l", "les", "un", "une", "du", "des")
    return norm == "d" and following in ("un", "une") and w.norm[k + 2] in _COUNTED


# --- works and things -----------------------------------------------------------------------------------------


def _work(w: Words, i: int, size: int, places: Places) -> Candidate | None:
    """«la reconstruction de la station d'épuration», «Réhabilitation thermique de l'école X»: a noun of works and its object."""
    j = i + size
    while w.norm[j] in words("projects", "manner") and w.gap[j] <= SPACE:
        j += 1
    if places.starting(j, "epci"):
        return None
    strong = w.norm[i] not in words("projects", "weak")
    definite = (
        w.norm[i - 1] in _DEFINITE or w.norm[i - 1] in ("et", "pour") or w.text[i - 1] in ",–" or _of_project(w, i)
    )
    opens = w.gap[i] >= NEWLINE
    last = _own_end(w, j)
    if strong and w.norm[j] in DE and (definite or opens):
        last = max(last, noun_phrase_end(w, j, listed=True))
    if (strong or w.norm[i] in words("projects", "building")) and (
        w.norm[i - 1] in ("la", "le", "l") or w.text[i - 1] == "–" or _of_project(w, i)
    ):
        whole = _on_equipment(w, i, j, strong=strong)
        if _of_project(w, i):
            return Candidate(i, max(last, whole), PROJECT, "project:of-project", 0.75, 79) if last > j else None
        if whole > last or (whole and strong):
            return Candidate(i, max(last, whole), PROJECT, "project:works", 0.7, 74)
    if last <= j or not any(w.capital(k) for k in range(j, last)):
        return None
    if w.norm[j] not in DE and w.capital(i) and w.norm[j] in french_words() and last == j + 1:
        return None  # «Renouvellement Urbain»: a heading's capital
    built = any(w.norm[k] in words("projects", "part") for k in range(j, last))
    if not strong and not (w.capital(i) and opens) and not built:
        return None
    return Candidate(i, last, PROJECT, "project:action", 0.68, 63)


def _of_project(w: Words, i: int) -> bool:
    """Does «projet porté par X de» stand before the noun of works?"""
    if w.norm[i - 1] not in DE:
        return False
    before = w.norm[max(0, i - 12) : i - 1]
    at = max((k for k, norm in enumerate(before) if norm in ("projet", "operation")), default=-1)
    return at >= 0 and before[at + 1 : at + 2] != [] and before[at + 1] in words("projects", "led")


def _on_equipment(w: Words, i: int, j: int, *, strong: bool) -> int:
    """The end of works on one definite equipment, on several («des piscines de X»), or on a number of things; else 0."""
    k = _definite_object(w, j)
    several = not k and w.norm[j] == "des"
    if several:
        k = j + 1
    if k and _equipment(w, k, plural=several):
        last = _works_end(w, i, j)
        return last if (strong and not several) or any(w.capital(n) for n in range(j, last)) else 0
    counted = strong and w.norm[j] in DE and w.text[j + 1].isdigit() and _equipment(w, j + 2, plural=True)
    return _works_end(w, i, j) if counted else 0


def _works_end(w: Words, i: int, j: int) -> int:
    """The end of the works' noun phrase; what is put in the place of the old belongs to a replacement."""
    last = noun_phrase_end(w, j, listed=True)
    if w.norm[i] == "remplacement" and w.norm[last] == "par" and w.gap[last] <= SPACE:
        return max(last, noun_phrase_end(w, last + 1, 8))
    return last


def _equipment(w: Words, k: int, *, plural: bool) -> int:
    """How many words of a noun of equipment stand at ``k``."""
    norms = w.norm[k : k + 5]
    if plural:
        norms[0] = norms[0].removesuffix("s")
    return phrases("projects", "equipment").match(norms, 0)


def _definite_object(w: Words, j: int) -> int:
    """The noun after «de la», «du», «de l'ancienne»: 0 when the object of the works is not one definite thing."""
    if w.norm[j] == "du":
        k = j + 1
    elif w.norm[j] == "de" and w.norm[j + 1] in ("la", "l"):
        k = j + 2
    else:
        return 0
    return k + (w.norm[k] in ("ancien", "ancienne", "nouveau", "nouvelle", "nouvel", "futur", "future", "vieille"))


def _thing(w: Words, i: int, size: int) -> Candidate | None:
    """Equipment and events with a proper complement («Trail des …»), or with a capital of their own («la Fête du livre»)."""
    j = i + size
    if w.gap[j] == TIGHT and w.text[j] in "-–":
        return None  # «Nuits-Saint-Georges»
    last = _own_end(w, j)
    if last > j and w.norm[last] == "et" and w.norm[last + 1] in DE and w.capital(last + 2):
        last = _own_end(w, last + 1)  # «Championnats d'Europe et du Monde»
    inside = w.capital(i) and w.gap[i] <= SPACE and (w.norm[i - 1] in _DEFINITE or w.norm[i - 1] in ("un", "une"))
    listed = w.capital(i) and w.gap[i] <= SPACE and w.text[i - 1] in ",("
    is_event = w.norm[i] in words("projects", "event")
    event = is_event and w.capital(i) and ((w.gap[i] <= NEWLINE and w.text[i - 1] == ".") or listed)
    told = _past_level(w, j) if is_event else j
    if (inside or event) and last in (j, told) and not w.shouting[i]:
        end = noun_phrase_end(w, i, 9) if w.norm[told] in DE or w.norm[told] in ("aux", "au") else j
        if end > j or (size > 1 and inside):
            return Candidate(i, end, PROJECT, "project:thing-capital", 0.6, 57)
        return None
    if last > j and any(w.capital(k) for k in range(j, last)):
        sigla = is_event and inside and last == j + 1 and w.upper(j)  # «la Semaine RSA»: not the scheme itself
        return Candidate(i, last, PROJECT, "project:thing", 0.68, 66 if sigla else 63)
    return None


def _past_level(w: Words, j: int) -> int:
    """Past the adjective of an event («Assises nationales de la vie associative»)."""
    adjective = w.norm[j].endswith(("al", "ale", "ales", "aux", "ennes", "eens", "ennales", "elles", "iques"))
    return j + 1 if adjective and w.norm[j] != "aux" and w.text[j].islower() and w.gap[j] <= SPACE else j


def _own_end(w: Words, j: int) -> int:
    """The end of the proper complement that begins at ``j``."""
    last = extend(w, j, lower=words("projects", "complement"), conjoin=False)
    while last > j and (w.norm[last - 1] in DE or w.norm[last - 1] in ARTICLE):
        last -= 1
    return last
