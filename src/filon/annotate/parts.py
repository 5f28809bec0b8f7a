"""The texts that a document holds: an act, the convention annexed to it, the report that proposed it.

A part opens at a line that names its genre as a title («DELIBERATION DU CONSEIL …», «CONVENTION …» before «Entre :»,
«RAPPORT N°25», «CONTRAT TERRITORIAL …») and runs to the next such line. Numbers and dates come from the formulae that
acts carry («(N°2023-205)», «RÉUNION DU 15 MAI 2023», «séance du …»).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from operator import itemgetter
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from filon.annotate.layers import text_of
from filon.annotate.words import fold
from filon.model import Genre

_LINE = re.compile(r"[^\n]+")
_MARKS = " \t*_#.|>-–\f"
_TITLE = (
    (
        Genre.DELIBERATION,
        re.compile(r"(?:extrait |projet )?(?:du registre )?(?:des )?deliberations?\b(?!s? n[°o] ?\d.{0,30} a n)"),
    ),
    (Genre.ARRETE, re.compile(r"arretes?\b(?: n| du president| du maire| prefectoral| portant|$)")),
    (Genre.MINUTES, re.compile(r"(?:proces[- ]verbal|compte[- ]rendu|releve des? decisions)\b")),
    (Genre.CONVENTION, re.compile(r"(?:projet de )?(?:convention|avenant|protocole|accord[- ]cadre)\b")),
    (Genre.CONTRACT, re.compile(r"(?:contrat|livret|pacte|fiche[- ](?:action|projet|operation))\b")),
    (Genre.REPORT, re.compile(r"(?:rapport|bilan|note de presentation|expose des motifs)\b")),
)
_ENTRE = re.compile(r"^[ \t*_#]*(?:entre\b|il est convenu|la presente convention est)", re.MULTILINE)
# «n° 2023-205», «n° 2023.1984.CP», «n° CA-2024-38», «Délibération 2024-04-BS-11»
_NUMBER = re.compile(
    r"\(?\b(?:d[ée]lib[ée]ration\s+(?:n\s?[°ºo]\s?:?\s*)?|n\s?[°ºo]\s?:?\s*)"
    r"(\d{4}-\d{2}-[A-Z]{1,4}-\d{1,4}|\d{4}\.\d{1,5}(?:\.[A-Z]{1,4})?\b|\d{2,4}[-–_/]\d{1,5}(?:[-/]\d+)?"
    r"|[A-Z]{1,4}[-_ ]?\d{1,4}[-_/]\d{1,5}|[DA]\d{1,4})",
    re.IGNORECASE,
)
_NUMBER_BARE = re.compile(r"^[ \t#*]*([DA]?\d{1,4}[ -]20\d\d|20\d\d[-_/]\d{1,4})\b", re.MULTILINE)
_SESSION = re.compile(
    r"\b(?:r[ée]union|s[ée]ance|session|bureau|conseil)\b[^\n]{0,40}?\bdu\b|\bfait à\b[^\n]{0,40}\ble\b|\bprise? le\b",
    re.IGNORECASE,
)
_DECIDED = re.compile(r"\b(?:d[ée]cide|d[ée]lib[ée]r[ée]|article (?:1|unique)|adopt[ée])\b", re.IGNORECASE)
# The head of a paper that no title names: the session that took it, or the report put to it.
_SESSION_HEAD = re.compile(
    r"\bseance (?:\w+ ){0,2}du \d|\b(?:conseil|bureau|comite) (?:\w+ |d['’]\w+ ){1,2}(?:\w+ )?du (?:\w+ )?\d|\bdeliberation n"
)
_REPORT_HEAD = re.compile(r"^\W*rapport n\W?\s*[°ºo:]", re.MULTILINE)
_UNTITLED_HEAD = 400  # characters
_HEAD = 3_000  # characters of a part in which its number and date are looked for


@Language.component("filon_parts", assigns=["doc._.parts"], requires=["doc.spans"])
def filon_parts(doc: Doc) -> Doc:
    """Fill ``doc._.parts``: extents, genre, number, date; the issuer is added when bodies are known."""
    text = text_of(doc)
    openings = _openings(text)
    dates = [
        (span.start_char, span.end_char, plain) for span, plain in zip(doc.spans["dates"], doc._.dates, strict=True)
    ]
    parts = []
    for (start, genre, title), (end, _, _) in zip(openings, [*openings[1:], (len(text), None, None)], strict=True):
        parts.append(_part(text, start, end, genre, title, dates))
    doc._.parts = parts
    return doc


def _openings(text: str) -> list[tuple[int, Genre, tuple[int, int] | None]]:
    found: list[tuple[int, Genre, tuple[int, int] | None]] = []
    for line in _LINE.finditer(text):
        raw = line.group()
        stripped = raw.strip(_MARKS)
        if not 5 < len(stripped) < 160 or raw.lstrip(" *_#.").startswith(("-", "•", "Vu", "VU")):
            continue
        folded = fold(stripped)
        genre = next((genre for genre, pattern in _TITLE if pattern.match(folded)), None)
        if genre is None or not _is_title(raw, stripped, text, line.end(), genre):
            continue
        start = line.start()
        title = (start + raw.index(stripped), start + raw.index(stripped) + len(stripped))
        last = found[-1] if found else None
        if last is not None:
            near = start - last[0]
            if genre is last[1] and near < 1_500:
                continue
            if (
                last[1] is Genre.DELIBERATION
                and genre in (Genre.CONVENTION, Genre.CONTRACT, Genre.REPORT)
                and not _decided(text, last[0], start)
            ):
                continue  # the act's own title
            if (
                last[1] is Genre.REPORT
                and genre in (Genre.CONVENTION, Genre.DELIBERATION)
                and near < 1_500
                and not _ENTRE.search(fold(text[start : start + 900]))
            ):
                continue
            if genre is Genre.DELIBERATION and last[1] is Genre.MINUTES and near < 200:
                found.pop()
        found.append((start, genre, title))
    if not found or text[: found[0][0]].strip():
        genre = found[0][1] if found and found[0][0] < 1_500 else _untitled(text, found[0][0] if found else len(text))
        if found and found[0][0] < 1_500:
            found[0] = (0, genre, found[0][2])
        else:
            found.insert(0, (0, genre, None))
    return found


def _untitled(text: str, end: int) -> Genre:
    """The genre of a text that no title opens: an act where its head names the session and it decides something."""
    head = fold(text[: min(end, _UNTITLED_HEAD)])
    if _REPORT_HEAD.search(head):
        return Genre.REPORT
    return Genre.DELIBERATION if _SESSION_HEAD.search(head) and _decided(text, 0, end) else Genre.OTHER


def _is_title(raw: str, stripped: str, text: str, end: int, genre: Genre) -> bool:
    """Is this line a title: capitals, emphasis, a heading mark, or a short line that no sentence goes on from?"""
    letters = [c for c in stripped if c.isalpha()]
    capitals = sum(c.isupper() for c in letters) > 0.7 * len(letters)
    marked = raw.lstrip().startswith(("#", "**", "....."))
    if genre == Genre.CONVENTION:
        return (capitals or marked) and bool(_ENTRE.search(fold(text[end : end + 900])))
    if genre is Genre.CONTRACT:
        return (capitals or marked or fold(stripped).startswith("livret")) and (
            bool(_ENTRE.search(fold(text[end : end + 900])))
            or fold(stripped).startswith(("livret", "fiche", "contrat"))
        )
    if genre is Genre.REPORT:
        return capitals or marked
    return (
        capitals
        or (marked and stripped[0].isupper())
        or (stripped[0].isupper() and len(stripped) < 70 and "n°" in stripped.casefold())
    )


def _decided(text: str, start: int, end: int) -> bool:
    head = text[start : min(end, start + 20_000)]
    return _DECIDED.search(head) is not None


def _part(
    text: str,
    start: int,
    end: int,
    genre: Genre,
    title: tuple[int, int] | None,
    dates: list[tuple[int, int, dict[str, Any]]],
) -> dict[str, Any]:
    head_end = min(end, start + _HEAD)
    number = number_span = date = date_span = None
    if genre in (Genre.DELIBERATION, Genre.ARRETE, Genre.REPORT, Genre.CONVENTION, Genre.MINUTES):
        for match in _NUMBER.finditer(text, start, head_end):
            line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()].strip(_MARKS + "(")
            if len(line) < 60 and not fold(line).startswith(("vu", "considerant")) and " vu " not in fold(line):
                number, number_span = match.group(1), match.span(1)
                break
        else:
            if genre in (Genre.DELIBERATION, Genre.MINUTES) and (bare := _NUMBER_BARE.search(text, start, head_end)):
                number, number_span = bare.group(1), bare.span(1)
        near = dates[bisect_left(dates, start, key=itemgetter(0)) : bisect_left(dates, head_end, key=itemgetter(0))]
        for session in _SESSION.finditer(text, start, head_end):
            hit = next(
                (
                    (a, b, plain["value"])
                    for a, b, plain in near
                    if plain["kind"] == "date" and 0 <= a - session.end() < 30
                ),
                None,
            )
            if hit is not None:
                date, date_span = hit[2], (hit[0], hit[1])
                break
    return {
        "start": start, "end": end, "genre": genre.value, "number": number, "date": date,
        "title": list(_act_title(text, start, number_span, title) or ()) or None,
        "issuer": None, "number_span": list(number_span) if number_span else None, "date_span": list(date_span) if date_span else None,
    }  # fmt: skip


def _act_title(
    text: str, start: int, number: tuple[int, int] | None, title: tuple[int, int] | None
) -> tuple[int, int] | None:
    """An act is called by the line above its number («(N°2019-117)»), anything else by the line that opened it."""
    if number is None or title is None:
        return title
    above = text[start : number[0]].rstrip(" \t\n(*_Nn°")
    begin = above.rfind("\n\n") + 2
    stripped = above[begin:].strip(_MARKS + "\n")
    if 8 < len(stripped) < 400 and begin > 2:
        at = start + begin + above[begin:].index(stripped)
        return at, at + len(stripped)
    return title
