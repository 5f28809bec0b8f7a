"""The national table of grants: SCDL «subventions», version 2.1.1 (https://schema.data.gouv.fr/scdl/subventions/).

A row is a grant and one of its beneficiaries. Every value is one that the documents say; nothing is put in because the table wants it:

* ``dateConvention`` is the day the convention was signed, not that of the vote;
* ``nature`` is the grant's `filon:nature`;
* ``conditionsVersement`` is ``échelonné`` where there are two instalments or more, ``unique`` where one instalment is the whole;
* ``datesPeriodeVersement`` runs from the first to the last day of the instalments, all of which must be dated;
* ``pourcentageSubvention`` is 1 for one beneficiary, else the share that its instalments make of the whole;
* ``notificationUE`` is ``non`` where the convention itself was read and speaks of no *de minimis* aid: who gives such aid must
  say so to the beneficiary in writing and name the regulation (règlement 1407/2013, art. 6 § 1, and those before and after it).

A grant that lacks a required value is apart, with all reasons. ``idRAE`` and ``dispositifAide`` are never known, and empty.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any, Final

from filon.exchange.grants import Grant, Party, Reason, doubts
from filon.exchange.nodes import Paper, told_by
from filon.exchange.rows import Apart
from filon.terms import Value

SCHEMA: Final = Path(__file__).parent / "data" / "scdl-subventions-2.1.1.json"
_RNA: Final = re.compile(r"W\d{9}")
_NATURES: Final = {"nature-cash": "aide en numéraire", "nature-inkind": "aide en nature"}
_DE_MINIMIS: Final = re.compile(r"de\s+minimis|1407/2013|2023/2831|1998/2006|360/2012|2023/2832", re.IGNORECASE)
_LONGEST: Final = 256
_CONVENTION: Final = "genre-convention"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table and the grant it comes from."""

    grant: str
    cells: dict[str, Value]


def fields() -> tuple[str, ...]:
    """The names of the table's columns, in its order."""
    return tuple(each["name"] for each in schema()["fields"])


def schema() -> dict[str, Any]:
    """The table as a Table Schema (https://specs.frictionlessdata.io/table-schema/): types, patterns, enumerations, what is required."""
    found: dict[str, Any] = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return found


def table(
    grants: tuple[Grant, ...], text: Callable[[str], str], papers: Mapping[str, Paper], labels: Mapping[str, str]
) -> tuple[tuple[Row, ...], tuple[Apart, ...]]:
    """The rows, and the grants that cannot make one. ``text`` gives a document's text by its SHA-256, ``labels`` the names of codes.

    The amounts of the grants in the rows and of those apart, each grant once, add up to those of all ``grants``.
    """
    rows: list[Row] = []
    apart: list[Apart] = []
    for grant in grants:
        aid = _state_aid(grant, text)
        reasons = tuple(dict.fromkeys((*doubts(grant), *_lacking(grant, aid))))
        made = list(_rows(grant, aid))
        if reasons:
            known = {"status": labels.get(grant.status, grant.status), "documents": told_by(grant.origins, papers)}
            apart += [Apart(grant.iri, grant.label, reasons, {**row.cells, **known}) for row in made]
        else:
            rows += made
    return tuple(rows), tuple(apart)


def _lacking(grant: Grant, aid: str | None) -> Iterator[Reason]:
    """The required values that are not known."""
    needed = (
        (len(grant.funders) > 1, Reason.JOINT),
        (any(party.siret is None for party in grant.funders), Reason.FUNDER_NUMBER),
        (grant.signed is None, Reason.SIGNED),
        (any(not party.siret and not _rna(party) for party in grant.beneficiaries), Reason.BENEFICIARY_NUMBER),
        (grant.purpose is None, Reason.PURPOSE),
        (grant.currency != "EUR", Reason.CURRENCY),
        (grant.nature not in _NATURES, Reason.NATURE),
        (_conditions(grant) is None, Reason.CONDITIONS),
        (_payment(grant) is None, Reason.PAYMENT_DATES),
        (bool(grant.beneficiaries) and _too_small(grant), Reason.SHARES),
        (aid is None, Reason.STATE_AID),
    )
    yield from (reason for lacks, reason in needed if lacks)


def _state_aid(grant: Grant, text: Callable[[str], str]) -> str | None:
    """``non`` where the convention was read and does not speak of such aid; never ``oui``, for it may speak of another."""
    conventions = {origin.text for origin in grant.origins if origin.genre == _CONVENTION}
    return "non" if conventions and not any(_DE_MINIMIS.search(text(digest)) for digest in conventions) else None


def _rows(grant: Grant, aid: str | None) -> Iterator[Row]:
    """The grant as rows, one for each beneficiary, empty where nothing is known."""
    funder = grant.funders[0] if len(grant.funders) == 1 else None
    for party in grant.beneficiaries or (None,):
        values: dict[str, Value] = {
            "nomAttribuant": " + ".join(each.name for each in grant.funders) or None,
            "idAttribuant": funder.siret if funder else None,
            "dateConvention": grant.signed,
            "referenceDecision": grant.decision,
            "nomBeneficiaire": party.name if party else None,
            "idBeneficiaire": party.siret if party else None,
            "rnaBeneficiaire": _rna(party) if party else None,
            "objet": _shortened(grant.purpose),
            "montant": grant.amount,
            "nature": _NATURES.get(grant.nature or ""),
            "conditionsVersement": _conditions(grant),
            "datesPeriodeVersement": _payment(grant),
            "idRAE": None,
            "notificationUE": aid,
            "pourcentageSubvention": _percentage(grant, party),
            "dispositifAide": None,
        }
        yield Row(grant.iri, values)


def _rna(party: Party) -> str | None:
    return party.rna if party.rna and _RNA.fullmatch(party.rna) else None


def _shortened(purpose: str | None) -> str | None:
    """The purpose in at most 256 characters, cut after a word."""
    words = " ".join((purpose or "").split())
    if len(words) <= _LONGEST:
        return words or None
    return words[: _LONGEST - 1].rsplit(" ", 1)[0] + "…"


def _conditions(grant: Grant) -> str | None:
    if len(grant.instalments) > 1:
        return "échelonné"
    if len(grant.instalments) == 1:
        (part,) = grant.instalments
        return "unique" if part.amount == grant.amount or part.share == 1 else None
    return None


def _payment(grant: Grant) -> str | None:
    """The day of payment, or the period (ISO 8601, both ends), where every instalment is dated."""
    firsts = [part.first for part in grant.instalments if part.first]
    lasts = [part.last for part in grant.instalments if part.last]
    if not grant.instalments or not len(firsts) == len(lasts) == len(grant.instalments):
        return None
    first, last = min(firsts), max(lasts)
    return first.isoformat() if first == last else f"{first.isoformat()}/{last.isoformat()}"


def _percentage(grant: Grant, party: Party | None) -> Decimal | None:
    if grant.shares is None or party is None:
        return None
    share = grant.shares[party.iri].quantize(Decimal("0.0001"), ROUND_HALF_UP)
    return share.quantize(Decimal("0.01")) if share == share.quantize(Decimal("0.01")) else share


def _too_small(grant: Grant) -> bool:
    """Whether the shares are unknown, or less than the hundredth that the table can say."""
    return any((_percentage(grant, party) or Decimal(0)) < Decimal("0.01") for party in grant.beneficiaries)
