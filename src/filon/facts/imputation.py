"""Imputation tables: how an act charges the money it grants to the lines of the budget.

The same money in another view. Their amounts are no grants, whatever role they were read with: each row is a budget line of
its act, and no sum of fundings meets it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from filon.facts.claims import Claims, decimal, text
from filon.facts.context import Source
from filon.facts.iris import act_iri, digest
from filon.facts.lexicon import says
from filon.facts.tellings import ACTS
from filon.model import Amount, Block, Evidence, Literal, Table
from filon.outline import cell_at, table_header
from filon.vocab import Class, Property

_METHOD = "table:imputation"


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """A row of an imputation table: its amounts (by index), and the one of them that is the money charged."""

    source: Source
    block: int
    row: int
    amounts: tuple[int, ...]
    charged: int


def find_budget_lines(sources: Iterable[Source]) -> list[BudgetLine]:
    """The rows of all imputation tables: tables whose header speaks of imputation and whose amounts go to nobody."""
    found = []
    for source in sources:
        tables = [
            number
            for number, block in enumerate(source.document.blocks)
            if block.table and _is_budget(source, block.table)
        ]
        for number in tables:
            found += _lines(source, number, source.document.blocks[number])
    return found


def state_budget_lines(claims: Claims, lines: Iterable[BudgetLine]) -> dict[tuple[str, int], str]:
    """State each line and tie it to its act; returns the line of each amount."""
    iris = {}
    for line in lines:
        source = line.source
        amount = source.annotation.amounts[line.charged]
        iri, said = _state_line(claims, line, amount)
        iris.update({(source.name, index): iri for index in line.amounts})
        part = source.part_at(amount.start)
        act = None if part is None else source.annotation.parts[part]
        if act and act.genre in ACTS and act.number and act.number_span:
            claims.say(act_iri(source.iri(act.issuer), act.number), Property.IMPUTATION, iri, said)
    return iris


def _is_budget(source: Source, table: Table) -> bool:
    header = " ".join(
        source.document.text[cell.start : cell.end] for row in table.rows[: table.header_rows] for cell in row
    )
    return says(header, "budget_table")


def _lines(source: Source, number: int, block: Block) -> list[BudgetLine]:
    table = block.table
    amounts = source.amounts_in(block.start, block.end)
    if table is None or any(source.annotation.amounts[index].beneficiaries for index in amounts):
        return []
    rows: dict[int, list[tuple[int, int]]] = {}
    for index in amounts:
        place = cell_at(table, source.annotation.amounts[index].start)
        if place and place.row >= table.header_rows:
            rows.setdefault(place.row, []).append((place.column, index))
    found = []
    for row, cells in sorted(rows.items()):
        charged = [pair for pair in cells if not _is_authorised(source, table, pair[0])] or cells
        found.append(BudgetLine(source, number, row, tuple(index for _, index in cells), max(charged)[1]))
    return found


def _is_authorised(source: Source, table: Table, column: int) -> bool:
    """Whether a column is what the budget allows, not what the act charges."""
    header = " ".join(source.document.text[cell.start : cell.end] for cell in table_header(table, column))
    return says(header, "authorised")


def _state_line(claims: Claims, line: BudgetLine, amount: Amount) -> tuple[str, Evidence]:
    source = line.source
    iri = f"budget-line/{digest(source.document.sha256, amount.start)}"
    said = source.evidence(amount.start, amount.end, amount.confidence, _METHOD)
    claims.say(iri, Property.TYPE, Class.BUDGET_LINE, said)
    printed = source.document.text[amount.start : amount.end]
    claims.say(iri, Property.AMOUNT, decimal(amount.value), said, verbatim=printed)
    claims.say(iri, Property.CURRENCY, Literal(amount.currency), said)
    table = source.document.blocks[line.block].table
    known = {source.annotation.amounts[index].start for index in line.amounts}
    cells = (
        [cell for cell in table.rows[line.row] if cell.end > cell.start and cell.start not in known] if table else []
    )
    words = [cell for cell in cells if any(sign.isspace() for sign in source.document.text[cell.start : cell.end])]
    label = max(words, key=lambda cell: cell.end - cell.start, default=None)
    for cell in cells:
        shown = source.evidence(cell.start, cell.end, amount.confidence, _METHOD)
        if cell == label:
            claims.say(iri, Property.LABEL, text(source.quote((cell.start, cell.end))), shown)
        else:
            claims.say(iri, Property.IDENTIFIER, Literal(source.quote((cell.start, cell.end))), shown)
    if label is None:
        claims.say(iri, Property.LABEL, text("Ligne d'imputation"), said)
    return iri, said
