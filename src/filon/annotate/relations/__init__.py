"""Component ``filon_relations``: who signs, holds, belongs, takes part, owns, lies where, is part of what.

Readings, each of what the others cannot see: rules over masked sentences (`prose`, `rules`), the fields and headings of
project sheets (`sheets`), tables (`tables`), headings of lists (`sections`), parties (`parties`) and signature blocks (`signatures`), who signs through
whom (`signing`), posts told without their body (`posts`), places that lead in a list (`grounds`), leads that
say what a list is of (`enumerated`), what the flows of money imply (`funding`, `grants`), names that hold names (`names`), lists of a scheme's projects and grounds (`listed`), and syntax where many words
stand between (`frames`). Each fact keeps the characters that say it.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from spacy.language import Language

from filon.annotate.relations import (
    attributes,
    enumerated,
    frames,
    funding,
    grants,
    grounds,
    listed,
    names,
    posts,
    prose,
    references,
    sections,
    sheets,
    signatures,
    signing,
    tables,
)
from filon.annotate.relations.scene import Scene

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from spacy.tokens import Doc


@Language.factory("filon_relations", assigns=["doc._.relations", "doc._.attributes"], default_config={"syntax": None})
def create(nlp: Language, name: str, syntax: str | None) -> Callable[[Doc], Doc]:  # noqa: ARG001 - spaCy passes all three
    """The component; ``syntax`` names a spaCy pipeline that parses in the place of the shipped model."""
    return partial(filon_relations, syntax=syntax)


def filon_relations(doc: Doc, *, syntax: str | None = None) -> Doc:
    """Fill ``doc._.relations`` and ``doc._.attributes`` from the mentions, the sentences and the structure."""
    scene = Scene(doc)
    scene.references = references.find(scene, doc._.terms or ())
    sheets.read(scene)
    tables.read(scene)
    sections.read(scene)
    signatures.read(scene)
    prose.read(scene)
    posts.read(scene)
    signing.read(scene)
    listed.read(scene)
    grounds.read(scene)
    enumerated.read(scene)
    names.read(scene)
    grants.read(scene, doc)
    funding.read(scene, doc)
    frames.read(scene, doc, syntax)
    attributes.read(scene, doc)
    doc._.relations = sorted(_without_lesser(scene), key=_order)
    doc._.attributes = sorted(scene.attributes, key=_order)
    return doc


# Who pays a benefit is no partner in it.
_BENEFIT = re.compile(r"(?:allocation|prestation de compensation|revenu de solidarité|aide sociale)\b", re.IGNORECASE)


def _without_lesser(scene: Scene) -> Iterator[dict[str, Any]]:
    """A project's owner is not also its partner, nor an agreement's party; nobody is a benefit's."""
    owners = {(plain["subject"], plain["object"]) for plain in scene.relations if plain["type"] == "owner"}
    parties = {(plain["subject"], plain["object"]) for plain in scene.relations if plain["type"] == "signatory"}
    for plain in scene.relations:
        pair = (plain["subject"], plain["object"])
        benefit = any(map(_BENEFIT.match, scene.names(plain["object"])))
        if plain["type"] != "partner" or (pair not in owners | parties and not benefit):
            yield plain


def _order(plain: dict[str, Any]) -> tuple[int, int, str]:
    return plain["start"], plain["end"], str(plain)
