"""Works that money is for: «une subvention de 5 000 € pour la réfection de la toiture», «des travaux de mise en accessibilité de …».

A noun of works with its object is a common noun phrase; it names an operation where the sentence pays for it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from spacy.tokens import Doc

from filon.annotate.lexicon import phrases, words
from filon.annotate.names.candidate import Candidate
from filon.annotate.names.grammar import ARTICLE, DE, FUNCTION
from filon.annotate.names.projects import noun_phrase_end
from filon.annotate.words import BREAK, NEWLINE, SPACE, Words
from filon.model import EntityType

PROJECT = EntityType.PROJECT
_REACH = 45  # words to either side in which the sentence speaks of money
_GRANT = 30  # words between a grant and what it is for
_DETERMINER = frozenset("la le l les des du un une son sa ses leur leurs".split())
_WORKS = frozenset({"travaux", "operation", "projet", "chantier"})
_AGES = frozenset(
    "ancien ancienne anciens anciennes nouveau nouvelle nouvel nouveaux nouvelles futur future petit petite grand grande".split()
)
_ENDS = frozenset(".;?!")


def find_granted(doc: Doc, w: Words) -> Iterator[Candidate]:
    """Candidates of type PROJECT."""
    actions = phrases("projects", "action")
    sums = sorted({bisect_left(w.start, span.start_char) for span in doc.spans["amounts"]})
    until = 0
    for i in range(1, w.count):
        size = actions.match(w.norm, i)
        if not size or i < until or w.upper(i):
            continue
        j = _object(w, i + size)
        if not j:
            continue
        if (priced := _priced(w, i, j, sums)) > j:
            until = priced
            yield Candidate(i, until, PROJECT, "project:priced", 0.6, 60)
            continue
        if not _paid(w, i) or not _speaks_of_money(w, i, sums):
            continue
        if w.norm[i] in words("projects", "weak") and not _thing(w, j):
            continue
        if w.norm[j] == "des" and w.norm[i - 2] not in _WORKS:
            continue  # «pour la rénovation des logements» is said of a class
        if _for(w, i) and not ((w.norm[j] == "du" or w.norm[j + 1] in ("la", "l")) and _granted(w, i, sums)):
            continue  # «pour la création d'une aire de jeux» may be any
        last = noun_phrase_end(w, j, 14, listed=True)
        if w.norm[last] == "a" and w.norm[last + 1] in ("l", "la") and w.gap[last] <= SPACE and _thing(w, last):
            last = noun_phrase_end(w, last + 2, 8, listed=True)  # «la sécurisation des accès à l'école»
        last = _up_to_ground(w, j, last)
        if last > j + 1 and w.norm[last - 1] not in FUNCTION:
            until = last
            several = j > i + size and "et" in w.norm[i:j]
            yield Candidate(i, last, PROJECT, "project:granted", 0.6, 75 if several else 60)


def _object(w: Words, j: int) -> int:
    """The «de» of the works' object, past adjectives and further nouns of works («la rénovation et l'extension de»); 0 when none."""
    actions, manner = phrases("projects", "action"), words("projects", "manner")
    for _ in range(4):
        while w.norm[j] in manner and w.gap[j] <= SPACE:
            j += 1
        if w.gap[j] > NEWLINE:
            return 0
        if w.norm[j] in DE:
            return j
        if not (w.norm[j] == "et" or w.text[j] == ","):
            return 0
        k = j + 1
        k += w.norm[k] in DE
        k += w.norm[k] in ARTICLE
        size = actions.match(w.norm, k)
        if not size:
            return 0
        j = k + size
    return 0


def _thing(w: Words, j: int) -> bool:
    """Is the object behind the «de» at ``j`` a thing that is built or bought?"""
    k = j + 1
    while (w.norm[k] in ARTICLE or w.norm[k] in _AGES or w.norm[k] in ("un", "une", "deux", "trois")) and w.gap[
        k
    ] <= SPACE:
        k += 1
    norms = w.norm[k : k + 5]
    norms[0] = norms[0].removesuffix("s")
    several = phrases("projects", "equipment").match(norms, 0) or phrases("projects", "thing").match(norms, 0)
    return bool(several) or w.norm[j + 1] in ("un", "une")


def _priced(w: Words, i: int, j: int, sums: list[int]) -> int:
    """«- La réfection du chauffage au musée 17 690 €»: the end of works that open an item, their sum right behind; else 0."""
    first = i - (w.norm[i - 1] in ("la", "le", "l") and w.gap[i] <= SPACE)
    if not (w.gap[first] >= NEWLINE or w.text[first - 1] in "-–•:;") or (w.norm[i] in words("projects", "intangible")):
        return 0
    at = bisect_left(sums, j)
    if at == len(sums):
        return 0
    end = sums[at] - (w.text[sums[at] - 1] in ":–-=")
    plain = all(w.text[k][0].isalnum() and w.gap[k] < NEWLINE for k in range(j, end))
    return end if j + 1 < end < j + 14 and plain else 0


def _for(w: Words, i: int) -> bool:
    """Does «pour» alone lead to the noun of works?"""
    return w.norm[i - 1] == "pour" or (w.norm[i - 1] in _DETERMINER and w.norm[i - 2] == "pour")


def _granted(w: Words, i: int, sums: list[int]) -> bool:
    """Do a grant and its sum stand before word ``i``?"""
    at = bisect_left(sums, i) - 1
    first = max(0, i - _GRANT)
    return at >= 0 and sums[at] > first and not words("projects", "grant").isdisjoint(w.norm[first:i])


def _paid(w: Words, i: int) -> bool:
    """Does what stands before the noun of works lead money or works to it?"""
    k = i - 1
    if w.gap[i] >= NEWLINE and not w.text[i][0].islower():
        return False
    if w.norm[k] in _DETERMINER and w.norm[k] not in ("des", "du"):
        k -= 1
    if w.norm[k] == "pour":
        return True
    if w.norm[k] in ("a", "au", "aux", "de", "d", "des", "du"):
        lead = w.norm[k - 1]
        return lead in words("projects", "for") or lead in _WORKS
    return w.norm[k] in ("concernant", "financer")


def _speaks_of_money(w: Words, i: int, sums: list[int]) -> bool:
    first = i
    while (
        first > max(0, i - _REACH)
        and (w.gap[first] < BREAK or w.text[first][0].islower())  # a blank line inside a sentence
        and w.text[first - 1] not in _ENDS
    ):
        first -= 1
    last = i
    while last < min(w.count, i + _REACH) and w.gap[last + 1] < BREAK and w.text[last] not in _ENDS:
        last += 1
    at = bisect_left(sums, first)
    if at < len(sums) and sums[at] <= last:
        return True
    return not words("projects", "money").isdisjoint(w.norm[first : last + 1])


def _up_to_ground(w: Words, j: int, last: int) -> int:
    """Cut «sur Tourtrol et Camon», «au Fossat»: where the works are."""
    for k in range(j + 2, last - 1):
        if w.norm[k] in ("sur", "au", "aux", "en") and w.capital(k + 1) and not w.upper(k + 1):
            return k
    return last
