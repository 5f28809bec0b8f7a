"""What tables of other bodies say: funders in columns, grants, contributions, years, loans, sums broken down.

The actors are marked in the text, as in `test_flows`.
"""

from test_flows import detail, flows

NIEVRE, NEVERS, ETAT, REGION, CAF, SIAEP = (
    "{O:Département de la Nièvre}",
    "{O:Ville de Nevers}",
    "{O:État}",
    "{O:Région Bourgogne-Franche-Comté}",
    "{O:CAF de la Nièvre}",
    "{O:SIAEP du Nivernais}",
)
N, V, E, R, C, S = (name[3:-1] for name in (NIEVRE, NEVERS, ETAT, REGION, CAF, SIAEP))


def test_columns_named_by_funders_bring_to_the_porteur_of_the_row():
    text = (
        "Programmation 2025\n\nMontants en euros\n\n"
        f"| Porteur | Action | Coût total | {ETAT} | {NEVERS} | {CAF} |\n| --- | --- | --- | --- | --- | --- |\n"
        "| {O:Les Ateliers du Banlay} | Cuisine pour tous | 18 400 | 6 000 | 4 000 | 5 200 |\n"
        "| {O:Jardins de Loire} | Potager partagé | 9 750 | 3 500 | 2 000 | – |\n"
        "| TOTAL |  | 28 150 | 9 500 | 6 000 | 5 200 |\n"
    )
    assert flows(text, issuer=V) == [
        ("18 400", "cost", [], []),
        ("6 000", "plan", [E], ["Les Ateliers du Banlay"]),
        ("4 000", "plan", [V], ["Les Ateliers du Banlay"]),
        ("5 200", "plan", [C], ["Les Ateliers du Banlay"]),
        ("9 750", "cost", [], []),
        ("3 500", "plan", [E], ["Jardins de Loire"]),
        ("2 000", "plan", [V], ["Jardins de Loire"]),
        ("28 150", "cost", [], []),
        ("9 500", "plan", [E], []),
        ("6 000", "plan", [V], []),
        ("5 200", "plan", [C], []),
    ]
    assert detail(text, "purpose", issuer=V)[:3] == ["Cuisine pour tous"] * 3
    assert set(detail(text, "period", issuer=V)) == {"2025"}


def test_a_column_named_by_a_noun_means_the_body_that_the_text_defines():
    text = (
        f"Le projet de l'{{O:Amicale de Nevers}}.\n\n| Action | Coût | {ETAT} | Ville |\n| --- | --- | --- | --- |\n"
        "| Atelier | 9 000 € | 3 000 € | 2 000 € |\n\n"
        f"La colonne « Ville » désigne {{O:Nevers=Ville de Nevers}}, et non la {{O:Ville de Varennes-Vauzelles}}.\n"
    )
    assert [funders for _, role, funders, _ in flows(text) if role == "plan"] == [[E], [V]]


def test_aid_and_participation_columns_with_a_total_row():
    text = (
        f"Le {SIAEP} assure la maîtrise d'ouvrage des travaux à {{O:commune d'Urzy}}.\n\n"
        f"| Réseau | Coût HT | Aide du {{O:SIAEP=SIAEP du Nivernais}} | Participation de la {{O:commune=commune d'Urzy}} |\n"
        "| --- | --- | --- | --- |\n| Eau potable | 90 000,00 € | 60 000,00 € | 30 000,00 € |\n"
        "| TOTAL | 90 000,00 € | 60 000,00 € | 30 000,00 € |\n"
    )
    line = [("cost", []), ("plan", [S]), ("plan", ["commune d'Urzy"])]
    assert [(role, funders) for _, role, funders, _ in flows(text, issuer=S)] == line * 2
    assert [to for _, role, _, to in flows(text, issuer=S) if role == "plan"] == [[S]] * 4
    assert detail(text, "purpose", issuer=S)[1] == "Eau potable"


def test_grants_with_eligible_cost_rate_and_total():
    text = (
        "# Fonds de concours aux communes membres\n\nLe conseil attribue en 2025 :\n\n"
        "| Bénéficiaire | Objet | Dépense éligible | Taux | Montant proposé |\n| --- | --- | --- | --- | --- |\n"
        "| {O:Commune d'Urzy} | Préau de l'école | 40 000 € | 25 % | 10 000 € |\n"
        "| {O:Commune de Coulanges} | Toiture de l'église | 60 000 € | 20 % | 12 000 € |\n| TOTAL | | 100 000 € | | 22 000 € |\n"
    )
    assert flows(text, issuer=None)[0][1] == "cost"
    said = flows(f"{NIEVRE}\n\n{text}", issuer=N)
    assert said == [
        ("40 000 €", "cost", [], []),
        ("10 000 €", "award", [N], ["Commune d'Urzy"]),
        ("60 000 €", "cost", [], []),
        ("12 000 €", "award", [N], ["Commune de Coulanges"]),
        ("100 000 €", "cost", [], []),
        ("22 000 €", "award", [N], ["communes membres"]),
    ]
    assert detail(text, "share")[1] == "25"
    assert detail(text, "purpose")[1] == "Préau de l'école"


def test_a_rejected_request_is_no_flow():
    text = (
        f"Subventions du {NIEVRE}\n\n| Structure | Objet | Demande 2025 | Proposition |\n| --- | --- | --- | --- |\n"
        "| {O:Harmonie de Clamecy} | Concert | 3 000 € | Rejet |\n| {O:Chorale de Decize} | Tournée | 4 000 € | 2 500 € |\n"
    )
    assert flows(text, issuer=N) == [
        ("3 000 €", "other", [], []),
        ("4 000 €", "award", [N], ["Chorale de Decize"]),
        ("2 500 €", "award", [N], ["Chorale de Decize"]),
    ]


def test_contributions_of_members_are_paid_by_the_rows():
    text = (
        f"{SIAEP}\n\nContributions des communes au budget (en euros)\n\n"
        "| Collectivité | Population | 2024 | 2025 |\n| --- | --- | --- | --- |\n"
        "| {O:Urzy=Commune d'Urzy} | 1 802 | 12 400,00 | 12 650,00 |\n| {O:Guérigny=Commune de Guérigny} | 2 310 | 15 900,00 | 16 220,00 |\n"
    )
    assert flows(text, issuer=S) == [
        ("12 400,00", "award", ["Commune d'Urzy"], [S]),
        ("12 650,00", "award", ["Commune d'Urzy"], [S]),
        ("15 900,00", "award", ["Commune de Guérigny"], [S]),
        ("16 220,00", "award", ["Commune de Guérigny"], [S]),
    ]
    assert detail(text, "period", issuer=S) == ["2024", "2025"] * 2


def test_years_of_what_each_payer_brings_are_parts_of_its_total():
    text = (
        f"Le pôle est porté par l'{{O:Université de Bourgogne}}, maître d'ouvrage, avec l'{ETAT}.\n\n"
        f"(en k€)\t2024\t2025\tTotal\n{ETAT}\t150\t1 200\t1 350\n{REGION}\t80\t95\t175\n"
    )
    assert [(q, role, funders) for q, role, funders, _ in flows(text)] == [
        ("150", "part", [E]),
        ("1 200", "part", [E]),
        ("1 350", "plan", [E]),
        ("80", "part", [R]),
        ("95", "part", [R]),
        ("175", "plan", [R]),
    ]
    assert detail(text, "whole") == [2, 2, None, 5, 5, None]
    assert {tuple(to) for *_, to in flows(text)} == {("Université de Bourgogne",)}


def test_a_table_under_a_schedule_breaks_its_sum_down():
    text = (
        f"Le {NIEVRE} attribue une aide de 300 000 € à la {NEVERS}, selon l'échéancier suivant :\n\n"
        "| Crédits | Année 1 | Année 2 |\n| --- | --- | --- |\n| dont études | 20 000 € | 30 000 € |\n| dont travaux | 100 000 € | 150 000 € |\n"
    )
    assert [(role, funders, to) for _, role, funders, to in flows(text)][1:] == [("part", [N], [V])] * 4
    assert detail(text, "whole")[1:] == [0] * 4
    assert detail(text, "purpose")[1] == "études"


def test_loans_and_own_receipts_are_no_plan_lines_and_own_funds_are_the_owners():
    text = (
        "Maître d'ouvrage : {O:Nièvre Habitat}\n\nPlan de financement :\n\n| Ressources | Montant | Part |\n| --- | --- | --- |\n"
        f"| Prêt {{O:Action Logement}} | 480 000 € | 40 % |\n| Subvention {ETAT} | 288 000 € | 24 % |\n"
        "| Billetterie | 32 000 € | 3 % |\n| Fonds propres | 400 000 € | 33 % |\n| Total | 1 200 000 € | 100 % |\n"
    )
    assert flows(text, issuer=None) == [
        ("480 000 €", "other", [], []),
        ("288 000 €", "plan", [E], ["Nièvre Habitat"]),
        ("32 000 €", "other", [], []),
        ("400 000 €", "plan", ["Nièvre Habitat"], ["Nièvre Habitat"]),
        ("1 200 000 €", "cost", [], []),
    ]
    assert detail(text, "share")[1] == "24"


def test_rates_in_a_column_of_percentages_and_years_of_a_scheme():
    text = (
        f"Maître d'ouvrage : {NEVERS}\n\nPlan de financement :\n\nFinanceur\tMontant HT\t%\tStatut\n"
        f"{ETAT} – {{G:DETR}} 2024\t40 000\t40\tAcquis\n{NIEVRE}\t10 000\t10\tSollicité\n"
        f"{{O:Commune=Ville de Nevers}} (dont emprunt : 30 000)\t50 000\t50\t–\n"
    )
    assert [(q, role, funders) for q, role, funders, _ in flows(text)] == [
        ("40 000", "plan", [E]),
        ("10 000", "plan", [N]),
        ("30 000", "other", []),
        ("50 000", "plan", [V]),
    ]
    assert detail(text, "share")[:2] == ["40", "10"]
    assert detail(text, "period")[0] == "2024"


def test_a_title_says_whose_resources_a_table_shows_and_a_unit_price_is_a_cost():
    text = (
        f"Ressources du {{O:Parc naturel régional du Morvan}} en 2024\n\n| Origine | Montant |\n| --- | --- |\n"
        f"| {REGION} | 1 245 000 € |\n| {NIEVRE} (2,10 €/hab.) | 148 700 € |\n"
    )
    parc = ["Parc naturel régional du Morvan"]
    assert flows(text) == [
        ("1 245 000 €", "plan", [R], parc),
        ("2,10 €", "cost", [], []),
        ("148 700 €", "plan", [N], parc),
    ]


def test_a_total_that_names_its_payer_makes_parts_of_the_rows():
    text = (
        f"| Compte 2024 (€) | Prévu | Réalisé |\n| --- | --- | --- |\n| Animation | 40 000 | 38 500 |\n"
        f"| Conseil | 60 000 | 61 500 |\n| Total subvention {NIEVRE} | 100 000 | 100 000 |\n"
    )
    assert [(role, funders) for _, role, funders, _ in flows(text)] == [("part", [N])] * 4 + [("award", [N])] * 2
    assert detail(text, "whole") == [4, 5, 4, 5, None, None]
    assert set(detail(text, "period")) == {"2024"}
