"""Who speaks or acts where a sentence does not say it: the lead-in, the sentence before, the heading, the issuer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from filon.annotate.flows.actors import PARTY
from filon.annotate.flows.lexicon import words
from filon.model import BlockKind

if TYPE_CHECKING:
    from filon.annotate.flows.actors import Actor
    from filon.annotate.flows.scene import Scene

_PREPOSITION = re.compile(
    r"(?:\b(?:de|du|des|d['’]|à|au|aux|par|pour|avec|dans|en|sur|entre|chez|auprès|sous|vers|selon|contre|sans|via|(?:au |à )travers)\s?(?:la\s|les\s|l['’]|le\s)?(?:(?:association|société|établissement|syndicat|entreprise)\s|\w+\s(?:de\s|du\s|d['’]))?)\Z",
    re.IGNORECASE,
)


def speaker_of(scene: Scene, index: int, offset: int) -> tuple[int, tuple[int, int]] | None:
    """The body that acts at ``offset`` in block ``index``, and the characters that say so."""
    block = scene.blocks[index]
    sentence = scene.sentence_of(offset)[0]
    if (found := _last_subject(scene, max(block.start, sentence - 700), sentence)) is not None:
        return found
    issuer = scene.issuer_at(offset)
    if issuer is not None and in_decision(scene, index):
        return issuer, evidence_of(scene, issuer, offset)
    for above in scene.lead_ins(index):
        lead = scene.blocks[above]
        if (found := _only_subject(scene, lead.start, lead.end)) is not None:
            return found
    section = scene.section(index)
    # Earlier paragraphs of the same section, nearest first, then the section's heading.
    part = scene.part_at(offset)
    decided = issuer is not None and part is not None and part.get("genre") in ("deliberation", "arrete", "minutes")
    for at in range(index - 1, index - 1 if decided else (section if section is not None else -1), -1):
        other = scene.blocks[at]
        if other.table is not None or other.start < block.start - 2500:
            break
        said = scene.text[other.start : other.end].rstrip(" *\n")
        if other.kind is BlockKind.SCAR or len(said) < 60 or said[-1] not in ".:;,":
            continue  # labels name what is paid for, not who pays
        if (found := _last_subject(scene, other.start, other.end)) is not None:
            return found
    for above in scene.headings(index):
        head = scene.blocks[above]
        named = [actor for actor in scene.mentions_in(head.start, head.end) if actor.kind == PARTY]
        if (
            len({actor.entity for actor in named}) == 1
            and named[0].entity is not None
            and scene.is_authority(named[0].entity)
        ):
            return named[0].entity, (named[0].start, named[0].end)
    if issuer is None:
        return None
    return issuer, evidence_of(scene, issuer, offset)


def subject_before(scene: Scene, index: int) -> tuple[int, tuple[int, int]] | None:
    """Whom a pronoun at the head of a block stands for: the subject of the paragraph before, over a heading between them."""
    for at in range(index - 1, max(-1, index - _BACK), -1):
        other = scene.blocks[at]
        if other.table is not None:
            return None
        if other.kind in (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM):
            named = [
                actor
                for actor in scene.actors_in(other.start, other.end)
                if actor.kind == PARTY and actor.entity is not None
            ]
            subjects = [actor for actor in named if _is_subject(scene, actor, other.start)]
            return (subjects[-1].entity or 0, (subjects[-1].start, subjects[-1].end)) if subjects else None
    return None


_BACK = 4  # blocks


# Who has just received is not who pays next.
_RECEIVES = re.compile(r"[^.;]{0,40}?\b(?:perçu|perçoit|reçu|reçoit|bénéfici\w+|obtenu|sollicit\w+)\b", re.IGNORECASE)


def in_decision(scene: Scene, index: int) -> bool:
    """Whether a block is an article of a decision or an item of what an assembly decides."""
    block = scene.blocks[index]
    if block.kind is BlockKind.ARTICLE or any(
        scene.blocks[above].kind is BlockKind.ARTICLE for above in scene.headings(index)
    ):
        part = scene.part_at(block.start)
        return part is None or part.get("genre") not in ("convention", "contract")
    above = [*scene.lead_ins(index), *list(scene.headings(index))[:1]]
    return any(
        words("assemblies", "decides").search(scene.text[scene.blocks[at].start : scene.blocks[at].end]) for at in above
    )


def evidence_of(scene: Scene, entity: int, offset: int) -> tuple[int, int]:
    """The nearest place that names an entity, before ``offset`` if there is one."""
    places = [actor for actor in scene.mentions if actor.entity == entity]
    before = [actor for actor in places if actor.start <= offset]
    chosen = before[-1] if before else places[0] if places else None
    return (chosen.start, chosen.end) if chosen else scene.called.get(entity, (offset, offset))


def _last_subject(scene: Scene, low: int, high: int) -> tuple[int, tuple[int, int]] | None:
    """The last actor in the stretch that no preposition governs."""
    subjects = [
        actor
        for actor in scene.mentions_in(low, high)
        if actor.kind == PARTY
        and actor.entity is not None
        and _is_subject(scene, actor, low)
        and not _RECEIVES.match(scene.text[actor.end : min(high, actor.end + 70)])
    ]
    if not subjects:
        return None
    # The main subject of the last sentence that has one: what stands behind it in apposition is not who acts.
    start = scene.sentence_of(subjects[-1].start)[0]
    main = next(actor for actor in subjects if actor.start >= min(start, subjects[-1].start))
    return main.entity or 0, (main.start, main.end)


def _only_subject(scene: Scene, low: int, high: int) -> tuple[int, tuple[int, int]] | None:
    named = [actor for actor in scene.mentions_in(low, high) if actor.kind == PARTY]
    subjects = [actor for actor in named if _is_subject(scene, actor, low)] or named
    if subjects and len({actor.entity for actor in subjects}) == 1 and subjects[0].entity is not None:
        return subjects[0].entity, (subjects[0].start, subjects[0].end)
    return None


def _is_subject(scene: Scene, actor: Actor, low: int) -> bool:
    before = scene.text[max(low, actor.start - 40) : actor.start]
    return not _PREPOSITION.search(before) and before.count("(") <= before.count(")")
