"""A block in the making."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from filon.read import markers

if TYPE_CHECKING:
    from filon.model import BlockKind, Table
    from filon.read.lines import Line

WRAPPED = 55  # a line at least this long may have been broken by the page's width
TITLE = 150  # a heading is not longer
STARTS_LOWER = re.compile(r"[\s*_«\"“(]*(?:[a-zà-öø-ÿœ]|\d{4}[ ,;.)])")
OPEN_END = re.compile(
    r"(?:\b(?:de|du|des|d|la|le|les|l|et|ou|à|au|aux|en|par|pour|sur|avec|dans|entre|un|une|que|qui|dont|ce|cette|ces|son|sa|ses|leur"
    r"|leurs|soit|sous|vers|chez|sans|selon|ainsi|n°)|[-,'’(])[\s*_]*$",
    re.IGNORECASE,
)


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

    @property
    def last(self) -> str:
        """The last line."""
        return self.lines[-1].text

    @property
    def is_wrapped(self) -> bool:
        """Whether the last line was broken by the page's width: long, or ending in a word that wants another, and no end."""
        long = len(self.last) >= WRAPPED or OPEN_END.search(self.last[-12:]) is not None
        return not self.closed and long and not markers.ends_sentence(self.last)

    def add(self, line: Line) -> None:
        """Take one more line."""
        self.lines.append(line)
