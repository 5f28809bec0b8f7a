"""The example documents, read from their text and written in every format of the field: valid, nothing lost, to the cent."""

from __future__ import annotations

import csv
import json
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from filon.build import build
from filon.exchange.files import write
from filon.queries import rows, run
from filon.store import open_read
from test_exchange_360giving import SCHEMA
from test_exchange_ftm import CHECK, peers
from test_exchange_scdl import SUMS, complaints

EXAMPLES = Path(__file__).parents[1] / "examples"


@pytest.fixture(scope="module")
def kg(tmp_path_factory):
    folder = tmp_path_factory.mktemp("exchange")
    convention = (EXAMPLES / "convention-2024.txt").read_text("utf-8")
    seat = "39110 Salins-les-Bains,"
    numbered = convention.replace(seat, f"{seat}\n\nidentifiée au répertoire SIRET sous le n° 432 167 161 00012,", 1)
    documents = folder / "documents"
    documents.mkdir()
    for path in EXAMPLES.glob("*.txt"):
        text = numbered if path.name == "convention-2024.txt" else path.read_text("utf-8")
        (documents / path.name).write_text(text, encoding="utf-8")
    build([documents], folder / "kg")
    return folder / "kg"


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_national_table(kg, tmp_path):
    made, apart = write(kg, "scdl", tmp_path)
    assert complaints(made.read_bytes(), tmp_path / "again.csv") == []
    inside, beside = read(made), read(apart)
    amounts = {row["flux"]: Decimal(row["montant"]) for row in beside}
    ((total,),) = rows(run(open_read(kg), SUMS))
    assert sum(amounts.values()) + sum(Decimal(row["montant"]) for row in inside) == Decimal(total)
    (known,) = (row for row in (*inside, *beside) if row["montant"] == "64500")
    assert (known["idAttribuant"], known["idBeneficiaire"]) == ("22390001000362", "43216716100012")
    assert (known["conditionsVersement"], known["datesPeriodeVersement"]) == ("échelonné", "2024-01-01/2024-12-31")
    assert (known["notificationUE"], known["referenceDecision"], known["nature"]) == (
        "non",
        "2024-118",
        "aide en numéraire",
    )


def test_360giving(kg, tmp_path):
    package = json.loads(write(kg, "360giving", tmp_path)[0].read_text("utf-8"))
    assert [error.message for error in Draft202012Validator(SCHEMA).iter_errors(package)] == []
    dated = {each["amountAwarded"]: each["awardDate"] for each in package["grants"]}
    assert dated[64500] == "2024-06-24"
    assert dated[312500] == "2024-06-24"
    assert 45000 not in dated  # at most 45 000 €, says the act


def test_follow_the_money(kg, tmp_path):
    made, _ = write(kg, "ftm", tmp_path)
    done = subprocess.run([peers(), "-c", CHECK, made], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == []
