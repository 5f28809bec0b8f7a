"""Lines that are no plan's: grants to those in the rows, what funders in columns bring, contributions of the rows, parts of a sum."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from filon.annotate.flows.actors import COLLECTIVE, PARTY, PLACE, PROGRAMME, PROJECT, REFERENCE, Actor
from filon.annotate.flows.draft import FLOW
from filon.annotate.flows.lexicon import words
from filon.annotate.flows.tables.cells import PAYERS, label_span, row_head, share_of, total_pattern, years_in
from filon.annotate.flows.tables.plans import give_to_owner
from filon.outline import table_header

if TYPE_CHECKING:
    from filon.annotate.flows.draft import Draft
    from filon.annotate.flows.scene import Scene
    from filon.annotate.flows.tables.cells import Place
    from filon.annotate.flows.tables.kinds import Context
    from filon.model import Table

Span = tuple[int, int]
_TOLD_BESIDE = 4  # sums of one sentence («742 000 € pour 2024 et 760 000 € pour 2025»)
_BESIDE = 8  # characters: an article
_ABOVE = 1500  # characters above a table in which the class of its rows is named
_RECEIVERS = (PARTY, PLACE, COLLECTIVE, REFERENCE)


def read_cost(scene: Scene, table: Table, place: Place, draft: Draft, context: Context) -> Draft | None:
    """The draft of an amount in a column of costs, ``None`` in another column."""
    if words("tables", "other_column").search(place.header):
        draft.role, draft.method, draft.confidence = "other", "flow:table-other", 0.7
        return draft
    is_cost = words("tables", "cost_column").search(place.header)
    if not is_cost or words("tables", "grant_column").search(place.header.replace(is_cost[0], "", 1)):
        return None
    draft.role, draft.method, draft.confidence = "cost", "flow:table-cost", 0.7
    draft.purpose = what_of(scene, table, place, context)
    return draft


def read_grant(scene: Scene, table: Table, place: Place, draft: Draft, context: Context) -> Draft:
    """What the issuer (or whom the header names) gives to the one in the row."""
    draft.role, draft.method, draft.confidence = "award", "flow:table-grant", 0.75
    if words("tables", "demand_column").search(place.header) and _rejected(scene, table, place):
        draft.role, draft.method = "other", "flow:table-rejected"
        return draft
    _give_to_row(scene, table, place, draft, context)
    payers = [actor for actor in place.header_actors if actor.kind == PARTY]
    for actor in payers:
        draft.pay(actor.entity, (actor.start, actor.end))
    if not payers and context.issuer is not None:
        draft.pay(context.issuer, context.lead_span)
    several = len([column for column in context.payers if _filled(scene, table, place.row, column)]) > 1
    draft.share = None if several else share_of(scene, table, place)  # the rate is that of the sums together
    draft.purpose = what_of(scene, table, place, context) if context.what_column is not None else None
    return draft


def _filled(scene: Scene, table: Table, row: int, column: int) -> bool:
    cells = table.rows[row]
    return column < len(cells) and bool(scene.amounts_in(cells[column].start, cells[column].end))


def total_of_grants(scene: Scene, table: Table, place: Place, draft: Draft, context: Context) -> Draft:
    """«TOTAL | 289 877 €» under the grants: what the issuer gives them all."""
    draft.role, draft.method, draft.confidence = "award", "flow:table-grant-total", 0.6
    payers = [actor for actor in place.header_actors if actor.kind == PARTY]
    for actor in payers:
        draft.pay(actor.entity, (actor.start, actor.end))
    if not payers and context.issuer is not None:
        draft.pay(context.issuer, context.lead_span)
    if context.head is not None:
        for actor in scene.actors_in(*context.head):
            if actor.kind == COLLECTIVE:
                draft.give(scene.adopt(actor), (actor.start, actor.end))
    if not draft.beneficiaries and (rows := class_of_rows(scene, table, context)) is not None:
        draft.give(scene.adopt(rows), (rows.start, rows.end))
    return draft


def class_of_rows(scene: Scene, table: Table, context: Context) -> Actor | None:
    """«Association», «Maître d'ouvrage» over the rows: the class they are of, as the text above names it if it does."""
    if context.who_column is None or not table.header_rows:
        return None
    cells = table_header(table, context.who_column)
    said = scene.text[cells[0].start : cells[0].end].strip(" *_") if cells else ""
    if not re.fullmatch(r"[^\W\d_]+(?:\s(?:d['’]|de\s)?[^\W\d_]+)?", said):
        return None
    plural = re.sub(r"\A([^\W\d_]*[^\W\d_sx])(?=\s|\Z)", r"\1s", said.casefold())
    noun = plural.split()[0]
    above = scene.actors_in(max(0, cells[0].start - _ABOVE), cells[0].start)
    named = [actor for actor in above if actor.kind == COLLECTIVE and actor.names[-1].casefold().startswith(noun)]
    names = (*dict.fromkeys((plural, *(named[-1].names if named else ()))),)
    return Actor(cells[0].start, cells[0].end, COLLECTIVE, None, names)


def read_matrix(scene: Scene, table: Table, place: Place, draft: Draft, context: Context, *, total: bool) -> Draft:
    """What the funder of the column brings to the action of the row."""
    actors = context.payers.get(place.column, [])
    own = words("tables", "own_share").search(place.header)
    draft.role, draft.method, draft.confidence = "plan", "flow:table-funder-column", 0.7
    parties = [actor for actor in actors if actor.kind != PROGRAMME] or actors
    if total:
        draft.purpose = _named_in_title(scene, context)
    elif context.who_column is not None:
        _give_to_row(scene, table, place, draft, context)
        draft.purpose = what_of(scene, table, place, context)
    else:
        draft.purpose = what_of(scene, table, place, context)
    if context.who_column is None:
        give_to_owner(draft, context, context.lead_span, sure=False)
    for actor in parties[:1]:
        draft.pay(scene.adopt(actor), (actor.start, actor.end))
    if not parties and own:
        for entity, evidence in zip(list(draft.beneficiaries), list(draft.beneficiary_evidence), strict=True):
            draft.pay(entity, evidence)
    return draft


def read_contribution(
    scene: Scene, table: Table, place: Place, draft: Draft, context: Context, *, total: bool
) -> Draft:
    """What the body in the row (in a total: the bodies of all rows) pays to the body that writes, or that the title names."""
    draft.role, draft.method, draft.confidence = "award", "flow:table-contribution", 0.75
    payers = [actor for actor in place.label_actors if actor.kind in _RECEIVERS]
    for actor in [actor for actor in payers if actor.kind == PARTY][:1] or payers[:1]:
        draft.pay(scene.adopt(actor), (actor.start, actor.end))
    if total and not draft.funders and (rows := class_of_rows(scene, table, context)) is not None:
        draft.pay(scene.adopt(rows), (rows.start, rows.end))
    receivers = _named_receiver(scene, context) or [
        actor for actor in context.owners if actor.entity not in draft.funders
    ]
    for actor in receivers:
        draft.give(scene.adopt(actor), (actor.start, actor.end))
    if not receivers and context.issuer is not None and context.issuer not in draft.funders:
        draft.give(context.issuer, context.lead_span)
    draft.purpose = context.billed
    return draft


def _named_receiver(scene: Scene, context: Context) -> list[Actor]:
    """«Contributions publiques reçues par la SEM»: who receives, as the title says."""
    for low, high in context.above:
        for found in words("tables", "received_by").finditer(scene.text, low, high):
            named = [actor for actor in scene.actors_in(found.end(), high) if actor.start - found.end() < _BESIDE]
            if named:
                return named[:1]
    return []


def read_year(place: Place, draft: Draft, context: Context, scene: Scene, whole: int | None) -> Draft:
    """A year of what the payer in the row brings, or (``whole`` is none) its total."""
    draft.role = "plan" if whole is None else "part"
    draft.method, draft.confidence, draft.whole = "flow:table-year", 0.75, whole
    for actor in [actor for actor in place.label_actors if actor.kind in PAYERS][:1]:
        draft.pay(scene.adopt(actor), (actor.start, actor.end))
    give_to_owner(draft, context, context.lead_span, sure=False)
    draft.purpose = _named_in_title(scene, context)
    return draft


def read_part(
    scene: Scene,
    table: Table,
    place: Place,
    drafts: dict[int, Draft],
    number: int,
    amount: int,
    draft: Draft,
    *,
    total: bool,
) -> Draft:
    """A cell of a table that breaks down the sum ``number`` told above it; a total tells that sum, or one beside it, again."""
    whole = drafts[number]
    draft.like(whole)
    same = next(
        (
            at
            for at in range(number, max(-1, number - _TOLD_BESIDE), -1)
            if at in drafts and _tells(scene, drafts, at, amount)
        ),
        None,
    )
    if total and same is not None:
        draft.role, draft.method, draft.confidence = drafts[same].role, "flow:table-whole", 0.8
        draft.purpose, draft.period = drafts[same].purpose, draft.period or drafts[same].period
        return draft
    draft.role, draft.method, draft.confidence, draft.whole = "part", "flow:table-part", 0.8, number
    cell = table.rows[place.row][place.column]
    if place.aside and re.search(r"[^\W\d_]{3}", place.aside):  # «- | équipe mobile : N»
        draft.purpose = (cell.start, cell.start + len(place.aside.rstrip(" :–-")))
        draft.period = draft.period or whole.period
        return draft
    label = label_span(scene, place)
    head = row_head(scene, table, place)
    year = years_in(head) if re.fullmatch(r"\W*(?:19|20)\d\d\W*", head) else None
    if year is not None or (total and place.header and not years_in(place.header)):  # the columns are the items
        draft.purpose = (
            whole.purpose if total_pattern().match(place.header) else _item_of(scene, place) or whole.purpose
        )
        draft.period = year or whole.period
        return draft
    draft.purpose = label or whole.purpose
    draft.period = draft.period or (None if place.header else whole.period)
    return draft


def _tells(scene: Scene, drafts: dict[int, Draft], told: int, amount: int) -> bool:
    return drafts[told].role in FLOW and scene.values[told] == scene.values[amount]


def _item_of(scene: Scene, place: Place) -> Span | None:
    """What a column is of, as its header says, without years and units."""
    for cell in reversed(place.header_cells):
        said = re.sub(r"\s*\((?:en\s)?[kM]?(?:€|euros?)\)\s*\Z", "", scene.text[cell.start : cell.end])
        if re.search(r"[^\W\d_]{3}", said) and said[0].isupper():
            return cell.start, cell.start + len(said)
    return None


def read_totalled(
    scene: Scene, place: Place, draft: Draft, context: Context, payers: list[Actor], whole: int | None
) -> Draft:
    """An item that a total below attributes to its payer, or (``whole`` is none) that total."""
    draft.role = "award" if whole is None else "part"
    draft.method, draft.confidence, draft.whole = "flow:table-totalled", 0.65, whole
    for actor in payers[:1]:
        draft.pay(scene.adopt(actor), (actor.start, actor.end))
    if context.owners or (context.issuer is not None and context.issuer not in draft.funders):
        give_to_owner(draft, context, context.lead_span, sure=False)
    if whole is not None:
        draft.purpose = label_span(scene, place)
    return draft


def read_aside(draft: Draft, place: Place, scene: Scene, amount: int) -> Draft | None:
    """An amount inside a cell of words: a price per unit, a loan within the line; ``None`` for another."""
    after = scene.text[scene.amounts[amount][1] : scene.amounts[amount][1] + 20]
    if re.match(r"\s?(?:/|par\s)\s?\w", after):
        draft.role, draft.method, draft.confidence = "cost", "flow:unit-price", 0.8
        return draft
    if place.aside and re.search(r"\b(?:emprunts?|prêts?)\b", place.aside, re.IGNORECASE):
        draft.role, draft.method, draft.confidence = "other", "flow:plan-loan", 0.8
        return draft
    return None


def _give_to_row(scene: Scene, table: Table, place: Place, draft: Draft, context: Context) -> None:
    cells = table.rows[place.row]
    column = context.who_column
    who = cells[column] if column is not None and column < len(cells) else place.label
    if who is None or who.end <= who.start:
        return
    actors = [actor for actor in scene.actors_in(who.start, who.end) if actor.kind in _RECEIVERS]
    for actor in [actor for actor in actors if actor.kind == PARTY][:1] or actors[:1]:
        draft.give(scene.adopt(actor), (actor.start, actor.end))


def _named_in_title(scene: Scene, context: Context) -> tuple[int, int] | None:
    """The project that the title of a sheet names, else the title."""
    if context.title is None:
        return None
    named = (actor for actor in scene.mentions_in(*context.title) if actor.kind == PROJECT)
    return next(((actor.start, actor.end) for actor in named), context.title)


def _rejected(scene: Scene, table: Table, place: Place) -> bool:
    row = table.rows[place.row]
    return any(
        words("tables", "rejected").match(scene.text[cell.start : cell.end].strip(" *_"))
        for cell in row[place.column :]
    )


def what_of(scene: Scene, table: Table, place: Place, context: Context) -> tuple[int, int] | None:
    """What the row is about: its cell under «Objet», «Action», else its label."""
    cells = table.rows[place.row]
    if context.what_column is not None and context.what_column < len(cells):
        cell = cells[context.what_column]
        if cell.end > cell.start:
            return cell.start, cell.end
    if place.label is None or any(actor.kind == PARTY for actor in place.label_actors):
        return None
    project = next((actor for actor in place.label_actors if actor.kind == PROJECT), None)
    return (project.start, project.end) if project else label_span(scene, place)


__all__ = [
    "read_aside",
    "read_contribution",
    "read_cost",
    "read_grant",
    "read_matrix",
    "read_part",
    "read_totalled",
    "read_year",
    "total_of_grants",
    "what_of",
]
