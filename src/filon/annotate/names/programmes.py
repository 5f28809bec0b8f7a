"""Names of plans, schemes, agreements, funds, labels and benefits."""

from __future__ import annotations

from collections.abc import Iterator

from filon.annotate.lexicon import Phrases, phrases, words
from filon.annotate.names.candidate import Candidate
from filon.annotate.names.grammar import ARTICLE, DE, FUNCTION, OPEN, extend, is_name_word, quoted, years
from filon.annotate.names.projects import noun_phrase_end
from filon.annotate.words import BREAK, NEWLINE, SPACE, Words
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
    ]
)
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
_PAPERS = frozenset("schema plan programme strategie projet".split())
_NOTHING_AFTER = frozenset("de du des d et".split())


def find_programmes(w: Words) -> Iterator[Candidate]:
    """Candidates of type PROGRAMME, years that belong to the name included."""
    heads = phrases("programmes", "head")
    typed = phrases("programmes", "typed")
    complete = phrases("programmes", "complete")
    lower = words("programmes", "complement") | _LINK
    i = 0
    while i < w.count:
        size = complete.match(w.norm, i)
        head_size = heads.match(w.norm, i)
        typed_size = _typed(w, i, typed)
        if not (size or head_size or typed_size):
            i += 1
            continue
        j = i + max(head_size, 1)
        head = " ".join(w.norm[i:j])
        kind = _AGREEMENT.get(w.norm[i])
        last = i
        method = "programme:head"
        capital = w.capital(i)
        if typed_size or (capital and head_size):
            last = years(w, _trim(w, j, extend(w, max(j, i + min(typed_size, 2)), lower=lower, quote=True)))
            if typed_size and w.norm[i] in _PAPERS and w.norm[i + typed_size] in DE:
                last = max(last, years(w, min(noun_phrase_end(w, i + typed_size, 8), i + typed_size + 8)))
            if typed_size:
                last = max(last, i + typed_size) if w.gap[i + typed_size - 1] <= SPACE else last
                last = years(w, last)
        if size and w.norm[i] == "grand" and w.norm[i + 1] == "site" and _goes_on(w, i + size):
            i += size  # «Grand Site de France X» is ground
            continue
        if size and i + size >= last:
            if size > 1 or capital:
                last = years(w, i + size)
                yield Candidate(i, last, PROGRAMME, "programme:known", 0.92, 73 if size > 2 else 71, None, (), head)
                i = last
                continue
            i += 1
            continue
        if head_size and not typed_size:
            announced = _announced(w, i, j, head)
            if announced is not None and (not capital or w.text[j] in OPEN):
                yield announced
                i = announced.last
                continue
        proper = any(w.capital(k) or w.text[k].isdigit() or w.text[k] == "«" for k in range(j, last))
        if typed_size and last == i + typed_size and w.norm[i] in _GENERIC and not proper:
            i = last
            continue
        if typed_size and last > i + 1 and w.norm[last - 1] not in _NOTHING_AFTER:
            yield Candidate(i, last, PROGRAMME, "programme:typed", 0.82, 69, kind, (), head)
            i = last
            continue
        if capital and last > j and proper and not (w.upper(i) and not w.upper(i - 1) and w.gap[i] < NEWLINE):
            yield Candidate(i, last, PROGRAMME, method, 0.75, 67, kind, (), head)
            i = last
            continue
        i += 1


def _goes_on(w: Words, j: int) -> bool:
    """Does a proper name follow at once, bare or after «des», «de la»?"""
    while w.norm[j] in DE or (w.norm[j] in ARTICLE and w.norm[j - 1] in DE):
        j += 1
    return w.gap[j] <= SPACE and is_name_word(w, j) and w.text[j][0].isalpha()


def _typed(w: Words, i: int, typed: Phrases) -> int:
    """Length of the typed head at ``i``; an entry that ends in ``20`` asks for a year («convention 2023»)."""
    size = typed.match(w.norm, i)
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


def _announced(w: Words, i: int, j: int, head: str) -> Candidate | None:
    if w.gap[j] == BREAK:
        return None
    past = quoted(w, j)
    if past > j:
        if head == "fonds":
            return Candidate(i, past, PROGRAMME, "programme:quoted", 0.85, 73, None, (), head)
        return Candidate(j + 1, past - 1, PROGRAMME, "programme:quoted", 0.85, 73, None, (), head)
    if (
        head in _ANNOUNCERS
        and is_name_word(w, j)
        and w.text[j].isalpha()
        and len(w.text[j]) > 2
        and w.norm[j] not in FUNCTION
        and w.gap[j] == SPACE
    ):
        last = _trim(w, j, extend(w, j, lower=frozenset({"les", "du"}), conjoin=False))
        if last > j:
            return Candidate(j, last, PROGRAMME, "programme:announced", 0.78, 61, None, (), head)
    return None


def _trim(w: Words, j: int, last: int) -> int:
    while last > j and (
        w.norm[last - 1] in _LINK or w.norm[last - 1] in DE or w.norm[last - 1] in ARTICLE or w.text[last - 1] in ",-–/"
    ):
        last -= 1
    return last
