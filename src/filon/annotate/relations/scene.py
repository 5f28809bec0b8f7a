"""The mentions of a ``Doc`` laid out for the relation rules, and the facts they find."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from filon.annotate.layers import blocks_of, text_of
from filon.annotate.records import records
from filon.annotate.wordlists import wordlist
from filon.annotate.words import fold
from filon.gazetteer import load, normalise
from filon.model import AttributeName, EntityType, Genre, RelationType

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from spacy.tokens import Doc

# What may stand on either side of each relation; a rule that finds anything else has misread.
_ACTOR = frozenset({EntityType.ORG})
_PEOPLE = frozenset({EntityType.PERSON})
_UNDERTAKING = frozenset({EntityType.PROJECT, EntityType.PROGRAMME})
_THING = frozenset({EntityType.PLACE, EntityType.PROJECT, EntityType.ORG, EntityType.PROGRAMME})
_ENDS: dict[RelationType, tuple[frozenset[EntityType], frozenset[EntityType]]] = {
    RelationType.SIGNATORY: (_ACTOR, _UNDERTAKING),
    RelationType.HOLDS_POST: (_PEOPLE, _ACTOR),
    RelationType.MEMBER: (_ACTOR | _PEOPLE, _ACTOR),
    RelationType.PARTNER: (_ACTOR, _UNDERTAKING),
    RelationType.OWNER: (_ACTOR, _UNDERTAKING),
    RelationType.LOCATED: (_THING - {EntityType.PROGRAMME}, _THING - {EntityType.PROGRAMME}),
    RelationType.PART_OF: (_THING, _THING),
}
# A territory of the registry that holds communes.
_TERRITORIES = ("epci:", "ept:", "departement:", "region:")
_AGREEMENT = re.compile(
    r"(?:avenant|accord|charte|contrat|convention|engagement|entente|pacte|protocole|opah|opération programmée)s?\b",
    re.IGNORECASE,
)

# Whose a post is that names no body, by the post's words and the body's.
_HOLDERS = (
    (
        re.compile(r"rapporteu", re.IGNORECASE),
        re.compile(r"(?:conseil|comité|bureau|assemblée|commission permanente)\b", re.IGNORECASE),
    ),
    (
        re.compile(r"secrétaire", re.IGNORECASE),
        re.compile(r"(?:conseil|comité|bureau|assemblée)\b", re.IGNORECASE),
    ),
    (
        re.compile(r"\b(?:maires?|adjoint|municipa)", re.IGNORECASE),
        re.compile(r"(?:commune|ville|mairie)\b", re.IGNORECASE),
    ),
    (re.compile(r"\brégiona", re.IGNORECASE), re.compile(r"(?:conseil régional|région|collectivité)\b", re.IGNORECASE)),
    (
        re.compile(r"\bdépartementa", re.IGNORECASE),
        re.compile(r"(?:conseil départemental|département|collectivité)\b", re.IGNORECASE),
    ),
    (
        re.compile(r"\b(?:communautaire|métropolitai)", re.IGNORECASE),
        re.compile(
            r"(?:conseil (?:communautaire|métropolitain)|communauté|métropole|.*\b(?:agglo|métropole|communauté))",
            re.IGNORECASE,
        ),
    ),
)
_SESSION = 3_000  # characters from the body that a session names to the post of one who speaks in it


@dataclass(frozen=True, slots=True)
class Slot:
    """A mention: its characters, its entity, and the letter that stands for it in a masked text (see `masking`)."""

    start: int
    end: int
    entity: int
    sign: str


_start = attrgetter("start")


class Scene:
    """What the rules read and where they write. Built for one document, dropped after it.

    ``slots`` are the mentions in order, none inside another; ``references`` the words that stand for an entity named before
    (see `references`); ``titles`` the projects of sheets; ``blocks`` those of the document, ``records`` their runs of keys and values, ``record_of`` the one of each of its blocks; ``relations`` and ``attributes`` what was found, without repeats.
    """

    def __init__(self, doc: Doc) -> None:
        self.text: str = text_of(doc)
        self.blocks = blocks_of(doc)
        self.entities: list[dict[str, Any]] = doc._.entities
        self.sentences = [(span.start_char, span.end_char) for span in doc.sents] if len(doc) else []
        self.slots = list(self._outermost(doc))
        self.references: list[Slot] = []
        self.records = tuple(records(self.text, self.blocks))
        self.record_of = {entry.block: record for record in self.records for entry in record}
        self.titles: list[Slot] = []  # the projects that sheets are about
        self.represented: dict[int, int] = {}  # where a party's representative is named, and the party's body
        self.terms: list[dict[str, Any]] = doc._.terms or []
        self._parts: list[dict[str, Any]] = doc._.parts or []
        self._of_territory: dict[tuple[EntityType, str], int] = {}
        for index, plain in enumerate(self.entities):
            if plain.get("registry"):
                self._of_territory.setdefault((EntityType(plain["type"]), plain["registry"]), index)
        self._starts = [slot.start for slot in self.slots]
        self.relations: list[dict[str, Any]] = []
        self.attributes: list[dict[str, Any]] = []
        self._seen: set[tuple[object, ...]] = set()

    def _outermost(self, doc: Doc) -> Iterator[Slot]:
        spans = zip(doc.spans["mentions"], doc._.mentions, strict=True)
        found = sorted((span.start_char, -span.end_char, plain["entity"]) for span, plain in spans)
        last = 0
        for start, minus_end, entity in found:
            if start >= last:
                last = -minus_end
                slot = Slot(start, last, entity, self.sign_of(entity))
                if slot.sign not in "LTS" or not self._cuts_a_word(start, last):
                    yield slot

    def _cuts_a_word(self, start: int, end: int) -> bool:
        """Whether a hyphen ties the name to more of it («Lens» in «Lens-Hénin»)."""
        after, before = self.text[end : end + 2], self.text[max(0, start - 2) : start]
        return (after[:1] == "-" and after[1:].isalpha()) or (before[1:] == "-" and before[:1].isalpha())

    def sign_of(self, entity: int) -> str:
        """The entity's sign, one of ``OAPJGCLTS``.

        Organisation, territorial authority, person, project, programme, agreement, commune, territory of communes, site.
        """
        plain = self.entities[entity]
        kind = EntityType(plain["type"])
        if kind is EntityType.PLACE:
            registry = plain.get("registry") or ""
            if registry.startswith(_TERRITORIES):
                return "T"
            # a commune whose namesakes the document does not tell apart is one still
            known = registry or any(load().candidates(normalise(name), "commune") for name in self.names(entity))
            return "L" if known else "S"
        if kind is EntityType.PROGRAMME:
            agreement = (plain.get("kind") or "").startswith("agreement") or _AGREEMENT.match(plain["name"])
            return "C" if agreement else "G"
        if kind is EntityType.ORG:
            return "A" if plain.get("registry") else "O"
        return "P" if kind is EntityType.PERSON else "J"

    def within(self, start: int, end: int) -> list[Slot]:
        """The mentions that begin in these characters."""
        return self.slots[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def readable(self, start: int, end: int) -> list[Slot]:
        """The mentions that begin in these characters, and the words that stand for one («ce dispositif»)."""
        return sorted({*self.within(start, end), *self._references_in(start, end)}, key=lambda slot: slot.start)

    def _references_in(self, start: int, end: int) -> list[Slot]:
        return self.references[
            bisect_left(self.references, start, key=_start) : bisect_left(self.references, end, key=_start)
        ]

    def before(self, offset: int) -> Iterator[Slot]:
        """The mentions that begin before this character, nearest first."""
        for at in range(bisect_left(self._starts, offset) - 1, -1, -1):
            yield self.slots[at]

    def type_of(self, entity: int) -> EntityType:
        """The entity's type."""
        return EntityType(self.entities[entity]["type"])

    def names(self, entity: int) -> tuple[str, ...]:
        """Every name of the entity, the fullest first."""
        plain = self.entities[entity]
        return (plain["name"], *plain.get("aliases", ()))

    def body(self, entity: int) -> int:
        """The organisation that governs this territory, where the document names it; else the entity itself."""
        return self._counterpart(entity, EntityType.PLACE, EntityType.ORG)

    def ground(self, entity: int) -> int:
        """The territory that this body governs, where the document names it; else the entity itself."""
        return self._counterpart(entity, EntityType.ORG, EntityType.PLACE)

    def _counterpart(self, entity: int, kind: EntityType, other: EntityType) -> int:
        registry = self.entities[entity].get("registry")
        if registry is None or self.type_of(entity) is not kind:
            return entity
        return self._of_territory.get((other, registry), entity)

    def is_public(self, entity: int) -> bool:
        """Whether the body is a territorial authority or the State."""
        name = self.entities[entity]["name"].casefold()
        return self.sign_of(entity) == "A" or name in ("état", "etat") or name.startswith(("préfecture", "préfet"))

    def genre(self, offset: int) -> str | None:
        """The genre of the text around this character."""
        inside = (part for part in self._parts if part["start"] <= offset < part["end"])
        return next((part["genre"] for part in inside), None)

    def prefecture(self, slots: Iterable[Slot]) -> int | None:
        """The body of a prefect of these territories: their prefecture, where the document names it, else the State."""
        names = [name.casefold() for slot in slots for name in self.names(slot.entity)]
        state = None
        for entity, plain in enumerate(self.entities):
            name = plain["name"].casefold()
            if plain["type"] != EntityType.ORG:
                continue
            if name.startswith(("préfecture", "préfet")) and any(place in name for place in names):
                return entity
            if name in ("état", "etat"):
                state = entity
        return state

    def issuer(self, offset: int) -> int | None:
        """The body that issued the act around this character, where the document says."""
        inside = (part for part in self._parts if part["start"] <= offset < part["end"])
        return next((part["issuer"] for part in inside if part.get("issuer") is not None), None)

    def same_part(self, one: int, other: int) -> bool:
        """Whether one text (an act, a convention, a report) holds both characters."""
        return all(
            (part["start"] <= one < part["end"]) == (part["start"] <= other < part["end"]) for part in self._parts
        )

    def sole_project(self, offset: int) -> int | None:
        """The project of the convention around this character, where its text names only one."""
        part = next((part for part in self._parts if part["start"] <= offset < part["end"]), None)
        if part is None or part["genre"] != Genre.CONVENTION:
            return None
        named = {slot.entity for slot in self.within(part["start"], part["end"]) if slot.sign == "J"}
        return named.pop() if len(named) == 1 else None

    def own_agreement(self, offset: int) -> int | None:
        """The agreement that the title of the convention around this character names."""
        part = next((part for part in self._parts if part["start"] <= offset < part["end"]), None)
        if part is None or part["genre"] != Genre.CONVENTION or not part["title"]:
            return None
        return next((slot.entity for slot in self.within(*part["title"]) if slot.sign == "C"), None)

    def holder(self, role: str, offset: int) -> int | None:
        """The body of a post told without one: the issuer, but a mayor's is a commune and a secretary's the assembly."""
        issuer = self.issuer(offset)
        wanted = next((names for words, names in _HOLDERS if words.search(role)), None)
        if wanted is None or (issuer is not None and self._is_called(issuer, wanted)):
            return issuer
        above = (slot.entity for slot in self.before(offset) if slot.sign in "OAL" and offset - slot.end < _SESSION)
        near = (*above, *(slot.entity for slot in self.within(offset, offset + _SESSION) if slot.sign in "OA"))
        return next((self.body(entity) for entity in near if self._is_called(self.body(entity), wanted)), None)

    def _is_called(self, entity: int, names: re.Pattern[str]) -> bool:
        return names.match(self.entities[entity]["name"]) is not None

    def sentence(self, offset: int) -> tuple[int, int] | None:
        """The sentence that holds this character."""
        at = bisect_right(self.sentences, (offset, len(self.text) + 1)) - 1
        return self.sentences[at] if at >= 0 and offset < self.sentences[at][1] else None

    def passages(self, longest: int) -> Iterator[tuple[int, int]]:
        """The blocks of running text; of one longer than ``longest`` its sentences, and of such a sentence what «;» parts."""
        for block in self.blocks:
            if block.table is not None:
                continue
            if block.end - block.start <= longest:
                yield block.start, block.end
                continue
            at = bisect_left(self.sentences, (block.start, 0))
            for start, end in self.sentences[at : bisect_left(self.sentences, (block.end, 0))]:
                low = start
                while end - low > longest and (cut := self.text.find(";", low, end)) != -1:
                    yield low, cut
                    low = cut + 1
                yield low, end

    def line(self, offset: int) -> tuple[int, int]:
        """The line that holds this character, without its end of line."""
        end = self.text.find("\n", offset)
        return self.text.rfind("\n", 0, offset) + 1, len(self.text) if end == -1 else end

    def relate(
        self,
        kind: RelationType,
        subjects: Iterable[int],
        objects: Iterable[int],
        evidence: tuple[int, int],
        confidence: float,
        method: str,
        role: str | None = None,
    ) -> None:
        """Assert every pair of subject and object (entity indexes); what the types forbid is left out.

        ``evidence`` are the characters that say it, trimmed here of blanks at their ends.
        """
        start, end = self._trim(*evidence)
        role = role and _post(role, self.text[start:end])
        first, second = _ENDS[kind]
        objects = tuple(objects)
        for subject in subjects:
            for target in objects:
                key = (kind, subject, target, start)
                if subject == target or key in self._seen:
                    continue
                if self.type_of(subject) not in first or self.type_of(target) not in second:
                    continue
                self._seen.add(key)
                plain = {"start": start, "end": end, "type": kind.value, "subject": subject, "object": target}
                self.relations.append({**plain, "confidence": confidence, "method": method, "role": role})

    def state(
        self, name: AttributeName, subject: int, value: str, evidence: tuple[int, int], confidence: float, method: str
    ) -> None:
        """Assert a value of an entity."""
        start, end = self._trim(*evidence)
        key = (name, subject, value, start)
        if key not in self._seen:
            self._seen.add(key)
            plain = {"start": start, "end": end, "subject": subject, "name": name.value, "value": value}
            self.attributes.append({**plain, "confidence": confidence, "method": method})

    def _trim(self, start: int, end: int) -> tuple[int, int]:
        while start < end and self.text[start] in " \t\r\n\xa0*#|-,;":
            start += 1
        while end > start and self.text[end - 1] in " \t\r\n\xa0*|,;":
            end -= 1
        return start, end


def _post(role: str, said: str) -> str:
    """A post as it is written out: not in capitals («PRESIDENTE»), and of a woman where the words call her «Madame»."""
    if role.isupper():
        role = _posts().get(fold(role), role.capitalize())
    if fold(role) == "president" and re.search(r"\b(?:madame|mme)\b", said, re.IGNORECASE):
        role += "e"
    return role


@cache
def _posts() -> dict[str, str]:
    return {fold(post): post for post in wordlist("relations")["posts"]["written"]}
