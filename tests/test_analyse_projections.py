"""Projections: each edge is what the facts say, each euro stands once, and sums are those that SPARQL gives."""

import re
from decimal import Decimal

import networkx as nx
import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sample
from filon import analyse
from filon.analyse.shares import GRANTED
from filon.errors import UsageError
from filon.vocab import PREFIXES
from network_cases import BASE, flow, org, orgs, store

JURA, STATE, REGION, TRAILS = (BASE + iri for iri in (sample.DEPARTMENT, sample.STATE, sample.REGION, sample.TRAILS))
ARBOIS, POLIGNY, GREENWAY, HALL = (BASE + iri for iri in (sample.ARBOIS, sample.POLIGNY, sample.GREENWAY, sample.HALL))


@pytest.fixture(scope="module")
def graph(tmp_path_factory):
    """The store of the sample: three texts of our own."""
    found = ox.Store()
    for path in sample.write(tmp_path_factory.mktemp("sample")):
        found.bulk_load(path=str(path), format=ox.RdfFormat.N_QUADS)
    return found


def weights(network, name="weight"):
    return {(u, v): data[name] for u, v, data in network.edges(data=True)}


# --- the sample, by reading it --------------------------------------------------------------------------------


def test_funding_of_the_sample(graph):
    money = analyse.funding(graph)
    assert money.is_directed()
    assert weights(money) == {
        (JURA, TRAILS): 31_000,  # 30 000 by the convention, which the report contradicts, and 1 000 by the amendment
        (JURA, ARBOIS): 50_000,
        (JURA, POLIGNY): 20_000,
        (TRAILS, GREENWAY): 5_000,
        (STATE, POLIGNY): 45_000,  # 90 000 together
        (REGION, POLIGNY): 45_000,
    }
    edge = money.edges[JURA, TRAILS]
    assert (edge["euros"], edge["count"], edge["first"], edge["last"]) == (31_000, 2, 2023, 2023)
    assert edge["years"] == {2023: 30_000, None: 1_000}
    assert edge["statuses"] == {"awarded": 1_000, "contracted": 30_000}
    assert set(edge["facts"]) == {BASE + sample.GRANT, BASE + "funding/avenant"}
    assert edge["confidence"] == pytest.approx(0.9)
    assert money.edges[STATE, POLIGNY]["joint"] == 45_000
    assert money.nodes[JURA] == {"label": "Département du Jura", "kind": "departement", "public": True}
    assert [note.word for note in money.graph["notes"]] == ["joint"]


def test_planned_money_leaves_out_what_an_award_realises_and_own_resources(graph):
    planned = analyse.funding(graph, status="planned")
    assert weights(planned) == {(STATE, ARBOIS): 60_000}
    assert [(note.word, dict(note.figures)) for note in planned.graph["notes"]] == [
        ("own", {"count": 1, "euros": 40_000})
    ]


def test_joint_sums_may_stand_apart(graph):
    money = analyse.funding(graph, shared=False)
    assert money.edges[STATE, POLIGNY]["weight"] == 0
    assert sum(weights(money).values()) == 106_000
    assert ("joint", (("count", 1), ("euros", Decimal(90_000)))) in [
        (note.word, note.figures) for note in money.graph["notes"]
    ]


def test_two_mode_and_one_mode_networks_of_the_sample(graph):
    assert weights(analyse.cosignature(graph)) == {(JURA, TRAILS): 1, (STATE, REGION): 1}
    assert weights(analyse.cofunding(graph)) == {(JURA, STATE): 1, (STATE, REGION): 1}  # the hall; the joint sum
    assert set(analyse.membership(graph).edges) == {(TRAILS, GREENWAY)}
    assert nx.get_node_attributes(analyse.membership(graph), "bipartite") == {TRAILS: 0, GREENWAY: 1}
    taking_part = analyse.participation(graph)
    assert {u if v == HALL else v: taking_part.edges[u, v]["ties"] for u, v in taking_part.edges} == {
        ARBOIS: ("beneficiary", "funder", "owner"),
        TRAILS: ("partner",),
        JURA: ("funder",),
        STATE: ("funder",),
    }
    shared = analyse.partnership(graph)
    assert len(shared) == 4
    assert set(weights(shared).values()) == {1}
    assert nx.density(shared) == 1
    assert weights(analyse.interlocks(graph)) == {(JURA, GREENWAY): 1}  # Paul Morel
    assert set(analyse.territories(graph)[TRAILS]) == {BASE + "territory/commune/39013", BASE + "site/friche-pasteur"}


def test_everything_together_counts_facts(graph):
    together = analyse.together(graph)
    edge = together.edges[JURA, TRAILS]
    assert edge["weight"] == 4  # two flows, the hall, the convention
    assert edge["ties"] == ("funding", "project", "signature")
    assert together.edges[TRAILS, GREENWAY]["ties"] == ("funding", "membership")


def test_every_edge_names_facts_of_the_graph(graph):
    for project in analyse.PROJECTIONS.values():
        for *_, data in project(graph).edges(data=True):
            assert data["facts"]
            for fact in data["facts"]:
                assert next(graph.quads_for_pattern(ox.NamedNode(fact), None, None, ox.DefaultGraph()), None)


# --- scope ----------------------------------------------------------------------------------------------------


def test_a_period_keeps_what_is_dated_in_it_and_says_what_has_no_date(graph):
    money = analyse.funding(graph, analyse.Scope(period="2023"))
    assert weights(money) == {(JURA, TRAILS): 30_000, (JURA, ARBOIS): 50_000, (JURA, POLIGNY): 20_000}
    assert "undated" in [note.word for note in money.graph["notes"]]
    assert not analyse.funding(graph, analyse.Scope(period="2019-2022"))


@pytest.mark.parametrize("name", ["39434", "Poligny", "POLIGNY", "territory/commune/39434"])
def test_a_territory_by_code_name_or_iri(graph, name):
    money = analyse.funding(graph, analyse.Scope(territory=name))
    assert {v for _, v in money.edges} == {POLIGNY}


def test_a_territory_holds_its_parts(graph):
    money = analyse.funding(graph, analyse.Scope(territory="CC Arbois Poligny Salins"))
    assert {v for _, v in money.edges} == {ARBOIS, POLIGNY}


def test_a_programme_holds_its_projects_and_their_flows(graph):
    assert weights(analyse.funding(graph, analyse.Scope(programme="jura 2030"))) == {(JURA, ARBOIS): 50_000}


def test_kinds_and_confidence(graph):
    money = analyse.funding(graph, analyse.Scope(kinds=("departement", "commune")))
    assert set(money.edges) == {(JURA, ARBOIS), (JURA, POLIGNY)}
    assert len(analyse.funding(graph, analyse.Scope(min_confidence=0.9)).edges) == 6
    assert not analyse.funding(graph, analyse.Scope(min_confidence=0.95))


@pytest.mark.parametrize(
    ("scope", "message"),
    [
        ({"period": "last year"}, "'last year' is no period; give a year"),
        ({"period": "2020-2019"}, "ends before it begins"),
        ({"min_confidence": 2}, "2 is no confidence"),
        ({"territory": "Arbos"}, "no territory named 'Arbos'; did you mean Arbois"),
        ({"programme": "zzz"}, "no programme named 'zzz'"),
        ({"kinds": ("communes",)}, "no actor of the kind 'communes'; it has association, "),
    ],
)
def test_a_scope_that_the_graph_does_not_have_is_one_sentence(graph, scope, message):
    with pytest.raises(UsageError, match=message):
        analyse.funding(graph, analyse.Scope(**scope))


# --- each euro once -------------------------------------------------------------------------------------------

SUM = """SELECT (SUM(?amount) AS ?sum) WHERE { SELECT DISTINCT ?flow ?amount WHERE {
  ?flow a filon:Funding ; schema:funder ?a ; filon:beneficiary ?b ; schema:amount ?amount ; filon:status ?status .
  FILTER(?status IN (fc:status-reported, fc:status-awarded, fc:status-contracted, fc:status-paid) && ?amount >= 0)
  FILTER NOT EXISTS { ?flow filon:nature fc:nature-self } FILTER(?a != ?b)
  FILTER NOT EXISTS { ?award filon:realises ?flow }
  FILTER NOT EXISTS { ?flow dcterms:isPartOf ?envelope . ?envelope schema:funder ?same } } }"""


def summed(graph):
    (row,) = graph.query(SUM, prefixes=PREFIXES)
    return Decimal(row["sum"].value)


def test_what_is_granted_is_what_the_questions_take_for_it():
    text = (sample.ROOT / "queries" / "funding-network.rq").read_text(encoding="utf-8")
    assert set(re.findall(r"fc:status-(\w+)", text)) == GRANTED


def test_the_edges_add_up_to_the_sparql_sum_of_the_sample(graph):
    money = analyse.funding(graph)
    assert sum(weights(money, "euros").values()) == summed(graph) == 196_000


cents = st.integers(0, 10**10).map(lambda value: Decimal(value) / 100)
ends = st.sampled_from(["A", "B", "AB", "ABC"]), st.sampled_from(["X", "Y", "XY", "XYZ", "WXYZ"])


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(*ends, cents, st.sampled_from(["reported", "awarded", "paid", "planned", "refused"])), max_size=12
    )
)
def test_edges_add_up_to_the_sparql_sum_to_the_cent(flows):
    found = store(
        orgs("ABCWXYZ"), *(flow(at, a, b, amount, status=status) for at, (a, b, amount, status) in enumerate(flows))
    )
    money = analyse.funding(found)
    assert sum(weights(money, "euros").values(), Decimal(0)) == summed(found)
    for *_, data in money.edges(data=True):
        assert data["euros"] == data["euros"].quantize(Decimal("0.01"))
        assert data["joint"] <= data["euros"]
        assert sum(data["years"].values()) == sum(data["statuses"].values()) == data["euros"]


def test_peculiar_flows_add_no_euro_and_are_noted():
    found = store(
        orgs("ABC"),
        flow(1, "A", "A", "100"),  # own resources
        flow(2, "A", "B", "-5.50"),
        flow(3, "A", "B"),
        flow(4, "B", "C", "700", currency="FRF"),
        flow(5, "A", "C", "10"),
    )
    money = analyse.funding(found)
    assert weights(money) == {(org("A"), org("B")): 0, (org("B"), org("C")): 0, (org("A"), org("C")): 10}
    assert money.edges[org("A"), org("B")]["unknown"] == 1
    notes = {note.word: dict(note.figures) for note in money.graph["notes"]}
    assert notes == {
        "own": {"count": 1, "euros": 100},
        "negative": {"count": 1, "euros": Decimal("-5.50")},
        "unknown": {"count": 1},
        "currency": {"count": 1},
    }


def test_a_member_of_itself_is_no_tie():
    found = store(orgs("A"), "<org/A> org:memberOf <org/A> .")
    assert not analyse.membership(found)
    assert not analyse.together(found)


def test_a_pair_that_shares_more_than_chance_is_significant():
    projects = "".join(f"<project/{n}> a filon:Project .\n" for n in range(40))
    always = "".join(f"<project/{n}> filon:partner <org/A> , <org/B> .\n" for n in range(10))
    crowd = "".join(f"<project/{n}> filon:partner <org/C> .\n" for n in range(40))
    shared = analyse.partnership(store(orgs("ABC"), projects, always, crowd))
    assert shared.edges[org("A"), org("B")]["significant"]
    assert shared.edges[org("A"), org("B")]["p"] == pytest.approx(analyse.cooccurrence(10, 40, 10, 10))
    assert shared.edges[org("A"), org("C")]["p"] == 1  # who is everywhere meets everyone


# --- years and intervals --------------------------------------------------------------------------------------


def yearly(*spans):
    """Flows from A, B, C… to X of 10 € each, from the first to the last year."""
    names = "ABCDEFG"[: len(spans)]
    dated = [
        flow(
            at,
            name,
            "X",
            "10",
            more=f'; schema:startDate "{first}-01-01"^^xsd:date ; schema:endDate "{last}-12-31"^^xsd:date ',
        )
        for at, (name, (first, last)) in enumerate(zip(names, spans, strict=True))
    ]
    return store(orgs(names + "X"), *dated)


def test_what_appeared_stayed_and_vanished():
    money = analyse.funding(yearly((2018, 2019), (2018, 2018), (2019, 2021)))
    rows = analyse.changes(money).to_dict("records")
    keys = ("year", "ties", "appeared", "stayed", "vanished", "began")
    assert [tuple(row[key] for key in keys) for row in rows] == [
        (2018, 2, 2, 0, 0, 20),
        (2019, 2, 1, 1, 1, 10),  # the euros of a flow stand in its first year
        (2020, 1, 0, 1, 1, 0),
        (2021, 1, 0, 1, 0, 0),
    ]
    assert {year: set(each.edges) for year, each in analyse.slices(money).items()}[2020] == {(org("C"), org("X"))}


def test_ranks_move_from_year_to_year():
    table = analyse.ranks(analyse.funding(yearly((2018, 2019), (2018, 2018), (2019, 2021))))
    assert table.loc[org("X"), [2018, 2019, 2020]].tolist() == [1, 1, 1]
    assert table.loc[org("A"), 2018] == 2
    assert table.loc[org("A")].isna()[2020]


def test_communities_flow_from_year_to_year():
    cliques = {2018: ["ABCD", "EFGH"], 2019: ["ABCD", "EFGH"], 2020: ["ABCDEFGH"]}
    signed = [
        f'<agreement/{year}{group}> filon:signedBy {" , ".join(f"<org/{name}>" for name in group)} ; dcterms:date "{year}-05-01"^^xsd:date .'
        for year, groups in cliques.items()
        for group in groups
    ]
    table = analyse.streams(analyse.cosignature(store(orgs("ABCDEFGH"), *signed)))
    moved = {(row.year, row.size, row.members) for row in table.itertuples()}
    assert moved == {(2018, 4, 4), (2019, 4, 4), (2020, 8, 8)}
    assert set(table[table["year"] == 2019]["next"]) == {1}


def test_intervals_hold_the_rank_and_are_the_same_each_time(graph):
    money = analyse.funding(graph)
    found, again = analyse.intervals(money, replicates=50), analyse.intervals(money, replicates=50)
    assert found.equals(again)
    assert found.attrs == {"units": 3, "replicates": 50}  # the three texts
    given = found[found["measure"] == "out_strength"].set_index("iri")
    assert given.loc[JURA, "rank"] == 1
    assert (given["rank_low"] <= given["rank_high"]).all()
    assert given.loc[JURA, "low"] < given.loc[JURA, "value"] < given.loc[JURA, "high"]


def test_what_one_text_tells_has_no_interval():
    found = store(orgs("AB"), flow(1, "A", "B", "10"))
    table = analyse.intervals(analyse.funding(found))
    assert table.attrs == {"units": 1, "replicates": 0}
    assert table["rank_low"].isna().all()


def test_a_text_that_tells_all_of_an_actor_makes_its_rank_uncertain():
    """A has ten small flows, each from a text of its own, B one large one: B is first, but falls to the last place where its text is not drawn."""
    flows = [flow(at, "A", "X", "10") for at in range(10)] + [flow(99, "B", "X", "150")]
    table = analyse.intervals(analyse.funding(store(orgs("ABX"), *flows)))
    given = table[table["measure"] == "out_strength"].set_index("iri")
    assert given.loc[org("B"), ["rank", "rank_low"]].tolist() == [1, 1]
    assert given.loc[org("B"), "rank_high"] >= 2
    assert given.loc[org("A"), "rank_high"] == 2
