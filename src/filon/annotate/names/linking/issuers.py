"""Whose paper it is: the issuer of a document and of each text that it holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from filon.annotate.names.candidate import Candidate
from filon.annotate.names.linking.keys import LEVELS, Key, Naming, level_of
from filon.model import EntityType, Genre

_HEAD = 3_000  # characters at a document's beginning in which its issuer is named
_PART_HEAD = 1_500
_MARKS = " \t*_#.|>-–\f"
_FOLLOWING_GENRES = frozenset({Genre.REPORT, Genre.OTHER, Genre.CONTRACT})


class Issuers:
    """The issuer of the document and of the part at each offset; keys of bodies, ``None`` where nobody is named."""

    def __init__(
        self, naming: Naming, kept: Sequence[Candidate], keys: Sequence[Key | None], parts: Sequence[dict[str, Any]]
    ) -> None:
        w = naming.w
        self._text = w.source
        named = [
            (w.start[c.first], w.end[c.last - 1], key)
            for c, key in zip(kept, keys, strict=True)
            if key is not None and key[0] is EntityType.ORG and level_of(key)
        ]
        counts = Counter(key for *_, key in named)
        head = _letterhead(kept, keys) or self._heading(named, 0, _HEAD)
        most = max(counts, key=lambda k: (counts[k], k[1])) if counts else None
        spoken_of = head is not None and (most is None or head not in counts or counts[head] * 4 >= counts[most])
        self.document: Key | None = head if spoken_of else most or _speaker(naming, kept)
        self.parts = [self._part(part, named, counts) for part in parts]
        self._extents = [(part["start"], part["end"]) for part in parts]

    def at(self, offset: int) -> Key | None:
        """The issuer of the part that holds this offset, else the document's."""
        return next(
            (key for (start, end), key in zip(self._extents, self.parts, strict=True) if start <= offset < end),
            self.document,
        )

    def _part(self, part: dict[str, Any], named: list[tuple[int, int, Key]], counts: Counter[Key]) -> Key | None:
        if self.document is not None and self.document not in counts:
            return self.document  # a syndicat, an agency: the territories its acts name are not their authors
        if part["genre"] in _FOLLOWING_GENRES:
            return self.document
        return self._heading(named, part["start"], min(part["end"], part["start"] + _PART_HEAD)) or self.document

    def _heading(self, named: list[tuple[int, int, Key]], start: int, end: int) -> Key | None:
        """The territorial body that stands alone on a line of this head, else the first that it names."""
        here = [(a, b, key) for a, b, key in named if start <= a < end]
        alone = next((key for a, b, key in here if self._alone(a, b)), None)
        return alone or (here[0][2] if here else None)

    def _alone(self, start: int, end: int) -> bool:
        line = self._text.rfind("\n", 0, start) + 1
        stop = self._text.find("\n", end)
        rest = self._text[line:start] + self._text[end : stop if stop >= 0 else len(self._text)]
        return not rest.strip(_MARKS)


def _speaker(naming: Naming, kept: Sequence[Candidate]) -> Key | None:
    """The body of a document that names none in full and says «le Département» throughout."""
    said = Counter(level for c in kept for level in LEVELS if c.method == f"org:{level}-short")
    return naming.territory(max(said, key=lambda level: (said[level], level))) if said else None


def _letterhead(kept: Sequence[Candidate], keys: Sequence[Key | None]) -> Key | None:
    """A body that is no territory, alone on the first lines, in whose name the paper is."""
    return next((key for c, key in zip(kept[:3], keys[:3], strict=True) if c.method == "org:letterhead"), None)
