"""Component ``filon_flows``: for each amount, what it does, who pays, who receives, for what, when."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from spacy.language import Language

from filon.annotate.flows.draft import Draft
from filon.annotate.flows.instalments import settle_parts, shares_of_a_cost
from filon.annotate.flows.period import years_of_acts, years_of_parts
from filon.annotate.flows.planlists import listed_plans
from filon.annotate.flows.prose import read_block
from filon.annotate.flows.purpose import purposes_told_before
from filon.annotate.flows.scene import Scene
from filon.annotate.flows.tables import read_table

if TYPE_CHECKING:
    from spacy.tokens import Doc


@Language.component("filon_flows", assigns=["doc._.flows", "doc._.plans"])
def filon_flows(doc: Doc) -> Doc:
    """Lay ``doc._.flows`` (parallel to ``doc.spans["amounts"]``) and ``doc._.plans``; may append collective entities."""
    scene = Scene.of(doc)
    drafts: dict[int, Draft] = {}
    plans = []
    done: set[int] = set()
    for start, _ in scene.amounts:
        index = scene.block_of(start)
        if index is None or index in done:
            continue
        done.add(index)
        if scene.blocks[index].table is not None:
            plan = read_table(scene, index, drafts)
            if plan is not None:
                plans.append(plan)
        else:
            read_block(scene, index, drafts)
    shares_of_a_cost(scene, drafts)
    purposes_told_before(scene, drafts)
    settle_parts(scene, drafts)
    years_of_parts(drafts)
    years_of_acts(scene, drafts)
    doc._.flows = [drafts.get(amount, Draft()).plain() for amount in range(len(scene.amounts))]
    plans += listed_plans(scene, drafts)
    doc._.plans = [asdict(plan) for plan in sorted(plans, key=lambda plan: plan.start) if plan.lines]
    return doc
