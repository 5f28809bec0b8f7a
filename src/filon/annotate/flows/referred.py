"""Whom a reference stands for: «le bénéficiaire», «l'association», «la commune», the other party of an agreement."""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import TYPE_CHECKING

from filon.annotate.flows.actors import PARTY, PLACE
from filon.annotate.flows.sheets import owner_in
from filon.gazetteer import normalise

if TYPE_CHECKING:
    from collections.abc import Sequence

    from filon.annotate.flows.actors import Actor
    from filon.annotate.flows.scene import Scene


def resolve(scene: Scene, kind: str, form: str, offset: int) -> int | None:
    """Whom «le bénéficiaire», «l'association», «la commune» stand for here, or ``None``."""
    noun = re.sub(r"^(?:l['’]|la |le |cette |ce |cet |ladite |ledit |au |du )", "", form, flags=re.IGNORECASE)
    for named in (form, noun, f"le {noun}", f"la {noun}"):
        if len(known := set(scene.known(named))) == 1:
            return known.pop()
    terms = [term for term in scene.terms if term["term"] == normalise(noun)]
    scoped = [term for term in terms if term["start"] <= offset < term["end"]]
    if scoped:
        narrowest: int = min(scoped, key=lambda term: term["end"] - term["start"])["entity"]
        return narrowest
    part = scene.part_at(offset)
    low, high = (part["start"], part["end"]) if part else (0, len(scene.text))
    if (defined := _defined(scene, noun, low, high)) is not None:
        return defined
    if kind == "state":
        return scene.state()
    if kind in ("departement", "region"):
        return scene.ranked(kind, offset)
    if kind == "commune" and (opening := _opening_commune(scene, offset)) is not None:
        return opening
    if kind == "seat" and (owners := owner_in(scene, low, offset)):
        return owners[0].entity
    if noun.casefold() == "office":
        kind = "company"
    issuer = scene.issuer_at(offset)
    at = bisect_left(scene.mentions, offset, key=lambda actor: actor.start)
    for actor in reversed(scene.mentions[:at]):
        if actor.start < max(low, offset - 6000):
            break
        if actor.kind == PARTY and actor.entity is not None and _is_a(scene, kind, noun, actor.entity, issuer):
            return actor.entity
        if kind == "commune" and scene.as_commune(actor, low).kind != actor.kind:
            return scene.party_of(actor) or actor.entity
    return None


def _opening_commune(scene: Scene, offset: int) -> int | None:
    """The commune whose name opens the paragraph («Marvejols – école : N sont attribués à la commune»)."""
    index = scene.block_of(offset)
    if index is None:
        return None
    block = scene.blocks[index]
    for actor in scene.mentions_in(block.start, min(offset, block.start + 60))[:1]:
        opens = not re.search(r"\w", scene.text[block.start : actor.start]) and actor.entity is not None
        registry = str(scene.entities[actor.entity].get("registry") or "") if opens and actor.entity is not None else ""
        if (
            actor.kind == PLACE
            and registry.startswith("commune:")
            and re.match(r"\W*[–—:-]", scene.text[actor.end :][:4])
        ):
            return scene.party_of(actor) or actor.entity
    return None


def _defined(scene: Scene, noun: str, low: int, high: int) -> int | None:
    """The party of «… ci-après dénommée « le bénéficiaire »», by the mention that its paragraph opens with."""
    pattern = re.compile(rf"ci[- ]?après[^.;\n]{{0,60}}?[«\"“]?\s?(?:l['’]|la |le )?{re.escape(noun)}\b", re.IGNORECASE)
    for match in pattern.finditer(scene.text, low, min(high, low + 20000)):
        index = scene.block_of(match.start())
        begin = scene.blocks[index].start if index is not None else max(low, match.start() - 600)
        for begin_at in (begin, max(low, match.start() - 800)):
            parties = [actor for actor in scene.mentions_in(begin_at, match.start()) if actor.kind == PARTY]
            if parties:
                free = [
                    actor
                    for actor in parties
                    if not _OF_PARTY.search(scene.text[max(begin_at, actor.start - 12) : actor.start])
                ]
                return (free or parties)[-1].entity
    return None


def other_party(scene: Scene, offset: int, payers: list[int]) -> int | None:
    """In a convention of two parties, the one that does not pay: as the text defines them, else as they present themselves."""
    part = scene.part_at(offset)
    if part is not None and part.get("genre") in ("convention", "contract"):
        defined = {term["entity"] for term in scene.terms if term["start"] <= offset < term["end"]}
        others = defined - set(payers)
        if len(defined) == 2 and len(others) == 1:
            other: int = others.pop()
            return other
    signatory = other_signatory(scene, offset, list(payers))
    return signatory.entity if signatory is not None else None


def other_signatory(scene: Scene, offset: int, payers: Sequence[int | None]) -> Actor | None:
    """Of the two bodies that sign an agreement, the one that is not among ``payers``; ``None`` where more sign, or both pay."""
    part = scene.part_at(offset)
    low, high = (part["start"], part["end"]) if part else (0, len(scene.text))
    signing = scene.issuers.signing(low, high)
    others = [actor for actor in signing if actor.entity not in payers]
    return others[0] if len(signing) == 2 and len(others) == 1 else None


def _is_a(scene: Scene, kind: str, noun: str, entity: int, issuer: int | None) -> bool:
    if entity == issuer and kind != "same" and kind not in ("commune", "epci"):
        return False
    plain = scene.entities[entity]
    names = " ".join((plain["name"], *plain.get("aliases", ()), plain.get("kind") or "")).casefold()
    return {
        "same": bool(re.match(rf"{re.escape(noun.casefold())}\b", plain["name"].casefold())),
        "beneficiary": entity != issuer,
        "association": not re.search(
            r"\b(?:commune|ville|communauté|département|région|état|préfecture|syndicat|agence|métropole|conseil)\b",
            names,
        ),
        "commune": bool(re.search(r"\b(?:commune|ville|mairie)\b", names)),
        "epci": bool(re.search(r"\b(?:communauté|métropole|agglo|syndicat|epci)", names)),
        "company": bool(re.search(r"\b(?:sa|sas|sarl|sem|spl|spla|société|office|oph|hlm|habitat)\b", names)),
        "seat": bool(
            re.search(
                r"\b(?:université|lycée|collège|école|centre|hôpital|établissement|institut|chu|epcc|musée|théâtre|conservatoire|opéra|orchestre)\b",
                names,
            )
        ),
    }[kind]


_OF_PARTY = re.compile(r"(?:\b(?:de|du|des|à|au|par)\s(?:la\s|l['’])?|d['’])\Z", re.IGNORECASE)
