"""Resolution: what is one thing, what stays two, how it is called and where it is found."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filon.gazetteer import load
from filon.model import (
    Annotation,
    Attribute,
    AttributeName,
    Entity,
    EntityType,
    LocalEntity,
    Mention,
    Relation,
    RelationType,
)
from filon.resolve import resolve
from filon.resolve.labels import recase
from filon.resolve.names import clean, is_generic, is_short, name_key, person_key

ORG, PERSON, PLACE = EntityType.ORG, EntityType.PERSON, EntityType.PLACE
PROJECT, PROGRAMME = EntityType.PROJECT, EntityType.PROGRAMME

JURA = LocalEntity(PLACE, "Jura", registry="departement:39")
FINISTERE = LocalEntity(PLACE, "Finistère", registry="departement:29")


def document(name: str, *entities: LocalEntity, **fields: Sequence[object]) -> Annotation:
    """An annotation with one mention of each entity."""
    mentions = tuple(Mention(i, i + 1, i, 0.9, "test") for i in range(len(entities)))
    return Annotation(name, entities=entities, mentions=mentions, **fields)  # type: ignore[arg-type]


def number(subject: int, value: str, name: AttributeName = AttributeName.SIRET) -> Attribute:
    return Attribute(0, 1, subject, name, value, 0.9, "test")


def resolved(*annotations: Annotation) -> tuple[Entity, ...]:
    return resolve(annotations, load())


def of(entities: Sequence[Entity], document: str, index: int) -> Entity:
    """The entity that a local entity became."""
    (found,) = [entity for entity in entities if (document, index) in entity.members]
    return found


def one(first: LocalEntity, second: LocalEntity) -> bool:
    """Are the two one thing, each in its document of the same département?"""
    entities = resolved(document("a", first, JURA), document("b", second, JURA))
    return of(entities, "a", 0) == of(entities, "b", 0)


# --- names -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "label"),
    [
        ("Les Amis\ndu Fort", "Les Amis du Fort"),
        ("**Mission locale** :", "Mission locale"),
        ("« Les Amis du Fort »", "Les Amis du Fort"),
        ("5^{ème} commission", "5ème commission"),
        ("Lons-le-\nSaunier", "Lons-le-Saunier"),
        ("Pôle « Jeunesse »", "Pôle « Jeunesse »"),
        ("", ""),
    ],
)
def test_labels_are_clean(written: str, label: str) -> None:
    assert clean(written) == label


@given(st.text(max_size=30))
def test_cleaning_twice_changes_nothing_that_keys_see(text: str) -> None:
    assert name_key(clean(clean(text))) == name_key(clean(text))


def test_keys_forget_what_does_not_distinguish() -> None:
    assert name_key("L'association « Les Amis du Fort »") == name_key("LES AMIS DU FORT")
    assert name_key("Programmes alimentaires territoriaux") == name_key("programme alimentaire territorial")
    assert person_key("M. LEROUX Anne-Marie") == person_key("Anne-Marie Leroux")
    assert name_key("Lycée Jules Ferry") != name_key("Collège Jules Ferry")


def test_roads_by_their_number() -> None:
    assert len({name_key(name) for name in ("RD 152", "D152", "RD D152", "route départementale 152")}) == 1
    assert len({name_key(name) for name in ("A 21", "l'A21", "autoroute A21", "A21")}) == 1
    assert name_key("RD 152") != name_key("RN 152")
    assert not is_generic(name_key("A21"))


def test_names_that_name_a_kind_only() -> None:
    assert is_generic(name_key("le Conseil départemental"))
    assert is_generic(name_key("Convention d'objectifs et de moyens 2021-2023"))
    assert not is_generic(name_key("Mission locale Sud Jura"))
    assert is_short(name_key("ADEME"))
    assert not is_short(name_key("Agence de l'eau Artois-Picardie"))


# --- by registry -----------------------------------------------------------------------------------------------


def test_commune_and_its_body_are_two() -> None:
    entities = resolved(
        document(
            "a",
            LocalEntity(ORG, "Ville de Dole", registry="commune:39198"),
            LocalEntity(PLACE, "Dole", registry="commune:39198"),
        )
    )
    body, place = of(entities, "a", 0), of(entities, "a", 1)
    assert (body.iri, body.label, body.siren, body.insee) == (
        "org/commune-de-dole",
        "Commune de Dole",
        "213901986",
        None,
    )
    assert (place.iri, place.label, place.insee) == ("territory/commune/39198", "Dole", "39198")
    assert body.kind == "org-commune"


@pytest.mark.parametrize(
    "name",
    [
        "Département du Jura",
        "Conseil départemental du Jura",
        "CD39",
        "CD 39",
        "DÉPARTEMENT DU JURA",
        "Conseil général du Jura",
    ],
)
def test_one_body_of_a_departement(name: str) -> None:
    (entity,) = resolved(document("a", LocalEntity(ORG, name)))
    assert (entity.iri, entity.label) == ("org/departement-du-jura", "Département du Jura")
    assert entity.registry == "departement:39"


@pytest.mark.parametrize(
    ("name", "registry"),
    [
        ("Conseil régional de Bretagne", "region:53"),
        ("Région Hauts-de-France", "region:32"),
        ("Mairie de Dole", "commune:39198"),
        ("Communauté d'agglomération du Grand Dole", "epci:200010650"),
        ("Conseil départemental des jeunes du Jura", None),
        ("Ville d'art et d'histoire", None),
        ("Commune", None),
    ],
)
def test_bodies_by_name(name: str, registry: str | None) -> None:
    (entity,) = resolved(document("a", LocalEntity(ORG, name)))
    assert entity.registry == registry


def test_a_proper_name_alone_needs_its_ground() -> None:
    name = LocalEntity(ORG, "Douaisis Agglo")
    assert resolved(document("a", name))[0].registry is None
    entities = resolved(document("a", name, LocalEntity(PLACE, "Douai", registry="commune:59178")))
    assert of(entities, "a", 0).registry == "epci:200044618"


def test_namesakes_by_the_ground_of_the_document() -> None:
    town = LocalEntity(ORG, "Commune de Saint-Omer")
    entities = resolved(
        document("a", town, LocalEntity(PLACE, "Pas-de-Calais", registry="departement:62")),
        document("b", town, LocalEntity(PLACE, "Calvados", registry="departement:14")),
        document("c", town),
    )
    a, b, c = (of(entities, name, 0) for name in "abc")
    assert (a.registry, b.registry, c.registry) == ("commune:62765", "commune:14635", None)
    assert len({a.iri, b.iri, c.iri}) == 3
    assert a.iri == "org/commune-de-saint-omer-62765"


def test_a_number_joins_names_and_gives_the_siren() -> None:
    entities = resolved(
        document("a", LocalEntity(ORG, "Département du Pas-de-Calais"), attributes=[number(0, "226 200 012 00012")]),
        document("b", LocalEntity(ORG, "La collectivité signataire"), attributes=[number(0, "22620001200012")]),
        document("c", LocalEntity(ORG, "La collectivité signataire")),
    )
    assert of(entities, "a", 0) == of(entities, "b", 0)
    assert of(entities, "a", 0).siren == "226200012"
    assert of(entities, "b", 0).label == "Département du Pas-de-Calais"


def test_a_wrong_number_says_nothing() -> None:
    entities = resolved(
        document("a", LocalEntity(ORG, "Les Amis du Lac"), attributes=[number(0, "22620001300012")]),
        document("b", LocalEntity(ORG, "Les Amis du Bois"), attributes=[number(0, "22620001300012")]),
    )
    assert [entity.siren for entity in entities] == [None, None]


def test_a_number_of_another_body_is_dropped() -> None:
    entities = resolved(
        document(
            "a",
            LocalEntity(ORG, "Commune de Dole", registry="commune:39198"),
            attributes=[number(0, load().entry("commune:39300").siren or "", AttributeName.SIREN)],
        )
    )
    assert entities[0].siren == "213901986"


def test_a_school_with_the_number_of_its_commune_is_not_the_commune() -> None:
    (school,) = resolved(
        document("a", LocalEntity(ORG, "École Jules Ferry"), attributes=[number(0, "213901986", AttributeName.SIREN)])
    )
    assert school.registry is None
    assert school.label == "École Jules Ferry"


def test_associations_by_their_number() -> None:
    first, second = LocalEntity(ORG, "Les Amis du Lac"), LocalEntity(ORG, "Amicale des riverains du lac")
    rna = number(0, "W391000001", AttributeName.RNA)
    entities = resolved(document("a", first, attributes=[rna]), document("b", second, attributes=[rna]))
    assert len(entities) == 1
    assert entities[0].siren is None


# --- by name ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (LocalEntity(ORG, "Les Amis du Lac"), LocalEntity(ORG, "Association « Les amis du lac »")),
        (LocalEntity(ORG, "Mission locale Sud Jura", ("MLSJ",)), LocalEntity(ORG, "MLSJ")),
        (LocalEntity(ORG, "ADEME"), LocalEntity(ORG, "Ademe")),
        (LocalEntity(PERSON, "Jeanne MARTIN"), LocalEntity(PERSON, "MARTIN Jeanne")),
        (LocalEntity(PLACE, "Parc des Sports"), LocalEntity(PLACE, "parc des sports")),
        (
            LocalEntity(ORG, "Les Amis du Prieuré Sainte-Walburge"),
            LocalEntity(ORG, "Les Amis du Prieuré Sainte-Walbuge"),
        ),
        (
            LocalEntity(PROGRAMME, "Plan départemental ESI", ("PDESI",)),
            LocalEntity(PROGRAMME, "Plan départemental des espaces, sites et itinéraires", ("PDESI",)),
        ),
        (
            LocalEntity(PROGRAMME, "contrat de relance du tourisme hivernal", kind="agreement-contract"),
            LocalEntity(PROGRAMME, "Contrat de relance du tourisme hivernal", kind="agreement-contract"),
        ),
        (
            LocalEntity(PROJECT, "Rénovation de la halle des sports"),
            LocalEntity(PROJECT, "rénovation de la halle des sports"),
        ),
    ],
)
def test_one_thing_in_two_documents(first: LocalEntity, second: LocalEntity) -> None:
    assert one(first, second)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (LocalEntity(ORG, "Lycée Jacques Duhamel"), LocalEntity(ORG, "Collège Jacques Duhamel")),
        (LocalEntity(ORG, "le Conseil départemental"), LocalEntity(ORG, "le Conseil départemental")),
        (LocalEntity(PROGRAMME, "Contrat de ville 2015-2020"), LocalEntity(PROGRAMME, "Contrat de ville 2021-2026")),
        (LocalEntity(PERSON, "MARTIN"), LocalEntity(PERSON, "MARTIN")),
        (LocalEntity(ORG, "les communes", collective=True), LocalEntity(ORG, "les communes", collective=True)),
        (LocalEntity(ORG, "Syndicat des eaux de Montigny"), LocalEntity(ORG, "Syndicat des eaux de Montagny")),
        (LocalEntity(ORG, "Comité des fêtes de Bois-d'Amont"), LocalEntity(PLACE, "Comité des fêtes de Bois-d'Amont")),
        (
            LocalEntity(PROGRAMME, "convention de financement des travaux", kind="agreement-convention"),
            LocalEntity(PROGRAMME, "convention de financement des travaux", kind="agreement-convention"),
        ),
    ],
)
def test_two_things_in_two_documents(first: LocalEntity, second: LocalEntity) -> None:
    assert not one(first, second)


@pytest.mark.parametrize(
    "local",
    [
        LocalEntity(ORG, "Collège Jules Ferry"),
        LocalEntity(PLACE, "Quartier de la Gare"),
        LocalEntity(PROJECT, "Rénovation de la salle polyvalente"),
        LocalEntity(PERSON, "Jeanne MARTIN"),
    ],
)
def test_namesakes_on_other_ground_are_other_things(local: LocalEntity) -> None:
    entities = resolved(document("a", local, JURA), document("b", local, FINISTERE), document("c", local, JURA))
    a, b, c = (of(entities, name, 0) for name in "abc")
    assert a == c != b
    assert {a.iri.rsplit("-", 1)[1], b.iri.rsplit("-", 1)[1]} == {"39", "29"}


def test_national_names_do_not_hang_on_ground() -> None:
    agency = LocalEntity(ORG, "Agence nationale de l'habitat", ("Anah",))
    entities = resolved(
        document("a", agency, JURA),
        document("b", agency, FINISTERE),
        document("c", LocalEntity(ORG, "ANAH"), FINISTERE),
    )
    assert len({of(entities, name, 0).iri for name in "abc"}) == 1


def test_a_motorway_is_one_road_and_a_departmental_road_is_not() -> None:
    roads = LocalEntity(PLACE, "A39"), LocalEntity(PLACE, "RD 475")
    entities = resolved(document("a", *roads, JURA), document("b", *roads, FINISTERE))
    assert of(entities, "a", 0) == of(entities, "b", 0)
    assert of(entities, "a", 1) != of(entities, "b", 1)


def test_two_wordings_of_a_national_name_share_their_acronym() -> None:
    first = LocalEntity(ORG, "Agence nationale de l'habitat", ("Anah",))
    second = LocalEntity(ORG, "Agence Nationale pour l'Amélioration de l'Habitat", ("ANAH",))
    entities = resolved(document("a", first, JURA), document("b", second, FINISTERE))
    assert of(entities, "a", 0) == of(entities, "b", 0)


def test_a_variant_of_a_scheme_is_not_the_scheme() -> None:
    scheme = LocalEntity(PROGRAMME, "Opération programmée d'amélioration de l'habitat", ("OPAH",))
    variant = LocalEntity(
        PROGRAMME, "Opération programmée d'amélioration de l'habitat de renouvellement urbain", ("OPAH",)
    )
    entities = resolved(document("a", scheme, JURA), document("b", variant, FINISTERE))
    assert of(entities, "a", 0) != of(entities, "b", 0)


def test_a_shared_acronym_does_not_join_two_grounds() -> None:
    names = "Direction départementale des territoires du Jura", "Direction départementale des territoires du Finistère"
    entities = resolved(
        document("a", LocalEntity(ORG, names[0], ("DDTM",)), JURA),
        document("b", LocalEntity(ORG, names[1], ("DDTM",)), FINISTERE),
        document("c", LocalEntity(ORG, "Direction départementale des territoires et de la mer", ("DDTM",)), FINISTERE),
    )
    a, b, c = (of(entities, name, 0) for name in "abc")
    assert a not in (b, c)


def test_a_misprint_of_a_body_with_a_code() -> None:
    boulogne = LocalEntity(PLACE, "Boulogne-sur-Mer", registry="commune:62160")
    right = LocalEntity(ORG, "Communauté d'agglomération du Boulonnais")
    wrong = LocalEntity(ORG, "Communauté d'agglomération du Boulonais")
    assert len(resolved(document("a", right, boulogne), document("b", wrong, boulogne))) == 2
    assert len(resolved(document("a", right, boulogne), document("b", wrong, FINISTERE))) == 4


def test_an_acronym_of_two_bodies_means_the_one_on_its_ground() -> None:
    lumbres = LocalEntity(ORG, "Communauté de communes du Pays de Lumbres", ("CCPL",), registry="epci:246201016")
    lauzun = LocalEntity(ORG, "Communauté de communes du Pays de Lauzun", ("CCPL",), registry="epci:244701355")
    short = LocalEntity(ORG, "CCPL")
    entities = resolved(
        document("a", lumbres),
        document("b", lauzun),
        document("c", short, LocalEntity(PLACE, "Lumbres", registry="commune:62534")),
        document("d", short),
        document("e", short, JURA),
    )
    assert of(entities, "c", 0) == of(entities, "a", 0)
    others = {of(entities, name, 0).iri for name in "de"}
    assert not others & {of(entities, "a", 0).iri, of(entities, "b", 0).iri}


def test_a_name_means_the_body_of_its_ground() -> None:
    base, jura = LocalEntity(ORG, "Chambre d'agriculture"), LocalEntity(ORG, "Chambre d'agriculture du Jura")
    entities = resolved(document("a", base, JURA), document("b", jura, JURA))
    assert of(entities, "a", 0) == of(entities, "b", 0)
    entities = resolved(document("a", base, FINISTERE), document("b", jura, JURA))
    assert of(entities, "a", 0) != of(entities, "b", 0)


def test_a_class_of_parties_is_joined_by_its_whole_name_only() -> None:
    ten = LocalEntity(ORG, "10 communes", ("communes",), collective=True)
    eleven = replace(ten, name="11 communes")
    assert len(resolved(document("a", ten, eleven))) == 2


def test_a_commune_is_known_by_the_beginning_of_its_name_on_its_ground() -> None:
    short = LocalEntity(ORG, "commune du Touquet")
    assert resolved(document("a", short))[0].registry is None
    entities = resolved(document("a", short, LocalEntity(PLACE, "Pas-de-Calais", registry="departement:62")))
    assert of(entities, "a", 0).registry == "commune:62826"


def test_the_ground_is_no_kind_of_body() -> None:
    (place,) = resolved(document("a", replace(JURA, kind="org-departement")))
    assert place.kind is None


def test_a_person_is_known_by_the_body_where_grounds_are_unknown() -> None:
    person, body = LocalEntity(PERSON, "Jeanne MARTIN"), LocalEntity(ORG, "Agence nationale de l'habitat")
    other = LocalEntity(ORG, "Fondation du patrimoine")
    post = [Relation(0, 1, RelationType.HOLDS_POST, 0, 1, 0.9, "test", "Présidente")]
    entities = resolved(
        document("a", person, body, relations=post),
        document("b", replace(person, name="Jeanne Martin"), body, relations=post),
        document("c", person, other, relations=post),
    )
    a, b, c = (of(entities, name, 0) for name in "abc")
    assert a == b != c
    assert a.iri == "person/jeanne-martin--agence-nationale-de-l-habitat"
    assert c.iri == "person/jeanne-martin--fondation-du-patrimoine"


# --- labels ----------------------------------------------------------------------------------------------------


def test_the_fullest_name_in_ordinary_letters_is_the_label() -> None:
    entities = resolved(
        document("a", LocalEntity(PROGRAMME, "ENGAGEMENT POUR LE HAUT-JURA", ("EHJ",))),
        document("b", LocalEntity(PROGRAMME, "Engagement pour le\nHaut-Jura")),
        document("c", LocalEntity(PROGRAMME, "EHJ")),
    )
    assert [(entity.label, entity.alt_labels) for entity in entities] == [("Engagement pour le Haut-Jura", ("EHJ",))]


def test_capitals_are_recased_by_other_names() -> None:
    cased = {"sictom": "SICTOM", "zone": "zone", "lons": "Lons"}
    assert recase("SICTOM DE LA ZONE DE LONS", ORG, cased) == "SICTOM de la zone de Lons"
    assert recase("OFFICE DU TOURISME", ORG, {}) == "Office du Tourisme"
    assert recase("JEAN-CLAUDE MARTIN", PERSON, {}) == "Jean-Claude Martin"


def test_a_single_word_in_capitals_is_printed_as_elsewhere() -> None:
    club = LocalEntity(ORG, "Club nautique de CLAIRVAUX et du SICTOM")
    other = LocalEntity(ORG, "Amis de Clairvaux"), LocalEntity(ORG, "SICTOM du Lac")
    entities = resolved(document("a", club, *other))
    assert of(entities, "a", 0).label == "Club nautique de Clairvaux et du SICTOM"


def test_a_given_name_stands_first() -> None:
    (entity,) = resolved(document("a", LocalEntity(PERSON, "MARTIN Anne-Lise")))
    assert (entity.label, entity.iri) == ("Anne-Lise MARTIN", "person/anne-lise-martin")


def test_folders_follow_type_and_kind() -> None:
    entities = resolved(
        document(
            "a",
            LocalEntity(PLACE, "Terril de la Loisne", kind="site-terril"),
            LocalEntity(PLACE, "Haut-Jura"),
            LocalEntity(PROGRAMME, "Convention Haut-Jura 2030", kind="agreement-convention"),
            LocalEntity(PROGRAMME, "Plan Rivières", kind="programme-plan"),
            LocalEntity(PROJECT, "Musée du Jouet"),
        )
    )
    assert {entity.iri for entity in entities} == {
        "site/terril-de-la-loisne",
        "place/haut-jura",
        "agreement/convention-haut-jura-2030",
        "programme/plan-rivieres",
        "project/musee-du-jouet",
    }


# --- laws ------------------------------------------------------------------------------------------------------

_NAMES = st.sampled_from(
    [
        LocalEntity(ORG, "Commune de Dole", ("Dole",), registry="commune:39198"),
        LocalEntity(PLACE, "Dole", registry="commune:39198"),
        LocalEntity(ORG, "CCPL"),
        LocalEntity(ORG, "Communauté de communes du Pays de Lumbres", ("CCPL",)),
        LocalEntity(ORG, "Communauté de communes du Pays de Lauzun", ("CCPL",)),
        LocalEntity(ORG, "Collège Jules Ferry"),
        LocalEntity(ORG, "LES AMIS DU PRIEURÉ SAINTE-WALBURGE"),
        LocalEntity(ORG, "Les Amis du Prieuré Sainte-Walbuge", ("Les Amis",)),
        LocalEntity(ORG, "l'association"),
        LocalEntity(ORG, "les communes", collective=True),
        LocalEntity(ORG, "Chambre d'agriculture"),
        LocalEntity(ORG, "Chambre d'agriculture du Jura"),
        LocalEntity(ORG, "Chambre d'agriculture du Finistère"),
        LocalEntity(ORG, "Communauté d'agglomération du Boulonnais", ("CADB",), registry="epci:246200729"),
        LocalEntity(ORG, "Communauté d'agglomération du Boulonnois", registry="epci:246200364"),
        LocalEntity(ORG, "Communauté d'agglomération du Boulonais", ("CADB",)),
        LocalEntity(PERSON, "Jeanne MARTIN"),
        LocalEntity(PERSON, "MARTIN Jeanne"),
        LocalEntity(PERSON, "MARTIN"),
        LocalEntity(PROJECT, "Rénovation de la salle polyvalente"),
        JURA,
        FINISTERE,
    ]
)
_DOCUMENTS = st.lists(st.lists(_NAMES, max_size=5), min_size=1, max_size=5).map(
    lambda bodies: [
        document(f"d{i}", *entities, attributes=[number(0, "22620001200012")] * (i % 2))
        for i, entities in enumerate(bodies)
    ]
)


@settings(deadline=None)
@given(_DOCUMENTS, st.randoms())
def test_the_order_of_documents_does_not_count(documents: list[Annotation], random: object) -> None:
    shuffled = list(documents)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert resolve(shuffled, load()) == resolve(documents, load())


@settings(deadline=None)
@given(_DOCUMENTS)
def test_every_local_entity_is_in_one_entity_with_an_iri_of_its_own(documents: list[Annotation]) -> None:
    entities = resolve(documents, load())
    members = [member for entity in entities for member in entity.members]
    assert sorted(members) == sorted((d.document, i) for d in documents for i in range(len(d.entities)))
    assert len({entity.iri for entity in entities}) == len(entities)
    by_document = {d.document: d for d in documents}
    for entity in entities:
        assert entity.label
        assert entity.label not in entity.alt_labels
        assert {by_document[name].entities[i].type for name, i in entity.members} == {entity.type}


@settings(deadline=None)
@given(_DOCUMENTS)
def test_things_with_different_codes_never_meet(documents: list[Annotation]) -> None:
    by_document = {d.document: d for d in documents}
    for entity in resolve(documents, load()):
        codes = {by_document[name].entities[i].registry for name, i in entity.members} - {None}
        assert len(codes) <= 1


def test_many_entities_in_little_time() -> None:
    documents = [
        document(
            f"d{i:03}",
            *(LocalEntity(ORG, f"Association des riverains du lac numéro {i * 20 + j}") for j in range(100)),
            JURA,
        )
        for i in range(100)
    ]
    start = time.perf_counter()
    entities = resolved(*documents)
    assert time.perf_counter() - start < 20
    assert len(entities) == 100 * 20 + 80 + 1
