"""What all tests share: where the reference material is, and the rule that CI has it."""

import os
import re
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("steady", deadline=None)  # a busy machine is no defect
settings.load_profile("steady")

ROOT = Path(__file__).parents[1]
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session")
def shared():
    """The folder of reference material beside the checkout; without it the test is skipped, in CI it fails."""
    if not SHARED.is_dir():
        pytest.skip(f"the reference material is not at {SHARED.name}/ beside the checkout")
    return SHARED


@pytest.fixture
def examples(tmp_path):
    """A folder with the documents of ``examples/``, without its README."""
    folder = tmp_path / "examples"
    folder.mkdir()
    for path in (ROOT / "examples").glob("*.txt"):
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


_REFERENCE = re.compile("shared|corpus|corpora|reference|gold|treebank|peer", re.IGNORECASE)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    """In CI the reference material and the peers are there: a test that skips itself for want of it proves nothing, and fails."""
    report = yield
    if (
        os.environ.get("CI")
        and report.skipped
        and not hasattr(report, "wasxfail")
        and _REFERENCE.search(str(report.longrepr))
    ):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} skipped in CI: {report.longrepr}"
    return report
