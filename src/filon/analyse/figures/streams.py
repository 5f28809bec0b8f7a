"""Communities over the years as an alluvial diagram: a column a year, a block a community, ribbons for the members they share."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, Final

import pandas as pd
from matplotlib.patches import Rectangle

from filon.analyse.figures.labels import HALO
from filon.analyse.figures.picture import COLOURS, INK, OTHER, Picture, ribbon, sheet, style, titled
from filon.analyse.words import Words

_BLOCK: Final = 0.16  # the width of a block, in columns
_GAP: Final = 0.03


def streams(table: pd.DataFrame, words: Words) -> Picture:
    """Draw the table of `filon.analyse.streams`."""
    title = words("streams.title")
    years = sorted(int(year) for year in table["year"].unique())
    if len(years) < 2:
        return Picture("streams", title, why=words("streams.none"))
    blocks = table.drop_duplicates(["year", "community"])[["year", "community", "name", "size"]]
    hues = _hues(table, years)
    with style():
        figure = sheet(4.8)
        axes = figure.add_axes((0.01, 0.06, 0.98, 0.92))
        axes.set_axis_off()
        most = max(sum(blocks[blocks["year"] == year]["size"]) + 0.0 for year in years)
        room = max(len(blocks[blocks["year"] == year]) for year in years)
        scale = (1 - _GAP * (room - 1)) / most if room * _GAP < 0.6 else 0.4 / most
        tops: dict[tuple[int, int], tuple[float, float]] = {}
        lowest = 1.0
        for at, year in enumerate(years):
            held = [row for row in blocks.itertuples(index=False) if row.year == year]
            gap = _GAP if room * _GAP < 0.6 else 0.6 / room
            top = 1.0
            for row in held:
                height = row.size * scale
                tops[year, row.community] = (top, height)
                fill = hues[year, row.community]
                axes.add_patch(
                    Rectangle((at, top - height), _BLOCK, height, facecolor=fill, edgecolor="white", linewidth=0.3)
                )
                if height > 0.022:
                    lines = max(1, min(3, int(height / 0.03)))
                    name = f"{row.name.split(' · ')[0]} ({row.size})"
                    text = words.label(name, max(12, int(86 / len(years))), lines)
                    axes.text(
                        at + _BLOCK + 0.02, top - height / 2, text, fontsize=6.2, va="center", color=INK, linespacing=1.05, zorder=5,
                        bbox=HALO,
                    )  # fmt: skip
                top -= height + gap
            lowest = min(lowest, top + gap)
            axes.text(at + _BLOCK / 2, 1.02, str(year), ha="center", va="bottom", fontsize=8, fontweight="bold")
        _ribbons(axes, table, years, tops, hues, scale)
        axes.set_xlim(-0.05, len(years) - 1 + 0.75)
        axes.set_ylim(lowest - 0.02, 1.08)
        titled(figure, title)
    figures = {"years": len(years), "first": str(years[0]), "last": str(years[-1])}
    return Picture("streams", title, words("streams.text", **figures), words("streams.alt", **figures), figure)


def _hues(table: pd.DataFrame, years: list[int]) -> dict[tuple[int, int], str]:
    """A community takes the colour of the one before it that gives it most members, if it is that one's largest heir; else a new one."""
    found: dict[tuple[int, int], str] = {}
    fresh = 0
    for at, year in enumerate(years):
        rows = table[table["year"] == year]
        before = table[(table["year"] == years[at - 1]) & (table["next"] > 0)] if at else table.iloc[0:0]
        taken: set[str] = set()
        for community in sorted(int(each) for each in rows["community"].unique()):
            given = before[before["next"] == community].sort_values(["members", "community"], ascending=[False, True])
            hue = next(
                (
                    found[years[at - 1], int(each)]
                    for each in given["community"]
                    if found[years[at - 1], int(each)] not in taken
                ),
                None,
            )
            if hue is None or hue == OTHER:
                hue = COLOURS[fresh % len(COLOURS)] if fresh < len(COLOURS) else OTHER
                fresh += 1
            taken.add(hue)
            found[year, community] = hue
    return found


def _ribbons(
    axes: Any, table: pd.DataFrame, years: list[int], tops: dict[Any, Any], hues: dict[Any, str], scale: float
) -> None:
    starts, ends = {key: top for key, (top, _) in tops.items()}, {key: top for key, (top, _) in tops.items()}
    after = dict(pairwise(years))
    for row in table[table["next"] > 0].itertuples(index=False):
        key, goal = (row.year, row.community), (after[row.year], row.next)
        at, high = years.index(row.year), row.members * scale
        axes.add_patch(
            ribbon(
                (at + _BLOCK, starts[key]),
                (at + 1, ends[goal]),
                high,
                facecolor=hues[key],
                alpha=0.3,
                edgecolor="none",
                zorder=1,
            )
        )
        starts[key] -= high
        ends[goal] -= high
