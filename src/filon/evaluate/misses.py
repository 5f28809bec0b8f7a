"""What an alignment shows to be wrong, by kind, so that a kind can be mended and not a case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from filon.evaluate.align import (
    PARTIES,
    Alignment,
    Pair,
    is_flow,
    overlap,
    parties,
    same_flow,
    same_period,
    same_purpose,
    same_value,
    whole_flow,
)


class Verdict(StrEnum):
    """What became of one record."""

    RIGHT = "right"
    WRONG = "wrong"  # found, and something of it is not what the gold says
    MISSED = "missed"
    INVENTED = "invented"


@dataclass(frozen=True, slots=True)
class Miss:
    """One thing that is wrong: ``layer`` (amount, mention, relation), ``kind`` («missed», «funder wrong» …), ``type`` of the record."""

    layer: str
    kind: str
    type: str
    pair: Pair


def verdict(pair: Pair, alignment: Alignment, *, layer: str) -> Verdict:
    """What became of a pair, in every respect: an amount with a fault is wrong."""
    if pair.found is None:
        return Verdict.MISSED
    if pair.gold is None:
        return Verdict.INVENTED
    return Verdict.WRONG if layer == "amount" and faults(pair, alignment) else Verdict.RIGHT


def is_right(pair: Pair, alignment: Alignment, *, layer: str) -> bool:
    """Whether a pair says what the gold says, as the main measures count it: a flow is whole, any other amount has its role."""
    if pair.found is None or pair.gold is None:
        return False
    if layer != "amount":
        return True
    if is_flow(pair.found):
        return whole_flow(pair, alignment.names)
    return same_value(pair) and bool(pair.gold["role"] == pair.found["role"])


def misses(alignment: Alignment) -> Iterator[Miss]:
    """Everything that is wrong; one amount may be wrong in several ways. Exact ends of mentions are not looked at."""
    for pair in alignment.amounts:
        known = pair.gold or pair.found
        yield from (Miss("amount", kind, known["role"] if known else "", pair) for kind in faults(pair, alignment))
    taken = {id(pair.found): pair for pair in alignment.mentions if pair.gold is None}
    for pair in alignment.mentions:
        if pair.gold and pair.found is None:
            other = next((each for each in taken.values() if each.found and _same_place(pair, each)), None)
            kind = f"typed {other.found['type']}" if other and other.found else "missed"
            yield Miss("mention", kind, pair.gold["type"], pair)
        elif pair.found and pair.gold is None:
            yield Miss("mention", "invented", pair.found["type"], pair)
    for pair in alignment.relations:
        if pair.gold and pair.found is None:
            yield Miss("relation", "missed", pair.gold["type"], pair)
        elif pair.found and pair.gold is None:
            yield Miss("relation", "invented", pair.found["type"], pair)


def faults(pair: Pair, alignment: Alignment) -> list[str]:
    """What is wrong about an amount, in the order of reading; nothing where all is right."""
    if pair.found is None:
        return ["missed"]
    if pair.gold is None:
        return ["invented"]
    wrong = []
    if not same_value(pair):
        wrong.append("value wrong")
    if pair.gold["role"] != pair.found["role"]:
        wrong.append("role wrong")
    if same_flow(pair):
        wrong += [f"{role} wrong" for role, _ in PARTIES if not parties(pair, role, alignment.names).whole]
        wrong += [
            f"{field} wrong"
            for field, same in (("purpose", same_purpose(pair)), ("period", same_period(pair)))
            if same is False
        ]
    return wrong


def counts(alignment: Alignment) -> dict[str, Counter[str]]:
    """How many misses of each kind («mention missed» …) there are, by type of record; most frequent kinds first."""
    found: dict[str, Counter[str]] = {}
    for miss in misses(alignment):
        found.setdefault(f"{miss.layer} {miss.kind}", Counter())[miss.type] += 1
    return dict(sorted(found.items(), key=lambda item: (-item[1].total(), item[0])))


def _same_place(missed: Pair, invented: Pair) -> bool:
    if missed.gold is None or invented.found is None:
        return False
    return bool(missed.gold["document"] == invented.found["document"]) and overlap(missed.gold, invented.found) > 0
