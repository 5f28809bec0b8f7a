"""A build: what it reads, what it keeps, what it refuses, and that the graph depends on the documents alone.

Most tests put a reader of two patterns in the place of the pipeline: they are about the build, not about what is read.
"""

import json
import os
from functools import partial
from pathlib import Path

import pytest

from filon.archive import Manifest, read_facts
from filon.build import build, reading, workers
from filon.build.reading import Outcome
from filon.build.workers import Pool
from filon.errors import StoreError, UsageError
from filon.report import read_report
from filon.store import current_version, nquads
from pattern_reader import TEXTS, annotate_by_pattern, read_here, write_texts


@pytest.fixture
def quick(monkeypatch):
    """Readings in this process, by pattern; the fixture's value lists the names of what was read."""
    names = []
    monkeypatch.setattr(reading, "_annotate", annotate_by_pattern)
    monkeypatch.setattr(workers, "_local", partial(read_here, names=names))
    return names


@pytest.fixture
def folder(tmp_path):
    return write_texts(tmp_path / "documents", TEXTS)


def quads(kg):
    return b"".join(nquads(kg))


def names_of(kg):
    return [entry.name for entry in Manifest.read(current_version(kg)).entries]


# --- what is read and kept ------------------------------------------------------------------------------------


def test_the_graph_holds_every_document_by_its_name_below_the_folder(quick, folder, tmp_path):
    report = build([folder], tmp_path / "kg")
    assert names_of(tmp_path / "kg") == ["a.txt", "c.txt", "sub/b.txt"]
    assert sorted(quick) == ["a.txt", "c.txt", "sub/b.txt"]
    assert report.new == 3
    assert not report.not_read


def test_texts_are_the_files_unchanged_and_quotes_are_their_characters(quick, folder, tmp_path):
    del quick
    report = build([folder], tmp_path / "kg")
    texts = {document.name: (tmp_path / "kg" / document.text).read_bytes().decode() for document in report.documents}
    assert texts == TEXTS
    facts = read_facts(current_version(tmp_path / "kg") / "facts")
    assert [row["text"] for row in facts["amounts"]] == ["100 €", "250 €"]
    for row in (*facts["amounts"], *facts["mentions"]):
        assert texts[row["document"]][row["start"] : row["end"]] == row["text"]


def test_the_report_says_where_the_document_was_silent(quick, folder, tmp_path):
    del quick
    build([folder], tmp_path / "kg")
    plain = json.loads((tmp_path / "kg" / "report.json").read_text())
    start = TEXTS["a.txt"].index("7 €")
    place = {
        "document": "a.txt",
        "kind": "amount_without_flow",
        "start": start,
        "end": start + 3,
        "line": 3,
        "page": None,
    }
    assert plain["amounts_without_flow"] == [place | {"text": "7 €"}]
    assert plain["counts"]["documents"] == 3
    assert plain["counts"]["characters"] == sum(map(len, TEXTS.values()))
    assert plain["counts"]["Funding"] == 2
    assert plain["seconds"]["read"] >= 0
    assert read_report(tmp_path / "kg").to_json() == (tmp_path / "kg" / "report.json").read_text().rstrip("\n")


def test_again_nothing_is_read_and_the_graph_is_the_same(quick, folder, tmp_path):
    build([folder], tmp_path / "kg")
    before = quads(tmp_path / "kg")
    quick.clear()
    assert build([folder], tmp_path / "kg").new == 0
    assert quick == []
    assert quads(tmp_path / "kg") == before


def test_only_what_changed_is_read(quick, folder, tmp_path):
    build([folder], tmp_path / "kg")
    quick.clear()
    write_texts(folder, {"c.txt": "Le Conseil attribue 9 € à la commune de Mesnay.\n"})
    build([folder], tmp_path / "kg")
    assert quick == ["c.txt"]
    facts = read_facts(current_version(tmp_path / "kg") / "facts")
    assert [row["text"] for row in facts["amounts"]] == ["100 €", "9 €", "250 €"]


def test_a_document_that_vanished_from_its_folder_is_removed_with_its_text(quick, folder, tmp_path):
    del quick
    build([folder], tmp_path / "kg")
    (folder / "a.txt").unlink()
    assert build([folder], tmp_path / "kg").removed == ("a.txt",)
    assert names_of(tmp_path / "kg") == ["c.txt", "sub/b.txt"]
    assert len(list((tmp_path / "kg" / "texts").iterdir())) == 2
    assert len(list((tmp_path / "kg" / "annotations").iterdir())) == 2


def test_documents_from_elsewhere_stay(quick, folder, tmp_path):
    build([folder], tmp_path / "kg")
    quick.clear()
    other = write_texts(tmp_path / "other", {"d.txt": "La commune de Ney.\n"})
    build([other], tmp_path / "kg")
    assert quick == ["d.txt"]
    assert names_of(tmp_path / "kg") == ["a.txt", "c.txt", "d.txt", "sub/b.txt"]


def test_a_document_given_again_from_elsewhere_replaces_itself(quick, folder, tmp_path):
    del quick
    build([folder], tmp_path / "kg")
    other = write_texts(tmp_path / "other", {"a.txt": "La commune de Ney.\n"})
    build([other], tmp_path / "kg")
    assert len(names_of(tmp_path / "kg")) == 3
    build([folder], tmp_path / "kg")
    assert names_of(tmp_path / "kg") == ["a.txt", "c.txt", "sub/b.txt"]


def test_the_base_of_iris_is_kept_until_another_is_given(quick, folder, tmp_path):
    del quick
    build([folder], tmp_path / "kg", base_iri="https://example.org/id/")
    build([folder], tmp_path / "kg")
    assert b"<https://example.org/id/org/commune-de-poligny>" in quads(tmp_path / "kg")
    build([folder], tmp_path / "kg", base_iri="https://example.net/")
    assert b"example.org" not in quads(tmp_path / "kg")


def test_the_knowledge_graph_itself_is_no_document(quick, folder):
    del quick
    build([folder], folder / "kg")
    assert build([folder], folder / "kg").new == 0
    assert len(names_of(folder / "kg")) == 3


def test_two_documents_of_the_same_bytes_are_two_documents(quick, folder, tmp_path):
    write_texts(folder, {"copy.txt": TEXTS["a.txt"]})
    build([folder], tmp_path / "kg")
    assert sorted(quick)[:2] == ["a.txt", "c.txt"]
    assert len(quick) == 3
    assert "copy.txt" in names_of(tmp_path / "kg")
    rows = read_facts(current_version(tmp_path / "kg") / "facts")["amounts"]
    assert {row["document"] for row in rows} == {"a.txt", "copy.txt", "sub/b.txt"}


# --- the same graph -------------------------------------------------------------------------------------------


def test_the_graph_depends_on_the_documents_alone(quick, folder, tmp_path):
    """Neither the order of paths, nor what was built before, nor the names of folders leave a trace."""
    del quick
    build([folder], tmp_path / "at-once")
    build([folder / "sub", folder / "c.txt", folder / "a.txt"], tmp_path / "by-piece")
    build([folder / "a.txt", folder / "sub", folder / "c.txt"], tmp_path / "other-order")
    assert quads(tmp_path / "by-piece") == quads(tmp_path / "other-order")
    write_texts(folder, {"d.txt": "Le Conseil attribue 5 € à la commune de Ney.\n"})
    build([folder], tmp_path / "grown")
    (folder / "d.txt").unlink()
    build([folder], tmp_path / "grown")
    assert quads(tmp_path / "grown") == quads(tmp_path / "at-once")


def test_processes_leave_no_trace_in_the_graph(examples, tmp_path):
    """The whole pipeline, in one process and in two: the same bytes."""
    build([examples], tmp_path / "one", workers=1)
    build([examples], tmp_path / "two", workers=2)
    assert quads(tmp_path / "one") == quads(tmp_path / "two")
    for name in ("entities", "mentions", "amounts", "relations"):
        files = [current_version(tmp_path / kg) / "facts" / f"{name}.jsonl" for kg in ("one", "two")]
        assert files[0].read_bytes() == files[1].read_bytes() != b""


# --- what cannot be read --------------------------------------------------------------------------------------

UNREADABLE = {
    "empty.txt": b"",
    "binary.txt": bytes(range(256)),
    "latin.txt": "Délibération adoptée".encode("latin-1"),
    "broken.pdf": b"%PDF-1.4 and no more",
    "picture.png": b"\x89PNG\r\n",
}


def test_what_cannot_be_read_is_named_with_a_reason_and_the_rest_is_built(quick, folder, tmp_path):
    del quick
    write_texts(folder, UNREADABLE)
    report = build([folder], tmp_path / "kg")
    assert {item.name for item in report.not_read} == set(UNREADABLE)
    assert all(item.why and item.path == str(folder / item.name) for item in report.not_read)
    assert {item.name for item in report.failed} == set(UNREADABLE) - {"picture.png"}  # a folder may hold other things
    assert names_of(tmp_path / "kg") == ["a.txt", "c.txt", "sub/b.txt"]


def test_where_nothing_can_be_read_there_is_no_graph(quick, tmp_path):
    del quick
    folder = write_texts(tmp_path / "documents", UNREADABLE)
    with pytest.raises(UsageError, match="nothing can be read"):
        build([folder], tmp_path / "kg")
    assert not (tmp_path / "kg").exists()


def test_where_nothing_can_be_read_the_graph_there_is_stays(quick, folder, tmp_path):
    del quick
    build([folder], tmp_path / "kg")
    before = quads(tmp_path / "kg"), (tmp_path / "kg" / "report.json").read_bytes()
    with pytest.raises(UsageError, match="nothing can be read"):
        build([write_texts(tmp_path / "bad", {"empty.txt": ""})], tmp_path / "kg")
    assert (quads(tmp_path / "kg"), (tmp_path / "kg" / "report.json").read_bytes()) == before


def test_a_document_that_no_longer_can_be_read_leaves_the_graph(quick, folder, tmp_path):
    del quick
    build([folder], tmp_path / "kg")
    write_texts(folder, {"a.txt": b"\xff"})
    report = build([folder], tmp_path / "kg")
    assert [item.name for item in report.not_read] == ["a.txt"]
    assert names_of(tmp_path / "kg") == ["c.txt", "sub/b.txt"]


def test_a_folder_without_files_is_wrong_use(quick, tmp_path):
    del quick
    (tmp_path / "nothing").mkdir()
    with pytest.raises(UsageError, match="no document"):
        build([tmp_path / "nothing"], tmp_path / "kg")


def test_a_path_that_does_not_exist_is_wrong_use(quick, tmp_path):
    del quick
    with pytest.raises(UsageError, match="absent"):
        build([tmp_path / "absent"], tmp_path / "kg")


def test_two_files_of_one_name_are_wrong_use(quick, tmp_path):
    del quick
    paths = [write_texts(tmp_path / place, {"a.txt": f"La commune de {place}."}) for place in ("Ney", "Dole")]
    with pytest.raises(UsageError, match=r"a\.txt"):
        build(paths, tmp_path / "kg")


def test_one_file_given_twice_is_one_document(quick, folder, tmp_path):
    build([folder, folder / "sub" / "b.txt"], tmp_path / "kg")
    assert names_of(tmp_path / "kg") == ["a.txt", "c.txt", "sub/b.txt"]
    assert len(quick) == 3


# --- targets --------------------------------------------------------------------------------------------------


def test_a_file_is_no_target(quick, folder, tmp_path):
    del quick
    (tmp_path / "kg").write_text("x")
    with pytest.raises(StoreError, match="is a file"):
        build([folder], tmp_path / "kg")


def test_a_folder_with_other_things_is_no_target(quick, folder, tmp_path):
    del quick
    write_texts(tmp_path / "home", {"letter.txt": "x"})
    with pytest.raises(StoreError, match="no knowledge graph"):
        build([folder], tmp_path / "home")
    assert [path.name for path in (tmp_path / "home").iterdir()] == ["letter.txt"]


def test_a_place_that_cannot_be_written_is_named(quick, folder, tmp_path):
    del quick
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match=r"cannot (be written|write)"):
        build([folder], tmp_path / "file" / "kg")


@pytest.mark.parametrize(
    "base", ["", "/", "example.org/", "https://example.org/id", "https://", "http://a b/", "ftp://x/"]
)
def test_a_base_that_cannot_begin_iris_is_wrong_use(quick, folder, tmp_path, base):
    del quick
    with pytest.raises(UsageError, match="cannot begin IRIs"):
        build([folder], tmp_path / "kg", base_iri=base)


def test_a_build_that_is_stopped_leaves_the_graph_as_it_was(quick, folder, tmp_path, monkeypatch):
    del quick
    build([folder], tmp_path / "kg")
    before = quads(tmp_path / "kg")
    write_texts(folder, {"c.txt": "Le Conseil attribue 9 € à la commune de Mesnay.\n"})
    with monkeypatch.context() as patch:
        patch.setattr("filon.store.Draft.commit", stop)
        with pytest.raises(KeyboardInterrupt):
            build([folder], tmp_path / "kg")
    assert quads(tmp_path / "kg") == before
    build([folder], tmp_path / "kg")
    build([folder], tmp_path / "fresh")
    assert quads(tmp_path / "kg") == quads(tmp_path / "fresh")


def stop(_draft):
    raise KeyboardInterrupt


# --- processes ------------------------------------------------------------------------------------------------


def deadly(task):
    """Ends its process at the document «deadly», as a segmentation fault does; fails at «defect»."""
    if "deadly" in task.file.name:
        os._exit(139)
    if "defect" in task.file.name:
        raise ValueError("token borders")
    return Outcome(task)


@pytest.mark.parametrize("count", [1, 2])
def test_a_document_that_kills_its_process_is_set_aside_and_all_others_are_read(monkeypatch, tmp_path, count):
    monkeypatch.setattr(workers, "read_task", deadly)
    names = ["1.txt", "2-deadly.txt", "3.txt", "4-defect.txt", "5.txt", "6-deadly.txt"]
    files = [reading.SourceFile(name, tmp_path / name, sha256=name) for name in names]
    outcomes = list(Pool(count).read([reading.Task(file, tmp_path, file.name) for file in files]))
    failures = {outcome.task.file.name: outcome.failure for outcome in outcomes}
    assert sorted(failures) == names
    assert [name for name in names if failures[name] is None] == ["1.txt", "3.txt", "5.txt"]
    assert "kills" in failures["2-deadly.txt"]
    assert "token borders" in failures["4-defect.txt"]


@pytest.mark.parametrize(("count", "engine"), [(0, "local"), (1, "spark"), (1, "local:x")])
def test_a_pool_that_does_not_exist_is_wrong_use(count, engine):
    with pytest.raises(UsageError):
        Pool(count, engine)


def test_dask_without_dask_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "distributed", None)
    with pytest.raises(UsageError, match="pip install distributed"):
        list(Pool(1, "dask").read([]))


def test_the_key_of_a_reading_depends_on_bytes_suffix_and_filon(monkeypatch):
    file = reading.SourceFile("a.txt", Path("x/a.txt"), sha256="0" * 64)
    key = reading.record_key(file)
    assert key == reading.record_key(reading.SourceFile("b.TXT", Path("y/b.TXT"), sha256="0" * 64))
    assert key != reading.record_key(reading.SourceFile("a.md", Path("x/a.md"), sha256="0" * 64))
    assert key != reading.record_key(reading.SourceFile("a.txt", Path("x/a.txt"), sha256="1" * 64))
    monkeypatch.setattr(reading, "fingerprint", lambda: "another Filon")
    assert key != reading.record_key(file)


def test_another_filon_reads_what_stays_anew_where_it_still_can(quick, folder, tmp_path, monkeypatch):
    other = write_texts(tmp_path / "other", {"d.txt": "La commune de Ney."})
    build([folder], tmp_path / "kg")
    (folder / "c.txt").unlink()
    quick.clear()
    monkeypatch.setattr(reading, "fingerprint", lambda: "another Filon")
    build([other], tmp_path / "kg")
    assert sorted(quick) == ["a.txt", "d.txt", "sub/b.txt"]
    assert names_of(tmp_path / "kg") == ["a.txt", "c.txt", "d.txt", "sub/b.txt"]
