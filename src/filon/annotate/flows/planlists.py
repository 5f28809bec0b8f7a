"""Financing plans written as lines: «- Région : 90 000 €», «Autofinancement (20 %) : …», «Coût de l'opération : …», «Total : …»."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from filon.annotate.flows.actors import COLLECTIVE, PARTY, PROGRAMME, REFERENCE, rank_pattern
from filon.annotate.flows.draft import Draft, PlanDraft
from filon.annotate.flows.lexicon import source, words
from filon.annotate.flows.sheets import owner_of, under_plan

if TYPE_CHECKING:
    from filon.annotate.flows.scene import Scene

_LABEL = re.compile(r"\W*(?P<label>[^\W\d][^.;\n]{1,110}?)\s*(?:[:=–-]|\.{2,}|\s)\s*\**\Z")
_AFTER = re.compile(
    r"\s*(?:HT|TTC|\*|\(?\s*(?:soit\s)?\d[\d,.]*\s?%\s*(?:HT|TTC|du (?:coût|montant) \w+)?\s*\)?|[;,.)]|\s)*\Z"
)
_OPEN = re.compile(
    r"(?:\b(?:de|à|environ|plus|près|pour|soit|maximum|montant|hauteur)|d['’])\s*\**\Z", re.IGNORECASE
)  # prose goes on to the amount
_FINITE = re.compile(
    r"\b(?:est|sont|sera|seront|a|ont|verse|attribue|s['’]élève|participe|contribue|finance|décide|propose)\b",
    re.IGNORECASE,
)


def units(scene: Scene, index: int) -> list[tuple[int, int]]:
    """The stretches of a block to read one by one: its lines where it is a list of «label : amount», else its sentences."""
    block = scene.blocks[index]
    lines = [(m.start(), m.end()) for m in re.finditer(r"[^\n]+", scene.text[block.start : block.end])]
    lines = [(block.start + low, block.start + high) for low, high in lines]
    with_amount = [line for line in lines if scene.amounts_in(*line)]
    if len(with_amount) > 1 and sum(is_line(scene, *line) for line in with_amount) * 3 >= len(with_amount) * 2:
        return with_amount
    keyed = [line for line in lines if re.match(r"[\s*•–-]*[^:\n]{2,60}\s?:\s", scene.text[line[0] : line[1]])]
    if len(keyed) > 1 and len(keyed) * 3 >= len(lines) * 2:
        return with_amount
    found: list[tuple[int, int]] = []
    for amount in scene.amounts_in(block.start, block.end):
        sentence = scene.sentence_of(scene.amounts[amount][0])
        if not found or sentence != found[-1]:
            found.append(sentence)
    return [piece for sentence in found for piece in _bounded(scene, *sentence)]


_LONGEST = 3000  # characters: what is longer is a list or a table that lost its lines, and no sentence


def _bounded(scene: Scene, low: int, high: int) -> list[tuple[int, int]]:
    """A stretch in pieces of at most `_LONGEST` characters, cut at line ends or spaces, never inside an amount."""
    pieces: list[tuple[int, int]] = []
    while high - low > _LONGEST:
        cut = max(scene.text.rfind("\n", low + 1, low + _LONGEST), scene.text.rfind("; ", low + 1, low + _LONGEST))
        cut = cut if cut > low + _LONGEST // 3 else low + _LONGEST
        holding = next(
            (amount for amount in scene.amounts_in(max(low, cut - 200), cut) if scene.amounts[amount][1] > cut), None
        )
        cut = scene.amounts[holding][1] if holding is not None else cut
        pieces.append((low, cut))
        low = cut
    return [*pieces, (low, high)]


def is_line(scene: Scene, low: int, high: int) -> bool:
    """Whether a stretch is a label and one amount, and nothing else."""
    amounts = scene.amounts_in(low, high)
    if len(amounts) != 1:
        return False
    start, end = scene.amounts[amounts[0]]
    before = scene.text[low:start]
    return bool(
        _LABEL.fullmatch(before)
        and not _OPEN.search(before)
        and _AFTER.fullmatch(scene.text[end:high])
        and not _FINITE.search(before)
    )


def read_line(scene: Scene, index: int, low: int, high: int) -> Draft | None:
    """The flow of a line of a plan; ``None`` where the line stands in no plan."""
    if not is_line(scene, low, high) or not in_plan(scene, index, low):
        return None
    amount = scene.amounts_in(low, high)[0]
    start = scene.amounts[amount][0]
    said = scene.text[low:start]
    label = _LABEL.fullmatch(said)
    if label is None:
        return None
    span = (low + label.start("label"), low + label.end("label"))
    if re.match(rf"\W*(?:{source('tables', 'total')})(?!\w)", said, re.IGNORECASE):
        return Draft(role="cost", method="flow:plan-total", confidence=0.8)
    actors = [actor for actor in scene.actors_in(*span) if actor.kind in (PARTY, PROGRAMME, COLLECTIVE, REFERENCE)]
    free = [
        actor
        for actor in actors
        if scene.text[span[0] : actor.start].count("(") <= scene.text[span[0] : actor.start].count(")")
    ]
    own = bool(words("tables", "own_share").search(said))
    rank = rank_pattern().search(said)
    if not (free or actors or own or rank) or re.match(
        r"\W*(?:co[ûu]t|montant (?:total )?d(?:es|u) (?:travaux|projet)|dépense)", said, re.IGNORECASE
    ):
        return Draft(role="cost", method="flow:plan-expense", confidence=0.7, purpose=span)
    draft = Draft(role="plan", method="flow:plan-list", confidence=0.8)
    _owner(scene, index, draft, span)
    if own:
        for entity in list(draft.beneficiaries):
            draft.pay(entity, span)
    if not draft.funders and (free or actors):
        actor = (free or actors)[0]
        draft.pay(scene.adopt(actor), (actor.start, actor.end))
    if not draft.funders and rank and rank.lastgroup:
        draft.pay(scene.ranked(rank.lastgroup, span[0]), span)
    share = re.search(r"(\d{1,3}(?:[.,]\d+)?)\s?%", scene.text[low:high])
    draft.share = share[1].replace(",", ".") if share else None
    return draft


def _owner(scene: Scene, index: int, draft: Draft, evidence: tuple[int, int]) -> None:
    owners = owner_of(scene, index)
    for actor in owners:
        draft.give(actor.entity, (actor.start, actor.end))
    issuer = scene.issuer_at(evidence[0])
    if not owners and issuer is not None:
        draft.give(issuer, evidence)
        draft.confidence = 0.7


def in_plan(scene: Scene, index: int, own: int) -> bool:
    """Whether a plan's words lead in, or a line beside the one at ``own`` is a plan's own share («Autofinancement : …»).

    The own share itself is in a plan where another line beside it names a payer.
    """
    first = index
    while (
        first > max(0, index - 25)
        and scene.blocks[first - 1].table is None
        and is_line(scene, scene.blocks[first - 1].start, scene.blocks[first - 1].end)
    ):
        first -= 1  # lines that follow each other stand under the lead-in of the first
    if under_plan(scene, index) or under_plan(scene, first):
        return True
    beside = _lines_beside(scene, index)
    is_own = [bool(words("tables", "own_share").search(scene.text[low:high])) for low, high in beside]
    here = next((mine for (low, _), mine in zip(beside, is_own, strict=True) if low == own), False)
    return len(beside) > 1 and (any(is_own) if not here else True)


def _lines_beside(scene: Scene, index: int) -> list[tuple[int, int]]:
    """The lines «label : amount» in this block and its neighbours under the same parent."""
    found: list[tuple[int, int]] = []
    parent = scene.blocks[index].parent
    for at in range(max(0, index - 6), min(len(scene.blocks), index + 7)):
        block = scene.blocks[at]
        if block.parent != parent or block.end - block.start > 800 or block.table is not None:
            continue
        lines = [
            (block.start + line.start(), block.start + line.end())
            for line in re.finditer(r"[^\n]+", scene.text[block.start : block.end])
        ]
        found += [line for line in lines if is_line(scene, *line)]
    return found


def listed_plans(scene: Scene, drafts: dict[int, Draft]) -> list[PlanDraft]:
    """The plans that lines make up: neighbouring lines («flow:plan-list» and its costs) of one document part."""
    plans: list[PlanDraft] = []
    last = -1
    for amount in sorted(drafts):
        draft = drafts[amount]
        if draft.method not in ("flow:plan-list", "flow:plan-total", "flow:plan-expense") or _in_table(scene, amount):
            continue
        start, end = scene.amounts[amount]
        if not plans or amount != last + 1 or start - plans[-1].end > 400:
            plans.append(PlanDraft(start, end, [], []))
        plan, last = plans[-1], amount
        plan.end = end
        if draft.role == "plan":
            plan.lines.append(amount)
            plan.owner = plan.owner if plan.owner is not None else next(iter(draft.beneficiaries), None)
        elif draft.method == "flow:plan-total":
            plan.total = amount
        else:
            plan.costs.append(amount)
    for plan in plans:
        if plan.total is None and len(plan.costs) == 1:
            plan.total = plan.costs.pop()  # «Coût de l'opération : N» is the total that the lines share
    return plans


def _in_table(scene: Scene, amount: int) -> bool:
    index = scene.block_of(scene.amounts[amount][0])
    return index is not None and scene.blocks[index].table is not None
