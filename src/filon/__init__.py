"""Knowledge graphs of French public partnerships, every fact anchored to the characters that say it.

`open` a graph and ask it; the rest of the library is its modules: `filon.build.build` makes a graph, `filon.queries` asks it,
`filon.explain.explain` follows an answer back to its sentences, `filon.analyse` makes networks of it, `filon.export` writes it elsewhere,
`filon.evaluate.evaluate` measures it. Importing this package loads none of them.
"""

from __future__ import annotations

from os import PathLike
from typing import TYPE_CHECKING

from filon.errors import FilonError, QueryError, ReadError, StoreError, UsageError

if TYPE_CHECKING:
    from filon.answers import Graph

__version__ = "0.1.0"

__all__ = ["FilonError", "QueryError", "ReadError", "StoreError", "UsageError", "__version__", "open"]


def open(graph: str | PathLike[str]) -> Graph:  # noqa: A001 - filon.open("kg") says what it does
    """Open a knowledge graph by its folder, or a SPARQL 1.1 endpoint by its address, to ask it questions.

    ::

        graph = filon.open("kg")
        graph.query("funders-of", beneficiary="Salins").to_pandas()  # a question of `filon queries`, as a data frame
        graph.query("co-signature-network").to_networkx()  # as a network
        for row in graph.query("SELECT ?label { ?s a filon:Project ; rdfs:label ?label }"):
            print(row["label"])

    Raises `StoreError` where there is neither. See `filon.answers`.
    """
    from filon.answers import open_graph  # noqa: PLC0415 - `import filon` loads no library

    return open_graph(graph)
