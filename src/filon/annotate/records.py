"""Records: runs of «Key : value» lines about one thing («Bénéficiaire : X⏎Opération : Y⏎Localisation : Z»).

What a key says of its value is data (``data/records.toml``). Pure functions on a document's text and blocks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from filon.annotate.wordlists import wordlist
from filon.model import BlockKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from filon.model import Block

_LONGEST_KEY = 90  # characters
_FURTHER = re.compile(r"(?:[ \t][–—|•/;]|;)[ \t]*([A-ZÉÈ][^:;|–—\n]{2,45}?)[ \t]?:(?=[ \t])")
_ITEM = re.compile(r"([A-ZÉÈ][^:\n(]{2,44}?)[ \t]?:[ \t]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One key and its value: the key's characters, the value's, what the key says (a name of ``[fields]``, else ``None``), its block."""

    key: tuple[int, int]
    value: tuple[int, int]
    field: str | None
    block: int


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    fields = wordlist("records")["fields"]
    # «Maître d'ouvrage délégué» is a partner's key that begins like the owner's.
    order = sorted(fields, key=lambda name: name != "partner")
    return {name: re.compile(rf"[\W\d_]*(?:[a-z]\W+)?(?:{'|'.join(fields[name])})", re.IGNORECASE) for name in order}


def field_of(label: str) -> str | None:
    """What a key says of its value (a name of ``[fields]``), by its first words."""
    label = label.strip(" *_:\xa0\n")
    if len(label) > _LONGEST_KEY:
        return None
    return next((name for name, pattern in _patterns().items() if pattern.match(label)), None)


@cache
def _titles() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(rf"[\W\d_]*(?:{words})", re.IGNORECASE) for words in wordlist("records")["title"])


def title(text: str, record: Sequence[Entry]) -> Entry | None:
    """The entry that names what the record is about: «Intitulé» rather than «Opération», and that rather than «Objet»."""
    for pattern in _titles():
        for entry in record:
            if entry.field == "project" and pattern.match(text, *entry.key) and _says(text, entry):
                return entry
    return None


def _says(text: str, entry: Entry) -> bool:
    """Whether the value has words, not a number of the list alone («Action n° : 4.2»)."""
    return sum(character.isalpha() for character in text[slice(*entry.value)]) > 5


def records(text: str, blocks: Sequence[Block]) -> Iterator[tuple[Entry, ...]]:
    """The records of the document, in order; a key that names its thing, said again, opens the next one."""
    run: list[Entry] = []
    for index, block in enumerate(blocks):
        entries = list(_entries(text, index, block))
        if not entries:
            if not _interrupts(blocks, index, run):
                continue
            if run:
                yield tuple(run)
            run = []
        for entry in entries:
            if entry.field in ("project", "owner") and (_again(text, entry, run) or _apart(text, blocks, entry, run)):
                yield tuple(run)
                run = []
            run.append(entry)
    if run:
        yield tuple(run)


def _again(text: str, entry: Entry, run: list[Entry]) -> bool:
    key = text[slice(*entry.key)].casefold().strip(" *_")
    return any(text[slice(*other.key)].casefold().strip(" *_") == key for other in run)


def _apart(text: str, blocks: Sequence[Block], entry: Entry, run: list[Entry]) -> bool:
    """Whether blank lines part the records, and below one comes a key for what the run has told already.

    A project's key below one begins what was not told whose it is: «Partenaires : A» before it was of something else.
    """
    if entry.field == "project" and run and not any(other.field in ("project", "owner") for other in run):
        return text.count("\n", blocks[run[-1].block].end - 1, blocks[entry.block].start) > 1
    if not any(other.field == entry.field for other in run):
        return False
    ends = [blocks[other.block].end for other in run]
    starts = [*(blocks[other.block].start for other in run[1:]), blocks[entry.block].start]
    gaps = [text.count("\n", end - 1, start) > 1 for end, start in zip(ends, starts, strict=True)]
    return gaps[-1] and not all(gaps)


def _interrupts(blocks: Sequence[Block], index: int, run: list[Entry]) -> bool:
    """Whether a block without a key ends the record; page numbers and the list under a key do not."""
    block = blocks[index]
    if block.kind is BlockKind.SCAR or (block.table is not None and len(block.table.rows) == 1):
        return False
    return not (run and block.parent is not None and block.parent >= run[0].block)


def _entries(text: str, index: int, block: Block) -> Iterator[Entry]:
    """The block's key and value; where one line holds several, each («Porteur : X – Lieu : Y»)."""
    if block.kind is BlockKind.KEY_VALUE and block.label is not None:
        key, value = block.label, block.body
    elif block.kind is BlockKind.LIST_ITEM and (found := _ITEM.match(text, *block.body)):
        key, value = found.span(1), (found.end(), block.body[1])
        if field_of(text[slice(*key)]) is None or re.search(r"\s[A-ZÉÈ]", text[slice(*key)]):
            return  # «Commune de Foix : 3 000 €»
    else:
        return
    for further in _FURTHER.finditer(text, *value):
        if field_of(further[1]) is not None:
            yield Entry(key, (value[0], further.start()), field_of(text[slice(*key)]), index)
            key, value = further.span(1), (further.end(), value[1])
    yield Entry(key, value, field_of(text[slice(*key)]), index)
