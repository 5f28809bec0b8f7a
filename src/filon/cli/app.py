"""The program: it runs one command, says what went wrong in one sentence, and gives the exit code."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Sequence
from typing import Annotated

import typer

from filon import __version__
from filon.cli.commands import app, documents, elsewhere, judgement, publication, questions, serving
from filon.errors import FilonError

__all__ = ["run"]
_COMMANDS = (
    documents,
    elsewhere,
    questions,
    judgement,
    publication,
    serving,
)  # importing them is what makes them commands
_STDOUT = 1  # its file descriptor
_INTERRUPTED = 128 + signal.SIGINT


def run(given: Sequence[str]) -> int:
    """Run a command and return its exit code; every error is one line, unless ``--debug`` asks for more.

    Raises ``KeyboardInterrupt`` where the user interrupts it.
    """
    arguments = [argument for argument in given if argument != "--debug"]
    debug = len(arguments) < len(given)
    try:
        code = int(app(arguments or ["--help"], prog_name="filon", standalone_mode=False) or 0)
        sys.stdout.flush()
    except (BrokenPipeError, SystemExit):  # typer turns the first into the second, and nothing else into that
        os.dup2(os.open(os.devnull, os.O_WRONLY), _STDOUT)  # the reader has enough; the exit must not flush
        code = 0
    except Exception as error:  # the last resort of the program, so that no one is left with a traceback
        if debug:
            raise
        _say(_sentence(error))
        code = 2
    if code == _INTERRUPTED:  # what typer makes of an interruption
        raise KeyboardInterrupt
    return code


def _say(sentence: str) -> None:
    print(f"filon: {' '.join(sentence.split())}", file=sys.stderr)


def _sentence(error: Exception) -> str:
    """One sentence for what went wrong."""
    if isinstance(error, FilonError):
        return str(error)
    if isinstance(error, typer.TyperException):
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "filon"
        message = (
            " ".join(error.format_message().split())
            .replace(". Did you mean ", "; did you mean ")
            .replace("Value error, ", "")
            .rstrip(".")
        )
        return f"{message[:1].lower()}{message[1:]}{'' if message.endswith('?') else f'; see {command} --help.'}"
    if isinstance(error, OSError):
        return f"the system says: {error}."
    return f"this is a defect of Filon ({type(error).__name__}: {error}); run it again with --debug and report what it shows."


def _version(asked: bool) -> None:
    if asked:
        print(f"filon {__version__}")
        raise typer.Exit


@app.callback(invoke_without_command=False)
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and end.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show where an error comes from.")] = False,
) -> None:
    del version, debug  # the first has ended the program, `run` reads the second wherever it stands
