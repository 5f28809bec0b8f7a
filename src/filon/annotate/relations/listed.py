"""What a list's heading makes its members part of: the projects of a scheme, the quarters and communes of a contract."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from filon.annotate.words import fold
from filon.model import BlockKind, RelationType
from filon.outline import ancestors

if TYPE_CHECKING:
    from filon.annotate.relations.scene import Scene, Slot
    from filon.model import Block

# «Parmi les projets soutenus :»: what follows was chosen by the scheme that the passage is about.
_CHOSEN = re.compile(
    r"\b(?:projets|operations|actions|dossiers|laureats)\b[^:]{0,30}"
    r"\b(?:soutenu|retenu|finance|laureat|aide|selectionne|accompagne|programme|inscrit|labellise)e?s\b[^:]{0,40}:[\s*_]*$"
)
_GROUNDS = re.compile(
    r"[\W\d_]*(?:quartiers? (?:prioritaires?|de veille|concernes?)|(?:communes?|territoires?|villes?) (?:concernees?|concernes?|beneficiaires?|laureates?|eligibles?)|"
    r"perimetre (?:du|de la|de l') ?(?:contrat|convention|operation|charte|programme))[\w ]{0,30}[\s*_]*:"
)
_TITLED = 1_500  # characters from the agreement's title to the list of its grounds


def read(scene: Scene) -> None:
    """Assert that projects and grounds belong to the scheme under whose title or lead-in a list names them."""
    for index, block in enumerate(scene.blocks):
        if block.kind is BlockKind.LIST_ITEM and block.parent is not None:
            _read_item(scene, index, block)
        if block.kind is not BlockKind.TABLE and (
            found := _GROUNDS.match(fold(scene.text[block.start : block.end][:120]))
        ):
            _read_grounds(scene, block, block.start + found.end())


def _read_item(scene: Scene, index: int, item: Block) -> None:
    """The project that opens the item, of the scheme that the heading above names, else the lead-in."""
    lead = scene.blocks[scene.blocks[index].parent or 0]
    if lead.kind is BlockKind.HEADING or not _CHOSEN.search(
        fold(scene.text[max(lead.start, lead.end - 120) : lead.end])
    ):
        return
    project = next((slot for slot in scene.within(item.start, item.end) if slot.sign == "J"), None)
    if project is None or project.start - item.start > 40:
        return
    # The heading says what the passage is about; the lead-in may name only whose money it was.
    headed = (_heading(scene, scene.blocks[above]) for above in ancestors(scene.blocks, index))
    scheme = next(filter(None, headed), None) or sole_scheme(scene, lead)
    if scheme is not None:
        evidence = (project.start, project.end)
        scene.relate(
            RelationType.PART_OF, [project.entity], [scheme.entity], evidence, 0.7, "relations.part_of.listed_under"
        )


def _heading(scene: Scene, block: Block) -> Slot | None:
    return sole_scheme(scene, block) if block.kind is BlockKind.HEADING else None


def sole_scheme(scene: Scene, block: Block) -> Slot | None:
    """The scheme that the block names, where it names one."""
    named = [slot for slot in scene.within(block.start, block.end) if slot.sign in "GC"]
    return named[0] if len({slot.entity for slot in named}) == 1 else None


def _read_grounds(scene: Scene, block: Block, start: int) -> None:
    """«Quartiers prioritaires : A (X), B (Y)» under the contract's title: each place that no bracket holds."""
    agreement = next((slot for slot in scene.before(block.start) if slot.sign == "C"), None)
    if agreement is None or block.start - agreement.end > _TITLED:
        return
    for slot in scene.within(start, block.end):
        opened = scene.text.rfind("(", start, slot.start)
        if slot.sign in "LTS" and scene.text.find(")", max(opened, start), slot.start) >= opened:
            evidence = (slot.start, slot.end)
            scene.relate(
                RelationType.PART_OF, [slot.entity], [agreement.entity], evidence, 0.75, "relations.part_of.grounds"
            )
