"""Sentences, with what introduces them, given to the rules."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from filon.annotate.relations import grounds, rules
from filon.annotate.relations.masking import mask
from filon.model import BlockKind, RelationType
from filon.outline import block_at, is_lead_in

if TYPE_CHECKING:
    from filon.annotate.relations.scene import Scene

_GOES_ON = re.compile(
    r"[\W_]*(?:(?:représentée?s?|dont le siège|ayant son siège)\b|(?:\d{1,4}(?: ?bis| ?ter)?,? )?"
    r"(?:rue|route|avenue|boulevard|place|chemin|allée|quai|cours|impasse)\b[^\n.]{0,60}\d{5}\b)",
    re.IGNORECASE,
)
# «Conduit avec A et B, il a …»: said of what the sentence or the heading before names.
_SAID_OF = re.compile(
    r"[\W_]*(?:co-?financ|anim|conduit|men|organis|port|soutenu|financ|réalis|initi|inscrit|labellis|pilot)\w{0,4} [^.\n]{0,40}?"
    r"\b(?:par|avec|au|à la|dans)\b",
    re.IGNORECASE,
)
_HEAD = 60  # characters before the thing that a sentence is about
_LONGEST = 3000  # characters; what is longer is a list that lost its lines


def read(scene: Scene) -> None:
    """Apply the sentence rules to every sentence with a mention, and to list items after what introduces them."""
    previous = (0, 0)
    for start, end in scene.sentences:
        before, previous = previous, (start, end)
        slots = scene.readable(start, end)
        if not slots or end - start > _LONGEST:
            continue
        # «Représentée par son Directeur, M. X» on a line of its own goes on from the party above.
        goes_on = _GOES_ON.match(scene.text, start) or (_SAID_OF.match(scene.text, start) and _names_one(scene, before))
        lead = before if goes_on else _lead(scene, start)
        if lead is not None and len(scene.readable(*lead)) + len(slots) > 1:
            rules.apply(scene, mask(scene, lead, (start, end)))
        else:
            rules.apply(scene, mask(scene, (start, end)))
        # «L'État a soutenu les projets suivants : Sur l'arrondissement de X : - …»
        if (over := _outer_lead(scene, start)) is not None:
            rules.apply(scene, mask(scene, over, (start, end)), only=RelationType.PARTNER)


def _names_one(scene: Scene, before: tuple[int, int]) -> bool:
    """Whether the sentence before names one project or scheme and nothing else that could be meant."""
    things = [slot for slot in scene.readable(*before) if slot.sign in "JGC"]
    return len({slot.entity for slot in things}) == 1 and things[0].start - before[0] < _HEAD


def _outer_lead(scene: Scene, start: int) -> tuple[int, int] | None:
    """What leads in the whole list whose parts places head, for the item that begins here."""
    index = block_at(scene.blocks, start)
    if index is None or scene.blocks[index].kind is not BlockKind.LIST_ITEM or start > scene.blocks[index].body[0]:
        return None
    return grounds.outer(scene, index)


def _lead(scene: Scene, start: int) -> tuple[int, int] | None:
    """The lead-in of the list item that begins here, if it is short and ends in a colon."""
    index = block_at(scene.blocks, start)
    if index is None or scene.blocks[index].kind is not BlockKind.LIST_ITEM or start > scene.blocks[index].body[0]:
        return None
    above = scene.blocks[index].parent  # a lead-in, or an article that ends in a colon
    if (
        above is None
        or scene.blocks[above].kind is BlockKind.HEADING
        or not is_lead_in(scene.text, scene.blocks[above])
    ):
        return None
    block = scene.blocks[above]
    first = (
        next((s for s, e in reversed(scene.sentences) if s <= block.end - 1 < e), block.start)
        if block.end - block.start > 300
        else block.start
    )
    return max(first, block.start), block.end
