"""What short references mean: «le Département», «la Ville», «la Mission».

In this order: what the document defines; the body that opens the paragraph; the issuer; the body of that kind that the
document names most or last. A reference that nothing explains means nobody.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from filon.annotate.names.candidate import Candidate
from filon.annotate.names.linking.issuers import Issuers, named_by_word
from filon.annotate.names.linking.keys import LEVELS, Key, Naming, level_of
from filon.annotate.names.linking.terms import OWN_WORDS, Terms
from filon.annotate.wordlists import wordlist
from filon.gazetteer import normalise
from filon.model import EntityType

ORG, PLACE = EntityType.ORG, EntityType.PLACE
_NEAR = 900  # characters over which a paragraph's opening body is still spoken of
_LEADING = 60  # characters from the beginning of its line within which a name opens it
# What a body is called whose territory nothing tells.
_CALLED = {"departement": "Département", "region": "Région"}
_OFTEN = 3  # mentions that make a body the one of its kind, if they are more than half


class References:
    """Resolves the short references of one document in reading order; ``keys`` is completed in place."""

    def __init__(
        self,
        naming: Naming,
        kept: Sequence[Candidate],
        keys: list[Key | None],
        issuers: Issuers,
        terms: Terms,
    ) -> None:
        self._naming, self._kept, self._keys, self._issuers, self._terms = naming, kept, keys, issuers, terms
        self._w, self._gazetteer = naming.w, naming.gazetteer
        self._named = named_by_word(naming, kept, keys)
        self._last: dict[str, tuple[int, Key]] = {}

    def resolve(self) -> None:
        """Give every short reference its key or leave it ``None``; assemblies get the body whose they are."""
        for i, c in enumerate(self._kept):
            at = self._w.start[c.first]
            key = self._keys[i]
            if key is None:
                key = self._refer(c, at) or self._unnamed(c)
            else:
                self._note(c, at, key)
            if key is not None and key[0] is ORG and not c.short and key[1] in wordlist("linking")["assembly"]:
                key = self._assembly(key[1], at) or key
            self._keys[i] = key

    def _note(self, c: Candidate, at: int, key: Key) -> None:
        if key[0] is PLACE and c.head:
            self._last[f"place {c.head}"] = (at, key)
        if key[0] is not ORG:
            return
        level = level_of(key)
        for word in (level, f"{level} {c.head}") if level else (*c.head.split()[:1], *key[1].split()[:1]):
            self._last[word] = (at, key)

    def _refer(self, c: Candidate, at: int) -> Key | None:
        defined = self._terms.meaning(normalise(self._w.quote(c.first, c.last)), at)
        if defined is not None:
            return defined
        if c.method == "place:site-short":
            hit = self._last.get(f"place {c.head}")
            return hit[1] if hit is not None else None
        level = next((level for level in LEVELS if c.method == f"org:{level}-short"), None)
        if level is not None:
            return self._territorial(c, at, level)
        if c.method in ("org:departements-short", "org:regions-short"):
            return self._several(c.method.removeprefix("org:").removesuffix("s-short"))
        return self._institution(c, at)

    def _unnamed(self, c: Candidate) -> Key | None:
        """«la Région» in a paper that nowhere tells which: a body of its own, known inside this document only."""
        level = next((level for level in _CALLED if c.method == f"org:{level}-short"), None)
        if self._w.shouting[c.first]:
            return None  # the key of a letterhead («DÉPARTEMENT … CANTON …»)
        return self._naming.call((ORG, normalise(_CALLED[level])), _CALLED[level]) if level is not None else None

    def _institution(self, c: Candidate, at: int) -> Key | None:
        """«la Mission», «l'Association»: no territory."""
        near = self._last.get(c.head) or self._last.get(f"place {c.head}")
        issuer = self._issuers.at(at)
        own = issuer if issuer is not None and not level_of(issuer) else None
        if near is not None and self._speaks_of(near, at):
            return near[1]
        if own is not None and own[1].split(" ", 1)[0] == c.head:
            return own
        if near is not None:
            return self._most(c.head) or near[1]
        return own if c.head in OWN_WORDS else None

    def _most(self, word: str) -> Key | None:
        """The body beginning with this word that the document names more than all others that do."""
        same: Mapping[Key, int] = self._named.get(word, {})
        best = max(same, key=lambda key: (same[key], key), default=None)
        return best if best is not None and same[best] >= _OFTEN and same[best] * 2 > sum(same.values()) else None

    def _territorial(self, c: Candidate, at: int, level: str) -> Key | None:
        near, issuer = self._last.get(level), self._issuers.at(at)
        own = issuer if level_of(issuer) == level else None
        if level == "epci":
            same = self._last.get(f"epci {c.head}")
            return (
                same[1] if same is not None else own or (near[1] if near is not None else self._naming.territory(level))
            )
        if near is not None and near[1] != own and level == "departement" and self._speaks_of(near, at):
            return near[1]
        if own is not None:
            return own
        if level == "region":
            known = Counter(key for key in self._keys if key is not None and key[0] is ORG and level_of(key) == level)
            return max(known, key=lambda k: (known[k], k)) if known else self._naming.territory(level)
        if near is not None:
            return near[1]
        return self._naming.territory(level) if level == "departement" else None

    def _speaks_of(self, near: tuple[int, Key], at: int) -> bool:
        """Does the body named at ``near`` open its paragraph, so that the text at ``at`` still speaks of it?"""
        line = self._w.source.rfind("\n", 0, near[0]) + 1
        return at - near[0] < _NEAR and near[0] - line < _LEADING

    def _several(self, level: str) -> Key | None:
        """«les Départements»: those that the document names, as one party."""
        members = sorted({key[1] for key in self._keys if key is not None and key[0] is ORG and level_of(key) == level})
        if not 2 <= len(members) <= 4:
            return None
        entries = [self._gazetteer.entry(key) for key in members]
        parts = [entry.after_de if level == "departement" else entry.name for entry in entries]
        name = f"{'Départements' if level == 'departement' else 'Régions'} {', '.join(parts[:-1])} et {parts[-1]}"
        return self._naming.call((ORG, normalise(name)), name)

    def _assembly(self, head: str, at: int) -> Key | None:
        """«Conseil municipal»: that of the issuer, or of the one body of its level that the document knows."""
        patterns = wordlist("linking")["assembly"][head]
        issuer = self._issuers.at(at)
        body = issuer if issuer is not None and level_of(issuer) in patterns else None
        if body is None and issuer is None:
            spoken = [level for level in patterns if any(c.method == f"org:{level}-short" for c in self._kept)]
            bodies = {key for level in spoken or patterns if (key := self._naming.territory(level)) is not None}
            body = bodies.pop() if len(bodies) == 1 else None
        if body is None:
            return None
        entry = self._gazetteer.entry(body[1])
        name = patterns[level_of(body)].format(de=entry.after_de, name=entry.body_name)
        return self._naming.call((ORG, normalise(name)), name)
