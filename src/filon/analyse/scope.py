"""Which ties are looked at: of a period, a territory, a programme, some kinds of actor, and how sure they must be."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from difflib import get_close_matches
from typing import Final

from filon.analyse.reading import Network, Reading, Thing, Tie
from filon.errors import UsageError
from filon.vocab import resolve

_PERIOD: Final = re.compile(r"(\d{4})(?:[-/](\d{4}))?")
_BETWEEN_ACTORS: Final = frozenset({Network.FUNDING, Network.MEMBERSHIP, Network.PERSON})


@dataclass(frozen=True, slots=True)
class Note:
    """Something a reader of the results must know: a word of the table ``notes`` in ``data/words.toml``, and the figures it takes."""

    word: str
    figures: tuple[tuple[str, int | Decimal | str], ...] = ()


@dataclass(frozen=True, slots=True)
class Scope:
    """What is kept. ``period`` is ``2019`` or ``2017-2021``; ``territory`` and ``programme`` are a label, a part of one, a code or an IRI.

    A tie is kept where it has a date in the period; where an end of it, or what it concerns, lies in the territory or belongs to the
    programme; where both its ends are of the ``kinds`` (all, where none is given); where it is at least as sure as ``min_confidence``.
    """

    period: str | None = None
    territory: str | None = None
    programme: str | None = None
    kinds: tuple[str, ...] = ()
    min_confidence: float = 0.0

    def __post_init__(self) -> None:
        if self.period is not None:
            self.years()
        if not 0 <= self.min_confidence <= 1:
            raise UsageError(f"{self.min_confidence} is no confidence; give a number from 0 to 1.")

    def years(self) -> tuple[int, int] | None:
        """The first and last year of the period; raises `UsageError` where it is none."""
        if self.period is None:
            return None
        found = _PERIOD.fullmatch(self.period.strip())
        if not found:
            raise UsageError(f"{self.period!r} is no period; give a year (2019) or two (2017-2021).")
        first, last = int(found[1]), int(found[2] or found[1])
        if last < first:
            raise UsageError(f"the period {self.period} ends before it begins.")
        return first, last

    def select(self, reading: Reading) -> tuple[tuple[Tie, ...], tuple[Note, ...]]:
        """The ties that are kept, and what was left out for want of a date; raises `UsageError` for names the graph does not have."""
        ties = reading.ties
        notes: list[Note] = []
        if self.min_confidence:
            least = Decimal(str(self.min_confidence))
            ties = tuple(tie for tie in ties if reading.confidence(tie) >= least)
        if self.territory:
            ground = _below(reading, _named(reading, self.territory, "territory"))
            ties = tuple(tie for tie in ties if ground & _ground(tie, reading.things))
        if self.programme:
            scheme = _below(reading, _named(reading, self.programme, "programme", "agreement"))
            ties = tuple(
                tie for tie in ties if scheme & {tie.a, tie.b, *tie.about} or scheme & _wholes(tie, reading.things)
            )
        years = self.years()
        if years:
            undated = sum(tie.first is None for tie in ties)
            ties = tuple(
                tie
                for tie in ties
                if tie.first is not None and tie.first <= years[1] and (tie.last or tie.first) >= years[0]
            )
            if undated:
                notes.append(Note("undated", (("count", undated),)))
        return ties, tuple(notes)

    def keeps(self, reading: Reading, *ends: str) -> bool:
        """Whether these actors are of the kinds that are looked at; raises `UsageError` where the graph has no actor of one."""
        return not self.kinds or all(reading.kind(end) in self.kinds for end in ends)

    def check(self, reading: Reading) -> None:
        """Raise `UsageError` where the network has no actor of a kind that is asked for."""
        acting = {end for tie in reading.ties for end in (tie.a, *((tie.b,) if tie.network in _BETWEEN_ACTORS else ()))}
        known = sorted({kind for kind in map(reading.kind, acting) if kind})
        for kind in self.kinds:
            if kind not in known:
                raise UsageError(f"the graph has no actor of the kind {kind!r}; it has {', '.join(known) or 'none'}.")


def _named(reading: Reading, name: str, *kinds: str) -> set[str]:
    """The things of some kinds by IRI, code or a part of the label; those whose whole label it is, where there are such."""
    things = [
        thing for thing in reading.things.values() if thing.kind in kinds or (kinds == ("territory",) and thing.code)
    ]
    wanted = name.strip().casefold()
    for test in (
        lambda thing: thing.iri == resolve(name.strip(), reading.base) or thing.code == name.strip(),
        lambda thing: thing.label.casefold() == wanted,
        lambda thing: wanted in thing.label.casefold(),
    ):
        found = {thing.iri for thing in things if test(thing)}
        if found:
            return found
    near = get_close_matches(name, sorted({thing.label for thing in things}), n=3)
    hint = f"; did you mean {' or '.join(near)}?" if near else "; `filon query KG find --param name=…` finds names."
    raise UsageError(f"the graph has no {kinds[0]} named {name!r}{hint}")


def _below(reading: Reading, roots: Iterable[str]) -> set[str]:
    """These things and all that are a part of them, however deep."""
    found = set(roots)
    parts: dict[str, list[str]] = {}
    for thing in reading.things.values():
        for whole in thing.wholes:
            parts.setdefault(whole, []).append(thing.iri)
    queue = list(found)
    while queue:
        new = [part for part in parts.get(queue.pop(), ()) if part not in found]
        found.update(new)
        queue += new
    return found


def _ground(tie: Tie, things: Mapping[str, Thing]) -> set[str]:
    """The territories that a tie touches: those its ends are or stand on, and those of what it concerns."""
    ends = {tie.a, tie.b, *tie.about}
    return ends | {place for end in ends if end in things for place in things[end].places}


def _wholes(tie: Tie, things: Mapping[str, Thing]) -> set[str]:
    return {whole for end in tie.about if end in things for whole in things[end].wholes}
