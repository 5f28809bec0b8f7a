"""Questions as tables: CSV as the SPARQL standard has it, or Parquet with typed columns.

In Parquet a column of decimals is decimal128 with the places that it needs (two at least), whole numbers are int64, days date32, yes
and no bool, IRIs and text string. A column that holds several types has them as text. Reading and writing need pyarrow, the
extra ``parquet``.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from filon.errors import UsageError
from filon.exchange.rows import csv_bytes, written
from filon.queries import Query, Result, Source, catalogue, columns, run, values, write
from filon.terms import Value

_LONG: Final = 2**63
_DIGITS: Final = 38  # what decimal128 holds


def questions() -> tuple[Query, ...]:
    """The questions that can be asked without being told anything."""
    return tuple(query for query in catalogue() if not any(parameter.needed for parameter in query.parameters))


def csv_of(source: Source, query: Query, base: str, *, safe: bool = False) -> bytes:
    """The answer to a question as CSV (SPARQL 1.1 Query Results CSV, § 3); ``safe`` is for people's spreadsheets."""
    return safe_csv(run(source, query, base=base)) if safe else _standard(run(source, query, base=base))


def safe_csv(result: Result) -> bytes:
    """An answer as CSV in which no cell of text begins like a formula of a spreadsheet."""
    return csv_bytes(columns(result) or ("answer",), values(result), safe=True)


def parquet_of(source: Source, query: Query, base: str) -> bytes:
    """The answer to a question as a Parquet file; `UsageError` where pyarrow is not installed."""
    result = run(source, query, base=base)
    return parquet(columns(result), list(values(result)))


def parquet(header: Sequence[str], rows: Sequence[Sequence[Value]]) -> bytes:
    """A table as a Parquet file; `UsageError` where pyarrow is not installed."""
    try:
        import pyarrow as pa  # noqa: PLC0415 - an extra: who needs no Parquet needs no pyarrow
        import pyarrow.parquet as pq  # noqa: PLC0415
    except ImportError:
        raise UsageError("Parquet needs pyarrow; install it with `pip install 'filon[parquet]'`.") from None
    arrays = [_array(pa, [row[place] for row in rows]) for place in range(len(header))]
    output = io.BytesIO()
    pq.write_table(pa.table(arrays, names=list(header)), output)
    return output.getvalue()


def _array(pa: Any, cells: list[Value]) -> Any:
    """A column with the type that all its values have; text where they have several, or none."""
    kinds = {type(cell) for cell in cells if cell is not None}
    simple = {bool: pa.bool_(), date: pa.date32()}
    if len(kinds) == 1 and (kind := simple.get(next(iter(kinds)))):
        return pa.array(cells, kind)
    if kinds and kinds <= {int, float, Decimal}:
        return _numbers(pa, [None if cell is None else Decimal(str(cell)) for cell in cells], kinds)
    return pa.array([None if cell is None else written(cell) for cell in cells], pa.string())


def _numbers(pa: Any, cells: list[Decimal | None], kinds: set[type]) -> Any:
    """A column of numbers: whole, with exact decimals, or where these have more digits than fit, as doubles."""
    known = [cell for cell in cells if cell is not None]
    if kinds == {int} and all(-_LONG <= cell < _LONG for cell in known):
        return pa.array([None if cell is None else int(cell) for cell in cells], pa.int64())
    if float not in kinds:
        scale = max(2, *(-int(cell.as_tuple().exponent) for cell in known))
        if max(cell.adjusted() for cell in known) + 1 + scale <= _DIGITS:
            return pa.array(cells, pa.decimal128(_DIGITS, scale))
    return pa.array([None if cell is None else float(cell) for cell in cells], pa.float64())


def _standard(result: Result) -> bytes:
    output = io.BytesIO()
    write(result, output, "csv")
    return output.getvalue()
