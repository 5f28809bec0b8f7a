"""Measures of an alignment: how much was found, how much of it is right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from filon.evaluate.align import (
    PARTIES,
    Alignment,
    Pair,
    align,
    is_flow,
    parties,
    same_flow,
    same_period,
    same_purpose,
    same_value,
)
from filon.evaluate.gold import Facts, Row, Windows, name_keys


@dataclass(frozen=True, slots=True)
class Score:
    """Precision and recall of one measure: ``right`` of ``found`` results and of ``gold`` expected ones."""

    right: float
    found: int
    gold: int

    @property
    def precision(self) -> float:
        """The share of the found results that are right (0 where nothing was found)."""
        return self.right / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """The share of the expected results that were found (0 where nothing was expected)."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Clustering:
    """B³ of the mentions that were found: do those of one thing, and only those, share one entity?"""

    precision: float
    recall: float
    found: int
    gold: int

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


Measure = Score | Clustering | float | None
"""A score, a bare accuracy between 0 and 1, or ``None`` where the gold has nothing to measure."""


def evaluate(facts: Facts, gold: Iterable[Row], windows: Windows) -> dict[str, Measure]:
    """Score facts against gold records: `align`, then `measure`; raises `UsageError` as `align` does."""
    return measure(align(facts, gold, windows))


def measure(alignment: Alignment) -> dict[str, Measure]:
    """Measures by name, in reading order."""
    return {**_amounts(alignment), **_mentions(alignment.mentions), **_relations(alignment.relations)}


def _count(pairs: Iterable[Pair], side: str) -> int:
    return sum(getattr(pair, side) is not None for pair in pairs)


def _amounts(alignment: Alignment) -> dict[str, Measure]:
    pairs = alignment.amounts
    right = [pair for pair in pairs if same_value(pair)]
    flows = [pair for pair in right if same_flow(pair)]
    gold_flows = sum(is_flow(pair.gold) for pair in pairs)
    found_flows = sum(is_flow(pair.found) for pair in pairs)
    sides = {role: [parties(pair, role, alignment.names) for pair in flows] for role, _ in PARTIES}
    whole = sum(all(side.whole for side in flow) for flow in zip(*sides.values(), strict=True))
    roles = [pair.gold["role"] == pair.found["role"] for pair in right if pair.gold and pair.found]
    return {
        "amount": Score(len(right), _count(pairs, "found"), _count(pairs, "gold")),
        "role accuracy": _accuracy(roles) or 0.0,
        "flow detected": Score(len(flows), found_flows, gold_flows),
        **{
            role: Score(*(sum(getattr(side, part) for side in sides[role]) for part in ("hits", "found", "gold")))
            for role in sides
        },
        "purpose accuracy": _accuracy(map(same_purpose, flows)),
        "period accuracy": _accuracy(map(same_period, flows)),
        "whole flow": Score(whole, found_flows, gold_flows),
    }


def _accuracy(answers: Iterable[bool | None]) -> float | None:
    known = [answer for answer in answers if answer is not None]
    return sum(known) / len(known) if known else None


def _mentions(pairs: Sequence[Pair]) -> dict[str, Measure]:
    linked = [(pair.gold, pair.found) for pair in pairs if pair.gold and pair.found]
    exact = sum((record["start"], record["end"]) == (row["start"], row["end"]) for record, row in linked)
    found, gold = _count(pairs, "found"), _count(pairs, "gold")
    return {
        "mention": Score(len(linked), found, gold),
        "mention exact": Score(exact, found, gold),
        **_by_type("mention", pairs),
        "resolution B3": _b_cubed(linked),
    }


def _relations(pairs: Sequence[Pair]) -> dict[str, Measure]:
    right = sum(bool(pair.gold and pair.found) for pair in pairs)
    score = Score(right, _count(pairs, "found"), _count(pairs, "gold"))
    return {"relation": score, **_by_type("relation", pairs)}


def _by_type(layer: str, pairs: Sequence[Pair]) -> dict[str, Measure]:
    hits = Counter(pair.gold["type"] for pair in pairs if pair.gold and pair.found)
    results = Counter(pair.found["type"] for pair in pairs if pair.found)
    expected = Counter(pair.gold["type"] for pair in pairs if pair.gold)
    return {
        f"{layer} {kind}": Score(hits[kind], results[kind], expected[kind])
        for kind in sorted(results.keys() | expected.keys())
    }


def _b_cubed(pairs: Sequence[tuple[Row, Row]]) -> Clustering:
    """Gold mentions of one type that share a name (the fullest or the acronym) are one thing."""
    leader: dict[tuple[str, str], tuple[str, str]] = {}

    def lead(name: tuple[str, str]) -> tuple[str, str]:
        while (above := leader.setdefault(name, name)) != name:
            name = above
        return name

    firsts = []
    for record, _ in pairs:
        first, *others = [(record["type"], key) for key in sorted(name_keys(record["name"][:2]))]
        firsts.append(first)
        for other in others:
            leader[lead(other)] = lead(first)
    things = [lead(first) for first in firsts]
    entities = [row["entity"] for _, row in pairs]
    thing_size, entity_size, joint = Counter(things), Counter(entities), Counter(zip(things, entities, strict=True))
    mentions = len(pairs) or 1
    both = list(zip(things, entities, strict=True))
    return Clustering(
        precision=sum(joint[pair] / entity_size[pair[1]] for pair in both) / mentions,
        recall=sum(joint[pair] / thing_size[pair[0]] for pair in both) / mentions,
        found=len(entity_size),
        gold=len(thing_size),
    )


def to_plain(measures: Mapping[str, Measure]) -> dict[str, Any]:
    """Measures as JSON values, ratios rounded to four digits."""
    return {
        name: {
            "p": round(measure.precision, 4),
            "r": round(measure.recall, 4),
            "f1": round(measure.f1, 4),
            "gold": measure.gold,
            "predicted": measure.found,
        }
        if isinstance(measure, Score | Clustering)
        else measure and round(measure, 4)
        for name, measure in measures.items()
    }


def by_document(alignment: Alignment, windows: Windows) -> dict[str, dict[str, Measure]]:
    """The measures of each document's windows alone, by its name."""

    def of(document: str, pairs: Iterable[Pair]) -> tuple[Pair, ...]:
        return tuple(pair for pair in pairs if windows[pair.window]["doc"] == document)

    everything = (*alignment.amounts, *alignment.mentions, *alignment.relations)
    return {
        document: measure(
            replace(
                alignment,
                amounts=of(document, alignment.amounts),
                mentions=of(document, alignment.mentions),
                relations=of(document, alignment.relations),
            )
        )
        for document in sorted({windows[pair.window]["doc"] for pair in everything})
    }
