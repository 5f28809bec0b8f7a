"""Names as printed: found by, never shown; each with the characters that print it."""

import pytest

from filon.archive import FACTS, read_facts
from filon.build import build
from filon.store import current_version, open_read
from filon.vocab import PREFIXES

# A typographic apostrophe, a no-break hyphen, and a name that a line end parts; then one name in plain characters.
TEXT = (
    "Le Conseil municipal décide :\n"
    "D’attribuer à l’association « L’Écho d’Arbois » une subvention de 1 500 €.\n"
    "D’attribuer à l’association « Les Amis de Poligny » une subvention de 2 000 €.\n"
)


@pytest.fixture(scope="module")
def kg(tmp_path_factory):
    place = tmp_path_factory.mktemp("printed")
    (place / "deliberation.txt").write_text(TEXT, encoding="utf-8")
    build([place / "deliberation.txt"], place / "kg")
    return place / "kg"


def test_a_name_is_written_regularly_and_found_as_printed(kg):
    rows = open_read(kg).query(
        "SELECT ?label ?hidden { ?thing skos:hiddenLabel ?hidden ; rdfs:label ?label }", prefixes=PREFIXES
    )
    found = {(row["label"].value, row["hidden"].value) for row in rows}
    assert any("L'Écho d'Arbois" in label and "’Écho d’Arbois" in hidden for label, hidden in found)
    assert not any("Poligny" in label for label, _ in found), "what is printed as it is written needs no other name"


def test_the_printed_name_rests_on_the_characters_that_print_it(kg):
    rows = open_read(kg).query(
        """SELECT ?name ?start ?end { GRAPH ?g { ?claim rdf:predicate skos:hiddenLabel ; rdf:object ?name ; filon:evidence ?span .
           ?span oa:hasSelector ?at . ?at oa:start ?start ; oa:end ?end } }""",
        prefixes=PREFIXES,
    )
    found = [(row["name"].value, int(row["start"].value), int(row["end"].value)) for row in rows]
    assert found
    assert all(" ".join(TEXT[start:end].split()) == name for name, start, end in found)


def test_the_export_names_it_too(kg):
    facts = read_facts(current_version(kg) / "facts")
    assert set(facts) == set(FACTS)
    (echo,) = (row for row in facts["entities"] if "Écho" in row["label"])
    assert any("’" in name for name in echo["alt_labels"])
    assert "’" not in echo["label"]
