"""A stretch of text with every mention replaced by one letter, so that a pattern reads its grammar and not its names.

«Le Département du Nord a signé avec Habitat 59, la SIA et l'État une charte» becomes ``le Ⓞ a signé avec Ⓞ une charte``:
the second sign stands for three mentions, because enumerated mentions of one kind are one sign. Quotation and emphasis
marks, line breaks and parentheses without a mention fall away, as does «(ACR)» after the name that it shortens. Every
character of the result knows the characters it stands for.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from filon.annotate.wordlists import wordlist

if TYPE_CHECKING:
    from collections.abc import Iterator

    from filon.annotate.relations.scene import Scene, Slot

SIGNS = dict(zip("OAPJGCLTS", "ⓄⒶⓅⒿⒼⒸⓁⓉⓈ", strict=True))
ANY = "".join(SIGNS.values())
BODIES = SIGNS["O"] + SIGNS["A"]
# Capitals are often printed without accents: patterns and masked texts have none, one character for one.
_ACCENTED = "àâäáãéèêëîïíôöóõùûüúçñÿ"
_PLAIN = str.maketrans({c: unicodedata.normalize("NFD", c)[0] for c in _ACCENTED + _ACCENTED.upper()} | {"’": "'"})
_PLACES = SIGNS["L"] + SIGNS["T"] + SIGNS["S"] + SIGNS["A"]
_POST = (
    r"(?:vice-|co-)?(?:president|maire|adjoint|direct(?:eur|rice)|conseill|secretaire|tresor)"  # no member of a list
)
_FEW = 0.25
_MOST = 0.6  # of a list's members that must be places
_SCHEMES = SIGNS["G"] + SIGNS["C"]
_DROPPED = '*_«»"“”`'


def plain(text: str) -> str:
    """The text without accents, of the same length."""
    return text.translate(_PLAIN)


@dataclass(frozen=True, slots=True)
class Masked:
    """``text`` is the masked text, ``origin[i]`` the characters that its character ``i`` stands for, ``slots[i]`` its mentions.

    ``floor`` is where the last of the masked stretches begins: what a lead-in and an item say together, the item says.
    """

    text: str
    origin: tuple[tuple[int, int], ...]
    slots: dict[int, tuple[Slot, ...]]
    floor: int = 0

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The document's characters behind these characters."""
        first, last = self.origin[start][0], self.origin[end - 1][1]
        return (max(first, self.floor) if last > self.floor else first), last


def mask(scene: Scene, *stretches: tuple[int, int]) -> Masked:
    """Mask these stretches of the document, in the order given, as one text (a lead-in and its list item)."""
    text: list[str] = []
    origin: list[tuple[int, int]] = []
    slots: dict[int, tuple[Slot, ...]] = {}
    for start, end in stretches:
        if text:
            # A lead-in and its item read as one clause: «Le Département : - participe …».
            while text and text[-1] in " :.":
                text.pop()
                origin.pop()
            text.append(" ")
            origin.append((start, start))
        bullet = _BULLET.match(scene.text, start, end) if text else None
        for sign, span, slot in _signs(scene, bullet.end() if bullet else start, end):
            if sign == " " and (not text or text[-1] == " "):
                continue
            if slot is not None:
                slots[len(text)] = (slot,)
            text.append(sign)
            origin.append(span)
    while text and text[-1] == " ":
        text.pop()
        origin.pop()
    whole = Masked("".join(text), tuple(origin), slots, stretches[-1][0])
    return _join(_lists_in_brackets(_without_titles(_without_brackets(whole))))


def _signs(scene: Scene, start: int, end: int) -> Iterator[tuple[str, tuple[int, int], Slot | None]]:
    at = start
    letters = plain(scene.text[start:end])
    for slot in (*scene.readable(start, end), None):
        upto = slot.start if slot else end
        for i in range(at, upto):
            character = letters[i - start]
            if character.isspace():
                yield " ", (i, i + 1), None
            elif character not in _DROPPED:
                inside = character == "." and scene.text[i + 1 : i + 2].isalnum()  # «2.800», «D.R.A.C»
                yield "·" if inside else character, (i, i + 1), None
        if slot is not None:
            yield SIGNS[slot.sign], (slot.start, slot.end), slot
            at = slot.end


def _cut(masked: Masked, pieces: list[tuple[int, int]], joined: dict[int, tuple[Slot, ...]] | None = None) -> Masked:
    """Keep these pieces of a masked text; ``joined`` gives some kept signs the mentions of others."""
    text: list[str] = []
    origin: list[tuple[int, int]] = []
    slots: dict[int, tuple[Slot, ...]] = {}
    for start, end in pieces:
        for i in range(start, end):
            if i in masked.slots:
                slots[len(text)] = (joined or {}).get(i, masked.slots[i])
            text.append(masked.text[i])
            group = slots.get(len(text) - 1)
            origin.append((group[0].start, group[-1].end) if group else masked.origin[i])
    return Masked("".join(text), tuple(origin), slots, masked.floor)


_BULLET = re.compile(r"[\s*_#>|]*(?:[-–—•○◆❖✓►→▪‒·]+|\d{1,2}\s?[.)°-]|[a-zA-Z][.)])*[\s*_\-–]*(?:\d{1,2}-)?\s*")
_BRACKETS = re.compile(r" ?\(([^()]*)\)")
_CIVIL = re.compile(
    rf"\b(?:M\.|MM\.|Mme|Mmes|Mlle|Monsieur|Madame|Messieurs|Mesdames|Maitre|Docteur|Dr\.?) (?=(?:le |la )?{SIGNS['P']}|(?:le |la )(?:maire|president|prefet))",
    re.IGNORECASE,
)


def _without_brackets(masked: Masked) -> Masked:
    """Drop parentheses that name nothing, or only repeat the mention before them."""
    pieces, at = [], 0
    for found in _BRACKETS.finditer(masked.text):
        inside = [i for i in range(found.start(1), found.end(1)) if i in masked.slots]
        alias = len(inside) == 1 and _same(masked, found.start() - 1, inside[0]) and len(found[1].strip()) == 1
        if not inside or alias:
            pieces.append((at, found.start()))
            at = found.end()
    return _cut(masked, [*pieces, (at, len(masked.text))]) if at else masked


def _without_titles(masked: Masked) -> Masked:
    """Drop «M.», «Madame» before a person."""
    pieces, at = [], 0
    for found in _CIVIL.finditer(masked.text):
        pieces.append((at, found.start()))
        at = found.end()
    return _cut(masked, [*pieces, (at, len(masked.text))]) if at else masked


_ITEM = re.compile(rf"\s*(?:et |ou )?(?:le |la |les |l')?[{_PLACES}]\s*", re.IGNORECASE)


def _lists_in_brackets(masked: Masked) -> Masked:
    """Make one sign of the places that a parenthesis lists, even where a name among them was not recognised."""
    pieces, at = [], 0
    joined: dict[int, tuple[Slot, ...]] = {}
    for found in _BRACKETS.finditer(masked.text):
        items = re.split(r",|;| et | ou ", found[1].rstrip(" .…"))
        named = sum(_ITEM.fullmatch(item) is not None for item in items)
        others = found[1].count(SIGNS["O"])  # where they are many, parties are listed and not places
        if named < 2 or named < _MOST * len(items) or others > _FEW * len(items):
            continue
        if others and masked.text[: found.start()].endswith(SIGNS["C"]):
            continue  # the parties of an agreement
        places = [i for i in range(*found.span(1)) if masked.text[i] in _PLACES]
        joined[places[0]] = tuple(slot for i in places for slot in masked.slots[i])
        pieces += [(at, found.start(1)), (places[0], places[0] + 1)]
        at = found.end(1)
    return _cut(masked, [*pieces, (at, len(masked.text))], joined) if joined else masked


def _same(masked: Masked, left: int, right: int) -> bool:
    return left in masked.slots and masked.slots[left][-1].entity == masked.slots[right][0].entity


@cache
def _chain() -> re.Pattern[str]:
    words = wordlist("relations")["chain"]
    classifier = "|".join(words["classifier"])
    unnamed = "|".join(words["unnamed"])
    link = (
        rf"(?:\s?(?:,|et) (?:(?:de |d')?(?:{unnamed}) [^{ANY}.;:(),]{{3,50}}?|(?!{_POST})(?-i:[A-Z])[^{ANY}.;:(),]{{1,30}}?))?"
        r"(?:\s?[,;/&]\s?(?:et |ou |ainsi que |tout comme |de même que )?| (?:et|ou|ainsi que|comme|et/ou|-|–) )"
        r"(?:(?:de|du|des|à|au|aux|par|pour|en|sur|dans) |d')?(?:(?:la|le|les|un|une|notre|cette) |l')?"
        rf"(?:(?:{classifier}) (?:(?:de la|de|du|des) |de l'|d')?)?"
    )
    others = ANY.replace(SIGNS["O"], "").replace(SIGNS["A"], "")
    return re.compile(
        plain(
            rf"(?:[{BODIES}](?:{link}[{BODIES}])+|[{_SCHEMES}](?:{link}[{_SCHEMES}])+|(?P<one>[{others}])(?:{link}(?P=one))+)"
        ),
        re.IGNORECASE,
    )


_GROUND = tuple(SIGNS[kind] for kind in "LTS")
_IN_A_PLACE = re.compile(r"\b(?:dans|sur|a|au|aux|en) [^,;:.()]{0,30}$", re.IGNORECASE)
_WHERE = re.compile(r"\b(?:a|au|aux|en|dans|sur) [^,;]{0,25}$", re.IGNORECASE)


def _says_where(text: str, start: int, members: list[int]) -> bool:
    """Whether «la friche X, à Y» was taken for a list: a preposition of place before the second name and not the first."""
    between, before = text[members[0] + 1 : members[1]], text[max(0, start - 45) : start]
    return _WHERE.search(between) is not None and _IN_A_PLACE.search(before) is None


def _join(masked: Masked) -> Masked:
    """Make one sign of the mentions of one kind that the text enumerates."""
    pieces, at = [], 0
    joined: dict[int, tuple[Slot, ...]] = {}
    for found in _chain().finditer(masked.text):
        members = [i for i in range(found.start(), found.end()) if i in masked.slots]
        if found["one"] and any(masked.text[i] != found["one"] for i in members):
            continue
        if found["one"] in _GROUND and _says_where(masked.text, found.start(), members):
            continue
        joined[found.start()] = tuple(slot for i in members for slot in masked.slots[i])
        pieces.append((at, found.start() + 1))
        at = found.end()
    if not joined:
        return masked
    return _cut(masked, [*pieces, (at, len(masked.text))], joined)
