"""What people have decided, as a text file: read, checked, written.

One judgement a line, six fields parted by ``|``; an empty line or one that begins with ``#`` says nothing::

    merge   | org/mission-locale-du-lac | org/mission-locale         | 2026-11-20 | A. Martin | one association, renamed in 2019
    split   | person/jeanne-martin      | 2023/pv-12.txt             | 2026-11-20 | A. Martin | in that document it is another one
    differ  | org/amis-du-lac           | org/amis-du-lac-29         | 2026-11-20 | A. Martin | two towns
    rename  | org/mission-locale-du-lac | Mission locale Sud Jura    | 2026-11-20 | A. Martin | its name since 2019
    reject  | pv-12.txt:1600-1609       | *                          | 2026-11-20 | A. Martin | a price, no grant
    reject  | project/halle             | filon:partner org/region-x | 2026-11-20 | A. Martin | only thanked
    confirm | funding/region-x-4f2a     | schema:amount 182838       | 2026-11-20 | A. Martin | as voted

``merge`` keeps the first of the two; ``split`` takes what one document says out of a thing; ``differ`` ends a doubt.
A fact is named by the characters that say it (``DOCUMENT:START-END``) or by its subject, then by its property and value;
the value may be left out, and ``*`` is every property. IRIs may begin with the base of the graph or not.

The order of lines does not count, and taking a line out takes its judgement back. Lines that contradict each other are an error.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from filon.errors import UsageError

HEADER = """\
# Judgements on a graph, replayed at every build: filon build DOCUMENTS --to KG --judgements THIS-FILE
# Taking a line out takes its judgement back. The order of lines does not count.
# verb | what | with what | date | author | reason
"""
EVERYTHING = "*"
_FIELDS = ("verb", "what", "with what", "date", "author", "reason")
_SPAN = re.compile(r"(?P<document>.+):(?P<start>\d+)-(?P<end>\d+)")
_PROPERTY = re.compile(r"[a-z]+:\w+")


class Verdict(StrEnum):
    """What a judgement says."""

    MERGE = "merge"
    SPLIT = "split"
    DIFFER = "differ"
    RENAME = "rename"
    REJECT = "reject"
    CONFIRM = "confirm"


_OF_FACTS = frozenset({Verdict.REJECT, Verdict.CONFIRM})


@dataclass(frozen=True, slots=True, order=True)
class Judgement:
    """A decision on ``subject`` (a relative IRI, or ``DOCUMENT:START-END``) and ``object``: see the module.

    ``day`` is ISO. ``line`` is where it stands in its file (from 1) and no part of what it says.
    """

    verdict: Verdict
    subject: str
    object: str
    day: str
    author: str
    reason: str
    line: int = field(default=0, compare=False)

    @property
    def on_facts(self) -> bool:
        """Whether it is about a fact and not about what is one thing."""
        return self.verdict in _OF_FACTS

    @property
    def span(self) -> tuple[str, int, int] | None:
        """The document and characters that its subject names, or ``None`` where it is an IRI."""
        match = _SPAN.fullmatch(self.subject)
        return (match["document"], int(match["start"]), int(match["end"])) if match else None

    @property
    def about(self) -> str | None:
        """The property of the fact, a CURIE; ``None`` is every one."""
        about = self.object.partition(" ")[0]
        return None if about == EVERYTHING else about

    @property
    def value(self) -> str | None:
        """The value of the fact; ``None`` is every one."""
        return self.object.partition(" ")[2].strip() or None

    def to_line(self) -> str:
        """The judgement as a line of its file, without the line's end."""
        said = (self.subject, self.object, self.day, self.author, self.reason)
        return " | ".join((f"{self.verdict:7}", *(" ".join(part.replace("|", "/").split()) for part in said)))


def parse_judgements(text: str, base: str = "", name: str = "judgements") -> tuple[Judgement, ...]:
    """The judgements in a file's text, sorted; the same said twice is there twice.

    ``base`` is what IRIs may begin with, ``name`` what errors call the file. Raises `UsageError`, with the line's number, where a
    line is no judgement or contradicts another.
    """
    found = [
        _parse(line, number, base, name)
        for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    _check(found, name)
    return tuple(sorted(found))


def _parse(line: str, number: int, base: str, name: str) -> Judgement:
    fields = [part.strip() for part in line.split("|")]
    where = f"{name}, line {number}"
    if len(fields) != len(_FIELDS):
        raise UsageError(f"{where}: a judgement has six fields ({' | '.join(_FIELDS)}), this has {len(fields)}.")
    verb, subject, other, day, author, reason = fields
    if verb not in set(Verdict):
        raise UsageError(f"{where}: {verb or 'nothing'} is no judgement; write {', '.join(Verdict)}.")
    missing = [label for label, part in zip(_FIELDS, fields, strict=True) if not part]
    if missing:
        raise UsageError(f"{where}: the {missing[0]} is missing.")
    try:
        date.fromisoformat(day)
    except ValueError:
        raise UsageError(f"{where}: {day} is no date; write it as 2026-11-20.") from None
    verdict, subject = Verdict(verb), _relative(subject, base)
    if verdict in (Verdict.MERGE, Verdict.DIFFER):
        other = _relative(other, base)
    elif verdict in _OF_FACTS and other != EVERYTHING:
        about, _, value = other.partition(" ")
        if about != EVERYTHING and not _PROPERTY.fullmatch(about):
            raise UsageError(f"{where}: {about} is no property; write * or, for example, schema:amount 182838.")
        other = f"{about} {_relative(value.strip(), base)}".strip()
    if verdict is Verdict.CONFIRM and other.startswith(EVERYTHING):
        raise UsageError(f"{where}: a fact is confirmed by its property; write, for example, schema:amount 182838.")
    if subject == other:
        raise UsageError(f"{where}: {subject} is named twice.")
    return Judgement(verdict, subject, other, day, author, reason, number)


def _relative(iri: str, base: str) -> str:
    plain = iri.removeprefix("<").removesuffix(">")
    return plain.removeprefix(base) if base else plain


def _check(judgements: Iterable[Judgement], name: str) -> None:
    """Raise where two lines cannot both hold: the order of lines must not decide between them."""
    said: dict[tuple[str, ...], Judgement] = {}
    for judgement in sorted(judgements, key=lambda each: each.line):
        key: tuple[str, ...]
        if judgement.verdict is Verdict.RENAME:
            key, what = ("rename", judgement.subject), judgement.object
        elif judgement.verdict in (Verdict.MERGE, Verdict.DIFFER):
            key, what = ("one", *sorted((judgement.subject, judgement.object))), judgement.verdict.value
        elif judgement.on_facts:
            key, what = ("fact", judgement.subject, judgement.object), judgement.verdict.value
        else:
            continue
        other = said.setdefault((*key, ""), judgement)
        before = other.object if judgement.verdict is Verdict.RENAME else other.verdict.value
        if before != what:
            raise UsageError(
                f"{name}, line {judgement.line} contradicts line {other.line} on {judgement.subject}; take one of them out."
            )


def kept(judgements: Iterable[Judgement], present: Container[str]) -> dict[str, str]:
    """For each IRI that was merged into another, the one that is kept; only IRIs that are ``present`` are looked at.

    What is merged with one and the same third is one, though that third be absent. The one kept of several is that which nothing
    else is kept instead of; where they go round in a circle, or that one is absent, the first by name.
    """
    parent: dict[str, str] = {}
    second: set[str] = set()

    def find(iri: str) -> str:
        while parent.setdefault(iri, iri) != iri:
            iri = parent[iri]
        return iri

    for judgement in judgements:
        if judgement.verdict is Verdict.MERGE:
            second.add(judgement.object)
            one, other = sorted((find(judgement.subject), find(judgement.object)))
            parent[other] = one
    members: dict[str, set[str]] = {}
    for iri in list(parent):
        if iri in present:
            members.setdefault(find(iri), set()).add(iri)
    chiefs = {root: min(group - second or group) for root, group in members.items()}
    return {iri: chiefs[root] for root, group in members.items() for iri in group if iri != chiefs[root]}
