"""Whose act a text is where its letterhead does not tell: the officer who decides («Le préfet du Jura,»), the parties that sign."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from filon.annotate.flows.actors import PARTY
from filon.annotate.flows.lexicon import source
from filon.model import BlockKind

if TYPE_CHECKING:
    from filon.annotate.flows.actors import Actor
    from filon.annotate.flows.scene import Scene

_OPENING = 140  # characters of a line that names who decides
_PARTIES = 3_000  # characters of a convention in which its parties present themselves
_NAME = 60  # characters before a party's name: «Entre d'une part, La …»
_GROUNDS = re.compile(
    r"\W*(?:vu\b|considérant\b|sur proposition\b|sur le rapport\b|arrête\b|a r r [êe] t e|décide\b)", re.IGNORECASE
)
_PRESENTED = re.compile(
    r"\breprésentée?s?\s|\bayant son siège\b|\bci-après\b|\bd['’](?:une|autre) part\b", re.IGNORECASE
)
_LINE = re.compile(r"[^\n]+")
_AGREED = re.compile(r"\b(?:CONVENTION|AVENANT|PROTOCOLE|Convention|Avenant)\b")
_AGREEMENT = re.compile(r"\W*(?:projet d[e'’] ?)?(?:convention|avenant|protocole|accord|contrat)\b", re.IGNORECASE)


def deciders(scene: Scene) -> list[tuple[int, int]]:
    """Where an act begins in the name of an officer, and the body for which he decides, in reading order."""
    opening = re.compile(
        rf"\W*(?:(?:monsieur|madame|m\.|mme)\s)?l[ea]\s(?:(?P<state>(?:sous-)?préf[èe]te?)|{source('assemblies', 'officer')})\b",
        re.IGNORECASE,
    )
    found = []
    for index, block in enumerate(scene.blocks):
        if block.kind not in (BlockKind.PARAGRAPH, BlockKind.HEADING) or block.table is not None:
            continue
        said = opening.match(scene.text, block.start, min(block.end, block.start + _OPENING))
        if said is None or not _grounds_follow(scene, index):
            continue
        first = scene.sentence_of(block.start)[1]
        entity = (
            (scene.state() if scene.state() is not None else scene.unnamed("État", said.span("state")))
            if said["state"]
            else _body(scene, said.end(), min(block.end, max(first, block.start + _OPENING)))
        )
        if entity is not None:
            found.append((block.start, entity))
    return found


def _grounds_follow(scene: Scene, index: int) -> bool:
    """Whether the officer's line is followed by the grounds of an act («Vu …», «Considérant …», «ARRÊTE»)."""
    block = scene.blocks[index]
    own = scene.text[block.start : block.end]
    if "\n" in own and _GROUNDS.match(own.rsplit("\n", 1)[1]):
        return True
    after = next((other for other in scene.blocks[index + 1 : index + 3] if other.kind is not BlockKind.SCAR), None)
    return after is not None and len(own) < _OPENING and _GROUNDS.match(scene.text, after.start, after.end) is not None


def _body(scene: Scene, low: int, high: int) -> int | None:
    named = [actor for actor in scene.mentions_in(low, high) if actor.kind == PARTY]
    return named[0].entity if named else None


def signing(scene: Scene, low: int, high: int) -> list[Actor]:
    """The parties that present themselves at the head of an agreement, in their order; [] where the text is none."""
    if not any(
        (
            _AGREEMENT.match(scene.text, block.start, block.end)
            or _AGREED.search(scene.text, block.start, min(block.end, block.start + _OPENING))
        )
        for block in scene.blocks[:6]
        if block.start < low + _PARTIES
    ):
        return []
    found: list[Actor] = []
    for block in scene.blocks:
        if not low <= block.start < min(high, low + _PARTIES) or block.table is not None:
            continue
        for line in _LINE.finditer(scene.text, block.start, block.end):
            for low_at, high_at in _presented(scene.text, line.start(), line.end()):
                if not _PRESENTED.search(scene.text, low_at, high_at):
                    continue
                named = [actor for actor in scene.mentions_in(low_at, high_at) if actor.kind == PARTY]
                first = named[0] if named and named[0].start - low_at < _NAME else None
                if first is not None and all(first.entity != other.entity for other in found):
                    found.append(first)
    return found


# A page that lost its lines: «… ENTRE La Ville, représentée par …, d'une part, ET L'association, …».
_RUN = 260  # characters: a longer line may hold several parties
_OPENS = re.compile(
    r"(?:\b(?:ENTRE|Entre)\b(?:\sles soussignée?s?|\sLES SOUSSIGN\S+)?[\s:,]*(?=[A-ZÀ-Ö«])|\b(?:ET|Et)\b[\s:,]*(?=(?:[Ll][ae]s?\s|[Ll]['’]|[A-ZÀ-Ö«])))"
)
_ENDS = re.compile(
    r"\b(?:IL (?:A|EST)\b|Il (?:a été|est) (?:préalablement |d['’]abord )?(?:convenu|exposé|rappelé)|PR[EÉ]AMBULE|Préambule|V[Uu]\s(?:l[ae]|l['’])|A(?:rticle|RTICLE) 1)"
)


def _presented(text: str, low: int, high: int) -> list[tuple[int, int]]:
    """The stretches of a line that present one party each: the line itself, or the pieces that «ENTRE» and «ET» open."""
    opens = list(_OPENS.finditer(text, low, high)) if high - low > _RUN else []
    if len(opens) < 2:
        return [(low, high)]
    stop = _ENDS.search(text, opens[1].end(), high)
    high = stop.start() if stop else high
    starts = [found.end() for found in opens if found.end() < high]
    return list(zip(starts, [*[found.start() for found in opens if found.start() < high][1:], high], strict=False))
