"""The national table of grants: valid, complete, and to the cent what the graph holds."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from frictionless import Resource, Schema
from hypothesis import given, settings
from hypothesis import strategies as st
from stdnum.fr import siret

import exchange_cases as cases
from filon.archive import Archive
from filon.errors import UsageError
from filon.exchange import scdl
from filon.exchange.files import write
from filon.exchange.grants import Grant, Instalment, Party, Reason, grants
from filon.exchange.nodes import Origin
from filon.exchange.rows import csv_bytes
from filon.queries import rows, run
from filon.store import open_read

TOLD = "fc:status-awarded, fc:status-contracted, fc:status-paid, fc:status-reported"
SUMS = f"SELECT (SUM(?amount) AS ?sum) WHERE {{ ?flow a filon:Funding ; filon:status ?s ; schema:amount ?amount FILTER(?s IN ({TOLD})) }}"


@pytest.fixture(scope="module")
def kg(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scdl") / "kg"
    cases.build(folder)
    return folder


@pytest.fixture(scope="module")
def written(kg):
    return write(kg, "scdl", kg.parent / "out")


def table(path):
    return list(csv.DictReader(io.StringIO(path.read_text("utf-8"), newline="")))


def complaints(data, path):
    """What frictionless finds wrong with a table under our schema."""
    path.write_bytes(data)
    resource = Resource(path=path.name, basepath=str(path.parent), schema=Schema.from_descriptor(scdl.schema()))
    return resource.validate().flatten(["rowNumber", "fieldName", "message"])


def test_the_table_is_valid_under_its_schema(written, tmp_path):
    assert complaints(written[0].read_bytes(), tmp_path / "t.csv") == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("idAttribuant", "2239000100036"),
        ("idAttribuant", ""),
        ("dateConvention", "12/05/2023"),
        ("rnaBeneficiaire", "W39100012"),
        ("objet", "x" * 257),
        ("montant", "30 000"),
        ("montant", ""),
        ("nature", "prêt"),
        ("conditionsVersement", ""),
        ("datesPeriodeVersement", "2023"),
        ("notificationUE", "no"),
        ("pourcentageSubvention", "60"),
        ("idRAE", "123456"),
    ],
)
def test_the_schema_finds_what_is_wrong(written, tmp_path, field, value):
    row = {**table(written[0])[0], field: value}
    assert complaints(csv_bytes(list(row), [list(row.values())]), tmp_path / "t.csv")


def test_a_row_says_what_the_documents_say(written):
    complete = next(row for row in table(written[0]) if row["montant"] == "30000.1")
    assert complete == {
        "nomAttribuant": "Département du Jura",
        "idAttribuant": "22390001000362",
        "dateConvention": "2023-05-12",
        "referenceDecision": "2023-045",
        "nomBeneficiaire": "Sentiers du Revermont",
        "idBeneficiaire": "43216716100012",
        "rnaBeneficiaire": "",
        "objet": "l'entretien des sentiers",
        "montant": "30000.1",
        "nature": "aide en numéraire",
        "conditionsVersement": "échelonné",
        "datesPeriodeVersement": "2023-06-30/2023-12-15",
        "idRAE": "",
        "notificationUE": "non",
        "pourcentageSubvention": "1.00",
        "dispositifAide": "",
    }


def test_one_payment_of_the_whole_is_unique_and_has_its_day(written):
    (row,) = (row for row in table(written[0]) if row["montant"] == "1200.5")
    assert (row["conditionsVersement"], row["datesPeriodeVersement"]) == ("unique", "2023-06-01")
    assert (row["idBeneficiaire"], row["rnaBeneficiaire"]) == ("", "W391000123")


def test_several_beneficiaries_are_a_row_each_with_their_shares(written):
    found = [row for row in table(written[0]) if row["montant"] == "1000.1"]
    assert {(row["nomBeneficiaire"], row["pourcentageSubvention"]) for row in found} == {
        ("Sentiers du Revermont", "0.60"),
        ("La Lyre", "0.40"),
    }


def test_each_grant_is_in_the_table_or_apart_with_its_reasons(kg):
    made, apart = scdl.table(grants(open_read(kg)), Archive(kg).text, {}, {})
    names = {row.grant.rpartition("/")[2] for row in made}
    why = {each.iri.rpartition("/")[2]: " ".join(each.reasons) for each in apart}
    assert names == {name for name, reasons in cases.WHY.items() if not reasons}
    assert why == {name: reasons for name, reasons in cases.WHY.items() if reasons}


def test_the_sums_are_those_of_sparql_to_the_cent(kg, written):
    inside, apart = (table(path) for path in written)
    flows = {row["flux"]: Decimal(row["montant"] or 0) for row in apart}
    grants_inside = {(row["objet"], row["montant"]): Decimal(row["montant"]) for row in inside}
    ((total,),) = rows(run(open_read(kg), SUMS))
    assert sum(flows.values()) + sum(grants_inside.values()) == Decimal(total)
    assert round(sum(Decimal(row["montant"]) * Decimal(row["pourcentageSubvention"]) for row in inside), 2) == sum(
        grants_inside.values()
    )


def test_plan_lines_and_own_spending_are_no_grants(written):
    text = "".join(path.read_text("utf-8") for path in written)
    assert "99999" not in text
    assert "77777" not in text


def test_the_reasons_are_sentences_in_both_languages(kg, tmp_path):
    french, english = (table(write(kg, "scdl", tmp_path / lang, lang)[1]) for lang in ("fr", "en"))
    assert {row["raisons"] for row in french if row["flux"].endswith("/wrong")} == {
        "ni SIRET ni numéro RNA du bénéficiaire"
    }
    assert {row["reasons"] for row in english if row["flow"].endswith("/unsigned")} == {"date of the agreement unknown"}
    assert {row["documents"] for row in french} == {"convention.txt", "minimis.txt"}
    assert {row["statut"] for row in french if row["flux"].endswith("/reported")} == {"rapporté"}


def test_check_digits_are_checked(written):
    for row in table(written[0]):
        assert all(siret.is_valid(row[name]) for name in ("idAttribuant", "idBeneficiaire") if row[name])


def test_a_formula_stays_text_and_is_guarded_for_people_only(kg, tmp_path):
    plain, safe = (table(write(kg, "scdl", tmp_path / str(safe), safe=safe)[0]) for safe in (False, True))
    (one,), (other,) = ([row for row in found if row["montant"] == "11.11"] for found in (plain, safe))
    assert one["nomBeneficiaire"] == cases.FORMULA
    assert other["nomBeneficiaire"] == f"'{cases.FORMULA}"
    assert one["objet"] == " ".join(cases.MARKUP.split())


def test_a_file_may_be_named_and_the_others_stand_beside_it(kg, tmp_path):
    assert [path.name for path in write(kg, "scdl", tmp_path / "mine.csv")] == ["mine.csv", "mine-apart.csv"]
    with pytest.raises(UsageError, match="give a folder"):
        write(kg, "scdl", type(tmp_path)("-"))


# --- any grants at all

DAYS = st.dates(date(1990, 1, 1), date(2040, 12, 31))
CENTS = st.decimals(Decimal(0), Decimal("1e9"), places=2)
PARTIES = st.builds(
    Party,
    st.text("abc", min_size=1, max_size=3),
    st.text(min_size=1, max_size=40).map(lambda name: name.replace("\0", " ").strip() or "x"),
    siret=st.sampled_from([None, "22390001000362", "43216716100012"]),
    rna=st.sampled_from([None, "W391000123", "W9A1000123"]),
    collective=st.booleans(),
)
INSTALMENTS = st.builds(
    lambda amount, share, first, days: Instalment(amount, share, first, first and first + timedelta(days)),
    st.none() | CENTS,
    st.none() | st.just(Decimal(1)),
    st.none() | DAYS,
    st.integers(0, 400),
)
ONE_BODY = st.builds(lambda party: (party,), PARTIES)


@st.composite
def some_grants(draw):
    found = []
    for number in range(draw(st.integers(0, 5))):
        beneficiaries = draw(ONE_BODY | st.just(()))
        found.append(
            Grant(
                f"https://example.org/funding/{number}",
                f"grant {number}",
                draw(st.sampled_from(["status-awarded", "status-paid", "status-contracted", "status-reported"])),
                draw(CENTS),
                draw(st.sampled_from(["EUR", "EUR", "EUR", "FRF"])),
                draw(ONE_BODY),
                beneficiaries,
                nature=draw(st.sampled_from(["nature-cash", "nature-cash", "nature-inkind", "nature-loan", None])),
                purpose=draw(st.none() | st.text(min_size=1, max_size=400).map(lambda text: text.replace("\0", "x"))),
                signed=draw(st.none() | DAYS),
                instalments=tuple(draw(st.lists(INSTALMENTS, max_size=3))),
                shares={party.iri: Decimal(1) for party in beneficiaries},
                origins=(Origin("d", "t", "genre-convention"),),
            )
        )
    return tuple(found)


@settings(max_examples=40)
@given(some_grants())
def test_whatever_the_grants_none_is_lost_none_twice_and_the_table_is_valid(tmp_path_factory, found):
    made, apart = scdl.table(found, lambda _: "une convention", {}, {})
    assert {row.grant for row in made}.isdisjoint(each.iri for each in apart)
    assert {row.grant for row in made} | {each.iri for each in apart} == {each.iri for each in found}
    amounts = {row.grant: row.cells["montant"] for row in made} | {each.iri: each.known["montant"] for each in apart}
    assert sum(amounts.values()) == sum(each.amount for each in found)
    assert all(each.reasons and set(each.reasons) <= set(Reason) for each in apart)
    if made:
        path = tmp_path_factory.getbasetemp() / "any.csv"
        assert complaints(csv_bytes(scdl.fields(), ([*row.cells.values()] for row in made)), path) == []
