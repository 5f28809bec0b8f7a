"""When and how a sum is paid or changed: instalments in so many times, articles on payment, sums that an amendment replaces."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from filon.annotate.flows.mask import AMOUNT, PERCENT
from filon.model import BlockKind

if TYPE_CHECKING:
    from filon.annotate.flows.reading import Reading

_TIMES = re.compile(
    r"\ben\s(?:deux|trois|quatre|cinq|\d+)\s(?:temps|fois|versements?|tranches?|échéances?|annuités?|acomptes?|mensualités)\s?(?:\([^)]*\)\s?)?:",
    re.IGNORECASE,
)
_PAYMENT = re.compile(
    r"\W*(?:(?:article|art\.?)\s\w+\W+)?(?:modalités (?:de |du |d['’])?)?(?:versements?|paiements?|mandatement|liquidation|échéancier|règlement)\b",
    re.IGNORECASE,
)
_PART = re.compile(
    rf"{PERCENT}|\b(?:solde|acompte|avance|premier|second|deuxième|dernier|restant|première|seconde|dernière)\b",
    re.IGNORECASE,
)
_REPLACED = re.compile(
    rf"\b(?:somme|montant|chiffre|mention)\b[^.;]{{0,60}}{AMOUNT}[^.;]{{0,40}}\b(?:remplacée?|substituée?|portée?|ramenée?)\b[^.;]{{0,60}}{AMOUNT}",
    re.IGNORECASE,
)
_TITLE = 90  # characters


def in_times(r: Reading) -> bool:
    """«… lui parviendra en deux temps : N dès la notification, puis M une fois le bilan remis»: instalments."""
    return bool(_TIMES.search(r.text[: r.at]))


def paid_under_heading(r: Reading) -> bool:
    """«ARTICLE 3 – VERSEMENT», then «■ 60 % au plus tard le 31 mars, ce qui représente N»: instalments of the sum granted."""
    scene = r.s.scene
    if scene.blocks[r.s.block].kind is not BlockKind.LIST_ITEM or not _PART.search(r.text):
        return False
    nearest = next(iter(scene.headings(r.s.block)), None)
    if nearest is None:
        return False
    head = scene.blocks[nearest]
    return head.end - head.start < _TITLE and _PAYMENT.match(scene.text, head.start, head.end) is not None


def replaced(r: Reading) -> bool:
    """«la somme de N est remplacée par celle de M» in an amendment of two parties: what was, and what is granted."""
    part = r.s.scene.part_at(r.offset())
    low, high = (part["start"], part["end"]) if part else (0, len(r.s.scene.text))
    return bool(_REPLACED.search(r.text)) and len(r.s.scene.issuers.signing(low, high)) == len(("grantor", "grantee"))


__all__ = ["in_times", "paid_under_heading", "replaced"]
