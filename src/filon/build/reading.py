"""One file to one record in the archive: the unit of work that processes share, by paths and not by values.

Plain functions of plain values, so that any pool can carry them: local processes, or a Dask cluster whose machines see the
same folders. The process that only hands out work never loads spaCy.
"""

from __future__ import annotations

import functools
import hashlib
import platform
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from filon.archive import Archive
from filon.errors import ReadError

_PACKAGE = Path(__file__).parents[1]
_DECIDES = ("read", "annotate", "gazetteer", "values", "model", "codec", "archive")  # modules a reading depends on
_LIBRARIES = ("spacy", "pypdfium2", "python-stdnum", "rapidfuzz")


@dataclass(frozen=True, slots=True)
class Task:
    """A file to read: its name in the graph, where it is, and the archive and key its record goes to."""

    name: str
    path: Path
    archive: Path
    key: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a task: the SHA-256 that names its text, or one sentence that says why there is none."""

    task: Task
    text: str | None = None
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
                digest.update(f"{path.relative_to(_PACKAGE).as_posix()}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\0".encode())
    for library in _LIBRARIES:
        digest.update(f"{library} {metadata.version(library)}\0".encode())
    digest.update(platform.python_version().encode())  # the Unicode tables that case and categories come from
    return digest.hexdigest()


def record_key(path: Path) -> str:
    """The key of a file's record: its bytes, its suffix (which decides how it is read) and the `fingerprint`.

    Raises `ReadError` where the file cannot be opened.
    """
    try:
        with path.open("rb") as file:
            content = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ReadError(f"cannot be opened ({error.strerror})") from error
    return hashlib.sha256(f"{content}{path.suffix.casefold()}{fingerprint()}".encode()).hexdigest()


def read_task(task: Task) -> Outcome:
    """Read a file, annotate it, keep the record; what is wrong with the file is in the outcome, never raised."""
    from filon.read import read_file  # noqa: PLC0415 - only the process that reads loads what reading needs

    try:
        document = read_file(task.path, task.name)
        (annotation,) = _annotate(_pipeline(), [document])
    except ReadError as error:
        return Outcome(task, failure=str(error))
    except (MemoryError, RecursionError):
        return Outcome(task, failure="needs more memory than there is, or is nested too deep")
    return Outcome(task, text=Archive(task.archive).keep(task.key, document, annotation).text)


def _annotate(nlp: Any, documents: Any) -> Any:
    from filon.annotate import annotate  # noqa: PLC0415 - as above

    return annotate(nlp, documents)


@functools.cache
def _pipeline() -> Any:
    """The pipeline of this process: built at the first document, the same for all."""
    from filon.annotate import make_nlp  # noqa: PLC0415 - as above

    return make_nlp()
