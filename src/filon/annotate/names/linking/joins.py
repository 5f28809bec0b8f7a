"""Full names of one document that are one thing although they differ.

Only what the document leaves no doubt about is joined: wherever two things would do for a name, it stays by itself.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial

from filon.annotate.lexicon import phrases, words
from filon.annotate.names.linking.keys import Key
from filon.annotate.wordlists import wordlist
from filon.gazetteer import normalise
from filon.model import EntityType

ORG, PLACE, PERSON, PROJECT, PROGRAMME = (
    EntityType.ORG,
    EntityType.PLACE,
    EntityType.PERSON,
    EntityType.PROJECT,
    EntityType.PROGRAMME,
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_LINKS = frozenset({"de", "du", "des", "d", "la", "le", "les", "l", "et", "a", "au", "aux", "en", "pour", "sur"})
_TELLING = 3  # words that are no links, from which a name can be told without its other words
_OPENS_COMPLEMENT = frozenset({"de", "du", "des", "d"})


Forms = Mapping[Key, Mapping[str, int]]  # key → how often each printed form of it stands

Edition = tuple[str, str, frozenset[str]]  # an agreement's name, its years, the words that say how long it runs


def joins(forms: Forms, is_ground: Callable[[str], bool], own: Key | None = None) -> dict[Key, Key]:
    """What key stands for each key that another replaces, given the printed forms of every full name's key and how often each stands.

    ``is_ground`` tells whether a normalised name is a territory's; ``own`` is the body on the letterhead. Keys of the registry are never replaced; the result
    depends on the names and their number only, not on their order.
    """
    free = {key: printed for key, printed in forms.items() if ":" not in key[1] and key[1]}
    merged: dict[Key, Key] = {}
    acronyms = partial(_acronyms, is_ground=is_ground, own=own)
    for step in (
        _spellings,
        _bare_editions,
        _editions,
        _prefixes,
        acronyms,
        _suffixes,
        _museums,
        _shortened,
        _works,
        _surnames,
    ):
        left = {key: printed for key, printed in free.items() if key not in merged}
        merged |= {key: into for key, into in step(left).items() if into != key}
    return {key: _end(key, merged) for key in merged}


def _end(key: Key, merged: Mapping[Key, Key]) -> Key:
    while key in merged:
        key = merged[key]
    return key


def _names(forms: Forms, *types: EntityType) -> dict[EntityType, list[str]]:
    found: dict[EntityType, list[str]] = {type_: [] for type_ in types}
    for type_, name in sorted(forms):
        if type_ in found:
            found[type_].append(name)
    return found


def _content(name: str) -> tuple[str, ...]:
    return tuple(word for word in name.split() if word not in _LINKS)


def _spellings(forms: Forms) -> dict[Key, Key]:
    """«Grand Site des Deux Caps», «Grand Site Les Deux Caps»: articles and prepositions come and go inside one name."""
    same: dict[tuple[EntityType, tuple[str, ...]], list[Key]] = defaultdict(list)
    for type_, names in _names(forms, ORG, PLACE, PROGRAMME, PROJECT).items():
        for name in names:
            if len(content := _content(name)) > 1:
                same[type_, content].append((type_, name))
    merged: dict[Key, Key] = {}
    for keys in same.values():
        into = max(keys, key=lambda key: (sum(forms[key].values()), len(key[1]), key))
        merged |= dict.fromkeys(keys, into)
    return merged


def _editions(forms: Forms) -> dict[Key, Key]:
    """«contrat de ville» is the «contrat de ville 2024-2030» where the document knows no other edition."""
    bases: dict[str, list[Edition]] = defaultdict(list)
    manner, term = words("linking", "manner"), words("linking", "term")
    for name in _names(forms, PROGRAMME)[PROGRAMME]:
        years = " ".join(_YEAR.findall(name))
        kept = [word for word in name.split() if not _YEAR.fullmatch(word)]
        base = " ".join(word for word in kept if word not in manner and word not in term)
        if " " in base:
            bases[base].append((name, years, frozenset(word for word in kept if word in term)))
    merged: dict[Key, Key] = {}
    for base in sorted(bases, reverse=True):  # a longer name comes before those that begin it
        longer = [other for other in bases if other.startswith(base + " ")]
        if len(longer) == 1 and _one_edition(bases[base] + bases[longer[0]]):
            bases[longer[0]] += bases.pop(base)
    for same in bases.values():
        if _one_edition(same):
            into = max(same, key=lambda s: (bool(s[1]), len(s[0]), s[0]))[0]
            merged |= {(PROGRAMME, name): (PROGRAMME, into) for name, *_ in same}
        else:
            merged |= _same_edition(same)
    return merged


def _bare_editions(forms: Forms) -> dict[Key, Key]:
    """«Convention 2023» (a title) is the «convention d'application 2023», «convention multipartite» the one so made, if it is the only one."""
    manner, term, agreements = words("linking", "manner"), words("linking", "term"), words("linking", "agreement")
    names = _names(forms, PROGRAMME)[PROGRAMME]
    merged: dict[Key, Key] = {}
    for name in names:
        head, *marks = name.split()
        head = head.removesuffix("s")
        years, made, terms = (
            {m for m in marks if test(m)} for test in (_is_year, manner.__contains__, term.__contains__)
        )
        if head not in agreements or not years | made or set(marks) - years - made - terms:
            continue
        same: dict[tuple[str, ...], str] = {}
        for other in names:
            first, *rest = other.split()
            base = tuple(m for m in rest if not (_is_year(m) or m in manner or m in term))
            told, lasts = set(filter(_is_year, rest)), {m for m in rest if m in term}
            fits = years == told if years else made <= set(rest) and not (terms and lasts and terms != lasts)
            if first.removesuffix("s") == head and base and fits:
                same[base] = max(same.get(base, ""), other, key=len)
        if len(same) == 1:
            merged[PROGRAMME, name] = (PROGRAMME, next(iter(same.values())))
    return merged


def _is_year(word: str) -> bool:
    return _YEAR.fullmatch(word) is not None


def _one_edition(names: list[Edition]) -> bool:
    """Do these names of one agreement give at most one term of years and one manner of counting them?"""
    return len({years for _, years, _ in names if years}) < 2 and len({terms for *_, terms in names if terms}) < 2


def _same_edition(names: list[Edition]) -> dict[Key, Key]:
    by_edition: dict[tuple[str, frozenset[str]], list[str]] = defaultdict(list)
    for name, years, terms in names:
        if years:
            by_edition[years, terms].append(name)
    return {
        (PROGRAMME, name): (PROGRAMME, max(same, key=lambda n: (len(n), n)))
        for same in by_edition.values()
        for name in same
    }


def _prefixes(forms: Forms) -> dict[Key, Key]:
    """«Mission X» and «Mission X du Nord»: the shorter is the longer where only one longer name begins so."""
    merged: dict[Key, Key] = {}
    heads = phrases("organisations", "institution")
    for type_, names in _names(forms, ORG, PROGRAMME, PROJECT, PLACE).items():
        for i, name in enumerate(names):
            if type_ is PLACE and not name.startswith("bassin "):
                continue  # «parc de la Lys» may be another than «parc de la Lys romane»
            longer = []
            for other in names[i + 1 :]:
                if not other.startswith(name):
                    break
                if other.startswith(name + " ") and not (type_ is PLACE and other[-1].isdigit()):
                    longer.append(other)
            if " " not in name or not longer:
                continue
            into = longer[0] if all((o + " ").startswith(longer[0] + " ") for o in longer) else None
            if into is None and type_ is PLACE:
                into = _most(longer, {o: sum(forms[type_, o].values()) for o in longer})
            tail = into[len(name) + 1 :] if into is not None else ""
            if type_ is ORG and tail and not (tail.split()[0] in _LINKS or heads.match(name.split(), 0)):
                continue  # «Louvre-Lens Vallée» is no longer form of «Louvre-Lens»
            if into is not None and not tail[0].isdigit() and not (type_ is PROGRAMME and _YEAR.search(tail)):
                merged[type_, name] = (type_, into)
    return merged


def _most(names: Iterable[str], counts: Mapping[str, int]) -> str | None:
    """The name that stands three times as often as all others together."""
    best = max(names, key=lambda name: (counts[name], name))
    return best if counts[best] >= 3 * (sum(counts.values()) - counts[best]) else None


def _acronyms(forms: Forms, is_ground: Callable[[str], bool], own: Key | None) -> dict[Key, Key]:
    """«PLIE» is the «PLIE du Gâtinais» where no other is named: an acronym without its complement or ground."""
    merged: dict[Key, Key] = {}
    names = _names(forms, ORG)[ORG]
    for name in names:
        if " " in name or not all(form.isupper() and len(form) > 2 for form in forms[ORG, name]):
            continue
        longer = [
            other
            for other in names
            if other.startswith(name + " ")
            and ((ORG, other) == own or other.split()[1] in _OPENS_COMPLEMENT or is_ground(other[len(name) + 1 :]))
        ]
        if len(longer) == 1:
            merged[ORG, name] = (ORG, longer[0])
    return merged


def _suffixes(forms: Forms) -> dict[Key, Key]:
    """«SACICAP X Y» and «X Y»: the noun that announces a name may be left out; so may a club's first word."""
    merged: dict[Key, Key] = {}
    announcers = words("linking", "announcer")
    for type_, names in _names(forms, ORG, PROGRAMME).items():
        ends: dict[str, list[str]] = defaultdict(list)
        for name in names:
            parts = name.split()
            for n in range(1, min(len(parts), 5)):
                if parts[n - 1] not in _LINKS:
                    ends[" ".join(parts[n:])].append(name)
        for name in names:
            longer = ends.get(name, [])
            if len(longer) != 1:
                continue
            head = longer[0][: -len(name) - 1]
            announced = head in announcers and any(form[:1].isupper() for form in forms[type_, name])
            if announced or (name.count(" ") > 1 and " " not in head and name.split()[0] in announcers):
                merged[type_, name] = (type_, longer[0])
    return merged


def _museums(forms: Forms) -> dict[Key, Key]:
    """«Musée du Louvre-Lens» is the «Louvre-Lens»: a house that goes by its proper name of two words or more."""
    houses = words("linking", "house")
    merged: dict[Key, Key] = {}
    for name in _names(forms, ORG)[ORG]:
        head, _, rest = name.partition(" ")
        link, _, proper = rest.partition(" ")
        if head in houses and link in _OPENS_COMPLEMENT and " " in proper and (ORG, proper) in forms:
            merged[ORG, proper] = (ORG, name)
    return merged


def _shortened(forms: Forms) -> dict[Key, Key]:
    """«Site des Deux Caps», «Grand Site de France des Deux Caps»: three telling words of one longer name, in order."""
    merged: dict[Key, Key] = {}
    for type_, names in _names(forms, PLACE, PROGRAMME).items():
        contents = [(_content(name), name) for name in names if not any(word.isdigit() for word in name.split())]
        ends: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        for content, name in contents:
            ends[" ".join(content[-2:])].append((content, name))
        for content, name in contents:
            if len(content) < _TELLING:
                continue
            longer = [n for c, n in ends[" ".join(content[-2:])] if len(c) > len(content) and _shortens(content, n)]
            into = max(longer, key=lambda n: (len(_content(n)), n), default=None)
            if into is not None and all(_in_order(_content(n), _content(into)) for n in longer):
                merged[type_, name] = (type_, into)
    return merged


def _shortens(content: tuple[str, ...], longer: str) -> bool:
    """Are these words all that the longer name says, but for a complement («Grand Site de France Les Deux Caps»)?

    What is left out is a first adjective or opened by a link: «Pas de Calais» says less than «Nord-Pas de Calais».
    """
    parts = longer.split()
    left = list(content)
    skipped = False
    for i, word in enumerate(parts):
        if left and word == left[0]:
            left.pop(0)
            skipped = False
        elif word not in _LINKS:
            if i == 1 and len(left) >= _TELLING and tuple(left) == _content(" ".join(parts[2:])):
                continue  # «bassin Nord-Pas de Calais» is the «bassin minier Nord-Pas de Calais»
            if not (skipped or (parts[i - 1] in _LINKS if i else parts[1] == content[0])):
                return False
            skipped = i > 0
    return not left


def _in_order(shorter: tuple[str, ...], longer: tuple[str, ...]) -> bool:
    rest = iter(longer)
    return all(word in rest for word in shorter)


@cache
def _sorts_of_works() -> dict[str, str]:
    return {word: sort.split()[0] for sort in wordlist("linking")["works"] for word in sort.split()}


def _works(forms: Forms) -> dict[Key, Key]:
    """«Rénovation de la salle de sport de X» and «réhabilitation de la salle de sport»: one sort of works on one thing."""
    things: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for name in _names(forms, PROJECT)[PROJECT]:
        first, _, thing = name.partition(" ")
        sort = _sorts_of_works().get(first)
        if sort is not None and len(_content(thing)) >= _TELLING:
            things[sort].append((thing, name))
    merged: dict[Key, Key] = {}
    for same in things.values():
        same.sort(key=lambda pair: (len(pair[0]), pair))
        for thing, name in same:
            others = [(o, n) for o, n in same if n != name and (o == thing or o.startswith(thing + " "))]
            if not others or any(not o.startswith(others[0][0]) for o, _ in others):
                continue
            into = others[-1]
            rank, own = (len(into[0]), into[1]), (len(thing), name)
            if rank > own:
                merged[PROJECT, name] = (PROJECT, into[1])
    return merged


def _surnames(forms: Forms) -> dict[Key, Key]:
    """«M. Dupont», «J. Dupont» is the one person of that surname and initial whom the document names in full."""
    bearers: dict[str, set[tuple[str, str]]] = defaultdict(set)  # surname → (given name, key)
    short: dict[str, tuple[str, str]] = {}  # key → (initial or nothing, surname)
    for (type_, name), printed in forms.items():
        if type_ is not PERSON:
            continue
        if " " not in name:
            short[name] = ("", name)
        for form in printed:
            *given, surname = normalise(form).split()
            if given and len(given[0]) > 1:
                bearers[surname].add((given[0], name))
            elif len(given) == 1:
                short[name] = (given[0], surname)
    merged: dict[Key, Key] = {}
    for name, (initial, surname) in short.items():
        meant = {key for given, key in bearers[surname] if given.startswith(initial)} - {name}
        if len(meant) == 1:
            merged[PERSON, name] = (PERSON, meant.pop())
    return merged
