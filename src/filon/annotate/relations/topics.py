"""What a passage is about where its sentences do not say: the project or scheme of the section, and who acts in a convention.

«Partenaires : A, B» under a project's heading is about the project; «Contribuer à la mise en œuvre de X» in the articles of a
convention is what the body does that the convention binds.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from filon.annotate import records
from filon.annotate.relations.sheets import governing_project
from filon.model import BlockKind
from filon.outline import ancestors, block_at

if TYPE_CHECKING:
    from collections.abc import Iterable

    from filon.annotate.relations.scene import Scene, Slot

_PASSAGE = 1_200  # characters from where a passage begins to the last of what its one project is told of
_REACH = 3_000  # characters from a heading to what it is about
_TITLED = (BlockKind.HEADING, BlockKind.ARTICLE)
_TASKS = re.compile(
    r"programme|objectif|\bactions?\b|mission|\bobjet\b|\baxes?\b|obligation|"
    r"engagements? (?:du bénéficiaire|de l['’](?:association|organisme|opérateur|établissement)|de la (?:structure|société|fondation)|du porteur)",
    re.IGNORECASE,
)


def topic(scene: Scene, offset: int, *, agreement: bool = False, kinds: str = "JGC") -> int | None:
    """The project or scheme that the section around this character is about: the one that its heading or its sheet names.

    With ``agreement``, the convention itself where nothing else is; ``kinds`` are the signs of what it may be.
    """
    index = block_at(scene.blocks, offset)
    if index is None:
        return None
    record = scene.record_of.get(index)
    if record is not None and (title := records.title(scene.text, record)) is not None:
        return next((slot.entity for slot in scene.within(*title.value) if slot.sign == "J"), None)
    if (told := _just_before(scene, offset, scene.blocks[index].start, kinds)) is not None:
        return told
    sheet = max(
        (slot for slot in scene.titles if slot.end <= offset < slot.end + _REACH),
        key=lambda slot: slot.end,
        default=None,
    )
    if sheet is not None and scene.same_part(sheet.start, offset) and not _begins_anew(scene, sheet, offset):
        return sheet.entity
    if (sole := _sole_of_passage(scene, index, offset)) is not None:
        return sole
    for above in ancestors(scene.blocks, index):
        block = scene.blocks[above]
        if offset - block.end > _REACH:
            break
        named = {slot.entity for slot in scene.within(block.start, block.end) if slot.sign in kinds}
        if named:
            return named.pop() if len(named) == 1 and block.kind in _TITLED else None
    project = governing_project(scene, index)
    if project is not None:
        return project.entity if offset - project.end < _REACH else None
    project_of_all = scene.sole_project(offset)
    return scene.own_agreement(offset) if project_of_all is None and agreement else project_of_all


def _begins_anew(scene: Scene, sheet: Slot, offset: int) -> bool:
    """Whether a heading between the sheet's title and this character names another project, or a chapter of the document."""
    first = block_at(scene.blocks, sheet.end)
    last = block_at(scene.blocks, offset)
    if first is None or last is None:
        return True
    for block in scene.blocks[first + 1 : last]:
        if block.kind is BlockKind.HEADING and (
            block.level == 1 or any(slot.sign == "J" for slot in scene.within(block.start, block.end))
        ):
            return True
    return False


def _sole_of_passage(scene: Scene, index: int, offset: int) -> int | None:
    """The one project that the paragraph has named so far, with the one that leads to its list, or to the list right above it."""
    first = index
    if (
        index
        and scene.blocks[index].kind is BlockKind.PARAGRAPH
        and scene.blocks[index - 1].kind is BlockKind.LIST_ITEM
    ):
        first = index - 1
    while scene.blocks[first].kind is BlockKind.LIST_ITEM:
        lead = scene.blocks[first].parent
        if lead is None or scene.blocks[lead].kind in _TITLED:
            break
        first = lead
    start = scene.blocks[first].start
    named = {slot.entity for slot in scene.within(start, offset) if slot.sign == "J"}
    return named.pop() if len(named) == 1 and offset - start < _PASSAGE else None


def _just_before(scene: Scene, offset: int, start: int, kinds: str) -> int | None:
    """The one project that the sentence before names, in the same paragraph."""
    before = scene.sentence(offset - 2) if offset > start else None
    if before is None or before[0] < start:
        return None
    named = {slot.entity for slot in scene.readable(*before) if slot.sign in kinds}
    return named.pop() if len(named) == 1 else None


def doer(scene: Scene, terms: Iterable[dict[str, Any]], offset: int) -> int | None:
    """The only party of the agreement around this character that is no territorial authority, in a section of what is to be done."""
    bound = {
        term["entity"]
        for term in terms
        if term["start"] <= offset < term["end"] and scene.sign_of(term["entity"]) == "O"
    }
    index = block_at(scene.blocks, offset)
    if len(bound) != 1 or index is None:
        return None
    said = (scene.blocks[above] for above in ancestors(scene.blocks, index))
    section = next((block for block in said if block.kind in (BlockKind.HEADING, BlockKind.ARTICLE)), None)
    return bound.pop() if section is not None and _TASKS.search(scene.text, section.start, section.end) else None
