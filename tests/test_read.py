"""From paths to documents: names, hashes, texts unchanged, pages of PDFs, and why a file was not read."""

from __future__ import annotations

import hashlib
import io
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate

from filon.errors import ReadError, UsageError
from filon.model import BlockKind, Document, Unread
from filon.read import find_blocks, list_files, read_documents, read_file
from pdf_render import render_pdf

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.txt"))


def write(folder, name, content="La commune de Dole verse une aide de 500 €.\n"):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def reason(path):
    (found,) = read_documents([path])
    assert isinstance(found, Unread)
    assert found.name == path.name
    return found.reason


# --- what there is ---------------------------------------------------------------------------------------------


def test_a_folder_is_read_in_the_order_of_names(tmp_path):
    for name in ("b.txt", "a/z.TXT", "a/y.txt"):
        write(tmp_path, name)
    assert [document.name for document in read_documents([tmp_path])] == ["a/y.txt", "a/z.TXT", "b.txt"]


def test_a_file_bears_its_own_name_and_the_hash_of_its_bytes(tmp_path):
    path = write(tmp_path, "deep/acte.txt", "Été\r\n")
    (source,) = list_files([path])
    document = read_file(source)
    assert (source.name, source.sha256) == ("acte.txt", hashlib.sha256("Été\r\n".encode()).hexdigest())
    assert (document.sha256, document.media_type, document.pages) == (source.sha256, "text/plain", ())


def test_files_and_folders_together_give_each_file_once(tmp_path):
    path = write(tmp_path, "acte.txt")
    assert [source.name for source in list_files([tmp_path, path, tmp_path])] == ["acte.txt"]


def test_the_same_bytes_under_two_names_are_two_documents(tmp_path):
    write(tmp_path, "a.txt")
    write(tmp_path, "b.txt")
    first, second = read_documents([tmp_path])
    assert (first.name, second.name) == ("a.txt", "b.txt")
    assert first.sha256 == second.sha256


def test_two_files_cannot_bear_one_name(tmp_path):
    with pytest.raises(UsageError, match=r"acte\.txt"):
        list_files([write(tmp_path, "a/acte.txt"), write(tmp_path, "b/acte.txt", "Autre texte.")])


def test_a_missing_path_is_wrong_use(tmp_path):
    with pytest.raises(UsageError, match="does not exist"):
        list_files([tmp_path / "absent"])


def test_an_empty_folder_gives_nothing(tmp_path):
    assert list_files([tmp_path]) == []


def test_links_that_leave_the_folder_are_reported_and_not_followed(tmp_path):
    outside = write(tmp_path, "outside/secret.txt")
    folder = tmp_path / "inside"
    inner = write(folder, "acte.txt")
    (folder / "leaving.txt").symlink_to(outside)
    (folder / "away").symlink_to(outside.parent)
    (folder / "copy.txt").symlink_to(inner)
    found = {item.name: item for item in read_documents([folder])}
    assert {name for name, item in found.items() if isinstance(item, Document)} == {"acte.txt", "copy.txt"}
    assert set(found) == {"acte.txt", "away", "copy.txt", "leaving.txt"}
    assert "link" in found["leaving.txt"].reason


def test_a_link_given_by_the_user_is_followed(tmp_path):
    (tmp_path / "acte.txt").symlink_to(write(tmp_path, "real/original.txt"))
    (document,) = read_documents([tmp_path / "acte.txt"])
    assert document.name == "acte.txt"


# --- text ------------------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1))
def test_a_text_is_its_file_unchanged(tmp_path_factory, text):
    content = "Dole" + text
    path = write(tmp_path_factory.mktemp("read"), "a.txt", content)
    (document,) = read_documents([path])
    assert document.text == content


def test_a_byte_order_mark_counts_as_a_character_and_hides_no_heading(tmp_path):
    path = write(tmp_path, "a.txt", "\ufeffArticle 1 : Objet\r\n\r\nLa commune.\r\n")
    (document,) = read_documents([path])
    article = document.blocks[0]
    assert (document.text[0], article.kind, document.text[slice(*article.body)]) == (
        "\ufeff",
        BlockKind.ARTICLE,
        "Objet",
    )


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n\n", "no text"),
        ("a.txt", "Délibération".encode("cp1252"), "UTF-8"),
        ("a.txt", "Délibération".encode("utf-16"), "UTF-16"),
        ("a.txt", b"PK\x03\x04\0\0", "binary"),
        ("a.docx", b"PK\x03\x04", "convert"),
        ("README", b"texte", "convert"),
        ("a.pdf", b"", "empty"),
        ("a.pdf", b"%PDF-1.7\nnothing", "damaged"),
        ("a.pdf", b"not a PDF at all", "damaged"),
    ],
)
def test_what_cannot_be_read_says_what_to_do(tmp_path, name, content, said):
    found = reason(write(tmp_path, name, content))
    assert said in found
    assert "\n" not in found


def test_one_bad_file_does_not_stop_the_others(tmp_path):
    write(tmp_path, "a.txt", b"\xff")
    write(tmp_path, "b.txt")
    assert [type(found) for found in read_documents([tmp_path])] == [Unread, Document]


def test_a_file_of_another_kind_is_skipped_in_a_folder_and_unread_when_asked_for(tmp_path):
    path = write(tmp_path, "README.md")
    assert [found.skipped for found in read_documents([tmp_path])] == [True]
    assert [found.skipped for found in read_documents([path])] == [False]


def test_reading_one_bad_file_raises(tmp_path):
    (source,) = list_files([write(tmp_path, "a.txt", b"\xff\xfe")])
    with pytest.raises(ReadError, match="UTF-16"):
        read_file(source)


# --- PDF -------------------------------------------------------------------------------------------------------


def pdf_document(tmp_path, text):
    (document,) = read_documents([write(tmp_path, "a.pdf", render_pdf(text))])
    assert isinstance(document, Document), document
    return document


def test_a_locked_pdf(tmp_path):
    assert "password" in reason(write(tmp_path, "a.pdf", render_pdf("La commune.", password="secret")))  # noqa: S106


def test_a_pdf_of_pictures_needs_ocr(tmp_path):
    stream = io.BytesIO()
    canvas = Canvas(stream)
    canvas.rect(100, 100, 200, 200, fill=1)
    canvas.save()
    assert reason(write(tmp_path, "a.pdf", stream.getvalue())) == "this PDF holds no text: run it through OCR first"


def test_a_cut_pdf_does_not_crash(tmp_path):
    whole = render_pdf("La commune de Dole.")
    for size in range(0, len(whole), 97):
        (found,) = read_documents([write(tmp_path, "a.pdf", whole[:size])])
        assert isinstance(found, Document | Unread)


def test_every_offset_of_a_pdf_has_a_page(tmp_path):
    document = pdf_document(
        tmp_path, "\n\n".join(f"Article {n} :\n\nLa commune de Dole verse {n} €." for n in range(1, 60))
    )
    assert document.media_type == "application/pdf"
    assert len(document.pages) > 1
    assert [page.number for page in document.pages] == list(range(1, len(document.pages) + 1))
    assert (document.pages[0].start, document.pages[-1].end) == (0, len(document.text))
    assert all(left.end == right.start for left, right in zip(document.pages, document.pages[1:], strict=False))
    assert document.page_of(document.text.index("Page 2/")) == 2


def test_a_hyphen_at_the_end_of_a_line_stays(tmp_path):
    stream = io.BytesIO()
    canvas = Canvas(stream)
    for number, line in enumerate(("Le Département finance la restau-", "ration du pont des Capucins.")):
        canvas.drawString(80, 700 - 14 * number, line)
    canvas.save()
    (document,) = read_documents([write(tmp_path, "a.pdf", stream.getvalue())])
    assert document.text == "Le Département finance la restau-\nration du pont des Capucins."
    assert len(document.blocks) == 1


def test_two_columns_of_prose_are_read_one_after_the_other(tmp_path):
    left = [f"À gauche la ligne {number} parle de la voirie" for number in range(30)]
    right = [f"À droite la ligne {number} parle des écoles" for number in range(30)]
    stream = io.BytesIO()
    canvas = Canvas(stream)
    for column, lines in ((50, left), (320, right)):
        for number, line in enumerate(lines):
            canvas.drawString(column, 780 - 14 * number, line)
    canvas.save()
    (document,) = read_documents([write(tmp_path, "a.pdf", stream.getvalue())])
    assert [line for line in document.text.split("\n") if line] == [*left, *right]


def test_justified_lines_of_a_narrow_column_are_no_table(tmp_path):
    stream = io.BytesIO()
    style = ParagraphStyle("justified", fontName="Times-Roman", fontSize=11, leading=13, alignment=TA_JUSTIFY)
    text = "Le Conseil départemental du Jura attribue à la communauté d'agglomération une subvention exceptionnelle. "
    SimpleDocTemplate(stream, pagesize=(360, 600)).build([Paragraph(text * 4, style)])
    (document,) = read_documents([write(tmp_path, "a.pdf", stream.getvalue())])
    assert "\t" not in document.text
    assert flat(document.text) == (text * 4).strip()


TABLE = """Plan de financement prévisionnel :

DEPENSES\t\tRECETTES\t
Nature de la dépense\tMontant HT\tNature de la recette\tMontant HT
Travaux de rénovation thermique de l'ensemble du bâtiment et de ses abords\t900 000 €\tEtat (contrat de ruralité)\t248 000 €
Maîtrise d'œuvre\t76 500 €\tDépartement\t485 550 €
\t\tCCAPS\t242 950 €
TOTAL\t976 500 €\tTOTAL\t976 500 €

Le maître d'ouvrage rend compte des dépenses au Département.
"""


def shape(document_text, page_starts=()):
    """Kinds, levels and texts of the blocks, scars and line breaks left out; tables as rows."""
    found = []
    blocks = find_blocks(document_text, page_starts)
    for block in blocks:
        text = document_text[block.start : block.end]
        for scar in blocks:
            if scar.kind is BlockKind.SCAR and block.start < scar.start < block.end:
                text = text.replace(document_text[scar.start : scar.end], "")
        if block.table is not None:
            rows = [tuple(flat(document_text[cell.start : cell.end]) for cell in row) for row in block.table.rows]
            found.append((block.kind, block.table.header_rows, rows))
        elif block.kind is not BlockKind.SCAR:
            found.append((block.kind, block.level, flat(text)))
    return found


def flat(text):
    # A line may have been broken after a hyphen («Arc-/et-Senans»).
    return re.sub(r"(?<=-) (?=\w)", "", re.sub(r"\s+", " ", text).strip())


def test_a_table_printed_in_a_pdf_is_the_same_table(tmp_path):
    document = pdf_document(tmp_path, TABLE)
    assert shape(document.text) == shape(TABLE)
    assert "TOTAL\t976 500 €\tTOTAL\t976 500 €" in document.text


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_as_pdf_has_the_structure_of_its_text(tmp_path, path):
    text = path.read_bytes().decode()
    document = pdf_document(tmp_path, text)
    assert shape(document.text, [page.start for page in document.pages]) == shape(text)
