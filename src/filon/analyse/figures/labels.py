"""Labels that do not lie on each other, on dots or outside the figure: each tries places around its dot, near ones first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi, sin
from typing import Any, Final

from matplotlib.transforms import Bbox

from filon.analyse.figures.picture import FAINT, INK, renderer

_ANGLES: Final = tuple(2 * pi * step / 24 for step in range(24))
_NEAR: Final = 14.0  # pixels from the dot beyond which a thin line leads to the label
_MARGIN: Final = 1.5
HALO: Final = {"facecolor": "white", "edgecolor": "none", "alpha": 0.6, "pad": 0.6}  # no line strikes a label through


@dataclass(frozen=True, slots=True)
class Wanted:
    """A label for the dot at (x, y), in data units, of a radius in pixels."""

    text: str
    x: float
    y: float
    radius: float
    size: float = 6.5
    bold: bool = False
    url: str | None = None


def place(axes: Any, wanted: Sequence[Wanted]) -> int:
    """Write labels in the order given (the first has the choice); returns how many found no free place and were left out."""
    figure = axes.figure
    measure = renderer(figure)
    area = axes.get_window_extent(measure).padded(18)
    area = Bbox.intersection(area, figure.bbox.padded(-4)) or area
    dots = [_dot(axes, each) for each in wanted]
    taken: list[Bbox] = []
    missing = 0
    for each, (x, y) in zip(wanted, (_pixels(axes, each) for each in wanted), strict=True):
        text = axes.text(
            each.x, each.y, each.text, fontsize=each.size, color=INK, ha="center", va="center", linespacing=1.05, zorder=6, bbox=HALO,
            fontweight="bold" if each.bold else "normal", url=each.url,
        )  # fmt: skip
        box = text.get_window_extent(measure)
        spot = _free(each, (x, y), (box.width, box.height), area, dots, taken)
        if spot is None:
            text.remove()
            missing += 1
            continue
        centre, far = spot
        taken.append(_box(centre, (box.width, box.height)).padded(_MARGIN))
        where = axes.transData.inverted().transform(centre)
        text.set_position(where)
        if far > _NEAR:
            end = _edge(centre, (box.width, box.height), (x, y))
            start = axes.transData.inverted().transform(end)
            axes.plot(
                [each.x, start[0]], [each.y, start[1]], color=FAINT, linewidth=0.4, zorder=5, solid_capstyle="butt"
            )
    return missing


def _pixels(axes: Any, each: Wanted) -> tuple[float, float]:
    x, y = axes.transData.transform((each.x, each.y))
    return float(x), float(y)


def _dot(axes: Any, each: Wanted) -> Bbox:
    x, y = _pixels(axes, each)
    return Bbox.from_bounds(x - each.radius, y - each.radius, 2 * each.radius, 2 * each.radius)


def _box(centre: tuple[float, float], size: tuple[float, float]) -> Bbox:
    return Bbox.from_bounds(centre[0] - size[0] / 2, centre[1] - size[1] / 2, *size)


def _free(
    each: Wanted,
    dot: tuple[float, float],
    size: tuple[float, float],
    area: Bbox,
    dots: Sequence[Bbox],
    taken: Sequence[Bbox],
) -> tuple[tuple[float, float], float] | None:
    """The nearest place where the label touches nothing, and how far it is from the dot; ``None`` where there is none."""
    for gap in (3, 7, 12, 18, 26, 36, 48, 62, 80, 100):
        for angle in _ANGLES:
            way = cos(angle), sin(angle)
            reach = each.radius + gap
            centre = (
                dot[0] + way[0] * (reach + size[0] / 2 * abs(way[0])),
                dot[1] + way[1] * (reach + size[1] / 2) if abs(way[1]) > 0.3 else dot[1] + way[1] * reach,
            )
            box = _box(centre, size).padded(_MARGIN)
            inside = box.x0 >= area.x0 and box.x1 <= area.x1 and box.y0 >= area.y0 and box.y1 <= area.y1
            if inside and not any(box.overlaps(other) for other in (*taken, *dots)):
                return centre, gap
    return None


def _edge(centre: tuple[float, float], size: tuple[float, float], dot: tuple[float, float]) -> tuple[float, float]:
    """Where the line from the dot meets the label's box."""
    x, y = dot[0] - centre[0], dot[1] - centre[1]
    scale = min(
        (size[0] / 2 + 1) / abs(x) if abs(x) > 1e-9 else 1.0, (size[1] / 2 + 1) / abs(y) if abs(y) > 1e-9 else 1.0, 1.0
    )
    return centre[0] + x * scale, centre[1] + y * scale
