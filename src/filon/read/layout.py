"""Words with places to lines of text: rows by baseline, cells by wide gaps, blank lines by the distance of lines.

Words come in the order in which the page writes them, which is the reading order of columns and of table rows; places
tell where a line ends, which lines share a row, and what is a column of a table.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from filon.read import markers


@dataclass(frozen=True, slots=True)
class Word:
    """A word: its text, left and right end, baseline (points from the page's foot) and font size."""

    text: str
    left: float
    right: float
    base: float
    size: float


@dataclass(slots=True)
class _Piece:
    """Words on one baseline without a wide gap between them: a line of text, or of a cell."""

    words: list[Word]

    @property
    def left(self) -> float:
        return self.words[0].left

    @property
    def right(self) -> float:
        return self.words[-1].right

    @property
    def base(self) -> float:
        return self.words[0].base

    @property
    def size(self) -> float:
        return max(word.size for word in self.words)

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


@dataclass(slots=True)
class _Cell:
    """Pieces one under the other."""

    pieces: list[_Piece]

    @property
    def left(self) -> float:
        return min(piece.left for piece in self.pieces)

    @property
    def right(self) -> float:
        return max(piece.right for piece in self.pieces)

    @property
    def text(self) -> str:
        return " ".join(piece.text for piece in self.pieces)


@dataclass(slots=True)
class _Row:
    """Cells side by side; a row of one cell is a line of text."""

    cells: list[_Cell]

    @property
    def top(self) -> float:
        return max(piece.base for cell in self.cells for piece in cell.pieces)

    @property
    def bottom(self) -> float:
        return min(piece.base for cell in self.cells for piece in cell.pieces)

    @property
    def size(self) -> float:
        return self.cells[0].pieces[0].size


_WIDE = 1.4  # a gap of so many font sizes parts two cells; justified lines stay below
_SAME_LINE = 0.35  # baselines closer than so many font sizes are one line (superscripts)
_LOOK_BACK = 12  # lines of a cell to its left that a cell may begin beside


def lay_out(pages: list[list[Word]]) -> list[str]:
    """The text of each page. The distance of lines within a paragraph is taken from the whole document."""
    rows = [_rows(_pieces(words)) for words in pages]
    pitch = _pitch(rows)
    return ["\n".join(_lines(page, pitch)) for page in rows]


def _pieces(words: list[Word]) -> list[_Piece]:
    lines: list[list[Word]] = []
    for word in words:
        if lines and _is_on_line(lines[-1], word):
            lines[-1].append(word)
        else:
            lines.append([word])
    justified = [_has_even_gaps(line) for line in lines]
    for index, line in enumerate(lines):
        # Both edges are those of a whole line next to it: the gaps are there to fill the width.
        near = (at for at in (index - 1, index + 1) if 0 <= at < len(lines))
        justified[index] |= any(
            _has_edges_of(line, lines[at]) and (justified[at] or max(_gaps(lines[at]), default=0) <= _WIDE)
            for at in near
        )
    return [piece for line, whole in zip(lines, justified, strict=True) for piece in _parted(line, whole=whole)]


def _is_on_line(line: list[Word], word: Word) -> bool:
    size = max(line[-1].size, word.size)
    return abs(word.base - line[0].base) <= _SAME_LINE * size and word.left - line[-1].right >= -0.5 * size


def _gaps(line: list[Word]) -> list[float]:
    return [(after.left - before.right) / max(before.size, after.size) for before, after in pairwise(line)]


def _has_even_gaps(line: list[Word]) -> bool:
    """Whether all gaps are as wide, as in a justified line; rows of figures may be so too."""
    gaps = _gaps(line)
    even = len(gaps) > 1 and max(gaps) < 2 * _WIDE and max(gaps) - min(gaps) < 0.25
    return even and not all(word.text[0].isdigit() for word in line[1:])


def _has_edges_of(line: list[Word], other: list[Word]) -> bool:
    return len(other) > 2 and abs(line[0].left - other[0].left) < 1 and abs(line[-1].right - other[-1].right) < 1


def _parted(line: list[Word], *, whole: bool) -> list[_Piece]:
    """A line cut at its wide gaps, unless it is a whole; a bullet stays with its item."""
    pieces = [_Piece([line[0]])]
    for word, gap in zip(line[1:], _gaps(line), strict=True):
        alone = pieces[-1].words if len(pieces[-1].words) == 1 else None
        is_bullet = alone is not None and markers.item_marker(alone[0].text + " x", tight=False) > 0
        if whole or gap <= (3 * _WIDE if is_bullet else _WIDE):
            pieces[-1].words.append(word)
        else:
            pieces.append(_Piece([word]))
    return pieces


def _rows(pieces: list[_Piece]) -> list[_Row]:
    """Pieces to rows: one that begins beside the last lines, to their right, is a cell of the same row."""
    rows: list[_Row] = []
    for piece in pieces:
        if rows and _is_beside(rows[-1], piece):
            rows[-1].cells.append(_Cell([piece]))
        elif rows and len(rows[-1].cells) > 1 and _is_below_in_cell(rows[-1], piece):
            rows[-1].cells[-1].pieces.append(piece)
        elif (since := _begins_beside(rows, piece)) is not None:
            left = _Cell([part for row in rows[since:] for part in row.cells[0].pieces])
            del rows[since:]
            rows.append(_Row([left, _Cell([piece])]))
        else:
            rows.append(_Row([_Cell([piece])]))
    return rows


def _is_beside(row: _Row, piece: _Piece) -> bool:
    right = max(cell.right for cell in row.cells)
    within = (
        row.bottom - _SAME_LINE * piece.size
        <= piece.base
        <= row.top + (0.6 if len(row.cells) > 1 else _SAME_LINE) * piece.size
    )
    return within and piece.left > right


def _is_below_in_cell(row: _Row, piece: _Piece) -> bool:
    """Whether the piece is the next line of the row's last cell: right under it, in its width, right of the other cells."""
    cell, others = row.cells[-1], row.cells[:-1]
    drop = cell.pieces[-1].base - piece.base
    return (
        0.5 * piece.size < drop <= 1.45 * piece.size
        and abs(piece.size - cell.pieces[-1].size) < 0.2 * piece.size
        and piece.left > max(other.right for other in others)
        and (abs(piece.left - cell.left) < piece.size or piece.left < cell.right)
    )


def _begins_beside(rows: list[_Row], piece: _Piece) -> int | None:
    """The row from which on the last lines are the cell to the left of this piece, if its baseline is that of a line above."""
    if not rows or piece.base <= rows[-1].top + _SAME_LINE * piece.size:
        return None
    for back in range(len(rows) - 1, max(-1, len(rows) - 1 - _LOOK_BACK), -1):
        row = rows[back]
        if len(row.cells) > 1 or row.cells[0].right >= piece.left:
            return None
        if abs(row.top - piece.base) <= _SAME_LINE * piece.size or (
            back < len(rows) - 1 and row.top > piece.base > rows[back + 1].top
        ):
            return back
    return None


def _pitch(pages: list[list[_Row]]) -> float:
    """The distance of two lines of one paragraph, in font sizes: the most frequent one, between usual bounds."""
    steps = Counter(
        round((above.bottom - below.top) / below.size, 1)
        for rows in pages
        for above, below in pairwise(rows)
        if len(above.cells) == len(below.cells) == 1 and abs(above.size - below.size) < 0.2 and above.bottom > below.top
    )
    usual = min((step for step, count in steps.items() if count >= 0.1 * steps.total()), default=1.2)
    return min(max(usual, 1.0), 2.4)


def _lines(rows: list[_Row], pitch: float) -> list[str]:
    lines: list[str] = []
    margin = min((cell.left for row in rows for cell in row.cells), default=0.0)
    index = 0
    before: _Row | None = None
    while index < len(rows):
        row = rows[index]
        if before is not None and _is_apart(before, row, pitch):
            lines.append("")
        stop = _table_end(rows, index)
        if stop > index + 1 or len(row.cells) > 1:
            stop = max(stop, index + 1)
            lines.extend(_table(rows[index:stop]))
            before = rows[stop - 1]
            index = stop
            continue
        for piece in row.cells[0].pieces:
            indent = round((piece.left - margin) / piece.size) if markers.item_marker(piece.text, tight=False) else 0
            lines.append(" " * min(indent, 8) + piece.text)
        before = row
        index += 1
    return lines


def _is_apart(above: _Row, below: _Row, pitch: float) -> bool:
    """Whether a blank line parts the rows: more than a line's distance, a jump up the page, another font size, a table's end."""
    drop = above.bottom - below.top
    if drop < 0 or (len(above.cells) > 1) != (len(below.cells) > 1):
        return True
    return drop > 1.25 * pitch * max(above.size, below.size) or abs(above.size - below.size) > 0.15 * below.size


def _table_end(rows: list[_Row], start: int) -> int:
    """The end of the table that begins at this row, ``start`` where none does. Lone cells between rows belong to it."""
    if len(rows[start].cells) < 2:
        return start
    end = start + 1
    at = end
    while at < len(rows):
        drop = rows[at - 1].bottom - rows[at].top
        if not 0 <= drop <= 4 * rows[at].size or at - end > 2:
            break
        at += 1
        if len(rows[at - 1].cells) > 1:
            end = at
    return end


def _table(rows: list[_Row]) -> list[str]:
    """Rows as tab-separated lines: the fullest rows tell the columns, the cells of the others go where they overlap."""
    width = max(len(row.cells) for row in rows)
    spans = [[cell.left, cell.right] for cell in next(row for row in rows if len(row.cells) == width).cells]
    for row in rows:
        if len(row.cells) == width:
            for span, cell in zip(spans, row.cells, strict=True):
                span[0], span[1] = min(span[0], cell.left), max(span[1], cell.right)
    lines = []
    for row in rows:
        if len(row.cells) < width:
            row.cells = [part for cell in row.cells for part in _split_at(cell, [left for left, _ in spans[1:]])]
        texts = [""] * width
        free = 0
        for rank, cell in enumerate(row.cells):
            last = width - (len(row.cells) - rank)
            column = max(free, min(last, _nearest(cell, spans))) if len(row.cells) < width else rank
            texts[column] = cell.text
            free = column + 1
        lines.append("\t".join(texts))
    return lines


def _split_at(cell: _Cell, lefts: list[float]) -> list[_Cell]:
    """The parts of a cell that runs into the next column: cut at words that stand exactly where a column begins."""
    if len(cell.pieces) > 1:
        return [cell]
    parts: list[list[Word]] = [[]]
    for word in cell.pieces[0].words:
        if parts[-1] and any(abs(word.left - left) < 1 for left in lefts):
            parts.append([])
        parts[-1].append(word)
    return [_Cell([_Piece(words)]) for words in parts]


def _nearest(cell: _Cell, spans: list[list[float]]) -> int:
    def distance(column: int) -> tuple[float, float]:
        left, right = spans[column]
        overlap = min(cell.right, right) - max(cell.left, left)
        return (-overlap if overlap > 0 else max(left - cell.right, cell.left - right), abs(cell.left - left))

    return min(range(len(spans)), key=distance)
