"""The structure of a text: what each stretch of lines is, what governs it, what its tables hold."""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filon import outline
from filon.model import BlockKind
from filon.read import find_blocks

H, A, P, L, K, T, S = (
    BlockKind.HEADING,
    BlockKind.ARTICLE,
    BlockKind.PARAGRAPH,
    BlockKind.LIST_ITEM,
    BlockKind.KEY_VALUE,
    BlockKind.TABLE,
    BlockKind.SCAR,
)
SHARED = Path(__file__).parents[1].parent / "shared"


def outlined(text):
    """(kind, label, body, index of the parent) of each block."""
    return [
        (block.kind, outline.label_text(text, block), outline.body_text(text, block), block.parent)
        for block in find_blocks(text)
    ]


def kinds(text):
    return [block.kind for block in find_blocks(text)]


def cells(text, table):
    return [[text[cell.start : cell.end] for cell in row] for row in table.rows]


def only_table(text):
    (table,) = [block.table for block in find_blocks(text) if block.table]
    return table


# --- articles and headings -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "number", "title"),
    [
        ("Article 3 : Montant de la subvention", "3", "Montant de la subvention"),
        ("Article 1er - Objet", "1er", "Objet"),
        ("Article 1^{er} : Objet", "1^{er}", "Objet"),
        ("ARTICLE UNIQUE", "UNIQUE", ""),
        ("**Article 12 : Exécution**", "12", "Exécution"),
        ("ARTICLE 4 – DURÉE DE LA CONVENTION", "4", "DURÉE DE LA CONVENTION"),
        ("Article 5 Modalités de versement", "5", "Modalités de versement"),
    ],
)
def test_an_article_line_gives_its_number_and_its_title(line, number, title):
    blocks = outlined(f"{line}\n\nLa commune de Dole verse une aide de 500 €.")
    assert blocks == [(A, number, title, None), (P, "", "La commune de Dole verse une aide de 500 €.", 0)]


def test_a_sentence_on_the_line_of_its_article_is_a_paragraph_under_it():
    assert outlined("Art. 2 - D'attribuer à la commune de Dole une subvention de 500 €.") == [
        (A, "2", "", None),
        (P, "", "D'attribuer à la commune de Dole une subvention de 500 €.", 0),
    ]


def test_a_cited_article_is_text():
    assert kinds(
        "Les pièces sont celles que prévoit, au sein de la convention signée,\narticle 3 du décret de 2016."
    ) == [P]
    assert kinds("Article 3 du décret du 28 avril 2016 portant simplification.") == [P]


def test_numbered_headings_nest_by_series():
    text = """Livret II

I. Accompagner les communes

A. Éléments de contexte

La commune de Salins compte 2 500 habitants et un bourg ancien.

B. Engagements réciproques

Le Département soutient la commune dans la durée du contrat.

II. Développer la lecture publique

Le réseau réunit 12 médiathèques ouvertes toute l'année.
"""
    blocks = find_blocks(text)
    assert [(block.kind, block.level, block.parent) for block in blocks] == [
        (H, 1, None),
        (H, 2, 0),
        (H, 3, 1),
        (P, 0, 2),
        (H, 3, 1),
        (P, 0, 4),
        (H, 2, 0),
        (P, 0, 6),
    ]
    assert outline.heading_path(blocks, 5) == (0, 1, 4)


def test_a_project_sheet_governs_its_lettered_parts():
    text = """Création d'un pôle petite enfance à Poligny

A – GENERAL

Maîtrise d'ouvrage : Communauté de communes Arbois, Poligny, Salins

B – DESCRIPTION DU PROJET

Localisation du projet : Poligny
"""
    assert outlined(text) == [
        (H, "", "Création d'un pôle petite enfance à Poligny", None),
        (H, "A –", "GENERAL", 0),
        (K, "Maîtrise d'ouvrage", "Communauté de communes Arbois, Poligny, Salins", 1),
        (H, "B –", "DESCRIPTION DU PROJET", 0),
        (K, "Localisation du projet", "Poligny", 3),
    ]


def test_markdown_headings_keep_their_depth():
    text = "# Rapport\n\n### Voirie\n\nLes travaux sont terminés depuis mars.\n\n## Écoles\n\nLes travaux commencent en avril."
    assert [(block.level, block.parent) for block in find_blocks(text) if block.kind is H] == [
        (1, None),
        (2, 0),
        (2, 0),
    ]


def test_a_subtitle_stays_within_its_article():
    text = """Modalités générales

Les parties conviennent de ce qui suit pour la durée de la convention.

Article 2 : Suivi

Comité de pilotage

Le comité réunit les parties deux fois par an à la mairie.

Article 3 : Durée
"""
    found = outlined(text)
    assert (H, "", "Comité de pilotage", 2) in found
    assert found[-1] == (A, "3", "Durée", 0)


def test_names_of_signatories_are_no_headings():
    text = "Pour la commune,\n\nJeanne-Marie DUVERGER\n\nLe maire signe la présente convention au nom de la commune de Dole."
    assert H not in kinds(text)


# --- lists and keys --------------------------------------------------------------------------------------------


def test_items_belong_to_their_lead_in_and_inner_items_to_the_item_that_ends_in_a_colon():
    text = """Le conseil décide :

- d'attribuer à l'association une aide globale, ventilée comme suit :
- 4 000 € pour 2025,
- 6 000 € pour 2026 ;
- d'autoriser le maire à signer.

Le maire est chargé de l'exécution.
"""
    blocks = find_blocks(text)
    assert [(block.kind, block.level, block.parent) for block in blocks] == [
        (P, 0, None),
        (L, 1, 0),
        (L, 2, 1),
        (L, 2, 1),
        (L, 1, 0),
        (P, 0, None),
    ]
    assert outline.lead_in(blocks, 2) == 1
    assert list(outline.children(blocks, 0)) == [1, 4]
    assert outline.is_lead_in(text, blocks[1])


@pytest.mark.parametrize("marker", ["-", "•", "–", "✓", "◆", "*", "o", "a)", "1)", "1°)", "1°", "- ✓", "- 1-", "→"])
def test_every_kind_of_bullet_opens_an_item(marker):
    assert outlined(f"Sont soutenus :\n{marker} la crèche de Dole ;") == [
        (K if outlined("Sont soutenus :")[0][0] is K else P, *outlined("Sont soutenus :")[0][1:]),
        (L, marker, "la crèche de Dole ;", 0),
    ]


def test_an_item_goes_on_over_its_lines():
    text = "Sont financés :\n- la rénovation de la salle des fêtes et de ses\nabords ;\n- la crèche."
    assert [body for kind, _, body, _ in outlined(text) if kind is L] == [
        "la rénovation de la salle des fêtes et de ses\nabords ;",
        "la crèche.",
    ]


def test_counted_lines_are_a_list_and_a_lone_number_is_a_heading():
    listed = "Les axes sont :\n1. Améliorer le cadre de vie de tous les habitants du territoire\n2. Soutenir l'emploi\n3. Construire"
    assert [label for kind, label, _, _ in outlined(listed) if kind is L] == ["1.", "2.", "3."]
    alone = "1. Une ambition partagée\n\nLe contrat réunit les communes et le Département pour quatre ans."
    assert outlined(alone)[0] == (H, "1.", "Une ambition partagée", None)


@pytest.mark.parametrize(
    ("line", "key", "value"),
    [
        ("Maîtrise d'ouvrage : Commune de Dole", "Maîtrise d'ouvrage", "Commune de Dole"),
        ("**EPCI** : Damien Perrin", "EPCI", "Damien Perrin"),
        ("**Localisation du projet :** Dole", "Localisation du projet", "Dole"),
        ("Territoire(s): Jura nord", "Territoire(s)", "Jura nord"),
        ("Coût :\t12 000 €", "Coût", "12 000 €"),
    ],
)
def test_a_key_value_line(line, key, value):
    assert outlined(line) == [(K, key, value, None)]


@pytest.mark.parametrize(
    "line",
    [
        "Il est proposé au conseil municipal : d'approuver le projet.",
        "La participation est versée en deux fois, sur demande : un acompte, un solde.",
        "Voir https://www.dole.fr pour les pièces.",
    ],
)
def test_a_sentence_with_a_colon_is_no_key(line):
    assert kinds(line) == [P]


def test_a_key_alone_on_its_line_introduces_what_follows():
    text = "Plan de financement prévisionnel :\n\nDépense\tMontant\nTravaux\t100 €\n\nPartenaires :\n\n- Région\n- État"
    assert [(kind, parent) for kind, _, _, parent in outlined(text)] == [(K, None), (T, 0), (K, None), (L, 2), (L, 2)]


def test_key_value_lines_one_under_the_other():
    text = "Pour : 41 voix\nContre : 0 voix\nAbstention : 1 voix"
    assert [(key, value) for _, key, value, _ in outlined(text)] == [
        ("Pour", "41 voix"),
        ("Contre", "0 voix"),
        ("Abstention", "1 voix"),
    ]


def test_a_bold_key_glued_to_the_end_of_a_line_stands_for_itself():
    text = "C – EVALUATION DU PROJET**Résultats attendus :**\n\n- Baisse des factures"
    assert outlined(text) == [
        (H, "C –", "EVALUATION DU PROJET", None),
        (K, "Résultats attendus", "", 0),
        (L, "-", "Baisse des factures", 1),
    ]


# --- tables ----------------------------------------------------------------------------------------------------

PLAN = """DEPENSES\t\tRECETTES\t
Nature de la dépense\tMontant HT\tNature de la recette\tMontant HT
Travaux\t90 000 €\tEtat (DETR)\t30 000 €
\t\tCommune\t60 000 €
TOTAL\t90 000 €\tTOTAL\t90 000 €
"""


def test_a_financing_plan_has_a_header_of_two_lines():
    table = only_table(PLAN)
    assert table.header_rows == 2
    assert cells(PLAN, table)[3:] == [["", "", "Commune", "60 000 €"], ["TOTAL", "90 000 €", "TOTAL", "90 000 €"]]

    def said(found):
        return [PLAN[cell.start : cell.end] for cell in found]

    assert said(outline.table_header(table, 3)) == ["RECETTES", "Montant HT"]
    assert said(outline.table_header(table, 1)) == ["DEPENSES", "Montant HT"]
    assert said([outline.row_label(table, 2, 3)]) == ["Etat (DETR)"]
    assert said([outline.row_label(table, 2, 1)]) == ["Travaux"]
    assert outline.row_label(table, 3, 2) is None
    assert outline.cell_at(table, PLAN.index("60 000")) == (3, 3)
    assert outline.cell_at(table, PLAN.index("60 000") - 1) is None


def test_an_empty_corner_makes_a_header_of_one_line():
    table = only_table("\tDate\tCommentaire\nDébut de l'opération\tFin 2019\t\nFin de l'opération\t?\t\n")
    assert (table.header_rows, [len(row) for row in table.rows]) == (1, [3, 3, 3])


def test_rows_of_values_only_have_no_header():
    assert only_table("Région\t1 000 €\nÉtat\t2 000 €\n").header_rows == 0


def test_years_are_names_of_columns():
    assert only_table("Financeur\t2023\t2024\nRégion\t100 €\t200 €\nÉtat\t50 €\t60 €").header_rows == 1


def test_a_cell_that_spills_on_the_next_line_is_one_cell():
    text = (
        "Recette\tMontant\tTaux\nParticipation de la Région au titre de\nla culture\t100 €\t10 %\nÉtat\t900 €\t90 %\n"
    )
    assert cells(text, only_table(text))[1] == ["Participation de la Région au titre de\nla culture", "100 €", "10 %"]


def test_a_page_number_inside_a_table_is_a_scar_and_the_table_goes_on():
    text = "Recette\tMontant\nRégion\t100 €\n\n- 12 -\n\nÉtat\t900 €\nCommune\t50 €\n"
    blocks = find_blocks(text)
    assert [(block.kind, block.parent) for block in blocks] == [(T, None), (S, 0)]
    assert cells(text, blocks[0].table)[1:] == [["Région", "100 €"], ["État", "900 €"], ["Commune", "50 €"]]
    assert outline.block_at(blocks, text.index("État")) == 0
    assert outline.block_at(blocks, text.index("12")) == 1


def test_a_markdown_table():
    text = "|  Dépenses |   | Recettes  |   |\n| --- | --- | --- | --- |\n|  Étude | 50 € | Région 60% | 30 €  |\n|   |  | Commune | 20 €  |\n"
    table = only_table(text)
    assert table.header_rows == 1
    assert cells(text, table)[1:] == [["Étude", "50 €", "Région 60%", "30 €"], ["", "", "Commune", "20 €"]]


def test_columns_parted_by_spaces_are_a_table():
    text = """Financeurs                  Montant      Taux
Région Grand Est           60 000 €      60 %
État                                     40 %
"""
    assert cells(text, only_table(text)) == [
        ["Financeurs", "Montant", "Taux"],
        ["Région Grand Est", "60 000 €", "60 %"],
        ["État", "", "40 %"],
    ]


def test_lines_without_blank_lines_between_are_told_apart():
    text = """Séance du 12 mars 2024
L'an deux mille vingt-quatre, le douze mars, le conseil municipal de la commune de Dole s'est
réuni sous la présidence du maire.
Présents : 24
Votants : 28
Vu le code général des collectivités territoriales, notamment son article L.2121-29 et les
délibérations antérieures ;
Vu le budget ;
Le conseil municipal, après en avoir délibéré à l'unanimité des membres présents,
DÉCIDE
Article 1 : d'attribuer au club de Dole une aide de 400 € ;
Article 2 : d'autoriser le maire à signer.
Pour extrait conforme,
"""
    assert kinds(text) == [P, P, K, K, P, P, P, H, A, P, A, P, P]


def test_a_line_of_contents_is_no_table():
    assert T not in kinds("Sommaire\n\n- Délégations de signature\t12\n- Régie de recettes\t14\n")


# --- scars and broken paragraphs -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "scar",
    [
        "12",
        "- 3 -",
        "Page 3/12",
        "Page 3 sur 12",
        "p. 4",
        ".....",
        "---",
        "CP20190513-25",
        "<!-- Page 11 -->",
        "______",
    ],
)
def test_a_sentence_goes_on_past_a_scar(scar):
    text = (
        f"Le Département verse à la commune de Dole une aide pour la restauration du\n\n{scar}\n\npont des Capucins.\n"
    )
    paragraph, nested = find_blocks(text)
    assert (paragraph.kind, nested.kind, nested.parent) == (P, S, 0)
    assert text[paragraph.start : paragraph.end].endswith("pont des Capucins.")
    assert text[nested.start : nested.end] == scar


def test_a_number_among_lines_is_no_page_number():
    assert S not in kinds("Collèges\n12\nagents\n")


def test_a_blank_line_in_mid_sentence_breaks_nothing():
    assert kinds(
        "Le Département du Jura, dont le siège est à Lons,\n\nreprésenté par son président,\n\nd'une part,\n\nEt la commune."
    ) == [P, P]
    assert kinds(
        "Vu la délibération « Contrat entre la Région et la Mission\n\nBassin Minier » ;\n\nVu le budget ;"
    ) == [P, P]


def test_full_sentences_are_not_joined():
    assert kinds("La séance est ouverte.\n\nle maire rappelle l'ordre du jour.") == [P, P]


def test_lines_that_come_back_at_page_borders_are_scars_after_the_first():
    page = "Convention Dole 2024\n\nLa commune {0} reçoit une aide de {0}00 € pour sa voirie.\n\nElle en rend compte.\n\n{0}\n\n"
    found = outlined("".join(page.format(number) for number in range(1, 6)))
    assert sum(kind is S and body == "Convention Dole 2024" for kind, _, body, _ in found) == 4
    assert found[0][0] is not S


def test_the_titles_of_acts_of_one_page_each_are_kept():
    page = "COMMUNE DE DOLE\n\nARRÊTÉ N° {0}\n\nLe maire interdit la circulation rue {0}.\n\n{0}\n\n"
    text = "".join(page.format(number) for number in range(1, 6))
    assert kinds(text) == [H, H, P, S] * 5


def test_a_heading_that_comes_back_elsewhere_is_text():
    text = "".join(f"Considérant que :\n\n- la commune {number} est propriétaire du site ;\n\n" for number in range(6))
    assert S not in kinds(text)


def test_emphasis_stays_in_the_text_and_out_of_the_body():
    text = "**Article 2 : Montant**\n\n*La Région* verse **500 €**.\n\n- **Dole** - voirie"
    assert [body for *_, body, _ in outlined(text)] == ["Montant", "La Région* verse **500 €**.", "**Dole** - voirie"]


# --- laws ------------------------------------------------------------------------------------------------------

LINES = st.one_of(
    st.sampled_from(
        [
            "", "", " ", "12", "Page 2", "---", "Article 3 :", "Art. 2 - D'accorder une aide.", "I. Contexte", "A – GENERAL", "1. Axe", "2. Axe",
            "- item", " - item :", "• item", "a) item", "Clé : valeur", "Clé :", "a\tb", "\tb\t", "| a | b |", "| --- | --- |", "un   deux", "trois    quatre   cinq", "# Titre", "TITRE I",
            "RAPPORT DU MAIRE", "Le maire décide de", "verser une aide.", "**Gras**", "texte**Clé :**", "« ouvert", "\ufeff", "\f", "a\rb",
        ]
    ),
    st.text(max_size=40),
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(LINES, max_size=40).map("\n".join))
def test_blocks_cover_the_text_in_order(text):
    blocks = find_blocks(text)
    covered = set()
    for index, block in enumerate(blocks):
        assert 0 <= block.start < block.end <= len(text)
        assert block.start <= block.body[0] <= block.body[1] <= block.end
        assert block.label is None or block.start <= block.label[0] <= block.label[1] <= block.end
        assert block.parent is None or block.parent < index
        assert index == 0 or blocks[index - 1].start <= block.start
        for row in block.table.rows if block.table else ():
            assert all(block.start <= cell.start <= cell.end for cell in row)
            assert all(left.end <= right.start for left, right in pairwise(row))
        covered.update(range(block.start, block.end))
        assert outline.block_at(blocks, block.start) is not None
    assert all(character.isspace() for offset, character in enumerate(text) if offset not in covered)


@settings(max_examples=100, deadline=None)
@given(st.lists(LINES, max_size=30).map("\n".join))
def test_only_scars_are_nested(text):
    reach = 0
    for block in find_blocks(text):
        if block.start < reach:
            assert block.kind is S
        reach = max(reach, block.end)


@pytest.mark.parametrize(
    "piece",
    [
        "*\n",
        "- A :\n",
        "a\tb\n",
        "mot sans fin\n\n",
        "I. Aa\n\n",
        "....",
        "[",
        "<i>",
        "( ",
        "Clé : ",
        "a\f",
        "| ",
        "x**A",
        "« ",
        "- ✓ 1-",
    ],
)
def test_time_grows_with_the_length(piece):
    def seconds(count):
        text = piece * count
        begin = time.process_time()
        find_blocks(text)
        return time.process_time() - begin

    size = 20_000 // len(piece)
    seconds(size)
    assert seconds(size * 8) < 8 * 4 * max(seconds(size), 0.01)


@pytest.mark.skipif(not (SHARED / "corpus").is_dir(), reason="the development corpus is not here")
def test_the_corpus_is_read_within_a_second():
    begin = time.process_time()
    for path in sorted((SHARED / "corpus").glob("*.txt")):
        assert find_blocks(path.read_bytes().decode())
    assert time.process_time() - begin < 1.0
