"""Who does what to a project, where many words stand between: read from syntax.

Only sentences that name an organisation and a project or scheme, hold a verb of `[verbs]` and gave the linear rules
nothing are parsed.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from filon.annotate.relations.masking import plain
from filon.annotate.syntax import parse
from filon.annotate.wordlists import wordlist
from filon.model import RelationType

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc, Span, Token

    from filon.annotate.relations.scene import Scene, Slot

_ASSERTED = frozenset({RelationType.PARTNER, RelationType.OWNER, RelationType.SIGNATORY})
_THINGS = "JGC"
# What may stand between a verb and the project that it is about; a clause of its own may not.
_INWARD = frozenset(
    {
        "obj",
        "obl:arg",
        "obl:mod",
        "obl",
        "nmod",
        "appos",
        "conj",
        "xcomp",
        "amod",
        "flat",
        "flat:name",
        "acl",
        "nsubj:pass",
        "dep",
    }
)
_ARGUMENTS = frozenset({"obj", "obl:arg", "nsubj:pass", "xcomp"})
_MEANS = re.compile(r"\bau titre (?:de la |de l['’]|du |des |de )$", re.IGNORECASE)
_LONGEST = 900  # characters of a sentence


@cache
def _verbs() -> tuple[tuple[RelationType, tuple[str, ...]], ...]:
    return tuple((RelationType(kind), tuple(forms)) for kind, forms in wordlist("relations")["verbs"].items())


def read(scene: Scene, doc: Doc, syntax: str | None) -> None:
    """Assert owners and partners from the syntax of the sentences that the rules left open."""
    asserted = sorted(relation["start"] for relation in scene.relations if relation["type"] in _ASSERTED)
    wanted = [span for span in doc.sents if _is_open(scene, span, asserted)]
    parse(doc, wanted, syntax=syntax)
    for span in wanted:
        _read_sentence(scene, span)


def _is_open(scene: Scene, span: Span, asserted: list[int]) -> bool:
    slots = scene.within(span.start_char, span.end_char)
    signs = {slot.sign for slot in slots}
    if signs.isdisjoint("OA") or signs.isdisjoint(_THINGS) or span.end_char - span.start_char > _LONGEST:
        return False
    if any(span.start_char <= start < span.end_char for start in asserted):
        return False
    return any(_kind_of(token) is not None for token in span)


def _kind_of(token: Token) -> RelationType | None:
    form = plain(token.lower_)
    return next((kind for kind, forms in _verbs() if form.startswith(forms)), None)


def _read_sentence(scene: Scene, span: Span) -> None:
    slots = [(slot, _root(span, slot)) for slot in scene.within(span.start_char, span.end_char)]
    bodies = [(slot, root) for slot, root in slots if root is not None and slot.sign in "OA"]
    things = [(slot, root) for slot, root in slots if root is not None and slot.sign in _THINGS]
    for verb in span:
        kind = _kind_of(verb) if verb.pos_ == "VERB" else None
        if kind is None:
            continue
        agents = next(
            filter(None, ([slot for slot, root in bodies if _is_agent(root, by)] for by in _actors(verb))), []
        )
        about = [slot for slot, root in things if _is_about(root, verb) and not _is_means(scene, slot)]
        if not agents or not about:
            continue
        first = about[0]
        relation = kind if kind is RelationType.PARTNER or first.sign == "J" else RelationType.PARTNER
        evidence = (min(agents[0].start, first.start, verb.idx), max(agents[-1].end, first.end, verb.idx + len(verb)))
        subjects = [scene.body(slot.entity) for slot in agents]
        scene.relate(relation, subjects, [first.entity], evidence, 0.6, f"relations.{relation.value}.syntax")


def _is_means(scene: Scene, slot: Slot) -> bool:
    """«soutenu au titre de la DETR»: the scheme that pays is not what is paid."""
    return _MEANS.search(scene.text[max(0, slot.start - 25) : slot.start]) is not None


def _root(span: Span, slot: Slot) -> Token | None:
    """The word of the mention that the rest of it hangs on."""
    name = span.doc.char_span(slot.start, slot.end)
    return None if name is None else name.root


def _path(token: Token, verb: Token) -> Iterator[Token]:
    """The words from a token up to below the verb; nothing where the verb does not govern it."""
    path = []
    while token != verb:
        path.append(token)
        if token.head == token:
            return
        token = token.head
    yield from path


def _actors(verb: Token) -> Iterator[Token]:
    """The verb, and those that lend it their subject («a décidé de financer», «instruit et finance»)."""
    yield verb
    while verb.dep_ in ("xcomp", "conj") and verb.head.pos_ == "VERB":
        verb = verb.head
        yield verb


def _is_agent(token: Token, verb: Token) -> bool:
    """Whether the token is the verb's subject or, of a passive, its agent; alone or one of several coordinated."""
    path = list(_path(token, verb))
    if not path or any(step.dep_ not in ("conj", "appos", "flat", "flat:name") for step in path[:-1]):
        return False
    return path[-1].dep_ in ("nsubj", "obl:agent") or (path[-1].dep_ == "nsubj:pass" and _is_reflexive(verb))


def _is_reflexive(verb: Token) -> bool:
    """«s'est associée», which the model takes for a passive."""
    return any(child.dep_.startswith("expl") for child in verb.children)


def _is_about(token: Token, verb: Token) -> bool:
    path = list(_path(token, verb))
    return bool(path) and path[-1].dep_ in _ARGUMENTS and all(step.dep_ in _INWARD for step in path)
