"""What a local entity is by a registry: its gazetteer key, else its SIREN or RNA number, else nothing yet."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from stdnum.fr import siren as siren_number

from filon.gazetteer import Entry, Gazetteer, normalise, split_article
from filon.model import Annotation, AttributeName, EntityType, LocalEntity
from filon.resolve.names import clean, is_local, name_key, person_key, word_lists

_LINKS = ("de la ", "de l ", "du ", "des ", "de ", "d ")
_EPCI_HEADS = ("communaute ", "communautes ", "metropole ", "eurometropole ")
_EPCI_LETTERS = ("c", "m", "g", "e")  # communauté, métropole, grand …, eurométropole
_SHORTEST_ACRONYM, _LONGEST_ACRONYM = 3, 10
_FEW_TOWNS = 8
_HOME_SHARE = 0.2  # a département with a fifth of a document's place names is part of its ground


@dataclass(frozen=True, slots=True)
class Node:
    """A local entity with what resolution needs of it.

    ``keys`` are those of its names, the fullest first; ``home`` the départements its document stands on (of its own
    territory where the document says one); ``towns`` the communes that its document names, where those are few;
    ``registry`` a gazetteer key; ``number`` a SIREN or RNA number.
    """

    document: str
    index: int
    local: LocalEntity
    names: tuple[str, ...]
    keys: tuple[str, ...]
    home: frozenset[str]
    towns: frozenset[str]
    registry: str | None
    number: str | None
    mentions: int

    @property
    def identity(self) -> str | None:
        """The registry's word for it, if any: gazetteer key before number."""
        return self.registry or self.number

    @property
    def place(self) -> tuple[str, int]:
        """Document name and index: what tells nodes apart, and their order."""
        return self.document, self.index


def read_nodes(annotations: Iterable[Annotation], gazetteer: Gazetteer) -> list[Node]:
    """The nodes of all documents, sorted; registry keys that only a number or a name tells are filled in."""
    nodes = [
        node
        for annotation in sorted(annotations, key=lambda annotation: annotation.document)
        for node in _nodes_of(annotation, gazetteer)
    ]
    return _join_numbers(nodes, gazetteer)


def _nodes_of(annotation: Annotation, gazetteer: Gazetteer) -> Iterable[Node]:
    counts = Counter(mention.entity for mention in annotation.mentions)
    context = _context(annotation.entities, counts, gazetteer)
    home = _home(context)
    named = frozenset(
        str(local.registry) for local in annotation.entities if (local.registry or "").startswith("commune:")
    )
    towns = named if len(named) <= _FEW_TOWNS else frozenset()
    numbers = _numbers(annotation)
    for index, local in enumerate(annotation.entities):
        names = tuple(dict.fromkeys(filter(None, map(clean, (local.name, *local.aliases)))))
        keyed = person_key if local.type is EntityType.PERSON else name_key
        registry = local.registry if local.registry in gazetteer else None
        if registry is None and local.type is EntityType.ORG and not local.collective:
            registry = body_of(names, local.kind, context, gazetteer)
        keys = tuple(dict.fromkeys(key for name in names if (key := keyed(name))))
        if local.type is EntityType.PLACE:  # a document's short form of a ground is its own («le bassin minier»)
            keys = tuple(key for key in keys if not keys[0].startswith(f"{key} "))
        own = gazetteer.get(local.territory)
        yield Node(
            document=annotation.document,
            index=index,
            local=local,
            names=names,
            keys=keys,
            home=frozenset({own.departement or own.key}) if own and own.kind != "region" else home,
            towns=towns,
            registry=registry,
            number=numbers.get(index) if names else None,
            mentions=counts[index],
        )


def _context(entities: Sequence[LocalEntity], counts: Mapping[int, int], gazetteer: Gazetteer) -> dict[str, float]:
    """The territories a document names, with what they lie in, weighted by the number of mentions."""
    weights: Counter[str] = Counter()
    for index, local in enumerate(entities):
        if local.registry in gazetteer:
            weights[str(local.registry)] += max(1, counts[index])
    return gazetteer.spread(weights)


def _home(context: Mapping[str, float]) -> frozenset[str]:
    departements = {key: weight for key, weight in context.items() if key.startswith("departement:")}
    floor = _HOME_SHARE * sum(departements.values())
    return frozenset(key for key, weight in departements.items() if weight >= floor)


def _numbers(annotation: Annotation) -> dict[int, str]:
    """The valid SIREN (of a SIRET too) or RNA number that the document states of its entities; two for one are none."""
    stated: dict[int, set[str]] = defaultdict(set)
    for attribute in annotation.attributes:
        digits = "".join(attribute.value.split())
        if attribute.name is AttributeName.RNA:
            stated[attribute.subject].add(digits.upper())
        elif attribute.name in (AttributeName.SIREN, AttributeName.SIRET) and siren_number.is_valid(digits[:9]):
            stated[attribute.subject].add(digits[:9])
    sirens = {index: {n for n in numbers if n[0] != "W"} or numbers for index, numbers in stated.items()}
    return {index: next(iter(numbers)) for index, numbers in sirens.items() if len(numbers) == 1}


def body_of(names: Iterable[str], kind: str | None, context: Mapping[str, float], gazetteer: Gazetteer) -> str | None:
    """The key of the territory that a body of these names governs: «Conseil départemental du Nord», «CD 59», «Ville de X».

    ``kind`` is what the document takes it for (`LocalEntity.kind`). ``None`` where no name says a territory, or where it has
    namesakes that the document's territories do not settle.
    """
    for name in map(split_article, map(normalise, names)):
        candidates = _governed(name[1], context, gazetteer)
        if not candidates and kind == "org-epci":
            candidates = _on_ground(gazetteer.epci_by_core(name[1]), context)
        chosen = gazetteer.choose(candidates, context)
        if chosen:
            return chosen.key
    return acronym_of_epci(names, context, gazetteer)


def acronym_of_epci(names: Iterable[str], context: Mapping[str, float], gazetteer: Gazetteer) -> str | None:
    """The key of the one EPCI on the document's ground that a lone acronym abbreviates («CAHC» in the Pas-de-Calais).

    One of three letters («CUD») needs a document that names the EPCI's ground itself, or a commune of it.
    """
    short = [normalise(name) for name in names]
    if len(short) != 1 or not _SHORTEST_ACRONYM <= len(short[0].replace(" ", "")) <= _LONGEST_ACRONYM:
        return None
    letters = short[0].replace(" ", "")
    if not letters.startswith(_EPCI_LETTERS):
        return None
    found = [key for key in _epci_acronyms(gazetteer).get(letters, ()) if gazetteer.entry(key).departement in context]
    if len(letters) == _SHORTEST_ACRONYM:
        found = [key for key in found if key in context]
    return found[0] if len(found) == 1 else None


@lru_cache(maxsize=4)
def _epci_acronyms(gazetteer: Gazetteer) -> Mapping[str, tuple[str, ...]]:
    """The EPCI of today by the initials of their official names, with and without «et»."""
    found: dict[str, dict[str, None]] = defaultdict(dict)
    numbers, function = word_lists().numbers, word_lists().function
    for key in gazetteer:
        if key.startswith("epci:") and not gazetteer.entry(key).former:
            words = [numbers.get(word, word) for word in normalise(gazetteer.entry(key).official_name).split()]
            for kept in (
                [word for word in words if word not in function],
                [w for w in words if w not in function - {"et"}],
            ):
                found["".join(word if word.isdigit() else word[0] for word in kept)][key] = None
    return {letters: tuple(keys) for letters, keys in found.items()}


def _governed(name: str, context: Mapping[str, float], gazetteer: Gazetteer) -> tuple[Entry, ...]:
    for head, kind in word_lists().bodies.items():
        if not name.startswith(head + " "):
            continue
        rest = name[len(head) + 1 :]
        if kind == "departement" and f"departement:{rest.upper()}" in gazetteer:
            return (gazetteer.entry(f"departement:{rest.upper()}"),)
        for link in ("", *_LINKS):
            if rest.startswith(link):
                found = gazetteer.candidates(rest[len(link) :], kind)
                if not found and kind == "commune":
                    found = _on_ground(gazetteer.shortened(rest[len(link) :]), context)
                if found:
                    return found
    if " " not in name:
        return ()
    epci = gazetteer.candidates(name, "epci")
    if name.startswith(_EPCI_HEADS):
        core = next((name[len(head) :] for head in _EPCI_HEADS if name.startswith(head)), "")
        core = next((core[len(link) :] for link in _LINKS if core.startswith(link)), core)
        return epci or _on_ground(gazetteer.shortened(name, "epci") or gazetteer.epci_by_core(core), context)
    return _on_ground(epci, context)  # a proper name alone («Douaisis Agglo»)


def _on_ground(entries: Iterable[Entry], context: Mapping[str, float]) -> tuple[Entry, ...]:
    return tuple(entry for entry in entries if entry.departement in context)


def _join_numbers(nodes: list[Node], gazetteer: Gazetteer) -> list[Node]:
    """One identity for a number and a key that mean the same body, in whatever document either stands.

    A number that contradicts the registry, or that documents give to several territories' bodies, is dropped.
    """
    bearers: dict[str, set[str]] = defaultdict(set)
    for node in nodes:
        if node.number and node.registry and node.local.type is EntityType.ORG:
            bearers[node.number].add(node.registry)
    return [_settled(node, bearers[node.number], gazetteer) if node.number else node for node in nodes]


def _settled(node: Node, bearers: set[str], gazetteer: Gazetteer) -> Node:
    """A node with a number: its key told by the number, or the number dropped, or both kept."""
    number, registry = str(node.number), node.registry
    if node.local.type is not EntityType.ORG:
        return replace(node, number=None)
    official = gazetteer.by_siren(number)
    if official and registry is None and is_local(node.keys[0]):
        return replace(node, number=None)  # a school or a museum gives the number of the commune that runs it
    if registry is None:
        by_number = official.key if official else next(iter(bearers)) if len(bearers) == 1 else None
        return replace(node, registry=by_number)
    owner, own = official.key if official else registry, gazetteer.entry(registry).siren or number
    return node if owner == registry and own == number and len(bearers) == 1 else replace(node, number=None)
