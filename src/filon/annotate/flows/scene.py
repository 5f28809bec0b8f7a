"""What the flow rules look at: the text, its amounts, its actors and its structure, with ways to find one from another."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any

from filon.annotate.flows import referred
from filon.annotate.flows.actors import (
    COLLECTIVE,
    COMPLEMENT,
    PARTY,
    PLACE,
    PROGRAMME,
    REFERENCE,
    Actor,
    collectives,
    references,
)
from filon.annotate.flows.assemblies import body_of_organ
from filon.annotate.flows.issuers import Issuers
from filon.annotate.flows.lexicon import verbs, words
from filon.annotate.flows.ranks import GRANTING, RANK_NAMES
from filon.annotate.layers import blocks_of, text_of
from filon.model import BlockKind
from filon.outline import ancestors, block_at, lead_in, section_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc

    from filon.model import Block


@dataclass
class Scene:
    """One document while its flows are read. ``entities`` grows by the collective parties that flows name."""

    doc: Doc
    text: str
    blocks: tuple[Block, ...]
    amounts: list[tuple[int, int]]
    values: list[Decimal]
    mentions: list[Actor]
    dates: list[tuple[int, int, dict[str, str]]]
    sentences: list[tuple[int, int]]
    entities: list[dict[str, Any]]
    parts: list[dict[str, Any]]
    terms: list[dict[str, Any]]
    called: dict[int, tuple[int, int]] = field(default_factory=dict)  # where a body without name is first spoken of
    _collective: dict[str, int] = field(default_factory=dict)
    _forms: dict[str, list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, doc: Doc) -> Scene:
        """Gather the layers of a ``Doc``."""
        spans = doc.spans["amounts"]
        mentions = [
            Actor(span.start_char, span.end_char, span.label_, plain["entity"])
            for span, plain in zip(doc.spans["mentions"], doc._.mentions or (), strict=True)
        ]
        scene = cls(
            doc=doc,
            text=text_of(doc),
            blocks=blocks_of(doc),
            amounts=[(span.start_char, span.end_char) for span in spans],
            values=[Decimal(plain["value"]) for plain in doc._.amounts],
            mentions=sorted(mentions, key=lambda actor: (actor.start, -actor.end)),
            dates=[(s.start_char, s.end_char, plain) for s, plain in zip(doc.spans["dates"], doc._.dates, strict=True)],
            sentences=[],
            entities=doc._.entities,
            parts=doc._.parts or [],
            terms=doc._.terms or [],
        )
        for index, entity in enumerate(scene.entities):
            for form in (entity["name"], *entity.get("aliases", ())):
                scene.know(form, index)
        if doc.has_annotation("SENT_START"):
            scene.sentences = [(sent.start_char, sent.end_char) for sent in doc.sents]
        scene.mentions = [
            replace(actor, entity=body_of_organ(scene, actor.entity)) if actor.kind == PARTY else actor
            for actor in scene.mentions
        ]
        return scene

    def know(self, form: str, entity: int) -> None:
        """Remember a form under which an entity is named."""
        self._forms.setdefault(form.casefold(), []).append(entity)

    @cached_property
    def issuers(self) -> Issuers:
        """Whose act each stretch is of."""
        return Issuers(self)

    def known(self, form: str) -> list[int]:
        """The entities that are named by this form, whatever its case."""
        return self._forms.get(form.casefold(), [])

    # --- places in the document -------------------------------------------------------------------------------

    def block_of(self, offset: int) -> int | None:
        """The index of the block that holds this character; a page number inside a paragraph does not count."""
        index = block_at(self.blocks, offset)
        while index is not None and self.blocks[index].kind is BlockKind.SCAR:
            index = self.blocks[index].parent
        return index

    def scars_in(self, start: int, end: int) -> list[tuple[int, int]]:
        """Page numbers and running heads that interrupt this stretch."""
        at = bisect_left(self.blocks, start, key=lambda block: block.start)
        found = []
        while at < len(self.blocks) and self.blocks[at].start < end:
            if self.blocks[at].kind is BlockKind.SCAR:
                found.append((self.blocks[at].start, self.blocks[at].end))
            at += 1
        return found

    def sentence_of(self, offset: int) -> tuple[int, int]:
        """The sentence around this character, inside its block."""
        index = self.block_of(offset)
        low, high = (self.blocks[index].start, self.blocks[index].end) if index is not None else (0, len(self.text))
        if self.sentences:
            at = bisect_right(self.sentences, (offset, len(self.text) + 1)) - 1
            if at >= 0:
                low, high = max(low, self.sentences[at][0]), min(high, self.sentences[at][1])
        return low, high

    def part_at(self, offset: int) -> dict[str, Any] | None:
        """The innermost act or text that holds this character."""
        holding = [part for part in self.parts if part["start"] <= offset < part["end"]]
        return min(holding, key=lambda part: part["end"] - part["start"], default=None)

    def issuer_at(self, offset: int) -> int | None:
        """The body whose act, or whose document, this is."""
        return self.issuers.at(offset)

    def dates_in(self, start: int, end: int) -> list[tuple[int, int, dict[str, str]]]:
        """The dates that begin in this stretch."""
        at = bisect_left(self.dates, start, key=lambda date: date[0])
        found = []
        while at < len(self.dates) and self.dates[at][0] < end:
            found.append(self.dates[at])
            at += 1
        return found

    def amounts_in(self, start: int, end: int) -> list[int]:
        """Indexes of the amounts that begin in this stretch."""
        at = bisect_left(self.amounts, (start, 0))
        found = []
        while at < len(self.amounts) and self.amounts[at][0] < end:
            found.append(at)
            at += 1
        return found

    def lead_ins(self, index: int) -> Iterator[int]:
        """The blocks that introduce this one, nearest first: a lead-in, its own lead-in, then the headings above."""
        above = lead_in(self.blocks, index)
        while above is not None:
            yield above
            index, above = above, lead_in(self.blocks, above)

    def headings(self, index: int) -> Iterator[int]:
        """The headings and articles above a block, nearest first."""
        return (
            above
            for above in ancestors(self.blocks, index)
            if self.blocks[above].kind in (BlockKind.HEADING, BlockKind.ARTICLE)
        )

    def section(self, index: int) -> int | None:
        """The nearest heading or article above a block."""
        return section_of(self.blocks, index)

    # --- actors -----------------------------------------------------------------------------------------------

    def mentions_in(self, start: int, end: int) -> list[Actor]:
        """The mentions that begin in this stretch."""
        at = bisect_left(self.mentions, start, key=lambda actor: actor.start)
        found = []
        while at < len(self.mentions) and self.mentions[at].start < end:
            if self.mentions[at].end <= end:
                found.append(self.mentions[at])
            at += 1
        return found

    def actors_in(self, start: int, end: int) -> list[Actor]:
        """Mentions, classes of parties and references in this stretch, in order, without overlap."""
        found = [
            self._body_of(self.as_commune(actor, start))
            for actor in self.mentions_in(start, end)
            if not verbs().fullmatch(self.text[actor.start : actor.end]) and not self._grants_sum(actor)
        ]
        taken = [(actor.start, actor.end) for actor in found]
        for match in (*references().finditer(self.text, start, end), *collectives().finditer(self.text, start, end)):
            if any(s < match.end() and match.start() < e for s, e in taken) or self._in_amount(match.start()):
                continue
            if match.re is references() and any(
                0 <= s - match.end() <= 4 and "." not in self.text[match.end() : s] for s, _ in taken
            ):
                continue  # «l'association Euralens»: the name says it
            if match.re is references() and _NAMED_THUS.match(self.text, match.end()):
                continue  # «l'association 9e Art+»: a name that is no mention is somebody else
            actor = self._class_of_parties(match, end) if match.re is collectives() else self._reference(match)
            if actor:
                taken.append((actor.start, actor.end))
                found.append(actor)
        kept: list[Actor] = []
        for actor in sorted(found, key=lambda actor: (actor.start, -actor.end)):
            if not kept or actor.start >= kept[-1].end:
                kept.append(actor)
        return kept

    def _grants_sum(self, actor: Actor) -> bool:
        """«Convention relative à l'attribution d'une subvention», of which a sum follows: words of the sentence, no scheme."""
        return (
            actor.kind == PROGRAMME
            and actor.end - actor.start > _LONG_NAME
            and _OF_A_SUM.match(self.text, actor.end) is not None
            and _A_GRANT.search(self.text, actor.start, actor.end) is not None
        )

    def as_commune(self, actor: Actor, low: int) -> Actor:
        """«la commune de X», where the name alone is a mention of ground: the commune acts, from its class word on."""
        if actor.kind == PARTY and (kind := _KIND_OF.search(self.text, max(low, actor.start - 24), actor.start)):
            return replace(actor, start=kind.start())  # «l'association X»
        if actor.kind != PLACE:
            return actor
        said = _COMMUNE_OF.search(self.text, max(low, actor.start - 20), actor.start)
        if said is None:
            return actor
        return replace(actor, start=said.start(), kind=PARTY, entity=self.party_of(actor) or actor.entity)

    def _body_of(self, actor: Actor) -> Actor:
        """An assembly («le Conseil municipal») acts for the body whose act this is."""
        if actor.kind != PARTY:
            return actor
        said = self.text[actor.start : actor.end]
        rank = next((rank for rank in RANK_NAMES if words("assemblies", rank).fullmatch(said)), None)
        issuer = self.issuer_at(actor.start) if rank else None
        if rank is None or issuer is None or not RANK_NAMES[rank].search(self.entities[issuer]["name"]):
            return actor
        return replace(actor, entity=issuer)

    def _in_amount(self, offset: int) -> bool:
        at = bisect_right(self.amounts, (offset, len(self.text) + 1)) - 1
        return at >= 0 and self.amounts[at][0] <= offset < self.amounts[at][1]

    def _class_of_parties(self, match: re.Match[str], limit: int) -> Actor:
        """«59 villes Action cœur de ville», «communes et EPCI du territoire»: head, its adjectives, and a complement."""
        end = match.end()
        if sums := self.amounts_in(end, limit)[:1]:
            limit = self.amounts[sums[0]][0]  # «les communes de 14 M€»: the amount is no complement
        complement = COMPLEMENT.match(self.text, end, limit)
        full_end = complement.end() if complement else end
        for mention in self.mentions_in(end, min(limit, end + 60)):
            between = self.text[end : mention.start]
            if re.fullmatch(r"\s*(?:(?:de la|de l['’]|du|des|de|d['’])\s?)?", between):
                full_end = mention.end if mention.kind != PARTY or between.strip() else full_end
                following = self.mentions_in(full_end, min(limit, full_end + 40))
                if (
                    following
                    and mention.kind == PLACE == following[0].kind
                    and self.text[full_end : following[0].start] == " et "
                ):
                    full_end = following[0].end
                break
            if mention.start < full_end:
                full_end = max(full_end, mention.end)
                break
        head = self.text[match.start("head") : end]
        full = self.text[match.start("head") : full_end]
        names = [full, head, match["noun"]]
        if match["number"] and match["number"][0].isdigit():
            names = [self.text[match.start() : full_end], self.text[match.start() : end], *names]
        return Actor(
            match.start(), full_end, COLLECTIVE, None, tuple(dict.fromkeys(" ".join(name.split()) for name in names))
        )

    def _reference(self, match: re.Match[str]) -> Actor | None:
        kind = next(name for name, found in match.groupdict().items() if found)
        entity = self.resolve(kind, match.group(), match.start())
        if entity is None and kind in _UNNAMED:
            entity = self.unnamed(match[kind], (match.start(kind), match.end()))
        return Actor(match.start(kind), match.end(), REFERENCE, entity) if entity is not None else None

    def unnamed(self, noun: str, span: tuple[int, int]) -> int:
        """The entity of a body that the text calls by its kind alone («la commune» of an excerpt), named as written at ``span``."""
        key = noun.casefold()
        if key not in self._collective:
            self._collective[key] = len(self.entities)
            self.entities.append({"type": "ORG", "name": noun, "aliases": [], "collective": True})
            self.called[self._collective[key]] = span
        return self._collective[key]

    def resolve(self, kind: str, form: str, offset: int) -> int | None:
        """Whom «le bénéficiaire», «l'association», «la commune» stand for here, or ``None``."""
        return referred.resolve(self, kind, form, offset)

    def state(self) -> int | None:
        """The State, under the name that the document has for it."""
        if (state := self.named("État", "Etat", "l'État")) is not None:
            return state
        return next((at for at, entity in enumerate(self.entities) if entity.get("kind") == "org-state"), None)

    def is_authority(self, entity: int) -> bool:
        """Whether a body is one that grants: a territory's, the State's, an agency's."""
        name = self.entities[entity]["name"]
        return any(pattern.search(name) for pattern in RANK_NAMES.values()) or bool(GRANTING.search(name))

    def adopt(self, actor: Actor) -> int:
        """The entity index of an actor; a class of parties becomes an entity the first time a flow names it."""
        if actor.entity is not None:
            return actor.entity
        key = actor.names[0].casefold()
        if key not in self._collective:
            self._collective[key] = len(self.entities)
            self.entities.append(
                {"type": "ORG", "name": actor.names[0], "aliases": list(actor.names[1:]), "collective": True}
            )
        return self._collective[key]

    def party_of(self, actor: Actor) -> int | None:
        """For a place that acts («Métropole de Lyon | 1 200 000 €»): the body of the same name, if the document knows one."""
        if actor.kind != PLACE:
            return actor.entity
        form = self.text[actor.start : actor.end].casefold()
        bodies = [entity for entity in self.known(form) if self.entities[entity]["type"] == PARTY]
        return bodies[0] if len(set(bodies)) == 1 else None

    def named(self, *forms: str) -> int | None:
        """The entity known by one of these forms, if only one is."""
        for form in forms:
            known = set(self.known(form))
            exact = [entity for entity in known if self.entities[entity]["name"].casefold() == form.casefold()]
            if len(known) == 1 or exact:
                return exact[0] if exact else known.pop()
        return None

    def ranked(self, rank: str, offset: int) -> int | None:
        """The body that an adjective of rank («régional», «départementaux») means here: the last named one, or the only one."""
        test = {
            "region": r"^(?:conseil régional|région)\b",
            "departement": r"^(?:conseil départemental|département)\b",
            "epci": r"^(?:communauté|métropole)",
            "commune": r"^(?:commune|ville)\b",
            "state": r"^[ée]tat$",
            "europe": r"^(?:union européenne|europe)$",
        }[rank]
        matching = [
            index
            for index, entity in enumerate(self.entities)
            if entity["type"] == PARTY and not entity.get("collective") and re.search(test, entity["name"].casefold())
        ]
        if len(matching) <= 1:
            return matching[0] if matching else None
        issuer = self.issuer_at(offset)
        if issuer in matching:
            return issuer
        at = bisect_left(self.mentions, offset, key=lambda actor: actor.start)
        return next((actor.entity for actor in reversed(self.mentions[:at]) if actor.entity in matching), None)


_UNNAMED = frozenset({"commune", "epci", "departement", "region", "association"})
_COMMUNE_OF = re.compile(r"(?<!\w)(?:commune|ville)\s(?:de\s(?:la\s|l['’])?|du\s|des\s|d['’])\Z", re.IGNORECASE)
_LONG_NAME = 30
_OF_A_SUM = re.compile(r"\s(?:\w+\s)?(?:de\s|d['’]un montant (?:\w+\s)?de\s)\d")
_A_GRANT = re.compile(r"\b(?:subvention|participation|aide|fonds de concours|dotation|contribution)\b", re.IGNORECASE)
_KIND_OF = re.compile(
    r"(?<!\w)(?:association|société|fondation|entreprise|amicale|coopérative|compagnie|fédération|syndicat|bailleur(?: social)?|structure|collectif|club|établissement|SCIC|SARL|SAS|SA)\s\Z"
)
_NAMED_THUS = re.compile(r"\s(?:[«\"“]\s?)?(?:[A-ZÀ-Ö]|\d+e\s[A-Z])[\w'’+-]+")
