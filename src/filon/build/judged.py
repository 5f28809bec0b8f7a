"""Which judgements a build replays."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from filon.archive import Manifest
from filon.errors import UsageError
from filon.judgements import Judgement, parse_judgements

JUDGEMENTS = "judgements.txt"
"""The file in a knowledge graph's folder that a build replays where it was told no other."""


@dataclass(frozen=True, slots=True)
class Told:
    """The judgements of a build and the file they stand in; without a file there are none."""

    judgements: tuple[Judgement, ...] = ()
    file: str | None = None


def judgements_file(kg: Path, given: Path | None, before: Manifest) -> Path:
    """The file given, else that of the build before, else the one in the graph's folder, whether it is there or not."""
    return given or (Path(before.judgements) if before.judgements else kg / JUDGEMENTS)


def tell(kg: Path, given: Path | None, before: Manifest, base: str) -> Told:
    """The judgements to replay: see `judgements_file`.

    Raises `UsageError` where the file was given or used before and is not there, or a line of it is no judgement.
    """
    path = judgements_file(kg, given, before)
    if not path.is_file():
        if not given and not before.judgements:
            return Told()
        known = "" if given else f", which {kg} was built with,"
        raise UsageError(
            f"the file of judgements {path}{known} is not there; give one with --judgements, or an empty one to take them back."
        )
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path} cannot be read: {error}; give a text file in UTF-8.") from error
    return Told(parse_judgements(text, base, path.name), str(path.resolve()))
