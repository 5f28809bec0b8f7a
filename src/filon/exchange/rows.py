"""Rows as CSV, for programs or safe for people's spreadsheets, and the list of what does not fit into a format, with the reasons.

CSV is that of RFC 4180: UTF-8, commas, CRLF. A spreadsheet takes a cell that begins with ``=`` for a formula; ``safe`` writes an
apostrophe before such cells, which changes their text: it is for reading on a screen, not for programs.
"""

from __future__ import annotations

import csv
import io
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from filon.terms import Value

_WORDS: Final = Path(__file__).parent / "data" / "words.toml"
_FORMULA: Final = re.compile(r"(?:\A(?=[=+\-@\t\r\n\0])|(?<=[;\t\r\n])(?=[=+\-@\0]))")


@dataclass(frozen=True, slots=True)
class Apart:
    """A thing that a format cannot hold: its IRI, what it is called, what is known of it, and why it stands apart."""

    iri: str
    label: str
    reasons: tuple[str, ...]
    known: Mapping[str, Value]


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Value]], *, safe: bool = False) -> bytes:
    """A table as CSV; ``None`` is an empty cell."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    shown = guarded if safe else written
    writer.writerow([shown(name) for name in header])
    writer.writerows([shown(value) for value in row] for row in rows)
    return text.getvalue().encode("utf-8")


def written(value: Value) -> str:
    """A value as text: decimals without exponent, days as ISO 8601."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value, "f")
        case date():
            return value.isoformat()
    return str(value)


def guarded(value: Value) -> str:
    """The same, with an apostrophe before text that a spreadsheet would take for a formula; numbers stay numbers.

    Also after a semicolon, a tab or a line's end, where a French spreadsheet that does not part at commas begins a cell.
    """
    text = written(value)
    return _FORMULA.sub("'", text) if isinstance(value, str) else text


def apart_bytes(found: Iterable[Apart], language: str, *, safe: bool = False) -> bytes:
    """The things apart as CSV: IRI, label, what is known (the columns of the first, which all share), reasons."""
    found = tuple(found)
    names, sentences = words("columns", language), words("reasons", language)
    known = list(found[0].known) if found else []
    header = [names["flow"], names["label"], *(names.get(name, name) for name in known), names["reasons"]]
    rows = (
        [each.iri, each.label, *(each.known[name] for name in known), " ; ".join(sentences[r] for r in each.reasons)]
        for each in found
    )
    return csv_bytes(header, rows, safe=safe)


def words(section: str, language: str) -> Mapping[str, str]:
    """The words of a section of ``data/words.toml`` in ``fr`` or ``en``."""
    found: dict[str, Any] = tomllib.loads(_WORDS.read_text(encoding="utf-8"))
    return found[section][language]  # type: ignore[no-any-return]
