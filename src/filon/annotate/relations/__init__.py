"""Component ``filon_relations``: who signs, holds, belongs, takes part, owns, lies where, is part of what.

Three readings, each of what the others cannot see: rules over masked sentences (`rules`), the fields and headings of
project sheets (`sheets`), parties and signature blocks (`signatures`). Each fact keeps the characters that say it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from spacy.language import Language

from filon.annotate.relations import attributes, prose, sheets, signatures
from filon.annotate.relations.scene import Scene

if TYPE_CHECKING:
    from spacy.tokens import Doc


@Language.component("filon_relations", assigns=["doc._.relations", "doc._.attributes"])
def filon_relations(doc: Doc) -> Doc:
    """Fill ``doc._.relations`` and ``doc._.attributes`` from the mentions, the sentences and the structure."""
    scene = Scene(doc)
    sheets.read(scene)
    signatures.read(scene)
    prose.read(scene)
    attributes.read(scene, doc)
    doc._.relations = sorted(scene.relations, key=_order)
    doc._.attributes = sorted(scene.attributes, key=_order)
    return doc


def _order(plain: dict[str, object]) -> tuple[str, ...]:
    return (f"{plain['start']:012d}", f"{plain['end']:012d}", *(str(plain[key]) for key in ("subject",)), str(plain))
