"""Project sheets: keys and their values («Maîtrise d'ouvrage : X»), lists under a key, headings (tables: `tables`).

A sheet's facts are about the project that its heading names; the key says which fact.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from filon.annotate.wordlists import wordlist
from filon.model import BlockKind, EntityType, RelationType
from filon.outline import ancestors, children

if TYPE_CHECKING:
    from collections.abc import Iterator

    from filon.annotate.relations.scene import Scene, Slot
    from filon.model import Block

_BLANK = re.compile(r"[\W_]+")
FIELDS: dict[str, tuple[RelationType, bool]] = {  # field -> relation, whether the project is its subject
    "owner": (RelationType.OWNER, False),
    "partner": (RelationType.PARTNER, False),
    "located": (RelationType.LOCATED, True),
    "programme": (RelationType.PART_OF, True),
}
_RUN = 8  # keys of a sheet on either side that may name its project
_ENTITLED = re.compile(
    r"[\W_]*(?:intitulé|nom|titre|dénomination)s?(?: (?:du|de l['’])\s?(?:projet|opération|action|manifestation))?\W*$",
    re.IGNORECASE,
)
_REACH = 12_000  # characters from a sheet's title to its last field


@cache
def _field_patterns() -> dict[str, re.Pattern[str]]:
    fields = wordlist("relations")["fields"]
    # «Maître d'ouvrage délégué» is a partner's key that begins like the owner's.
    order = sorted(fields, key=lambda name: name != "partner")
    return {name: re.compile(rf"[\W\d_]*(?:[a-z]\W+)?(?:{'|'.join(fields[name])})", re.IGNORECASE) for name in order}


def field_of(label: str) -> str | None:
    """What a key says of its value (a name of ``[fields]``), by its first words."""
    if len(label) > 90:
        return None
    return next((name for name, pattern in _field_patterns().items() if pattern.match(label)), None)


def read(scene: Scene) -> None:
    """Assert what the fields and headings of sheets say."""
    for index, block in enumerate(scene.blocks):
        if block.kind is BlockKind.KEY_VALUE and block.label is not None:
            _read_field(scene, index, scene.text[block.label[0] : block.label[1]])
        elif block.kind is BlockKind.HEADING:
            _read_heading(scene, block)


def _read_field(scene: Scene, index: int, label: str) -> None:
    block = scene.blocks[index]
    field = field_of(label)
    if field is None or field == "project":
        return
    values = list(_values(scene, index, block))
    if not any(scene.within(*value) for value in values):
        return
    if field == "post":
        _read_posts(scene, index, label, values)
        return
    project = governing_project(scene, index)
    if project is None:
        return
    relation, forward = FIELDS[field]
    for start, end in values:
        evidence = (block.start if block.body[0] <= start < block.body[1] else start, end)
        for slot in _heads(scene, start, end):
            found = scene.ground(slot.entity) if relation is RelationType.LOCATED else scene.body(slot.entity)
            ends = ([project.entity], [found]) if forward else ([found], [project.entity])
            scene.relate(relation, *ends, evidence, 0.9, f"relations.{relation.value}.field")


def _values(scene: Scene, index: int, block: Block) -> Iterator[tuple[int, int]]:
    """The stretches that are the key's value: what follows the colon, or the list under it."""
    if _BLANK.sub("", scene.text[block.body[0] : block.body[1]]):
        yield block.body
        return
    for below in children(scene.blocks, index):
        if (
            scene.blocks[below].kind in (BlockKind.LIST_ITEM, BlockKind.PARAGRAPH)
            and scene.blocks[below].end - block.end < 1_500
        ):
            yield scene.blocks[below].body


def _heads(scene: Scene, start: int, end: int) -> Iterator[Slot]:
    """The mentions that are values: the first of each line, and what is enumerated after it."""
    last: Slot | None = None
    for slot in scene.within(start, end):
        if slot.sign == "P":
            return  # what follows a person's name is where they work
        between = scene.text[last.end : slot.start] if last else scene.text[start : slot.start]
        # A name's own acronym repeats it; what stands after «dans le cadre de» is another matter.
        if last is None or (
            len(between) < 60 and not re.search(r"\b(?:pour|cadre|afin|projet|programme|membre)\b", between)
        ):
            yield slot
        last = slot


def governing_project(scene: Scene, index: int) -> Slot | None:
    """The project that the sheet around this block is about: named by a heading above, or by a field «Projet : X»."""
    start = scene.blocks[index].start
    if (beside := _project_beside(scene, index)) is not None:
        return beside
    for above in ancestors(scene.blocks, index):
        block = scene.blocks[above]
        if start - block.start > _REACH:
            return None
        project = _sole_project(scene, block)
        if project is not None:
            return project
    # A title that was not recognised as a heading stands alone in a block above.
    for at in range(index - 1, max(index - 12, -1), -1):
        block = scene.blocks[at]
        if block.kind is BlockKind.HEADING and block.level == 1:
            break
        project = _sole_project(scene, block)
        if project is not None:
            return project
    return None


def _project_beside(scene: Scene, index: int) -> Slot | None:
    """The project that another key of the same run names («Porteur : X⏎Intitulé du projet : Y»)."""
    if scene.blocks[index].kind is not BlockKind.KEY_VALUE:
        return None
    for step in (-1, 1):
        at = index + step
        while 0 <= at < len(scene.blocks) and abs(at - index) < _RUN and scene.blocks[at].kind is BlockKind.KEY_VALUE:
            block = scene.blocks[at]
            label = scene.text[block.label[0] : block.label[1]] if block.label else ""
            if _ENTITLED.match(label):
                return next((slot for slot in scene.within(*block.body) if slot.sign == "J"), None)
            at += step
    return None


def _sole_project(scene: Scene, block: Block) -> Slot | None:
    """The project that a short block consists of."""
    slots = [slot for slot in scene.within(block.start, block.end) if slot.sign == "J"]
    if not slots or block.kind is BlockKind.TABLE:
        return None
    label = scene.text[block.label[0] : block.label[1]] if block.label else ""
    rest = len(_BLANK.sub("", scene.text[block.start : block.end])) - len(_BLANK.sub("", label))
    named = sum(len(_BLANK.sub("", scene.text[slot.start : slot.end])) for slot in slots)
    titled = block.kind is BlockKind.KEY_VALUE and field_of(label) == "project"
    return slots[0] if titled or 2 * named > rest else None


def _read_posts(scene: Scene, index: int, label: str, values: list[tuple[int, int]]) -> None:
    """«Référents de l'opération : - **Body** : Person»."""
    role = re.sub(r"(?<=[^\W\d_]{3})s(?= |$)", "", label.strip(" *_:\n"), count=1)
    for start, end in values:
        slots = scene.within(start, end)
        people = [slot for slot in slots if slot.sign == "P"]
        bodies = [scene.body(slot.entity) for slot in slots if people and slot.end <= people[0].start]
        bodies = [body for body in bodies if scene.type_of(body) is EntityType.ORG]
        if people and not bodies and scene.text[start : people[0].start].strip(" *_:") not in ("", "M.", "Mme"):
            bodies = [owner for owner in [_owner_of_sheet(scene, index)] if owner is not None]
        if people and bodies:
            evidence = (start, people[0].end)
            scene.relate(
                RelationType.HOLDS_POST,
                [people[0].entity],
                bodies[:1],
                evidence,
                0.8,
                "relations.holds_post.field",
                role,
            )


def _owner_of_sheet(scene: Scene, index: int) -> int | None:
    project = governing_project(scene, index)
    for plain in reversed(scene.relations):
        if project is not None and plain["type"] == "owner" and plain["object"] == project.entity:
            return int(plain["subject"])
    return None


def _read_heading(scene: Scene, block: Block) -> None:
    """A project's heading under the heading of a commune."""
    project = _sole_project(scene, block)
    if project is None or block.parent is None:
        return
    above = scene.blocks[block.parent]
    places = scene.within(above.start, above.end)
    if above.kind is BlockKind.HEADING and len(places) == 1 and places[0].sign == "L":
        title = _BLANK.sub("", scene.text[above.body[0] : above.body[1]])
        if title == _BLANK.sub("", scene.text[places[0].start : places[0].end]):
            evidence = (above.start, block.end)
            scene.relate(
                RelationType.LOCATED, [project.entity], [places[0].entity], evidence, 0.75, "relations.located.heading"
            )
