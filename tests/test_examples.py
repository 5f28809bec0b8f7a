"""What the documents of ``examples/`` say, written from reading them; the wanted facts lie in ``tests/examples/``."""

from pathlib import Path

import pytest
from stdnum.fr import siret

from expectations import failures, fold, load, say_together
from filon import gazetteer

EXAMPLES = Path(__file__).parents[1] / "examples"
EXPECTED = sorted((Path(__file__).parent / "examples").glob("*.json"))


@pytest.fixture(scope="module")
def built():
    return say_together(sorted(EXAMPLES.glob("*.txt")))


@pytest.fixture(scope="module")
def told(built):
    return {name.removesuffix(".txt"): said for name, said in built[0].items()}


def test_every_example_has_its_expectations(told):
    assert [path.stem for path in EXPECTED] == list(told)


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem)
def test_the_example_says_what_a_reader_reads(path, told):
    expected = load(path)
    assert not failures(expected, told[path.stem]), expected["why"]


@pytest.mark.parametrize(
    ("path", "layer", "item"),
    [
        pytest.param(path, layer, item, id=f"{path.stem}-{layer}-{number}")
        for path in EXPECTED
        for layer, items in load(path).get("not_yet", {}).items()
        for number, item in enumerate(items, 1)
    ],
)
def test_what_is_not_read_yet_is_still_not_read(path, layer, item, told):
    """Limits are known by name: what comes to be read moves from ``not_yet`` up to the expectations."""
    assert failures({layer: [item]}, told[path.stem])


def test_the_deliberation_attributes_nine_grants_and_its_table_has_the_same_total(told):
    said = told["deliberation-2024-118"]
    grants = [row["value"] for row in said.amounts if row["role"] == "award" and row["beneficiaries"]]
    table = [row["value"] for row in said.amounts if row["text"].endswith(",00")]
    assert (len(grants), sum(grants)) == (9, 946000)
    assert sum(table[1::2]) == 946000  # the last column; the one before is what was authorised


def test_the_instalments_add_up_to_the_participation(told):
    whole, *parts = told["convention-2024"].annotation.amounts
    assert sum(part.value for part in parts) == whole.value
    assert {part.whole for part in parts} == {0}


def test_both_plans_balance(told):
    said = told["contrat-de-territoire"]
    plans = said.annotation.plans
    assert len(plans) == 2
    for plan, total, owner in zip(
        plans,
        (1250000, 800000),
        ("Communauté de communes Arbois, Poligny, Salins, Cœur du Jura", "Commune de Salins-les-Bains"),
        strict=True,
    ):
        amounts = said.annotation.amounts
        assert sum(amounts[line].value for line in plan.lines) == total
        assert sum(amounts[cost].value for cost in plan.costs if cost != plan.total) == total
        assert plan.total is not None
        assert amounts[plan.total].value == total
        assert plan.owner is not None
        assert fold(owner) in said.names(said.locals[plan.owner])


def test_the_convention_states_the_siret_of_the_departement(told):
    said = told["convention-2024"]
    stated = {
        (said.label(said.locals[found.subject]), found.name.value, found.value) for found in said.annotation.attributes
    }
    assert ("Département du Jura", "siret", "22390001000362") in stated


def test_the_acts_know_their_number_date_and_genre(told):
    def acts(name):
        return {(part.genre.value, part.number, part.date) for part in told[name].annotation.parts}

    assert ("deliberation", "2024-118", "2024-06-24") in acts("deliberation-2024-118")
    assert any(genre == "convention" for genre, _, _ in acts("convention-2024"))
    assert any(genre == "report" for genre, _, _ in acts("rapport-2024-118"))
    assert any(genre == "contract" for genre, _, _ in acts("contrat-de-territoire"))
    assert any(genre == "minutes" for genre, _, _ in acts("proces-verbal-2024-07-03"))


@pytest.mark.parametrize(
    ("commune", "epci"),
    [
        ("Arbois", "200071595"),
        ("Mesnay", "200071595"),
        ("Poligny", "200071595"),
        ("Pupillin", "200071595"),
        ("Salins-les-Bains", "200071595"),
        ("Champagnole", "200069623"),
        ("Ney", "200069623"),
        ("Nozeroy", "200069623"),
    ],
)
def test_the_territory_of_the_examples_is_real(commune, epci):
    territories = gazetteer.load()
    lies_in = {
        (entry.departement, entry.region, entry.epci)
        for entry in territories.candidates(gazetteer.normalise(commune), "commune")
        if entry.departement == "departement:39"
    }
    assert lies_in == {("departement:39", "region:27", f"epci:{epci}")}


def test_the_siret_of_the_examples_is_well_formed():
    assert siret.is_valid("22390001000362")


def flow_of(said, quote, nth=1):
    """The flow that an amount tells, by its quote."""
    return [row for row in said.amounts if row["text"] == quote][nth - 1]["flow"]


def test_one_grant_told_by_several_documents_is_one_flow(told):
    act, convention, report = (told[name] for name in ("deliberation-2024-118", "convention-2024", "rapport-2024-118"))
    assert flow_of(act, "64 500 €") == flow_of(convention, "64 500 €") == flow_of(convention, "51 600 €")
    assert flow_of(act, "150 000 €") == flow_of(report, "150 000 €")
    assert flow_of(act, "45 000 €") == flow_of(report, "45 000 €")
    assert flow_of(act, "64 500 €") != flow_of(act, "240 000 €")
    assert flow_of(report, "63 200 €") == flow_of(told["bilan-2023"], "63 200 €")  # 2023's participation, not 2024's
    assert flow_of(report, "63 200 €") != flow_of(report, "65 400 €")


def test_the_report_contradicts_the_convention(built, told):
    _, graph = built
    assert flow_of(told["rapport-2024-118"], "65 400 €") == flow_of(told["convention-2024"], "64 500 €")
    (conflict,) = (found for found in graph.conflicts if found.kind == "conflict-amount")
    assert {value.lexical for value in conflict.values} == {"64500", "65400"}
