"""What is written about Filon is true of Filon."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from filon import __version__, errors
from filon.cli.app import app
from filon.cli.commands.publication import ExportForm
from filon.cli.commands.questions import AnswerForm
from filon.errors import FilonError
from filon.queries import catalogue

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGES = sorted(
    path
    for path in (*ROOT.glob("*.md"), *ROOT.glob("*/*.md"), *ROOT.glob("src/filon/*/*.md"))
    if ".venv" not in path.parts
)


@pytest.mark.parametrize("command", [command.name or command.callback.__name__ for command in app.registered_commands])
def test_every_command_is_in_the_readme(command):
    assert f"`filon {command}" in README


def test_the_readme_names_no_command_that_there_is_not():
    known = {command.name or command.callback.__name__ for command in app.registered_commands}
    assert set(re.findall(r"`filon (\w+)", README)) == known


@pytest.mark.parametrize("query", [query.name for query in catalogue()])
def test_every_question_is_in_the_readme(query):
    assert f"`{query}`" in README


def test_the_readme_names_the_formats_there_are():
    row = next(line for line in README.splitlines() if line.startswith("| `filon export"))
    assert re.findall(r"`(\w+)`", row.split("|")[2]) == [form.value for form in ExportForm]
    row = next(line for line in README.splitlines() if line.startswith("| `filon query "))
    assert re.search(r"--format ([\w\\|]+)", row)[1].split("\\|") == [form.value for form in AnswerForm]


def test_the_commands_of_the_readme_run(tmp_path):
    """Every line of its shell blocks that is Filon's, one after the other, beside a copy of the examples."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    blocks = re.findall(r"^```sh\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    scripts = [block for block in blocks if "filon " in block and "make" not in block]
    assert len(scripts) >= 3
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    for script in scripts:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=tmp_path,
            env={**os.environ, "PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{script}\n{done.stderr}"
        assert "no answer" not in done.stdout


def test_what_make_is_said_to_do_it_does():
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    said = {name for page in PAGES for name in re.findall(r"^\s*make (\w+)", page.read_text("utf-8"), re.MULTILINE)}
    assert said
    assert said <= targets


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text(encoding="utf-8")):
        assert "://" in target or (page.parent / target).exists(), target


def test_the_changelog_has_a_place_for_this_version():
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "## [Unreleased]" in changelog or f"## [{__version__}]" in changelog


def test_the_error_tree_is_drawn_whole():
    drawn = set(re.findall(r"(\w+Error)\b", errors.__doc__))
    assert drawn == {FilonError.__name__, *(kind.__name__ for kind in FilonError.__subclasses__())}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_no_page_tells_of_one_machine(page):
    assert not re.search(r"(?<![\w.])/(?:work|home|root|opt)/", page.read_text(encoding="utf-8"))
