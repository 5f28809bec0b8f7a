"""The wheel holds all that Filon needs, and works where there is no checkout."""

import re
import subprocess
import sys
import sysconfig
import tomllib
import venv
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[1]


def run(*command, **options):
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel as the build back-end makes it, with what is installed already."""
    place = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", place, ROOT)
    (path,) = place.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """The ``bin`` of an environment that holds the wheel, and the libraries of this one but not its checkout."""
    place = tmp_path_factory.mktemp("venv")
    venv.create(place, with_pip=False, symlinks=True)
    python = place / "bin" / "python"
    library = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip())
    (library / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    run(sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--ignore-installed", wheel)
    assert str(library) in run(python, "-c", "import filon; print(filon.__file__)")
    return place / "bin"


def test_the_wheel_holds_data_questions_ontology_and_licences(wheel):
    names = set(zipfile.ZipFile(wheel).namelist())
    held = {name.removeprefix("filon/") for name in names if name.startswith("filon/")}
    for folder in ("ontology", "queries"):
        files = {path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob("*") if path.is_file()}
        assert files
        assert {f"_share/{name}" for name in files} <= held
    sources = {
        path.relative_to(ROOT / "src" / "filon").as_posix()
        for path in (ROOT / "src" / "filon").rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }
    assert sources <= held
    licences = {name.split("/licenses/")[1] for name in names if "/licenses/" in name}
    assert {"LICENSE", *(f"LICENSES/{path.name}" for path in (ROOT / "LICENSES").iterdir())} <= licences
    assert not [name for name in names if name.startswith(("tests/", "benchmarks/"))]


def test_the_installed_command_finds_its_questions(installed, tmp_path):
    listed = run(installed / "filon", "queries", "--format", "json", cwd=tmp_path)
    assert all(f'"{path.stem}"' in listed for path in (ROOT / "queries").glob("*.rq"))


def test_the_installed_command_builds_and_answers_far_from_the_checkout(installed, tmp_path):
    text = "Le Département du Jura attribue une subvention de 5 000 € à la commune de Poligny pour la réfection de la halle.\n"
    (tmp_path / "note.txt").write_text(text, encoding="utf-8")
    run(installed / "filon", "build", "note.txt", "--to", "kg", cwd=tmp_path)
    assert "5000" in run(installed / "filon", "query", "kg", "spending-by-funder", cwd=tmp_path)


# --- locks and licences ---------------------------------------------------------------------------------------


def locked(name):
    lines = [line for line in (ROOT / name).read_text().splitlines() if line and not line.startswith("#")]
    return [Requirement(line) for line in lines]


def test_every_lock_line_is_one_version():
    for name in ("requirements.lock", "requirements-dev.lock"):
        for requirement in locked(name):
            assert re.fullmatch(r"==[^*,]+", str(requirement.specifier)), requirement


def test_the_locks_satisfy_the_project():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    runtime = {r.name: r for r in locked("requirements.lock") if not r.marker or r.marker.evaluate()}
    everything = {r.name: r for r in locked("requirements-dev.lock") if not r.marker or r.marker.evaluate()}
    for line in project["project"]["dependencies"]:
        wanted = Requirement(line)
        (version,) = runtime[wanted.name].specifier
        assert wanted.specifier.contains(version.version), line
    for line in project["dependency-groups"]["dev"]:
        wanted = Requirement(line)
        (version,) = everything[wanted.name].specifier
        assert wanted.specifier.contains(version.version), line
    assert all(everything[name].specifier == requirement.specifier for name, requirement in runtime.items())


def test_every_locked_library_has_its_licence_named():
    table = (ROOT / "THIRD_PARTY.md").read_text(encoding="utf-8")
    named = {line.split("|")[1].strip().strip("`") for line in table.splitlines() if line.startswith("| `")}
    assert {requirement.name for requirement in locked("requirements-dev.lock")} <= named
    assert "AGPL" not in table
