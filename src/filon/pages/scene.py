"""A page in the making: where it stands, in which words, from which library; and how a term of the graph looks in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Final

import pyoxigraph as ox

from filon.pages import lexicon
from filon.pages.address import LANGUAGES, Language, Place
from filon.pages.library import Library, Value
from filon.pages.words import Words, decimal
from filon.vocab import Property, expand, short, shorten

MONEY: Final = frozenset(
    {Property.AMOUNT, Property.TOTAL_COST, Property.ELIGIBLE_COST, Property.AMOUNT_MIN, Property.AMOUNT_MAX}
)
FRACTIONS: Final = frozenset({Property.SHARE, Property.CONFIDENCE})
_COUNTS: Final = frozenset(
    {Property.DECLARED_COUNT, Property.PART_START, Property.PART_END, Property.SPAN_START, Property.SPAN_END}
)
_DAYS: Final = frozenset({expand("xsd:date"), expand("xsd:gYearMonth")})


@dataclass(frozen=True, slots=True)
class Shown:
    """A term as a reader sees it: its words, where they lead, and what they stand for where that is not what they say."""

    text: str
    href: str | None = None
    outside: bool = False


@dataclass(frozen=True, slots=True)
class Scene:
    """A page in the making."""

    library: Library
    place: Place

    @property
    def language(self) -> Language:
        """The language of the page."""
        return self.place.language

    @property
    def words(self) -> Words:
        """Its words."""
        return Words(self.place.language)

    @property
    def others(self) -> tuple[tuple[Language, str], ...]:
        """The same page in the other languages: each with its link."""
        return tuple((each, self.place.translated(each)) for each in LANGUAGES if each != self.language)

    def term(self, iri: str) -> Shown:
        """A property, class or code, by its name."""
        known = lexicon.terms().get(iri)
        href = self.place.href(iri)
        if known and known.kind == "reused":
            href = self.place.page(f"def.html#{lexicon.anchor(iri)}")
        return Shown(lexicon.name(iri, self.language), href, outside=bool(href) and href == iri)

    def node(self, iri: str, label: str | None = None) -> Shown:
        """A thing by its label, a term by its name; what has neither, by its IRI below the base."""
        if label is None and iri in lexicon.terms():
            return self.term(iri)
        href = self.place.href(iri)
        return Shown(label or self._unnamed(iri), href, outside=bool(href) and href == iri)

    def _unnamed(self, iri: str) -> str:
        """What a node without a label is called: by what it is and the key in its IRI, if it is of the evidence."""
        rest = short(iri, self.library.base)
        kind, _, key = rest.partition("/")
        pattern = self.words.known("nodes", kind) if iri.startswith(self.library.base) else None
        if pattern is None or not key:
            return rest
        place = re.fullmatch(r"(?P<key>[0-9a-f]+)-(?P<start>[0-9]+)-(?P<end>[0-9]+)", key)
        if "{start}" in pattern and not place:
            return rest
        return pattern.format(**(place.groupdict() if place else {"key": key}))

    def shown(
        self, value: Value | None, *, name: str = "", label: str | None = None, currency: str | None = None
    ) -> Shown:
        """A value of the property ``name`` (a CURIE): amounts, shares, dates and counts as people write them."""
        if isinstance(value, ox.NamedNode):
            return self.node(value.value, label)
        if not isinstance(value, ox.Literal):
            return Shown("" if value is None else "…")
        number = decimal(value.value) if value.datatype.value in _NUMERIC else None
        if number is not None:
            return Shown(self._number(number, name, currency))
        return Shown(self.words.day(value.value) if value.datatype.value in _DAYS else value.value)

    def _number(self, number: Decimal, name: str, currency: str | None) -> str:
        if name in MONEY:
            return self.words.amount(number, currency)
        if name in FRACTIONS:
            return self.words.percent(number)
        whole = number == number.to_integral_value()
        return self.words.number(int(number)) if whole and name in _COUNTS else self.plain(number)

    def plain(self, number: Decimal) -> str:
        """A number that may be a year or a rank: no thousands apart."""
        text = format(number.normalize() if number else Decimal(0), "f")
        return text.replace(".", ",") if self.language == "fr" else text


_NUMERIC: Final = frozenset(expand(f"xsd:{name}") for name in ("decimal", "integer", "double", "float", "int", "long"))


def curie(value: Value | None) -> str:
    """The short form of a node's IRI; nothing for what is no node."""
    return _short(value.value) if isinstance(value, ox.NamedNode) else ""


@lru_cache(maxsize=2_000)
def _short(iri: str) -> str:
    return shorten(iri)
