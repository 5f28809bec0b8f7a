"""Answers given lately. The graph served is one that does not change, so they are still right; a newer graph has other tags."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Kept:
    """A whole answer."""

    content: bytes
    media_type: str
    status: int


@dataclass(slots=True)
class Recent:
    """As many answers as fit into ``room`` bytes, the latest used."""

    room: int
    _kept: OrderedDict[str, Kept] = field(default_factory=OrderedDict)
    _size: int = 0

    def get(self, tag: str) -> Kept | None:
        """The answer of this tag, where it is still kept."""
        found = self._kept.get(tag)
        if found is not None:
            self._kept.move_to_end(tag)
        return found

    def keep(self, tag: str, answer: Kept) -> None:
        """Keep an answer, and let go of those that were not asked for the longest."""
        if tag in self._kept or len(answer.content) > self.room:
            return
        self._kept[tag] = answer
        self._size += len(answer.content)
        while self._size > self.room:
            _, oldest = self._kept.popitem(last=False)
            self._size -= len(oldest.content)
