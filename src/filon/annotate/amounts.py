"""Component ``filon_amounts``: every monetary amount of a document, in prose and in the cells of tables.

A span is the figure with its unit («182 838 €», «55 millions d'euros»); in a table whose unit stands in its header or
title only, the bare figure. «deux cent mille euros (200 000 €)» is one amount: the one in figures.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from spacy.language import Language

from filon.annotate.layers import blocks_of, char_span, text_of
from filon.annotate.wordlists import pattern
from filon.annotate.words import fold
from filon.values import (
    CURRENCY,
    NUMBER,
    NUMBER_WORD,
    SCALE,
    UNIT_SAID,
    read_currency,
    read_number,
    read_number_words,
    read_scale,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from spacy.tokens import Doc

    from filon.model import Block, Cell, Table

_GAP = r"[ \u00a0\u202f\u2009]*\n?[ \u00a0\u202f\u2009]*"
_START = r"(?<!\w)(?<!\d[.,])"
_FIGURE = re.compile(
    rf"{_START}(?P<number>{NUMBER})(?:\*{{0,2}}{_GAP}|{_GAP}\((?P<spelt>[^()\d]{{3,120}})\){_GAP})"
    rf"(?:(?P<scale>{SCALE}){_GAP}(?:d['’]{_GAP}|de{_GAP})?|d['’])?\\?(?P<currency>{CURRENCY})"
)
_PREFIXED = re.compile(rf"(?P<currency>€|\bEUR\b)[ \u00a0\u202f]?(?P<number>{NUMBER})(?![\d%])")
# «de 500 à 1 500 €», «entre 2 et 3 M€»: the first bound has its unit on the second.
_BOUND = re.compile(rf"(?:\b(?i:entre|de)[ \u00a0]|^)(?P<number>{NUMBER})[ \u00a0](?:à|et)[ \u00a0]\Z")
_WRITTEN = re.compile(
    rf"(?<![\w-])(?P<words>{NUMBER_WORD}(?:(?:[\s-]+et)?[\s-]+{NUMBER_WORD}){{0,14}})\s+(?:d['’]|de\s)?(?P<currency>{CURRENCY})",
    re.IGNORECASE,
)
_LINE_END_FIGURE = re.compile(
    r"(?P<word>[^\W\d_]+)['’]?[ \u00a0](?P<head>\d{1,3}(?:[ \u00a0\u202f]\d{3})*)[ \u00a0]?\n[ \u00a0]*\Z"
)
_NUMBERING = frozenset(
    "page pages article articles annexe lot lots phase tranche chapitre n no numero point titre axe fiche ligne programme action operation annee exercice livret rd a".split()
)
_BARE = re.compile(rf"[-–+]?\s?(?P<number>{NUMBER})\s?(?:HT|TTC)?[\s»”\"]*")
_NAMED = re.compile(r"\W*(?-i:[A-ZÀ-ÖŒ])[^\W\d_]{2,}")
_IN_UNIT = re.compile(
    r"\(\s*(?:en\s)?[^()\d]{0,20}(?:€|euros?)[^()\d]{0,12}\)|\ben\s[^()\d]{0,14}(?:€|euros?)", re.IGNORECASE
)
_KEY_AND_VALUE = 2  # columns
_YEAR = re.compile(r"(?:19|20)\d\d")
_LABELLED = re.compile(  # «Budget prévisionnel (en €) : 45 000,00»
    rf"\((?:en )?(?P<scale>[kKM](?=€))?(?P<currency>€|euros?)(?: (?:HT|TTC))?\)[ \u00a0]?:[ \u00a0]?(?P<number>{NUMBER})(?![ \u00a0]?(?:[\w%€]))"
)
# «98 200 euros, dont 31 000 pour l'État»: the part leaves its unit to the whole just before it.
_GROUPED = r"\d{1,3}(?:[ \u00a0\u202f.]\d{3})+(?:,\d\d)?"
_DONT = re.compile(
    rf"[^\d.;:\n|]{{0,60}}?\bdont\s(?:environ\s|près de\s|plus de\s)?(?P<number>{_GROUPED})"
    r"(?=\s?[,;)]|\.(?!\d)|\s(?:pour|au|aux|à|de la|de l['’]|du|provenant|en|sont|seront|ont|versés?|apportés?)\b)"
)
_DONT_IN_CELL = re.compile(rf"\bdont\b[^\d()|]{{0,60}}?(?P<number>{_GROUPED})(?=\s?\))")


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    value: Decimal
    currency: str = "EUR"
    context: str = ""  # a table header that says HT or TTC for the figure


@Language.component("filon_amounts", assigns=["doc._.amounts"], retokenizes=False)
def filon_amounts(doc: Doc) -> Doc:
    """Lay ``doc.spans["amounts"]`` and the parallel ``doc._.amounts``."""
    text = text_of(doc)
    found = _without_overlap([*_figures(text), *_written(text)])
    found = _without_overlap([*found, *_parts_without_unit(text, found)])
    found = _without_overlap([*found, *_in_tables(text, blocks_of(doc), found)])
    doc.spans["amounts"] = [char_span(doc, one.start, one.end, "AMOUNT") for one in found]
    doc._.amounts = [_plain(text, one) for one in found]
    return doc


def _figures(text: str) -> Iterator[_Found]:
    for match in _FIGURE.finditer(text):
        number = read_number(match["number"])
        if number is None or (match["spelt"] and read_number_words(match["spelt"]) is None):
            continue
        scale = read_scale(match["scale"])
        currency = read_currency(match["currency"])
        start = match.start()
        if (head := _broken_head(text, match)) is not None:
            start = head
            number = read_number(re.sub(r"\s+", " ", text[head : match.end("number")])) or number
        yield _Found(start, match.end(), number * scale, currency)
        if bound := _BOUND.search(text[max(0, match.start() - 30) : match.start()]):
            first = read_number(bound["number"])
            begin = match.start() - 30 + bound.start("number") if match.start() >= 30 else bound.start("number")
            if first is not None and not _YEAR.fullmatch(bound["number"]) and first < number:
                yield _Found(begin, begin + len(bound["number"]), first * scale, currency)
    for match in (*_PREFIXED.finditer(text), *_LABELLED.finditer(text)):
        number = read_number(match["number"])
        if number is not None:
            start = match.start() if match.re is _PREFIXED else match.start("number")
            yield _Found(
                start,
                match.end(),
                number * read_scale(match.groupdict().get("scale")),
                read_currency(match["currency"]),
            )


def _broken_head(text: str, match: re.Match[str]) -> int | None:
    """Where the figure begins when a line break cut it between two groups of three («… de 312⏎500 €»), else ``None``.

    The line above must run into the figure: a word that numbers nothing, then one to three digits at its very end.
    """
    if not re.match(r"\d{3}(?!\d)", match["number"]):
        return None
    head = _LINE_END_FIGURE.search(text, max(0, match.start() - 40), match.start())
    return head.start("head") if head and fold(head["word"]) not in _NUMBERING else None


def _written(text: str) -> Iterator[_Found]:
    """Amounts in words; those that repeat an amount in figures beside them are left to it."""
    for match in _WRITTEN.finditer(text):
        value = read_number_words(match["words"])
        if not value or (value == 1 and not text.startswith("symbolique", match.end() + 1)):
            continue
        near = text[max(0, match.start() - 40) : match.start()], text[match.end() : match.end() + 40]
        before = list(_FIGURE.finditer(near[0]))
        after = _FIGURE.search(near[1])
        twins = [one for one in ((before[-1] if before else None), after) if one]
        if any(_value(twin) == value for twin in twins):
            continue
        yield _Found(match.start(), match.end(), Decimal(value), read_currency(match["currency"]))


def _parts_without_unit(text: str, known: list[_Found]) -> Iterator[_Found]:
    for whole in known:
        if (match := _DONT.match(text, whole.end)) and not _FIGURE.match(text, match.start("number")):
            number = read_number(match["number"])
            if number is not None and number <= whole.value:
                yield _Found(match.start("number"), match.end("number"), number, whole.currency)


def _value(match: re.Match[str]) -> Decimal | None:
    number = read_number(match["number"])
    return None if number is None else number * read_scale(match["scale"])


def _without_overlap(found: list[_Found]) -> list[_Found]:
    """In reading order; of two that overlap, the one that begins first, then the longer."""
    kept: list[_Found] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return kept


# --- tables ---------------------------------------------------------------------------------------------------


def _in_tables(text: str, blocks: tuple[Block, ...], known: list[_Found]) -> Iterator[_Found]:
    """Bare figures of columns (or rows) that their header, or the line above the table, says to be money."""
    starts = sorted(one.start for one in known)
    for index, block in enumerate(blocks):
        if block.table is None:
            continue
        title = text[max(blocks[index - 1].start if index else 0, block.start - 200) : block.start]
        yield from _of_table(text, block, title, _Lookup(starts))


class _Lookup:
    """Which cells hold an amount that was already found."""

    def __init__(self, starts: list[int]) -> None:
        self.starts = starts

    def has(self, cell: Cell) -> bool:
        """Whether an amount begins in the cell."""
        at = bisect_left(self.starts, cell.start)
        return at < len(self.starts) and self.starts[at] < cell.end


def _of_table(text: str, block: Block, title: str, known: _Lookup) -> Iterator[_Found]:
    table = block.table
    if table is None:
        return
    head, body = table.rows[: table.header_rows], table.rows[table.header_rows :]
    unit, not_money, money = (
        pattern("amounts", "table", "unit"),
        pattern("amounts", "table", "not_money"),
        pattern("amounts", "table", "money"),
    )
    corner = _corner(text, block, unit) or _line_of_unit(text, table, unit)
    beside = "" if corner else _unit_beside(text, table, unit)
    corner = corner or beside
    title = corner or title
    said_in_title = (
        corner or re.search(rf"(?:\ben\s+|\()(?:{SCALE}\s?)?(?:d['’])?(?:{CURRENCY})", title) or UNIT_SAID.search(title)
    )
    if not said_in_title and not table.header_rows and money.search(title.rstrip().rpartition("\n")[2]):
        said_in_title = title if _all_like_money(text, table) else None
    money_found = bool(said_in_title)
    for column in range(max((len(row) for row in table.rows), default=0)):
        header = " ".join(text[row[column].start : row[column].end] for row in head if column < len(row))
        cells = [(row, row[column]) for row in body if column < len(row) and row[column].end > row[column].start]
        figures = [(row, cell, match) for row, cell in cells if (match := _BARE.fullmatch(text[cell.start : cell.end]))]
        explicit = sum(known.has(cell) for _, cell in cells)
        said = bool(unit.search(header))
        if not said and not_money.search(header):
            continue
        likely = bool(money.search(header)) or bool(said_in_title) or explicit > len(figures)
        if beside and not (said or money.search(header) or _NAMED.match(header)):
            continue  # «N°», «Rang»: not a column of sums
        for row, cell, match in figures:
            label = text[row[0].start : row[0].end] if column else ""
            in_row = bool(unit.search(label)) and not any(known.has(one) for one in row[:1])
            if (
                known.has(cell)
                or not (said or likely or in_row)
                or (label and not_money.search(label) and not in_row and not said)
            ):
                continue
            number = read_number(match["number"])
            if number is None or not (
                said or in_row or _looks_like_money(match["number"], with_title=bool(said_in_title))
            ):
                continue
            scope = header if said else label if in_row else title if said_in_title else header
            start = cell.start + match.start("number")
            money_found = True
            yield _Found(start, cell.start + match.end("number"), number * _scope_scale(scope), context=header)
    if money_found:
        for row in body:
            for part in _DONT_IN_CELL.finditer(text, row[0].start, row[-1].end):
                number = read_number(part["number"])
                if number is not None:
                    yield _Found(part.start("number"), part.end("number"), number)


def _all_like_money(text: str, table: Table) -> bool:
    """Whether every bare figure beside the labels has its thousands set apart or cents: sums, under a line that names sums."""
    cells = [text[cell.start : cell.end] for row in table.rows for cell in row[1:]]
    figures = [cell for cell in cells if _BARE.fullmatch(cell)]
    return len(figures) > 1 and all(re.search(r",\d\d\W*$|\d[ \u00a0\u202f.]\d{3}", each) for each in figures)


def _corner(text: str, block: Block, unit: re.Pattern[str]) -> str:
    """«(en k€)», «Bilan 2023 (€)»: the unit of the whole table, said in the corner above the labels of its rows."""
    table = block.table
    if table is None or not table.header_rows:
        return ""
    corner = " ".join(text[row[0].start : row[0].end] for row in table.rows[: table.header_rows] if row)
    labels = [text[row[0].start : row[0].end] for row in table.rows[table.header_rows :] if row]
    return corner if unit.search(corner) and not any(_BARE.fullmatch(label) for label in labels) else ""


def _unit_beside(text: str, table: Table, unit: re.Pattern[str]) -> str:
    """«Coût total (k€) | État | Région»: the unit that the header of one column says for those beside it."""
    for row in table.rows[: table.header_rows]:
        for cell in row:
            if _IN_UNIT.search(text[cell.start : cell.end]) and unit.search(text[cell.start : cell.end]):
                return text[cell.start : cell.end]
    return ""


def _line_of_unit(text: str, table: Table, unit: re.Pattern[str]) -> str:
    """«Financement demandé (€)»: a line of one cell that tells the unit of a table of keys and values."""
    if max(len(row) for row in table.rows) > _KEY_AND_VALUE:
        return ""
    for row in table.rows:
        filled = [text[cell.start : cell.end] for cell in row if cell.end > cell.start]
        if len(filled) == 1 and unit.search(filled[0]) and not re.search(r"\d", filled[0]):
            return filled[0]
    return ""


def _looks_like_money(figure: str, *, with_title: bool) -> bool:
    """Cents, thousands set apart, or (where the unit is said above) any figure that is no year."""
    if _YEAR.fullmatch(figure):
        return False
    return with_title or bool(re.search(r",\d\d$|\d[ \u00a0\u202f.]\d{3}", figure)) or len(figure) > 3


def _scope_scale(header: str) -> int:
    for key, factor in (("billion", 10**9), ("thousand", 10**3), ("million", 10**6)):
        if pattern("amounts", "scale", key).search(header):
            return factor
    return 1


# --- what stands around ---------------------------------------------------------------------------------------


def _plain(text: str, found: _Found) -> dict[str, Any]:
    before, after = text[max(0, found.start - 40) : found.start], text[found.end : found.end + 30]
    value = found.value
    return {
        "value": f"{value:.2f}" if value == round(value, 2) else f"{value.normalize():f}",
        "currency": found.currency,
        "precision": _precision(before, after),
        "tax": _tax(before, after, found.context),
        "yearly": bool(_at_start("yearly", after)),
    }


def _precision(before: str, after: str) -> str:
    for kind in ("max", "min", "approximate"):
        if re.search(
            rf"(?:{pattern('amounts', 'before', kind).pattern})[\s:(*]*(?:d['’]|de\s)?\Z", before, re.IGNORECASE
        ):
            return kind
        if _at_start(kind, after):
            return kind
    return "exact"


def _tax(before: str, after: str, context: str) -> str | None:
    for kind in ("ttc", "ht"):
        around = rf"\b(?:{pattern('amounts', 'after', kind).pattern})"
        if _at_start(kind, after) or re.search(
            rf"{around}(?:\s+(?:est|s['’]élève|à|de|d['’]un|montant)){{0,3}}[\s:)*]*\Z", before, re.IGNORECASE
        ):
            return kind
    for kind in ("ttc", "ht"):
        if re.search(rf"\b(?:{pattern('amounts', 'after', kind).pattern})", context, re.IGNORECASE):
            return kind
    return None


def _at_start(kind: str, after: str) -> re.Match[str] | None:
    return re.match(rf"[\s*(]*(?:{pattern('amounts', 'after', kind).pattern})", after, re.IGNORECASE)
