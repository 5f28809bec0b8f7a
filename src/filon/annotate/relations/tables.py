"""Tables that say whose a project is: rows of keys and values, and columns of projects beside columns of bodies or places."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from filon.annotate.records import field_of
from filon.annotate.relations.sheets import FIELDS, governing_project
from filon.annotate.wordlists import wordlist
from filon.model import EntityType, RelationType
from filon.outline import ancestors, rows_below, table_header

if TYPE_CHECKING:
    from filon.annotate.relations.scene import Scene, Slot
    from filon.model import Cell, Table

_FEWEST = 2  # rows of keys that make a table a sheet
_ABOVE = 400  # characters above a sheet in which its contract is titled
_SHEET = re.compile(r"\bfiche(?:s|[ -](?:action|projet|opération|programme))?\b", re.IGNORECASE)
_PROGRAMME = re.compile(
    r"\bprogrammation\b|\bprogrammes? d['’](?:actions?|opérations?)|\bplan d['’]actions?|\bmaquette\b|\bliste des (?:projets|actions|opérations)",
    re.IGNORECASE,
)


def read(scene: Scene) -> None:
    """Assert what the tables of the document say of projects."""
    for index, block in enumerate(scene.blocks):
        if block.table is not None and not _read_keys(scene, index, block.table):
            _read_columns(scene, index, block.table)


@cache
def _giving() -> re.Pattern[str]:
    """Heads of columns that make a table a list of grants."""
    return re.compile("|".join(wordlist("relations")["grant_column"]), re.IGNORECASE)


# --- rows of keys and values ----------------------------------------------------------------------------------------


def _read_keys(scene: Scene, index: int, table: Table) -> bool:
    """Whether the table is a sheet, «Maître d'ouvrage | X» in a row; its rows are read if so."""
    fields = [(field_of(scene.text[row[0].start : row[0].end]), row) for row in table.rows if len(row) > 1]
    if max(len(row) for row in table.rows) > 3 or sum(field is not None for field, _ in fields) < _FEWEST:
        return False
    titles = [slot for field, row in fields if field == "project" for slot in _named(scene, row, "J")]
    project = titles[0] if titles else governing_project(scene, index)
    if project is None:
        return True
    scene.titles.append(project)
    _read_contract(scene, project, table.rows[0][0].start)
    for field, row in fields:
        if field not in FIELDS:
            continue
        relation, forward = FIELDS[field]
        places = [slot.entity for slot in _named(scene, row, "LTSA")] if field == "located" else []
        for slot in _named(scene, row, "LTSA" if field == "located" else "OALGC"):
            end = scene.ground(slot.entity) if field == "located" else scene.body(slot.entity)
            pair = ([project.entity], [end]) if forward else ([end], [project.entity])
            scene.relate(relation, *pair, (row[0].start, row[-1].end), 0.9, f"relations.{relation.value}.row")
        # «Centre-bourg – Bras-Panon»: the site, then the commune that it lies in.
        if len(places) == 2 and scene.sign_of(places[0]) == "S":
            scene.relate(
                RelationType.LOCATED,
                places[:1],
                places[1:],
                (row[1].start, row[-1].end),
                0.75,
                "relations.located.row",
            )
    return True


def _read_contract(scene: Scene, project: Slot, start: int) -> None:
    """«CONTRAT DE … / FICHE ACTION N° 2»: the sheet's project belongs to the contract that stands above as a title."""
    low = max(0, start - _ABOVE)
    agreements = [slot for slot in scene.within(low, start) if slot.sign in "CG"]
    if len({slot.entity for slot in agreements}) != 1 or not _SHEET.search(scene.text, low, start):
        return
    first, last = scene.line(agreements[0].start)
    if len(scene.text[first:last].strip(" *_#")) < 1.5 * (agreements[0].end - agreements[0].start):
        evidence = (agreements[0].start, project.end)
        contract = [agreements[0].entity]
        scene.relate(RelationType.PART_OF, [project.entity], contract, evidence, 0.8, "relations.part_of.sheet")


def _scheme_of(scene: Scene, index: int) -> int | None:
    """The contract whose programme of projects this table is, by the headings above it."""
    for at in ancestors(scene.blocks, index):
        block = scene.blocks[at]
        near = {slot.entity for slot in scene.within(block.start, block.end) if slot.sign in "CG"}
        if len(near) == 1:
            said = " ".join(
                scene.text[scene.blocks[up].start : scene.blocks[up].end] for up in (*ancestors(scene.blocks, index),)
            )
            return near.pop() if _PROGRAMME.search(said) else None
    return None


def _named(scene: Scene, row: tuple[Cell, ...], signs: str) -> list[Slot]:
    """The mentions of these kinds in the row's values."""
    return [slot for slot in scene.within(row[1].start, row[-1].end) if slot.sign in signs]


# --- columns --------------------------------------------------------------------------------------------------------


def _read_columns(scene: Scene, index: int, table: Table) -> None:
    """A column of projects and columns of owners, partners or places: one row, one project."""
    if table.header_rows == 0:
        return
    heads = [
        " ".join(scene.text[cell.start : cell.end] for cell in table_header(table, column))
        for column in range(max(len(row) for row in table.rows))
    ]
    fields = {column: field for column, head in enumerate(heads) if (field := field_of(head)) is not None}
    if not set(fields.values()) & set(FIELDS):
        return
    grants = any(_giving().search(head) for head in heads)
    scheme = _scheme_of(scene, index)
    for row in rows_below(table):
        cells = dict(enumerate(row))
        projects = [
            slot
            for column, cell in cells.items()
            if fields.get(column, "project") == "project"
            for slot in scene.within(cell.start, cell.end)
            if slot.sign == "J"
        ]
        if not projects:
            continue
        if scheme is not None:
            where = (projects[0].start, projects[0].end)
            scene.relate(
                RelationType.PART_OF, [projects[0].entity], [scheme], where, 0.75, "relations.part_of.programme"
            )
        for column, field in fields.items():
            if field in FIELDS and column in cells:
                _read_cell(scene, cells[column], field, projects[0], grants=grants)


def _read_cell(scene: Scene, cell: Cell, field: str, project: Slot, *, grants: bool) -> None:
    """What the cell's names are to the row's project: in a list of grants, the commune is who receives and not where."""
    relation, forward = FIELDS[field]
    for slot in scene.within(cell.start, cell.end):
        if field == "located" and grants and (body := scene.body(slot.entity)) is not None:
            if scene.type_of(body) is not EntityType.ORG:
                continue
            relation, forward = FIELDS["owner"]
        found = scene.ground(slot.entity) if relation is RelationType.LOCATED else scene.body(slot.entity)
        pair = ([project.entity], [found]) if forward else ([found], [project.entity])
        evidence = (min(slot.start, project.start), max(slot.end, project.end))
        scene.relate(relation, *pair, evidence, 0.85, f"relations.{relation.value}.column")
