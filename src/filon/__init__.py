"""Knowledge graphs of French public partnerships, every fact anchored to the characters that say it.

The library is its modules: `filon.build.build` makes a graph, `filon.queries` asks it, `filon.explain.explain` follows an answer back to
its sentences, `filon.export` writes it elsewhere, `filon.evaluate.evaluate` measures it. Importing this package loads none of them.
"""

from filon.errors import FilonError, QueryError, ReadError, StoreError, UsageError

__version__ = "0.1.0"

__all__ = ["FilonError", "QueryError", "ReadError", "StoreError", "UsageError", "__version__"]
