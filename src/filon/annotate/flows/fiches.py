"""Records of «Key : value» lines about one thing: what it costs, what it is granted, who else pays («Autres concours : …»).

The lines of one record are read together: who receives and what for stand in other lines than the sum.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from filon.annotate.flows.actors import COLLECTIVE, PARTY, PLACE, PROGRAMME, REFERENCE, rank_pattern
from filon.annotate.flows.draft import Draft
from filon.annotate.flows.labels import lead_of
from filon.annotate.flows.lexicon import source, words
from filon.annotate.flows.period import programme_year
from filon.annotate.flows.planlists import in_plan
from filon.annotate.flows.sheets import is_generic, owner_of, project_in, title_of
from filon.annotate.flows.speaker import evidence_of
from filon.annotate.records import field_of
from filon.model import BlockKind

if TYPE_CHECKING:
    from filon.annotate.flows.actors import Actor
    from filon.annotate.flows.scene import Scene

Span = tuple[int, int]

_ITEM = re.compile(r"(?P<key>[A-ZÉÈ][^:\n(–—]{2,44}?)\s?[:–—]\s")
_PERCENT = re.compile(r"(\d{1,3}(?:[.,]\d+)?)\s?%")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_LEADS = 80  # blocks from a record back to what introduces its list
_AFTER = re.compile(r"\s?(?:HT|TTC)?\s(?:\w+\s)?(?:par\s|de\s|du\s|des\s|d['’])", re.IGNORECASE)
_FOR = re.compile(
    r"\s?(?:HT|TTC)?\s(?:pour|de|d['’]|en|au titre d[eu])\s?(?:les?\s|la\s|l['’])?(?P<what>[^,;.()]{4,80})"
)
_SHORT = 5  # letters of a value that says what the record is about


@dataclass(frozen=True, slots=True)
class Line:
    """One key and its value, as characters, and the block that holds them."""

    key: Span
    value: Span
    block: int


@dataclass(frozen=True, slots=True)
class Fiche:
    """The lines of one record and what they say of the thing: who carries it, what it is, which rate is granted."""

    lines: tuple[Line, ...]
    owners: tuple[Actor, ...]
    purpose: Span | None
    rate: str | None


def read_fiche(scene: Scene, index: int, drafts: dict[int, Draft]) -> bool:
    """Fill the drafts of the amounts in block ``index`` where it is a line of a record whose key is of money; whether it did."""
    line = _line(scene, index)
    amounts = [amount for amount in scene.amounts_in(*line.value) if amount not in drafts] if line else []
    if line is None or not amounts:
        return False
    key = scene.text[slice(*line.key)]
    kind = _kind(key)
    if kind is None or (kind == "award" and in_plan(scene, index, scene.blocks[index].start)):
        return False
    fiche = _fiche(scene, index)
    if fiche is None:
        return False
    for amount in amounts:
        drafts[amount] = _part(scene, fiche, line, amount, drafts) or _draft(scene, fiche, line, amount, kind)
    return True


def _line(scene: Scene, index: int) -> Line | None:
    block = scene.blocks[index]
    if block.kind is BlockKind.KEY_VALUE and block.label is not None:
        return Line(block.label, block.body, index)
    if block.kind is BlockKind.LIST_ITEM and (found := _ITEM.match(scene.text, *block.body)):
        key = found.span("key")
        said = scene.text[slice(*key)]
        return Line(key, (found.end(), block.end), index) if field_of(said) or _kind(said) else None
    return None


@cache
def _keys() -> dict[str, re.Pattern[str]]:
    return {
        kind: re.compile(rf"\W*(?:{source('fiches', kind)})(?!\w)", re.IGNORECASE)
        for kind in ("rate", "recall", "plan", "award", "cost")
    }


def _kind(key: str) -> str | None:
    """What a key of money says of its sums; ``None`` for any other key."""
    return next((kind for kind, pattern in _keys().items() if pattern.match(key)), None)


def _fiche(scene: Scene, index: int) -> Fiche | None:
    """The record that block ``index`` is a line of; ``None`` where no line says who carries what, or what it is."""
    lines: list[Line] = []
    for step in (-1, 1):
        at = index + (0 if step == 1 else step)
        while 0 <= at < len(scene.blocks):
            line = _line(scene, at)
            if line is None and not _passes(scene, at):
                break
            if line is not None:
                if any(_same(scene, line, other) for other in lines):
                    break
                lines.append(line)
            at += step
    lines.sort(key=lambda line: line.key)
    fields = {line: field_of(scene.text[slice(*line.key)]) for line in lines}
    told = owner_of(scene, index)
    if "owner" not in fields.values() and "project" not in fields.values() and not told:
        return None
    owners = [actor for line in lines if fields[line] == "owner" for actor in _parties(scene, line.value)[:1]]
    named = [line.value for line in lines if fields[line] == "project" and _says(scene, line.value)]
    rates = [
        found[1]
        for line in lines
        if _kind(scene.text[slice(*line.key)]) == "rate"
        if (found := _PERCENT.search(scene.text, *line.value))
    ]
    purpose = (
        _trimmed(scene, named[0]) if named else (_heading(scene, lines[0].block) or title_of(scene, lines[0].block))
    )
    return Fiche(tuple(lines), tuple(owners or told), purpose, rates[0].replace(",", ".") if rates else None)


def _heading(scene: Scene, first: int) -> Span | None:
    """The title right above the first line of a record."""
    above = first - 1
    while above >= 0 and _passes(scene, above):
        above -= 1
    block = scene.blocks[above]
    if above < 0 or block.kind is not BlockKind.HEADING or is_generic(scene.text[slice(*block.body)]):
        return None
    return _trimmed(scene, block.body)


def _passes(scene: Scene, index: int) -> bool:
    """Whether a block does not end the record: a page number, the running foot of a page."""
    block = scene.blocks[index]
    return block.kind is BlockKind.SCAR or (
        block.table is not None and len(block.table.rows) == 1 and not scene.amounts_in(block.start, block.end)
    )


def _same(scene: Scene, line: Line, other: Line) -> bool:
    return scene.text[slice(*line.key)].casefold() == scene.text[slice(*other.key)].casefold()


def _says(scene: Scene, value: Span) -> bool:
    return sum(sign.isalpha() for sign in scene.text[slice(*value)]) > _SHORT


def _trimmed(scene: Scene, value: Span) -> Span:
    said = scene.text[slice(*value)]
    return value[0] + len(said) - len(said.lstrip(" *_\xa0\n")), value[0] + len(said.rstrip(" *_\xa0\n.;,"))


def _parties(scene: Scene, span: Span) -> list[Actor]:
    actors = [actor for actor in scene.actors_in(*span) if actor.kind in (PARTY, COLLECTIVE, REFERENCE, PLACE)]
    return [actor for actor in actors if actor.kind == PARTY] or actors


# --- one sum --------------------------------------------------------------------------------------------------


def _draft(scene: Scene, fiche: Fiche, line: Line, amount: int, kind: str) -> Draft:
    if kind == "plan":
        return _plan(scene, fiche, line, amount)
    if kind == "cost":
        return Draft("cost", "flow:fiche-cost", 0.9, purpose=fiche.purpose)
    if kind == "rate":  # «Taux : 25 %, aide plafonnée à N»: what the rate may yield at most
        return Draft("other", "flow:fiche-limit", 0.8)
    return _award(scene, fiche, line, amount)


def _part(scene: Scene, fiche: Fiche, line: Line, amount: int, drafts: dict[int, Draft]) -> Draft | None:
    """«Coût : N, dont M pour le salaire»: a part of the first sum of the value."""
    first = next(iter(scene.amounts_in(*line.value)), amount)
    if first == amount or not words("words", "breakdown").search(
        scene.text[scene.amounts[amount - 1][1] : scene.amounts[amount][0]]
    ):
        return None
    draft = Draft("part", "flow:fiche-part", 0.75, whole=first)
    draft.like(drafts[first])
    draft.period = drafts[first].period
    found = _FOR.match(scene.text, scene.amounts[amount][1], line.value[1])
    draft.purpose = found.span("what") if found else fiche.purpose
    return draft


def _plan(scene: Scene, fiche: Fiche, line: Line, amount: int) -> Draft:
    """«Financeurs : État 9 000 € ; Ville 3 500 €»: what each brings to the thing of the record."""
    draft = _of_thing(scene, fiche, Draft("plan", "flow:fiche-plan", 0.85))
    low, high = _segment(scene, line, amount)
    said = scene.text[low : scene.amounts[amount][0]]
    if words("tables", "own_share").search(said):
        for actor in fiche.owners[:1]:
            draft.pay(scene.adopt(actor), (low, scene.amounts[amount][0]))
    else:
        _pay_named(scene, draft, low, high, amount)
    share = _PERCENT.search(scene.text, low, high)
    draft.share = share[1].replace(",", ".") if share else None
    draft.period = programme_year(scene, line.block)
    return draft


def _award(scene: Scene, fiche: Fiche, line: Line, amount: int) -> Draft:
    """«Subvention : N», «Rappel 2024 : N accordés par l'État»: what the thing of the record is granted."""
    key = scene.text[slice(*line.key)]
    draft = _of_thing(scene, fiche, Draft("award", "flow:fiche-award", 0.85))
    low, high = _segment(scene, line, amount)
    _pay_named(scene, draft, low, high, amount)
    if not draft.funders:
        _pay_named(scene, draft, *line.key, amount)
    lead = _lead(scene, fiche)
    issuer = scene.issuer_at(line.key[0])
    if not draft.funders and issuer is not None and issuer not in draft.beneficiaries:
        draft.pay(issuer, evidence_of(scene, issuer, line.key[0]))
    years = _YEAR.search(key) or _YEAR.search(scene.text, scene.amounts[amount][1], high)
    draft.period = years[0] if years else (_year_of(scene, lead) or programme_year(scene, line.block))
    rate = _PERCENT.search(scene.text, *line.value)
    draft.share = rate[1].replace(",", ".") if rate else (None if _kind(key) == "recall" else fiche.rate)
    return draft


def _of_thing(scene: Scene, fiche: Fiche, draft: Draft) -> Draft:
    draft.purpose, draft.project = fiche.purpose, project_in(scene, fiche.purpose)
    for actor in fiche.owners:
        draft.give(scene.adopt(actor), (actor.start, actor.end))
    return draft


def _segment(scene: Scene, line: Line, amount: int) -> Span:
    """The stretch of a value that is about one of its sums: from the sum before to the next separator behind it."""
    low = max(
        [line.value[0], *[scene.amounts[at][1] for at in scene.amounts_in(line.value[0], scene.amounts[amount][0])]]
    )
    if found := re.compile(r"\s?(?:\([^)]*\)\s?)?\)?\s?[;,/|•]").match(scene.text, low, scene.amounts[amount][0]):
        low = found.end()
    end = re.compile(r"[;/|\n]|,\s|\.\s|\Z").search(scene.text, scene.amounts[amount][1], line.value[1])
    return low, end.start() if end else line.value[1]


def _pay_named(scene: Scene, draft: Draft, low: int, high: int, amount: int) -> None:
    """Whoever the stretch names as payer: before the sum («État (DETR) : N»), else behind it («N de l'État»), else by rank."""
    start, end = scene.amounts[amount]
    before = [
        actor
        for actor in scene.actors_in(low, min(high, start))
        if actor.kind in (PARTY, PROGRAMME, COLLECTIVE, REFERENCE)
    ]
    behind = (
        [actor for actor in scene.actors_in(end, high) if actor.kind in (PARTY, PROGRAMME)]
        if _AFTER.match(scene.text, end, high)
        else []
    )
    for actors in (before, behind):
        parties = [actor for actor in actors if actor.kind == PARTY and actor.entity not in draft.beneficiaries] or [
            actor for actor in actors if actor.kind != PARTY
        ]
        if parties:
            draft.pay(scene.adopt(parties[0]), (parties[0].start, parties[0].end))
            return
    rank = rank_pattern().search(scene.text, low, min(high, max(low, start)))
    if rank and rank.lastgroup:
        draft.pay(scene.ranked(rank.lastgroup, low), rank.span())


def _lead(scene: Scene, fiche: Fiche) -> Span | None:
    """What introduces the list of records that this one is of («d'attribuer aux bénéficiaires ci-après … :»)."""
    first = fiche.lines[0].block
    if (lead := lead_of(scene, first)) is not None:
        return lead
    for at in range(first - 1, max(-1, first - _LEADS), -1):
        block = scene.blocks[at]
        said = scene.text[block.start : block.end].rstrip(" *\n")
        if said.endswith(":") and words("listed", "gives").search(said):
            return block.start, block.end
        if block.kind is BlockKind.HEADING and block.level == 1:
            return None
    return None


def _year_of(scene: Scene, span: Span | None) -> str | None:
    dates = [plain for _, _, plain in scene.dates_in(*span) if plain["kind"] in ("year", "period")] if span else []
    value: str | None = dates[-1]["value"] if dates else None
    return value


__all__ = ["Fiche", "read_fiche"]
