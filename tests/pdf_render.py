"""Print a text document as a PDF: paragraphs wrapped, tab-separated rows as columns, pages with numbers.

``render_pdf(text)`` gives the file's bytes. Only characters of the PDF standard fonts (WinAnsi) can be printed; lines that
begin with spaces are indented. The page numbers («Page 2/5») are the scars that a reader has to live with.
"""

from __future__ import annotations

import io
from html import escape
from itertools import groupby

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

_BODY = ParagraphStyle("body", fontName="Times-Roman", fontSize=10.5, leading=12.6)
_CELL = ParagraphStyle("cell", parent=_BODY, fontSize=9, leading=10.8)
_MARGIN = 62


class _NumberedCanvas(Canvas):
    """Knows the number of pages before it prints their feet."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._states = []

    def showPage(self):  # noqa: N802 - reportlab's name
        self._states.append(dict(self.__dict__))
        self._startPage()

    def save(self):
        for number, state in enumerate(self._states, start=1):
            self.__dict__.update(state)
            self.setFont("Times-Roman", 8)
            self.drawCentredString(A4[0] / 2, 32, f"Page {number}/{len(self._states)}")
            super().showPage()
        super().save()


def render_pdf(text: str, *, password: str | None = None) -> bytes:
    """The text as a PDF; with ``password``, a locked one."""
    story = []
    for is_table, lines in groupby(text.splitlines(), key=lambda line: "\t" in line):
        if is_table:
            story += [_table([line.split("\t") for line in lines]), Spacer(1, 4)]
            continue
        for line in lines:
            indent = len(line) - len(line.lstrip(" "))
            style = ParagraphStyle("line", parent=_BODY, leftIndent=10 * indent) if indent else _BODY
            story.append(Paragraph(_markup(line.strip()), style) if line.strip() else Spacer(1, 7))
    stream = io.BytesIO()
    options = {"encrypt": password} if password else {}
    SimpleDocTemplate(
        stream,
        pagesize=A4,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        topMargin=_MARGIN,
        bottomMargin=_MARGIN,
        invariant=1,
        **options,
    ).build(story, canvasmaker=_NumberedCanvas)
    return stream.getvalue()


def _table(rows: list[list[str]]) -> Table:
    width = max(len(row) for row in rows)
    longest = [max((len(row[column]) for row in rows if column < len(row)), default=1) for column in range(width)]
    weights = [min(max(length, 8), 40) for length in longest]
    room = A4[0] - 2 * _MARGIN - 12
    cells = [[Paragraph(_markup(cell), _CELL) for cell in [*row, *[""] * (width - len(row))]] for row in rows]
    table = Table(cells, colWidths=[room * weight / sum(weights) for weight in weights])
    table.setStyle(TableStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), ("GRID", (0, 0), (-1, -1), 0.3, "black")]))
    return table


def _markup(line: str) -> str:
    return escape(line).replace("\u202f", "\xa0")
