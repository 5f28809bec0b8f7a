"""Pages and data of the things of a graph, as functions of a source: no server, no files; the same pages serve both.

Paths have no leading slash and links are relative, so pages work under any prefix and on any static host::

    (nothing), index.html          what is in the graph          queries/NAME.html, .rq     a question with its answer
    doc/org/commune-de-lens.html   the page of …/org/commune-…   search.html?q=             things by a part of their name
    data/org/commune-….ttl         its data (.nt, .jsonld)       names/a.html               names by letter
    text/doc/4f2a…/2.html          a sheet of a document         def.html, code.html        the ontology, the code lists
    en/…, fr/…                     any page in that language     static/style.css           how it all looks
"""

from __future__ import annotations

from filon.pages.address import LANGUAGES, Language, data_path, page_path
from filon.pages.library import Library
from filon.pages.rendering import Rendered, missing, prepare, render

__all__ = ["LANGUAGES", "Language", "Library", "Rendered", "data_path", "missing", "page_path", "prepare", "render"]
