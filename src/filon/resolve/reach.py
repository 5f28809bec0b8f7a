"""How far a name reaches: one document, one ground (départements), or everywhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from filon.gazetteer import Gazetteer
from filon.model import EntityType
from filon.resolve.identity import Node
from filon.resolve.names import is_generic, is_local, is_national_road, is_territorial, name_key, telling_words

Place = tuple[str, int]

_NAMED_BY_WORDS = (
    3  # «convention de financement» is any; with three telling words an agreement is one, without capitals too
)


class Groups:
    """A union-find over nodes whose representative is the smallest member."""

    def __init__(self) -> None:
        self._parent: dict[Place, Place] = {}
        self._claims: list[tuple[Place, Place]] = []

    def find(self, place: Place) -> Place:
        """The smallest member of the group."""
        root = place
        while (up := self._parent.get(root, root)) != root:
            root = up
        while place != root:
            self._parent[place], place = root, self._parent.get(place, place)
        return root

    def join(self, places: Iterable[Place]) -> None:
        """Make one group of all these members' groups."""
        roots = sorted({self.find(place) for place in places})
        for root in roots[1:]:
            self._parent[root] = roots[0]

    def claim(self, place: Place, coded: Place) -> None:
        """Say that a member without a code seems to be this thing with one; `settle` decides."""
        self._claims.append((place, coded))

    def settle(self) -> None:
        """Join each group to the thing with a code that it was said to be, if that is one thing only."""
        said: dict[Place, set[Place]] = defaultdict(set)
        for place, coded in self._claims:
            said[self.find(place)].add(self.find(coded))
        for root, things in said.items():
            if len(things) == 1:
                self.join((root, *things))


def scope_of(node: Node, key: str) -> str | None:
    """The document, where a name means something in it only: a kind of thing, a class of parties, an unnamed agreement."""
    if node.local.collective or is_generic(key):
        return node.document
    unnamed = (node.local.kind or "").startswith("agreement") and not any(
        c.isupper() for n in node.names for c in n[1:]
    )
    return node.document if unnamed and len(telling_words(key)) < _NAMED_BY_WORDS else None


def bound_to_ground(kind: EntityType, key: str) -> bool:
    """Whether namesakes on other ground are other things."""
    if is_national_road(key):
        return False
    return kind in (EntityType.PERSON, EntityType.PLACE, EntityType.PROJECT) or is_local(key) or is_territorial(key)


def apart(one: Iterable[str], other: Iterable[str]) -> bool:
    """Whether two grounds are known and have no département in common."""
    one, other = set(one), set(other)
    return bool(one) and bool(other) and not one & other


def join_by_ground(same: list[Node], groups: Groups, bodies: Mapping[Place, set[str]]) -> None:
    """Join namesakes whose documents share a département (persons: or a body).

    Those whose ground is unknown join when all others are one.
    """
    shared: dict[str, list[Place]] = defaultdict(list)
    for node in same:
        for ground in (*node.home, *bodies.get(node.place, ())):
            shared[ground].append(node.place)
    for places in shared.values():
        groups.join(places)
    if len({groups.find(places[0]) for places in shared.values()}) <= 1:
        groups.join(node.place for node in same)


def grounds(gazetteer: Gazetteer) -> dict[str, frozenset[str]]:
    """The names of départements and régions, as keys, with the départements that lie in them."""
    entries = [gazetteer.entry(key) for key in gazetteer if key.startswith(("departement:", "region:"))]
    of_region: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        if entry.kind == "departement" and entry.region:
            of_region[entry.region].add(entry.key)
    return {
        name_key(entry.name): frozenset(
            [entry.key] if entry.kind == "departement" else of_region[entry.chief or entry.key]
        )
        for entry in entries
    }


def without_ground(key: str, lands: Mapping[str, frozenset[str]]) -> Iterator[tuple[str, frozenset[str]]]:
    """A key without the territory at its end, with that territory's départements."""
    words = key.split()
    for n in range(1, len(words)):
        ground = lands.get(" ".join(words[n:]))
        if ground:
            yield " ".join(words[:n]), ground
