"""Who can pay or receive in a text: mentions, classes of parties («les communes»), references («l'association»)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from filon.annotate.flows.lexicon import source, words
from filon.annotate.wordlists import wordlist

PARTY, PROGRAMME, PLACE, PROJECT, PERSON, COLLECTIVE, REFERENCE = (
    "ORG",
    "PROGRAMME",
    "PLACE",
    "PROJECT",
    "PERSON",
    "COLLECTIVE",
    "REFERENCE",
)


@dataclass(frozen=True, slots=True)
class Actor:
    """A stretch that names who pays or receives: a mention, a class of parties («les communes») or a reference («l'association»)."""

    start: int
    end: int
    kind: str
    entity: int | None
    names: tuple[str, ...] = ()


@cache
def collectives() -> re.Pattern[str]:
    """Nouns of classes of parties with their number and adjectives; ``head`` and ``noun`` are groups."""
    adjective = wordlist("flows")["collectives"]["adjective"]
    return re.compile(
        rf"(?<![\w-])(?:(?P<number>{source('collectives', 'number')})\s)?(?P<head>(?P<noun>{source('collectives', 'heads')})"
        rf"(?:\s(?:et\s)?{adjective}(?!\w)){{0,4}})(?![\w-])",
        re.IGNORECASE,
    )


@cache
def references() -> re.Pattern[str]:
    """Definite nouns that stand for a body; the group that matches is the kind of body."""
    kinds = "|".join(rf"(?P<{kind}>{source('references', kind)})" for kind in wordlist("flows")["references"])
    return re.compile(
        rf"(?<!\w)(?:l['’]|[Ll]a |[Ll]e |[Ll]['’]|[Cc]ette |[Cc]et |[Cc]e |au |du |ladite |ledit |[Ll]es (?=préf|services de))(?i:{kinds})(?![\w-])(?!\s(?:de|d['’]|du|des)\b)"
    )


# «du territoire», «d'insertion par l'activité économique», «sur les communes»: one complement, not beyond a comma or a verb.
COMPLEMENT = re.compile(
    r"\s(?:du|de la|de l['’]|des|de|d['’])\s?[\w'’-]+(?:\s(?:par|de|d['’]|du|des|et|l['’]|la)\s?[\w'’-]+){0,2}"
)


def rank_pattern() -> re.Pattern[str]:
    """Adjectives that name a payer by its rank; the group that matches is the rank."""
    return _ranks()


@cache
def _ranks() -> re.Pattern[str]:
    return re.compile(
        "|".join(rf"(?P<{rank}>(?<!\w)(?:{source('ranks', rank)})(?!\w))" for rank in wordlist("flows")["ranks"])
    )


def only_receives(actor: Actor) -> bool:
    """Whether a class of parties can receive only («les ménages»)."""
    return actor.kind == COLLECTIVE and bool(words("collectives", "only_receive").search(actor.names[-1]))
