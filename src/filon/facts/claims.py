"""Statements while they are gathered: one for each subject, property and value, with all that says so."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from filon.model import Evidence, Literal, Statement
from filon.vocab import Property

Value = str | Literal
_Key = tuple[str, str, Value]


def text(value: str) -> Literal:
    """French text."""
    return Literal(value, language="fr")


def decimal(value: Decimal) -> Literal:
    """A decimal in its canonical form: 182838.00 → «182838»."""
    plain = f"{value.normalize():f}"
    return Literal(plain, "xsd:decimal")


def integer(value: int) -> Literal:
    """A whole number."""
    return Literal(str(value), "xsd:integer")


def date(iso: str) -> Literal:
    """A day, ISO."""
    return Literal(iso, "xsd:date")


def bounds(period: str) -> tuple[str, str]:
    """First and last day of a period as the model writes it: «2021-2023» → 2021-01-01, 2023-12-31."""
    if len(period) == len("2023-05-15"):
        return period, period
    return f"{period[:4]}-01-01", f"{period[-4:]}-12-31"


class Claims:
    """Gathers statements; the same statement said twice is one, with the evidence of both.

    The order in which statements arrive does not matter: evidence is a set, and of two verbatim forms the one of the first
    evidence stands.
    """

    def __init__(self) -> None:
        self._evidence: dict[_Key, set[Evidence]] = {}
        self._rejected: set[_Key] = set()
        self._preferred: set[_Key] = set()
        self._verbatim: dict[_Key, tuple[Evidence, str]] = {}
        self._about: dict[str, Evidence] = {}

    def say(
        self,
        subject: str,
        property: str,  # noqa: A002 - the word of RDF
        value: Value,
        evidence: Evidence | Iterable[Evidence],
        *,
        preferred: bool = True,
        verbatim: str | None = None,
    ) -> None:
        """State something. Raises ``ValueError`` where nothing says it: a statement without evidence is none."""
        key = subject, str(property), value if isinstance(value, Literal) else str(value)
        found = [evidence] if isinstance(evidence, Evidence) else list(evidence)
        if not found:
            raise ValueError(f"no evidence for {key}")
        self._evidence.setdefault(key, set()).update(found)
        (self._preferred if preferred else self._rejected).add(key)
        first = min(found, key=_place)
        for thing in (subject, value):
            if isinstance(thing, str):
                known = self._about.get(thing)
                self._about[thing] = first if known is None else min(known, first, key=_place)
        if verbatim is not None:
            printed = self._verbatim.get(key, (first, verbatim))
            self._verbatim[key] = min(printed, (first, verbatim), key=lambda pair: (_place(pair[0]), pair[1]))

    def said(self, relation: Property) -> dict[str, dict[Value, tuple[Evidence, ...]]]:
        """All that was stated with a property, by subject and value."""
        found: dict[str, dict[Value, tuple[Evidence, ...]]] = {}
        for (subject, name, value), evidence in self._evidence.items():
            if name == relation:
                found.setdefault(subject, {})[value] = tuple(sorted(evidence, key=_place))
        return found

    def prefer(self, subject: str, relation: Property, chosen: Value) -> None:
        """Of all values that were stated with a property of a subject, prefer one; the others stay claims."""
        self._preferred -= {key for key in self._evidence if key[:2] == (subject, str(relation)) and key[2] != chosen}

    def about(self, iri: str) -> tuple[Evidence, ...]:
        """The first characters, by document and place, on which a statement about or on ``iri`` rests; empty where none does."""
        return (self._about[iri],) if iri in self._about else ()

    def statements(self) -> tuple[Statement, ...]:
        """All statements, sorted. One that was preferred once is preferred."""
        return tuple(
            Statement(
                subject=key[0],
                property=key[1],
                value=key[2],
                evidence=tuple(sorted(evidence, key=_place)),
                preferred=key in self._preferred,
                verbatim=self._verbatim[key][1] if key in self._verbatim else None,
            )
            for key, evidence in sorted(self._evidence.items(), key=lambda item: _order(item[0]))
        )


def _place(evidence: Evidence) -> tuple[str, int, int, str, float]:
    return evidence.document, evidence.start, evidence.end, evidence.method, evidence.confidence


def _order(key: _Key) -> tuple[str, ...]:
    subject, name, value = key
    if isinstance(value, Literal):
        return subject, name, "literal", value.lexical, value.datatype, value.language or ""
    return subject, name, "iri", value, "", ""
