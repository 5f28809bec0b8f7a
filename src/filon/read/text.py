"""Bytes of a text file to its characters, unchanged: offsets in them are offsets in the file's content."""

from __future__ import annotations

import codecs

from filon.errors import ReadError

_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decode_text(data: bytes) -> str:
    """The file's content as UTF-8, line ends and byte-order mark kept.

    A byte-order mark stays as the first character (U+FEFF): whoever decodes the file as UTF-8 counts it, and offsets
    must be theirs. Raises `ReadError` where the bytes are not text in UTF-8, or hold none.
    """
    if data.startswith(_UTF16):
        raise ReadError("the text is in UTF-16: save it as UTF-8")
    if b"\0" in data:
        raise ReadError("the file holds binary data, not text: give the document as UTF-8 text or as PDF")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ReadError(
            f"the text is not in UTF-8 (byte {error.start}): convert it, e.g. with iconv -f WINDOWS-1252 -t UTF-8"
        ) from error
    if not any(character.isalnum() for character in text):
        raise ReadError("the file holds no text")
    return text
