"""The commands, and what they share: the program's name and help, the argument that names a graph, the choice of a form."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="filon",
    help="Knowledge graphs of French public partnerships: who works with whom, where, on what, and who pays how much to whom.",
    epilog="Start with: filon build DOCUMENTS --to KG",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    context_settings={"help_option_names": ["-h", "--help"]},
)


class Form(StrEnum):
    """How a command prints what it found."""

    TEXT = "text"
    JSON = "json"


FORMAT = typer.Option("--format", help="text for people, json for programs.")
KG = Annotated[Path, typer.Argument(metavar="KG", help="The folder of a knowledge graph.", show_default=False)]

SOURCE = Annotated[
    str,
    typer.Argument(
        metavar="KG|URL",
        help="The folder of a knowledge graph, or the address of a SPARQL endpoint.",
        show_default=False,
    ),
]
"""What can only be asked of may be elsewhere. It stays text: a path would make one slash of two."""


def example(*lines: str) -> str:
    """Examples for the foot of a command's help, a line each."""
    return "\n\n".join(("Examples:", *(f"  {line}" for line in lines)))
