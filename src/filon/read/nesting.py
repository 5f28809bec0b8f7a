"""Which block governs which: headings by series, articles, lead-ins, lists within lists."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from filon.model import Block, BlockKind
from filon.read import markers

if TYPE_CHECKING:
    from filon.read.drafts import Draft

_WEAK = frozenset({"plain", "bold"})
_INFINITIVE = re.compile(r"(?:de\s|d['’]|à\s|que\s|qu['’])")
_DEEPEST = 12  # lists within lists
_AFTER_COLON = " \t\r\n\f\xa0*_:"


@dataclass(slots=True)
class _Section:
    """An open heading or article."""

    style: str
    index: int


@dataclass(slots=True)
class _List:
    """An open list: what governs its items, how they look, and its last item."""

    parent: int | None
    indent: int
    marker: str
    opening: str
    last: int
    awaits: bool = False  # its last item ends in a colon: what comes next is under that item


class _Item:
    """A list item to be placed: its marker with numbers and letters made alike, its indent, how it begins."""

    __slots__ = ("ends_open", "indent", "index", "marker", "opening", "rank")

    def __init__(self, text: str, draft: Draft, index: int, ends_open: bool) -> None:  # noqa: FBT001
        label = text[draft.label[0] : draft.label[1]] if draft.label else ""
        marker = re.sub(r"\d+", "1", label)
        self.marker = re.sub(r"[a-z]", "a", marker) if len(marker) > 1 else marker
        self.indent = draft.lines[0].indent
        self.opening = _opening(text, draft)
        self.rank, self.index, self.ends_open = draft.rank, index, ends_open

    def opens(self, parent: int | None) -> _List:
        """A new list that begins with this item."""
        return _List(parent, self.indent, self.marker, self.opening, self.index)

    def is_sister(self, inside: _List) -> bool:
        """Whether the item stands beside the one above, although that ends in a colon: both do, or both begin alike."""
        return self.opening == inside.opening and (self.ends_open or self.opening not in ("upper", "digit"))


def nest(text: str, drafts: list[Draft]) -> tuple[Block, ...]:
    """Drafts, in order, to blocks with body, level and parent."""
    blocks: list[Block] = []
    sections: list[_Section] = []
    last_depth: dict[str, int] = {}
    lists: list[_List] = []
    lead_in: int | None = None
    cover: tuple[int, int] | None = None  # the block whose characters go on past the scars after its first line
    for draft in drafts:
        index = len(blocks)
        level, parent = 0, sections[-1].index if sections else None
        if draft.kind is BlockKind.SCAR:
            if cover and draft.start < cover[1]:
                parent = cover[0]
            blocks.append(_block(text, draft, 0, parent))
            continue
        cover = (index, draft.end)
        ends_open = text[max(draft.start, draft.end - 20) : draft.end].rstrip(_AFTER_COLON[:-1]).endswith(":")
        if draft.kind in (BlockKind.HEADING, BlockKind.ARTICLE):
            _close_sections(sections, draft, last_depth)
            parent = sections[-1].index if sections else None
            level = len(sections) + 1 if draft.kind is BlockKind.HEADING else 0
            last_depth[draft.style] = len(sections)
            sections.append(_Section(draft.style, index))
            lists.clear()
        elif draft.kind is BlockKind.LIST_ITEM:
            parent = _place_item(lists, _Item(text, draft, index, ends_open), parent, lead_in)
            level = 1 if parent is None else blocks[parent].level * (blocks[parent].kind is BlockKind.LIST_ITEM) + 1
            lists[-1].awaits = ends_open
        elif lead_in is not None:
            parent = lead_in
        blocks.append(_block(text, draft, level, parent))
        lead_in = index if ends_open and draft.kind not in (BlockKind.LIST_ITEM, BlockKind.TABLE) else None
        if draft.kind is BlockKind.TABLE:
            lists.clear()
    return tuple(blocks)


def _close_sections(sections: list[_Section], draft: Draft, last_depth: dict[str, int]) -> None:
    """Pop what this heading ends: its own series and all below; a weak heading ends no article, a top one ends all."""
    if draft.top:
        depth = next((at for at, section in enumerate(sections) if section.style == draft.style), 0)
        del sections[depth:]
        return
    if draft.style.startswith("#"):
        while sections and not (sections[-1].style.startswith("#") and sections[-1].style < draft.style):
            sections.pop()
        return
    for at in range(len(sections) - 1, -1, -1):
        if sections[at].style == draft.style:
            del sections[at:]
            return
        if draft.style in _WEAK and sections[at].style == "article":
            del sections[at + 1 :]
            return
    if draft.rank > 1 and draft.style in last_depth:
        del sections[last_depth[draft.style] :]
        return
    while sections and sections[-1].style in _WEAK and draft.style == "bold":
        sections.pop()


def _place_item(lists: list[_List], item: _Item, section: int | None, lead_in: int | None) -> int | None:
    """The item's parent; the open lists are brought up to date.

    ``lead_in`` is the block right above the item where that ends in a colon and is no item itself.
    """
    inside = lists[-1] if lists else None
    home = _home(lists, item)
    if inside is None:
        lists.append(item.opens(section if lead_in is None else lead_in))
    elif lead_in is not None:
        if home is not None and item.rank > 1:
            del lists[home + 1 :]  # «2 –» goes on with its series across what explains «1 –»
        else:
            lists.append(item.opens(lead_in))
    elif inside.awaits:
        is_outer = home is not None and (home < len(lists) - 1 or item.is_sister(inside))
        if home is not None and is_outer:
            del lists[home + 1 :]
        else:
            lists.append(item.opens(inside.last))
    elif home is not None:
        del lists[home + 1 :]
    elif item.indent > inside.indent or item.marker != inside.marker:
        lists.append(item.opens(inside.last))
    else:
        lists[:] = [item.opens(section)]
    del lists[:-_DEEPEST]
    lists[-1].last = item.index
    lists[-1].opening = item.opening
    return lists[-1].parent


def _home(lists: list[_List], item: _Item) -> int | None:
    """The open list that an item goes on with: same marker and indent, and among several the one that opens alike."""
    same = [at for at in range(len(lists) - 1, -1, -1) if lists[at].marker == item.marker]
    level = [at for at in same if lists[at].indent == item.indent]
    if not level:
        outer = [at for at in same if lists[at].indent <= item.indent]
        return outer[0] if outer and item.indent < lists[-1].indent else None
    return next((at for at in level if lists[at].opening == item.opening and not item.rank), level[0])


def _opening(text: str, draft: Draft) -> str:
    """How the item begins: parallel items begin alike."""
    begin = text[draft.start + draft.lead : draft.start + draft.lead + 12].lstrip()
    if begin.startswith("**"):
        return "bold"
    if _INFINITIVE.match(begin):
        return "infinitive"
    if begin[:1].isdigit():
        return "digit"
    return "upper" if begin[:1].isupper() else "lower"


def _block(text: str, draft: Draft, level: int, parent: int | None) -> Block:
    start, end = markers.trim(text, min(draft.start + draft.lead, draft.end), draft.end)
    if draft.kind in (BlockKind.TABLE, BlockKind.SCAR):
        start, end = draft.start, draft.end
    else:
        while end > start and text[end - 1] == ":":
            start, end = markers.trim(text, start, end - 1)
    return Block(draft.kind, draft.start, draft.end, (start, end), draft.label, level, parent, draft.table)
