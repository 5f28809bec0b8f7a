"""What a line opens: one rule per kind of block, tried in order."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from filon.model import BlockKind
from filon.read import markers, tables
from filon.read.drafts import OPEN_END, STARTS_LOWER, TITLE, WRAPPED, Draft
from filon.read.lines import Line

if TYPE_CHECKING:
    from collections.abc import Callable

_LEADER = re.compile(r"(?:\.{4,}|…{2,}|(?:\. ){4,})\s*\d{0,4}\s*$")
_UNWRAPPED = 200  # a line this long was not wrapped at all


@dataclass(frozen=True, slots=True)
class _Place:
    """A line and what stands around it.

    ``glued`` is the draft right above, without a blank line between; ``bare`` is the line without the ``offset``
    characters of emphasis before what it says.
    """

    line: Line
    after: Line | None
    before: Draft | None
    glued: Draft | None
    offset: int
    bare: str

    @property
    def said(self) -> str:
        return self.line.text

    @property
    def is_continuation(self) -> bool:
        """Whether the line above was broken by the page's width, so that a sign that begins this one may be mere text."""
        return self.glued is not None and self.glued.is_wrapped


def open_drafts(line: Line, after: Line | None, before: Draft | None) -> list[Draft]:
    """The drafts that this line opens; none where it goes on with the draft before it."""
    offset = markers.opening(line.text)
    glued = before if before is not None and not line.gap else None
    place = _Place(line, after, before, glued, offset, line.text[offset:])
    for rule in _RULES:
        opened = rule(place)
        if opened is not None:
            return opened
    return []


def _row(place: _Place) -> list[Draft] | None:
    said = place.said
    if not tables.is_row(said):
        below = place.after.text if place.after and not place.after.gap else ""
        is_table = tables.is_aligned(said) and tables.is_aligned(below)
        return [Draft(BlockKind.TABLE, [place.line], style="aligned")] if is_table else None
    key = markers.key(said.replace("\t", " "))
    alone = place.after is None or not tables.is_row(place.after.text)
    if key and alone and said.count("\t") == 1 and key.end() == said.index("\t"):
        return [_key_value(place.line, 0, key)]
    return [Draft(BlockKind.TABLE, [place.line])]


def _markdown(place: _Place) -> list[Draft] | None:
    depth = markers.markdown(place.said)
    if not depth:
        return None
    bare = place.said[depth:].lstrip()
    number = markers.heading_number(bare)
    lead, rank = len(place.said) - len(bare), number.rank if number else 0
    return [Draft(BlockKind.HEADING, [place.line], lead=lead, style=f"#{depth}", rank=rank, closed=True)]


def _article(place: _Place) -> list[Draft] | None:
    """The article's lead and, where a sentence follows on its line, the paragraph that it opens."""
    found = markers.article(place.bare)
    if found is None:
        return None
    line, lead = place.line, place.offset + found.end()
    rest = line.text[lead:]
    is_title = len(rest) <= TITLE and not rest.rstrip("*_ ").endswith((".", ";", ",")) and rest[:2].lower() != "d'"
    is_title = is_title and not _runs_on(line, place.after)
    if found[2] is None:
        # «Article 3 Montant» names an article, «article 3 du code» cites one.
        if place.glued or not is_title or not rest[:1].isupper():
            return None
    elif place.glued and place.bare[0] == "a":
        return None
    label = (line.start + place.offset + found.start(1), line.start + place.offset + found.end(1))
    head = Draft(BlockKind.ARTICLE, [line], label=label, lead=lead, style="article", closed=True)
    if is_title:
        return [head]
    cut = line.start + lead
    head.lines = [Line(line.start, cut, line.text[:lead], line.indent, line.gap)]
    return [head, Draft(BlockKind.PARAGRAPH, [Line(cut, line.end, rest, line.indent, gap=True)])]


def _runs_on(line: Line, after: Line | None) -> bool:
    """Whether the page's width broke a sentence at the end of this line."""
    if after is None or after.gap or len(line.text) < WRAPPED:
        return False
    return bool(STARTS_LOWER.match(after.text) or OPEN_END.search(line.text[-12:]))


def _item(place: _Place) -> list[Draft] | None:
    before = place.before
    tight = before is not None and (before.kind is BlockKind.LIST_ITEM or before.last.rstrip("*_ ").endswith(":"))
    marker = markers.item_marker(place.said, tight=tight)
    if not marker or (place.said[0] in "–—" and place.is_continuation):
        return None
    if place.line.gap and markers.POINT.match(place.said) and _is_title_of(place, marker):
        heading = Draft(BlockKind.HEADING, [place.line], label=_label(place.line, marker), lead=marker, style="point")
        heading.number, heading.rank = "point", int(re.search(r"\d+", place.said)[0])  # type: ignore[index]
        return [heading]
    return [_list_item(place.line, marker)]


def _is_title_of(place: _Place, lead: int) -> bool:
    """Whether a line is the title of the text below it: short, no sentence, and no further item follows."""
    said, after = place.said[lead:].rstrip("*_ "), place.after
    if (
        after is None
        or not after.gap
        or after.scar
        or len(said) > TITLE
        or said[-1:] in ".;,:"
        or not said[:1].isupper()
    ):
        return False
    return not markers.item_marker(after.text, tight=True) and len(after.text) > len(said)


def _numbered(place: _Place) -> list[Draft] | None:
    """A numbered line is a heading where it stands alone, a list item where it is a sentence or one of a count."""
    number = markers.heading_number(place.bare)
    if number is None or (place.is_continuation and not _counts_on(place.glued, number)):
        return None
    line, lead = place.line, place.offset + number.length
    said = line.text.rstrip("*_ ")
    if number.style.startswith("decimal"):
        following = markers.heading_number(place.after.text) if place.after and not place.after.scar else None
        counts = following is not None and following.style == number.style and following.rank == number.rank + 1
        counted = (
            place.before is not None and place.before.kind is BlockKind.LIST_ITEM and _counts_on(place.before, number)
        )
        if counts or counted or len(said) > TITLE or said[-1] in ".;,:":
            item = _list_item(line, lead)
            item.number, item.rank = number.style, number.rank
            return [item]
    elif number.length and (said[-1] in ".;," or len(said) > 2 * TITLE):
        return [Draft(BlockKind.PARAGRAPH, [line])]
    label = (line.start + place.offset, line.start + len(line.text[:lead].rstrip())) if number.length else None
    heading = Draft(BlockKind.HEADING, [line], label=label, lead=lead, style=number.style)
    heading.number, heading.rank, heading.top = number.style, number.rank, number.top
    return [heading]


def _contents(place: _Place) -> list[Draft] | None:
    """A line of a table of contents («Voirie ........ 12»)."""
    return [Draft(BlockKind.PARAGRAPH, [place.line], closed=True)] if _LEADER.search(place.said[-20:]) else None


def _capitals(place: _Place) -> list[Draft] | None:
    said = place.said
    if len(said) > TITLE or said[-1] in ",;." or not markers.is_capitals(said):
        return None
    if place.is_continuation and not (place.glued and place.glued.last.endswith(",")):
        return None
    if markers.keyed_sum(said):
        return None  # «ADMR : 600 €»: a key and its sum, no title
    if place.glued and place.glued.style == "capitals":
        return []
    return [Draft(BlockKind.HEADING, [place.line], style="capitals")]


def _key(place: _Place) -> list[Draft] | None:
    key = markers.key(place.bare)
    if key is None or (place.is_continuation and not _is_finished_heading(place) and not _ends_value(place.glued)):
        return None
    return [_key_value(place.line, place.offset, key)]


def _text(place: _Place) -> list[Draft] | None:
    if place.glued is not None and not _is_finished_heading(place) and not _breaks(place.glued, place.said):
        return None
    bold = place.said.startswith("**") and len(place.said) <= TITLE
    return [Draft(BlockKind.PARAGRAPH, [place.line], style="bold" if bold else "")]


_RULES: tuple[Callable[[_Place], list[Draft] | None], ...] = (
    _row,
    _markdown,
    _article,
    _item,
    _numbered,
    _contents,
    _capitals,
    _key,
    _text,
)


def _list_item(line: Line, marker: int) -> Draft:
    return Draft(BlockKind.LIST_ITEM, [line], label=_label(line, marker), lead=marker)


def _label(line: Line, marker: int) -> tuple[int, int]:
    return line.start, line.start + len(line.text[:marker].rstrip())


def _key_value(line: Line, offset: int, key: re.Match[str]) -> Draft:
    begin = line.start + offset
    label = (begin, begin + len(key[1].rstrip("*_ \xa0")))
    return Draft(BlockKind.KEY_VALUE, [line], label=label, lead=offset + key.end())


def _counts_on(before: Draft | None, number: markers.Number) -> bool:
    """Whether the number follows that of the block before."""
    return before is not None and before.number == number.style and before.rank == number.rank - 1


def _is_finished_heading(place: _Place) -> bool:
    """Whether a heading stands right above and this line is not its wrapped rest."""
    heading = place.glued
    if heading is None or heading.kind is not BlockKind.HEADING:
        return False
    return heading.closed or not (STARTS_LOWER.match(place.said) or heading.is_wrapped)


def _ends_value(draft: Draft | None) -> bool:
    """Whether a key-value line stands above that wants no further word, however long it is."""
    return draft is not None and draft.kind is BlockKind.KEY_VALUE and not OPEN_END.search(draft.last[-12:])


def _breaks(draft: Draft, said: str) -> bool:
    """Whether a line without blank line before it begins a new block all the same."""
    if draft.closed or draft.kind in (BlockKind.TABLE, BlockKind.SCAR, BlockKind.ARTICLE):
        return True
    if STARTS_LOWER.match(said) or said[0] in ",;:.!?»”)]":
        return False
    last = draft.last
    if last.rstrip("*_ \xa0").endswith(";"):
        return True
    if markers.ends_sentence(last):
        # The last line of a paragraph is shorter than the page is wide; a line longer than any page is a paragraph.
        width = max(len(said), *(len(line.text) for line in draft.lines[-4:]))
        return len(last) < max(WRAPPED, 0.75 * width) or len(last) > _UNWRAPPED
    if len(last) < WRAPPED <= len(said) and len(draft.lines) == 1 and not draft.is_wrapped:
        return True  # a short line over a full one was not broken by the page's width
    # A key-value line or an item of one short line is not wrapped: what follows stands for itself.
    return draft.kind in (BlockKind.KEY_VALUE, BlockKind.LIST_ITEM) and not draft.is_wrapped
