"""PDF to text: the lines in reading order, a blank line where the page leaves one, table cells separated by tabs."""

from __future__ import annotations

from filon.errors import ReadError
from filon.model import Page


def read_pdf(data: bytes) -> tuple[str, tuple[Page, ...]]:
    """The text layer and its pages."""
    raise ReadError("PDF is not read yet")
