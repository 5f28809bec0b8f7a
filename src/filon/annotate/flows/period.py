"""When a flow is for: the years or the day that its sentence, its lead-in or its heading names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from filon.annotate.flows.actors import PROGRAMME
from filon.annotate.flows.lexicon import words
from filon.annotate.flows.mask import AMOUNT, DATE
from filon.annotate.flows.topic import object_line
from filon.model import BlockKind

if TYPE_CHECKING:
    from filon.annotate.flows.draft import Draft
    from filon.annotate.flows.mask import Masked
    from filon.annotate.flows.reading import Reading
    from filon.annotate.flows.scene import Scene

_SINCE = re.compile(r"\b(?:depuis|dès)\s(?:le\s|l['’]année\s|fin\s)?\Z", re.IGNORECASE)
_UNTIL = re.compile(
    r"\b(?:avant|d['’]ici|jusqu['’]en|jusqu['’]à|jusqu['’]au|au plus tard|à compter|d['’]ici le|avant le|au titre du budget)\s(?:le\s|la fin de\s|fin\s)?\Z",
    re.IGNORECASE,
)
# «le contrat signé en 2015»: when a paper was made.
_BORN = re.compile(
    r"\b(?:signée?s?|conclue?s?|labellisée?s?|créée?s?|fondée?s?|inaugurée?s?|approuvée?s?|adoptée?s?|validée?s?)\s(?:en|le|depuis|dès|au|fin|début)\s(?:\w+\s)?\Z",
    re.IGNORECASE,
)
# «de moins qu'en 2019», «par rapport à celui de 2019»: the year of another sum.
_COMPARED = re.compile(
    r"(?:\bqu['’](?:en|au cours de)|\bpar rapport (?:à|au|aux)(?:\s(?:celui|celle|ceux|l['’]année|l['’]exercice|la somme)(?:\sde)?)?|\bcomparée?s? (?:à|au)|\bque celui de|\bcontre\s\ue010 en)\s?\Z",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"(?:délibération|convention|décision|arrêté|loi|décret|réunion|commission|séance|rapport|règlement|courrier|avis|signée?|votée?|créée?|ouvert\w*|labellisé\w*|mise? en service|achevée?|lancée?|né)\b[^.;]{0,40}\Z",
    re.IGNORECASE,
)


def period_of(r: Reading) -> None:
    """Set the period of the amount's draft: the dates of its own stretch first, then footnotes, lead-ins and titles."""
    scene, draft = r.s.scene, r.out
    draft.period = (
        _relative_year(r)
        or _right_behind(r)
        or _best(r)
        or period_around(scene, r.s.block, r.m.offset(0), r.m.end)
        or ((year_of_title(scene, r.s.block) or year_of_act(scene, r.s.block)) if _own_money(r) else None)
        or _cited_year(r)
    )


# «la délibération du 14 juin 2010 par laquelle la commission a accordé N», «par arrêté du 3 mai 2022»
_DECIDED_ON = re.compile(rf"\b(?:délibération|décision|arrêté|vote)\b[^.;{AMOUNT}]{{0,40}}?{DATE}", re.IGNORECASE)
_OF_A_YEAR = re.compile(
    r"\b(?:rapports?|bilans?|comptes? rendus?|cr|procès-verbal|pv|séance|conseil|réunion|budgets?|exercice|année|activités?|programmations?|campagne)\b",
    re.IGNORECASE,
)
_OF_A_REPORT = re.compile(
    r"\b(?:rapports?\s(?:d['’]activités?|financier|moral|annuel)|bilans?|exercice|programmations?|campagne|chiffres)\b",
    re.IGNORECASE,
)
_HEAD = 300  # characters of a document in which its lines tell its year
_HEAD_LINE = 140


def _cited_year(r: Reading) -> str | None:
    """The year of the decision that the sentence cites for what it grants."""
    if r.out.role not in ("award", "spend", "plan"):
        return None
    cited = _DECIDED_ON.search(r.text[: r.at])
    plain = r.m.dates.get(cited.end() - 1) if cited is not None else None
    return plain["value"][:4] if plain is not None else None


def years_of_acts(scene: Scene, drafts: dict[int, Draft]) -> None:
    """A sum without period, of an act by which its own body gives it or of a report on a year, is of that year."""
    for amount, draft in drafts.items():
        if draft.period is not None or draft.role not in ("award", "spend", "plan"):
            continue
        start = scene.amounts[amount][0]
        issuer, part = scene.issuer_at(start), scene.part_at(start)
        own = issuer is not None and issuer in draft.funders
        if own and part and part.get("date"):
            draft.period = str(part["date"])[:4]
        else:
            draft.period = year_of_head(scene, acts=own)


def year_of_head(scene: Scene, *, acts: bool) -> str | None:
    """The one year that the first lines give the whole text («Rapport financier 2020», «CR du conseil du 7 octobre 2022»).

    The day of an act (``acts``) is that of what its own body grants only.
    """
    years = set()
    for start, end, plain in scene.dates_in(0, _HEAD):
        low, high = scene.text.rfind("\n", 0, start) + 1, scene.text.find("\n", end)
        line = scene.text[low : high if high >= 0 else len(scene.text)]
        if (
            len(line) <= _HEAD_LINE
            and plain["kind"] in ("year", "date")
            and (_OF_A_REPORT.search(line) or (acts and _OF_A_YEAR.search(line)))
        ):
            years.add(plain["value"][:4])
    return years.pop() if len(years) == 1 else None


def _own_money(r: Reading) -> bool:
    """Whether the body whose text this is gives or spends: the year of its act is then the year of the sum."""
    issuer = r.s.scene.issuer_at(r.offset())
    return r.out.role in ("award", "spend") and issuer is not None and issuer in r.out.funders


_LAST_YEAR = re.compile(
    r"\A[^;.]{0,90}?\b(?:l['’]an (?:dernier|passé)|l['’]année (?:dernière|passée|précédente)|un an (?:plus tôt|auparavant))\b",
    re.IGNORECASE,
)
_THIS_YEAR = re.compile(r"\A[^;.,]{0,30}?\b(?:cette année|l['’]année en cours|l['’]exercice en cours)\b", re.IGNORECASE)
_THIS_YEAR_BEFORE = re.compile(
    rf"\b(?:cette année|l['’]année en cours|l['’]exercice en cours)\b[^.;{AMOUNT}{DATE}]{{0,60}}\Z", re.IGNORECASE
)
_OPENS_WITH_LAST = re.compile(r"\W*l['’](?:an|année) (?:dernier|passé|dernière|passée|précédente)\b", re.IGNORECASE)


def _relative_year(r: Reading) -> str | None:
    """«N l'an dernier», «contre N un an plus tôt», «N cette année»: by the year that the sentence, else the act, is of."""
    behind = r.text[r.at + 1 : r.after]
    if _LAST_YEAR.match(behind) or _OPENS_WITH_LAST.match(r.text):
        back = 1
    elif _THIS_YEAR.match(behind) or _THIS_YEAR_BEFORE.search(r.text[r.low : r.at]):
        back = 0
    else:
        return None
    named = [
        plain["value"][:4] for index, plain in sorted(r.m.dates.items()) if index < r.at and plain["kind"] == "year"
    ]
    part = r.s.scene.part_at(r.offset())
    act = (part.get("date") or "")[:4] if part else ""
    year = (named[-1] if named and back else "") or act or _running_year(r.s.scene, r.s.block) or _dated(r)
    return str(int(year) - back) if year.isdigit() else None


def _dated(r: Reading) -> str:
    """The year of the day that a paper without session is dated of, in its first lines («Rennes, le 9 octobre 2025»)."""
    part = r.s.scene.part_at(r.offset())
    low = part["start"] if part else 0
    days = [plain["value"] for _, _, plain in r.s.scene.dates_in(low, low + _DATELINE) if plain["kind"] == "date"]
    return days[0][:4] if days else ""


_DATELINE = 300  # characters


def year_of_act(scene: Scene, index: int) -> str | None:
    """«portant attribution de subventions … – exercice 2024»: the year that an act's title gives what it grants."""
    part = scene.part_at(scene.blocks[index].start)
    head = part["start"] if part else 0
    pattern = words("tables", "programme_title")
    for block in scene.blocks:
        if block.start > head + _ACT_HEAD:
            return None
        if block.start >= head and block.table is None and block.end - block.start < _ACT_TITLE:
            for found in pattern.finditer(scene.text, block.start, block.end):
                years = [
                    plain for start, _, plain in scene.dates_in(found.end(), block.end) if start - found.end() < _SOON
                ]
                if years and years[0]["kind"] in ("year", "period"):
                    value: str = years[0]["value"]
                    return value
    return None


_ACT_HEAD = 800  # characters of an act in which its title stands
_ACT_TITLE = 400
_SOON = 12


def _running_year(scene: Scene, block: int) -> str:
    """The one year that a title decides for («Programmation 2025»); a report is written after the year it tells."""
    said = year_of_title(scene, block, reports=False)
    return said if said and len(said) == 4 else ""


def _right_behind(r: Reading) -> str | None:
    """«dont N en 2023 et M en 2024»: the year that stands right behind the amount."""
    found = _BEHIND.match(r.text, r.at + 1)
    plain = r.m.dates.get(found.end() - 1) if found else None
    if (
        plain is None
        or plain["kind"] != "year"
        or re.match(rf"\s(?:et|à|-)\s{DATE}", r.text[found.end() :] if found else "")
    ):
        return None
    return plain["value"]


_BEHIND = re.compile(
    rf"\s?(?:HT|TTC)?\s?(?:\([^()]{{0,20}}\)\s)?(?:en|pour|au titre de|sur|pour l['’]année|au titre de l['’]année|au titre de l['’]exercice|pour l['’]exercice)\s?{DATE}",
    re.IGNORECASE,
)
_REPORT = re.compile(r"\b(?:bilan|comptes?|rapport|réalisé)\b", re.IGNORECASE)
_LEAD = 40  # characters between the word that makes a title's year the year of its sums, and the year


def year_of_title(scene: Scene, block: int, *, reports: bool = True) -> str | None:
    """The years that a heading above, or the object of the act, gives the sums below («Subventions 2023», «Bilan 2022»)."""
    titles = [(scene.blocks[above].start, scene.blocks[above].end) for above in scene.headings(block)]
    if line := object_line(scene, block):
        titles.append(line)
    part = scene.part_at(scene.blocks[block].start)
    if part and part.get("title"):
        titles.append(tuple(part["title"]))
    for low, high in titles:
        if high - low > _TITLE or (not reports and _REPORT.search(scene.text, low, high)):
            continue
        for start, _, plain in scene.dates_in(low, high):
            lead = scene.text[max(low, start - _LEAD) : start]
            period = plain["kind"] == "period" and re.search(
                r"\b(?:convention|contrat)\b", scene.text[low:start], re.IGNORECASE
            )
            if period or (plain["kind"] == "year" and words("tables", "period_lead").search(lead)):
                value: str = plain["value"]
                return value
    return None


_TITLE = 200  # characters


def programme_year(scene: Scene, block: int) -> str | None:
    """The year of the programme whose records follow («PROGRAMMATION 2025 – ACTIONS RETENUES»), told by the last such title above."""
    if (year := year_of_title(scene, block, reports=False)) is not None:
        return year
    part = scene.part_at(scene.blocks[block].start)
    pattern = words("tables", "programme_title")
    for at in range(block - 1, -1, -1):
        other = scene.blocks[at]
        if part and other.start < part["start"]:
            return None
        if other.kind is not BlockKind.HEADING or other.end - other.start > _TITLE:
            continue
        if (found := pattern.search(scene.text, other.start, other.end)) is not None:
            years = [plain for start, _, plain in scene.dates_in(found.end(), other.end) if start - found.end() < _LEAD]
            if years and years[0]["kind"] in ("year", "period"):
                value: str = years[0]["value"]
                return value
    return None


def years_of_parts(drafts: dict[int, Draft]) -> None:
    """A sum without period whose parts are told year by year is for all these years."""
    years: dict[int, set[str]] = {}
    for draft in drafts.values():
        if draft.role == "part" and draft.whole is not None and draft.period and len(draft.period) == 4:
            years.setdefault(draft.whole, set()).add(draft.period)
    for whole, told in years.items():
        if len(told) > 1 and drafts[whole].period in (None, *told):  # the year of a part stands nearest to its sum
            drafts[whole].period = f"{min(told)}-{max(told)}"
    for draft in drafts.values():  # the total of the years of an item
        if draft.method == "flow:table-part" and draft.whole in years and draft.period is None:
            draft.period = drafts[draft.whole].period


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


def _best(r: Reading) -> str | None:
    scene, masked, at, before, after = r.s.scene, r.m, r.at, r.before, r.after
    text = masked.text
    low = before + 1 if before is not None else 0
    candidates: list[tuple[float, str]] = []
    for actor in masked.actors.values():  # «la convention d'objectifs 2021-2023» is a name
        named = scene.dates_in(actor.start, actor.end) if actor.kind == PROGRAMME else []
        candidates += [(395, plain["value"]) for _, _, plain in named if plain["kind"] == "period"]
    for index, plain in masked.dates.items():
        head = text[max(0, index - 60) : index]
        if _UNTIL.search(head) or _BORN.search(head) or _COMPARED.search(head):
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
