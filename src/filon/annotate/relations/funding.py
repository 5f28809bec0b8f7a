"""What money says of a project: who brings a share of its plan is its partner, who is given money for it carries it.

The flows are those of ``filon_flows``. The collectivity that votes its own grants is no partner of what it helps: the
guidelines call a partner who takes part, and an act would make its author the partner of every line of its tables.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from filon.annotate.relations.sheets import governing_project
from filon.model import AmountRole, BlockKind, EntityType, Genre, RelationType
from filon.outline import ancestors, block_at, cell_at, section_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc

    from filon.annotate.relations.scene import Scene

_NEAR = 300  # characters from who pays to the amount
_ABOVE = 700  # characters above a plan in which a sentence may name its project
_TITLE = 2_000  # characters from the title that names a project to its plan; farther, the plan may be another's
_FINANCING = re.compile(
    r"\b(?:co-?)?financements?\b|\bengagements?\b|\bcontributions?\b|\bparticipations?\b", re.IGNORECASE
)
_COMMITTED = re.compile(
    r"\b(?:crédits?|montants?|fonds|aides?) (?:engagés?|mobilisés?|apportés?)|\b(?:co-?)?financements? (?:engagé|mobilisé|par )|\bengagements? financiers?\b",
    re.IGNORECASE,
)
_SCHEME_ABOVE = 1_500  # characters above a table in which its scheme is named
_FUND = re.compile(r"dotation ", re.IGNORECASE)
_BROUGHT = frozenset({AmountRole.AWARD, AmountRole.PLAN, AmountRole.SPEND, AmountRole.PART})


def read(scene: Scene, doc: Doc) -> None:
    """Assert partners and owners of the projects that the flows are for."""
    in_plan = {line: plan for plan in doc._.plans or () for line in plan["lines"]}
    given: list[tuple[tuple[int, int], dict[str, Any], int]] = []
    paying: set[tuple[int, int]] = set()
    for index, (span, flow) in enumerate(zip(doc.spans["amounts"], doc._.flows or (), strict=False)):
        plan = in_plan.get(index)
        if plan is None and flow["role"] not in _BROUGHT:
            continue
        amount = (span.start_char, span.end_char)
        _read_scheme(scene, amount, flow)
        if flow["role"] not in (AmountRole.AWARD, AmountRole.PLAN):
            continue
        _read_purpose(scene, amount, flow)
        project = _project_of_plan(scene, plan) if plan is not None else _project_beside(scene, amount, flow)
        if project is not None:
            paying |= {(payer, project) for payer in _read_payers(scene, amount, flow, project)}
            given.append((amount, flow, project))
    for amount, flow, project in given:
        _read_receiver(scene, amount, flow, project, paying)


def _read_payers(scene: Scene, amount: tuple[int, int], flow: dict[str, Any], project: int) -> Iterator[int]:
    """Who pays is a partner, unless it is the body whose act this is and which gives to another; yields the partners."""
    # A convention binds who gives to what it helps; an act gives to others.
    issuer = None if scene.genre(amount[0]) == Genre.CONVENTION else scene.issuer(amount[0])
    owners = {scene.body(party) for party in flow["beneficiaries"]} | _owners(scene, project)
    for payer, said in zip(flow["funders"], flow["funder_evidence"], strict=False):
        body = scene.body(payer)
        if scene.type_of(body) is not EntityType.ORG or body in owners:
            continue
        where = _joined(scene, payer, said, amount)
        if flow["role"] == AmountRole.AWARD and (body == issuer or where is None):
            continue
        scene.relate(RelationType.PARTNER, [body], [project], where or amount, 0.75, "relations.partner.funding")
        yield body


def _read_receiver(
    scene: Scene, amount: tuple[int, int], flow: dict[str, Any], project: int, paying: set[tuple[int, int]]
) -> None:
    """The sole beneficiary owns the project; another that the text calls its owner comes first."""
    if len(flow["beneficiaries"]) != 1 or _owners(scene, project):
        return
    owner = scene.body(flow["beneficiaries"][0])
    named = {slot.entity for slot in scene.within(*_neighbourhood(scene, amount))}
    if scene.type_of(owner) is not EntityType.ORG or (owner, project) in paying:
        return
    if flow["role"] == AmountRole.PLAN and owner == scene.issuer(amount[0]):
        # The body that adopts the plan of a project in its own act carries the project.
        scene.relate(RelationType.OWNER, [owner], [project], amount, 0.7, "relations.owner.plan")
        return
    if project not in named:
        return
    where = _joined(scene, owner, flow["beneficiary_evidence"][0], amount) if flow["beneficiary_evidence"] else amount
    if where is not None:
        scene.relate(RelationType.OWNER, [owner], [project], where, 0.7, "relations.owner.funding")


def _joined(scene: Scene, party: int, said: tuple[int, int], amount: tuple[int, int]) -> tuple[int, int] | None:
    """The stretch from a name to its amount; nothing where the name is told elsewhere than in the sentence or table."""
    index = block_at(scene.blocks, amount[0])
    if index is not None and scene.blocks[index].table is not None:
        block = scene.blocks[index]
        named = {scene.body(slot.entity) for slot in scene.within(block.start, block.end)}
        return amount if scene.body(party) in named else None
    start, end = min(said[0], amount[0]), max(said[1], amount[1])
    return (start, end) if end - start < _NEAR else None


def _owners(scene: Scene, project: int) -> set[int]:
    return {
        int(plain["subject"])
        for plain in scene.relations
        if plain["type"] == RelationType.OWNER and plain["object"] == project
    }


def _project_beside(scene: Scene, amount: tuple[int, int], flow: dict[str, Any]) -> int | None:
    """The project that the amount's purpose names, in its own sentence or row."""
    low, high = _neighbourhood(scene, amount)
    if flow["project"] is not None and any(slot.entity == flow["project"] for slot in scene.readable(low, high)):
        return int(flow["project"])
    if flow["purpose"] is not None:
        start, end = flow["purpose"]
        named = {slot.entity for slot in scene.readable(max(start, low), min(end, high)) if slot.sign == "J"}
        if len(named) == 1:
            return named.pop()
    # Without a purpose, what was named before: «… 15 M€ par A et 2 M€ par B pour J» is not about J in both its parts.
    upto = high if _in_table(scene, amount[0]) else amount[0]
    named = {slot.entity for slot in scene.readable(low, upto) if slot.sign == "J"}
    if len(named) == 1:
        return named.pop()
    other = named or any(slot.sign in "GC" for slot in scene.readable(low, high))
    return None if other else _headed(scene, amount[0])


def _headed(scene: Scene, offset: int) -> int | None:
    """The project that the section's own heading names, nothing between."""
    index = block_at(scene.blocks, offset)
    above = section_of(scene.blocks, index) if index is not None else None
    if above is None or scene.blocks[above].kind is not BlockKind.HEADING:
        return None
    block = scene.blocks[above]
    named = {slot.entity for slot in scene.within(block.start, block.end) if slot.sign == "J"}
    return named.pop() if len(named) == 1 and offset - block.end < _ABOVE else None


def _in_table(scene: Scene, offset: int) -> bool:
    index = block_at(scene.blocks, offset)
    return index is not None and scene.blocks[index].table is not None


def _neighbourhood(scene: Scene, amount: tuple[int, int]) -> tuple[int, int]:
    """The row of the table or the sentence that holds the amount."""
    index = block_at(scene.blocks, amount[0])
    if index is not None and (table := scene.blocks[index].table) is not None:
        place = cell_at(table, amount[0])
        if place is not None:
            row = table.rows[place.row]
            return row[0].start, row[-1].end
    return scene.sentence(amount[0]) or amount


def _project_of_plan(scene: Scene, plan: dict[str, Any]) -> int | None:
    """The project whose plan this is: named by the plan, by the paragraph that leads to it, or by the title above."""
    index = block_at(scene.blocks, plan["start"])
    if index is None:
        return None
    if scene.blocks[index].table is None:
        start, end = _neighbourhood(scene, (plan["start"], plan["end"]))
        named = {slot.entity for slot in scene.readable(start, max(end, plan["end"])) if slot.sign == "J"}
        if len(named) == 1:
            return named.pop()
    above = [at for at in range(max(0, index - 2), index) if scene.blocks[at].table is None]
    for at in reversed(above):
        block = scene.blocks[at]
        if scene.blocks[index].start - block.end > _ABOVE or block.kind is BlockKind.HEADING:
            continue
        named = {slot.entity for slot in scene.readable(block.start, block.end) if slot.sign == "J"}
        if len(named) == 1:
            return named.pop()
    for at in ancestors(scene.blocks, index):
        block = scene.blocks[at]
        named = {slot.entity for slot in scene.within(block.start, block.end) if slot.sign == "J"}
        if named:
            return named.pop() if len(named) == 1 and plan["start"] - block.end < _TITLE else None
    if (title := _of_act(scene, index)) is not None:
        return title
    titled = [slot for slot in scene.titles if slot.end <= plan["start"] < slot.end + _TITLE]
    project = titled[-1] if titled else governing_project(scene, index)
    return project.entity if project is not None and plan["start"] - project.end < _TITLE else None


def _of_act(scene: Scene, index: int) -> int | None:
    """The project that a heading of the same act names, where the plan stands under a heading of its own («Plan de financement»)."""
    start = scene.blocks[index].start
    for at in range(index - 1, -1, -1):
        block = scene.blocks[at]
        if start - block.end > _TITLE or not scene.same_part(block.start, start):
            return None
        if block.kind is BlockKind.HEADING:
            named = {slot.entity for slot in scene.within(block.start, block.end) if slot.sign == "J"}
            if named:
                return named.pop() if len(named) == 1 else None
    return None


def _read_purpose(scene: Scene, amount: tuple[int, int], flow: dict[str, Any]) -> None:
    """Money whose purpose is a scheme by its name: who gives it takes part in the scheme."""
    if flow["purpose"] is None or not flow["funders"]:
        return
    start, end = flow["purpose"]
    schemes = [slot for slot in scene.within(start, end) if slot.sign in "GC"]
    # A state grant that money comes from is no scheme that it is for.
    funds = [slot for slot in schemes if any(map(_FUND.match, scene.names(slot.entity)))]
    if len(schemes) == 1 and not funds and 2 * (schemes[0].end - schemes[0].start) > end - start:
        for payer in flow["funders"]:
            subject, scheme = scene.body(payer), schemes[0].entity
            scene.relate(RelationType.PARTNER, [subject], [scheme], amount, 0.65, "relations.partner.purpose")


def _read_scheme(scene: Scene, amount: tuple[int, int], flow: dict[str, Any]) -> None:
    """«Financements des partenaires de l'OPAH …» above: who pays below takes part in the scheme."""
    index = block_at(scene.blocks, amount[0])
    if index is None or not flow["funders"]:
        return
    for at in ancestors(scene.blocks, index):
        block = scene.blocks[at]
        schemes = {slot.entity for slot in scene.within(block.start, block.end) if slot.sign in "GC"}
        if len(schemes) == 1 and _FINANCING.search(scene.text, block.start, block.end):
            for payer in flow["funders"]:
                scene.relate(
                    RelationType.PARTNER, [scene.body(payer)], schemes, amount, 0.65, "relations.partner.financing"
                )
            return
    _read_caption(scene, index, amount, flow)


def _read_caption(scene: Scene, index: int, amount: tuple[int, int], flow: dict[str, Any]) -> None:
    """«Crédits engagés au 30 juin» over a table: of the only scheme that the text just above names."""
    block = scene.blocks[index]
    caption = scene.blocks[index - 1] if index and block.table is not None else None
    if caption is None or caption.table is not None or not _COMMITTED.search(scene.text, caption.start, caption.end):
        return
    above = scene.within(max(0, block.start - _SCHEME_ABOVE), block.start)
    schemes = {slot.entity for slot in above if slot.sign in "GC" and scene.same_part(slot.start, block.start)}
    projects = {slot.entity for slot in scene.within(caption.start, block.end) if slot.sign == "J"}
    if len(schemes) == 1 and not projects:
        payers = [scene.body(payer) for payer in flow["funders"]]
        scene.relate(RelationType.PARTNER, payers, schemes, amount, 0.6, "relations.partner.caption")
