"""Relations told by layout and formulae: tables, funding, posts without their body, parties, riders, references."""

import pytest

from filon.annotate import layers
from filon.annotate.flows.draft import Draft
from test_relations import facts, read, roles

MARKET = "rénovation du marché couvert"
CENTRE = "construction du centre nautique"
ROOF = "réfection de la toiture du gymnase"


def issued(by):
    """A ``prepare`` that makes entity ``by`` the author of the whole text."""

    def prepare(doc):
        doc._.parts = [{"start": 0, "end": len(doc.text), "genre": "deliberation", "issuer": by}]

    return prepare


def told(marked, prepare=None):
    doc = read(marked, prepare)
    names = [plain["name"] for plain in doc._.entities]
    return {(plain["type"], names[plain["subject"]], names[plain["object"]]) for plain in doc._.relations}


def posts(marked, by=0):
    doc = read(marked, issued(by))
    names = [plain["name"] for plain in doc._.entities]
    held = (plain for plain in doc._.relations if plain["type"] == "holds_post")
    return {(names[plain["subject"]], plain["role"], names[plain["object"]]) for plain in held}


# --- tables -------------------------------------------------------------------------------------------------------


def test_rows_of_keys_are_a_sheet():
    rows = f"| Intitulé | [J {MARKET}] |\n| --- | --- |\n| Maître d'ouvrage | [O Commune de Dole] |\n"
    rows += "| Partenaires | [O CCI du Jura], [O DRAC] |\n| Localisation | [L Dole] |\n"
    assert facts(rows) == {
        ("owner", "Commune de Dole", MARKET),
        ("partner", "CCI du Jura", MARKET),
        ("partner", "DRAC", MARKET),
        ("located", MARKET, "Dole"),
    }


def test_the_porteur_of_a_row_owns_its_project():
    table = (
        f"| Porteur | Action |\n| --- | --- |\n| [O Les Amis du Canal] | [J {MARKET}] |\n| [O Le Pont] | [J {ROOF}] |\n"
    )
    assert facts(table) == {("owner", "Les Amis du Canal", MARKET), ("owner", "Le Pont", ROOF)}


def test_communes_of_a_list_of_grants_receive_and_of_a_list_of_works_locate():
    grants = f"Commune\tOpération\tSubvention\n[O Dole=Commune de Dole]\t[J {MARKET}]\t5 000 €\n"
    assert facts(grants) == {("owner", "Commune de Dole", MARKET)}
    works = f"| Commune | Opération |\n| --- | --- |\n| [L Poligny] | [J {MARKET}] |\n| [L Arbois] | [J {ROOF}] |\n"
    assert facts(works) == {("located", MARKET, "Poligny"), ("located", ROOF, "Arbois")}


def test_the_projects_of_a_contract_s_programme_belong_to_it():
    head = "## [G contrat de ville de Dole]\n\n### {}\n\n"
    table = f"| Porteur | Action |\n| --- | --- |\n| [O Le Pont] | [J {ROOF}] |\n"
    belongs = ("part_of", ROOF, "contrat de ville de Dole")
    assert belongs in facts(head.format("Programmation 2025") + table)
    assert belongs not in facts(head.format("Bilan d'une année") + table)


# --- money ----------------------------------------------------------------------------------------------------------


def plan_of(*amounts, plan=True, role="plan", **flow):
    def prepare(doc):
        spans = [(doc.text.index(said), said) for said in amounts]
        doc.spans["amounts"] = [layers.char_span(doc, at, at + len(said), "AMOUNT") for at, said in spans]
        doc._.flows = [Draft(role=role, **flow).plain() for _ in amounts]
        if plan:
            doc._.plans = [
                {"start": spans[0][0], "end": spans[-1][0] + 1, "lines": list(range(len(spans))), "project": None}
            ]

    return prepare


def test_who_brings_a_share_of_the_plan_is_a_partner():
    text = f"## [J {MARKET}]\n\nPlan de financement :\n\n- [O DRAC] : 5 000 €\n"
    prepare = plan_of("5 000 €", funders=[1], funder_evidence=[(60, 64)])
    assert told(text, prepare) == {("partner", "DRAC", MARKET)}
    far = f"## [J {MARKET}]\n\n{'Un long exposé des motifs. ' * 90}\n\nPlan de financement :\n\n- [O DRAC] : 5 000 €\n"
    assert told(far, prepare) == set()


def test_the_author_of_an_act_is_no_partner_of_what_it_grants():
    text = f"La [O Région Bourgogne-Franche-Comté] attribue 5 000 € pour la [J {MARKET}]."
    grant = plan_of("5 000 €", plan=False, role="award", funders=[0], funder_evidence=[(3, 30)], project=1)

    def by_itself(doc):
        grant(doc)
        issued(0)(doc)

    assert ("partner", "Région Bourgogne-Franche-Comté", MARKET) in told(text, grant)
    assert not {
        fact
        for fact in told(text, by_itself)
        if read(text, by_itself)._.relations[0]["method"] == "relations.partner.funding"
    }


# --- posts ----------------------------------------------------------------------------------------------------------


def test_a_post_without_its_body_is_held_in_the_body_of_the_act():
    head = "[O Communauté de communes Arbois Poligny Salins=CCAPS]\n\n"
    assert posts(head + "Rapporteur : M. [P Paul Vannier], Vice-Président délégué aux finances") == {
        ("Paul Vannier", "Vice-Président délégué aux finances", "CCAPS")
    }
    present = "Étaient présents : [P Anne Roy], Présidente ; [P Luc Petit] ; [P Jean Prost], Vice-Présidents"
    assert posts(head + present) == {
        ("Anne Roy", "Présidente", "CCAPS"),
        ("Luc Petit", "Vice-Président", "CCAPS"),
        ("Jean Prost", "Vice-Président", "CCAPS"),
    }


def test_a_mayor_is_mayor_of_a_commune():
    text = "[O Communauté X] et [O Commune de Dole]\n\nMme [P Anne Roy], Maire, ouvre la séance."
    assert posts(text) == {("Anne Roy", "Maire", "Commune de Dole")}
    assert posts("[O Communauté X]\n\nMme [P Anne Roy], Maire, ouvre la séance.") == set()


@pytest.mark.parametrize(
    "said",
    [
        "L'[O Union du Canal] est présidée par Mme [P Anne Roy].",
        "L'[O Union du Canal], que préside Mme [P Anne Roy], s'est réunie.",
        "L'[O Union du Canal], dont Mme [P Anne Roy] assure la présidence.",
        "L'[O Union du Canal], ayant pour représentante légale sa Présidente, [P Anne Roy],",
    ],
)
def test_who_presides(said):
    assert facts(said) == {("holds_post", "Anne Roy", "Union du Canal")}


def test_a_prefect_s_body_is_the_prefecture_else_the_state():
    said = "Mme [P Anne Roy], préfète du [L Jura], a signé."
    assert roles("[O Préfecture du Jura]\n\n" + said) == {("Anne Roy", "préfète", "Préfecture du Jura")}
    assert roles("L'[O État] agit. " + said) == {("Anne Roy", "préfète", "État")}
    assert roles("Le [O Département du Jura] agit. " + said) == set()


# --- agreements -----------------------------------------------------------------------------------------------------

PACT = "convention d'objectifs 2024"


def test_items_of_a_preamble_are_parties():
    text = f"[G {PACT}]\n\nEntre :\n\n- la [O Caf du Jura], représentée par sa directrice ;\n- la [O Commune de Dole], représentée par son maire.\n\nArticle 1"
    assert facts(text) == {("signatory", "Caf du Jura", PACT), ("signatory", "Commune de Dole", PACT)}


def test_the_parties_of_a_rider_signed_what_it_amends():
    text = f"[G Avenant n° 1]\nà la [G {PACT}]\n\nENTRE la [O Commune de Dole], représentée par son maire,\n\nET l'[O Office du Canal], représenté par sa directrice,\n\nPRÉAMBULE"
    parties = {
        ("signatory", who, what) for who in ("Commune de Dole", "Office du Canal") for what in ("Avenant n° 1", PACT)
    }
    assert facts(text) == {*parties, ("part_of", "Avenant n° 1", PACT)}


@pytest.mark.parametrize(
    "said",
    [
        f"## [G {PACT}]\n\nSignataires : l'[O État], la [O Caf du Jura].",
        f"La [G {PACT}], dont l'[O État] et la [O Caf du Jura] sont signataires, s'achève.",
        f"L'aide de l'[O État], arrêtée par la [G {PACT}] qui le lie à la [O Caf du Jura], est versée.",
    ],
)
def test_signatories_told_otherwise(said):
    assert facts(said) == {("signatory", "État", PACT), ("signatory", "Caf du Jura", PACT)}


# --- belonging ------------------------------------------------------------------------------------------------------


def test_member_of_then_who():
    assert facts("Membre du [O Syndicat X], la [O Commune de Dole] cotise.") == {
        ("member", "Commune de Dole", "Syndicat X")
    }


def test_who_sits_there():
    text = "La [O Commission des aides] décide. L'[O Agglomération A] et le réseau [O Bio Jura] y siègent."
    assert facts(text) == {
        ("member", "Agglomération A", "Commission des aides"),
        ("member", "Bio Jura", "Commission des aides"),
    }


@pytest.mark.parametrize(
    "said",
    [
        f"La [J {MARKET}] est inscrite au [G Contrat de plan].",
        f"Inscrite au [G Contrat de plan], la [J {MARKET}] avance.",
        f"La [J {MARKET}] s'inscrit dans le cadre du [G Contrat de plan].",
        f"Figurent également au [G Contrat de plan] : la [J {MARKET}].",
    ],
)
def test_a_project_in_a_scheme(said):
    assert facts(said) == {("part_of", MARKET, "Contrat de plan")}


# --- owners, partners, places ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "said",
    [
        f"La [O Commune de Dole], qui gère la [J {MARKET}], a délibéré.",
        f"Portée par la [O Commune de Dole], la [J {MARKET}] avance.",
        f"La [O Commune de Dole] s'engage à réaliser la [J {MARKET}].",
        f"La [J {MARKET}] que la [O Commune de Dole] organise plaît.",
        f"La [J {MARKET}] – maître d'ouvrage : [O Commune de Dole].",
        f"Le coût de la [J {MARKET}], dont la [O Commune de Dole] assure la maîtrise d'ouvrage, baisse.",
    ],
)
def test_an_owner_is_told(said):
    assert facts(said) == {("owner", "Commune de Dole", MARKET)}


@pytest.mark.parametrize(
    "said",
    [
        f"La [J {MARKET}] ouvrira grâce à la [O DRAC].",
        f"La [J {MARKET}] bénéficie du soutien de la [O DRAC].",
        f"La [O DRAC] prend en charge le tiers de la [J {MARKET}].",
        f"La [J {MARKET}] est finie. Conduite avec la [O DRAC], elle plaît.",
        f"La [J {MARKET}] a coûté cher ; la [O DRAC] en a remboursé le tiers.",
    ],
)
def test_a_partner_is_told(said):
    assert facts(said) == {("partner", "DRAC", MARKET)}


@pytest.mark.parametrize(
    "said",
    [
        f"## 1. [L Dole] – [J {MARKET}]",
        f"▶ [L Dole] – pour la [J {MARKET}], le dossier est prêt.",
        f"La [J {MARKET}] desservant [L Dole].",
    ],
)
def test_a_project_lies_somewhere(said):
    assert ("located", MARKET, "Dole") in facts(said)


def test_a_shortened_name_is_the_project():
    text = f"La [J {CENTRE} des Salines] commence.\n\nLa {CENTRE} est financée par la [O DRAC]."
    assert facts(text) == {("partner", "DRAC", f"{CENTRE} des Salines")}
    two = f"La [J {CENTRE} des Salines] et la [J {CENTRE} du Parc].\n\nLa {CENTRE} est financée par la [O DRAC]."
    assert facts(two) == set()
