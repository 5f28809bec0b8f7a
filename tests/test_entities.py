"""Who is who inside one document: joined names, defined terms, short references, issuers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filon.annotate import layers
from filon.annotate.names.linking.joins import joins
from filon.annotate.names.linking.keys import assembly
from filon.annotate.names.linking.letters import slipped_acronyms, slips, spells
from filon.annotate.names.linking.terms import fits
from filon.annotate.pipeline import make_nlp
from filon.model import Document, EntityType
from filon.read.structure import find_blocks

ORG, PLACE, PERSON, PROJECT, PROGRAMME = (
    EntityType.ORG,
    EntityType.PLACE,
    EntityType.PERSON,
    EntityType.PROJECT,
    EntityType.PROGRAMME,
)


@pytest.fixture(scope="module")
def nlp():
    return make_nlp(components=("filon_sentences", "filon_amounts", "filon_dates", "filon_parts", "filon_mentions"))


def annotated(nlp, text):
    doc = layers.prepare(nlp.make_doc(text), Document("essai.txt", text, "0" * 64, blocks=find_blocks(text)))
    for _, component in nlp.pipeline:
        doc = component(doc)
    return doc


def who(nlp, text, quote):
    """The names of the entities that the mentions of these words mean, in reading order."""
    doc = annotated(nlp, text)
    return [
        doc._.entities[plain["entity"]]["name"]
        for span, plain in zip(doc.spans["mentions"], doc._.mentions, strict=True)
        if span.text == quote
    ]


# --- joined names ---------------------------------------------------------------------------------------------


def joined(type_, *names, own=None, grounds=()):
    """What each of these names (as printed, with how often) is joined to, without those that stay."""
    forms = {(type_, name): {printed: count} for name, printed, count in names}
    merged = joins(forms, lambda name: name in grounds, own)
    return {key[1]: into[1] for key, into in merged.items()}


def plain(*names):
    return [(name, name, 1) for name in names]


@pytest.mark.parametrize(
    ("type_", "names", "expected"),
    [
        (ORG, ["mission locale", "mission locale du lot"], {"mission locale": "mission locale du lot"}),
        (ORG, ["mission locale", "mission locale du lot", "mission locale du jura"], {}),
        (ORG, ["louvre lens", "louvre lens vallee"], {}),  # no head, no complement: two bodies
        (ORG, ["office de tourisme", "office du tourisme"], {"office de tourisme": "office du tourisme"}),
        (
            PROGRAMME,
            ["contrat de ville", "contrat de ville 2024 2030"],
            {"contrat de ville": "contrat de ville 2024 2030"},
        ),
        (PROGRAMME, ["contrat de ville", "contrat de ville 2015 2020", "contrat de ville 2024 2030"], {}),
        (PROGRAMME, ["convention d application 2023", "convention d application 2024"], {}),
        (
            PROGRAMME,
            ["convention 2023", "convention de gestion 2023"],
            {"convention 2023": "convention de gestion 2023"},
        ),
        (PROGRAMME, ["convention 2023", "convention de gestion 2024"], {}),
        (PROGRAMME, ["convention 2023", "convention de gestion 2023", "convention d objectifs 2023"], {}),
        (PROGRAMME, ["plan 2023", "plan de relance 2023"], {}),  # any year has plans
        (
            PROGRAMME,
            ["convention triennale multipartite", "convention d objectifs multipartite"],
            {"convention triennale multipartite": "convention d objectifs multipartite"},
        ),
        (PROGRAMME, ["convention triennale multipartite", "convention annuelle multipartite d objectifs"], {}),
        (ORG, ["belle ile", "musee de belle ile"], {"belle ile": "musee de belle ile"}),
        (ORG, ["belle ile", "office de belle ile"], {}),
        (
            PLACE,
            ["bassin haut forez velay", "bassin minier du haut forez velay"],
            {"bassin haut forez velay": "bassin minier du haut forez velay"},
        ),
        (PLACE, ["parc du forez", "parc urbain du forez"], {}),
        (PROGRAMME, ["convention annuelle d objectifs", "convention triennale d objectifs"], {}),
        (
            PROGRAMME,
            ["convention tripartite d objectifs 2023", "convention d objectifs"],
            {"convention d objectifs": "convention tripartite d objectifs 2023"},
        ),
        (
            PROGRAMME,
            ["convention de mise en oeuvre 2025 2027", "convention de mise en oeuvre du pacte fluvial"],
            {"convention de mise en oeuvre du pacte fluvial": "convention de mise en oeuvre 2025 2027"},
        ),
        (
            PLACE,
            ["grand site de france des gorges du tarn", "site des gorges du tarn"],
            {"site des gorges du tarn": "grand site de france des gorges du tarn"},
        ),
        (PLACE, ["bassin minier du pas de calais", "bassin minier nord pas de calais"], {}),
        (
            PROJECT,
            ["renovation de la salle de sport intercommunale", "rehabilitation de la salle de sport intercommunale"],
            {"rehabilitation de la salle de sport intercommunale": "renovation de la salle de sport intercommunale"},
        ),
        (
            PROJECT,
            ["construction de la salle de sport intercommunale", "renovation de la salle de sport intercommunale"],
            {},
        ),
        (PROJECT, ["renovation de la mairie", "rehabilitation de la mairie"], {}),  # any town has one
    ],
)
def test_names_of_one_thing_are_joined_and_doubtful_ones_left(type_, names, expected):
    found = joined(type_, *plain(*names))
    assert {frozenset(pair) for pair in found.items()} == {frozenset(pair) for pair in expected.items()}


def test_a_surname_is_the_one_person_who_bears_it():
    names = [("arnal thomas", "Thomas Arnal", 1), ("arnal", "Arnal", 2)]
    assert joined(PERSON, *names) == {"arnal": "arnal thomas"}
    assert joined(PERSON, *names, ("arnal lucie", "Lucie Arnal", 1)) == {}
    assert joined(PERSON, ("arnal jean", "Arnal Jean", 1), ("arnal", "Arnal", 1)) == {}  # there Arnal is no surname
    assert joined(PERSON, ("lucie maret", "Lucie Maret", 1), ("l maret", "L. Maret", 1)) == {"l maret": "lucie maret"}
    assert joined(PERSON, ("lucie maret", "Lucie Maret", 1), ("maret p", "P. Maret", 1)) == {}


def test_an_acronym_is_the_same_body_with_its_ground():
    names = [("crij", "CRIJ", 1), ("crij bretagne", "CRIJ Bretagne", 2)]
    assert joined(ORG, *names, grounds={"bretagne"}) == {"crij": "crij bretagne"}
    assert joined(ORG, ("edf", "EDF", 1), ("edf renouvelables", "EDF Renouvelables", 1)) == {}
    own = (ORG, "sdec energie")
    assert joined(ORG, ("sdec", "SDEC", 1), ("sdec energie", "SDEC Énergie", 3), own=own) == {"sdec": "sdec energie"}


names_of_any_sort = st.lists(
    st.tuples(
        st.sampled_from([ORG, PLACE, PERSON, PROJECT, PROGRAMME]),
        st.lists(
            st.sampled_from(
                [
                    "convention",
                    "site",
                    "grand",
                    "de",
                    "la",
                    "2023",
                    "2024",
                    "cadre",
                    "renovation",
                    "salle",
                    "sport",
                    "mission",
                    "marie",
                ]
            ),
            min_size=1,
            max_size=5,
        ).map(" ".join),
        st.integers(1, 4),
    ),
    max_size=10,
    unique_by=lambda name: name[:2],
)


@settings(max_examples=120, deadline=None)
@given(names_of_any_sort, st.randoms(use_true_random=False))
def test_joins_do_not_depend_on_order_and_end_at_a_name_that_stays(names, chance):
    forms = {(type_, name): {name.title(): count} for type_, name, count in names}
    merged = joins(forms, lambda _: False)
    shuffled = list(forms.items())
    chance.shuffle(shuffled)
    assert joins(dict(shuffled), lambda _: False) == merged
    assert all(into in forms and into not in merged and into[0] is key[0] for key, into in merged.items())


# --- letters --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("letters", "name", "expected"),
    [
        ("aula", "agence d urbanisme de l artois", True),
        ("tdm", "thiers dore et montagne", True),
        ("tdem", "thiers dore et montagne", True),
        ("td", "thiers dore et montagne", False),
        ("tdmx", "thiers dore et montagne", False),
    ],
)
def test_an_acronym_spells_every_telling_word(letters, name, expected):
    assert spells(letters, name) is expected


def test_a_misprinted_acronym_is_of_a_national_one_told_more_often():
    ademe, adema, ademo = ((ORG, letters) for letters in ("ademe", "adema", "ademo"))
    assert slipped_acronyms({adema: 1}, {ademe: 2}) == {adema: ademe}
    assert slipped_acronyms({adema: 2}, {ademe: 2}) == {}  # told twice, it is somebody
    assert slipped_acronyms({adema: 1}, {ademe: 1}) == {}
    assert slipped_acronyms({adema: 1}, {ademe: 2, ademo: 2}) == {}  # of two, neither
    assert slipped_acronyms({(ORG, "caf"): 1}, {(ORG, "cas"): 9}) == {}  # too short to tell
    assert slipped_acronyms({(ORG, "opema"): 1}, {(ORG, "apema"): 9}) == {}


def test_what_is_printed_begins_right():
    camille, famille = (ORG, "residence sainte camille"), (ORG, "residence sainte famille")
    printed = {camille[1]: camille, famille[1]: famille}
    assert slips({camille: 1}, printed, {camille: 1, famille: 3}) == {}


def test_a_slip_is_of_one_word_and_of_one_body():
    right, wrong = (
        (ORG, "syndicat du bassin versant de la dordogne"),
        (ORG, "syndicat du bassin versant de la dordogme"),
    )
    printed, counts = {right[1]: right, wrong[1]: wrong}, {right: 3, wrong: 1}
    assert slips(counts, printed, counts) == {wrong: right}
    assert slips({wrong: 4}, printed, {right: 3, wrong: 4}) == {}  # what stands more often is no misprint
    plural, single = (ORG, "missions locales"), (ORG, "mission locale")
    assert slips({plural: 1}, {single[1]: single}, {single: 2, plural: 1}) == {}


# --- terms ----------------------------------------------------------------------------------------------------


def test_a_term_means_a_body_of_its_kind():
    commune, agency = (ORG, "commune:39300"), (ORG, "agence de l eau adour garonne")
    assert fits("commune", commune)
    assert fits("beneficiaire", commune)
    assert fits("agence", agency)
    assert not fits("association", commune)
    assert not fits("metropole", commune)


def test_a_defined_association_is_not_the_metropole_before_it(nlp):
    text = (
        "CONVENTION D'OBJECTIFS\n\nENTRE LES SOUSSIGNÉS :\n\nLa Métropole Toulon-Provence-Méditerranée, représentée par son "
        "Président, ci-après dénommée « la Métropole »,\n\nET\n\n« Les Ateliers du Las », association régie par la loi de 1901, "
        "ci-après désignée « l'Association »,\n\nArticle 1\n\nL'Association ouvre un atelier. La Métropole verse 2 000 €.\n"
    )
    assert set(who(nlp, text, "Association")) == {"Les Ateliers du Las"}
    assert who(nlp, text, "Métropole") == ["Métropole Toulon-Provence-Méditerranée"] * 2


def test_a_term_holds_in_the_whole_document_where_it_is_defined_once(nlp):
    text = (
        "CONVENTION 2024\n\nEntre :\n\nLe Département du Doubs,\n\net l'association Mission Forêt du Doubs, ci-après désignée "
        "« la Mission »,\n\nArticle 1\n\nLa Mission plante des haies.\n\nRAPPORT N°12\n\nLa Mission Eau du Haut-Doubs suit les "
        "rivières.\n\nUn bilan est joint.\n\nLe Département soutient la Mission depuis 2019.\n"
    )
    assert who(nlp, text, "Mission")[-1] == who(nlp, text, "Mission")[0]


# --- short references and issuers -----------------------------------------------------------------------------


def test_the_paragraph_that_another_departement_opens_speaks_of_it(nlp):
    text = (
        "DÉPARTEMENT DU JURA\n\nLe Département aide ses communes.\n\nLe Département du Doubs porte la voie verte. "
        "Le Département y consacre 2 M€.\n\nDans le Jura, les collèges sont rénovés.\n"
    )
    assert who(nlp, text, "Département") == ["Département du Jura", "Département du Doubs"]


def test_a_paper_that_says_the_departement_throughout_is_its(nlp):
    text = (
        "Réunion du 23 septembre 2022\n\nEn Vendée, le Département soutient la lecture. Le Département aide la ville de "
        "Fontenay-le-Comte. La Commission permanente est appelée à se prononcer.\n"
    )
    doc = annotated(nlp, text)
    assert doc._.entities[doc._.parts[0]["issuer"]]["name"] == "Département de la Vendée"
    assert who(nlp, text, "Commission permanente") == ["Commission permanente du Conseil départemental de la Vendée"]


def test_an_assembly_sheds_its_day_and_its_decision(nlp):
    assert assembly("conseil municipal du 28 juin 2022") == "conseil municipal"
    assert assembly("conseil municipal decide") == "conseil municipal"
    assert assembly("conseil municipal de provins") is None
    text = "VILLE DE PROVINS\n\nLe Conseil municipal est réuni. Après débat, le Conseil municipal vote une aide.\n"
    assert who(nlp, text, "Conseil municipal") == ["Conseil municipal de Provins"] * 2


def test_a_national_acronym_with_its_ground_is_spelled_out(nlp):
    text = "La CAF du Finistère et la Ville de Brest signent. La CAF verse 3 000 €."
    assert set(who(nlp, text, "CAF du Finistère")) == {"Caisse d'allocations familiales du Finistère"}
    assert set(who(nlp, text, "CAF")) == {"Caisse d'allocations familiales du Finistère"}


def test_a_label_keeps_its_ligature_and_is_not_in_capitals(nlp):
    text = (
        "CONVENTION DE MISE EN ŒUVRE 2025-2027\n\nLa Ville de Dole signe la Convention de mise en œuvre 2025-2027.\n"
        "La communauté d'agglomération Cœur d'Ostrevent la signe aussi.\n"
    )
    names = {entity["name"] for entity in annotated(nlp, text)._.entities}
    assert not {name for name in names if name.isupper()}
    assert "Communauté d'agglomération Cœur d'Ostrevent" in names
