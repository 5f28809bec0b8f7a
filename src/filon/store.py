"""The store of a knowledge graph, in versions: made beside the old one, put in force by one rename. The only writer.

::

    KG/store/CURRENT            the name of the version in force; replaced in one rename
    KG/store/LOCK               held while a build writes
    KG/store/000007/quads/*.nq  the graph as N-Quads, one file for each RDF graph, lines sorted, no line in two files
    KG/store/000007/graph/      the same quads, indexed by Oxigraph
    KG/store/000007/files.json  the SHA-256 of each of those files
    KG/store/000007/…           what a build adds: its manifest, its report
    KG/store/000007/digests.json  the SHA-256 of every file of the version, also of the index, and of the records

A build that is killed leaves a version that nobody names; the next one deletes it. The version before the one in force is kept
until then, so that readers of it are not cut off.
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import file_digest
from heapq import merge
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from filon.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Iterator

_VERSION: Final = re.compile(r"\d{6}")
_QUADS, _GRAPH, _FILES, _CURRENT = "quads", "graph", "files.json", "CURRENT"
_DIGESTS: Final = "digests.json"
_DIARY: Final = re.compile(r"LOCK|LOG(\.old\.\d+)?")  # what the engine writes of itself beside the graph
_FACTS = "facts.nq"  # the file of the default graph, as `filon.rdf.write` names it
PATCH_LIMIT: Final = 0.25  # above this share of changed quads, loading everything anew is faster than patching
_BULK: Final = 20_000  # from so many quads on, a bulk load is faster than a transaction


def current_version(kg: Path) -> Path:
    """The folder of the version in force; `StoreError` where ``kg`` is not a knowledge graph."""
    store = kg / "store"
    try:
        name = (store / _CURRENT).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        what = "is not a knowledge graph" if kg.exists() else "does not exist"
        raise StoreError(f"{kg} {what}; make one with `filon build DOCUMENTS --to {kg}`.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"{store / _CURRENT} cannot be read: {error}.") from error
    if not _VERSION.fullmatch(name) or not (store / name).is_dir():
        raise StoreError(f"{store / _CURRENT} names a version that is not there; build the knowledge graph again.")
    return store / name


def open_read(kg: Path) -> ox.Store:
    """The graph of the version in force, for reading only; safe beside a build. Raises `StoreError`."""
    version = current_version(kg)
    try:
        return ox.Store.read_only(str(version / _GRAPH))
    except (OSError, RuntimeError) as error:
        newer = current_version(kg)
        if newer != version:  # builds went on between the two lines above, and the version is gone
            return open_read(kg)
        raise StoreError(f"{version / _GRAPH} cannot be opened ({error}); build the knowledge graph again.") from error


def read_into_memory(kg: Path) -> ox.Store:
    """The same graph in memory: slower to open, several times faster to ask. Raises `StoreError`."""
    return _in_memory(current_version(kg))


def _in_memory(version: Path) -> ox.Store:
    store = ox.Store()
    for path in _nquads_files(version):
        store.bulk_load(path=str(path), format=ox.RdfFormat.N_QUADS, lenient=True)
    return store


def nquads(kg: Path) -> Iterator[bytes]:
    """All quads of the version in force as sorted N-Quads lines: the same graph gives the same bytes. Raises `StoreError`."""
    handles = [path.open("rb") for path in _nquads_files(current_version(kg))]
    try:
        yield from merge(*handles)
    finally:
        for handle in handles:
            handle.close()


def fact_lines(kg: Path) -> frozenset[bytes]:
    """The default graph of the version in force as N-Quads lines. Raises `StoreError`."""
    return frozenset(_lines(current_version(kg) / _QUADS / _FACTS))


def read_digests(version: Path) -> dict[str, str] | None:
    """The SHA-256 that each file of a version had when it was put in force, by its path below the version's folder.

    ``None`` where the version says nothing of it, or nonsense.
    """
    return _json(version / _DIGESTS)


def record_name(key: str) -> str:
    """What the digests of a version call the record of this key: its path from the version's folder."""
    return f"../../annotations/{key}.json"


def file_digests(version: Path, below: str = "") -> dict[str, str]:
    """The SHA-256 that each file of a version has now, or of those ``below`` a folder of it; without the engine's own diary."""
    found = (path for path in (version / below).rglob("*") if path.is_file())
    return {
        path.relative_to(version).as_posix(): digest(path)
        for path in sorted(found)
        if not _DIARY.fullmatch(path.name) and path.name != _DIGESTS
    }


def digest(path: Path) -> str:
    """The SHA-256 of a file, as hexadecimal digits."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _damaged(version: Path) -> bool:
    """Whether a file of the index is not what it was: a copy of it would carry the damage on."""
    before = read_digests(version)
    return before is not None and any(
        before.get(name) != found for name, found in file_digests(version, _GRAPH).items()
    )


def _nquads_files(version: Path) -> list[Path]:
    return sorted((version / _QUADS).glob("*.nq"))


@dataclass(frozen=True, slots=True)
class Filling:
    """How a version came about: quads in it, quads removed from and added to the version before (all, where it was loaded anew)."""

    quads: int
    removed: int
    added: int
    anew: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """A version being made. Put N-Quads files into ``quads`` and whatever else belongs to the version into ``folder``."""

    folder: Path
    previous: Path | None

    @property
    def quads(self) -> Path:
        """The folder for the N-Quads files: ``*.nq``, sorted lines, no quad in two files."""
        return self.folder / _QUADS

    def inherit(self, *names: str) -> None:
        """Copy files or folders of the version in force (``quads``, ``report.json``…) into this one, where it has them."""
        for name in names if self.previous else ():
            assert self.previous  # noqa: S101 - the loop is empty otherwise
            source, target = self.previous / name, self.folder / name
            if source.is_dir():
                shutil.copytree(source, target, dirs_exist_ok=True)
            elif source.exists():
                shutil.copy2(source, target)

    def fill(self) -> Filling:
        """Index the N-Quads files; where most of them stand in the version before, only what changed is touched."""
        with _writable(self.folder):
            digests = {path.name: digest(path) for path in _nquads_files(self.folder)}
            filling = self._patch(digests) or self._load()
            text = json.dumps(digests, indent=1, sort_keys=True)
            (self.folder / _FILES).write_text(text + "\n", encoding="utf-8")
            return filling

    def read_into_memory(self) -> ox.Store:
        """The draft's graph in memory, where many questions are answered several times faster."""
        return _in_memory(self.folder)

    def commit(self) -> None:
        """Put the draft in force: everything is on disk before the one rename that switches to it."""
        with _writable(self.folder):
            records = (self.folder.parents[1] / "annotations").glob("*.json")
            before = (
                read_digests(self.previous) if self.previous else None
            ) or {}  # a record never changes: what it was counts
            kept = {name: before.get(name) or digest(path) for path in records for name in [record_name(path.stem)]}
            text = json.dumps(file_digests(self.folder) | kept, indent=1, sort_keys=True)
            (self.folder / _DIGESTS).write_text(text + "\n", encoding="utf-8")
            for folder, _, names in os.walk(self.folder):
                for name in (*names, "."):
                    _sync(Path(folder, name))
            store = self.folder.parent
            pointer = store / f"{_CURRENT}.new"
            pointer.write_text(self.folder.name + "\n", encoding="ascii")
            _sync(pointer)
            pointer.replace(store / _CURRENT)
            _sync(store)

    def _load(self) -> Filling:
        """Load every file into an empty store."""
        shutil.rmtree(self.folder / _GRAPH, ignore_errors=True)
        store = ox.Store(str(self.folder / _GRAPH))
        for path in _nquads_files(self.folder):
            store.bulk_load(path=str(path), format=ox.RdfFormat.N_QUADS, lenient=True)
        store.flush()
        count = len(store)
        return Filling(quads=count, removed=0, added=count, anew=True)

    def _patch(self, digests: dict[str, str]) -> Filling | None:
        """Change a hard-linked copy of the version before; ``None`` where that cannot be done or is not worth it."""
        before = _digests(self.previous)
        if self.previous is None or before is None or _damaged(self.previous):
            return None
        changed = [name for name in before.keys() | digests.keys() if before.get(name) != digests.get(name)]
        old = set().union(*(_lines(self.previous / _QUADS / name) for name in changed))
        new = set().union(*(_lines(self.quads / name) for name in changed))
        total = sum(count_lines(path) for path in _nquads_files(self.folder))
        removed, added = sorted(old - new), sorted(new - old)
        if len(removed) + len(added) > PATCH_LIMIT * total:
            return None
        try:
            ox.Store.read_only(str(self.previous / _GRAPH)).backup(str(self.folder / _GRAPH))
            store = ox.Store(str(self.folder / _GRAPH))
            for quad in ox.parse(b"".join(removed), format=ox.RdfFormat.N_QUADS, lenient=True):
                store.remove(quad)
            load = store.bulk_load if len(added) >= _BULK else store.load
            load(b"".join(added), format=ox.RdfFormat.N_QUADS, lenient=True)
            store.flush()
            count = len(store)
        except (OSError, RuntimeError):  # the version before is damaged: its index is not worth keeping
            return None
        return Filling(quads=count, removed=len(removed), added=len(added), anew=False) if count == total else None


@contextmanager
def writing(kg: Path) -> Iterator[Draft]:
    """A draft of the next version of ``kg``, which is made where it does not exist; dropped unless it is committed.

    Raises `StoreError` where the folder cannot be written or another build is writing.
    """
    store = kg / "store"
    with _writable(kg):
        store.mkdir(parents=True, exist_ok=True)
        lock = (store / "LOCK").open("a")
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise StoreError(f"Another build is writing {kg}; wait until it ends.") from None
        with _writable(kg):
            draft = _draft(store)
        try:
            yield draft
        finally:
            if _name_in_force(store) != draft.folder.name:
                shutil.rmtree(draft.folder, ignore_errors=True)


def _draft(store: Path) -> Draft:
    """A fresh folder beside the version in force; what killed builds left, and the version before it, go."""
    versions = [path for path in store.iterdir() if _VERSION.fullmatch(path.name)]
    name = _name_in_force(store)
    previous = next((path for path in versions if path.name == name), None)
    number = max((int(path.name) for path in versions), default=0) + 1
    for path in versions:
        if path != previous:
            shutil.rmtree(path)
    draft = Draft(folder=store / f"{number:06}", previous=previous)
    draft.quads.mkdir(parents=True)
    return draft


@contextmanager
def _writable(kg: Path) -> Iterator[None]:
    """An operating-system error while writing, as one sentence."""
    try:
        yield
    except OSError as error:
        raise StoreError(f"{kg} cannot be written: {error.strerror or error}.") from error


def _name_in_force(store: Path) -> str | None:
    try:
        return (store / _CURRENT).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return None


def _digests(version: Path | None) -> dict[str, str] | None:
    """The digests a version was filled from; ``None`` where it does not say, or says nonsense."""
    return _json(version / _FILES) if version else None


def _json(path: Path) -> dict[str, str] | None:
    """The object that a JSON file holds; ``None`` where it holds none, or is not there."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _lines(path: Path) -> set[bytes]:
    """The lines of a file; none where there is no such file."""
    return set(path.read_bytes().splitlines(keepends=True)) if path.exists() else set()


def count_lines(path: Path) -> int:
    """How many lines a file has."""
    with path.open("rb") as file:
        return sum(chunk.count(b"\n") for chunk in iter(lambda: file.read(1 << 20), b""))


def _sync(path: Path) -> None:
    """Have a file or folder on disk, not only in the system's memory."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
