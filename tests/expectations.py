"""What a document must say, written as JSON, held against what Filon reads in it.

An expectation file holds ``amounts``, ``mentions`` and ``relations``; what it lists must be found, and in a layer that it
names under ``closed`` nothing else may be. Keys that an item leaves out are not looked at. A thing is named by one of the
names it goes by, or by a list of forms of which one must be among its names.

- amount: ``quote`` (``nth``), ``value``, ``role`` (one, or a list of acceptable ones), ``funders``, ``beneficiaries`` (exact sets), ``period``, ``share``
- mention: ``quote`` (``nth``), ``type`` (one, or a list), ``label``
- relation: ``type`` (one, or a list of acceptable ones), ``subject``, ``object``, ``role``
"""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from filon.annotate import annotate, make_nlp
from filon.read.files import read_documents

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from spacy.language import Language

    from filon.model import Annotation

Expected = dict[str, Any]
Name = str | list[str]


@dataclass(frozen=True, slots=True)
class Said:
    """A document's text and what was read in it."""

    text: str
    annotation: Annotation

    def names(self, entity: int) -> frozenset[str]:
        """Every form that the entity goes by, folded."""
        found = self.annotation.entities[entity]
        return frozenset(map(fold, (found.name, *found.aliases)))

    def label(self, entity: int) -> str:
        """The entity's fullest name."""
        return self.annotation.entities[entity].name


@cache
def _nlp() -> Language:
    return make_nlp()


def say(path: Path) -> Said:
    """Read and annotate one document, alone."""
    (document,) = read_documents([path])
    (annotation,) = annotate(_nlp(), [document])
    return Said(document.text, annotation)


def load(path: Path) -> Expected:
    """An expectation file."""
    return json.loads(path.read_text(encoding="utf-8"))


def fold(name: str) -> str:
    """A name without case, accents, punctuation, leading article and municipal class word."""
    text = unicodedata.normalize("NFKD", name.replace("œ", "oe").replace("Œ", "OE")).encode("ascii", "ignore").decode()
    text = re.sub(r"[^a-z0-9]+", " ", text.casefold()).strip()
    text = re.sub(r"^(?:le|la|les|l|du|de la|de l|des|de|d|un|une) ", "", text)
    return re.sub(r"^(?:commune|ville|mairie) (?:de la|de l|du|des|de|d) ", "", text)


def failures(expected: Expected, said: Said) -> list[str]:
    """One line for everything that is missing, different or too much; empty where the document is read as it should be."""
    closed = set(expected.get("closed", ()))
    return [
        *_amounts(expected.get("amounts", []), said, closed="amounts" in closed),
        *_mentions(expected.get("mentions", []), said, closed="mentions" in closed),
        *_relations(expected.get("relations", []), said, closed="relations" in closed),
    ]


def span_of(text: str, item: Expected) -> tuple[int, int]:
    """Where the item's quote stands; raises ``AssertionError`` where the text does not hold it that often."""
    start = -1
    for _ in range(item.get("nth", 1)):
        start = text.find(item["quote"], start + 1)
        assert start >= 0, f"the document does not hold {item!r}"
    return start, start + len(item["quote"])


def _amounts(items: list[Expected], said: Said, *, closed: bool) -> Iterator[str]:
    found = {(amount.start, amount.end): amount for amount in said.annotation.amounts}
    for item in items:
        amount = found.pop(span_of(said.text, item), None)
        if amount is None:
            yield f"amount missing: {item['quote']!r}"
            continue
        if abs(float(amount.value) - item["value"]) > 0.005:
            yield f"amount {item['quote']!r}: value {amount.value}, not {item['value']}"
        if "role" in item and amount.role not in _either(item["role"]):
            yield f"amount {item['quote']!r}: role {amount.role}, not {item['role']}"
        for side in ("funders", "beneficiaries"):
            if side in item and not _same(item[side], getattr(amount, side), said):
                labels = [said.label(entity) for entity in getattr(amount, side)]
                yield f"amount {item['quote']!r}: {side} {labels}, not {item[side]}"
        if "period" in item and amount.period != item["period"]:
            yield f"amount {item['quote']!r}: period {amount.period}, not {item['period']}"
        if "share" in item and (amount.share is None or abs(float(amount.share) - item["share"]) > 0.005):
            yield f"amount {item['quote']!r}: share {amount.share}, not {item['share']}"
    if closed:
        yield from (f"amount too much: {said.text[start:end]!r}" for start, end in found)


def _mentions(items: list[Expected], said: Said, *, closed: bool) -> Iterator[str]:
    entities = said.annotation.entities
    found = {(mention.start, mention.end): mention.entity for mention in said.annotation.mentions}
    for item in items:
        entity = found.pop(span_of(said.text, item), None)
        if entity is None:
            yield f"mention missing: {item['quote']!r}"
            continue
        if entities[entity].type not in _either(item["type"]):
            yield f"mention {item['quote']!r}: type {entities[entity].type}, not {item['type']}"
        if "label" in item and not _goes_by(item["label"], said.names(entity)):
            yield f"mention {item['quote']!r}: names {sorted(said.names(entity))}, not {item['label']!r}"
    if closed:
        yield from (
            f"mention too much: {said.text[start:end]!r} {entities[e].type}" for (start, end), e in found.items()
        )


def _relations(items: list[Expected], said: Said, *, closed: bool) -> Iterator[str]:
    left = list(said.annotation.relations)
    for item in items:
        types = _either(item["type"])
        fitting = [
            relation
            for relation in left
            if relation.type in types
            and _goes_by(item["subject"], said.names(relation.subject))
            and _goes_by(item["object"], said.names(relation.object))
        ]
        if not fitting:
            yield f"relation missing: {item['type']} | {item['subject']} -> {item['object']}"
        elif "role" in item and item["role"].casefold() not in {(r.role or "").casefold() for r in fitting}:
            yield f"relation {item['subject']} -> {item['object']}: role {[r.role for r in fitting]}, not {item['role']!r}"
        left = [relation for relation in left if relation not in fitting]
    if closed:
        yield from (f"relation too much: {r.type} | {said.label(r.subject)} -> {said.label(r.object)}" for r in left)


def _either(one_or_more: Name) -> list[str]:
    return [one_or_more] if isinstance(one_or_more, str) else one_or_more


def _goes_by(name: Name, names: frozenset[str]) -> bool:
    return any(fold(form) in names for form in _either(name))


def _same(wanted: list[Name], entities: tuple[int, ...], said: Said) -> bool:
    """Whether the entities are exactly those wanted, each once."""
    left = list(entities)
    for name in wanted:
        entity = next((entity for entity in left if _goes_by(name, said.names(entity))), None)
        if entity is None:
            return False
        left.remove(entity)
    return not left
