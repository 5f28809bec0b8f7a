"""Several bodies that each bring a sum to one thing, in a sentence: «par l'État à hauteur de N, la Région à hauteur de M»."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from filon.annotate.flows import clause
from filon.annotate.flows.actors import PARTY, PLACE, REFERENCE
from filon.annotate.flows.labels import lead_of
from filon.annotate.flows.lexicon import before_figure, own_verbs
from filon.annotate.flows.mask import AMOUNT, PAYER, RECEIVER
from filon.model import BlockKind

if TYPE_CHECKING:
    from filon.annotate.flows.actors import Actor
    from filon.annotate.flows.reading import Reading
    from filon.annotate.flows.scene import Scene

_OF = r"(?:de\sla\s|de\sl['’]|du\s|des\s|de\s|d['’])"
_BALANCE = re.compile(
    rf"\b(?:solde|rest(?:e|ent|ant|era|erait|ait|eraient)|surplus|reliquat|complément|différence)\b[^;.{AMOUNT}]{{0,60}}\Z",
    re.IGNORECASE,
)
_DUE_BY = re.compile(
    rf"\b(?:solde|reste|restant|surplus|complément|part)\s(?:(?:à (?:la )?charge|dû|due|incombant|revenant|restant à (?:la )?charge|net à (?:la )?charge)\s)(?:{_OF}|par\s|à\s|pour\s)?(?:la\s|le\s|les\s|l['’])?(?:(?:commune|ville)\s(?:de\s|d['’]))?(?P<who>{RECEIVER})[^;.{AMOUNT}]{{0,50}}\Z",
    re.IGNORECASE,
)
_CHARGE = re.compile(
    rf"[^;.{AMOUNT}]{{0,60}}?\b(?:(?:incomb\w+|reviendr\w+|échoi\w+)\s(?:à|au)|à (?:la )?charge|(?:supportée?|financée?|autofinancée?|apportée?|couverte?|assumée?|prise? en charge|assurée?)s? par(?:\s(?:un\s|l['’]|son\s)?(?:emprunt|autofinancement|fonds propres|ressources propres))?)\s(?:{_OF}|la\s|le\s|l['’])?(?:(?:commune|ville)\s(?:de\s|d['’]))?(?P<who>{RECEIVER})",
    re.IGNORECASE,
)
# «La commune prendra à sa charge le solde, soit N».
_TAKES_REST = re.compile(
    rf"\b(?:pren\w+ (?:à sa|en) charge|assum\w+|assur\w+|support\w+|couvr\w+|autofinanc\w+|financ\w+|apport\w+|règl\w+)\s(?:la totalité (?:de\s|du\s))?(?:le\s|la\s)?(?:solde|reste|restant|surplus|complément|reliquat|différence)\b[^.;{AMOUNT}]{{0,40}}\Z",
    re.IGNORECASE,
)
_SHARED = re.compile(
    rf"[^;.{AMOUNT}]{{0,30}}?\b(?:se\s(?:partage|répartit|partagera|répartira)|(?:est|sera)\s(?:partagée?|répartie?))\b[^;.{AMOUNT}]{{0,40}}?\bentre\s(?:la\s|le\s|l['’])?(?P<who>{RECEIVER})",
    re.IGNORECASE,
)
_BRINGS = re.compile(
    r"\b(?:co-?)?financée?s?\b|\bapport(?:e|ent|era|eront|ant|é|és|ée|ées)\b|\bcompl[éè]t(?:e|ent|era|eront)\b|\b(?:opération|projet|chantier|équipement|programme)\s(?:\w+\s)?mobilise(?:nt|ra)?\b|\b(?:contribu|particip)(?:e|ent|era|eront|ant|é)\b",
    re.IGNORECASE,
)


def is_balance(r: Reading) -> bool:
    """«le solde, soit N, reste à la charge de la commune»: the owner's own line of a cost or plan told before."""
    return bool(balance_shared(r)) or balance_payer(r) is not None or balance_owner(r) is not None


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
    if due := _DUE_BY.search(r.between):
        return r.at - len(r.between) + due.start("who")
    if (taken := _TAKES_REST.search(r.between)) is not None:
        start = r.at - len(r.between) + taken.start()
        subject = clause.subject_of(r.m, start, max(0, start - 80))
        return subject[0] if subject and r.m.actors[subject[0]].kind in (PARTY, REFERENCE) else None
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
    precise = before_figure()
    return re.compile(
        rf"(?P<who>{PAYER})\s?(?:\([^()]{{0,40}}\)\s?)?(?:\(\s?|(?:(?:y|en)\s)?(?:apport\w+|contribu\w+|particip\w+)?\s?(?:à hauteur de|pour|à concurrence de|,?\ssoit)?\s?){precise}(?={AMOUNT})",
        re.IGNORECASE,
    )


_OWNER_NOUN = re.compile(
    rf"\b(?:reste|solde|restant|surplus)\b[^;.{AMOUNT}]{{0,30}}?\b(?:à (?:la )?charge\s(?:de\s|du\s|d['’])|dû\spar\s)(?:la\s|le\s|l['’])?(?:commune|ville|collectivité|établissement|association|ma[iî]tre d['’]ouvrage|porteur)\b",
    re.IGNORECASE,
)


def balance_shared(r: Reading) -> list[int]:
    """«le reliquat, estimé à N, se partage entre X et Y»: the masked indexes of those who share the balance."""
    found = _SHARED.match(r.text, r.at + 1)
    return r.m.group(found.start("who")) if found and _BALANCE.search(r.between) else []


def balance_owner(r: Reading) -> Actor | None:
    """«le reste à charge de la commune ressort à N», where only the sentences before say which commune carries the project."""
    own = _OWNER_NOUN.search(r.between) or (
        _BALANCE.search(r.between) and re.match(r"[^;.]{0,60}?\bà (?:la |sa )charge\b", r.text[r.at + 1 :])
    )
    return owner_before(r) if own and balance_payer(r) is None else None


_BUDGET = re.compile(
    rf"\b(?:budget|programme d['’]actions?|fonctionnement|plan de financement)\b(?:\s(?!de\b|du\b|des\b)\w+){{0,2}}\s{_OF}\Z",
    re.IGNORECASE,
)


# «La Région accompagne la commune de X pour …»
_HELPS = re.compile(
    r"\b(?:accompagne|soutient|aide|accompagnera|soutiendra|aidera)\s(?:également\s|ainsi\s|aussi\s)?(?:la\s|le\s|l['’])?\Z",
    re.IGNORECASE,
)
_GOES_ON = re.compile(
    r"\W*(?:les (?:co-?)?financeurs|(?:ce|cette|cet) (?:projet|opération|action|programme|équipement|chantier)|l['’]opération|le projet|le plan de financement|le financement|la commune|le reste|le solde)\b",
    re.IGNORECASE,
)


def owner_before(r: Reading) -> Actor | None:
    """Who carries what the sentences before tell: «La commune de X rénove …», «Le budget de l'association …»."""
    scene = r.s.scene
    begin = r.s.block
    while begin > 0 and r.s.block - begin < 3 and _GOES_ON.match(scene.text, scene.blocks[begin].start):
        begin -= 1  # «Les cofinanceurs sont …»: of what the paragraph before tells
        if scene.blocks[begin].kind is not BlockKind.PARAGRAPH:
            begin += 1
            break
    low = max(scene.blocks[begin].start, r.offset() - 900)
    for actor in reversed(scene.actors_in(low, r.offset())):
        if actor.kind not in (PARTY, PLACE, REFERENCE) or actor.entity is None:
            continue
        before = scene.text[max(low, actor.start - 60) : actor.start]
        if _BUDGET.search(before) or _HELPS.search(before):
            return actor
        if actor.kind == PLACE and not re.search(r"\b(?:commune|ville)\s(?:de\s(?:la\s)?|d['’]|du\s|des\s)\Z", before):
            continue
        if _undertakes().match(scene.text, actor.end) and not re.search(
            rf"\b(?:à|par|pour|avec|aux?|{_OF})\s?(?:la\s|le\s|l['’])?\Z",
            re.sub(r"(?:commune|ville)\s(?:de\s(?:la\s)?|d['’]|du\s|des\s)\Z", "", before),
        ):
            return actor
    return None


@cache
def _undertakes() -> re.Pattern[str]:
    return re.compile(
        rf",?\s(?:qui\s)?(?:a\s|va\s|souhaite\s|projette (?:de\s|d['’])|envisage (?:de\s|d['’])|a (?:lancé|engagé|entrepris|conduit|mené)\s|poursuit\s|a décidé (?:de\s|d['’])|entreprend (?:de\s|d['’])?|engage\s|lance\s|conduit\s|mène\s)?(?:(?:{own_verbs()}|construit|étend|acquiert)\s(?:la|le|les|l['’]|son|sa|ses|un|une|des|du|d['’])|(?:engage|réalise|investit|consacre|programme|a engagé|a réalisé|a investi)\s(?:\w+\s(?:de\s)?)?\d[\d\s.,]*(?:M€|k€|€|millions?|euros)[^.;]{{0,20}}\s(?:de\s|d['’])(?:travaux|études)|(?:entreprend|engage|lance|conduit|mène|projette|poursuit|a lancé|a engagé|a entrepris)\s(?:la|le|les|l['’]|son|sa|ses|un|une|des))",
        re.IGNORECASE,
    )


_ORDINAL = re.compile(
    r"\s?(?:HT|TTC)?\s(?:pour|à|de la part)\s(?:le\s|la\s|de\s(?:la\s)?|du\s)?(?:(?P<first>premi(?:er|ère))|(?P<last>seconde?|deuxième|derni(?:er|ère)))\b(?!\s(?:année|tranche|phase|acompte|versement|semestre|trimestre|partie))",
    re.IGNORECASE,
)


def respective(r: Reading) -> int | None:
    """«A et B pour respectivement N et M», «N pour la première et M pour le second»: the actor that the amount belongs to (masked index)."""
    if (ordinal := _ORDINAL.match(r.text, r.at + 1)) is not None:
        pairs = [
            group
            for group in r.m.groups
            if len(group) > 1 and group[-1] < r.at and r.m.actors[group[0]].kind != "PLACE"
        ]
        return pairs[-1][0 if ordinal["first"] else -1] if pairs else None
    said = re.search(r"\brespectivement\b", r.text)
    if said is None:
        return None
    run = [at for at in r.s.order if at > said.start()]
    if not run or r.at not in run:
        return None
    first = run[0]
    while len(run) > 1 and not all(
        re.fullmatch(r"\s?(?:HT|TTC)?\s?(?:,|et|,\set)\s", r.text[low + 1 : high]) for low, high in pairwise(run)
    ):
        run.pop()
    if r.at not in run or len(run) < 2:
        return None
    actors = [at for at in sorted(r.m.actors) if at < first and r.m.actors[at].kind in (PARTY, REFERENCE)]
    listed = re.search(r"\baux\s(?:communes|villes)\s[^;.]{0,300}\Z", r.text[: said.start()])
    if listed:
        places = [at for at in sorted(r.m.actors) if at >= listed.start() and at < said.start()]
        return places[run.index(r.at)] if len(places) == len(run) else None
    groups = [group for group in r.m.groups if len(group) == len(run) and group[-1] < first and group[0] in actors]
    named = groups[-1] if groups else [at for at in actors if not clause.governed(r.m, at)][-len(run) :]
    return named[run.index(r.at)] if len(named) == len(run) else None


_RELATIVE = re.compile(
    rf"\s[^.;,{AMOUNT}]{{0,30}}?,?\s?\bqu(?:e\s|['’])(?:(?:lui|leur|nous|vous)\s(?:a|ont|avait|avaient|aura)\s\w+(?:é|ée|és|ées|is|ise)\s(?:la\s|le\s|l['’])?(?P<inverted>{PAYER})|(?:la\s|le\s|l['’])?(?P<who>{PAYER})\s(?:lui\s|leur\s|nous\s|vous\s)?(?:(?:a|ont|avait|avaient|aura|auront)\s\w+(?:é|ée|és|ées|is|ise)\b|(?:vien(?:t|nent)|venai(?:t|ent))\sd(?:e\s|['’])\w+er\b|(?:va|vont|pourra|devra|compte|souhaite)\s\w+er\b|s['’]engage(?:nt)?\sà\s\w+er\b|(?:accorde|attribue|verse|alloue|apporte|octroie|consacre|mobilise)(?:nt|ra|ront)?\b))",
    re.IGNORECASE,
)


_PRONOUN_GAVE = re.compile(
    r"\s(?:€\s)?qu['’](?:elles?|ils?)\s(?:lui\s|leur\s)?(?:a|ont|avait|avaient|aura)\s(?:\w+ment\s)?(?:accord|attribu|allou|octroy|vers|apport|consenti|vot)\w*"
)


def granted_by_pronoun(r: Reading) -> bool:
    """«des N qu'elle avait octroyés»: a grant, by the body named before in the sentence."""
    return bool(_PRONOUN_GAVE.match(r.text, r.at + 1))


def payer_in_relative(r: Reading) -> int | None:
    """«… de N que lui avait accordée la Région», «… de N que le Département nous a apporté»: the subject of the relative clause."""
    if granted_by_pronoun(r):
        named = [at for at in r.m.actors if at < r.at and r.m.actors[at].kind in (PARTY, REFERENCE)]
        return max(named, default=None)
    found = _RELATIVE.match(r.text, r.at + 1)
    return found.start("who" if found["who"] else "inverted") if found else None


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
    "balance_owner",
    "balance_payer",
    "balance_shared",
    "granted_by_pronoun",
    "is_balance",
    "is_cofinanced",
    "owner_before",
    "payer_in_relative",
    "receiver_of_lead",
    "respective",
    "share_owner",
    "told_in_block",
]
