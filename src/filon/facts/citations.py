"""Acts that a text cites by number and day: «délibération n°2022-114 de la Commission permanente en date du 28 mars 2022»."""

from __future__ import annotations

import re
from dataclasses import dataclass

from filon.values import read_date

_CITED = re.compile(
    r"(?i:d[ée]lib[ée]ration)\s(?:(?:du|de la|de l['’])\s?\w+\s(?:\w+\s)?)?n\s?[°ºo]\s?:?\s?(?P<number>\w[\w./-]{0,24}\d)"
    r"(?P<between>(?:[^.;\n\d]|\n(?!\n)){0,90}?)\b(?:du|le)\s(?P<date>\d{1,2}(?:\s?er)?\s\w+\s\d{4}|\d{1,2}/\d{1,2}/\d{4})"
)
_NUMBERED = re.compile(r"(?i:d[ée]lib[ée]rations?)\s[^.;\n\d]{0,60}?n\s?[°ºo]\s?:?\s?(?P<number>\w[\w./-]{0,24}\d)")


@dataclass(frozen=True, slots=True)
class Citation:
    """An act cited by its number; ``date`` (ISO) with its span ``[date_start, date_end)`` where the text says the day."""

    start: int
    end: int
    number: str
    date: str | None = None


def find_citations(text: str) -> tuple[Citation, ...]:
    """The numbered acts that a text cites, in its order; ``end`` is the end of the day where it is said, else of the number."""
    dated = {found.start("number"): found for found in _CITED.finditer(text)}
    citations = []
    for found in _NUMBERED.finditer(text):
        day = dated.get(found.start("number"))
        date = read_date(" ".join(day["date"].split())) if day else None
        end = day.end() if day and date else found.end()
        citations.append(Citation(found.start(), end, found["number"], date))
    return tuple(citations)
