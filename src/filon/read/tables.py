"""Rows of tab- or pipe-separated cells to a `Table`: spilled cells joined, header rows told from values."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from filon.model import Cell, Table
from filon.read import markers

if TYPE_CHECKING:
    from filon.read.lines import Line

_RULE = re.compile(r"\|?[\s:|-]*-[\s:|-]*\|?")
_VALUE = re.compile(
    r"[^\w€%]*[+-]?\d[\d\s.,/]*\s?(?:€|%|k€|m€|euros?|ht|ttc|k|m|md€|ha|km|m²)?\W{0,8}(?:ht|ttc)?\W{0,8}", re.IGNORECASE
)
_GAP = re.compile(r"(?<=[^ \xa0])[ \xa0]{3,}(?=[^ \xa0])")
_YEAR = re.compile(
    r"(?:(?:année|exercice|budget|montant|bp|ca)s?\s+)?(?:19|20)\d\d(?:\s?[-–/]\s?(?:20)?\d\d)?", re.IGNORECASE
)
_UNIT = r"(?:k€|m€|€|(?:(?:milliers|millions)\s+d['’])?euros?|ht|ttc)"
_UNIT_LINE = re.compile(  # what stands under the name of a column: «(en €)», «2024 (€)», «2023, en k€»
    rf"(?:{_YEAR.pattern}[\s,]*)?\(?(?:en\s+)?{_UNIT}(?:\s+{_UNIT})?\)?|{_YEAR.pattern}", re.IGNORECASE
)
_SAYS_UNIT = re.compile(rf"\((?:en\s+)?{_UNIT}(?:\s+{_UNIT})?\)\s*$|^{_YEAR.pattern}$", re.IGNORECASE)
_COLUMN_NAME = 40  # characters
_GOES_ON = re.compile(r"[a-zà-ÿ(]")
_OPEN_END = re.compile(
    r"(?:\b(?:de|du|des|d|la|le|les|l|et|à|au|aux|en|par|pour|sur|avec|dans|sans|un|une|ou)|[-–,'’(&/])\s*$",
    re.IGNORECASE,
)


def is_row(line: str) -> bool:
    """Whether the line holds several cells."""
    if line.startswith("|"):
        return line.count("|") > 1
    if "\t" not in line:
        return False
    # The page number at the end of a line of contents («- Travaux …<tab>1576») makes no table of it.
    if markers.item_marker(line, tight=False) and line.count("\t") == 1:
        tail = line.rpartition("\t")[2].strip()
        return not (tail == "" or tail.isdigit())
    return True


def is_aligned(line: str) -> bool:
    """Whether wide gaps of spaces part the line, as columns of a page printed as text."""
    return "\t" not in line and not line.startswith("|") and _GAP.search(line) is not None


def is_rule(line: str) -> bool:
    """Whether the line is the rule that Markdown draws under a header."""
    return line.startswith("|") and _RULE.fullmatch(line) is not None


def width(line: str) -> int:
    """The number of cells in a row."""
    return line.strip(" ").strip("|").count("|") + 1 if line.startswith("|") else line.count("\t") + 1


def may_continue(line: str, before: str, after: str | None) -> bool:
    """Whether a line without tabs, right under a row, is the rest of its last cell or a row of one cell."""
    if markers.item_marker(line, tight=False) or markers.article(line) or markers.markdown(line):
        return False
    if after is not None and is_row(after):
        return True
    return bool(_GOES_ON.match(line)) and not before.startswith("|") and len(line) < 120


def build(text: str, lines: list[Line], *, aligned: bool = False) -> Table:
    """The table in these lines (scars left out); ``aligned``: its columns are parted by spaces."""
    if aligned:
        rows = _aligned_rows(lines)
        return Table(tuple(tuple(row) for row in rows), _header_rows(text, rows, marked=False))
    rule = next((index for index, line in enumerate(lines) if is_rule(line.text)), None)
    rows = [_cells(text, line) for line in lines if not is_rule(line.text)]
    rows = _join_spills(text, rows)
    return Table(tuple(tuple(row) for row in rows), _header_rows(text, rows, marked=rule is not None and rule < 3))


def _cells(text: str, line: Line) -> list[Cell]:
    separator = "|" if line.text.startswith("|") else "\t"
    start, end = line.start, line.end
    if separator == "|":
        start += 1
        end -= text[end - 1] == "|" and end - 1 > start
    cells: list[Cell] = []
    while True:
        stop = text.find(separator, start, end)
        cells.append(Cell(*markers.trim(text, start, end if stop < 0 else stop)))
        if stop < 0:
            break
        start = stop + 1
    if separator == "\t":  # trailing tabs were cut with the line's blanks
        tail = end
        while tail < len(text) and text[tail] in "\t \xa0":
            if text[tail] == "\t":
                cells.append(Cell(tail + 1, tail + 1))
            tail += 1
    return cells


def _aligned_rows(lines: list[Line]) -> list[list[Cell]]:
    """Cells parted by spaces; in a row with holes each goes to the column of the fullest row that it is nearest to."""
    found: list[list[tuple[int, int]]] = []  # places within the line
    for line in lines:
        borders = [0, *(edge for gap in _GAP.finditer(line.text) for edge in gap.span()), len(line.text)]
        found.append(
            [(line.indent + left, line.indent + right) for left, right in zip(borders[::2], borders[1::2], strict=True)]
        )
    columns = max(found, key=len)
    rows: list[list[Cell]] = []
    for line, places in zip(lines, found, strict=True):
        shift = line.start - line.indent
        row: list[Cell] = []
        for rank, (left, right) in enumerate(places):
            rest = len(places) - rank  # the columns that the cells from here on need
            near = range(len(row), len(columns) - rest + 1)
            column = min(near, key=lambda at: min(abs(columns[at][0] - left), abs(columns[at][1] - right)))
            row += [Cell(shift + left, shift + left)] * (column - len(row))
            row.append(Cell(shift + left, shift + right))
        rows.append([*row, *[Cell(line.end, line.end)] * (len(columns) - len(row))])
    return rows


def _join_spills(text: str, rows: list[list[Cell]]) -> list[list[Cell]]:
    """Join a row that a line break inside a cell has cut in two."""
    usual = Counter(len(row) for row in rows).most_common(1)[0][0]
    joined: list[list[Cell]] = []
    for row in rows:
        before = joined[-1] if joined else None
        if before and _spills(text, before, row, usual):
            joined[-1] = [*before[:-1], Cell(before[-1].start, row[0].end), *row[1:]]
        else:
            joined.append(row)
    return joined


def _spills(text: str, before: list[Cell], row: list[Cell], usual: int) -> bool:
    if len(before) + len(row) - 1 > usual or before[-1].start == before[-1].end or row[0].start == row[0].end:
        return False
    opens = _OPEN_END.search(text[max(before[-1].start, before[-1].end - 12) : before[-1].end])
    goes_on = _GOES_ON.match(text, row[0].start, row[0].end)
    if len(row) == usual:
        return bool(len(before) == 1 and opens and goes_on)
    return bool(opens or goes_on) and (len(row) == 1 or len(before) < usual)


def _header_rows(text: str, rows: list[list[Cell]], *, marked: bool) -> int:
    """0, 1 or 2. A header holds names and years, no values; a first line of groups has holes that the second fills."""
    if len(rows) < 2 or not _is_names(text, rows[0]):
        return 0
    first = [cell.start < cell.end for cell in rows[0]]
    corner = not first[0]
    if sum(first) < (1 if corner else 2) and not marked:
        return 0
    later_values = any(_is_value(text, cell) for row in rows[1:] for cell in row)
    if not (marked or corner or later_values):
        return 0
    if len(rows) > 2 and (_is_unit_line(text, rows[1]) or _goes_under(text, rows[1], rows[2])):
        return 2
    second = [cell.start < cell.end for cell in rows[1]]
    has_holes = not all(first[1:]) or len(first) < len(second)
    if len(rows) > 2 and has_holes and sum(second) > sum(first) and _is_names(text, rows[1]):
        return 2
    return 1


def _is_unit_line(text: str, row: list[Cell]) -> bool:
    """Whether a row without label says the years and units of the columns named above it."""
    said = [text[cell.start : cell.end] for cell in row if cell.start < cell.end]
    return row[0].start == row[0].end and bool(said) and all(_UNIT_LINE.fullmatch(each) for each in said)


def _goes_under(text: str, row: list[Cell], below: list[Cell]) -> bool:
    """Whether a row without label goes on with the names above it («général (€)», «total | 2022 | 2023»), over a row that has one."""
    said = [text[cell.start : cell.end] for cell in row if cell.start < cell.end]
    return (
        row[0].start == row[0].end
        and below[0].start < below[0].end
        and any(_SAYS_UNIT.search(each) for each in said)
        and all(len(each) < _COLUMN_NAME for each in said)
        and _is_names(text, row)
        and any(_is_value(text, cell) for cell in below)
    )


def _is_names(text: str, row: list[Cell]) -> bool:
    return not any(_is_value(text, cell) for cell in row)


def _is_value(text: str, cell: Cell) -> bool:
    if cell.end - cell.start > 60 or cell.start == cell.end:
        return False
    said = text[cell.start : cell.end]
    return _VALUE.fullmatch(said) is not None and _UNIT_LINE.fullmatch(said) is None
