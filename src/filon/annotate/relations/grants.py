"""Who receives a grant for a named project carries it, where one sentence says both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from filon.model import AmountRole, RelationType

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from filon.annotate.relations.scene import Scene


def read(scene: Scene, doc: Doc) -> None:
    """Assert that the sole beneficiary of an award owns the project that the award is for."""
    for span, flow in zip(doc.spans["amounts"], doc._.flows or (), strict=False):
        if flow["role"] != AmountRole.AWARD or flow["project"] is None or len(flow["beneficiaries"]) != 1:
            continue
        sentence = scene.sentence(span.start_char)
        if sentence is None:
            continue
        beneficiary, project = flow["beneficiaries"][0], flow["project"]
        said = [slot for slot in scene.within(*sentence) if slot.entity in (beneficiary, project)]
        if {slot.entity for slot in said} == {beneficiary, project} and not _owns_already(scene, beneficiary, sentence):
            evidence = (min(said[0].start, span.start_char), max(said[-1].end, span.end_char))
            owner = scene.body(beneficiary)
            scene.relate(RelationType.OWNER, [owner], [project], evidence, 0.7, "relations.owner.grant")


def _owns_already(scene: Scene, beneficiary: int, sentence: tuple[int, int]) -> bool:
    """Whether the sentence's own words gave this body a project («pour son projet de …»)."""
    owner = scene.body(beneficiary)
    return any(
        plain["type"] == RelationType.OWNER
        and plain["subject"] == owner
        and sentence[0] <= plain["start"] < sentence[1]
        for plain in scene.relations
    )
