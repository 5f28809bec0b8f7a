"""What the report says, in French or English: sentences of ``data/words.toml``, numbers as each language writes them, labels cut to size."""

from __future__ import annotations

import re
import textwrap
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from filon.errors import UsageError
from filon.resources import shared_folder
from filon.vocab import PREFIXES, expand

LANGUAGES: Final = ("fr", "en")
_DATA: Final = Path(__file__).parent / "data" / "words.toml"
_NARROW: Final = "\u202f"
_STEPS: Final = ((Decimal(10) ** 9, "Md€", "bn"), (Decimal(10) ** 6, "M€", "M"), (Decimal(10) ** 3, "k€", "k"))


@cache
def _data() -> Mapping[str, Any]:
    return tomllib.loads(_DATA.read_text(encoding="utf-8"))


@cache
def _kinds(lang: str) -> Mapping[str, str]:
    """The kinds of actors as the ontology labels them, by the last part of their code."""
    label, prefix = expand("skos:prefLabel"), PREFIXES["fc"] + "org-"
    found = {}
    for quad in ox.parse(path=shared_folder("ontology") / "filon.ttl", format=ox.RdfFormat.TURTLE):
        subject, value = quad.subject, quad.object
        if quad.predicate.value == label and isinstance(subject, ox.NamedNode) and subject.value.startswith(prefix):
            assert isinstance(value, ox.Literal)  # noqa: S101 - a label is one
            if value.language == lang:
                found[subject.value.removeprefix(prefix)] = value.value
    return found


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language, ``fr`` or ``en``; raises `UsageError` for any other."""

    lang: str = "fr"

    def __post_init__(self) -> None:
        if self.lang not in LANGUAGES:
            raise UsageError(f"{self.lang!r} is not a language of the report; take {' or '.join(LANGUAGES)}.")

    def __call__(self, path: str, **figures: Any) -> str:
        """The sentence at ``path`` (``map.title``) with its figures: numbers are written as the language does, texts as they are."""
        found: Any = _data()[self.lang]
        for name in path.split("."):
            found = found[name]
        return str(found).format(**{name: self.written(value) for name, value in figures.items()})

    def written(self, value: Any) -> str:
        """A number with its thousands apart and at most three decimals; anything else as it is."""
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            return str(value)
        if value != value:  # noqa: PLR0124 - not a number
            return "–"
        places = 0 if isinstance(value, int) or value == int(value) else 3
        return self._localised(f"{value:,.{places}f}")

    def _localised(self, number: str) -> str:
        return number.replace(",", _NARROW).replace(".", ",") if self.lang == "fr" else number

    def decimal(self, value: float | None, places: int = 2) -> str:
        """A number with so many decimals; a dash where there is none."""
        return "–" if value is None or value != value else self._localised(f"{value:,.{places}f}")  # noqa: PLR0124

    def percent(self, share: float) -> str:
        """A share of 1 as a percentage, one digit below ten."""
        number = self._localised(f"{100 * share:.{1 if 0 < share < 0.1 else 0}f}")
        return f"{number}{_NARROW}%" if self.lang == "fr" else f"{number}%"

    def euros(self, value: Any) -> str:
        """A sum to the cent where it has cents."""
        number = self._localised(f"{abs(value):,.2f}" if value % 1 else f"{abs(value):,.0f}")
        sign = "-" if value < 0 else ""
        return f"{sign}{number}{_NARROW}€" if self.lang == "fr" else f"{sign}€{number}"

    def brief_euros(self, value: Any) -> str:
        """A sum in three digits: ``6,17 M€``, ``€183k``."""
        for step, french, english in _STEPS:
            scaled = Decimal(str(value)) / step
            if abs(scaled) >= 1:
                number = self._localised(f"{scaled:.3g}" if abs(scaled) < 100 else f"{scaled:,.0f}")
                return f"{number}{_NARROW}{french}" if self.lang == "fr" else f"€{number}{english}"
        return self.euros(round(value))

    def kind(self, kind: str | None) -> str:
        """What a kind of actor is called."""
        if kind is None:
            return self("unknown")
        return str(_data()[self.lang]["kinds"].get(kind) or _kinds(self.lang).get(kind, kind))

    def label(self, text: str, width: int = 26, lines: int = 2) -> str:
        """A name short enough for a figure: known short forms, then broken into lines, then cut with «…»."""
        for long, short in sorted(_data()["abbreviations"].items(), key=lambda item: -len(item[0])):
            text = re.sub(rf"\b{re.escape(long)}\b", short, text, flags=re.IGNORECASE)
        text = " ".join(text.split()).replace("« ", "«\u00a0").replace(" »", "\u00a0»")
        parts = textwrap.wrap(text, width, break_long_words=True) or [text]
        if len(parts) > lines:
            parts = [*parts[: lines - 1], f"{parts[lines - 1][: width - 1].rstrip(' ,;')}…"]
        return "\n".join(parts)
