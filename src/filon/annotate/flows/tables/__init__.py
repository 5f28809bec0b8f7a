"""Amounts in tables: financing plans of two halves, lists of grants, columns of years or funders, budget lines.

`kinds` looks at the whole table, `cells` at what stands around one amount, `plans` and `grants` read the amount.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from filon.annotate.flows.actors import COLLECTIVE, PARTY
from filon.annotate.flows.draft import Draft, PlanDraft
from filon.annotate.flows.lexicon import words
from filon.annotate.flows.prose import read_stretch
from filon.annotate.flows.sheets import project_in
from filon.annotate.flows.tables import grants, kinds
from filon.annotate.flows.tables.cells import PAYERS, label_span, place_of, row_head, total_pattern, years_in
from filon.annotate.flows.tables.plans import read_plan, subhead_purpose
from filon.outline import cell_at

if TYPE_CHECKING:
    from filon.annotate.flows.scene import Scene
    from filon.annotate.flows.tables.cells import Place
    from filon.annotate.flows.tables.kinds import Context
    from filon.model import Table


def read_table(scene: Scene, index: int, drafts: dict[int, Draft]) -> PlanDraft | None:
    """Fill the drafts of the amounts in block ``index`` (a table); the plan it holds, if it is one."""
    block = scene.blocks[index]
    table = block.table
    if table is None:
        return None
    places: dict[int, Place] = {}
    for amount in scene.amounts_in(block.start, block.end):
        cell = cell_at(table, scene.amounts[amount][0])
        if cell is not None:
            places[amount] = place_of(scene, table, amount, *cell)
    if not places:
        return None
    if _bulleted(scene, table) and all(place.aside for place in places.values()):
        for row in table.rows if kinds.broken_down(scene, index, drafts) is None else ():
            read_stretch(scene, index, row[-1].start, row[-1].end, drafts)
        if all(amount in drafts for amount in places):
            return None
    whole = {amount: place for amount, place in places.items() if place.aside is None}
    context = kinds.context_of(scene, index, table, whole or places, drafts)
    wholes = _wholes(places, context)
    for amount, place in places.items():
        drafts[amount] = _read(scene, table, amount, place, context, places, wholes, drafts)
    return _plan(scene, index, places, drafts, context) if context.kind == kinds.PLAN else None


def _bulleted(scene: Scene, table: Table) -> bool:
    """Whether a table is a list whose bullets a tab parts from their text."""
    return all(
        len(row) == len(("bullet", "text")) and not re.search(r"\w{2}|\d", scene.text[row[0].start : row[0].end])
        for row in table.rows
    )


def _wholes(places: dict[int, Place], context: Context) -> dict[int, int]:
    """In tables whose total the other cells are parts of: by amount, the total of its row or of its column."""
    if context.kind not in (kinds.YEARS, kinds.TOTALLED):
        return {}
    by_row = context.kind == kinds.YEARS
    totals = {
        place.row if by_row else place.column: amount
        for amount, place in places.items()
        if total_pattern().match(place.header if by_row else place.label_text)
    }
    keyed = {amount: place.row if by_row else place.column for amount, place in places.items()}
    return {amount: totals[key] for amount, key in keyed.items() if key in totals and totals[key] != amount}


def _read(
    scene: Scene,
    table: Table,
    amount: int,
    place: Place,
    context: Context,
    places: dict[int, Place],
    wholes: dict[int, int],
    drafts: dict[int, Draft],
) -> Draft:
    draft = Draft(method="flow:table", confidence=0.6)
    draft.period = years_in(place.header) or context.period
    draft.project = project_in(scene, context.title)
    if place.aside is not None and (aside := grants.read_aside(draft, place, scene, amount)) is not None:
        return aside
    total = _is_total(scene, table, place)
    if context.kind == kinds.BREAKDOWN and context.whole is not None:
        return grants.read_part(scene, table, place, drafts, context.whole, amount, draft, total=total)
    if context.kind == kinds.TOTALLED and (total or amount in wholes):
        payers = kinds.totalled_payer(scene, places)
        return grants.read_totalled(scene, place, draft, context, payers, wholes.get(amount))
    if context.kind == kinds.MATRIX:
        return _of_matrix(scene, table, place, draft, context, total=total)
    if context.kind == kinds.GRANTS and total and _of_grants(scene, table, place, context):
        return grants.total_of_grants(scene, table, place, draft, context)
    if context.kind == kinds.CONTRIBUTIONS and grants.read_cost(scene, table, place, draft, context) is None:
        return grants.read_contribution(scene, table, place, draft, context, total=total)
    if words("tables", "other_column").search(place.header) and (
        aside := grants.read_cost(scene, table, place, draft, context)
    ):
        return aside
    if total and context.kind != kinds.YEARS:
        draft.role, draft.method, draft.confidence = "cost", "flow:table-total", 0.9
        draft.purpose = subhead_purpose(scene, context, place)
        return draft
    if context.kind == kinds.PLAN:
        return read_plan(scene, table, place, draft, context)
    if context.kind == kinds.YEARS and not total:
        return grants.read_year(place, draft, context, scene, wholes.get(amount))
    if (cost := grants.read_cost(scene, table, place, draft, context)) is not None:
        return cost
    if context.kind == kinds.GRANTS:
        return grants.read_grant(scene, table, place, draft, context)
    return _read_line(scene, table, place, draft, context)


def _is_total(scene: Scene, table: Table, place: Place) -> bool:
    return bool(
        total_pattern().match(place.label_text)
        or total_pattern().match(row_head(scene, table, place))
        or (not place.label_text and place.row == len(table.rows) - 1 and place.row)
    )


def _of_grants(scene: Scene, table: Table, place: Place, context: Context) -> bool:
    """Whether the column of a total holds grants (its other cells are no costs)."""
    return context.who_column is not None and grants.read_cost(scene, table, place, Draft(), context) is None


def _of_matrix(scene: Scene, table: Table, place: Place, draft: Draft, context: Context, *, total: bool) -> Draft:
    if place.column in context.payers or words("tables", "own_share").search(place.header):
        return grants.read_matrix(scene, table, place, draft, context, total=total)
    draft.role, draft.method, draft.confidence = "cost", "flow:table-cost", 0.8
    draft.purpose = context.title if total else grants.what_of(scene, table, place, context)
    return draft


def _read_line(scene: Scene, table: Table, place: Place, draft: Draft, context: Context) -> Draft:
    payers = [actor for actor in place.label_actors if actor.kind in PAYERS]
    if place.header_actors:
        for actor in place.header_actors:
            draft.pay(scene.adopt(actor), (actor.start, actor.end))
        draft.role, draft.method, draft.confidence = "plan", "flow:table-funder-column", 0.6
        draft.purpose = grants.what_of(scene, table, place, context)
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
    draft.purpose = label_span(scene, place)
    return draft


def _plan(scene: Scene, index: int, places: dict[int, Place], drafts: dict[int, Draft], context: Context) -> PlanDraft:
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
