"""The sentence rules of ``data/relations.toml``: patterns over masked text.

In a pattern ``{s:OJ}`` is a sign (or an enumeration) of one of these kinds, captured as subject; ``{o:…}``, ``{o2:…}`` capture
objects, ``{x:…}`` captures nothing; ``{any:40}`` is up to 40 characters of one clause, ``{gap:40}`` the same without a
mention, ``{flat:40}`` nor a bracket, ``{close:40}`` nor a comma, ``{clause:40}`` nor a further verb,
``{but LT:40}`` the same without these kinds; ``{name}`` is a list of ``[words]``; ``(?P<role>…)`` captures a role.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from filon.annotate.relations import topics
from filon.annotate.relations.masking import ANY, BODIES, SIGNS, plain
from filon.annotate.wordlists import wordlist
from filon.model import EntityType, RelationType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from filon.annotate.relations.masking import Masked
    from filon.annotate.relations.scene import Scene, Slot

_PLACEHOLDER = re.compile(r"\{(?:([a-z]\d?):([A-Z]+)|(any|gap|flat|close|clause|but [A-Z]+):(\d+)|([a-z_]+))\}")
_BARRED = {"any": "", "gap": ANY, "flat": ANY + "()", "close": ANY + "(),"}
_BEFORE = 80  # characters before a match in which ``not_after`` stands
# What decides for a body and signs nothing.
_ASSEMBLY = re.compile(
    r"(?:conseil (?:municipal|communautaire|métropolitain|syndical)|commission permanente|bureau (?:communautaire|syndical)|comité syndical|assemblée)\b",
    re.IGNORECASE,
)
# «X, membre de Y, réalise …»: X does it.
_BELONGING = re.compile(
    r"(?:membre|adherente?|filiale|partenaire|antenne)s? (?:de |de la |de l'|du |des |a |a la |a l'|au )$",
    re.IGNORECASE,
)
# What an assembly decides and its body is.
_OF_THE_BODY = frozenset({RelationType.MEMBER, RelationType.OWNER, RelationType.PARTNER})
_PREFECT = re.compile(r"(?:sous-)?préf", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Rule:
    """One pattern and what a match asserts."""

    name: str
    type: RelationType
    pattern: re.Pattern[str]
    needs: tuple[frozenset[str], ...]
    confidence: float
    role: str | None
    least: int
    bodies: bool
    near: bool
    single: bool
    issuer: bool
    to_issuer: bool
    apposed: bool
    subject_named: re.Pattern[str] | None
    object_unlike: re.Pattern[str] | None
    not_after: re.Pattern[str] | None
    topic: bool
    agreement: bool
    paid: bool
    doer: bool


@cache
def rules() -> tuple[Rule, ...]:
    """The rules in file order; the first that finds a pair names its method."""
    data = wordlist("relations")
    return tuple(
        Rule(
            name=f"relations.{entry['name']}",
            type=RelationType(entry["name"].partition(".")[0]),
            pattern=re.compile(expand(entry["says"]), re.IGNORECASE),
            needs=tuple(frozenset(_signs(kind)) for kind in entry.get("needs", "")),
            confidence=entry.get("confidence", 0.8),
            role=entry.get("role"),
            least=entry.get("least", 1),
            bodies=entry.get("bodies", False),
            near=entry.get("near", False),
            single=entry.get("single", False),
            issuer=entry.get("issuer", False),
            to_issuer=entry.get("to_issuer", False),
            apposed=entry.get("apposed", False),
            subject_named=re.compile(entry["subject_named"], re.IGNORECASE) if "subject_named" in entry else None,
            object_unlike=re.compile(entry["object_unlike"], re.IGNORECASE) if "object_unlike" in entry else None,
            not_after=re.compile(expand(entry["not_after"]) + "$", re.IGNORECASE) if "not_after" in entry else None,
            topic=bool(entry.get("topic")),
            agreement=entry.get("topic") == "agreement",
            paid=entry.get("topic") == "paid",
            doer=entry.get("doer", False),
        )
        for entry in data["rule"]
    )


def expand(pattern: str) -> str:
    """A pattern of the data file as a regular expression."""
    words = wordlist("relations")["words"]

    def one(found: re.Match[str]) -> str:
        name, kinds, gap, length, listed = found.groups()
        if kinds:
            signs = f"[{_signs(kinds)}]"
            return signs if name == "x" else f"(?P<{name}>{signs})"
        if gap == "clause":
            return rf"(?:(?! et | qui | dont |, )[^.;:(){ANY}]){{0,{length}}}?"
        if gap:
            barred = _signs(gap[4:]) if gap.startswith("but ") else _BARRED[gap]
            return rf"(?:[^.;:{barred}]{{0,{length}}}?)"
        return f"(?:{'|'.join(expand(word) for word in words[listed])})"

    return plain(_PLACEHOLDER.sub(one, pattern))


def _signs(kinds: str) -> str:
    """The signs of these kinds; an organisation may be a territorial authority."""
    return "".join(BODIES if kind == "O" else SIGNS[kind] for kind in kinds)


@cache
def _of_one() -> tuple[Rule, ...]:
    return tuple(rule for rule in rules() if rule.topic or rule.doer or rule.issuer or rule.to_issuer)


def apply(scene: Scene, masked: Masked, only: RelationType | None = None) -> None:
    """Assert what the rules (those of one type, with ``only``) read in this stretch."""
    kinds = {masked.text[i] for i in masked.slots}
    for rule in rules() if sum(map(len, masked.slots.values())) > 1 else _of_one():
        if any(kinds.isdisjoint(need) for need in rule.needs) or (only is not None and rule.type is not only):
            continue
        for found in _matches(rule, masked):
            if rule.not_after and rule.not_after.search(masked.text, max(0, found.start() - _BEFORE), found.start()):
                continue
            subjects = _captured(masked, found, "s")
            objects = _captured(masked, found, "o")
            told = _untold(scene, rule, masked)
            if told is None and (rule.topic or rule.doer):
                continue
            if rule.object_unlike:
                objects = tuple(slot for slot in objects if not rule.object_unlike.match(scene.text, slot.start))
            if rule.type is RelationType.SIGNATORY and any(slot.sign == "C" for slot in objects):
                objects = tuple(slot for slot in objects if slot.sign == "C")  # «la convention et le plan»
            if rule.apposed:  # «Membre du Syndicat, la Ville …»: the first of what reads as a list, then who is it
                subjects, objects = objects[1:], objects[:1]
            if rule.type is RelationType.OWNER and _is_belonging(masked, found):
                continue
            if rule.name.startswith("relations.holds_post.represent"):
                subjects = tuple(slot for slot in subjects if slot.start not in scene.represented)
            if len(subjects) < rule.least - rule.issuer - rule.doer or (rule.single and len(objects) > 1):
                continue
            if rule.near:
                subjects = _coordinated(scene, subjects)
            if rule.type is RelationType.HOLDS_POST:
                objects = objects[:1] if objects[0].start > subjects[0].start else objects[-1:]
            state: int | None = None
            role = written(scene, masked, found.span("role")) if "role" in rule.pattern.groupindex else rule.role
            if role is not None and _PREFECT.match(role):
                state = scene.prefecture(objects)
                if state is None:
                    continue
            ends = dict.fromkeys(_subject(scene, rule, slot) for slot in subjects if _may_be_subject(scene, rule, slot))
            if rule.type in _OF_THE_BODY:
                ends = dict.fromkeys(_body_of(scene, end, found, masked) for end in ends)
            if rule.issuer and (issuer := _collectivity(scene, rule, masked, found.start())) is not None:
                ends[issuer] = None
            targets = dict.fromkeys(_end(scene, rule, slot) for slot in objects)
            if rule.to_issuer and (body := scene.issuer(masked.origin[found.start()][0])) is not None:
                targets[scene.body(body)] = None
            if told is not None:
                (ends if rule.doer else targets)[told] = None
            scene.relate(
                rule.type,
                ends,
                targets if state is None else [state],
                masked.span(*found.span()),
                rule.confidence,
                rule.name,
                role,
            )


def _body_of(scene: Scene, entity: int, found: re.Match[str], masked: Masked) -> int:
    """An assembly's act is that of its body, where the act says whose it is."""
    if not _ASSEMBLY.match(scene.names(entity)[0]):
        return entity
    at = masked.origin[found.start()][0]
    municipal = "municipal" in scene.names(entity)[0].casefold()
    issuer = scene.holder("maire", at) if municipal else scene.issuer(at)
    return entity if issuer is None else scene.body(issuer)


def _untold(scene: Scene, rule: Rule, masked: Masked) -> int | None:
    """What the passage is about or who acts in it, for a rule whose sentence does not say."""
    if rule.topic:
        # Who pays may name the fund it pays from, and pays for a project.
        kinds = "J" if rule.paid else "JGC"
        slots = [slot for group in masked.slots.values() for slot in group if slot.sign in kinds]
        # What a lead-in names, or «y» stands for, is what its item is about; a thing of its own makes the sentence about that.
        lent = [slot for slot in slots if slot.start < masked.floor or slot in scene.references]
        if slots:
            return slots[0].entity if slots == lent and len({slot.entity for slot in slots}) == 1 else None
        told = topics.topic(scene, masked.floor, agreement=rule.agreement, kinds=kinds)
        return None if told is None or (rule.paid and scene.type_of(told) is not EntityType.PROJECT) else told
    return topics.doer(scene, scene.terms, masked.floor) if rule.doer else None


def _matches(rule: Rule, masked: Masked) -> Iterator[re.Match[str]]:
    """Where the rule matches; one about a task that nobody is named for matches the item alone, at its beginning."""
    if not rule.doer:
        yield from rule.pattern.finditer(masked.text)
        return
    at = next((i for i, (start, _) in enumerate(masked.origin) if start >= masked.floor), 0)
    if found := rule.pattern.match(masked.text, at):
        yield found


def written(scene: Scene, masked: Masked, span: tuple[int, int]) -> str:
    """The words behind a stretch of masked text, on one line, without emphasis."""
    start, end = masked.span(*span)
    return " ".join(scene.text[start:end].replace("*", "").split())


def _captured(masked: Masked, found: re.Match[str], side: str) -> tuple[Slot, ...]:
    groups = (name for name in found.re.groupindex if name[0] == side)
    return tuple(slot for name in groups if found[name] is not None for slot in masked.slots[found.start(name)])


def _is_belonging(masked: Masked, found: re.Match[str]) -> bool:
    at = found.start("s") if "s" in found.re.groupindex else -1
    return at > 0 and _BELONGING.search(masked.text, max(0, at - 25), at) is not None


def _collectivity(scene: Scene, rule: Rule, masked: Masked, at: int) -> int | None:
    """The body whose assembly decides here; of an agreement, if it is a body that can sign (an assembly cannot)."""
    issuer = scene.issuer(masked.origin[at][0])
    if issuer is None or (rule.type is RelationType.SIGNATORY and scene.sign_of(issuer) != "A"):
        return None
    return scene.body(issuer)


def _end(scene: Scene, rule: Rule, slot: Slot) -> int:
    """A commune that signs or has a mayor is the body, where the document knows it; what lies in a body lies on its ground."""
    ground = rule.type in (RelationType.LOCATED, RelationType.PART_OF)
    return scene.ground(slot.entity) if ground else scene.body(slot.entity)


def _subject(scene: Scene, rule: Rule, slot: Slot) -> int:
    """As `_end`, but the seat is that of the body, not of its ground."""
    return slot.entity if rule.type is RelationType.LOCATED else _end(scene, rule, slot)


def _coordinated(scene: Scene, slots: tuple[Slot, ...]) -> tuple[Slot, ...]:
    """The end of an enumeration that «et» holds together: «A, B, C à D» says where C is, «A et B à D» where both are."""
    first = len(slots) - 1
    while first > 0 and re.search(r"\bet\b", scene.text[slots[first - 1].end : slots[first].start]):
        first -= 1
    return slots[first:]


def _may_be_subject(scene: Scene, rule: Rule, slot: Slot) -> bool:
    """A territorial authority does not lie where its name meets a place, only where its seat is told."""
    if rule.type is RelationType.LOCATED and not rule.bodies and slot.sign == "A":
        return False
    if rule.type is RelationType.SIGNATORY and slot.sign == "O" and _ASSEMBLY.match(scene.names(slot.entity)[0]):
        return False
    return rule.subject_named is None or any(rule.subject_named.match(name) for name in scene.names(slot.entity))
