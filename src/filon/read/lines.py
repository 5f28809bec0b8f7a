"""A text cut into its lines, and those lines told apart that are not text: page numbers, running headers, dotted lines."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise

from filon.read import markers

_LINE = re.compile(r"[^\n\r\f\v\x1c-\x1e\x85\u2028\u2029]+")
_GLUED_KEY = re.compile(r"(?<=[^\s*])\*\*(?=[A-ZÀ-Þ][^*]{2,100}:\s{0,3}\*\*\s{0,3}$)")
_LEFT_OVER = re.compile(r"[,;:.!?»”\")\]]{1,2}")  # what wrapping leaves of a sentence on a line of its own
_HEADER = 150  # a running header is not longer


@dataclass(frozen=True, slots=True)
class Line:
    """A line without the blanks around it. ``gap``: a blank line or a page border stands before it."""

    start: int
    end: int
    text: str
    indent: int
    gap: bool
    scar: bool = False
    new_page: bool = False


def cut_lines(text: str, page_starts: tuple[int, ...] = ()) -> list[Line]:
    """The lines that are not blank, in order, scars marked. ``page_starts`` are the offsets where pages begin."""
    borders = iter([*page_starts, len(text) + 1])
    border = next(borders)
    lines: list[Line] = []
    last = 0
    for found in _LINE.finditer(text):
        raw = found[0]
        stripped = raw.strip()
        if not stripped:
            continue
        between = text[last : found.start()]
        new_page = "\f" in between
        while border <= found.start():
            new_page, border = True, next(borders)
        indent = len(raw) - len(raw.lstrip())
        start = found.start() + indent
        gap = not lines or new_page or between.count("\n") > 1 or between.count("\r") > 1 or "\u2029" in between
        for piece in _unglued(stripped):
            # A tab before the first filled cell is an empty cell, so a row keeps its leading tabs.
            under_row = bool(lines) and not gap and "\t" in lines[-1].text
            lead = raw[:indent] if piece == stripped and ("\t" in stripped or under_row) else ""
            tabs = len(lead) - len(lead.lstrip(" \xa0"))
            row_start = start - len(lead) + tabs
            kept = text[row_start:start] + piece if "\t" in lead else piece
            begin = row_start if "\t" in lead else start
            lines.append(
                Line(
                    begin,
                    start + len(piece),
                    kept,
                    indent,
                    gap,
                    markers.is_scar(piece) and (gap or not _LEFT_OVER.fullmatch(piece)),
                    new_page,
                )
            )
            start += len(piece)
            gap, new_page = True, False
        last = found.end()
    return _without_running_headers(_without_lone_numbers(lines))


def _unglued(line: str) -> list[str]:
    """A line to whose end a bold key was glued («… matériels) :**Plan de financement :**») is two."""
    glued = _GLUED_KEY.search(line, max(0, len(line) - 110)) if line.endswith("*") else None
    return [line[: glued.start()], line[glued.start() :]] if glued else [line]


def _without_lone_numbers(lines: list[Line]) -> list[Line]:
    """A number is a page number only where it stands alone between blank lines; elsewhere it is what a label counts."""
    followed = [*(after.gap for _, after in pairwise(lines)), True][: len(lines)]
    return [
        replace(line, scar=False)
        if line.scar and markers.LONE_NUMBER.fullmatch(line.text) and not (line.gap and after)
        else line
        for line, after in zip(lines, followed, strict=True)
    ]


def _without_running_headers(lines: list[Line]) -> list[Line]:
    """Mark the lines that come back, letter for letter, at page borders: three times or more, and mostly there.

    The first one stays text, for it may be the only place that names the body or the agreement. Lines in capitals stay
    too: on top of a page they are as often the title of an act («EXTRAIT DU REGISTRE …») as a header.
    """
    border = [not 1 < index < len(lines) - 2 for index in range(len(lines))]
    for index, line in enumerate(lines):
        is_mark = markers.PAGE_MARK.match(line.text) or markers.LONE_NUMBER.fullmatch(line.text)
        if line.new_page or (line.scar and is_mark):
            for near in range(max(0, index - 2), min(len(lines), index + 3)):
                border[near] = True
    at_border: Counter[str] = Counter()
    overall: Counter[str] = Counter()
    for line, near in zip(lines, border, strict=True):
        if not line.scar and len(line.text) <= _HEADER:
            overall[line.text] += 1
            at_border[line.text] += near
    running = {
        said for said, count in at_border.items() if count >= 3 and count * 10 >= overall[said] * 8 and _may_run(said)
    }
    kept: list[Line] = []
    seen: set[str] = set()
    for line, near in zip(lines, border, strict=True):
        repeats = line.text in seen
        if line.text in running:
            seen.add(line.text)
        kept.append(replace(line, scar=True) if repeats and near else line)
    return kept


def _may_run(said: str) -> bool:
    return not (
        "\t" in said or said.startswith("|") or markers.is_capitals(said) or markers.item_marker(said, tight=False)
    )
