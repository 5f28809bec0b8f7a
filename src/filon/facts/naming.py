"""IRIs of flows: from who, whom, what for, when and phase; never from the amount, which sources disagree on."""

from __future__ import annotations

from collections.abc import Iterable

from filon.facts.flow import Flow
from filon.facts.iris import digest, name_of
from filon.facts.tellings import Telling


def name(flows: Iterable[Flow]) -> None:
    """Give every flow its IRI. Where the key does not tell two apart, or nothing says what for, the place of the first telling does."""
    taken: set[str] = set()
    for flow in sorted(flows, key=_first_place):
        subject = flow.project or " ".join(sorted(flow.best.words))
        key: tuple[object, ...] = (flow.funders, flow.beneficiaries, subject, flow.years, flow.phase)
        kind = "expenditure" if flow.spent else "funding"
        iri = f"{kind}/{_readable(flow)}-{digest(*key)}"
        if not subject or iri in taken:
            first = min(flow.tellings, key=_place)
            iri = f"{kind}/{_readable(flow)}-{digest(*key, first.source.document.sha256, first.amount.start)}"
        taken.add(iri)
        flow.iri = iri


def _place(telling: Telling) -> tuple[str, int]:
    return telling.source.name, telling.amount.start


def _first_place(flow: Flow) -> tuple[str, int]:
    return min(map(_place, flow.tellings))


def _readable(flow: Flow) -> str:
    names = [name_of(iri[0]) for iri in (flow.funders, flow.beneficiaries) if iri]
    return "-".join([*names, str(flow.years[1])] if flow.years else names) or "anonyme"
