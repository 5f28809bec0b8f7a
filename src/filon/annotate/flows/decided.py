"""Sums that an act itself decides («D'attribuer …», «Est attribuée …»): its own body pays them."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from filon.annotate.flows import clause
from filon.annotate.flows.actors import PARTY
from filon.annotate.flows.beside import payer_left
from filon.annotate.flows.lexicon import source
from filon.annotate.flows.mask import AMOUNT
from filon.model import BlockKind

if TYPE_CHECKING:
    from filon.annotate.flows.reading import Reading


def decided(r: Reading) -> bool:
    """Whether the amount stands in a decision of the act itself: «D'attribuer …», «Est attribuée …», «Le conseil décide d'allouer …»."""
    if _act_form().search(r.text[: r.at]) or re.search(
        r"\b(?:est|sont|vous est|soit)\s(?:donc\s|ainsi\s)?proposée?s?\b", r.text
    ):
        return True
    block = r.s.scene.blocks[r.s.block]
    under_article = (
        any(r.s.scene.blocks[above].kind is BlockKind.ARTICLE for above in r.s.scene.headings(r.s.block))
        or block.kind is BlockKind.ARTICLE
    )
    verb = r.verb
    if _DECREED.search(r.text[: r.at + 80]) and not clause.agents(r.m, 0, len(r.text)) and not payer_left(r):
        subjects = [at for at in r.m.actors if r.m.actors[at].kind == PARTY and not clause.governed(r.m, at)]
        return not subjects
    return bool(
        under_article
        and verb
        and verb.kind == "give"
        and verb.passive
        and not clause.agents(r.m, verb.end, len(r.text))
    )


# «une subvention de N est reconduite en faveur de X»: whose act it is decides.
_DECREED = re.compile(
    r"\b(?:une|la|cette)\s(?:\w+\s)?(?:subvention|aide|dotation|participation|bourse|enveloppe)\b[^.;]{0,80}\b(?:est|sera|soit|serait)\s(?:\w+\s)?(?:reconduit|accord|attribu|consenti|allou|voté|octroy|maintenu|renouvel)\w*",
    re.IGNORECASE,
)


@cache
def _act_form() -> re.Pattern[str]:
    forms = source("sheets", "award_forms")
    return re.compile(
        rf"(?:\A[^{AMOUNT}\w]*(?:(?:article|art\.?)\s\w+\s?[:.–-]\s?)?|\b(?:décide|décident|propose|proposé|approuve|approuvent|autorise|vote|délibéré|unanimité|convient|est d['’]avis)\b[^.;]{{0,120}}?)(?:{forms})(?!\w)",
        re.IGNORECASE,
    )
