"""Proper names that no head word, registry or definition announces: capitals that French does not explain.

A capital inside a sentence is a proper name unless the word is also a common one: so a word counts as unknown when neither the
lexicon (word forms of the treebanks the syntax model was trained on) nor the document itself has it in lower case.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from filon.annotate.lexicon import french_words, phrases, words
from filon.annotate.names.candidate import Candidate
from filon.annotate.names.definitions import acronym_at
from filon.annotate.names.grammar import ARTICLE, DE, DETERMINER, FUNCTION, OPEN, acts_at, counts, is_year, quoted
from filon.annotate.words import BREAK, NEWLINE, SPACE, TIGHT, Words
from filon.model import EntityType

ORG, PLACE, PROJECT = EntityType.ORG, EntityType.PLACE, EntityType.PROJECT
_LOCATIVE = frozenset({"a", "au", "aux", "vers", "rue"})
_ENDS = frozenset(".!?:;•–-")
_INTRODUCES = frozenset({"avec", "par", "a", "au", "(", ",", "de", "d"})
_LINKS = frozenset({"et", "&"})
# What French derives from other words is a common noun, capital or not («Présentation», «Abattage»).
_DERIVED = re.compile(r"[a-z]{4,}(?:tion|sion|ment|ite|isme|logie|graphie|ture|age|ance|ence|iste|ateur)s?\Z")
_JOINS_SCHEME = re.compile(r"(?:participe(?:nt|ra)?|adher(?:e|ent|era)|labellise|laureat|eligible|candidat)(?:e?s?)?\Z")
_SPEECH = frozenset(
    "il elle ils elles nous vous on je ceci cela voici pourquoi comment quand quel quelle quels quelles".split()
)


def find_unknown(w: Words) -> Iterator[Candidate]:
    """Candidates of type ORG (PLACE after a locative), light: any other reading wins over them."""
    lower = Counter(w.norm[i] for i in range(w.count) if w.text[i][0].islower())
    known = french_words()

    stop = words("abbreviations", "words")
    often = Counter(w.norm[i] for i in range(w.count) if w.capital(i))

    def proper(i: int) -> bool:
        norm = w.norm[i]
        if (
            not (w.capital(i) and len(norm) > 3 and w.text[i].isalpha())
            or norm in FUNCTION
            or norm in stop
            or w.shouting[i]
        ):
            return False
        return not any(
            form in known or lower[form]
            for form in (norm, norm.rstrip("sx"), norm.removesuffix("e"), norm.removesuffix("es"))
        )

    i = 0
    while i < w.count:
        if not (w.capital(i) and w.text[i].isalpha()) or w.norm[i] in FUNCTION or w.shouting[i]:
            i += 1
            continue
        last = _sequence(w, i)
        opens = w.gap[i] >= NEWLINE or not (w.text[i - 1].isalnum() or w.text[i - 1][-1] in "'’,(&/")
        strange = sum(proper(k) for k in range(i, last))
        if last == i + 1 and _DERIVED.match(w.norm[i]) and not phrases("organisations", "region").match(w.norm, i):
            strange = 0
        acting = acts_at(w, last) and w.gap[last] == SPACE
        before = w.norm[i - 1] if w.gap[i] != BREAK else ""
        backed = acting or last - i > 1 or often[w.norm[i]] > 1 or before in _INTRODUCES
        if w.norm[i] in words("persons", "title") or phrases("persons", "post").match(w.norm, i):
            i = last
            continue
        if w.text[last] == "(" and acronym_at(w, last + 1):
            i = last  # «Valeur Ajoutée Brute (VAB)»: a defined term; if it is a body, its head says so
            continue
        if not {before, w.norm[i]}.isdisjoint(words("organisations", "no_body_before")):
            i = last  # «la tempête Rafaël»
            continue
        if w.upper(last - 1) and w.norm[last - 1] in words("linking", "decides"):
            i = last  # «LE CONSEIL DÉLIBÈRE»
            continue
        apposed = not opens and _apposed_body(w, last)  # «avec La Passerelle, scène nationale»
        if (
            ((strange and backed) or apposed)
            and (w.gap[i] != TIGHT or w.text[i - 1][-1] in "'’(")
            and (not opens or (acting and strange == last - i))
        ):
            paid = w.text[last][0].isdigit() and w.gap[last] == SPACE  # «à X 12 500 €»
            body = (acting and before not in _LOCATIVE) or paid or apposed
            ground = before in _LOCATIVE and not body and not w.upper(i)
            # «portée par La Ruche»: an article with a capital inside a sentence is part of the name
            article = before in ARTICLE and w.capital(i - 1) and w.text[i - 2].islower() and w.gap[i - 1] <= SPACE
            yield Candidate(i - article, last, PLACE if ground else ORG, "name:unknown", 0.5, 30)
        elif (
            not opens
            and last - i >= 3
            and w.norm[i + 1] in _LINKS
            and w.gap[i] <= SPACE
            and not any(w.upper(k) and w.norm[k] in stop for k in range(i, last))
        ):
            yield Candidate(i, last, ORG, "name:pair", 0.45, 29)
        i = max(last, i + 1)


def _apposed_body(w: Words, last: int) -> bool:
    """Is what follows after a comma what the name is («X, bailleur social de Y»)?"""
    if w.text[last] != "," or w.norm[last + 1].endswith("s") or w.upper(last - 1):
        return False  # «Communes, associations»
    return any(phrases("organisations", key).match(w.norm, last + 1) for key in ("announcer", "institution"))


def find_quoted(w: Words) -> Iterator[Candidate]:
    """«la « Chaîne des Parcs »»: a short quotation with a capital that a determiner or a noun introduces."""
    for i in range(1, w.count):
        if w.text[i] not in OPEN:
            continue
        past = quoted(w, i, limit=9)
        if w.gap[i] >= NEWLINE:
            if past > i + 1 and _quoted_type(w, i) is ORG:  # a party: «« X Y », association régie par …»
                yield Candidate(i + 1, past - 1, ORG, "name:quoted", 0.6, 66)
            continue
        if past <= i + 1 or not w.capital(i + 1) or w.text[past - 2] in ".!?;" or w.norm[i + 1] in _SPEECH:
            continue
        inside = range(i + 1, past - 1)
        if (
            any(w.text[k] in ".;:?!" for k in inside)
            or w.norm[i - 1] in words("projects", "no_announcer")
            or w.norm[i + 1 : past - 1] == ["demarches", "simplifiees"]  # a service of the State for every file
            or w.text[i - 1].isdigit()
            or w.norm[i + 1] in ("autre", "autres", "divers")
            or _calls_a_party(w, i, past)
        ):
            continue
        if past - i == 3 and (w.norm[i + 1] in french_words() or not w.text[i + 1].isalpha()):
            continue
        if w.norm[i - 1] in DETERMINER or w.text[i - 1].islower():
            yield Candidate(
                i + 1,
                past - 1,
                _quoted_type(w, i),
                "name:quoted",
                0.5,
                66 if _quoted_type(w, i) is not PROJECT else 47 if past - i < 9 else 36,
            )


def _calls_a_party(w: Words, i: int, past: int) -> bool:
    """«(ci-après l'« Emprunteur »)», «la banque (le « Prêteur »)»: what a party is called in the rest of the paper."""
    before = w.norm[max(0, i - 7) : i]
    return ("ci" in before and "apres" in before) or (w.text[i - 2] == "(" and w.text[past] == ")")


def _quoted_type(w: Words, i: int) -> EntityType:
    """The type of a quotation, by the nearest noun before it that announces one («le dispositif de prévention « X »»)."""
    past = quoted(w, i)
    if w.text[past] == "," and phrases("organisations", "announcer").match(w.norm, past + 1):
        return ORG  # ««Les Repaires», association régie par …»
    if w.norm[i - 1] == "via" or (w.norm[i - 1] in DE and w.norm[i - 2] == "titre"):
        return EntityType.PROGRAMME
    if _joined_as_scheme(w, i) and not is_year(w.text[past - 2]):  # «Paris 2024» is an event
        return EntityType.PROGRAMME
    schemes, bodies = phrases("programmes", "head"), words("organisations", "announcer")
    for k in range(i - 1, max(-1, i - 6), -1):
        if w.text[k] in ",.;:()»" or w.gap[k + 1] >= NEWLINE or acts_at(w, k):
            break
        if schemes.match(w.norm, k):
            return EntityType.PROGRAMME
        if w.norm[k] in bodies and w.norm[k] not in ("plateforme", "structure", "pole"):
            return ORG
        if w.norm[k] in ("site", "quartier", "secteur", "lotissement", "parc"):
            return PLACE
        if w.norm[k] in ("projet", "operation", "action", "evenement", "plateforme", "festival", "manifestation"):
            break
    return PROJECT


def _joined_as_scheme(w: Words, i: int) -> bool:
    """«participe à « X »», «labellisé « Y »», «dans le cadre de « Z »»: what one takes part in, is given or acts under."""
    k = i - 1
    while w.norm[k] in DE or w.norm[k] in ARTICLE or w.norm[k] in ("a", "au", "aux", "dans"):
        k -= 1
    if w.norm[k] == "cadre":
        return w.norm[k + 1] in DE
    return bool(_JOINS_SCHEME.match(w.norm[k])) and w.gap[i] <= SPACE


def _sequence(w: Words, i: int) -> int:
    """The end of the run of capitals at ``i``, joined by «de», «et», «&» or nothing."""
    j = i + 1
    while True:
        if w.text[j].isdigit() and (w.gap[j] == TIGHT or (w.gap[j] == SPACE and len(w.text[j]) == 2)):
            return j if counts(w, j) or w.norm[i] in ("article", "annexe", "titre") else j + 1  # «Eden 62», «Team2»
        k = j
        if (
            w.text[k] in _LINKS
            and w.gap[k] == SPACE
            and w.capital(k + 1)
            and w.gap[k + 1] == SPACE
            and w.norm[k + 1] not in FUNCTION
            # not the last two of an enumeration, nor an acronym and what comes after it
            and not (w.norm[k] == "et" and j == i + 1 and (w.text[i - 1] == "," or w.upper(i)))
        ) or (w.norm[k] in DE and w.gap[k] <= SPACE and w.capital(k + 1) and w.norm[k + 1] not in FUNCTION):
            k += 1
        if not (w.capital(k) and w.text[k][0].isalpha() and w.gap[k] <= SPACE) or (
            w.norm[k] in FUNCTION and w.gap[k] != TIGHT
        ):
            return j
        j = k + 1
