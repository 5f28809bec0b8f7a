"""One HTML page that shows gold and found side by side on the text: for reading misses one by one, and by kind.

The page stands alone: no script, no request, every character of a document escaped. It prints.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from importlib.resources import files

from filon.evaluate.align import Alignment
from filon.evaluate.calibration import judged, reliability
from filon.evaluate.curve import curve_svg
from filon.evaluate.gold import Windows
from filon.evaluate.misses import counts
from filon.evaluate.scores import Measure, by_document, measure
from filon.evaluate.window import TYPES, index, legend, shown_windows, window_article
from filon.evaluate.words import plain, say, say_all

_HEADLINE = ("mention", "amount", "flow detected", "funder", "beneficiary", "whole flow", "relation")
_POOR = 0.1  # a document this much below the whole stands out


def page(alignment: Alignment, windows: Windows, texts: Mapping[str, str], *, title: str) -> str:
    """The page: measures, misses by kind, reliability, then each window of the gold.

    ``texts`` holds the whole text of each document by its name (offsets count in it); ``title`` says what was held against what.
    """
    shown = shown_windows(alignment, windows, texts)
    style = files("filon.evaluate").joinpath("page.css").read_text(encoding="utf-8")
    body = (
        _head(title),
        _controls(),
        "<main>",
        f'<div class="panels"><section>{_measures(alignment)}</section>',
        f"<section>{_misses(alignment)}</section></div>",
        _documents(alignment, windows),
        _reliability(alignment),
        index(shown),
        legend(),
        *(window_article(window) for window in shown),
        "</main>",
    )
    return (
        f'<!doctype html>\n<html lang="fr"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<style>{style}</style></head>\n<body>{''.join(body)}</body></html>\n"
    )


# --- the head of the page -------------------------------------------------------------------------------------


def _head(title: str) -> str:
    return (
        f'<header class="top"><h1>{say("page")}</h1><p class="soft">{escape(title)}</p><p>{say("intro")}</p></header>'
    )


def _controls() -> str:
    kinds = [*TYPES, "amount", "relation"]
    boxes = "".join(
        _input("checkbox", f"kind-{kind}", "", say(kind if kind in TYPES else f"{kind}s")) for kind in kinds
    )
    wrong = _input("checkbox", "only-wrong", "", say("wrong only"), checked=False)
    sides = "".join(
        _input("radio", f"side-{side}", "side", say(side), checked=side == "both") for side in ("both", "gold", "found")
    )
    languages = _input("radio", "lang-fr", "lang", "Français") + _input(
        "radio", "lang-en", "lang", "English", checked=False
    )
    return (
        f'<div class="bar-top"><form><fieldset><legend>{say("show")}</legend>{boxes}{wrong}</fieldset>'
        f"<fieldset><legend>{say('sides')}</legend>{sides}</fieldset><fieldset>{languages}</fieldset></form></div>"
    )


def _input(kind: str, name: str, group: str, label: str, *, checked: bool = True) -> str:
    named = f' name="{group}"' if group else ""
    return f'<label><input type="{kind}" id="{name}"{named}{" checked" if checked else ""}>{label}</label>'


def _measures(alignment: Alignment) -> str:
    rows = []
    for name, value in measure(alignment).items():
        layer, _, rest = name.partition(" ")
        sub = ' class="sub"' if rest in TYPES or (layer == "relation" and rest) else ""
        if value is None or isinstance(value, float):
            cells = f'<td></td><td></td><td class="n">{_ratio(value)}</td><td></td><td></td>'
        else:
            ratios = (value.precision, value.recall, value.f1)
            cells = "".join(f'<td class="n">{_ratio(ratio)}</td>' for ratio in ratios)
            cells += f'<td class="n">{value.gold}</td><td class="n">{value.found}</td>'
        rows.append(f'<tr{sub}><th scope="row">{say(rest if sub else name)}</th>{cells}</tr>')
    columns = "".join(f'<th class="n">{name}</th>' for name in ("P", "R", "F1", say("gold"), say("found")))
    head = f"<th>{say('measure')}</th>{columns}"
    return f"<h2>{say('measures')}</h2>{_table(head, rows)}"


def _documents(alignment: Alignment, windows: Windows) -> str:
    """F1 of the main measures by document, poor ones marked."""
    whole = measure(alignment)
    rows = [_document_row(say("whole"), whole, whole)]
    rows += [
        _document_row(f'<span class="doc-name">{escape(name)}</span>', measures, whole)
        for name, measures in by_document(alignment, windows).items()
    ]
    columns = "".join(f'<th class="n">{say(name)}</th>' for name in _HEADLINE)
    head = f"<th>{say('document')}</th>{columns}"
    return f"<h2>{say('by document')}</h2>{_table(head, rows)}"


def _document_row(name: str, measures: Mapping[str, Measure], whole: Mapping[str, Measure]) -> str:
    cells = []
    for key in _HEADLINE:
        value, reference = _f1(measures.get(key)), _f1(whole.get(key)) or 0.0
        poor = ' class="n poor"' if value is not None and value < reference - _POOR else ' class="n"'
        cells.append(f"<td{poor}>{_ratio(value)}</td>")
    return f'<tr><th scope="row">{name}</th>{"".join(cells)}</tr>'


def _f1(value: Measure) -> float | None:
    if value is None or isinstance(value, float):
        return value
    return value.f1 if value.gold or value.found else None


def _ratio(value: float | None) -> str:
    return "–" if value is None else f"{round(value, 4):.3f}"


def _misses(alignment: Alignment) -> str:
    rows = [
        f'<tr><th scope="row">{say_all(kind)}</th><td class="n">{types.total()}</td>'
        f'<td class="soft">{", ".join(f"{say(name)} {count}" for name, count in types.most_common())}</td></tr>'
        for kind, types in counts(alignment).items()
    ]
    head = f'<th>{say("kind")}</th><th class="n">{say("count")}</th><th>{say("types")}</th>'
    return f"<h2>{say('misses')}</h2>{_table(head, rows) if rows else say('none')}"


def _table(head: str, rows: Iterable[str]) -> str:
    return f'<div class="scroll"><table><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table></div>'


def _reliability(alignment: Alignment) -> str:
    figures = "".join(
        f"<figure><figcaption><b>{say(kind)}</b> · ECE {curve.error:.3f} · "
        f'<span class="soft">{curve.count} {say("facts")}</span></figcaption>'
        f"{curve_svg(curve, confidence=plain('confidence'), right=plain('right share'))}</figure>"
        for kind, curve in reliability(judged(alignment)).items()
    )
    if not figures:
        return ""
    return f'<section><h2>{say("reliability")}</h2><p>{say("reliability intro")}</p><div class="curves">{figures}</div></section>'
