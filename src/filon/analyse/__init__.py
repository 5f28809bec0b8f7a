"""The partnership network: a graph's facts as networkx graphs, their measures as pandas tables, pictures and files.

In a notebook, one line each::

    from filon import analyse
    money = analyse.funding("kg")                 # a networkx graph: who funds whom, each euro once
    table = analyse.actors(money)                 # a pandas table: degree, strength, centralities, brokerage, community
    trust = analyse.intervals(money)              # how far each rank can be trusted

Every projection takes a knowledge graph and a `Scope`; its nodes are IRIs, its edges carry `EdgeData`. Nothing here is loaded before it is used.
"""

from filon.analyse.bootstrap import intervals
from filon.analyse.brokerage import ROLES, brokerage
from filon.analyse.communities import Division, Spread, divide
from filon.analyse.concentration import Dependency, dependencies, gini, herfindahl, lorenz
from filon.analyse.edges import EdgeData
from filon.analyse.graphfiles import write_gexf, write_graphml
from filon.analyse.holes import surroundings
from filon.analyse.measures import actors, assortativity, communities, pagerank, whole
from filon.analyse.paths import centralities
from filon.analyse.projections import (
    PROJECTIONS,
    cofunding,
    comembership,
    cosignature,
    funding,
    interlocks,
    membership,
    participation,
    partnership,
    persons,
    territories,
    together,
)
from filon.analyse.reading import Network, Passage, Reading, Thing, Tie
from filon.analyse.scope import Note, Scope
from filon.analyse.significance import backbone, cooccurrence, disparity
from filon.analyse.years import changes, ranks, slices, streams

__all__ = [
    "PROJECTIONS",
    "ROLES",
    "Dependency",
    "Division",
    "EdgeData",
    "Network",
    "Note",
    "Passage",
    "Reading",
    "Scope",
    "Spread",
    "Thing",
    "Tie",
    "actors",
    "assortativity",
    "backbone",
    "brokerage",
    "centralities",
    "changes",
    "cofunding",
    "comembership",
    "communities",
    "cooccurrence",
    "cosignature",
    "dependencies",
    "disparity",
    "divide",
    "funding",
    "gini",
    "herfindahl",
    "interlocks",
    "intervals",
    "lorenz",
    "membership",
    "pagerank",
    "participation",
    "partnership",
    "persons",
    "ranks",
    "slices",
    "streams",
    "surroundings",
    "territories",
    "together",
    "whole",
    "write_gexf",
    "write_graphml",
]
