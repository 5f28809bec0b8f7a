"""From year to year: ties that last, appear and vanish, and the euros granted."""

from __future__ import annotations

from typing import Any

import pandas as pd
from matplotlib.ticker import FuncFormatter, MaxNLocator

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
        granted = _granted(money, years)
        paid = bool(granted.max() > 0)
        figure = sheet(4.6 if paid else 2.9)
        axes = figure.add_axes((0.115, 0.45, 0.865, 0.46) if paid else (0.115, 0.13, 0.865, 0.73))
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
        panels = [axes]
        if paid:
            panels.append(figure.add_axes((0.115, 0.1, 0.865, 0.27), sharex=axes))
            _money(panels[1], granted, words)
            axes.tick_params(labelbottom=False)
        step = -(-len(years) // 14)
        panels[-1].set_xticks(years[::step], [str(year) for year in years[::step]])
        for each in panels:
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


def _granted(money: pd.DataFrame, years: list[int]) -> pd.Series:
    """The euros that begin in each year."""
    if not len(money):
        return pd.Series(0.0, index=years)
    return money.set_index("year")["began"].reindex(years, fill_value=0.0)


def _money(axes: Any, granted: pd.Series, words: Words) -> None:
    bars = axes.bar(list(granted.index), granted, color=COLOURS[1], width=0.72)
    _values(axes, bars, granted, words)
    axes.set_ylabel(words("years.money"))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: words.brief_euros(value) if value else "0"))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4))
    axes.set_ylim(0, float(granted.max()) * 1.18)


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
