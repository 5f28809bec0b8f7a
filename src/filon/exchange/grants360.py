"""360Giving, version 1.4 (https://standard.threesixtygiving.org/): a package of grants as JSON.

A grant's identifier is its IRI, which is unique in the world; a prefix of 360Giving is the publisher's to register. Bodies are
identified by their SIREN (``FR-INSEE-…``, the list of org-id.guide), else by their IRI. ``awardDate`` is the day of the act that
decides the grant, else that on which its agreement was signed; ``plannedDates`` the time the money is for.

The standard has no number that is not exact, no one who is not named, and natural persons are not named in it: such grants are apart.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from filon.exchange.grants import Grant, Party, Reason, doubts
from filon.exchange.nodes import Paper, told_by
from filon.exchange.rows import Apart
from filon.terms import Value

VERSION: Final = "1.4"
_TITLE: Final = 139  # «should be under 140 characters long»
_CURRENCIES: Final = ("EUR",)  # the franc is kept as printed, and is in no list of current currencies


@dataclass(frozen=True, slots=True)
class Package:
    """What one file holds, and the grants that cannot stand in it."""

    grants: tuple[Mapping[str, Any], ...]
    apart: tuple[Apart, ...]

    def encode(self) -> bytes:
        """The package as JSON in UTF-8."""
        package = {"version": VERSION, "grants": self.grants}
        return (json.dumps(package, ensure_ascii=False, indent=1) + "\n").encode("utf-8")


def package(grants: tuple[Grant, ...], papers: Mapping[str, Paper], labels: Mapping[str, str]) -> Package:
    """The grants that 360Giving can hold, and those apart with their reasons; ``labels`` are the names of codes."""
    held: list[Mapping[str, Any]] = []
    apart: list[Apart] = []
    for grant in grants:
        reasons = tuple(dict.fromkeys((*doubts(grant), *_lacking(grant))))
        if reasons:
            known: dict[str, Value] = {
                "amount": grant.amount,
                "currency": grant.currency,
                "status": labels.get(grant.status, grant.status),
                "documents": told_by(grant.origins, papers),
            }
            apart.append(Apart(grant.iri, grant.label, reasons, known))
        else:
            held.append(_grant(grant, papers))
    return Package(tuple(held), tuple(apart))


def _lacking(grant: Grant) -> tuple[Reason, ...]:
    needed = (
        (grant.purpose is None, Reason.PURPOSE),
        (grant.currency not in _CURRENCIES, Reason.CURRENCY),
        (grant.decided is None and grant.signed is None, Reason.AWARD_DATE),
        (grant.nature != "nature-cash", Reason.NATURE),
    )
    return tuple(reason for lacks, reason in needed if lacks)


def _grant(grant: Grant, papers: Mapping[str, Paper]) -> Mapping[str, Any]:
    """The required fields, then those that are known."""
    awarded = grant.decided or grant.signed
    found: dict[str, Any] = {
        "id": grant.iri,
        "title": _cut(grant.label),
        "description": grant.purpose,
        "currency": grant.currency,
        "amountAwarded": _number(grant.amount),
        "awardDate": awarded.isoformat() if awarded else None,
        "fundingOrganization": [_organisation(party) for party in grant.funders],
        "recipientOrganization": [_organisation(party) for party in grant.beneficiaries],
    }
    dates = {"startDate": grant.first, "endDate": grant.last}
    if any(dates.values()):
        found["plannedDates"] = [{name: day.isoformat() for name, day in dates.items() if day}]
    if grant.programmes:
        found["grantProgramme"] = [{"code": iri, "title": name} for iri, name in grant.programmes]
    if grant.projects:
        found["relatedActivity"] = [iri for iri, _ in grant.projects]
    documents = [papers[iri] for iri in sorted({origin.document for origin in grant.origins}) if iri in papers]
    if documents:
        found["relatedDocument"] = [{"id": paper.iri, "title": paper.title} for paper in documents]
    return found


def _organisation(party: Party) -> Mapping[str, Any]:
    number = party.siren or (party.siret[:9] if party.siret else None)
    return {"id": f"FR-INSEE-{number}" if number else party.iri, "name": party.name}


def _number(amount: Decimal | None) -> int | float | None:
    """An amount as a JSON number: euros and cents come back as they are."""
    if amount is None:
        return None
    return int(amount) if amount == amount.to_integral_value() else float(amount)


def _cut(title: str) -> str:
    return title if len(title) <= _TITLE else title[: _TITLE - 1].rsplit(" ", 1)[0] + "…"
