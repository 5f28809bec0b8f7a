"""The page of a thing: what it is, every statement with the passages that say it, what contradicts, what it is tied to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from filon.pages import groups as tables
from filon.pages import library as ask
from filon.pages.groups import Group
from filon.pages.library import Value, text_of
from filon.pages.passages import Quote, Said, claims_about, place_link
from filon.pages.scene import FRACTIONS, MONEY, Scene, Shown, curie
from filon.pages.words import decimal
from filon.vocab import VOCABULARY, Code, Property, Rank, expand

FULL: Final = 3  # passages of a value that are shown with their sentence; of the others, where they are
_PLACES: Final = 40
_VALUES: Final = 60  # of one property
_IN_HEAD: Final = (Property.TYPE, Property.LABEL, Property.PERSON_NAME, Property.TITLE)
_LAST: Final = (Property.ALT_LABEL, Property.HIDDEN_LABEL, Property.LABEL, Property.PERSON_NAME, Property.TYPE)
_FIRST: Final = (
    *(
        Property.AMOUNT,
        Property.AMOUNT_MIN,
        Property.AMOUNT_MAX,
        Property.TOTAL_COST,
        Property.ELIGIBLE_COST,
        Property.FUNDER,
    ),
    *(
        Property.BENEFICIARY,
        Property.STATUS,
        Property.DESCRIPTION,
        Property.FUNDED_ITEM,
        Property.COST_OF,
        Property.BUDGET_YEAR,
    ),
    *(
        Property.DATE,
        Property.START_DATE,
        Property.END_DATE,
        Property.PASSED_BY,
        Property.DATE_DOCUMENT,
        Property.ID_LOCAL,
    ),
    *(Property.SIGNED_BY, Property.PROJECT_OWNER, Property.PARTNER, Property.MEMBER, Property.ORGANISATION),
)
_FIGURES: Final = (
    MONEY
    | FRACTIONS
    | {Property.BUDGET_YEAR, Property.DATE, Property.START_DATE, Property.END_DATE, Property.DECLARED_COUNT}
)
_TABLED: Final = (Property.INSTALMENT, Property.LINE, Property.EXPENSE, Property.PARTICIPATION, Property.IMPUTATION)
_ASIDE: Final = (Property.CURRENCY, Property.SHA256)  # said with the amount; in the data


@dataclass(frozen=True, slots=True)
class Answer:
    """A value as it is shown: how it is held (``held``, ``said``, ``rejected``) and the passages that say it."""

    shown: Shown
    standing: str
    computed: bool
    quotes: tuple[Quote, ...]
    places: tuple[Quote, ...] = ()
    more: int = 0


@dataclass(frozen=True, slots=True)
class Fact:
    """A property with its values; ``open`` where the passage is read beside the value, not behind it."""

    property: Shown
    open: bool
    answers: tuple[Answer, ...]
    more: int = 0


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Values that cannot all hold, each with its passages; ``settled`` where a person has judged it."""

    kind: Shown
    property: Shown
    settled: bool
    sides: tuple[Answer, ...]
    href: str | None


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


@dataclass(frozen=True, slots=True)
class _Statements:
    """What the graph says of a thing, by property: in the facts, or in the named graphs if they speak of it."""

    held: Mapping[str, tuple[tuple[Value, str | None], ...]]
    asserted: bool

    def first(self, name: str) -> Value | None:
        return min((value for value, _ in self.held.get(name, ())), key=str, default=None)

    @property
    def kind(self) -> str:
        node = tables.Node("", {Property.TYPE: list(self.held.get(Property.TYPE, ()))})
        return node.kind


def read(scene: Scene, subject: ox.NamedNode) -> Thing | None:
    """All that is known of a thing; ``None`` where no graph names it."""
    kind = subject.value.removeprefix(scene.library.base).partition("/")[0]
    rows = list(scene.library.ask(ask.STATEMENTS, subject=subject))
    statements = _statements(rows)
    claims = claims_about(scene, subject)
    nodes = tables.pointing(scene, subject) or ([] if statements.asserted else _kept(scene, subject))
    if not (rows or claims or nodes) and not _is_named(scene, subject):
        return None
    currency = text_of(statements.first(Property.CURRENCY)) or None
    facts = _facts(scene, statements, claims, currency)
    label = text_of(statements.first(Property.LABEL) or statements.first(Property.TITLE)) or _said_label(claims)
    if kind == "conflict":
        label = scene.words("conflict_of", thing=_text_of(facts, Property.ABOUT))
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
        facts=tuple(fact for name, fact in facts if name not in _LAST),
        names_said=tuple(
            fact for name, fact in facts if name in _LAST and any(answer.quotes for answer in fact.answers)
        ),
        contradictions=tuple(
            _disagreement(scene, subject, statements) if kind == "conflict" else _contradictions(scene, subject, claims)
        ),
        judgements=tuple(_judgements(scene, subject)),
        groups=(*_tabled(scene, subject, statements), *nodes),
        triples=tuple(_triples(rows)),
        reading=_reading(scene, subject) if kind in ("text", "part") else None,
    )


def _text_of(facts: Sequence[tuple[str, Fact]], name: str) -> str:
    """The first value of a property among facts, as it is shown."""
    return next((answer.shown.text for each, fact in facts if each == name for answer in fact.answers), "")


def _reading(scene: Scene, subject: ox.NamedNode) -> Shown | None:
    """The link to where a text or a part of one begins."""
    for row in scene.library.ask(ask.READING, subject=subject):
        start = int(text_of(row["start"]))
        text = scene.library.text_of(text_of(row["text"]))
        href = place_link(scene, text_of(row["file"]), text or "", start)
        return Shown(scene.words("read_text", document=text_of(row["document"])), href)
    return None


def _statements(rows: Sequence[ox.QuerySolution]) -> _Statements:
    asserted = [row for row in rows if row["graph"] is None]
    held: dict[str, dict[Value, str | None]] = {}
    for row in asserted or [row for row in rows if text_of(row["graph"]) != VOCABULARY]:
        if (value := row["value"]) is not None:
            held.setdefault(curie(row["property"]), {})[value] = text_of(row["label"]) or None
    moved: dict[Value, str | None] = {
        row["value"]: None
        for row in rows
        if curie(row["property"]) == Property.IS_REPLACED_BY and row["value"] is not None
    }
    if moved:
        held[Property.IS_REPLACED_BY] = moved
    order = {
        name: tuple(sorted(values.items(), key=lambda item: (item[1] or "", str(item[0]))))
        for name, values in sorted(held.items())
    }
    return _Statements(order, bool(asserted))


def _said_label(claims: Mapping[str, tuple[Said, ...]]) -> str:
    return next((text_of(said.value) for said in claims.get(Property.LABEL, ())), "")


def _label_of(scene: Scene, value: Value) -> str | None:
    if not isinstance(value, ox.NamedNode):
        return None
    held = _statements(list(scene.library.ask(ask.STATEMENTS, subject=value)))
    return text_of(held.first(Property.LABEL)) or None


def _is_named(scene: Scene, subject: ox.NamedNode) -> bool:
    """Whether some claim has it as its value, or some statement of a named graph."""
    query = "SELECT ?value ?graph WHERE { GRAPH ?graph { ?node ?link ?value } } LIMIT 1"
    return any(True for _ in scene.library.ask(query, value=subject))


def _kinds(scene: Scene, statements: _Statements) -> tuple[Shown, ...]:
    """Its class, then the code that says more."""
    codes = [
        value
        for name in (Property.CLASSIFICATION, Property.KIND, Property.GENRE, Property.STATUS)
        for value, _ in statements.held.get(name, ())
    ]
    kinds = (
        [expand(statements.kind)] if statements.kind and ":" in statements.kind and "//" not in statements.kind else []
    )
    return tuple(
        scene.node(each) for each in [*kinds, *(code.value for code in codes if isinstance(code, ox.NamedNode))]
    )


def _facts(
    scene: Scene, statements: _Statements, claims: Mapping[str, tuple[Said, ...]], currency: str | None
) -> list[tuple[str, Fact]]:
    found = []
    for name in sorted({*statements.held, *claims}, key=_rank):
        if name in _ASIDE or (name in _TABLED and statements.asserted):
            continue
        said = {one.value: one for one in claims.get(name, ())}
        held = dict(statements.held.get(name, ()))
        if name in _IN_HEAD and not any(value in said for value in held) and statements.asserted:
            continue
        values = [(value, label or (said[value].label if value in said else None)) for value, label in held.items()]
        values += [(one.value, one.label) for one in claims.get(name, ()) if one.value not in held]
        answers = [
            _answer(scene, name, (value, label), said.get(value), currency, held=value in held)
            for value, label in values
        ]
        figure = name in _FIGURES
        found.append(
            (name, Fact(_property(scene, name), figure, tuple(answers[:_VALUES]), max(0, len(answers) - _VALUES)))
        )
    return found


def _property(scene: Scene, name: str) -> Shown:
    """A property by its name, the first letter large."""
    term = scene.term(expand(name) if "//" not in name else name)
    return Shown(term.text[:1].upper() + term.text[1:], term.href, term.outside)


def _rank(name: str) -> tuple[int, str]:
    if name in _FIRST:
        return _FIRST.index(Property(name)), name
    return len(_FIRST) + (_LAST.index(Property(name)) + 1 if name in _LAST else 0), name


def _answer(
    scene: Scene, name: str, value: tuple[Value, str | None], said: Said | None, currency: str | None, *, held: bool
) -> Answer:
    quotes = said.quotes if said else ()
    standing = "held" if held else "rejected" if said and said.rank == Rank.DEPRECATED else "said"
    return Answer(
        shown=scene.shown(value[0], name=name, label=value[1], currency=currency),
        standing=standing,
        computed=bool(said and said.computed),
        quotes=quotes[:FULL],
        places=quotes[FULL : FULL + _PLACES],
        more=max(0, len(quotes) - FULL - _PLACES),
    )


def _disagreement(scene: Scene, subject: ox.NamedNode, statements: _Statements) -> list[Contradiction]:
    """What a conflict is about, laid out as on the page of the thing that it is about."""
    about = statements.first(Property.ABOUT)
    found = _contradictions(scene, about, claims_about(scene, about)) if isinstance(about, ox.NamedNode) else []
    return [each for each in found if each.href == scene.place.href(subject.value)]


def _contradictions(scene: Scene, subject: ox.NamedNode, claims: Mapping[str, tuple[Said, ...]]) -> list[Contradiction]:
    currency = next((text_of(said.value) for said in claims.get(Property.CURRENCY, ())), None)
    rows: dict[str, list[ox.QuerySolution]] = {}
    for row in scene.library.ask(ask.CONFLICTS, subject=subject):
        rows.setdefault(text_of(row["conflict"]), []).append(row)
    found = []
    for conflict, members in sorted(rows.items()):
        first, involved = members[0], {text_of(row["claim"]) for row in members}
        name = curie(first["property"])
        sides = [said for said in claims.get(name, ()) if involved & set(said.claims)]
        found.append(
            Contradiction(
                kind=scene.shown(first["kind"]),
                property=_property(scene, name),
                settled=curie(first["status"]) != Code.REVIEW_OPEN,
                sides=tuple(
                    _answer(scene, name, (said.value, said.label), said, currency, held=said.held) for said in sides
                ),
                href=scene.place.href(conflict),
            )
        )
    return found


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


def _tabled(scene: Scene, subject: ox.NamedNode, statements: _Statements) -> list[Group]:
    """The parts that a thing has, as tables: instalments, lines and expenses of a plan, who takes part."""
    if not any(name in statements.held for name in _TABLED):
        return []
    found = []
    for link, nodes in tables.read_nodes(scene.library.ask(ask.NAMED, subject=subject)).items():
        if link in _TABLED:
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
