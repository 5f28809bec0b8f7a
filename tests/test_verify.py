"""Whatever is done to a file of a graph is found: flipped bytes anywhere, files cut short or gone, an index of other quads."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pyoxigraph as ox
import pytest

import sample
from filon.archive import read_facts
from filon.build import build
from filon.cli.app import run
from filon.store import current_version, file_digests, open_read
from filon.verify import ORDERINGS, content_of, damaged_files, read_content, verify

STEP = 997  # a prime, so that flips fall on all parts of blocks


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("whole") / "kg"
    build([sample.ROOT / "examples"], folder)
    return folder


@pytest.fixture
def kg(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "kg"))


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A graph of three short texts: no archive, but an index with every ordering, which is read in no time."""
    sample.build(tmp_path / "small")
    return tmp_path / "small"


@pytest.fixture(scope="module")
def reader() -> Iterator[ProcessPoolExecutor]:
    with ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn")) as pool:
        yield pool


def flip(path: Path, offset: int, length: int = 1) -> None:
    data = bytearray(path.read_bytes())
    data[offset : offset + length] = bytes(byte ^ 0xFF for byte in data[offset : offset + length])
    path.write_bytes(data)


def tables(kg: Path) -> list[Path]:
    return sorted((current_version(kg) / "graph").glob("*.sst"))


def test_a_graph_as_it_was_written_has_no_findings(whole: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = file_digests(current_version(whole))
    assert run(["verify", str(whole), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["findings"] == []
    assert found["quads"] == len(open_read(whole))
    assert found["documents"] == 6
    assert file_digests(current_version(whole)) == before, "reading leaves no trace"


def test_a_flipped_byte_at_any_place_of_any_table_is_found(small: Path) -> None:
    flips = 0
    for path in tables(small):
        data = path.read_bytes()
        for offset in sorted({*range(0, len(data), max(STEP, len(data) // 12)), len(data) - 1}):
            flip(path, offset)
            (finding,), _ = damaged_files(current_version(small))
            assert str(path) in finding
            path.write_bytes(data)
            flips += 1
    assert flips > 30
    assert not damaged_files(current_version(small))[0]


def test_reading_the_index_finds_damage_that_no_digest_tells(small: Path, reader: ProcessPoolExecutor) -> None:
    """The checksums of the engine, ordering by ordering: a digest taken of a damaged file would say that all is well."""
    version = current_version(small)
    names = list(ORDERINGS)
    expected = reader.submit(read_content, str(version), "files").result()
    assert {name: reader.submit(read_content, str(version), name).result() for name in names} == dict.fromkeys(
        names, expected
    )
    only: set[frozenset[str]] = set()
    for path in tables(small):
        data = path.read_bytes()
        if len(data) < 2000:  # a table of a few bytes of the engine's own, or of nothing
            continue
        for offset in (40, len(data) // 3):
            flip(path, offset, 64)
            read = {name: reader.submit(read_content, str(version), name).result() for name in names}
            wrong = frozenset(name for name, found in read.items() if found != expected)
            assert wrong, f"{path.name} at {offset}"
            only.add(wrong)
            path.write_bytes(data)
    assert len(only) > 3, "each ordering is read from its own table"


def test_what_was_done_to_a_folder_is_told_in_sentences(kg: Path, capsys: pytest.CaptureFixture[str]) -> None:
    version = current_version(kg)
    table = max(tables(kg), key=lambda path: path.stat().st_size)
    flip(table, table.stat().st_size // 2, 4096)
    with (version / "quads" / "facts.nq").open("r+b") as file:
        file.truncate(file.seek(0, 2) - 100)
    next((version / "facts").glob("*.jsonl")).unlink()
    text, other = sorted((kg / "texts").iterdir())[:2]
    flip(text, 3)
    other.unlink()
    record = next((kg / "annotations").iterdir())
    record.write_bytes(record.read_bytes()[:-10])
    quiet = next(
        path for path in (kg / "annotations").iterdir() if path != record and b'"confidence":0.9' in path.read_bytes()
    )
    quiet.write_bytes(
        quiet.read_bytes().replace(b'"confidence":0.9', b'"confidence":0.8', 1)
    )  # still a record, but another one
    assert run(["verify", str(kg)]) == 1
    said = capsys.readouterr().out
    for part in (
        f"{table} is not what was written",
        "facts.nq is not what was written",
        ".jsonl is missing",
        "cannot be read",
    ):
        assert part in said
    for path, what in (
        (text, "was changed"),
        (other, "is missing"),
        (record, "missing or damaged"),
        (quiet, "not what was written"),
    ):
        assert any(str(path) in line and what in line for line in said.splitlines())
    assert all(line.endswith(".") for line in said.splitlines())


def test_tables_cut_short_or_gone_and_crashes_are_findings_not_crashes(kg: Path) -> None:
    path = max(tables(kg), key=lambda path: path.stat().st_size)
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert any(str(path) in finding for finding in verify(kg).findings)
    path.unlink()
    found = verify(kg).findings
    assert f"{path} is missing." in found
    assert any("index" in finding and "cannot be read" in finding for finding in found)


def test_an_index_of_other_quads_is_found_though_its_files_are_whole(kg: Path) -> None:
    version = current_version(kg)
    index = ox.Store(str(version / "graph"))
    quad = next(iter(index.quads_for_pattern(None, None, None, ox.DefaultGraph())))
    index.remove(quad)
    index.flush()
    del index
    digests = version / "digests.json"
    digests.write_text(json.dumps(file_digests(version)))
    assert not damaged_files(version)[0]
    found = verify(kg)
    assert len(found.findings) == len(ORDERINGS)
    assert all("quads where the files hold" in finding for finding in found.findings)


def test_numbers_whose_key_ends_in_ff_count_once(tmp_path: Path) -> None:
    """Oxigraph 0.5 gives the quads of 4096 to 4351 too where those of 4095 are asked for by value alone."""
    store = ox.Store(str(tmp_path / "graph"))
    store.extend(
        ox.Quad(ox.NamedNode(f"http://e/{i}"), ox.NamedNode("http://e/p"), ox.Literal(i)) for i in range(4000, 4400)
    )
    store.flush()
    expected = content_of([store])
    del store
    for name in ORDERINGS:
        assert read_content(str(tmp_path), name) == expected


def test_a_build_does_not_carry_a_damaged_index_on(kg: Path, tmp_path: Path) -> None:
    table = max(tables(kg), key=lambda path: path.stat().st_size)
    flip(table, table.stat().st_size // 2, 4096)
    more = tmp_path / "more"
    more.mkdir()
    (more / "avis.txt").write_text(
        "La commune d'Arbois verse 1 200 € à l'association Les Amis du vélo.\n", encoding="utf-8"
    )
    record = min((kg / "annotations").iterdir())
    record.write_bytes(record.read_bytes().replace(b'"confidence":0.9', b'"confidence":0.8', 1))
    build([more], kg)
    assert verify(kg).findings == (f"{record} is not what was written: its SHA-256 is another.",)
    assert read_facts(current_version(kg) / "facts")["amounts"]
