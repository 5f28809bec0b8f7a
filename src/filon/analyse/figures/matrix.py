"""The adjacency matrix, actors ordered by community: blocks on the diagonal are groups, cells beside them the ties between groups."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, LogNorm
from matplotlib.patches import Rectangle
from matplotlib.ticker import FuncFormatter, NullLocator

from filon.analyse.communities import Division
from filon.analyse.figures.picture import Picture, colour, sheet, style, titled
from filon.analyse.words import Words

SHOWN: Final = 40
_SHADES: Final = ("#dbe5f0", "#7ba3cc", "#2c5f96", "#0b2545")


def matrix(graph: Any, division: Division, words: Words, links: Mapping[str, str] | None = None) -> Picture:
    """Draw the `SHOWN` actors of most facts; a cell is the weight of the tie, shaded by its logarithm."""
    title = words("matrix.title")
    strength = dict(graph.degree(weight="weight"))
    chosen = sorted((node for node in graph if strength[node]), key=lambda node: (-strength[node], node))[:SHOWN]
    if len(chosen) < 3:
        return Picture("matrix", title, why=words("matrix.none"))
    chosen.sort(key=lambda node: (division.of[node], -strength[node], node))
    place = {node: at for at, node in enumerate(chosen)}
    cells = np.full((len(chosen), len(chosen)), np.nan)
    inside = whole = 0.0
    for u, v, data in graph.edges(data=True):
        if u in place and v in place and data["weight"] > 0:
            cells[place[u], place[v]] = cells[place[v], place[u]] = data["weight"]
            whole += data["weight"]
            inside += data["weight"] * (division.of[u] == division.of[v])
    if not whole:
        return Picture("matrix", title, why=words("matrix.none"))
    with style():
        side = 0.62 * 7.1
        figure = sheet(side + 2.25)
        axes = figure.add_axes((0.30, 0.35 / (side + 2.25), side / 7.1, side / (side + 2.25)))
        most = float(np.nanmax(cells))
        shades = LinearSegmentedColormap.from_list("facts", _SHADES)
        image = axes.imshow(cells, cmap=shades, norm=LogNorm(1, max(most, 2)), interpolation="none", aspect="equal")
        size = 6.4 if len(chosen) > 24 else 7.2
        labels = [words.label(graph.nodes[node]["label"], 36, 1) for node in chosen]
        axes.set_xticks(range(len(chosen)), labels, rotation=90, fontsize=size)
        axes.set_yticks(range(len(chosen)), labels, fontsize=size)
        axes.tick_params(length=0, top=False, labeltop=True, bottom=False, labelbottom=False, pad=3)
        for ticks in (axes.get_xticklabels(), axes.get_yticklabels()):
            for node, text in zip(chosen, ticks, strict=True):
                text.set_url((links or {}).get(node))
        axes.set_xticks(np.arange(-0.5, len(chosen)), minor=True)
        axes.set_yticks(np.arange(-0.5, len(chosen)), minor=True)
        axes.grid(which="minor", color="#ededed", linewidth=0.4)
        axes.tick_params(which="minor", length=0)
        axes.spines[:].set_visible(False)
        _frames(axes, [division.of[node] for node in chosen])
        key = figure.add_axes((0.30, 0.17 / (side + 2.25), 0.25, 0.09 / (side + 2.25)))
        bar = figure.colorbar(image, cax=key, orientation="horizontal")
        marks = [tick for tick in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000) if tick <= max(most, 2)]
        bar.set_ticks(marks)
        bar.ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: words.written(round(value))))
        bar.ax.xaxis.set_minor_locator(NullLocator())
        bar.outline.set_visible(False)
        bar.ax.tick_params(labelsize=6.5, length=2, pad=1)
        figure.text(0.56, 0.165 / (side + 2.25), words("matrix.key"), fontsize=7, va="bottom")
        titled(figure, title)
    figures = {"shown": len(chosen), "inside": words.percent(inside / whole)}
    return Picture("matrix", title, words("matrix.text", **figures), words("matrix.alt", **figures), figure)


def _frames(axes: Any, communities: list[int]) -> None:
    start = 0
    for at in range(1, len(communities) + 1):
        if at == len(communities) or communities[at] != communities[start]:
            if at - start > 1:
                edge = colour(communities[start])
                axes.add_patch(
                    Rectangle(
                        (start - 0.5, start - 0.5), at - start, at - start, fill=False, edgecolor=edge, linewidth=1.6
                    )
                )
            start = at
