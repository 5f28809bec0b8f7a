"""What an entity is called: one label, its other names, and how names in capitals are printed."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence

from filon.gazetteer import Entry, Gazetteer, normalise
from filon.gazetteer.names import with_ligatures
from filon.model import EntityType
from filon.resolve.identity import Node
from filon.resolve.names import is_capitals, name_key, person_key, word_lists

_LOUD_WORD = re.compile(r"\b[A-ZÀ-ÖØ-ÞŒ]{5,}\b")
_LONGEST_LABEL = 160  # characters; a longer name is a sentence


def cased_words(nodes: Iterable[Node], gazetteer: Gazetteer) -> dict[str, str]:
    """Normalised word to its usual printing in names that are not all in capitals, and in the registry's."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    for node in nodes:
        entry = gazetteer.get(node.registry)
        for name in (*node.names, *([entry.name] if entry else ())):
            if not is_capitals(name):
                for word in name.replace("-", " ").replace("’", "'").replace("'", "' ").split():
                    plain = word.strip('«»“”"()[],;:.')
                    if plain and plain.replace("'", "").isalpha():
                        seen[normalise(plain)][plain] += 1
    return {key: min(forms, key=lambda form: (-forms[form], form.isupper(), form)) for key, forms in seen.items()}


def label_of(group: Sequence[Node], entry: Entry | None, cased: Mapping[str, str]) -> str:
    """The fullest name, in ordinary letters; the registry's where there is one.

    Among spellings of one name the most frequent counts, then the one with more accents.
    """
    first = group[0].local
    if entry:
        official = entry.body_name if first.type is EntityType.ORG else entry.official_name
        return with_ligatures(official, (name for node in group for name in node.names))
    uses: Counter[str] = Counter()
    keyed = person_key if first.type is EntityType.PERSON else name_key
    for node in group:
        for name in node.names:
            if keyed(name) == node.keys[0]:
                uses[name] += 1 + node.mentions
    best = min(uses, key=lambda name: _rank(name, uses[name], first.type))
    if is_capitals(best):
        return recase(best, first.type, cased)
    if first.type is EntityType.PERSON:
        return _given_name_first(best)
    return _LOUD_WORD.sub(lambda word: cased.get(normalise(word[0]), word[0]), best)  # «la crèche de LILLERS»


def _rank(name: str, uses: int, kind: EntityType) -> tuple[object, ...]:
    words = normalise(name).split()
    legal = words[0] in word_lists().legal  # «association Mission locale» is no fuller than «Mission locale»
    accents = sum(not c.isascii() for c in name)
    surname_first = kind is EntityType.PERSON and name != _given_name_first(name)
    return (
        len(name) > _LONGEST_LABEL,
        is_capitals(name),
        surname_first,
        legal - len(words),
        legal,
        -uses,
        -accents,
        name,
    )


def _given_name_first(name: str) -> str:
    """«LEROY Jean-Claude» as «Jean-Claude LEROY»; a name all in capitals, or in another order, as it is."""
    words = name.split(" ")
    n = next((i for i, word in enumerate(words) if not word.isupper()), len(words))
    return " ".join(words[n:] + words[:n]) if 0 < n < len(words) else name


def recase(name: str, kind: EntityType, cased: Mapping[str, str]) -> str:
    """A name printed in capitals, in ordinary letters: each word as other names print it, else with a capital first letter.

    Words that tie others are small. A short word that no other name prints is left as an acronym.
    """
    function = word_lists().function
    parts: list[str] = []
    word = ""
    for sign in (*name, ""):
        if sign.isalnum():
            word += sign
            continue
        if word:
            parts.append(_recased(word, kind, cased, function, first=not parts))
            word = ""
        parts.append(sign)
    return "".join(parts)


def _recased(word: str, kind: EntityType, cased: Mapping[str, str], function: frozenset[str], *, first: bool) -> str:
    key = normalise(word)
    if kind is EntityType.PERSON:
        return word.capitalize()
    if key in function:
        return word.capitalize() if first else word.lower()
    if key in cased:
        return cased[key][0].upper() + cased[key][1:] if first else cased[key]
    return word if len(word) <= 4 or not word.isalpha() else word.capitalize()


def other_names(group: Sequence[Node], label: str, entry: Entry | None, cased: Mapping[str, str]) -> tuple[str, ...]:
    """All distinct names but the label, sorted: as documents print them, and as the registry has them."""
    names = {name for node in group for name in node.names}
    if entry:
        names |= _registry_names(entry, group[0].local.type)
    spelled = {recase(name, group[0].local.type, cased) if is_capitals(name) else name for name in names}
    distinct = {name.casefold(): name for name in sorted(spelled)}
    distinct.pop(label.casefold(), None)
    return tuple(sorted(distinct.values()))


def _registry_names(entry: Entry, kind: EntityType) -> set[str]:
    names = {entry.official_name, entry.core_name}
    if kind is EntityType.ORG:
        heads = {
            "departement": f"Conseil départemental {entry.after_de}",
            "region": f"Conseil régional {entry.after_de}",
        }
        names |= {heads[entry.kind]} if entry.kind in heads else set()
        return names if entry.kind in ("commune", "epci", "ept") else names - {entry.name}
    return names


def kind_of(group: Sequence[Node], entry: Entry | None) -> str | None:
    """The code that most documents give; for a body of a territory the one that follows from the territory."""
    first = group[0].local
    if entry and first.type is EntityType.ORG and entry.kind in ("commune", "epci", "departement", "region"):
        return f"org-{entry.kind}"
    kinds = Counter(node.local.kind for node in group if node.local.kind)
    if first.type is not EntityType.ORG:  # the ground is not the body that governs it
        kinds = Counter({kind: n for kind, n in kinds.items() if not kind.startswith("org-")})
    return min(kinds, key=lambda kind: (-kinds[kind], kind)) if kinds else None
