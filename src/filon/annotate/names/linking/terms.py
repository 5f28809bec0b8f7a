"""Terms that a document defines: «ci-après désignée « la Mission »»."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from filon.annotate.names.candidate import Candidate
from filon.annotate.names.linking.keys import Key, Naming, clean, level_of, without_article
from filon.annotate.wordlists import wordlist
from filon.gazetteer import normalise
from filon.model import EntityType

_CALLED = r"(?:d[ée]sign|d[ée]nomm|nomm|appel)[ée]+e?s?"
_DEFINED = re.compile(
    rf"(?:ci[- ]apr[èe]s\s+{_CALLED}|{_CALLED}\s+ci[- ]apr[èe]s)\s*(?:par|sous le (?:terme|nom)|comme)?\s*:?\s*"
    r"(?:[«“\"]\s*([^»”\"\n]{2,60}?)\s*[»”\"]|((?:l['’]|le |la |les )?[A-ZÉÈ][\w'’\-]*(?:\s[A-ZÉÈ][\w'’\-]*)*))"
)
_PARTY_OPENS = re.compile(
    r"(?:^|\n)[ \t*_\-–•]*(?:et|entre|d['’]une part|d['’]autre part)?[ \t:,*]*(?:et |entre )?"
    r"(?:(?:l['’]|le |la |les )(?:(?:association|soci[ée]t[ée]|syndicat|f[ée]d[ée]ration|fondation|commune) ?)?[ «“\"]*)?$",
    re.IGNORECASE,
)
_QUOTED_PARTY = re.compile(r"[ \t*_\-–•]*[«“\"]\s*([^»”\"\n]{3,80}?)\s*[»”\"]\s*,")
_REACH = 1_500  # characters between a party's name and the term it is given


@dataclass(frozen=True, slots=True)
class Term:
    """A defined term, normalised without article, where it holds, and whom it means."""

    term: str
    start: int
    end: int
    key: Key


class Terms:
    """The terms of one document."""

    def __init__(
        self, naming: Naming, kept: Sequence[Candidate], keys: Sequence[Key | None], parts: Sequence[dict[str, Any]]
    ) -> None:
        self._naming, self._text = naming, naming.w.source
        self._bodies = [
            (naming.w.start[c.first], key)
            for c, key in zip(kept, keys, strict=True)
            if key is not None and key[0] is EntityType.ORG
        ]
        self.found: list[Term] = []
        for match in _DEFINED.finditer(self._text):
            term = normalise(without_article((match.group(1) or match.group(2)).strip()))
            party = self._party(match.start(), term)
            if term and party is not None:
                extent = next(
                    ((p["start"], p["end"]) for p in parts if p["start"] <= match.start() < p["end"]),
                    (0, len(self._text)),
                )
                self.found.append(Term(term, extent[0], extent[1], party))

    def meaning(self, term: str, offset: int) -> Key | None:
        """Whom a normalised term means at an offset: as its part defines it, else as the whole document does."""
        same = [found for found in self.found if found.term == term]
        here = next((found.key for found in same if found.start <= offset < found.end), None)
        everywhere = {found.key for found in same}
        return here or (next(iter(everywhere)) if len(everywhere) == 1 else None)

    def _party(self, at: int, term: str) -> Key | None:
        """The body that opens the paragraph of the clause at ``at``, else the nearest before it; one that the term fits."""
        first = bisect_left(self._bodies, at - _REACH, key=lambda body: body[0])
        last = bisect_left(self._bodies, at, key=lambda body: body[0])
        fitting = [(start, key) for start, key in reversed(self._bodies[first:last]) if fits(term, key)]
        opening = next((key for start, key in fitting if self._opens(start)), None)
        line = self._text.rfind("\n", 0, at) + 1
        inside = [key for start, key in fitting if start >= line]
        quoted = _QUOTED_PARTY.match(self._text, line, at)
        if opening is None and not inside and quoted is not None and not _level_word(term):
            name = clean(quoted.group(1))
            return self._naming.call((EntityType.ORG, normalise(name)), name)
        return opening or (fitting[0][1] if fitting else None)

    def _opens(self, start: int) -> bool:
        return _PARTY_OPENS.search(self._text[max(0, start - 60) : start]) is not None


@cache
def _level_words() -> dict[str, str]:
    return {word: level for level, words in wordlist("linking")["level"].items() for word in words}


def _level_word(term: str) -> str | None:
    """The level of territory that a term's first words name: «communaute de communes» → epci."""
    levels = _level_words()
    return levels.get(term) or levels.get(term.split(" ", 1)[0])


def fits(term: str, key: Key) -> bool:
    """Can a term mean this body: «la Métropole» an EPCI, «l'Association» no territory, «le Bénéficiaire» anybody?"""
    wanted, level = _level_word(term), level_of(key)
    if wanted is not None:
        return wanted == level or not level
    return not level or term.split(" ", 1)[0] not in OWN_WORDS


# Words by which a body that is no territory speaks of itself.
OWN_WORDS = frozenset(
    "agence association caisse centre chambre club comite etablissement federation fondation groupement mission office parc "
    "pole regie societe syndicat union".split()
)
