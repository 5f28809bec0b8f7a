"""Ranks with their intervals: how far the documents tell actors apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import pandas as pd
from matplotlib.ticker import MaxNLocator

from filon.analyse.figures.picture import COLOURS, FAINT, RULE, Picture, sheet, style, titled
from filon.analyse.words import Words

SHOWN: Final = 15


def ranking(
    tables: Sequence[tuple[str, pd.DataFrame]], words: Words, links: Mapping[str, str] | None = None
) -> Picture:
    """Draw the first `SHOWN` actors of each table of `filon.analyse.intervals`, one measure each, named by a word of ``ranks``."""
    title = words("ranks.title")
    panels = [
        (word, table[table["value"] > 0].sort_values(["rank", "label", "iri"]).head(SHOWN)) for word, table in tables
    ]
    panels = [(word, table) for word, table in panels if len(table) > 1]
    if not panels:
        return Picture("ranks", title, why=words("ranks.none"))
    with style():
        heights = [0.205 * len(table) for _, table in panels]
        height = sum(heights) + 0.75 * len(panels) + 0.1
        figure = sheet(height)
        top = height
        for at, ((word, table), tall) in enumerate(zip(panels, heights, strict=True)):
            top -= 0.33
            axes = figure.add_axes((0.42, (top - tall) / height, 0.51, tall / height))
            _panel(axes, table, words, COLOURS[at % len(COLOURS)], links or {})
            axes.set_title(words(f"ranks.{word}"), loc="left", fontsize=8.5, fontweight="bold", pad=6)
            top -= tall + 0.42
        titled(figure, title)
    drawn = tables[0][1].attrs
    figures = {
        "units": int(drawn.get("units", 0)),
        "replicates": int(drawn.get("replicates", 0)),
        "shown": max(len(table) for _, table in panels),
        "first": panels[0][1].iloc[0]["label"],
    }
    return Picture("ranks", title, words("ranks.text", **figures), words("ranks.alt", **figures), figure)


def _panel(axes: Any, table: pd.DataFrame, words: Words, fill: str, links: Mapping[str, str]) -> None:
    rows = list(table.itertuples(index=False))
    ends = [row.rank_high for row in rows if row.rank_high == row.rank_high]
    limit = min(2 * len(rows), max([len(rows), *ends])) + 0.5
    for at, row in enumerate(rows):
        if row.rank_low == row.rank_low:  # there is an interval
            low, high = max(row.rank_low, 1), min(row.rank_high, limit)
            axes.plot([low, high], [at, at], color=fill, linewidth=3.2, alpha=0.35, solid_capstyle="butt", zorder=2)
            if row.rank_high > limit:
                axes.annotate(
                    f"→ {words.written(int(row.rank_high))}", (limit, at), xytext=(3, 0), textcoords="offset points", va="center",
                    fontsize=6.2, color=FAINT, annotation_clip=False,
                )  # fmt: skip
        axes.plot([row.rank], [at], marker="o", color=fill, markersize=4, zorder=3)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_xlim(0.5, limit)
    axes.set_yticks(range(len(rows)), [words.label(row.label, 46, 1) for row in rows], fontsize=7)
    for row, text in zip(rows, axes.get_yticklabels(), strict=True):
        text.set_url(links.get(row.iri))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=8))
    axes.set_xlabel(words("rank"), fontsize=7, labelpad=2)
    axes.grid(axis="x", color=RULE, linewidth=0.4)
    axes.set_axisbelow(True)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
