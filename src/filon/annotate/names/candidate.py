"""A stretch of words that may name something, before overlaps are settled."""

from __future__ import annotations

from dataclasses import dataclass

from filon.model import EntityType


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words ``[first, last)`` that may name an entity.

    ``weight`` ranks overlapping candidates (longer wins among equals). ``keys`` are gazetteer keys it may mean.
    ``head`` is the normalised head phrase that announced it («syndicat mixte»). ``short`` marks a reference that means
    something only if the document names it in full elsewhere («la Mission»). ``name`` overrides the written form where the
    words alone are not the name («du Pas-de-Calais» after «Départements du Nord et»).
    """

    first: int
    last: int
    type: EntityType
    method: str
    confidence: float
    weight: int = 50
    kind: str | None = None
    keys: tuple[str, ...] = ()
    head: str = ""
    short: bool = False
    name: str | None = None
