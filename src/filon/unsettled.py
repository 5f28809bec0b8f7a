"""What a person should look at: pairs of things that may be one, and facts of which the reading is unsure.

Each question comes with the passages that it rests on and with the judgements that would answer it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from filon.archive import Archive, Manifest, read_doubts, read_facts
from filon.explain import Passage, sentence
from filon.judgements import EVERYTHING, Judgement, Verdict
from filon.model import FLOW_ROLES, Page, RelationType
from filon.store import current_version
from filon.vocab import Property

_PASSAGES: Final = 2  # shown of each thing of a pair, the surest first
_FLOWS: Final = frozenset(role.value for role in FLOW_ROLES)
# What of a relation its characters say: the property, and which end of the relation is its value.
_SAYS: Final[Mapping[str, tuple[str, str]]] = {
    RelationType.SIGNATORY: (Property.SIGNED_BY, "subject"),
    RelationType.HOLDS_POST: (Property.MEMBER, "subject"),
    RelationType.MEMBER: (Property.MEMBER_OF, "object"),
    RelationType.PARTNER: (Property.PARTNER, "subject"),
    RelationType.OWNER: (Property.PROJECT_OWNER, "subject"),
    RelationType.LOCATED: (Property.SPATIAL, "object"),
    RelationType.PART_OF: (EVERYTHING, "object"),
}
_Row = Mapping[str, Any]


class Sort(StrEnum):
    """What is asked."""

    PAIR = "pair"
    FACT = "fact"


@dataclass(frozen=True, slots=True)
class Question:
    """Something to judge: ``told`` in words, how likely it is to hold (0 to 1), why, and where it is said.

    ``passages`` are named by the thing that each is about. ``subject`` and ``yes`` or ``no`` with their objects are what a judgement
    would say.
    """

    sort: Sort
    told: str
    confidence: float
    reasons: tuple[tuple[str, float], ...]
    passages: tuple[tuple[str, Passage], ...]
    subject: str
    yes: tuple[Verdict, str]
    no: tuple[Verdict, str]

    def judge(self, *, holds: bool, day: str, author: str, reason: str) -> Judgement:
        """The judgement that answers it."""
        verdict, other = self.yes if holds else self.no
        return Judgement(verdict, self.subject, other, day, author, reason)


def unsettled(kg: Path, judgements: Iterable[Judgement], *, below: float) -> Iterator[Question]:
    """The questions that a graph leaves open, pairs first, the likeliest first; then facts less sure than ``below``, the surest last.

    What ``judgements`` answer already is left out. Raises `StoreError` where ``kg`` is no knowledge graph.
    """
    version = current_version(kg)
    manifest = Manifest.read(version)
    texts = {entry.name: entry.text for entry in manifest.entries}
    facts = read_facts(version / "facts")
    pages = _Pages(Archive(kg), texts, {entry.name: entry.key for entry in manifest.entries})
    graph = _Facts(facts, manifest.base_iri)
    answered = {frozenset((each.subject, each.object)) for each in judgements}
    doubts = [(iri, doubt) for iri, found in read_doubts(version).items() for doubt in found]
    for iri, doubt in sorted(doubts, key=lambda pair: (-pair[1].confidence, pair[0], pair[1].iri)):
        if frozenset((iri, doubt.iri)) not in answered:
            yield Question(
                sort=Sort.PAIR,
                told=f"{graph.label(iri)}  =  {graph.label(doubt.iri)}",
                confidence=doubt.confidence,
                reasons=doubt.reasons,
                passages=tuple(
                    (graph.label(each), pages.passage(row)) for each in (iri, doubt.iri) for row in graph.mentions(each)
                ),
                subject=iri,
                yes=(Verdict.MERGE, doubt.iri),
                no=(Verdict.DIFFER, doubt.iri),
            )
    unsure = [(row, _of_amount(row, graph)) for row in facts["amounts"] if row["role"] in _FLOWS]
    unsure += [(row, _of_relation(row, graph)) for row in facts["relations"]]
    for row, (told, yes, no) in sorted(unsure, key=lambda each: (each[0]["confidence"], _place(each[0]), each[1])):
        subject = f"{row['document']}:{row['start']}-{row['end']}"
        if row["confidence"] < below and not {frozenset((subject, said)) for said in (yes, no)} & answered:
            passage = pages.passage(row)
            yield Question(
                Sort.FACT,
                told,
                row["confidence"],
                (),
                ((row["document"], passage),),
                subject,
                (Verdict.CONFIRM, yes),
                (Verdict.REJECT, no),
            )


class _Facts:
    """The rows of the facts export by entity."""

    def __init__(self, facts: Mapping[str, Any], base: str) -> None:
        self._base = base
        self._labels = {row["iri"]: row["label"] for row in facts["entities"]}
        self._mentions: dict[str, list[_Row]] = {}
        for row in facts["mentions"]:
            self._mentions.setdefault(row["entity"], []).append(row)

    def short(self, iri: str) -> str:
        return iri.removeprefix(self._base)

    def label(self, iri: str) -> str:
        return str(self._labels.get(iri) or self._labels.get(self._base + iri) or iri)

    def labels(self, iris: Iterable[str]) -> str:
        return ", ".join(map(self.label, iris))

    def mentions(self, iri: str) -> list[_Row]:
        found = self._mentions.get(self._base + iri, [])
        return sorted(found, key=lambda row: (-row["confidence"], _place(row)))[:_PASSAGES]


class _Pages:
    """Passages of documents, each document's text read once."""

    def __init__(self, archive: Archive, texts: Mapping[str, str], keys: Mapping[str, str]) -> None:
        self._archive, self._texts, self._keys = archive, texts, keys
        self._read: dict[str, tuple[str, tuple[Page, ...]]] = {}

    def passage(self, row: _Row) -> Passage:
        name, start, end = row["document"], row["start"], row["end"]
        if name not in self._read:
            self._read[name] = self._archive.text(self._texts[name]), self._archive.record(self._keys[name]).pages
        text, pages = self._read[name]
        left, right = sentence(text, start, end)
        return Passage(
            document=name,
            page=next((page.number for page in pages if page.start <= start < page.end), None),
            start=start,
            end=end,
            before=text[left:start],
            exact=text[start:end],
            after=text[end:right],
            confidence=Decimal(str(row["confidence"])),
            method=row.get("method") or "",
        )


def _place(row: _Row) -> tuple[str, int, int]:
    return row["document"], row["start"], row["end"]


def _of_amount(row: _Row, graph: _Facts) -> tuple[str, str, str]:
    """An amount in words, with the facts to confirm and to reject."""
    parties = " → ".join(graph.labels(row[side]) or "?" for side in ("funders", "beneficiaries"))
    told = f"{parties}: {row['text']} ({row['role']})" + (f", {row['purpose']}" if row["purpose"] else "")
    return " ".join(told.split()), str(Property.AMOUNT), EVERYTHING


def _of_relation(row: _Row, graph: _Facts) -> tuple[str, str, str]:
    """A relation in words, with the facts to confirm and to reject."""
    about, end = _SAYS[row["type"]]
    subject, other = graph.label(row["subject"]), graph.label(row["object"])
    told = f"{subject} — {row['type'].replace('_', ' ')} — {other}" + (f" ({row['role']})" if row["role"] else "")
    fact = f"{about} {graph.short(row[end])}"
    return " ".join(told.split()), fact, fact
