"""The examples printed as PDF tell the facts that they tell as text."""

from collections import Counter
from pathlib import Path

import pytest

from expectations import fold, say
from pdf_render import render_pdf

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.txt"))


def facts(said):
    """Amounts and relations with things by label: offsets and line breaks differ between the two formats."""

    def names(iris):
        return tuple(sorted(fold(said.label(iri)) for iri in iris))

    amounts = Counter(
        (row["value"], row["role"], names(row["funders"]), names(row["beneficiaries"]), row["period"], row["share"])
        for row in said.amounts
    )
    relations = Counter(
        (row["type"], fold(said.label(row["subject"])), fold(said.label(row["object"]))) for row in said.relations
    )
    return amounts, relations


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_a_printed_example_tells_the_same(path, tmp_path):
    printed = tmp_path / f"{path.stem}.pdf"
    printed.write_bytes(render_pdf(path.read_text(encoding="utf-8")))
    (as_text, text_relations), (as_pdf, pdf_relations) = facts(say(path)), facts(say(printed))
    assert as_text
    assert (as_text - as_pdf, as_pdf - as_text) == (Counter(), Counter())
    assert (text_relations - pdf_relations, pdf_relations - text_relations) == (Counter(), Counter())
