"""Which found fact answers which gold record: made once, read by the scores, the calibration and the page.

Greedy matching in gold order keeps every count an integer that can be traced by hand. Only what starts inside a window
that the gold covers takes part. A person's membership does not: attendance lists are not annotated.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from filon.errors import UsageError
from filon.evaluate.gold import Facts, Row, Windows, name_keys, normal_name

FLOW_ROLES = frozenset({"award", "plan", "spend", "part"})
PARTIES = (("funder", "funders"), ("beneficiary", "beneficiaries"))
"""The parties of a flow: the field of a gold record, the field of a found amount."""

_CENT = 0.005
_SAME_PURPOSE = 0.5

Names = Mapping[str, frozenset[str]]
"""The normal forms of every name of an entity, by its IRI."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A gold record with the found row that answers it; a miss has no ``found``, an invention no ``gold``.

    ``also`` are the rows that say the same again in the same window: a relation counts once there.
    """

    window: str
    gold: Row | None
    found: Row | None
    also: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Alignment:
    """All pairs by layer: the gold in its order, then the inventions. ``names`` and ``labels`` are by the IRI of an entity."""

    amounts: tuple[Pair, ...]
    mentions: tuple[Pair, ...]
    relations: tuple[Pair, ...]
    names: Names
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Party:
    """One side of a flow: ``hits`` of the ``gold`` parties have a found one of their own, out of ``found``."""

    hits: int
    found: int
    gold: int

    @property
    def whole(self) -> bool:
        """Whether the parties found are exactly those of the gold."""
        return self.hits == self.found == self.gold


def align(facts: Facts, gold: Iterable[Row], windows: Windows) -> Alignment:
    """Align facts with gold records.

    ``facts`` holds the rows of the four files of the facts export under ``entities``, ``mentions``, ``amounts`` and
    ``relations``; ``windows`` maps a gold record's ``window`` to its document and its ``[start, end)``.
    Raises `UsageError` where a record names an unknown window.
    """
    gold = list(gold)
    if unknown := sorted({record["window"] for record in gold} - windows.keys()):
        raise UsageError(f"the gold names the window {unknown[0]!r}, which the windows file does not hold.")
    covered = _Covered(windows, dict.fromkeys(record["window"] for record in gold))
    by_layer: dict[str, list[Row]] = defaultdict(list)
    for record in gold:
        by_layer[record["layer"]].append({**record, "document": windows[record["window"]]["doc"]})
    found = {layer: [row for row in facts[layer] if covered.window(row)] for layer in ("amounts", "mentions")}
    names = {row["iri"]: name_keys([row.get("label"), *row.get("alt_labels", ())]) for row in facts["entities"]}
    persons = {row["iri"] for row in facts["entities"] if row["type"] == "PERSON"}
    relations = [
        row
        for row in facts["relations"]
        if not (row["type"] == "member" and row["subject"] in persons) and covered.window(row)
    ]
    return Alignment(
        amounts=_all(by_layer["amount"], found["amounts"], covered, lambda row: row["document"], _more),
        mentions=_all(
            by_layer["entity"], found["mentions"], covered, lambda row: (row["document"], row["type"]), _closer
        ),
        relations=_relations(by_layer["relation"], relations, windows, names),
        names=names,
        labels={row["iri"]: row.get("label") or row["iri"] for row in facts["entities"]},
    )


@dataclass(frozen=True, slots=True)
class _Covered:
    """The windows that the gold covers."""

    windows: Windows
    ids: Iterable[str]

    def window(self, row: Row) -> str | None:
        """The window that a row starts in."""
        return next((name for name in self.ids if starts_in(row, self.windows[name])), None)


def starts_in(row: Row, window: Row) -> bool:
    """Whether a row starts inside a window."""
    return bool(window["doc"] == row["document"] and window["start"] <= row["start"] < window["end"])


# --- amounts and mentions -------------------------------------------------------------------------------------


def overlap(one: Row, other: Row) -> int:
    """How many characters two rows of one document share."""
    shared: int = min(one["end"], other["end"]) - max(one["start"], other["start"])
    return max(0, shared)


def _more(record: Row, row: Row) -> tuple[int, int]:
    return overlap(record, row), 0


def _closer(record: Row, row: Row) -> tuple[int, int]:
    return overlap(record, row), -abs((row["end"] - row["start"]) - (record["end"] - record["start"]))


def _all(
    gold: Sequence[Row],
    found: Sequence[Row],
    covered: _Covered,
    group: Callable[[Row], object],
    closeness: Callable[[Row, Row], tuple[int, int]],
) -> tuple[Pair, ...]:
    """Each gold record with the closest found row of its group that overlaps it and is still free, then what is left."""
    free: dict[object, list[Row]] = defaultdict(list)
    for row in found:
        free[group(row)].append(row)
    pairs = []
    for record in gold:
        candidates = free[group(record)]
        best = max(candidates, key=lambda row: closeness(record, row), default=None)
        if best is not None and overlap(record, best):
            candidates.remove(best)
            pairs.append(Pair(record["window"], record, best))
        else:
            pairs.append(Pair(record["window"], record, None))
    left = sorted(chain.from_iterable(free.values()), key=lambda row: (row["document"], row["start"], row["end"]))
    return (*pairs, *(Pair(covered.window(row) or "", None, row) for row in left))


def same_value(pair: Pair) -> bool:
    """Whether an amount was found with its value."""
    return bool(pair.gold and pair.found and abs(pair.gold["value"] - pair.found["value"]) < _CENT)


def is_flow(row: Row | None) -> bool:
    """Whether an amount, found or gold, is money that flows."""
    return row is not None and row["role"] in FLOW_ROLES


def same_flow(pair: Pair) -> bool:
    """Whether an amount that is a flow in the gold was found with its value and as a flow."""
    return same_value(pair) and is_flow(pair.gold) and is_flow(pair.found)


def parties(pair: Pair, role: str, names: Names) -> Party:
    """How many of the parties that the gold names find an entity of their own; both sides of the pair must be there."""
    if pair.gold is None or pair.found is None:
        return Party(0, 0, 0)
    left = [names.get(iri, frozenset()) for iri in pair.found.get(dict(PARTIES)[role]) or ()]
    found, hits = len(left), 0
    for variants in pair.gold[role]:
        wanted = name_keys(variants)
        entity = next((keys for keys in left if wanted & keys), None)
        if entity is not None:
            left.remove(entity)
            hits += 1
    return Party(hits, found, len(pair.gold[role]))


def whole_flow(pair: Pair, names: Names) -> bool:
    """Whether a flow was found with exactly its parties."""
    return same_flow(pair) and all(parties(pair, role, names).whole for role, _ in PARTIES)


def same_purpose(pair: Pair) -> bool | None:
    """Whether most words of a flow's purpose were found; ``None`` where the gold has none."""
    if not (pair.gold and pair.found and pair.gold.get("purpose")):
        return None
    return _share_of_words(pair.gold["purpose"], pair.found.get("purpose")) >= _SAME_PURPOSE


def same_period(pair: Pair) -> bool | None:
    """Whether a flow's period was found; ``None`` where the gold has none."""
    if not (pair.gold and pair.found and pair.gold.get("period")):
        return None
    return bool(pair.gold["period"] == pair.found.get("period"))


def _share_of_words(one: str | None, other: str | None) -> float:
    words, others = Counter(normal_name(one or "").split()), Counter(normal_name(other or "").split())
    same = (words & others).total()
    return 2 * same / (words.total() + others.total()) if same else 0.0


# --- relations ------------------------------------------------------------------------------------------------


def _relations(gold: Sequence[Row], found: Sequence[Row], windows: Windows, names: Names) -> tuple[Pair, ...]:
    """Distinct triples in a window."""
    in_window: dict[str, dict[tuple[str, str, str], list[Row]]] = defaultdict(
        dict
    )  # a dict keeps the order of the rows
    for row in found:
        for name, window in windows.items():
            if starts_in(row, window):
                in_window[name].setdefault((row["type"], row["subject"], row["object"]), []).append(row)
    pairs = []
    for record in gold:
        if record["type"] == "member" and record.get("subject_type") == "PERSON":
            continue
        triples = in_window[record["window"]]
        triple = next(_answers(record, triples, names), None)
        rows = triples.pop(triple) if triple else [None]
        pairs.append(Pair(record["window"], record, rows[0], tuple(row for row in rows[1:] if row)))
    invented = (
        Pair(window, None, rows[0], tuple(rows[1:]))
        for window, triples in in_window.items()
        for rows in triples.values()
    )
    return (*pairs, *invented)


def _answers(record: Row, triples: Iterable[tuple[str, str, str]], names: Names) -> Iterator[tuple[str, str, str]]:
    subject, obj = name_keys(record["subject"]), name_keys(record["object"])
    for triple in triples:
        kind, from_iri, to_iri = triple
        if (
            kind == record["type"]
            and subject & names.get(from_iri, frozenset())
            and obj & names.get(to_iri, frozenset())
        ):
            yield triple
