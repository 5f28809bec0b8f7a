"""A block in the making."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filon.model import BlockKind, Table
    from filon.read.lines import Line


@dataclass(slots=True)
class Draft:
    """Lines that belong together, before levels and parents are known.

    ``lead`` is how many characters of the first line come before the body (bullet, number, key with its colon).
    ``style`` is what headings or items of one series share, ``number`` the series of a numbered line and ``rank`` its
    place in it. ``closed``: no further line can join. ``top``: a division of the whole («Livret II»).
    """

    kind: BlockKind
    lines: list[Line]
    label: tuple[int, int] | None = None
    lead: int = 0
    style: str = ""
    number: str = ""
    rank: int = 0
    closed: bool = False
    top: bool = False
    table: Table | None = None

    @property
    def start(self) -> int:
        """Offset of the first character."""
        return self.lines[0].start

    @property
    def end(self) -> int:
        """Offset after the last character."""
        return self.lines[-1].end

    def add(self, line: Line) -> None:
        """Take one more line."""
        self.lines.append(line)
