"""Amounts that stand alone under a label: maps and infographics that lost their layout, key lines.

Who pays is whoever speaks there (the lead-in, the heading, the issuer of the document).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from filon.annotate.flows.actors import COLLECTIVE, PARTY
from filon.annotate.flows.draft import Draft
from filon.annotate.flows.lexicon import noun_class, nouns, source, verbs, words
from filon.annotate.flows.limits import PRICED
from filon.annotate.flows.period import period_around
from filon.annotate.flows.sheets import project_in
from filon.annotate.flows.speaker import speaker_of
from filon.model import BlockKind

if TYPE_CHECKING:
    from filon.annotate.flows.scene import Scene

_FUTURE = re.compile(r"\b[^\W\d_]{2,}(?:era|eront|ira|iront|drait|draient|erait|eraient)\b")
_COST_LABEL = re.compile(
    r"\bco[ûu]ts?\b|\bprix\b|\btravaux\b\s*:?\s*\Z|\bbudget\b|\b(?:estimation|devis|montant des travaux|facture|tarif|ticket|loyer|redevance|abonnement)\b|\bchacun\w*\s[^.]{0,30}\bmoyennant\b|\bmoyennant\W*\Z",
    re.IGNORECASE,
)
_LONGEST = 12  # words beside the amount
_YEARS = re.compile(
    r"\b(?:en|de|année|exercice|sur la période|période)?\s?((?:19|20)\d\d)(?:\s?(?:[-–/]|à)\s?((?:19|20)\d\d))?"
)


def is_label(scene: Scene, index: int, low: int, high: int) -> bool:
    """Whether a stretch is an amount with at most a few words, and no verb or noun that says what it does."""
    said = _without_amounts(scene, low, high)
    if role_of_breakdown(scene, index):
        return False
    last = scene.amounts[scene.amounts_in(low, high)[-1]][1]
    if re.match(r"\s*(?:HT|TTC)?\s*(?:pour|afin|destiné\w*|au titre)\s(?:l['’])?\w+\W+\w+", scene.text[last:high]):
        return False
    if PRICED.search(scene.text[low : scene.amounts[scene.amounts_in(low, high)[0]][0]]):
        return False  # «Le tracteur, acheté N, …»
    if _FUTURE.search(said) and not _COST_LABEL.search(said):
        return False  # «Le Syndicat fournira les N manquants»
    if actors_listed(scene, low, high) or contributes(scene, index, low, high):
        return False  # «Financements : CAF 19 000 €, MSA 7 000 €»
    several = len(scene.amounts_in(low, high)) > 1 and any(
        actor.kind == PARTY for actor in scene.mentions_in(low, high)
    )
    if several and re.search(r"\d{4}\s?:", said):
        return False  # «2023 : Région 60 000 € Ville 45 000 €»
    if re.search(r"\bà (?:la |sa |leur )?charge\b|\b(?:assur|assum|support|couvr)\w+\s(?:le|la)\b", said):
        return False  # «Il resterait N à la charge de la Ville»
    if len(re.findall(r"\w+", said)) > _LONGEST or verbs().search(said) or words("nouns", "other").search(said):
        return False
    if re.search(
        rf"\n\W*(?:{source('labels', 'bare_key')})\b[^\n]{{0,30}}\Z",
        scene.text[low : scene.amounts[scene.amounts_in(low, high)[0]][0]],
        re.IGNORECASE,
    ):
        return True
    if re.search(r"\b(?:est|sont|sera|seront|a|ont|était)\b", said):
        return False
    amount = scene.amounts_in(low, high)[0]
    near = said if len(said) < 25 else scene.text[scene.amounts[amount][1] : high]
    before = scene.text[low : scene.amounts[amount][0]].rstrip(" :*\n\t(")
    if match := re.search(rf"(?:{nouns().pattern})(?:\s\w+){{0,3}}\Z", before, re.IGNORECASE):
        kind = noun_class(nouns().search(before, match.start()) or match)
        if before.count("\n") == 0 and not re.match(
            rf"\W*(?:{source('labels', 'bare_key')})\b[^\n]*\Z", before, re.IGNORECASE
        ):
            return kind not in ("aid", "cost", "spend", "other", "part")
    return (
        not nouns().search(re.sub(r"\A[^\w]*", "", near)[:30])
        or bool(re.match(r"\W*(?:total|fonctionnement)", said, re.IGNORECASE))
        or "\n" in before
    )


def _without_amounts(scene: Scene, low: int, high: int) -> str:
    said, at = [], low
    for amount in scene.amounts_in(low, high):
        said.append(scene.text[at : scene.amounts[amount][0]])
        at = scene.amounts[amount][1]
    return " ".join([*said, scene.text[at:high]])


def read_label(scene: Scene, index: int, amount: int) -> Draft:
    """The flow of a labelled amount."""
    draft = Draft(role="award", method="flow:label", confidence=0.5)
    block = scene.blocks[index]
    start, end = scene.amounts[amount]
    label = _label(scene, index, amount)
    lead = lead_of(scene, index)
    receivers = [
        actor
        for actor in scene.actors_in(max(0, start - 90), start)
        if actor.kind == COLLECTIVE and _close(scene, actor.end, start)
    ]
    if label is None and not receivers and lead is None:
        return Draft(method="flow:bare", confidence=0.2)
    said = scene.text[label[0] : label[1]] if label else ""
    acting = _acting(scene, label) if label else None
    speaker = acting[0] if acting else speaker_of(scene, index, start)
    if speaker is not None:
        draft.pay(*speaker)
    lead_text = scene.text[lead[0] : lead[1]] if lead else ""
    role = role_of_lead(lead_text)
    if acting:
        draft.role, draft.method, draft.confidence = acting[1], "flow:label-clause", 0.7
        return draft
    if words("labels", "budget_key").match(said.strip(" *_-–•")):
        draft.role, draft.method, draft.confidence = "spend", "flow:budget-line", 0.7
        years = _YEARS.search(said)
        draft.period = years[1] if years and not years[2] else None
        return draft
    if role is not None:
        draft.role, draft.method, draft.confidence = role, "flow:lead-in", 0.55
    elif _COST_LABEL.search(said):
        draft.role = "cost"
    elif re.search(r"\b(?:a|ont) (?:engagé|investi|mobilisé|dépensé)\W*\Z", said + lead_text) or (
        not receivers and _own_work(scene, draft, said)
    ):
        draft.role = "spend"
    if draft.role == "spend":
        receivers = []
    if receivers:
        actor = receivers[-1]
        draft.give(scene.adopt(actor), (actor.start, actor.end))
        draft.purpose = _following(scene, index) or label
    elif label:
        draft.purpose = _purpose(label, said)
        parties = [actor for actor in scene.actors_in(*label) if actor.kind in (PARTY, COLLECTIVE)]
        if parties and draft.role == "award":
            draft.give(scene.adopt(parties[0]), (parties[0].start, parties[0].end))
            if key := _bare_key(scene, block.start, start):
                draft.purpose = key
            elif lists_grants(scene, index):
                draft.purpose = grants_title(scene, index)
        elif draft.role == "award" and lists_grants(scene, index) and re.match(r"[A-ZÀ-ÖŒ][^\n.;]{1,60}\Z", said):
            draft.give(scene.unnamed(" ".join(said.split()), label), label)  # a name that is no mention
            draft.purpose = grants_title(scene, index)
    draft.project = project_in(scene, label)
    stretch = scene.text[max(block.start, start - 60) : min(block.end, end + 40)]
    if years := _YEARS.search(stretch):
        draft.period = f"{years[1]}-{years[2]}" if years[2] else years[1]
    else:
        draft.period = period_around(scene, index, block.start, block.end)
    return draft


def role_of_breakdown(scene: Scene, index: int) -> bool:
    """Whether a block stands in a list that breaks a sum down («ventilée comme suit :», «selon l'échéancier suivant :»)."""
    lead = lead_of(scene, index)
    return bool(
        lead
        and re.search(
            rf"(?:{source('words', 'schedule')})[^.]{{0,80}}:?\W*\Z", scene.text[lead[0] : lead[1]], re.IGNORECASE
        )
    )


def _close(scene: Scene, end: int, start: int) -> bool:
    """Whether only «soit», line breaks and dots stand between."""
    return bool(re.fullmatch(r"[\s*.…:]*(?:soit|pour|\.\.\.|plus de|près de|\s|\*)*", scene.text[end:start]))


def _label(scene: Scene, index: int, amount: int) -> tuple[int, int] | None:
    """The words that name the amount: before it in its block, else the short block before."""
    block = scene.blocks[index]
    start = scene.amounts[amount][0]
    previous = scene.amounts_in(block.start, start)
    low = scene.amounts[previous[-1]][1] if previous else block.start
    own = _trim(scene.text, low, start)
    if (
        own
        and previous
        and re.fullmatch(
            rf"(?:{source('labels', 'bare_key')})\b[^\n]{{0,40}}", scene.text[own[0] : own[1]], re.IGNORECASE
        )
    ):
        return _label(scene, index, previous[0])  # «Collège X | 10 millions € | À venir : 3 millions €»
    if own and not re.fullmatch(
        rf"(?:{source('labels', 'bare_key')})\b[^\n]{{0,40}}", scene.text[own[0] : own[1]], re.IGNORECASE
    ):
        lines = scene.text[own[0] : own[1]]
        bare = re.search(rf"\n(?:{source('labels', 'bare_key')})\b[^\n]{{0,40}}\Z", lines, re.IGNORECASE)
        return (own[0], own[0] + bare.start()) if bare else own
    for at in range(index - 1, max(-1, index - 4), -1):
        other = scene.blocks[at]
        if other.kind is BlockKind.SCAR or not scene.text[other.start : other.end].strip(" *\n"):
            continue
        told = scene.amounts_in(other.start, other.end)
        running = own and re.match(r"fonctionnement|investissement|à venir", scene.text[own[0] : own[1]], re.IGNORECASE)
        if running and told and other.table is None and at == index - 1:
            return _label(scene, at, told[0])  # «Médiathèque : N», then «Fonctionnement : M»
        if other.table is not None or other.end - other.start > 160 or told:
            return None
        return _trim(scene.text, *other.body)
    return None


def _trim(text: str, low: int, high: int) -> tuple[int, int] | None:
    while low < high and (text[low].isspace() or text[low] in "*-•:.…()"):
        low += 1
    while high > low and (text[high - 1].isspace() or text[high - 1] in "*-•:.…("):
        high -= 1
    precise = re.search(rf"\s(?:{source('words', 'precise')}|pour|soit)\s*\Z", text[low:high])
    if precise:
        high = low + precise.start()
    return (low, high) if high > low and re.search(r"[^\W\d_]{2}", text[low:high]) else None


def _purpose(label: tuple[int, int], said: str) -> tuple[int, int]:
    """A label without the years and the bracketed acronym at its end."""
    tail = re.search(r"\s*(?:\((?:[A-ZÉ]{2,8})\)|\b(?:19|20)\d\d(?:\s?[-–]\s?(?:19|20)\d\d)?|:)\s*\Z", said)
    return (label[0], label[0] + tail.start()) if tail and tail.start() > 3 else label


def _bare_key(scene: Scene, low: int, high: int) -> tuple[int, int] | None:
    found = re.search(
        r"\b(Fonctionnement|Investissement)\b[^\n]{0,20}\Z", scene.text[low:high].rstrip(" :*"), re.IGNORECASE
    )
    return (low + found.start(1), low + found.end(1)) if found else None


def _following(scene: Scene, index: int) -> tuple[int, int] | None:
    for at in range(index + 1, min(len(scene.blocks), index + 3)):
        block = scene.blocks[at]
        if block.kind is BlockKind.SCAR:
            continue
        short = block.end - block.start < 100 and not scene.amounts_in(block.start, block.end) and block.table is None
        return _trim(scene.text, *block.body) if short else None
    return None


def _acting(scene: Scene, label: tuple[int, int]) -> tuple[tuple[int, tuple[int, int]], str] | None:
    """«l'État a engagé | 378 M€»: the label is a clause that the amount completes."""
    verb = re.search(rf"(?:{verbs().pattern})\W*\Z", scene.text[label[0] : label[1]], re.IGNORECASE)
    parties = [actor for actor in scene.mentions_in(*label) if actor.kind == PARTY and actor.entity is not None]
    if not verb or not parties:
        return None
    return (parties[-1].entity or 0, (parties[-1].start, parties[-1].end)), "award" if verb["give"] else "spend"


def _own_work(scene: Scene, draft: Draft, said: str) -> bool:
    """Whether the payer builds this for itself: a département its roads and colleges, a région its lycées."""
    for entity in draft.funders:
        name = scene.entities[entity]["name"].casefold()
        for rank in ("departement", "region"):
            if re.match({"departement": "(?:conseil )?départ", "region": "(?:conseil )?régi"}[rank], name) and words(
                "labels", f"own_{rank}"
            ).search(said):
                return True
    return False


def lead_of(scene: Scene, index: int) -> tuple[int, int] | None:
    """The nearest lead-in before a block («ce sont notamment des investissements pour … :») in its section."""
    for above in scene.lead_ins(index):
        return scene.blocks[above].start, scene.blocks[above].end
    block = scene.blocks[index]
    for at in range(index - 1, max(-1, index - 10), -1):
        other = scene.blocks[at]
        if other.start < block.start - 700 or (
            other.kind is BlockKind.HEADING and not scene.amounts_in(other.start, other.end)
        ):
            return None
        if other.kind in (BlockKind.LIST_ITEM, BlockKind.PARAGRAPH) and scene.text[other.start : other.end].rstrip(
            " *\n"
        ).endswith(":"):
            return None if _closed(scene, at, index) else (other.start, other.end)
    return None


def _closed(scene: Scene, lead: int, index: int) -> bool:
    """Whether what a lead-in introduces has ended before a block: its table or list is over, or the block is its equal."""
    block, opening = scene.blocks[index], scene.blocks[lead]
    between = scene.blocks[lead + 1 : index]
    if opening.kind is BlockKind.LIST_ITEM and block.kind is BlockKind.LIST_ITEM and block.level <= opening.level:
        return True
    if any(other.table is not None for other in between):
        return True
    return block.kind is BlockKind.PARAGRAPH and any(other.parent == lead for other in between)


def actors_listed(scene: Scene, low: int, high: int) -> bool:
    """Whether a stretch pairs several amounts with a body just before each («Région 60 000 € Ville 45 000 €»)."""
    amounts = scene.amounts_in(low, high)
    ends = [actor.end for actor in scene.mentions_in(low, high) if actor.kind == PARTY]
    paired = sum(any(0 <= scene.amounts[amount][0] - end < 4 for end in ends) for amount in amounts)
    return len(amounts) > 1 and paired * 2 >= len(amounts)


def contributes(scene: Scene, index: int, low: int, high: int) -> bool:
    """Whether a line «BODY : amount» stands under «la participation des membres est la suivante :»: the body pays."""
    lead = lead_of(scene, index)
    if lead is None or awards_below(scene, index):
        return False
    said = scene.text[max(lead[0], lead[1] - 160) : lead[1]]
    start = scene.amounts[scene.amounts_in(low, high)[0]][0]
    named = [actor for actor in scene.mentions_in(low, start) if actor.kind == PARTY]
    return bool(named) and bool(
        re.search(r"\b(?:participations?|contributions?|cotisations?|financements?|financeurs?)\b", said, re.IGNORECASE)
    )


def awards_below(scene: Scene, index: int) -> bool:
    """Whether the lead-in of a list says that its items receive («d'attribuer les subventions suivantes :»)."""
    lead = lead_of(scene, index)
    if lead is None:
        return False
    said = scene.text[lead[0] : lead[1]]
    gives = re.search(
        r"\b(?:attribu|allou|accord|octro|vers[eé])\w*|\b(?:subventions?|aides?) suivantes?|\baux (?:communes|associations|structures|bénéficiaires) suivant",
        said,
        re.IGNORECASE,
    )
    return bool(gives) and not re.search(
        r"\bfinanceurs?\b|\bplan de financement\b|\bfinancée?s?\b", said, re.IGNORECASE
    )


_GRANTS_TITLE = re.compile(
    r"\b(?:subventions?|aides?|dotations?)\s(?:\w+\s)?(?:aux?|attribuées?|accordées?|versées?|allouées?|votées?|proposées?|suivantes?|de fonctionnement)\b[^.]{0,60}:?\W*\Z",
    re.IGNORECASE,
)


def lists_grants(scene: Scene, index: int) -> bool:
    """Whether a block stands in a list that its lead-in or title calls grants («Subventions aux associations :»)."""
    return grants_title(scene, index) is not None


def grants_title(scene: Scene, index: int) -> tuple[int, int] | None:
    """The words of that lead-in which call them so."""
    lead = lead_of(scene, index)
    found = _GRANTS_TITLE.search(scene.text, *lead) if lead is not None else None
    return (found.start(), found.start() + len(found.group().rstrip(" :*\n"))) if found else None


def role_of_lead(lead: str) -> str | None:
    """What the last noun of money in a lead-in makes of the amounts under it."""
    found = list(nouns().finditer(lead[-160:]))
    kinds = [kind for match in found if (kind := noun_class(match)) in ("aid", "spend")]
    return {"aid": "award", "spend": "spend"}[kinds[-1]] if kinds else None


__all__ = [
    "actors_listed",
    "awards_below",
    "contributes",
    "grants_title",
    "is_label",
    "lead_of",
    "lists_grants",
    "read_label",
    "role_of_lead",
]
