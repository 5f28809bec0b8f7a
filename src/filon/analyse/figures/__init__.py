"""Figures for a printed report: each module draws one, from tables and graphs, and says in words what it shows."""

from filon.analyse.figures.concentration import concentration
from filon.analyse.figures.flows import flows
from filon.analyse.figures.matrix import matrix
from filon.analyse.figures.network import network
from filon.analyse.figures.picture import Picture, save
from filon.analyse.figures.ranking import ranking
from filon.analyse.figures.streams import streams
from filon.analyse.figures.yearly import yearly

__all__ = ["Picture", "concentration", "flows", "matrix", "network", "ranking", "save", "streams", "yearly"]
