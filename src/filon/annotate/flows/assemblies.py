"""Organs that act for the body they belong to: the standing committee of a council decides, its body pays."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filon.annotate.flows.scene import Scene

_ORGAN = re.compile(
    r"^(?:la |le |l['’])?(?:commission permanente|bureau|assemblée(?: plénière)?)\s(?:du\s|de la\s|de l['’]|de\s)(?P<body>\w.+)",
    re.IGNORECASE,
)
_COUNCIL = re.compile(
    r"^conseil (?P<rank>départemental|régional|municipal)(?P<of>\s(?:de la\s|de l['’]|du\s|des\s|de\s|d['’]).+)?$",
    re.IGNORECASE,
)
_RANKS = {"départemental": "Département", "régional": "Région", "municipal": "Commune"}


def body_of_organ(scene: Scene, entity: int | None) -> int | None:
    """The entity of the body whose organ an entity is; the entity itself where it is none. May append the body."""
    if entity is None or (found := _ORGAN.match(scene.entities[entity]["name"])) is None:
        return entity
    said = found["body"].strip()
    forms = [said]
    if council := _COUNCIL.match(said):
        forms.insert(0, _RANKS[council["rank"].casefold()] + (council["of"] or ""))
    known = scene.named(*forms)
    if known is not None:
        return known
    if not council or not council["of"]:
        return entity
    scene.entities.append(
        {**scene.entities[entity], "name": forms[0], "aliases": [said], "kind": None, "registry": None}
    )
    for form in forms:
        scene.know(form, len(scene.entities) - 1)
    return len(scene.entities) - 1
