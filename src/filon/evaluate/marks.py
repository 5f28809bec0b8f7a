"""A text with marks on it, as HTML: marks may nest and cross, so the text is cut wherever one begins or ends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Mark:
    """Something to be seen on ``text[start:end]``: CSS classes, what a reader is told of it, and what to jump to."""

    start: int
    end: int
    classes: str
    title: str
    link: str | None = None


def marked(text: str, marks: Iterable[Mark]) -> str:
    """The text, escaped, with a ``span`` around each stretch that has marks; offsets count in the text, marks outside it are cut."""
    inside = sorted(
        (mark for mark in marks if mark.start < len(text) and mark.end > 0 and mark.start < mark.end),
        key=lambda mark: (mark.start, -mark.end),
    )
    borders = sorted({0, len(text), *(min(max(at, 0), len(text)) for mark in inside for at in (mark.start, mark.end))})
    pieces = []
    for start, end in pairwise(borders):
        here = [mark for mark in inside if mark.start <= start and end <= mark.end]
        pieces.append(_piece(text[start:end], here, start))
    return "".join(pieces)


def _piece(text: str, marks: list[Mark], start: int) -> str:
    if not marks:
        return escape(text)
    classes = " ".join(dict.fromkeys(name for mark in marks for name in mark.classes.split()))
    if any(mark.start == start for mark in marks):
        classes += " first"
    title = escape(" · ".join(mark.title for mark in marks))
    link = next((mark.link for mark in marks if mark.link), None)
    tag, target = ("a", f' href="#{escape(link)}"') if link else ("span", "")
    return f'<{tag}{target} class="{classes}" title="{title}">{escape(text)}</{tag}>'
