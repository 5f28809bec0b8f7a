"""Amounts in tables: financing plans of two halves, lists of grants, columns of years or funders, budget lines."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from filon.annotate.flows.actors import COLLECTIVE, PARTY, PLACE, PROGRAMME, PROJECT, REFERENCE, rank_pattern
from filon.annotate.flows.draft import Draft, PlanDraft
from filon.annotate.flows.lexicon import source, words
from filon.annotate.flows.sheets import owner_of, project_in, title_of, under_plan
from filon.outline import cell_at, group_start, row_label, table_header

if TYPE_CHECKING:
    from filon.annotate.flows.actors import Actor
    from filon.annotate.flows.scene import Scene
    from filon.model import Cell, Table

_PERCENT = re.compile(r"(\d{1,3}(?:[.,]\d+)?)\s?%")
_TRIM = re.compile(r"\s*(?:\(\s*\d[\d.,]*\s?%\s*\)|\d[\d.,]*\s?%|:|\*+|\s)+\Z")
_CODE = re.compile(r"\bcodes?\b|\bn°|\bimputation", re.IGNORECASE)
_YEARS = re.compile(r"(?:19|20)\d\d(?:\s?[-–/]\s?(?:19|20)?\d\d)?")
_PAYERS = (PARTY, PROGRAMME, COLLECTIVE, REFERENCE)


@dataclass(frozen=True, slots=True)
class _Place:
    """An amount's cell and what the table says around it."""

    row: int
    column: int
    header: str
    header_actors: list[Actor]
    label: Cell | None
    label_text: str
    label_actors: list[Actor]
    label_header: str


def read_table(scene: Scene, index: int, drafts: dict[int, Draft]) -> PlanDraft | None:
    """Fill the drafts of the amounts in block ``index`` (a table); the plan it holds, if it is one."""
    block = scene.blocks[index]
    table = block.table
    if table is None:
        return None
    places: dict[int, _Place] = {}
    for amount in scene.amounts_in(block.start, block.end):
        place = cell_at(table, scene.amounts[amount][0])
        if place is not None:
            places[amount] = _place(scene, table, *place)
    if not places:
        return None
    context = _context(scene, index, table, places)
    for amount, at in places.items():
        drafts[amount] = _read(scene, table, at, context)
    return _plan(scene, index, places, drafts, context) if context.is_plan else None


# --- what the table is ----------------------------------------------------------------------------------------


@dataclass
class _Context:
    is_plan: bool
    is_grants: bool
    lead: str
    lead_span: tuple[int, int]
    owners: list[Actor]
    issuer: int | None
    who_column: int | None
    what_column: int | None
    title: tuple[int, int] | None
    subheads: dict[int, tuple[int, int]]


def _context(scene: Scene, index: int, table: Table, places: dict[int, _Place]) -> _Context:
    block = scene.blocks[index]
    above = [*scene.lead_ins(index), *list(scene.headings(index))[:1]]
    if not above and index:
        above = [index - 1]
    lead = " ".join(scene.text[scene.blocks[at].start : scene.blocks[at].end] for at in above)
    sides = {_side(place) for place in places.values()}
    own = any(words("tables", "own_share").search(place.label_text) for place in places.values())
    heads = _heads(scene, table)
    who = next(
        (
            column
            for column, head in heads
            if words("tables", "who_column").search(head) and not _of_amounts(places, column)
        ),
        None,
    )
    what = next(
        (
            column
            for column, head in heads
            if column != who
            and words("tables", "what_column").search(head)
            and not _CODE.search(head)
            and not _of_amounts(places, column)
        ),
        None,
    )
    is_plan = (
        {"revenue", "expense"} <= sides
        or ("revenue" in sides and (own or who is None))
        or own
        or under_plan(scene, index)
    )
    if who is not None and not own and not under_plan(scene, index):
        is_plan = False  # «Bénéficiaire | Projet | Coût | Subvention» is a list of grants
    grants = not is_plan and (
        who is not None
        or bool(re.search(r"subvention|aides? aux|attribu|dotation|fonds de concours", lead, re.IGNORECASE))
    )
    return _Context(
        is_plan,
        grants,
        lead,
        (block.start, block.end),
        owner_of(scene, index),
        scene.issuer_at(block.start),
        who,
        what,
        title_of(scene, index),
        _subheads(scene, table),
    )


def _subheads(scene: Scene, table: Table) -> dict[int, tuple[int, int]]:
    """For each row, the line above it that names a part of the table («Travaux skatepark : | | |»), if there is one."""
    current: tuple[int, int] | None = None
    found: dict[int, tuple[int, int]] = {}
    for number, row in enumerate(table.rows[table.header_rows :], table.header_rows):
        filled = [cell for cell in row if cell.end > cell.start]
        if len(filled) == 1 and filled[0] == row[0] and not scene.amounts_in(row[0].start, row[0].end):
            tail = _TRIM.search(scene.text[row[0].start : row[0].end])
            current = (row[0].start, row[0].start + tail.start() if tail else row[0].end)
        elif current is not None:
            found[number] = current
    return found


def _heads(scene: Scene, table: Table) -> list[tuple[int, str]]:
    width = max(len(row) for row in table.rows)
    return [
        (column, " ".join(scene.text[cell.start : cell.end] for cell in table_header(table, column)))
        for column in range(width)
    ]


def _of_amounts(places: dict[int, _Place], column: int) -> bool:
    return any(place.column == column for place in places.values())


def _place(scene: Scene, table: Table, row: int, column: int) -> _Place:
    cells = table_header(table, column) if row >= table.header_rows else ()
    header = " | ".join(scene.text[cell.start : cell.end] for cell in cells)
    actors = [actor for cell in cells for actor in scene.mentions_in(cell.start, cell.end)]
    label = row_label(table, row, column)
    label_text = scene.text[label.start : label.end] if label else ""
    if label and scene.amounts_in(label.start, label.end):  # the figure of another column is no label
        label, label_text = _text_label(scene, table, row, column)
    label_actors = scene.actors_in(label.start, label.end) if label else []
    label_actors = [
        replace(actor, kind=PARTY, entity=body)
        if actor.kind == PLACE and (body := scene.party_of(actor)) is not None
        else actor
        for actor in label_actors
    ]
    over = next(
        (at for at, cell in enumerate(table.rows[row]) if label is not None and cell.start == label.start), None
    )
    label_header = (
        " | ".join(scene.text[c.start : c.end] for c in table_header(table, over))
        if over is not None and row >= table.header_rows
        else ""
    )
    return _Place(row, column, header, actors, label, label_text, label_actors, label_header)


def _text_label(scene: Scene, table: Table, row: int, column: int) -> tuple[Cell | None, str]:
    first = group_start(table, column)
    for cell in reversed(table.rows[row][first:column]):
        if (
            cell.end > cell.start
            and not scene.amounts_in(cell.start, cell.end)
            and not _PERCENT.fullmatch(scene.text[cell.start : cell.end])
        ):
            return cell, scene.text[cell.start : cell.end]
    return None, ""


def _side(place: _Place) -> str | None:
    """Which half of a plan the amount stands in, as the headers above it say."""
    for head in (*place.header.split(" | "), place.label_header):
        revenue, expense = words("tables", "revenue").search(head), words("tables", "expense").search(head)
        if revenue and not expense:
            return "revenue"
        if expense and not revenue:
            return "expense"
        if revenue and expense:
            return (
                "revenue"
                if revenue.start() < expense.start() and not re.match(r"nature|montant", head, re.IGNORECASE)
                else "expense"
            )
    return None


@cache
def _total() -> re.Pattern[str]:
    return re.compile(rf"\W*(?:{source('tables', 'total')})(?!\w)", re.IGNORECASE)


# --- one amount -----------------------------------------------------------------------------------------------


def _read(scene: Scene, table: Table, place: _Place, context: _Context) -> Draft:
    draft = Draft(method="flow:table", confidence=0.6)
    draft.period = _period(place)
    draft.project = project_in(scene, context.title)
    row_head = _row_head(scene, table, place)
    if (
        _total().match(place.label_text)
        or _total().match(row_head)
        or (not place.label_text and place.row == len(table.rows) - 1 and place.row)
    ):
        draft.role, draft.method, draft.confidence = "cost", "flow:table-total", 0.9
        draft.purpose = context.subheads.get(place.row)
        return draft
    side = _side(place)
    payers = [actor for actor in place.label_actors if actor.kind in _PAYERS]
    if context.is_plan:
        own = words("tables", "own_share").search(place.label_text)
        if side == "expense" or (side is None and not payers and not own and not place.header_actors):
            draft.role, draft.method, draft.confidence = "cost", "flow:plan-expense", 0.9
            draft.purpose = _label_span(scene, place)
            return draft
        return _revenue(scene, table, place, draft, context, payers, bool(own))
    if words("tables", "cost_column").search(place.header) and not words("tables", "grant_column").search(place.header):
        draft.role, draft.method, draft.confidence = "cost", "flow:table-cost", 0.7
        draft.purpose = _what(scene, table, place, context)
        return draft
    if context.is_grants:
        return _grant(scene, table, place, draft, context)
    if place.header_actors:
        for actor in place.header_actors:
            if actor.kind in (PARTY, PROGRAMME):
                draft.pay(actor.entity, (actor.start, actor.end))
        draft.role, draft.method, draft.confidence = "plan", "flow:table-funder-column", 0.6
        draft.purpose = _what(scene, table, place, context)
        for actor in place.label_actors:
            if actor.kind in (PARTY, COLLECTIVE):
                draft.give(scene.adopt(actor), (actor.start, actor.end))
        return draft
    if payers:
        for actor in payers:
            draft.pay(scene.adopt(actor), (actor.start, actor.end))
        draft.role, draft.method, draft.confidence = "spend", "flow:table-actor", 0.6
        if re.search(
            r"subvention|aide|participation|contribution|cotisation", context.lead + place.header, re.IGNORECASE
        ):
            draft.role = "award"
        return draft
    draft.role, draft.method, draft.confidence = "cost", "flow:table-line", 0.5
    draft.purpose = _label_span(scene, place)
    return draft


def _revenue(
    scene: Scene, table: Table, place: _Place, draft: Draft, context: _Context, payers: list[Actor], own: bool
) -> Draft:
    draft.role, draft.method, draft.confidence = "plan", "flow:plan-revenue", 0.9
    draft.share = _share(scene, table, place)
    draft.purpose = context.subheads.get(place.row)
    evidence = (place.label.start, place.label.end) if place.label else context.lead_span
    for actor in context.owners:
        draft.give(actor.entity, (actor.start, actor.end))
    if not context.owners and (own or not payers) and context.issuer is not None:
        draft.give(context.issuer, evidence)
        draft.confidence = 0.7
    elif not context.owners and context.issuer is not None and _decided_by_issuer(context):
        draft.give(context.issuer, evidence)
        draft.confidence = 0.6
    actors = payers or [actor for actor in place.header_actors if actor.kind in _PAYERS]
    main = [actor for actor in actors if not _in_brackets(scene, place, actor)] or actors
    parties = [actor for actor in main if actor.kind in (PARTY, COLLECTIVE, REFERENCE)] or main
    if parties:
        for actor in (
            parties[:1]
            if len({a.entity for a in parties}) > 1 and "/" not in place.label_text and " et " not in place.label_text
            else parties
        ):
            draft.pay(scene.adopt(actor), (actor.start, actor.end))
    elif (kind := _kind_of_party(place.label_text)) is not None:
        entity = draft.beneficiaries[0] if draft.beneficiaries else scene.resolve(kind, place.label_text, evidence[0])
        draft.pay(entity, evidence)
        draft.confidence = 0.6
    elif own:
        for entity in list(draft.beneficiaries):
            draft.pay(entity, evidence)
    elif (rank := rank_pattern().search(place.label_text)) and rank.lastgroup:
        draft.pay(scene.ranked(rank.lastgroup, evidence[0]), evidence)
        draft.confidence = 0.7
    return draft


def _kind_of_party(label: str) -> str | None:
    """«Association (mécénat)», «Commune»: a party of the plan named by its kind."""
    kinds = (
        kind
        for kind in ("association", "commune", "epci")
        if re.match(rf"(?:{source('references', kind)})(?!\w)", label, re.IGNORECASE)
    )
    return next(kinds, None)


def _decided_by_issuer(context: _Context) -> bool:
    return bool(context.issuer is not None and not context.owners)


def _grant(scene: Scene, table: Table, place: _Place, draft: Draft, context: _Context) -> Draft:
    draft.role, draft.method, draft.confidence = "award", "flow:table-grant", 0.75
    cells = table.rows[place.row]
    who = (
        cells[context.who_column] if context.who_column is not None and context.who_column < len(cells) else place.label
    )
    if who is not None and who.end > who.start:
        actors = [
            actor
            for actor in scene.actors_in(who.start, who.end)
            if actor.kind in (PARTY, PLACE, COLLECTIVE, REFERENCE)
        ]
        for actor in [actor for actor in actors if actor.kind == PARTY][:1] or actors[:1]:
            draft.give(scene.adopt(actor), (actor.start, actor.end))
    payers = [actor for actor in place.header_actors if actor.kind == PARTY]
    for actor in payers:
        draft.pay(actor.entity, (actor.start, actor.end))
    if not payers and context.issuer is not None:
        draft.pay(context.issuer, context.lead_span)
    draft.purpose = _what(scene, table, place, context) if context.what_column is not None else None
    return draft


def _in_brackets(scene: Scene, place: _Place, actor: Actor) -> bool:
    """«Etat (DSIL)»: the fund in brackets is how, not who."""
    if place.label is None:
        return False
    before = scene.text[place.label.start : actor.start]
    return before.count("(") > before.count(")")


def _row_head(scene: Scene, table: Table, place: _Place) -> str:
    first = group_start(table, place.column)
    cells = table.rows[place.row]
    return scene.text[cells[first].start : cells[first].end] if first < min(len(cells), place.column) else ""


def _label_span(scene: Scene, place: _Place) -> tuple[int, int] | None:
    if place.label is None:
        return None
    start, end = place.label.start, place.label.end
    trimmed = _TRIM.search(scene.text[start:end])
    end = start + trimmed.start() if trimmed else end
    lead = re.match(r"[\s*_•·–-]*", scene.text[start:end])
    start += lead.end() if lead else 0
    return (start, end) if end > start else None


def _what(scene: Scene, table: Table, place: _Place, context: _Context) -> tuple[int, int] | None:
    cells = table.rows[place.row]
    if context.what_column is not None and context.what_column < len(cells):
        cell = cells[context.what_column]
        if cell.end > cell.start:
            return cell.start, cell.end
    if place.label is None or any(actor.kind == PARTY for actor in place.label_actors):
        return None
    project = next((actor for actor in place.label_actors if actor.kind == PROJECT), None)
    return (project.start, project.end) if project else _label_span(scene, place)


def _share(scene: Scene, table: Table, place: _Place) -> str | None:
    found = _PERCENT.search(place.label_text)
    if not found:
        for cell in table.rows[place.row][place.column + 1 : place.column + 2]:
            found = _PERCENT.search(scene.text[cell.start : cell.end])
    return found[1].replace(",", ".") if found else None


def _period(place: _Place) -> str | None:
    found = _YEARS.search(place.header)
    return re.sub(r"\s?[–/]\s?", "-", found[0]) if found else None


def _plan(
    scene: Scene, index: int, places: dict[int, _Place], drafts: dict[int, Draft], context: _Context
) -> PlanDraft:
    block = scene.blocks[index]
    totals = [amount for amount in places if drafts[amount].method == "flow:table-total"]
    owner = context.owners[0].entity if context.owners else None
    return PlanDraft(
        start=block.start,
        end=block.end,
        lines=[amount for amount in places if drafts[amount].role == "plan"],
        costs=[amount for amount in places if drafts[amount].method == "flow:plan-expense"],
        total=totals[0] if totals else None,
        project=project_in(scene, context.title),
        owner=owner,
    )
