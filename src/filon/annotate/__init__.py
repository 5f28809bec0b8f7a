"""Document to annotation: a spaCy pipeline of small components, each ``Doc -> Doc``, and its plain-data result.

`annotate` is the one entry; spaCy objects never leave this package.
"""

from __future__ import annotations

from filon.annotate.pipeline import annotate, make_nlp

__all__ = ["annotate", "make_nlp"]
