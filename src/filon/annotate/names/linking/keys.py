"""The key of a full name: two mentions with one key are one thing."""

from __future__ import annotations

import re

from filon.annotate.lexicon import words
from filon.annotate.names.candidate import Candidate
from filon.annotate.names.definitions import Definition
from filon.annotate.names.territories import Places
from filon.annotate.wordlists import wordlist
from filon.annotate.words import Words, fold
from filon.gazetteer import normalise
from filon.model import EntityType

Key = tuple[EntityType, str]  # a gazetteer key, or the normalised name
LEVELS = ("departement", "region", "epci", "commune")

_ARTICLE = re.compile(r"^(?:le |la |les |l['’] ?|du |des |de la |de l['’]|d['’])", re.IGNORECASE)
# «pour l'année 2023», «au titre de l'année 2023»: the edition, said at length
_OF_YEAR = re.compile(r"\b(?:(?:pour|de|au titre de) )?(?:l )?annees? (?=(?:19|20)\d\d\b)")


def level_of(key: Key | None) -> str:
    """The level of the territory whose body or ground this is, or the empty string."""
    if key is None:
        return ""
    level, colon, _ = key[1].partition(":")
    return level if colon and level in LEVELS else ""


def without_article(text: str) -> str:
    """The name without the article or contracted preposition before it."""
    return _ARTICLE.sub("", text)


def clean(text: str) -> str:
    """A name as it is said: no line breaks, emphasis marks or superscript braces, one kind of apostrophe."""
    text = re.sub(r"\^\{([^}]*)\}", r"\1", text)
    return re.sub(r"\s+", " ", text.replace("**", "").replace("’", "'").replace("\t", " ")).strip(" *_")


class Naming:
    """Gives keys to the full names of one document, and remembers the names and kinds that keys stand for."""

    def __init__(self, w: Words, defined: list[Definition], places: Places, initials: dict[str, str]) -> None:
        self.w, self.places, self.gazetteer, self._initials = w, places, places.gazetteer, initials
        self.names: dict[Key, str] = {}
        self.kinds: dict[Key, str | None] = {}
        self.acronyms: dict[str, tuple[Definition, str]] = {
            fold(d.acronym): (d, clean(w.quote(*d.name_words))) for d in defined
        }
        self._national = {
            fold(k): v for kind in ("organisations", "programmes") for k, v in wordlist(kind)["acronym"].items() if v
        }
        self._same = {normalise(name): same[0] for same in wordlist("linking")["same"] for name in same}

    def key(self, c: Candidate) -> Key:
        """The key of a candidate that is no short reference."""
        text = clean(self.w.quote(c.first, c.last))
        folded = fold("".join(text.split()))
        if c.method == "org:state":
            return self.call((EntityType.ORG, "etat"), "État", c.kind)
        if c.keys:
            entry = self.places.choose(c.keys)
            known = entry or self.gazetteer.entry(c.keys[0])
            name = known.body_name if c.type is EntityType.ORG else known.official_name
            # of several namesakes none is chosen: the name stands, the code does not
            return self.call((c.type, entry.key if entry is not None else normalise(name)), name, c.kind)
        spelled = fold(text)
        if spelled in self.acronyms or folded in self.acronyms:
            definition, full = self.acronyms.get(spelled) or self.acronyms[folded]
            return self.full(definition.type, full, c.kind)
        if c.method == "acronym:initials":
            meant = self._initials.get(text.upper()) or self._initials.get(folded.upper())
            if meant and meant.startswith("commune:"):
                return EntityType.ORG, normalise(text)  # a club, not the town whose initials these happen to be
            if meant and meant in self.gazetteer:
                return self.call((EntityType.ORG, meant), self.gazetteer.entry(meant).body_name, c.kind)
            if meant:
                return EntityType.ORG, normalise(without_article(meant))
        if c.method == "acronym:national":
            return self._nation_wide(c, text, folded)
        if c.type is EntityType.PERSON:
            return EntityType.PERSON, " ".join(sorted(normalise(text).split()))
        if c.method == "place:road":
            return EntityType.PLACE, re.sub(r"^(?:rd)?d(?=\d)|^rdd", "rd", folded.replace("°", "").replace("n°", ""))
        return self.full(c.type, text, c.kind)

    def full(self, type_: EntityType, text: str, kind: str | None = None) -> Key:
        """The key of a full name: that of a registry body when it is one, else its normalised form."""
        name = without_article(text)
        norm = normalise(name)
        if norm in self._same:
            return self.call((type_, normalise(self._same[norm])), self._same[norm], kind)
        if type_ is EntityType.ORG:
            hits = self.gazetteer.candidates(norm, "epci")
            if len(hits) == 1 and " " in norm:
                return self.call((type_, hits[0].key), hits[0].body_name, kind)
            if norm in {"etat", "l etat"}:
                return self.call((type_, "etat"), "État", kind)
            if (spelled := self._spelled_out(name)) is not None:
                return self.call((type_, normalise(spelled)), spelled, kind)
            norm = assembly(norm) or norm
        elif type_ is EntityType.PROGRAMME:
            norm = _OF_YEAR.sub("", norm)
        return self.call((type_, norm), None, kind)

    def call(self, key: Key, name: str | None, kind: str | None = None) -> Key:
        """Remember the first name and kind given to a key, and return it."""
        if name is not None:
            self.names.setdefault(key, name)
        if kind is not None:
            self.kinds.setdefault(key, kind)
        return key

    def body(self, registry: str) -> Key:
        """The key of the body that governs a territory of the registry."""
        return self.call((EntityType.ORG, registry), self.gazetteer.entry(registry).body_name)

    def territory(self, level: str) -> Key | None:
        """The body of the territory of that level that the document speaks of most, if clearly of one."""
        keys = [(weight, key) for key, weight in self.places.context.items() if key.startswith(level + ":")]
        if not keys:
            return None
        weight, key = max(keys)
        rest = max((other for other, k in keys if k != key), default=0.0)
        return self.body(key) if weight >= 2 * rest else None

    def _spelled_out(self, name: str) -> str | None:
        """«CAF du Finistère» with the national acronym in full; ``None`` where no acronym with a complement begins it."""
        first, _, rest = name.partition(" ")
        full = self._national.get(fold(first)) if rest and sum(map(str.isupper, first)) > 1 else None
        return f"{full} {rest}" if full and re.match(r"(?:d[eu]|des) |d['’]", rest) else None

    def _nation_wide(self, c: Candidate, text: str, folded: str) -> Key:
        """«DRAC», «DRAC Bretagne»: the national name, with the ground that tells which one where it is said."""
        if "." in text:  # «C.C.A.S. de X»
            text = re.sub(r"\b([^\W\d_])\.", r"\1", text)
            folded = fold("".join(text.split()))
        size = next(n for n in range(len(folded), 0, -1) if folded[:n] in self._national)
        name = f"{self._national[folded[:size]]} {_after_letters(text, size).lstrip('-– ')}".strip()
        return self.call((c.type, normalise(name)), name, c.kind)


def assembly(norm: str) -> str | None:
    """The assembly that a normalised name is, without the day or the decision after it («conseil municipal du 4 avril»)."""
    for head in wordlist("linking")["assembly"]:
        if norm == head:
            return str(head)
        if norm.startswith(head + " "):
            rest = norm[len(head) + 1 :].split()
            dated = rest[0] in ("du", "en") and any(word.isdigit() for word in rest[1:4])
            return str(head) if dated or rest[0] in words("linking", "decides") else None
    return None


def _after_letters(text: str, count: int) -> str:
    """What follows the first ``count`` characters that are not blanks."""
    seen = 0
    for at, character in enumerate(text):
        seen += not character.isspace()
        if seen == count:
            return text[at + 1 :].strip()
    return ""
