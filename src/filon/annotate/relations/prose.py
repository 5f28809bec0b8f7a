"""Sentences, with what introduces them, given to the rules."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from filon.annotate.relations import rules
from filon.annotate.relations.masking import mask
from filon.model import BlockKind
from filon.outline import block_at, is_lead_in, lead_in

if TYPE_CHECKING:
    from filon.annotate.relations.scene import Scene

_GOES_ON = re.compile(r"[\W_]*(?:représentée?s?|dont le siège|ayant son siège)\b", re.IGNORECASE)
_LONGEST = 3000  # characters; what is longer is a list that lost its lines


def read(scene: Scene) -> None:
    """Apply the sentence rules to every sentence with two mentions, and to list items after what introduces them."""
    previous = (0, 0)
    for start, end in scene.sentences:
        before, previous = previous, (start, end)
        slots = scene.readable(start, end)
        if not slots or end - start > _LONGEST:
            continue
        # «Représentée par son Directeur, M. X» on a line of its own goes on from the party above.
        lead = before if _GOES_ON.match(scene.text, start) else _lead(scene, start)
        if lead is not None and len(scene.readable(*lead)) + len(slots) > 1:
            rules.apply(scene, mask(scene, lead, (start, end)))
        elif len(slots) > 1:
            rules.apply(scene, mask(scene, (start, end)))


def _lead(scene: Scene, start: int) -> tuple[int, int] | None:
    """The lead-in of the list item that begins here, if it is short and ends in a colon."""
    index = block_at(scene.blocks, start)
    if index is None or scene.blocks[index].kind is not BlockKind.LIST_ITEM or start > scene.blocks[index].body[0]:
        return None
    above = lead_in(scene.blocks, index)
    if above is None or not is_lead_in(scene.text, scene.blocks[above]):
        return None
    block = scene.blocks[above]
    first = (
        next((s for s, e in reversed(scene.sentences) if s <= block.end - 1 < e), block.start)
        if block.end - block.start > 300
        else block.start
    )
    return max(first, block.start), block.end
