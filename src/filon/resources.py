"""Where the ontology and the queries are: in the wheel under ``_share``, in a checkout at its top."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).parent


def shared_folder(name: str) -> Path:
    """The folder ``ontology`` or ``queries``, wherever Filon is installed from."""
    installed = _PACKAGE / "_share" / name
    return installed if installed.is_dir() else _PACKAGE.parents[1] / name
