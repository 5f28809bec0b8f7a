"""What one query, one client and the whole endpoint may use. All in one value, so that `filon serve` can show and change it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """Ceilings of the endpoint.

    ``seconds`` of wall clock a request has in a worker, ``memory`` bytes that a worker may take beyond the graph it shares,
    ``output`` bytes an answer may have; ``workers`` processes, ``queue`` requests that may wait for one; ``allowance``
    query seconds a client has in a minute (0: as many as it likes); ``recent`` bytes of answers that are kept to be given again. Of a query's text: ``length`` in bytes, ``depth`` of
    nested brackets, ``groups`` in braces, ``patterns`` between separators, ``operators`` that chain expressions and paths.
    """

    seconds: float = 30.0
    memory: int = 2 << 30
    output: int = 1 << 30
    workers: int = 2
    queue: int = 64
    allowance: float = 60.0
    recent: int = 32 << 20
    length: int = 64 << 10
    depth: int = 100
    groups: int = 200
    patterns: int = 200
    operators: int = 1_000
