"""What a flow is for: the shortest stretch that says it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from filon.annotate.flows.mask import AMOUNT, DATE, PERCENT, SIGNS

if TYPE_CHECKING:
    from filon.annotate.flows.draft import Draft
    from filon.annotate.flows.mask import Masked
    from filon.annotate.flows.scene import Scene

_STOP = re.compile(
    rf"[,;.:()»\"{AMOUNT}]|\s(?:dans le cadre|au titre|à hauteur|pour un (?:montant|total|budget|coût)|d['’]un montant|s['’]élev|soit\b|dont\b|qui\b|que\b|représentant|correspondant|ainsi qu|avec\b|sur la période|entre\s{DATE}|depuis\b|en\s{DATE}|de\s{DATE}|par\s(?:la\s|le\s|l['’]|les\s)?[{SIGNS['ORG']}]|est\b|sont\b|a\b|ont\b|sera\b|permettant|située?s?\b|selon\b|sous réserve|afin\b|via\b|notamment\b|et\s{AMOUNT})"
)
_PROJECT = re.compile(r"(?:son|sa|ses|leur|leurs|le|la|l['’]|les|un|une|des|de)?\s?(?:projets?|opérations?|actions?)\s(?:de\s|d['’]|du\s|des\s|:\s|intitulée?\s|relatif à\s|concernant\s)(?:de\s)?", re.IGNORECASE)
_HEAD = re.compile(r"(?:la\s|le\s|les\s|l['’]|un\s|une\s|des\s|du\s|de\s|d['’]|son\s|sa\s|ses\s|cette\s|ce\s)*(?:(?:réalisation|financement|mise en œuvre|prise en charge)\s(?:de\s(?:la\s|l['’])?|du\s|des\s|d['’])(?:travaux\s(?:de\s|d['’]))?)?", re.IGNORECASE)

_AFTER = (
    re.compile(r"\bafin\s(?:de\s|d['’])(?:contribuer\s(?:à\s|au\s|aux\s)|participer\s(?:à\s|au\s|aux\s)|soutenir\s|financer\s|permettre\s)?", re.IGNORECASE),
    re.compile(r"\b(?:destinée?s?|affectée?s?|consacrée?s?|allouée?s?|dédiée?s?)\s(?:à|au|aux)\s", re.IGNORECASE),
    re.compile(r"\bpour\s(?=\S)(?!(?:un (?:montant|total|budget|coût)|l['’]année|l['’]exercice|la période|les années|\ue012|\ue010|moitié))", re.IGNORECASE),
    re.compile(r"\b(?:en vue de|en vue d['’]|en faveur de|en faveur du|en faveur des|en faveur d['’]|au titre de|au titre du|au titre des|au titre d['’]|dans le cadre de|dans le cadre du|dans le cadre des|dans le cadre d['’]|au profit de|au profit du)\s?", re.IGNORECASE),
    re.compile(r"\A\s?(?:HT|TTC)?\s?(?:/\s?an|par an)?\s?(?:ont été |a été |est |sont )?(?:\w+ée?s?|investis?)?\s?(?:à|au|aux|sur|dans)\s(?=\S)", re.IGNORECASE),
    re.compile(r"\A\s?(?:de\s|d['’])(?:subventions?|aides?|participations?|investissements?|financements?|crédits|frais|travaux)?\s?(?:à|au|aux|sur|pour|de|d['’]|en)\s?(?=\S)", re.IGNORECASE),
    re.compile(r"\b(?:sur|aux?|à)\s(?=\S)(?!l['’]échelle)", re.IGNORECASE),
)
_OBJECT = re.compile(rf"\A\s(?:(?:également|aussi|ainsi|notamment|financièrement|annuellement|à hauteur de {AMOUNT}|depuis {DATE}|en {DATE}(?: et {DATE})?,?|depuis|en|de manière\s\w+)\s)*", re.IGNORECASE)
_NOUN_FOR = re.compile(r"\b(?:pour|en faveur de|au titre de|au titre du|à|au|aux|de)\s(?=\S)", re.IGNORECASE)


def purpose_of(
    scene: Scene, masked: Masked, at: int, before: int | None, after: int, block: int, draft: Draft, verb: tuple[int, str, bool] | None
) -> None:
    """Set ``draft.purpose`` (and the project it names)."""
    span = _after(masked, at, after) or _object(masked, at, verb) or _before(masked, at, before)
    if span is None:
        return
    start, end = masked.offset(span[0]), _end(masked, span[1])
    if end > start:
        draft.purpose = (start, end)
        if draft.project is None:
            draft.project = next((actor.entity for index, actor in masked.actors.items() if span[0] <= index < span[1] and actor.kind == "PROJECT"), None)


def _end(masked: Masked, index: int) -> int:
    """The character after the last masked sign before ``index``."""
    last = index - 1
    actor = masked.actors.get(last)
    if actor is not None:
        return actor.end
    return masked.offset(last) + 1 if last not in masked.dates else masked.offset(index)


def _after(masked: Masked, at: int, after: int) -> tuple[int, int] | None:
    text = masked.text
    limit = min(after, len(text))
    sentence = re.compile(r";|\.\s|\.\Z").search(text, at + 1, limit)
    limit = sentence.start() if sentence else limit
    for pattern in _AFTER:
        found = pattern.search(text[at + 1 : limit])
        if found and (span := _phrase(masked, at + 1 + found.end(), limit)):
            return span
    return None


def _object(masked: Masked, at: int, verb: tuple[int, str, bool] | None) -> tuple[int, int] | None:
    """«a soutenu OBJECT à hauteur de N», «X ont bénéficié de N» (its subject)."""
    if verb is None:
        return None
    end, kind, passive = verb
    if end < at and kind in ("give", "spend") and not passive:
        found = _OBJECT.match(masked.text[end:at])
        start = end + (found.end() if found else 0)
        return _phrase(masked, start, at)
    if kind == "receive" or passive:
        cut = max(masked.text.rfind(sign, 0, min(end, at)) for sign in ".;:,")
        return _phrase(masked, cut + 1, min(end, at))
    return None


def _before(masked: Masked, at: int, before: int | None) -> tuple[int, int] | None:
    low = before + 1 if before is not None else 0
    stretch = masked.text[low:at]
    for pattern in (*_AFTER[:4],):
        for found in reversed(list(pattern.finditer(stretch))):
            if span := _phrase(masked, low + found.end(), at):
                return span
    return None


def _phrase(masked: Masked, start: int, limit: int) -> tuple[int, int] | None:
    """The noun phrase that begins at ``start``: without its determiner and «son projet de», up to what closes it."""
    text = masked.text
    if lead := _PROJECT.match(text, start, limit):
        start = lead.end()
    elif lead := _HEAD.match(text, start, limit):
        start = lead.end()
    while start < limit and text[start] in " «\"“":
        start += 1
    stop = _STOP.search(text, start, limit)
    end = stop.start() if stop else limit
    while end > start and text[end - 1] in " ,;.:»\"”":
        end -= 1
    if end - start < 2 and not (end - start == 1 and start in masked.actors):
        return None
    inside = [index for index in masked.actors if start <= index < end]
    if inside == [start] and end - start == 1 and masked.actors[start].kind in ("ORG", "REFERENCE", "PLACE"):
        return None
    if not re.search(r"[^\W\d_]{3}", text[start:end]) and not inside:
        return None
    if re.fullmatch(rf"[\s{DATE}{PERCENT}\d%]*", text[start:end]):
        return None
    return start, end
