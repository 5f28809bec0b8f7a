"""Facts against a gold annotation: how much was found, how much of it is right.

The gold is a list of records in windows of documents (amounts, entity mentions, relations), each naming a thing by a
list of acceptable names, the first being the fullest. A found thing is right where one of its labels is one of those
names, compared without case, accents, punctuation and leading article. Only what starts inside a window that the gold
covers is scored. Greedy matching in gold order keeps every count an integer that can be traced by hand.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filon.errors import UsageError

Row = Mapping[str, Any]
Facts = Mapping[str, Sequence[Row]]
Windows = Mapping[str, Row]

FLOW_ROLES = frozenset({"award", "plan", "spend", "part"})
_CENT = 0.005
_SAME_PURPOSE = 0.5
_ARTICLE = re.compile(r"^(?:le|la|les|l|du|de la|de l|des|de|d|un|une) ")
_MUNICIPALITY = re.compile(r"^(?:commune|ville|mairie) (?:de la|de l|du|des|de|d) ")


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


def read_windows(path: Path) -> dict[str, Row]:
    """The windows of a JSON list by their id; raises `UsageError` where the file is none."""
    try:
        return {window["id"]: window for window in json.loads(path.read_text(encoding="utf-8"))}
    except OSError as error:
        raise UsageError(f"cannot read the windows {path}: {error.strerror}; give the JSON list of windows.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{path} is not a list of windows (JSON objects with id, doc, start, end).") from error


def read_gold(path: Path) -> list[Row]:
    """The gold records of a JSON Lines file; raises `UsageError` with the line that is not one."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read the gold {path}: {error}; give a JSON Lines file.") from error
    records: list[Row] = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                record = json.loads(line)
                record["layer"], record["window"], record["quote"]
            except (ValueError, KeyError, TypeError) as error:
                raise UsageError(f"{path}, line {number}, is not a gold record (layer, window, quote …).") from error
            records.append(record)
    return records


def evaluate(facts: Facts, gold: Iterable[Row], windows: Windows) -> dict[str, Measure]:
    """Score facts against gold records.

    ``facts`` holds the rows of the four files of the facts export under ``entities``, ``mentions``, ``amounts`` and
    ``relations``; ``windows`` maps a gold record's ``window`` to its document and its ``[start, end)``.
    Returns measures by name, in reading order. Raises `UsageError` where a record names an unknown window.
    """
    gold = list(gold)
    if unknown := sorted({record["window"] for record in gold} - windows.keys()):
        raise UsageError(f"the gold names the window {unknown[0]!r}, which the windows file does not hold.")
    covered: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for name in {record["window"] for record in gold}:
        covered[windows[name]["doc"]].append((windows[name]["start"], windows[name]["end"]))

    def inside(row: Row) -> bool:
        return any(start <= row["start"] < end for start, end in covered.get(row["document"], ()))

    labels = {row["iri"]: name_keys([row.get("label"), *row.get("alt_labels", ())]) for row in facts["entities"]}
    by_layer: dict[str, list[Row]] = defaultdict(list)
    for record in gold:
        by_layer[record["layer"]].append({**record, "document": windows[record["window"]]["doc"]})
    found = {layer: [row for row in facts[layer] if inside(row)] for layer in ("amounts", "mentions", "relations")}
    types = {row["iri"]: row["type"] for row in facts["entities"]}
    return {
        **_amounts(by_layer["amount"], found["amounts"], labels),
        **_mentions(by_layer["entity"], found["mentions"]),
        **_relations(by_layer["relation"], found["relations"], windows, labels, types),
    }


# --- names and spans ------------------------------------------------------------------------------------------


def normal_name(name: str) -> str:
    """A name without case, accents, punctuation, leading article and «commune de»."""
    text = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    text = re.sub(r"[^a-z0-9]+", " ", text).strip()
    return _MUNICIPALITY.sub("", _ARTICLE.sub("", text))


def name_keys(names: Iterable[str | None]) -> frozenset[str]:
    """The normal forms of names, without empty ones."""
    return frozenset(key for name in names if name and (key := normal_name(name)))


def _overlap(one: Row, other: Row) -> int:
    shared: int = min(one["end"], other["end"]) - max(one["start"], other["start"])
    return max(0, shared)


def _pair(
    gold: Sequence[Row],
    found: Sequence[Row],
    closeness: Callable[[Row, Row], tuple[int, int]],
    group: Callable[[Row], object],
) -> Iterator[tuple[Row, Row]]:
    """Each gold record with the closest found row of its group that overlaps it and is still free, in gold order."""
    free: dict[object, list[Row]] = defaultdict(list)
    for row in found:
        free[group(row)].append(row)
    for record in gold:
        candidates = free[group(record)]
        best = max(candidates, key=lambda row: closeness(record, row), default=None)
        if best is not None and _overlap(record, best):
            candidates.remove(best)
            yield record, best


def _share_of_words(one: str | None, other: str | None) -> float:
    words, others = Counter(normal_name(one or "").split()), Counter(normal_name(other or "").split())
    same = (words & others).total()
    return 2 * same / (words.total() + others.total()) if same else 0.0


# --- amounts and flows ----------------------------------------------------------------------------------------


def _amounts(gold: Sequence[Row], found: Sequence[Row], labels: Mapping[str, frozenset[str]]) -> dict[str, Measure]:
    pairs = _pair(gold, found, lambda record, row: (_overlap(record, row), 0), lambda row: row["document"])
    right = [(record, row) for record, row in pairs if abs(record["value"] - row["value"]) < _CENT]
    flows = [(record, row) for record, row in right if record["role"] in FLOW_ROLES and row["role"] in FLOW_ROLES]
    gold_flows = sum(record["role"] in FLOW_ROLES for record in gold)
    found_flows = sum(row["role"] in FLOW_ROLES for row in found)
    parties = {
        role: _parties(flows, role, field, labels)
        for role, field in (("funder", "funders"), ("beneficiary", "beneficiaries"))
    }
    whole = sum(
        all(score.right == score.found == score.gold for score in flow) for flow in zip(*parties.values(), strict=True)
    )
    return {
        "amount": Score(len(right), len(found), len(gold)),
        "role accuracy": sum(record["role"] == row["role"] for record, row in right) / len(right) if right else 0.0,
        "flow detected": Score(len(flows), found_flows, gold_flows),
        **{
            role: Score(*(sum(getattr(score, part) for score in scores) for part in ("right", "found", "gold")))
            for role, scores in parties.items()
        },
        "purpose accuracy": _accuracy(
            _share_of_words(record["purpose"], row.get("purpose")) >= _SAME_PURPOSE
            for record, row in flows
            if record.get("purpose")
        ),
        "period accuracy": _accuracy(
            record["period"] == row.get("period") for record, row in flows if record.get("period")
        ),
        "whole flow": Score(whole, found_flows, gold_flows),
    }


def _parties(
    flows: Sequence[tuple[Row, Row]], role: str, field: str, labels: Mapping[str, frozenset[str]]
) -> list[Score]:
    """For each flow, how many of the parties that the gold names find an entity of their own."""
    scores = []
    for record, row in flows:
        left = [labels.get(iri, frozenset()) for iri in row.get(field) or ()]
        found, hits = len(left), 0
        for names in record[role]:
            wanted = name_keys(names)
            entity = next((keys for keys in left if wanted & keys), None)
            if entity is not None:
                left.remove(entity)
                hits += 1
        scores.append(Score(hits, found, len(record[role])))
    return scores


def _accuracy(answers: Iterable[bool]) -> float | None:
    answers = list(answers)
    return sum(answers) / len(answers) if answers else None


# --- mentions and resolution ----------------------------------------------------------------------------------


def _mentions(gold: Sequence[Row], found: Sequence[Row]) -> dict[str, Measure]:
    def closeness(record: Row, row: Row) -> tuple[int, int]:
        return _overlap(record, row), -abs((row["end"] - row["start"]) - (record["end"] - record["start"]))

    pairs = list(_pair(gold, found, closeness, lambda row: (row["document"], row["type"])))
    exact = sum((record["start"], record["end"]) == (row["start"], row["end"]) for record, row in pairs)
    return {
        "mention": Score(len(pairs), len(found), len(gold)),
        "mention exact": Score(exact, len(found), len(gold)),
        **_by_type(
            "mention", [record["type"] for record, _ in pairs], [r["type"] for r in found], [r["type"] for r in gold]
        ),
        "resolution B3": _b_cubed(pairs),
    }


def _by_type(layer: str, right: Iterable[str], found: Iterable[str], gold: Iterable[str]) -> dict[str, Measure]:
    hits, results, expected = Counter(right), Counter(found), Counter(gold)
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


# --- relations ------------------------------------------------------------------------------------------------


def _relations(
    gold: Sequence[Row],
    found: Sequence[Row],
    windows: Windows,
    labels: Mapping[str, frozenset[str]],
    types: Mapping[str, str],
) -> dict[str, Measure]:
    """Distinct triples in a window; a person's membership is left out, since attendance lists are not annotated."""
    in_window: dict[str, dict[tuple[str, str, str], None]] = defaultdict(dict)  # a dict keeps the order of the rows
    for row in found:
        if row["type"] == "member" and types.get(row["subject"]) == "PERSON":
            continue
        for name, window in windows.items():
            if window["doc"] == row["document"] and window["start"] <= row["start"] < window["end"]:
                in_window[name][row["type"], row["subject"], row["object"]] = None
    results = [triple[0] for triples in in_window.values() for triple in triples]
    gold = [record for record in gold if not (record["type"] == "member" and record.get("subject_type") == "PERSON")]
    right = []
    for record in gold:
        subject, obj = name_keys(record["subject"]), name_keys(record["object"])
        triples = in_window[record["window"]]
        for triple in triples:
            kind, from_iri, to_iri = triple
            if (
                kind == record["type"]
                and subject & labels.get(from_iri, frozenset())
                and obj & labels.get(to_iri, frozenset())
            ):
                del triples[triple]
                right.append(kind)
                break
    expected = [record["type"] for record in gold]
    return {"relation": Score(len(right), len(results), len(gold)), **_by_type("relation", right, results, expected)}


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
