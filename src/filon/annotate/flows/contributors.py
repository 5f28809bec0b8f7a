"""Items under «répartis entre les partenaires :», «financé par les contributions de :»: each opens with who brings its sums."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from filon.annotate.flows.actors import COLLECTIVE, PARTY, REFERENCE
from filon.annotate.flows.labels import lead_of
from filon.annotate.flows.mask import PAYER, mask
from filon.model import BlockKind

if TYPE_CHECKING:
    from filon.annotate.flows.actors import Actor
    from filon.annotate.flows.draft import Draft
    from filon.annotate.flows.scene import Scene

_TAIL = 170  # characters of a lead-in that say what its items are
_OF_PAYERS = re.compile(
    r"(?:\b(?:réparti|partag|ventil)\w*\s(?:\w+\s)?entre\s[^:]{0,120}"
    r"|\b(?:co-?)?financée?s?\s(?:\w+\s)?(?:par|grâce|avec|à l['’]aide)\b[^:]{0,90}"
    r"|\b(?:co-?financeurs|financeurs|contributeurs|partenaires financiers|contributions?|participations?|apports|engagements? financiers?)\b(?:\s(?:de|des|du|sont|suivante?s?|est|financi[eè]re?s?|prévisionnelles?|respectifs?)\b)*[^:]{0,60})\s?:\W*\Z",
    re.IGNORECASE,
)
_OPENS = re.compile(rf"[\W_]*(?:la\s|le\s|les\s|l['’])?(?P<who>{PAYER})", re.IGNORECASE)
_FLOW = ("award", "spend", "part", "plan", "other")


def contributors(scene: Scene, index: int) -> list[Actor]:
    """Who brings the sums of a list item: the bodies it opens with, where its lead-in says that its items are who pays; else []."""
    block = scene.blocks[index]
    if block.kind is not BlockKind.LIST_ITEM:
        return []
    lead = lead_of(scene, index)
    if lead is None or not _OF_PAYERS.search(scene.text[max(lead[0], lead[1] - _TAIL) : lead[1]]):
        return []
    amounts = scene.amounts_in(block.start, block.end)
    if not amounts:
        return []
    masked = mask(scene, block.start, scene.amounts[amounts[0]][0])
    opening = _OPENS.match(masked.text)
    if opening is None:
        return []
    actors = [masked.actors[at] for at in masked.group(opening.start("who"))]
    return [actor for actor in actors if actor.kind in (PARTY, COLLECTIVE, REFERENCE)] or actors


def bring(scene: Scene, actors: list[Actor], draft: Draft) -> None:
    """Let the sum be the share of those who open the item, whatever its sentence looks like alone."""
    if draft.role not in _FLOW:
        return
    draft.role, draft.method, draft.confidence, draft.whole = "plan", "flow:contributor", 0.75, None
    draft.funders, draft.funder_evidence, draft.beneficiaries, draft.beneficiary_evidence = [], [], [], []
    for actor in actors:
        draft.pay(scene.adopt(actor), (actor.start, actor.end))
