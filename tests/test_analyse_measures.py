"""Measures equal those of networkx or a second computation, and the published examples of their authors."""

import math
from collections import Counter
from itertools import pairwise, permutations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from filon import analyse
from filon.analyse.communities import agreement
from filon.analyse.significance import discoveries
from network_cases import random_graph

SEEDS = range(8)
both = pytest.mark.parametrize("directed", [False, True], ids=["undirected", "directed"])
seeded = pytest.mark.parametrize("seed", SEEDS)


def equal(found, expected):
    """Two measures of the same nodes, to 1e-9; not a number equals itself."""
    assert found.keys() == expected.keys()
    for node, value in expected.items():
        assert found[node] == pytest.approx(value, abs=1e-9, nan_ok=True), node


@both
@seeded
def test_paths_are_those_of_networkx(seed, directed):
    graph = random_graph(seed, 25, 40, directed=directed)  # in pieces, for some seeds
    found = analyse.centralities(graph)
    assert found.pivots is None
    equal(found.betweenness, nx.betweenness_centrality(graph))
    equal(found.closeness, nx.closeness_centrality(graph))


@both
@seeded
def test_surroundings_are_those_of_networkx(seed, directed):
    graph = random_graph(seed, directed=directed)
    found = analyse.surroundings(graph)
    equal(found.clustering, nx.clustering(nx.Graph(graph)))
    equal(found.constraint, nx.constraint(graph, weight="weight"))
    equal(found.effective_size, {node: effective_size(graph, node) for node in graph})


def effective_size(graph, node):
    """Burt's effective size from the parts of networkx's own.

    Not `nx.effective_size`: 3.6.1 divides by the maxima of other nodes where it takes all nodes at once, and takes an actor who only
    receives for one without contacts where it takes them one by one.
    """
    part = nx.algorithms.structuralholes.normalized_mutual_weight
    contacts = set(nx.all_neighbors(graph, node))
    if not contacts:
        return math.nan
    return sum(
        1 - sum(part(graph, node, w, weight="weight") * part(graph, v, w, norm=max, weight="weight") for w in contacts)
        for v in contacts
    )


@both
@seeded
def test_the_table_of_actors_holds_the_measures_of_networkx(seed, directed):
    graph = random_graph(seed, directed=directed)
    table = analyse.actors(graph)
    flat = nx.Graph(graph)
    equal(table["pagerank"].to_dict(), nx.pagerank(graph, tol=1e-12, max_iter=1000))
    equal(table["core"].to_dict(), nx.core_number(flat))
    equal(table["degree"].to_dict(), dict(graph.degree()))
    equal(table["strength"].to_dict(), dict(graph.degree(weight="weight")))
    assert set(table.index[table["articulation"]]) == set(nx.articulation_points(flat))
    if directed:
        equal(table["out_strength"].to_dict(), dict(graph.out_degree(weight="weight")))
        equal(table["in_degree"].to_dict(), dict(graph.in_degree()))


@both
@seeded
def test_the_figures_of_the_whole_are_those_of_networkx(seed, directed):
    graph = random_graph(seed, 25, 40, directed=directed)
    found, flat = analyse.whole(graph), nx.Graph(graph)
    assert found["assortativity_by_kind"] == pytest.approx(
        nx.attribute_assortativity_coefficient(graph, "kind"), abs=1e-9
    )
    assert found["density"] == pytest.approx(nx.density(graph))
    assert found["components"] == nx.number_connected_components(flat)
    assert found["bridges"] == len(list(nx.bridges(flat)))
    assert found["transitivity"] == pytest.approx(nx.transitivity(flat))
    if directed:
        assert found["reciprocity"] == pytest.approx(nx.overall_reciprocity(graph))
    division = analyse.divide(graph)
    parts = [{node for node in graph if division.of[node] == number} for number in set(division.of.values())]
    summed = nx.Graph()
    for u, v, weight in graph.edges(data="weight"):  # networkx keeps one of two opposite weights, we add them
        summed.add_edge(u, v, weight=weight + (summed.edges[u, v]["weight"] if summed.has_edge(u, v) else 0))
    summed.add_nodes_from(graph)
    assert division.modularity == pytest.approx(nx.community.modularity(summed, parts), abs=1e-9)


def test_a_sample_of_sources_comes_near_the_exact_value():
    graph = random_graph(1, 400, 1600)
    exact = analyse.centralities(graph)
    drawn = analyse.centralities(graph, exact=100, pivots=200)
    assert exact.pivots is None
    assert drawn.pivots == 200
    for name in ("betweenness", "closeness"):
        one, other = ([getattr(each, name)[node] for node in graph] for each in (exact, drawn))
        assert np.corrcoef(one, other)[0, 1] > 0.9
        assert np.mean(other) == pytest.approx(np.mean(one), rel=0.05)


# --- brokerage ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("groups", "role"),
    [
        ("AAA", "coordinator"),
        ("ABA", "itinerant"),
        ("ABB", "gatekeeper"),
        ("AAB", "representative"),
        ("ABC", "liaison"),
    ],
)
def test_the_five_roles_of_gould_and_fernandez(groups, role):
    """The five triads by which Gould and Fernandez (1989) define the roles: a → v → b, the groups of a, v, b given."""
    graph = nx.DiGraph([("a", "v"), ("v", "b")])
    found = analyse.brokerage(graph, dict(zip("avb", groups, strict=True)))
    assert found == {"a": Counter(), "v": Counter({role: 1}), "b": Counter()}


def test_a_direct_edge_needs_no_broker():
    graph = nx.DiGraph([("a", "v"), ("v", "b"), ("a", "b")])
    assert not any(analyse.brokerage(graph, dict.fromkeys("avb", "A")).values())


def test_actors_of_unknown_kind_are_left_out():
    graph = nx.DiGraph([("a", "v"), ("v", "b")])
    assert not any(analyse.brokerage(graph, {"a": "A", "v": "A", "b": None}).values())


@both
@seeded
def test_brokerage_is_what_counting_triples_gives(seed, directed):
    graph = random_graph(seed, 14, 40, directed=directed)
    kind = nx.get_node_attributes(graph, "kind")
    expected = {node: Counter() for node in graph}
    for a, v, b in permutations(graph, 3):
        if graph.has_edge(a, v) and graph.has_edge(v, b) and not graph.has_edge(a, b):
            one, own, other = kind[a], kind[v], kind[b]
            if one == own == other:
                name = "coordinator"
            elif one == other:
                name = "itinerant"
            elif own == other:
                name = "gatekeeper"
            elif one == own:
                name = "representative"
            else:
                name = "liaison"
            expected[v][name] += 1
    assert analyse.brokerage(graph) == expected


# --- significance ---------------------------------------------------------------------------------------------


def two_cliques():
    """The example of the disparity filter in Neal's package backbone (PLoS ONE 17, 2022, e0269137): a weak and a strong clique, joined."""
    graph = nx.Graph()
    graph.add_weighted_edges_from([(1, n, 10) for n in (2, 3, 4, 5)] + [(1, 6, 75)])
    graph.add_weighted_edges_from([(a, b, 1) for a in (2, 3, 4, 5) for b in (2, 3, 4, 5) if a < b])
    graph.add_weighted_edges_from([(6, n, 100) for n in (7, 8, 9, 10)])
    graph.add_weighted_edges_from([(a, b, 10) for a in (7, 8, 9, 10) for b in (7, 8, 9, 10) if a < b])
    return graph


def test_the_disparity_filter_keeps_the_tree_of_the_published_example():
    kept = analyse.backbone(two_cliques(), 0.05)
    assert set(kept.edges) == {(1, 2), (1, 3), (1, 4), (1, 5), (1, 6), (6, 7), (6, 8), (6, 9), (6, 10)}
    assert nx.is_tree(kept)


def test_the_disparity_of_an_edge_is_the_formula_of_serrano_boguna_and_vespignani():
    found = analyse.disparity(two_cliques())
    assert found[1, 2] == pytest.approx(
        (1 - 10 / 13) ** 3
    )  # of 2, who holds 13 in 4 edges; from 1 it would be (1 - 10/115)^4
    assert found[1, 6] == pytest.approx((1 - 75 / 115) ** 4)
    assert found[2, 3] == pytest.approx((1 - 1 / 13) ** 3)


def test_the_disparity_of_a_directed_edge_looks_at_what_is_given_and_what_is_received():
    graph = nx.DiGraph()
    graph.add_weighted_edges_from([("a", "x", 90), ("a", "y", 10), ("b", "y", 30)])
    found = analyse.disparity(graph)
    assert found["a", "x"] == pytest.approx(1 - 0.9)  # two edges go out of a, one comes into x
    assert found["a", "y"] == pytest.approx(min(1 - 0.1, 1 - 0.25))
    assert found["b", "y"] == pytest.approx(1 - 0.75)


@given(things=st.integers(1, 40), data=st.data())
def test_cooccurrence_is_the_hypergeometric_tail(things, data):
    one, other = data.draw(st.integers(0, things)), data.draw(st.integers(0, things))
    shared = data.draw(st.integers(max(0, one + other - things), min(one, other)))
    expected = stats.hypergeom.sf(shared - 1, things, one, other)
    assert analyse.cooccurrence(shared, things, one, other) == pytest.approx(expected, abs=1e-9)


def test_false_discoveries_by_hand():
    """Benjamini and Hochberg: of 0.01, 0.02, 0.03, 0.5 at 5 % the bounds are 0.0125, 0.025, 0.0375, 0.05: three pass."""
    assert discoveries([0.5, 0.02, 0.01, 0.03]) == [False, True, True, True]
    assert discoveries([0.03, 0.04]) == [True, True]  # the second passes 0.05, and takes the first along
    assert discoveries([]) == []


# --- concentration --------------------------------------------------------------------------------------------


def test_herfindahl_of_the_merger_guidelines():
    """The worked example of the United States Department of Justice: firms of 30, 30, 20 and 20 per cent have 2 600 points."""
    assert analyse.herfindahl([30, 30, 20, 20]) == pytest.approx(0.26)
    assert analyse.herfindahl([7]) == 1
    assert analyse.herfindahl([]) is analyse.herfindahl([0]) is None


def test_gini_by_hand():
    assert analyse.gini([5, 5, 5, 5]) == 0
    assert analyse.gini([0, 0, 0, 8]) == pytest.approx(3 / 4)  # (n - 1) / n
    assert analyse.gini([1, 2, 3, 4]) == pytest.approx(1 / 4)  # mean difference 20/16 over twice the mean 2.5
    assert analyse.gini([]) is analyse.gini([0, 0]) is None


@given(st.lists(st.integers(1, 1000), min_size=1, max_size=40))
def test_gini_is_twice_the_area_above_the_lorenz_curve(values):
    xs, ys = analyse.lorenz(values)
    assert (xs[0], ys[0], xs[-1]) == (0, 0, 1)
    assert ys[-1] == pytest.approx(1)
    assert all(a <= b + 1e-12 for a, b in pairwise(ys))
    assert analyse.gini(values) == pytest.approx(1 - 2 * np.trapezoid(ys, xs), abs=1e-9)
    differences = sum(abs(a - b) for a in values for b in values)
    assert analyse.gini(values) == pytest.approx(differences / (2 * len(values) * sum(values)))


def test_dependency_on_the_main_funder():
    graph = nx.DiGraph()
    graph.add_weighted_edges_from([("a", "x", 60), ("b", "x", 40), ("a", "y", 200), ("c", "z", 0)])
    assert analyse.dependencies(graph) == [
        analyse.Dependency("y", 200, 1, "a", 1.0, 1.0),
        analyse.Dependency("x", 100, 2, "a", 0.6, pytest.approx(0.52)),
    ]


# --- communities ----------------------------------------------------------------------------------------------


def test_cliques_in_a_ring_are_the_communities():
    graph = nx.ring_of_cliques(8, 5)
    division = analyse.divide(graph)
    assert (
        sorted(
            len(set(nodes)) for nodes in ([n for n in graph if division.of[n] == c] for c in set(division.of.values()))
        )
        == [5] * 8
    )
    assert division.spread.agreement == 1
    assert division.spread.seeds == 20


def test_the_karate_club_is_divided_as_well_as_anyone_has():
    division = analyse.divide(nx.karate_club_graph(), weight="none")
    assert division.modularity == pytest.approx(0.41979, abs=1e-5)  # the known maximum (Brandes et al. 2008)
    assert len(division.typical) == 4


@seeded
def test_communities_do_not_depend_on_the_order_of_nodes_and_edges(seed):
    graph = random_graph(seed)
    turned = nx.Graph()
    turned.add_nodes_from(reversed(list(graph.nodes(data=True))))
    turned.add_edges_from((v, u, data) for u, v, data in reversed(list(graph.edges(data=True))))
    one, other = analyse.divide(graph), analyse.divide(turned)
    assert one.of == other.of
    assert one.spread == other.spread


@seeded
def test_communities_are_connected(seed):
    graph = random_graph(seed, 60, 80)
    division = analyse.divide(graph)
    for number in set(division.of.values()):
        assert nx.is_connected(graph.subgraph(node for node in graph if division.of[node] == number))


def test_adjusted_rand_index_of_hubert_and_arabie():
    """A worked example: {1,2,3},{4,5,6} against {1,2},{3,4,5,6}: pairs 4 together in both, 6 and 7 in each, 15 in all."""
    expected = 6 * 7 / 15
    assert agreement([1, 1, 1, 2, 2, 2], [1, 1, 2, 2, 2, 2]) == pytest.approx((4 - expected) / (6.5 - expected))
    assert agreement([1, 1, 2], [5, 5, 9]) == 1


def test_communities_are_named_by_the_members_that_hold_them_together():
    graph = nx.Graph()
    graph.add_weighted_edges_from([("hub", "one", 5), ("hub", "two", 4), ("hub", "three", 3), ("one", "two", 1)])
    nx.set_node_attributes(graph, {node: node.title() for node in graph}, "label")
    assert analyse.divide(graph).names == {1: "Hub · One · Two"}


# --- nothing much ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("graph", [nx.Graph(), nx.DiGraph(), nx.empty_graph(1), nx.empty_graph(1, nx.DiGraph)], ids=str)
def test_an_empty_graph_and_a_single_node_have_measures(graph):
    table = analyse.actors(graph)
    assert len(table) == len(graph)
    assert analyse.whole(graph)["edges"] == 0
    assert all(value is None or math.isfinite(value) for value in analyse.whole(graph).values())


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), directed=st.booleans(), edges=st.integers(0, 30))
def test_measures_of_any_graph_are_within_their_bounds(seed, directed, edges):
    table = analyse.actors(random_graph(seed, 12, edges, directed=directed))
    for name in ("betweenness", "closeness", "clustering"):
        assert table[name].between(0, 1 + 1e-9).all()
    assert table["pagerank"].sum() == pytest.approx(1)
    assert (table["effective_size"].dropna() <= table["degree"].max() + 1e-9).all()
