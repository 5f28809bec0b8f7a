"""Small graphs for the tests of the network: a few lines of Turtle, and random graphs with weights and kinds."""

import random

import networkx as nx
import pyoxigraph as ox

from filon.vocab import PREFIXES

BASE = "https://w3id.org/filon/id/"
_HEAD = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items()) + f"@base <{BASE}> .\n"


def store(*parts):
    """An open store with these pieces of Turtle in its default graph."""
    found = ox.Store()
    found.load((_HEAD + "\n".join(parts)).encode(), format=ox.RdfFormat.TURTLE)
    return found


def orgs(names, kind=None):
    classified = f" ; org:classification fc:org-{kind}" if kind else ""
    return "\n".join(f'<org/{name}> a org:Organization ; rdfs:label "{name}"@fr{classified} .' for name in names)


def flow(number, funders, beneficiaries, amount=None, *, status="awarded", currency="EUR", more=""):
    """A funding flow; each letter of ``funders`` and ``beneficiaries`` is a body."""
    ends = [f"schema:funder <org/{name}>" for name in funders] + [
        f"filon:beneficiary <org/{name}>" for name in beneficiaries
    ]
    money = [f'schema:amount "{amount}"^^xsd:decimal', f'schema:currency "{currency}"'] if amount is not None else []
    said = " ; ".join([f"<funding/{number}> a filon:Funding", f"filon:status fc:status-{status}", *ends, *money])
    return f"{said} {more}."


def org(name):
    return f"{BASE}org/{name}"


def random_graph(seed, nodes=30, edges=70, *, directed=False):
    """A random graph whose nodes have labels and kinds and whose edges have whole weights."""
    draw = random.Random(seed)  # noqa: S311 - a graph, not a secret
    graph = nx.relabel_nodes(nx.gnm_random_graph(nodes, edges, seed=seed, directed=directed), lambda at: f"n{at:03}")
    for _, _, data in graph.edges(data=True):
        data["weight"] = float(draw.randint(1, 9))
    for node in graph:
        graph.nodes[node].update(label=node.upper(), kind=draw.choice("abc"))
    return graph
