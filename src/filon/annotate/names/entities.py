"""From kept candidates to the document's entities: who is who here.

Registry keys first, then acronyms ↔ full names, then names (`linking.keys`, `linking.joins`); short references («le
Département», «la Mission») go to what the document defines, to what its section speaks of, or to its issuer
(`linking.references`). A short reference that nothing explains names nobody and is left out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from filon.annotate.names.candidate import Candidate
from filon.annotate.names.definitions import Definition
from filon.annotate.names.grammar import is_ground
from filon.annotate.names.linking.issuers import Issuers
from filon.annotate.names.linking.joins import joins
from filon.annotate.names.linking.keys import Key, Naming, clean, level_of, without_article
from filon.annotate.names.linking.letters import slipped_acronyms, slips, spelled_acronyms
from filon.annotate.names.linking.references import References
from filon.annotate.names.linking.terms import Terms
from filon.annotate.names.territories import Places
from filon.annotate.words import Words
from filon.gazetteer import normalise
from filon.gazetteer.names import with_ligatures
from filon.model import EntityType

_LISTING = frozenset({",", "et", "de", "la", "le", "du", "l", "d", "des"})
_ACRONYM = 6  # letters up to which a word in capitals is no shouting
_GROUND_LEVELS = ("epci", "commune", "departement")


def link(
    w: Words,
    kept: Sequence[Candidate],
    defined: Sequence[Definition],
    places: Places,
    initials: dict[str, str],
    parts: list[dict[str, Any]],
) -> tuple[list[dict[str, Any]], list[tuple[Candidate, int]], list[dict[str, Any]]]:
    """(entities as `LocalEntity` fields, mentions as (candidate, entity index), defined terms); ``parts`` get their issuer."""
    naming = Naming(w, list(defined), places, initials)
    keys = _joined(naming, kept, [None if c.short else naming.key(c) for c in kept])
    issuers = Issuers(naming, kept, keys, parts)
    terms = Terms(naming, kept, keys, parts)
    References(naming, kept, keys, issuers, terms).resolve()
    _grounds(naming, kept, keys)
    return _entities(naming, kept, keys, issuers, terms, parts)


def _joined(naming: Naming, kept: Sequence[Candidate], keys: list[Key | None]) -> list[Key | None]:
    """The keys with those replaced that `joins` finds to name one thing with another."""
    printed: dict[Key, Counter[str]] = defaultdict(Counter)
    for c, key in zip(kept, keys, strict=True):
        if key is not None:
            printed[key][clean(naming.w.quote(c.first, c.last))] += 1
    own = next((key for c, key in zip(kept[:3], keys[:3], strict=True) if c.method == "org:letterhead"), None)
    merged = joins(printed, lambda name: bool(naming.gazetteer.candidates(name)), own)
    bodies = {key: counts for key, counts in printed.items() if key[0] is EntityType.ORG and key not in merged}
    merged |= _misspelled(naming, kept, keys, bodies)
    return [_end(merged, key) if key is not None else None for key in keys]


def _misspelled(
    naming: Naming, kept: Sequence[Candidate], keys: Sequence[Key | None], bodies: Mapping[Key, Counter[str]]
) -> dict[Key, Key]:
    """Unknown acronyms that spell a body of the document, and misprints of its bodies' names."""
    said = {key: set(counts) for key, counts in bodies.items() if " " in key[1] or level_of(key)}
    for key, names in said.items():
        if level_of(key) == "epci":
            names.add(naming.gazetteer.entry(key[1]).core_name)
    unknown = {
        key
        for c, key in zip(kept, keys, strict=True)
        if key is not None and c.method == "acronym:unknown" and key in bodies and key not in said
    }
    national: dict[Key, Counter[str]] = defaultdict(Counter)
    for c, named in zip(kept, keys, strict=True):
        if named is not None and c.method == "acronym:national":
            national[named[0], normalise(clean(naming.w.quote(c.first, c.last)))][named[1]] += 1
    told = {key: counts.total() for key, counts in national.items()}
    misprinted = slipped_acronyms({key: bodies[key].total() for key in sorted(unknown)}, told)
    found: dict[Key, Key] = {key: (right[0], next(iter(national[right]))) for key, right in misprinted.items()}
    found |= spelled_acronyms(sorted(unknown - found.keys()), said)
    forms: dict[str, set[Key]] = defaultdict(set)
    for key, names in said.items():
        for name in names:
            forms[normalise(without_article(name))].add(key)
    printed = {form: min(keys_) for form, keys_ in forms.items() if len(keys_) == 1}
    totals = {key: sum(counts.values()) for key, counts in bodies.items()}
    rare = {key: totals[key] for key in said if not level_of(key)}
    return found | slips(rare, printed, totals)


def _end(merged: Mapping[Key, Key], key: Key) -> Key:
    return _end(merged, merged[key]) if key in merged else key


def _grounds(naming: Naming, kept: Sequence[Candidate], keys: list[Key | None]) -> None:
    """A territorial body named by acronym or short reference where ground is meant («le territoire de la CALL»)."""
    w, grounded = naming.w, -2
    for i, (c, key) in enumerate(zip(kept, keys, strict=True)):
        if key is not None and key[0] is EntityType.PLACE and c.method.startswith("org:"):
            grounded = i
        if key is None or key[0] is not EntityType.ORG or not (c.method.startswith("acronym:") or c.short):
            continue
        follows = i > 0 and grounded == i - 1 and all(w.norm[k] in _LISTING for k in range(kept[i - 1].last, c.first))
        meant = c.type is EntityType.PLACE or follows or is_ground(w, c.first, c.last, "epci")
        if level_of(key) in _GROUND_LEVELS and meant:
            grounded = i
            name = naming.gazetteer.entry(key[1]).official_name
            keys[i] = naming.call((EntityType.PLACE, key[1]), name, c.kind)


def _entities(
    naming: Naming,
    kept: Sequence[Candidate],
    keys: Sequence[Key | None],
    issuers: Issuers,
    terms: Terms,
    parts: list[dict[str, Any]],
) -> tuple[list[dict[str, Any]], list[tuple[Candidate, int]], list[dict[str, Any]]]:
    index: dict[Key, int] = {}
    forms: dict[Key, Counter[str]] = defaultdict(Counter)
    mentions: list[tuple[Candidate, int]] = []
    for c, key in zip(kept, keys, strict=True):
        if key is not None:
            forms[key][clean(naming.w.quote(c.first, c.last))] += 1
            mentions.append((replace(c, type=key[0]), index.setdefault(key, len(index))))
    for part, issuer in zip(parts, issuers.parts, strict=True):
        part["issuer"] = index.get(issuer) if issuer is not None else None
    _add_acronyms(naming, forms)
    entities = [_entity(naming, key, forms[key]) for key in index]
    known = [
        {"term": term.term, "start": term.start, "end": term.end, "entity": index[term.key]}
        for term in terms.found
        if term.key in index
    ]
    return entities, mentions, known


def _add_acronyms(naming: Naming, forms: dict[Key, Counter[str]]) -> None:
    """What the document abbreviates is known under the acronym and the full name, whichever it uses."""
    for definition, full in naming.acronyms.values():
        key = naming.full(definition.type, full)
        if key in forms:
            forms[key].setdefault(full, 1)
            forms[key].setdefault(definition.acronym, 1)


def _entity(naming: Naming, key: Key, forms: Counter[str]) -> dict[str, Any]:
    type_, ident = key
    registry = ident if ident in naming.gazetteer else None
    name = _person(forms) if type_ is EntityType.PERSON else naming.names.get(key) or _best(forms, ident)
    if "oe" in name.casefold():
        name = with_ligatures(name, [naming.w.source])
    aliases = [form for form in sorted(forms, key=lambda f: (-forms[f], f)) if form != name]
    if type_ is EntityType.ORG and registry and level_of(key) == "departement":
        aliases.append(f"Conseil départemental {naming.gazetteer.entry(registry).after_de}")
    return {
        "type": type_.value,
        "name": name,
        "aliases": list(dict.fromkeys(aliases)),
        "kind": naming.kinds.get(key),
        "registry": registry,
        "territory": None,
        "collective": False,
    }


def _best(forms: Counter[str], ident: str) -> str:
    """The fullest printed form: of several words, not all capitals, as the key spells it, long, said often."""

    def rank(form: str) -> tuple[object, ...]:
        spelled = normalise(without_article(form)) == ident
        shouted = form.isupper() and len(form) > _ACRONYM
        return " " in form, not shouted, spelled, len(form), forms[form], form

    return max(forms, key=rank)


def _person(forms: Counter[str]) -> str:
    """«Prénom NOM»: a form with both, the most frequent, not all capitals."""
    return max(forms, key=lambda f: (" " in f, not f.isupper(), forms[f], f))
