"""What all tests share: where the reference material is, and the rule that continuous integration skips nothing."""

import os
from pathlib import Path

import pytest

SHARED = Path(__file__).parents[1].parent / "shared"


@pytest.fixture(scope="session")
def shared():
    """The folder of reference material beside the checkout; without it the test is skipped, in CI it fails."""
    if not SHARED.is_dir():
        pytest.skip(f"the reference material is not at {SHARED.name}/ beside the checkout")
    return SHARED


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    """A test that skips itself in CI proves nothing there: it fails, with its reason."""
    report = yield
    if os.environ.get("CI") and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} skipped in CI: {report.longrepr}"
    return report
