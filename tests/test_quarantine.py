"""What violates a shape leaves the facts for a graph of its own: named, and nothing lost."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

import sample
from filon import check as checking
from filon.build import build
from filon.quarantine import isolate, quarantine_graph
from filon.shapes import find, read_shapes
from filon.vocab import expand

X = sample.BASE
NODE = f"{X}funding/jura-sentiers-2023"
CHECKS = read_shapes(sample.ROOT / "ontology" / "shapes.ttl")


def load(folder: Path) -> ox.Store:
    store = ox.Store()
    for path in sorted(folder.glob("*.nq")):
        store.load(path=str(path), format=ox.RdfFormat.N_QUADS)
    return store


def violations(store: ox.Store) -> list[str]:
    return [each.focus for each in find(store, CHECKS) if each.severity == "Violation"]


@pytest.fixture
def folder(tmp_path):
    return sample.write(tmp_path)[0].parent


@pytest.fixture
def broken(folder):
    """The sample with a grant that stands at two points of its life at once."""
    facts = folder / "facts.nq"
    line = f"<{NODE}> <{expand('filon:status')}> <{expand('fc:status-paid')}> .\n"
    facts.write_text("".join(sorted([*facts.read_text().splitlines(keepends=True), line])))
    return folder


def test_a_clean_graph_is_left_alone(folder):
    before = {path.name: path.read_bytes() for path in folder.glob("*.nq")}
    assert isolate(folder, find(load(folder), CHECKS), X) == ()
    assert {path.name: path.read_bytes() for path in folder.glob("*.nq")} == before


def test_what_violates_moves_and_nothing_is_lost(broken):
    before = load(broken)
    assert set(violations(before)) == {NODE}
    assert isolate(broken, find(before, CHECKS), X) == (NODE,)
    after = load(broken)
    assert {quad.triple for quad in after} == {quad.triple for quad in before}
    assert len(after) == len(before)
    node = ox.NamedNode(NODE)
    assert not list(after.quads_for_pattern(node, None, None, ox.DefaultGraph()))
    assert not list(after.quads_for_pattern(None, None, node, ox.DefaultGraph())), "nothing points at what is not there"
    assert list(after.quads_for_pattern(node, None, None, ox.NamedNode(quarantine_graph(X))))


def test_what_is_left_violates_nothing(broken):
    isolate(broken, find(load(broken), CHECKS), X)
    assert violations(load(broken)) == []


def test_files_stay_sorted(broken):
    isolate(broken, find(load(broken), CHECKS), X)
    for path in broken.glob("*.nq"):
        lines = path.read_bytes().splitlines()
        assert lines == sorted(lines), path.name


def test_build_and_check_name_what_is_in_quarantine(tmp_path, monkeypatch):
    """A stricter shape stands for a fault that no document can be relied on to make."""
    documents = Path(__file__).parent / "contradictions" / "documents"
    ontology = tmp_path / "ontology"
    ontology.mkdir()
    for path in (sample.ROOT / "ontology").glob("*.ttl"):
        text = path.read_text().replace("sh:maxInclusive 2100 ]", "sh:maxInclusive 2022 ]")
        (ontology / path.name).write_text(text)
    monkeypatch.setattr("filon.build.shared_folder", lambda _: ontology)
    monkeypatch.setattr("filon.check.shared_folder", lambda _: ontology)
    kg = tmp_path / "kg"
    report = build([documents / "08-savoie-deliberation.txt"], kg)
    assert len(report.quarantined) == 5, "the grants that the act of 2023 gives"
    assert any("velo-et-vallees" in iri for iri in report.quarantined)
    found = checking.check(kg)
    assert found.quarantined == tuple(iri.removeprefix(report.base_iri) for iri in report.quarantined)
    assert {each.constraint for each in found.violations} == {"maxInclusive filon:budgetYear"}
    assert not found.clean
