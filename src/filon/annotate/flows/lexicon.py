"""The verbs and nouns of paying, compiled from ``data/flows.toml``."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from filon.annotate.wordlists import compile_words, wordlist

# The endings of regular verbs that administrative prose uses: present, participles, future, conditional, past.
_ER = r"(?:e|es|ent|é|ée|és|ées|er|ant|a|ai|ait|aient|era|eront|erait|eraient|èrent|ez|ons|ons-nous)"
_IR = r"(?:i|is|ie|ies|it|issent|ir|issant|issait|issaient|ira|iront|irait|iraient|irent)"
_PARTICIPLE = re.compile(
    r"\w*(?:é|ée|és|ées)|(?:souten|perç|reç|obten|prév)u(?:e|s|es)?|investi(?:e|s|es)?|inscri(?:t|te|ts|tes)|pris(?:e|es)? en charge",
    re.IGNORECASE,
)

VERB_CLASSES = ("give", "spend", "receive", "amount_to")
NOUN_CLASSES = ("aid", "spend", "cost", "other", "part")


@cache
def words(section: str, key: str) -> re.Pattern[str]:
    """The patterns of one list, as whole words."""
    return re.compile(rf"(?<!\w)(?:{source(section, key)})(?!\w)", re.IGNORECASE)


@cache
def source(section: str, key: str) -> str:
    """The same as the source of a pattern, to stand inside others."""
    entry: Any = wordlist("flows")[section][key]
    return compile_words([entry] if isinstance(entry, str) else entry).pattern


@cache
def verbs() -> re.Pattern[str]:
    """Every form of every verb; the group that matches names its class."""
    return re.compile("|".join(rf"(?P<{name}>(?<!\w)(?:{_forms(name)})(?!\w))" for name in VERB_CLASSES), re.IGNORECASE)


def _forms(name: str) -> str:
    lists = wordlist("flows")["verbs"]
    forms = [inflect(verb) for verb in lists[name].split()]
    return "|".join([*forms, compile_words(lists[f"{name}_forms"]).pattern])


@cache
def own_verbs() -> str:
    """The forms of the verbs of one's own works («rénover», «aménager»), to stand inside other patterns."""
    return "|".join(inflect(verb) for verb in wordlist("flows")["verbs"]["own"].split())


def inflect(infinitive: str) -> str:
    """The forms of a regular verb, as a pattern."""
    stem = infinitive[:-2]
    if infinitive.endswith("ir"):
        return stem + _IR
    if infinitive.endswith("ger"):
        return stem + "e?" + _ER
    if infinitive.endswith("cer"):
        return stem[:-1] + "[cç]" + _ER
    if stem.endswith("é") or re.search(r"é[^aeiouy]$", stem):
        return stem[:-2] + "[éè]" + stem[-1] + _ER
    return stem + _ER


def before_figure() -> str:
    """The pattern of the words that may stand right before a figure and only say how exact it is («près de», «environ»)."""
    return f"(?:(?:{source('words', 'precise')})\\s?)*"


@cache
def nouns() -> re.Pattern[str]:
    """Every noun of money; the group that matches names its class (the longest noun at a place wins)."""
    lists = wordlist("flows")["nouns"]
    pairs = sorted(
        ((word, name) for name in NOUN_CLASSES for word in lists[name]), key=lambda pair: len(pair[0]), reverse=True
    )
    groups = "|".join(
        f"(?P<{name}_{index}>{compile_words([word]).pattern})" for index, (word, name) in enumerate(pairs)
    )
    return re.compile(rf"(?<![\w-])(?:{groups})(?![\w-])", re.IGNORECASE)


def noun_class(match: re.Match[str]) -> str:
    """The class of a match of `nouns`."""
    return (match.lastgroup or "").split("_")[0]


def is_participle(form: str) -> bool:
    """Whether a verb's form can be a past participle."""
    return bool(_PARTICIPLE.fullmatch(form.strip()))
