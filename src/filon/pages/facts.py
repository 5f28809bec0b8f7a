"""What is said of a thing: each property with its values and the passages that say them; and what contradicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from filon.pages import library as ask
from filon.pages.library import Value, text_of
from filon.pages.passages import Quote, Said, claims_about
from filon.pages.scene import FRACTIONS, MONEY, Scene, Shown, curie
from filon.vocab import VOCABULARY, Code, Property, Rank, expand

FULL: Final = 3  # passages of a value that are shown with their sentence; of the others, where they are
_PLACES: Final = 40
_VALUES: Final = 60  # of one property
_IN_HEAD: Final = (Property.TYPE, Property.LABEL, Property.PERSON_NAME, Property.TITLE)
NAMES: Final = (Property.ALT_LABEL, Property.HIDDEN_LABEL, Property.LABEL, Property.PERSON_NAME, Property.TYPE)
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
TABLED: Final = (Property.INSTALMENT, Property.LINE, Property.EXPENSE, Property.PARTICIPATION, Property.IMPUTATION)
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
class Statements:
    """What the graph says of a thing, by property: in the facts, or in the named graphs if they speak of it."""

    held: Mapping[str, tuple[tuple[Value, str | None], ...]]
    asserted: bool

    def first(self, name: str) -> Value | None:
        """One value of a property."""
        return min((value for value, _ in self.held.get(name, ())), key=str, default=None)


def first_shown(facts: Sequence[tuple[str, Fact]], name: str) -> str:
    """The first value of a property among facts, as it is shown."""
    return next((answer.shown.text for each, fact in facts if each == name for answer in fact.answers), "")


def read_statements(rows: Sequence[ox.QuerySolution]) -> Statements:
    """The statements that the rows of `filon.pages.library.STATEMENTS` tell."""
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
    return Statements(order, bool(asserted))


def facts_of(
    scene: Scene, statements: Statements, claims: Mapping[str, tuple[Said, ...]], currency: str | None
) -> list[tuple[str, Fact]]:
    """Each property with its values, those that the graph holds first, in the order that a reader asks for them."""
    found = []
    for name in sorted({*statements.held, *claims}, key=_rank):
        if name in _ASIDE or (name in TABLED and statements.asserted):
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
    return len(_FIRST) + (NAMES.index(Property(name)) + 1 if name in NAMES else 0), name


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


def disagreement(scene: Scene, subject: ox.NamedNode, statements: Statements) -> list[Contradiction]:
    """What a conflict is about, laid out as on the page of the thing that it is about."""
    about = statements.first(Property.ABOUT)
    found = contradictions(scene, about, claims_about(scene, about)) if isinstance(about, ox.NamedNode) else []
    return [each for each in found if each.href == scene.place.href(subject.value)]


def contradictions(scene: Scene, subject: ox.NamedNode, claims: Mapping[str, tuple[Said, ...]]) -> list[Contradiction]:
    """The conflicts that the graph knows about a thing, each with its sides."""
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
