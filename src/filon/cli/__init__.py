"""The command line: ``filon COMMAND``. Results go to standard output, everything else to standard error.

Exit codes: 0 done · 1 done, but some input could not be read (or a check found violations) · 2 wrong use, or nothing could be
done · 130 interrupted.
"""

from __future__ import annotations

from filon.cli.app import main

__all__ = ["main"]
