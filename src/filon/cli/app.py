"""The commands. Each calls one function of the library and shows what it gives back; it loads no more than it needs."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Annotated

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


class Form(StrEnum):
    """How a command prints what it found."""

    TEXT = "text"
    JSON = "json"


class By(StrEnum):
    """What the scores are also given for, one by one."""

    DOCUMENT = "document"


class Language(StrEnum):
    """What a report is written in."""

    FRENCH = "fr"
    ENGLISH = "en"


class AnswerForm(StrEnum):
    """How the answer to a question is printed."""

    TABLE = "table"
    CSV = "csv"
    TSV = "tsv"
    JSON = "json"
    XML = "xml"
    TURTLE = "turtle"
    NTRIPLES = "ntriples"


class ExportForm(StrEnum):
    """What a graph is written as."""

    FACTS = "facts"
    NQUADS = "nquads"
    TRIG = "trig"
    TURTLE = "turtle"
    JSONLD = "jsonld"


_FORMAT = typer.Option("--format", help="text for people, json for programs.")
_STDOUT = 1  # its file descriptor
_INTERRUPTED = 128 + signal.SIGINT


def _example(*lines: str) -> str:
    """Examples for the foot of a command's help, a line each."""
    return "\n\n".join(("Examples:", *(f"  {line}" for line in lines)))


KG = Annotated[Path, typer.Argument(metavar="KG", help="The folder of a knowledge graph.", show_default=False)]


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


@app.command(
    epilog=_example("filon build documents --to kg", "filon build convention.pdf rapport.txt --to kg --workers 4")
)
def build(
    paths: Annotated[
        list[Path], typer.Argument(metavar="PATH...", help="Documents, or folders of documents.", show_default=False)
    ],
    to: Annotated[
        Path,
        typer.Option(
            "--to", metavar="KG", help="The knowledge graph's folder; made where it does not exist.", show_default=False
        ),
    ],
    workers: Annotated[int, typer.Option(metavar="N", help="Processes that read.")] = 1,
    engine: Annotated[
        str, typer.Option(metavar="local|dask[:ADDRESS]", help="Who reads: this machine, or a Dask cluster.")
    ] = "local",
    base_iri: Annotated[
        str | None,
        typer.Option(metavar="IRI", help="What the IRIs of the graph begin with.", show_default="the graph's own"),
    ] = None,
    min_confidence: Annotated[
        float, typer.Option(metavar="X", min=0, max=1, help="Leave out facts that are less sure than X (0 to 1).")
    ] = 0.0,
    judgements: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="What people have judged, to replay; see filon judge.",
            show_default="that of the last build, or KG/judgements.txt",
        ),
    ] = None,
) -> int:
    """Read documents into a knowledge graph; again on the same one, only what changed is read.

    A document that is given again replaces itself, one that vanished from a folder given again is removed, all others stay.

    Exit code 1 says that some input could not be read: it is named, and the rest is in the graph.
    """
    from filon.build import build as build_graph

    with progress() as ticker:
        report = build_graph(
            paths,
            to,
            workers=workers,
            engine=engine,
            base_iri=base_iri,
            min_confidence=min_confidence,
            judgements=judgements,
            progress=ticker,
        )
    console = messages()
    (show.summary if console.is_terminal else show.unread)(console, report, to)
    return 1 if report.failed else 0


@app.command(epilog=_example("filon remove kg convention.pdf", "filon remove kg 2023/rapport.txt 2023/avenant.txt"))
def remove(
    kg: KG,
    documents: Annotated[
        list[str],
        typer.Argument(metavar="DOCUMENT...", help="Documents as the graph names them.", show_default=False),
    ],
) -> None:
    """Take documents out of the graph, and all that rests on them alone."""
    from filon.build import remove as remove_documents

    with progress() as ticker:
        report = remove_documents(kg, documents, progress=ticker)
    console = messages()
    if console.is_terminal:
        show.summary(console, report, kg)


@app.command(
    epilog=_example(
        "filon judge kg",
        'filon judge kg --judgements ours.txt --author "A. Martin" --below 0.5',
        "filon judge kg | grep ^pair",
    )
)
def judge(
    kg: KG,
    judgements: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Where the answers go.", show_default="that of the last build, or KG/judgements.txt"
        ),
    ] = None,
    author: Annotated[
        str | None, typer.Option(metavar="NAME", help="Who judges.", show_default="the user's name")
    ] = None,
    below: Annotated[
        float, typer.Option(metavar="X", min=0, max=1, help="Ask about facts that are less sure than X (0 to 1).")
    ] = 0.6,
    limit: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="The first N questions only.", show_default=False)
    ] = None,
    form: Annotated[Form, _FORMAT] = Form.TEXT,
) -> None:
    """Judge what the graph leaves open: pairs of things that may be one, and unsure facts, each with its passages.

    Answers are lines of a text file that builds replay; taking a line out takes the answer back. In a pipe the questions are listed.
    """
    from filon.cli.judging import walk

    ask = sys.stdin.isatty() and sys.stdout.isatty()
    walk(kg, judgements, author=author, below=below, limit=limit, as_json=form is Form.JSON, ask=ask)


@app.command(epilog=_example("filon report kg", "filon report kg --format json"))
def report(kg: KG, form: Annotated[Form, _FORMAT] = Form.TEXT) -> None:
    """Show what the last build read and what it could not, and how much the graph holds."""
    from filon.report import read_report

    found = read_report(kg)
    if form is Form.JSON:
        print(found.to_json())
    else:
        show.summary(output(), found, kg)


@app.command(
    epilog=_example(
        "filon query kg funding-by-funder --limit 10",
        'filon query kg flows-of-actor --param actor="org/commune-de-lens" --format csv',
        "echo 'SELECT (COUNT(*) AS ?n) WHERE { ?f a filon:Funding }' | filon query kg -",
    )
)
def query(
    kg: KG,
    question: Annotated[
        str,
        typer.Argument(
            metavar="NAME|FILE.rq|-",
            help="A question of `filon queries`, a SPARQL file, or - for standard input.",
            show_default=False,
        ),
    ],
    param: Annotated[
        list[str] | None,
        typer.Option(metavar="KEY=VALUE", help="A parameter of the question; may be repeated.", show_default=False),
    ] = None,
    form: Annotated[
        AnswerForm | None,
        typer.Option("--format", help="How to print it.", show_default="table on a terminal, csv elsewhere"),
    ] = None,
    limit: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="Print the first N rows only.", show_default=False)
    ] = None,
) -> None:
    """Ask the graph a question in SPARQL. The prefixes of the ontology are known."""
    from filon.cli.ask import ask

    ask(
        kg,
        question,
        _parameters(param or []),
        form or (AnswerForm.TABLE if sys.stdout.isatty() else AnswerForm.CSV),
        limit,
    )


@app.command(epilog=_example("filon queries", "filon queries --format json"))
def queries(form: Annotated[Form, _FORMAT] = Form.TEXT) -> None:
    """List the questions that come with Filon, and their parameters."""
    from filon.cli.ask import list_questions

    list_questions(as_json=form is Form.JSON)


@app.command(
    epilog=_example(
        "filon export kg facts --to facts",
        "filon export kg trig --to graph.trig",
        "filon export kg nquads --to - | gzip > graph.nq.gz",
    )
)
def export(
    kg: KG,
    form: Annotated[ExportForm, typer.Argument(metavar="FORMAT", help=", ".join(ExportForm), show_default=False)],
    to: Annotated[
        Path,
        typer.Option(metavar="PATH", help="A file, or a folder for facts; - is standard output.", show_default=False),
    ],
) -> None:
    """Write the graph for other programs: the facts as JSON Lines, or RDF."""
    from filon.export import export as export_graph

    written = export_graph(kg, form.value, to)
    console = messages()
    if console.is_terminal:
        for path in written:
            console.print(f"{path}  {path.stat().st_size / 1e6:.1f} MB", style="dim")


@app.command(
    epilog=_example(
        "filon analyse kg --to study",
        "filon analyse kg --to study --lang en --period 2019-2023 --territory Lens",
        "filon analyse kg --to study --kind commune --kind epci --min-confidence 0.8 --write",
    )
)
def analyse(
    kg: KG,
    to: Annotated[
        Path,
        typer.Option(
            "--to", metavar="DIR", help="The folder of the study; made where there is none.", show_default=False
        ),
    ],
    lang: Annotated[Language, typer.Option(help="The language of the report and the figures.")] = Language.FRENCH,
    period: Annotated[
        str | None, typer.Option(metavar="YEAR[-YEAR]", help="Only ties of these years.", show_default=False)
    ] = None,
    territory: Annotated[
        str | None,
        typer.Option(
            metavar="NAME", help="Only ties on this ground: a name, an INSEE code or an IRI.", show_default=False
        ),
    ] = None,
    programme: Annotated[
        str | None, typer.Option(metavar="NAME", help="Only ties of this programme.", show_default=False)
    ] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KIND",
            help="Only actors of this kind (commune, association…); may be repeated.",
            show_default=False,
        ),
    ] = None,
    min_confidence: Annotated[
        float, typer.Option(metavar="X", min=0, max=1, help="Only facts that are at least this sure (0 to 1).")
    ] = 0.0,
    write: Annotated[bool, typer.Option("--write", help="Put the measures into the graph too, for SPARQL.")] = False,
) -> None:
    """Study the partnership network: measures, communities, years, figures, a report, and files for Gephi."""
    from filon.analyse.scope import Scope
    from filon.cli.study import run_study

    scope = Scope(period, territory, programme, tuple(kind or ()), min_confidence)
    run_study(kg, to, scope, lang.value, deposit=write)


@app.command(epilog=_example("filon check kg", "filon check kg --format json"))
def check(kg: KG, form: Annotated[Form, _FORMAT] = Form.TEXT) -> int:
    """Show what documents contradict each other about, with the sentences side by side, and what in the graph is broken.

    Of the values that contradict each other one is held, by the order of sources; a judgement may say otherwise.

    Exit code 1 says that something contradicts or is broken, 0 that nothing does.
    """
    from filon.cli.checked import show_check

    return show_check(kg, as_json=form is Form.JSON)


@app.command(epilog=_example("filon explain kg org/commune-de-lens", "filon explain kg funding/… --format json"))
def explain(
    kg: KG,
    iri: Annotated[
        str,
        typer.Argument(
            metavar="IRI", help="An entity or fact, with or without the base of the graph.", show_default=False
        ),
    ],
    form: Annotated[Form, _FORMAT] = Form.TEXT,
) -> None:
    """Show one entity or fact with the sentences that say so: document, page, characters, confidence."""
    from filon.codec import encode
    from filon.explain import explain as explain_thing

    found = explain_thing(kg, iri)
    if form is Form.JSON:
        print(json.dumps(encode(found), ensure_ascii=False, indent=1))
    else:
        show.explanation(output(), found)


@app.command(epilog=_example("filon diff kg-2023 kg-2024", "filon diff before after --format json"))
def diff(
    old: Annotated[Path, typer.Argument(metavar="OLD", help="A knowledge graph.", show_default=False)],
    new: Annotated[Path, typer.Argument(metavar="NEW", help="Another, or a later one.", show_default=False)],
    limit: Annotated[
        int | None,
        typer.Option(
            metavar="N", min=0, help="Facts shown for each document.", show_default="all in a pipe, 20 on a terminal"
        ),
    ] = None,
    form: Annotated[Form, _FORMAT] = Form.TEXT,
) -> None:
    """Tell what changed between two graphs: document by document, what appeared, vanished or changed, and why."""
    from dataclasses import asdict

    from filon.diff import diff as compare

    found = compare(old, new)
    if form is Form.JSON:
        print(json.dumps(asdict(found), ensure_ascii=False))
    else:
        console = output()
        show.difference(console, found, limit if limit is not None else 20 if console.is_terminal else None)


@app.command(
    epilog=_example(
        "filon evaluate kg --gold gold.jsonl --windows windows.json",
        "filon evaluate kg --gold gold.jsonl --windows windows.json --by document --html page.html",
    )
)
def evaluate(
    kg: KG,
    gold: Annotated[Path, typer.Option(metavar="FILE", help="Gold records, JSON Lines.", show_default=False)],
    windows: Annotated[
        Path, typer.Option(metavar="FILE", help="The windows the gold covers, JSON.", show_default=False)
    ],
    by: Annotated[By | None, typer.Option(help="One table for each document too.", show_default=False)] = None,
    html: Annotated[
        Path | None,
        typer.Option(metavar="PAGE", help="Write a page with gold and found side by side.", show_default=False),
    ] = None,
    form: Annotated[Form, _FORMAT] = Form.TEXT,
) -> None:
    """Score the facts of a graph against a gold annotation of its documents.

    Prints the measures, what is wrong by kind, and whether the confidence of facts is the share of them that is right.
    """
    from filon.cli.judge import judge as score

    score(kg, gold, windows, documents=by is By.DOCUMENT, as_json=form is Form.JSON, html=html)


def _parameters(pairs: list[str]) -> dict[str, str]:
    """``KEY=VALUE`` pairs as a mapping; raises `UsageError` where one is not such a pair."""
    found = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key:
            raise UsageError(f"--param {pair} is not KEY=VALUE.")
        found[key] = value
    return found
