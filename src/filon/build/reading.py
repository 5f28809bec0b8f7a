"""One file to one record in the archive: the unit of work that processes share, by paths and not by values.

Plain functions of plain values, so that any pool can carry them: local processes, or a Dask cluster whose machines see the
same folders. The process that only hands out work never loads spaCy.
"""

from __future__ import annotations

import functools
import hashlib
import os
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from filon.archive import Archive
from filon.errors import ReadError
from filon.model import Annotation, Document
from filon.read import SourceFile, read_file

_PACKAGE = Path(__file__).parents[1]
_DECIDES = (
    "read",
    "outline",
    "typography",
    "annotate",
    "confidence",
    "gazetteer",
    "values",
    "model",
    "codec",
    "archive",
)  # modules a reading depends on
_SYNTAX = "FILON_SYNTAX"  # names another spaCy pipeline for the sentences that are parsed
_LIBRARIES = ("spacy", "pypdfium2", "python-stdnum", "rapidfuzz")


@dataclass(frozen=True, slots=True)
class Task:
    """A file to read, and the archive and key its record goes to."""

    file: SourceFile
    archive: Path
    key: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a task: its record is in the archive, or one sentence says why it is not."""

    task: Task
    failure: str | None = None


@functools.cache
def fingerprint() -> str:
    """A digest of everything beside the file that decides what is read out of it: code, data, libraries."""
    digest = hashlib.sha256()
    for name in _DECIDES:
        module = _PACKAGE / f"{name}.py"
        files = [module] if module.is_file() else sorted((_PACKAGE / name).rglob("*"))
        for path in files:
            if path.is_file() and path.suffix != ".pyc":
                digest.update(
                    f"{path.relative_to(_PACKAGE).as_posix()}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\0".encode()
                )
    for library in _LIBRARIES:
        digest.update(f"{library} {metadata.version(library)}\0".encode())
    digest.update(f"{os.environ.get(_SYNTAX, '')}\0".encode())
    digest.update(unicodedata.unidata_version.encode())  # where case and categories come from
    return digest.hexdigest()


def record_key(file: SourceFile) -> str:
    """The key of a file's record: its bytes, its suffix (which decides how it is read) and the `fingerprint`."""
    return hashlib.sha256(f"{file.sha256}{file.path.suffix.casefold()}{fingerprint()}".encode()).hexdigest()


def read_task(task: Task) -> Outcome:
    """Read a file, annotate it, keep the record; what is wrong with the file is in the outcome, never raised."""
    try:
        document = read_file(task.file)
        if document.sha256 != task.file.sha256:
            return Outcome(task, failure="the file changed while it was read: build again")
        (annotation,) = _annotate(document)
    except ReadError as error:
        return Outcome(task, failure=str(error))
    except (MemoryError, RecursionError):
        return Outcome(task, failure="needs more memory than there is, or is nested too deep")
    Archive(task.archive).keep(task.key, document, annotation)
    return Outcome(task)


def _annotate(document: Document) -> Iterable[Annotation]:
    from filon.annotate import annotate  # noqa: PLC0415 - the process that hands out work never loads spaCy

    return annotate(_pipeline(), [document])


@functools.cache
def _pipeline() -> Any:
    """The pipeline of this process: built at the first document, the same for all."""
    from filon.annotate import make_nlp  # noqa: PLC0415 - as above

    return make_nlp(syntax=os.environ.get(_SYNTAX) or None)
