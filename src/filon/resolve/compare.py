"""How two things that documents name are weighed: the same, different, or unsure, with a score whose parts can be shown.

The score is a sum of log-odds in bits, part by part: what the registry says, then names, territory and kind. The weights are set by
hand and checked on pairs of names (``tests/pairs``) and on what they join in documents. A pair is the same where the odds are 99 to 1 or
better, different below 4 to 1; all between is unsure and left to a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from filon.gazetteer import Gazetteer
from filon.model import EntityType
from filon.resolve.identity import Node
from filon.resolve.names import is_generic, is_short, name_key, person_key, word_lists
from filon.resolve.reach import bound_to_ground
from filon.resolve.wording import (
    Alignment,
    Wording,
    align,
    is_land,
    land_grounds,
    places_of,
    read_wording,
    spoken_forms,
)

SAME_FROM, DIFFERENT_TO = 6.6, 2.0  # bits: 99 to 1; 4 to 1, which is not worth a person's time
_CERTAIN = 20.0  # what a registry says
_FEW_NAMES = 8  # names looked at of each thing, the most used first

# What a word says when both names have it, in bits; the less common its sort, the more.
_KIND_WORD, _LAND_WORD, _PLACE_WORD, _NUMBER, _PROPER_WORD = 0.5, 1.5, 2.0, 1.5, 3.0
_MOST_BY_NAME, _MOST_BY_BODY = (
    9.0,
    10.5,
)  # long names of bodies lose or gain a word and stay; of projects and schemes, less so
_WHOLE, _EQUAL = 3.0, 1.0  # nothing telling is left of either name; nor anything else, nor a slip
_LETTER = 1.2  # each letter of an acronym that stands for as many words
_ACRONYM, _LONE_ACRONYM = (
    -1.0,
    -3.0,
)  # two words have some acronym's initials by chance; where it is the whole name, more often
_SLIP = -1.0
_COMMON_ACRONYM, _LEAST_ACRONYM = 4.0, 3  # beside the names that are compared; letters
_ACRONYMS_OF = frozenset({EntityType.ORG, EntityType.PLACE})

# What a word says when only one name has it.
_EMPTY_LEFT, _FORM_LEFT, _KIND_LEFT, _LAND_LEFT, _PLACE_LEFT, _PROPER_LEFT, _NUMBER_LEFT = (
    -0.3,
    -1.0,
    -3.0,
    -1.0,
    -4.0,
    -4.5,
    -7.0,
)
_OTHER_GROUND = -8.0  # a territory that the other does not stand on
_EXCHANGED = -4.0  # both names have what the other has not

_COMMON_GROUND, _APART, _APART_AND_BOUND = 2.0, -3.0, -9.0
_SAME_KIND, _OTHER_KIND = 0.5, -1.5


class Likeness(StrEnum):
    """What is said of two things."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Reason:
    """A part of a score: what it rests on, in words for people, and how many bits it gives or takes."""

    what: str
    bits: float


_SORTS_ONLY = Reason("these name a sort of thing only", -4.0)  # «Centre communal d'action sociale»: every town has one


@dataclass(frozen=True, slots=True)
class Comparison:
    """The weighing of a pair: its parts, their sum in bits, and the probability that the two are one."""

    reasons: tuple[Reason, ...]

    @property
    def bits(self) -> float:
        """The sum of the parts."""
        return round(sum(reason.bits for reason in self.reasons), 2)

    @property
    def probability(self) -> float:
        """The same on the scale from 0 to 1."""
        return round(1 / (1 + 2**-self.bits), 3)

    @property
    def likeness(self) -> Likeness:
        """The verdict."""
        if self.bits >= SAME_FROM:
            return Likeness.SAME
        return Likeness.DIFFERENT if self.bits <= DIFFERENT_TO else Likeness.UNSURE


@dataclass(frozen=True, slots=True)
class Profile:
    """What resolution knows of one thing, from one document or many: see `profile`."""

    type: EntityType
    names: tuple[str, ...]
    wordings: tuple[Wording, ...]
    identities: frozenset[str]
    grounds: frozenset[str]
    towns: frozenset[str]
    kinds: frozenset[str]
    bound: bool
    national: bool
    has_acronyms: bool


def profile(group: Sequence[Node], gazetteer: Gazetteer) -> Profile:
    """The profile of nodes that are one thing.

    ``bound``: namesakes on other ground are others; ``national``: it is of all ground; ``has_acronyms``: not a commune,
    département or région, nor a scheme, whose variants share one.
    """
    first = group[0].local
    uses: dict[str, int] = {}
    for node in group:
        keyed = person_key if first.type is EntityType.PERSON else name_key
        for name in (
            name for name in node.names if keyed(name) in node.keys
        ):  # a ground's short form is its document's
            for form in spoken_forms(name):
                uses[form] = uses.get(form, 0) + 1 + node.mentions
    entry = next((entry for node in group if (entry := gazetteer.get(node.registry))), None)
    official = (entry.body_name if first.type is EntityType.ORG else entry.official_name,) if entry else ()
    ranked = sorted(uses, key=lambda name: (-uses[name], name))[:_FEW_NAMES]
    names = tuple(dict.fromkeys((*official, *ranked)))
    is_place = first.type is EntityType.PLACE
    return Profile(
        type=first.type,
        names=names,
        wordings=tuple(read_wording(name, gazetteer, is_place=is_place) for name in names),
        identities=frozenset(node.identity for node in group if node.identity),
        grounds=frozenset(ground for node in group for ground in node.home),
        towns=frozenset(town for node in group for town in node.towns),
        kinds=frozenset(node.local.kind for node in group if node.local.kind),
        bound=any(
            bound_to_ground(first.type, key) or is_generic(key) or is_short(key)
            for node in group
            for key in node.keys[:1]
        ),
        has_acronyms=first.type in _ACRONYMS_OF and (entry is None or entry.kind in ("epci", "ept")),
        national=any(word in word_lists().national for name in names for word in name_key(name).split()),
    )


def compare(one: Profile, other: Profile, gazetteer: Gazetteer) -> Comparison:
    """Weigh two things. The order of the two does not count."""
    one, other = sorted((one, other), key=_rank)
    if one.type is not other.type:
        return Comparison((Reason(f"{one.type.lower()} and {other.type.lower()}", -_CERTAIN),))
    if one.identities and other.identities:
        same = one.identities & other.identities
        what = f"both are {min(same)}" if same else f"{min(one.identities)} is not {min(other.identities)}"
        return Comparison((Reason(what, _CERTAIN if same else -_CERTAIN),))
    pairs = list(product(range(len(one.names)), range(len(other.names))))
    weighed = [_by_name(one, other, *pair, gazetteer) for pair in pairs]
    best = max(range(len(pairs)), key=lambda i: (sum(reason.bits for reason in weighed[i]), -i))
    i, j = pairs[best]
    reasons = [*weighed[best], *_by_ground(one, other, one.wordings[i], other.wordings[j], gazetteer)]
    also = _acronyms(one, besides=i) & _acronyms(other, besides=j)
    if also and _SORTS_ONLY not in reasons and one.has_acronyms and other.has_acronyms:
        reasons.append(Reason(f"both are called {min(also).upper()} too", _COMMON_ACRONYM))
    if one.kinds and other.kinds:
        same_kind = bool(one.kinds & other.kinds)
        what = f"both are {min(one.kinds & other.kinds)}" if same_kind else f"{min(one.kinds)} and {min(other.kinds)}"
        reasons.append(Reason(what, _SAME_KIND if same_kind else _OTHER_KIND))
    return Comparison(tuple(reason for reason in reasons if reason.bits))


def _rank(each: Profile) -> tuple[object, ...]:
    """Sorts profiles by all that a weighing looks at, so that two of equal rank weigh the same either way."""
    sets = (each.identities, each.grounds, each.towns, each.kinds)
    return each.type, each.names, *(sorted(items) for items in sets), each.bound, each.national, each.has_acronyms


def _acronyms(each: Profile, besides: int) -> frozenset[str]:
    """The acronyms that a thing is called by, beside the name that is compared."""
    return frozenset(
        words[0]
        for place, wording in enumerate(each.wordings)
        if place != besides
        and len(words := wording.words) == 1
        and wording.acronyms
        and len(words[0]) >= _LEAST_ACRONYM
    )


def _by_name(one: Profile, other: Profile, i: int, j: int, gazetteer: Gazetteer) -> list[Reason]:
    """What one name of each says."""
    spell = one.has_acronyms and other.has_acronyms
    sides = align(one.wordings[i], other.wordings[j], gazetteer, spell=spell)
    left = [(word, side) for side, words in enumerate((sides.only_one, sides.only_other)) for word in words]
    telling = [word for word, _ in left if not _is_empty(word)]
    most = _MOST_BY_BODY if one.type is EntityType.ORG else _MOST_BY_NAME
    reasons = _in_common(sides, gazetteer, whole=not telling, most=most)
    for said, words, hearer in ((one.names[i], sides.only_one, other), (other.names[j], sides.only_other, one)):
        if words:
            bits = sum(_left(run, hearer, gazetteer) for run in _runs(words, gazetteer))
            reasons.append(Reason(f"only «{said}» has {' '.join(words)}", bits))
    if all(any(not _is_empty(word) for word in words) for words in (sides.only_one, sides.only_other)):
        reasons.append(Reason("each name has what the other has not", _EXCHANGED))
    return reasons


def _in_common(sides: Alignment, gazetteer: Gazetteer, *, whole: bool, most: float) -> list[Reason]:
    reasons = []
    if sides.equal:
        bits = min(most, sum(_weight(word, gazetteer) for word in sides.equal))
        reasons.append(Reason(f"both names have {' '.join(sides.equal)}", bits))
    cost = _ACRONYM if sides.equal else _LONE_ACRONYM
    for acronym, words in sides.spelled:
        reasons.append(Reason(f"{acronym} may stand for {words}", round(len(acronym) * _LETTER + cost, 2)))
    for word, near in sides.slips:
        reasons.append(Reason(f"{word} is a slip for {near}, or {near} for {word}", _weight(word, gazetteer) + _SLIP))
    said = (
        *sides.equal,
        *(word for _, run in sides.spelled for word in run.split()),
        *(word for word, _ in sides.slips),
    )
    if said and not any(is_telling(word) for word in said):
        reasons.append(_SORTS_ONLY)
    if reasons and whole:
        equal = not (sides.spelled or sides.slips or sides.only_one or sides.only_other)
        reasons.append(Reason("no other word is left", _WHOLE + (_EQUAL if equal else 0)))
    return reasons


def _weight(word: str, gazetteer: Gazetteer) -> float:
    if is_land(word):
        return _LAND_WORD
    if word.isdigit():
        return _NUMBER
    if _is_kind(word):
        return _KIND_WORD
    return _PLACE_WORD if places_of(word, gazetteer) else _PROPER_WORD


def is_telling(word: str) -> bool:
    """Whether a word tells one thing from others of its sort: neither the sort nor a word that ties others."""
    lists = word_lists()
    return not (_is_kind(word) or _is_empty(word) or word in lists.function)


def _is_kind(word: str) -> bool:
    lists = word_lists()
    return word in lists.generic or word in lists.local or word in lists.legal or word in lists.heads


def _is_empty(word: str) -> bool:
    lists = word_lists()
    return word in lists.legal or word in lists.empty


def _runs(words: Sequence[str], gazetteer: Gazetteer) -> Iterable[tuple[str, bool]]:
    """The words that are left, those that make a place's name together; whether each run is one."""
    at = 0
    while at < len(words):
        run = next((n for n in range(len(words) - at, 0, -1) if places_of(" ".join(words[at : at + n]), gazetteer)), 0)
        yield " ".join(words[at : at + (run or 1)]), bool(run)
        at += run or 1


def _left(run: tuple[str, bool], hearer: Profile, gazetteer: Gazetteer) -> float:
    """What it says that one name has these words and the other thing, the ``hearer``, has not."""
    words, is_town = run
    if is_land(words):
        near = not hearer.grounds or bool(land_grounds(gazetteer)[words[1:]] & hearer.grounds)
        return _OTHER_GROUND if not near else _KIND_LEFT if hearer.type is EntityType.PLACE else _LAND_LEFT
    if words.isdigit() or words in ("bis", "ter"):
        return _NUMBER_LEFT
    sorts = ((_is_empty(words), _EMPTY_LEFT), (words in word_lists().forms, _FORM_LEFT), (_is_kind(words), _KIND_LEFT))
    bits = next((bits for is_so, bits in sorts if is_so), 0.0)
    if bits or not is_town:
        return bits or _PROPER_LEFT
    towns = places_of(words, gazetteer)
    if any(entry.key in hearer.towns for entry in towns):
        return _LAND_LEFT
    near = not hearer.grounds or any((entry.departement or entry.key) in hearer.grounds for entry in towns)
    return _PLACE_LEFT if near else _OTHER_GROUND


def _by_ground(one: Profile, other: Profile, first: Wording, second: Wording, gazetteer: Gazetteer) -> list[Reason]:
    """What the territories say that the documents stand on."""
    if first.lands & second.lands:  # the names say their ground, wherever their documents stand
        return [Reason("the names say the same territory", _COMMON_GROUND / 2)]
    if first.lands and second.lands:
        lands = land_grounds(gazetteer)
        if not any(lands[a] & lands[b] for a in first.lands for b in second.lands):
            return [Reason("the names say two territories", _OTHER_GROUND)]
        return [Reason("one name says a territory inside the other's", _APART)]
    common = one.grounds & other.grounds
    if common:
        return [Reason(f"both stand in {', '.join(sorted(common)[:3])}", _COMMON_GROUND)]
    if one.grounds and other.grounds and not (one.national and other.national):
        what = "the documents stand on different ground"
        return [Reason(what, _APART_AND_BOUND if one.bound or other.bound else _APART)]
    return []
