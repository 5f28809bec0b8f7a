"""Sums that share the verb or the noun of the one before: «…, celle de la Région à N», «…, les agriculteurs de N»."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from filon.annotate.flows.asking import asking
from filon.annotate.flows.draft import FLOW
from filon.annotate.flows.lexicon import before_figure
from filon.annotate.flows.mask import AMOUNT, PAYER, RECEIVER

if TYPE_CHECKING:
    from filon.annotate.flows.reading import Reading

_DET = r"(?:la\s|le\s|les\s|l['’])?"
_OF = r"(?:de\sla\s|de\sl['’]|du\s|des\s|de\s|d['’])"


@dataclass(frozen=True, slots=True)
class Gapped:
    """The masked index of the actor of a gapped sum, and whether it pays (else it receives)."""

    at: int
    pays: bool


def gapped(r: Reading) -> Gapped | None:
    """The actor that takes the place of the payer, or of the receiver, of the sum before; ``None`` where nothing is gapped."""
    if r.previous is None or r.previous.role not in FLOW or r.before is None:
        return None
    if found := _same_noun().search(r.between):
        return Gapped(r.at - len(r.between) + found.start("who"), pays=True)
    verb = r.verb
    if verb is None or verb.start > r.before or verb.kind not in ("receive", "give"):
        return None
    if verb.kind == "receive" and asking(r) is None and (found := _receives().fullmatch(r.between)):
        return Gapped(found.start("who") + r.before + 1, pays=False)
    if ((verb.kind == "give" and not verb.passive) or asking(r) is not None) and (found := _pays().search(r.between)):
        return Gapped(r.at - len(r.between) + found.start("who"), pays=True)
    return None


@cache
def _same_noun() -> re.Pattern[str]:
    """«celle des Départements à N», «de même que celui de la DRAC (N)»."""
    precise = before_figure()
    return re.compile(
        rf"\b(?:celles?|celui|ceux)\s(?:de la part\s)?{_OF}(?P<who>{PAYER})(?:\s?\([^()]*\))?[^.;{AMOUNT}]{{0,40}}?(?:\bà\s|\bde\s|\bd['’]|:\s?|\(\s?|\bpour\s){precise}\Z",
        re.IGNORECASE,
    )


@cache
def _receives() -> re.Pattern[str]:
    """«les collectivités ont bénéficié de N, les industriels de M et les agriculteurs de K»."""
    precise = before_figure()
    return re.compile(
        rf"\s?,?\s?(?:et\s|puis\s|;\s?)?{_DET}(?P<who>{RECEIVER})\s?,?\s(?:de\s|d['’]|à hauteur de\s|pour\s)?{precise}",
        re.IGNORECASE,
    )


@cache
def _pays() -> re.Pattern[str]:
    """«le Département a versé N et la Région, M», «…, et la Région M»."""
    precise = before_figure()
    return re.compile(
        rf"(?:\bet|;|,)\s(?:pour sa part\s|quant à elle\s)?{_DET}(?P<who>{PAYER})\s?,?\s(?:à hauteur de\s|pour\s|de\s|d['’])?{precise}\Z",
        re.IGNORECASE,
    )
