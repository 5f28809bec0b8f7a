"""A sentence in which amounts, actors, dates and percentages are single signs, so that patterns read its grammar alone."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from typing import TYPE_CHECKING

from filon.annotate.flows import actors as _actors

if TYPE_CHECKING:
    from filon.annotate.flows.actors import Actor
    from filon.annotate.flows.scene import Scene

# Private-use signs; a pattern says `{O}` (see `grammar`).
SIGNS = {
    _actors.PARTY: "\ue001",
    _actors.PROGRAMME: "\ue002",
    _actors.PLACE: "\ue003",
    _actors.PROJECT: "\ue004",
    _actors.PERSON: "\ue005",
    _actors.COLLECTIVE: "\ue006",
    _actors.REFERENCE: "\ue007",
}
AMOUNT, PERCENT, DATE = "\ue010", "\ue011", "\ue012"
PAYER = f"[{SIGNS['ORG']}{SIGNS['PROGRAMME']}{SIGNS['COLLECTIVE']}{SIGNS['REFERENCE']}]"
RECEIVER = f"[{SIGNS['ORG']}{SIGNS['PLACE']}{SIGNS['COLLECTIVE']}{SIGNS['REFERENCE']}]"
_DETERMINER = (
    r"(?:(?:de\sla|de\sl['’]|à\sla|à\sl['’]|du|des|de|d['’]|aux|au|à|la|les|le|l['’]|par|son|sa|ses|leurs?)\s?)*"
)
_JOIN = re.compile(
    rf"\s?(?:,\s?et|,|et|ainsi\sque|/|&|puis|-|–|ou)\s?{_DETERMINER}(?:(?:ville|commune|communes|villes|association)\s(?:de\s|d['’])?)?"
)
# «à l'Association, et la Région N»: the preposition would be repeated, so the second opens a clause.
_BARE = re.compile(r"(?:,|\bet)\s(?:la|le|les|l['’])\s?\Z")
_TO_HEAD = re.compile(r"(?:\bà(?:\sla|\sl['’])?|\baux?)\s?\Z", re.IGNORECASE)
_OF_HEAD = re.compile(r"(?:\bde(?:\sla|\sl['’])|\bdu|\bdes)\s?\Z", re.IGNORECASE)
_ACTS = re.compile(
    r"\s(?:a|ont|aura|auront|est|sont|verse|reçoit|perçoit|apporte|participe|\w+(?:era|eront|vra|vront))\b"
)
_APPOSED = re.compile(r"\s?\(\s?|\s?[-–]\s?")
_LEADER = re.compile(r"[.…](?:[\s]?[.…]){3,}|…{2,}")
_PERCENT = re.compile(r"(?<![\w,.])(\d{1,3}(?:[.,]\d+)?)[ \u00a0\u202f]?%")


@dataclass
class Masked:
    """``text`` is the masked sentence; ``items`` gives by masked index what a sign stands for; ``at`` the character offsets."""

    text: str
    at: list[int]
    end: int
    amounts: dict[int, int]
    actors: dict[int, Actor]
    percents: dict[int, str]
    dates: dict[int, dict[str, str]]
    groups: list[list[int]]

    def offset(self, index: int) -> int:
        """The document's character at a masked index (the sentence's end beyond the last)."""
        return self.at[index] if index < len(self.at) else self.end

    def index(self, offset: int) -> int:
        """The masked index of a document's character."""
        return bisect_left(self.at, offset)

    def group(self, index: int) -> list[int]:
        """The coordinated actors («l'État, la Région et le Département») among which this one stands."""
        return next((group for group in self.groups if index in group), [index])


def mask(scene: Scene, start: int, end: int) -> Masked:
    """Mask the stretch ``[start, end)`` of the scene's text; emphasis marks are dropped, line breaks become spaces."""
    text = scene.text
    found: list[tuple[int, int, str, object]] = [(*scene.amounts[i], AMOUNT, i) for i in scene.amounts_in(start, end)]
    found += [
        (actor.start, actor.end, SIGNS[actor.kind], actor)
        for actor in scene.actors_in(start, end)
        if actor.kind in SIGNS
    ]
    found += [(match.start(), match.end(), PERCENT, match[1]) for match in _PERCENT.finditer(text, start, end)]
    found += [(s, e, DATE, plain) for s, e, plain in scene.dates_in(start, end)]
    found.sort(key=lambda item: (item[0], item[2] != AMOUNT, -item[1]))
    scars = scene.scars_in(start, end)
    result = Masked("", [], end, {}, {}, {}, {}, [])
    letters: list[str] = []
    position = start

    def plain(until: int) -> None:
        skip = position
        for offset in range(position, until):
            if offset < skip:
                continue
            sign = text[offset]
            if any(low <= offset < high for low, high in scars):
                sign = " "  # a page number inside a sentence is not of it
            if sign in "*\\":
                continue
            if sign in ".…" and (leader := _LEADER.match(text, offset, until)):
                letters.append(":")  # «Estimation ………… 37 402 €»: dots that lead to the figure
                result.at.append(offset)
                skip = leader.end()
                continue
            if "\ue000" <= sign <= "\ue01f":
                sign = "•"  # a glyph of the document's font, not one of the signs
            sign = " " if sign.isspace() else sign
            if sign == " " and letters and letters[-1] == " ":
                continue
            letters.append(sign)
            result.at.append(offset)

    stores = {AMOUNT: result.amounts, PERCENT: result.percents, DATE: result.dates}
    for begin, finish, sign, value in found:
        if begin < position or finish > end:
            continue
        plain(begin)
        stores.get(sign, result.actors)[len(letters)] = value  # type: ignore[index]
        letters.append(sign)
        result.at.append(begin)
        position = finish
    plain(end)
    result.text = "".join(letters)
    result.groups = _groups(result)
    return result


def _family(actor: Actor) -> str:
    """Parties are enumerated with parties, places with places."""
    return "PARTY" if actor.kind in (_actors.PARTY, _actors.COLLECTIVE, _actors.REFERENCE) else actor.kind


def _new_clause(masked: Masked, head: int, index: int) -> bool:
    """Whether a bare article before the actor at ``index`` opens a clause instead of going on with «à X» or «du X»."""
    before = masked.text[:head]
    return bool(_TO_HEAD.search(before) or (_OF_HEAD.search(before) and _ACTS.match(masked.text, index + 1)))


def _groups(masked: Masked) -> list[list[int]]:
    groups: list[list[int]] = []
    for index in sorted(masked.actors):
        if groups:
            last = groups[-1][-1]
            between = masked.text[last + 1 : index]
            same = masked.actors[last].entity is not None and masked.actors[last].entity == masked.actors[index].entity
            if same and _APPOSED.fullmatch(between):
                groups[-1].append(index)
                continue
            alike = _family(masked.actors[last]) == _family(masked.actors[index]) or between.strip() in (
                "et",
                "/",
                "&",
                "-",
            )
            if (
                alike
                and between.strip()
                and _JOIN.fullmatch(between.lstrip(")"))
                and not (_BARE.search(between) and _new_clause(masked, groups[-1][0], index))
            ):
                groups[-1].append(index)
                continue
        groups.append([index])
    return groups
