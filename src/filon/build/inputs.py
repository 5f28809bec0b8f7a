"""What a build starts from: the files given, the documents that stay, and a target that is fit for it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz, process

from filon.archive import Archive, Entry
from filon.build.reading import record_key
from filon.errors import StoreError, UsageError
from filon.read import SourceFile, list_files


@dataclass(frozen=True, slots=True)
class Wanted:
    """A document that the graph shall hold: its file, where that was given, and its record's key.

    ``staying`` is the entry of a document that was not given again; it holds where its file cannot be read anew.
    """

    file: SourceFile
    origin: str
    key: str
    staying: Entry | None = None


def check_target(kg: Path) -> bool:
    """Whether the knowledge graph is yet to be made; raises `StoreError` where the folder is something else."""
    if not kg.exists():
        return True
    if not kg.is_dir():
        raise StoreError(f"{kg} is a file; give a folder for the knowledge graph.")
    if (kg / "store").is_dir():
        return False
    if any(kg.iterdir()):
        raise StoreError(f"{kg} holds other things and is no knowledge graph; give a new folder.")
    return False


def checked_base(base: str) -> str:
    """The base of IRIs, which ends in ``/`` or ``#``; raises `UsageError` where it cannot be one."""
    if not re.fullmatch(r"https?://[^\s<>\"{}|\\^`/#?]+[^\s<>\"{}|\\^`#?]*[/#]", base):
        raise UsageError(f"{base!r} cannot begin IRIs; give an http(s) address that ends in / or #.")
    return base


def find_files(paths: Sequence[Path], *, besides: Path) -> list[SourceFile]:
    """The files under these paths, each once, those of the knowledge graph ``besides`` left out.

    A file that is given twice, by its folder and by itself, goes by the longer name. Raises `UsageError` where a path does
    not exist, two files have one name, or there is nothing to read.
    """
    found: dict[Path, SourceFile] = {}
    for file in list_files(paths):
        place = file.path.resolve()
        if not place.is_relative_to(besides.resolve()):
            known = found.setdefault(place, file)
            if len(file.name) > len(known.name):
                found[place] = file
    if not found:
        raise UsageError(
            f"there is no document in {', '.join(map(str, paths))}; give documents or folders that hold some."
        )
    files = sorted(found.values(), key=lambda file: file.name)
    if all(file.problem for file in files):
        more = f" (and {len(files) - 1} more)" if len(files) > 1 else ""
        raise UsageError(f"nothing can be read: {files[0].path}: {files[0].problem}{more}.")
    return files


def given_sources(files: Iterable[SourceFile], paths: Sequence[Path]) -> list[Wanted]:
    """The files with what was given for each: the outermost folder that its name counts from, or the file itself."""
    return [Wanted(file, _origin(file, paths), record_key(file)) for file in files]


def _origin(file: SourceFile, paths: Sequence[Path]) -> str:
    giving = [path for path in paths if file.path in (path, path / file.name)]
    return min(str(path.resolve()) for path in giving)


def staying_sources(
    archive: Archive, entries: Iterable[Entry], files: Sequence[SourceFile], paths: Sequence[Path]
) -> list[Wanted]:
    """Documents of the graph that were not given now, unless they have vanished from a folder that was.

    Where Filon reads otherwise than when one was read, it is read anew from where it was given, if its bytes are there still.
    """
    names = {file.name for file in files}
    given = {str(path.resolve()) for path in paths}
    return [_staying(archive, entry) for entry in entries if entry.name not in names and entry.origin not in given]


def kept_entries(entries: Sequence[Entry], gone: Iterable[str]) -> list[Entry]:
    """The entries but those named ``gone``; raises `UsageError`, with the nearest name, where there is none of a name."""
    gone = set(gone)
    names = [entry.name for entry in entries]
    for name in sorted(gone.difference(names)):
        near = process.extractOne(name, names, scorer=fuzz.WRatio, score_cutoff=60)
        hint = f"did you mean {near[0]}?" if near else "filon report KG --format json names those there are."
        raise UsageError(f"the graph holds no document {name}; {hint}")
    return [entry for entry in entries if entry.name not in gone]


def _staying(archive: Archive, entry: Entry) -> Wanted:
    origin = Path(entry.origin)
    path = origin / entry.name if origin.is_dir() else origin
    file = SourceFile(entry.name, path, archive.record(entry.key).sha256)
    key = record_key(file)
    if key != entry.key and not _has_bytes(file):
        key = entry.key
    return Wanted(file, entry.origin, key, entry)


def _has_bytes(file: SourceFile) -> bool:
    try:
        with file.path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == file.sha256
    except OSError:
        return False
