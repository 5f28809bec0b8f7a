"""Lorenz curves of what is given and what is received."""

from __future__ import annotations

from typing import Any

from matplotlib.ticker import FuncFormatter

from filon.analyse.concentration import gini, lorenz
from filon.analyse.figures.picture import COLOURS, FAINT, Picture, sheet, style, titled
from filon.analyse.words import Words


def concentration(graph: Any, words: Words) -> Picture:
    """Draw the Lorenz curves of funders and beneficiaries of a funding graph."""
    title = words("lorenz.title")
    given = [weight for _, weight in graph.out_degree(weight="weight") if weight > 0]
    received = [weight for _, weight in graph.in_degree(weight="weight") if weight > 0]
    if len(received) < 2:
        return Picture("lorenz", title, why=words("lorenz.none"))
    indices = {"gini_given": words.decimal(gini(given)), "gini_received": words.decimal(gini(received))}
    with style():
        figure = sheet(3.9, 7.1)
        axes = figure.add_axes((0.28, 0.13, 0.5, 0.83))
        axes.plot([0, 1], [0, 1], color=FAINT, linewidth=0.8, linestyle=(0, (4, 3)), label=words("lorenz.equal"))
        for values, word, index, fill, dash in (
            (received, "beneficiaries", "gini_received", COLOURS[0], "solid"),
            (given, "funders", "gini_given", COLOURS[2], (0, (6, 1.5))),
        ):
            xs, ys = lorenz(values)
            name = words(f"lorenz.{word}", gini=indices[index], count=len(values))
            axes.plot(
                xs,
                ys,
                color=fill,
                linewidth=1.6,
                linestyle=dash,
                label=name,
                marker="o",
                markersize=2 if len(values) < 60 else 0,
                clip_on=False,
            )
        percent = FuncFormatter(lambda value, _: words.percent(value) if 0 < value < 1 or value in (0, 1) else "")
        axes.xaxis.set_major_formatter(percent)
        axes.yaxis.set_major_formatter(percent)
        axes.set_xlim(0, 1)
        axes.set_ylim(0, 1)
        axes.set_aspect("equal")
        axes.set_xlabel(words("lorenz.x"))
        axes.set_ylabel(words("lorenz.y"))
        axes.legend(loc="upper left", handlelength=2.6)
        titled(figure, title)
    figures = {**indices, "funders": len(given), "beneficiaries": len(received)}
    return Picture("lorenz", title, words("lorenz.text", **figures), words("lorenz.alt", **figures), figure)
