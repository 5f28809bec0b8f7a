"""The registry's place names found in a text, with what the document's own territory makes of namesakes."""

from __future__ import annotations

from collections import defaultdict

from filon.annotate.words import BREAK, NEWLINE, Words
from filon.gazetteer import Entry, Gazetteer, normalise

_LEVEL = {
    "commune": ("commune", "commune-deleguee", "commune-associee", "arrondissement-municipal"),
    "departement": ("departement",),
    "region": ("region",),
    "epci": ("epci", "ept"),
}


class Places:
    """The gazetteer's matches over the words of a document, by the word they begin at."""

    def __init__(self, w: Words, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._w = w
        tokens: list[str] = []
        index: list[int] = []
        for i in range(w.count):
            if w.gap[i] >= NEWLINE and tokens:
                tokens.append("\n\n" if w.gap[i] == BREAK else "\n")
                index.append(i)
            tokens.append(w.text[i])
            index.append(i)
        index.append(w.count)
        self.matches: dict[int, tuple[int, tuple[str, ...], str | None]] = {}
        for match in gazetteer.scan(tokens):
            first = index[match.start]
            self.matches[first] = (index[match.end - 1] + 1, match.keys, match.form)
        self.context = self._context(w)

    def starting(self, at: int, level: str) -> tuple[int, tuple[str, ...]] | None:
        """(end, keys of that level) of the name that begins at word ``at``, or ``None``."""
        match = self.matches.get(at)
        keys = tuple(key for key in match[1] if key.partition(":")[0] in _LEVEL[level]) if match is not None else ()
        if level == "epci" and (match is None or not keys):
            return self._core(at)
        if level in ("region", "departement") and not keys:
            return self._bare(at, level)
        return (match[0], keys) if match is not None and keys else None

    def _bare(self, at: int, level: str) -> tuple[int, tuple[str, ...]] | None:
        """A territory without its article («Région Réunion»)."""
        w = self._w
        if not w.capital(at):
            return None
        for last in range(min(at + 4, w.count), at, -1):
            if w.text[last - 1][-1].isalnum() and not any(w.gap[k] == BREAK for k in range(at + 1, last)):
                found = self.gazetteer.candidates(normalise(w.quote(at, last)), level)
                if len(found) == 1:
                    return last, (found[0].key,)
        return None

    def _core(self, at: int) -> tuple[int, tuple[str, ...]] | None:
        """An EPCI's proper name that begins at ``at``, a comma inside it allowed («Béthune-Bruay, Artois-Lys Romane»)."""
        w = self._w
        if not w.capital(at):
            return None
        for last in range(min(at + 8, w.count), at, -1):
            if any(w.gap[k] == BREAK for k in range(at + 1, last)) or w.text[last - 1] == ",":
                continue
            found = self.gazetteer.epci_by_core(normalise(w.quote(at, last)))
            if found:
                return last, tuple(entry.key for entry in found)
        return None

    def with_form(self, at: int) -> tuple[int, tuple[str, ...]] | None:
        """The EPCI spelled with its legal form that begins at ``at``."""
        match = self.matches.get(at)
        return (match[0], match[1]) if match is not None and match[2] is not None else None

    def choose(self, keys: tuple[str, ...]) -> Entry | None:
        """The territory that these keys mean in this document, ``None`` when it does not say."""
        return self.gazetteer.choose([self.gazetteer.entry(key) for key in keys], self.context)

    def near(self, entry: Entry) -> bool:
        """Does the document speak of the département that holds this territory?"""
        return self.context.get(entry.departement or entry.key, 0.0) > 0

    def _context(self, w: Words) -> dict[str, float]:
        """What territory the document is about: départements and EPCI named in full, communes that have no namesake."""
        weights: defaultdict[str, float] = defaultdict(float)
        for at, (_, keys, form) in self.matches.items():
            entry = self.gazetteer.entry(keys[0])
            before = w.norm[at - 2 : at] if at > 1 else []
            if len(keys) > 1 or entry.kind == "region":
                continue
            if entry.kind == "departement":
                weights[entry.key] += 5.0 if any("departement" in word for word in before) else 0.5
            elif form is not None:
                weights[entry.key] += 3.0
            elif entry.kind == "commune" and not {"commune", "ville", "mairie"}.isdisjoint(before):
                weights[entry.key] += 2.0
            elif entry.kind == "commune" and not (entry.common_word or entry.person_name):
                weights[entry.key] += 1.0
        return self.gazetteer.spread(weights)
