"""What users of the library stand on."""

import subprocess
import sys

import filon
from filon import errors


def test_every_public_name_is_there_and_sorted():
    assert list(filon.__all__) == sorted(filon.__all__)
    assert all(hasattr(filon, name) for name in filon.__all__)


def test_every_error_is_a_filon_error_and_public():
    tree = {name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, Exception)}
    assert tree == {"FilonError", "QueryError", "ReadError", "StoreError", "UsageError"} <= set(filon.__all__)
    assert all(issubclass(getattr(filon, name), filon.FilonError) for name in tree)


def test_importing_the_package_loads_no_library():
    """Nor does the command line load spaCy before it must: `filon --version` answers at once."""
    check = "import sys, filon; print([m for m in ('spacy', 'pyoxigraph', 'rich') if m in sys.modules]); import filon.cli.app; print('spacy' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", check], capture_output=True, text=True, check=True)
    assert run.stdout.split("\n")[:2] == ["[]", "False"]
