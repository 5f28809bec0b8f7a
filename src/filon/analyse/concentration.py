"""How unequally money is spread, and how far each beneficiary hangs on one funder.

Gini: Gini, Variabilità e mutabilità (1912), from the ordered values as Sen, On Economic Inequality (1973), 31. Herfindahl: Herfindahl, Concentration
in the steel industry (1950), the sum of squared shares, 1/n to 1. Lorenz: Lorenz, Methods of measuring the concentration of wealth (1905).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

Values = Iterable[Any]  # numbers of any kind; those below or equal to zero are no share of anything


def _positive(values: Values) -> list[float]:
    return sorted(float(value) for value in values if value > 0)


def herfindahl(values: Values) -> float | None:
    """The sum of squared shares; ``None`` where there is nothing to share."""
    held = _positive(values)
    whole = sum(held)
    return sum((value / whole) ** 2 for value in held) if held else None


def gini(values: Values) -> float | None:
    """0 where all hold the same, (n-1)/n where one holds all; ``None`` where there is nothing. Zeros count as holders of nothing."""
    held = sorted(float(value) for value in values if value >= 0)
    whole, count = sum(held), len(held)
    if not whole:
        return None
    return sum((2 * rank - count - 1) * value for rank, value in enumerate(held, 1)) / (count * whole)


def lorenz(values: Values) -> tuple[list[float], list[float]]:
    """The Lorenz curve from (0, 0) to (1, 1): the share of holders, poorest first, and the share they hold together."""
    held = _positive(values)
    whole, sums = sum(held), [0.0]
    for value in held:
        sums.append(sums[-1] + value)
    steps = len(held)
    return [rank / steps for rank in range(steps + 1)] if steps else [0.0], [
        part / whole for part in sums
    ] if steps else [0.0]


@dataclass(frozen=True, slots=True)
class Dependency:
    """What one beneficiary receives, in euros, and from whom: ``share`` is that of its main funder, ``herfindahl`` over all its funders.

    ``joint`` is the part of ``received`` that comes of joint sums in equal parts.
    """

    beneficiary: str
    received: float
    funders: int
    main: str
    share: float
    herfindahl: float
    joint: float = 0.0


def dependencies(graph: Any) -> list[Dependency]:
    """The dependency of each beneficiary of a funding graph on its main funder, those that receive most first."""
    found = []
    for node in graph:
        gifts = {funder: data["weight"] for funder, _, data in graph.in_edges(node, data=True) if data["weight"] > 0}
        if gifts:
            received = sum(gifts.values())
            main = min(gifts, key=lambda funder: (-gifts[funder], funder))
            index = herfindahl(gifts.values())
            assert index is not None  # noqa: S101 - there are gifts
            joint = sum(float(data.get("joint", 0)) for *_, data in graph.in_edges(node, data=True))
            found.append(Dependency(node, received, len(gifts), main, gifts[main] / received, index, joint))
    return sorted(found, key=lambda each: (-each.received, each.beneficiary))
