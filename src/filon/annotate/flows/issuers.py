"""Whose act or paper a text is: its letterhead, the assembly or the officer that decides, the first party that signs."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from filon.annotate.flows.actors import PARTY
from filon.annotate.flows.assemblies import body_of_organ
from filon.annotate.flows.authority import deciders, signing
from filon.annotate.flows.lexicon import words
from filon.annotate.flows.ranks import RANK_NAMES
from filon.annotate.wordlists import wordlist

if TYPE_CHECKING:
    from filon.annotate.flows.actors import Actor
    from filon.annotate.flows.scene import Scene

_HEAD = 800  # characters of an act's head
_FIRST_LINES = 250
_OURS = re.compile(
    r"\b[Nn]otre (?P<noun>association|club|fédération|coopérative|compagnie|amicale|fondation|structure|établissement|commune|communauté de communes|syndicat)\b"
)
_COUNCIL = re.compile(r"\b[Ll]e conseil (?:vote|décide|approuve|autorise|accepte|donne|émet|propose)\b")
_COMMUNE = re.compile(r"\b[Ll]a (?P<noun>commune)\b")
_CALLED = {"commune": "commune", "departement": "Département", "region": "Région"}


class Issuers:
    """The issuers of the texts of one document; what was found once is kept."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self._guessed: dict[int, int | None] = {}
        self._ranks: dict[int, str] = {}
        self._deciders: list[tuple[int, int]] | None = None
        self._signing: dict[int, list[Actor]] = {}

    def deciders(self) -> list[tuple[int, int]]:
        """Where acts begin in the name of an officer, and for whom he decides."""
        if self._deciders is None:
            self._deciders = deciders(self.scene)
        return self._deciders

    def signing(self, low: int, high: int) -> list[Actor]:
        """The parties of the agreement that begins at ``low``; [] where there is none."""
        if low not in self._signing:
            found = signing(self.scene, low, high)
            self._signing[low] = found if len(found) > 1 else []
        return self._signing[low]

    def at(self, offset: int) -> int | None:
        """The body whose act, or whose document, this is at ``offset``."""
        part = self.scene.part_at(offset)
        low, high = (part["start"], part["end"]) if part else (0, len(self.scene.text))
        decided = [entity for start, entity in self.deciders() if low <= start <= offset]
        if decided:
            return decided[-1]
        if signing := self.signing(low, high):
            return signing[0].entity
        holding = sorted(
            (
                part
                for part in self.scene.parts
                if part["start"] <= offset < part["end"] and part.get("issuer") is not None
            ),
            key=lambda part: part["end"] - part["start"],
        )
        guess = self._assembly(offset)
        if not holding:
            return guess
        issuer: int = body_of_organ(self.scene, holding[0]["issuer"]) or 0
        # Where another rank's assembly decides («le conseil communautaire»), a region named at the head is not the issuer.
        return issuer if self._fits_assembly(issuer, offset) else guess

    def heads(self, entity: int, low: int) -> bool:
        """Whether a body is named at the head of the text that begins at ``low``, or its assembly is the one that decides there."""
        named = any(actor.entity == entity for actor in self.scene.mentions_in(low, low + _FIRST_LINES))
        return named or low in self._ranks

    def _fits_assembly(self, issuer: int, offset: int) -> bool:
        part = self.scene.part_at(offset)
        low = part["start"] if part else 0
        rank = self._ranks.get(low)
        return (
            rank is None
            or bool(RANK_NAMES[rank].search(self.scene.entities[issuer]["name"]))
            or not any(
                other.search(self.scene.entities[issuer]["name"])
                for name, other in RANK_NAMES.items()
                if name != "service"
            )
        )

    def _assembly(self, offset: int) -> int | None:
        """Where no head names the issuer: the body of the assembly that decides («le conseil communautaire»), the one named most."""
        part = self.scene.part_at(offset)
        low, high = (part["start"], part["end"]) if part else (0, len(self.scene.text))
        if low not in self._guessed:
            self._guessed[low] = self._guess_issuer(low, high)
        return self._guessed[low]

    def _guess_issuer(self, low: int, high: int) -> int | None:
        counts = {
            rank: len(words("assemblies", rank).findall(self.scene.text[low:high]))
            for rank in wordlist("flows")["assemblies"]
            if rank not in ("decides", "service", "officer")
        }
        # A board of administration is the deciding one where the head names it and no assembly of a territory is spoken of.
        if not any(counts.values()) and words("assemblies", "service").search(
            self.scene.text, low, min(high, low + _HEAD)
        ):
            counts["service"] = 1
        if (ours := self._ours(low, high)) is not None:
            return ours
        rank = max(counts, key=lambda name: counts[name])
        if not counts[rank]:
            said = _COMMUNE.search(self.scene.text, low, high) if _COUNCIL.search(self.scene.text, low, high) else None
            return self.scene.unnamed("commune", said.span("noun")) if said else None
        self._ranks[low] = rank
        named = Counter(
            actor.entity
            for actor in self.scene.mentions_in(low, high)
            if actor.kind == PARTY and actor.entity is not None
        )
        fitting = [
            entity for entity, _ in named.most_common() if RANK_NAMES[rank].search(self.scene.entities[entity]["name"])
        ]
        return fitting[0] if fitting else self._unnamed(rank, low, high)

    def _ours(self, low: int, high: int) -> int | None:
        """«notre association»: who writes, by its kind, where no assembly decides in its own name."""
        said = _OURS.search(self.scene.text, low, high)
        return self.scene.unnamed(said["noun"], said.span("noun")) if said else None

    def _unnamed(self, rank: str, low: int, high: int) -> int | None:
        """The commune, the département, the région of an excerpt that names its assembly alone."""
        said = words("assemblies", rank).search(self.scene.text, low, high) if rank in _CALLED else None
        return self.scene.unnamed(_CALLED[rank], said.span()) if said else None
