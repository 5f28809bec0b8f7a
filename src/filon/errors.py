"""What can go wrong, as a small tree.

::

    FilonError            one sentence a user can act on
    ├── UsageError        the call is wrong: a path, a name, a parameter         (exit 2)
    ├── ReadError         a document could not be read; the build goes on        (exit 1)
    ├── StoreError        the knowledge-graph folder cannot be opened or written (exit 2)
    └── QueryError        a query does not parse, or its parameters do not fit   (exit 2)

Bad *data* is not an exception: a value that cannot be read is ``None``, a line that cannot be attached goes
into the report.
"""


class FilonError(Exception):
    """Base of every error Filon raises on purpose; ``str(error)`` is one sentence for the user."""


class UsageError(FilonError):
    """The call is wrong: a missing path, an unknown name, a bad parameter."""


class ReadError(FilonError):
    """A document could not be read; the rest of the build goes on."""


class StoreError(FilonError):
    """The knowledge-graph folder cannot be opened, read or written."""


class QueryError(FilonError):
    """A query does not parse, does not exist, or its parameters do not fit."""
