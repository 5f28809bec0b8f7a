"""What a knowledge-graph folder keeps of its documents: their texts, what was read out of them, and which they are.

::

    KG/texts/<sha256 of the text>.txt       immutable; every offset of the graph counts in it
    KG/annotations/<key>.json               what one reading of one file gave; the key is all that the reading depends on
    <version of the store>/documents.json   the documents of that version of the graph (a `Manifest`)
    <version of the store>/facts/*.jsonl    the facts export, written with the graph it belongs to
    <version of the store>/doubts.json      the pairs of things that may be one, and why (relative IRI to `Doubt`s)

The first two are named by content, so a build adds files and never changes one: a killed build leaves nothing wrong
behind, and the next one finds what was already read. `Archive.sweep` removes what no version needs.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from filon.codec import decode, encode
from filon.errors import StoreError
from filon.model import Annotation, Block, Document, Doubt, Entity, Page

_MANIFEST = "documents.json"
_DOUBTS = "doubts.json"


@dataclass(frozen=True, slots=True)
class Record:
    """One reading of one file: ``text`` is the SHA-256 of the text in UTF-8, which names its file."""

    sha256: str
    media_type: str
    text: str
    pages: tuple[Page, ...]
    blocks: tuple[Block, ...]
    annotation: Annotation


@dataclass(frozen=True, slots=True)
class Entry:
    """A document of a graph: its name, where it was given (a folder or the file itself), and the key of its record."""

    name: str
    origin: str
    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """The documents of one version of a graph, the base its IRIs start with, and the file of judgements it was told, if any."""

    base_iri: str
    entries: tuple[Entry, ...] = ()
    judgements: str | None = None

    def write(self, version: Path) -> None:
        """Put the manifest into the folder of a version of the store."""
        write_file(version / _MANIFEST, _json(self))

    @classmethod
    def read(cls, version: Path) -> Manifest:
        """The manifest in the folder of a version; raises `StoreError` where there is none that can be read."""
        path = version / _MANIFEST
        try:
            return decode(cls, json.loads(path.read_bytes()))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StoreError(f"{path} is missing or damaged; build the knowledge graph again.") from error


@dataclass(frozen=True, slots=True)
class Archive:
    """The texts and records below one knowledge-graph folder; nothing is created before something is kept."""

    folder: Path

    def text_path(self, text: str) -> Path:
        """Where the text of this SHA-256 is."""
        return self.folder / "texts" / f"{text}.txt"

    def record_path(self, key: str) -> Path:
        """Where the record of this key is."""
        return self.folder / "annotations" / f"{key}.json"

    def holds(self, key: str) -> bool:
        """Whether this reading has been done and kept."""
        return self.record_path(key).is_file()

    def keep(self, key: str, document: Document, annotation: Annotation) -> Record:
        """Keep a reading: first the text, then the record, each whole or not at all."""
        data = document.text.encode("utf-8")
        text = hashlib.sha256(data).hexdigest()
        record = Record(
            document.sha256,
            document.media_type,
            text,
            document.pages,
            document.blocks,
            replace(annotation, document=""),
        )
        if not self.text_path(text).is_file():
            write_file(self.text_path(text), data)
        write_file(self.record_path(key), _json(record))
        return record

    def record(self, key: str) -> Record:
        """The record of this key; raises `StoreError` where it is missing or damaged."""
        path = self.record_path(key)
        try:
            return decode(Record, json.loads(path.read_bytes()))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StoreError(f"{path} is missing or damaged; delete it and build the knowledge graph again.") from error

    def text(self, text: str) -> str:
        """The text of this SHA-256; raises `StoreError` where its characters are no longer those that were read."""
        path = self.text_path(text)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise StoreError(f"{path} is missing; build the knowledge graph again.") from error
        if hashlib.sha256(data).hexdigest() != text:
            raise StoreError(f"{path} was changed since it was read; delete it and build the knowledge graph again.")
        return data.decode("utf-8")

    def open(self, entry: Entry) -> tuple[Document, Annotation]:
        """A document as it was read and its annotation, both under the entry's name."""
        record = self.record(entry.key)
        text = self.text(record.text)
        document = Document(entry.name, text, record.sha256, record.media_type, record.pages, record.blocks)
        return document, replace(record.annotation, document=entry.name)

    def sweep(self, entries: Iterable[Entry]) -> None:
        """Remove the texts and records that none of these entries needs."""
        entries = list(entries)
        needed = {self.text_path(entry.text) for entry in entries} | {self.record_path(entry.key) for entry in entries}
        for folder in ("texts", "annotations"):
            for path in (self.folder / folder).glob("*"):
                if path not in needed:
                    path.unlink(missing_ok=True)


FACTS = ("entities", "mentions", "amounts", "relations")
"""The four files of the facts export."""

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def write_facts(folder: Path, rows: Rows) -> None:
    """Write the rows of the facts export into ``folder``, a JSON Lines file for each of `FACTS`, in the order given."""
    for name in FACTS:
        lines = (json.dumps(row, ensure_ascii=False) for row in rows[name])
        write_file(folder / f"{name}.jsonl", "".join(f"{line}\n" for line in lines).encode("utf-8"))


def read_facts(folder: Path) -> Rows:
    """The rows that `write_facts` wrote; raises `StoreError` where they are missing or damaged."""
    try:
        return {
            name: [json.loads(line) for line in (folder / f"{name}.jsonl").read_text("utf-8").split("\n") if line]
            for name in FACTS
        }
    except (OSError, ValueError) as error:
        raise StoreError(f"the facts in {folder} are missing or damaged; build the knowledge graph again.") from error


def write_doubts(version: Path, entities: Iterable[Entity]) -> None:
    """Write what things may be one, with the reasons, into the folder of a version."""
    doubts = {entity.iri: [encode(doubt) for doubt in entity.doubts] for entity in entities if entity.doubts}
    write_file(version / _DOUBTS, _json(doubts))


def read_doubts(version: Path) -> dict[str, tuple[Doubt, ...]]:
    """The doubts that `write_doubts` wrote; raises `StoreError` where they are missing or damaged."""
    path = version / _DOUBTS
    try:
        plain = json.loads(path.read_bytes())
        return {iri: tuple(decode(Doubt, doubt) for doubt in doubts) for iri, doubts in plain.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreError(f"{path} is missing or damaged; build the knowledge graph again.") from error


def write_file(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, its folder with it; raises `StoreError` where the place cannot be written."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(data)
        partial.replace(path)
    except OSError as error:
        with suppress(OSError):
            partial.unlink()
        raise StoreError(f"cannot write {path}: {error.strerror}; choose a folder that can be written.") from error


def _json(value: object) -> bytes:
    return json.dumps(
        value if isinstance(value, dict) else encode(value), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    ).encode("utf-8")
