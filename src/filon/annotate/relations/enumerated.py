"""Lists that a lead tells the meaning of: «Signataires :», «Le syndicat regroupe 12 communes : A, B et C», «Membres : - A - B».

One mechanism for every layout: the lead is what stands before a colon, or a short title over list items; its words say the
relation (`[enumerated]` of the data), it names the whole, or the section does; what follows are the parts. Communes and
territories belong to a ground or a scheme, bodies are members of a body or sign an agreement.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from filon.annotate import records
from filon.annotate.relations.masking import plain
from filon.annotate.wordlists import wordlist
from filon.model import BlockKind, RelationType
from filon.outline import ancestors, block_at, children

if TYPE_CHECKING:
    from collections.abc import Iterator

    from filon.annotate.relations.scene import Scene, Slot

_LEAD = 220  # characters of a lead
_TITLE = 90  # … of one without a colon
_OPENS = 45  # characters before the first name of an item
_BETWEEN = 70  # … between two names of one list
_ABOVE = 1_500  # characters from the whole to the list that does not name it
_FEWEST = 2
_MANY = 3  # bodies that one predicate is told of
_FEW = 12  # characters before the ground that opens a line
_LONGEST = 1_500
_COLON = re.compile(r"\s?(?:\(\w{2,3}\)\s?)?:(?!\s*\d)")
_JOINS = re.compile(
    r"\b(?:ont|a) (?:(?:souhaite|decide|choisi|demande) )?(?:d'|de |a )?(?:adherer|adhere|rejoindre|rejoint)\b|\bsont (?:membres|adherents)\b|\badherent\b",
    re.IGNORECASE,
)
_VERB = re.compile(r"\b(?:est|sont|a|ont|sera|seront|qui|dont|pour|vu|considerant)\b")
_BROKEN = re.compile(
    r"[.!?:]\s|\n\s*\n|\b(?:est|sont|a|ont|ete|sera|seront|pour|qui|dont|afin|soit|avec|contre|mais|porte|represente|lors)\b|\d{3}"
)
_ASIDE = re.compile(r"\([^()]*\)|,? ?represente[es]* par[^,;]{0,90}|\bdont le siege[^,;]{0,90}")
_PRESENT = re.compile(r"\bpresente? (?:convention|contrat|accord|protocole|avenant|charte)\b", re.IGNORECASE)
_SIGNED = re.compile(r"\b(?:signee?s?|signe|conclue?s?)\b", re.IGNORECASE)
_BODIES, _GROUNDS = "OA", "LT"


@dataclass(frozen=True, slots=True)
class _Lead:
    start: int
    end: int
    kind: RelationType


@cache
def _kinds() -> tuple[tuple[RelationType, re.Pattern[str]], ...]:
    listed = wordlist("relations")["enumerated"]
    return tuple(
        (RelationType(kind), re.compile("|".join(map(plain, words)), re.IGNORECASE)) for kind, words in listed.items()
    )


def read(scene: Scene) -> None:
    """Assert what leads say of the lists behind them."""
    for start, end in scene.sentences:
        at = scene.text.find(":", start, min(end, start + _LEAD + 1))
        if at == -1 or scene.text[at : at + 3] == "://":
            continue
        lead = _lead(scene, start, at)
        if lead is not None:
            _relate(scene, lead, _enumerated(scene, at + 1, end) or _items(scene, at))
    for start, end in scene.sentences:
        _read_joined(scene, start, end)
    for index, block in enumerate(scene.blocks):
        if block.table is None and block.end - block.start < _LONGEST:
            _read_ground(scene, *block.body)
        if block.table is None and block.kind is not BlockKind.LIST_ITEM and block.end - block.start < _TITLE:
            said = scene.text[block.body[0] : block.body[1]].rstrip(" *_")
            lead = _lead(scene, *block.body) if said and said[-1] not in ":.;" else None
            if lead is not None:
                _relate(scene, lead, _below(scene, index))


def _lead(scene: Scene, start: int, end: int) -> _Lead | None:
    said = plain(scene.text[start:end])
    index = block_at(scene.blocks, start)
    record = () if index is None else scene.record_of.get(index, ())
    if _PRESENT.search(said) or (record and records.title(scene.text, record) is not None):
        return None  # parties of the text itself, and fields of records, are read elsewhere
    kind = next((kind for kind, pattern in _kinds() if pattern.search(said)), None)
    return None if kind is None else _Lead(start, end, kind)


def _read_ground(scene: Scene, start: int, end: int) -> None:
    """«Seine-et-Marne (77) : A, B, C»: a line that a larger ground opens, its communes behind the colon."""
    first = next(iter(scene.within(start, end)), None)
    if first is None or first.sign != "T" or first.start - start > _FEW:
        return
    colon = _COLON.match(scene.text, first.end, end)
    towns = [slot for slot in _enumerated(scene, colon.end(), end) if slot.sign == "L"] if colon else []
    for slot in towns:
        evidence = (slot.start, slot.end)
        scene.relate(
            RelationType.PART_OF, [slot.entity], [first.entity], evidence, 0.75, "relations.part_of.ground_line"
        )


def _read_joined(scene: Scene, start: int, end: int) -> None:
    """«A, B, …, les communes de C, D et la Région E ont souhaité adhérer à F»: all that the sentence names before."""
    found = _JOINS.search(plain(scene.text[start:end]))
    if found is None:
        return
    joined = next((slot for slot in scene.readable(start + found.end(), end) if slot.sign in _BODIES), None)
    before = scene.within(start, start + found.start())
    at, said = start, ""
    for slot in before:
        said += plain(scene.text[at : slot.start]).casefold() + "#"
        at = slot.end
    many = len([slot for slot in before if slot.sign in _BODIES]) >= _MANY
    if joined is None or joined.start - start - found.end() > _OPENS or not many or _VERB.search(said):
        return
    for slot in before:
        if slot.sign in _BODIES + "L":
            evidence = (slot.start, slot.end)
            members, body = [scene.body(slot.entity)], [scene.body(joined.entity)]
            scene.relate(RelationType.MEMBER, members, body, evidence, 0.7, "relations.member.joined")


# --- the parts ----------------------------------------------------------------------------------------------------


def _enumerated(scene: Scene, start: int, end: int) -> list[Slot]:
    """The names of one run from here on, as far as nothing but commas, articles and common nouns stand between."""
    run: list[Slot] = []
    at = start
    for slot in scene.within(start, end):
        between = _ASIDE.sub("", plain(scene.text[at : slot.start]).casefold())
        if len(between) > (_BETWEEN if run else _OPENS) or _BROKEN.search(between):
            break
        if slot.sign in _BODIES + _GROUNDS and (not run or scene.text[at : slot.start].strip() != "("):
            run.append(slot)
        at = slot.end
    return run


def _items(scene: Scene, colon: int) -> list[Slot]:
    """The heads of the list items under the lead that ends here."""
    index = block_at(scene.blocks, colon)
    if index is None or scene.text[colon + 1 : scene.blocks[index].end].strip(" *_\n"):
        return []
    return _below(scene, index)


def _below(scene: Scene, index: int) -> list[Slot]:
    heads: list[Slot] = []
    for at in children(scene.blocks, index):
        block = scene.blocks[at]
        if block.kind is BlockKind.LIST_ITEM:
            heads += _enumerated(scene, *block.body)
    return heads


# --- the whole ----------------------------------------------------------------------------------------------------


def _relate(scene: Scene, lead: _Lead, parts: list[Slot]) -> None:
    if len({slot.entity for slot in parts}) < _FEWEST:
        return
    if lead.kind is RelationType.SIGNATORY:
        # What a sentence says to have been signed, and does not name, is none of the agreements above.
        told = _SIGNED.search(plain(scene.text[lead.start : lead.end])) is not None
        whole = _whole(scene, lead, "C", named=told) or _whole(scene, lead, "G", named=told)
        _assert(scene, lead.kind, parts, _BODIES + "L", whole)
        return
    bodies = [slot for slot in parts if slot.sign in _BODIES and not _is_commune(scene, slot)]
    if 2 * len(bodies) > len(parts):
        _assert(scene, RelationType.MEMBER, parts, _BODIES, _whole(scene, lead, "OA"))
    else:
        scheme = _whole(scene, lead, "GC", named=True)
        ground = _whole(scene, lead, "TA", named=scheme is not None)
        for whole in (scheme, ground):
            _assert(scene, RelationType.PART_OF, parts, _GROUNDS + "A", whole)


def _is_commune(scene: Scene, slot: Slot) -> bool:
    return str(scene.entities[slot.entity].get("registry") or "").startswith("commune")


def _assert(scene: Scene, kind: RelationType, parts: list[Slot], signs: str, whole: Slot | None) -> None:
    if whole is None:
        return
    grounds = kind is RelationType.PART_OF
    target = (
        scene.ground(whole.entity)
        if grounds
        else whole.entity
        if kind is RelationType.SIGNATORY
        else scene.body(whole.entity)
    )
    for slot in parts:
        subject = scene.ground(slot.entity) if grounds else scene.body(slot.entity)
        if slot.sign in signs and slot.entity != whole.entity:
            scene.relate(kind, [subject], [target], (slot.start, slot.end), 0.75, f"relations.{kind.value}.enumerated")


def _whole(scene: Scene, lead: _Lead, signs: str, *, named: bool = False) -> Slot | None:
    """What the lead names of these kinds, as its last such; else (but for ``named``) what the section is about."""
    inside = [
        slot for slot in scene.readable(lead.start, lead.end) if slot.sign in signs and not _is_commune(scene, slot)
    ]
    if inside:
        return inside[-1] if len({slot.entity for slot in inside}) == 1 else None
    if named or any(slot.sign in "JGC" for slot in scene.within(lead.start, lead.end)):
        return None
    for slot in _above(scene, lead.start):
        if slot.sign in signs and not _is_commune(scene, slot):
            return slot
    return None


def _above(scene: Scene, offset: int) -> Iterator[Slot]:
    """What the headings above name, the nearest first; else what the line right above consists of."""
    index = block_at(scene.blocks, offset)
    if index is None:
        return
    for at in ancestors(scene.blocks, index):
        block = scene.blocks[at]
        if block.kind is BlockKind.HEADING and offset - block.end < _ABOVE:
            yield from scene.within(block.start, block.end)
    if index:
        before = scene.blocks[index - 1]
        if before.table is None and before.end - before.start < _TITLE and scene.same_part(before.start, offset):
            yield from scene.within(before.start, before.end)
