"""The page of a thing: what it is, every statement with the passages that say it, what contradicts, what it is tied to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph as ox

from filon.pages import groups as tables
from filon.pages import library as ask
from filon.pages.facts import (
    NAMES,
    TABLED,
    Contradiction,
    Fact,
    Statements,
    contradictions,
    disagreement,
    facts_of,
    first_shown,
    read_statements,
)
from filon.pages.groups import Group
from filon.pages.library import Value, text_of
from filon.pages.passages import Said, claims_about, place_link
from filon.pages.scene import Scene, Shown, curie
from filon.pages.words import decimal
from filon.vocab import Property, expand, is_curie


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person decided: the verdict, when, who, why, and the line that says so."""

    verdict: Shown
    day: str
    author: str
    reason: str
    line: str


@dataclass(frozen=True, slots=True)
class Thing:
    """All that a page says of a thing.

    ``triples`` are its statements, for machines; ``reading`` leads to where its text begins, if it is a text or a part of one.
    """

    iri: str
    label: str
    kinds: tuple[Shown, ...]
    names: tuple[str, ...]
    figure: str | None
    asserted: bool
    replaced: tuple[Shown, ...]
    facts: tuple[Fact, ...]
    names_said: tuple[Fact, ...]
    contradictions: tuple[Contradiction, ...]
    judgements: tuple[Judgement, ...]
    groups: tuple[Group, ...]
    triples: tuple[ox.Triple, ...]
    reading: Shown | None = None


def read(scene: Scene, subject: ox.NamedNode) -> Thing | None:
    """All that is known of a thing; ``None`` where no graph names it."""
    kind = subject.value.removeprefix(scene.library.base).partition("/")[0]
    rows = list(scene.library.ask(ask.STATEMENTS, subject=subject))
    statements = read_statements(rows)
    claims = claims_about(scene, subject)
    nodes = tables.pointing(scene, subject) or ([] if statements.asserted else _kept(scene, subject))
    if not (rows or claims or nodes) and not _is_named(scene, subject):
        return None
    currency = text_of(statements.first(Property.CURRENCY)) or None
    facts = facts_of(scene, statements, claims, currency)
    label = text_of(statements.first(Property.LABEL) or statements.first(Property.TITLE)) or _said_label(claims)
    if kind == "conflict":
        label = scene.words("conflict_of", thing=first_shown(facts, Property.ABOUT))
        facts = [(name, fact) for name, fact in facts if name != Property.INVOLVES]
    amount = decimal(text_of(statements.first(Property.AMOUNT)))
    return Thing(
        iri=subject.value,
        label=label or scene.node(subject.value).text,
        kinds=_kinds(scene, statements),
        names=tuple(text_of(value) for value, _ in statements.held.get(Property.ALT_LABEL, ())),
        figure=None if amount is None else scene.words.amount(amount, currency),
        asserted=statements.asserted or not claims,
        replaced=tuple(
            scene.shown(value, label=_label_of(scene, value))
            for value, _ in statements.held.get(Property.IS_REPLACED_BY, ())
        ),
        facts=tuple(fact for name, fact in facts if name not in NAMES),
        names_said=tuple(
            fact for name, fact in facts if name in NAMES and any(answer.quotes for answer in fact.answers)
        ),
        contradictions=tuple(
            disagreement(scene, subject, statements) if kind == "conflict" else contradictions(scene, subject, claims)
        ),
        judgements=tuple(_judgements(scene, subject)),
        groups=(*_tabled(scene, subject, statements), *nodes),
        triples=tuple(_triples(rows)),
        reading=_reading(scene, subject) if kind in ("text", "part") else None,
    )


def _reading(scene: Scene, subject: ox.NamedNode) -> Shown | None:
    """The link to where a text or a part of one begins."""
    for row in scene.library.ask(ask.READING, subject=subject):
        start = int(text_of(row["start"]))
        text = scene.library.text_of(text_of(row["text"]))
        href = place_link(scene, text_of(row["file"]), text or "", start)
        return Shown(scene.words("read_text", document=text_of(row["document"])), href)
    return None


def _said_label(claims: Mapping[str, tuple[Said, ...]]) -> str:
    return next((text_of(said.value) for said in claims.get(Property.LABEL, ())), "")


def _label_of(scene: Scene, value: Value) -> str | None:
    if not isinstance(value, ox.NamedNode):
        return None
    held = read_statements(list(scene.library.ask(ask.STATEMENTS, subject=value)))
    return text_of(held.first(Property.LABEL)) or None


def _is_named(scene: Scene, subject: ox.NamedNode) -> bool:
    """Whether some claim has it as its value, or some statement of a named graph."""
    query = "SELECT ?value ?graph WHERE { GRAPH ?graph { ?node ?link ?value } } LIMIT 1"
    return any(True for _ in scene.library.ask(query, value=subject))


def _kinds(scene: Scene, statements: Statements) -> tuple[Shown, ...]:
    """Its class, then the code that says more."""
    codes = [
        value
        for name in (Property.CLASSIFICATION, Property.KIND, Property.GENRE, Property.STATUS)
        for value, _ in statements.held.get(name, ())
    ]
    classes = sorted(curie(value) for value, _ in statements.held.get(Property.TYPE, ()))
    special = [each for each in classes if each not in tables.GENERAL] or classes
    kinds = [expand(each) for each in special if is_curie(each)]
    return tuple(
        scene.node(each) for each in [*kinds, *(code.value for code in codes if isinstance(code, ox.NamedNode))]
    )


def _judgements(scene: Scene, subject: ox.NamedNode) -> list[Judgement]:
    return [
        Judgement(
            scene.shown(row["verdict"]),
            scene.words.day(text_of(row["day"])),
            text_of(row["author"]),
            text_of(row["reason"]),
            text_of(row["line"]),
        )
        for row in scene.library.ask(ask.JUDGEMENTS, subject=subject)
    ]


def _tabled(scene: Scene, subject: ox.NamedNode, statements: Statements) -> list[Group]:
    """The parts that a thing has, as tables: instalments, lines and expenses of a plan, who takes part."""
    if not any(name in statements.held for name in TABLED):
        return []
    found = []
    for link, nodes in tables.read_nodes(scene.library.ask(ask.NAMED, subject=subject)).items():
        if link in TABLED:
            found.append(tables.group(scene, link, nodes[0].kind, nodes, subject=subject.value, sums=False))
    return found


def _kept(scene: Scene, subject: ox.NamedNode) -> list[Group]:
    """What points at a thing that is no fact but belongs to the evidence: the texts of a document, the parts of a text."""
    found = []
    for link, nodes in tables.read_nodes(scene.library.ask(ask.KEPT, subject=subject)).items():
        by_kind: dict[str, list[tables.Node]] = {}
        for node in nodes:
            by_kind.setdefault(node.kind, []).append(node)
        found += [
            tables.group(scene, link, kind, members, subject=subject.value) for kind, members in sorted(by_kind.items())
        ]
    return found


def _triples(rows: Sequence[ox.QuerySolution]) -> list[ox.Triple]:
    """The statements as triples, sorted, the labels of what they name with them."""
    found = set()
    for row in rows:
        subject, name, value, label = (row[key] for key in ("subject", "property", "value", "label"))
        if not isinstance(subject, ox.NamedNode) or not isinstance(name, ox.NamedNode) or value is None:
            continue
        found.add(ox.Triple(subject, name, value))
        if isinstance(value, ox.NamedNode) and isinstance(label, ox.Literal):
            found.add(ox.Triple(value, ask.iri(Property.LABEL), label))
    return sorted(found, key=str)
