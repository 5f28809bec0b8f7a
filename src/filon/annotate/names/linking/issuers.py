"""Whose paper it is: the issuer of a document and of each text that it holds."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from filon.annotate.names.candidate import Candidate
from filon.annotate.names.linking.keys import LEVELS, Key, Naming, level_of
from filon.annotate.names.linking.terms import OWN_WORDS
from filon.annotate.words import Words
from filon.model import EntityType, Genre

_HEAD = 3_000  # characters at a document's beginning in which its issuer is named
_PART_HEAD = 1_500
_LETTERHEAD = 200  # characters in which a paper's own name stands, alone on its line
_SPEAKS = 2  # short references from which a document speaks of a body as itself
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
        head = _letterhead(w, kept, keys) or self._heading(named, 0, _HEAD)
        most = max(counts, key=lambda k: (counts[k], k[1])) if counts else None
        spoken_of = head is not None and (most is None or head not in counts or counts[head] * 4 >= counts[most])
        found = head if spoken_of else most
        self.document: Key | None = _speaker(naming, kept, keys, found) or found
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
        alone = next((key for a, b, key in here if _alone(self._text, a, b)), None)
        return alone or (here[0][2] if here else None)


def _speaker(naming: Naming, kept: Sequence[Candidate], keys: Sequence[Key | None], found: Key | None) -> Key | None:
    """The body that the document calls «le Département», «l'Agence» throughout, where the one found is never called so.

    ``None`` where nothing tells another than the body found in the head.
    """
    said = Counter(word for c in kept if c.short and (word := _word_for_itself(c)) is not None)
    own = level_of(found) or (found[1].split(" ", 1)[0] if found is not None else "")
    word = max(said, key=lambda word: (said[word], word), default=None)
    if word is None or said[own] or (found is not None and said[word] < _SPEAKS):
        return None
    bodies = named_by_word(naming, kept, keys).get(word)
    if bodies:
        return bodies.most_common(1)[0][0]  # of those named as often, the first
    return naming.territory(word) if word in LEVELS else None


def named_by_word(naming: Naming, kept: Sequence[Candidate], keys: Sequence[Key | None]) -> dict[str, Counter[Key]]:
    """How often each body is named in full, by its level, else by the first word printed («agence»), in reading order."""
    named: dict[str, Counter[Key]] = defaultdict(Counter)
    for c, key in zip(kept, keys, strict=True):
        if key is not None and key[0] is EntityType.ORG and not c.short:
            named[level_of(key) or naming.w.norm[c.first]][key] += 1
    return named


def _word_for_itself(c: Candidate) -> str | None:
    """The level or the noun by which a short reference calls a body: «la Région» → region, «l'Agence» → agence."""
    level = next((level for level in LEVELS if c.method == f"org:{level}-short"), None)
    return level or (c.head if c.method == "org:short" and c.head in OWN_WORDS else None)


def _letterhead(w: Words, kept: Sequence[Candidate], keys: Sequence[Key | None]) -> Key | None:
    """A body that is no territory, alone on the first lines, in whose name the paper is."""
    for c, key in zip(kept[:3], keys[:3], strict=True):
        if c.method == "org:letterhead":
            return key
        if key is None or key[0] is not EntityType.ORG:
            continue
        heads = key[1].split(" ", 1)[0] in OWN_WORDS - {"pole"} or key[1].startswith("service departemental d incendie")
        top = w.start[c.first] < _LETTERHEAD and _alone(w.source, w.start[c.first], w.end[c.last - 1])
        return key if heads and top else None
    return None


def _alone(text: str, start: int, end: int) -> bool:
    """Does nothing but marks stand on the line of these characters?"""
    line, stop = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    return not (text[line:start] + text[end : stop if stop >= 0 else len(text)]).strip(_MARKS)
