"""Make the table of confidences anew: how often each rule is right where a gold annotation says so.

    python scripts/calibrate.py DOCUMENTS GOLD WINDOWS [DOCUMENTS GOLD WINDOWS …] [--to FILE]

DOCUMENTS is a folder, GOLD a JSON Lines file of its annotation, WINDOWS the stretches the gold covers. Nothing of the gold goes
into the table but counts. What is printed was measured on facts that the table in question had not seen: once with each document
left out, once with each eighth of the windows.
"""

from __future__ import annotations

import argparse
import tempfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from filon.archive import read_facts
from filon.build import build
from filon.confidence import estimate, to_toml
from filon.evaluate import Judged, align, judged, read_gold, read_windows, reliability
from filon.store import current_version

TABLE = Path(__file__).parents[1] / "src/filon/confidence/methods.toml"
FOLDS = 8


def main() -> None:
    """Judge, measure on what is left out, write the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("paths", nargs="+", type=Path, metavar="DOCUMENTS GOLD WINDOWS")
    parser.add_argument("--to", type=Path, default=TABLE, help="the table to write")
    given = parser.parse_args()
    if len(given.paths) % 3:
        parser.error("give documents, gold and windows, as many times as there are golds")
    facts = [
        fact
        for documents, gold, windows in zip(*[iter(given.paths)] * 3, strict=True)
        for fact in judge(documents, gold, windows)
    ]
    print(f"{'left out':<10}{'kind':<10}{'facts':>6}{'right':>7}{'ECE':>7}{'Brier':>7}")
    for name, key in (("document", lambda fact: fact[0].document), ("window", lambda fact: str(_fold(fact[1])))):
        report(name, list(left_out(facts, key)))
    table = estimate((fact.kind, fact.method, fact.document, fact.right) for fact, _ in facts)
    report("nothing", [_again(fact, table.probability(fact.kind, fact.method, 0.5)) for fact, _ in facts])
    given.to.write_text(to_toml(table), encoding="utf-8")
    print(given.to)


def judge(documents: Path, gold: Path, windows: Path) -> Iterator[tuple[Judged, str]]:
    """Every fact read in the windows, judged, with the id of its window."""
    with tempfile.TemporaryDirectory() as place:
        kg = Path(place) / "kg"
        build([documents], kg)
        facts = read_facts(current_version(kg) / "facts")
    known = read_windows(windows)
    for fact in judged(align(facts, read_gold(gold), known)):
        inside = (
            name
            for name, window in known.items()
            if window["doc"] == fact.document and window["start"] <= fact.start < window["end"]
        )
        yield fact, next(inside)


def left_out(facts: Sequence[tuple[Judged, str]], key: Callable[[tuple[Judged, str]], str]) -> Iterator[Judged]:
    """Every fact with the confidence that a table made without its group gives it."""
    for group in sorted({key(fact) for fact in facts}):
        rest = [fact for fact in facts if key(fact) != group]
        table = estimate((fact.kind, fact.method, fact.document, fact.right) for fact, _ in rest)
        for fact, window in facts:
            if key((fact, window)) == group:
                mean = table.means[fact.kind]  # a rule's own word is no longer known here
                yield _again(fact, table.probability(fact.kind, fact.method, mean))


def report(name: str, facts: Sequence[Judged]) -> None:
    """Print the calibration error and the Brier score of each kind."""
    for kind, curve in reliability(facts).items():
        here = [fact for fact in facts if fact.kind == kind]
        right = sum(fact.right for fact in here) / len(here)
        brier = sum((fact.confidence - fact.right) ** 2 for fact in here) / len(here)
        print(f"{name:<10}{kind:<10}{len(here):>6}{right:>7.3f}{curve.error:>7.3f}{brier:>7.3f}")


def _fold(window: str) -> int:
    return zlib.crc32(window.encode()) % FOLDS


def _again(fact: Judged, confidence: float) -> Judged:
    return replace(fact, confidence=confidence)


if __name__ == "__main__":
    main()
