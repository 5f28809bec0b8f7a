"""Confidence against truth: of the facts that were read with confidence 0.8, are four out of five right?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from filon.confidence import rule_of
from filon.evaluate.align import Alignment, Pair
from filon.evaluate.gold import Row
from filon.evaluate.misses import is_right

KINDS = ("mention", "amount", "relation")
BINS = 10


@dataclass(frozen=True, slots=True)
class Judged:
    """A found fact, with its kind (one of `KINDS`), its method (of an amount: `rule_of`) and whether the gold says so too."""

    kind: str
    document: str
    start: int
    method: str
    confidence: float
    right: bool


@dataclass(frozen=True, slots=True)
class Bin:
    """Facts of like confidence: how many, their mean confidence, the share of them that is right."""

    count: int
    confidence: float
    right: float


@dataclass(frozen=True, slots=True)
class Reliability:
    """The reliability curve of one kind of fact: `BINS` equal steps of confidence, empty ones left out."""

    kind: str
    bins: tuple[Bin, ...]

    @property
    def count(self) -> int:
        """How many facts were judged."""
        return sum(step.count for step in self.bins)

    @property
    def error(self) -> float:
        """The expected calibration error: by how much confidence and share of right facts differ, on average over facts."""
        gaps = sum(step.count * abs(step.confidence - step.right) for step in self.bins)
        return gaps / self.count if self.count else 0.0


def judged(alignment: Alignment) -> Iterator[Judged]:
    """Every found fact of the alignment; a row without a confidence is left out."""
    for kind in KINDS:
        pairs: Sequence[Pair] = getattr(alignment, f"{kind}s")
        for pair in pairs:
            right = is_right(pair, alignment, layer=kind)
            for row in (pair.found, *pair.also):
                if row is not None and row.get("confidence") is not None:
                    yield _judged(kind, row, right=right)


def _judged(kind: str, row: Row, *, right: bool) -> Judged:
    method = row.get("method") or ""
    if kind == "amount":
        method = rule_of(row["role"], len(row["funders"]), len(row["beneficiaries"]), method)
    return Judged(kind, row["document"], row["start"], method, row["confidence"], right)


def reliability(facts: Iterable[Judged]) -> dict[str, Reliability]:
    """The reliability of each kind of fact that was judged, in the order of `KINDS`."""
    facts = list(facts)
    curves = {kind: _curve(kind, [fact for fact in facts if fact.kind == kind]) for kind in KINDS}
    return {kind: curve for kind, curve in curves.items() if curve.bins}


def _curve(kind: str, facts: Sequence[Judged]) -> Reliability:
    steps: list[list[Judged]] = [[] for _ in range(BINS)]
    for fact in facts:
        steps[min(BINS - 1, int(fact.confidence * BINS))].append(fact)
    return Reliability(
        kind,
        tuple(
            Bin(
                len(step),
                sum(fact.confidence for fact in step) / len(step),
                sum(fact.right for fact in step) / len(step),
            )
            for step in steps
            if step
        ),
    )
