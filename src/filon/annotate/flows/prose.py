"""Amounts in sentences: what each does, who pays, who receives, for what, when, which share."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from filon.annotate.flows import clause
from filon.annotate.flows.contributors import bring, contributors
from filon.annotate.flows.draft import FLOW, Draft
from filon.annotate.flows.fiches import read_fiche
from filon.annotate.flows.figures import default_years, read_figures
from filon.annotate.flows.labels import is_label, read_label
from filon.annotate.flows.lexicon import source
from filon.annotate.flows.listed import read_item
from filon.annotate.flows.mask import AMOUNT, PERCENT, mask
from filon.annotate.flows.payers import find_payers
from filon.annotate.flows.period import period_of
from filon.annotate.flows.planlists import read_line, units
from filon.annotate.flows.purpose import purpose_of
from filon.annotate.flows.reading import Reading, Sentence
from filon.annotate.flows.receivers import find_receivers
from filon.annotate.flows.roles import role_of

if TYPE_CHECKING:
    from filon.annotate.flows.scene import Scene

# «1,45 € par habitant», «6 € le m²»: a price or a rate, not a sum that is paid.
_UNIT = re.compile(
    r"\s?(?:HT|TTC)?\s?(?:/\s?|par\s|l['’]|le\s)(?:hab\b|habitants?\b|m[²2³3]|nuitées?\b|tonnes?\b|kWh|km\b|ml\b|repas\b|heure\b|litre\b|kg\b|mètre|analyse\b|agent\b|élève\b|séance\b|visite\b|ticket\b|entrée\b|nuit\b)"
)


def read_block(scene: Scene, index: int, drafts: dict[int, Draft]) -> None:
    """Fill the drafts of the amounts in a block that is no table."""
    if not read_fiche(scene, index, drafts) and not read_figures(scene, index, drafts):
        for low, high in units(scene, index):
            read_stretch(scene, index, low, high, drafts)
    default_years(scene, index, drafts)


def read_stretch(scene: Scene, index: int, low: int, high: int, drafts: dict[int, Draft]) -> None:
    """Fill the drafts of the amounts in a line or sentence ``[low, high)`` of block ``index``."""
    inside = [amount for amount in scene.amounts_in(low, high) if amount not in drafts]
    if inside and (bringing := contributors(scene, index)):
        _read_sentence(Sentence(scene, index, mask(scene, low, high), drafts))
        for amount in inside:
            bring(scene, bringing, drafts[amount])
        return
    if not inside or read_item(scene, index, low, high, drafts):
        return
    inside = [amount for amount in inside if amount not in drafts]
    if (line := read_line(scene, index, low, high)) is not None:
        drafts[inside[0]] = line
    elif is_label(scene, index, low, high):
        for amount in inside:
            drafts[amount] = read_label(scene, index, amount)
    else:
        _read_sentence(Sentence(scene, index, mask(scene, low, high), drafts))
    for amount in inside:
        if amount in drafts and drafts[amount].role in FLOW and _UNIT.match(scene.text, scene.amounts[amount][1]):
            drafts[amount] = Draft("cost", "flow:unit-price", 0.7, purpose=drafts[amount].purpose)
        elif amount in drafts and _bounds(scene, amount):
            drafts[amount] = Draft("other", "flow:threshold", 0.8)


def _bounds(scene: Scene, amount: int) -> bool:
    """«les travaux d'un montant inférieur à N», «au-delà de N»: a threshold, which nobody pays."""
    start = scene.amounts[amount][0]
    return bool(_threshold().search(scene.text[max(0, start - 60) : start]))


@cache
def _threshold() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{source('words', 'threshold')})\s\Z", re.IGNORECASE)


def _read_sentence(sentence: Sentence) -> None:
    """Fill the drafts of a sentence's amounts, from left to right."""
    sentence.verbs = clause.verbs_in(sentence.masked)
    sentence.order = sorted(sentence.masked.amounts)
    for number, at in enumerate(sentence.order):
        sentence.drafts[sentence.masked.amounts[at]] = _read_amount(Reading(sentence, at, number))


def _read_amount(r: Reading) -> Draft:
    out = r.out
    out.role, out.method, out.confidence = role_of(r)
    if out.role in FLOW:
        find_payers(r)
        find_receivers(r)
        _settle(r)
    _share(r)
    _whole(r)
    period_of(r)
    purpose_of(r)
    if out.role == "part" and r.previous:
        out.period = out.period or r.previous.period
    return out


def _settle(r: Reading) -> None:
    """What an amount without payer or receiver takes from the one before it in its sentence."""
    if r.previous and r.previous.role in FLOW and r.out.method == "flow:coordinated":
        r.out.like(r.previous)
        if r.out.role == "part" and r.out.purpose is None:
            r.out.project = r.previous.project


def _share(r: Reading) -> None:
    stretch = re.sub(rf"{PERCENT}(?=\s(?:de plus|de moins|supplémentaires?))", "_", r.text[r.at + 1 : _share_reach(r)])
    found = re.search(
        rf"(?:financée?s?|prise? en charge|pris en charge|subventionnée?s?|soit|à hauteur de|correspondant|représentant|,)[^{AMOUNT}.;]{{0,90}}?(?P<rate>{PERCENT})",
        stretch,
    )
    if found is None and r.out.role == "plan":
        found = re.match(rf"[^{AMOUNT}.;]{{0,60}}?\([^(){AMOUNT}]{{0,20}}?(?P<rate>{PERCENT})\s?\)", stretch)
    if r.out.role == "cost":
        if found and len(re.findall(PERCENT, stretch)) == 1 and re.search(r"financ|charge|subvention", stretch):
            r.out.share = _percent(r, r.at + 1 + found.start("rate"))
    elif r.out.role in ("award", "plan") and found and not re.search(r"acompte|solde|avance", stretch[: found.end()]):
        r.out.share = _percent(r, r.at + 1 + found.start("rate"))


def _share_reach(r: Reading) -> int:
    end = min(r.after, len(r.text))
    return min(end, r.brackets[1]) if r.brackets else end


def _percent(r: Reading, index: int) -> str | None:
    written = r.m.percents.get(index)
    return written.replace(",", ".") if written else None


def _whole(r: Reading) -> None:
    if r.out.role != "part" or r.out.whole is not None:
        return
    for at in reversed(r.s.order[: r.number]):
        draft = r.s.drafts[r.m.amounts[at]]
        if draft.role != "part":
            r.out.whole = r.m.amounts[at]
            r.out.like(draft) if draft.role in FLOW else None
            return
