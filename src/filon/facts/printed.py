"""Names as documents print them, where that is not how they are written: another apostrophe, a name parted by a line end.

The names of things are in regular form (`filon.typography`); whoever searches a document for one, or compares it with what someone
copied out of it, needs the printed one too. It is a ``skos:hiddenLabel``: found by, never shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from filon.facts.claims import Claims, text
from filon.facts.context import Source
from filon.model import Mention
from filon.vocab import Property

_DETERMINER: Final = re.compile(r"(?:l'|le |la |les |du |des )", re.IGNORECASE)

Printed = Mapping[str, Mapping[str, tuple[Source, Mention]]]


def printed_names(sources: Iterable[Source]) -> Printed:
    """For each entity the names that are printed otherwise than written, each with where it first is."""
    found: dict[str, dict[str, tuple[Source, Mention]]] = {}
    for source in sources:
        for index, entity in source.entities.items():
            known = {name.casefold() for name in (entity.label, *entity.alt_labels)}
            for mention in source.mentions_of(index):
                printed = " ".join(source.document.text[mention.start : mention.end].split())
                if printed in known or printed.isascii():  # the typography of ASCII is the regular one
                    continue
                written = source.quote((mention.start, mention.end))
                if (
                    printed != written
                    and {written.casefold(), _DETERMINER.sub("", written, count=1).casefold()} & known
                ):
                    found.setdefault(entity.iri, {}).setdefault(printed, (source, mention))
    return found


def state_printed_names(claims: Claims, printed: Printed) -> None:
    """State them, each by the mention that prints it."""
    for iri, names in printed.items():
        for name, (source, mention) in names.items():
            evidence = source.evidence(mention.start, mention.end, mention.confidence, mention.method)
            claims.say(iri, Property.HIDDEN_LABEL, text(name), evidence)
