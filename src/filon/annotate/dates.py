"""Component ``filon_dates``: days, months, years and spans of years.

Each is one entry of ``doc._.dates``: ``kind`` is ``date`` (a day; a month as ``YYYY-MM``), ``year`` or ``period``; ``value`` is what
a flow's period is written as (``2023-05-15``, ``2023``, ``2021-2023``); ``start`` and ``end`` are the first and last day.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spacy.language import Language

from filon.annotate.layers import char_span, text_of
from filon.values import DAY_MONTH_YEAR, MONTH, YEAR, read_period

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc

_S = "[ \u00a0\u202f\n]{1,2}"
_DAY = re.sub(r"\?P<\w+>", "?:", DAY_MONTH_YEAR.replace("(?P=sep)", "[/.-]"))
_OPEN_DAY = rf"\d{{1,2}}(?:[ ]?(?:er|ᵉʳ|\^\{{?er\}}?))?(?:{_S}(?i:{MONTH}))?"  # «du 12 au 14 mai 2023», «du 1er mai au 30 juin 2023»
_NOT_BEFORE = r"(?<![\w])(?<!\d[.,/-])"
_TOKEN = re.compile(
    rf"{_NOT_BEFORE}(?:"
    rf"(?P<days>(?:{_DAY}){_S}(?:au|à){_S}(?:{_DAY}))"
    rf"|(?P<open>{_OPEN_DAY}{_S}au{_S}(?:{_DAY}))"
    rf"|(?P<day>{_DAY})"
    rf"|(?P<month>(?i:{MONTH}){_S}{YEAR})(?!\d)"
    rf"|(?P<years>{YEAR}(?:[ ]?[-–—/][ \n]?(?:{YEAR}|\d\d(?!\w))|{_S}(?:à|au|et){_S}(?:(?:fin|mi|début)[ -])?{YEAR}))(?![\d/]|[-–]\d)"
    rf"|(?P<year>{YEAR})(?![\w/]|[-–]\d|[.,]\d|{_S}?(?:€|[kM]€|m[²2³]|ml\b|km\b|euros?\b))"
    r")"
)
_NUMBERED = re.compile(r"(?:n°|N°|nº|\bart(?:icle)?s?\.?|\b[LRDA]\.|\bno|[€/])[ \u00a0]?\Z|\d[ \u00a0\u202f]\Z")
_BETWEEN = re.compile(r"\bentre[ \u00a0\n]\Z", re.IGNORECASE)
_THOUSANDS = ("000", " 000", "\u00a0000", "\u202f000")  # then the digits before are the head of a figure, «2000 000»


@Language.component("filon_dates", assigns=["doc._.dates"])
def filon_dates(doc: Doc) -> Doc:
    """Lay ``doc.spans["dates"]`` and the parallel ``doc._.dates``."""
    text = text_of(doc)
    found = list(_found(text))
    doc.spans["dates"] = [char_span(doc, start, end, "DATE") for start, end, _ in found]
    doc._.dates = [entry for _, _, entry in found]
    return doc


def _found(text: str) -> Iterator[tuple[int, int, dict[str, str]]]:
    for match in _TOKEN.finditer(text):
        start, end, kind = match.start(), match.end(), match.lastgroup or ""
        before = text[max(0, start - 10) : start]
        if kind in ("year", "years"):
            if _NUMBERED.search(before) or text.startswith(_THOUSANDS, end):
                continue
            first, last = re.match(YEAR, match.group()), re.search(rf"{YEAR}\Z", match.group())
            if kind == "years" and first and last and _apart(match.group(), before):
                yield start, start + first.end(), _year(first.group())
                yield start + last.start(), end, _year(last.group())
                continue
        entry = _entry(kind, match.group())
        if entry is not None:
            yield start, end, entry


def _apart(written: str, before: str) -> bool:
    """«2017 et 2022» are two years, unless they follow each other or «entre» makes them the ends of a span."""
    return (
        bool(re.search(r"\bet\b", written))
        and int(written[-4:]) - int(written[:4]) != 1
        and not _BETWEEN.search(before)
    )


def _year(written: str) -> dict[str, str]:
    return {"kind": "year", "value": written, "start": f"{written}-01-01", "end": f"{written}-12-31"}


def _entry(kind: str, written: str) -> dict[str, str] | None:
    if kind == "year":
        return _year(written)
    if kind == "years":
        parts = re.findall(rf"{YEAR}|\d\d\Z", written)
        days = read_period(f"{parts[0]}-{parts[1]}") if len(parts) == 2 else None
        return days and {"kind": "period", "value": f"{days[0][:4]}-{days[1][:4]}", "start": days[0], "end": days[1]}
    if kind in ("days", "open"):
        return _days(*re.split(rf"{_S}(?:au|à){_S}", written, maxsplit=1))
    days = read_period(written)
    if days is None:
        return None
    return {"kind": "date", "value": days[0] if kind == "day" else days[0][:7], "start": days[0], "end": days[1]}


def _days(first: str, last: str) -> dict[str, str] | None:
    """A span of days; the first may leave its month and year to the last («du 1er mai au 30 juin 2023»)."""
    until = read_period(last)
    if until is None:
        return None
    since = read_period(first) or read_period(f"{first} {until[0][:4]}")
    if since is None and first[0].isdigit():
        day = re.match(r"\d+", first)
        since = read_period(f"{int(day.group()):02}/{until[0][5:7]}/{until[0][:4]}") if day else None
    if since is None or since > until:
        return None
    years = (since[0][:4], until[1][:4])
    value = years[0] if years[0] == years[1] else "-".join(years)
    return {"kind": "period", "value": value, "start": since[0], "end": until[1]}
