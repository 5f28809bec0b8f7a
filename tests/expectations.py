"""What a document must say, written as JSON, held against what Filon reads in it.

An expectation file of a golden case says ``why`` it stands and by ``genre`` (one of ``GENRES``) how its text is written. Any holds ``amounts``, ``mentions`` and ``relations``; what it lists must be found, and in a layer that it
names under ``closed`` nothing else may be. Items under ``not_yet`` (by layer) are as true, and known to be missed still. Keys that an item leaves out are not looked at. A thing is named by one of the
names it goes by, or by a list of forms of which one must be among its names.

- amount: ``quote`` (``nth``), ``value``, ``role`` (one, or a list of acceptable ones), ``funders``, ``beneficiaries`` (exact sets), ``purpose`` (but for case, accents
  and article), ``period``, ``share``
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
from filon.facts import derive_facts, export_rows
from filon.gazetteer import load as load_gazetteer
from filon.read.files import read_documents
from filon.resolve import resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from spacy.language import Language

    from filon.model import Annotation, Graph

Row = dict[str, Any]
Expected = dict[str, Any]
Name = str | list[str]

BASE = "https://example.org/"

GENRES = {"deliberation", "convention", "report", "review", "contract", "sheet", "map", "minutes"}
"""How a golden case's text is written; ``golden/README.md`` says what each means."""


@dataclass(frozen=True, slots=True)
class Said:
    """What one document says: its text, its annotation, its rows of the facts export, and every entity's row by IRI."""

    text: str
    annotation: Annotation
    amounts: list[Row]
    mentions: list[Row]
    relations: list[Row]
    entities: Mapping[str, Row]
    locals: Mapping[int, str]

    def names(self, iri: str) -> frozenset[str]:
        """Every form that the entity goes by, folded."""
        return frozenset(map(fold, (self.entities[iri]["label"], *self.entities[iri]["alt_labels"])))

    def label(self, iri: str) -> str:
        """The entity's label."""
        return self.entities[iri]["label"]


@cache
def _nlp() -> Language:
    return make_nlp()


def say_together(paths: Iterable[Path]) -> tuple[dict[str, Said], Graph]:
    """What documents say that are read, resolved and turned into facts together, by document name; and the graph."""
    documents = {document.name: document for document in read_documents(paths)}
    annotations = list(annotate(_nlp(), documents.values()))
    gazetteer = load_gazetteer()
    entities = resolve(annotations, gazetteer)
    graph = derive_facts(annotations, entities, documents, gazetteer)
    rows = export_rows(annotations, entities, graph, documents, BASE)
    by_iri = {row["iri"]: row for row in rows["entities"]}

    def said(annotation: Annotation) -> Said:
        name = annotation.document
        layers = (
            [row for row in rows[layer] if row["document"] == name] for layer in ("amounts", "mentions", "relations")
        )
        places = {
            index: BASE + entity.iri for entity in entities for document, index in entity.members if document == name
        }
        return Said(documents[name].text, annotation, *layers, by_iri, places)

    return {annotation.document: said(annotation) for annotation in annotations}, graph


def say(path: Path) -> Said:
    """What one document says, read alone."""
    said, _ = say_together([path])
    return said[path.name]


def load(path: Path) -> Expected:
    """An expectation file."""
    return json.loads(path.read_text(encoding="utf-8"))


def fold(name: str) -> str:
    """A name without case, accents, punctuation, leading article and municipal class word."""
    text = (
        unicodedata.normalize("NFKD", name.replace("œ", "oe").replace("Œ", "OE").replace("’", "'"))
        .encode("ascii", "ignore")
        .decode()
    )
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
    found = {(row["start"], row["end"]): row for row in said.amounts}
    for item in items:
        row = found.pop(span_of(said.text, item), None)
        if row is None:
            yield f"amount missing: {item['quote']!r}"
            continue
        if not _close(row["value"], item["value"]):
            yield f"amount {item['quote']!r}: value {row['value']}, not {item['value']}"
        yield from _flow(item, row, said)
    if closed:
        yield from (f"amount too much: {row['text']!r}" for row in found.values())


def _flow(item: Expected, row: Expected, said: Said) -> Iterator[str]:
    if "role" in item and row["role"] not in _either(item["role"]):
        yield f"amount {item['quote']!r}: role {row['role']}, not {item['role']}"
    for side in ("funders", "beneficiaries"):
        if side in item and not _same(item[side], row[side], said):
            yield f"amount {item['quote']!r}: {side} {[said.label(iri) for iri in row[side]]}, not {item[side]}"
    if "period" in item and row["period"] != item["period"]:
        yield f"amount {item['quote']!r}: period {row['period']}, not {item['period']}"
    if "purpose" in item and _plain(row["purpose"]) != _plain(item["purpose"]):
        yield f"amount {item['quote']!r}: purpose {row['purpose']!r}, not {item['purpose']!r}"
    if "share" in item and not _close(row["share"], item["share"]):
        yield f"amount {item['quote']!r}: share {row['share']}, not {item['share']}"


def _plain(words: str | None) -> str | None:
    return fold(words) if words else None


def _mentions(items: list[Expected], said: Said, *, closed: bool) -> Iterator[str]:
    found = {(row["start"], row["end"]): row for row in said.mentions}
    for item in items:
        row = found.pop(span_of(said.text, item), None)
        if row is None:
            yield f"mention missing: {item['quote']!r}"
            continue
        if row["type"] not in _either(item["type"]):
            yield f"mention {item['quote']!r}: type {row['type']}, not {item['type']}"
        if "label" in item and not _goes_by(item["label"], said.names(row["entity"])):
            yield f"mention {item['quote']!r}: names {sorted(said.names(row['entity']))}, not {item['label']!r}"
    if closed:
        yield from (f"mention too much: {row['text']!r} {row['type']}" for row in found.values())


def _relations(items: list[Expected], said: Said, *, closed: bool) -> Iterator[str]:
    left = list(said.relations)
    for item in items:
        fitting = [
            row
            for row in left
            if row["type"] in _either(item["type"])
            and _goes_by(item["subject"], said.names(row["subject"]))
            and _goes_by(item["object"], said.names(row["object"]))
        ]
        roles = [row["role"] for row in fitting]
        if not fitting:
            yield f"relation missing: {item['type']} | {item['subject']} -> {item['object']}"
        elif "role" in item and item["role"].casefold() not in {(role or "").casefold() for role in roles}:
            yield f"relation {item['subject']} -> {item['object']}: role {roles}, not {item['role']!r}"
        left = [row for row in left if row not in fitting]
    if closed:
        for row in left:
            yield f"relation too much: {row['type']} | {said.label(row['subject'])} -> {said.label(row['object'])}"


def _close(found: float | None, wanted: float) -> bool:
    return found is not None and abs(found - wanted) < 0.005


def _either(one_or_more: Name) -> list[str]:
    return [one_or_more] if isinstance(one_or_more, str) else one_or_more


def _goes_by(name: Name, names: frozenset[str]) -> bool:
    return any(fold(form) in names for form in _either(name))


def _same(wanted: list[Name], iris: list[str], said: Said) -> bool:
    """Whether the entities are exactly those wanted, each once."""
    left = list(iris)
    for name in wanted:
        iri = next((iri for iri in left if _goes_by(name, said.names(iri))), None)
        if iri is None:
            return False
        left.remove(iri)
    return not left
