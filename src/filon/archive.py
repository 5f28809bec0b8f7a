"""What a knowledge-graph folder keeps of its documents: their texts, what was read out of them, and which they are.

::

    KG/texts/<sha256 of the text>.txt       immutable; every offset of the graph counts in it
    KG/annotations/<key>.json               what one reading of one file gave; the key is all that the reading depends on
    <version of the store>/documents.json   the documents of that version of the graph (a `Manifest`)

The first two are named by content, so a build adds files and never changes one: a killed build leaves nothing wrong
behind, and the next one finds what was already read. `Archive.sweep` removes what no version needs.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from filon.codec import decode, encode
from filon.errors import StoreError
from filon.model import Annotation, Document, Page

_MANIFEST = "documents.json"


@dataclass(frozen=True, slots=True)
class Record:
    """One reading of one file: ``text`` is the SHA-256 of the text in UTF-8, which names its file."""

    sha256: str
    media_type: str
    text: str
    pages: tuple[Page, ...]
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
    """The documents of one version of a graph, and the base its IRIs start with."""

    base_iri: str
    entries: tuple[Entry, ...] = ()

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
        record = Record(document.sha256, document.media_type, text, document.pages, replace(annotation, document=""))
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
        """A document as it was read, without its blocks, and its annotation, both under the entry's name."""
        record = self.record(entry.key)
        document = Document(entry.name, self.text(record.text), record.sha256, record.media_type, record.pages)
        return document, replace(record.annotation, document=entry.name)

    def sweep(self, entries: Iterable[Entry]) -> None:
        """Remove the texts and records that none of these entries needs."""
        entries = list(entries)
        needed = {self.text_path(entry.text) for entry in entries} | {self.record_path(entry.key) for entry in entries}
        for folder in ("texts", "annotations"):
            for path in (self.folder / folder).glob("*"):
                if path not in needed:
                    path.unlink(missing_ok=True)


def write_file(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, its folder with it; raises `StoreError` where the place cannot be written."""
    partial = path.with_name(f".{path.name}.{os.getpid()}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(data)
        partial.replace(path)
    except OSError as error:
        raise StoreError(f"cannot write {path}: {error.strerror}; choose a folder that can be written.") from error


def _json(value: object) -> bytes:
    return json.dumps(encode(value), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf-8")
