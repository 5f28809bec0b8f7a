"""Who signs through those who hold its posts: «M. X, président de A, et Mme Y, maire de B, ont signé la convention».

A sentence that tells of signing and names one agreement binds the bodies whose posts it gives the persons in it; who is
there «en présence de» signs nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from filon.annotate.relations.masking import plain
from filon.model import RelationType

if TYPE_CHECKING:
    from filon.annotate.relations.scene import Scene, Slot

_SIGNING = re.compile(
    r"\b(?:(?:co-?)?sign(?:e|ent|era|eront|ait|aient|erent|ee?s?)|(?:a|pour|de) la signature|paraph(?:e|ent|ee?s?)|contractualise)\b(?! (?:electroni|de l'etat))"
)
_CLASS = re.compile(
    r"\b(?:collectivites|territoires|communes|intercommunalites|departements|regions|partenaires|acteurs|structures|organismes|bailleurs|epci|communautes|villes|signataires)\b"
    r"[^:.;]{0,60}\b(?:ont signe|signent|signeront|signataires|ont paraphe|paraphent|viennent de signer)\b[^:;]{0,240}:"
)
_WITNESS = re.compile(r"\ben presence (?:de|du|des|d')|\b(?:autour de|aux cotes de|entoure de|temoins?)\b")
_LONGEST = 1_500  # characters of a sentence
_FEWEST = 2  # bodies


def read(scene: Scene) -> None:
    """Assert the agreements that the bodies of these persons sign; posts must have been read."""
    posts = [relation for relation in scene.relations if relation["type"] == RelationType.HOLDS_POST]
    for start, end in scene.sentences:
        if end - start > _LONGEST:
            continue
        slots = scene.within(start, end)
        people = [slot for slot in slots if slot.sign == "P"]
        agreements = {slot.entity for slot in slots if slot.sign == "C"}
        if len(agreements) != 1:
            continue
        said = plain(scene.text[start:end]).casefold()
        if _SIGNING.search(said) is None:
            continue
        _read_class(scene, start, said, slots, agreements)
        witnessed = _WITNESS.search(said)
        held = {
            relation["object"]: person
            for person in people
            if not (witnessed and witnessed.end() <= person.start - start)
            for relation in posts
            if relation["subject"] == person.entity and start <= relation["start"] < end
        }
        if len(held) >= _FEWEST:
            for body, person in held.items():
                _assert(scene, body, person, slots, agreements)


def _read_class(scene: Scene, start: int, said: str, slots: list[Slot], agreements: set[int]) -> None:
    """«sept territoires ont signé la convention : A, B et C»: the list behind the colon says who they are."""
    found = _CLASS.search(said)
    if found is None:
        return
    listed = [slot for slot in slots if slot.start >= start + found.end() and slot.sign in "OALT"]
    named = [
        slot
        for slot in slots
        if slot.entity in agreements and start + found.start() <= slot.start < start + found.end()
    ]
    if len(listed) >= _FEWEST and named:
        for slot in listed:
            _assert(scene, slot.entity, slot, named, agreements)


def _assert(scene: Scene, body: int, person: Slot, slots: list[Slot], agreements: set[int]) -> None:
    agreement = next(slot for slot in slots if slot.entity in agreements)
    evidence = (min(person.start, agreement.start), max(person.end, agreement.end))
    scene.relate(RelationType.SIGNATORY, [scene.body(body)], agreements, evidence, 0.75, "relations.signatory.persons")
