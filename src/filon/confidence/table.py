"""From the rule that read a fact to the probability that the fact is right."""

from __future__ import annotations

import functools
import json
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files

from filon.model import Annotation

KINDS = ("mention", "amount", "relation")
"""The kinds of fact that a gold annotation judges. An amount is right when its role is, and, being a flow, both its parties."""

Rate = tuple[float, int]
"""The probability of being right, and on how many judged facts it rests."""

# Chosen by Brier score and calibration error on documents and windows left out of the table.
_PRIOR = 5  # facts of the kind's mean that every method starts with
_ALIKE = 0.05  # how much facts of one method in one document are right or wrong together
_OWN = 0.5  # the weight of a rule's own word where the gold never saw the rule


@dataclass(frozen=True, slots=True)
class Table:
    """Probabilities by kind and method: ``means`` are those of a kind as a whole."""

    means: Mapping[str, float]
    methods: Mapping[str, Mapping[str, Rate]]

    def probability(self, kind: str, method: str, raw: float) -> float:
        """The probability that a fact is right; a method that is not in the table keeps half its ``raw`` confidence.

        ``kind`` is one of `KINDS`; a kind that was never judged keeps ``raw``. Always between 0 and 1.
        """
        if kind not in self.means:
            return raw
        known = self.methods.get(kind, {}).get(method)
        return known[0] if known else round(_OWN * raw + (1 - _OWN) * self.means[kind], 3)


def estimate(judged: Iterable[tuple[str, str, str, bool]]) -> Table:
    """The table of judged facts, each a kind, a method, a document and whether the fact is right.

    A method's rate is drawn toward its kind's mean, the more so the fewer facts show it. Many facts of one document count
    for less than as many of several: they tend to be right or wrong for one reason.
    """
    tallies: dict[str, dict[str, dict[str, list[bool]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for kind, method, document, right in judged:
        tallies[kind][method][document].append(right)
    means, methods = {}, {}
    for kind in (kind for kind in KINDS if kind in tallies):
        answers = [right for documents in tallies[kind].values() for group in documents.values() for right in group]
        mean = sum(answers) / len(answers)
        means[kind] = round(mean, 3)
        methods[kind] = {method: _rate(documents.values(), mean) for method, documents in sorted(tallies[kind].items())}
    return Table(means, methods)


def _rate(documents: Iterable[list[bool]], mean: float) -> Rate:
    count, right, weight = 0, _PRIOR * mean, float(_PRIOR)
    for answers in documents:
        each = 1 / (1 + (len(answers) - 1) * _ALIKE)
        count += len(answers)
        right += each * sum(answers)
        weight += each * len(answers)
    return round(right / weight, 3), count


@functools.cache
def read_table() -> Table:
    """The table that comes with Filon."""
    plain = tomllib.loads(files("filon.confidence").joinpath("methods.toml").read_text(encoding="utf-8"))
    return Table(
        {kind: plain[kind]["mean"] for kind in KINDS if kind in plain},
        {
            kind: {method: (rate["confidence"], rate["n"]) for method, rate in plain[kind]["methods"].items()}
            for kind in KINDS
            if kind in plain
        },
    )


def to_toml(table: Table) -> str:
    """The table as the text of ``methods.toml``."""
    lines = [
        "# How often each rule was right where a gold annotation says so: made by scripts/calibrate.py, not by hand.",
        "# confidence: drawn toward the mean of the kind where few facts (n) were judged.",
    ]
    for kind, mean in table.means.items():
        lines += ["", f"[{kind}]", f"mean = {mean}", "", f"[{kind}.methods]"]
        lines += [
            f"{json.dumps(method)} = {{ confidence = {confidence}, n = {count} }}"
            for method, (confidence, count) in table.methods[kind].items()
        ]
    return "\n".join(lines) + "\n"


def calibrated(annotation: Annotation, table: Table | None = None) -> Annotation:
    """The annotation with the table's probabilities (those that come with Filon by default) for the rules' own confidences."""
    known = table or read_table()
    return replace(
        annotation,
        mentions=tuple(
            replace(one, confidence=known.probability("mention", one.method, one.confidence))
            for one in annotation.mentions
        ),
        amounts=tuple(
            replace(one, confidence=known.probability("amount", one.method, one.confidence))
            for one in annotation.amounts
        ),
        relations=tuple(
            replace(one, confidence=known.probability("relation", one.method, one.confidence))
            for one in annotation.relations
        ),
    )
