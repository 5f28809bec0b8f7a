"""Project sheets: which project a stretch of the document is about, and who owns it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from filon.annotate.flows.actors import COLLECTIVE, PARTY, PLACE, PROJECT, REFERENCE
from filon.annotate.flows.lexicon import source, words
from filon.model import BlockKind

if TYPE_CHECKING:
    from filon.annotate.flows.actors import Actor
    from filon.annotate.flows.scene import Scene

_TITLE_REACH = 3000  # from a sheet's title to its owner line
_TITLE = 160  # characters of a line that names a table
_SENTENCES = 4000  # from what is told of an owner to the table or list of its project
_REACH = 15000  # characters: a sheet is a few pages
_GENERIC = re.compile(
    r"^(?:[A-Z]\s?[-–.]|\d+[.)]|annexe|article|g[ée]n[ée]ral|description|descriptif|contexte|calendrier|plan|budget|financement|engagements|évaluation"
    r"|evaluation|objectifs?|partenaires|localisation|moyens|d[ée]penses|recettes|co[ûu]ts?|fiche|bilan|total|montants?|tableaux?|chiffres|programmation|en euros)\b",
    re.IGNORECASE,
)


def owner_of(scene: Scene, index: int) -> list[Actor]:
    """Who carries the project that block ``index`` belongs to: the key line of its sheet («Maîtrise d'ouvrage : …»)."""
    key = _owner_line(scene, index)
    return _owners(scene, key) if key is not None else []


def owner_told(scene: Scene, index: int) -> list[Actor]:
    """Who carries what block ``index`` is about, as its title or a sentence above it says («…, maître d'ouvrage,»)."""
    near = [at for at in (index - 1, *list(scene.headings(index))[:1]) if at >= 0]
    for at in near:
        low, high = scene.blocks[at].start, scene.blocks[at].end
        if high - low < _TITLE and (found := _after(scene, "budget_of", low, high)):
            return found
    own = scene.blocks[index].start
    part = scene.part_at(own)
    low = max(part["start"] if part else 0, own - _SENTENCES)
    for at in range(index - 1, -1, -1):
        block = scene.blocks[at]
        if block.start < low:
            break
        if block.table is not None or (block.kind is BlockKind.LIST_ITEM and at != index - 1):
            continue
        if found := owner_in(scene, block.start, block.end):
            return found
    return []


def owner_in(scene: Scene, low: int, high: int) -> list[Actor]:
    """Who carries a project, as a stretch says it («…, maître d'ouvrage,», «porté par …»)."""
    if found := _after(scene, "told_before", low, high):
        return found
    for match in words("sheets", "told_apposed").finditer(scene.text, low, high):
        if scene.text[match.end() : match.end() + 1] in (",", ";", ".", ")") and scene.text[match.start() - 2] == ",":
            line = max(low, scene.text.rfind("\n", low, match.start()) + 1)
            named = parties(scene.actors_in(line, match.start()))
            named = [actor for actor in named if actor.kind != PLACE]
            party_line = re.search(r"\breprésentée?s?\b", scene.text[line : match.start()])
            if named:
                return [named[0] if party_line else named[-1]]
    for match in words("sheets", "told_after").finditer(scene.text, low, high):
        for actor in scene.actors_in(max(low, match.start() - 120), match.start()):
            if actor.kind in (PARTY, REFERENCE) and not scene.text[actor.end : match.start()].strip():
                return [actor]
    return []


def owner_of_item(scene: Scene, low: int, high: int) -> list[Actor]:
    """Who carries the project of one item of a list («Du champ au cartable, porté par …»)."""
    return _after(scene, "told_item", low, high)


def _after(scene: Scene, key: str, low: int, high: int) -> list[Actor]:
    """The body that stands right behind one of these words."""
    leading = re.compile(rf"(?<!\w)(?:{source('sheets', key)})", re.IGNORECASE)
    for match in leading.finditer(scene.text, low, high):
        for actor in scene.actors_in(max(low, match.start()), high):
            if actor.kind in (PARTY, REFERENCE) and 0 <= actor.start - match.end() < 4:
                return [actor]
    return []


def _owner_line(scene: Scene, index: int) -> int | None:
    pattern = re.compile(
        rf"\W*(?:l[ea]s?\s|l['’])?(?:{source('sheets', 'owner')})(?:\s\(?(?:de|du|et|des)\b.{{0,40}})?\W*",
        re.IGNORECASE,
    )
    start = scene.blocks[index].start
    labels: set[str] = set()
    for at in range(index - 1, -1, -1):
        block = scene.blocks[at]
        if block.start < start - _REACH or (block.kind is BlockKind.HEADING and block.level == 1):
            return None
        if block.kind is BlockKind.HEADING and block.label:
            labels.add(scene.text[block.label[0] : block.label[1]])
        if (
            block.kind is BlockKind.KEY_VALUE
            and block.label
            and pattern.fullmatch(scene.text[block.label[0] : block.label[1]])
        ):
            # Bold lines inside a sheet look like headings; only its own lettering («A –») begun again ends it.
            section = scene.section(at)
            label = scene.blocks[section].label if section is not None else None
            return at if label is None or scene.text[label[0] : label[1]] not in labels else None
    return None


def _owners(scene: Scene, key: int) -> list[Actor]:
    block = scene.blocks[key]
    low, high = block.body
    if not scene.text[low:high].strip(" *_\n") and key + 1 < len(scene.blocks):
        low, high = scene.blocks[key + 1].body
    actors = scene.mentions_in(low, high)
    parties = [actor for actor in actors if actor.kind == PARTY]
    chosen = parties or [actor for actor in actors if actor.kind == PLACE]
    seen: set[int | None] = set()
    return [actor for actor in chosen if not (actor.entity in seen or seen.add(actor.entity))]  # type: ignore[func-returns-value]


def title_of(scene: Scene, index: int) -> tuple[int, int] | None:
    """The heading that names the project of a sheet: the nearest one above that is no section of every sheet."""
    key = _owner_line(scene, index)
    if key is not None and (titled := _titled(scene, key)) is not None:
        return titled
    for above in scene.headings(key if key is not None else index):
        block = scene.blocks[above]
        said = scene.text[block.body[0] : block.body[1]]
        if block.label is None and not _GENERIC.match(said.strip()):
            return block.body
    return None


def _titled(scene: Scene, key: int) -> tuple[int, int] | None:
    """The name that stands as the title of the sheet whose owner line is ``key``; a table between ends another sheet."""
    low = max(0, scene.blocks[key].start - _TITLE_REACH)
    tables = [block.end for block in scene.blocks[max(0, key - 60) : key] if block.table is not None]
    low = max([low, *tables])
    spans = zip(scene.doc.spans["mentions"], scene.doc._.mentions, strict=True)
    found = [
        (span.start_char, span.end_char)
        for span, plain in spans
        if plain["method"] == "project:title" and low <= span.start_char < scene.blocks[key].start
    ]
    return found[-1] if found else None


def is_generic(said: str) -> bool:
    """Whether a title is one that any sheet has («Plan de financement», «Fiche n° 3»)."""
    return bool(_GENERIC.match(said.strip(" *_")))


def project_in(scene: Scene, span: tuple[int, int] | None) -> int | None:
    """The project that a stretch names, if any."""
    if span is None:
        return None
    return next((actor.entity for actor in scene.mentions_in(*span) if actor.kind == PROJECT), None)


def parties(actors: list[Actor]) -> list[Actor]:
    """Those of the actors that can own or receive."""
    return [actor for actor in actors if actor.kind in (PARTY, PLACE, COLLECTIVE, REFERENCE)]


def under_plan(scene: Scene, index: int) -> bool:
    """Whether a heading or lead-in just above says that what follows is a financing plan."""
    pattern = words("sheets", "plan")
    around = [*scene.lead_ins(index), *list(scene.headings(index))[:1]]
    near = [at for at in range(max(0, index - 2), index) if scene.blocks[at].end - scene.blocks[at].start < 120]
    # The words must close the lead-in («… selon le plan de financement suivant :»), not be told of in passing.
    return any(
        pattern.search(scene.text[max(scene.blocks[at].start, scene.blocks[at].end - 70) : scene.blocks[at].end])
        for at in {*around, *near}
    )
