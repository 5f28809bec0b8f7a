"""What every figure shares: size, colours, fonts, and files that have the same bytes each time."""

from __future__ import annotations

import io
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path as Outline

WIDTH: Final = 7.1  # inches: the text width of an A4 page with margins of 15 mm
INK, FAINT, RULE = "#1a1a1a", "#6b6b6b", "#c9c9c9"
# Nine colours that colour-blind readers tell apart (Paul Tol, «muted»), dark enough for white paper.
COLOURS: Final = ("#332288", "#117733", "#882255", "#0077bb", "#999933", "#aa4499", "#44aa99", "#cc6677", "#ddaa33")
OTHER: Final = "#9a9a9a"
_STYLE: Final[dict[str, Any]] = {
    "font.family": "DejaVu Sans",
    "font.size": 8,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": FAINT,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.labelsize": 8,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.labelsize": 7.5,
    "ytick.labelsize": 7.5,
    "legend.frameon": False,
    "legend.fontsize": 7.5,
    "svg.fonttype": "path",
    "path.simplify": False,
    "text.parse_math": False,  # a name may hold two dollar signs
    "savefig.facecolor": "white",
    "figure.facecolor": "white",
    "axes.unicode_minus": True,
}
_DPI: Final = 200
_TITLE: Final = 0.38  # inches
TITLE_ID, TITLE_POINTS = "figure-title", _TITLE * 72  # what a page that has a heading of its own cuts off


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure with its words; ``figure`` is ``None`` where there is nothing to draw, and ``why`` says so."""

    name: str
    title: str
    text: str = ""
    alt: str = ""
    figure: Figure | None = None
    why: str = ""


@contextmanager
def style() -> Iterator[None]:
    """The look of all figures, and no word of matplotlib's about fonts, while the block runs."""
    log = logging.getLogger("matplotlib.font_manager")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        with mpl.rc_context(), warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Glyph .* missing")  # it is drawn as a box, which says as much
            mpl.rcdefaults()  # whatever the user's own matplotlibrc says
            settings: Any = mpl.rcParams
            settings.update(_STYLE)
            yield
    finally:
        log.setLevel(level)


def sheet(height: float, width: float = WIDTH) -> Figure:
    """An empty figure of this size in inches, with a canvas that measures text."""
    figure = Figure(figsize=(width, height))
    FigureCanvasAgg(figure)
    return figure


def titled(figure: Figure, title: str) -> Figure:
    """The figure with its title above: it grows by the room that needs, and what it holds keeps its size."""
    before = figure.get_figheight()
    after = before + _TITLE
    figure.set_figheight(after)
    for axes in figure.axes:
        box = axes.get_position()
        axes.set_position((box.x0, box.y0 * before / after, box.width, box.height * before / after))
    for text in figure.texts:
        text.set_y(text.get_position()[1] * before / after)
    figure.text(0.012, 1 - 0.1 / after, title, fontsize=10.5, fontweight="bold", va="top", ha="left", gid=TITLE_ID)
    return figure


def renderer(figure: Figure) -> Any:
    """What measures the figure's text."""
    canvas: Any = figure.canvas
    return canvas.get_renderer()


def ribbon(start: tuple[float, float], end: tuple[float, float], high: float, **look: Any) -> PathPatch:
    """A band of one height from the upper corner ``start`` to the upper corner ``end``, level at both."""
    (x0, y0), (x1, y1) = start, end
    xm = (x0 + x1) / 2
    points = [start, (xm, y0), (xm, y1), end, (x1, y1 - high), (xm, y1 - high), (xm, y0 - high), (x0, y0 - high), start]
    codes = [Outline.MOVETO, *[Outline.CURVE4] * 3, Outline.LINETO, *[Outline.CURVE4] * 3, Outline.CLOSEPOLY]
    return PathPatch(Outline(points, codes), **look)


def colour(community: int) -> str:
    """The colour of a community by its number from 1; the small ones beyond the palette share a grey."""
    return COLOURS[community - 1] if 0 < community <= len(COLOURS) else OTHER


def save(picture: Picture) -> dict[str, bytes]:
    """The figure as ``svg`` and ``png``; the same figure gives the same bytes."""
    assert picture.figure is not None  # noqa: S101 - the caller has looked
    found = {}
    with style(), mpl.rc_context({"svg.hashsalt": f"filon-{picture.name}"}):
        for form, metadata in (("svg", {"Date": None, "Creator": "Filon"}), ("png", {"Software": None})):
            buffer = io.BytesIO()
            picture.figure.savefig(buffer, format=form, dpi=_DPI, metadata=metadata)
            found[form] = buffer.getvalue()
    return found
