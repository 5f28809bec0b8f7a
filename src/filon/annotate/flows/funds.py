"""Who stands behind a named fund: who is in its name, who runs it, whose instrument it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from filon.annotate.flows.actors import PARTY, PROGRAMME, rank_pattern
from filon.annotate.flows.beside import pay
from filon.annotate.flows.mask import PAYER
from filon.annotate.flows.speaker import speaker_of
from filon.annotate.flows.subjects import setter_up

if TYPE_CHECKING:
    from filon.annotate.flows.reading import Reading

_DET = r"(?:la\s|le\s|les\s|l['’])?"
_OF = r"(?:de\sla\s|de\sl['’]|du\s|des\s|de\s|d['’])"


def fund_payers(r: Reading) -> bool:
    """Who stands behind a named fund: who is in its name, who runs it («géré par X»), else who speaks."""
    run = re.compile(
        rf"\b(?:gérée?s?|portée?s?|pilotée?s?|financée?s?|abondée?s?|alimentée?s?)\spar\s{_DET}(?P<who>{PAYER})"
    ).search(r.text, r.at, min(len(r.text), r.at + 80))
    if run and pay(r, r.m.group(run.start("who"))):
        return True
    fund = r.fund_before()
    if fund is not None:
        actor = r.m.actors[fund]
        r.out.purpose = (actor.start, actor.end)
        scene = r.s.scene
        for rank in rank_pattern().finditer(scene.text, actor.start, actor.end):
            if (entity := scene.ranked(rank.lastgroup or "", actor.start)) is not None:
                r.out.pay(entity, (actor.start, actor.end))
        of = re.compile(rf"\s?{_OF}(?P<who>{PAYER})").match(r.text, fund + 1, r.at)
        if not r.out.funders and of:
            pay(r, r.m.group(of.start("who")))
        if not r.out.funders:
            pay(r, setter_up(r, fund))
        if not r.out.funders and (speaker := speaker_of(scene, r.s.block, r.offset())) is not None:
            r.out.pay(*speaker)
        if not r.out.funders and (last := _last_payer(r)) is not None:
            r.out.pay(*last)
            r.out.confidence = min(r.out.confidence, 0.5)
        if not r.out.funders and actor.entity is not None:
            r.out.pay(actor.entity, (actor.start, actor.end))
    return bool(r.out.funders)


def _last_payer(r: Reading) -> tuple[int, tuple[int, int]] | None:
    """The authority that spends in what is told just before a list of its funds: a fund is its instrument."""
    start = r.offset()
    for at in reversed(r.s.scene.amounts_in(max(0, start - 800), start)):
        told = r.s.drafts.get(at)
        if told is not None and told.role in ("award", "spend") and told.funders:
            entity = told.funders[0]
            named = r.s.scene.entities[entity]
            return (
                (entity, told.funder_evidence[0]) if named["type"] == PARTY and r.s.scene.is_authority(entity) else None
            )
    return None


def embedded_payers(r: Reading) -> bool:
    """«bénéficient d'un Fonds conjoint État-Région de N»: the actors that a fund's name names."""
    scene = r.s.scene
    for at in sorted(r.m.actors):
        actor = r.m.actors[at]
        if at < r.at and actor.kind == PROGRAMME and r.at - at < 30:
            named = [
                scene.ranked(rank.lastgroup or "", actor.start)
                for rank in rank_pattern().finditer(scene.text, actor.start, actor.end)
            ]
            for entity in named or [actor.entity]:
                r.out.pay(entity, (actor.start, actor.end))
    return bool(r.out.funders)
