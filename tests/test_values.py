"""French text to values: what is written in decisions, and what must not be read."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from filon import values


@pytest.mark.parametrize(
    ("written", "euros"),
    [
        ("182 838 €", "182838"),
        ("146 262,40 €", "146262.40"),
        ("2,6 M€", "2600000"),
        ("80 m€", "80000000"),
        ("750 K€", "750000"),
        ("55 millions d'euros", "55000000"),
        ("55 millions d’euros", "55000000"),
        ("40.000 euros", "40000"),
        ("1,44 million €", "1440000"),
        ("1,2 Md€", "1200000000"),
        ("5 milliards d'euros", "5000000000"),
        ("1 500,00 EUR", "1500"),
        ("€ 500", "500"),
        ("500 €uros", "500"),
        ("10 KEUR", "10000"),
        ("1\u202f500\u00a0€", "1500"),
        ("1 8 2 8 3 8 €", "182838"),
        ("15 000 , 50 €", "15000.50"),
        ("2 600\n000 €", "2600000"),
        ("deux cent mille euros", "200000"),
        ("un million d'euros", "1000000"),
    ],
)
def test_amounts_as_documents_write_them(written, euros):
    assert values.read_amount(written) == values.Money(Decimal(euros))


def test_francs_keep_their_currency():
    assert values.read_amount("100 000 francs") == values.Money(Decimal(100000), "FRF")


@pytest.mark.parametrize("written", ["XXX €", "2023 100 000 €", "500", "130 kWh", "quelques euros", "12 m² €"])
def test_what_is_no_amount(written):
    assert values.read_amount(written) is None


@given(st.integers(min_value=0, max_value=10**12), st.sampled_from([" ", "\u00a0", "\u202f", "."]))
def test_grouping_thousands_does_not_change_the_value(number, gap):
    written = f"{number:,}".replace(",", gap)
    assert values.read_number(written) == number


@pytest.mark.parametrize(
    ("written", "number"),
    [("quatre-vingt-dix-sept", 97), ("deux cent quatre-vingt mille trois cent vingt et un", 280321), ("mille", 1000)],
)
def test_numbers_in_words(written, number):
    assert values.read_number_words(written) == number


def test_percentages():
    assert values.read_percentage("37,5 %") == Decimal("37.5")
    assert values.read_percentage("80 pour cent") == 80
    assert values.read_percentage("80 € %") is None


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("1er janvier 2023", "2023-01-01"),
        ("1^{er} janvier 2023", "2023-01-01"),
        ("15/05/2023", "2023-05-15"),
        ("2023-05-15", "2023-05-15"),
        ("31/02/2023", None),
        ("2023-19-55", None),
        ("2019-117", None),
    ],
)
def test_days(written, iso):
    assert values.read_date(written) == iso


def test_spans_of_years_and_months():
    assert values.read_period("2021-2023") == ("2021-01-01", "2023-12-31")
    assert values.read_period("2025-27") == ("2025-01-01", "2027-12-31")
    assert values.read_period("février 2024") == ("2024-02-01", "2024-02-29")
    assert values.read_period("2023-2021") is None


def test_identifiers_hold_to_their_checksum():
    assert values.read_siret("226 200 012 00012") == "22620001200012"
    assert values.read_siret("226 200 012 00013") is None
    assert values.read_siren("226200012") == "226200012"
    assert values.read_siren("226200013") is None
    assert values.read_rna("W 392 001 234") == "W392001234"
    assert values.read_rna("392001234") is None
    assert values.read_insee("2a004") == "2A004"
    assert values.read_insee("390") is None
