"""Where amounts stand, in prose and in tables, and what they carry."""

import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filon.annotate import layers, make_nlp
from filon.model import Block, BlockKind, Cell, Document, Table
from filon.read import find_blocks

NLP = make_nlp(components=["filon_amounts"])


def read(text, blocks=()):
    doc = layers.prepare(NLP.make_doc(text), Document("essai.txt", text, "", blocks=tuple(blocks)))
    for _, component in NLP.pipeline:
        doc = component(doc)
    return [(span.text, plain) for span, plain in zip(doc.spans["amounts"], doc._.amounts, strict=True)]


def quotes(text, blocks=()):
    return [quote for quote, _ in read(text, blocks)]


def table(rows, header_rows=1, title=""):
    """A tab-separated table as text, and the block that reading makes of it."""
    text, cells = title, []
    for row in rows:
        line = []
        for cell in row:
            line.append(Cell(len(text), len(text) + len(cell)))
            text += cell + "\t"
        text = text[:-1] + "\n"
        cells.append(tuple(line))
    blocks = [
        Block(BlockKind.TABLE, len(title), len(text), (len(title), len(text)), table=Table(tuple(cells), header_rows))
    ]
    if title:
        blocks.insert(0, Block(BlockKind.PARAGRAPH, 0, len(title), (0, len(title))))
    return text, blocks


def test_quote_is_figure_and_unit():
    text = (
        "La commune de Dole verse **12 500 €** au club, soit près de 2,6 M€ depuis 2015 et 55 millions d'euros à terme."
    )
    assert quotes(text) == ["12 500 €", "2,6 M€", "55 millions d'euros"]


def test_a_placeholder_and_other_units_are_no_amount():
    assert quotes("une subvention de XXX €, 1 200 m², 130 kWh, 45 %, 3 millions d'habitants, le 12 mai 2023") == []


def test_words_and_figures_side_by_side_are_one_amount():
    assert quotes("une somme de deux cent mille euros (200 000 €)") == ["200 000 €"]
    assert quotes("une somme de 200 000 € (deux cent mille euros)") == ["200 000 €"]
    assert quotes("une somme de 200 000 (deux cent mille) euros") == ["200 000 (deux cent mille) euros"]
    assert quotes("une somme de quinze mille euros") == ["quinze mille euros"]


def test_bounds_of_a_range_are_two_amounts():
    assert [(q, Decimal(p["value"])) for q, p in read("une aide de 500 à 1 500 € et entre 2 et 3 M€ de travaux")] == [
        ("500", 500),
        ("1 500 €", 1500),
        ("2", 2000000),
        ("3 M€", 3000000),
    ]


def test_years_are_not_bounds_nor_heads_of_figures():
    assert quotes("de 2019 à 3 000 €") == ["3 000 €"]
    assert quotes("pour 2023 100 000 € au plus") == ["100 000 €"]


def test_precision_tax_and_yearly():
    found = dict(read("près de 10 € ; plus de 20 € ; au maximum 30 € HT ; plafonnée à 40 € TTC ; 50 €/an ; 60 €"))
    assert [found[q]["precision"] for q in ("10 €", "20 €", "30 €", "40 €", "60 €")] == [
        "approximate",
        "min",
        "max",
        "max",
        "exact",
    ]
    assert [found[q]["tax"] for q in ("20 €", "30 €", "40 €")] == [None, "ht", "ttc"]
    assert [found[q]["yearly"] for q in ("50 €", "60 €")] == [True, False]


def test_bare_figures_in_a_column_of_euros():
    text, blocks = table(
        [
            ("Code", "Libellé", "AP €", "Taux %", "Année"),
            ("741", "Voirie", "4 000 000,00", "45", "2021"),
            ("742", "École", "500", "5", "2022"),
        ]
    )
    assert quotes(text, blocks) == ["4 000 000,00", "500"]


def test_the_title_gives_the_unit_and_its_scale():
    text, blocks = table(
        [("", "2021", "2022"), ("Voirie", "12,5", "8"), ("Nombre de logements", "40", "50")], title="Dépenses en M€\n"
    )
    assert [(q, Decimal(p["value"])) for q, p in read(text, blocks)] == [("12,5", 12500000), ("8", 8000000)]


def test_columns_of_counts_surfaces_and_years_are_no_money():
    text, blocks = table([("Commune", "Habitants", "Surface (m²)", "Année"), ("Dole", "23 708", "38 380", "2021")])
    assert quotes(text, blocks) == []


def test_a_column_with_some_units_is_money():
    text, blocks = table([("Financeur", "Apport"), ("État", "10 000 €"), ("Région", "12 000 €"), ("Ville", "8 000,00")])
    assert quotes(text, blocks) == ["10 000 €", "12 000 €", "8 000,00"]


@given(st.text(alphabet="0123456789 .,€kM\nad'-(", max_size=60))
def test_spans_never_overlap_and_are_in_order(text):
    doc = layers.prepare(NLP.make_doc(text), Document("essai.txt", text, ""))
    spans = [(s.start_char, s.end_char) for s in NLP.get_pipe("filon_amounts")(doc).spans["amounts"]]
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))


def test_a_figure_cut_by_the_line_is_whole():
    for text, quote, value in (
        ("Une subvention de 312\n500 € est versée.", "312\n500 €", 312500),
        ("Un total de 1 312\n500,50 € est versé.", "1 312\n500,50 €", "1312500.50"),
    ):
        assert [(said, Decimal(plain["value"])) for said, plain in read(text)] == [(quote, Decimal(value))]


def test_a_number_at_the_end_of_the_line_above_is_not_always_the_figures_head():
    for text in ("Voir page 12\n500 € sont versés.", "En 2023\n500 € sont versés.", "12\n500 €"):
        assert quotes(text) == ["500 €"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # The unit of a whole table stands in its corner: years, percentages and heads of columns are no money.
        (
            "(en k€)\t2024\t2025\tTotal\nÉtat\t150\t1 200\t1 350\nRégion\t80\t95\t175\n",
            ["150", "1 200", "1 350", "80", "95", "175"],
        ),
        (
            "| Compte 2023 (€) | Prévu | Réalisé | Taux |\n| --- | --- | --- | --- |\n| Animation | 40 000 | 38 500 | 96 |\n",
            ["40 000", "38 500"],
        ),
        # A part told behind its whole leaves the unit to it; a count of people does not become money.
        ("Le programme coûte 98 200 euros, dont 31 000 pour l'État.", ["98 200 euros", "31 000"]),
        ("Une aide de 98 200 € à 41 000 habitants, dont 12 000 jeunes.", ["98 200 €"]),
        (
            "| Financeur | Montant HT |\n| --- | --- |\n| Ville (dont emprunt : 30 000) | 49 000 |\n| État | 51 000 |\n",
            ["30 000", "49 000", "51 000"],
        ),
    ],
)
def test_units_said_elsewhere(text, expected):
    assert quotes(text, find_blocks(text)) == expected


def test_long_runs_of_digits_words_and_brackets_are_read_in_linear_time():
    """What would take minutes with a pattern that backtracks must take no time at all."""
    for text in ("1 2 3 4 5 6 7 8 9 " * 2000, "cent mille vingt " * 2000, "€ " * 5000, "(" * 500 + "500 €" + ")" * 500):
        assert quotes(text) in ([], ["500 €"])
