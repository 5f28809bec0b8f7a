"""Which things are worth weighing against each other, and what becomes of each pair: joined, linked as a doubt, or nothing.

Things are compared only where they share a rare word of their names or what their names abbreviate to, so the work grows
with the number of names, not of pairs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from filon.gazetteer import Gazetteer
from filon.model import EntityType
from filon.resolve.compare import Comparison, Likeness, Profile, compare, is_telling, profile
from filon.resolve.identity import Node
from filon.resolve.reach import Groups, Place, scope_of
from filon.resolve.wording import is_land

_COMPARED = frozenset({EntityType.ORG, EntityType.PLACE, EntityType.PROGRAMME, EntityType.PROJECT})
_FEW = 16  # a word or abbreviation that more things bear says nothing of any two of them
_SHORTEST_INITIALS = 3
_DOUBTS_EACH = 4  # a thing that is like many others is like none


@dataclass(frozen=True, slots=True)
class Pair:
    """Two things, each by its first member, that may be one, and why."""

    one: Place
    other: Place
    comparison: Comparison


def settle_pairs(nodes: Sequence[Node], groups: Groups, gazetteer: Gazetteer) -> list[Pair]:
    """Join the things that are the same beyond reasonable doubt; the pairs that are unsure, likeliest first.

    A thing that is the same as two others which are not the same as each other is joined to neither: that is a doubt.
    """
    members: dict[Place, list[Node]] = defaultdict(list)
    for node in nodes:
        if node.local.type in _COMPARED and scope_of(node, node.keys[0]) is None:
            members[groups.find(node.place)].append(node)
    profiles = {root: profile(group, gazetteer) for root, group in sorted(members.items())}
    weighed = {pair: compare(profiles[pair[0]], profiles[pair[1]], gazetteer) for pair in _candidates(profiles)}
    same = {pair for pair, found in weighed.items() if found.likeness is Likeness.SAME}
    unsure = {pair for pair, found in weighed.items() if found.likeness is Likeness.UNSURE}
    torn = set(_torn(same))
    for pair in sorted(same - torn):
        groups.join(pair)
    return list(_doubts({pair: weighed[pair] for pair in unsure | torn}, groups))


def _candidates(profiles: Mapping[Place, Profile]) -> set[tuple[Place, Place]]:
    """The pairs that share a key; of two things with a code neither is looked at for the other."""
    bearers: dict[tuple[EntityType, str], list[Place]] = defaultdict(list)
    for root, known in profiles.items():
        for key in {key for wording in known.wordings for key in _keys(wording.words, wording.initials)}:
            bearers[known.type, key].append(root)
    found: set[tuple[Place, Place]] = set()
    for roots in bearers.values():
        if len(roots) <= _FEW:
            found.update(
                (one, other)
                for one, other in combinations(roots, 2)
                if not (profiles[one].identities and profiles[other].identities)
            )
    return found


def _keys(words: Iterable[str], initials: Iterable[str]) -> Iterator[str]:
    """What a name may be found by: its telling words, and its initials where they are not a word or two."""
    yield from (word for word in words if is_telling(word) and not is_land(word))
    yield from (f"={letters}" for letters in initials if len(letters) >= _SHORTEST_INITIALS)


def _torn(same: set[tuple[Place, Place]]) -> Iterator[tuple[Place, Place]]:
    """The pairs of which one has another partner that is not the other's."""
    partners: dict[Place, set[Place]] = defaultdict(set)
    for one, other in same:
        partners[one].add(other)
        partners[other].add(one)
    for one, other in same:
        if partners[one] - {other} != partners[other] - {one}:
            yield one, other


def _doubts(weighed: Mapping[tuple[Place, Place], Comparison], groups: Groups) -> Iterator[Pair]:
    """One for each pair of groups, the likeliest; not more than a few for each thing."""
    best: dict[tuple[Place, Place], Comparison] = {}
    for pair, found in weighed.items():
        one, other = sorted(map(groups.find, pair))
        if one != other and (best.get((one, other)) is None or best[one, other].bits < found.bits):
            best[one, other] = found
    seen: dict[Place, int] = defaultdict(int)
    for (one, other), found in sorted(best.items(), key=lambda item: (-item[1].bits, item[0])):
        if seen[one] < _DOUBTS_EACH and seen[other] < _DOUBTS_EACH:
            seen[one] += 1
            seen[other] += 1
            yield Pair(one, other, found)
