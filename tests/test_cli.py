"""The command line: what goes where, exit codes, and that an error is one sentence."""

import io
import json
import re
import subprocess
import sys
from decimal import Decimal

import pytest

from filon import __version__
from filon.build import build, reading, workers
from filon.cli import main
from filon.cli.app import app
from filon.cli.screen import number, plural
from pattern_reader import TEXTS, annotate_by_pattern, write_texts

COMMANDS = (
    "analyse",
    "build",
    "check",
    "diff",
    "evaluate",
    "explain",
    "export",
    "judge",
    "push",
    "queries",
    "query",
    "remove",
    "report",
    "serve",
    "verify",
)
COUNT = "SELECT (COUNT(?f) AS ?n) WHERE { ?f a filon:Funding }"


@pytest.fixture(scope="module")
def kg(tmp_path_factory):
    """A graph of two awards, read by pattern."""
    place = tmp_path_factory.mktemp("cli")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reading, "_annotate", annotate_by_pattern)
        patch.setattr(workers, "_local", lambda tasks, _: map(reading.read_task, list(tasks)))
        build([write_texts(place / "documents", TEXTS)], place / "kg")
    return place / "kg"


@pytest.fixture
def filon(monkeypatch, capsys):
    """Run a command in this process: exit code, standard output, standard error."""

    def run(*arguments, given=""):
        monkeypatch.setattr(sys, "argv", ["filon", *map(str, arguments)])
        monkeypatch.setattr(
            sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode() if isinstance(given, str) else given))
        )
        monkeypatch.setenv("NO_COLOR", "1")
        with pytest.raises(SystemExit) as end:
            main()
        out, err = capsys.readouterr()
        return end.value.code, out, err

    return run


def one_sentence(err):
    """Whether an error is what a person can read: one line that begins with the program's name."""
    return err.startswith("filon: ") and err.count("\n") == 1 and "Traceback" not in err


# --- help and wrong use ---------------------------------------------------------------------------------------


def test_every_command_is_there():
    assert {command.name or command.callback.__name__ for command in app.registered_commands} == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(filon, command):
    code, out, err = filon(command, "--help")
    assert (code, err) == (0, "")
    assert f" filon {command} " in out.replace("\n", " \n").split("Examples:")[1]


def test_the_version_is_printed(filon):
    assert filon("--version") == (0, f"filon {__version__}\n", "")


def test_without_a_command_there_is_help(filon):
    code, out, _ = filon()
    assert code == 0
    assert all(command in out for command in COMMANDS)


WRONG = {
    "no such command": ["buidl"],
    "no arguments": ["build"],
    "no target": ["build", "documents"],
    "no such option": ["queries", "--colour"],
    "a word for a number": ["build", "documents", "--to", "kg", "--workers", "many"],
    "no workers": ["build", ".", "--to", "kg", "--workers", "0"],
    "no such path": ["build", "absent", "--to", "kg"],
    "no such engine": ["build", ".", "--to", "kg", "--engine", "spark"],
    "no such question": ["query", "KG", "who-pays-whom"],
    "no such file": ["query", "KG", "absent.rq"],
    "no such parameter": ["query", "KG", "find", "--param", "nom=Arbois"],
    "a parameter too few": ["query", "KG", "find"],
    "no pair": ["query", "KG", "find", "--param", "name"],
    "a form that does not fit": ["query", "KG", "find", "--param", "name=Arbois", "--format", "turtle"],
    "a form that is none": ["query", "KG", "find", "--param", "name=Arbois", "--format", "excel"],
    "a limit below one": ["query", "KG", "find", "--param", "name=Arbois", "--limit", "0"],
    "no graph": ["query", "absent", "documents"],
    "a folder that is no graph": ["query", ".", "documents"],
    "no such export": ["export", "KG", "excel", "--to", "x"],
    "an export of no graph": ["export", ".", "facts", "--to", "x"],
    "a place that cannot be written": ["export", "KG", "nquads", "--to", "KG/report.json/x.nq"],
    "nothing of that IRI": ["explain", "KG", "org/commune-de-nowhere"],
    "no IRI": ["explain", "KG", "not an iri"],
    "no gold": ["evaluate", "KG", "--gold", "absent", "--windows", "absent"],
    "no report": ["report", "."],
}


@pytest.mark.parametrize("arguments", WRONG.values(), ids=WRONG)
def test_wrong_use_is_one_sentence_and_exit_code_2(filon, kg, tmp_path, monkeypatch, arguments):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "note.txt").write_text("La commune de Dole.")
    code, out, err = filon(*(argument.replace("KG", str(kg)) for argument in arguments))
    assert (code, out) == (2, "")
    assert one_sentence(err), err


@pytest.mark.parametrize("given", ["", "SELEC ?x", "SELECT ?x WHERE { ?x", b"\xff\xfe", "DELETE WHERE { ?s ?p ?o }"])
def test_what_is_no_question_is_one_sentence_and_exit_code_2(filon, kg, given):
    code, out, err = filon("query", kg, "-", given=given)
    assert (code, out) == (2, "")
    assert one_sentence(err), err


def test_a_near_name_is_suggested(filon, kg):
    assert "did you mean 'build'?" in filon("buidl")[2]
    assert "did you mean documents" in filon("query", kg, "document")[2]
    assert "did you mean org/commune-de-poligny" in filon("explain", kg, "org/commune-de-polligny")[2]


def test_a_defect_is_one_sentence_unless_debug_is_asked_for(filon, kg, monkeypatch):
    def broken(*_):
        raise ZeroDivisionError("by accident")

    monkeypatch.setattr("filon.explain.explain", broken)
    code, _, err = filon("explain", kg, "x")
    assert code == 2
    assert one_sentence(err)
    assert "--debug" in err
    monkeypatch.setattr(sys, "argv", ["filon", "explain", str(kg), "x", "--debug"])
    with pytest.raises(ZeroDivisionError):
        main()


def test_an_interruption_is_one_line_and_exit_code_130(filon, kg, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("filon.explain.explain", interrupted)
    code, out, err = filon("explain", kg, "x")
    assert (code, out) == (130, "")
    assert one_sentence(err)


def test_a_reader_who_leaves_is_no_error(kg):
    """What `head -1` does: it reads a line and closes the pipe."""
    command = [sys.executable, "-m", "filon", "export", str(kg), "nquads", "--to", "-"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(30) == 0


# --- build and report -----------------------------------------------------------------------------------------


def test_a_build_is_silent_in_a_pipe_and_says_1_where_some_input_was_not_read(tmp_path):
    folder = write_texts(tmp_path / "documents", {"a.txt": "Le Département du Jura.", "empty.txt": ""})
    command = [sys.executable, "-m", "filon", "build", str(folder), "--to", str(tmp_path / "kg")]
    first = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (first.returncode, first.stdout) == (1, "")
    assert first.stderr.splitlines() == [f"not read  {folder / 'empty.txt'}: the file is empty"]
    (folder / "empty.txt").unlink()
    second = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (second.returncode, second.stdout, second.stderr) == (0, "", "")


def test_the_report_is_for_people_and_for_programs(filon, kg):
    code, out, err = filon("report", kg)
    assert (code, err) == (0, "")
    assert re.search(r"3 +documents", out)
    assert re.search(r"2 +flows of money", out)
    assert json.loads(filon("report", kg, "--format", "json")[1])["counts"]["Funding"] == 2


# --- questions ------------------------------------------------------------------------------------------------


def test_questions_come_from_names_files_and_standard_input(filon, kg, tmp_path):
    assert filon("query", kg, "-", given=COUNT) == (0, "n\r\n2\r\n", "")
    (tmp_path / "count.rq").write_text(COUNT)
    assert filon("query", kg, tmp_path / "count.rq")[1] == "n\r\n2\r\n"
    code, out, _ = filon("query", kg, "find", "--param", "name=poligny", "--format", "json")
    assert code == 0
    assert {row["thing"]["value"].rsplit("/", 1)[1] for row in json.loads(out)["results"]["bindings"]} >= {
        "commune-de-poligny"
    }


@pytest.mark.parametrize(
    ("form", "start"), [("csv", "n\r\n"), ("tsv", "?n\n"), ("json", '{"head"'), ("xml", "<?xml"), ("table", "n")]
)
def test_every_form_of_a_table(filon, kg, form, start):
    code, out, err = filon("query", kg, "-", "--format", form, given=COUNT)
    assert (code, err) == (0, "")
    assert out.lstrip().startswith(start)


@pytest.mark.parametrize("form", ["turtle", "ntriples", "table"])
def test_every_form_of_a_graph(filon, kg, form):
    code, out, err = filon("query", kg, "-", "--format", form, given="CONSTRUCT WHERE { ?f a filon:Funding }")
    assert (code, err) == (0, "")
    assert out.count("Funding") >= 2


def test_a_yes_or_no(filon, kg):
    assert filon("query", kg, "-", "--format", "table", given="ASK { ?f a filon:Funding }")[1] == "yes\n"
    assert filon("query", kg, "-", "--format", "table", given="ASK { ?f a filon:Claim }")[1] == "no\n"


@pytest.mark.parametrize(
    ("own", "limit", "rows"), [("", 1, 1), ("LIMIT 1", 5, 1), ("LIMIT 2", 1, 1), ("ORDER BY ?f", 5, 2)]
)
def test_the_limit_is_the_least_of_the_two(filon, kg, own, limit, rows):
    given = f"SELECT ?f WHERE {{ ?f a filon:Funding }} {own}"
    assert len(filon("query", kg, "-", "--limit", limit, given=given)[1].splitlines()) == rows + 1


def test_tables_print_numbers_as_french_does_and_iris_short(filon, kg):
    given = "SELECT ?flow (?amount * 10000.5 AS ?big) (2024 AS ?year) ?none WHERE { ?flow schema:amount ?amount } ORDER BY ?amount"
    lines = filon("query", kg, "-", "--format", "table", given=given)[1].splitlines()
    assert lines[0].split() == ["flow", "big", "year"]
    assert lines[2].endswith("1\u202f000\u202f050   2024")
    assert lines[3].startswith("funding/")
    assert lines[3].endswith("2\u202f500\u202f125   2024")


def test_a_table_too_wide_for_the_terminal_becomes_blocks(filon, kg, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    given = "SELECT " + " ".join(f"('un texte assez long, numéro {i}' AS ?column{i})" for i in range(6)) + " WHERE {}"
    lines = filon("query", kg, "-", "--format", "table", given=given)[1].splitlines()
    assert [line.split()[0] for line in lines] == [f"column{i}" for i in range(6)]
    assert max(map(len, lines)) <= 60


def test_no_answer_is_said(filon, kg):
    assert (
        filon("query", kg, "-", "--format", "table", given="SELECT * WHERE { ?s a filon:Nothing }")[1] == "no answer\n"
    )


def test_the_questions_are_listed_with_their_parameters(filon):
    code, out, _ = filon("queries")
    assert code == 0
    assert re.search(r"^find .* name", out, re.MULTILINE)
    plain = json.loads(filon("queries", "--format", "json")[1])
    assert [one["name"] for one in plain] == sorted(one["name"] for one in plain)
    assert all(one["title"] for one in plain)


# --- explanations and scores ----------------------------------------------------------------------------------


def test_an_explanation_quotes_the_sentence_with_its_place(filon, kg):
    code, out, err = filon("explain", kg, "org/commune-de-poligny")
    assert (code, err) == (0, "")
    start = TEXTS["a.txt"].index("commune de Poligny")
    assert "« Le Conseil attribue 100 € à la [commune de Poligny]. »" in out
    assert f"a.txt, characters {start}–{start + len('commune de Poligny')}" in out
    assert "filon:beneficiary  100\u202f€" in out
    whole = filon("explain", kg, "https://w3id.org/filon/id/org/commune-de-poligny")[1]
    assert whole == out
    assert (
        json.loads(filon("explain", kg, "org/commune-de-poligny", "--format", "json")[1])["iri"]
        == "org/commune-de-poligny"
    )


def test_scores_are_a_table_or_json(filon, kg, tmp_path):
    start = TEXTS["a.txt"].index("100 €")
    record = {
        "layer": "amount",
        "window": "w",
        "quote": "100 €",
        "start": start,
        "end": start + 5,
        "value": 100,
        "role": "award",
    }
    record |= {"funder": [["Conseil municipal de Dole"]], "beneficiary": [["Poligny"]]}
    (tmp_path / "gold.jsonl").write_text(json.dumps(record))
    (tmp_path / "windows.json").write_text(json.dumps([{"id": "w", "doc": "a.txt", "start": 0, "end": 40}]))
    arguments = "evaluate", kg, "--gold", tmp_path / "gold.jsonl", "--windows", tmp_path / "windows.json"
    code, out, _ = filon(*arguments)
    assert code == 0
    assert re.search(r"^whole flow +1\.000 +1\.000 +1\.000 +1 +1 *$", out, re.MULTILINE)
    assert json.loads(filon(*arguments, "--format", "json")[1])["whole flow"]["f1"] == 1.0

    page = tmp_path / "page.html"
    code, out, _ = filon(*arguments, "--by", "document", "--html", page)
    assert code == 0
    assert len(re.findall(r"^whole flow ", out, re.MULTILINE)) == 2
    assert "amount, ECE" in out
    assert page.read_text("utf-8").startswith("<!doctype html>")
    plain = json.loads(filon(*arguments, "--by", "document", "--format", "json")[1])
    assert plain["documents"]["a.txt"]["whole flow"] == plain["whole flow"]
    assert plain["reliability"]["amount"]["n"] == 1


# --- numbers --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (0, "0"),
        (999, "999"),
        (1000, "1 000"),
        (6167760, "6 167 760"),
        ("36565.60", "36 565,60"),
        ("0.5", "0,50"),
        ("12.0", "12"),
    ],
)
def test_numbers_as_french_prints_them(value, printed):
    assert number(Decimal(value)) == printed.replace(" ", "\u202f")


def test_plurals():
    assert [plural(count, "entity") for count in (1, 2)] == ["1 entity", "2 entities"]
    assert plural(0, "flow of money") == "0 flows of money"
