"""From year to year: ties that last, appear and vanish, and the euros granted."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator

from filon.analyse.figures.picture import COLOURS, INK, RULE, Picture, sheet, style, titled
from filon.analyse.words import Words


def yearly(ties: pd.DataFrame, money: pd.DataFrame, undated: float, words: Words) -> Picture:
    """Draw two tables of `filon.analyse.changes`: of all ties, and of funding; ``undated`` is the share of facts without a date."""
    title = words("years.title")
    if len(ties) < 2:
        return Picture("years", title, why=words("years.none"))
    first, last = int(ties["year"].min()), int(ties["year"].max())
    years = list(range(first, last + 1))
    table = ties.set_index("year").reindex(years, fill_value=0)
    with style():
        figure = sheet(4.6)
        axes = figure.add_axes((0.115, 0.45, 0.865, 0.46))
        axes.bar(years, table["stayed"], color=COLOURS[3], width=0.72, label=words("years.stayed"))
        axes.bar(
            years,
            table["appeared"],
            bottom=table["stayed"],
            color="#88c5ea",
            width=0.72,
            label=words("years.appeared"),
            hatch="////",
            edgecolor=COLOURS[3],
            linewidth=0.4,
        )
        axes.bar(years, -table["vanished"], color="#d9a3ab", width=0.72, label=words("years.vanished"))
        axes.axhline(0, color=INK, linewidth=0.6)
        axes.set_ylabel(words("ties_word"))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: words.written(abs(int(value)))))
        axes.yaxis.set_major_locator(MaxNLocator(integer=True, nbins=6))
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1.0), ncols=3, borderaxespad=0.2)
        below = figure.add_axes((0.115, 0.1, 0.865, 0.27), sharex=axes)
        granted = (
            money.set_index("year")["began"].reindex(years, fill_value=0.0)
            if len(money)
            else pd.Series(0.0, index=years)
        )
        bars = below.bar(years, granted, color=COLOURS[1], width=0.72)
        _values(below, bars, granted, words)
        below.set_ylabel(words("years.money"))
        below.yaxis.set_major_formatter(FuncFormatter(lambda value, _: words.brief_euros(value) if value else "0"))
        below.yaxis.set_major_locator(MaxNLocator(nbins=4) if granted.max() > 0 else FixedLocator([0]))
        below.set_ylim(0, max(float(granted.max()) * 1.18, 1))
        step = -(-len(years) // 14)
        below.set_xticks(years[::step], [str(year) for year in years[::step]])
        axes.tick_params(labelbottom=False)
        for each in (axes, below):
            each.grid(axis="y", color=RULE, linewidth=0.4)
            each.set_axisbelow(True)
            each.set_xlim(first - 0.6, last + 0.6)
        titled(figure, title)
    most = int(table["ties"].idxmax())
    figures: dict[str, Any] = {
        "first": str(first),
        "last": str(last),
        "most": str(most),
        "ties": int(table.loc[most, "ties"]),
        "undated": words.percent(undated),
    }
    return Picture("years", title, words("years.text", **figures), words("years.alt", **figures), figure)


def _values(axes: Any, bars: Any, values: pd.Series, words: Words) -> None:
    """The sum above each bar: beside one large year the others would read as nothing."""
    for bar, value in zip(bars, values, strict=True):
        if value > 0:
            text = words.brief_euros(value).replace("\u202f", "\n" if len(values) > 10 else "\u202f")
            axes.annotate(
                text,
                (bar.get_x() + bar.get_width() / 2, value),
                xytext=(0, 1.5),
                textcoords="offset points",
                ha="center",
                va="bottom",
                fontsize=6.2,
                linespacing=0.95,
            )
