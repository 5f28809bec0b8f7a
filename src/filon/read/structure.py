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
from filon.read.drafts import Draft
from filon.read.lines import Line, cut_lines
from filon.read.nesting import nest

if TYPE_CHECKING:
    from collections.abc import Sequence

_LEADER = re.compile(r"(?:\.{4,}|…{2,}|(?:\. ){4,})\s*\d{0,4}\s*$")
_STARTS_LOWER = re.compile(r"[\s*_«\"“(]*(?:[a-zà-öø-ÿœ]|\d{4}[ ,;.)])")
_OPEN_END = re.compile(
    r"(?:\b(?:de|du|des|d|la|le|les|l|et|ou|à|au|aux|en|par|pour|sur|avec|dans|entre|un|une|que|qui|dont|ce|cette|ces|son|sa|ses|leur"
    r"|leurs|soit|sous|vers|chez|sans|selon|ainsi|n°)|[-,'’(])[\s*_]*$",
    re.IGNORECASE,
)
_PERSON = re.compile(  # a signatory's name: «Prénom NOM»
    r"(?:(?:M\.|Mme|Monsieur|Madame|Me|Dr)\s)?[A-ZÀ-Þ][a-zà-ÿ]+(?:[ -][A-ZÀ-Þ][a-zà-ÿ]+){0,3}(?:\s(?:de|du|des|la|le|d['’]))*"
    r"(?:\s?[A-ZÀ-ÞŒ][A-ZÀ-ÞŒ'’-]+){1,4}"
)
_WRAPPED = 55  # a line at least this long may have been broken by the page's width
_UNWRAPPED = 200  # a line this long was not wrapped at all
_TITLE = 150  # a heading is not longer


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
        if line.scar and not (
            open_draft and open_draft.kind is BlockKind.TABLE and not line.gap and tables.is_rule(line.text)
        ):
            drafts.append(Draft(BlockKind.SCAR, [line]))
            if open_draft and open_draft.kind is not BlockKind.TABLE:
                open_draft = None
            index += 1
            continue
        if open_draft and open_draft.kind is BlockKind.TABLE and _goes_on_table(open_draft, line, after):
            open_draft.add(line)
            index += 1
            continue
        opened = _open(line, after, open_draft)
        if opened:
            drafts.extend(opened)
            open_draft = opened[-1]
        else:
            assert open_draft is not None  # noqa: S101 - _open returns none only to go on with a block
            open_draft.add(line)
        index += 1
    for draft in drafts:
        if draft.kind is BlockKind.TABLE:
            draft.table = tables.build(text, draft.lines)
    return drafts


def _goes_on_table(table: Draft, line: Line, after: Line | None) -> bool:
    last = table.lines[-1].text
    if tables.is_row(line.text):
        same_kind = line.text.startswith("|") == last.startswith("|")
        return same_kind and (not line.gap or tables.width(line.text) == tables.width(last))
    return not line.gap and tables.may_continue(line.text, last, after.text if after and not after.gap else None)


def _open(line: Line, after: Line | None, before: Draft | None) -> list[Draft]:
    """The drafts that this line opens; none where it goes on with the draft before it."""
    said = line.text
    if tables.is_row(said):
        key = markers.key(said.replace("\t", " "))
        if (
            key
            and said.count("\t") == 1
            and key.end() == said.index("\t")
            and (after is None or not tables.is_row(after.text))
        ):
            return [
                Draft(
                    BlockKind.KEY_VALUE, [line], label=(line.start, line.start + len(key[1].rstrip())), lead=key.end()
                )
            ]
        return [Draft(BlockKind.TABLE, [line])]
    glued = before if before and not line.gap else None
    offset = markers.opening(said)
    bare = said[offset:]

    depth = markers.markdown(said)
    if depth:
        return [_markdown_heading(line, depth)]
    if found := markers.article(bare):
        opened = _article(line, offset, found, glued)
        if opened:
            return opened
    marker = markers.item_marker(said, tight=_allows_tight_dash(before))
    if marker and not (glued and said[0] in "–—" and _is_wrapped(glued)):
        return [_item(line, marker, "bullet")]
    number = markers.heading_number(bare)
    if number and not (glued and _is_wrapped(glued) and not _counts_on(glued, number)):
        return [_numbered(line, number, offset, after, before)]
    if _LEADER.search(said[-20:]):
        return [Draft(BlockKind.PARAGRAPH, [line], closed=True)]
    if (
        markers.is_capitals(said)
        and len(said) <= _TITLE
        and said[-1] not in ",;."
        and not (glued and _is_wrapped(glued))
    ):
        if glued and glued.style == "capitals":
            return []
        return [Draft(BlockKind.HEADING, [line], style="capitals")]
    if glued and glued.kind is BlockKind.HEADING and not _is_open_heading(glued, said):
        glued = None
    key = markers.key(bare)
    if key and (glued is None or _may_precede_key(glued)):
        begin = line.start + offset
        return [
            Draft(
                BlockKind.KEY_VALUE,
                [line],
                label=(begin, begin + len(key[1].rstrip("*_ \xa0"))),
                lead=offset + key.end(),
            )
        ]
    if glued is None or _breaks(glued, said):
        bold = said.startswith("**") and len(said) <= _TITLE
        return [Draft(BlockKind.PARAGRAPH, [line], style="bold" if bold else "")]
    return []


def _markdown_heading(line: Line, depth: int) -> Draft:
    bare = line.text[depth:].lstrip()
    number = markers.heading_number(bare)
    return Draft(
        BlockKind.HEADING,
        [line],
        lead=len(line.text) - len(bare),
        style=f"#{depth}",
        rank=number.rank if number else 0,
        closed=True,
    )


def _article(line: Line, offset: int, found: re.Match[str], glued: Draft | None) -> list[Draft]:
    """The article's lead and, where a sentence follows on its line, the paragraph that it opens."""
    rest = line.text[offset + found.end() :]
    label = (line.start + offset + found.start(1), line.start + offset + found.end(1))
    is_title = len(rest) <= _TITLE and not rest.rstrip("*_ ").endswith((".", ";", ",")) and not rest[:2].lower() == "d'"
    if found[2] is None:
        # «Article 3 Montant» names an article, «article 3 du code» cites one.
        if glued or not is_title or not rest[:1].isupper():
            return []
    elif glued and line.text[:1] == "a":
        return []
    lead = offset + found.end()
    if is_title or not rest:
        return [Draft(BlockKind.ARTICLE, [line], label=label, lead=lead, style="article", closed=True)]
    cut = line.start + lead
    head = Line(line.start, cut, line.text[:lead], line.indent, line.gap)
    tail = Line(cut, line.end, rest, line.indent, gap=True)
    return [
        Draft(BlockKind.ARTICLE, [head], label=label, lead=lead, style="article", closed=True),
        Draft(BlockKind.PARAGRAPH, [tail]),
    ]


def _item(line: Line, marker: int, style: str) -> Draft:
    label = (line.start, line.start + len(line.text[:marker].rstrip()))
    return Draft(BlockKind.LIST_ITEM, [line], label=label, lead=marker, style=style)


def _numbered(line: Line, number: markers.Number, offset: int, after: Line | None, before: Draft | None) -> Draft:
    """A numbered line is a heading where it stands alone, a list item where it ends a sentence or its neighbour goes on counting."""
    said = line.text.rstrip("*_ ")
    sentence = len(said) > _TITLE or said[-1] in ".;,:"
    if number.style.startswith("decimal"):
        following = markers.heading_number(after.text) if after and not after.scar else None
        counts = following is not None and following.style == number.style and following.rank == number.rank + 1
        counted = before is not None and before.kind is BlockKind.LIST_ITEM and _counts_on(before, number)
        if sentence or counts or counted:
            draft = _item(line, offset + number.length, number.style)
            draft.number, draft.rank = number.style, number.rank
            return draft
    elif number.length and (said[-1] in ".;," or len(said) > 2 * _TITLE):
        return Draft(BlockKind.PARAGRAPH, [line])
    label = (
        (line.start + offset, line.start + len(line.text[: offset + number.length].rstrip())) if number.length else None
    )
    return Draft(
        BlockKind.HEADING,
        [line],
        label=label,
        lead=offset + number.length,
        style=number.style,
        number=number.style,
        rank=number.rank,
        top=number.top,
    )


def _counts_on(before: Draft, number: markers.Number) -> bool:
    """Whether the number follows that of the block before."""
    return before.number == number.style and before.rank == number.rank - 1


def _allows_tight_dash(before: Draft | None) -> bool:
    return before is not None and (
        before.kind is BlockKind.LIST_ITEM or before.lines[-1].text.rstrip("*_ ").endswith(":")
    )


def _is_wrapped(draft: Draft) -> bool:
    """Whether the draft's last line was broken by the page's width: long, and without an end."""
    last = draft.lines[-1].text
    return (
        not draft.closed
        and (len(last) >= _WRAPPED or _OPEN_END.search(last[-12:]) is not None)
        and not markers.ends_sentence(last)
    )


def _is_open_heading(heading: Draft, said: str) -> bool:
    """Whether the line still belongs to the heading right above it."""
    if heading.closed:
        return False
    return _STARTS_LOWER.match(said) is not None or _is_wrapped(heading)


def _may_precede_key(draft: Draft) -> bool:
    """Whether a key-value line may stand right under this draft, rather than be the wrapped rest of its sentence."""
    return not _is_wrapped(draft)


def _breaks(draft: Draft, said: str) -> bool:
    """Whether a line without blank line before it begins a new block all the same."""
    if draft.closed or draft.kind in (BlockKind.TABLE, BlockKind.SCAR, BlockKind.ARTICLE):
        return True
    if _STARTS_LOWER.match(said) or said[0] in ",;:.!?»”)]":
        return False
    last = draft.lines[-1].text
    if last.rstrip("*_ \xa0").endswith(";"):
        return True
    if markers.ends_sentence(last):
        # The last line of a paragraph is shorter than the page is wide; a line longer than any page is a paragraph.
        width = max(len(said), *(len(line.text) for line in draft.lines[-4:]))
        return len(last) < 0.75 * width or len(last) > _UNWRAPPED or (last[-1] == ":" and len(last) < _WRAPPED)
    # A key-value line or an item of one short line is not wrapped: what follows stands for itself.
    return draft.kind in (BlockKind.KEY_VALUE, BlockKind.LIST_ITEM) and not _is_wrapped(draft)


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
    long = len(last) >= _WRAPPED or _OPEN_END.search(last[-12:]) is not None
    if _STARTS_LOWER.match(first) and not first[0].isdigit() and (long or before.kind is BlockKind.PARAGRAPH):
        return True
    goes_on = len(last) >= _WRAPPED and _OPEN_END.search(last[-12:]) and not last.rstrip("*_ ").endswith(",")
    if goes_on and markers.ends_sentence(draft.lines[-1].text):
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
        and (said[-1] in ".;,:" or heading.end - heading.start > 2 * _TITLE)
    )


def _is_title(draft: Draft) -> bool:
    if draft.closed or len(draft.lines) > 3 or draft.end - draft.start > _TITLE:
        return False
    said = " ".join(line.text for line in draft.lines)
    bare = said.strip("*_ ")
    letters = sum(character.isalpha() for character in bare)
    if letters < 6 or letters < len(bare) * 0.6 or not (bare[0].isupper() or bare[0] in "«"):
        return False
    return not markers.ends_sentence(said) and bare[-1] not in ",-–'’(" and not _PERSON.fullmatch(bare)


def _is_content(draft: Draft) -> bool:
    if draft.kind in (BlockKind.LIST_ITEM, BlockKind.TABLE):
        return True
    if draft.kind in (BlockKind.HEADING, BlockKind.ARTICLE):
        return draft.kind is BlockKind.HEADING and bool(draft.number)
    if draft.kind is BlockKind.KEY_VALUE or draft.end - draft.start >= 2 * _WRAPPED:
        return True
    return markers.ends_sentence(draft.lines[-1].text) and draft.end - draft.start >= 30
