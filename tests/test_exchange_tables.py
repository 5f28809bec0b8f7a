"""Every question as CSV and Parquet: the types that the values have, the values that the store has, and no formula for people."""

from __future__ import annotations

import csv
import io
import re
import sys
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

import exchange_cases as cases
from filon import queries
from filon.cli.app import app
from filon.errors import UsageError
from filon.exchange.files import write
from filon.exchange.rows import csv_bytes, guarded
from filon.exchange.tables import parquet, questions
from filon.export import export
from filon.store import open_read

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")


@pytest.fixture(scope="module")
def kg(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tables") / "kg"
    cases.build(folder)
    return folder


@pytest.fixture(scope="module")
def frames(kg):
    return {path.stem: pq.read_table(path) for path in write(kg, "parquet", kg.parent / "parquet")}


@pytest.fixture(scope="module")
def sheets(kg):
    return {path.name: path for path in write(kg, "csv", kg.parent / "csv")}


def test_every_question_that_needs_nothing_is_a_file(frames, sheets):
    names = {query.name for query in queries.catalogue() if not any(each.needed for each in query.parameters)}
    assert {query.name for query in questions()} == names == set(frames)
    assert set(sheets) == {f"{name}.csv" for name in names}


@pytest.mark.parametrize("query", questions(), ids=lambda query: query.name)
def test_the_tables_hold_what_the_store_answers(kg, frames, sheets, query):
    store = open_read(kg)
    result = queries.run(store, query)
    names, rows = queries.columns(result), list(queries.values(result))
    found = frames[query.name]
    assert found.column_names == list(names)
    for place, name in enumerate(names):
        cells = [row[place] for row in rows]
        kinds = {type(cell) for cell in cells if cell is not None}
        mixed = len(kinds) > 1 and not kinds <= {int, Decimal}
        assert found[name].to_pylist() == ([None if cell is None else str(cell) for cell in cells] if mixed else cells)
    output = io.BytesIO()
    queries.write(queries.run(store, query), output, "csv")
    assert sheets[f"{query.name}.csv"].read_bytes() == output.getvalue()


def test_columns_have_types(frames):
    types = {field.name: field.type for field in frames["network-funding"].schema}
    assert (types["amount"], types["decided"], types["a"]) == (pa.decimal128(38, 2), pa.date32(), pa.string())
    assert frames["documents"].schema.field("claims").type == pa.int64()
    assert frames["network-actors"].schema.field("public").type == pa.bool_()


CELLS = st.one_of(
    st.lists(st.none() | st.integers(-(2**63), 2**63 - 1)),
    st.lists(st.none() | st.decimals(Decimal("-1e18"), Decimal("1e18"), places=6)),
    st.lists(st.none() | st.dates()),
    st.lists(st.none() | st.booleans()),
    st.lists(st.none() | st.text(st.characters(exclude_categories=["Cs"]))),
)


@given(CELLS)
def test_parquet_gives_back_every_value(cells):
    table = pq.read_table(io.BytesIO(parquet(["x"], [[cell] for cell in cells])))
    assert table["x"].to_pylist() == cells


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        ([1, Decimal("2.5"), None], pa.decimal128(38, 2)),
        ([Decimal("0.123456789012345678")], pa.decimal128(38, 18)),
        ([2**63], pa.decimal128(38, 2)),
        ([Decimal(10) ** 40, Decimal("0.1")], pa.float64()),
        ([1.5, 2], pa.float64()),
        ([1, "x"], pa.string()),
        ([date(2023, 1, 1), "x"], pa.string()),
        ([True, 1], pa.string()),
        ([None, None], pa.string()),
        ([], pa.string()),
    ],
)
def test_a_column_of_several_types_has_one_that_holds_them(cells, kind):
    assert pq.read_table(io.BytesIO(parquet(["x"], [[cell] for cell in cells]))).schema.field("x").type == kind


def test_parquet_without_pyarrow_is_one_clear_sentence(kg, monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UsageError, match=re.escape("pip install 'filon[parquet]'")):
        export(kg, "parquet", tmp_path)


SIGNS = st.text(st.sampled_from([*FORMULA_STARTS, ";", ",", '"', "'", "a", " "]))


@given(st.text(st.characters(exclude_categories=["Cs"])) | SIGNS)
def test_no_guarded_cell_begins_like_a_formula(text):
    shown = guarded(text)
    assert not shown.startswith(FORMULA_STARTS)
    assert not any(part.startswith(("=", "+", "-", "@", "\0")) for part in re.split("[;\t\r\n]", shown))
    assert shown.replace("'", "") == text.replace("'", "")
    assert list(csv.reader(io.StringIO(csv_bytes(["x"], [[text]], safe=True).decode(), newline="")))[1:] in (
        [[shown]],
        [[]],
    )


@pytest.mark.parametrize(
    ("value", "text"), [(Decimal("-12.50"), "-12.50"), (-3, "-3"), ("-3", "'-3"), (None, ""), ("a;=b", "a;'=b")]
)
def test_numbers_stay_numbers(value, text):
    assert guarded(value) == text


def test_the_command_line_guards_cells_for_people(kg, tmp_path):
    run = CliRunner().invoke
    ask = ["query", str(kg), "find", "--param", "name=cmd", "--format", "csv"]
    assert cases.FORMULA in run(app, ask).stdout
    assert f",'{cases.FORMULA}" in "," + run(app, [*ask, "--excel-safe"]).stdout
    assert run(app, ["export", str(kg), "csv", "--to", str(tmp_path), "--excel-safe"]).exit_code == 0
    rows = csv.reader(io.StringIO((tmp_path / "network-actors.csv").read_text("utf-8"), newline=""))
    cells = [cell for row in rows for cell in row]
    assert f"'{cases.FORMULA}" in cells
    assert not any(cell.startswith(FORMULA_STARTS) for cell in cells)


def test_a_yes_is_a_table_too(kg):
    done = CliRunner().invoke(app, ["query", str(kg), "-", "--excel-safe"], input="ASK { ?s a filon:Act }")
    assert done.stdout.splitlines() == ["answer", "true"]
