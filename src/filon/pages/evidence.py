"""The page of a passage, with all that it says; and of one claim, with the passage that makes it."""

from __future__ import annotations

from dataclasses import dataclass

import pyoxigraph as ox

from filon.pages import library as ask
from filon.pages.library import text_of
from filon.pages.passages import Quote, quotes
from filon.pages.scene import Scene, Shown, curie
from filon.vocab import Property, Rank

_STANDINGS = {Rank.PREFERRED: "held", Rank.NORMAL: "said", Rank.DEPRECATED: "rejected"}


@dataclass(frozen=True, slots=True)
class Claim:
    """What a passage says of a thing: a property, its value, the value as printed, and how the graph holds it."""

    thing: Shown
    property: Shown
    value: Shown
    verbatim: str
    standing: str
    quote: Quote


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage and its claims; ``single`` where the page is of one of them."""

    iri: str
    single: bool
    quote: Quote
    claims: tuple[Claim, ...]
    document: Shown


def read(scene: Scene, node: ox.NamedNode) -> Evidence | None:
    """The claims that a claim's or a span's IRI stands for; ``None`` where there are none."""
    single = node.value.startswith(f"{scene.library.base}claim/")
    bound = {"claim" if single else "span": node}
    rows = list(scene.library.ask(ask.claims(*bound), **bound))
    if not rows:
        return None
    money = {
        text_of(row["subject"]): text_of(row["value"]) for row in rows if curie(row["property"]) == Property.CURRENCY
    }
    said = [
        _claim(scene, row, quote, money.get(text_of(row["subject"])))
        for row, quote in zip(rows, quotes(scene, rows, **bound), strict=True)
    ]
    said.sort(key=lambda claim: (claim.thing.text, claim.property.text, claim.value.text, claim.quote.order))
    document = Shown(said[0].quote.passage.document, said[0].quote.document)
    return Evidence(node.value, single, said[0].quote, tuple(said), document)


def _claim(scene: Scene, row: ox.QuerySolution, quote: Quote, currency: str | None) -> Claim:
    name = curie(row["property"])
    return Claim(
        thing=scene.node(text_of(row["subject"]), text_of(row["about"]) or None),
        property=scene.term(text_of(row["property"])),
        value=scene.shown(row["value"], name=name, label=text_of(row["label"]) or None, currency=currency),
        verbatim=text_of(row["verbatim"]),
        standing=_STANDINGS.get(Rank(curie(row["rank"])), "said") if curie(row["rank"]) in set(Rank) else "said",
        quote=quote,
    )
