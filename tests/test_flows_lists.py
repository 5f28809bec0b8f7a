"""Lists of other bodies: parts of a sum, gifts and dues, receipts, what an item says itself, where a list ends.

The actors are marked in the text, as in `test_flows`.
"""

import pytest

from test_flows import detail, flows

GIVER, CLUB, CHOIR, ETAT = "{O:Ville de Decize}", "{O:Rugby Club Decizois}", "{O:Chorale du Val}", "{O:État}"
G = "Ville de Decize"


@pytest.mark.parametrize("opening", ["soit", "dont", "se décomposant en", "répartis comme suit"])
def test_items_under_a_sum_are_its_parts(opening):
    text = (
        f"La {GIVER} verse à l'{{O:association Loire vive}} une aide de 180 000 EUR, {opening} :\n\n"
        "- 50 000 EUR pour l'année 2022,\n- 60 000 EUR pour l'année 2023,\n- 70 000 EUR pour l'année 2024, sous réserve des crédits.\n"
    )
    assert flows(text)[1:] == [
        (sum_, "part", [G], ["association Loire vive"]) for sum_ in ("50 000 EUR", "60 000 EUR", "70 000 EUR")
    ]
    assert detail(text, "whole")[1:] == [0, 0, 0]
    assert detail(text, "period")[1:] == ["2022", "2023", "2024"]


def test_items_that_exceed_the_sum_are_not_its_parts():
    text = (
        f"La {GIVER} verse à l'{{O:association Loire vive}} une aide de 18 000 €, dont :\n\n"
        "- 50 000 € pour l'année 2022,\n- 60 000 € pour l'année 2023.\n"
    )
    assert detail(text, "whole")[1:] != [0, 0]


def test_parts_of_a_sum_with_receivers_of_their_own():
    text = (
        f"La {{O:CAF de la Nièvre}} répartit ses aides. Pour 2023, elles se montent à 40 000 €, dont :\n\n"
        f"- 25 000 € à la {GIVER},\n- 15 000 € à l'{{O:association Loire vive}}.\n"
    )
    assert flows(text) == [
        ("40 000 €", "award", ["CAF de la Nièvre"], [G, "association Loire vive"]),
        ("25 000 €", "part", ["CAF de la Nièvre"], [G]),
        ("15 000 €", "part", ["CAF de la Nièvre"], ["association Loire vive"]),
    ]


def test_a_list_that_points_back_to_a_sum():
    text = (
        "En 2022, l'{O:Agence de l'eau} a attribué 90 M€ d'aides, contre 200 M€ l'année d'avant. Sur ce montant d'aides :\n\n"
        "- 50 M€ sont allés à l'assainissement,\n- 30 M€ à l'eau potable.\n"
    )
    assert [role for _, role, *_ in flows(text)][2:] == ["part", "part"]
    assert detail(text, "whole")[2:] == [0, 0]
    assert detail(text, "purpose")[2:] == ["assainissement", "eau potable"]


def test_arrows_and_labels_under_a_giving_lead_in():
    text = (
        f"{GIVER}\n\nIl est proposé d'allouer pour l'année 2023 les concours ci-après :\n\n"
        f"→ {CLUB} : 9 000 € (dont 1 000 € fléchés sur l'école de rugby)\n→ {CHOIR} : 750 € pour l'achat de partitions\n"
    )
    assert flows(text, issuer=G) == [
        ("9 000 €", "award", [G], ["Rugby Club Decizois"]),
        ("1 000 €", "part", [G], ["Rugby Club Decizois"]),
        ("750 €", "award", [G], ["Chorale du Val"]),
    ]
    assert detail(text, "purpose", issuer=G) == [None, "école de rugby", "achat de partitions"]
    assert detail(text, "period", issuer=G) == ["2023"] * 3


def test_dues_under_a_title_are_paid_by_the_issuer():
    text = (
        f"# {GIVER}\n\n## 7. Cotisations et adhésions 2025\n\nLa séance est ouverte.\n\n"
        "1. {O:Banque alimentaire} : 300 €\n2. {O:Association des maires} (AMF) : 1 128 €\n"
    )
    assert flows(text, issuer=G) == [
        ("300 €", "award", [G], ["Banque alimentaire"]),
        ("1 128 €", "award", [G], ["Association des maires"]),
    ]
    assert detail(text, "period", issuer=G) == ["2025"] * 2


def test_payers_inside_the_items():
    text = (
        "Parmi les projets soutenus :\n\n* {J:Du champ au cartable}, porté par la {O:CC du Morvan} (47 300 € de {G:FEADER} ; "
        "11 825 € de la {O:Région Bourgogne-Franche-Comté})\n"
    )
    assert flows(text) == [
        ("47 300 €", "award", ["FEADER"], ["CC du Morvan"]),
        ("11 825 €", "award", ["Région Bourgogne-Franche-Comté"], ["CC du Morvan"]),
    ]
    assert detail(text, "purpose") == ["Du champ au cartable"] * 2


def test_a_list_ends_where_other_items_or_paragraphs_begin():
    text = (
        f"→ Les aides de l'{ETAT} sont de 300 000 €, selon l'échéancier suivant :\n\n| Aides | Année 1 | Année 2 |\n| --- | --- | --- |\n"
        f"| Travaux | 100 000 € | 200 000 € |\n\n→ La {GIVER} verse 60 000 € aux propriétaires.\n\n→ Le {{O:Département de la Nièvre}} verse 21 000 € à l'{{O:association Loire vive}}.\n"
    )
    assert flows(text)[3:] == [
        ("60 000 €", "award", [G], ["propriétaires"]),
        ("21 000 €", "award", ["Département de la Nièvre"], ["association Loire vive"]),
    ]


def test_sums_that_nearly_add_up_are_no_parts():
    text = (
        f"La {GIVER} a versé 310 000 € à l'{{O:association Loire vive}}.\n\n- La {GIVER} a versé 250 000 € au {CLUB}.\n"
        f"- La {GIVER} a versé 58 640 € à la {CHOIR}.\n"
    )
    assert [role for _, role, *_ in flows(text)] == ["award"] * 3


def test_phases_of_works_are_costs_and_budget_lines_are_set_aside():
    phases = f"# {GIVER}\n\n## Calendrier\n\n- Études : 2022 (196 000 €)\n- Travaux, phase 1 : 2023 (1 400 000 €)\n"
    assert [role for _, role, *_ in flows(phases, issuer=G)] == ["cost", "cost"]
    lines = f"# {GIVER}\n\n## Incidence financière\n\n- Autorisation d'engagement 2023 : 52 000 €\n"
    assert flows(lines, issuer=G) == [("52 000 €", "spend", [G], [])]


@pytest.mark.parametrize(
    ("text", "role"),
    [
        (f"La {GIVER} verse à l'{{O:association Loire vive}} une cotisation de 1,45 € par habitant.", "cost"),
        (f"La {GIVER} ne subventionne pas les travaux d'un montant inférieur à 1 500 €.", "other"),
        (f"Un surcoût ne pourra être compensé par l'{ETAT} au-delà de 1 000 000 €.", "other"),
        (f"La {GIVER} verse à l'{{O:association Loire vive}} une cotisation de 1 450 € par an.", "award"),
    ],
)
def test_prices_per_unit_and_thresholds_are_paid_by_nobody(text, role):
    assert [found for _, found, *_ in flows(text)] == [role]
