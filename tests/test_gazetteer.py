"""The gazetteer: names, namesakes, bodies, the scan of a text."""

from __future__ import annotations

import gzip
import re
import time
import unicodedata
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.fr import siren

from filon.gazetteer import EDITION, Gazetteer, load, normalise, normalise_word, split_article, with_de

# What a text's tokeniser gives: runs of letters, of digits, single signs; an elided word keeps its apostrophe.
TOKENS = re.compile(r"[^\W\d_]+['’](?=\w)|[^\W\d_]+|\d+|[^\S \n]+|\n+| +|.", re.DOTALL)


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return load()


@pytest.fixture(scope="module")
def communes(gazetteer: Gazetteer) -> list[str]:
    return [key for key in gazetteer if key.startswith("commune:")]


def found(gazetteer: Gazetteer, text: str) -> list[tuple[str, tuple[str, ...]]]:
    """The names that the scan finds, as printed, with their keys."""
    spans = [(m.start(), m.end()) for m in TOKENS.finditer(text) if m.group() != " "]
    matches = gazetteer.scan([text[a:b] for a, b in spans])
    return [(text[spans[m.start][0] : spans[m.end - 1][1]], m.keys) for m in matches]


# --- normalisation ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Saint-Omer", "saint omer"),
        ("ST OMER", "saint omer"),
        ("Ste-Marie-Kerque", "sainte marie kerque"),
        ("Nœux-les-Mines", "noeux les mines"),
        ("NOEUX LES MINES", "noeux les mines"),
        ("Fresnes-lès-Montauban", "fresnes les montauban"),
        ("Fresnes-lez-Montauban", "fresnes les montauban"),
        ("Boulogne s/Mer", "boulogne sur mer"),
        ("Noyelles s/s Lens", "noyelles sous lens"),
        ("L’Haÿ-les-Roses", "l hay les roses"),
        ("Marseille 1er", "marseille 1 er"),
        ("  ", ""),
    ],
)
def test_one_key_for_every_spelling(written: str, key: str) -> None:
    assert normalise(written) == key


@given(st.text(max_size=40))
def test_normalising_twice_changes_nothing(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


@given(st.text(alphabet="abcéèœÉŒçL'-  ", max_size=30))
def test_letter_case_and_composition_do_not_count(text: str) -> None:
    assert normalise(text.upper()) == normalise(text) == normalise(unicodedata.normalize("NFD", text))


@given(st.from_regex(r"[A-Za-zéèœŒÉç]{1,12}|[0-9]{1,4}|[-,./(]", fullmatch=True))
def test_a_token_alone_has_the_key_that_it_has_in_a_name(token: str) -> None:
    assert normalise_word(token) == normalise(token)


@pytest.mark.parametrize(
    ("name", "liaison", "text"),
    [
        ("Lens", 0, "de Lens"),
        ("Avion", 1, "d'Avion"),
        ("Le Portel", 2, "du Portel"),
        ("La Bassée", 3, "de la Bassée"),
        ("Les Attaques", 4, "des Attaques"),
        ("L'Étoile", 5, "de l'Étoile"),
        ("Pas-de-Calais", 2, "du Pas-de-Calais"),
        ("Ain", 5, "de l'Ain"),
    ],
)
def test_a_name_after_de(name: str, liaison: int, text: str) -> None:
    assert with_de(name, liaison) == text


def test_only_a_leading_article_is_split_off() -> None:
    assert split_article("le portel") == ("le", "portel")
    assert split_article("lens") == ("", "lens")
    assert split_article("les") == ("", "les")


# --- the data --------------------------------------------------------------------------------------------------


def test_edition_is_the_one_in_the_file(gazetteer: Gazetteer) -> None:
    assert gazetteer.edition == EDITION


def test_file_has_no_clock_in_it() -> None:
    raw = (files("filon.gazetteer") / "cog.tsv.gz").read_bytes()
    assert raw[:2] == b"\x1f\x8b"
    assert raw[4:8] == bytes(4)
    assert len(raw) < 2_000_000
    assert gzip.decompress(raw).endswith(b"\n")


def test_sirens_have_their_check_digit(gazetteer: Gazetteer) -> None:
    numbers = [entry.siren for key in gazetteer if (entry := gazetteer.entry(key)).siren]
    assert len(numbers) > 35_000
    assert [number for number in numbers if not siren.is_valid(number)] == []


def test_parents_are_entries(gazetteer: Gazetteer) -> None:
    entries = [gazetteer.entry(key) for key in gazetteer]
    parents = {parent for e in entries for parent in (e.departement, e.epci, e.region, e.chief) if parent}
    assert {parent for parent in parents if parent not in gazetteer} == set()


def test_a_commune_with_all_that_is_known_of_it(gazetteer: Gazetteer) -> None:
    lens = gazetteer.entry("commune:62498")
    assert (lens.name, lens.insee, lens.siren) == ("Lens", "62498", "216204982")
    assert (lens.departement, lens.region, lens.epci) == ("departement:62", "region:32", "epci:246200364")
    assert lens.population > 25_000
    assert lens.body_name == "Commune de Lens"


def test_a_territory_by_the_number_of_its_body(gazetteer: Gazetteer) -> None:
    assert gazetteer.by_siren("216204982") == gazetteer.entry("commune:62498")
    assert gazetteer.by_siren("000000000") is None


def test_a_former_region_leads_to_the_one_that_replaced_it(gazetteer: Gazetteer) -> None:
    (picardie,) = gazetteer.candidates("picardie", kind="region")
    assert (picardie.former, picardie.chief) == (True, "region:32")
    assert not gazetteer.entry("region:32").former


def test_what_has_changed_its_name_is_found_by_the_old_one(gazetteer: Gazetteer) -> None:
    (flandre,) = gazetteer.candidates(normalise("Communauté de communes de Flandre Intérieure"))
    assert (flandre.key, flandre.former) == ("epci:200040947", False)
    (calaisis,) = gazetteer.candidates(normalise("Communauté d'agglomération du Calaisis"))
    assert (calaisis.key, calaisis.former) == ("epci:246201149", True)
    assert gazetteer.candidates("calaisis") == ()
    assert found(gazetteer, "le Calaisis et la communauté d'agglomération du Calaisis") == [
        ("communauté d'agglomération du Calaisis", ("epci:246201149",))
    ]


def test_an_old_name_of_a_commune_is_one_of_several(gazetteer: Gazetteer) -> None:
    montreuil = gazetteer.candidates("montreuil", kind="commune")
    assert {"commune:62588", "commune:93048"} <= {entry.key for entry in montreuil}
    assert gazetteer.choose(montreuil, gazetteer.spread({"departement:62": 1.0})).key == "commune:62588"


def test_a_body_that_lives_on_under_its_name_is_one(gazetteer: Gazetteer) -> None:
    assert [e.key for e in gazetteer.candidates(normalise("Métropole Européenne de Lille"))] == ["epci:200093201"]
    assert gazetteer.by_siren("245900410").former


def test_a_delegated_commune_knows_its_commune(gazetteer: Gazetteer) -> None:
    part = next(gazetteer.entry(key) for key in gazetteer if key.startswith("commune-deleguee:"))
    assert part.chief in gazetteer
    assert part.siren is None


def test_unknown_keys(gazetteer: Gazetteer) -> None:
    assert gazetteer.get("commune:00000") is None
    assert gazetteer.get(None) is None
    with pytest.raises(KeyError):
        gazetteer.entry("commune:00000")


# --- names and bodies ------------------------------------------------------------------------------------------


def test_every_commune_answers_to_its_name(gazetteer: Gazetteer, communes: list[str]) -> None:
    lost = []
    for key in communes:
        entry = gazetteer.entry(key)
        name = entry.name.partition(" (")[0]
        bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
        spellings = {name, name.upper(), *([bare] if "œ" not in name.lower() else [])}
        if not entry.former and not all(entry in gazetteer.candidates(normalise(s)) for s in spellings):
            lost.append(name)
    assert lost == []


def test_namesakes_are_all_kept(gazetteer: Gazetteer) -> None:
    keys = {entry.key for entry in gazetteer.candidates("saint omer", kind="commune")}
    assert keys == {"commune:14635", "commune:62765"}


def test_the_article_may_be_missing_after_a_contraction(gazetteer: Gazetteer) -> None:
    assert [e.key for e in gazetteer.candidates("portel")] == ["commune:62667"]


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Communauté d'agglomération du Boulonnais", "epci:246200729"),
        ("CA du Boulonnais", "epci:246200729"),
        ("Douaisis Agglo", "epci:200044618"),
        ("Communauté d'agglomération du Douaisis", "epci:200044618"),
        ("Communauté de communes Coeur d'Ostrevent", "epci:245901152"),  # a communauté d'agglomération since
        ("Communauté de Communes du Pays de Lumbres", "epci:246201016"),
        ("CC Pays de Lumbres", "epci:246201016"),
        ("Communauté d’Agglomération Béthune-Bruay Artois-Lys Romane", "epci:200072460"),
        ("Métropole Européenne de Lille", "epci:200093201"),
        ("Communauté d'agglomération de Valenciennes", "epci:245901160"),
        ("CAPI", "epci:243800604"),
        ("Plaine Commune", "ept:200057867"),
        ("Communauté de communes de la Terre des 2 Caps", "epci:246200380"),
        ("Communauté de communes des Sept Vallées", "epci:200044030"),
        ("Communautés d'agglomération de Lens-Liévin", "epci:246200364"),
    ],
)
def test_intercommunal_bodies_by_the_names_in_use(gazetteer: Gazetteer, name: str, key: str) -> None:
    assert key in [entry.key for entry in gazetteer.candidates(normalise(name))]


def test_a_legal_form_alone_is_no_body(gazetteer: Gazetteer) -> None:
    assert gazetteer.candidates("communaute de communes") == ()


def test_an_epci_by_its_core(gazetteer: Gazetteer) -> None:
    assert [e.key for e in gazetteer.epci_by_core("pays de lumbres")] == ["epci:246201016"]
    assert gazetteer.epci_by_core("pays de nulle part") == ()


@pytest.mark.parametrize(
    ("key", "body"),
    [
        ("commune:62667", "Commune du Portel"),
        ("commune:62065", "Commune d'Avion"),
        ("departement:62", "Département du Pas-de-Calais"),
        ("departement:01", "Département de l'Ain"),
        ("region:32", "Région Hauts-de-France"),
        ("epci:246200364", "Communauté d'agglomération de Lens-Liévin"),
        ("epci:246201016", "Communauté de communes du Pays de Lumbres"),
        ("epci:200093201", "Métropole Européenne de Lille"),
    ],
)
def test_the_body_of_a_territory(gazetteer: Gazetteer, key: str, body: str) -> None:
    assert gazetteer.entry(key).body_name == body


def test_a_shortened_name_is_found_by_its_beginning(gazetteer: Gazetteer) -> None:
    assert "commune:62160" in [entry.key for entry in gazetteer.shortened("boulogne")]
    assert "commune:62826" in [entry.key for entry in gazetteer.shortened("le touquet")]
    assert gazetteer.shortened("saint") == ()
    name = normalise("Communauté d'agglomération de Béthune-Bruay")
    assert [entry.key for entry in gazetteer.shortened(name, "epci")] == ["epci:200072460"]


@pytest.mark.parametrize("name", ["Avion", "Le Titre", "La Couture", "Les Attaques", "Rue", "Nord", "ARS", "y"])
def test_names_that_prove_nothing_alone(gazetteer: Gazetteer, name: str) -> None:
    assert gazetteer.is_common_word(name)


@pytest.mark.parametrize("name", ["Liévin", "Boulogne-sur-Mer", "Calais", "Quimper", "Nulle-Part-les-Bains"])
def test_names_that_are_no_words(gazetteer: Gazetteer, name: str) -> None:
    assert not gazetteer.is_common_word(name)


def test_names_that_people_bear(gazetteer: Gazetteer) -> None:
    assert gazetteer.is_person_name("Raymond")
    assert not gazetteer.is_person_name("Liévin")


# --- the scan --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("de Saint-Omer à Lens.", ["Saint-Omer", "Lens"]),
        ("NEUFCHATEL-HARDELOT et Ste Marie Kerque", ["NEUFCHATEL-HARDELOT", "Ste Marie Kerque"]),
        ("la commune de Le Portel", ["Le Portel"]),
        ("la ville du Portel", ["Portel"]),
        ("au Touquet-Paris-Plage, aux Attaques", ["Touquet-Paris-Plage", "Attaques"]),
        ("un Portel", []),
        ("Boulogne-sur-\nMer", ["Boulogne-sur-\nMer"]),
        ("Boulogne s/Mer, Noyelles s/s Lens", ["Boulogne s/Mer", "Noyelles s/s Lens"]),
        ("Lens-Liévin", ["Lens-Liévin"]),
        ("Lens\nLiévin", ["Lens", "Liévin"]),
        ("Lens, Liévin", ["Lens", "Liévin"]),
        ("Saint\n\nOmer", []),
        ("les avions, la rue", []),
        ("la communauté de communes du Pays de Lumbres", ["communauté de communes du Pays de Lumbres"]),
        ("la communauté de communes du pays", []),
        ("Communauté d'agglomération de Béthune-Bruay, Artois-Lys Romane", None),
        (
            "Région Hauts-de-France, Départements du Nord et du Pas-de-Calais",
            ["Hauts-de-France", "Nord", "Pas-de-Calais"],
        ),
        ("le Nord-Pas-de-Calais", ["Nord-Pas-de-Calais"]),
        ("", []),
    ],
)
def test_names_in_a_text(gazetteer: Gazetteer, text: str, names: list[str] | None) -> None:
    assert [name for name, _ in found(gazetteer, text)] == ([text] if names is None else names)


def test_every_commune_is_found_in_a_text(gazetteer: Gazetteer, communes: list[str]) -> None:
    sample = [gazetteer.entry(key) for key in communes[::11] if "(" not in gazetteer.entry(key).name]
    for spelling in (str, str.upper, lambda name: re.sub("[ -]+", " ", name)):
        text = " ; ".join(spelling(entry.name) for entry in sample)
        keys = [set(keys) for _, keys in found(gazetteer, text)]
        assert len(keys) == len(sample)
        assert [e.name for e, k in zip(sample, keys, strict=True) if e.key not in k] == []


@given(
    st.lists(st.sampled_from(["Lens", "-", "Liévin", ",", "\n", "de", "Le", "Portel", "du", "s", "/", "CC", "é", " "]))
)
def test_matches_are_in_order_and_apart(words: list[str]) -> None:
    matches = load().scan(words)
    ends = [0]
    for match in matches:
        assert ends[-1] <= match.start < match.end <= len(words)
        assert match.keys
        ends.append(match.end)


def test_a_long_text_is_read_in_linear_time(gazetteer: Gazetteer) -> None:
    words = TOKENS.findall("Le maire de Lens et la communauté de communes du Pays de Lumbres ont signé à Saint-Omer. ")
    gazetteer.scan(words)
    spent = []
    for times in (500, 5000):
        start = time.process_time()
        assert len(gazetteer.scan(words * times)) == 3 * times
        spent.append(time.process_time() - start)
    assert spent[1] < 40 * spent[0]


# --- namesakes -------------------------------------------------------------------------------------------------


def test_the_territory_of_the_document_settles_a_namesake(gazetteer: Gazetteer) -> None:
    both = gazetteer.candidates("saint omer", kind="commune")
    artois = gazetteer.spread({"departement:62": 1.0})
    calvados = gazetteer.spread({"departement:14": 1.0})
    assert gazetteer.choose(both, artois).key == "commune:62765"
    assert gazetteer.choose(both, calvados).key == "commune:14635"


def test_a_neighbour_settles_a_namesake(gazetteer: Gazetteer) -> None:
    both = gazetteer.candidates("saint omer", kind="commune")
    assert gazetteer.choose(both, gazetteer.spread({"commune:62041": 1.0})).key == "commune:62765"


def test_doubt_stays_doubt(gazetteer: Gazetteer) -> None:
    several = gazetteer.candidates("saint denis", kind="commune")
    assert len(several) > 2
    assert gazetteer.choose(several, {}) is None
    assert gazetteer.choose(several, gazetteer.spread({"departement:93": 1.0, "departement:974": 1.0})) is None
    assert gazetteer.choose((), {}) is None


def test_a_small_place_is_not_taken_from_far_away(gazetteer: Gazetteer) -> None:
    (creche,) = gazetteer.candidates("la creche", kind="commune")  # in the Deux-Sèvres
    assert gazetteer.choose([creche], {}) == creche
    assert gazetteer.choose([creche], gazetteer.spread({"departement:79": 1.0})) == creche
    assert gazetteer.choose([creche], gazetteer.spread({"departement:62": 1.0})) is None
    assert gazetteer.choose([creche], gazetteer.spread({"departement:62": 100.0, "departement:79": 1.0})) is None
    (rennes,) = gazetteer.candidates("rennes", kind="commune")
    assert gazetteer.choose([rennes], gazetteer.spread({"departement:62": 1.0})) == rennes


def test_a_region_settles_namesakes_where_no_departement_is_named(gazetteer: Gazetteer) -> None:
    both = gazetteer.candidates("saint omer", kind="commune")
    assert gazetteer.choose(both, gazetteer.spread({"region:28": 1.0})).key == "commune:14635"


@given(st.data())
def test_the_choice_does_not_depend_on_order(data: st.DataObject) -> None:
    gazetteer = load()
    several = gazetteer.candidates("sainte marie")
    assert len(several) > 3
    named = data.draw(st.sampled_from([{}, {several[0].departement: 1.0}, {several[-1].key: 2.0, several[1].key: 1.0}]))
    context = gazetteer.spread(named)
    assert gazetteer.choose(data.draw(st.permutations(several)), context) == gazetteer.choose(several, context)
