"""The French word lists beside the code: ``data/*.toml``, read once.

In a pattern «’» stands for either apostrophe and a space for any space.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable


@cache
def wordlist(name: str) -> dict[str, Any]:
    """The content of ``data/NAME.toml``."""
    return tomllib.loads(files("filon.annotate").joinpath("data", f"{name}.toml").read_text(encoding="utf-8"))


@cache
def pattern(name: str, *keys: str) -> re.Pattern[str]:
    """The patterns listed under ``keys`` in ``data/NAME.toml`` as one alternation, case-insensitive, longest first."""
    words = wordlist(name)
    for key in keys:
        words = words[key]
    return compile_words(words)


def compile_words(words: Iterable[str]) -> re.Pattern[str]:
    """One alternation of these patterns, case-insensitive, longest first."""
    joined = "|".join(f"(?:{word})" for word in sorted(words, key=len, reverse=True))
    return re.compile(joined.replace("’", "['’]").replace(" ", "[ \u00a0\u202f\n]"), re.IGNORECASE)
