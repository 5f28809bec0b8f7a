"""What stands in one enumeration is of one kind: bare names that say nothing of themselves take the type of their neighbours.

«la Région, Grand Lac et la Ville» are bodies, «les Hauts, Villejean et Maurepas» is ground.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from filon.annotate.lexicon import words
from filon.annotate.names.candidate import Candidate
from filon.annotate.names.grammar import ARTICLE, DE, hyphened, is_ground, on_ground
from filon.annotate.words import BREAK, SPACE, Words
from filon.model import EntityType

ORG, PLACE = EntityType.ORG, EntityType.PLACE
_TOWN_METHODS = ("place:commune", "place:shortened")
_SIGNS = frozenset(",)/")
_JOINS = frozenset({"et", "ou", "que", "ainsi", "avec"})
_TOWNS = frozenset({"villes", "communes"})
_REACH = 4  # words between two names of one enumeration


def by_neighbours(w: Words, kept: Sequence[Candidate]) -> list[Candidate]:
    """The settled candidates in reading order, with bare names of EPCI and unknown names typed as what they are listed with."""
    found = _pairs(w, kept)
    for steps in (range(1, len(found)), range(len(found) - 2, -1, -1)):
        for k in steps:
            back = -1 if steps.step > 0 else 1
            here, other = found[k], found[k + back]
            between = range(min(here.last, other.last), max(here.first, other.first))
            if _listed(w, between):
                found[k] = _like(w, here, other, between)
    return found


def _pairs(w: Words, kept: Sequence[Candidate]) -> list[Candidate]:
    """«Lorient-Quimperlé» names one ground, unless it is the line or the road between two."""
    found: list[Candidate] = []
    for here in kept:
        last = found[-1] if found else None
        if (
            last is not None
            and last.last == here.first
            and last.method in _TOWN_METHODS
            and here.method in _TOWN_METHODS
            and hyphened(w, here.first)
            and not _between_towns(w, last.first)
        ):
            found[-1] = replace(last, last=here.last, method="place:pair", kind="area", keys=())
        elif (
            last is not None
            and last.method == "place:commune"
            and here.method in ("place:departement", "place:river")
            and here.first == last.last + 1
            and w.norm[last.last] in ("d", "de")
            and w.gap[last.last] <= SPACE
        ):
            found[-1] = replace(last, last=here.last)  # «Canet d'Aude»
        else:
            found.append(here)
    return found


def _between_towns(w: Words, i: int) -> bool:
    """Does the sentence speak of what runs from town to town?"""
    k = i - 1
    while k > i - 20 and k >= 0 and w.gap[k + 1] < BREAK and w.text[k] not in ".;":
        if w.norm[k] in words("places", "course") or w.norm[k] in words("places", "line"):
            return True
        k -= 1
    return False


def _listed(w: Words, between: range) -> bool:
    """Do only commas, «et» and articles stand between two names, and a sign or «et» at least?"""
    if not 0 < len(between) <= _REACH or any(w.gap[k] == BREAK for k in (*between, between.stop)):
        return False
    joined = False
    for k in between:
        if w.text[k] in _SIGNS or w.norm[k] in _JOINS:
            joined = True
        elif not (w.norm[k] in ARTICLE or w.norm[k] in DE or w.norm[k] in _TOWNS):
            return False
    return joined


def _like(w: Words, here: Candidate, other: Candidate, between: range) -> Candidate:
    genitive = other.first > here.first and w.norm[here.first - 1] in DE  # «les ressources du X et la Y»
    if here.method == "place:epci" and other.type is ORG and not genitive:
        return replace(here, type=ORG, method="org:epci-core", kind="org-epci")
    surname = here.last - here.first in (2, 3) and w.upper(here.last - 1) and not w.upper(here.first)
    if here.method == "name:unknown" and other.type is EntityType.PERSON and surname:
        return replace(here, type=EntityType.PERSON, method="person:first-last", kind=None)
    bracket = any(w.text[k] == ")" for k in between)
    name = here.method == "name:unknown" and here.type is ORG and not w.upper(here.first)
    if name and not bracket and _plain_ground(other) and w.norm[here.last] != "a":
        return replace(here, type=PLACE, method="place:listed", kind=None)
    towns = not _TOWNS.isdisjoint(w.norm[between.start : between.stop])
    bodies = (
        other.type is ORG
        and (towns or other.method in ("org:town-listed", "org:commune-list"))
        and other.first < here.first
    )
    bodies = bodies or (other.type is ORG and other.first > here.first and _after_towns(w, here.first))
    if here.method == "place:commune" and bodies:
        return replace(here, type=ORG, method="org:town-listed", kind="org-commune")
    return here


def _after_towns(w: Words, i: int) -> bool:
    """Do «Les villes de» open the enumeration that goes on at ``i``, and no word before them that makes them ground?"""
    for k in range(i - 1, max(0, i - 16), -1):
        if w.norm[k] in _TOWNS:
            return w.norm[k + 1] in DE and not is_ground(w, k, i, "epci") and not on_ground(w, k)
        plain = w.norm[k] in ARTICLE or w.norm[k] in DE or w.norm[k] == "et" or w.text[k] == ","
        if not (plain or w.capital(k) or w.gap[k + 1] == 0):
            return False
    return False


def _plain_ground(other: Candidate) -> bool:
    return other.type is PLACE and other.method.startswith(
        ("place:commune", "place:listed", "place:site", "place:area", "place:shortened")
    )
