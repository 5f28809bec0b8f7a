"""What the graph says of its network: actors, things and ties, each tie with the facts and passages behind it.

The questions are ``queries/network-*.rq``; they run on the default graph, where each fact stands once, but for the one that looks up
the passages. Nothing is computed here.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Final, Self

import pyoxigraph as ox

from filon.archive import Manifest
from filon.queries import Source, run
from filon.remote import Endpoint, is_address
from filon.store import current_version, read_into_memory
from filon.vocab import BASE, Class, Code, Property, expand, shorten

Triple = tuple[str, str, str]
Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None
Row = Mapping[str, str]


class Network(StrEnum):
    """The two-mode or directed readings that the projections stand on: what `Tie.network` says."""

    FUNDING = "funding"
    COFUNDING = "cofunding"
    SIGNATURE = "signature"
    MEMBERSHIP = "membership"
    PROJECT = "project"
    TERRITORY = "territory"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Thing:
    """A node of some network: ``kind`` is a word such as ``commune``, ``association``, ``person``, ``project``, or ``None`` where unknown.

    ``places`` are the territories it governs, stands on or lies in; ``wholes`` the programmes and wholes it belongs to.
    """

    iri: str
    label: str
    kind: str | None = None
    public: bool = False
    places: frozenset[str] = frozenset()
    wholes: frozenset[str] = frozenset()
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """Characters ``[start, end)`` of a text that say something; ``unit`` is the part of the document, or the document where it has none."""

    file: str
    text: str
    unit: str
    start: int
    end: int
    page: int | None
    confidence: Decimal


@dataclass(frozen=True, slots=True)
class Tie:
    """One fact that ties ``a`` to ``b``: a flow, a signature, a part in a project.

    ``fact`` is the IRI of the node that states it: the flow, the membership, else the thing that ``a`` and ``b`` share.
    ``triples`` are the statements it rests on. ``amount`` is in ``currency``; ``first`` and ``last`` are years, ``None`` where the graph
    gives no date. ``about`` holds the things it concerns: project, agreement, programme.
    """

    network: Network
    a: str
    b: str
    fact: str
    triples: tuple[Triple, ...]
    role: str | None = None
    amount: Decimal | None = None
    currency: str | None = None
    status: str | None = None
    own: bool = False
    first: int | None = None
    last: int | None = None
    about: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything the analysis reads from a graph. ``passages`` are by the triple they state.

    ``quotes`` are what the graph itself keeps of passages, by text, start and end: some characters before, the passage, some after. They
    are read of an endpoint only, whose texts are not here.
    """

    things: Mapping[str, Thing]
    ties: tuple[Tie, ...]
    passages: Mapping[Triple, tuple[Passage, ...]]
    base: str = BASE
    kg: Path | None = None
    quotes: Mapping[tuple[str, int, int], tuple[str, str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, source: Path | str | ox.Store | Endpoint | Self) -> Self:
        """Read a knowledge graph by its folder or by the address of an endpoint, or what is open already.

        A reading is given back as it is. Raises `StoreError`.
        """
        if isinstance(source, cls):
            return source
        if isinstance(source, ox.Store):
            return cls._read(source, BASE, None)
        assert not isinstance(source, Reading)  # noqa: S101 - a class has no other reading than its own
        if isinstance(source, Endpoint):
            return replace(cls._read(source, source.base, None), quotes=_quotes(source))
        if is_address(source):
            with Endpoint.open(str(source)) as endpoint:
                return cls.of(endpoint)
        kg = Path(source)
        base = Manifest.read(current_version(kg)).base_iri
        return cls._read(read_into_memory(kg), base, kg)

    @classmethod
    def _read(cls, store: Source, base: str, kg: Path | None) -> Self:
        return cls(_things(store, base), tuple(_ties(store)), _passages(store), base, kg)

    def label(self, iri: str) -> str:
        """What a thing is called: its label, else the last part of its IRI."""
        thing = self.things.get(iri)
        return thing.label if thing else shorten(iri.removeprefix(self.base))

    def kind(self, iri: str) -> str | None:
        """What a thing is, or ``None`` where the graph does not say."""
        thing = self.things.get(iri)
        return thing.kind if thing else None

    def confidence(self, tie: Tie) -> Decimal:
        """How sure a tie is: the least sure of the statements it rests on, each as sure as its surest passage (1 without any)."""
        best = [max(p.confidence for p in self.passages[t]) for t in tie.triples if self.passages.get(t)]
        return min(best, default=Decimal(1))

    def units(self, tie: Tie) -> frozenset[str]:
        """The texts that tell a tie: parts of documents, or documents that have no parts."""
        return frozenset(passage.unit for triple in tie.triples for passage in self.passages.get(triple, ()))


def _select(store: Source, name: str) -> Iterator[Row]:
    """The rows of a question, unbound variables left out."""
    found = run(store, name)
    assert isinstance(found, ox.QuerySolutions)  # noqa: S101 - the questions of the network are SELECTs
    names = [variable.value for variable in found.variables]
    for solution in found:
        yield {name: _plain(solution[name]) for name in names if solution[name] is not None}


def _plain(term: Term) -> str:
    return term.value if isinstance(term, ox.NamedNode | ox.BlankNode | ox.Literal) else str(term)


_CLASSIFIED: Final = expand("fc:org-")
_KIND_OF_TYPE: Final = {
    expand(Class.PERSON): "person",
    expand(Class.COLLECTIVE): "collective",
    expand(Class.PROJECT): "project",
    expand(Class.PROGRAMME): "programme",
    expand(Class.AGREEMENT): "agreement",
    expand(Class.FINANCING_PLAN): "plan",
    expand(Class.PLACE): "territory",
}
_TRUE: Final = frozenset({"true", "1"})  # Virtuoso gives a number for what it computed to be true
_TYPES: Final = tuple(_KIND_OF_TYPE.values())


def _things(store: Source, base: str) -> dict[str, Thing]:
    """All actors and things, by IRI. Of several kinds the first by name counts, an actor's before a thing's."""
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    for row in _select(store, "network-actors"):
        rows[row["actor"]].append(row)
    for row in _select(store, "network-things"):
        rows[row["thing"]].append(row)
    return {iri: _thing(iri, found, base) for iri, found in sorted(rows.items())}


def _thing(iri: str, rows: list[Row], base: str) -> Thing:
    classified = sorted({row["kind"].removeprefix(_CLASSIFIED) for row in rows if "kind" in row})
    types = {_KIND_OF_TYPE[row["type"]] for row in rows if row["type"] in _KIND_OF_TYPE}
    kind = classified[0] if classified else next((word for word in _TYPES if word in types), None)
    return Thing(
        iri=iri,
        label=next((row["label"] for row in rows if "label" in row), iri.removeprefix(base)),
        kind=kind,
        public=any(row.get("public") in _TRUE for row in rows),
        places=frozenset(row[name] for row in rows for name in ("territory", "place") if name in row),
        wholes=frozenset(row[name] for row in rows for name in ("programme", "whole") if name in row),
        code=next((row["code"] for row in rows if "code" in row), None),
    )


def _year(row: Row, *names: str) -> int | None:
    """The year of the first of these that is given and begins with one."""
    found = next((row[name][:4] for name in names if row.get(name, "")[:4].isdigit()), None)
    return int(found) if found else None


def _ties(store: Source) -> Iterator[Tie]:
    yield from _flows(store, "network-funding", Network.FUNDING)
    yield from _flows(store, "network-cofunding", Network.COFUNDING)
    signed, member, spatial = expand(Property.SIGNED_BY), expand(Property.MEMBER_OF), expand(Property.SPATIAL)
    for row in _unique(_select(store, "network-signatures")):
        first, last = _year(row, "signed", "begins"), _year(row, "ends", "signed", "begins")
        yield Tie(
            Network.SIGNATURE,
            row["a"],
            row["b"],
            row["b"],
            ((row["b"], signed, row["a"]),),
            role="signatory",
            first=first,
            last=max(first, last) if first and last else first,
            about=frozenset({row["b"]}),
        )
    for row in _select(store, "network-memberships"):
        triple = (row["a"], member, row["b"])
        yield Tie(Network.MEMBERSHIP, row["a"], row["b"], row["b"], (triple,), role="member")
    for row in _unique(_select(store, "network-projects")):
        fact, first = row.get("fact"), _year(row, "year", "begins")
        yield Tie(
            Network.PROJECT,
            row["a"],
            row["b"],
            fact or row["b"],
            _role_triples(row["role"], row["a"], row["b"], fact),
            role=row["role"],
            first=first,
            last=_year(row, "ends", "year", "begins") or first,
            about=frozenset({row["b"]}),
        )
    for row in _select(store, "network-territories"):
        fact, item = row.get("fact"), row.get("item")
        ground = ((item or row["a"], spatial, row["b"]),)
        held = item if row["role"] != "funder" else None
        triples = (
            ground if row["role"] == "ground" else (*ground, *_role_triples(row["role"], row["a"], held or "", fact))
        )
        about = frozenset({item} if item else ())
        yield Tie(
            Network.TERRITORY, row["a"], row["b"], fact or item or row["a"], triples, role=row["role"], about=about
        )
    for row in _select(store, "network-persons"):
        fact = row.get("fact")
        yield Tie(
            Network.PERSON,
            row["a"],
            row["b"],
            fact or row["b"],
            _person_triples(row["role"], row["a"], row["b"], fact),
            role=row["role"],
        )


def _unique(rows: Iterator[Row]) -> Iterator[Row]:
    """The first row of each actor, thing, role and fact: a second date of one agreement makes no second tie."""
    seen: set[tuple[str | None, ...]] = set()
    for row in rows:
        key = tuple(row.get(name) for name in ("a", "b", "role", "fact"))
        if key not in seen:
            seen.add(key)
            yield row


def _flows(store: Source, name: str, network: Network) -> Iterator[Tie]:
    """Flows of money, a tie for each funder and what it funds; the year is the budget's, else that of the period, else of the decision."""
    rows: defaultdict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in _select(store, name):
        rows[row["fact"], row["a"], row["b"]].append(row)
    funder, other = (
        expand(Property.FUNDER),
        expand(Property.BENEFICIARY if network is Network.FUNDING else Property.FUNDED_ITEM),
    )
    amount_ = expand(Property.AMOUNT)
    for (fact, a, b), found in sorted(rows.items()):
        row = found[0]
        amount = Decimal(row["amount"]) if "amount" in row else None
        first = _year(row, "year", "begins", "ends", "decided")
        last = _year(row, "year", "ends", "begins", "decided")
        about = {each[key] for each in found for key in ("item", "agreement", "scheme") if key in each}
        said = [(fact, amount_, row["amount"])] if amount is not None else []
        triples = [*said, (fact, other, b), (fact, funder, a)]
        yield Tie(
            network,
            a,
            b,
            fact,
            tuple(triples),
            role="funder",
            amount=amount,
            currency=row.get("currency", "EUR"),
            status=shorten(row["status"]).removeprefix("fc:status-") if "status" in row else None,
            own=a == b or row.get("nature") == expand(Code.NATURE_SELF),
            first=first,
            last=max(first, last) if first and last else first,
            about=frozenset(about | ({b} if network is Network.COFUNDING else set())),
        )


def _role_triples(role: str, actor: str, thing: str, fact: str | None) -> tuple[Triple, ...]:
    """What says that an actor has this role in a project: the property itself, or the flow's."""
    if role == "owner":
        return ((thing, expand(Property.PROJECT_OWNER), actor),)
    if role == "partner":
        return ((thing, expand(Property.PARTNER), actor),)
    side = Property.FUNDER if role == "funder" else Property.BENEFICIARY
    item = ((fact or "", expand(Property.FUNDED_ITEM), thing),) if thing else ()
    return ((fact or "", expand(side), actor), *item)


def _person_triples(role: str, person: str, body: str, fact: str | None) -> tuple[Triple, ...]:
    if role == "post":
        return ((fact or "", expand(Property.MEMBER), person), (fact or "", expand(Property.ORGANISATION), body))
    if role == "signature":
        return ((fact or "", expand(Property.REPRESENTED_BY), person), (fact or "", expand(Property.AGENT), body))
    return ((person, expand(Property.MEMBER_OF), body),)


def _passages(store: Source) -> dict[Triple, tuple[Passage, ...]]:
    found: defaultdict[Triple, list[Passage]] = defaultdict(list)
    for row in _select(store, "network-evidence"):
        found[row["subject"], row["property"], row["value"]].append(
            Passage(
                file=row["file"],
                text=row["text"],
                unit=row.get("part", row["document"]),
                start=int(row["start"]),
                end=int(row["end"]),
                page=int(row["page"]) if "page" in row else None,
                confidence=Decimal(row["confidence"]),
            )
        )
    return {
        triple: tuple(sorted(set(passages), key=lambda p: (-p.confidence, p.file, p.start)))
        for triple, passages in found.items()
    }


_QUOTES: Final = """
SELECT ?text ?start ?end ?prefix ?exact ?suffix WHERE { GRAPH ?graph {
  ?span oa:hasSource/filon:sha256 ?text ; oa:hasSelector ?position , ?quote . ?position oa:start ?start ; oa:end ?end . ?quote oa:exact ?exact .
  OPTIONAL { ?quote oa:prefix ?prefix } OPTIONAL { ?quote oa:suffix ?suffix }
} }"""


def _quotes(store: Source) -> dict[tuple[str, int, int], tuple[str, str, str]]:
    rows = _select(store, _QUOTES)
    return {
        (row["text"], int(row["start"]), int(row["end"])): (row.get("prefix", ""), row["exact"], row.get("suffix", ""))
        for row in rows
    }
