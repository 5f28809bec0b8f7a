"""The exchange formats as files, and beside each the list of what did not fit, named after it: ``…-apart.csv``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from filon.archive import Archive, Manifest, write_file
from filon.errors import UsageError
from filon.exchange import ftm, grants360, scdl, tables
from filon.exchange.grants import grants
from filon.exchange.nodes import code_labels, papers
from filon.exchange.rows import Apart, apart_bytes, csv_bytes
from filon.store import current_version, open_read

_NAMES: Final = {"scdl": "subventions.csv", "360giving": "grants.json", "ftm": "entities.jsonl"}
_TABLES: Final = ("csv", "parquet")
FORMATS: Final = (*_NAMES, *_TABLES)
"""What `write` writes."""


def write(kg: Path, form: str, to: Path, language: str = "fr", *, safe: bool = False) -> tuple[Path, ...]:
    """Write a graph as ``form``, one of `FORMATS`; the same graph gives the same bytes. Returns what was written.

    ``to`` is a folder, or for ``scdl``, ``360giving`` and ``ftm`` a file where it has the format's suffix (.csv, .json, .jsonl).
    ``language`` (``fr``, ``en``) is that of the reasons, states and roles; ``safe`` guards the cells of CSV against spreadsheets.
    Raises `StoreError` where ``kg`` is no knowledge graph or ``to`` cannot be written, `UsageError` where it is standard output.
    """
    if to == Path("-"):
        raise UsageError(f"{form} is more than one file; give a folder.")
    version = current_version(kg)
    store = open_read(kg)  # on disk rows without an order stand as their hashes do: the same graph gives the same bytes
    if form in _TABLES:
        return tuple(_tables(store, form, to, Manifest.read(version).base_iri, safe=safe))
    data, apart = _exchanged(store, kg, form, language, safe=safe)
    default = Path(_NAMES[form])
    path = to if to.suffix == default.suffix else to / default
    beside = path.with_name(f"{path.stem}-apart.csv")
    write_file(path, data)
    write_file(beside, apart_bytes(apart, language, safe=safe))
    return path, beside


def _exchanged(store: ox.Store, kg: Path, form: str, language: str, *, safe: bool) -> tuple[bytes, Iterable[Apart]]:
    if form == "ftm":
        entities, apart = ftm.entities(store, language)
        return ftm.encode(entities), apart
    labels = code_labels(store, language)
    if form == "360giving":
        package = grants360.package(grants(store), papers(store), labels)
        return package.encode(), package.apart
    rows, apart = scdl.table(grants(store), Archive(kg).text, papers(store), labels)
    return csv_bytes(scdl.fields(), ([*row.cells.values()] for row in rows), safe=safe), apart


def _tables(store: ox.Store, form: str, to: Path, base: str, *, safe: bool) -> Iterator[Path]:
    for query in tables.questions():
        path = to / f"{query.name}.{form}"
        parquet = form == "parquet"
        write_file(
            path, tables.parquet_of(store, query, base) if parquet else tables.csv_of(store, query, base, safe=safe)
        )
        yield path
