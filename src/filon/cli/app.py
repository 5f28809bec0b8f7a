"""The commands. Each calls one function of the library and shows what it gives back."""

from __future__ import annotations

import json
import os
import signal
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, NoReturn

import typer

from filon import __version__
from filon.cli import show
from filon.cli.screen import messages, output, progress
from filon.errors import FilonError, UsageError

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

_INTERRUPTED = 128 + signal.SIGINT


def _example(*lines: str) -> str:
    """Examples for the foot of a command's help, a line each."""
    return "\n\n".join(("Examples:", *(f"  {line}" for line in lines)))


KG = Annotated[Path, typer.Argument(metavar="KG", help="The folder of a knowledge graph.", show_default=False)]


def main() -> NoReturn:
    """Run the command line and exit with its code; every error is one line, unless ``--debug`` asks for more."""
    arguments = [argument for argument in sys.argv[1:] if argument != "--debug"]
    debug = len(arguments) < len(sys.argv) - 1
    try:
        code = app(arguments or ["--help"], prog_name="filon", standalone_mode=False) or 0
        if code == _INTERRUPTED:
            _say("interrupted; the knowledge graph is as it was.")
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # the reader has enough; the exit must not flush
        code = 0
    except Exception as error:  # the last resort of the program, so that no one is left with a traceback
        if debug:
            raise
        _say(_sentence(error))
        code = 2
    sys.exit(code)


def _say(sentence: str) -> None:
    print(f"filon: {' '.join(sentence.split())}", file=sys.stderr)  # noqa: T201 - this is what the program prints


def _sentence(error: Exception) -> str:
    """One sentence for what went wrong."""
    if isinstance(error, FilonError):
        return str(error)
    if isinstance(error, typer.TyperException):
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "filon"
        message = error.format_message().strip().rstrip(".")
        return f"{message[:1].lower()}{message[1:]}; see {command} --help."
    if isinstance(error, OSError):
        return f"the system says: {error}."
    return f"this is a defect of Filon ({type(error).__name__}: {error}); run it again with --debug and report what it shows."


def _version(asked: bool) -> None:
    if asked:
        print(f"filon {__version__}")  # noqa: T201 - this is what the option prints
        raise typer.Exit


@app.callback(invoke_without_command=False)
def _options(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and end.")] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show where an error comes from.")] = False,
) -> None:
    del version, debug  # the first has ended the program, `main` reads the second wherever it stands


@app.command(epilog=_example("filon build documents --to kg", "filon build convention.pdf rapport.txt --to kg --workers 4"))
def build(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Documents, or folders of documents.", show_default=False)],
    to: Annotated[Path, typer.Option("--to", metavar="KG", help="The knowledge graph's folder; made where it does not exist.", show_default=False)],
    workers: Annotated[int, typer.Option(metavar="N", help="Processes that read.")] = 1,
    engine: Annotated[str, typer.Option(metavar="local|dask[:ADDRESS]", help="Who reads: this machine, or a Dask cluster.")] = "local",
    base_iri: Annotated[str | None, typer.Option(metavar="IRI", help="What the IRIs of the graph begin with.", show_default="the graph's own")] = None,
) -> int:
    """Read documents into a knowledge graph; again on the same one, only what changed is read.

    A document that is given again replaces itself, one that vanished from a folder given again is removed, all others stay. Exit
    code 1 says that some input could not be read; it is named, and the rest is in the graph.
    """
    from filon.build import build as run  # noqa: PLC0415 - each command loads only what it needs

    with progress() as ticker:
        report = run(paths, to, workers=workers, engine=engine, base_iri=base_iri, progress=ticker)
    show.summary(messages(), report, to)
    return 1 if report.not_read else 0


@app.command(epilog=_example("filon queries", "filon queries --format json"))
def queries(form: Form = Form.table) -> None:
    """List the questions that come with Filon, and their parameters."""
