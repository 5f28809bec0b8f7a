"""FollowTheMoney (https://followthemoney.tech/): a graph as entities in JSON Lines, each with the documents that tell of it.

An identifier is the SHA-1 of the IRI, which ``sourceUrl`` gives. What becomes what:

* bodies: ``PublicBody``, ``Company``, else ``Organization``; persons: ``Person``; source files: ``Document``; agreements: ``Contract``;
* projects: ``Project``; their owners and partners: ``ProjectParticipant``; who signs an agreement: ``UnknownLink``;
* posts: ``Occupancy`` of a ``Position`` in a public body, ``Directorship`` for those who lead another, else ``Membership``;
  members: ``Membership``; who signs for a body: ``Representation``;
* grants: ``Payment``. The model knows no state before payment, so ``summary`` says which it is (attribué, conventionné, versé …),
  and how exact the amount.

What has no counterpart there is apart: parties named as a class, programmes, places, acts, instalments, plans and their lines, own
spending, sums without a payee.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from filon.exchange.grants import Grant, Party, Reason, doubts, grants, parties
from filon.exchange.nodes import Node, Origin, code_labels, nodes, origins, papers, ties
from filon.exchange.rows import Apart, written
from filon.queries import Source
from filon.vocab import Class, Property, expand

_LEADING: Final = ("president", "vice-president", "director", "secretary", "treasurer")
_UNPAYABLE: Final = (
    *(
        Reason.NO_FUNDER,
        Reason.COLLECTIVE_FUNDER,
        Reason.NO_BENEFICIARY,
        Reason.COLLECTIVE,
        Reason.NO_BODY,
        Reason.ENVELOPE,
    ),
    Reason.OWN,
)


@dataclass(frozen=True, slots=True)
class Entity:
    """An entity: the model's schema, and its properties, all of them lists of text."""

    id: str
    schema: str
    properties: Mapping[str, tuple[str, ...]]

    def encode(self) -> str:
        """The entity as a line of JSON."""
        known = {name: list(values) for name, values in self.properties.items() if values}
        return json.dumps({"id": self.id, "schema": self.schema, "properties": known}, ensure_ascii=False)


def identifier(*parts: str) -> str:
    """The identifier of what these IRIs or names make up."""
    return hashlib.sha1("\x1f".join(parts).encode("utf-8"), usedforsecurity=False).hexdigest()


def entities(source: Source, language: str = "fr") -> tuple[tuple[Entity, ...], tuple[Apart, ...]]:
    """The entities, in the order of their schemata and identifiers, and what is apart. ``language``: that of roles and states."""
    projects = nodes(source, Class.PROJECT)
    writer = _Writer(parties(source), projects, origins(source), ties(source), code_labels(source, language))
    made = [
        *writer.documents(source),
        *writer.bodies(source),
        *writer.projected(),
        *writer.agreements(source),
        *writer.posts(source),
        *writer.payments(grants(source)),
    ]
    return tuple(_merged(made)), tuple(_apart(source, writer))


def _merged(made: Iterable[Entity]) -> Iterator[Entity]:
    """Each entity once: a post that several persons hold, told by several documents, has all their values."""
    found: dict[tuple[str, str], dict[str, set[str]]] = {}
    for entity in made:
        known = found.setdefault((entity.schema, entity.id), {})
        for name, values in entity.properties.items():
            known.setdefault(name, set()).update(values)
    for (schema, id_), known in sorted(found.items()):
        yield Entity(id_, schema, {name: tuple(sorted(values)) for name, values in known.items()})


def encode(found: Iterable[Entity]) -> bytes:
    """The entities as JSON Lines in UTF-8."""
    return "".join(f"{entity.encode()}\n" for entity in found).encode("utf-8")


def _apart(source: Source, writer: _Writer) -> Iterator[Apart]:
    """What the model has no place for."""
    kinds = (
        (Class.COLLECTIVE, Reason.COLLECTIVE),
        (Class.PROGRAMME, Reason.NO_SCHEMA),
        (Class.PLACE, Reason.NO_SCHEMA),
        (Class.FINANCING_PLAN, Reason.NO_SCHEMA),
        (Class.COST, Reason.NO_SCHEMA),
        (Class.INSTALMENT, Reason.NO_SCHEMA),
        (Class.BUDGET_LINE, Reason.NO_SCHEMA),
        (Class.ACT, Reason.NO_SCHEMA),
        (Class.EXPENDITURE, Reason.SPENDING),
    )
    for kind, reason in kinds:
        for iri, node in nodes(source, kind).items():
            if not node.is_a(Class.AGREEMENT):
                yield Apart(iri, node.text(Property.LABEL) or iri, (reason,), _known(node))
    given = {grant.iri: grant for grant in grants(source)}
    for iri, node in nodes(source, Class.FUNDING).items():
        reasons = writer.unpayable(given[iri]) if iri in given else (Reason.PLANNED,)
        if reasons:
            yield Apart(iri, node.text(Property.LABEL) or iri, reasons, _known(node))


def _known(node: Node) -> Mapping[str, Any]:
    return {"kind": node.iris(Property.TYPE)[0].rpartition("#")[2], "amount": node.number(Property.AMOUNT)}


@dataclass(frozen=True, slots=True)
class _Writer:
    """Makes entities of things; each is given the documents that tell of it."""

    parties: Mapping[str, Party]
    projects: Mapping[str, Node]
    origins: Mapping[str, tuple[Origin, ...]]
    ties: Mapping[tuple[str, str, str], tuple[str, ...]]
    labels: Mapping[str, str]

    def documents(self, source: Source) -> Iterator[Entity]:
        for paper in papers(source).values():
            known = {"fileName": (paper.file,), "title": (paper.title,), "sourceUrl": (paper.iri,)}
            yield Entity(identifier(paper.iri), "Document", {**known, "mimeType": _some(paper.media_type)})

    def bodies(self, source: Source) -> Iterator[Entity]:
        aliases: dict[str, tuple[str, ...]] = {}
        for kind in (Class.ORGANISATION, Class.COLLABORATION, Class.PERSON):
            aliases |= {iri: node.iris(Property.ALT_LABEL) for iri, node in nodes(source, kind).items()}
        for iri, party in self.parties.items():
            if party.collective:
                continue
            known = {"name": (party.name,), "alias": aliases.get(iri, ())}
            if not party.person:
                known |= {"registrationNumber": _some(party.siren), "idNumber": _some(party.siret, party.rna)}
                known |= {"classification": _some(self.labels.get(party.kind or ""))}
                known |= {"country": ("fr",) if party.siren or party.siret or party.rna else ()}
            yield self._entity(iri, _schema(party), known)

    def projected(self) -> Iterator[Entity]:
        for iri, node in self.projects.items():
            yield self._entity(iri, "Project", {"name": _some(node.text(Property.LABEL)), **_dates(node)})
            for name, role in ((Property.PROJECT_OWNER, "role-owner"), (Property.PARTNER, "role-partner")):
                for party in self._named(node.iris(name)):
                    ends = {"project": (identifier(iri),), "participant": (identifier(party.iri),)}
                    yield self._link(iri, name, party.iri, "ProjectParticipant", {**ends, "role": self._word(role)})

    def agreements(self, source: Source) -> Iterator[Entity]:
        shares = nodes(source, Class.PARTICIPATION)
        for iri, node in nodes(source, Class.AGREEMENT).items():
            known = {"title": _some(node.text(Property.LABEL)), "name": _some(node.text(Property.LABEL))}
            known |= {
                "contractDate": _some(written(node.day(Property.DATE))),
                "type": self._word(node.code(Property.KIND)),
            }
            yield self._entity(iri, "Contract", known)
            for name, role in ((Property.SIGNED_BY, "role-signatory"), (Property.PARTNER, "role-partner")):
                for party in self._named(node.iris(name)):
                    ends = {"subject": (identifier(party.iri),), "object": (identifier(iri),)}
                    yield self._link(iri, name, party.iri, "UnknownLink", {**ends, "role": self._word(role)})
        for iri, node in shares.items():
            for client in self._named(node.iris(Property.AGENT)):
                for agent in self._named(node.iris(Property.REPRESENTED_BY)):
                    ends = {"client": (identifier(client.iri),), "agent": (identifier(agent.iri),)}
                    title = node.iris(Property.VERBATIM) or self._word(node.code(Property.ROLE))
                    yield self._link(iri, Property.REPRESENTED_BY, agent.iri, "Representation", {**ends, "role": title})

    def posts(self, source: Source) -> Iterator[Entity]:
        for iri, node in nodes(source, Class.MEMBERSHIP).items():
            code = node.code(Property.POST_ROLE)
            title = node.iris(Property.VERBATIM) or self._word(code)
            for holder in self._named(node.iris(Property.MEMBER)):
                for body in self._bodies(node.iris(Property.ORGANISATION)):
                    yield from self._post(iri, holder, body, code, title)
        for kind in (Class.ORGANISATION, Class.PERSON):
            for iri, node in nodes(source, kind).items():
                for body in self._bodies(node.iris(Property.MEMBER_OF)):
                    for member in self._named((iri,)):
                        ends = {"member": (identifier(member.iri),), "organization": (identifier(body.iri),)}
                        yield self._link(iri, Property.MEMBER_OF, body.iri, "Membership", ends)

    def _post(self, iri: str, holder: Party, body: Party, code: str | None, title: tuple[str, ...]) -> Iterator[Entity]:
        member, organization = identifier(holder.iri), identifier(body.iri)
        if body.public and holder.person and title:
            post = identifier("position", body.iri, title[0])
            name = (f"{title[0]}, {body.name}",)
            yield Entity(post, "Position", {"name": name, "organization": (organization,), **self._told(iri)})
            yield self._entity(iri, "Occupancy", {"holder": (member,), "post": (post,)})
        elif (code or "").removeprefix("function-") in _LEADING:
            yield self._entity(
                iri, "Directorship", {"director": (member,), "organization": (organization,), "role": title}
            )
        else:
            yield self._entity(iri, "Membership", {"member": (member,), "organization": (organization,), "role": title})

    def unpayable(self, grant: Grant) -> tuple[Reason, ...]:
        """Why a grant is no payment of a payer to a payee."""
        return tuple(reason for reason in doubts(grant) if reason in _UNPAYABLE)

    def payments(self, found: Iterable[Grant]) -> Iterator[Entity]:
        for grant in found:
            if self.unpayable(grant):
                continue
            states = [grant.status, *(code for code in (grant.nature, grant.precision) if code)]
            states += ["frequency-yearly"] if grant.yearly else []
            known = {
                "payer": tuple(identifier(party.iri) for party in grant.funders),
                "beneficiary": tuple(identifier(party.iri) for party in grant.beneficiaries),
                "amount": _some(written(grant.amount)),
                "currency": _some(grant.currency),
                "amountEur": _some(written(grant.amount)) if grant.currency == "EUR" else (),
                "summary": _some(" ; ".join(self.labels.get(code, code) for code in states)),
                "purpose": _some(grant.purpose),
                "programme": tuple(name for _, name in grant.programmes),
                "project": tuple(identifier(iri) for iri, _ in grant.projects if iri in self.projects),
                "contract": tuple(identifier(iri) for iri in grant.agreements),
                "recordId": _some(grant.decision),
                "date": _some(written(grant.decided or grant.signed)),
                "startDate": _some(written(grant.first)),
                "endDate": _some(written(grant.last)),
            }
            yield self._entity(grant.iri, "Payment", known)

    def _entity(self, iri: str, schema: str, known: Mapping[str, tuple[str, ...]]) -> Entity:
        return Entity(identifier(iri), schema, {**known, "sourceUrl": (iri,), **self._told(iri)})

    def _link(self, one: str, name: Property, other: str, schema: str, known: Mapping[str, tuple[str, ...]]) -> Entity:
        """A tie between two things, with the documents that tell of the tie."""
        proof = tuple(identifier(document) for document in self.ties.get((one, expand(name), other), ()))
        return Entity(identifier(one, name, other), schema, {**known, "proof": proof})

    def _told(self, iri: str) -> Mapping[str, tuple[str, ...]]:
        return {"proof": tuple(sorted({identifier(origin.document) for origin in self.origins.get(iri, ())}))}

    def _named(self, iris: Iterable[str]) -> Iterator[Party]:
        return (self.parties[iri] for iri in iris if iri in self.parties and not self.parties[iri].collective)

    def _bodies(self, iris: Iterable[str]) -> Iterator[Party]:
        return (party for party in self._named(iris) if not party.person)

    def _word(self, code: str | None) -> tuple[str, ...]:
        return (self.labels.get(code, code),) if code else ()


def _schema(party: Party) -> str:
    if party.person:
        return "Person"
    if party.public:
        return "PublicBody"
    return "Company" if party.kind == "org-company" else "Organization"


def _dates(node: Node) -> Mapping[str, tuple[str, ...]]:
    return {
        "startDate": _some(written(node.day(Property.START_DATE))),
        "endDate": _some(written(node.day(Property.END_DATE))),
    }


def _some(*values: str | Decimal | None) -> tuple[str, ...]:
    return tuple(str(value) for value in values if value)
