"""Payers told by their rank alone: «des fonds régionaux», «Région 60 000 €», «les routes départementales du Nord»."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from filon.annotate.flows.actors import PLACE, rank_pattern
from filon.annotate.flows.mask import SIGNS

if TYPE_CHECKING:
    from filon.annotate.flows.reading import Reading

_OF = r"(?:de\sla\s|de\sl['’]|du\s|des\s|de\s|d['’])"


def rank_named_before(r: Reading) -> int | None:
    """«2023 : Région 60 000 € Département 45 000 €»: a rank alone before the amount."""
    found = re.search(
        r"(?:[:;,.\ue010]|\A)\s?(?P<rank>Région|Département|[ÉE]tat|Ville|Commune|Métropole|Agglomération)\s?:?\s?\Z",
        r.text[: r.at],
    )
    return r.s.scene.ranked(_RANKS_ALONE[found["rank"]], r.offset()) if found else None


_RANKS_ALONE = {
    "Région": "region",
    "Département": "departement",
    "État": "state",
    "Etat": "state",
    "Ville": "commune",
    "Commune": "commune",
    "Métropole": "epci",
    "Agglomération": "epci",
}


def ranked_place(r: Reading) -> bool:
    """«les routes départementales du Nord»: the Département du Nord."""
    scene = r.s.scene
    for rank in rank_pattern().finditer(r.text, 0, r.at):
        place = re.compile(rf"\s(?P<of>{_OF})(?P<where>{SIGNS[PLACE]})").match(r.text, rank.end())
        if place and rank.lastgroup in ("departement", "region"):
            where = r.m.actors[place.start("where")]
            noun = "Département" if rank.lastgroup == "departement" else "Région"
            entity = scene.named(
                f"{noun} {place['of']}{scene.text[where.start : where.end]}",
                f"{noun} {scene.text[where.start : where.end]}",
            )
            if entity is not None:
                r.out.pay(entity, (where.start, where.end))
                return True
    return False


def pay_by_rank(r: Reading, stretch: str, lead: str) -> bool:
    """Let the body whose rank an adjective of the stretch tells («des fonds régionaux») pay; whether there is one."""
    found = re.match(rf"{lead}", stretch)
    if not found:
        return False
    for rank in rank_pattern().finditer(stretch):
        said = rank.group()
        if not said[0].isupper() and re.search(
            r"(?:fonds|crédits?|subventions?|aides?|investissements?|politiques?|budgets?|enveloppes?|financements?|soutiens?|participations?|dotations?)\s(?:\w+\s)?\Z",
            stretch[: rank.start()],
            re.IGNORECASE,
        ):
            entity = r.s.scene.ranked(rank.lastgroup or "", r.offset())
            if entity is not None:
                r.out.pay(entity, r.s.scene.amounts[r.amount])
                r.out.confidence = min(r.out.confidence, 0.6)
                return True
    return False
