"""The living graph: documents come, change and go, and it is always the graph that a build from scratch gives."""

import random
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from filon.archive import Archive, Manifest
from filon.build import build, reading, remove, workers
from filon.diff import Cause, Kind, diff
from filon.errors import StoreError, UsageError
from filon.report import read_report
from filon.store import current_version, nquads, open_read
from pattern_reader import TEXTS, annotate_by_pattern, read_here, write_texts


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Readings in this process, by pattern."""
    monkeypatch.setattr(reading, "_annotate", annotate_by_pattern)
    monkeypatch.setattr(workers, "_local", read_here)


@pytest.fixture
def folder(tmp_path):
    return write_texts(tmp_path / "documents", TEXTS)


def quads(kg):
    return b"".join(nquads(kg))


# --- removing -------------------------------------------------------------------------------------------------


def test_what_rests_on_a_document_alone_goes_with_it(folder, tmp_path):
    kg = tmp_path / "kg"
    build([folder], kg)
    report = remove(kg, ["sub/b.txt"])
    (folder / "sub" / "b.txt").unlink()
    build([folder], tmp_path / "scratch")
    assert quads(kg) == quads(tmp_path / "scratch")
    assert "Commune d’Arbois".encode() not in quads(kg)
    assert b"Commune d'Arbois" not in quads(kg)
    assert b"Conseil municipal de Dole" in quads(kg)  # a.txt names it as well
    assert report.removed == ("sub/b.txt",)
    assert len(list((kg / "texts").iterdir())) == 2


def test_nothing_is_read_and_settings_stay(folder, tmp_path, monkeypatch):
    kg = tmp_path / "kg"
    build([folder], kg, base_iri="https://example.org/", min_confidence=0.5)
    monkeypatch.setattr(reading, "_annotate", None)  # would fail
    report = remove(kg, ["c.txt"])
    assert (report.base_iri, report.min_confidence, report.new) == ("https://example.org/", 0.5, 0)


def test_the_last_document_leaves_an_empty_graph_that_can_grow_again(folder, tmp_path):
    kg = tmp_path / "kg"
    build([folder], kg)
    before = quads(kg)
    remove(kg, TEXTS)
    assert Manifest.read(current_version(kg)).entries == ()
    assert b"Poligny" not in quads(kg)
    build([folder], kg)
    assert quads(kg) == before


def test_a_document_that_is_not_there_is_wrong_use_and_changes_nothing(folder, tmp_path):
    kg = tmp_path / "kg"
    build([folder], kg)
    version = current_version(kg)
    with pytest.raises(UsageError, match=r"the graph holds no document b\.txt; did you mean sub/b\.txt\?"):
        remove(kg, ["a.txt", "b.txt"])
    assert current_version(kg) == version
    with pytest.raises(StoreError, match="does not exist"):
        remove(tmp_path / "nothing", ["a.txt"])
    assert not (tmp_path / "nothing").exists()


# --- any history ----------------------------------------------------------------------------------------------

SENTENCES = st.sampled_from(
    [
        "Le Conseil attribue 100 € à la commune de Poligny.",
        "Le Conseil attribue 250 € à la commune d’Arbois.",
        "Le Conseil attribue 250 € à la commune de Poligny.",
        "Rien à dire de la commune de Mesnay.",
        "Il reste 7 € à placer.",
    ]
)
NAMES = st.sampled_from(["a.txt", "b.txt", "c/d.txt"])


class History(RuleBasedStateMachine):
    """Documents come, change and go in any order; the graph is each time the one that is built from what there is."""

    def __init__(self):
        super().__init__()
        self.patch = pytest.MonkeyPatch()
        self.patch.setattr(reading, "_annotate", annotate_by_pattern)
        self.patch.setattr(workers, "_local", read_here)
        self.place = self.root / f"{random.getrandbits(64):x}"
        self.documents = {}
        self.folder, self.kg = self.place / "documents", self.place / "kg"

    @rule(name=NAMES, text=st.lists(SENTENCES, min_size=1, max_size=3))
    def give(self, name, text):
        self.documents[name] = "\n\n".join(text)
        write_texts(self.folder, {name: self.documents[name]})
        build([self.folder], self.kg)

    @precondition(lambda self: len(self.documents) > 1)
    @rule(data=st.data())
    def take_away(self, data):
        name = data.draw(st.sampled_from(sorted(self.documents)))
        del self.documents[name]
        (self.folder / name).unlink()
        if data.draw(st.booleans()):
            remove(self.kg, [name])
        else:
            build([self.folder], self.kg)

    @invariant()
    def is_the_graph_from_scratch(self):
        if self.documents:
            shutil.rmtree(self.place / "scratch", ignore_errors=True)
            build([self.folder], self.place / "scratch")
            assert quads(self.kg) == quads(self.place / "scratch")
            held = {bytes(line) for line in nquads(self.kg)}
            assert len(open_read(self.kg)) == len(held)

    def teardown(self):
        self.patch.undo()
        shutil.rmtree(self.place, ignore_errors=True)


def test_any_history_gives_the_graph_from_scratch(tmp_path):
    History.root = tmp_path
    machine = History.TestCase
    machine.settings = settings(
        max_examples=5, stateful_step_count=5, deadline=None, suppress_health_check=list(HealthCheck)
    )
    machine("runTest").runTest()


# --- differences ----------------------------------------------------------------------------------------------


def test_equal_graphs_do_not_differ(folder, tmp_path):
    for name in ("one", "two"):
        build([folder], tmp_path / name)
    found = diff(tmp_path / "one", tmp_path / "two")
    assert (found.added, found.removed, found.changed, found.facts) == ((), (), (), ())


def test_facts_are_told_under_the_document_that_brought_them(folder, tmp_path):
    build([folder], tmp_path / "old")
    (folder / "c.txt").unlink()
    write_texts(
        folder,
        {
            "a.txt": "Le Conseil attribue 120 € à la commune de Poligny.\n\nIl reste 7 € à placer.\n",
            "d.txt": "Le Conseil attribue 80 € à la commune de Molain.\n",
        },
    )
    build([folder], tmp_path / "new")
    found = diff(tmp_path / "old", tmp_path / "new")
    assert (found.added, found.removed, found.changed) == (("d.txt",), ("c.txt",), ("a.txt",))
    causes = {change.document: change.cause for change in found.facts}
    assert causes == {
        "a.txt": Cause.DOCUMENT_CHANGED,
        "c.txt": Cause.DOCUMENT_REMOVED,
        "d.txt": Cause.DOCUMENT_ADDED,
    }
    amounts = {(c.document, c.kind, c.old, c.new) for c in found.facts if c.property == "schema:amount"}
    assert ("d.txt", Kind.APPEARED, None, "80") in amounts
    assert {(old, new) for name, _, old, new in amounts if name == "a.txt"} in (
        {("100", "120")},
        {("100", None), (None, "120")},  # the flow of another amount may be another flow
    )
    mesnay = [change for change in found.facts if change.label == "Commune de Mesnay"]
    assert mesnay
    assert {change.kind for change in mesnay} == {Kind.VANISHED}


def test_what_no_document_brought_has_another_cause(folder, tmp_path):
    build([folder], tmp_path / "old")
    build([folder], tmp_path / "new", base_iri="https://example.org/")
    found = diff(tmp_path / "old", tmp_path / "new")
    assert found.facts
    assert {change.cause for change in found.facts} == {Cause.SETTING}


def test_what_a_judgement_changed_says_so(folder, tmp_path):
    build([folder], tmp_path / "old")
    judged = tmp_path / "judged.txt"
    judged.write_text(
        "rename | org/conseil-municipal-de-dole | Ville de Dole | 2026-11-20 | A. Martin | its usual name\n"
    )
    build([folder], tmp_path / "new", judgements=judged)
    found = diff(tmp_path / "old", tmp_path / "new")
    assert ("Conseil municipal de Dole", "Ville de Dole", Cause.JUDGEMENT) in {
        (change.old, change.new, change.cause) for change in found.facts if change.property == "rdfs:label"
    }


def test_every_fact_that_differs_is_told_once(folder, tmp_path):
    build([folder], tmp_path / "old")
    write_texts(folder, {"d.txt": "Le Conseil attribue 80 € à la commune de Molain.\n"})
    build([folder], tmp_path / "new")
    found = diff(tmp_path / "old", tmp_path / "new")
    before, after = (set(store_facts(tmp_path / name)) for name in ("old", "new"))
    assert sum(change.old is not None for change in found.facts) == len(before - after)
    assert sum(change.new is not None for change in found.facts) == len(after - before)


def store_facts(kg):
    for line in nquads(kg):
        if not re.search(rb"<[^>]*/graph/[^>]*> \.\n\Z|<[^>]*/filon/def> \.\n\Z", line):
            yield line


# --- killed builds --------------------------------------------------------------------------------------------

MOMENTS = 50
BUILDER = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from filon import gazetteer
from filon.build import build, reading, workers
from pattern_reader import annotate_by_pattern, read_here

def profile(_frame, event, _argument):
    global made
    made += event in ("call", "c_call")
    if made == calls:
        os.kill(os.getpid(), signal.SIGKILL)

reading._annotate, workers._local = annotate_by_pattern, read_here
gazetteer.load()
for line in sys.stdin:
    folder, kg, number = line.rstrip("\\n").split("\\t")
    child = os.fork()  # before this process has touched a store: the store's threads do not survive a fork
    if not child:
        made, calls = 0, int(number)
        sys.setprofile(profile)
        build([Path(folder)], Path(kg))
        sys.setprofile(None)
        print(made, flush=True)
        os._exit(0)
    if os.WIFSIGNALED(os.waitpid(child, 0)[1]):
        print("killed", flush=True)
"""


@contextmanager
def builder():
    """A function that builds in a process of its own, killed at the so many-th call of a function (0: never)."""
    here = str(Path(__file__).parent)
    arguments = [sys.executable, "-c", BUILDER, here]
    with subprocess.Popen(arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:

        def build_until(folder, kg, calls):
            process.stdin.write(f"{folder}\t{kg}\t{calls}\n")
            process.stdin.flush()
            return process.stdout.readline().strip()

        yield build_until
        process.stdin.close()


def test_a_build_killed_at_any_moment_leaves_the_old_or_the_new_graph_and_the_next_one_ends_it(tmp_path):
    """`kill -9` at fifty moments of a build from «old» to «new»: what is there opens and is one of the two.

    A moment is a number of function calls, so that a busy machine is no matter; half of them lie in the last tenth, where
    files are put in force.
    """
    many = {f"{i:02}.txt": f"Le Conseil attribue {100 + i} € à la commune de Poligny.\n" for i in range(12)}
    old, new = write_texts(tmp_path / "old", TEXTS), write_texts(tmp_path / "new", TEXTS | many)
    build([old], tmp_path / "kg-old")
    shutil.copytree(tmp_path / "kg-old", tmp_path / "kg-new")
    before = quads(tmp_path / "kg-old")
    rng = random.Random(20)  # noqa: S311 - moments, not secrets
    seen = set()
    kg = tmp_path / "kg"
    with builder() as build_until:
        whole = int(build_until(new, tmp_path / "kg-new", 0))
        after = quads(tmp_path / "kg-new")
        moments = [rng.randint(int(0.9 * whole) if each % 2 else 1, whole) for each in range(MOMENTS - 2)]
        for moment in (*moments, whole - 9, 2 * whole):  # the last is not killed at all
            shutil.rmtree(kg, ignore_errors=True)
            shutil.copytree(tmp_path / "kg-old", kg)
            ended = build_until(new, kg, moment)
            assert ended == "killed" or int(ended) <= moment  # a few calls fewer than the first time
            found = quads(kg)
            assert found in (before, after), moment
            assert len(open_read(kg)) == found.count(b"\n")
            for entry in Manifest.read(current_version(kg)).entries:
                Archive(kg).open(entry)
            assert read_report(kg)
            seen.add(found)
    build([new], kg)
    assert quads(kg) == after
    assert seen == {before, after}
