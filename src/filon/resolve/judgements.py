"""What a person has decided about identity, kept in a file: it overrules resolution, and taking a line out takes it back.

One judgement a line, fields parted by blanks; ``#`` begins a comment::

    same   org/mission-locale-du-lac    org/mission-locale    # the second becomes the first
    apart  person/jeanne-martin         2023/pv-12.txt        # in that document it is another one

An IRI is relative to the base. ``apart`` comes before ``same``, whatever the order of lines: the one taken apart is found under
the IRI with a suffix that follows from the document's name, and may be joined to another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from filon.errors import UsageError
from filon.resolve.identity import Node
from filon.resolve.iris import digest


class Verdict(StrEnum):
    """What a judgement says of two things."""

    SAME = "same"
    APART = "apart"


@dataclass(frozen=True, slots=True)
class Judgement:
    """``iri`` and the entity ``other`` are the same, or ``iri`` is another thing in the document ``other``."""

    verdict: Verdict
    iri: str
    other: str


def parse_judgements(text: str) -> tuple[Judgement, ...]:
    """The judgements in a file's text; `UsageError` names the first line that is none."""
    judgements = []
    for number, line in enumerate(text.splitlines(), 1):
        fields = line.partition("#")[0].split(maxsplit=2)
        if not fields:
            continue
        if len(fields) != 3 or fields[0] not in set(Verdict):
            raise UsageError(
                f"Judgement in line {number} is neither «same IRI IRI» nor «apart IRI DOCUMENT»: {line.strip()!r}."
            )
        judgements.append(Judgement(Verdict(fields[0]), fields[1], fields[2].strip()))
    return tuple(judgements)


def overrule(groups: Mapping[str, list[Node]], judgements: Iterable[Judgement]) -> dict[str, list[Node]]:
    """The groups by IRI after the judgements, whose order does not count.

    A judgement about an IRI that these documents do not yield is without effect. `UsageError` where one joins two types.
    """
    judged = sorted(set(judgements), key=lambda j: (j.verdict is Verdict.SAME, j.iri, j.other))
    groups = {iri: list(group) for iri, group in groups.items()}
    kept: dict[str, str] = {}
    for judgement in judged:
        if judgement.verdict is Verdict.APART:
            _take_apart(groups, judgement)
    for judgement in judged:
        if judgement.verdict is Verdict.SAME:
            _join(groups, kept, judgement)
    return {iri: sorted(group, key=lambda node: node.place) for iri, group in groups.items()}


def _take_apart(groups: dict[str, list[Node]], judgement: Judgement) -> None:
    group = groups.get(judgement.iri, [])
    other = [node for node in group if node.document == judgement.other]
    if other and len(other) < len(group):
        groups[judgement.iri] = [node for node in group if node.document != judgement.other]
        groups[f"{judgement.iri}-{digest(judgement.other)}"] = other


def _join(groups: dict[str, list[Node]], kept: dict[str, str], judgement: Judgement) -> None:
    first, second = judgement.iri, judgement.other
    while first in kept:
        first = kept[first]
    while second in kept:
        second = kept[second]
    if first == second or first not in groups or second not in groups:
        return
    if groups[first][0].local.type is not groups[second][0].local.type:
        raise UsageError(f"Judgement joins things of two types: {judgement.iri} and {judgement.other}.")
    groups[first] += groups.pop(second)
    kept[second] = first
