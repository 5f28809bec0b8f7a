"""Tables whose cells ran together: rows «label figure» below a line that says the unit once, or one cell a line, or all on one line.

«Financeurs Montant (€)», «Plan de financement (en € HT)», «crédits engagés, en milliers d'euros»: what stands below in lines
that end in bare figures is a table; a line of prose ends it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from filon.model import Cell, Table
from filon.read import markers
from filon.read.lines import Line
from filon.values import CURRENCY, NUMBER, SCALE, SUM_NOUN, UNIT_SAID

_FIGURE = re.compile(rf"(?<![\w.,/°])(?:[-–+]\s?)?(?P<number>{NUMBER})(?![\w°/]|[.,]\d)")
_BETWEEN = re.compile(r"(?:[\s|*()/–-]|HT|TTC)*")  # what may stand between the figures of a row, and behind the last
_RATE = re.compile(r"\s?%")
_ALONE_RATE = re.compile(r"\s*\d{1,3}(?:[.,]\d+)?\s?%\s*")
_CURRENCY = re.compile(rf"\s?(?:{SCALE}\s?)?(?:d['’]\s?)?{CURRENCY}")
_MONEY_FORM = re.compile(r"\d[ \u00a0\u202f\u2009.]\d{3}|[.,]\d\d\Z")
_YEAR = re.compile(r"(?:19|20)\d\d")
_DIGITS = re.compile(r"\d+(?:,\d+)?")
_GOES_ON = re.compile(
    r"(?:\b(?:de|à|au|aux|environ|plus|près|pour|soit|par|en|et|ou|entre|dont|n°|montant|hauteur|est)|[,'’])\s*\Z",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\s?(?:m[²2³3]|ha\b|km\b|habitants?|hab\b|ans?\b|mois\b|jours?\b|heures?\b|h\b|etp\b|logements?|places?\b|élèves|personnes|dossiers|agents|kwh|mwh|tonnes?|points?\b|voix)",
    re.IGNORECASE,
)
_NUMBERING = re.compile(
    r"(?:\b(?:page|article|art|chapitre|compte|lot|n|no|siret|code|bp|cs|tél|fiche|action|nature|fonction|loi|décret|délibération|du|le)|n°)[\s.:°]*\Z",
    re.IGNORECASE,
)
_HEAD = re.compile(
    rf"(?<!\w)(?:{SUM_NOUN}|objets?|projets?|nature|opérations?|actions?|bénéficiaires?|communes?|associations?|ma[iî]tres? d['’]ouvrage|observations?|avis|libellés?|désignation|intitulé|postes?|financeurs?|porteurs?)(?!\w)",
    re.IGNORECASE,
)
_PROSE = re.compile(r"\w['’]?\s(?:\S+\s){12,}")
_VERB = re.compile(
    r"\b(?:est|sont|sera|seront|a|ont|verse|attribue|s['’]élève|s['’]élèvent|participe|contribue|finance|décide|propose|représente|représentent)\b",
    re.IGNORECASE,
)
# A line that names sums and no unit: «Section de fonctionnement», «Recettes», «Montant HT», «Subventions 2023».
_SUMS = re.compile(
    r"(?:^|\s)(?:section\s(?:de\s|d['’])(?:fonctionnement|investissement|exploitation)|d[ée]penses|recettes|charges|produits|montants?|co[ûu]ts?|plan de financement|budget\s(?:pr[ée]visionnel|primitif|annexe|principal)|compte administratif|subventions?\s(?:attribuées|accordées|versées|votées|proposées|\d{4}|aux associations))\b(?!\s(?:est|sont|a|ont)\b)[^.;]{0,60}$",
    re.IGNORECASE,
)
_SCALED = re.compile(r"[kM]\s?€|\bk\s?euros?\b|\bmilli(?:er|on|ard)s?\b", re.IGNORECASE)
_PLAIN_SUM = re.compile(r"\d{4,7}")
_MONTANT = re.compile(r"\b(?:montants?|co[ûu]ts?|total)\b", re.IGNORECASE)
_UNIT_ALONE = re.compile(
    rf"\(?\s?(?:en\s)?(?:{SCALE}\s?)?(?:d['’]\s?)?{CURRENCY}(?:\s(?:HT|TTC))?\s?\)?", re.IGNORECASE
)
_TITLE = 80  # characters
_ROW = 140  # characters: a longer line is prose, or a table on one line
_GAP = 3  # lines without a figure between two rows
_REACH = 80  # lines
_NEAR = 110  # characters between two figures of a table on one line
_GROUPS = 4  # groups of three digits: a figure so large is two cells
_FEW = 3
_COLUMNS = 6
_CELL = 45  # characters of a cell that names a column


@dataclass(frozen=True, slots=True)
class Unruled:
    """A table found from a line on: the lines before and behind it on the same line, its own lines, and where it stops."""

    head: list[Line]
    lines: list[Line]
    tail: list[Line]
    table: Table
    stop: int


def table_at(lines: list[Line], index: int) -> Unruled | None:
    """The table that begins at or right below line ``index``, which says its unit; ``None`` where there is none."""
    line = lines[index]
    if line.scar or line.text.startswith("|") or "\t" in line.text:
        return None
    if not _may_say_unit(line.text):
        if len(line.text) < _CELL and (found := _cell_a_line(lines, index)) is not None:
            return found
        return _row_a_line(lines, index, plain=True) if len(line.text) < _TITLE and _SUMS.search(line.text) else None
    said = UNIT_SAID.search(line.text) or _UNIT_ALONE.fullmatch(line.text)
    if said is None:
        return None
    if len(line.text) > _ROW and (found := _on_one_line(line, index, said.end())) is not None:
        return found
    return _cell_a_line(lines, index) or _row_a_line(lines, index)


# --- a row a line ---------------------------------------------------------------------------------------------


def _row_a_line(lines: list[Line], index: int, *, plain: bool = False) -> Unruled | None:
    """Rows below line ``index``; ``plain``: the line names sums («Dépenses», «Montant HT») and no unit, so figures must look like money."""
    rows: list[list[Cell]] = []
    least = 1 if _SCALED.search(lines[index].text) else _FEW
    last, numbered, gap = index, 0, 0
    for at in range(index + 1, min(len(lines), index + _REACH)):
        line = lines[at]
        if line.scar or "\t" in line.text or line.text.startswith("|"):
            break
        row = _row(line, plain=plain, least=least)
        if row is None:
            said = line.text
            if _ends_table(said) or gap >= _GAP or (numbered and UNIT_SAID.search(said)):
                break
            rows.append([Cell(line.start, line.end)])
            gap += 1
            continue
        rows.append(row)
        last, gap = at, 0
        numbered += len(row) > 1
    rows = rows[: last - index]
    if numbered < 2 or numbered * 3 < len(rows) or not _alike(rows):
        return None
    head = _header(lines[index]) if not plain or _MONTANT.search(lines[index].text) else []
    width = max(len(row) for row in rows)
    if len(head) == width > 1 or (len(head) > 1 and width == len(("label", "sum"))):
        table = Table((tuple(head[:width]), *(tuple(_padded(row, width)) for row in rows)), 1)
        return Unruled([], lines[index : last + 1], [], table, last + 1)
    table = Table(tuple(tuple(_padded(row, width)) for row in rows), 0)
    return Unruled([lines[index]], lines[index + 1 : last + 1], [], table, last + 1)


def _ends_table(said: str) -> bool:
    """Whether a line without figure is prose, or opens another part of the text."""
    return bool(
        len(said) > _ROW or _PROSE.search(said) or _VERB.search(said) or markers.article(said) or markers.markdown(said)
    )


def _row(line: Line, *, plain: bool = False, least: int = _FEW) -> list[Cell] | None:
    """Label and figures of a line that ends in bare figures; ``None`` for another line."""
    if len(line.text) > 2 * _ROW or markers.article(line.text):
        return None
    figures: list[tuple[int, int]] = []
    end = len(line.text)
    for found in reversed(list(_FIGURE.finditer(line.text))):
        behind = line.text[found.end() : end]
        rate = _RATE.match(behind)
        if _CURRENCY.match(behind) or not _BETWEEN.fullmatch(behind[rate.end() if rate else 0 :]):
            break
        figures[:0] = [] if rate else _cells(line.text, *found.span("number"))
        end = found.start()
    while (
        figures
        and not _MONEY_FORM.search(line.text[slice(*figures[0])])
        and _NUMBERING.search(line.text[: figures[0][0]])
    ):
        figures.pop(0)
    label = line.text[:end].strip(" .:…=*-–")
    if not figures and not plain:
        return _figure_inside(line)
    if not figures or not any(_is_sum(line.text[low:high], least) for low, high in figures):
        return None
    if plain and not all(_MONEY_FORM.search(line.text[low:high]) for low, high in figures):
        return None
    if _GOES_ON.search(label) or _VERB.search(label):
        return None
    start = line.start + (len(line.text) - len(line.text.lstrip(" *•-–")))
    label_end = line.start + len(line.text[:end].rstrip(" .:…=*-–"))
    cells = [Cell(line.start + low, line.start + high) for low, high in figures]
    return [Cell(min(start, label_end), label_end), *cells] if re.search(r"[^\W\d_]{2}", label) else None


def _figure_inside(line: Line) -> list[Cell] | None:
    """«Amicale laïque 1 500 Fonctionnement»: label, sum and what it is for, on one line."""
    said = line.text
    found = [each for each in _FIGURE.finditer(said) if _MONEY_FORM.search(each["number"])]
    if len(found) != 1 or len(said) > _ROW or said.rstrip().endswith((".", ";", ":", ",")) or _VERB.search(said):
        return None
    low, high = found[0].span("number")
    label, rest = said[:low].rstrip(" .:…=*-–"), said[high:].strip(" :*-–")
    if (
        not re.search(r"[^\W\d_]{2}", label)
        or _GOES_ON.search(label)
        or _COUNTED.match(said, high)
        or not re.fullmatch(r"(?:[A-ZÀ-ÖŒ][^\s\d.;:]*)(?:\s[^\s\d.;:]+){0,6}", rest)
    ):
        return None
    start = line.start + said.index(rest, high)
    return [
        Cell(line.start, line.start + len(label)),
        Cell(line.start + low, line.start + high),
        Cell(start, start + len(rest)),
    ]


def _is_sum(figure: str, least: int = _FEW) -> bool:
    """Whether a bare figure can be money where a unit is said: no year, and of ``least`` digits or with cents."""
    return not _YEAR.fullmatch(figure) and (len(figure) >= least or "," in figure)


def _cells(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """«120 000 180 000» is two cells: a figure too large for money is cut where it falls into the most equal figures."""
    places = [found.span() for found in _DIGITS.finditer(text, start, end)]
    if len(places) < _GROUPS or "." in text[start:end]:
        return [(start, end)]
    cuts = [at for at in range(1, len(places)) if text[places[at][0]] != "0"]
    if not cuts:
        return [(start, end)]
    at = min(cuts, key=lambda at: abs(2 * at - len(places)))
    return [*_cells(text, start, places[at - 1][1]), *_cells(text, places[at][0], end)]


def _alike(rows: list[list[Cell]]) -> bool:
    """Whether most rows with figures have as many of them."""
    widths = [len(row) for row in rows if len(row) > 1]
    return widths.count(max(set(widths), key=widths.count)) * 2 >= len(widths)


def _padded(row: list[Cell], width: int) -> list[Cell]:
    empty = Cell(row[-1].end, row[-1].end)
    return [*row, *[empty] * (width - len(row))]


def _header(line: Line) -> list[Cell]:
    """«Postes de dépenses Montant (€) Taux» cut where a noun of amounts begins; one cell where it is a title."""
    starts = [
        found.start()
        for found in _HEAD.finditer(line.text)
        if line.text[found.start()].isupper() or found.start() == 0 or found[0] == "%"
    ]
    cuts = sorted({0, *starts}) if starts else [0]
    pieces = list(zip(cuts, [*cuts[1:], len(line.text)], strict=True))
    return [Cell(line.start + low, line.start + low + len(line.text[low:high].rstrip())) for low, high in pieces]


# --- a cell a line --------------------------------------------------------------------------------------------


def _cell_a_line(lines: list[Line], index: int) -> Unruled | None:
    """Cells one below the other: the figures come back at every n-th line, and so does the line that says their unit."""
    unit = next((at for at in range(index, min(index + _COLUMNS, len(lines))) if _says_unit(lines[at].text)), None)
    if unit is None or any(line.gap and at > index for at, line in enumerate(lines[index : unit + 1], index)):
        return None
    alone: list[int] = []
    stop = unit + 1
    while stop < min(len(lines), index + _REACH) and not lines[stop].scar and not _ends_table(lines[stop].text):
        found = _FIGURE.fullmatch(lines[stop].text.strip(" *"))
        if found is not None and _is_sum(found["number"]):
            alone.append(stop)
        stop += 1
    if len(alone) < 2 or alone[0] - unit > _COLUMNS:
        return None
    steps = {after - before for before, after in pairwise(alone)}
    width, place = min(steps), unit - index
    if len(steps) == 1 and 1 < width == alone[0] - unit and place < width:
        count = (stop - index) // width
        rows = [
            [Cell(one.start, one.end) for one in lines[index + n * width : index + (n + 1) * width]]
            for n in range(count)
        ]
        end = index + count * width
        return Unruled([], lines[index:end], [], Table(tuple(tuple(row) for row in rows), 1), end)
    return _labels_and_figures(lines, unit, stop) if index == unit else None


def _labels_and_figures(lines: list[Line], unit: int, stop: int) -> Unruled | None:
    """Cells one below the other in rows of unlike length: lines of a label, then those of its figures and rates."""
    rows: list[list[Cell]] = []
    labels: list[Line] = []
    last = unit
    for at in range(unit + 1, stop):
        line = lines[at]
        figure = _FIGURE.fullmatch(line.text.strip(" *"))
        if figure is None and not _ALONE_RATE.fullmatch(line.text):
            labels.append(line)
            if len(labels) > _GAP:
                break
            continue
        if labels or not rows:
            start = labels[0].start if labels else line.start
            rows.append([Cell(start, labels[-1].end if labels else start)])
            labels = []
        rows[-1].append(Cell(line.start, line.end))
        last = at
    width = max(map(len, rows), default=0)
    if not 1 < width <= _COLUMNS:
        return None
    table = Table(tuple(tuple(_padded(row, width)) for row in rows), 0)
    return Unruled([lines[unit]], lines[unit + 1 : last + 1], [], table, last + 1)


def _says_unit(said: str) -> bool:
    return (
        _may_say_unit(said)
        and len(said) <= _ROW
        and (UNIT_SAID.search(said) is not None or _UNIT_ALONE.fullmatch(said) is not None)
    )


def _may_say_unit(said: str) -> bool:
    return "€" in said or "uro" in said or "UR" in said


# --- all on one line ------------------------------------------------------------------------------------------


def _on_one_line(line: Line, index: int, after: int) -> Unruled | None:
    """«… Montant en € Achats 12 500,00 Subvention État 20 000,00 Total 66 000,00»: labels and figures in turn."""
    said = line.text
    begin = max(found.end() for found in UNIT_SAID.finditer(said, 0, after + _NEAR) if found.end() <= after + _NEAR)
    rows: list[list[Cell]] = []
    low = begin
    for found in _FIGURE.finditer(said, begin):
        if _RATE.match(said, found.end()) or _CURRENCY.match(said, found.end()) or _COUNTED.match(said, found.end()):
            continue
        if _NUMBERING.search(said[max(0, found.start() - 14) : found.start()]) or not (
            _MONEY_FORM.search(found["number"])
            or (_PLAIN_SUM.fullmatch(found["number"]) and not _YEAR.fullmatch(found["number"]))
        ):
            continue
        label = said[low : found.start("number")]
        if len(label) > _NEAR or re.search(r"[^\W\d_]{3}[.;]\s+[A-ZÀ-Ö]", label) or _VERB.search(label):
            break
        cells = [Cell(line.start + left, line.start + right) for left, right in _cells(said, *found.span("number"))]
        if re.search(r"[^\W\d_]{2}", label):
            lead = len(label) - len(label.lstrip(" .:;,%)*-–"))
            rows.append([Cell(line.start + low + lead, line.start + low + len(label.rstrip(" :(*-–"))), *cells])
        elif rows:
            rows[-1] += cells
        low = found.end()
    if len(rows) < _FEW:
        return None
    width = max(len(row) for row in rows)
    table = Table(tuple(tuple(_padded(row, width)) for row in rows), 0)
    head = _cut(line, 0, begin, gap=line.gap)
    own = _cut(line, begin, low, gap=True)
    tail = [_cut(line, low, len(said), gap=True)] if re.search(r"\w", said[low:]) else []
    return Unruled([head], [own], tail, table, index + 1)


def _cut(line: Line, low: int, high: int, *, gap: bool) -> Line:
    piece = line.text[low:high]
    lead = len(piece) - len(piece.lstrip())
    return Line(line.start + low + lead, line.start + low + len(piece.rstrip()), piece.strip(), line.indent, gap)


__all__ = ["Unruled", "table_at"]
