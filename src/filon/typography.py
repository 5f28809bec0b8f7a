"""Typography that says nothing, taken off before reading, with a way back to the characters as they stand.

One sentence comes as «l'aide de 1 000 €» with straight or curved apostrophe, with blanks of five widths, with accents composed
or not, broken by a hyphen at the end of a line, with Windows line ends. What it says is one thing, so rules read one form
of it, and every offset they give is turned back into the document's own (`Regular.start`, `Regular.end`).
Composition is that of Unicode's normalisation form C.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from filon.model import Cell, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from filon.model import Block

_LETTER = "A-Za-zÀ-ÖØ-öø-ÿŒœŸ"
_PAGE = r"(?:[-–—]\s?)?(?:[Pp]age\s|p\.\s?)?\d{1,4}(?:\s?(?:/|sur)\s?\d{1,4})?(?:\s?[-–—])?"
# One character for one: no offset changes.
_SAME_LENGTH = str.maketrans(
    {
        **dict.fromkeys("’ʼ‘‛´`", "'"),
        **dict.fromkeys("\xa0\u202f\u2007\u2008\u2009\u200a\u2002\u2003\u2004\u2005\u2006", " "),
        **dict.fromkeys("‐‑−", "-"),
        **dict.fromkeys("\uf0b7\uf0a7\uf0d8\uf0fc", "•"),  # bullets of a symbol font
    }
)
_OTHER_LENGTH = re.compile(
    rf"(?<=[{_LETTER}])[-\xad] ?\r?\n *(?=[{_LETTER}])"
    rf"|(?<=[{_LETTER}])[-\xad]\s*\n\s*(?:{_PAGE}\s*\n\s*)?(?=[a-zà-öø-ÿœ])"  # parted by a page's border
    r"|(?<=\d)-\r?\n(?=\d)"
    r"|\r\n?"
    r"|[\xad\u200b\u200c\u200d\u2060]+"  # soft hyphens and signs without width
    r"|(?<=\S) {2}(?=\S)"  # three blanks and more are the gap between two columns
    r"|\w[\u0300-\u036f]+"
)


@dataclass(frozen=True, slots=True)
class Regular:
    """A text in its regular form. ``changes``: where its length differs, as (start, end) here and (start, end) in the original."""

    text: str
    changes: tuple[tuple[int, int, int, int], ...] = ()

    def start(self, offset: int) -> int:
        """Where in the original begins what begins here at ``offset``."""
        index = bisect_right(self.changes, offset, key=_here_start) - 1
        if index < 0:
            return offset
        here, here_end, there, there_end = self.changes[index]
        return there if here <= offset < here_end else offset - here_end + there_end

    def end(self, offset: int) -> int:
        """Where in the original ends what ends here at ``offset``."""
        index = bisect_left(self.changes, offset, key=_here_start) - 1
        if index < 0:
            return offset
        _, here_end, _, there_end = self.changes[index]
        return there_end if offset <= here_end else offset - here_end + there_end

    def inside(self, offset: int) -> int:
        """The place here of an offset of the original; in the midst of a change, the change's end."""
        index = bisect_left(self.changes, offset, key=_there_start) - 1
        if index < 0:
            return offset
        _, here_end, _, there_end = self.changes[index]
        return here_end if offset <= there_end else offset - there_end + here_end


def _here_start(change: tuple[int, int, int, int]) -> int:
    return change[0]


def _there_start(change: tuple[int, int, int, int]) -> int:
    return change[2]


def regular(text: str) -> Regular:
    r"""The regular form of a text, and the way back.

    Straight apostrophes, plain blanks and hyphens, composed accents, ``\n`` for every line end, words whole that a line end
    had parted. Linear in the text's length.
    """
    same = text.translate(_SAME_LENGTH)
    pieces: list[str] = []
    changes: list[tuple[int, int, int, int]] = []
    here = last = 0
    for start, end, new in _changes(same):
        pieces += (same[last:start], new)
        here += start - last
        changes.append((here, here + len(new), start, end))
        here += len(new)
        last = end
    if not changes:
        return Regular(same)
    pieces.append(same[last:])
    return Regular("".join(pieces), tuple(changes))


def _changes(text: str) -> Iterator[tuple[int, int, str]]:
    for found in _OTHER_LENGTH.finditer(text):
        said = found[0]
        first = said[0]
        if first == "\r":
            new = "\n"
        elif first == " ":
            new = " "
        elif "\n" in said:
            new = _hyphen(text, *found.span())
        elif len(said) > 1 and unicodedata.combining(said[1]):
            new = unicodedata.normalize("NFC", said)
        else:
            new = ""
        if new != said:
            yield *found.span(), new


def _hyphen(text: str, start: int, end: int) -> str:
    """What stands for a hyphen and a line end between two letters or digits: nothing inside a word, the hyphen inside a compound."""
    if text[start] == "\xad":
        return ""
    before = re.search(rf"[{_LETTER}]+\Z", text[max(0, start - 25) : start])
    after = re.match(rf"[{_LETTER}]+", text[end : end + 25])
    if before is None or after is None:
        return "-"
    left, right = before[0], after[0]
    if not right[0].islower():
        return "-"  # «Saint-/Omer», «DÉPAR-/TEMENT»: in capitals nothing tells them apart
    heads, links = _tied()
    return "-" if right in links or left.lower() in heads else ""


@cache
def _tied() -> tuple[frozenset[str], frozenset[str]]:
    """Words that a hyphen ties to the next («ci-après»), and to the one before («Pas-de-Calais», «elle-même»)."""
    words = tomllib.loads(files("filon").joinpath("typography.toml").read_text(encoding="utf-8"))
    return frozenset(words["heads"].split()), frozenset(words["links"].split())


def moved(blocks: Iterable[Block], start: Callable[[int], int], end: Callable[[int], int]) -> tuple[Block, ...]:
    """The blocks with every offset turned: ``start`` turns those where something begins, ``end`` those where it ends."""

    def span(offsets: tuple[int, int]) -> tuple[int, int]:
        return start(offsets[0]), max(start(offsets[0]), end(offsets[1]))

    def table(table: Table) -> Table:
        return Table(
            tuple(tuple(Cell(*span((cell.start, cell.end))) for cell in row) for row in table.rows), table.header_rows
        )

    return tuple(
        replace(
            block,
            start=start(block.start),
            end=end(block.end),
            body=span(block.body),
            label=block.label and span(block.label),
            table=block.table and table(block.table),
        )
        for block in blocks
    )
