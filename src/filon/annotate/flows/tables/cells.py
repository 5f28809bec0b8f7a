"""An amount's cell and what the table says around it: its header, the label of its row, the half of a plan it stands in."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from filon.annotate.flows.actors import COLLECTIVE, PARTY, PLACE, PROGRAMME, REFERENCE, Actor, rank_pattern
from filon.annotate.flows.lexicon import source, words
from filon.annotate.records import field_of
from filon.outline import group_start, row_label, table_header

if TYPE_CHECKING:
    from filon.annotate.flows.scene import Scene
    from filon.model import Cell, Table

PAYERS = (PARTY, PROGRAMME, COLLECTIVE, REFERENCE)
_KEY_AND_VALUE = 2  # columns
_PERCENT = re.compile(r"(\d{1,3}(?:[.,]\d+)?)\s?%")
_NUMBER = re.compile(r"\**\s*(\d{1,3}(?:[.,]\d+)?)\s*\**")
_TRIM = re.compile(r"\s*(?:\(\s*\d[\d.,]*\s?%\s*\)|\d[\d.,]*\s?%|:|\*+|\s)+\Z")
_YEARS = re.compile(r"(?<!\d)(?:19|20)\d\d(?:\s?[-–/]\s?(?:19|20)?\d\d)?(?!\d)")
_BESIDE = re.compile(r"[\W\d]*(?:€|euros?|HT|TTC|k€|M€|maximum|environ|[\W\d])*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """An amount's cell and what the table says around it."""

    row: int
    column: int
    header: str
    header_actors: list[Actor]
    label: Cell | None
    label_text: str
    label_actors: list[Actor]
    label_header: str
    header_cells: tuple[Cell, ...]
    aside: str | None  # for an amount told inside a cell of words («(2,10 €/hab.)»): the words before it


def place_of(scene: Scene, table: Table, amount: int, row: int, column: int) -> Place:
    """What stands around an amount in this cell."""
    cells = table_header(table, column) if row >= table.header_rows and not is_key_table(scene, table) else ()
    header = " | ".join(scene.text[cell.start : cell.end] for cell in cells)
    actors = [actor for cell in cells for actor in header_actors(scene, cell)]
    label = row_label(table, row, column)
    label_text = scene.text[label.start : label.end] if label else ""
    if label and (
        is_figure(scene, label) or not re.search(r"[^\W\d_]{2}", label_text)
    ):  # the figure of another column is no label
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
    cell = table.rows[row][column]
    aside = None if is_figure(scene, cell) else scene.text[cell.start : scene.amounts[amount][0]]
    return Place(row, column, header, actors, label, label_text, label_actors, label_header, cells, aside)


def is_key_table(scene: Scene, table: Table) -> bool:
    """Whether a table of two columns is a record («Porteur | X», «Lieu | Y»): its first row is no header."""
    if max(len(row) for row in table.rows) > _KEY_AND_VALUE:
        return False
    fields = {field_of(scene.text[row[0].start : row[0].end]) for row in table.rows if len(row) == _KEY_AND_VALUE}
    return len(fields - {None, "partner"}) > 1


def is_figure(scene: Scene, cell: Cell) -> bool:
    """Whether a cell holds an amount and no words beside it."""
    amounts = scene.amounts_in(cell.start, cell.end)
    if not amounts:
        return False
    start, end = scene.amounts[amounts[0]]
    return bool(_BESIDE.fullmatch(scene.text[cell.start : start])) and end >= cell.start


def header_actors(scene: Scene, cell: Cell) -> list[Actor]:
    """Who a header names: by name, by a bare noun («Ville», «Part Région») or as a definite reference."""
    actors = [actor for actor in scene.actors_in(cell.start, cell.end) if actor.kind in PAYERS]
    if actors:
        return actors
    said = scene.text[cell.start : cell.end].strip(" *_\n")
    entity = _defined_column(scene, said, cell.end)
    entity = entity if entity is not None else _by_noun(scene, said, cell.start)
    return [_actor(cell, entity)] if entity is not None else []


def _actor(cell: Cell, entity: int) -> Actor:
    return Actor(cell.start, cell.end, PARTY, entity)


def _defined_column(scene: Scene, said: str, offset: int) -> int | None:
    """«la colonne « Ville » désigne Montargis»: whom the text below the table says a header means."""
    if not re.fullmatch(r"[^\W\d][\w .’'-]{1,40}", said):
        return None
    note = re.compile(
        rf"[«\"“]\s?{re.escape(said)}\s?[»\"”]\s(?:désigne|correspond à|s['’]entend|renvoie à|est)\b", re.IGNORECASE
    )
    found = note.search(scene.text, offset, min(len(scene.text), offset + 3000))
    if found is None:
        return None
    for actor in scene.mentions_in(found.end(), min(len(scene.text), found.end() + 60)):
        if actor.kind == PARTY:
            return actor.entity
        if actor.kind == PLACE:
            body = scene.party_of(actor)
            return body if body is not None else actor.entity
    return None


def _by_noun(scene: Scene, said: str, offset: int) -> int | None:
    noun = re.compile(rf"(?:{source('tables', 'payer_lead')})\s?", re.IGNORECASE).match(said)
    bare = said[noun.end() :] if noun else said
    for kind in ("commune", "epci"):
        if re.fullmatch(rf"(?:{source('references', kind)})", bare, re.IGNORECASE):
            return scene.resolve(kind, bare, offset)
    rank = rank_pattern().search(bare)
    if rank and rank.lastgroup and len(bare.split()) <= 4:
        return scene.ranked(rank.lastgroup, offset)
    return None


def _text_label(scene: Scene, table: Table, row: int, column: int) -> tuple[Cell | None, str]:
    first = group_start(table, column)
    for cell in reversed(table.rows[row][first:column]):
        said = scene.text[cell.start : cell.end]
        if cell.end > cell.start and not is_figure(scene, cell) and re.search(r"[^\W\d_]{2}", said):
            return cell, said
    return None, ""


_PARTY_NOUN = re.compile(
    r"\W*(?:(?:part|participation|subvention|aide)\s(?:de la\s|de l['’]|du\s|d['’])?)?(?:(?P<commune>commune|ville|mairie)|(?P<departement>d[ée]partement)|(?P<region>r[ée]gion)|(?P<epci>communaut[ée](?: de communes| d['’]agglom[ée]ration| urbaine)?|m[ée]tropole|epci|agglom[ée]ration|agglo)|(?P<association>association|club))\W*",
    re.IGNORECASE,
)


def party_noun(label: str) -> re.Match[str] | None:
    """A label that is but the kind of a body («commune», «REGION»); the group that matches is the kind."""
    return _PARTY_NOUN.fullmatch(label)


def side(place: Place) -> str | None:
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


def side_of_subhead(scene: Scene, span: tuple[int, int] | None) -> str | None:
    """Which half of a plan the rows under a line of its own are («Financement demandé (€)»)."""
    if span is None:
        return None
    said = scene.text[slice(*span)]
    revenue, expense = (
        words("tables", "revenue").match(said.strip(" *_")),
        words("tables", "expense").match(said.strip(" *_")),
    )
    return "revenue" if revenue else "expense" if expense else None


@cache
def total_pattern() -> re.Pattern[str]:
    """A label that names a total."""
    return re.compile(rf"\W*(?:{source('tables', 'total')})(?!\w)", re.IGNORECASE)


def row_head(scene: Scene, table: Table, place: Place) -> str:
    """The first cell of the row, in the place's half of the table."""
    first = group_start(table, place.column)
    cells = table.rows[place.row]
    return scene.text[cells[first].start : cells[first].end] if first < min(len(cells), place.column) else ""


def label_span(scene: Scene, place: Place) -> tuple[int, int] | None:
    """The row's label without bullet, percentage, colon and marks."""
    if place.label is None:
        return None
    start, end = place.label.start, place.label.end
    trimmed = _TRIM.search(scene.text[start:end])
    end = start + trimmed.start() if trimmed else end
    lead = re.match(r"[\s*_•·→▪–-]*(?:dont\s)?", scene.text[start:end])
    start += lead.end() if lead else 0
    return (start, end) if end > start else None


def trimmed_end(said: str) -> int:
    """Where a label ends, its percentage and marks left out."""
    tail = _TRIM.search(said)
    return tail.start() if tail else len(said)


def share_of(scene: Scene, table: Table, place: Place) -> str | None:
    """The percentage of the row: in its label, in the next cell, or in a column of rates."""
    found = _PERCENT.search(place.label_text)
    if not found:
        for cell in table.rows[place.row][place.column + 1 : place.column + 2]:
            found = _PERCENT.search(scene.text[cell.start : cell.end])
    if not found:
        first = group_start(table, place.column)
        for column, cell in enumerate(table.rows[place.row]):
            head = " ".join(scene.text[c.start : c.end] for c in table_header(table, column))
            if column >= first and words("tables", "share").search(head):
                said = scene.text[cell.start : cell.end]
                found = _PERCENT.search(said) or (_NUMBER.fullmatch(said) if "%" in head else None)
                if found:
                    break
    return found[1].replace(",", ".") if found else None


def years_in(said: str) -> str | None:
    """The year or years that a header or label names."""
    found = _YEARS.search(said)
    return re.sub(r"\s?[–/]\s?", "-", found[0]) if found else None


__all__ = [
    "PAYERS",
    "Place",
    "header_actors",
    "is_figure",
    "is_key_table",
    "label_span",
    "party_noun",
    "place_of",
    "row_head",
    "share_of",
    "side",
    "side_of_subhead",
    "total_pattern",
    "trimmed_end",
    "years_in",
]
