"""The grants of a graph as the exchange formats need them: who gives what to whom, by which act and convention.

A grant is a `filon:Funding` that was given: ``awarded``, ``contracted`` or ``paid``. One that is only ``reported`` was given too, say a
report or a table, but nothing that gives it was read. Plan lines, proposals, requests, refusals and a body's own spending are no grants.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeVar

from stdnum.fr import siren, siret

from filon.exchange.nodes import Node, Origin, nodes, origins
from filon.queries import Source
from filon.vocab import Class, Property

_T = TypeVar("_T")

GIVEN: Final = ("status-awarded", "status-contracted", "status-paid")
TOLD: Final = (*GIVEN, "status-reported")
"""The states of the fundings that `grants` reads."""


class Reason(StrEnum):
    """Why a grant, or a thing, cannot stand in a format; the sentences are in ``data/words.toml``."""

    REPORTED = "reported"
    ENVELOPE = "envelope"
    OWN = "own"
    LOAN = "loan"
    FEE = "fee"
    NATURE = "nature"
    APPROXIMATE = "approximate"
    CEILING = "ceiling"
    FLOOR = "floor"
    YEARLY = "yearly"
    AMOUNT = "amount"
    CURRENCY = "currency"
    NO_FUNDER = "no-funder"
    JOINT = "joint"
    NO_BENEFICIARY = "no-beneficiary"
    COLLECTIVE = "collective"
    COLLECTIVE_FUNDER = "collective-funder"
    PERSON = "person"
    NO_BODY = "no-body"
    SHARES = "shares"
    FUNDER_NUMBER = "funder-number"
    BENEFICIARY_NUMBER = "beneficiary-number"
    SIGNED = "signed"
    PURPOSE = "purpose"
    CONDITIONS = "conditions"
    PAYMENT_DATES = "payment-dates"
    STATE_AID = "state-aid"
    AWARD_DATE = "award-date"
    PLANNED = "planned"
    SPENDING = "spending"
    NO_SCHEMA = "no-schema"


@dataclass(frozen=True, slots=True)
class Party:
    """Who gives or gets. Numbers are those whose check digits are right; ``None`` also where documents give several.

    ``body`` is false for what is no agent: documents also say that a place or a programme gets or gives.
    """

    iri: str
    name: str
    siren: str | None = None
    siret: str | None = None
    rna: str | None = None
    kind: str | None = None
    person: bool = False
    collective: bool = False
    public: bool = False
    body: bool = True


@dataclass(frozen=True, slots=True)
class Instalment:
    """A part of a grant and when it is paid: the first and last day that the text leaves open."""

    amount: Decimal | None
    share: Decimal | None
    first: date | None
    last: date | None
    beneficiaries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Grant:
    """A grant: ``decided`` is the day of its act, ``signed`` that of its convention; ``shares`` each beneficiary's fraction, where known.

    ``envelope``: parts of it are grants of their own, each with its beneficiary.
    """

    iri: str
    label: str
    status: str
    amount: Decimal | None
    currency: str
    funders: tuple[Party, ...]
    beneficiaries: tuple[Party, ...]
    nature: str | None = None
    precision: str | None = None
    yearly: bool = False
    envelope: bool = False
    purpose: str | None = None
    first: date | None = None
    last: date | None = None
    decision: str | None = None
    decided: date | None = None
    signed: date | None = None
    instalments: tuple[Instalment, ...] = ()
    shares: Mapping[str, Decimal] | None = None
    projects: tuple[tuple[str, str], ...] = ()
    programmes: tuple[tuple[str, str], ...] = ()
    agreements: tuple[str, ...] = ()
    origins: tuple[Origin, ...] = ()


def grants(source: Source) -> tuple[Grant, ...]:
    """The fundings that were given or are told as given, by IRI."""
    fundings = nodes(source, Class.FUNDING)
    told = {iri: node for iri, node in fundings.items() if node.code(Property.STATUS) in TOLD}
    envelopes = {whole for node in told.values() for whole in node.iris(Property.IS_PART_OF)}
    reader = _Reader(
        parties(source),
        nodes(source, Class.ACT),
        nodes(source, Class.AGREEMENT),
        nodes(source, Class.INSTALMENT),
        {**nodes(source, Class.PLACE), **nodes(source, Class.PROJECT), **nodes(source, Class.PROGRAMME)},
        origins(source),
    )
    return tuple(replace(reader.grant(node), envelope=iri in envelopes) for iri, node in told.items())


def parties(source: Source) -> dict[str, Party]:
    """Everyone who can give or get, by IRI."""
    found: dict[str, Party] = {}
    for name in (Class.ORGANISATION, Class.COLLABORATION, Class.COLLECTIVE, Class.PERSON):
        for iri, node in nodes(source, name).items():
            known = found.get(iri)
            party = Party(
                iri,
                node.text(Property.LABEL) or iri,
                _only(value for value in node.iris(Property.SIREN) if siren.is_valid(value)),
                _only(value for value in node.iris(Property.SIRET) if siret.is_valid(value)),
                _only(node.iris(Property.RNA)),
                node.code(Property.CLASSIFICATION),
                person=node.is_a(Class.PERSON),
                collective=node.is_a(Class.COLLECTIVE),
                public=node.is_a(Class.PUBLIC_ORGANISATION),
            )
            found[iri] = known or party
    return found


def doubts(grant: Grant) -> tuple[Reason, ...]:
    """What speaks against publishing a grant as one that was given, with this amount, by this funder to these beneficiaries."""
    kinds = {"nature-self": Reason.OWN, "nature-loan": Reason.LOAN, "nature-fee": Reason.FEE}
    exactness = {
        "precision-approximate": Reason.APPROXIMATE,
        "precision-max": Reason.CEILING,
        "precision-min": Reason.FLOOR,
    }
    own = {party.iri for party in grant.funders} & {party.iri for party in grant.beneficiaries}
    said = (
        (grant.status not in GIVEN, Reason.REPORTED),
        (grant.envelope, Reason.ENVELOPE),
        (bool(own), Reason.OWN),
        (grant.nature in kinds, kinds.get(grant.nature or "", Reason.NATURE)),
        (grant.amount is None, Reason.AMOUNT),
        (grant.precision in exactness, exactness.get(grant.precision or "", Reason.APPROXIMATE)),
        (grant.yearly, Reason.YEARLY),
        (not grant.funders, Reason.NO_FUNDER),
        (any(party.collective for party in grant.funders), Reason.COLLECTIVE_FUNDER),
        (not grant.beneficiaries, Reason.NO_BENEFICIARY),
        (any(party.collective for party in grant.beneficiaries), Reason.COLLECTIVE),
        (any(party.person for party in grant.beneficiaries), Reason.PERSON),
        (not all(party.body for party in (*grant.funders, *grant.beneficiaries)), Reason.NO_BODY),
    )
    return tuple(dict.fromkeys(reason for holds, reason in said if holds))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Looks up what a funding points at."""

    parties: Mapping[str, Party]
    acts: Mapping[str, Node]
    agreements: Mapping[str, Node]
    instalments: Mapping[str, Node]
    things: Mapping[str, Node]
    origins: Mapping[str, tuple[Origin, ...]]

    def grant(self, node: Node) -> Grant:
        agreements = [self.agreements[iri] for iri in node.iris(Property.UNDER_AGREEMENT) if iri in self.agreements]
        decisions = node.iris(Property.DECIDED_BY) or tuple(
            iri for agreement in agreements for iri in agreement.iris(Property.DECIDED_BY)
        )
        acts = [self.acts[iri] for iri in decisions if iri in self.acts]
        parts = [self.instalments[iri] for iri in node.iris(Property.INSTALMENT) if iri in self.instalments]
        projects = self._named(node, Property.FUNDED_ITEM)
        amount = node.number(Property.AMOUNT)
        instalments = tuple(_instalment(part) for part in parts)
        beneficiaries = self._parties(node, Property.BENEFICIARY)
        first, last = _days(node)
        return Grant(
            node.iri,
            node.text(Property.LABEL) or node.iri,
            node.code(Property.STATUS) or "",
            amount,
            node.text(Property.CURRENCY) or "",
            self._parties(node, Property.FUNDER),
            beneficiaries,
            nature=node.code(Property.NATURE),
            precision=node.code(Property.PRECISION),
            yearly=node.code(Property.FREQUENCY) is not None,
            purpose=node.text(Property.DESCRIPTION) or next((name for _, name in projects), None),
            first=first,
            last=last,
            decision=_only(act.text(Property.ID_LOCAL) for act in acts),
            decided=_only(act.day(Property.DATE_DOCUMENT) for act in acts),
            signed=_only(agreement.day(Property.DATE) for agreement in agreements),
            instalments=instalments,
            shares=_shares(amount, beneficiaries, instalments),
            projects=projects,
            programmes=self._named(node, Property.PROGRAMME),
            agreements=tuple(agreement.iri for agreement in agreements),
            origins=self.origins.get(node.iri, ()),
        )

    def _parties(self, node: Node, name: Property) -> tuple[Party, ...]:
        return tuple(self.parties.get(iri) or Party(iri, self._name(iri) or iri, body=False) for iri in node.iris(name))

    def _named(self, node: Node, name: Property) -> tuple[tuple[str, str], ...]:
        found = [(iri, self._name(iri)) for iri in node.iris(name)]
        return tuple((iri, label) for iri, label in found if label)

    def _name(self, iri: str) -> str | None:
        return self.things[iri].text(Property.LABEL) if iri in self.things else None


def _instalment(node: Node) -> Instalment:
    first, last = _days(node)
    beneficiaries = node.iris(Property.BENEFICIARY)
    return Instalment(node.number(Property.AMOUNT), node.number(Property.SHARE), first, last, beneficiaries)


def _days(node: Node) -> tuple[date | None, date | None]:
    """The first and last day of what a node says of its time: its bounds, else its budget year."""
    first, last = node.day(Property.START_DATE), node.day(Property.END_DATE)
    year = node.number(Property.BUDGET_YEAR)
    if year is not None and not first and not last:
        return date(int(year), 1, 1), date(int(year), 12, 31)
    return first, last


def _shares(
    amount: Decimal | None, beneficiaries: Iterable[Party], instalments: Iterable[Instalment]
) -> Mapping[str, Decimal] | None:
    """Each beneficiary's fraction of a grant: all of it for one; of several, only where instalments of one each add up to the whole."""
    iris = [party.iri for party in beneficiaries]
    if len(iris) == 1:
        return {iris[0]: Decimal(1)}
    sums: dict[str, Decimal] = dict.fromkeys(iris, Decimal(0))
    for part in instalments:
        if len(part.beneficiaries) != 1 or part.beneficiaries[0] not in sums or part.amount is None:
            return None
        sums[part.beneficiaries[0]] += part.amount
    if not amount or sum(sums.values()) != amount or not all(sums.values()):
        return None
    return {iri: found / amount for iri, found in sums.items()}


def _only(values: Iterable[_T | None]) -> _T | None:
    """The one value that there is; ``None`` for none and for several, between which nothing decides."""
    found = {value for value in values if value is not None}
    return found.pop() if len(found) == 1 else None
