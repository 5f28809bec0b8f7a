"""A window of the gold as HTML: its text twice, its amounts as cards, its relations as a list."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

from filon.evaluate.align import PARTIES, Alignment, Pair
from filon.evaluate.gold import Row, Windows
from filon.evaluate.marks import Mark, marked
from filon.evaluate.misses import Verdict, faults, verdict
from filon.evaluate.words import plain, say

TYPES = ("ORG", "PERSON", "PLACE", "PROJECT", "PROGRAMME")
_SIGNS = {Verdict.RIGHT: "✓", Verdict.WRONG: "≠", Verdict.MISSED: "✗", Verdict.INVENTED: "+"}


@dataclass(frozen=True, slots=True)
class Shown:
    """A window with its text and its pairs by layer, each with its verdict."""

    name: str
    window: Row
    text: str
    pairs: Mapping[str, Sequence[tuple[Pair, Verdict]]]
    alignment: Alignment

    @property
    def tally(self) -> Counter[Verdict]:
        """How many records there are of each verdict."""
        return Counter(result for pairs in self.pairs.values() for _, result in pairs)

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong."""
        return set(self.tally) <= {Verdict.RIGHT}


def shown_windows(alignment: Alignment, windows: Windows, texts: Mapping[str, str]) -> list[Shown]:
    """The windows that hold a pair and whose text is known, by document and place."""
    pairs: dict[str, dict[str, list[tuple[Pair, Verdict]]]] = defaultdict(lambda: defaultdict(list))
    for layer in ("mention", "amount", "relation"):
        for pair in getattr(alignment, f"{layer}s"):
            pairs[pair.window][layer].append((pair, verdict(pair, alignment, layer=layer)))
    shown = [
        Shown(
            name,
            windows[name],
            texts[windows[name]["doc"]][windows[name]["start"] : windows[name]["end"]],
            of,
            alignment,
        )
        for name, of in pairs.items()
        if windows[name]["doc"] in texts
    ]
    return sorted(shown, key=lambda one: (one.window["doc"], one.window["start"]))


def index(shown: Sequence[Shown]) -> str:
    """Links to the windows, by document, with what is wrong in each."""
    by_name: dict[str, list[Shown]] = defaultdict(list)
    for one in shown:
        by_name[one.window["doc"]].append(one)
    lists = "".join(
        f'<span class="doc-name">{escape(name)}</span><ul>'
        + "".join(
            f'<li{" class=clean" if one.clean else ""}><a href="#{_anchor(one.name)}">{escape(one.name)} {_tally(one.tally)}</a></li>'
            for one in group
        )
        + "</ul>"
        for name, group in by_name.items()
    )
    return f"<h2>{say('windows')}</h2><nav>{lists}</nav>"


def _tally(tally: Counter[Verdict]) -> str:
    parts = (
        f'<span class="{result}" title="{plain(result)}">{_SIGNS[result]} {tally[result]}</span>'
        for result in (Verdict.MISSED, Verdict.INVENTED, Verdict.WRONG)
        if tally[result]
    )
    return f'<span class="tally">{" ".join(parts) or _SIGNS[Verdict.RIGHT]}</span>'


def legend() -> str:
    """What the marks on the text mean."""
    types = "".join(f'<span><span class="m {kind}">{say(kind)}</span></span>' for kind in TYPES)
    results = "".join(
        f'<span class="{result}">{say(result)}</span>' for result in ("missed", "invented", "wrong", "near")
    )
    return f'<p class="key">{types}<span><span class="a">{say("amount")}</span></span>{results}</p>'


def window_article(one: Shown) -> str:
    """A window: text with gold and text with found side by side, then amounts and relations."""
    window = one.window
    place = f"{escape(window['doc'])}, {say('characters')} {window['start']}–{window['end']}"
    numbers = {id(pair): number for number, (pair, _) in enumerate(_in_place(one.pairs.get("amount", ())), start=1)}
    sides = "".join(
        f'<section class="side {side}"><h4>{say(side)}</h4><p class="text">{marked(one.text, _marks(one, side, numbers))}</p></section>'
        for side in ("gold", "found")
    )
    return (
        f'<article class="window{" clean" if one.clean else ""}" id="{_anchor(one.name)}"><header><h3>{escape(one.name)}</h3>'
        f'{_tally(one.tally)}<span class="soft">{place}</span></header><div class="sides">{sides}</div>'
        f"{_cards(one, numbers)}{_relations(one)}</article>"
    )


def _anchor(name: str) -> str:
    return f"w-{escape(name)}"


def _side(pair: Pair, side: str) -> Row | None:
    return pair.gold if side == "gold" else pair.found


def _in_place(pairs: Sequence[tuple[Pair, Verdict]]) -> list[tuple[Pair, Verdict]]:
    return sorted(pairs, key=lambda item: (item[0].gold or item[0].found or {})["start"])


def _marks(one: Shown, side: str, numbers: Mapping[int, int]) -> list[Mark]:
    marks = []
    origin = one.window["start"]
    for pair, result in one.pairs.get("mention", ()):
        row = _side(pair, side)
        if row is not None:
            near = (
                pair.gold
                and pair.found
                and (pair.gold["start"], pair.gold["end"])
                != (
                    pair.found["start"],
                    pair.found["end"],
                )
            )
            title = f"{plain(row['type'])} · {_who(one, row, side)} · {plain('near' if near else result)}"
            classes = f"m {row['type']} {result}{' near' if near else ''}"
            marks.append(Mark(row["start"] - origin, row["end"] - origin, classes, title))
    for pair, result in one.pairs.get("amount", ()):
        row = _side(pair, side)
        if row is not None:
            title = f"{plain('amount')} · {row['role']} · {plain(result)}"
            link = f"{_anchor(one.name)}-{numbers[id(pair)]}"
            marks.append(Mark(row["start"] - origin, row["end"] - origin, f"a {result}", title, link))
    return marks


def _who(one: Shown, row: Row, side: str) -> str:
    """What a mention names, and for a found one how sure it is and which rule read it."""
    if side == "gold":
        return str(row["name"][0])
    sure = f" · {row['confidence']:.2f}" if row.get("confidence") is not None else ""
    return f"{one.alignment.labels.get(row['entity'], row['entity'])}{sure} {row.get('method') or ''}".rstrip()


def _cards(one: Shown, numbers: Mapping[int, int]) -> str:
    cards = "".join(
        _card(one, pair, result, f"{_anchor(one.name)}-{numbers[id(pair)]}")
        for pair, result in _in_place(one.pairs.get("amount", ()))
    )
    return (
        f'<section class="amounts"><h4>{say("amounts")}</h4><div class="cards">{cards}</div></section>' if cards else ""
    )


def _card(one: Shown, pair: Pair, result: Verdict, anchor: str) -> str:
    wrong = {fault.removesuffix(" wrong") for fault in faults(pair, one.alignment)}
    known = pair.gold or pair.found or {}
    origin = one.window["start"]
    quote = one.text[known["start"] - origin : known["end"] - origin]
    rows = []
    for field in ("value", "role", "funder", "beneficiary", "purpose", "period"):
        cells = [_cell(one, row, field, side) for side, row in (("gold", pair.gold), ("found", pair.found))]
        if field in ("value", "role") or any(cells):
            state = ' class="wrong"' if field in wrong else ""
            rows.append(f'<tr{state}><th scope="row">{say(field)}</th><td>{cells[0]}</td><td>{cells[1]}</td></tr>')
    sure = f' <span class="soft">{_sure(pair.found)}</span>'
    return (
        f'<div class="card {result}" id="{anchor}"><h5><span>{escape(" ".join(quote.split()))}{sure}</span>{_badge(result)}</h5>'
        f"<table><thead><tr><th></th><th>{say('gold')}</th><th>{say('found')}</th></tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
    )


def _badge(result: Verdict) -> str:
    return f'<span class="badge {result}">{_SIGNS[result]} {say(result)}</span>'


def _cell(one: Shown, row: Row | None, field: str, side: str) -> str:
    if row is None:
        return ""
    if field in dict(PARTIES):
        if side == "gold":
            names = [variants[0] for variants in row[field]]
        else:
            names = [one.alignment.labels.get(iri, iri) for iri in row.get(dict(PARTIES)[field]) or ()]
        return "<br>".join(escape(name) for name in names)
    value = row.get(field)
    if field == "value" and value is not None:
        return f"{value:,.2f}".replace(",", "\u202f").replace(".00", "").replace(".", ",")
    return escape(" ".join(str(value).split())) if value is not None else ""


def _relations(one: Shown) -> str:
    """What is wrong first, then what is right."""
    pairs = sorted(one.pairs.get("relation", ()), key=lambda item: item[1] is Verdict.RIGHT)
    items = "".join(
        f'<li class="{"right" if result is Verdict.RIGHT else "off"}">{_badge(result)} {_triple(one, pair)}</li>'
        for pair, result in pairs
    )
    return f'<section class="relations"><h4>{say("relations")}</h4><ul>{items}</ul></section>' if items else ""


def _triple(one: Shown, pair: Pair) -> str:
    """Subject, type and object; the title says which words, or which rule with what confidence."""
    if pair.gold is not None:
        subject, kind, obj = pair.gold["subject"][0], pair.gold["type"], pair.gold["object"][0]
        title, rule = pair.gold["quote"], ""
    else:
        found, labels = pair.found or {}, one.alignment.labels
        subject, kind, obj = labels.get(found["subject"], ""), found["type"], labels.get(found["object"], "")
        title, rule = found.get("text") or "", f' <span class="soft">{_sure(pair.found)}</span>'
    return f'<span title="{escape(title)}">{escape(subject)} <span class="type">{escape(kind)}</span> {escape(obj)}</span>{rule}'


def _sure(found: Row | None) -> str:
    """The confidence of a found fact and the rule that read it, as HTML."""
    if found is None or found.get("confidence") is None:
        return ""
    return f"{found['confidence']:.2f} {escape(found.get('method') or '')}".rstrip()
