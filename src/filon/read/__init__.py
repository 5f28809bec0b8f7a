"""Files and folders to documents: the text as it stands, its pages, and its structure, found once.

``list_files`` names what is there (and hashes it, so that a build reads only what changed), ``read_file`` reads one,
``read_documents`` does both and goes on past what cannot be read.
"""

from __future__ import annotations

from filon.read.files import SUFFIXES, SourceFile, list_files, read_documents, read_file
from filon.read.structure import find_blocks

__all__ = ["SUFFIXES", "SourceFile", "find_blocks", "list_files", "read_documents", "read_file"]
