"""Names that are nearly the same: misprints of long names, and full names that share an acronym."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from itertools import combinations

from rapidfuzz.distance import Levenshtein

from filon.gazetteer import Gazetteer, normalise
from filon.model import EntityType
from filon.resolve.identity import Node
from filon.resolve.names import is_generic, is_local, is_short, telling_words
from filon.resolve.reach import Groups, Place, bound_to_ground, grounds, join_by_ground, scope_of, without_ground

# A misprint: one word of a name this long (letters) differs, by at most two letters, and both spellings begin alike.
_LONG_NAME, _LONG_WORD, _SAME_START = 12, 6, 3
_LIKENESS_TYPES = frozenset({EntityType.ORG, EntityType.PROJECT, EntityType.PROGRAMME})
_LONG_ACRONYM = 4
_SHORT_PLACE, _MISPRINTED_PLACE = 4, 7  # letters
_FEW = 20  # an acronym with more full names than this says nothing of any two of them


def join_misprints(nodes: list[Node], identity: Mapping[Place, str], groups: Groups, gazetteer: Gazetteer) -> None:
    """Join long names that differ in one long word by a letter or two («Ambleuse» for «Ambleteuse»).

    Names are compared only where all their other words are the same and the odd words begin alike. Two places' names, and
    words with digits, never count as misprints of each other. A name is taken for that of a thing with a code on its
    ground only.
    """
    blocks: dict[Hashable, dict[str, list[Node]]] = defaultdict(lambda: defaultdict(list))
    for node in nodes:
        for key in node.keys if node.local.type in _LIKENESS_TYPES else ():
            if len(key) >= _LONG_NAME and not is_generic(key):
                for rest, word in _gaps(key.split()):
                    blocks[node.local.type, scope_of(node, key), rest, word[:_SAME_START]][word].append(node)
    for block in blocks.values():
        for one, other in combinations(sorted(block), 2):
            if _is_misprint(one, other, gazetteer):
                both = block[one] + block[other]
                free = [node for node in both if node.place not in identity]
                _join(free, groups)
                _claim(free, [node for node in both if node.place in identity], groups)


def _claim(free: list[Node], coded: list[Node], groups: Groups) -> None:
    for node in coded:
        for near in free:
            if near.home & node.home:
                groups.claim(near.place, node.place)


def _join(nodes: list[Node], groups: Groups) -> None:
    if any(bound_to_ground(node.local.type, node.keys[0]) for node in nodes):
        join_by_ground(nodes, groups, {})
    else:
        groups.join(node.place for node in nodes)


def _gaps(words: list[str]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Each long word of a name, with the name without it."""
    for i, word in enumerate(words):
        if len(word) >= _LONG_WORD and word.isalpha():
            yield (*words[:i], "", *words[i + 1 :]), word


def _is_misprint(one: str, other: str, gazetteer: Gazetteer) -> bool:
    if Levenshtein.distance(one, other, score_cutoff=2) > 2:
        return False
    return not (gazetteer.candidates(one) and gazetteer.candidates(other))


def join_places_in_short(nodes: list[Node], groups: Groups, gazetteer: Gazetteer) -> None:
    """Join a place without a code to the one commune of its document of whose name it is the beginning, or a misprint.

    «Bruay» beside «Bruay-la-Buissière», «Ambleuse» beside «Ambleteuse»; a name that the registry has is no other's misprint.
    """
    communes: dict[str, list[Node]] = defaultdict(list)
    for node in nodes:
        if node.local.type is EntityType.PLACE and (node.registry or "").startswith("commune:"):
            communes[node.document].append(node)
    for node in nodes:
        key = node.keys[0]
        if node.local.type is not EntityType.PLACE or node.registry or " " in key or len(key) < _SHORT_PLACE:
            continue
        if is_generic(key) or is_local(key) or gazetteer.candidates(normalise(node.names[0])):
            continue
        meant = [other for other in communes[node.document] if _names_in_short(key, other.keys[0])]
        if len({other.registry for other in meant}) == 1:
            groups.claim(node.place, meant[0].place)


def _names_in_short(key: str, full: str) -> bool:
    if full.startswith(f"{key} "):
        return True
    ends = key[:_SAME_START] == full[:_SAME_START] and key[-_SAME_START:] == full[-_SAME_START:]
    return ends and len(key) >= _MISPRINTED_PLACE and Levenshtein.distance(key, full, score_cutoff=2) <= 2


def join_by_acronym(nodes: list[Node], groups: Groups, gazetteer: Gazetteer) -> None:
    """Join full names that share a long acronym and their first two words.

    On common ground that is enough («Plan départemental ESI» and «Plan départemental des espaces, sites et itinéraires», both
    PDESI). Elsewhere, of bodies, all the words of one must be in the other («Agence nationale de l'habitat», «… pour l'amélioration de
    l'habitat»), and no place among the words it has more.
    """
    lands = grounds(gazetteer)
    alike: dict[Hashable, dict[str, list[Node]]] = defaultdict(lambda: defaultdict(list))
    for node in nodes:
        key = node.keys[0]
        words = key.split()
        if node.local.type not in _LIKENESS_TYPES or len(words) < 2 or is_short(key) or is_local(key):
            continue
        if scope_of(node, key) is None:
            for acronym in node.keys[1:]:
                if " " not in acronym and len(acronym) >= _LONG_ACRONYM:
                    alike[node.local.type, acronym, *words[:2]][key].append(node)
    for names in alike.values():
        for one, other in combinations(sorted(names), 2) if len(names) <= _FEW else ():
            kind = names[one][0].local.type  # a scheme's variants share its acronym and are not the scheme
            if kind is EntityType.ORG and _is_nested(one, other, lands, gazetteer):
                groups.join(node.place for node in (*names[one], *names[other]))
            for node in names[one]:
                groups.join((node.place, *(near.place for near in names[other] if near.home & node.home)))


def _is_nested(one: str, other: str, lands: Mapping[str, frozenset[str]], gazetteer: Gazetteer) -> bool:
    """Whether one name has all telling words of the other, and nothing more that is a place."""
    here, there = telling_words(one), telling_words(other)
    if not (here <= there or there <= here) or any(list(without_ground(key, lands)) for key in (one, other)):
        return False
    return not any(gazetteer.candidates(word) for word in here ^ there)
