"""Text to blocks: headings, articles, paragraphs, list items, key-value lines, tables and scars, in one pass over its lines.

Layout alone decides, as a reader would decide at arm's length: numbers, bullets, colons, capitals, tabs, blank lines.
The characters are never changed; a paragraph that a page border or a blank line breaks in mid-sentence is one block,
and the page number in it is a `SCAR` nested in the block.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from filon.model import Block, BlockKind
from filon.read import markers, tables
from filon.read.drafts import OPEN_END, STARTS_LOWER, TITLE, WRAPPED, Draft
from filon.read.lines import Line, cut_lines
from filon.read.nesting import nest
from filon.read.openings import open_drafts
from filon.read.unruled import table_at

if TYPE_CHECKING:
    from collections.abc import Sequence

_CLOSING = re.compile(r"(?:Fait|Signé|Certifié|Publié|Reçu|Affiché|Envoyé|Transmis)\b")  # the formulae under an act
_PERSON = re.compile(  # a signatory's name: «Prénom NOM»
    r"(?:(?:M\.|Mme|Monsieur|Madame|Me|Dr)\s)?[A-ZÀ-Þ][a-zà-ÿ]+(?:[ -][A-ZÀ-Þ][a-zà-ÿ]+){0,3}(?:\s(?:de|du|des|la|le|d['’]))*"
    r"(?:\s?[A-ZÀ-ÞŒ][A-ZÀ-ÞŒ'’-]+){1,4}"
)


def find_blocks(text: str, page_starts: Sequence[int] = ()) -> tuple[Block, ...]:
    """The document's blocks, sorted by start; ``page_starts`` are the offsets where pages begin, if the format has pages.

    Every character that is not blank lies in a block. Parents precede their children. Never raises.
    """
    drafts = _group(text, cut_lines(text, tuple(page_starts)))
    drafts = _mend(text, drafts)
    _name_headings(drafts)
    return nest(text, drafts)


def _group(text: str, lines: list[Line]) -> list[Draft]:
    """Lines to drafts: each either opens a block or goes on with the one before."""
    drafts: list[Draft] = []
    open_draft: Draft | None = None
    index = 0
    while index < len(lines):
        line = lines[index]
        after = lines[index + 1] if index + 1 < len(lines) else None
        if line.scar and not _is_rule_of(open_draft, line):
            drafts.append(Draft(BlockKind.SCAR, [line]))
            if open_draft and open_draft.kind is not BlockKind.TABLE:
                open_draft = None
            index += 1
            continue
        if open_draft and open_draft.kind is BlockKind.TABLE and _goes_on_table(open_draft, line, after):
            open_draft.add(line)
            index += 1
            continue
        if (found := table_at(lines, index)) is not None:
            for head in found.head:
                open_draft = _place(drafts, head, None, open_draft)
            drafts.append(Draft(BlockKind.TABLE, found.lines, table=found.table))
            open_draft = _place(drafts, found.tail[0], None, None) if found.tail else drafts[-1]
            index = found.stop
            continue
        open_draft = _place(drafts, line, after, open_draft)
        index += 1
    for draft in drafts:
        if draft.kind is BlockKind.TABLE and draft.table is None:
            draft.table = tables.build(text, draft.lines, aligned=draft.style == "aligned")
    return drafts


def _place(drafts: list[Draft], line: Line, after: Line | None, open_draft: Draft | None) -> Draft:
    """Let a line open its block, or go on with the one that is open; the block that is open then."""
    opened = open_drafts(line, after, open_draft)
    if opened:
        drafts.extend(opened)
        return opened[-1]
    assert open_draft is not None  # noqa: S101 - open_drafts gives none only to go on with a block
    open_draft.add(line)
    return open_draft


def _is_rule_of(table: Draft | None, line: Line) -> bool:
    """Whether the line is the rule under the header of the pipe table above it."""
    is_pipe_table = table is not None and table.kind is BlockKind.TABLE and table.last.startswith("|")
    return is_pipe_table and not line.gap and tables.is_rule(line.text)


def _goes_on_table(table: Draft, line: Line, after: Line | None) -> bool:
    if table.table is not None:
        return False  # a table whose cells ran together is whole
    last = table.last
    if table.style == "aligned":
        return not line.gap and tables.is_aligned(line.text)
    if tables.is_row(line.text):
        same_kind = line.text.startswith("|") == last.startswith("|")
        return same_kind and (not line.gap or tables.width(line.text) == tables.width(last))
    return not line.gap and tables.may_continue(line.text, last, after.text if after and not after.gap else None)


def _mend(text: str, drafts: list[Draft]) -> list[Draft]:
    """Join the paragraphs that a page border or a blank line broke in mid-sentence; scars between stay as they are."""
    mended: list[Draft] = []
    body: Draft | None = None  # the last draft that is no scar
    for draft in drafts:
        if draft.kind is BlockKind.SCAR:
            mended.append(draft)
            continue
        if body is not None and draft.kind is BlockKind.PARAGRAPH and _broken(text, body, draft):
            for line in draft.lines:
                body.add(line)
            continue
        mended.append(draft)
        body = draft
    return mended


def _broken(text: str, before: Draft, draft: Draft) -> bool:
    if before.closed or before.kind not in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM, BlockKind.KEY_VALUE):
        return False
    if before.kind is BlockKind.KEY_VALUE and before.start + before.lead >= before.lines[0].end:
        return False
    last, first = before.lines[-1].text, draft.lines[0].text
    if markers.ends_sentence(last):
        return False
    long = len(last) >= WRAPPED or OPEN_END.search(last[-12:]) is not None
    if STARTS_LOWER.match(first) and not first[0].isdigit() and (long or before.kind is BlockKind.PARAGRAPH):
        return True
    goes_on = len(last) >= WRAPPED and OPEN_END.search(last[-12:]) and not last.rstrip("*_ ").endswith(",")
    if goes_on and markers.ends_sentence(draft.last):
        return True
    # A quotation or a parenthesis that is still open at the break and closed right after it.
    tail, begin = text[max(before.start, before.end - 1000) : before.end], text[draft.start : draft.start + 400]
    return any(
        tail.rfind(mark) > tail.rfind(end) and 0 <= begin.find(end) < begin.find(mark) % 1000
        for mark, end in ("«»", "()")
    )


def _name_headings(drafts: list[Draft]) -> None:
    """A short line that stands alone and ends no sentence is a heading where text follows it, else it is a label of its own."""
    following: Draft | None = None
    for draft in reversed(drafts):
        if draft.kind is BlockKind.SCAR:
            continue
        if draft.kind is BlockKind.HEADING and draft.number and _is_sentence(draft):
            draft.kind = BlockKind.LIST_ITEM if draft.number.startswith("decimal") else BlockKind.PARAGRAPH
        if draft.kind is BlockKind.PARAGRAPH and following is not None and _is_title(draft) and _is_content(following):
            draft.kind = BlockKind.HEADING
            draft.style = draft.style or "plain"
        following = draft


def _is_sentence(heading: Draft) -> bool:
    """Whether a numbered heading turns out, with all its lines, to be a sentence."""
    said = heading.lines[-1].text.rstrip("*_ ")
    return (
        bool(heading.lead)
        and len(heading.lines) > 1
        and (said[-1] in ".;,:" or heading.end - heading.start > 2 * TITLE)
    )


def _is_title(draft: Draft) -> bool:
    if draft.closed or len(draft.lines) > 3 or draft.end - draft.start > TITLE:
        return False
    said = " ".join(line.text for line in draft.lines)
    bare = said.strip("*_ ")
    letters = sum(character.isalpha() for character in bare)
    if letters < 6 or letters < len(bare) * 0.6 or not (bare[0].isupper() or bare[0] == "«"):
        return False
    return (
        not markers.ends_sentence(said)
        and bare[-1] not in ",-–'’("
        and not (_PERSON.fullmatch(bare) or _CLOSING.match(bare))
    )


def _is_content(draft: Draft) -> bool:
    if draft.kind in (BlockKind.LIST_ITEM, BlockKind.TABLE):
        return True
    if draft.kind in (BlockKind.HEADING, BlockKind.ARTICLE):
        return draft.kind is BlockKind.HEADING and bool(draft.number)
    if draft.kind is BlockKind.KEY_VALUE or draft.end - draft.start >= 2 * WRAPPED:
        return True
    return markers.ends_sentence(draft.last) and draft.end - draft.start >= 30
