"""Key figures: short lines without sentences that give a sum beside whom it helps («287 personnes ⏎ 2,06 M€») or what it pays."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from filon.annotate.flows.actors import COLLECTIVE, PARTY, Actor
from filon.annotate.flows.draft import FLOW, Draft
from filon.annotate.flows.lexicon import source, words
from filon.annotate.flows.sheets import project_in
from filon.annotate.flows.speaker import evidence_of
from filon.model import BlockKind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from filon.annotate.flows.scene import Scene

Span = tuple[int, int]

_SHORT = 90  # characters of a line of figures
_LONGEST = 260  # characters of a block of them
_YEARS = re.compile(r"(?<!\d)(?:19|20)\d\d(?:\s?[-–/à]\s?(?:19|20)\d\d)?(?!\d)")
_SENTENCE = re.compile(r"[.;!?]\s+[A-ZÀ-Ö]|[.;!?]\s*\Z")
_LINE = re.compile(r"[^\n]+")


@cache
def _counted() -> re.Pattern[str]:
    return re.compile(
        rf"\W*(?P<who>(?P<number>\d[\d\s.]*)\s(?P<noun>{source('figures', 'classes')}))(?![^\W¹²³⁴⁵])", re.IGNORECASE
    )


def read_figures(scene: Scene, index: int, drafts: dict[int, Draft]) -> bool:
    """Fill the drafts of the amounts of a block of key figures; whether it is one whose lines say what they are."""
    block = scene.blocks[index]
    amounts = scene.amounts_in(block.start, block.end)
    if block.kind is not BlockKind.PARAGRAPH or not _is_figures(scene, index):
        return False
    issuer = scene.issuer_at(block.start)
    if issuer is None:
        return False
    read = {amount: _read(scene, index, amount, amounts, issuer) for amount in amounts}
    if any(draft is None for draft in read.values()):
        return False
    drafts.update({amount: draft for amount, draft in read.items() if draft is not None})
    return True


def _is_figures(scene: Scene, index: int) -> bool:
    """Whether a block has the look of key figures: a few short lines, no sentence."""
    block = scene.blocks[index]
    said = scene.text[block.start : block.end]
    return (
        block.end - block.start < _LONGEST
        and all(len(line) < _SHORT for line in said.split("\n"))
        and not _SENTENCE.search(said)
        and ("\n" in said.strip() or "/" in said or len(said) < _SHORT)
    )


def _read(scene: Scene, index: int, amount: int, amounts: list[int], issuer: int) -> Draft | None:
    block = scene.blocks[index]
    start, end = scene.amounts[amount]
    line = _line_at(scene, start)
    before = scene.text[line[0] : start]
    after = scene.text[end : line[1]]
    evidence = evidence_of(scene, issuer, start)
    if re.match(r"\W*dont\b", before, re.IGNORECASE) and amount != amounts[0]:
        draft = Draft("part", "flow:figure-part", 0.65, whole=amounts[0])
        label = re.match(r"\W*dont\s(?P<what>[^:]{2,60}?)\s?:?\s?\Z", before, re.IGNORECASE)
        draft.purpose = (line[0] + label.start("what"), line[0] + label.end("what")) if label else None
        draft.pay(issuer, evidence)
        return draft
    if (counted := _class_beside(scene, index, line, start)) is not None:
        draft = Draft("award", "flow:figure-class", 0.65)
        draft.pay(issuer, evidence)
        draft.give(scene.adopt(counted), (counted.start, counted.end))
        draft.purpose = _thing_beside(scene, index, counted)
        draft.project = project_in(scene, draft.purpose)
        return draft
    if (named := _named_above(scene, block.start, line[0])) is not None and not before.strip(" *•-–"):
        draft = Draft("award", "flow:figure-body", 0.65)
        draft.pay(issuer, evidence)
        draft.give(named.entity, (named.start, named.end))
        return draft
    if words("figures", "spent").match(scene.text, end, line[1]):
        draft = Draft("spend", "flow:figure-spent", 0.65, purpose=_purpose_behind(scene, end, line[1]))
        draft.pay(issuer, evidence)
        return draft
    if re.match(r"\s(?:pour|destinés?\sà|consacrés?\sà|au titre)\s", after, re.IGNORECASE) and not before.strip(
        " *•-–"
    ):
        receiver = _body_above(scene, block.start, line[0])
        draft = Draft(
            "award" if receiver else "spend", "flow:figure-for", 0.6, purpose=_purpose_behind(scene, end, line[1])
        )
        draft.pay(issuer, evidence)
        if receiver is not None:
            draft.give(receiver.entity, (receiver.start, receiver.end))
        return draft
    return None


def _line_at(scene: Scene, offset: int) -> Span:
    low = scene.text.rfind("\n", 0, offset) + 1
    high = scene.text.find("\n", offset)
    return low, high if high >= 0 else len(scene.text)


def _class_beside(scene: Scene, index: int, line: Span, start: int) -> Actor | None:
    """The counted class on the sum's own line, on the line before it, or in the short block before."""
    for low, high in _lines_before(scene, index, line, start):
        found = _counted().match(scene.text, low, high)
        if found is not None and re.search(r"\bsoit\b", scene.text[found.end() : start]):
            return None  # «74 bénéficiaires ⏎ soit ⏎ N»: one label, which the rules of labels read
        if found is not None:
            who = re.sub(r"[¹²³⁴*]+", "", " ".join(found["who"].split()))
            return Actor(found.start("who"), found.end("who"), COLLECTIVE, None, (who, found["noun"]))
        if low != line[0] and scene.amounts_in(low, high):
            return None
    return None


def _lines_before(scene: Scene, index: int, line: Span, start: int) -> Iterator[Span]:
    """The sum's line up to it, the lines above in its block, then those of the short block before a bare sum."""
    yield line[0], start
    block = scene.blocks[index]
    above = [
        (block.start + found.start(), block.start + found.end())
        for found in _LINE.finditer(scene.text[block.start : line[0]])
    ]
    yield from reversed(above)
    if not above and not re.search(r"[^\W\d_]{2}", scene.text[line[0] : start]):
        for at in range(index - 1, max(-1, index - 2), -1):
            other = scene.blocks[at]
            if other.kind is BlockKind.PARAGRAPH and other.end - other.start < _SHORT:
                yield other.start, other.end


def _thing_beside(scene: Scene, index: int, counted: Actor) -> Span | None:
    """What the class gets: the rest of its line («bénéficiaires de l'APA»), else the short label before it, else behind."""
    holder = scene.block_of(counted.start)
    if holder is None:
        return None
    rest = re.compile(
        r"\s*(?:aidée?s?|soutenue?s?|bénéficiaires?|allocataires?)?\s*(?:de\sla\s|de\sl['’]|du\s|des\s|d['’])(?P<what>[^\n¹²³,;]{2,60})"
    ).match(scene.text, counted.end, scene.blocks[holder].end)
    if rest is not None:
        return rest.span("what")
    for at in (holder - 1, index + 1):
        if not 0 <= at < len(scene.blocks):
            continue
        other = scene.blocks[at]
        said = scene.text[other.start : other.end]
        plain = other.kind is BlockKind.PARAGRAPH and not scene.amounts_in(other.start, other.end)
        if plain and other.end - other.start < _SHORT and not re.search(r"\d", said):
            tail = re.search(r"\s*\([A-ZÉ]{2,8}\)\s*\Z", said)
            return other.start, other.start + (tail.start() if tail else len(said.rstrip()))
    return None


def _purpose_behind(scene: Scene, end: int, high: int) -> Span | None:
    found = re.compile(
        r"\s?(?:HT|TTC)?\s?(?:pour|de|d['’]|en|destinés?\sà|consacrés?\sà|au titre d[eu])\s?(?:les?\s|la\s|l['’])?(?P<what>[^,;()\n]{3,80}?)(?:\s(?:en|de|depuis|sur)\s(?:19|20)\d\d.*)?\s*\Z"
    ).match(scene.text, end, high)
    return found.span("what") if found else None


def _named_above(scene: Scene, low: int, high: int) -> Actor | None:
    """«Contribution au SDIS ⏎ N»: the body that the line above says the sum goes to."""
    line = scene.text.rfind("\n", low, max(low, high - 1)) + 1
    said = re.compile(
        r"\W*(?:contributions?|participations?|subventions?|cotisations?|dotations?|aides?|soutien)\s(?:[^\W\d_]+\s)?(?:au|à la|à l['’]|aux)\s?",
        re.IGNORECASE,
    ).match(scene.text, max(low, line), high)
    named = (
        [actor for actor in scene.mentions_in(said.end(), high) if actor.kind == PARTY and actor.start == said.end()]
        if said
        else []
    )
    return named[0] if named else None


def _body_above(scene: Scene, low: int, high: int) -> Actor | None:
    named = [actor for actor in scene.mentions_in(low, high) if actor.kind == PARTY]
    return named[-1] if named and high - named[-1].end < _LONGEST // 10 else None


def default_years(scene: Scene, index: int, drafts: dict[int, Draft]) -> None:
    """Give the sums of a block of key figures that tell no year the one announced above («Chiffres 2022», «RAPPORT ANNUEL 2023»)."""
    if not _is_figures(scene, index):
        return
    block = scene.blocks[index]
    open_ = [
        at
        for at in scene.amounts_in(block.start, block.end)
        if at in drafts and drafts[at].role in FLOW and drafts[at].period is None
    ]
    if not open_:
        return
    announced = _announced(scene, index)
    for at in open_:
        line = _line_at(scene, scene.amounts[at][0])
        own = _YEARS.search(scene.text, *line)
        drafts[at].period = re.sub(r"\s?[-–/à]\s?", "-", own[0]) if own else announced


def _announced(scene: Scene, index: int) -> str | None:
    part = scene.part_at(scene.blocks[index].start)
    low = part["start"] if part else 0
    for at in range(index - 1, -1, -1):
        other = scene.blocks[at]
        if other.start < low:
            return None
        said = scene.text[other.start : other.end]
        if len(said) > _SHORT or scene.amounts_in(other.start, other.end) or said.rstrip().endswith("."):
            continue
        if words("figures", "announces").search(said) and (years := _YEARS.search(said)):
            return re.sub(r"\s?[-–/à]\s?", "-", years[0])
    return None


__all__ = ["default_years", "read_figures"]
