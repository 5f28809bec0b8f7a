"""Who pays whom, for what and when: sentences, lists, tables and labels as other bodies write them.

The actors are marked in the text («{O:Région Bretagne}»), so that these tests rest on no recognition of names.
"""

import re

import pytest

from filon.annotate import layers, make_nlp
from filon.model import Document
from filon.read import find_blocks

NLP = make_nlp(components=["filon_sentences", "filon_amounts", "filon_dates", "filon_flows"])
TYPES = {"O": "ORG", "G": "PROGRAMME", "L": "PLACE", "J": "PROJECT"}
MARK = re.compile(r"\{([OGLJ]):([^}=]+)(?:=([^}]+))?\}")


def annotate(marked, issuer=None, genre="deliberation", terms=()):
    """The annotated ``Doc`` of a text with marked actors; ``issuer`` is the name of one of them."""
    text, spans, entities, at = "", [], {}, 0
    for found in MARK.finditer(marked):
        text += marked[at : found.start()]
        name = found[3] or found[2]
        entities.setdefault(name, (len(entities), TYPES[found[1]]))
        spans.append((len(text), len(text) + len(found[2]), TYPES[found[1]], entities[name][0]))
        text += found[2]
        at = found.end()
    text += marked[at:]
    doc = layers.prepare(NLP.make_doc(text), Document("essai.txt", text, "", blocks=find_blocks(text)))
    doc.spans["mentions"] = [layers.char_span(doc, start, end, kind) for start, end, kind, _ in spans]
    doc._.mentions = [{"entity": entity, "confidence": 1.0, "method": "test"} for *_, entity in spans]
    doc._.entities = [{"type": kind, "name": name, "aliases": []} for name, (_, kind) in entities.items()]
    issued = entities[issuer][0] if issuer else None
    doc._.parts = [{"start": 0, "end": len(text), "genre": genre, "issuer": issued}]
    doc._.terms = [{"term": term, "entity": entities[name][0], "start": 0, "end": len(text)} for term, name in terms]
    for _, component in NLP.pipeline:
        doc = component(doc)
    return doc


def flows(marked, **context):
    """For each amount: its text, role, payers, receivers."""
    doc = annotate(marked, **context)
    names = [entity["name"] for entity in doc._.entities]
    return [
        (span.text, flow["role"], [names[i] for i in flow["funders"]], [names[i] for i in flow["beneficiaries"]])
        for span, flow in zip(doc.spans["amounts"], doc._.flows, strict=True)
    ]


def detail(marked, key, **context):
    """One field of each flow; a purpose as text."""
    doc = annotate(marked, **context)
    values = [flow[key] for flow in doc._.flows]
    return [doc.text[slice(*value)] if key == "purpose" and value else value for value in values]


DOLE, JURA, REGION, ETAT = (
    "{O:Ville de Dole}",
    "{O:Département du Jura}",
    "{O:Région Bourgogne-Franche-Comté}",
    "{O:État}",
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"La {REGION} a accordé 40 000 € à la {{O:commune de Foucherans}} pour son lavoir.",
            ("award", ["Région Bourgogne-Franche-Comté"], ["commune de Foucherans"]),
        ),
        (
            f"Une subvention de 40 000 € a été versée par le {JURA} à la {{O:commune de Foucherans}}.",
            ("award", ["Département du Jura"], ["commune de Foucherans"]),
        ),
        (
            "L'{O:ADEME} a subventionné l'étude à hauteur de 70 %, soit 28 000 €.",
            ("award", ["ADEME"], []),
        ),
        (
            f"Le {{O:club d'aviron}} a perçu en 2023 une aide de 3 000 € de la {DOLE}.",
            ("award", ["Ville de Dole"], ["club d'aviron"]),
        ),
        (
            f"La {{O:commune de Foucherans}} sollicite auprès du {JURA} une subvention de 15 000 €.",
            ("award", ["Département du Jura"], ["commune de Foucherans"]),
        ),
        (
            f"La {DOLE} a investi 2,1 M€ dans la rénovation de ses écoles.",
            ("spend", ["Ville de Dole"], []),
        ),
        (
            f"Une aide de 1 500 € par logement est accordée aux propriétaires occupants par la {DOLE}.",
            ("award", ["Ville de Dole"], ["propriétaires occupants"]),
        ),
        (
            f"La {DOLE} a soutenu le {{O:club d'aviron}} (4 000 € accordés pour ses bateaux).",
            ("award", ["Ville de Dole"], ["club d'aviron"]),
        ),
        (
            f"L'{ETAT} a versé 12 M€ de {{G:dotation d'équipement}} aux communes.",
            ("award", ["État"], ["communes"]),
        ),
    ],
)
def test_who_pays_whom_in_a_sentence(text, expected):
    [(_, *found)] = flows(text)
    assert tuple(found) == expected


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Le coût de la piscine est estimé à 12 M€.", "cost"),
        ("Le marché est attribué à l'entreprise {O:Duval} pour un montant de 156 320,50 € HT.", "cost"),
        ("La {O:Ville de Dole} garantit un emprunt de 350 000 €.", "other"),
        ("L'encours de la dette s'établit à 23,5 M€.", "other"),
        ("Le capital de la société est de 3 500 000 €.", "other"),
        ("Les travaux, d'un montant de 2,3 M€ HT, ont débuté en avril.", "cost"),
        ("Le pont a coûté 15 M€ (pris en charge à 70 % par l'{O:État}).", "cost"),
    ],
)
def test_what_is_no_flow(text, role):
    assert [found for _, found, *_ in flows(text)] == [role]


def test_each_of_several_payers_keeps_its_amount():
    text = f"Le projet est financé par le {{G:FEDER}} à hauteur de 400 000 €, par la {REGION} pour 300 000 € et par l'{ETAT} pour 100 000 €."
    assert [payers for *_, payers, _ in flows(text)] == [["FEDER"], ["Région Bourgogne-Franche-Comté"], ["État"]]


def test_payers_with_amounts_in_brackets_share_a_cost():
    text = f"Le pôle d'échanges (4,8 M€) est cofinancé par l'{ETAT} (1,2 M€), la {REGION} (1,5 M€) et le {JURA} (600 000 €)."
    assert [role for _, role, *_ in flows(text)] == ["cost", "plan", "plan", "plan"]
    assert [payers for _, _, payers, _ in flows(text)][1:] == [
        ["État"],
        ["Région Bourgogne-Franche-Comté"],
        ["Département du Jura"],
    ]


def test_dont_makes_parts_of_the_sum_before():
    doc = annotate(f"La {DOLE} a investi 10 M€, dont 2 M€ sur les écoles et 1 M€ sur la voirie.")
    assert [flow["role"] for flow in doc._.flows] == ["spend", "part", "part"]
    assert [flow["whole"] for flow in doc._.flows] == [None, 0, 0]
    assert doc._.flows[1]["funders"] == doc._.flows[0]["funders"]


def test_an_act_pays_through_its_issuer():
    text = (
        "{O:Ville de Dole}\n\nLe conseil municipal, après en avoir délibéré,\n\nDECIDE\n\nArticle 1 :\n\n"
        "D'attribuer à l'association {O:Les Amis du canal}, une subvention de 2 500 € pour son projet de restauration de l'écluse.\n"
    )
    [flow] = flows(text, issuer="Ville de Dole")
    assert flow[1:] == ("award", ["Ville de Dole"], ["Les Amis du canal"])
    assert detail(text, "purpose", issuer="Ville de Dole") == ["restauration de l'écluse"]
    assert detail(text, "method", issuer="Ville de Dole") == ["flow:act-award"]


def test_an_act_whose_issuer_is_unknown_names_no_payer():
    assert flows("- d'attribuer au {O:club d'aviron} une subvention de 3 000 € ;")[0][2] == []


def test_instalments_take_who_and_what_from_the_sum():
    text = (
        "Article 5 : Montant\n\nLa {O:Région Bretagne} attribue une subvention de 30 000 € au bénéficiaire afin de contribuer à son fonctionnement.\n\n"
        "Article 6 : Versement\n\nUn acompte de 80 %, soit 24 000 €, sera versé à la signature, et le solde, soit 6 000 €, sur présentation du bilan.\n\n"
        "{O:Les Ateliers du Vent}"
    )
    doc = annotate(text, genre="convention", terms=[("beneficiaire", "Les Ateliers du Vent")])
    whole, first, second = doc._.flows
    assert [flow["role"] for flow in doc._.flows] == ["award", "part", "part"]
    assert (first["whole"], second["whole"]) == (0, 0)
    assert whole["beneficiaries"] == first["beneficiaries"] == second["beneficiaries"] != []
    assert first["purpose"] == whole["purpose"]


def test_lines_under_a_sum_are_its_parts():
    text = (
        "- d'attribuer au {O:club d'aviron} une subvention de 9 000 €, ventilée comme suit :\n"
        "  - 4 000 € pour l'exercice 2025,\n  - 5 000 € pour l'exercice 2026 ;\n\n{O:Ville de Dole}"
    )
    doc = annotate(text, issuer="Ville de Dole")
    assert [(flow["role"], flow["whole"], flow["period"]) for flow in doc._.flows] == [
        ("award", None, "2025-2026"),
        ("part", 0, "2025"),
        ("part", 0, "2026"),
    ]


PLAN = (
    "Maîtrise d'ouvrage : {O:Commune de Foucherans}\n\nPlan de financement :\n\n"
    "DEPENSES\t\tRECETTES\t\nNature\tMontant HT\tNature\tMontant HT\n"
    "Travaux\t80 000 €\t{O:Etat=État} (DETR)\t40 000 €\n"
    "Honoraires (10 %)\t8 000 €\t{O:Département=Département du Jura} (30 %)\t26 400 €\n"
    "\t\tAutofinancement\t21 600 €\nTOTAL\t88 000 €\tTOTAL\t88 000 €\n"
)


def test_a_plan_of_two_halves():
    owner = "Commune de Foucherans"
    assert flows(PLAN) == [
        ("80 000 €", "cost", [], []),
        ("40 000 €", "plan", ["État"], [owner]),
        ("8 000 €", "cost", [], []),
        ("26 400 €", "plan", ["Département du Jura"], [owner]),
        ("21 600 €", "plan", [owner], [owner]),
        ("88 000 €", "cost", [], []),
        ("88 000 €", "cost", [], []),
    ]
    assert detail(PLAN, "purpose")[:3] == ["Travaux", None, "Honoraires"]
    assert detail(PLAN, "share")[3] == "30"


def test_the_plan_knows_its_lines_costs_total_and_owner():
    [plan] = annotate(PLAN)._.plans
    assert (plan["lines"], plan["costs"], plan["total"]) == ([1, 3, 4], [0, 2], 5)
    assert plan["owner"] == 0


def test_a_plan_written_as_lines():
    text = (
        "Le plan de financement est le suivant :\n\n- {O:État} (DETR) : 150 000 €\n- {O:Région Bretagne} : 90 000 € (30 %)\n"
        "- Autofinancement : 60 000 €\n- Total : 300 000 €\n\n{O:Commune de Crozon}"
    )
    found = flows(text, issuer="Commune de Crozon")
    assert [role for _, role, *_ in found] == ["plan", "plan", "plan", "cost"]
    assert [payers for _, _, payers, _ in found] == [["État"], ["Région Bretagne"], ["Commune de Crozon"], []]
    [plan] = annotate(text, issuer="Commune de Crozon")._.plans
    assert (plan["lines"], plan["total"]) == ([0, 1, 2], 3)


def test_a_table_of_grants():
    text = (
        "Attribution des subventions\n\n"
        "Bénéficiaire\tProjet\tCoût total HT\tSubvention\n"
        "{O:Commune de Mende}\tRestauration de la tour\t96 000 €\t28 800 €\n"
        "{O:Commune de Florac}\tÉtude\t54 000 €\t32 400 €\n\n{O:Région Occitanie}"
    )
    found = flows(text, issuer="Région Occitanie")
    assert [role for _, role, *_ in found] == ["cost", "award", "cost", "award"]
    assert found[1][2:] == (["Région Occitanie"], ["Commune de Mende"])
    assert detail(text, "purpose", issuer="Région Occitanie")[1] == "Restauration de la tour"


def test_a_label_above_an_amount_is_paid_by_the_issuer():
    text = "Carte des financements 2019\n\nRestauration de l'église Saint-Martin\n177 200 €\n\nTerrain synthétique\n150 000 €\n\n{O:Département du Jura}"
    assert {tuple(payers) for *_, payers, _ in flows(text, issuer="Département du Jura", genre="other")} == {
        ("Département du Jura",)
    }
    assert detail(text, "purpose", issuer="Département du Jura")[0] == "Restauration de l'église Saint-Martin"


@pytest.mark.parametrize(
    ("text", "period"),
    [
        (f"Entre 2017 et 2020, la {DOLE} a versé 5 000 € à l'association.", "2017-2020"),
        (f"La {DOLE} a versé 5 000 € de subventions en 2021 et 2022.", "2021-2022"),
        (f"La {DOLE} versera 5 000 € avant le 31 décembre 2023.", None),
        (f"Vu la convention du 3 mars 2021, la {DOLE} verse 5 000 €.", None),
    ],
)
def test_periods(text, period):
    assert detail(text, "period") == [period]


def test_a_footnote_gives_the_years():
    text = f"La {DOLE} verse aux écoles :\n\n500 € de frais de fonctionnement par an²\n\n² Année scolaire 2018-2019\n"
    assert detail(text, "period") == ["2018-2019"]


@pytest.mark.parametrize(
    ("text", "purpose"),
    [
        (f"La {DOLE} a soutenu la rénovation du lavoir à hauteur de 5 000 €.", "rénovation du lavoir"),
        (f"La {DOLE} a consacré 2 M€ à la rénovation de ses écoles en 2022.", "rénovation de ses écoles"),
        (f"La {DOLE} verse 3 200 € destinés à l'achat d'instruments.", "achat d'instruments"),
        ("12 projets de recyclerie ont bénéficié de 2 M€ de {G:FEDER}.", "12 projets de recyclerie"),
    ],
)
def test_purposes(text, purpose):
    assert detail(text, "purpose") == [purpose]


def test_a_class_of_parties_becomes_a_collective_entity_once():
    doc = annotate(f"La {DOLE} a versé 500 € aux bailleurs sociaux. La {DOLE} a versé 900 € aux bailleurs sociaux.")
    collective = [entity for entity in doc._.entities if entity.get("collective")]
    assert [entity["name"] for entity in collective] == ["bailleurs sociaux"]
    assert [flow["beneficiaries"] for flow in doc._.flows] == [[1], [1]]


def test_flows_stay_parallel_to_amounts_and_point_into_the_text():
    doc = annotate(PLAN)
    assert len(doc._.flows) == len(doc.spans["amounts"])
    for flow in doc._.flows:
        assert 0 <= flow["confidence"] <= 1
        assert len(flow["funders"]) == len(flow["funder_evidence"])
        for start, end in (*flow["funder_evidence"], *flow["beneficiary_evidence"]):
            assert 0 <= start < end <= len(doc.text)


def test_private_glyphs_of_a_document_are_no_signs():
    assert flows("\ue001 verse 500 € \ue010 \ue006.")[0][2:] == ([], [])


def test_a_text_without_amounts_has_no_flows():
    doc = annotate(f"La {DOLE} soutient les associations.")
    assert (doc._.flows, doc._.plans) == ([], [])
