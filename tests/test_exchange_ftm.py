"""FollowTheMoney: what its own library loads, keeps and validates, in an environment of its own (`tests/peers`)."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
from collections import Counter
from pathlib import Path

import pytest

import exchange_cases as cases
from filon.exchange.files import write
from filon.exchange.ftm import identifier
from peers.servers import missing

ROOT = Path(__file__).parents[1]
CHECK = """
import json, sys
from followthemoney import model
lines = [json.loads(line) for line in open(sys.argv[1], encoding="utf-8")]
known = {line["id"]: line["schema"] for line in lines}
wrong = [] if len(known) == len(lines) else ["identifiers are not unique"]
for line in lines:
    proxy = model.get_proxy(line, cleaned=False)
    proxy.schema.validate(line)
    for name, values in line["properties"].items():
        if set(proxy.get(name)) != set(values):
            wrong.append(f"{line['schema']}.{name}: {values} became {proxy.get(name)}")
    for prop, value in proxy.itervalues():
        if prop.type.name == "entity" and (value not in known or not model.get(known[value]).is_a(prop.range)):
            wrong.append(f"{line['schema']}.{prop.name} leads to {known.get(value)}")
    if line["schema"] != "Document" and not proxy.get("proof"):
        wrong.append(f"{line['schema']} {proxy.caption} has no document")
print(json.dumps(wrong))
"""


def peers():
    """The interpreter that has FollowTheMoney, or the reason why there is none."""
    place = Path(os.environ.get("FILON_PEERS_PYTHON") or ROOT / ".venv-peers" / "bin" / "python")
    if not place.exists():
        missing("followthemoney")
    return place


@pytest.fixture(scope="module")
def kg(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ftm") / "kg"
    cases.build(folder)
    return folder


@pytest.fixture(scope="module")
def written(kg):
    return write(kg, "ftm", kg.parent / "out")


@pytest.fixture(scope="module")
def entities(written):
    return [json.loads(line) for line in written[0].read_text("utf-8").splitlines()]


def only(entities, iri):
    (found,) = (each for each in entities if each["id"] == identifier(cases.BASE + iri))
    return found["schema"], found["properties"]


def test_its_own_library_loads_every_entity_and_keeps_every_value(written):
    done = subprocess.run([peers(), "-c", CHECK, written[0]], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []


def test_what_is_there_becomes_what_it_is(entities):
    assert Counter(each["schema"] for each in entities) == {
        "PublicBody": 1,
        "Organization": 3,
        "Company": 1,
        "Person": 1,
        "Document": 3,
        "Project": 1,
        "ProjectParticipant": 2,
        "Contract": 1,
        "UnknownLink": 1,  # the other signatory is a class, no body
        "Position": 1,
        "Occupancy": 1,
        "Directorship": 1,
        "Membership": 1,
        "Payment": len(cases.WHY) - len(("envelope", "own", "crowd", "nobody", "place")),
    }


def test_a_payment_says_who_pays_whom_and_how_far_it_has_come(entities):
    schema, known = only(entities, "funding/complete")
    assert schema == "Payment"
    assert known == {
        "payer": [identifier(cases.BASE + cases.JURA)],
        "beneficiary": [identifier(cases.BASE + cases.TRAILS)],
        "amount": ["30000.1"],
        "amountEur": ["30000.1"],
        "currency": ["EUR"],
        "summary": ["conventionné ; aide en numéraire"],
        "purpose": ["l'entretien des sentiers"],
        "programme": ["Contrat Jura 2030"],
        "project": [identifier(cases.BASE + cases.PROJECT)],
        "contract": [identifier(cases.BASE + cases.AGREEMENT)],
        "recordId": ["2023-045"],
        "date": ["2023-03-27"],
        "sourceUrl": [cases.BASE + "funding/complete"],
        "proof": known["proof"],
    }
    assert only(entities, "funding/ceiling")[1]["summary"] == ["conventionné ; aide en numéraire ; plafond"]
    assert "amountEur" not in only(entities, "funding/francs")[1]


def test_a_body_has_its_numbers_where_they_are_right(entities):
    assert only(entities, cases.JURA)[0] == "PublicBody"
    known = only(entities, cases.JURA)[1]
    assert (known["registrationNumber"], known["idNumber"], known["country"]) == (
        ["223900010"],
        ["22390001000362"],
        ["fr"],
    )
    schema, wrong = only(entities, cases.WRONG)
    assert schema == "Company"
    assert not {"idNumber", "country"} & set(wrong)


def test_each_has_the_documents_that_tell_of_it(entities):
    files = {each["id"]: each["properties"]["fileName"][0] for each in entities if each["schema"] == "Document"}
    told = {each["properties"]["role"][0]: {files[proof] for proof in each["properties"]["proof"]}
            for each in entities if each["schema"] == "ProjectParticipant"}  # fmt: skip
    assert told == {"maître d'ouvrage": {"convention.txt"}, "partenaire": {"rapport.txt"}}
    assert {files[proof] for proof in only(entities, cases.PROJECT)[1]["proof"]} == {"convention.txt", "rapport.txt"}
    assert {files[proof] for proof in only(entities, "funding/minimis")[1]["proof"]} == {"minimis.txt"}


def test_what_has_no_place_is_apart(written, entities):
    apart = list(csv.DictReader(io.StringIO(written[1].read_text("utf-8"), newline="")))
    names = {row["flux"].removeprefix(cases.BASE): row["raisons"] for row in apart}
    assert {"funding/planned", "funding/crowd", "expenditure/routes", cases.PROGRAMME, cases.PLACE, cases.CROWD} <= set(
        names
    )
    assert all(names.values())
    assert {row["flux"] for row in apart}.isdisjoint(
        url for each in entities for url in each["properties"].get("sourceUrl", ())
    )


def test_hostile_labels_stay_text(entities):
    assert only(entities, cases.FORMULAS)[1]["name"] == [cases.FORMULA]
    assert only(entities, "funding/hostile")[1]["purpose"] == [cases.MARKUP]
