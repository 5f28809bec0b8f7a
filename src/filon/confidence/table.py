"""From the rule that read a fact to the probability that the fact is right."""

from __future__ import annotations

import functools
import json
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files

from filon.model import Amount, Annotation

KINDS = ("mention", "amount", "relation")
"""The kinds of fact that a gold annotation judges. An amount is right when its role is, and, being a flow, both its parties."""

Rate = tuple[float, int]
"""The probability of being right, and on how many judged facts it rests."""

# Chosen by Brier score and calibration error on documents and windows left out of the table.
_PRIOR = {"mention": 5, "amount": 40, "relation": 5}  # facts of the level above that every rate starts with
_ALIKE = 0.05  # how much facts of one method in one document are right or wrong together
_OWN = 0.5  # the weight of a rule's own word where the gold never saw the rule
_WITHIN = " > "  # between what a fact has and the rule that read it


def rule_of(amount: str, payers: int, receivers: int, method: str) -> str:
    """The rule of an amount within what was found of it: «award funder beneficiary > flow:give-verb».

    ``amount`` is its role. A grant whose receiver is unknown is less sure than one of whom all is told, whichever rule read it.
    """
    parties = (" funder" if payers else "") + (" beneficiary" if receivers else "")
    return f"{amount}{parties}{_WITHIN}{method}"


@dataclass(frozen=True, slots=True)
class Table:
    """Probabilities by kind and method: ``means`` are those of a kind as a whole."""

    means: Mapping[str, float]
    methods: Mapping[str, Mapping[str, Rate]]

    def probability(self, kind: str, method: str, raw: float) -> float:
        """The probability that a fact is right; a method that is not in the table keeps half its ``raw`` confidence.

        The other half is that of what the method stands within (`rule_of`), else of the kind. ``kind`` is one of `KINDS`; a kind
        that was never judged keeps ``raw``. Always between 0 and 1.
        """
        if kind not in self.means:
            return raw
        rates = self.methods.get(kind, {})
        if known := rates.get(method):
            return known[0]
        within = rates.get(method.partition(_WITHIN)[0])
        return round(_OWN * raw + (1 - _OWN) * (within[0] if within else self.means[kind]), 3)


def estimate(judged: Iterable[tuple[str, str, str, bool]]) -> Table:
    """The table of judged facts, each a kind, a method, a document and whether the fact is right.

    A method's rate is drawn toward its kind's mean, or toward the rate of what it stands within (`rule_of`), the more so the fewer
    facts show it. Many facts of one document count for less than as many of several: they tend to be right or wrong for one reason.
    """
    tallies: dict[str, dict[str, dict[str, list[bool]]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(list)))
    for kind, method, document, right in judged:
        whole, within, _ = method.partition(_WITHIN)
        for level in {whole, method} if within else {method}:
            tallies[kind][level][document].append(right)
    means: dict[str, float] = {}
    methods: dict[str, dict[str, Rate]] = {}
    for kind in (kind for kind in KINDS if kind in tallies):
        tops = [tally for method, tally in tallies[kind].items() if _WITHIN not in method]
        answers = [right for documents in tops for group in documents.values() for right in group]
        mean = sum(answers) / len(answers)
        means[kind] = round(mean, 3)
        exact: dict[str, float] = {}
        for method in sorted(tallies[kind], key=lambda name: (_WITHIN in name, name)):
            above = exact[method.partition(_WITHIN)[0]] if _WITHIN in method else mean
            exact[method] = _rate(tallies[kind][method].values(), above, _PRIOR[kind])
        methods[kind] = {
            method: (round(exact[method], 3), sum(len(group) for group in tallies[kind][method].values()))
            for method in sorted(exact)
        }
    return Table(means, methods)


def _rate(documents: Iterable[list[bool]], above: float, prior: float) -> float:
    right, weight = prior * above, prior
    for answers in documents:
        each = 1 / (1 + (len(answers) - 1) * _ALIKE)
        right += each * sum(answers)
        weight += each * len(answers)
    return right / weight


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
        "# confidence: drawn toward the rate of what stands before «>», else the mean of the kind, where few facts (n) were judged.",
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
            replace(one, confidence=known.probability("amount", _rule(one), one.confidence))
            for one in annotation.amounts
        ),
        relations=tuple(
            replace(one, confidence=known.probability("relation", one.method, one.confidence))
            for one in annotation.relations
        ),
    )


def _rule(amount: Amount) -> str:
    return rule_of(amount.role.value, len(amount.funders), len(amount.beneficiaries), amount.method)
