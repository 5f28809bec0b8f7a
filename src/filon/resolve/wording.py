"""A name as words that can be laid beside those of another: what both say, what only one says, what is a slip of the pen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from filon.gazetteer import Entry, Gazetteer, normalise
from filon.resolve.names import name_key, word_lists
from filon.resolve.reach import grounds

_PARENTHESIS = re.compile(r"\s*\(([^()]+)\)")
_APPOSITION = re.compile(r"\s*(,|\s[–—-])\s+")
_WORD = re.compile(r"\w+")
_DOTTED = re.compile(r"\b(?:[^\W\d_]\.){2,}")
_DEPARTEMENT_NUMBER = re.compile(r"\d\d|2[ab]|97\d")
_LAND = "@"  # begins the word that stands for a département or région by its key
_ONE_SLIP, _TWO_SLIPS = 5, 9  # letters from which a word may be misprinted in one letter, in two
_LOOK_ALIKE = frozenset(map(frozenset, ("il", "it", "lt", "ij", "ce", "co", "eo", "nu", "uv", "mn", "hb", "rn", "gq")))
_LONG_ACRONYM, _LONGEST_ACRONYM = 5, 8


@dataclass(frozen=True, slots=True)
class Wording:
    """The telling words of a name in order, in the singular, without articles and legal forms; a département or région is one word.

    ``acronyms`` are those of them that stand for other words, ``lands`` the keys of the départements and régions named,
    ``initials`` what the name abbreviates to, with what it abbreviates already; with its lands whole, and with their initials.
    """

    words: tuple[str, ...]
    acronyms: frozenset[str]
    lands: frozenset[str]
    initials: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Alignment:
    """Two wordings side by side: words that are equal, acronyms with what they stand for, slips, and what is left of each."""

    equal: tuple[str, ...]
    spelled: tuple[tuple[str, str], ...]
    slips: tuple[tuple[str, str], ...]
    only_one: tuple[str, ...]
    only_other: tuple[str, ...]


def spoken_forms(name: str) -> tuple[str, ...]:
    """A name, what it gives in parentheses, and what stands before the sort of thing it is.

    «Agence nationale (ANRU)» is «Agence nationale» and «ANRU», «Culture Commune, scène nationale» also «Culture Commune».
    """
    inside = [form.strip() for form in _PARENTHESIS.findall(name)]
    plain = _PARENTHESIS.sub("", name).strip() or name
    forms = [plain, *(form for form in inside if " " not in form and form.isupper())]
    proper, _, sort = [*_APPOSITION.split(plain, maxsplit=1), "", ""][:3]
    if normalise(sort).partition(" ")[0] in word_lists().appositions:
        forms.append(proper)
    return tuple(forms)


def read_wording(name: str, gazetteer: Gazetteer, *, is_place: bool = False) -> Wording:
    """The wording of a name; of a place, numbers are its own and never those of a département."""
    name = _DOTTED.sub(lambda dotted: dotted[0].replace(".", ""), name)
    loud = frozenset(normalise(word) for word in _WORD.findall(name) if _is_loud(word, name))
    whole = {word[:-1]: word for word in loud if word[-1] in "sx"}  # an acronym has no plural
    lists = word_lists()
    words = [whole.get(word) or lists.abbreviations.get(word, word) for word in name_key(name).split()]
    named = _with_lands(" ".join(words).split(), gazetteer)
    if not is_place and len(named) > 1 and _DEPARTEMENT_NUMBER.fullmatch(named[-1]):
        key = f"departement:{named[-1].upper()}"
        named = [*named[:-1], _LAND + key] if key in gazetteer else named
    lands = frozenset(word[1:] for word in named if word[0] == _LAND)
    acronyms = frozenset(word for word in named if word in loud or not set(word) & set("aeiouy0123456789@"))
    names = _land_words(gazetteer)
    flat = " ".join(names.get(word, word) for word in named).split()
    initials = dict.fromkeys((_initials(named, acronyms), _initials(flat, acronyms)))
    return Wording(tuple(named), acronyms, lands, tuple(initials))


def _is_loud(word: str, name: str) -> bool:
    """Whether a word is printed in capitals as no other of the name is, or alone."""
    if not word.isupper() or not 1 < len(word) <= _LONGEST_ACRONYM:
        return False
    return not name.isupper() or sum(any(c.isalpha() for c in each) for each in name.split()) == 1


def _with_lands(words: Sequence[str], gazetteer: Gazetteer) -> list[str]:
    lands = _lands(gazetteer)
    found: list[str] = []
    at = 0
    while at < len(words):
        run = next((n for n in range(min(5, len(words) - at), 0, -1) if " ".join(words[at : at + n]) in lands), 0)
        found.append(_LAND + lands[" ".join(words[at : at + run])] if run else words[at])
        at += run or 1
    return found


@lru_cache(maxsize=4)
def _lands(gazetteer: Gazetteer) -> dict[str, str]:
    """The names of départements and régions, as keys; a name of two means the département, or the région of today."""
    entries = [gazetteer.entry(key) for key in gazetteer if key.startswith(("departement:", "region:"))]
    return {
        name_key(entry.name): entry.key
        for entry in sorted(entries, key=lambda entry: (entry.kind == "departement", not entry.former))
    }


@lru_cache(maxsize=4)
def _land_words(gazetteer: Gazetteer) -> dict[str, str]:
    """The words of the name of each département and région, by its word in a wording."""
    return {_LAND + key: name for name, key in _lands(gazetteer).items()}


@lru_cache(maxsize=4)
def land_grounds(gazetteer: Gazetteer) -> dict[str, frozenset[str]]:
    """The départements in each département and région, by key."""
    by_name = grounds(gazetteer)
    entries = [gazetteer.entry(key) for key in gazetteer if key.startswith(("departement:", "region:"))]
    return {entry.key: by_name[name_key(entry.name)] for entry in entries}


def _initials(words: Iterable[str], acronyms: frozenset[str]) -> str:
    told = (word for word in words if word not in word_lists().function)
    return "".join(word if word in acronyms or word[0] == _LAND or word.isdigit() else word[0] for word in told)


def is_land(word: str) -> bool:
    """Whether a word of a wording is a département or région."""
    return word[0] == _LAND


def align(one: Wording, other: Wording, gazetteer: Gazetteer, *, spell: bool = True) -> Alignment:
    """The two wordings side by side; the order of words counts only inside what an acronym stands for.

    Without ``spell`` an acronym stands for itself only.
    """
    left, right = list(one.words), list(other.words)
    equal = []
    for word in one.words:
        if word in right:
            equal.append(word)
            left.remove(word)
            right.remove(word)
    spelled = []
    if spell:
        lands = _land_words(gazetteer)
        spelled = [*_spell(left, right, one.acronyms, lands), *_spell(right, left, other.acronyms, lands)]
    slips = []
    for word in tuple(left):
        near = next((each for each in right if is_slip(word, each, gazetteer)), None)
        if near:
            slips.append((word, near))
            left.remove(word)
            right.remove(near)
    return Alignment(tuple(equal), tuple(spelled), tuple(slips), tuple(left), tuple(right))


def _spell(
    short: list[str], long: list[str], acronyms: frozenset[str], lands: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """The acronyms among ``short`` with the run of ``long`` that each stands for; both are taken out of their lists."""
    for word in [word for word in short if word in acronyms or len(word) <= 5]:
        run = _run_of(word, long, lands)
        if run:
            start, end = run
            yield word, " ".join(long[start:end])
            short.remove(word)
            del long[start:end]


def _run_of(acronym: str, words: Sequence[str], lands: Mapping[str, str]) -> tuple[int, int] | None:
    """The run of at least two words that an acronym abbreviates, the longest first."""
    spans = ((n, start) for n in range(min(len(words), 2 * len(acronym)), 1, -1) for start in range(len(words) - n + 1))
    for n, start in spans:
        run = " ".join(lands.get(word, word) for word in words[start : start + n])
        if abbreviates(acronym, run.split()):
            return start, start + n
    return None


def abbreviates(acronym: str, words: Sequence[str]) -> bool:
    """Whether the letters are the beginnings of these words: one letter of each, two of one at most («SIVOM», «CAPSO»).

    A long acronym may have a letter for a word that the name leaves out («SIAEP», «Syndicat intercommunal d'eau potable»).
    """
    words = [word for word in words if word not in word_lists().function]
    if len(words) < 2 or not len(words) <= len(acronym) <= len(words) + 1:
        return False
    if len(acronym) == len(words):
        return all(word[0] == letter for word, letter in zip(words, acronym, strict=True))
    plain = "".join(word[0] for word in words)
    if len(acronym) >= _LONG_ACRONYM and any(acronym[:i] + acronym[i + 1 :] == plain for i in range(1, len(acronym))):
        return True
    return any(plain[:i] + word[:2] + plain[i + 1 :] == acronym for i, word in enumerate(words) if len(word) > 1)


def is_slip(one: str, other: str, gazetteer: Gazetteer) -> bool:
    """Whether one word is a misprint of the other: a letter more, less, in another place or like it in print; or has «re» before it.

    Two words that are places, numbers, or begin otherwise are two words.
    """
    shorter = min(len(one), len(other))
    if shorter >= _TWO_SLIPS and other in (f"re{one}", one.removeprefix("re")):
        return True  # «dynamiser», «redynamiser»: said of one thing
    if shorter < _ONE_SLIP or one[0] != other[0] or not (one.isalpha() and other.isalpha()):
        return False
    most = 1 if shorter < _TWO_SLIPS else 2
    edits = Levenshtein.editops(one, other)
    if len(edits) > most and sorted(one) != sorted(other):
        return False
    for edit in edits:
        if edit.tag == "replace" and sorted(one) != sorted(other):
            pair = frozenset((one[edit.src_pos], other[edit.dest_pos]))
            if pair not in _LOOK_ALIKE:
                return False
    if len(edits) > 2 or _are_forms(one, other):
        return False
    return not (places_of(one, gazetteer) and places_of(other, gazetteer))


@lru_cache(maxsize=100_000)
def places_of(words: str, gazetteer: Gazetteer) -> tuple[Entry, ...]:
    """The territories of that name, whose words may be in the singular, as those of a wording are."""
    return next((found for end in ("", "s", "x") if (found := gazetteer.candidates(words + end))), ())


def _are_forms(one: str, other: str) -> bool:
    """Whether two words differ in their endings only, as forms of a word do («dolais», «dolaise»): no slip, nor the same."""
    short, long = sorted((one, other), key=len)
    return len(short) < len(long) and long.startswith(short) and long[len(short) :] in {"e", "r"}
