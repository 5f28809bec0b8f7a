"""When a flow is for: the years or the day that its sentence, its lead-in or its heading names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from filon.annotate.flows.mask import AMOUNT, DATE
from filon.model import BlockKind

if TYPE_CHECKING:
    from filon.annotate.flows.draft import Draft
    from filon.annotate.flows.mask import Masked
    from filon.annotate.flows.scene import Scene

_SINCE = re.compile(r"\b(?:depuis|dès)\s(?:le\s|l['’]année\s|fin\s)?\Z", re.IGNORECASE)
_UNTIL = re.compile(
    r"\b(?:avant|d['’]ici|jusqu['’]en|jusqu['’]à|jusqu['’]au|au plus tard|à compter|d['’]ici le|avant le|au titre du budget)\s(?:le\s|la fin de\s|fin\s)?\Z",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"(?:délibération|convention|décision|arrêté|loi|décret|réunion|commission|séance|rapport|règlement|courrier|avis|signée?|votée?|créée?|ouvert\w*|labellisé\w*|mise? en service|achevée?|lancée?|né)\b[^.;]{0,40}\Z",
    re.IGNORECASE,
)


def period_of(scene: Scene, masked: Masked, at: int, before: int | None, after: int, block: int, draft: Draft) -> None:
    """Set ``draft.period`` from the dates around the amount at ``at``: those of its own stretch first."""
    near = _year_before(scene, masked, at, after) or _best(scene, masked, at, before, after)
    if near is None:
        near = period_around(scene, block, masked.offset(0), masked.end)
    if near is not None:
        draft.period = near


_LAST_YEAR = re.compile(
    r"\A[^;.]{0,60}?\b(?:l['’]an (?:dernier|passé)|l['’]année (?:dernière|passée|précédente)|un an (?:plus tôt|auparavant))\b",
    re.IGNORECASE,
)


def _year_before(scene: Scene, masked: Masked, at: int, after: int) -> str | None:
    """«N l'an dernier», «contre N un an plus tôt»: the year before the one that the sentence, else the act, is of."""
    said = _LAST_YEAR.match(masked.text[at + 1 : after]) or re.match(
        r"\W*l['’](?:an|année) (?:dernier|passé|dernière|passée|précédente)\b", masked.text, re.IGNORECASE
    )
    if said is None:
        return None
    named = [
        plain["value"][:4] for index, plain in sorted(masked.dates.items()) if index < at and plain["kind"] == "year"
    ]
    part = scene.part_at(masked.offset(at))
    year = named[-1] if named else (part.get("date") or "")[:4] if part else ""
    return str(int(year) - 1) if year.isdigit() else None


_MARK = re.compile(r"[¹²³⁴⁵⁶]")
_ANNOUNCE = re.compile(
    r"\W*(?:sur|pour|durant|pendant)?\s?(?:la |les |l['’])?(?:période|années?|exercices?|saison|entre|de)\b",
    re.IGNORECASE,
)


def period_around(scene: Scene, block: int, low: int, high: int) -> str | None:
    """The years that a footnote of this stretch, or a short line before its block, gives."""
    return _footnote(scene, block, low, high) or _announced(scene, block)


def _footnote(scene: Scene, block: int, low: int, high: int) -> str | None:
    """«… par an²» and, further down, «² Année scolaire 2018-2019»; the mark may stand on the lead-in."""
    stretches = [(low, high)]
    for at in range(block - 1, max(-1, block - 13), -1):
        other = scene.blocks[at]
        if other.kind is BlockKind.HEADING and not scene.amounts_in(other.start, other.end):
            break
        if scene.text[other.start : other.end].rstrip(" *\n").endswith(":"):
            stretches.append((other.start, other.end))
            break
    for begin, end in stretches:
        mark = _MARK.search(scene.text, begin, end)
        if mark is None:
            continue
        note = re.compile(rf"^[ \t*]*{mark.group()}\s?[^\n]{{3,120}}", re.MULTILINE)
        for found in note.finditer(scene.text, max(0, low - 4000), min(len(scene.text), high + 4000)):
            dates = scene.dates_in(found.start(), found.end())
            if dates and not begin <= found.start() < end:
                value: str = dates[0][2]["value"]
                return value[:4] if dates[0][2]["kind"] == "date" else value
    return None


def _announced(scene: Scene, block: int) -> str | None:
    """A short line before that gives the years of what follows («Sur la période 2015-2018,»)."""
    for at in range(block - 1, max(-1, block - 4), -1):
        other = scene.blocks[at]
        said = scene.text[other.start : other.end]
        if other.kind is BlockKind.HEADING and not scene.amounts_in(other.start, other.end):
            return None
        if len(said) < 60 and _ANNOUNCE.match(said) and (dates := scene.dates_in(other.start, other.end)):
            value: str = dates[0][2]["value"]
            return value
    return None


def _best(scene: Scene, masked: Masked, at: int, before: int | None, after: int) -> str | None:
    text = masked.text
    low = before + 1 if before is not None else 0
    candidates: list[tuple[float, str]] = []
    for index, plain in masked.dates.items():
        head = text[max(0, index - 60) : index]
        if _UNTIL.search(head):
            continue
        if re.match(r"\s[a-zàéè]+s\b", text[index + 1 :]) and not re.search(
            r"\b(?:en|de|depuis|dès|fin|début|mi|et|à|année|années|exercice|pour|budget|[a-zé]{3,9})[\s-]\Z", head
        ):
            continue  # «1971 subventions» is a count
        value = plain["value"]
        if plain["kind"] == "date":
            if len(value) == 10:
                if not re.search(r"\bpassage|\ben date du\s\Z|\ble\s\Z", head) or (
                    _REFERENCE.search(head[:-3]) and not re.search(r"passage", head)
                ):
                    continue
            else:
                value = value[:4]
        elif _REFERENCE.search(head) and not re.search(r"\b(?:en|entre|depuis|de|sur la période|période)\s\Z", head):
            if plain["kind"] == "period":
                candidates.append((390, value))  # the convention's own years, where nothing nearer is said
            continue
        if _SINCE.search(head):
            value = _since(scene, masked, value)
        joined = re.match(rf"\s(?:et|à|-)\s{DATE}", text[index + 1 :])
        second = masked.dates.get(index + joined.end()) if joined and plain["kind"] == "year" else None
        together = re.search(r"\b(?:en|années?|exercices?)\s\Z", head) or re.match(r"\s(?:à|-)", text[index + 1 :])
        if second and together and second["value"][-4:] > value:
            value = f"{value}-{second['value'][-4:]}"
        distance = at - index if index < at else index - at
        outside = index < low or index > after
        crossed = text[min(index, at) : max(index, at)].count(AMOUNT)
        if index < at and not outside and re.search(r",\s", text[index:at]):
            distance += 70  # behind a comma another clause begins
        candidates.append(
            (
                distance + (150 if outside else 0) + 80 * max(0, crossed - 1) + (60 if _far(text, index, at) else 0),
                value,
            )
        )
    candidates = [pair for pair in candidates if pair[0] < 400]
    return min(candidates, default=(0, None))[1]


def _far(text: str, index: int, at: int) -> bool:
    return bool(re.search(r";|\.\s", text[min(index, at) : max(index, at)]))


def _since(scene: Scene, masked: Masked, year: str) -> str:
    """«depuis 2018» in a report on 2017-2022 is 2018-2022."""
    end = report_end(scene, masked.offset(0))
    return f"{year[:4]}-{end}" if end and end > year[:4] else year


def report_end(scene: Scene, offset: int) -> str | None:
    """The last year of the span that the document's titles give it."""
    part = scene.part_at(offset)
    low = part["start"] if part else 0
    for start, _, plain in reversed(scene.dates_in(low, offset)):
        if plain["kind"] != "period" or plain["value"][:4] == plain["value"][-4:]:
            continue
        index = scene.block_of(start)
        if index is not None and scene.blocks[index].kind is BlockKind.HEADING:
            return plain["value"][-4:]
    return None
