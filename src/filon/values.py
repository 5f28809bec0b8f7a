"""French text to values: amounts of money, percentages, dates, years, and the identifiers of bodies.

Every function takes one written value and gives the value, or ``None`` where the text is not exactly that: nothing is
guessed. Offsets are no concern here; the annotation finds where values stand with the same patterns (`NUMBER`, `UNIT`).
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from decimal import Decimal

from stdnum.exceptions import ValidationError
from stdnum.fr import siren as _siren
from stdnum.fr import siret as _siret

# What stands between groups of three digits: a space of any width, or the full stop of older typing.
_GAP = "[ \u00a0\u202f\u2009\u2007]"
_DECIMALS = r"(?:,\d{1,3}|\.\d{1,2})(?![\d])"

# A figure as French documents write it; groups are counted from the right, so «2023 100 000» is two figures.
NUMBER = (
    r"(?:"
    # 1 500 000,00; a line break may stand before «000»; the OCR writes «15 000 , 50»
    rf"\d{{1,3}}(?:{_GAP}\d{{3}}|{_GAP}?\n0\d\d){{1,5}}(?:{_DECIMALS}|{_GAP}?,{_GAP}?\d\d(?!\d))?"
    r"|\d{1,3}(?:\.\d{3}){1,5}(?:,\d{1,2})?(?!\d)"  # 40.000
    r"|\d{1,3}(?:,\d{3}){2,5}(?:\.\d{1,2})?(?!\d)"  # 1,500,000.00
    rf"|(?:\d{_GAP}){{3,11}}\d"  # 1 8 2 8 3 8: digits set apart by the OCR
    rf"|\d{{1,15}}(?:{_DECIMALS})?"
    r")"
)

_SCALES = {
    "": 1,
    "k": 10**3,
    "m": 10**6,  # «80 m€» is written for millions; nobody counts in thousandths of a euro
    "md": 10**9,
    "mds": 10**9,
    "g": 10**9,
    "mille": 10**3,
    "millier": 10**3,
    "million": 10**6,
    "milliard": 10**9,
}
SCALE = r"(?:(?i:milliards?|millions?|milliers?|mille|mds?\b\.?|[km](?=[ \u00a0\u202f.€d\\\n*]|EUR)\.?))"
CURRENCY = r"(?:€uros?|€|(?i:euros?)(?![^\W\d_])|EUR(?:OS)?(?![^\W\d_])|(?i:francs?)(?![^\W\d_])|FRF(?![^\W\d_]))"
_BETWEEN = r"(?:[ \u00a0\u202f\u2009]*\n?[ \u00a0\u202f\u2009]*)"

# What follows the figure: scale and currency, with «d'», «de» between, and the bold marks of Markdown.
UNIT = rf"\*{{0,2}}{_BETWEEN}(?:{SCALE}{_BETWEEN}(?:d['’]{_BETWEEN}|de{_BETWEEN})?)?\\?{CURRENCY}"

# A unit that is said once for the figures below: «(en €)», «en milliers d'euros», «Montant € HT».
_SAID_UNIT = rf"(?:{SCALE}\s?)?(?:d['’]\s?)?{CURRENCY}(?:\s(?:HT|TTC|hors taxes?|constants?|courants?))?"
SUM_NOUN = r"(?:montants?|co[ûu]ts?|budget|dépenses?|recettes?|subventions?|participations?|prix|aides?|crédits?|charges|produits|financements?|attribution|total|taux|part|%)"
UNIT_SAID = re.compile(
    rf"\((?:(?:montants?|exprimée?s?|chiffres|valeurs?|sommes?)\s)?(?:en\s)?{_SAID_UNIT}\)"
    rf"|(?<!\d\s)\ben\s{_SAID_UNIT}(?=\s*(?:[:.,;)\n]|\Z)|\s[A-ZÀ-Ö])"
    rf"|(?<!\w){SUM_NOUN}(?:\s[^\W\d_]+(?:['’][^\W\d_]+)?){{0,2}}\s(?:HT\s|TTC\s)?{_SAID_UNIT}(?!\w)",
    re.IGNORECASE,
)

_AMOUNT = re.compile(
    rf"(?P<number>{NUMBER})\*{{0,2}}{_BETWEEN}(?P<scale>{SCALE})?{_BETWEEN}(?:d['’]|de\b)?{_BETWEEN}\\?(?P<currency>{CURRENCY})"
)
_PREFIXED = re.compile(rf"(?P<currency>€|EUR){_BETWEEN}(?P<number>{NUMBER})")
_PERCENT = re.compile(rf"(?P<number>\d{{1,3}}(?:[.,]\d+)?){_GAP}?(?:%|(?i:pour{_GAP}cents?))")


@dataclass(frozen=True, slots=True)
class Money:
    """A value in units of ``currency`` (``EUR`` or ``FRF``)."""

    value: Decimal
    currency: str = "EUR"


def read_number(text: str) -> Decimal | None:
    """The value of a written figure: «1 500,25» → 1500.25, «40.000» → 40000."""
    if not re.fullmatch(NUMBER, text):
        return None
    plain = re.sub(r"\s", "", text)
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?", plain):
        plain = plain.replace(".", "")
    elif re.fullmatch(r"\d{1,3}(?:,\d{3}){2,5}(?:\.\d+)?", plain):
        plain = plain.replace(",", "")
    return Decimal(plain.replace(",", "."))


def read_scale(text: str | None) -> int:
    """The factor that a scale word or letter stands for: «k» → 1000, «millions» → 1000000, none → 1."""
    word = (text or "").strip(" .").casefold()
    return _SCALES[word] if word in _SCALES else _SCALES[word.rstrip("s")]


def read_currency(text: str) -> str:
    """``FRF`` for francs, else ``EUR``."""
    return "FRF" if text.casefold().startswith("f") else "EUR"


def read_amount(text: str) -> Money | None:
    """The value of a written amount with its unit: «2,6 M€», «55 millions d'euros», «deux cent mille euros»."""
    stripped = text.strip()
    if found := _AMOUNT.fullmatch(stripped) or _PREFIXED.fullmatch(stripped):
        number = read_number(found["number"])
        scale = read_scale(found.groupdict().get("scale"))
        return None if number is None else Money(number * scale, read_currency(found["currency"]))
    if found := re.fullmatch(rf"(?P<words>.+?)\s+(?:d['’]|de\s)?\s*(?P<currency>{CURRENCY})", stripped):
        value = read_number_words(found["words"])
        return None if value is None else Money(Decimal(value), read_currency(found["currency"]))
    return None


def read_percentage(text: str) -> Decimal | None:
    """«37,5 %» → 37.5; «80 pour cent» → 80."""
    found = _PERCENT.fullmatch(text.strip())
    return Decimal(found["number"].replace(",", ".")) if found else None


# --- numbers in words -----------------------------------------------------------------------------------------

_UNITS = "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize".split()  # noqa: SIM905
_WORDS = {word: value for value, word in enumerate(_UNITS)} | {
    "une": 1, "vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60,
    "septante": 70, "huitante": 80, "nonante": 90,
}  # fmt: skip
_GROUPS = {"mille": 10**3, "million": 10**6, "millions": 10**6, "milliard": 10**9, "milliards": 10**9}
NUMBER_WORD = "(?:" + "|".join(sorted({*_WORDS, *_GROUPS, "cent", "cents"}, key=len, reverse=True)) + ")"


def read_number_words(text: str) -> int | None:
    """«deux cent mille» → 200000, «quatre-vingt-dix-sept» → 97; ``None`` where a word is no number."""
    total = group = 0
    words = [word for word in re.split(r"[\s-]+", text.casefold().strip()) if word != "et"]
    if not words:
        return None
    for word in words:
        if word in _GROUPS:
            total += max(group, 1) * _GROUPS[word]
            group = 0
        elif word in ("cent", "cents"):
            group = group // 100 * 100 + max(group % 100, 1) * 100
        elif word in ("vingt", "vingts") and group % 100 == 4:
            group += 76  # quatre-vingt(s)
        elif word in _WORDS:
            group += _WORDS[word]
        else:
            return None
    return total + group


# --- dates ----------------------------------------------------------------------------------------------------

_MONTHS = (
    ("janvier", "janv"), ("février", "fevrier", "févr", "fév"), ("mars",), ("avril", "avr"), ("mai",), ("juin",),
    ("juillet", "juil"), ("août", "aout"), ("septembre", "sept"), ("octobre", "oct"), ("novembre", "nov"),
    ("décembre", "decembre", "déc"),
)  # fmt: skip
_MONTH_NUMBER = {name: number for number, names in enumerate(_MONTHS, 1) for name in names}
MONTH = "(?:" + "|".join(sorted(_MONTH_NUMBER, key=len, reverse=True)) + r")\b\.?"
YEAR = r"(?:19[5-9]\d|20\d\d)"
_SPACES = "[ \u00a0\u202f\n]{1,2}"
DAY_MONTH_YEAR = (
    rf"(?P<day>\d{{1,2}})(?:{_GAP}?(?:er|ᵉʳ|\^\{{?er\}}?))?{_SPACES}(?P<month>(?i:{MONTH})){_SPACES}(?P<year>{YEAR})(?!\d)"
    rf"|(?P<d>\d{{1,2}})(?P<sep>[/.-])(?P<m>\d{{1,2}})(?P=sep)(?P<y>{YEAR})(?!\d)"
    r"|(?P<iso>(?:19|20)\d\d-\d\d-\d\d)(?!\d)"
)
_DATE = re.compile(DAY_MONTH_YEAR)
_MONTH_YEAR = re.compile(rf"(?P<month>(?i:{MONTH})){_SPACES}(?P<year>{YEAR})")
_YEARS = re.compile(rf"(?P<first>{YEAR})(?:\s*(?:[-–—/]|à|et|au)\s*(?P<last>{YEAR}|\d\d))?")


def read_date(text: str) -> str | None:
    """A day as ISO: «1er janvier 2023», «01/01/2023» → ``2023-01-01``; ``None`` where there is no such day."""
    found = _DATE.fullmatch(text.strip())
    if not found:
        return None
    if found["iso"]:
        year, month, day = (int(part) for part in found["iso"].split("-"))
    elif found["month"]:
        year, month, day = int(found["year"]), read_month(found["month"]), int(found["day"])
    else:
        year, month, day = int(found["y"]), int(found["m"]), int(found["d"])
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:
        return None
    return f"{year:04}-{month:02}-{day:02}"


def read_month(text: str) -> int:
    """The number of a month's French name or abbreviation. Raises ``KeyError`` where it is none."""
    return _MONTH_NUMBER[text.casefold().rstrip(".")]


def read_period(text: str) -> tuple[str, str] | None:
    """First and last day (ISO) of a day, month, year or span of years: «2021-2023» → 2021-01-01, 2023-12-31."""
    stripped = text.strip()
    if day := read_date(stripped):
        return day, day
    if found := _MONTH_YEAR.fullmatch(stripped):
        year, month = int(found["year"]), read_month(found["month"])
        return f"{year}-{month:02}-01", f"{year}-{month:02}-{monthrange(year, month)[1]}"
    if found := _YEARS.fullmatch(stripped):
        first = found["first"]
        last = found["last"] or first
        last = first[:2] + last if len(last) == 2 else last
        return (f"{first}-01-01", f"{last}-12-31") if first <= last else None
    return None


# --- identifiers ----------------------------------------------------------------------------------------------

_RNA = re.compile(r"W[0-9A-Z]\d{8}")
_INSEE = re.compile(r"(?:\d{5}|2[AB]\d{3})")


def read_siren(text: str) -> str | None:
    """Nine digits whose checksum holds, without spaces; else ``None``."""
    try:
        return str(_siren.validate(re.sub(r"\s", "", text)))
    except ValidationError:
        return None


def read_siret(text: str) -> str | None:
    """Fourteen digits whose checksum holds, without spaces; else ``None``."""
    try:
        return str(_siret.validate(re.sub(r"\s", "", text)))
    except ValidationError:
        return None


def read_rna(text: str) -> str | None:
    """The number of an association in the national register (W and nine signs), without spaces; else ``None``."""
    plain = re.sub(r"\s", "", text).upper()
    return plain if _RNA.fullmatch(plain) else None


def read_insee(text: str) -> str | None:
    """A commune's five-character INSEE code, as far as its form tells; else ``None``."""
    plain = re.sub(r"\s", "", text).upper()
    return plain if _INSEE.fullmatch(plain) else None
