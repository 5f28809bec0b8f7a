"""Relations read from prose, lists, sheets, preambles and signatures. Mentions are given: only the reading is under test.

In a text ``[O Habitat 59]`` is a mention (O organisation, P person, J project, G programme, L place), ``[O la Ville=Commune
de Dole]`` one of an entity of another name.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from filon.annotate import layers
from filon.annotate.dates import filon_dates
from filon.annotate.flows.draft import Draft
from filon.annotate.relations import filon_relations
from filon.annotate.sentences import mark_sentences
from filon.annotate.tokens import BorderTokenizer
from filon.model import Document
from filon.read import find_blocks

TYPES = {"O": "ORG", "P": "PERSON", "J": "PROJECT", "G": "PROGRAMME", "L": "PLACE"}
REGISTRY = {
    ("PLACE", "Dole"): "commune:39198",
    ("ORG", "Commune de Dole"): "commune:39198",
    ("PLACE", "Champagnole"): "commune:39097",
    ("PLACE", "Poligny"): "commune:39434",
    ("PLACE", "Arbois"): "commune:39013",
    ("PLACE", "Jura"): "departement:39",
    ("ORG", "Département du Jura"): "departement:39",
    ("ORG", "Région Bourgogne-Franche-Comté"): "region:27",
    ("PLACE", "Communauté de communes Arbois Poligny Salins"): "epci:200071595",
}
_MENTION = re.compile(r"\[([OPJGL]) ([^\]=]+)(?:=([^\]]+))?\]")


def read(marked: str, prepare=None):
    """The ``Doc`` of a marked-up text after the component; ``prepare`` may lay more on it before."""
    text, found, at = "", [], 0
    for match in _MENTION.finditer(marked):
        text += marked[at : match.start()]
        found.append((len(text), len(text) + len(match[2]), TYPES[match[1]], match[3] or match[2]))
        text += match[2]
        at = match.end()
    text += marked[at:]
    document = Document("t.txt", text, "", blocks=find_blocks(text))
    doc = layers.prepare(BorderTokenizer(spacy.blank("fr").vocab)(text), document)
    filon_dates(mark_sentences(doc))
    keys = list(dict.fromkeys((kind, name) for _, _, kind, name in found))
    doc._.entities = [{"type": kind, "name": name, "registry": REGISTRY.get((kind, name))} for kind, name in keys]
    doc.spans["mentions"] = [layers.char_span(doc, start, end, kind) for start, end, kind, _ in found]
    doc._.mentions = [
        {"entity": keys.index((kind, name)), "confidence": 1.0, "method": "given"} for _, _, kind, name in found
    ]
    if prepare:
        prepare(doc)
    return filon_relations(doc)


def facts(marked: str) -> set[tuple[str, str, str]]:
    doc = read(marked)
    names = [plain["name"] for plain in doc._.entities]
    return {(plain["type"], names[plain["subject"]], names[plain["object"]]) for plain in doc._.relations}


def roles(marked: str) -> set[tuple[str, str, str]]:
    doc = read(marked)
    names = [plain["name"] for plain in doc._.entities]
    held = (plain for plain in doc._.relations if plain["type"] == "holds_post")
    return {(names[plain["subject"]], plain["role"], names[plain["object"]]) for plain in held}


# --- signatories --------------------------------------------------------------------------------------------------

CLIMATE = "contrat de transition écologique du Jura"


@pytest.mark.parametrize(
    ("text", "parties"),
    [
        (
            f"Vu le [G {CLIMATE}] signé entre l'[O État], la [O Région Bourgogne-Franche-Comté] et le [O Département du Jura].",
            {"État", "Région Bourgogne-Franche-Comté", "Département du Jura"},
        ),
        (f"La [O SPL Mobilités] a signé en mai 2021 un [G {CLIMATE}] qui dure cinq ans.", {"SPL Mobilités"}),
        (
            (
                f"D'autoriser le Président du [O Conseil départemental=Département du Jura] à signer, au nom et pour le compte du "
                f"[O Département=Département du Jura], avec la [O SPL Mobilités] et l'[O État], le [G {CLIMATE}]."
            ),
            {"Département du Jura", "SPL Mobilités", "État"},
        ),
        (
            f"Le [G {CLIMATE}], signé le 3 mars 2022 par l'[O État] et la [O SPL Mobilités], est prolongé.",
            {"État", "SPL Mobilités"},
        ),
        (f"L'[O ADEME] et la [O SPL Mobilités] sont signataires du [G {CLIMATE}].", {"ADEME", "SPL Mobilités"}),
    ],
)
def test_who_signs(text, parties):
    assert facts(text) == {("signatory", party, CLIMATE) for party in parties}


def test_an_agreement_that_is_only_mentioned_binds_nobody():
    assert facts(f"La [O SPL Mobilités] rappelle que le [G {CLIMATE}] a été modifié.") == set()


def test_the_parties_of_a_preamble():
    text = (
        "[G CONVENTION DE PARTENARIAT 2024]\n\nEntre :\n\nLa [O Commune de Dole], représentée par son maire, "
        "[P Jeanne Petit], ci-après « la Ville »,\n\nd'une part,\n\nEt :\n\nL'association [O Les Amis du Canal], dont le siège est "
        "situé 3 rue des Arènes, 39100 [L Dole], représentée par [P Paul Roy], président,\n\nd'autre part.\n\n"
        "Article 1 : Objet\n\nL'[O ADEME] est informée."
    )
    found = facts(text)
    agreement = "CONVENTION DE PARTENARIAT 2024"
    assert {fact for fact in found if fact[0] == "signatory"} == {
        ("signatory", "Commune de Dole", agreement),
        ("signatory", "Les Amis du Canal", agreement),
    }
    assert ("located", "Les Amis du Canal", "Dole") in found
    assert roles(text) == {("Jeanne Petit", "maire", "Commune de Dole"), ("Paul Roy", "président", "Les Amis du Canal")}


def test_the_body_whose_assembly_decides_signs_too():
    def issued(doc):
        doc._.parts = [{"start": 0, "end": len(doc.text), "issuer": 0}]

    text = (
        f"La [O Commune de Dole] délibère.\n\nLe conseil autorise le maire à signer le [G {CLIMATE}] avec l'[O ADEME]."
    )
    pairs = {(p["type"], p["subject"], p["object"]) for p in read(text, issued)._.relations}
    assert pairs == {("signatory", 0, 1), ("signatory", 2, 1)}


def test_an_assembly_signs_nothing():
    def issued(doc):
        doc._.parts = [{"start": 0, "end": len(doc.text), "issuer": 0}]

    text = f"Le [O Conseil municipal de Dole] délibère.\n\nIl autorise le maire à signer le [G {CLIMATE}] avec l'[O ADEME]."
    assert {plain["subject"] for plain in read(text, issued)._.relations} == {2}


# --- posts --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "M. [P Luc Morel], président de la [O SPL Mobilités], ouvre la séance.",
            ("Luc Morel", "président", "SPL Mobilités"),
        ),
        (
            "[P Anne Girod] – Vice-présidente du [O Département du Jura]",
            ("Anne Girod", "Vice-présidente", "Département du Jura"),
        ),
        (
            "LE PRESIDENT DU [O CONSEIL DEPARTEMENTAL=Département du Jura],\n\n[P Luc Morel]\n",
            ("Luc Morel", "Président", "Département du Jura"),
        ),
        (
            "Pour le Président du [O Conseil départemental=Département du Jura],\nLa Directrice générale adjointe,\n\nSigné\n\n[P Anne Girod]\n",
            ("Anne Girod", "Directrice générale adjointe", "Département du Jura"),
        ),
        (
            "Référents du projet :\n\n- **[O SPL Mobilités]** : [P Anne Girod]\n",
            ("Anne Girod", "Référent du projet", "SPL Mobilités"),
        ),
        (
            "Le maire de [L Dole], [P Jeanne Petit], salue la [O Ville=Commune de Dole].",
            ("Jeanne Petit", "maire", "Commune de Dole"),
        ),
    ],
)
def test_who_holds_which_post(text, expected):
    assert roles(text) == {expected}


def test_two_signatures_pair_in_order():
    text = (
        "Fait à [L Dole], le 2 mai 2023\n\nLe Président de la [O SPL Mobilités]\n\nLa Présidente du [O Conseil départemental=Département du Jura]\n\n"
        "[P Luc Morel]\n\n[P Anne Girod]\n"
    )
    assert roles(text) == {
        ("Luc Morel", "Président", "SPL Mobilités"),
        ("Anne Girod", "Présidente", "Département du Jura"),
    }


def test_those_present_hold_no_post_and_are_no_members():
    text = (
        "[O Conseil municipal de Dole]\n\nÉtaient présents : M. [P Luc Morel], Mme [P Anne Girod], M. [P Paul Roy].\n"
    )
    assert facts(text) == set()


# --- projects -----------------------------------------------------------------------------------------------------

HALL = "rénovation de la halle aux grains"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            f"D'attribuer à la [O Commune de Dole] une subvention de 10 000 € pour son projet de [J {HALL}].",
            {("owner", "Commune de Dole", HALL)},
        ),
        (
            f"La [J {HALL}], sous maîtrise d'ouvrage de la [O SPL Mobilités], débute en mai.",
            {("owner", "SPL Mobilités", HALL)},
        ),
        (f"ZOOM sur la [J {HALL}] – [O SPL Mobilités]\n", {("owner", "SPL Mobilités", HALL)}),
        (f"L'[O ADEME] soutient la [J {HALL}] depuis 2020.", {("partner", "ADEME", HALL)}),
        (
            f"La [J {HALL}] est financée par l'[O État] et l'[O ADEME].",
            {("partner", "État", HALL), ("partner", "ADEME", HALL)},
        ),
        (
            f"La [O Commune de Dole] a lancé, avec l'[O ADEME], la [J {HALL}].",
            {("owner", "Commune de Dole", HALL), ("partner", "ADEME", HALL)},
        ),
    ],
)
def test_who_owns_and_who_takes_part(text, expected):
    assert facts(text) == expected


def test_who_receives_a_grant_for_a_project_carries_it():
    def award(doc):
        start = doc.text.index("5 000 €")
        doc.spans["amounts"] = [layers.char_span(doc, start, start + 7, "AMOUNT")]
        doc._.flows = [Draft(role="award", beneficiaries=[1], project=2).plain()]

    text = f"La [O Commune de Dole] verse à [O Les Amis du Canal] 5 000 € de subvention. Elle aide la [J {HALL}]."
    said_in_two = read(text, award)._.relations
    assert all(plain["method"] != "relations.owner.grant" for plain in said_in_two)
    text = f"La [O Commune de Dole] verse à [O Les Amis du Canal] 5 000 € de subvention, affectés à la [J {HALL}]."
    assert [(p["type"], p["subject"], p["object"]) for p in read(text, award)._.relations] == [("owner", 1, 2)]


def test_an_owner_is_not_its_own_partner():
    text = f"La [J {HALL}] est portée par la [O SPL Mobilités]. La [O SPL Mobilités] finance la [J {HALL}]."
    assert facts(text) == {("owner", "SPL Mobilités", HALL)}


def test_ce_projet_is_the_project_named_before():
    text = f"La [J {HALL}] avance. L'[O ADEME] finance ce projet à hauteur de 20 %."
    assert facts(text) == {("partner", "ADEME", HALL)}


def test_l_association_is_the_one_named_before():
    text = f"Vu la demande de l'association « [O Les Amis du Canal] ».\n\nL'association organise la [J {HALL}]."
    assert facts(text) == {("owner", "Les Amis du Canal", HALL)}
    two = f"Vu la demande des associations [O Association A] et [O Association B].\n\nL'association organise la [J {HALL}]."
    assert facts(two) == set()


def test_a_defined_term_is_its_party():
    def define(doc):
        doc._.terms = [{"term": "beneficiaire", "entity": 0, "start": 0, "end": len(doc.text)}]

    text = f"[O Les Amis du Canal], ci-après « le bénéficiaire ».\n\nLe bénéficiaire réalise la [J {HALL}]."
    assert [(p["type"], p["subject"], p["object"]) for p in read(text, define)._.relations] == [("owner", 0, 1)]


SHEET = f"""# [J {HALL}]

## A – Général

Maîtrise d'ouvrage : [O Commune de Dole]

Maîtrise d'œuvre : [O Atelier Loue]

## B – Description

Localisation du projet : [L Dole]

Partenaires associés :

- [O ADEME] ;
- [O Région Bourgogne-Franche-Comté].
"""


def test_the_fields_of_a_sheet_are_about_its_project():
    assert facts(SHEET) == {
        ("owner", "Commune de Dole", HALL),
        ("partner", "Atelier Loue", HALL),
        ("located", HALL, "Dole"),
        ("partner", "ADEME", HALL),
        ("partner", "Région Bourgogne-Franche-Comté", HALL),
    }


def test_fields_without_a_project_say_nothing():
    assert facts("Maîtrise d'ouvrage : [O Commune de Dole]\n\nPartenaires : [O ADEME]\n") == set()


def test_a_table_row_is_about_its_project():
    text = (
        "| Projet | Maître d'ouvrage | Commune |\n| --- | --- | --- |\n"
        f"| [J {HALL}] | [O SPL Mobilités] | [L Dole] |\n| [J Maison du lac] | [O ADEME] | [L Poligny] |\n"
    )
    assert facts(text) == {
        ("owner", "SPL Mobilités", HALL),
        ("located", HALL, "Dole"),
        ("owner", "ADEME", "Maison du lac"),
        ("located", "Maison du lac", "Poligny"),
    }


# --- places -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("la [L caserne Bernard] à [L Dole] est fermée.", {("located", "caserne Bernard", "Dole")}),
        ("[O EHPAD « Les Tilleuls »] à [L Poligny] 1655", {("located", "EHPAD « Les Tilleuls »", "Poligny")}),
        (
            "[L RD 905] au territoire des communes de [L Poligny] et [L Arbois] – Travaux",
            {("located", "RD 905", "Poligny"), ("located", "RD 905", "Arbois")},
        ),
        ("- **[L Champagnole]** - [J Maison du lac]\n", {("located", "Maison du lac", "Champagnole")}),
        (
            "# [L Champagnole]\n\n## [J Maison du lac]\n\nUn équipement neuf.\n",
            {("located", "Maison du lac", "Champagnole")},
        ),
        ("Le [O Département du Jura] à [L Dole] investit.", set()),
    ],
)
def test_where_things_lie(text, expected):
    assert facts(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("à [L Champagnole] ([L Jura])", {("part_of", "Champagnole", "Jura")}),
        (
            "Le territoire du [L Haut Jura nord] est composé des communes d'[L Arbois], de [L Poligny] et de [L Champagnole].",
            {("part_of", name, "Haut Jura nord") for name in ("Arbois", "Poligny", "Champagnole")},
        ),
        (
            "le programme « [G Petites villes de demain] » ([L Arbois], [L Poligny])",
            {("part_of", name, "Petites villes de demain") for name in ("Arbois", "Poligny")},
        ),
        (
            "Ce périmètre : dans le [L Jura], il recouvre deux villes :\n\n- [L Arbois] ;\n- [L Poligny].\n",
            {("part_of", "Arbois", "Jura"), ("part_of", "Poligny", "Jura")},
        ),
        (
            f"L'[G avenant au {CLIMATE}] modifie le [G {CLIMATE}].",
            {("part_of", f"avenant au {CLIMATE}", CLIMATE)},
        ),
    ],
)
def test_what_is_part_of_what(text, expected):
    assert facts(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "La [O Commune de Dole] est membre de l'[O Agence du Doubs].",
            ("member", "Commune de Dole", "Agence du Doubs"),
        ),
        (
            "La [O Commune de Dole] adhère au [O Syndicat mixte de la Loue].",
            ("member", "Commune de Dole", "Syndicat mixte de la Loue"),
        ),
        (
            "la [O Direction des routes] du [O Département du Jura]",
            ("member", "Direction des routes", "Département du Jura"),
        ),
    ],
)
def test_who_belongs_to_whom(text, expected):
    assert facts(text) == {expected}


def test_what_a_lead_in_begins_the_item_says():
    text = f"La [O Commune de Dole] :\n\n- soutient les associations ;\n- finance la [J {HALL}].\n"
    doc = read(text)
    (plain,) = doc._.relations
    assert (plain["type"], plain["role"]) == ("partner", None)
    assert doc.text[plain["start"] : plain["end"]] == f"finance la {HALL}"


def test_syntax_finds_a_subject_far_from_its_verb():
    text = (
        "L'[O ADEME] a décidé, après un long examen du dossier et des visites sur place qui ont duré plusieurs mois de l'année, de "
        f"financer la [J {HALL}]."
    )
    doc = read(text)
    assert facts(text) == {("partner", "ADEME", HALL)}
    assert doc._.relations[0]["method"] == "relations.partner.syntax"
    assert {token.pos_ for token in doc if token.text == "financer"} == {"VERB"}


# --- attributes ---------------------------------------------------------------------------------------------------


def attributes(marked: str) -> set[tuple[str, str, str]]:
    doc = read(marked)
    return {(doc._.entities[plain["subject"]]["name"], plain["name"], plain["value"]) for plain in doc._.attributes}


def test_a_siret_belongs_to_the_party_of_its_paragraph():
    text = "La [O Commune de Dole], SIRET n° 213 901 986 00017, d'une part,\n\nL'[O ADEME], SIRET 385 290 309 00454."
    assert attributes(text) == {("Commune de Dole", "siret", "21390198600017"), ("ADEME", "siret", "38529030900454")}


def test_a_number_whose_checksum_fails_is_unknown():
    assert attributes("La [O Commune de Dole], SIRET n° 213 901 986 00018.") == set()


def test_an_agreement_has_a_date_and_a_period():
    text = f"Vu le [G {CLIMATE}] 2021-2025 entre l'[O État] et l'[O ADEME], signé le 3 mars 2021."
    assert attributes(text) == {(CLIMATE, "period", "2021-2025"), (CLIMATE, "date", "2021-03-03")}


def test_parties_that_are_counted_and_not_named():
    text = f"L'[O État] et douze communes ont signé le [G {CLIMATE}]. Le pays compte 66 communes."
    assert attributes(text) == {(CLIMATE, "declared_count", "12")}


# --- laws ---------------------------------------------------------------------------------------------------------

NAMES = ["[O ADEME]", "[O SPL Mobilités]", "[L Dole]", "[J Maison du lac]", f"[G {CLIMATE}]", "[P Luc Morel]"]
WORDS = [
    " à ",
    ", ",
    " et la ",
    " (",
    ") ",
    " soutient ",
    " signé entre ",
    " porté par ",
    "\n\n",
    "\n- ",
    " : ",
    ". Ce projet ",
    " président de ",
    "Elle ",
    " situé ",
    " avec ",
]
PIECES = st.sampled_from(NAMES) | st.sampled_from(WORDS)


@settings(deadline=None)  # the first call compiles the rules
@given(st.lists(PIECES, max_size=14).map(" ".join))
def test_facts_stay_inside_the_text_and_never_join_a_thing_to_itself(marked):
    doc = read(marked)
    seen = set()
    for plain in doc._.relations:
        assert 0 <= plain["start"] < plain["end"] <= len(doc.text)
        assert plain["subject"] != plain["object"]
        assert max(plain["subject"], plain["object"]) < len(doc._.entities)
        key = (plain["type"], plain["subject"], plain["object"], plain["start"])
        assert key not in seen
        seen.add(key)


def test_no_evidence_leaves_its_document():
    shared = Path(__file__).parents[1].parent / "shared" / "corpus-other"
    if not shared.is_dir():
        pytest.skip("the shared corpora are not beside this checkout")
    for path in sorted(shared.glob("*.txt"))[:2]:
        doc = read(path.read_text(encoding="utf-8").replace("[", "(").replace("]", ")"))
        assert doc._.relations == []  # no mentions, no relations
