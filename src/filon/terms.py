"""RDF terms as values of Python: a decimal is a `Decimal`, a day a `date`, an IRI its text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

import pyoxigraph as ox

Value = str | int | float | bool | Decimal | date | datetime | None
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"
_WHOLE: Final = (
    *("integer", "long", "int", "short", "byte", "nonNegativeInteger", "positiveInteger", "nonPositiveInteger"),
    *("negativeInteger", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"),
)
_READERS: Final[Mapping[str, Callable[[str], Value]]] = {
    **{f"{_XSD}{name}": int for name in _WHOLE},
    f"{_XSD}decimal": Decimal,
    f"{_XSD}double": float,
    f"{_XSD}float": float,
    f"{_XSD}boolean": {"true": True, "1": True, "false": False, "0": False}.__getitem__,
    f"{_XSD}date": date.fromisoformat,
    f"{_XSD}dateTime": datetime.fromisoformat,
}


def value_of(term: Term | None) -> Value:
    """What a term says: by its datatype, else its text; ``None`` where nothing is bound.

    A literal that is not one of its datatype («"soon"^^xsd:date») is its text. IRIs are whole.
    """
    if term is None:
        return None
    if not isinstance(term, ox.Literal):
        return term.value if isinstance(term, ox.NamedNode) else str(term)
    reader = _READERS.get(term.datatype.value)
    if reader is None:
        return term.value
    try:
        return reader(term.value)
    except (ValueError, KeyError, InvalidOperation):
        return term.value
