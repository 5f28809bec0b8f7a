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
            parent = _place_item(text, draft, index, lists, parent if lead_in is None else lead_in, lead_in)
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


def _place_item(
    text: str, draft: Draft, index: int, lists: list[_List], above: int | None, lead_in: int | None
) -> int | None:
    """The item's parent; the open lists are brought up to date."""
    label = text[draft.label[0] : draft.label[1]] if draft.label else ""
    marker = re.sub(r"\d+", "1", label)
    marker = re.sub(r"[a-z]", "a", marker) if len(marker) > 1 else marker
    indent = draft.lines[0].indent
    opening = _opening(text, draft)
    inside = lists[-1] if lists else None
    if inside and (inside.awaits or lead_in is not None):
        home = _home(lists, indent, marker, opening, draft.rank)
        same_as_item = (
            home is not None
            and inside.awaits
            and (home < len(lists) - 1 or opening != "upper" and inside.opening == opening)
        )
        if lead_in is None and same_as_item:
            del lists[home + 1 :]  # type: ignore[operator]
        elif lead_in is not None and home is not None and draft.rank > 1:
            del lists[home + 1 :]
        else:
            lists.append(
                _List(inside.last if inside.awaits and lead_in is None else above, indent, marker, opening, index)
            )
    elif inside:
        home = _home(lists, indent, marker, opening, draft.rank)
        if home is not None:
            del lists[home + 1 :]
        elif indent > inside.indent or marker != inside.marker:
            lists.append(_List(inside.last, indent, marker, opening, index))
        else:
            lists[:] = [_List(above, indent, marker, opening, index)]
    else:
        lists.append(_List(above, indent, marker, opening, index))
    lists[-1].last = index
    lists[-1].opening = opening
    return lists[-1].parent


def _home(lists: list[_List], indent: int, marker: str, opening: str, rank: int) -> int | None:
    """The open list that an item goes on with: same marker and indent, and among several the one that opens alike."""
    alike = [at for at in range(len(lists) - 1, -1, -1) if lists[at].marker == marker and lists[at].indent == indent]
    if not alike:
        outer = [
            at for at in range(len(lists) - 1, -1, -1) if lists[at].indent <= indent and lists[at].marker == marker
        ]
        return outer[0] if outer and indent < lists[-1].indent else None
    return next((at for at in alike if lists[at].opening == opening and not rank), alike[0])


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
