"""Which nodes are one thing. Registry first, then full names, then short ones, then misprints of long names.

Every step looks at all nodes at once and joins by keys, so the order of documents does not count, and the work grows with the
number of names, not of pairs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping

from filon.gazetteer import Gazetteer
from filon.model import Annotation, EntityType, RelationType
from filon.resolve.identity import Node
from filon.resolve.likeness import join_by_acronym, join_misprints, join_places_in_short
from filon.resolve.names import is_generic, is_local, is_short, name_key, telling_words
from filon.resolve.pairs import Pair, settle_pairs
from filon.resolve.reach import Groups, Place, apart, bound_to_ground, grounds, join_by_ground, scope_of, without_ground


def cluster(
    nodes: list[Node], annotations: Iterable[Annotation], gazetteer: Gazetteer
) -> tuple[list[list[Node]], list[Pair]]:
    """The nodes in groups, each one thing, and the pairs of groups that may be one.

    Nodes and groups come in the order of documents and indexes; a doubt names each group by its first node.
    """
    groups = Groups()
    identity = _identities(nodes, gazetteer)
    bodies = _bodies(nodes, annotations, identity)
    by_identity: dict[Hashable, list[Place]] = defaultdict(list)
    for node in nodes:
        if node.place in identity:
            by_identity[node.local.type, identity[node.place]].append(node.place)
    for places in by_identity.values():
        groups.join(places)
    free = [node for node in nodes if node.place not in identity]
    _join_full_names(free, groups, bodies)
    join_misprints(nodes, identity, groups, gazetteer)
    join_places_in_short(nodes, groups, gazetteer)
    join_by_acronym(free, groups, gazetteer)
    _join_extended_names(nodes, identity, groups, gazetteer)
    groups.settle()
    _join_short_names(nodes, identity, groups)
    doubts = settle_pairs(nodes, groups, gazetteer)
    found: dict[Place, list[Node]] = defaultdict(list)
    for node in nodes:
        found[groups.find(node.place)].append(node)
    return [found[root] for root in sorted(found)], doubts


def _identities(nodes: list[Node], gazetteer: Gazetteer) -> dict[Place, str]:
    """The identity of each node that has one: its own, or that of the only identified thing of its full name."""
    known: dict[tuple[EntityType, str], set[str]] = defaultdict(set)
    ground: dict[str, set[str]] = defaultdict(set)
    identity: dict[Place, str] = {}
    for node in nodes:
        if node.identity and not node.local.collective:
            identity[node.place] = node.identity
            ground[node.identity] |= node.home
            for key in _full_keys(node, gazetteer):
                known[node.local.type, key].add(node.identity)
    for node in nodes:
        if node.identity or node.local.collective or node.local.type is EntityType.PERSON:
            continue
        for key in node.keys:
            said = known.get((node.local.type, key), set())
            if len(said) == 1:
                (only,) = said
                if not is_generic(key) and not (is_local(key) and apart(node.home, ground[only])):
                    identity[node.place] = only
                    break
    return identity


def _full_keys(node: Node, gazetteer: Gazetteer) -> set[str]:
    """The full names under which an identified node may be met elsewhere: its own and its registry's."""
    keys = {key for key in node.keys if not is_short(key)}
    entry = gazetteer.get(node.registry)
    if entry and node.local.type is EntityType.ORG:
        keys.add(name_key(entry.body_name))
    return keys


def _bodies(
    nodes: list[Node], annotations: Iterable[Annotation], identity: Mapping[Place, str]
) -> dict[Place, set[str]]:
    """The bodies in which each person holds a post or sits, by identity or name."""
    by_place = {node.place: node for node in nodes}
    bodies: dict[Place, set[str]] = defaultdict(set)
    for annotation in annotations:
        for relation in annotation.relations:
            if relation.type in (RelationType.HOLDS_POST, RelationType.MEMBER):
                body = by_place.get((annotation.document, relation.object))
                if body and body.keys:
                    bodies[annotation.document, relation.subject].add(identity.get(body.place, body.keys[0]))
    return bodies


def _join_full_names(nodes: list[Node], groups: Groups, bodies: Mapping[Place, set[str]]) -> None:
    """Join nodes of one type and full name, as far as the name reaches (see `scope_of`)."""
    named: dict[tuple[EntityType, str, str | None], list[Node]] = defaultdict(list)
    for node in nodes:
        for key in node.keys[:1] if node.local.collective else node.keys:
            if node.local.collective or not is_short(key):
                named[node.local.type, key, scope_of(node, key)].append(node)
    for (kind, key, scope), same in named.items():
        if scope is None and bound_to_ground(kind, key):
            join_by_ground(same, groups, bodies)
        else:
            groups.join(node.place for node in same)
    _join_unnamed(nodes, groups)


def _join_unnamed(nodes: list[Node], groups: Groups) -> None:
    """Join an agreement printed without capitals to the one of its ground that bears the same words as its name."""
    named: dict[str, list[Node]] = defaultdict(list)
    unnamed: list[Node] = []
    for node in nodes:
        key = node.keys[0]
        if node.local.type is EntityType.PROGRAMME and len(telling_words(key)) > 1 and not is_generic(key):
            named[key] += [node] if scope_of(node, key) is None else []
            unnamed += [node] if scope_of(node, key) else []
    for node in unnamed:
        near = [other for other in named[node.keys[0]] if other.home & node.home]
        if len({groups.find(other.place) for other in near}) == 1:
            groups.join((node.place, near[0].place))


def _join_extended_names(
    nodes: list[Node], identity: Mapping[Place, str], groups: Groups, gazetteer: Gazetteer
) -> None:
    """Join a name and the same name with the département or région behind it, where all documents stand there.

    «Chambre d'agriculture» in documents of one département is its «Chambre d'agriculture du Jura»; where two such names
    would do, neither is joined.
    """
    lands = grounds(gazetteer)
    bases: dict[tuple[EntityType, str], dict[Place, frozenset[str]]] = defaultdict(dict)
    standing: dict[Place, list[frozenset[str]]] = defaultdict(list)
    for node in nodes:
        root = groups.find(node.place)
        standing[root].append(node.home)
        for key in node.keys if node.local.type is EntityType.ORG and not node.local.collective else ():
            for base, ground in without_ground(key, lands):
                if not is_generic(base) and not is_local(base) and not is_short(base):
                    bases[node.local.type, base][root] = ground
    coded = {groups.find(place) for place in identity}
    longer: dict[Place, set[Place]] = defaultdict(set)
    for node in nodes:
        root = groups.find(node.place)
        for key in () if node.place in identity or node.local.collective else node.keys:
            named = {o: ground for o, ground in bases.get((node.local.type, key), {}).items() if o != root}
            longer[root] |= {o for o, ground in named.items() if all(home & ground for home in standing[root])}
    for root, others in longer.items():
        if len(others) == 1 and others <= coded:
            groups.claim(root, *others)
        elif len(others) == 1:
            groups.join((root, *others))


def _join_short_names(nodes: list[Node], identity: Mapping[Place, str], groups: Groups) -> None:
    """Join nodes that have only an acronym or a single word: to the one thing that bears it, else to each other.

    Where several things bear it («CCPL»), those that stand on the node's ground count; if that leaves not one, it stays apart.
    A body of one territory is never taken from other ground. A surname alone joins nothing.
    """
    bearers = _Bearers(nodes, identity, groups)
    waiting: dict[tuple[EntityType, str], list[Node]] = defaultdict(list)
    for node in nodes:
        key = node.keys[0]
        if _is_short_only(node, identity) and node.local.type is not EntityType.PERSON and not is_generic(key):
            waiting[node.local.type, key].append(node)
    meant = {node.place: bearers.choose(short, node) for short, same in waiting.items() for node in same}
    for short, same in waiting.items():
        for node in same:
            groups.join(place for place in (node.place, meant[node.place]) if place)
        left = [node for node in same if not meant[node.place]]
        if bound_to_ground(*short) or short in bearers:
            join_by_ground(left, groups, {})
        else:
            groups.join(node.place for node in left)


def _is_short_only(node: Node, identity: Mapping[Place, str]) -> bool:
    return node.place not in identity and not node.local.collective and all(map(is_short, node.keys))


class _Bearers:
    """The groups that have a full name or identity, by their short names, with the ground they stand on."""

    def __init__(self, nodes: Iterable[Node], identity: Mapping[Place, str], groups: Groups) -> None:
        self._ground: dict[tuple[EntityType, str], dict[Place, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._territorial: set[Place] = set()
        for node in nodes:
            if _is_short_only(node, identity) or node.local.collective:
                continue
            root = groups.find(node.place)
            if ":" in identity.get(node.place, ""):  # a gazetteer key, not a number
                self._territorial.add(root)
            for key in filter(is_short, node.keys):
                self._ground[node.local.type, key][root] |= node.home

    def __contains__(self, short: tuple[EntityType, str]) -> bool:
        return short in self._ground

    def choose(self, short: tuple[EntityType, str], node: Node) -> Place | None:
        """The group that the node's short name means, or ``None``."""
        bearers = self._ground.get(short, {})
        near = [root for root, ground in bearers.items() if node.home & ground]
        if len(near) == 1:
            return near[0]
        if len(bearers) == 1:
            ((root, ground),) = bearers.items()
            return None if root in self._territorial and apart(node.home, ground) else root
        return None
