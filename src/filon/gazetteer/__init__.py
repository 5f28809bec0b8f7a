"""The official French territories: communes, EPCI, départements, régions, with their codes, names and parents.

Data of the INSEE (code officiel géographique) and the DGCL; see ``README.md`` beside this file for edition and licence.
Importing costs nothing; `load` reads the file once.
"""

from filon.gazetteer.entry import COLUMNS, Entry
from filon.gazetteer.names import normalise, normalise_word, split_article, with_de
from filon.gazetteer.registry import EDITION, Gazetteer, load
from filon.gazetteer.scan import PlaceMatch

__all__ = [
    "COLUMNS",
    "EDITION",
    "Entry",
    "Gazetteer",
    "PlaceMatch",
    "load",
    "normalise",
    "normalise_word",
    "split_article",
    "with_de",
]
