"""Pairs of names: how they are weighed, what is joined beyond doubt, what is left to a person; scored on ``tests/pairs``."""

from __future__ import annotations

import pytest

from filon.gazetteer import load
from filon.resolve.compare import Comparison, Likeness, Profile, compare, profile
from filon.resolve.identity import read_nodes
from filon.resolve.wording import abbreviates, align, is_slip, read_wording, spoken_forms
from name_pairs import HALVES, Pair, joined, read_pairs, score, table, wratio

_ALL = [pair for half in HALVES for pair in read_pairs(half)]


def weighed(name: str, around: str, other: str, around_other: str) -> Comparison:
    one, two = profiles(Pair((name, other), (around, around_other), same=False))
    return compare(one, two, load())


def profiles(pair: Pair) -> tuple[Profile, Profile]:
    nodes = [node for node in read_nodes(pair.documents(load()), load()) if node.index == 0]
    one, two = (profile([node], load()) for node in nodes)
    return one, two


# --- the pairs --------------------------------------------------------------------------------------------------


def test_there_are_enough_pairs_of_both_sorts_and_none_twice() -> None:
    assert len(_ALL) >= 300
    assert len({(pair.names, pair.contexts) for pair in _ALL}) == len(_ALL)
    assert 0.4 < sum(pair.same for pair in _ALL) / len(_ALL) < 0.6


def test_the_scores_stand_beside_those_of_wratio() -> None:
    """Floors under what is reached (`python tests/name_pairs.py` prints the table); joins are right 99 times in 100."""
    rows = {(half, who.split()[0], how): found for half, who, found in table(load()) for how in [who.partition("(")[2]]}
    ours, theirs = rows["both", "filon", ""], rows["both", "WRatio", "best here)"]
    assert ours.f1 >= 0.95
    assert ours.precision >= 0.99
    assert rows["test", "filon", ""].f1 >= 0.94
    assert theirs.f1 < 0.75


def test_a_pair_that_is_joined_is_the_same_whichever_document_comes_first() -> None:
    gazetteer = load()
    for pair in _ALL[::5]:
        turned = Pair(pair.names[::-1], pair.contexts[::-1], pair.same)
        assert joined(pair, gazetteer) == joined(turned, gazetteer), pair


def test_scores_are_counted_as_usual() -> None:
    pairs = [Pair(("a", "b"), ("", ""), same) for same in (True, True, False, False)]
    found = score([True, False, True, False], pairs)
    assert (found.precision, found.recall, found.f1) == (0.5, 0.5, 0.5)
    assert wratio(Pair(("Ville de Lens", "VILLE DE LENS"), ("", ""), same=True)) == 100


# --- the weighing -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("pair", _ALL, ids=lambda pair: " ~ ".join(pair.names))
def test_the_order_of_two_does_not_count_and_the_parts_make_the_sum(pair: Pair) -> None:
    one, two = profiles(pair)
    there, back = compare(one, two, load()), compare(two, one, load())
    assert there == back
    assert there.bits == pytest.approx(sum(reason.bits for reason in there.reasons), abs=0.01)
    assert 0 <= there.probability <= 1
    assert all(reason.what for reason in there.reasons)


def test_the_registry_decides_alone() -> None:
    same = weighed("Ville de Lens", "Pas-de-Calais", "Mairie de Lens", "Pas-de-Calais")
    assert [(reason.what, reason.bits) for reason in same.reasons] == [("both are commune:62498", 20.0)]
    other = weighed("Commune de Saint-Omer", "Pas-de-Calais", "Commune de Saint-Omer", "Calvados")
    assert (other.likeness, [reason.bits for reason in other.reasons]) == (Likeness.DIFFERENT, [-20.0])


def test_the_ground_is_not_the_body() -> None:
    assert weighed("Lens", "lieu; Pas-de-Calais", "Ville de Lens", "Pas-de-Calais").likeness is Likeness.DIFFERENT


@pytest.mark.parametrize(
    ("name", "other", "likeness"),
    [
        ("CAUE du Jura", "Conseil d'architecture, d'urbanisme et de l'environnement du Jura", Likeness.SAME),
        ("SDIS 39", "Service départemental d'incendie et de secours du Jura", Likeness.SAME),
        ("Club de judo d'Arbois", "Judo club d'Arbois", Likeness.SAME),
        ("La Fruitière, théâtre de Poligny", "La Fruitière à sel", Likeness.DIFFERENT),
        ("Palais des congrès", "Palais des congrès de Dole", Likeness.UNSURE),
        ("SDIS 39", "SDIS 25", Likeness.DIFFERENT),
        ("Syndicat des eaux de Montigny", "Syndicat des eaux de Montagny", Likeness.DIFFERENT),
        ("Lycée Jacques Duhamel", "Collège Jacques Duhamel", Likeness.DIFFERENT),
    ],
)
def test_names_on_common_ground(name: str, other: str, likeness: Likeness) -> None:
    found = weighed(name, "Jura", other, "Jura")
    assert found.likeness is likeness, found


def test_a_sort_of_thing_in_common_is_not_enough() -> None:
    found = weighed(
        "Centre communal d'action sociale", "dit CCAS; Jura", "Centre communal d'action sociale", "dit CCAS; Jura"
    )
    assert found.likeness is not Likeness.SAME


# --- wordings ---------------------------------------------------------------------------------------------------


def test_a_wording_has_one_word_for_a_departement_however_it_is_named() -> None:
    gazetteer = load()
    by_name, by_number = (read_wording(name, gazetteer) for name in ("SDIS du Pas-de-Calais", "S.D.I.S. 62"))
    assert by_name.words == by_number.words == ("sdis", "@departement:62")
    assert by_name.lands == {"departement:62"}
    assert read_wording("Fosse 62", gazetteer, is_place=True).lands == frozenset()


def test_what_a_name_says_beside_itself() -> None:
    assert spoken_forms("Agence pour la rénovation urbaine (ANRU)") == ("Agence pour la rénovation urbaine", "ANRU")
    assert spoken_forms("Culture Commune, scène nationale") == ("Culture Commune, scène nationale", "Culture Commune")
    assert spoken_forms("Arbois, Poligny, Salins") == ("Arbois, Poligny, Salins",)


@pytest.mark.parametrize(
    ("acronym", "words", "yes"),
    [
        ("cpie", "centre permanent initiative environnement", True),
        ("sivom", "syndicat intercommunal vocation multiple", True),
        ("siaep", "syndicat intercommunal eau potable", True),
        ("capso", "communaute agglomeration pays saint omer", True),
        ("ddtm", "direction departementale territoire et mer", True),
        ("ddtm", "direction departementale territoire", False),
        ("cc", "communaute", False),
    ],
)
def test_what_an_acronym_stands_for(acronym: str, words: str, yes: bool) -> None:  # noqa: FBT001 - a column of the table
    assert abbreviates(acronym, words.split()) is yes


@pytest.mark.parametrize(
    ("one", "other", "yes"),
    [
        ("walburge", "walbuge", True),
        ("carvin", "carvln", True),
        ("amenager", "reamenager", False),  # too short to say
        ("qualification", "requalification", True),
        ("camille", "famille", False),
        ("montigny", "montagny", False),
        ("lac", "bac", False),
        ("dolais", "dolaise", False),
        ("artois", "artoit", False),
    ],
)
def test_slips_of_the_pen(one: str, other: str, yes: bool) -> None:  # noqa: FBT001 - a column of the table
    assert is_slip(one, other, load()) is yes
    assert is_slip(other, one, load()) is yes


def test_words_of_two_names_side_by_side() -> None:
    gazetteer = load()
    one, other = (
        read_wording(name, gazetteer) for name in ("Parc naturel régional du Haut-Jura", "PNR du Haut-Jura et Bugey")
    )
    sides = align(one, other, gazetteer)
    assert sides.equal == ("haut", "@departement:39")
    assert sides.spelled == (("pnr", "parc naturel regional"),)
    assert (sides.only_one, sides.only_other) == ((), ("bugey",))
