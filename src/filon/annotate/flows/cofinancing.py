"""Several bodies that each bring a sum to one thing, in a sentence: «par l'État à hauteur de N, la Région à hauteur de M»."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from filon.annotate.flows.actors import PARTY, PLACE, REFERENCE
from filon.annotate.flows.labels import lead_of
from filon.annotate.flows.lexicon import inflect, source
from filon.annotate.flows.mask import AMOUNT, PAYER, RECEIVER
from filon.annotate.wordlists import wordlist

if TYPE_CHECKING:
    from filon.annotate.flows.actors import Actor
    from filon.annotate.flows.reading import Reading
    from filon.annotate.flows.scene import Scene

_OF = r"(?:de\sla\s|de\sl['’]|du\s|des\s|de\s|d['’])"
_BALANCE = re.compile(
    rf"\b(?:solde|reste|restant|surplus|reliquat|complément|différence)\b[^;.{AMOUNT}]{{0,40}}\Z", re.IGNORECASE
)
_CHARGE = re.compile(
    rf"[^;.{AMOUNT}]{{0,60}}?\b(?:à (?:la )?charge|supportée?s? par|financée?s? par|autofinancée?s? par|apportée?s? par)\s(?:{_OF}|la\s|le\s|l['’])?(?P<who>{RECEIVER})",
    re.IGNORECASE,
)
_BRINGS = re.compile(
    r"\b(?:co-?)?financée?s?\b|\bapport(?:e|ent|era|eront|ant|é|és|ée|ées)\b|\b(?:contribu|particip)(?:e|ent|era|eront|ant|é)\b",
    re.IGNORECASE,
)


def is_balance(r: Reading) -> bool:
    """«le solde, soit N, reste à la charge de la commune»: the owner's own line of a cost or plan told before."""
    return bool(_BALANCE.search(r.between)) and balance_payer(r) is not None


def told_in_block(r: Reading) -> set[str]:
    """The roles, of cost and who pays it, of the amounts told before this one in its block."""
    start = r.s.scene.blocks[r.s.block].start
    told = {r.s.drafts[at].role for at in r.s.scene.amounts_in(start, r.offset()) if at in r.s.drafts}
    return told & {"cost", "plan", "award"}


def share_owner(r: Reading) -> None:
    """Whom the balance falls to is the owner of the plan lines told before it that name none."""
    start = r.s.scene.blocks[r.s.block].start
    for at in r.s.scene.amounts_in(start, r.offset()):
        if at in r.s.drafts and r.s.drafts[at].role == "plan":
            r.s.drafts[at].like(r.out)


def balance_payer(r: Reading) -> int | None:
    """The masked index of whom the balance falls to."""
    found = _CHARGE.match(r.text, r.at + 1)
    return found.start("who") if found and _BALANCE.search(r.between) else None


def is_cofinanced(r: Reading) -> bool:
    """Whether this and other amounts of the sentence each have their own payer, under a verb of financing together."""
    if len(r.s.order) < 2 or not _BRINGS.search(r.text):
        return False
    found = list(_each().finditer(r.text))
    payers = {r.m.actors[match.start("who")].entity for match in found}
    return (
        len(payers) > 1
        and any(match.end() == r.at for match in found)
        and not re.search(rf"\A\s(?:à|aux?)\s(?:la\s|l['’])?{RECEIVER}", r.text[r.at + 1 :])
    )


@cache
def _each() -> re.Pattern[str]:
    precise = f"(?:(?:{source('words', 'precise')})\\s?)*"
    return re.compile(
        rf"(?P<who>{PAYER})\s?(?:\([^()]{{0,40}}\)\s?)?(?:\(\s?|(?:(?:y|en)\s)?(?:apport\w+|contribu\w+|particip\w+)?\s?(?:à hauteur de|pour|à concurrence de|,?\ssoit)?\s?){precise}(?={AMOUNT})",
        re.IGNORECASE,
    )


_BUDGET = re.compile(
    rf"\b(?:budget|programme d['’]actions?|fonctionnement|plan de financement)\b(?:\s(?!de\b|du\b|des\b)\w+){{0,2}}\s{_OF}\Z",
    re.IGNORECASE,
)


def owner_before(r: Reading) -> Actor | None:
    """Who carries what the sentences before tell: «La commune de X rénove …», «Le budget de l'association …»."""
    scene = r.s.scene
    low = max(scene.blocks[r.s.block].start, r.offset() - 600)
    for actor in reversed(scene.actors_in(low, r.offset())):
        if actor.kind not in (PARTY, PLACE, REFERENCE) or actor.entity is None:
            continue
        before = scene.text[max(low, actor.start - 60) : actor.start]
        if _BUDGET.search(before):
            return actor
        if actor.kind == PLACE and not re.search(r"\b(?:commune|ville)\s(?:de\s|d['’])\Z", before):
            continue
        if _undertakes().match(scene.text, actor.end) and not re.search(
            rf"\b(?:à|par|pour|avec|aux?|{_OF})\s?(?:la\s|le\s|l['’])?\Z",
            re.sub(r"(?:commune|ville)\s(?:de\s|d['’])\Z", "", before),
        ):
            return actor
    return None


@cache
def _undertakes() -> re.Pattern[str]:
    own = "|".join(inflect(verb) for verb in wordlist("flows")["verbs"]["own"].split())
    return re.compile(
        rf",?\s(?:qui\s)?(?:a\s|va\s|souhaite\s|projette (?:de\s|d['’])|envisage (?:de\s|d['’])|a décidé (?:de\s|d['’])|entreprend (?:de\s|d['’])?|engage\s|lance\s|conduit\s|mène\s)?(?:(?:{own}|construit|étend|acquiert)\s(?:la|le|les|l['’]|son|sa|ses|un|une|des|du|d['’])|(?:entreprend|engage|lance|conduit|mène|projette)\s(?:la|le|les|l['’]|son|sa|ses|un|une|des))",
        re.IGNORECASE,
    )


_HELPED = re.compile(
    r"[^.;:\n]{0,30}?\s(?:est|sont|a été|ont été|a|ont|se voit)\s(?:\w+\s){0,2}?(?:soutenue?s?|aidée?s?|subventionnée?s?|financée?s?|accompagnée?s?|reçu|perçu|bénéficié|obtenu|attribuer|accorder)\b|\s(?:reçoit|reçoivent|perçoit|perçoivent|bénéficie)\b",
    re.IGNORECASE,
)
_GIVEN_TO = re.compile(
    r"\b(?:subventions?|aides?|participations?|dotations?|concours|soutiens?)\b[^.;:\n]{0,200}?\b(?:à|aux?|au profit (?:de|du|des|d['’])|en faveur (?:de|du|des|d['’]))\s?(?:la\s|le\s|les\s|l['’])?(?:association\s|société\s)?[«\"]?\s?\Z",
    re.IGNORECASE,
)


def receiver_of_lead(scene: Scene, index: int) -> Actor | None:
    """Who receives what the lines under a lead-in tell by payer: «Subventions versées par A et B à X :», «X est soutenue par A et B :»."""
    lead = lead_of(scene, index)
    if lead is None:
        return None
    parties = [
        actor for actor in scene.actors_in(*lead) if actor.kind in (PARTY, REFERENCE) and actor.entity is not None
    ]
    if len(parties) < 2:
        return None
    for actor in parties:
        if actor is parties[0] and _HELPED.match(scene.text, actor.end, lead[1]):
            return actor
        if _GIVEN_TO.search(scene.text[lead[0] : actor.start]):
            return actor
    return None


__all__ = [
    "balance_payer",
    "is_balance",
    "is_cofinanced",
    "owner_before",
    "receiver_of_lead",
    "share_owner",
    "told_in_block",
]
