"""The map of the network: the actors with most ties, their communities by colour, every label readable."""

from __future__ import annotations

from math import log1p, sqrt
from typing import Any, Final

from matplotlib.lines import Line2D

from filon.analyse.communities import Division
from filon.analyse.figures.labels import Wanted, place
from filon.analyse.figures.layout import positions
from filon.analyse.figures.picture import COLOURS, OTHER, RULE, Picture, colour, renderer, sheet, style, titled
from filon.analyse.words import Words

SHOWN: Final = 45
_NAMED: Final = 6  # communities with a colour in the legend


def network(graph: Any, division: Division, words: Words, links: dict[str, str] | None = None) -> Picture:
    """Draw the `SHOWN` actors of most facts that are tied to another of them; ``links`` are the targets of their labels."""
    title = words("map.title")
    strength = dict(graph.degree(weight="weight"))
    chosen = sorted(graph, key=lambda node: (-strength[node], -graph.degree(node), node))[:SHOWN]
    part = graph.subgraph(node for node in chosen if any(other in chosen for other in graph[node] if other != node))
    if len(part) < 2:
        return Picture("map", title, why=words("map.none"))
    first = max(part, key=lambda node: (graph.degree(node), strength[node], node))
    with style():
        figure = sheet(7.4)
        axes = figure.add_axes((0.02, 0.12, 0.96, 0.86))
        axes.set_axis_off()
        wide = 0.96 * 7.1 / (0.86 * 7.4)
        axes.set_xlim(-0.07, wide + 0.07)
        axes.set_ylim(-0.05, 1.05)
        spots = positions(part, division.of, wide=wide)
        most = max(data["weight"] for *_, data in part.edges(data=True)) or 1
        for u, v, data in sorted(part.edges(data=True), key=lambda edge: (edge[2]["weight"], edge[0], edge[1])):
            inside = division.of[u] == division.of[v]
            axes.plot(
                [spots[u][0], spots[v][0]],
                [spots[u][1], spots[v][1]],
                color=colour(division.of[u]) if inside else RULE,
                alpha=0.45 if inside else 0.7,
                linewidth=0.4 + 2.2 * log1p(data["weight"]) / log1p(most),
                zorder=1 + inside,
                solid_capstyle="round",
            )
        largest = max(strength[node] for node in part) or 1
        radius = {node: 2.2 + 9 * sqrt(strength[node] / largest) for node in part}  # points
        for node in part:
            axes.plot(
                *([value] for value in spots[node]),
                marker="o",
                markersize=2 * radius[node],
                markerfacecolor=colour(division.of[node]),
                markeredgecolor="white",
                markeredgewidth=0.7,
                zorder=4,
                linestyle="none",
            )
        pixels = figure.dpi / 72
        place(
            axes,
            [
                Wanted(
                    words.label(graph.nodes[node]["label"], 24),
                    *spots[node],
                    radius[node] * pixels,
                    size=7.2 if rank < 6 else 6.2,
                    bold=rank < 3,
                    url=(links or {}).get(node),
                )
                for rank, node in enumerate(node for node in chosen if node in part)
            ],
        )
        _legend(figure, part, division, words)
        titled(figure, title)
    figures = {
        "shown": len(part),
        "total": len(graph),
        "first": graph.nodes[first]["label"],
        "degree": graph.degree(first),
    }
    return Picture("map", title, words("map.text", **figures), words("map.alt", **figures), figure)


def _legend(figure: Any, part: Any, division: Division, words: Words) -> None:
    """The communities that are seen, by their typical members, under the map."""
    seen = [community for community in division.typical if any(division.of[node] == community for node in part)]
    sizes = {community: sum(division.of[node] == community for node in part) for community in seen}
    named = sorted((c for c in seen if c <= len(COLOURS) and sizes[c] > 1), key=lambda c: (-sizes[c], c))[:_NAMED]
    handles = [_dot(colour(community)) for community in named]
    texts = [words.label(division.typical[community][0], 34, 1) for community in named]
    if set(seen) - set(named):
        handles.append(_dot(OTHER))
        texts.append(words("other_communities"))
    figure.legend(
        handles,
        texts,
        loc="lower center",
        ncols=2,
        bbox_to_anchor=(0.5, 0.005),
        fontsize=7,
        columnspacing=2.5,
        handletextpad=0.3,
    )
    renderer(figure)


def _dot(fill: str) -> Line2D:
    return Line2D([], [], marker="o", linestyle="none", color=fill, markersize=6)
