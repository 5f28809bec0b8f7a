"""Whether a knowledge-graph folder still holds what was written into it: everything is read again, and compared.

1. Each file of the version in force against the SHA-256 it had when it was put in force: a flipped bit anywhere is found, and named.
2. Each ordering of the index, quad by quad, against the N-Quads files, by number and by an order-independent hash (the sum of the
   quads' hashes, modulo 2⁶⁴): what digests cannot see, an index that never held what the files say. RocksDB checks the checksum of
   each block that it reads, and it reads only the ordering that a question needs, so each is read as a question would.
3. Each document's text against the SHA-256 that names it, and its record; the facts export; the manifest; the report.

The index is read in processes of its own: a damaged one may end a process, which is a finding.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from operator import attrgetter
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeVar

import pyoxigraph as ox

from filon.archive import Archive, Manifest, read_doubts, read_facts
from filon.errors import StoreError
from filon.report import read_report
from filon.store import current_version, digest, file_digests, read_digests, record_name

Tick = Callable[[str, int, int | None], None]
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Content = tuple[int, int]  # how many quads, and the sum of their hashes

_T = TypeVar("_T")
FILES: Final = "files"
_INDEX: Final = "graph"
_MODULUS: Final = 2**64


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found wrong, a sentence each, and what was read: quads, files of the version, documents."""

    findings: tuple[str, ...]
    quads: int
    files: int
    documents: int


def verify(kg: Path, progress: Tick | None = None) -> Verification:
    """Read everything that the version of ``kg`` in force rests on, and tell what is not as it was written.

    Raises `StoreError` where ``kg`` is no knowledge graph.
    """
    version = current_version(kg)
    tick = progress or (lambda _stage, _done, _total: None)
    tick("files", 0, None)
    damaged, files = damaged_files(version)
    contents, unread = _contents(version, tick)
    compared = _compared(contents)
    tick("documents", 0, None)
    documents, lost = _documents(kg, version)
    return Verification((*damaged, *unread, *compared, *lost), contents.get(FILES, (0, 0))[0], files, documents)


def damaged_files(version: Path) -> tuple[list[str], int]:
    """Files that are gone, changed or new since the version was put in force, and how many there are."""
    try:
        now = file_digests(version)
    except OSError as error:
        return [f"{error.filename} cannot be read: {error.strerror}."], 0
    then = read_digests(version)
    if then is None:
        return [
            f"{version / 'digests.json'} is missing or damaged, so files cannot be compared with what was written; build the knowledge graph again."
        ], len(now)
    found = []
    for name in sorted(name for name in then.keys() | now.keys() if not name.startswith("..")):
        if name not in now:
            found.append(f"{version / name} is missing.")
        elif name not in then:
            found.append(f"{version / name} was not there when the graph was written.")
        elif then[name] != now[name]:
            found.append(f"{version / name} is not what was written: its SHA-256 is another.")
    return found, len(now)


def _contents(version: Path, tick: Tick) -> tuple[dict[str, Content], list[str]]:
    """What the files and each ordering of the index hold, and sentences for those that cannot be read."""
    contents, findings = {}, []
    readings = (FILES, *ORDERINGS)
    with ThreadPoolExecutor(max_workers=min(len(readings), os.cpu_count() or 1)) as threads:
        for done, (name, found) in enumerate(
            zip(readings, threads.map(_apart, [version] * len(readings), readings), strict=True)
        ):
            tick("index", done + 1, len(readings))
            if isinstance(found, str):
                findings.append(found)
            else:
                contents[name] = found
    return contents, findings


def _apart(version: Path, name: str) -> Content | str:
    """`read_content` in a process of its own."""
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
        try:
            return pool.submit(read_content, str(version), name).result()
        except BrokenProcessPool:
            return f"Reading {_place(version, name)} ended the process that read it: the index is damaged."


def read_content(version: str, name: str) -> Content | str:
    """The content of the files or of one ordering, or a sentence where it cannot be read. Runs in a process of its own."""
    folder = Path(version)
    try:
        if name == FILES:
            return content_of(_parsed(path) for path in sorted((folder / "quads").glob("*.nq")))
        return content_of(ORDERINGS[name](ox.Store.read_only(str(folder / _INDEX))))
    except (OSError, RuntimeError, SyntaxError, ValueError) as error:
        return f"{_place(folder, name)} cannot be read: {' '.join(str(error).split())}."


def _place(version: Path, name: str) -> str:
    return f"{version / 'quads'}" if name == FILES else f"The index {version / _INDEX}, ordered by {name},"


def _parsed(path: Path) -> Iterable[ox.Quad]:
    return ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS, lenient=True)


def content_of(groups: Iterable[Iterable[ox.Quad]]) -> Content:
    """Number and sum of hashes; the loop over quads is the interpreter's own, not one of Python's."""
    count = total = 0
    for group in groups:
        hashes = list(map(hash, group))
        count += len(hashes)
        total += sum(hashes)
    return count, total % _MODULUS


def _by_graph(store: ox.Store) -> Iterator[Iterable[ox.Quad]]:
    """The orderings gspo and dspo."""
    for graph in _graphs(store):
        yield store.quads_for_pattern(None, None, None, graph)


def _by_subject(store: ox.Store) -> Iterator[Iterable[ox.Quad]]:
    """The ordering spog, with dspo."""
    for subject in _distinct(store, "subject"):
        yield store.quads_for_pattern(subject, None, None, None)


def _by_predicate(store: ox.Store) -> Iterator[Iterable[ox.Quad]]:
    """The orderings posg and dpos."""
    for predicate in _distinct(store, "predicate"):
        yield store.quads_for_pattern(None, predicate, None, None)


def _by_object(store: ox.Store) -> Iterator[Iterable[ox.Quad]]:
    """The orderings ospg and dosp."""
    for value in _distinct(store, "object"):
        yield _exactly(value, store.quads_for_pattern(None, None, value, None))


def _by_graph_and_predicate(store: ox.Store) -> Iterator[Iterable[ox.Quad]]:
    """The ordering gpos; of the default graph dpos."""
    for graph in _graphs(store):
        for predicate in _distinct(store, "predicate", graph):
            yield store.quads_for_pattern(None, predicate, None, graph)


def _by_graph_and_object(store: ox.Store) -> Iterator[Iterable[ox.Quad]]:
    """The ordering gosp; of the default graph dosp."""
    for graph in _graphs(store):
        for value in _distinct(store, "object", graph):
            yield _exactly(value, store.quads_for_pattern(None, None, value, graph))


ORDERINGS: Final[Mapping[str, Callable[[ox.Store], Iterator[Iterable[ox.Quad]]]]] = MappingProxyType({
    "graph": _by_graph,
    "subject": _by_subject,
    "predicate": _by_predicate,
    "object": _by_object,
    "graph and predicate": _by_graph_and_predicate,
    "graph and object": _by_graph_and_object,
})  # fmt: skip


def _graphs(store: ox.Store) -> list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph]:
    return [ox.DefaultGraph(), *store.named_graphs()]


def _distinct(
    store: ox.Store, part: str, graph: ox.NamedNode | ox.BlankNode | ox.DefaultGraph | None = None
) -> set[Any]:
    return set(map(attrgetter(part), store.quads_for_pattern(None, None, None, graph)))


def _exactly(value: Term, quads: Iterable[ox.Quad]) -> Iterable[ox.Quad]:
    """The quads with this value: where its key ends in a byte 0xFF, Oxigraph 0.5 gives those of the next keys too (4095: 4096 to 4351)."""
    return [quad for quad in quads if quad.object == value] if isinstance(value, ox.Literal) else quads


def _compared(contents: Mapping[str, Content]) -> Iterator[str]:
    """Sentences for the orderings that do not hold what the files hold."""
    expected = contents.get(FILES)
    for name in ORDERINGS:
        found = contents.get(name)
        if expected is None or found is None or found == expected:
            continue
        much = (
            f"{found[0]} quads where the files hold {expected[0]}"
            if found[0] != expected[0]
            else "other quads than the files"
        )
        yield f"The index, ordered by {name}, holds {much}."


def _documents(kg: Path, version: Path) -> tuple[int, list[str]]:
    """How many documents the manifest names, and sentences for what they need and is missing or damaged."""
    archive, digests = Archive(kg), read_digests(version) or {}
    read = (_tried(read_report, kg), _tried(read_facts, version / "facts"), _tried(read_doubts, version))
    findings = [said for said in read if said]
    try:
        manifest = Manifest.read(version)
    except StoreError as error:
        return 0, [*findings, str(error)]
    for entry in manifest.entries:
        if said := _tried(archive.text, entry.text):
            findings.append(said)
        path, written = archive.record_path(entry.key), digests.get(record_name(entry.key))
        if said := _tried(archive.record, entry.key):
            findings.append(said)
        elif written and digest(path) != written:
            findings.append(f"{path} is not what was written: its SHA-256 is another.")
        elif archive.record(entry.key).text != entry.text:
            findings.append(f"{path} is of another text than {entry.name}.")
    return len(manifest.entries), findings


def _tried(read: Callable[[_T], object], what: _T) -> str | None:
    """What a reader has to say against what it was to read."""
    try:
        read(what)
    except StoreError as error:
        return str(error)
    return None
