"""360Giving: valid under what its standard requires, and nothing said that the documents do not say."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal

import pytest
from jsonschema import Draft202012Validator, FormatChecker

import exchange_cases as cases
from filon.exchange.files import write
from filon.exchange.grants import grants
from filon.queries import rows, run
from filon.store import open_read

TEXT = {"type": "string", "minLength": 1}
DAY = {"type": "string", "format": "date", "pattern": "^[0-9]{4}-(0[1-9]|1[012])-(0[1-9]|[12][0-9]|3[01])$"}
BODY = {"type": "object", "required": ["id", "name"], "properties": {"id": TEXT, "name": TEXT}}
BODIES = {"type": "array", "minItems": 1, "items": BODY}
EVENT = {"type": "object", "properties": {"startDate": DAY, "endDate": DAY}, "additionalProperties": False}
SCHEMA = {  # what version 1.4 of the standard requires, and the types of the fields that we write; no others are known here
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "required": ["grants"],
    "additionalProperties": False,
    "properties": {
        "version": {"type": "string", "pattern": r"^(\d+\.)(\d+)$"},
        "grants": {
            "type": "array",
            "minItems": 1,
            "uniqueItems": True,
            "items": {
                "type": "object",
                "required": [
                    *("id", "title", "description", "currency", "amountAwarded", "awardDate"),
                    *("fundingOrganization", "recipientOrganization"),
                ],
                "additionalProperties": False,
                "properties": {
                    "id": TEXT,
                    "title": {**TEXT, "maxLength": 139},
                    "description": TEXT,
                    "currency": {"enum": ["EUR"]},
                    "amountAwarded": {"type": "number"},
                    "awardDate": DAY,
                    "fundingOrganization": BODIES,
                    "recipientOrganization": BODIES,
                    "plannedDates": {"type": "array", "items": EVENT},
                    "grantProgramme": {
                        "type": "array",
                        "items": {"type": "object", "properties": {"code": TEXT, "title": TEXT}},
                    },
                    "relatedActivity": {"type": "array", "items": TEXT},
                    "relatedDocument": {
                        "type": "array",
                        "items": {"type": "object", "properties": {"id": TEXT, "title": TEXT}},
                    },
                },
            },
        },
    },
}
INSIDE = "complete once two hostile part minimis wrong joint unsigned undated two-unknown"  # the numbers of bodies are not required here
WHY = {"reported": "reported", "crowd": "collective", "person": "person", "unnamed": "purpose", "francs": "currency",
       "ceiling": "ceiling", "yearly": "yearly", "nobody": "no-beneficiary", "place": "no-body", "loan": "loan"}  # fmt: skip


@pytest.fixture(scope="module")
def kg(tmp_path_factory):
    folder = tmp_path_factory.mktemp("360") / "kg"
    cases.build(folder)
    return folder


@pytest.fixture(scope="module")
def package(kg):
    return json.loads(write(kg, "360giving", kg.parent / "out", "en")[0].read_text("utf-8"))


@pytest.fixture(scope="module")
def apart(kg):
    text = write(kg, "360giving", kg.parent / "apart", "en")[1].read_text("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def name(iri):
    return iri.rpartition("/")[2]


def test_the_package_is_valid(package):
    Draft202012Validator.check_schema(SCHEMA)
    found = Draft202012Validator(SCHEMA, format_checker=FormatChecker()).iter_errors(package)
    assert [error.message for error in found] == []


@pytest.mark.parametrize("field", SCHEMA["properties"]["grants"]["items"]["required"])
def test_the_schema_misses_what_is_required(package, field):
    lacking = {**package, "grants": [{key: value for key, value in package["grants"][0].items() if key != field}]}
    assert not Draft202012Validator(SCHEMA).is_valid(lacking)


def test_a_grant_says_what_the_documents_say(package):
    found = next(each for each in package["grants"] if name(each["id"]) == "complete")
    documents = found.pop("relatedDocument")
    assert found == {
        "id": cases.BASE + "funding/complete",
        "title": "Jura → complete",
        "description": "l'entretien des sentiers",
        "currency": "EUR",
        "amountAwarded": 30000.1,
        "awardDate": "2023-03-27",
        "fundingOrganization": [{"id": "FR-INSEE-223900010", "name": "Département du Jura"}],
        "recipientOrganization": [{"id": "FR-INSEE-432167161", "name": "Sentiers du Revermont"}],
        "grantProgramme": [{"code": cases.BASE + cases.PROGRAMME, "title": "Contrat Jura 2030"}],
        "relatedActivity": [cases.BASE + cases.PROJECT],
    }
    assert [each["title"] for each in documents] == ["Convention"]


def test_each_grant_is_in_the_package_or_apart(package, apart):
    inside = {name(each["id"]) for each in package["grants"]}
    assert inside == set(INSIDE.split())
    beside = {name(row["flow"]): row["reasons"] for row in apart}
    assert inside.isdisjoint(beside)
    assert inside | set(beside) == set(cases.WHY)
    assert all(beside.values())
    assert set(WHY) <= set(beside)


def test_the_sums_are_those_of_sparql(kg, package, apart):
    told = "fc:status-awarded, fc:status-contracted, fc:status-paid, fc:status-reported"
    query = f"SELECT (SUM(?a) AS ?n) WHERE {{ ?f a filon:Funding ; filon:status ?s ; schema:amount ?a FILTER(?s IN ({told})) }}"
    ((total,),) = rows(run(open_read(kg), query))
    inside = sum(Decimal(str(each["amountAwarded"])) for each in package["grants"])
    assert inside + sum(Decimal(row["amount"] or 0) for row in apart) == Decimal(total)


def test_a_body_without_a_right_number_is_known_by_its_iri(package):
    found = next(each for each in package["grants"] if name(each["id"]) == "wrong")
    assert found["recipientOrganization"] == [{"id": cases.BASE + cases.WRONG, "name": "SARL Erreur"}]


def test_hostile_labels_stay_text(package):
    found = next(each for each in package["grants"] if name(each["id"]) == "hostile")
    assert found["description"] == cases.MARKUP
    assert found["recipientOrganization"][0]["name"] == cases.FORMULA


def test_no_natural_person_is_named(package):
    assert "Paul Morel" not in json.dumps(package, ensure_ascii=False)


def test_the_same_graph_gives_the_same_bytes(kg, tmp_path):
    one, two = (write(kg, "360giving", tmp_path / place)[0].read_bytes() for place in ("one", "two"))
    assert one == two
    assert len(grants(open_read(kg))) == len(cases.WHY)
