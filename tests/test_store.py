"""The store's promises: one rename switches, a killed build leaves old or new, the same files give the same graph."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from filon import store
from filon.errors import StoreError

EX = "http://example.org/"


def line(subject: object, value: object, graph: str | None = None) -> str:
    where = f" <{EX}g/{graph}>" if graph else ""
    return f'<{EX}{subject}> <{EX}p> "{value}"{where} .\n'


def build(kg: Path, files: dict[str, set[str]]) -> store.Filling:
    with store.writing(kg) as draft:
        for name, lines in files.items():
            (draft.quads / name).write_text("".join(sorted(lines)))
        filling = draft.fill()
        draft.commit()
    return filling


def content(kg: Path) -> set[str]:
    """What Oxigraph holds, read through it and not from the N-Quads files."""
    dump = store.open_read(kg).dump(format=ox.RdfFormat.N_QUADS)
    assert dump is not None
    return set(dump.decode().splitlines(keepends=True))


def versions(kg: Path) -> list[str]:
    return sorted(path.name for path in (kg / "store").iterdir() if path.is_dir())


FIRST = {"facts.nq": {line(i, i) for i in range(40)}, "doc.nq": {line(i, i, "doc") for i in range(40)}}


def test_a_first_build_loads_all_files(tmp_path: Path) -> None:
    filling = build(tmp_path / "kg", FIRST)
    assert filling == store.Filling(quads=80, removed=0, added=80, anew=True)
    assert content(tmp_path / "kg") == FIRST["facts.nq"] | FIRST["doc.nq"]


def test_a_small_change_touches_only_what_changed(tmp_path: Path) -> None:
    kg = tmp_path / "kg"
    build(kg, FIRST)
    second = {**FIRST, "facts.nq": FIRST["facts.nq"] - {line(3, 3)} | {line(3, "three"), line("new", 1)}}
    assert build(kg, second) == store.Filling(quads=81, removed=1, added=2, anew=False)
    assert content(kg) == second["facts.nq"] | second["doc.nq"]


def test_a_file_that_is_gone_takes_its_quads_along(tmp_path: Path) -> None:
    kg = tmp_path / "kg"
    first = {**FIRST, "old.nq": {line(1, "x", "old"), line(2, "y", "old")}}
    build(kg, first)
    assert not build(kg, FIRST).anew
    assert content(kg) == FIRST["facts.nq"] | FIRST["doc.nq"]


def test_a_large_change_is_loaded_anew(tmp_path: Path) -> None:
    kg = tmp_path / "kg"
    build(kg, FIRST)
    second = {"facts.nq": {line(i, -i) for i in range(40)}}
    assert build(kg, second).anew
    assert content(kg) == second["facts.nq"]


def test_a_damaged_index_of_the_version_before_is_not_built_upon(tmp_path: Path) -> None:
    kg = tmp_path / "kg"
    build(kg, FIRST)
    for table in (store.current_version(kg) / "graph").glob("*.sst"):
        table.unlink()
    second = {**FIRST, "facts.nq": FIRST["facts.nq"] | {line("new", 1)}}
    assert build(kg, second).anew
    assert content(kg) == second["facts.nq"] | second["doc.nq"]


def test_nquads_are_the_sorted_lines_of_all_files(tmp_path: Path) -> None:
    build(tmp_path / "kg", FIRST)
    lines = [raw.decode() for raw in store.nquads(tmp_path / "kg")]
    assert lines == sorted(FIRST["facts.nq"] | FIRST["doc.nq"])


def test_in_memory_the_graph_is_the_same(tmp_path: Path) -> None:
    build(tmp_path / "kg", FIRST)
    assert set(store.read_into_memory(tmp_path / "kg")) == set(store.open_read(tmp_path / "kg"))


lines = st.sets(st.builds(line, st.integers(0, 30), st.integers(0, 3)), max_size=60)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.lists(lines, min_size=1, max_size=4))
def test_whatever_came_before_only_the_last_build_counts(tmp_path_factory: pytest.TempPathFactory, history) -> None:
    kg = tmp_path_factory.mktemp("history") / "kg"
    for facts in history:
        build(kg, {"facts.nq": facts, **{k: v for k, v in FIRST.items() if k == "doc.nq"}})
    assert content(kg) == history[-1] | FIRST["doc.nq"]


def test_a_draft_that_is_not_committed_changes_nothing(tmp_path: Path) -> None:
    kg = tmp_path / "kg"
    build(kg, FIRST)

    def fail(draft: store.Draft) -> None:
        (draft.quads / "facts.nq").write_text(line(1, "other"))
        draft.fill()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), store.writing(kg) as draft:
        fail(draft)
    assert content(kg) == FIRST["facts.nq"] | FIRST["doc.nq"]
    assert versions(kg) == ["000001"]


def test_at_most_two_versions_are_kept_and_a_reader_of_the_one_before_is_not_cut_off(tmp_path: Path) -> None:
    kg = tmp_path / "kg"
    build(kg, FIRST)
    reader = store.open_read(kg)
    for value in range(4):
        build(kg, {**FIRST, "facts.nq": FIRST["facts.nq"] | {line("new", value)}})
        assert len(versions(kg)) == 2
        if value == 0:
            assert len(list(reader)) == 80


def test_inherited_files_are_copies(tmp_path: Path) -> None:
    kg = tmp_path / "kg"
    with store.writing(kg) as draft:
        (draft.quads / "facts.nq").write_text(line(1, 1))
        (draft.folder / "report.json").write_text("{}")
        draft.fill()
        draft.commit()
    with store.writing(kg) as draft:
        draft.inherit("quads", "report.json", "not-there")
        (draft.quads / "measures.nq").write_text(line(1, 2, "measures"))
        (draft.folder / "report.json").write_text("[]")
        draft.fill()
        assert (store.current_version(kg) / "report.json").read_text() == "{}"
        draft.commit()
    assert content(kg) == {line(1, 1), line(1, 2, "measures")}
    assert (store.current_version(kg) / "report.json").read_text() == "[]"


def test_what_a_killed_build_left_is_deleted_by_the_next(tmp_path: Path) -> None:
    kg = tmp_path / "kg"
    build(kg, FIRST)
    (kg / "store" / "000009" / "graph").mkdir(parents=True)
    (kg / "store" / "notes").mkdir()
    build(kg, FIRST)
    assert versions(kg) == ["000001", "000010", "notes"]  # what is no version is not ours to delete


def test_two_builds_at_once_are_refused(tmp_path: Path) -> None:
    with (
        store.writing(tmp_path / "kg"),
        pytest.raises(StoreError, match="Another build"),
        store.writing(tmp_path / "kg"),
    ):
        pass


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be written"), store.writing(tmp_path / "file" / "kg"):
        pass


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_read_only_folder_is_one_sentence(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StoreError, match="cannot be written"), store.writing(tmp_path / "kg"):
        pass


def test_what_is_no_knowledge_graph_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="does not exist"):
        store.open_read(tmp_path / "nowhere")
    with pytest.raises(StoreError, match="is not a knowledge graph"):
        store.open_read(tmp_path)


def test_a_pointer_to_nothing_is_an_error_that_a_build_mends(tmp_path: Path) -> None:
    build(tmp_path, FIRST)
    (tmp_path / "store" / "CURRENT").write_text("../../etc\n")
    with pytest.raises(StoreError, match="build the knowledge graph again"):
        store.open_read(tmp_path)
    build(tmp_path, FIRST)
    assert len(content(tmp_path)) == 80


def test_reading_does_not_write(tmp_path: Path) -> None:
    build(tmp_path, FIRST)
    with pytest.raises(RuntimeError, match="read-write"):
        store.open_read(tmp_path).add(ox.Quad(ox.NamedNode(EX), ox.NamedNode(EX), ox.NamedNode(EX)))


BUILDER = """
import sys
from pathlib import Path
from filon import store
kg, parity = Path(sys.argv[1]), int(sys.argv[2])
print("go", flush=True)
while True:
    parity += 1
    with store.writing(kg) as draft:
        for name in range(3):
            lines = {f'<http://example.org/{i}> <http://example.org/p> "{parity % 2 if i % 9 == 0 else i}" <http://example.org/{name}> .\\n' for i in range(2000)}
            (draft.quads / f"{name}.nq").write_text("".join(sorted(lines)))
        draft.fill()
        draft.commit()
"""


def test_a_build_killed_at_any_moment_leaves_the_old_or_the_new_graph(tmp_path: Path) -> None:
    seen = set()
    for attempt, moment in enumerate((0.3, 0.02, 0.21, 0.05, 0.13, 0.09, 0.17, 0.11, 1.5, 4.0)):
        with subprocess.Popen(
            [sys.executable, "-c", BUILDER, tmp_path, str(attempt)], stdout=subprocess.PIPE
        ) as process:
            assert process.stdout
            process.stdout.readline()
            time.sleep(moment)
            process.send_signal(signal.SIGKILL)
        if not (tmp_path / "store" / "CURRENT").exists():
            continue
        found = content(tmp_path)
        parity = {text.split('"')[1] for text in found if text.startswith("<http://example.org/0>")}
        assert len(found) == 6000
        assert len(parity) == 1
        assert found == {raw.decode() for raw in store.nquads(tmp_path)}
        seen |= parity
    assert seen <= {"0", "1"}
    assert seen
    build(tmp_path, FIRST)
    assert content(tmp_path) == FIRST["facts.nq"] | FIRST["doc.nq"]
    assert len(versions(tmp_path)) == 2
