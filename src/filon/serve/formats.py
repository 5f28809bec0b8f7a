"""The media types of answers, and which of them a client likes best (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from typing import Final

import mimeparse
import pyoxigraph as ox

# From the best to the least, where the client likes several equally; the first is what one gets who says nothing.
SOLUTIONS: Final[dict[str, tuple[ox.QueryResultsFormat, str]]] = {
    "application/sparql-results+json": (ox.QueryResultsFormat.JSON, "application/sparql-results+json"),
    "application/sparql-results+xml": (ox.QueryResultsFormat.XML, "application/sparql-results+xml"),
    "text/csv": (ox.QueryResultsFormat.CSV, "text/csv; charset=utf-8"),
    "text/tab-separated-values": (ox.QueryResultsFormat.TSV, "text/tab-separated-values; charset=utf-8"),
    "application/json": (ox.QueryResultsFormat.JSON, "application/json"),
    "application/xml": (ox.QueryResultsFormat.XML, "application/xml"),
    "text/xml": (ox.QueryResultsFormat.XML, "text/xml; charset=utf-8"),
}
TRIPLES: Final[dict[str, tuple[ox.RdfFormat, str]]] = {
    "text/turtle": (ox.RdfFormat.TURTLE, "text/turtle; charset=utf-8"),
    "application/n-triples": (ox.RdfFormat.N_TRIPLES, "application/n-triples"),
    "application/ld+json": (ox.RdfFormat.JSON_LD, "application/ld+json"),
    "application/n-quads": (ox.RdfFormat.N_QUADS, "application/n-quads"),
    "application/trig": (ox.RdfFormat.TRIG, "application/trig"),
    "application/rdf+xml": (ox.RdfFormat.RDF_XML, "application/rdf+xml"),
    "application/json": (ox.RdfFormat.JSON_LD, "application/json"),
    "text/plain": (ox.RdfFormat.N_TRIPLES, "text/plain; charset=utf-8"),
}
DATA: Final = {
    "text/html": "html",
    "text/turtle": "ttl",
    "application/ld+json": "jsonld",
    "application/n-triples": "nt",
}
"""The forms a thing's description has, and the suffix of each."""


def best(accept: str | None, offered: tuple[str, ...]) -> str | None:
    """Of the media types offered, in order of preference, the one that an ``Accept`` header likes best; ``None`` where it likes none.

    A header that is missing, empty or malformed likes everything.
    """
    if not accept or not accept.strip():
        return offered[0]
    try:
        return mimeparse.best_match(list(reversed(offered)), accept) or None
    except (mimeparse.MimeTypeParseException, ValueError):
        return offered[0]
