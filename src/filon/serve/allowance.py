"""How many seconds of query time a client has left: a bucket for each, which fills as fast as a minute goes by."""

from __future__ import annotations

import math
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

_MINUTE: Final = 60.0
_CLIENTS: Final = 10_000  # as many are remembered, the latest


@dataclass(slots=True)
class Allowance:
    """``seconds`` of query time in a minute for each client; 0 means as much as it likes."""

    seconds: float
    clock: Callable[[], float] = time.monotonic
    _left: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def wait(self, client: str) -> int:
        """Whole seconds until the client may ask again; 0 where it may now."""
        left = self._now(client)
        return math.ceil(-left * _MINUTE / self.seconds) + 1 if self.seconds and left <= 0 else 0

    def spend(self, client: str, seconds: float) -> None:
        """Take what a query took from what the client has."""
        if self.seconds:
            self._left[client] = (self._now(client) - seconds, self.clock())
            self._left.move_to_end(client)
            while len(self._left) > _CLIENTS:
                self._left.popitem(last=False)

    def _now(self, client: str) -> float:
        left, at = self._left.get(client, (self.seconds, 0.0))
        return min(self.seconds, left + (self.clock() - at) * self.seconds / _MINUTE)
