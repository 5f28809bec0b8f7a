"""What a heading says of the list below it: «Adhésions» of its bodies, «Arrondissement de X» of where they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from filon.model import BlockKind, RelationType
from filon.outline import ancestors, rows_below

if TYPE_CHECKING:
    from collections.abc import Iterator

    from filon.annotate.relations.scene import Scene, Slot
    from filon.model import Block

_JOINED = re.compile(r"\b(?:adhésions?|cotisations?)\b", re.IGNORECASE)
_FOR = re.compile(r"pour le compte (?:de la |de l['’]|du |de |des )$", re.IGNORECASE)
_GROUND = re.compile(
    r"[\W\d]*(?:arrondissement|canton|secteur|circonscription|territoire|bassin de vie|pays|commune) (?:de la |de l['’]|des |du |de |d['’])?",
    re.IGNORECASE,
)
_HEAD = 40  # characters before the body that an item is about
_NEAR = 600  # characters from a title that is no heading to its list


def read(scene: Scene) -> None:
    """Assert members and seats from lists and tables under such headings."""
    for index, block in enumerate(scene.blocks):
        if block.table is None and block.kind is not BlockKind.LIST_ITEM:
            continue
        lines = list(_lines(block))
        if _is_of_memberships(scene, index):
            _read_memberships(scene, block, lines)
        place = _ground_above(scene, index) if block.table is not None else None
        if place is not None:
            for start, end in lines:
                head = _head(scene, start, end)
                if head is not None and head.sign == "O":
                    evidence = (head.start, head.end)
                    scene.relate(
                        RelationType.LOCATED, [head.entity], [place.entity], evidence, 0.7, "relations.located.section"
                    )


def _lines(block: Block) -> Iterator[tuple[int, int]]:
    if block.table is None:
        yield block.body
        return
    for row in rows_below(block.table):
        yield row[0].start, row[-1].end


def _head(scene: Scene, start: int, end: int) -> Slot | None:
    """The mention that opens a line."""
    first = next(iter(scene.within(start, end)), None)
    return first if first is not None and first.start - start < _HEAD else None


def _is_of_memberships(scene: Scene, index: int) -> bool:
    headings = (scene.blocks[at] for at in ancestors(scene.blocks, index))
    return any(
        _JOINED.search(scene.text, block.start, block.end)
        for block in headings
        if block.kind in (BlockKind.HEADING, BlockKind.ARTICLE)
    )


def _read_memberships(scene: Scene, block: Block, lines: list[tuple[int, int]]) -> None:
    """Each line with an amount is a body that the issuer, or whom the line names, pays its due to."""
    issuer = scene.issuer(block.start)
    for start, end in lines:
        head = _head(scene, start, end)
        if head is None or head.sign not in "OA" or "€" not in scene.text[start:end]:
            continue
        others = [slot for slot in scene.within(head.end, end) if slot.sign in "OA" and slot.entity != head.entity]
        member = next((slot for slot in others if _FOR.search(scene.text, head.end, slot.start)), None)
        who = issuer if member is None else scene.body(member.entity)
        if who is not None and (member is not None or not others):
            evidence = (head.start, head.end if member is None else member.end)
            scene.relate(RelationType.MEMBER, [who], [head.entity], evidence, 0.75, "relations.member.section")


def _ground_above(scene: Scene, index: int) -> Slot | None:
    """The commune, canton or arrondissement that a line just above the table consists of."""
    start = scene.blocks[index].start
    for block in reversed(scene.blocks[max(0, index - 2) : index]):
        if block.table is not None or start - block.end > _NEAR:
            return None
        places = scene.within(block.start, block.end)
        if (
            len(places) == 1
            and places[0].sign in "LTSA"
            and _GROUND.fullmatch(scene.text, block.start, places[0].start)
        ):
            return places[0] if not scene.text[places[0].end : block.end].strip(" *_:\n") else None
    return None
