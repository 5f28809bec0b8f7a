"""Items of a list: what each takes from its lead-in («… soit :», «d'attribuer :», «a reçu :») and what it says itself."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from filon.annotate.flows.actors import COLLECTIVE, PARTY, PLACE, PROGRAMME, PROJECT, REFERENCE
from filon.annotate.flows.draft import FLOW, Draft
from filon.annotate.flows.lexicon import source, words
from filon.annotate.flows.shares import read_shares
from filon.annotate.flows.sheets import owner_in, owner_of_item, project_in, under_plan
from filon.annotate.flows.speaker import speaker_of
from filon.model import BlockKind

if TYPE_CHECKING:
    from filon.annotate.flows.actors import Actor
    from filon.annotate.flows.scene import Scene

_RECEIVERS = (PARTY, COLLECTIVE, REFERENCE, PLACE)
_TITLE = 100  # characters of a title
_TAIL = 110  # characters of a lead-in that say what its items are
_TO = r"(?:à\sla\s|à\sl['’]|à\s|au\s|aux\s|en\sfaveur\s(?:de\s(?:la\s|l['’])?|du\s|des\s|d['’])|au\sprofit\s(?:de\s(?:la\s|l['’])?|du\s|des\s|d['’])|pour\s(?:la\s|l['’]|le\s|les\s)?)"
_VERB = r"(?:(?:sont|est|ont été|a été|seront|sera|vont|va|reviennent|revient)\s(?:\w+\s)?)?"
_OF = r"(?:de\sla\s|de\sl['’]|du\s|des\s|de\s|d['’]|par\s(?:la\s|le\s|l['’])?)"
_PURPOSE = re.compile(
    r"[\s,(]*(?:pour|afin\sde|au\stitre\s(?:de|du)|en\svue\s(?:de|du|d['’])|à\sl['’]occasion\s(?:de|du|d['’])|destinée?s?\sà|dédiée?s?\sà|fléchée?s?\ssur|(?:sont\s|est\s)?(?:allée?s?|consacrée?s?)\s(?:à|au|aux)|à\sla|à\sl['’]|au|aux|à)\s?(?:la\s|le\s|les\s|l['’]|du\s|des\s)?(?P<what>[^;,.()\n]{3,140})"
)
_ONLY_WHEN = re.compile(
    r"(?:(?:l['’])?année|(?:l['’])?exercice|(?:la )?période|en|le|au)?\s?(?:\d{1,2}\s\w+\s)?(?:19|20)\d\d\b|\d{1,2}\s?%"
)

# «…, contre 231 M€ un an plus tôt»: a sum told to compare with.
_COMPARED = re.compile(r"\b(?:contre|au lieu de|par rapport à|après|pour mémoire)\s[^.;\d]{0,20}\Z", re.IGNORECASE)


def read_item(scene: Scene, index: int, low: int, high: int, drafts: dict[int, Draft]) -> bool:
    """Fill the drafts of the amounts of a list item whose lead-in says what they are; whether it did."""
    block = scene.blocks[index]
    lead = _lead(scene, index)
    if block.kind is not BlockKind.LIST_ITEM or lead is None or under_plan(scene, index):
        return False
    amounts = [amount for amount in scene.amounts_in(low, high) if amount not in drafts]
    said = scene.text[scene.blocks[lead].start : scene.blocks[lead].end].rstrip(" *\n")
    if not amounts:
        return False
    if (phase := _phase(scene, index, lead, amounts, low)) is not None:
        drafts[amounts[0]] = phase
        return len(amounts) == 1
    if not said.endswith(":"):
        return _under_title(scene, index, lead, amounts, low, high, drafts)
    if read_shares(scene, lead, amounts, low, high, drafts):
        return True
    whole = _whole(scene, index, lead, said, drafts)
    if whole is not None:
        drafts[amounts[0]] = _part(scene, lead, amounts[0], low, high, whole, drafts)
    elif words("listed", "receives").search(said[-_TAIL:]):
        draft = _received(scene, lead, amounts[0], low, high)
        if draft is None:
            return False
        drafts[amounts[0]] = draft
    elif _breaks().search(said[-_TAIL:]):
        return False  # a calendar of payments: what they pay was told before
    elif words("listed", "gives").search(said[-2 * _TAIL :]) and _is_item_of_gift(scene, amounts[0], low, high):
        drafts[amounts[0]] = _given(scene, index, lead, amounts[0], low, high, drafts)
    else:
        return False
    return _others(scene, amounts, high, drafts)


def _phase(scene: Scene, index: int, lead: int, amounts: list[int], low: int) -> Draft | None:
    """«Études : 2022 (196 000 €)» under «Calendrier»: what a phase of the works costs."""
    above = [lead, *list(scene.headings(index))[:1]]
    titles = [scene.text[scene.blocks[at].start : scene.blocks[at].end][:_TITLE] for at in above]
    label = _label(scene, amounts[0], low)
    said = scene.text[slice(*label)] if label else ""
    if not words("labels", "phase").match(said) or not any(words("labels", "phases").search(title) for title in titles):
        return None
    dates = re.search(r"\s?:?\s?(?:(?:19|20)\d\d[\s–/-]*)+\Z", said)
    draft = Draft(role="cost", method="flow:phase", confidence=0.7)
    draft.purpose = (label[0], label[0] + (dates.start() if dates else len(said))) if label else None
    draft.period = _period(scene, amounts[0], low, low + 1) or _period(
        scene, amounts[0], low, scene.amounts[amounts[0]][1]
    )
    return draft


def _under_title(
    scene: Scene, index: int, lead: int, amounts: list[int], low: int, high: int, drafts: dict[int, Draft]
) -> bool:
    """«Cotisations et adhésions 2025», then «1. X : 300 €»: lines of a list under a title that speaks of giving."""
    above = [lead, *list(scene.headings(index))[:2]]
    titles = [scene.text[scene.blocks[at].start : scene.blocks[at].end] for at in above]
    if not any(len(title) < _TITLE and words("listed", "title").search(title) for title in titles):
        return False
    start = scene.amounts[amounts[0]][0]
    if not re.search(r":\s*\**\Z", scene.text[low:start]) or _labelled(scene, low, start) is None:
        return False
    drafts[amounts[0]] = _given(scene, index, lead, amounts[0], low, high, drafts)
    return _others(scene, amounts, high, drafts)


def _others(scene: Scene, amounts: list[int], high: int, drafts: dict[int, Draft]) -> bool:
    """The amounts of an item behind its first: parts of it, or what another payer adds («N de X ; N de Y»)."""
    for amount in amounts[1:]:
        between = scene.text[scene.amounts[amount - 1][1] : scene.amounts[amount][0]]
        first = drafts[amounts[0]]
        if first.method == "flow:listed-gift" and (payer := _payer_after(scene, amount, high)) is not None:
            added = Draft(role="award", method="flow:listed-gift", confidence=0.7, purpose=first.purpose)
            added.pay(scene.adopt(payer), (payer.start, payer.end))
            added.like(first)
            added.period, added.project = first.period, first.project
            drafts[amount] = added
            continue
        if not words("words", "breakdown").search(between):
            continue  # what else the item tells is read as a sentence
        inner = Draft(role="part", method="flow:listed-dont", confidence=0.75, whole=amounts[0])
        if (getter := _getter(scene, amount, high)) is not None:
            inner.give(scene.adopt(getter), (getter.start, getter.end))
        inner.like(drafts[amounts[0]])
        inner.period = drafts[amounts[0]].period
        inner.purpose = _purpose(scene, amount, high)
        drafts[amount] = inner
    return all(amount in drafts for amount in amounts)


_GOT_BY = re.compile(r"[^.;\n]{0,120}?\b(?:perçu|reçu|touché|obtenu)e?s?\spar\s(?:la\s|le\s|les\s|l['’])?")


def _getter(scene: Scene, amount: int, high: int) -> Actor | None:
    """«N …, perçus par 410 exploitations»."""
    end = scene.amounts[amount][1]
    by = _GOT_BY.match(scene.text, end, high)
    if by is None:
        return None
    return next((one for one in scene.actors_in(end, high) if one.kind in _RECEIVERS and one.start == by.end()), None)


def _whole(scene: Scene, index: int, lead: int, said: str, drafts: dict[int, Draft]) -> int | None:
    """The sum that a list breaks down: the last one of its lead-in («N, dont :»), or the one it points back to."""
    begin, end = scene.blocks[lead].start, scene.blocks[lead].end
    told = [amount for amount in scene.amounts_in(begin, end) if amount in drafts]
    items = _items(scene, lead)
    total = sum(scene.values[amount] for amount in items)
    if told and _breaks().search(said[scene.amounts[told[-1]][1] - begin :]):
        whole = told[-1]
        fits = total <= scene.values[whole] * 201 / 200
        payable = drafts[whole].role in FLOW or _all_receive(scene, items)
        return whole if fits and payable and index != lead else None
    if words("listed", "of_that").search(said[-_TAIL:]):
        earlier = [
            amount
            for amount in range((told or items or [0])[-1], -1, -1)
            if scene.amounts[amount][0] < end
            and amount in drafts
            and begin - scene.amounts[amount][0] < 2000
            and not _COMPARED.search(scene.text[: scene.amounts[amount][0]], max(0, scene.amounts[amount][0] - 40))
        ]
        fitting = [
            amount for amount in earlier if drafts[amount].role in ("award", "spend") and scene.values[amount] >= total
        ]
        noun = re.findall(r"\w{4,}", said[-_TAIL:])[-1][:4].casefold()
        alike = [amount for amount in fitting if noun in scene.text[slice(*_around(scene, amount))].casefold()]
        return next(iter(alike or fitting), None)
    return None


def _around(scene: Scene, amount: int) -> tuple[int, int]:
    """The words beside an amount: those that say what it is."""
    return max(0, scene.amounts[amount][0] - 30), scene.amounts[amount][1] + 20


@cache
def _breaks() -> re.Pattern[str]:
    return re.compile(
        rf"(?<!\w)(?:{source('words', 'schedule')}|{source('listed', 'breaks')})[^.;]{{0,60}}:\Z", re.IGNORECASE
    )


def _items(scene: Scene, lead: int) -> list[int]:
    """The first amount of each item under a lead-in."""
    found = []
    for block in scene.blocks[lead + 1 : lead + 40]:
        if block.parent == lead and block.kind is BlockKind.LIST_ITEM:
            found += scene.amounts_in(block.start, block.end)[:1]
    return found


def _all_receive(scene: Scene, items: list[int]) -> bool:
    return bool(items) and all(
        _receiver(scene, amount, scene.blocks[scene.block_of(scene.amounts[amount][0]) or 0].end) for amount in items
    )


def _part(scene: Scene, lead: int, amount: int, low: int, high: int, whole: int, drafts: dict[int, Draft]) -> Draft:
    draft = Draft(role="part", method="flow:listed-part", confidence=0.8, whole=whole)
    receiver = _receiver(scene, amount, high)
    if receiver is not None:
        draft.give(scene.adopt(receiver), (receiver.start, receiver.end))
    if drafts[whole].role == "cost" and receiver is not None:
        _make_award(scene, lead, whole, drafts)
    if drafts[whole].role == "award" and receiver is not None and not drafts[whole].beneficiaries:
        for item in _items(scene, lead):
            if (to := _receiver(scene, item, scene.amounts[item][1] + _TAIL)) is not None:
                drafts[whole].give(scene.adopt(to), (to.start, to.end))
    draft.like(drafts[whole], receivers=receiver is None)
    draft.period = _period(scene, amount, low, high) or drafts[whole].period
    draft.purpose = _purpose(scene, amount, high) if receiver is None else None
    draft.purpose = draft.purpose or _label(scene, amount, low) or drafts[whole].purpose
    draft.project = project_in(scene, draft.purpose) or drafts[whole].project
    return draft


def _lead(scene: Scene, index: int) -> int | None:
    """The lead-in of an item; an article whose own line ends in a colon is one too."""
    parent = scene.blocks[index].parent
    return next(iter(scene.lead_ins(index)), parent)


def _make_award(scene: Scene, lead: int, whole: int, drafts: dict[int, Draft]) -> None:
    """«ils se montent à N, dont : - N à X»: what is given to several is given by who speaks."""
    drafts[whole].role, drafts[whole].method, drafts[whole].confidence = "award", "flow:listed-whole", 0.7
    speaker = speaker_of(scene, lead, scene.amounts[whole][0])
    if speaker is not None and not drafts[whole].funders:
        drafts[whole].pay(*speaker)


def _received(scene: Scene, lead: int, amount: int, low: int, high: int) -> Draft | None:
    """«X a reçu : - N de la Région»."""
    block = scene.blocks[lead]
    verb = list(words("listed", "receives").finditer(scene.text, block.start, block.end))[-1]
    subjects = [actor for actor in scene.actors_in(block.start, verb.start()) if actor.kind in _RECEIVERS]
    end = scene.amounts[amount][1]
    of = re.compile(rf"(?:\s\w+){{0,2}}?\s{_OF}").match(scene.text, end, high)
    payers = [actor for actor in scene.actors_in(of.end(), high) if actor.start == of.end()] if of else []
    if not payers:  # «Région Bretagne : N»
        payers = [
            actor
            for actor in scene.actors_in(low, scene.amounts[amount][0])
            if re.fullmatch(r"[\s*)]*[:–-]\s*", scene.text[actor.end : scene.amounts[amount][0]])
        ]
    if not payers or not subjects:
        return None
    draft = Draft(role="award", method="flow:listed-received", confidence=0.75)
    draft.pay(scene.adopt(payers[0]), (payers[0].start, payers[0].end))
    draft.give(scene.adopt(subjects[-1]), (subjects[-1].start, subjects[-1].end))
    draft.period = _period(scene, amount, low, high) or _lead_period(scene, lead)
    draft.purpose = _purpose(scene, amount, high)
    return draft


def _is_item_of_gift(scene: Scene, amount: int, low: int, high: int) -> bool:
    """Whether the item is a receiver or a thing and its amount, and no clause of its own."""
    before = scene.text[low : scene.amounts[amount][0]]
    after = scene.text[scene.amounts[amount][1] : high]
    if re.search(r"(?::|[–—-]|\.{3,}|…|\()\s*\**(?:soit\s|environ\s)?\Z", before):
        return True
    return bool(re.fullmatch(r"\W*", before) and re.match(rf"\s{_VERB}{_TO}", after))


def _given(scene: Scene, index: int, lead: int, amount: int, low: int, high: int, drafts: dict[int, Draft]) -> Draft:
    draft = Draft(role="award", method="flow:listed-gift", confidence=0.75)
    start = scene.amounts[amount][0]
    told = [drafts[at] for at in scene.amounts_in(scene.blocks[lead].start, scene.blocks[lead].end) if at in drafts]
    paid = [one for one in told if one.role in ("award", "spend") and one.funders]
    if (payer := _payer_after(scene, amount, high)) is not None:
        draft.pay(scene.adopt(payer), (payer.start, payer.end))
    elif paid:
        draft.like(paid[-1], receivers=False)
    elif (speaker := speaker_of(scene, index, start)) is not None:
        acting = scene.actors_in(*speaker[1])  # an assembly acts for its body
        draft.pay(acting[0].entity if len(acting) == 1 and acting[0].entity is not None else speaker[0], speaker[1])
    receiver = _receiver(scene, amount, high) or _owner(scene, low, high) or _labelled(scene, low, start)
    label = _label(scene, amount, low)
    if receiver is not None:
        draft.give(scene.adopt(receiver), (receiver.start, receiver.end))
        whole_label = label is not None and receiver.start <= label[0] + 14 and label[1] - receiver.end < 16
        draft.purpose = _purpose(scene, amount, high) or (
            None if whole_label else _thing(scene, low, start, label, receiver)
        )
    else:
        receivers = [one for one in told if one.beneficiaries]
        if receivers:
            draft.like(receivers[-1])
        draft.purpose = label or _purpose(scene, amount, high)
    draft.project = project_in(scene, (low, high))
    draft.period = _period(scene, amount, low, high) or _lead_period(scene, lead)
    return draft


def _thing(
    scene: Scene, low: int, start: int, label: tuple[int, int] | None, receiver: Actor
) -> tuple[int, int] | None:
    """In «l'atelier de X, à Y : N» or «Projet, porté par X (N)»: what the label names beside the receiver."""
    project = next((actor for actor in scene.mentions_in(low, start) if actor.kind == PROJECT), None)
    if project is not None:
        return project.start, project.end
    if label is None or receiver.start <= label[0] + 3:
        return None
    tail = re.search(
        r"[\s,–-]*(?:\b(?:de|du|des|à|au|par|portée?|ma[iî]tre d['’]ouvrage)\b|d['’]|l['’]|la\b|le\b|[\s:–,-])*\Z",
        scene.text[label[0] : receiver.start],
    )
    end = label[0] + tail.start() if tail else receiver.start
    return (label[0], end) if end - label[0] > 3 else None


def _receiver(scene: Scene, amount: int, high: int) -> Actor | None:
    """«N à la commune de X», «N sont revenus au Département»: who stands right behind the amount."""
    end = scene.amounts[amount][1]
    to = re.compile(rf"(?:\s?(?:HT|TTC))?\s{_VERB}{_TO}").match(scene.text, end, high)
    if to is None:
        return None
    for actor in scene.actors_in(max(end, to.end() - 8), high):
        if actor.kind in _RECEIVERS and abs(actor.start - to.end()) <= 8 and actor.end > to.end():
            return actor
    return None


def _payer_after(scene: Scene, amount: int, high: int) -> Actor | None:
    """«N de FEADER», «N de la Région»: who pays stands right behind the amount."""
    of = re.compile(rf"(?:\s?(?:HT|TTC))?\s{_OF}").match(scene.text, scene.amounts[amount][1], high)
    actors = scene.actors_in(of.end() - 4, high) if of else []
    paying = [actor for actor in actors if actor.kind in (PARTY, PROGRAMME, REFERENCE)]
    return next((actor for actor in paying if of is not None and abs(actor.start - of.end()) < 4), None)


def _owner(scene: Scene, low: int, high: int) -> Actor | None:
    return next(iter(owner_in(scene, low, high) or owner_of_item(scene, low, high)), None)


def _labelled(scene: Scene, low: int, start: int) -> Actor | None:
    actors = [actor for actor in scene.actors_in(low, start) if actor.kind in _RECEIVERS]
    parties = [actor for actor in actors if actor.kind != PLACE]
    opened = [
        actor
        for actor in parties
        if scene.text[low : actor.start].count("(") <= scene.text[low : actor.start].count(")")
    ]
    return next(iter(opened or parties), None)


def _label(scene: Scene, amount: int, low: int) -> tuple[int, int] | None:
    """The words before the amount, without bullet and colon."""
    start = scene.amounts[amount][0]
    lead = re.match(r"[\s*_•·→▪►▶✓➢–-]*(?:(?:\d+|[a-z])[.)]\s)?", scene.text[low:start])
    begin = low + (lead.end() if lead else 0)
    end = begin + len(scene.text[begin:start].rstrip(" *:–-(.…\n"))
    return (begin, end) if end - begin > 2 else None


def _purpose(scene: Scene, amount: int, high: int) -> tuple[int, int] | None:
    """«N pour l'achat de livres»."""
    found = _PURPOSE.match(scene.text, scene.amounts[amount][1], high)
    if found is None or _ONLY_WHEN.match(found["what"]):
        return None
    project = next((actor for actor in scene.mentions_in(found.start("what") - 2, high) if actor.kind == PROJECT), None)
    if project is not None and project.start <= found.start("what") + 4:
        return project.start, project.end
    return found.start("what"), found.start("what") + len(found["what"].rstrip())


def _period(scene: Scene, amount: int, low: int, high: int) -> str | None:
    """The year that the item gives its amount."""
    dates = [
        plain for _, _, plain in scene.dates_in(scene.amounts[amount][1], high) if plain["kind"] in ("year", "period")
    ]
    dates = dates or [plain for _, _, plain in scene.dates_in(low, scene.amounts[amount][0]) if plain["kind"] == "year"]
    return dates[0]["value"] if dates else None


def _lead_period(scene: Scene, lead: int) -> str | None:
    """The year that the lead-in or the heading above it names for its items."""
    block = scene.blocks[lead]
    dates = [plain for _, _, plain in scene.dates_in(block.start, block.end) if plain["kind"] in ("year", "period")]
    if dates:
        value: str = dates[-1]["value"]
        return value
    for above in scene.headings(lead):
        head = scene.blocks[above]
        if words("tables", "period_lead").search(scene.text[head.start : head.end]):
            years = [plain for _, _, plain in scene.dates_in(head.start, head.end) if plain["kind"] == "year"]
            if years:
                found: str = years[-1]["value"]
                return found
    return None


__all__ = ["read_item"]
