"""A knowledge graph as files for others: the facts as JSON Lines, the graph in the formats of RDF, and those of `filon.exchange`."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

import pyoxigraph as ox

from filon.archive import FACTS, Manifest, read_facts, write_facts
from filon.errors import StoreError, UsageError
from filon.exchange import files
from filon.store import current_version, nquads
from filon.vocab import PREFIXES

_RDF: Final = {
    "trig": ox.RdfFormat.TRIG,
    "turtle": ox.RdfFormat.TURTLE,
    "jsonld": ox.RdfFormat.JSON_LD,
    "ntriples": ox.RdfFormat.N_TRIPLES,
    "rdfxml": ox.RdfFormat.RDF_XML,
}
_NOT_XML: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
FORMATS: Final = ("facts", "nquads", *_RDF, *files.FORMATS)
"""What `export` writes; ``turtle``, ``ntriples`` and ``rdfxml`` hold the default graph only: every fact without who says so."""


def export(kg: Path, form: str, to: Path, language: str = "fr", *, safe: bool = False) -> tuple[Path, ...]:
    """Write the graph ``kg`` as ``form``, one of `FORMATS`; the same graph gives the same bytes.

    ``to`` is a folder for ``facts`` (made where it does not exist), what `filon.exchange.files.write` says for its formats, and a
    file for all others, ``-`` being standard output. Returns what was written. Raises `StoreError` where ``kg`` is no
    knowledge graph or ``to`` cannot be written.
    """
    if form in files.FORMATS:
        return files.write(kg, form, to, language, safe=safe)
    version = current_version(kg)
    if form == "facts":
        write_facts(to, read_facts(version / "facts"))
        return tuple(to / f"{name}.jsonl" for name in FACTS)
    writer = _write_lines(nquads(kg)) if form == "nquads" else _write_rdf(version, _RDF[form])
    with _target(to) as file:
        writer(file)
    return () if to == Path("-") else (to,)


def _write_lines(lines: Iterator[bytes]) -> Callable[[IO[bytes]], None]:
    return lambda file: file.writelines(lines)


def _write_rdf(version: Path, form: ox.RdfFormat) -> Callable[[IO[bytes]], None]:
    """Serialise file by file, so that each graph stands in one piece, the default graph first."""
    files = sorted(version.glob("quads/*.nq"), key=lambda path: (path.name != "facts.nq", path.name))
    prefixes = {**PREFIXES, "": Manifest.read(version).base_iri}

    def quads() -> Iterator[ox.Quad]:
        for path in files:
            yield from ox.parse(path=str(path), format=ox.RdfFormat.N_QUADS)

    def triples() -> Iterator[ox.Triple]:
        for quad in quads():
            if isinstance(quad.graph_name, ox.DefaultGraph):
                yield quad.triple

    def writer(file: IO[bytes]) -> None:
        held = quads() if form.supports_datasets else triples()
        ox.serialize(_in_xml(triples()) if form == ox.RdfFormat.RDF_XML else held, file, form, prefixes=prefixes)

    return writer


def _in_xml(triples: Iterator[ox.Triple]) -> Iterator[ox.Triple]:
    """The triples, as long as XML 1.0 (§ 2.2) has their characters; it has no way to write the others."""
    for triple in triples:
        if isinstance(triple.object, ox.Literal) and _NOT_XML.search(triple.object.value):
            raise UsageError(
                f"{triple.subject} has text that XML cannot hold: {triple.object}; take turtle or ntriples."
            )
        yield triple


@contextmanager
def _target(to: Path) -> Iterator[IO[bytes]]:
    """A file that appears whole or not at all, or standard output."""
    if to == Path("-"):
        yield sys.stdout.buffer
        return
    partial = to.with_name(f".{to.name}.partial")
    try:
        to.parent.mkdir(parents=True, exist_ok=True)
        with partial.open("wb") as file:
            yield file
        partial.replace(to)
    except OSError as error:
        raise StoreError(f"cannot write {to}: {error.strerror}; choose another place.") from error
    finally:
        with suppress(OSError):
            partial.unlink()
