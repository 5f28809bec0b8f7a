"""Finding place names among a text's tokens, in one pass.

Names are looked up as normalised word sequences, longest first, and only from words that begin a name; so the time is
linear in the number of tokens whatever the number of names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from filon.gazetteer.names import ARTICLES, CONTRACTIONS, normalise_word, split_article

# Signs that may stand inside a name; any other sign ends it.
_JOINERS = frozenset("-‐‑'’ \u00a0\u202f")
_COMMA = ","  # a few EPCI have one in their name; elsewhere it ends a name, since no other name holds it
_BARRIER = ""
_NEWLINE = "\n"

_BEFORE_BARE = frozenset().union(*CONTRACTIONS.values())

Keys = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PlaceMatch:
    """A name found: tokens ``[start, end)`` and the gazetteer keys that bear it, in file order.

    ``form`` is the legal form that the words say of an EPCI (``CC``, ``CA`` …): then the match includes it
    («Communauté de communes du Pays de Lumbres»); else ``None``.
    """

    start: int
    end: int
    keys: Keys
    form: str | None = None


class NameIndex:
    """Normalised names by their words, with what the scan needs to know about articles and legal forms."""

    def __init__(
        self,
        by_name: Mapping[str, Keys],
        by_core: Mapping[str, Keys],
        bare_cores: Mapping[str, Keys],
        forms: Mapping[str, str],
        links: Sequence[str],
    ) -> None:
        """``by_name``: territories; ``by_core``: EPCI by core name after a legal form, ``bare_cores`` without one.

        ``forms``: legal forms by their normalised words; ``links``: what may tie a core to its form.
        """
        self.by_core = by_core
        # A short core alone is too weak («Sud»); one that is a territory's own name too («Cambrai») means the territory
        # where no legal form is said.
        self.names = {**{core: keys for core, keys in bare_cores.items() if " " in core or len(core) > 6}, **by_name}
        for article in ARTICLES & self.names.keys():  # «Lès» is a commune; «les» is not a mention of it
            del self.names[article]
        self.forms = forms
        self.links = links
        without: dict[str, Keys] = {}
        for name, keys in (*by_name.items(), *bare_cores.items()):
            article, bare = split_article(name)
            if article and (name in by_name or " " in bare):  # «le Grand Périgueux»
                without[bare] = tuple(dict.fromkeys((*without.get(bare, ()), *keys)))
        self.without_article = without
        self._longest: dict[str, int] = {}
        self._longest_core: dict[str, int] = {}
        for names, longest in (
            (self.names, self._longest),
            (without, self._longest),
            (forms, self._longest),
            (by_core, self._longest_core),
        ):
            for name in names:
                words = name.split(" ")
                first, n = words[0], len(words)
                if longest.get(first, 0) < n:
                    longest[first] = n

    def scan(self, words: Sequence[str]) -> tuple[PlaceMatch, ...]:
        """The place names in these tokens, leftmost longest, not overlapping.

        ``words`` are the tokens' texts in order; letters, digits and signs are tokens of their own, «l'» keeps its apostrophe.
        A name begins with a capital; inside it hyphens, apostrophes, spaces and one line break may part its words, in any
        letter case, with or without accents. The registry's article belongs to the match where it is printed as a capital
        («Le Portel»); after «du», «au», «des», «aux» and lower-case articles the match is the rest («Portel»).
        """
        text = _Words(words)
        found = []
        at = 0
        while at < len(text.norm):
            match = self._match_at(text, at)
            if match is None:
                at += 1
            else:
                length, keys, form = match
                found.append(PlaceMatch(text.token[at], text.token[at + length - 1] + 1, keys, form))
                at += length
        return tuple(found)

    def _match_at(self, text: _Words, at: int) -> tuple[int, Keys, str | None] | None:
        longest = self._longest.get(text.norm[at], 0)
        if not longest or not text.capital[at]:
            return self._with_form(text, at, longest) if longest else None
        for name, length in text.sequences(at, longest):
            keys = self.names.get(name, ())
            if not keys and name in self.without_article and at:
                before = text.norm[at - 1]
                bare = self.without_article[name]
                listed = " " in name and not before.isalpha() and bare[0].startswith("epci:")
                keys = bare if before in _BEFORE_BARE or listed else ()
            if keys and not self._two_lines_of_names(text, at, length):
                spelled = self._with_form(text, at, longest)
                return spelled if spelled and spelled[0] > length else (length, keys, None)
        return self._with_form(text, at, longest)

    def _with_form(self, text: _Words, at: int, longest: int) -> tuple[int, Keys, str | None] | None:
        """An EPCI named with its legal form, whose first letter may be small («la communauté de communes du …»)."""
        for name, length in text.sequences(at, longest):
            if name not in self.forms:
                continue
            for skip in self._after_link(text, at + length):
                core_at = at + length + skip
                if core_at >= len(text.norm) or not (text.capital[core_at] or text.capital[at + length]):
                    continue
                for core, core_length in text.sequences(core_at, self._longest_core.get(text.norm[core_at], 0)):
                    if core in self.by_core:
                        return length + skip + core_length, self.by_core[core], self.forms[name]
            return None
        return None

    def _after_link(self, text: _Words, at: int) -> tuple[int, ...]:
        """How many words of «de la», «du» … stand here, none first: some names begin with one («Le Grand Périgueux»)."""
        for link in self.links:
            n = link.count(" ") + 1
            if text.sequence(at, n) == link:
                return 0, n
        return (0,)

    def _two_lines_of_names(self, text: _Words, at: int, length: int) -> bool:
        """Two lines of a list («Lens⏎Liévin») are two names, even where together they make a third."""
        for cut in range(1, length):
            if text.broken[at + cut]:
                return text.sequence(at, cut) in self.names and text.sequence(at + cut, length - cut) in self.names
        return False


class _Words:
    """The normalised words of a text, with their tokens; the empty word stands for signs that end a name."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self.norm: list[str] = []
        self.token: list[int] = []
        self.capital: list[bool] = []
        self.broken: list[bool] = []  # a line break stands before this word
        known: dict[str, str] = {}
        broken = False
        for i, piece in enumerate(tokens):
            if piece in _JOINERS:
                continue
            if piece == _NEWLINE and not broken:
                broken = True
                continue
            word = known.get(piece)
            if word is None:
                word = known[piece] = _COMMA if piece == _COMMA else normalise_word(piece)
            if piece == "/" and self.norm and self.norm[-1] == "s":
                self.norm[-1] = "sur"  # «s/Mer»
            elif word == "s" and tokens[i - 1] == "/" and self.norm and self.norm[-1] == "sur":
                self.norm[-1] = "sous"  # «s/s Lens»
            else:
                self._add(word, i, capital=piece[0].isupper(), broken=broken)
            broken = False

    def _add(self, word: str, token: int, *, capital: bool, broken: bool) -> None:
        self.norm.append(word)
        self.token.append(token)
        self.capital.append(capital)
        self.broken.append(broken)

    def sequence(self, at: int, length: int) -> str:
        """The words from ``at``, joined by spaces; fewer at the end of the text."""
        return " ".join(self.norm[at : at + length])

    def sequences(self, at: int, longest: int) -> Iterator[tuple[str, int]]:
        """The word sequences that begin here and cross no sign that ends a name, longest first, with their lengths."""
        stretch = self.norm[at : at + longest]
        if _BARRIER in stretch:
            del stretch[stretch.index(_BARRIER) :]
        for length in range(len(stretch), 0, -1):
            yield " ".join(stretch[:length]), length
