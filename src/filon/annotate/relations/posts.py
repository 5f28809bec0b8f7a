"""Posts told without their body: «Rapporteur : M. X, Vice-Président délégué», «X, Président ; Y ; Z, Vice-Présidents».

Such a line speaks of the body whose act it stands in. A post that names its own body («président de l'association X») is
not read here, and a prefect's body is the prefecture of the territory that the post names.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from filon.annotate.relations.masking import SIGNS, Masked, mask, plain
from filon.annotate.relations.rules import expand, written
from filon.annotate.wordlists import wordlist
from filon.annotate.words import fold
from filon.model import RelationType

if TYPE_CHECKING:
    from filon.annotate.relations.scene import Scene

_PERSON = SIGNS["P"]
_LONGEST = 900  # characters of a paragraph in which a post may be told
_ABSENT = re.compile(r"\b(?:absent|excuse|(?<!donne )(?<!donner )(?<!tout )pouvoir|procuration)", re.IGNORECASE)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """The patterns of ``[untold]``, in file order."""
    listed = wordlist("relations")["untold"]
    return {name: re.compile(expand(pattern), re.IGNORECASE) for name, pattern in listed.items()}


def read(scene: Scene) -> None:
    """Assert the posts of the persons that paragraphs name with a post and no body."""
    held = {
        (plain["subject"], scene.line(plain["start"])[0], fold(plain["role"] or ""))
        for plain in scene.relations
        if plain["type"] == "holds_post" and not plain["method"].endswith(".session")
    }  # who presides over an assembly, «sous la présidence de X, Président», is the body's president too
    for start, end in scene.passages(_LONGEST):
        if end - start <= _LONGEST and any(slot.sign == "P" for slot in scene.within(start, end)):
            _read_block(scene, mask(scene, (start, end)), held)


def _read_block(scene: Scene, masked: Masked, held: set[tuple[int, int, str]]) -> None:
    for name, pattern in _patterns().items():
        for found in pattern.finditer(masked.text):
            at = masked.origin[found.start()][0]
            role = written(scene, masked, found.span("role"))
            body = scene.holder(role, at)
            if body is None or _ABSENT.search(plain(scene.text[max(scene.line(at)[0], at - 60) : at])):
                continue
            plural = "several" in found.re.groupindex and found["several"]
            for slot in masked.slots[found.start("s")]:
                if (slot.entity, scene.line(slot.start)[0], fold(role)) in held:
                    continue
                scene.relate(
                    RelationType.HOLDS_POST,
                    [slot.entity],
                    [scene.body(body)],
                    masked.span(*found.span()),
                    0.75,
                    f"relations.holds_post.{name}",
                    singular(role) if plural else role,
                )


def singular(role: str) -> str:
    """«Vice-Présidents» as one of them bears it."""
    return re.sub(r"(?<=[^\W\d_]{3})s(?= |$)", "", role)
