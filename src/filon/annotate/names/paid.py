"""Towns and groupings that an enumeration pays: «portés par la communauté de X (200 000 €), celle de Y (100 000 €), Z (80 000 €)»."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from spacy.tokens import Doc

from filon.annotate.lexicon import words
from filon.annotate.names.candidate import Candidate
from filon.annotate.words import BREAK, Words
from filon.model import EntityType

ORG, PLACE = EntityType.ORG, EntityType.PLACE
_KINDS = ("place:commune", "place:epci", "place:shortened", "place:postcode")
_LOCATIVE = frozenset("a au aux dans en sur vers pour entre depuis".split())
_REACH = 160  # words of the enumeration before a name in which its lead stands
_LEAD = frozenset(
    "accorde accordee accordees accordes alloue allouee allouees attribue attribuee attribuees attribution beneficiaires beneficient faveur octroi octroyee octroyees portee portees portes recoivent subventions verse versee versees verses versement".split()
)


def paid_bodies(doc: Doc, w: Words, kept: Sequence[Candidate]) -> list[Candidate]:
    """The candidates with those places made bodies that are paid, each with its sum in brackets; two of a kind at least."""
    sums = {bisect_left(w.start, span.start_char) for span in doc.spans["amounts"]}
    paid = [
        at
        for at, c in enumerate(kept)
        if w.text[c.last] == "(" and c.last + 1 in sums and (c.type is ORG or c.method.startswith(_KINDS))
    ]
    found = list(kept)
    for at in paid:
        c = kept[at]
        alike = any(other != at and abs(kept[other].first - c.first) < _REACH for other in paid)
        if c.type is PLACE and alike and w.norm[c.first - 1] not in _LOCATIVE and _led(w, c.first):
            kind = "org-epci" if c.method == "place:epci" else "org-commune"
            found[at] = replace(c, type=ORG, method="org:paid-listed", kind=kind)
    return found


def _led(w: Words, first: int) -> bool:
    """Does a verb or noun of giving lead the enumeration?"""
    k = first - 1
    while k > max(0, first - _REACH) and w.gap[k + 1] < BREAK and not (w.text[k] == "." and w.capital(k + 1)):
        if w.norm[k] in _LEAD or w.norm[k] in words("projects", "led"):
            return True
        k -= 1
    return False
