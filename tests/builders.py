"""Hand-made documents and annotations: a text, the things it names, and what its amounts tell, by quotation."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from filon.model import (
    Amount,
    AmountRole,
    Annotation,
    Attribute,
    AttributeName,
    Block,
    Document,
    Entity,
    EntityType,
    Genre,
    LocalEntity,
    Mention,
    Part,
    Plan,
    Relation,
    RelationType,
)
from filon.values import read_amount

PREFIX = {
    EntityType.ORG: "org",
    EntityType.PERSON: "person",
    EntityType.PLACE: "place",
    EntityType.PROJECT: "project",
    EntityType.PROGRAMME: "programme",
}


@dataclass
class Paper:
    """A document under construction. Every quotation must stand in the text; ``nth`` picks one of several."""

    name: str
    text: str
    blocks: tuple[Block, ...] = ()
    entities: list[LocalEntity] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)
    amounts: list[Amount] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    attributes: list[Attribute] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)

    def span(self, quote: str, nth: int = 1) -> tuple[int, int]:
        start = -1
        for _ in range(nth):
            start = self.text.index(quote, start + 1)
        return start, start + len(quote)

    def entity(self, name: str, kind_of: EntityType = EntityType.ORG, **fields: Any) -> int:
        """Name a thing; every place where the text has the name is a mention (none for a collective one)."""
        known = [number for number, entity in enumerate(self.entities) if (entity.type, entity.name) == (kind_of, name)]
        if known:
            return known[0]
        self.entities.append(LocalEntity(kind_of, name, **fields))
        start = self.text.find(name)
        while start >= 0 and not fields.get("collective"):
            self.mentions.append(Mention(start, start + len(name), len(self.entities) - 1, 0.9, "test"))
            start = self.text.find(name, start + 1)
        return len(self.entities) - 1

    def amount(
        self,
        quote: str,
        role: AmountRole = AmountRole.AWARD,
        *,
        by: Iterable[str] = (),
        to: Iterable[str] = (),
        purpose: str | None = None,
        project: str | None = None,
        nth: int = 1,
        **fields: Any,
    ) -> int:
        money = read_amount(quote)
        value = fields.pop("value", None) or (money.value if money else None)
        assert value is not None, quote
        self.amounts.append(
            Amount(
                *self.span(quote, nth),
                value=Decimal(value),
                role=role,
                funders=tuple(self.entity(name) for name in by),
                beneficiaries=tuple(self.entity(name) for name in to),
                purpose=self.span(purpose) if purpose else None,
                project=self.entity(project, EntityType.PROJECT) if project else None,
                **{"confidence": 0.8, "method": "test", **fields},
            )
        )
        return len(self.amounts) - 1

    def part(self, first: str, last: str, genre: Genre, **fields: Any) -> None:
        """A part from the first to the last of two quotations; ``number``, ``title``, ``date`` are found in the text."""
        start, end = self.span(first)[0], self.text.index(last, self.span(first)[0]) + len(last)
        if "number" in fields:
            fields.setdefault("number_span", self.span(fields["number"]))
        if "title" in fields:
            fields["title"] = self.span(fields["title"])
        if "issuer" in fields:
            fields["issuer"] = self.entity(fields["issuer"])
        self.parts.append(Part(start, end, genre, **fields))

    def plan(self, lines: Iterable[int], **fields: Any) -> None:
        """A plan over all the text."""
        if "project" in fields:
            fields["project"] = self.entity(fields["project"], EntityType.PROJECT)
        if "owner" in fields:
            fields["owner"] = self.entity(fields["owner"])
        self.plans.append(Plan(0, len(self.text), tuple(lines), **fields))

    def relation(self, kind: RelationType, subject: int, other: int, quote: str, role: str | None = None) -> None:
        self.relations.append(Relation(*self.span(quote), kind, subject, other, 0.8, "test", role))

    def attribute(self, subject: int, name: AttributeName, value: str, quote: str) -> None:
        self.attributes.append(Attribute(*self.span(quote), subject, name, value, 0.8, "test"))

    @property
    def annotation(self) -> Annotation:
        lists = ("entities", "mentions", "amounts", "plans", "relations", "attributes", "parts")
        return Annotation(self.name, **{name: tuple(getattr(self, name)) for name in lists})

    @property
    def document(self) -> Document:
        return Document(self.name, self.text, hashlib.sha256(self.text.encode()).hexdigest(), blocks=self.blocks)


def entities_of(*papers: Paper) -> list[Entity]:
    """Things with the same type and name in all papers, as the resolution would give them."""
    found: dict[tuple[EntityType, str], list[tuple[str, int]]] = {}
    local: dict[tuple[EntityType, str], LocalEntity] = {}
    for paper in papers:
        for index, entity in enumerate(paper.entities):
            found.setdefault((entity.type, entity.name), []).append((paper.name, index))
            local.setdefault((entity.type, entity.name), entity)
    return [
        Entity(
            iri=_iri(local[key]),
            type=key[0],
            label=key[1],
            alt_labels=local[key].aliases,
            kind=local[key].kind,
            registry=local[key].registry,
            collective=local[key].collective,
            members=tuple(sorted(members)),
        )
        for key, members in found.items()
    ]


def _iri(entity: LocalEntity) -> str:
    if entity.type is EntityType.PLACE and entity.registry:
        return f"territory/{entity.registry.replace(':', '/')}"
    plain = "".join(sign if sign.isalnum() else "-" for sign in entity.name.lower())
    return f"{PREFIX[entity.type]}/{plain}"
