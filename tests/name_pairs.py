"""The pairs of names in ``tests/pairs``, as two documents each, and what is found of them.

Run as a program it prints our scores beside those of ``rapidfuzz.fuzz.WRatio``; ``tuning`` or ``test`` as an argument lists the pairs of that half judged wrongly.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz import fuzz, utils

from filon.gazetteer import Entry, Gazetteer, load, normalise
from filon.model import Annotation, Attribute, AttributeName, Entity, EntityType, LocalEntity, Mention
from filon.resolve import resolve

HALVES = ("tuning", "test")
_NUMBERS = {"SIREN": AttributeName.SIREN, "RNA": AttributeName.RNA}


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names, each with what its document says around it; ``same`` is what a person says of them."""

    names: tuple[str, str]
    contexts: tuple[str, str]
    same: bool

    def documents(self, gazetteer: Gazetteer) -> tuple[Annotation, Annotation]:
        """The pair as the annotations of two documents; the name is each one's first entity."""
        first, second = (
            _document(side, name, context, gazetteer)
            for side, name, context in zip("ab", self.names, self.contexts, strict=True)
        )
        return first, second


def read_pairs(half: str) -> tuple[Pair, ...]:
    """The pairs of ``tuning`` or ``test``."""
    lines = (Path(__file__).parent / "pairs" / f"{half}.tsv").read_text(encoding="utf-8").splitlines()[1:]
    rows = (line.split("\t") for line in lines)
    return tuple(Pair((a, b), (around_a, around_b), verdict == "same") for a, around_a, b, around_b, verdict in rows)


def _document(name: str, said: str, context: str, gazetteer: Gazetteer) -> Annotation:
    """One document that names a thing, and its territories once each."""
    kind, names, attributes, grounds = EntityType.ORG, [said], [], []
    for item in filter(None, (item.strip() for item in context.split(";"))):
        word, _, rest = item.partition(" ")
        if item == "lieu":
            kind = EntityType.PLACE
        elif word == "dit":
            names.append(rest)
        elif word in _NUMBERS:
            attributes.append(Attribute(0, 1, 0, _NUMBERS[word], rest, 0.9, "test"))
        else:
            grounds = _grounds(item, gazetteer)
    keys = {entry.key: 1.0 for entry in grounds}
    place = kind is EntityType.PLACE and gazetteer.choose(gazetteer.candidates(normalise(said)), gazetteer.spread(keys))
    full, *others = sorted(names, key=len, reverse=True)  # as documents are read: the fullest form is the name
    thing = LocalEntity(kind, full, tuple(others), registry=place.key if place else None)
    around = [LocalEntity(EntityType.PLACE, entry.name, registry=entry.key) for entry in grounds]
    entities = (thing, *around)
    mentions = tuple(Mention(i, i + 1, i, 0.9, "test") for i in range(len(entities)))
    return Annotation(name, entities=entities, mentions=mentions, attributes=tuple(attributes))


def _grounds(names: str, gazetteer: Gazetteer) -> list[Entry]:
    """The territories of a context, its départements and régions first found, so that they tell namesakes apart."""
    found: dict[str, Entry] = {}
    for name in (each.strip() for each in reversed(names.split(","))):
        candidates = gazetteer.candidates(normalise(name))
        wide = [entry for entry in candidates if entry.kind in ("departement", "region") and not entry.former]
        entry = wide[0] if wide else gazetteer.choose(candidates, gazetteer.spread(dict.fromkeys(found, 1.0)))
        if entry is None:
            raise ValueError(f"no territory is called {name}")
        found[entry.key] = entry
    return list(found.values())


def joined(pair: Pair, gazetteer: Gazetteer) -> bool:
    """Whether resolution makes one thing of the two."""
    return any({("a", 0), ("b", 0)} <= set(entity.members) for entity in _resolved(pair, gazetteer))


def _resolved(pair: Pair, gazetteer: Gazetteer) -> tuple[Entity, ...]:
    return resolve(pair.documents(gazetteer), gazetteer)


@dataclass(frozen=True, slots=True)
class Scores:
    """Precision, recall and F1 of the pairs said to be the same."""

    precision: float
    recall: float
    f1: float


def score(said: Iterable[bool], pairs: Sequence[Pair]) -> Scores:
    """How right these answers are."""
    answers = list(zip(said, pairs, strict=True))
    right = sum(yes and pair.same for yes, pair in answers)
    found, wanted = sum(yes for yes, _ in answers), sum(pair.same for pair in pairs)
    precision, recall = right / found if found else 1.0, right / wanted
    return Scores(precision, recall, 2 * right / (found + wanted))


def wratio(pair: Pair) -> float:
    """The likeness of the two names by `rapidfuzz.fuzz.WRatio`, which knows no context."""
    return fuzz.WRatio(*pair.names, processor=utils.default_process)


def best_threshold(likeness: Callable[[Pair], float], pairs: Sequence[Pair]) -> float:
    """The threshold that gives the best F1 on these pairs."""
    values = [likeness(pair) for pair in pairs]
    return max(sorted(set(values)), key=lambda least: score((value >= least for value in values), pairs).f1)


def table(gazetteer: Gazetteer) -> list[tuple[str, str, Scores]]:
    """(half, who, scores): ours, `WRatio` with the tuning half's best threshold, and with each half's own best."""
    rows = []
    halves = {half: read_pairs(half) for half in HALVES}
    halves["both"] = halves["tuning"] + halves["test"]
    tuned = best_threshold(wratio, halves["tuning"])
    for half, pairs in halves.items():
        rows.append((half, "filon", score((joined(pair, gazetteer) for pair in pairs), pairs)))
        for least, how in ((tuned, "tuned"), (best_threshold(wratio, pairs), "best here")):
            said = (wratio(pair) >= least for pair in pairs)
            rows.append((half, f"WRatio ≥ {least:.1f} ({how})", score(said, pairs)))
    return rows


def main() -> None:
    gazetteer = load()
    write = sys.stdout.write
    write(f"{'half':8}{'':28}{'P':>7}{'R':>7}{'F1':>7}\n")
    for half, who, scores in table(gazetteer):
        write(f"{half:8}{who:28}{scores.precision:7.3f}{scores.recall:7.3f}{scores.f1:7.3f}\n")
    for half in sys.argv[1:]:
        for pair in read_pairs(half):
            if joined(pair, gazetteer) != pair.same:
                (a, b), (around_a, around_b) = pair.names, pair.contexts
                write(f"{'missed' if pair.same else 'WRONG '}  {a} [{around_a}]  ~  {b} [{around_b}]\n")


if __name__ == "__main__":
    main()
