"""Shares of a cost told one after the other, in a sentence or a list: «Sont attendus N de l'État, M de la Région», «■ N relèvent de X»."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from filon.annotate.flows import clause
from filon.annotate.flows.actors import PARTY, PLACE, PROGRAMME, REFERENCE
from filon.annotate.flows.draft import Draft
from filon.annotate.flows.lexicon import words
from filon.annotate.flows.mask import PAYER
from filon.annotate.flows.sheets import owner_of
from filon.annotate.flows.topic import told_before
from filon.model import BlockKind

if TYPE_CHECKING:
    from filon.annotate.flows.actors import Actor
    from filon.annotate.flows.reading import Reading
    from filon.annotate.flows.scene import Scene

_OF = r"(?:de\sla\s|de\sl['’]|du\s|des\s|de\s|d['’])"
_DET = r"(?:la\s|le\s|les\s|l['’])?"
_SEVERAL = 2
# «Le plan de financement du pôle comporte N de X», «Le budget de l'association prévoit N de X».
_PLANNED = re.compile(
    r"\b(?:plan de financement|tour de table|budget|montage(?: financier)?)\b[^.;]{0,160}?\b(?:comporte|prévoit|comprend|inclut|mobilise|réunit|associe|affiche|compte)\b",
    re.IGNORECASE,
)
_EXPECTED = re.compile(
    r"\b(?:sollicit|escompt|attend|espér|demand|obten|mobilis|répart|financ|assum|prendr|pren|apport|contribu|particip|complét|vers|relèv|provien)\w*",
    re.IGNORECASE,
)
_GIFT = re.compile(r"\b(?:subventions?|dons?|mécénat|en plus|outre)\b", re.IGNORECASE)
_MISSING_AFTER = re.compile(r"\s?(?:HT|TTC)?\s(?:qui\s)?(?:manquants?|restants?|manquent|restent)\b", re.IGNORECASE)
_ITEM = re.compile(
    rf"[^.;\n]{{0,12}}?(?:\s(?:relèvent|relève|proviennent|provient|viennent|vient|émanent|incombent|incombe|reviennent|revient|(?:sont|seront|est|sera)\s\w+(?:\sauprès)?))?(?:,?\s(?:soit\s)?(?P<share>un quart|un tiers|la moitié|les deux tiers|les trois quarts|un cinquième|un dixième|\d{{1,3}}(?:[.,]\d+)?\s?%)[^,;\n]{{0,20}},)?\s(?:{_OF}|à\s(?:la\s|l['’])?|aux?\s|par\s(?:la\s|le\s|l['’])?)",
    re.IGNORECASE,
)
_FRACTIONS = {
    "un quart": "25",
    "la moitié": "50",
    "les trois quarts": "75",
    "un cinquième": "20",
    "un dixième": "10",
}
_LABELLED = re.compile(
    r"[\s•■–-]*(?:part|participation|contribution|apport|prise en charge|reste|solde|tva)\b[^:\n]{0,80}:\s*\Z",
    re.IGNORECASE,
)


def shares_of_cost(r: Reading) -> bool:
    """Whether several bodies of the sentence bring their sums to what a plan, or a cost told before, speaks of."""
    if _PLANNED.search(r.text[: r.at]):
        return True
    if len(_payers_beside(r)) < _SEVERAL or not _EXPECTED.search(r.text) or _GIFT.search(r.text[: r.at]):
        return False
    return _cost_before(r)


def _payers_beside(r: Reading) -> set[int | None]:
    """Those whose name stands right before or right behind a sum of the sentence."""
    found: set[int | None] = set()
    for at in r.s.order:
        before = _BEFORE.search(r.text, max(0, at - 90), at)
        behind = _BEHIND.match(r.text, at + 1)
        for match in (behind, before):
            if match is not None:
                found.add(r.m.actors[match.start("who")].entity)
                break
    return found


_BEFORE = re.compile(
    rf"(?P<who>{PAYER})\s?(?:\([^()]{{0,40}}\)\s?)?(?:,\s?|:\s?|(?:y\s|en\s)?(?!et\b|puis\b|ou\b)\w+(?:\s\w+){{0,3}}\s|à hauteur de\s|pour\s)?\Z",
    re.IGNORECASE,
)
_BEHIND = re.compile(rf"\s?(?:HT|TTC)?\s?(?:{_OF}|par\s{_DET})(?P<who>{PAYER})", re.IGNORECASE)


def _cost_before(r: Reading) -> bool:
    """Whether the sum told before this sentence in the paragraph is the cost of what the paragraph is about, or a share of it."""
    start = r.s.scene.blocks[r.s.block].start
    told = [r.s.drafts[at] for at in r.s.scene.amounts_in(start, r.m.offset(0)) if at in r.s.drafts]
    return bool(told) and (
        told[-1].role == "plan" or (told[-1].role == "cost" and told[-1].method != "flow:unit-price")
    )


def is_receipt(r: Reading) -> bool:
    """«N de billetterie et de cotisations» among the shares of a plan: the owner's own receipts, which nobody gives."""
    found = re.compile(r"\s?(?:HT|TTC)?\s(?:de|d['’]|des|en|issus? de)\s?(?:la\s|l['’])?").match(r.text, r.at + 1)
    return found is not None and words("tables", "receipt").match(r.text, found.end()) is not None


def missing_part(r: Reading) -> bool:
    """«X fournira les N manquants»: the owner's own share."""
    return bool(_MISSING_AFTER.match(r.text, r.at + 1)) and bool(clause.subject_of(r.m, r.at))


def missing_payer(r: Reading) -> list[int]:
    """Who brings what is missing: the subject of the sentence (masked indexes)."""
    return clause.subject_of(r.m, r.at) if _MISSING_AFTER.match(r.text, r.at + 1) else []


def read_shares(scene: Scene, lead: int, amounts: list[int], low: int, high: int, drafts: dict[int, Draft]) -> bool:
    """An item of a list under «Sur les N de travaux :», «Montant des travaux : N. Répartition :»; whether it tells a share."""
    told = [at for at in scene.amounts_in(scene.blocks[lead].start, scene.blocks[lead].end) if at in drafts]
    if not told or len(amounts) != 1 or drafts[told[-1]].role != "cost":
        return False
    said = scene.text[scene.amounts[told[-1]][1] : scene.blocks[lead].end]
    items = [
        at
        for block in scene.blocks[lead + 1 : lead + 20]
        if block.parent == lead and block.kind is BlockKind.LIST_ITEM
        for at in scene.amounts_in(block.start, block.end)[:1]
    ]
    total = sum(scene.values[at] for at in items)
    adds_up = total <= scene.values[told[-1]] * 101 / 100
    if not adds_up or words("words", "breakdown").search(re.sub(r"(?i)répart\w+", "", said)):
        return False
    amount = amounts[0]
    payer, share = _item_payer(scene, amount, low, high)
    labelled = _LABELLED.match(scene.text, low, scene.amounts[amount][0])
    if payer is None and labelled is None:
        return False
    draft = Draft("plan", "flow:listed-share", 0.8, share=share)
    if payer is not None:
        entity = scene.party_of(payer)
        draft.pay(entity if entity is not None else scene.adopt(payer), (payer.start, payer.end))
    for owner in owner_of(scene, lead) or _opening(scene, lead):
        entity = scene.party_of(owner)
        draft.give(entity if entity is not None else owner.entity, (owner.start, owner.end))
    draft.purpose = drafts[told[-1]].purpose or told_before(scene, lead, scene.blocks[lead].end)
    if draft.purpose is not None and len(scene.text[slice(*draft.purpose)].split()) < _SEVERAL:
        draft.purpose = told_before(scene, lead, scene.blocks[lead].end) or draft.purpose
    drafts[amount] = draft
    return True


def _item_payer(scene: Scene, amount: int, low: int, high: int) -> tuple[Actor | None, str | None]:
    end = scene.amounts[amount][1]
    kinds = (PARTY, PROGRAMME, REFERENCE)
    if (behind := _ITEM.match(scene.text, end, high)) is not None:
        actor = next(
            (one for one in scene.actors_in(behind.end(), high) if one.kind in kinds and one.start == behind.end()),
            None,
        )
        if actor is not None:
            said = behind["share"]
            rate = said and (_FRACTIONS.get(said.casefold()) or (re.match(r"[\d.,]+", said) or [None])[0])
            return actor, rate.replace(",", ".") if rate else None
    named = [one for one in scene.actors_in(low, scene.amounts[amount][0]) if one.kind in kinds]
    return (named[-1], None) if named and _LABELLED.match(scene.text, low, scene.amounts[amount][0]) else (None, None)


def _opening(scene: Scene, lead: int) -> list[Actor]:
    """The body or commune whose name opens the paragraph of the lead-in: it carries what the paragraph tells."""
    block = scene.blocks[lead]
    for actor in scene.actors_in(block.start, min(block.end, block.start + _OPENS))[:1]:
        if actor.kind in (PARTY, PLACE, REFERENCE) and not re.search(
            r"\b(?:de|du|des|à|par|avec|pour)\b", scene.text[block.start : actor.start]
        ):
            return [actor]
    return []


_OPENS = 40  # characters

__all__ = ["is_receipt", "missing_part", "missing_payer", "read_shares", "shares_of_cost"]
