"""Dues: «La cotisation à la Fédération X est de N», «rester membre d'EPIDOR (cotisation 2022 : N)», «un droit d'entrée de N»."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from filon.annotate.flows.actors import PARTY, REFERENCE
from filon.annotate.flows.mask import AMOUNT, SIGNS

if TYPE_CHECKING:
    from filon.annotate.flows.reading import Reading

_BODY = f"[{SIGNS[PARTY]}{SIGNS[REFERENCE]}]"
_NOUN = r"(?P<noun>cotisations?|adhésions?|droits? d['’](?:entrée|adhésion)|contributions? (?:annuelles?|statutaires?)|participations? statutaires?|quotes?-parts?)"
_TO = r"(?:à\s(?:la\s|l['’])?|au\s|aux\s|envers\s(?:la\s|le\s|l['’])?)"
# «La cotisation (2025) à X[, dont …,] est de N».
_OF_BODY = re.compile(
    rf"\b{_NOUN}(?:\s[^.;:(){AMOUNT}]{{0,40}}?)?\s{_TO}(?P<who>{_BODY})[^.;{AMOUNT}]{{0,80}}\Z", re.IGNORECASE
)
# «membre de X (cotisation 2022 : N)», «X, moyennant une cotisation de N».
_BESIDE_BODY = re.compile(
    rf"(?P<who>{_BODY})\s?(?:\([^()]{{0,20}}\)\s?)?(?:\(|,\s(?:moyennant|pour|contre)\s)\s?(?:une\s|un\s|la\s|le\s)?{_NOUN}[^.;(){AMOUNT}]{{0,40}}\Z",
    re.IGNORECASE,
)
_NEAR = re.compile(rf"\b{_NOUN}(?:\s\w+){{0,3}}\s?(?:de\s|d['’]|:\s?|à\s)(?:\w+ de\s)?\Z", re.IGNORECASE)


def dues_to(r: Reading) -> int | None:
    """The masked index of the body that a due is paid to; ``None`` where the sum is no due, or it is not said to whom."""
    found = _BESIDE_BODY.search(r.text[: r.at]) or _OF_BODY.search(r.text[: r.at])
    return found.start("who") if found else None


def due_noun(r: Reading) -> tuple[int, int] | None:
    """The characters of the noun that says which due the sum is («droit d'entrée»)."""
    found = _BESIDE_BODY.search(r.text[: r.at]) or _OF_BODY.search(r.text[: r.at]) or _NEAR.search(r.text[: r.at])
    if found is None:
        return None
    start, end = found.span("noun")
    return r.m.offset(start), r.m.offset(end - 1) + 1


__all__ = ["due_noun", "dues_to"]
