"""A study as a whole: files that open elsewhere, a report that works offline, measures in the graph, and nothing that crashes."""

import csv
import re
import shutil
import subprocess
import sys
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import networkx as nx
import pytest
from lxml import etree
from matplotlib.text import Text

from filon import analyse, store
from filon.analyse.deposit import deposit
from filon.analyse.graphfiles import plain
from filon.analyse.output import write
from filon.analyse.scope import Note
from filon.analyse.study import said, study
from filon.analyse.words import Words, _data
from filon.build import build
from filon.errors import UsageError
from filon.queries import rows, run
from network_cases import flow, orgs
from network_cases import store as graph_of

ROOT = Path(__file__).parents[1]
PICTURES = ("map", "sankey", "matrix", "ranks", "lorenz", "years", "streams")


@pytest.fixture(scope="module")
def kg(tmp_path_factory):
    """A graph of the examples."""
    folder = tmp_path_factory.mktemp("examples")
    for path in (ROOT / "examples").glob("*.txt"):
        (folder / path.name).write_bytes(path.read_bytes())
    build([folder], folder / "kg")
    return folder / "kg"


@pytest.fixture(scope="module")
def found(kg):
    return study(kg, lang="fr")


@pytest.fixture(scope="module")
def folder(found, tmp_path_factory):
    """Where the study of the examples is written, in French."""
    to = tmp_path_factory.mktemp("study")
    write(found, to)
    return to


# --- files ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", analyse.PROJECTIONS)
def test_gexf_is_valid_and_reads_back_equal(found, folder, name):
    path = folder / f"{name}.gexf"
    schema = etree.XMLSchema(etree.parse(ROOT / "tests" / "gexf" / "gexf.xsd"))
    schema.assertValid(etree.parse(path))
    again, written = nx.read_gexf(path), plain(found.graphs[name])
    assert again.is_directed() == written.is_directed()
    assert again.adj.keys() == written.adj.keys()
    for node, data in written.nodes(data=True):
        assert data.items() <= again.nodes[node].items()
    edges = {frozenset((u, v)) if not written.is_directed() else (u, v): data for u, v, data in again.edges(data=True)}
    assert len(edges) == written.number_of_edges()
    for u, v, data in written.edges(data=True):
        assert data.items() <= edges[(u, v) if written.is_directed() else frozenset((u, v))].items()


@pytest.mark.parametrize("name", analyse.PROJECTIONS)
def test_graphml_reads_back_equal(found, folder, name):
    again, written = nx.read_graphml(folder / f"{name}.graphml"), plain(found.graphs[name])
    assert again.is_directed() == written.is_directed()
    for node, data in written.nodes(data=True):
        assert data.items() <= again.nodes[node].items()
    assert again.number_of_edges() == written.number_of_edges()
    for u, v, data in written.edges(data=True):
        assert dict(again.edges[u, v]) == data


def test_gexf_has_labels_kinds_weights_and_time_intervals(found, folder):
    root = etree.parse(folder / "funding.gexf").getroot()
    space = {"g": "http://gexf.net/1.3"}
    assert {node.get("label") for node in root.iterfind(".//g:node", space)} >= {
        "Département du Jura",
        "Commune d'Arbois",
    }
    titles = {each.get("title") for each in root.iterfind(".//g:attribute", space)}
    assert {"kind", "pagerank", "community", "facts", "euros"} <= titles
    dated = {edge.get("start"): edge.get("end") for edge in root.iterfind(".//g:edge", space) if edge.get("start")}
    assert ("2024-01-01", "2024-12-31") in dated.items()
    weights = sum(float(edge.get("weight")) for edge in root.iterfind(".//g:edge", space))
    assert weights == pytest.approx(sum(w for *_, w in found.graphs["funding"].edges(data="weight")))


def test_tables_hold_what_the_graphs_hold(found, folder):
    with (folder / "funding-edges.csv").open(encoding="utf-8", newline="") as file:
        edges = list(csv.DictReader(file))
    money = found.graphs["funding"]
    assert {(row["source"], row["target"]) for row in edges} == set(money.edges)
    assert all(float(row["euros"]) == float(money.edges[row["source"], row["target"]]["euros"]) for row in edges)
    with (folder / "evidence.csv").open(encoding="utf-8", newline="") as file:
        evidence = list(csv.DictReader(file))
    told = {(row["source"], row["target"]) for row in evidence if row["network"] == "funding"}
    assert told == set(money.edges)  # no tie without the characters that say it
    for row in evidence:
        text = (ROOT / "examples" / row["document"]).read_text(encoding="utf-8")
        exact = text[int(row["start"]) : int(row["end"])]
        assert f"[{' '.join(exact.split())}]" in re.sub(r"\s+", " ", row["sentence"].replace(" | ", " "))


def test_the_same_study_gives_the_same_bytes(kg, folder, tmp_path):
    written = write(study(kg, lang="fr"), tmp_path)
    assert {path.name for path in written} == {path.name for path in folder.iterdir()}
    for path in written:
        assert path.read_bytes() == (folder / path.name).read_bytes(), path.name


# --- report ---------------------------------------------------------------------------------------------------


class Outline(HTMLParser):
    """What a page links to, names and loads."""

    def __init__(self, text):
        super().__init__()
        self.links, self.ids, self.loads, self.figures = [], [], [], 0
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given[name] for name in ("href", "xlink:href") if name in given and tag == "a"]
        self.loads += [given[name] for name in ("src", "data", "srcset") if name in given]
        self.loads += [given["href"]] if tag in {"link", "image"} and "href" in given else []
        self.figures += tag == "figure"


def test_the_report_explains_every_figure_and_leads_to_the_evidence(found, folder):
    page = (folder / "report.html").read_text(encoding="utf-8")
    outline = Outline(page)
    assert outline.figures == len(PICTURES)
    assert len(outline.ids) == len(set(outline.ids))
    for picture in found.pictures:
        assert picture.text in page.replace("&#x27;", "'")
        assert len(re.findall(r"[.](?:\s|$)", picture.text)) == 2  # two sentences
        assert picture.alt in page.replace("&#x27;", "'")
    inner = [link[1:] for link in outline.links if link.startswith("#")]
    assert set(inner) <= set(outline.ids)
    assert sum(link.startswith("a-") for link in inner) > 100  # names, in tables and in figures
    ties = found.graphs["funding"].number_of_edges() + found.graphs["together"].number_of_edges()
    assert sum(name.startswith("t-") for name in outline.ids) == ties
    assert "<mark>312 500 €</mark>" in page
    for link in outline.links:
        assert link.startswith("#") or (folder / link).is_file(), link


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_report_loads_nothing_from_outside(kg, tmp_path, lang):
    write(study(kg, lang=lang), tmp_path)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert f'<html lang="{lang}">' in page
    assert Outline(page).loads == []
    assert not re.search(r"url\((?!#)", page)
    assert not re.search(r"<script|@import|https?://(?!w3id\.org|www\.w3\.org/(?:1999/xlink|2000/svg))", page)
    assert "default-src 'none'" in page


def test_labels_of_the_map_do_not_lie_on_each_other(found):
    picture = next(each for each in found.pictures if each.name == "map")
    axes = picture.figure.axes[0]
    draw = picture.figure.canvas.get_renderer()
    boxes = [text.get_window_extent(draw) for text in axes.findobj(Text) if text.get_text()]
    assert len(boxes) == len(found.graphs["together"])
    for at, box in enumerate(boxes):
        assert not any(box.overlaps(other) for other in boxes[at + 1 :])
        assert picture.figure.bbox.x0 <= box.x0 < box.x1 <= picture.figure.bbox.x1


@pytest.mark.parametrize("name", PICTURES)
def test_pictures_are_whole(folder, name):
    assert (folder / f"{name}.png").read_bytes().startswith(b"\x89PNG")
    svg = (folder / f"{name}.svg").read_text(encoding="utf-8")
    etree.fromstring(svg.encode())
    assert "dc:date" not in svg


def test_french_and_english_say_the_same_things():
    def keys(table):
        return {
            (name, *inner)
            for name, value in table.items()
            for inner in (keys(value) if isinstance(value, dict) else {()})
        }

    def figures(table, path=()):
        for name, value in table.items():
            if isinstance(value, dict):
                yield from figures(value, (*path, name))
            else:
                yield (*path, name), set(re.findall(r"\{(\w+)\}", value))

    french, english = _data()["fr"], _data()["en"]
    assert keys(french) == keys(english)
    assert dict(figures(french)) == dict(figures(english))


# --- nothing much ---------------------------------------------------------------------------------------------

CASES = {
    "empty": ([], "nothing to measure", 0),
    "one actor that funds itself": ([orgs("A"), flow(1, "A", "A", "10")], "own resources: 1 (€10)", 0),
    "one tie": ([orgs("AB"), flow(1, "A", "B", "10")], "a single text", 3),
    "no amount": ([orgs("AB"), flow(1, "A", "B")], "without a known amount: 1", 2),
    "negative": ([orgs("AB"), flow(1, "A", "B", "-5")], "negative amount: 1 (-€5)", 0),
    "in pieces": (
        [orgs("ABCD"), flow(1, "A", "B", "10"), flow(2, "C", "D", "7")],
        "2 pieces; the largest holds 2 of 4",
        5,
    ),
    "hostile names": (
        ['<org/A> a org:Organization ; rdfs:label "<script>$x_1$\\u0007"@fr .', orgs("B"), flow(1, "A", "B", "10")],
        "a single text",
        3,
    ),
}


@pytest.mark.parametrize(("parts", "note", "pictures"), CASES.values(), ids=CASES)
def test_a_graph_of_little_gives_a_report_that_says_so(parts, note, pictures, tmp_path):
    found = study(graph_of(*parts), lang="en")
    written = write(found, tmp_path)
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert note in page.replace("&#x27;", "'")
    assert sum(path.suffix == ".png" for path in written) == pictures
    assert "<script" not in page
    for picture in found.pictures:
        assert (picture.figure is None) == bool(picture.why)
    for path in tmp_path.glob("*.gexf"):
        nx.read_gexf(path)


def test_every_note_can_be_said():
    for word, text in _data()["fr"]["notes"].items():
        figures = tuple((name, Decimal("1234.5") if name == "euros" else 3) for name in re.findall(r"\{(\w+)\}", text))
        for lang in ("fr", "en"):
            assert "{" not in said(Note(word, figures), Words(lang))


def test_a_language_there_is_not():
    with pytest.raises(UsageError, match="'de' is not a language of the report; take fr or en"):
        study(graph_of(), lang="de")


# --- measures in the graph ------------------------------------------------------------------------------------

ASKED = """SELECT ?actor ?value WHERE {
  GRAPH ?where { ?m a filon:Measure ; filon:measured ?actor ; filon:network "funding" ; filon:measure "in_strength" ; filon:value ?value ; prov:wasGeneratedBy ?run .
    ?run filon:parameters ?parameters ; prov:wasAssociatedWith/schema:softwareVersion ?version }
  ?actor org:classification fc:org-association
}"""


@pytest.fixture
def own(kg, tmp_path):
    """A copy of the graph that a test may write into."""
    shutil.copytree(kg, tmp_path / "kg")
    return tmp_path / "kg"


def test_measures_join_the_graph_in_a_version_of_their_own(own):
    before = store.current_version(own)
    facts = run(store.open_read(own), "spending-totals")
    totals = list(rows(facts))
    found = study(own)
    assert deposit(found, own) > 200
    assert store.current_version(own) != before
    table = found.measures["funding"]
    expected = {iri: row["in_strength"] for iri, row in table.iterrows() if row["kind"] == "association"}
    assert expected
    assert {iri: float(value) for iri, value in rows(run(store.open_read(own), ASKED))} == expected
    assert list(rows(run(store.open_read(own), "spending-totals"))) == totals  # the default graph is as it was
    assert (store.current_version(own) / "facts" / "amounts.jsonl").is_file()


def test_a_second_study_takes_the_place_of_the_first(own):
    count = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?m a filon:Measure } }"
    deposit(study(own), own)
    (first,) = rows(run(store.open_read(own), count))
    deposit(study(own, scope=analyse.Scope(period="2024")), own)
    (second,) = rows(run(store.open_read(own), count))
    assert 0 < int(second[0]) < int(first[0])


def test_a_build_leaves_the_measures_of_another_version_out(own, examples):
    deposit(study(own), own)
    build([examples], own)
    assert not list(rows(run(store.open_read(own), ASKED)))


def test_the_command(own, tmp_path):
    command = [
        sys.executable,
        "-m",
        "filon",
        "analyse",
        str(own),
        "--to",
        str(tmp_path / "study"),
        "--lang",
        "en",
        "--write",
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert "Map of the network" in (tmp_path / "study" / "report.html").read_text(encoding="utf-8")
    assert list(rows(run(store.open_read(own), ASKED)))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--period", "soon"], "'soon' is no period"),
        (["--territory", "Atlantis"], "no territory named 'Atlantis'"),
        (["--kind", "wizard"], "no actor of the kind 'wizard'"),
    ],
)
def test_wrong_use_is_one_sentence(kg, tmp_path, arguments, message):
    command = [sys.executable, "-m", "filon", "analyse", str(kg), "--to", str(tmp_path / "study"), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "study").exists()
