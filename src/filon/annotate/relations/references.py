"""Words that stand for what was named before: «ce dispositif», «cette opération», «Elle» at the head of a sentence.

Only what a clause or two separates is resolved, and only to a thing of the kind that the noun says.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import chain
from typing import TYPE_CHECKING, Any

from filon.annotate.relations.masking import plain
from filon.annotate.relations.scene import Slot
from filon.annotate.wordlists import wordlist
from filon.model import BlockKind
from filon.outline import block_at

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from filon.annotate.relations.scene import Scene

_REACH = 450  # characters from a name to the words that take it up
_NAMED = re.compile(
    r"\W{0,5}|\s[^\W\d]+(?:\s[^\W\d]+)?\s[«“\"]\s?"
)  # what stands between a noun and the name it announces
_APART = 4  # characters from a noun to the name that it announces
_NEAR_BODY = 1_200  # characters from an organisation's name to «l'association»
_FAR = 2_500  # … where nothing else could be meant


@cache
def _nouns() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Patterns of references, each with the signs of what it may stand for."""
    listed = wordlist("relations")["reference"]
    return tuple(
        (re.compile(pattern, re.IGNORECASE), signs.strip("0123456789").replace("O", "OA"))
        for signs, pattern in listed.items()
    )


def find(scene: Scene, terms: Iterable[dict[str, Any]]) -> list[Slot]:
    """The references of the document, in order; ``terms`` are those that it defines («le bénéficiaire»)."""
    definite = list(_definite(scene))
    found = chain(_defined(scene, terms), definite, _bodies(scene), _pronouns(scene, definite), _shortened(scene))
    slots: list[Slot] = []
    for slot in sorted(found, key=lambda slot: (slot.start, -slot.end)):
        above = next(iter(scene.before(slot.end)), None)
        if (above is None or above.end <= slot.start) and (not slots or slot.start >= slots[-1].end):
            slots.append(slot)
    return slots


def _defined(scene: Scene, terms: Iterable[dict[str, Any]]) -> Iterator[Slot]:
    """Terms that a party bears in its agreement, where they are no mention themselves."""
    for term in terms:
        words = r"[\s-]+".join(map(re.escape, term["term"].split()))
        for match in re.finditer(
            rf"\b(?:le |la |l['’]|les ){words}\b", plain(scene.text[term["start"] : term["end"]]), re.IGNORECASE
        ):
            start, end = (term["start"] + offset for offset in match.span())
            yield Slot(start, end, term["entity"], scene.sign_of(term["entity"]))


def _bodies(scene: Scene) -> Iterator[Slot]:
    """«l'association», «la commune»: the organisation above that is called so, where only one is."""
    for match in _body_noun().finditer(scene.text):
        named = next(iter(scene.within(match.end(), match.end() + _APART)), None)
        if named is not None and not scene.text[match.end() : named.start].strip(' «“"*'):
            continue  # «l'association X» names it
        noun = match[1].casefold()
        called: dict[int, Slot] = {}
        for slot in scene.before(match.start()):
            if match.start() - slot.end > _NEAR_BODY:
                break
            if slot.sign in "OA" and _is_called(scene, slot, noun):
                called.setdefault(slot.entity, slot)
        called = _head_of_item(scene, match.start()) or called
        if len(called) == 1:
            slot = next(iter(called.values()))
            yield Slot(match.start(), match.end(), slot.entity, slot.sign)


def _head_of_item(scene: Scene, offset: int) -> dict[int, Slot]:
    """The organisation that the list item around this character is about, where it names only one before it."""
    index = block_at(scene.blocks, offset)
    if index is None or scene.blocks[index].kind is not BlockKind.LIST_ITEM:
        return {}
    heads = {slot.entity: slot for slot in scene.within(scene.blocks[index].start, offset) if slot.sign in "OA"}
    return heads if len(heads) == 1 else {}


@cache
def _body_noun() -> re.Pattern[str]:
    nouns = "|".join(wordlist("relations")["reference_to_body"])
    return re.compile(
        rf"\b(?:(?:la|le|cette|ce|cet|ladite|ledit) |l['’])({nouns})\b(?!\s+(?:de\b|du\b|des\b|d['’]|[«\"“]))",
        re.IGNORECASE,
    )


def _is_called(scene: Scene, slot: Slot, noun: str) -> bool:
    """Whether the organisation's name begins with the noun, or the noun announces it («l'association « X »»)."""
    before = scene.text[max(0, slot.start - 40) : slot.start].rstrip(' «"“*\n').casefold()
    return before.endswith(noun) or any(name.casefold().startswith(noun) for name in scene.names(slot.entity))


def _definite(scene: Scene) -> Iterator[Slot]:
    for pattern, signs in _nouns():
        for match in pattern.finditer(scene.text):
            slot = next(iter(scene.within(match.end(), match.end() + 25)), None)
            if slot is not None and slot.sign in signs and _NAMED.fullmatch(scene.text, match.end(), slot.start):
                continue  # «ce projet « Autre Part »», «le projet européen « Autre Part »» name it
            there = match.group().casefold() == "y"
            sentence = scene.sentence(match.start()) if there and "O" in signs else None
            # Who does what there stands in the same sentence; where, before it.
            named = _antecedent(scene, sentence[0] if sentence else match.start(), signs, match.group())
            if there and named is not None and not _same_block(scene, named.start, match.start()):
                continue
            if named is not None and not (signs == "J" and _is_parted(scene, named, match.start())):
                yield Slot(match.start(), match.end(), named.entity, named.sign)


def _is_parted(scene: Scene, named: Slot, offset: int) -> bool:
    """Whether another paragraph named the project, and sentences of this one stand between: «l'opération» is then theirs."""
    at, above = block_at(scene.blocks, offset), block_at(scene.blocks, named.start)
    if at is None or above is None or at == above or scene.blocks[above].kind is not BlockKind.PARAGRAPH:
        return False
    sentence = scene.sentence(offset)
    return sentence is not None and sentence[0] > scene.blocks[at].body[0] + 1


def _same_block(scene: Scene, one: int, other: int) -> bool:
    return block_at(scene.blocks, one) == block_at(scene.blocks, other)


def _antecedent(scene: Scene, offset: int, signs: str, said: str) -> Slot | None:
    """The nearest mention of these kinds just above; farther up, the only one there is, or one that the noun begins."""
    noun = re.sub(r".*[ '’]", "", said).casefold()
    farther: dict[int, Slot] = {}
    plainly = re.match(r"(?:le|la) ", said, re.IGNORECASE) is not None and "J" not in signs
    for slot in scene.before(offset):
        if offset - slot.end > _FAR:
            break
        if slot.sign in signs and offset - slot.end <= _REACH and not plainly:
            return slot
        if slot.sign in "JGC" and any(
            noun in name.casefold().split() if plainly else name.casefold().startswith(noun)
            for name in scene.names(slot.entity)
        ):
            return slot
        if slot.sign in signs:
            farther.setdefault(slot.entity, slot)
    return (
        next(iter(farther.values()))
        if len(farther) == 1 and not plainly and not said.casefold().startswith(("du ", "au "))
        else None
    )


def _shortened(scene: Scene) -> Iterator[Slot]:
    """«l'extension du périscolaire»: the first words of one project's name, after it was named in full."""
    named: dict[str, set[int]] = {}
    first: dict[int, Slot] = {}
    for slot in scene.slots:
        if slot.sign == "J":
            first.setdefault(slot.entity, slot)
    for entity in first:
        for name in scene.names(entity):
            words = plain(name).casefold().split()
            if len(words) > 1 and len(words[0]) >= _SHORTEST_WORD and words[0].isalpha():
                named.setdefault(words[0], set()).add(entity)
            for count in range(len(words) - 1, 1, -1):
                head = " ".join(words[:count])
                if len(words[count - 1]) >= _SHORTEST_WORD and len(head) >= _SHORTEST_HEAD:
                    named.setdefault(head, set()).add(entity)
    text = plain(scene.text).casefold()
    if len(text) != len(scene.text):
        return
    # One pass over the articles: a document names a thousand heads, and a search for each would read it as often.
    starting: dict[str, list[str]] = {}
    for head, entities in named.items():
        if len(entities) == 1:
            starting.setdefault(head[:_SHORTEST_WORD], []).append(head)
    for article in _ARTICLE.finditer(text):
        at = article.end()
        for head in starting.get(text[at : at + _SHORTEST_WORD], ()):
            end = at + len(head)
            slot = first[next(iter(named[head]))]
            # One word of the name is enough where it points back: «cette descente».
            if " " not in head and not (
                _POINTING.match(article.group()) and article.start() - slot.end < _FAR and not _OF.match(text, end)
            ):
                continue
            if article.start() > slot.end and text.startswith(head, at) and not text[end : end + 1].isalnum():
                yield Slot(article.start(), end, slot.entity, slot.sign)


_ARTICLE = re.compile(r"\b(?:(?:la|le|les|cette|ce|de|du|au) |[ld]['’])")
_POINTING = re.compile(r"(?:cette|ce) ")
_OF = re.compile(r"\s(?:de |du |des |d['’])")
_SHORTEST_WORD = 4  # letters of the last word of a shortened name: it does not end in «de la»
_SHORTEST_HEAD = 14  # characters of a shortened name
_PRONOUN = re.compile(r"(?:il|elle|celui-ci|celle-ci|ils|elles)\b", re.IGNORECASE)


def _pronouns(scene: Scene, definite: list[Slot]) -> Iterator[Slot]:
    """«Elle» at the head of a sentence is what heads the sentence before, in the same paragraph, by its name or as «le programme».

    It is an organisation, or a scheme or project whose article agrees with the pronoun; what the sentence before means by
    its own pronoun goes on.
    """
    previous: tuple[int, int] | None = None
    meant: Slot | None = None
    for start, end in scene.sentences:
        found = _PRONOUN.match(scene.text, start)
        before, meant = meant, None
        if found and previous is not None and block_at(scene.blocks, start) == block_at(scene.blocks, previous[0]):
            heads = (slot for slot in definite if slot.start == previous[0])
            first = next(heads, None) or next(iter(scene.within(*previous)), None)
            meant = before if before is not None and _PRONOUN.match(scene.text, previous[0]) else first
            if meant is not None and meant is first and first.start - previous[0] >= _HEAD:
                meant = None
            if meant is not None and meant.sign in "OA" and meant is first:
                yield Slot(start, found.end(), meant.entity, "O")
            elif meant is not None and meant.sign in "JGC" and _agrees(scene, meant, found.group()):
                yield Slot(start, found.end(), meant.entity, meant.sign)
            else:
                meant = None
        previous = (start, end)


_HEAD = 40  # characters before the name that heads a sentence


def _agrees(scene: Scene, slot: Slot, pronoun: str) -> bool:
    """Whether the article before the name has the pronoun's gender, in the singular."""
    article = re.match(r"(le|la|ce|cette)\b", scene.text[slot.start : slot.end], re.IGNORECASE) or re.search(
        r"\b(le|la|un|une|ce|cette)\W{1,3}$", scene.text[max(0, slot.start - 8) : slot.start], re.IGNORECASE
    )
    masculine = article is not None and article[1].casefold() in ("le", "un", "ce")
    return article is not None and pronoun.casefold() == ("il" if masculine else "elle")
