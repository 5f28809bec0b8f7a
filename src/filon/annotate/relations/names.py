"""Schemes whose name holds another's: «convention de mise en œuvre de l'Engagement …», «fonds CRTE»."""

from __future__ import annotations

from typing import TYPE_CHECKING

from filon.annotate.words import fold
from filon.model import EntityType, RelationType

if TYPE_CHECKING:
    from filon.annotate.relations.scene import Scene

_FEWEST = 3  # blanks of a name of two words; shorter ones are too general («Natura 2000»)
_SHORTEST = 4  # letters; a shorter acronym is too often a part of a word


def read(scene: Scene) -> None:
    """Assert that a programme belongs to the programme that its name, as written, contains."""
    programmes: dict[str, int] = {}
    for entity, plain in enumerate(scene.entities):
        if plain["type"] == EntityType.PROGRAMME:
            for name in scene.names(entity):
                whole = _words(name)
                if len(whole) > _SHORTEST and (whole.count(" ") > _FEWEST or name.isupper()):
                    programmes.setdefault(whole, entity)
    for slot in scene.slots:
        if slot.sign not in "GC":
            continue
        said = _words(scene.text[slot.start : slot.end])
        own = {_words(name) for name in scene.names(slot.entity)}
        # «convention d'application 2023» is no part of «convention d'application»: the larger stands behind a head of its own.
        inner = [
            name for name in programmes if name in said[1:] and name not in own and programmes[name] != slot.entity
        ]
        if inner:
            larger = programmes[max(inner, key=len)]
            scene.relate(
                RelationType.PART_OF, [slot.entity], [larger], (slot.start, slot.end), 0.7, "relations.part_of.name"
            )


def _words(name: str) -> str:
    """The name as folded words between blanks."""
    return " " + " ".join("".join(c if c.isalnum() else " " for c in fold(name)).split()) + " "
