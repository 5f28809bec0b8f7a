"""A graph asked from Python: typed rows, data frames, networks, and nothing in a notebook that is not text."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from decimal import Decimal
from html.parser import HTMLParser

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

import exchange_cases as cases
import filon
from filon.answers import Answer, Graph
from filon.exchange.tables import questions
from served import served


@pytest.fixture(scope="module")
def kg(tmp_path_factory):
    folder = tmp_path_factory.mktemp("answers") / "kg"
    cases.build(folder)
    return folder


@pytest.fixture(scope="module")
def graph(kg):
    return filon.open(kg)


def test_a_question_by_name_gives_typed_rows(graph):
    answer = graph.query("funders-of", beneficiary="lyre")
    amounts = {row["amount"] for row in answer}
    assert {Decimal("1200.5"), Decimal("1000.1")} <= amounts
    assert all(isinstance(amount, Decimal) for amount in amounts)
    assert len(answer) == len(answer.rows)


def test_sparql_knows_the_prefixes_and_days_are_days(graph):
    answer = graph.query("SELECT ?day { ?act a filon:Act ; eli:date_document ?day }")
    assert answer.rows == ((date(2023, 3, 27),),)


def test_a_yes_or_no_is_one(graph):
    assert graph.query("ASK { ?act a filon:Act }")
    assert not graph.query("ASK { ?act a filon:Nothing }")
    assert graph.query("CONSTRUCT WHERE { ?act a filon:Act }").columns == ("subject", "predicate", "object")
    assert not graph.query("SELECT ?s { ?s a filon:Nothing }")


def test_parameters_may_be_values_of_python(graph):
    assert len(graph.query("agreements-in-force", day=date(2023, 6, 1))) == len(
        graph.query("agreements-in-force", day="2023-06-01")
    )
    of = {
        str(minimum): len(graph.query("single-source-amounts", minimum=minimum))
        for minimum in (2000, 2001, Decimal(99999))
    }
    assert of == {"2000": 7, "2001": 6, "99999": 1}  # seven of 2 000 € or more, one of them of 2 000,01
    assert (
        graph.query("funders-of", beneficiary="lyre", year=None).rows
        == graph.query("funders-of", beneficiary="lyre").rows
    )


def test_wrong_use_is_one_sentence(graph, tmp_path):
    with pytest.raises(filon.QueryError, match="did you mean funders-of"):
        graph.query("funder-of")
    with pytest.raises(filon.QueryError, match="no parameter 'who'"):
        graph.query("documents", who="x")
    with pytest.raises(filon.StoreError, match="not a knowledge graph"):
        filon.open(tmp_path)


def test_a_frame_has_the_types_of_its_values(graph):
    frame = graph.query("network-funding").to_pandas()
    assert str(frame.dtypes["amount"]) == "float64"
    assert str(frame.dtypes["a"]).startswith("string")
    assert frame.dtypes["decided"].kind == "M"
    counts = graph.query("documents").to_pandas()
    assert str(counts.dtypes["claims"]) == "Int64"
    assert str(graph.query("network-actors").to_pandas().dtypes["public"]) == "boolean"


def test_decimals_are_exact_where_one_asks_for_it(graph):
    answer = graph.query("SELECT ?a { ?f a filon:Funding ; schema:amount ?a }")
    exact, fast = answer.to_pandas("decimal")["a"], answer.to_pandas()["a"]
    assert sum(exact) == sum(row[0] for row in answer.rows)
    assert abs(Decimal(fast.sum()) - sum(exact)) < Decimal("0.005")


@pytest.mark.parametrize("query", questions(), ids=lambda query: query.name)
def test_every_question_makes_a_frame(graph, query):
    answer = graph.query(query.name)
    frame = answer.to_pandas()
    assert list(frame.columns) == list(answer.columns)
    assert len(frame) == len(answer)


def test_an_empty_answer_is_an_empty_frame(graph):
    frame = graph.query("SELECT ?s ?n { ?s a filon:Nothing ; schema:amount ?n }").to_pandas()
    assert (list(frame.columns), len(frame)) == (["s", "n"], 0)


def test_days_that_pandas_once_could_not_hold():
    frame = Answer(("day",), ((date(9999, 12, 31),), (None,), (date(1, 1, 1),))).to_pandas()
    assert frame["day"].isna().tolist() == [False, True, False]


def test_an_answer_between_things_is_a_network(graph):
    network = graph.query("network-funding").to_networkx()
    assert network.is_directed()
    assert network.number_of_edges(cases.BASE + cases.JURA, cases.BASE + cases.TRAILS) > 3
    unknown = [data["fact"] for _, _, data in network.edges(data=True) if "amount" not in data]
    assert unknown == [cases.BASE + "funding/unknown"]
    assert not graph.query("co-signature-network").to_networkx().is_directed()
    by_name = graph.query("SELECT ?f ?t ?x { ?x schema:funder ?f ; filon:beneficiary ?t }").to_networkx(
        "f", "t", directed=False
    )
    assert not by_name.is_directed()
    with pytest.raises(filon.QueryError, match="no two ends"):
        graph.query("documents").to_networkx()


def test_the_questions_are_an_answer_too(graph):
    frame = graph.questions().to_pandas()
    assert "beneficiary: string" in frame.set_index("question").loc["funders-of", "parameters"]


class Seen(HTMLParser):
    """The tags of a page, their attributes, and its text."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.attributes, self.text = set(), [], ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text += data


TABLE = {"table", "thead", "tbody", "tr", "th", "td", "p"}


@given(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30), min_size=1, max_size=3))
def test_nothing_in_a_notebook_is_more_than_text(texts):
    page = Answer(tuple(f"<c{n}>" for n in range(len(texts))), (tuple(texts),))._repr_html_()
    seen = Seen(page)
    assert seen.tags <= TABLE
    assert seen.attributes == []


def test_hostile_labels_are_shown_as_they_are(graph):
    page = graph.query("SELECT ?d { ?f dcterms:description ?d FILTER(CONTAINS(?d, 'onerror')) }")._repr_html_()
    assert "<img" not in page
    assert "<img src=x" in Seen(page).text


def test_a_long_answer_is_cut():
    answer = Answer(("n",), tuple(("x" * 500,) for _ in range(1000)))
    page = answer._repr_html_()
    assert len(page) < 5000
    assert "980 more rows" in page
    assert repr(answer) == "<answer: 1000 rows of n>"


def test_any_source_can_be_asked():
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("http://x/s"), ox.NamedNode("http://x/p"), ox.Literal("soon", datatype=ox.NamedNode("http://www.w3.org/2001/XMLSchema#date"))))  # fmt: skip
    assert Graph(store).query("SELECT ?o { ?s ?p ?o }").rows == (("soon",),)  # what is no day stays text


def test_an_endpoint_answers_as_the_folder_does(kg, graph):
    with served(kg) as server, filon.open(server.sparql) as there:
        assert there.base == graph.base
        for name in ("network-funding", "documents", "network-actors"):
            assert sorted(there.query(name).rows, key=str) == sorted(graph.query(name).rows, key=str)
        assert there.query("funders-of", beneficiary="lyre").rows == graph.query("funders-of", beneficiary="lyre").rows
        assert there.query("ASK { ?act a filon:Act }")


def test_importing_the_package_loads_no_library_for_it():
    check = "import sys, filon; filon.open; import filon.answers; print([m for m in ('pandas', 'networkx') if m in sys.modules])"
    assert subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True).stdout == "[]\n"
