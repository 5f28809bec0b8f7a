"""A place that leads in a list: «Sur l'arrondissement de Foix :» says where what its items name is.

The list itself may be led in once for several such places («l'État a soutenu les projets suivants :»): see `outer`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from filon.model import BlockKind, RelationType
from filon.outline import children, is_lead_in

if TYPE_CHECKING:
    from filon.annotate.relations.scene import Scene, Slot

_LARGER = (
    r"(?:arrondissement|canton|secteur|circonscription|territoire|bassin de vie|pays|département|communauté (?:de communes|d['’]agglomération|urbaine)|"
    r"agglomération|métropole|intercommunalité|région)"
)
_GROUND = re.compile(
    rf"[\W\d_]*(?:(?:pour|sur|dans|en|à) )?(?:(?:le|la|les) |l['’])?(?P<larger>{_LARGER} )?(?:(?:commune|ville) )?(?:de la |de l['’]|des |du |de |d['’])?(?:(?:le|la) |l['’])?",
    re.IGNORECASE,
)
_OPENS = 40  # characters before the project that an item is about
_LONGEST = 90  # characters of a line that is a place
_BACK = 60  # blocks from a list's outer lead-in to its last item


def read(scene: Scene) -> None:
    """Assert where the projects of such lists are, and what larger ground their communes belong to."""
    for index, block in enumerate(scene.blocks):
        ground = _ground(scene, index)
        if ground is None:
            continue
        place, larger = ground
        items = [scene.blocks[below] for below in children(scene.blocks, index)]
        for item in (item for item in items if item.kind is BlockKind.LIST_ITEM):
            slots = scene.within(*item.body)
            towns = [slot for slot in slots if slot.sign == "L"]
            if larger:
                for town in towns:
                    evidence = (town.start, town.end)
                    scene.relate(
                        RelationType.PART_OF, [town.entity], [place.entity], evidence, 0.75, "relations.part_of.ground"
                    )
            if slots and slots[0].sign == "J" and slots[0].start - item.body[0] < _OPENS and not towns:
                evidence = (block.start, slots[0].end)
                scene.relate(
                    RelationType.LOCATED,
                    [slots[0].entity],
                    [place.entity],
                    evidence,
                    0.7,
                    "relations.located.ground",
                )


def _ground(scene: Scene, index: int) -> tuple[Slot, bool] | None:
    """The place that the line consists of, and whether it is said to be larger than a commune."""
    block = scene.blocks[index]
    if block.table is not None or block.kind is BlockKind.LIST_ITEM or block.end - block.start > _LONGEST:
        return None
    places = scene.within(block.start, block.end)
    if len(places) != 1 or places[0].sign not in "LT" or scene.text[places[0].end : block.end].strip(" *_:\n"):
        return None
    said = _GROUND.fullmatch(scene.text, block.start, places[0].start)
    if said is None or not (said["larger"] or is_lead_in(scene.text, block)):
        return None
    return places[0], said["larger"] is not None or places[0].sign == "T"


def outer(scene: Scene, index: int) -> tuple[int, int] | None:
    """The lead-in of a list that places part, for the item in this block."""
    above = scene.blocks[index].parent
    if above is None or _ground(scene, above) is None:
        return None
    for at in range(above - 1, max(above - _BACK, -1), -1):
        block = scene.blocks[at]
        if block.kind is BlockKind.LIST_ITEM or _ground(scene, at) is not None:
            continue
        if block.kind is BlockKind.HEADING or not is_lead_in(scene.text, block):
            return None
        start = next((low for low, high in reversed(scene.sentences) if low <= block.end - 1 < high), block.start)
        return max(start, block.start), block.end
    return None
