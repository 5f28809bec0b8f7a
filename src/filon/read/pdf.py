"""PDF to text: a file's pages, or the reason why they hold none. The layout of a page is `filon.read.layout`'s."""

from __future__ import annotations

import ctypes

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from filon.errors import ReadError
from filon.model import Page
from filon.read.layout import Word, lay_out

_ENCRYPTED = (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY)
_LINE_HYPHENS = {0x02: "-", 0xFFFE: "-"}  # how PDFium gives the hyphen at the end of a line
_PAGE_BORDER = "\n\n"


def read_pdf(data: bytes) -> tuple[str, tuple[Page, ...]]:
    """The text layer in reading order, and where each page lies in it.

    A page's text goes up to where the next page's begins, so that every offset has a page. Raises `ReadError` where the
    file is damaged, locked by a password, or holds pictures of text only.
    """
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) in _ENCRYPTED or "password" in str(error).lower():
            raise ReadError("this PDF is locked by a password: save a copy without it") from error
        raise ReadError("this PDF is damaged and cannot be opened: export it again") from error
    try:
        texts = lay_out([_words(document, number) for number in range(len(document))])
    except pdfium.PdfiumError as error:
        raise ReadError(f"this PDF is damaged ({error}): export it again") from error
    finally:
        document.close()
    if not any(character.isalnum() for text in texts for character in text):
        raise ReadError("this PDF holds no text: run it through OCR first")
    pages: list[Page] = []
    start = 0
    for number, text in enumerate(texts, start=1):
        end = start + len(text) + (len(_PAGE_BORDER) if number < len(texts) else 0)
        pages.append(Page(number, start, end))
        start = end
    return _PAGE_BORDER.join(texts), tuple(pages)


def _words(document: pdfium.PdfDocument, number: int) -> list[Word]:
    """The words of a page in the order in which it writes them, with their places."""
    page = document[number]
    text_page = page.get_textpage()
    handle = text_page.raw
    count = text_page.count_chars()
    words: list[Word] = []
    letters: list[str] = []
    first = 0
    for index in range(count + 1):
        code = pdfium_c.FPDFText_GetUnicode(handle, index) if index < count else 0x20
        letter = _LINE_HYPHENS.get(code) or _character(code)
        if not letter.isspace():
            if not letters:
                first = index
            letters.append(letter)
        if letters and (letter.isspace() or code in _LINE_HYPHENS):
            words.append(_place(handle, first, min(index, first + len(letters) - 1), "".join(letters)))
            letters = []
    text_page.close()
    page.close()
    return words


def _character(code: int) -> str:
    """A character that text may hold: controls and halves of pairs read as blanks."""
    return " " if code < 0x20 or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF else chr(code)


def _place(handle: ctypes.c_void_p, first: int, last: int, text: str) -> Word:
    """A word with its baseline, left and right ends, and font size, in points."""
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium_c.FPDFText_GetCharOrigin(handle, first, x, y)
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    pdfium_c.FPDFText_GetCharBox(handle, last, left, right, bottom, top)
    size = pdfium_c.FPDFText_GetFontSize(handle, first)
    matrix = pdfium_c.FS_MATRIX()
    if pdfium_c.FPDFText_GetMatrix(handle, first, matrix):
        size *= abs(matrix.d) or 1.0
    return Word(text, x.value, max(right.value, x.value), y.value, size if 2 <= size <= 200 else 10.0)
