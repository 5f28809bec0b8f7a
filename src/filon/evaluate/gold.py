"""The gold: hand-made records in windows of documents, and how names are compared with theirs.

A record names a thing by a list of acceptable names, the first being the fullest. A found thing is that thing where one of
its labels is one of those names, compared without case, accents, punctuation and leading article.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from filon.errors import UsageError

Row = Mapping[str, Any]
Facts = Mapping[str, Sequence[Row]]
Windows = Mapping[str, Row]

_ARTICLE = re.compile(r"^(?:le|la|les|l|du|de la|de l|des|de|d|un|une) ")
_MUNICIPALITY = re.compile(r"^(?:commune|ville|mairie) (?:de la|de l|du|des|de|d) ")


def read_windows(path: Path) -> dict[str, Row]:
    """The windows of a JSON list by their id; raises `UsageError` where the file is none."""
    try:
        return {window["id"]: window for window in json.loads(path.read_text(encoding="utf-8"))}
    except OSError as error:
        raise UsageError(f"cannot read the windows {path}: {error.strerror}; give the JSON list of windows.") from error
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{path} is not a list of windows (JSON objects with id, doc, start, end).") from error


def read_gold(path: Path) -> list[Row]:
    """The gold records of a JSON Lines file; raises `UsageError` with the line that is not one."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read the gold {path}: {error}; give a JSON Lines file.") from error
    records: list[Row] = []
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                record = json.loads(line)
                record["layer"], record["window"], record["quote"]
            except (ValueError, KeyError, TypeError) as error:
                raise UsageError(f"{path}, line {number}, is not a gold record (layer, window, quote …).") from error
            records.append(record)
    return records


def normal_name(name: str) -> str:
    """A name without case, accents, punctuation, leading article and «commune de»."""
    text = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    text = re.sub(r"[^a-z0-9]+", " ", text).strip()
    return _MUNICIPALITY.sub("", _ARTICLE.sub("", text))


def name_keys(names: Iterable[str | None]) -> frozenset[str]:
    """The normal forms of names, without empty ones."""
    return frozenset(key for name in names if name and (key := normal_name(name)))
