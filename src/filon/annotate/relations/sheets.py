"""Project sheets: keys and their values («Maîtrise d'ouvrage : X»), lists under a key, headings (tables: `tables`).

A sheet's facts are about the project that its heading names; the key says which fact.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from filon.annotate import records
from filon.annotate.records import field_of
from filon.annotate.relations.listed import sole_scheme
from filon.annotate.words import fold
from filon.model import BlockKind, EntityType, RelationType
from filon.outline import ancestors, children

if TYPE_CHECKING:
    from collections.abc import Iterator

    from filon.annotate.records import Entry
    from filon.annotate.relations.scene import Scene, Slot
    from filon.model import Block

_BLANK = re.compile(r"[\W_]+")
FIELDS: dict[str, tuple[RelationType, bool]] = {  # field -> relation, whether the project is its subject
    "owner": (RelationType.OWNER, False),
    "partner": (RelationType.PARTNER, False),
    "located": (RelationType.LOCATED, True),
    "programme": (RelationType.PART_OF, True),
}
_KEY_LINE = 60  # characters of a line that is a key without a colon
_OF_PLACE = re.compile(r"\s*\(?(?:de la|de l['’]|du|des|de|d['’]|en|à)?\s*", re.IGNORECASE)
_OPENS = 4  # characters before the project that a line is about
_LED = 30  # characters before the name that heads an item
_TO_SHEET = 6  # blocks from «FICHE N° 3» to the first key of the sheet
_SHEET = re.compile(r"\W*fiches?\b")
# «, vice-président chargé de l'économie»: an elected post, which is one of the body that carries the project.
_APPOSED_POST = re.compile(
    r"\s?[,(]\s?((?:\d+\w{1,3} |premi[eè]re? )?(?:(?:vice-)?présidente?|maire|adjointe?|conseill(?:er|ère)|déléguée?|direct(?:eur|rice)|chef|chargée? de)\b[^,;()\n]*)",
    re.IGNORECASE,
)
_REACH = 12_000  # characters from a sheet's title to its last field


def read(scene: Scene) -> None:
    """Assert what the fields and headings of sheets say."""
    scheme: Slot | None = None
    for record in scene.records:
        project = _project_of(scene, record)
        for entry in record:
            _read_entry(scene, entry, project)
        if project is not None and any(entry.field == "owner" for entry in record):
            scene.titles.append(project)
            scheme = _read_scheme(scene, project, record[0].block, scheme)
    for index, block in enumerate(scene.blocks):
        if block.table is None:
            _read_below_place(scene, block)
        if block.kind in (BlockKind.HEADING, BlockKind.PARAGRAPH) and block.end - block.start < _KEY_LINE:
            _read_key_line(scene, index)


def _project_of(scene: Scene, record: tuple[Entry, ...]) -> Slot | None:
    """The project that a key of the record names; the one of the sheet around it only where no key names any."""
    named = records.title(scene.text, record)
    if named is None:
        return governing_project(scene, record[0].block)
    return next((slot for slot in scene.within(*named.value) if slot.sign == "J"), None)


def _read_entry(scene: Scene, entry: Entry, project: Slot | None) -> None:
    block = scene.blocks[entry.block]
    if entry.field is None or entry.field == "project":
        return
    own = entry.value if entry.value != block.body else None
    values = [own] if own is not None else list(_values(scene, entry.block, block))
    if not any(scene.within(*value) for value in values):
        return
    if entry.field == "post":
        _read_posts(scene, project, scene.text[slice(*entry.key)], values)
    elif project is not None:
        for start, end in values:
            said = entry.key[0] if entry.value[0] <= start < entry.value[1] else start
            _assert(scene, entry.field, project, (start, end), said)


def _assert(scene: Scene, field: str, project: Slot, value: tuple[int, int], said: int) -> None:
    """What a field's value says of the project; the evidence begins at ``said``."""
    relation, forward = FIELDS[field]
    heads = list(_heads(scene, *value))
    for slot in heads:
        found = scene.ground(slot.entity) if relation is RelationType.LOCATED else scene.body(slot.entity)
        ends = ([project.entity], [found]) if forward else ([found], [project.entity])
        scene.relate(relation, *ends, (said, slot.end), 0.9, f"relations.{relation.value}.field")
    # «Coutances, ancien évêché»: the commune, then the site in it.
    if relation is RelationType.LOCATED and [slot.sign for slot in heads] in (["L", "S"], ["S", "L"]):
        site, town = sorted(heads, key=lambda slot: slot.sign, reverse=True)
        scene.relate(relation, [site.entity], [town.entity], value, 0.75, "relations.located.field")


def _read_key_line(scene: Scene, index: int) -> None:
    """«Partenaires associés» alone on its line over a list: each item's head."""
    block = scene.blocks[index]
    field = field_of(scene.text[block.body[0] : block.body[1]].rstrip(" :*_"))
    if field not in ("owner", "partner", "located") or scene.within(block.start, block.end):
        return
    items = [scene.blocks[below] for below in children(scene.blocks, index)]
    items = [item for item in items if item.kind is BlockKind.LIST_ITEM]
    project = governing_project(scene, index) if items else None
    if project is None:
        return
    for item in items:
        first = next(iter(scene.within(*item.body)), None)
        if first is not None and first.start - item.body[0] < _LED and first.sign in "OALST":
            _assert(scene, field, project, item.body, first.start)


def _read_scheme(scene: Scene, project: Slot, index: int, before: Slot | None) -> Slot | None:
    """A sheet in a contract, a plan or a programme: what the chapter around it is titled, else that of the sheet before it."""
    near = [block for block in scene.blocks[max(0, index - _TO_SHEET) : index] if block.table is None]
    if not any(_SHEET.match(fold(scene.text[block.start : block.end][:40])) for block in near):
        return before
    titles = (scene.blocks[above] for above in ancestors(scene.blocks, index))
    named = (sole_scheme(scene, block) for block in titles if block.kind is BlockKind.HEADING)
    scheme = next((slot for slot in named if slot is not None and _fills_line(scene, slot)), None)
    if scheme is None and before is not None and scene.same_part(before.start, project.start):
        scheme = before
    if scheme is not None:
        evidence, contract = (project.start, project.end), [scheme.entity]
        scene.relate(RelationType.PART_OF, [project.entity], contract, evidence, 0.8, "relations.part_of.sheet")
    return scheme


def _fills_line(scene: Scene, slot: Slot) -> bool:
    """Whether the name is most of its line, as in a title."""
    line = scene.text[slice(*scene.line(slot.start))].strip(" *_#")
    return 2 * (slot.end - slot.start) > len(line)


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
        if last is not None and last.sign in "OA" and slot.sign in "LTS" and _OF_PLACE.fullmatch(between):
            continue  # «Chambre d'agriculture de la Meuse»: the body's own ground
        # A name's own acronym repeats it; what stands after «dans le cadre de» is another matter.
        if last is None or (
            len(between) < 60 and not re.search(r"\b(?:pour|cadre|afin|projet|programme|membre)\b", between)
        ):
            yield slot
        last = slot


def governing_project(scene: Scene, index: int) -> Slot | None:
    """The project that the sheet around this block is about: named by a heading above, or by a field «Projet : X»."""
    start = scene.blocks[index].start
    record = scene.record_of.get(index)
    if record is not None and (named := records.title(scene.text, record)) is not None:
        return next((slot for slot in scene.within(*named.value) if slot.sign == "J"), None)
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


def _sole_project(scene: Scene, block: Block) -> Slot | None:
    """The project that a short block consists of."""
    slots = [slot for slot in scene.within(block.start, block.end) if slot.sign == "J"]
    if not slots or block.kind is BlockKind.TABLE:
        return None
    label = scene.text[block.label[0] : block.label[1]] if block.label else ""
    rest = len(_BLANK.sub("", scene.text[block.start : block.end])) - len(_BLANK.sub("", label))
    named = sum(len(_BLANK.sub("", scene.text[slot.start : slot.end])) for slot in slots)
    titled = block.kind is BlockKind.KEY_VALUE and field_of(label) == "project"
    whole = scene.text[block.start : block.end].rstrip(" *_\n")
    told = whole.endswith(".") and named < rest  # a sentence about it is no title
    return slots[0] if titled or (2 * named > rest and not told) else None


def _read_posts(scene: Scene, project: Slot | None, label: str, values: list[tuple[int, int]]) -> None:
    """«Référents de l'opération : - **Body** : Person», «Élu référent : Person, vice-président chargé de …»."""
    role = re.sub(r"(?<=[^\W\d_]{3})s(?= |$)", "", label.strip(" *_:\n"), count=1)
    for start, end in values:
        slots = scene.within(start, end)
        people = [slot for slot in slots if slot.sign == "P"]
        bodies = [scene.body(slot.entity) for slot in slots if people and slot.end <= people[0].start]
        bodies = [body for body in bodies if scene.type_of(body) is EntityType.ORG]
        if not people:
            continue
        apposed = _APPOSED_POST.match(scene.text, people[0].end, end)
        told = any(slot.sign in "OA" and slot.start > people[0].end for slot in slots)  # «X, directrice de Y»
        before = scene.text[start : people[0].start].strip(" *_:") not in ("", "M.", "Mme")
        if not bodies and not told and (before or apposed):
            bodies = [owner for owner in [_owner_of(scene, project)] if owner is not None]
        if bodies:
            said = " ".join(apposed[1].split()) if apposed and not told and not before else role
            evidence = (start, apposed.end() if apposed and not told else people[0].end)
            scene.relate(
                RelationType.HOLDS_POST,
                [people[0].entity],
                bodies[:1],
                evidence,
                0.8,
                "relations.holds_post.field",
                said,
            )


def _owner_of(scene: Scene, project: Slot | None) -> int | None:
    for plain in reversed(scene.relations):
        if project is not None and plain["type"] == "owner" and plain["object"] == project.entity:
            return int(plain["subject"])
    return None


def _read_place_line(scene: Scene, block: Block) -> None:
    """A place alone on the first line of a paragraph, a project at the head of the next."""
    if block.kind is not BlockKind.PARAGRAPH:
        return
    slots = scene.within(block.start, block.end)[:2]
    if [slot.sign for slot in slots] not in (["L", "J"], ["S", "J"]):
        return
    place, project = slots
    if place.start - block.start < _OPENS and not scene.text[place.end : project.start].strip(" *_#\n"):
        line = scene.line(place.start)
        if line[1] < project.start:
            evidence = (place.start, project.end)
            scene.relate(
                RelationType.LOCATED, [project.entity], [place.entity], evidence, 0.75, "relations.located.heading"
            )


def _read_below_place(scene: Scene, block: Block) -> None:
    """A project's heading, or the line that it opens, under a heading that is a place's name alone."""
    _read_place_line(scene, block)
    if block.parent is None or scene.blocks[block.parent].kind is not BlockKind.HEADING:
        return
    if block.kind is BlockKind.HEADING:
        project = _sole_project(scene, block)
    else:
        start = block.body[0] if block.kind is BlockKind.LIST_ITEM else block.start
        first = next(iter(scene.within(start, block.end)), None)
        opens = first is not None and first.sign == "J" and first.start - start < _OPENS
        project = first if opens else None
    above = scene.blocks[block.parent]
    places = scene.within(above.start, above.end)
    if project is not None and len(places) == 1 and places[0].sign in "LS":
        title = _BLANK.sub("", scene.text[above.body[0] : above.body[1]])
        if title == _BLANK.sub("", scene.text[places[0].start : places[0].end]):
            evidence = (above.start, project.end)
            place = [places[0].entity]
            scene.relate(RelationType.LOCATED, [project.entity], place, evidence, 0.75, "relations.located.heading")
