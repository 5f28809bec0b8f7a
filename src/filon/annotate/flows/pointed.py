"""Receivers that a pronoun points to («elle lui a attribué N»), or that carry what the paragraph is about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from filon.annotate.flows.actors import COLLECTIVE, PARTY, REFERENCE
from filon.annotate.flows.cofinancing import owner_before

if TYPE_CHECKING:
    from filon.annotate.flows.actors import Actor
    from filon.annotate.flows.reading import Reading

_DET = r"(?:la\s|le\s|les\s|l['’])?"
_OF = r"(?:de\sla\s|de\sl['’]|du\s|des\s|de\s|d['’])"


def give_him(r: Reading) -> None:
    """«elle lui a attribué N»: the other body of the sentence before."""
    scene = r.s.scene
    start = r.m.offset(0)
    here = [
        at
        for at in sorted(r.m.actors)
        if r.low <= at < (r.verb.start if r.verb else r.at)
        and r.m.actors[at].kind in (PARTY, REFERENCE)
        and r.m.actors[at].entity is not None
        and r.m.actors[at].entity not in r.out.funders
        and not _BESIDE.search(r.text[:at])
    ]
    if here:
        r.out.give(r.s.entity(here[-1]), r.s.evidence(here[-1]))
        return
    carrier = carrier_of(r)
    low = scene.sentence_of(start - 1) if start else (0, 0)
    parties = [actor for actor in scene.mentions_in(*low) if actor.kind == PARTY]
    first = scene.blocks[r.s.block].start
    if not parties and low[0] - 1 > first:  # «… Coût du festival : N. Le GAL lui a réservé M»
        low = scene.sentence_of(low[0] - 1)
        parties = [actor for actor in scene.mentions_in(*low) if actor.kind == PARTY]
    others = [actor for actor in parties if actor.entity not in r.out.funders]
    if carrier is None and not parties and (lead := next(iter(scene.lead_ins(r.s.block)), None)) is not None:
        block = scene.blocks[lead]
        parties = [actor for actor in scene.mentions_in(block.start, block.end) if actor.kind == PARTY][:1]
        r.out.give(parties[0].entity, (parties[0].start, parties[0].end)) if parties else None
        return
    if carrier is None and (owner := owner_before(r)) is not None and owner.entity not in r.out.funders:
        r.out.give(scene.adopt(owner), (owner.start, owner.end))
        return
    classes = [actor for actor in scene.actors_in(*low) if actor.kind == COLLECTIVE]
    if carrier is None and not others and classes and re.search(r"\bleur\s", r.text[: r.at]):
        r.out.give(scene.adopt(classes[0]), (classes[0].start, classes[0].end))
        return
    if carrier is None and not {actor.entity for actor in parties} & set(r.out.funders):
        return  # the sentence before is not about whoever pays
    for actor in [carrier] if carrier else others[:1]:
        r.out.give(actor.entity, (actor.start, actor.end))


# «avec l'appui de X»: neither who pays nor who receives.
_BESIDE = re.compile(rf"\b(?:avec|appui|soutien|concours|partenariat|par|pour)\s?(?:{_OF})?{_DET}\Z", re.IGNORECASE)


def carrier_of(r: Reading) -> Actor | None:
    """Who carries the project that the paragraph is about: «portée par X», «X assure la maîtrise d'ouvrage»."""
    scene, block = r.s.scene, r.s.scene.blocks[r.s.block]
    for actor in scene.mentions_in(max(block.start, r.offset() - 350), r.offset()):
        if actor.kind != PARTY:
            continue
        before, after = (
            scene.text[max(block.start, actor.start - 45) : actor.start],
            scene.text[actor.end : actor.end + 45],
        )
        if _CARRIED.search(before) or _CARRIES.match(after):
            return actor
    return None


_CARRIED = re.compile(
    r"(?:portée?\spar|maîtrise d['’]ouvrage\s(?:de|par|:))\s?(?:la\s|le\s|les\s|l['’])?\Z", re.IGNORECASE
)


_CARRIES = re.compile(
    r",?\s(?:qui\s)?(?:assure|assurera|assurant|exerce|est|sera)\s(?:la\s|le\s)?(?:maîtrise|maître|maîtresse)\sd['’]ouvrage",
    re.IGNORECASE,
)
