"""Questions from Python: `open_graph` a knowledge graph, or a SPARQL endpoint, and `Graph.query` it; an `Answer` is rows, or a data frame.

::

    import filon
    graph = filon.open("kg")                                       # or filon.open("https://example.org/sparql")
    graph.query("funders-of", beneficiary="Salins").to_pandas()    # a question of `filon queries`
    graph.query("SELECT ?s { ?s a filon:Project }")                # any SPARQL; the prefixes are known
    graph.query("co-signature-network").to_networkx()              # a network, where the answer is one

Nothing here is loaded before it is used: pandas by `Answer.to_pandas`, networkx by `Answer.to_networkx`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol, Self, runtime_checkable

from filon.archive import Manifest
from filon.errors import QueryError
from filon.queries import Query, Source, catalogue, columns, run, values
from filon.store import current_version, open_read
from filon.terms import Value
from filon.vocab import BASE, short

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

Decimals = Literal["float", "decimal"]

_ENDS: Final = (
    ("a", "b"),
    ("source", "target"),
    ("funder", "to"),
)  # what the two ends of a tie are called in questions
_UNDIRECTED: Final = frozenset({"co-signature-network", "network-cofunding"})
_SHOWN_ROWS, _SHOWN_CHARACTERS = 20, 80
_COLUMNS: Final = {
    "question": "string", "title": "string", "description": "string", "parameters": "string",
}  # fmt: skip


@runtime_checkable
class Closing(Protocol):
    """What has to be closed."""

    def close(self) -> None:
        """Let go of what is held."""


@dataclass(frozen=True, slots=True)
class Graph:
    """A knowledge graph that can be asked: ``source`` answers, ``base`` is what relative IRIs of parameters stand under."""

    source: Source
    base: str = BASE

    def query(self, question: str, /, **parameters: object) -> Answer:
        """Ask a question by its name (`filon queries` lists them), or SPARQL, with the parameters that it takes.

        Values may be text, numbers or days; what is ``None`` is left free. Raises `QueryError` for an unknown name, a parameter
        that does not fit, and text that is no query.

        >>> graph.query("funders-of", beneficiary="Salins").rows  # doctest: +SKIP
        """
        given = {name: _given(value) for name, value in parameters.items() if value is not None}
        result = run(self.source, question, given, base=self.base)
        return Answer(columns(result) or ("answer",), tuple(values(result)), question, self.base)

    def questions(self) -> Answer:
        """The questions that come with Filon: name, title, what it is about, the parameters it takes."""
        rows = tuple((each.name, each.title, each.description, _takes(each)) for each in catalogue())
        return Answer(tuple(_COLUMNS), rows, "questions", self.base)

    def close(self) -> None:
        """Let go of an endpoint's connections; ``with filon.open(…) as graph:`` does it at the end."""
        if isinstance(self.source, Closing):
            self.source.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<filon graph, IRIs under {self.base}>"


@dataclass(frozen=True, slots=True)
class Answer:
    """The rows of an answer as values of Python: `Decimal`, `date`, `int`, `bool`, text; IRIs whole; ``None`` where nothing is known.

    A yes or no has one row, with the column ``answer``; triples have the columns ``subject``, ``predicate``, ``object``.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    question: str = ""
    base: str = BASE

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[dict[str, Value]]:
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)

    def __bool__(self) -> bool:
        """Whether there is an answer; of a yes or no, which it is."""
        return self.rows[0][0] is True if self.columns == ("answer",) and len(self.rows) == 1 else bool(self.rows)

    def to_pandas(self, decimals: Decimals = "float") -> pd.DataFrame:
        """The answer as a data frame.

        Days are ``datetime64``, whole numbers ``Int64`` (which knows missing ones), yes and no ``boolean``, text and IRIs ``string``.
        Decimals are ``float64``, fast and right to the cent below 10¹³ €; with ``decimals="decimal"`` exact `Decimal` objects.
        """
        import pandas as pd  # noqa: PLC0415 - only who wants a frame waits for pandas

        found = {name: [row[place] for row in self.rows] for place, name in enumerate(self.columns)}
        return pd.DataFrame(
            {name: _series(cells, decimals) for name, cells in found.items()}, columns=list(self.columns)
        )

    def to_networkx(
        self, source: str | None = None, target: str | None = None, *, directed: bool | None = None
    ) -> nx.MultiDiGraph[str] | nx.MultiGraph[str]:
        """The answer as a network: an edge for each row between two of its columns, with the other columns as its attributes.

        The ends are ``a`` and ``b``, ``source`` and ``target`` or ``funder`` and ``to`` where the question has them, else the columns
        named. ``directed``: from source to target, as all questions have it but those of common ties. Rows without an end are
        left out. Raises `QueryError` where the answer has no such columns.
        """
        import networkx as nx  # noqa: PLC0415

        ends = (
            (source, target)
            if source and target
            else next((two for two in _ENDS if set(two) <= set(self.columns)), None)
        )
        if ends is None or not set(ends) <= set(self.columns):
            raise QueryError(
                f"the answer has no two ends of a tie; name them, of {', '.join(self.columns)}: to_networkx(source=…, target=…)."
            )
        one_way = self.question not in _UNDIRECTED if directed is None else directed
        graph: nx.MultiDiGraph[str] | nx.MultiGraph[str] = nx.MultiDiGraph() if one_way else nx.MultiGraph()
        for row in self:
            one, other = row.pop(ends[0]), row.pop(ends[1])
            if one is not None and other is not None:
                graph.add_edge(
                    str(one), str(other), **{name: value for name, value in row.items() if value is not None}
                )
        return graph

    def __repr__(self) -> str:
        return f"<answer: {len(self.rows)} rows of {', '.join(self.columns)}>"

    def _repr_html_(self) -> str:
        """The first rows as a table for notebooks: everything in it is text, cut to size."""
        head = "".join(f"<th>{escape(name)}</th>" for name in self.columns)
        cells = ("".join(f"<td>{escape(self._shown(value))}</td>" for value in row) for row in self.rows[:_SHOWN_ROWS])
        body = "".join(f"<tr>{row}</tr>" for row in cells)
        more = len(self.rows) - _SHOWN_ROWS
        rest = f"<p>… {more} more rows</p>" if more > 0 else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{rest}"

    def _shown(self, value: Value) -> str:
        text = "" if value is None else format(value, "f") if isinstance(value, Decimal) else str(value)
        text = short(text, self.base) if text.startswith(("http://", "https://")) else text
        return text if len(text) <= _SHOWN_CHARACTERS else f"{text[: _SHOWN_CHARACTERS - 1]}…"


def open_graph(graph: str | os.PathLike[str]) -> Graph:
    """A knowledge graph by its folder, or a SPARQL 1.1 endpoint by its address (``http://…``, ``https://…``).

    Raises `StoreError` where there is neither.
    """
    place = os.fspath(graph)
    if place.startswith(("http://", "https://")):
        from filon.remote import Endpoint  # noqa: PLC0415 - only who asks elsewhere needs a client

        endpoint = Endpoint.open(place)
        return Graph(endpoint, endpoint.base)
    folder = Path(place)
    return Graph(open_read(folder), Manifest.read(current_version(folder)).base_iri)


def _given(value: object) -> str:
    """A parameter as one types it."""
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date) else str(value)


def _takes(query: Query) -> str:
    needed = (f"{each.name}: {each.type}{'' if each.needed else '?'}" for each in query.parameters)
    return ", ".join(needed)


def _series(cells: list[Value], decimals: Decimals) -> pd.Series[Any]:
    """A column with the type that all its values have; of several types, or none known, text."""
    import numpy as np  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415

    kinds = {type(cell) for cell in cells if cell is not None}
    if kinds == {bool}:
        return pd.Series(cells, dtype="boolean")
    if kinds == {int}:
        return pd.Series(cells, dtype="Int64")
    if kinds and kinds <= {date, datetime} and not any(isinstance(cell, datetime) and cell.tzinfo for cell in cells):
        return pd.Series(np.array(cells, dtype="datetime64[us]"))
    if kinds and kinds <= {int, float, Decimal}:
        if decimals == "decimal" and float not in kinds:
            return pd.Series([None if cell is None else Decimal(str(cell)) for cell in cells], dtype="object")
        return pd.Series([None if cell is None else float(str(cell)) for cell in cells], dtype="float64")
    return pd.Series([None if cell is None else str(cell) for cell in cells], dtype="string")
