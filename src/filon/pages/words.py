"""What pages say, in French or English: sentences of ``data/words.toml``, amounts and dates as each language writes them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache
from pathlib import Path
from typing import Any, Final

from filon.pages.address import Language

_DATA: Final = Path(__file__).parent / "data" / "words.toml"
_DIGITS: Final = 40  # of a number that anyone would write; a longer one stays the text that it is
_NARROW: Final = "\u202f"
_SIGNS: Final = {"EUR": "€", "USD": "$", "GBP": "£", "FRF": "F"}


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language."""

    language: Language

    def __call__(self, name: str, /, **figures: Any) -> str:
        """The sentence of this name with its figures; ``name_one`` where ``n`` is one, or none in French, and there is such a one."""
        table = _data()[self.language]
        if "n" in figures and figures["n"] in ((0, 1) if self.language == "fr" else (1,)):
            name = f"{name}_one" if f"{name}_one" in table else name
        return str(table[name]).format(**{key: self.number(value) for key, value in figures.items()})

    def known(self, table: str, name: str) -> str | None:
        """What a table of words (``groups``) has for a name, if anything."""
        found = _data()[self.language][table].get(name)
        return found if found is None else str(found)

    def number(self, value: Any) -> str:
        """A number with its thousands apart; anything else as it is."""
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            return str(value)
        return self._local(format(value, ",f") if isinstance(value, Decimal) else format(value, ","))

    def amount(self, value: Decimal, currency: str | None) -> str:
        """A sum in its currency, to the cent where it has cents: ``312 500 €``, ``€312,500``; bare where none is known."""
        whole = value == value.to_integral_value()
        number = self._local(f"{abs(value):,.0f}" if whole else f"{abs(value):,.2f}")
        sign, unit = "−" if value < 0 else "", _SIGNS.get(currency or "", currency or "")
        if not unit:
            return sign + number
        return f"{sign}{number}{_NARROW}{unit}" if self.language == "fr" or len(unit) > 1 else f"{sign}{unit}{number}"

    def percent(self, share: Decimal) -> str:
        """A fraction of one as a percentage, with the digits that it has."""
        number = self.number((share * 100).normalize() + 0)
        return f"{number}{_NARROW}%" if self.language == "fr" else f"{number}%"

    def day(self, text: str) -> str:
        """A date, ``2024-06-24``, ``2024-06`` or ``2024``, in words; what is none, as it is."""
        if not re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", text):
            return text
        try:
            day = date.fromisoformat(text if len(text) > 7 else f"{text}-01")
        except ValueError:
            return text
        month = _data()[self.language]["months"][day.month - 1]
        if len(text) == 7:
            return f"{month} {day.year}"
        first = "1er" if day.day == 1 and self.language == "fr" else str(day.day)
        return f"{first} {month} {day.year}"

    def _local(self, number: str) -> str:
        return number.replace(",", _NARROW).replace(".", ",") if self.language == "fr" else number


def decimal(text: str) -> Decimal | None:
    """The number that a literal's text is; ``None`` where it is none or not finite."""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() and number.adjusted() <= _DIGITS and len(text) <= _DIGITS else None
