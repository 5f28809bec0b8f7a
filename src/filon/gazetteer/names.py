"""How names are compared: one spelling for all the ways a place or body is written.

``normalise`` is the only key under which names meet, in the gazetteer and everywhere else.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "&": " et "})
_SLASHED = ((re.compile(r"\bs/s(?=\W|$)"), "sous"), (re.compile(r"\bs/"), "sur "))
_WORD = re.compile(r"[a-z]+|[0-9]+")
_WORD_FORMS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes", "lez": "les"}

ARTICLES = frozenset({"le", "la", "les", "l", "las", "los"})

# Which words may stand before a name whose article is not part of the mention, by the article of the registry's name.
CONTRACTIONS = {
    "le": frozenset({"le", "du", "au"}),
    "la": frozenset({"la"}),
    "les": frozenset({"les", "des", "aux"}),
    "l": frozenset({"l"}),
    "las": frozenset({"las"}),
    "los": frozenset({"los"}),
}

# INSEE's «type de nom en clair»: which article a name takes after «de».
_LIAISONS = ("de ", "d'", "du ", "de la ", "des ", "de l'", "des ", "de las ", "de los ")
_PRINTED_ARTICLE = re.compile(r"^(?:le |la |les |l['’]|aux |las |los )", re.IGNORECASE)


_LETTERS = re.compile(r"\w+")


def normalise(name: str) -> str:
    """The comparison key of a name: lower-case words without accents, joined by single spaces.

    Hyphens, apostrophes and every other sign part words, as does the border between letters and digits; «St»/«Ste»
    are spelled out, «s/» is «sur» and «s/s» «sous», «lès», «lez» and «les» are one word, «œ» is «oe», «&» is «et».

    >>> normalise("Ste-Marie-Kerque"), normalise("BOULOGNE S/MER"), normalise("Cœur d’Ostrevent")
    ('sainte marie kerque', 'boulogne sur mer', 'coeur d ostrevent')
    """
    text = name.casefold()
    if "/" in text:
        for pattern, full in _SLASHED:
            text = pattern.sub(full, text)
    words = _WORD.findall(_plain(text))
    return " ".join([_WORD_FORMS.get(word, word) for word in words])


def normalise_word(word: str) -> str:
    """`normalise` for one token of letters or digits (faster); a sign gives the empty string."""
    plain = _plain(word.casefold())
    if not plain.isalnum():
        plain = "".join(_WORD.findall(plain))
    return _WORD_FORMS.get(plain, plain)


def split_article(normalised: str) -> tuple[str, str]:
    """A normalised name as (article or empty, the rest): ``("le", "portel")``, ``("", "lens")``."""
    article, _, rest = normalised.partition(" ")
    return (article, rest) if rest and article in ARTICLES else ("", normalised)


def with_de(name: str, liaison: int) -> str:
    """The name after «de», by INSEE's article code: «de Lens», «d'Avion», «du Portel», «de la Réunion».

    A printed article is contracted: ``with_de("Le Portel", 2)`` is «du Portel».
    """
    if liaison in (0, 1):
        return _LIAISONS[liaison] + name
    return _LIAISONS[liaison] + _PRINTED_ARTICLE.sub("", name)


def with_ligatures(name: str, printed: Iterable[str]) -> str:
    """The name with the «œ» that printed forms have and registries leave out.

    >>> with_ligatures("Coeur d'Ostrevent", ["le Cœur d’Ostrevent"])
    "Cœur d'Ostrevent"
    """
    ligated = {word.casefold() for form in printed if "œ" in form or "Œ" in form for word in _LETTERS.findall(form)}
    for word in sorted(word for word in ligated if "œ" in word):
        plain = re.escape(word.replace("œ", "oe"))
        name = re.sub(rf"\b{plain}\b", lambda m: m[0].replace("oe", "œ").replace("Oe", "Œ"), name, flags=re.IGNORECASE)
    return name


def _plain(text: str) -> str:
    if text.isascii() and "&" not in text:
        return text
    decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    return "".join([c for c in decomposed if not unicodedata.combining(c)])
