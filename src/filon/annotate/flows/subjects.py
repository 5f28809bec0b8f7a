"""Who the sentence itself says acts: the subject whose doing is summed up, a pronoun that opens it, who sets up a plan."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from filon.annotate.flows import clause
from filon.annotate.flows.actors import COLLECTIVE, PARTY, PROGRAMME
from filon.annotate.flows.mask import AMOUNT, SIGNS, mask

if TYPE_CHECKING:
    from filon.annotate.flows.actors import Actor
    from filon.annotate.flows.reading import Reading

_SUMMED_UP = re.compile(
    r"\b(?:(?:soit|représentant|ce qui représente)\s(?:au total\s)?(?:une?|l['’]équivalent d['’]une?)\s"
    r"(?:dépense|budget|effort|enveloppe|somme|engagement|montant)|pour\s(?:une dépense|un effort|une enveloppe))(?:\s(?!éligible|subventionnable)\w+){0,2}\s(?:de\s|d['’])(?:\w+\sde\s|environ\s)?\Z",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"\W*(?:(?:[Pp]ar ailleurs|[Dd]e plus|[Ee]n outre|[Aa]insi|[Ee]nfin),?\s)?(?P<pronoun>[Ee]lles|[Ii]ls|[Cc]es derni(?:ers|ères)|[Cc]elles-ci|[Cc]eux-ci)\s"
)
_NOT_DOING = re.compile(
    r"\b(?:bénéfici|perç|perc|reç|rec[eu]|touch|obt)\w*|\b(?:est|sont|été|était|sera|seront|serait|s['’]inscri\w*)\b",
    re.IGNORECASE,
)


def summed_up(r: Reading) -> list[int]:
    """«La Région finance les maisons de santé (soit une dépense totale de N)»: those whose giving is told again as a sum, or []."""
    said = _SUMMED_UP.search(r.text[: r.at])
    if said is None:
        return []
    before = [verb for verb in r.s.verbs if verb.end < said.start() and not clause.bracket(r.m, verb.start)]
    if not before or before[-1].kind != "give" or before[-1].passive or AMOUNT in r.text[before[-1].end : r.at]:
        return []
    return [at for at in clause.subject_of(r.m, before[-1].start) if r.m.actors[at].kind == PARTY]


def opening_pronoun(r: Reading) -> list[Actor]:
    """Whom «Elles», at the head of the sentence, stand for: the class of bodies, or the bodies, with which the one before begins."""
    found = _OPENS.match(r.text)
    scene = r.s.scene
    low, start = scene.blocks[r.s.block].start, r.m.offset(0)
    if found is None or start <= low:
        return []
    before = mask(scene, max(low, scene.sentence_of(start - 1)[0]), start)
    first = re.match(
        rf"\W*(?:[Ll]es\s|[Ll]a\s|[Ll]e\s|[Ll]['’])?(?P<who>[{SIGNS[COLLECTIVE]}{SIGNS[PARTY]}])", before.text
    )
    if first is None:
        return []
    actors = [before.actors[at] for at in before.group(first.start("who"))]
    one = len({actor.entity for actor in actors}) == 1 and actors[0].kind == PARTY
    return [] if one or any(actor.kind not in (COLLECTIVE, PARTY) for actor in actors) else actors


def setter_up(r: Reading, fund: int) -> list[int]:
    """«L'agence a mis sur pied un plan 2021-2025 de N»: who acts in the clause that names the plan, if the verb is of doing."""
    subject = [at for at in clause.subject_of(r.m, fund) if r.m.actors[at].kind == PARTY]
    if not subject or r.m.actors[fund].kind != PROGRAMME:
        return []
    said = r.text[max(subject) + 1 : fund]
    return [] if _NOT_DOING.search(said) or re.search(r"[;:()]|\.\s", said) or not re.search(r"\w", said) else subject
