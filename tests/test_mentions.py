"""Names in our own sentences: which stretch, which type, and who it is in the document."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc

from filon.annotate import layers
from filon.annotate.pipeline import make_nlp
from filon.model import Document
from filon.read.structure import find_blocks

COMPONENTS = ("filon_sentences", "filon_amounts", "filon_dates", "filon_parts", "filon_mentions")


@pytest.fixture(scope="module")
def nlp():
    return make_nlp(components=COMPONENTS)


def annotated(nlp, text):
    document = Document("essai.txt", text, "0" * 64, blocks=find_blocks(text))
    doc = layers.prepare(nlp.make_doc(text), document)
    for _, component in nlp.pipeline:
        doc = component(doc)
    return doc


def mentions(nlp, text):
    doc = annotated(nlp, text)
    return [
        (span.text, span.label_, doc._.entities[plain["entity"]]["name"])
        for span, plain in zip(doc.spans["mentions"], doc._.mentions, strict=True)
    ]


def test_a_commune_that_acts_is_a_body_and_one_that_holds_things_is_ground(nlp):
    found = mentions(nlp, "La commune de Poligny verse une aide. Un gymnase ouvre à Poligny.")
    assert found == [
        ("commune de Poligny", "ORG", "Commune de Poligny"),
        ("Poligny", "PLACE", "Poligny"),
    ]


def test_ground_words_make_an_epci_a_place(nlp):
    text = (
        "La Communauté de communes Bresse Haute Seille finance les haies. "
        "Elles bordent le territoire de la Communauté de communes Bresse Haute Seille."
    )
    assert [kind for _, kind, _ in mentions(nlp, text)] == ["ORG", "PLACE"]


def test_departements_enumerated_under_one_head_are_one_body_each(nlp):
    text = "Les Départements du Jura et du Doubs signent."
    assert mentions(nlp, text) == [
        ("Départements du Jura", "ORG", "Département du Jura"),
        ("Doubs", "ORG", "Département du Doubs"),
    ]


def test_an_acronym_means_the_name_it_was_defined_with(nlp):
    text = "Le Syndicat mixte de la vallée de la Seille (SMVS) entretient les berges. Le SMVS recrute."
    found = mentions(nlp, text)
    assert [name for _, _, name in found] == ["Syndicat mixte de la vallée de la Seille"] * 3
    assert found[1][0] == found[2][0] == "SMVS"


def test_initials_of_a_body_named_in_full_stand_for_it(nlp):
    text = "La Communauté de communes Bresse Haute Seille décide. La CCBHS paiera."
    assert [name for _, _, name in mentions(nlp, text)] == ["Communauté de communes Bresse Haute Seille"] * 2


def test_a_term_that_is_no_name_gives_none(nlp):
    assert mentions(nlp, "La Valeur Ajoutée Brute (VAB) progresse et la VAB compte.") == []


def test_le_departement_is_the_issuer(nlp):
    text = "DEPARTEMENT DU JURA\n\nDELIBERATION\n\nLe Conseil départemental du Jura décide.\n\nLe Département soutient le sport."
    found = mentions(nlp, text)
    assert found[-1] == ("Département", "ORG", "Département du Jura")
    assert {name for _, _, name in found} == {"Département du Jura"}


def test_a_defined_term_means_its_party(nlp):
    text = (
        "CONVENTION\n\nEntre :\n\nLe Département du Jura, représenté par son président,\n\nci-après désigné « le Département »,\n\n"
        "Et :\n\nL'association Les Amis du Lac, ci-après désignée « l'Association »,\n\n"
        "L'Association rend compte."
    )
    doc = annotated(nlp, text)
    terms = {term["term"]: doc._.entities[term["entity"]]["name"] for term in doc._.terms}
    assert terms["departement"] == "Département du Jura"
    assert terms["association"] == "Les Amis du Lac"


def test_a_common_word_that_is_also_a_commune_names_no_place(nlp):
    assert mentions(nlp, "Un avion survole le bois ; la condition du marché est remplie.") == []


def test_capitals_and_missing_accents_name_the_same_commune(nlp):
    found = mentions(nlp, "La commune d'Arbois paie. COMMUNE D'ARBOIS\n\nLa Ville d'Arbois paie.")
    assert {name for _, kind, name in found if kind == "ORG"} == {"Commune d'Arbois"}


def test_an_address_number_makes_a_street_no_place(nlp):
    found = mentions(nlp, "Le siège est au 12 rue des Acacias. La rue des Acacias sera pavée.")
    assert [text for text, _, _ in found] == ["rue des Acacias"]


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("M. Paul VERNIER, maire, ouvre la séance.", "Paul VERNIER"),
        ("Madame Jeanne-Marie de la TOUR préside.", "Jeanne-Marie de la TOUR"),
        ("représentée par Monsieur Luc Bonnet, Président", "Luc Bonnet"),
    ],
)
def test_a_person_is_the_name_without_title(nlp, sentence, name):
    assert (name, "PERSON", name) in mentions(nlp, sentence)


def test_the_eleventh_of_an_attendance_list_is_marked(nlp):
    names = [f"M. Paul DUPONT{letter * 2}" for letter in "ABCDEFGHIJKL"]
    doc = annotated(nlp, "Étaient présents : " + ", ".join(names) + ".")
    methods = [plain["method"] for plain in doc._.mentions]
    assert methods == ["person:title"] * 10 + ["person:attendance"] * 2


def test_a_project_is_the_phrase_after_its_announcement(nlp):
    text = "D'attribuer à la commune de Poligny une aide pour son projet de rénovation de la halle aux grains."
    assert ("rénovation de la halle aux grains", "PROJECT", "rénovation de la halle aux grains") in mentions(nlp, text)


def test_a_scheme_keeps_its_years(nlp):
    text = "Vu le Contrat de plan État-Région 2021-2027 et la convention d'objectifs et de moyens 2023 ;"
    assert [text for text, kind, _ in mentions(nlp, text) if kind == "PROGRAMME"] == [
        "Contrat de plan État-Région 2021-2027",
        "convention d'objectifs et de moyens 2023",
    ]


def test_parts_know_their_genre_number_and_date(nlp):
    text = (
        "DELIBERATION DU CONSEIL DEPARTEMENTAL\n\nREUNION DU 12 MARS 2024\n\nSOUTIEN AUX LECTURES PUBLIQUES\n\n(N°2024-31)\n\n"
        "Le Conseil départemental du Jura,\n\nDECIDE :\n\nArticle 1 :\n\nD'approuver la convention.\n\n"
        "CONVENTION DE PARTENARIAT\n\nEntre :\n\nLe Département du Jura,\n\nEt :\n\nL'association Les Lecteurs,\n"
    )
    act, convention = annotated(nlp, text)._.parts
    assert (act["genre"], act["number"], act["date"]) == ("deliberation", "2024-31", "2024-03-12")
    assert text[slice(*act["title"])] == "SOUTIEN AUX LECTURES PUBLIQUES"
    assert (convention["genre"], convention["start"]) == ("convention", text.index("CONVENTION DE"))


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from("ABCDEÉabcdeéà'’-–«»().,:;\n\t *#123€°^{}/&")))
def test_any_text_gives_disjoint_mentions_of_its_own_characters(text):
    doc = annotated(make_nlp(components=COMPONENTS), text)
    spans = doc.spans["mentions"]
    assert all(text[span.start_char : span.end_char] == span.text for span in spans)
    assert all(a.end_char <= b.start_char for a, b in zip(spans, list(spans)[1:], strict=False))
    assert all(plain["entity"] < len(doc._.entities) for plain in doc._.mentions)


def test_layers_survive_serialisation(nlp):
    doc = annotated(nlp, "Le Département du Jura verse 1 200 € à la commune de Poligny.")
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    assert [span.text for span in again.spans["mentions"]] == [span.text for span in doc.spans["mentions"]]
    assert again._.entities == doc._.entities


def kinds(nlp, text):
    """(text, type) of every mention."""
    return [(text, kind) for text, kind, _ in mentions(nlp, text)]


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        # a date, a count, a page number after a body's name is not part of it
        ("CONSEIL MUNICIPAL DU 4 AVRIL 2023", [("CONSEIL MUNICIPAL", "ORG")]),
        ("Vu l'avis de la Commission Finances du 17 mars 2025,", [("Commission Finances", "ORG")]),
        # a service and the authority it belongs to
        (
            "La Direction des finances du Département du Jura contrôle.",
            [("Direction des finances", "ORG"), ("Département du Jura", "ORG")],
        ),
        # a lower-case noun announces the name, one with a capital belongs to it
        ("Le dossier de l'agence Jura Tourisme est complet.", [("Jura Tourisme", "ORG")]),
        ("Les comptes sont tenus par le Cabinet Sauge Conseil.", [("Cabinet Sauge Conseil", "ORG")]),
        ("M. Paul VERNIER, président du Rugby Club des Deux Rives.", [
            ("Paul VERNIER", "PERSON"),
            ("Rugby Club des Deux Rives", "ORG"),
        ]),
        # the prefect in a letterhead is the State's service
        ("PRÉFÈTE DU JURA\n\nLe projet est retenu.", [("PRÉFÈTE DU JURA", "ORG")]),
        # phrases that only begin like a body
        ("La crèche relève d'une Délégation de Service Public (DSP).", []),
    ],
)  # fmt: skip
def test_where_the_name_of_a_body_begins_and_ends(nlp, sentence, expected):
    assert kinds(nlp, sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Le FSE+ finance une part.", [("FSE+", "PROGRAMME")]),
        ("Une OPAH-RU est engagée.", [("OPAH-RU", "PROGRAMME")]),
        ("Elle relève de la DSIL « rénovation énergétique ».", [("DSIL « rénovation énergétique »", "PROGRAMME")]),
        ("L'Anah participe.", [("Anah", "ORG")]),
        # persons, not the benefit
        ("Douze allocataires du RSA sont suivis.", []),
        # «programme» announces a national scheme, the quoted name of a call is a scheme
        ("La ville adhère au programme Action cœur de ville.", [("Action cœur de ville", "PROGRAMME")]),
        ("Lauréate de l'appel à projets « Rives vivantes », elle s'engage.", [("Rives vivantes", "PROGRAMME")]),
        # a motto is no part of the name, an ordinal is
        ("Vu le Pacte des solidarités rurales « Agir ensemble » ;", [("Pacte des solidarités rurales", "PROGRAMME")]),
        ("Au titre du 11e programme d'intervention 2019-2024.", [("11e programme d'intervention 2019-2024", "PROGRAMME")]),
        # any convention may be called so
        ("Les parties concluent une convention pluriannuelle.", []),
        ("Vu la loi de modernisation de l'action publique (MAP) ; la MAP s'applique.", []),
    ],
)  # fmt: skip
def test_what_names_a_scheme(nlp, sentence, expected):
    assert kinds(nlp, sentence) == expected


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Le chantier du site de Champ Rouge avance.", [("Champ Rouge", "PLACE")]),
        ("Le sentier longe la Pointe aux Mouettes.", [("Pointe aux Mouettes", "PLACE")]),
        ("La zone artisanale de Poligny de 6 800 m² est pleine.", [("zone artisanale de Poligny", "PLACE")]),
        ("Jean DUPONT, maire d'Arbois, préside.", [("Jean DUPONT", "PERSON"), ("Arbois", "ORG")]),
    ],
)
def test_what_names_ground(nlp, sentence, expected):
    assert kinds(nlp, sentence) == expected


def test_the_members_of_a_perimeter_are_grounds_and_act_elsewhere(nlp):
    text = (
        "Ce périmètre recouvre deux communautés de communes :\n\n- la Communauté de communes Bresse Haute Seille (CCBHS),\n"
        "- la Communauté de communes Porte du Jura.\n\nElle date de 2017. La CCBHS verse une aide sur le territoire de la CCBHS."
    )
    assert [kind for _, kind in kinds(nlp, text)] == ["PLACE", "PLACE", "PLACE", "ORG", "PLACE"]


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("La commune de Poligny a lancé la reconstruction de la station d'épuration.", "reconstruction de la station d'épuration"),
        ("Elle poursuit la construction du centre de secours de Poligny.", "construction du centre de secours de Poligny"),
        ("Le concours aide la rénovation thermique du groupe scolaire Les Tilleuls.", "rénovation thermique du groupe scolaire Les Tilleuls"),
        ("**3. Assises du bocage.** Organisées en mai, elles ont réuni du monde.", "Assises du bocage"),
        ("Objet : réhabilitation de l'ancienne école – approbation du plan de financement\n", "réhabilitation de l'ancienne école"),
    ],
)  # fmt: skip
def test_works_on_one_thing_are_a_project(nlp, sentence, name):
    assert [text for text, kind in kinds(nlp, sentence) if kind == "PROJECT"] == [name]


@pytest.mark.parametrize(
    "sentence",
    [
        "La création d'emplois et le soutien au commerce progressent.",
        "Objet : bilan de l'année et demande de renouvellement\n",
        "Le dossier est déposé sur l'application « Démarches simplifiées ».",
        "Sous la rubrique « Partenaires », le logo figure.",
    ],
)
def test_a_policy_a_subject_or_a_heading_is_no_project(nlp, sentence):
    assert [text for text, kind in kinds(nlp, sentence) if kind == "PROJECT"] == []


def test_a_signature_of_initial_and_surname_is_a_person(nlp):
    assert ("F. BERTRAND", "PERSON") in kinds(nlp, "Fait à Poligny.\n\nLe Président,\nF. BERTRAND\n")


def test_the_second_word_of_a_compound_is_no_head(nlp):
    assert ("Agri-Union Bioénergies", "ORG") in kinds(
        nlp, "Une unité portée par Agri-Union Bioénergies valorise le bois."
    )


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("L'aide va aux communes d'Arbois, de Poligny et de Salins-les-Bains.", ["Arbois", "Poligny", "Salins-les-Bains"]),
        ("La commune du Conquet rénove son port.", ["commune du Conquet"]),
        ("La commune de Poligny restaure ses remparts.", ["commune de Poligny"]),
        ("Elle adhère au Syndicat mixte Loire et Lignon.", ["Syndicat mixte Loire et Lignon"]),
    ],
)  # fmt: skip
def test_who_acts_or_receives_is_a_body(nlp, sentence, expected):
    assert [text for text, kind in kinds(nlp, sentence) if kind == "ORG"] == expected
