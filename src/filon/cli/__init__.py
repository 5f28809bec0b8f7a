"""The command line: ``filon COMMAND``. Results go to standard output, everything else to standard error.

Exit codes: 0 done · 1 done, but some input could not be read (or a check found violations) · 2 wrong use, or nothing could be
done · 130 interrupted.
"""

from __future__ import annotations

import sys
from typing import NoReturn

__all__ = ["main"]


def main() -> NoReturn:
    """Run the command line and exit with its code; an interruption is one line even while modules load."""
    try:
        from filon.cli.app import run

        sys.exit(run(sys.argv[1:]))
    except KeyboardInterrupt:
        print("filon: interrupted; the knowledge graph is as it was.", file=sys.stderr)
        sys.exit(130)
