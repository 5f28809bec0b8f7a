"""Finding one's way in a document's blocks: which block holds an offset, what governs it, what a table cell stands under.

Pure functions on `Block` and `Table`; blocks are those of one document, in order. A paragraph that a page number
interrupts is one block that covers the number, and the number is a `SCAR` block nested in it (its parent).
"""

from __future__ import annotations

from bisect import bisect_right
from operator import attrgetter
from typing import TYPE_CHECKING, NamedTuple

from filon.model import BlockKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from filon.model import Block, Cell, Table

_start = attrgetter("start")
_SECTIONS = frozenset({BlockKind.HEADING, BlockKind.ARTICLE})


class CellPlace(NamedTuple):
    """Where a cell is: row and column of a table, both from 0."""

    row: int
    column: int


def block_at(blocks: Sequence[Block], offset: int) -> int | None:
    """The index of the innermost block that holds this character, or ``None`` between blocks."""
    index: int | None = bisect_right(blocks, offset, key=_start) - 1
    if index == -1:
        return None
    while index is not None:
        if blocks[index].start <= offset < blocks[index].end:
            return index
        # Only a scar is nested; past its end the block around it may still go on.
        index = blocks[index].parent if blocks[index].kind is BlockKind.SCAR else None
    return None


def ancestors(blocks: Sequence[Block], index: int) -> Iterator[int]:
    """The indexes of what governs this block, nearest first."""
    parent = blocks[index].parent
    while parent is not None:
        yield parent
        parent = blocks[parent].parent


def section_of(blocks: Sequence[Block], index: int) -> int | None:
    """The nearest heading or article above this block."""
    return next((above for above in ancestors(blocks, index) if blocks[above].kind in _SECTIONS), None)


def heading_path(blocks: Sequence[Block], index: int) -> tuple[int, ...]:
    """The headings and articles above this block, outermost first."""
    return tuple(reversed([above for above in ancestors(blocks, index) if blocks[above].kind in _SECTIONS]))


def children(blocks: Sequence[Block], index: int) -> Iterator[int]:
    """The blocks that this one governs directly (list items of a lead-in, paragraphs of an article), scars left out."""
    for below in range(index + 1, len(blocks)):
        block = blocks[below]
        if block.parent == index and block.kind is not BlockKind.SCAR:
            yield below
        elif block.kind is BlockKind.HEADING and (block.parent is None or block.parent < index):
            return


def lead_in(blocks: Sequence[Block], index: int) -> int | None:
    """What introduces this block («Le Département :», a key alone on its line, the outer list item), if anything does."""
    parent = blocks[index].parent
    return parent if parent is not None and blocks[parent].kind not in _SECTIONS else None


def is_lead_in(text: str, block: Block) -> bool:
    """Whether the block ends in a colon (emphasis marks and blanks apart): what follows belongs to it."""
    return text[block.start : block.end].rstrip(" \t\r\n\f*_\xa0").endswith(":")


def body_text(text: str, block: Block) -> str:
    """What the block says, as written."""
    return text[block.body[0] : block.body[1]]


def label_text(text: str, block: Block) -> str:
    """The article's number, the bullet or the key; empty where there is none."""
    return text[block.label[0] : block.label[1]] if block.label else ""


def cell_at(table: Table, offset: int) -> CellPlace | None:
    """The cell that holds this character; empty cells hold none."""
    for number, row in enumerate(table.rows):
        if (row and row[0].start <= offset < row[-1].end) or any(cell.start <= offset < cell.end for cell in row):
            for column, cell in enumerate(row):
                if cell.start <= offset < cell.end:
                    return CellPlace(number, column)
    return None


def table_header(table: Table, column: int) -> tuple[Cell, ...]:
    """The header cells above this column, outermost first, empty ones left out.

    A first header line of groups («DEPENSES | | RECETTES |») spans to the right: a column under an empty group cell
    belongs to the last group named before it.
    """
    found: list[Cell] = []
    for number, row in enumerate(table.rows[: table.header_rows]):
        is_group_line = number < table.header_rows - 1
        reach = range(min(column, len(row) - 1), -1 if is_group_line else column - 1, -1)
        cell = next((row[at] for at in reach if row[at].start < row[at].end), None)
        if cell is not None:
            found.append(cell)
    return tuple(found)


def row_label(table: Table, row: int, column: int) -> Cell | None:
    """What names the amount in this cell: the nearest filled cell to its left, within its group of columns.

    In a plan of two halves («dépenses» left, «recettes» right) the group line tells where the right half begins; a
    label is never taken from the other half.
    """
    first = group_start(table, column)
    cells = table.rows[row]
    filled = (cells[at] for at in range(min(column, len(cells)) - 1, first - 1, -1) if cells[at].start < cells[at].end)
    return next(filled, None)


def group_start(table: Table, column: int) -> int:
    """The first column of the group («DEPENSES», «RECETTES») that this column stands in; 0 where there are no groups."""
    if table.header_rows == 0:
        return 0
    groups = table.rows[0]
    filled = [at for at, cell in enumerate(groups) if cell.start < cell.end]
    width = max(len(row) for row in table.rows)
    if 1 in filled:
        return 0  # a column of labels under a name of its own, or under none, labels all the columns
    if len(filled) < 2 or len(filled) == width or (table.header_rows == 1 and len(filled) * 2 > width):
        return 0
    return max((at for at in filled if at <= column), default=0)


def rows_below(table: Table) -> tuple[tuple[Cell, ...], ...]:
    """The rows under the header."""
    return table.rows[table.header_rows :]
