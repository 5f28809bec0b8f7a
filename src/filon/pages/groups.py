"""The things that a thing is tied to, in tables by kind, with their sums where a sum is right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

import pyoxigraph as ox

from filon.pages import library as ask
from filon.pages.library import Value, text_of
from filon.pages.scene import Scene, Shown, curie
from filon.pages.words import decimal
from filon.vocab import Class, Code, Property, is_curie

MOST: Final = 200  # rows of one table; what is more is counted, and stands in the data
MONEY: Final = (Class.FUNDING, Class.EXPENDITURE, Class.COST, Class.INSTALMENT, Class.BUDGET_LINE)
GIVEN: Final = (Code.STATUS_AWARDED, Code.STATUS_CONTRACTED, Code.STATUS_PAID, Code.STATUS_REPORTED)
MIXED: Final = "mixed"  # the kind of a table of several kinds of sums
GENERAL: Final = (Class.ORGANISATION, Class.PLACE, Class.COLLABORATION)  # of two classes, the other one says more
_SUMMED: Final = (Class.FUNDING, Class.EXPENDITURE)
_YEARS: Final = (Property.BUDGET_YEAR, Property.START_DATE, Property.DATE, Property.DATE_DOCUMENT)


@dataclass(slots=True)
class Node:
    """A neighbour: its IRI and what the graph says of it, by property."""

    iri: str
    values: dict[str, list[tuple[Value, str | None]]] = field(default_factory=lambda: defaultdict(list))

    def first(self, name: str) -> Value | None:
        """One value of a property."""
        return min((value for value, _ in self.values.get(name, ())), key=str, default=None)

    def all(self, name: str) -> list[tuple[Value, str | None]]:
        """All values of a property, each with its label, in the order of the labels."""
        return sorted(set(self.values.get(name, ())), key=lambda item: (item[1] or "", str(item[0])))

    @property
    def kind(self) -> str:
        """Its class, the one that says most; nothing where it has none."""
        classes = sorted(curie(value) for value, _ in self.values.get(Property.TYPE, ()))
        return min(classes, key=lambda each: (each in GENERAL, not each.startswith("igeo:"), each), default="")

    @property
    def label(self) -> str | None:
        """Its label, a title where it has none."""
        return text_of(self.first(Property.LABEL) or self.first(Property.TITLE)) or None

    @property
    def amount(self) -> Decimal | None:
        """Its sum."""
        return decimal(text_of(self.first(Property.AMOUNT)))

    @property
    def year(self) -> str:
        """Its year, as the graph has it, if it has one."""
        return next((text_of(found)[:4] for name in _YEARS if (found := self.first(name))), "")


@dataclass(frozen=True, slots=True)
class Sum:
    """What the rows of one standing come to: each flow once, sums of several funders apart."""

    title: str
    total: str
    count: int
    joint: str | None


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: the thing, then what the table's columns ask."""

    thing: Shown
    cells: Mapping[str, tuple[Shown, ...]]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A table: its name in the page, its title, its columns, its first rows, how many there are in all, and their sums."""

    anchor: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    count: int
    sums: tuple[Sum, ...] = ()


def read_nodes(rows: Iterable[ox.QuerySolution]) -> dict[str, list[Node]]:
    """Neighbours by the property that ties them, from the rows of `filon.pages.library.POINTING` or ``NAMED``."""
    found: dict[str, dict[str, Node]] = {}
    for row in rows:
        node, value = row["node"], row["value"]
        if isinstance(node, ox.NamedNode) and value is not None:
            one = found.setdefault(curie(row["link"]), {}).setdefault(node.value, Node(node.value))
            one.values[curie(row["property"])].append((value, text_of(row["label"]) or None))
    return {link: list(nodes.values()) for link, nodes in sorted(found.items())}


def pointing(scene: Scene, subject: ox.NamedNode) -> list[Group]:
    """What points at a thing, a table for each kind and property; sums over what it gives and gets."""
    nodes = read_nodes(scene.library.ask(ask.POINTING, subject=subject))
    money = any(
        node.kind in _SUMMED for link in (Property.FUNDER, Property.BENEFICIARY) for node in nodes.get(link, ())
    )
    twice = {text_of(row["node"]) for row in scene.library.ask(ask.TWICE, subject=subject)} if money else set[str]()
    groups = []
    for link, tied in nodes.items():
        by_kind: defaultdict[str, list[Node]] = defaultdict(list)
        for node in tied:
            by_kind[_sort(node, link)].append(node)
        for kind, members in by_kind.items():
            groups.append(group(scene, link, kind, members, subject=subject.value, twice=twice))
    return _ordered(groups)


def _ordered(groups: list[Group]) -> list[Group]:
    return sorted(groups, key=lambda each: (not each.sums, "amount" not in each.columns, -each.count, each.title))


def _sort(node: Node, link: str) -> str:
    """The kind of a neighbour; a body's own share in what it is paid for apart, so that no sum takes it for a grant."""
    same = {value for value, _ in node.all(Property.FUNDER)} & {value for value, _ in node.all(Property.BENEFICIARY)}
    own = bool(same) or any(curie(value) == Code.NATURE_SELF for value, _ in node.all(Property.NATURE))
    return f"own {node.kind}" if own and link in (Property.FUNDER, Property.BENEFICIARY) else node.kind


def group(
    scene: Scene,
    link: str,
    kind: str,
    nodes: list[Node],
    *,
    subject: str,
    twice: AbstractSet[str] = frozenset(),
    sums: bool = True,
    most: int = MOST,
) -> Group:
    """One table of neighbours of a kind tied by one property; ``most`` of its rows are shown, ``sums`` count them all."""
    name = f"{link} {kind}"
    known = scene.words.known("groups", name) or scene.words.known("groups", link)
    title = known or scene.words("group", kind=_class_name(scene, kind), property=scene.term(_iri(link)).text)
    money = kind.removeprefix("own ") in (*MONEY, MIXED)
    ordered = sorted(nodes, key=_order if money else _by_name)
    columns = _columns(link, kind, nodes)
    rows = tuple(_row(scene, node, columns, subject, twice) for node in ordered[:most])
    counted = link in (Property.FUNDER, Property.BENEFICIARY) and kind in _SUMMED and sums
    return Group(
        anchor=name.replace(":", "-").replace(" ", "-"),
        title=title,
        columns=columns,
        rows=rows,
        count=len(nodes),
        sums=_sums(scene, [node for node in nodes if node.iri not in twice], link) if counted else (),
    )


def _iri(link: str) -> str:
    return ask.iri(link).value if ":" in link and not link.startswith(("http:", "https:")) else link


def _class_name(scene: Scene, kind: str) -> str:
    kind = kind.removeprefix("own ")
    return scene.term(_iri(kind)).text if kind else scene.words("thing")


def _columns(link: str, kind: str, nodes: list[Node]) -> tuple[str, ...]:
    """The columns that have something to say: who, for what, when, how it stands, how much."""
    wanted = (
        ("year", _YEARS),
        ("funder", () if link == Property.FUNDER and not _several(nodes, Property.FUNDER) else (Property.FUNDER,)),
        (
            "beneficiary",
            ()
            if link == Property.BENEFICIARY and not _several(nodes, Property.BENEFICIARY)
            else (Property.BENEFICIARY,),
        ),
        ("holder", () if link == Property.MEMBER else (Property.MEMBER,)),
        ("agent", () if link == Property.AGENT else (Property.AGENT,)),
        ("role", (Property.ROLE, Property.POST_ROLE, Property.VERBATIM)),
        ("organisation", () if link == Property.ORGANISATION else (Property.ORGANISATION,)),
        ("represented", () if link == Property.REPRESENTED_BY else (Property.REPRESENTED_BY,)),
        ("purpose", (Property.DESCRIPTION,)),
        ("item", () if link in (Property.FUNDED_ITEM, Property.LINE) else (Property.FUNDED_ITEM,)),
        ("sort", (Property.CLASSIFICATION, Property.KIND)),
        ("number", (Property.ID_LOCAL,)),
        ("status", (Property.STATUS,)),
        ("share", (Property.SHARE,)),
        ("amount", (Property.AMOUNT,)),
    )
    said = {name for node in nodes for name in node.values}
    columns = tuple(name for name, properties in wanted if said & set(properties))
    own = {"amount"} & set(columns) and kind.removeprefix("own ") in (*MONEY, MIXED)
    columns = ("class", *columns) if kind == MIXED else columns
    return columns if own or kind in (Class.MEMBERSHIP, Class.PARTICIPATION) else ("thing", *columns)


def _several(nodes: list[Node], name: str) -> bool:
    return any(len(node.values.get(name, ())) > 1 for node in nodes)


_CELLS: Final = {
    "funder": (Property.FUNDER,),
    "beneficiary": (Property.BENEFICIARY,),
    "holder": (Property.MEMBER,),
    "agent": (Property.AGENT,),
    "organisation": (Property.ORGANISATION,),
    "represented": (Property.REPRESENTED_BY,),
    "purpose": (Property.DESCRIPTION,),
    "item": (Property.FUNDED_ITEM,),
    "sort": (Property.CLASSIFICATION, Property.KIND),
    "number": (Property.ID_LOCAL,),
    "status": (Property.STATUS,),
    "share": (Property.SHARE,),
}


def _row(scene: Scene, node: Node, columns: tuple[str, ...], subject: str, twice: AbstractSet[str]) -> Row:
    thing = scene.node(node.iri, node.label)
    cells: dict[str, tuple[Shown, ...]] = {}
    for column in columns:
        if column == "thing":
            cells[column] = (thing,)
        elif column == "year":
            cells[column] = (Shown(node.year),) if node.year else ()
        elif column == "class":
            cells[column] = (scene.term(_iri(node.kind)),) if is_curie(node.kind) else ()
        elif column == "purpose":
            said = node.all(Property.DESCRIPTION) or ([] if node.kind == Class.FUNDING else node.all(Property.LABEL))
            cells[column] = tuple(scene.shown(value) for value, _ in said)
        elif column == "amount":
            cells[column] = (Shown(money(scene, node) or scene.words("no_amount"), thing.href),)
        elif column == "role":
            said = node.all(Property.ROLE) or node.all(Property.VERBATIM) or node.all(Property.POST_ROLE)
            cells[column] = tuple(Shown(scene.shown(value, label=label).text, thing.href) for value, label in said)
        else:
            names = _CELLS[column]
            cells[column] = tuple(
                scene.shown(v, name=name, label=label)
                for name in names
                for v, label in node.all(name)
                if text_of(v) != subject
            )
    notes = [scene.words("counted_elsewhere")] if node.iri in twice else []
    notes += [scene.term(text_of(value)).text for value, _ in node.all(Property.FREQUENCY) if text_of(value)]
    precise = [curie(value) for value, _ in node.all(Property.PRECISION)]
    notes += [scene.term(_iri(code)).text for code in precise if code != Code.PRECISION_EXACT]
    return Row(thing, cells, tuple(notes))


def money(scene: Scene, node: Node) -> str | None:
    """The sum of a neighbour as people write it."""
    amount = node.amount
    return None if amount is None else scene.words.amount(amount, text_of(node.first(Property.CURRENCY)) or None)


def _order(node: Node) -> tuple[object, ...]:
    year = node.year
    return (-int(year) if year.isdecimal() else 0, -(node.amount or 0), node.label or "", node.iri)


def _by_name(node: Node) -> tuple[object, ...]:
    return (node.label or node.iri).casefold(), node.iri


def _sums(scene: Scene, nodes: list[Node], link: str) -> tuple[Sum, ...]:
    """The sums by standing and currency. What several funders give, or several beneficiaries get, without shares, stands apart."""
    totals: defaultdict[tuple[int, str, str], list[tuple[Decimal, bool]]] = defaultdict(list)
    for node in nodes:
        if node.amount is None:
            continue
        status = curie(node.first(Property.STATUS))
        place = (0, "given") if status in GIVEN else (1, status) if status else (2, "spent")
        totals[*place, text_of(node.first(Property.CURRENCY))].append((node.amount, _several([node], link)))
    found = []
    for (_, standing, currency), amounts in sorted(totals.items()):
        alone = sum((amount for amount, several in amounts if not several), Decimal(0))
        joint = sum((amount for amount, several in amounts if several), Decimal(0))
        title = scene.words(standing) if standing in ("given", "spent") else scene.term(_iri(standing)).text
        shared = scene.words.amount(joint, currency or None) if joint else None
        found.append(Sum(title, scene.words.amount(alone, currency or None), len(amounts), shared))
    return tuple(found)
