"""What a table is: a plan of expenses and revenues, funders in columns, a list of grants, contributions, years of a sum."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from filon.annotate.flows.actors import PARTY, PROGRAMME, Actor
from filon.annotate.flows.draft import FLOW
from filon.annotate.flows.lexicon import source, words
from filon.annotate.flows.mask import mask
from filon.annotate.flows.period import programme_year, year_of_act
from filon.annotate.flows.phrase import end_of, noun_phrase
from filon.annotate.flows.ranks import RANK_NAMES
from filon.annotate.flows.referred import other_signatory
from filon.annotate.flows.sheets import owner_of, owner_told, title_of, under_plan
from filon.annotate.flows.tables.cells import (
    PAYERS,
    header_actors,
    is_key_table,
    party_noun,
    side,
    total_pattern,
    trimmed_end,
    years_in,
)
from filon.annotate.records import field_of
from filon.outline import table_header

if TYPE_CHECKING:
    from filon.annotate.flows.draft import Draft
    from filon.annotate.flows.scene import Scene
    from filon.annotate.flows.tables.cells import Place
    from filon.model import Table

PLAN, MATRIX, GRANTS, CONTRIBUTIONS, YEARS, BREAKDOWN, TOTALLED, LINES = (
    "plan",
    "matrix",
    "grants",
    "contributions",
    "years",
    "breakdown",
    "totalled",
    "lines",
)
_AUTHORITY = re.compile(
    r"(?:région|conseil régional|département|conseil départemental|[ée]tat|préfecture|agence|union)\b", re.IGNORECASE
)
_TITLE_OF_TABLE = 200  # characters
_NEAR = 160  # characters: a title or lead-in that speaks of the table alone


@dataclass
class Context:
    """What the rules need to know of the whole table."""

    kind: str
    lead: str
    lead_span: tuple[int, int]
    owners: list[Actor]
    issuer: int | None
    who_column: int | None
    what_column: int | None
    title: tuple[int, int] | None
    subheads: dict[int, tuple[int, int]]
    head: tuple[int, int] | None = None
    period: str | None = None
    whole: int | None = None
    billed: tuple[int, int] | None = None  # what the rows are charged for
    above: tuple[tuple[int, int], ...] = ()  # the lead-ins and titles
    contributing: frozenset[int] = frozenset()  # authorities that a row names as one payer among others
    payers: dict[int, list[Actor]] = field(default_factory=dict)  # by column, where the headers name funders


def context_of(scene: Scene, index: int, table: Table, places: dict[int, Place], drafts: dict[int, Draft]) -> Context:
    """Look at the whole table and at what stands above it."""
    block = scene.blocks[index]
    above = [*scene.lead_ins(index), *list(scene.headings(index))[:1]]
    if not above and index:
        above = [index - 1]
    lead = " ".join(scene.text[scene.blocks[at].start : scene.blocks[at].end] for at in above)
    heads = _heads(scene, table)
    columns = {place.column for place in places.values()}
    who = _column(heads, "who_column", columns, None)
    what = _column(heads, "what_column", columns, who)
    context = Context(
        LINES,
        lead,
        (block.start, block.end),
        [],
        scene.issuer_at(block.start),
        who,
        what,
        title_of(scene, index),
        _subheads(scene, table),
    )
    context.above = tuple(_span(scene, at) for at in (*above, *range(max(0, index - 2), index)))
    context.head = next((_span(scene, at) for at in scene.headings(index)), None)
    context.payers = (
        {}
        if is_key_table(scene, table)
        else {
            column: actors
            for column, head in heads
            if column in columns
            and column not in (who, what)
            and (actors := _payers_in_head(scene, table, column, head))
        }
    )
    context.kind = _kind(scene, index, table, places, drafts, context)
    context.owners = (
        _owner_row(scene, table) or _own_payer(places) or owner_of(scene, index) or owner_told(scene, index)
    )
    context.contributing = frozenset(
        actor.entity
        for place in places.values()
        for actor in place.label_actors
        if actor.entity is not None and actor.kind == PARTY and _AUTHORITY.match(scene.entities[actor.entity]["name"])
    )
    if not context.owners and (context.issuer is None or context.issuer in context.contributing):
        context.owners = _own_commune(scene, places)
    if not context.owners and (receiver := other_signatory(scene, block.start, [context.issuer])) is not None:
        context.owners = [receiver]
    context.period = _period(scene, index, table, context)
    context.billed = _billed_for(scene, context) if context.kind == CONTRIBUTIONS else None
    return context


def _owner_row(scene: Scene, table: Table) -> list[Actor]:
    """«Porteur | X»: the row that tells who carries what a table of keys and values is about."""
    for row in table.rows if is_key_table(scene, table) else ():
        if len(row) > 1 and field_of(scene.text[row[0].start : row[0].end]) == "owner":
            named = [actor for actor in scene.actors_in(row[1].start, row[1].end) if actor.kind == PARTY]
            return named[:1]
    return []


def _own_commune(scene: Scene, places: dict[int, Place]) -> list[Actor]:
    """The one commune among several payers: what nobody else pays of a project its owner does."""
    found: list[Actor] = []
    for place in places.values():
        noun = party_noun(place.label_text)
        if noun is not None and noun["commune"] and place.label is not None:
            span = (place.label.start, place.label.end)
            entity = scene.resolve("commune", noun["commune"], span[0])
            found.append(Actor(*span, PARTY, entity if entity is not None else scene.unnamed("commune", span)))
        found += [
            actor
            for actor in place.label_actors
            if actor.kind == PARTY
            and actor.entity is not None
            and RANK_NAMES["commune"].match(scene.entities[actor.entity]["name"])
        ]
    return found[:1] if len({actor.entity for actor in found}) == 1 else []


def _own_payer(places: dict[int, Place]) -> list[Actor]:
    """«Fonds propres de la Communauté de communes»: who brings its own money carries the project."""
    for place in places.values():
        if words("tables", "own_share").match(place.label_text.strip(" *_-–•")):
            named = [actor for actor in place.label_actors if actor.kind == PARTY]
            if len({actor.entity for actor in named}) == 1:
                return named[:1]
    return []


def _kind(
    scene: Scene, index: int, table: Table, places: dict[int, Place], drafts: dict[int, Draft], context: Context
) -> str:
    sides = {side(place) for place in places.values()}
    own = any(words("tables", "own_share").search(place.label_text) for place in places.values())
    planned = under_plan(scene, index)
    if (whole := broken_down(scene, index, drafts)) is not None:
        context.whole = whole
        return BREAKDOWN
    if _is_years(table, places):
        return YEARS
    if _is_matrix(scene, table, places, context) and not _granted_by_scheme(context, places):
        return MATRIX
    if _is_contributions(scene, context, places):
        return CONTRIBUTIONS
    is_plan = (
        {"revenue", "expense"} <= sides
        or ("revenue" in sides and (own or context.who_column is None))
        or own
        or planned
        or _balanced(scene, places)
    )
    if context.who_column is not None and not own and not planned:
        is_plan = False  # «Bénéficiaire | Projet | Coût | Subvention» is a list of grants
    if is_plan:
        return PLAN
    if totalled_payer(scene, places):
        return TOTALLED
    gives = re.search(r"subvention|aides? aux|attribu|dotation|fonds de concours", context.lead, re.IGNORECASE)
    return GRANTS if context.who_column is not None or gives else LINES


def _balanced(scene: Scene, places: dict[int, Place]) -> bool:
    """Whether rows that name who pays, one below the other, make up another sum of the table: a plan of financing."""
    run: list[int] = []
    for amount in [*sorted(places), -1]:
        place = places.get(amount)
        if place is not None and (party_noun(place.label_text) or any(a.kind in PAYERS for a in place.label_actors)):
            run.append(amount)
            continue
        others = {scene.values[at] for at in places if at not in run}
        labels = {places[at].label_text for at in run}
        if len(run) > 1 and len(labels) > 1 and sum(scene.values[at] for at in run) in others:
            return True
        run = []
    return False


def broken_down(scene: Scene, index: int, drafts: dict[int, Draft]) -> int | None:
    """«… de N, selon l'échéancier suivant :» just above: the cells are parts of that sum."""
    at = next(
        (at for at in range(index - 1, max(-1, index - 3), -1) if scene.text[slice(*_span(scene, at))].strip()), None
    )
    if at is None:
        return None
    low, high = _span(scene, at)
    said = scene.text[max(low, high - _NEAR) : high]
    if not re.search(rf"(?:{source('words', 'schedule')})[^.]{{0,80}}:\W*\Z", said, re.IGNORECASE):
        return _summed_up(scene, index, at, drafts)
    told = [amount for amount in scene.amounts_in(max(low, high - _NEAR), high) if amount in drafts]
    return told[-1] if told and drafts[told[-1]].role in FLOW else None


def _billed_for(scene: Scene, context: Context) -> tuple[int, int] | None:
    """«Le remplacement des poteaux est facturé aux communes»: what is charged."""
    for low, high in context.above:
        for found in words("tables", "billed").finditer(scene.text, low, high):
            begin = max(low, *(scene.text.rfind(sign, low, found.start()) + 1 for sign in ".;:\n"))
            masked = mask(scene, begin, found.start())
            if span := noun_phrase(masked, len(masked.text) - len(masked.text.lstrip()), len(masked.text)):
                return masked.offset(span[0]), end_of(masked, span[1])
    return None


def _summed_up(scene: Scene, index: int, lead: int, drafts: dict[int, Draft]) -> int | None:
    """The sum told in the lead-in of a table whose last row comes to it: the cells are its years and items."""
    low, high = _span(scene, lead)
    block = scene.blocks[index]
    if not scene.text[low:high].rstrip(" *").endswith(":") or block.table is None:
        return None
    last = block.table.rows[-1]
    totals = {scene.values[amount] for amount in scene.amounts_in(last[0].start, last[-1].end)}
    told = [amount for amount in scene.amounts_in(low, high) if amount in drafts and scene.values[amount] in totals]
    return told[-1] if told and drafts[told[-1]].role in FLOW else None


def _span(scene: Scene, at: int) -> tuple[int, int]:
    return scene.blocks[at].start, scene.blocks[at].end


def _is_years(table: Table, places: dict[int, Place]) -> bool:
    """«(en k€) | 2022 | 2023 | Total» with payers as labels: years of what each pays, and its total."""
    headers = {place.column: place.header for place in places.values() if place.row >= table.header_rows}
    yearly = [
        head for head in headers.values() if years_in(head) or words("tables", "year_column").fullmatch(head.strip())
    ]
    totals = [head for head in headers.values() if total_pattern().match(head)]
    labels = {place.row: place for place in places.values() if place.row >= table.header_rows}
    paying = [place for place in labels.values() if any(actor.kind in PAYERS for actor in place.label_actors)]
    return len(yearly) > 1 and len(totals) == 1 and len(paying) * 2 > len(labels) and len(yearly) + 1 == len(headers)


def _is_matrix(scene: Scene, table: Table, places: dict[int, Place], context: Context) -> bool:
    """Whether several columns are named by who pays; the rows then are what is paid for."""
    if not context.payers:
        return False
    own = [column for column, head in _heads(scene, table) if words("tables", "own_share").search(head)]
    labels = {place.row: place for place in places.values()}
    rows_pay = [place for place in labels.values() if side(place) is None and _pays_itself(place)]
    costs = any(words("tables", "cost_column").search(place.header) for place in places.values())
    return (len(context.payers) + len(own) > 1 or costs) and (
        len(rows_pay) * 2 <= len(labels) or context.who_column is not None
    )


def _granted_by_scheme(context: Context, places: dict[int, Place]) -> bool:
    """«Subvention accordée | DETR | DSIL»: what the act's body grants, by the scheme that it takes the money from."""
    if any(actor.kind != PROGRAMME for actors in context.payers.values() for actor in actors) or context.issuer is None:
        return False
    heads = [place.header for place in places.values() if place.column in context.payers]
    return context.who_column is not None and all(words("tables", "granted").search(head) for head in heads)


def _pays_itself(place: Place) -> bool:
    return any(actor.kind in PAYERS for actor in place.label_actors) or bool(
        words("tables", "own_share").search(place.label_text)
    )


def _payers_in_head(scene: Scene, table: Table, column: int, head: str) -> list[Actor]:
    cells = [cell for cell in table_header(table, column) if not _only_when(scene.text[cell.start : cell.end])]
    if not cells:
        return []
    said = scene.text[cells[-1].start : cells[-1].end]
    if total_pattern().match(said) or years_in(said) or len(head.split()) > 9:
        return []
    return [] if words("tables", "cost_column").match(head.strip()) else header_actors(scene, cells[-1])


def _only_when(said: str) -> bool:
    """Whether a header cell is but a year or a unit, under the name of who pays."""
    return bool(re.fullmatch(r"\W*(?:(?:19|20)\d\d)?\W*(?:en\s)?(?:[kM]?€|euros?|HT|TTC)?\W*", said))


def _is_contributions(scene: Scene, context: Context, places: dict[int, Place]) -> bool:
    """«Contributions des communes», «Cotisations des membres»: the bodies in the rows pay the one that writes."""
    if context.payers:
        return False
    near = [context.lead[-_NEAR:] if len(context.lead) > _NEAR else context.lead]
    near += [place.header for place in places.values()]
    near += [scene.text[low:high] for low, high in context.above if high - low < _TITLE_OF_TABLE]
    told = [text for text in near if words("tables", "contribution").search(text)]
    paid = any(words("tables", "contribution_column").search(place.header) for place in places.values())
    labelled = {place.row for place in places.values() if place.label_actors}
    received = any(words("tables", "received_by").search(text) for text in near)
    aided = not received and re.search(r"subvention|bénéficiaire|attribu|aides?\b", " ".join(near), re.IGNORECASE)
    billed = any(words("tables", "billed").search(text) for text in near)
    return bool(told or paid or billed or received) and (not aided or billed) and len(labelled) > 1


def totalled_payer(scene: Scene, places: dict[int, Place]) -> list[Actor]:
    """«Total subvention Département»: the last row names who pays all the rows above."""
    for place in places.values():
        if total_pattern().match(place.label_text) and words("nouns", "aid").search(place.label_text):
            payers = [actor for actor in place.label_actors if actor.kind in PAYERS]
            payers = payers or (header_actors(scene, place.label) if place.label else [])
            if payers:
                return payers
    return []


def _column(heads: list[tuple[int, str]], key: str, amounts: set[int], taken: int | None) -> int | None:
    return next(
        (
            column
            for column, head in heads
            if column != taken and column not in amounts and words("tables", key).search(head)
        ),
        None,
    )


def _heads(scene: Scene, table: Table) -> list[tuple[int, str]]:
    width = max(len(row) for row in table.rows)
    return [
        (column, " ".join(scene.text[cell.start : cell.end] for cell in table_header(table, column)))
        for column in range(width)
    ]


def _subheads(scene: Scene, table: Table) -> dict[int, tuple[int, int]]:
    """For each row, the line above it that names a part of the table («Travaux skatepark : | | |»), if there is one."""
    current: tuple[int, int] | None = None
    found: dict[int, tuple[int, int]] = {}
    for number, row in enumerate(table.rows[table.header_rows :], table.header_rows):
        filled = [cell for cell in row if cell.end > cell.start]
        if len(filled) == 1 and filled[0] == row[0] and not scene.amounts_in(row[0].start, row[0].end):
            current = (row[0].start, row[0].start + trimmed_end(scene.text[row[0].start : row[0].end]))
        elif current is not None:
            found[number] = current
    return found


def _period(scene: Scene, index: int, table: Table, context: Context) -> str | None:
    """The year that the corner, the title or (for what an assembly decides) a heading gives the whole table."""
    corner = " ".join(scene.text[row[0].start : row[0].end] for row in table.rows[: table.header_rows] if row)
    pattern = words("tables", "period_lead")
    begin = scene.blocks[max(0, index - 2)].start
    for said in (corner, scene.text[begin : scene.blocks[index].start][-_NEAR:]):
        if (found := pattern.search(said)) and (years := years_in(said[found.start() :])):
            return years
    if is_key_table(scene, table):
        return programme_year(scene, index)
    if context.kind in (PLAN, LINES, BREAKDOWN, YEARS):
        return None
    for above in scene.headings(index):
        said = scene.text[slice(*_span(scene, above))]
        if (found := pattern.search(said)) and (years := years_in(said[found.start() :])):
            return years
    return year_of_act(scene, index) if context.kind in (GRANTS, CONTRIBUTIONS) else None
