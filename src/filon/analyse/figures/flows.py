"""Who funds whom as a Sankey diagram: funders left, beneficiaries right, ribbons as wide as the euros."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from matplotlib.patches import Rectangle

from filon.analyse.figures.picture import COLOURS, FAINT, INK, OTHER, Picture, ribbon, sheet, style, titled
from filon.analyse.words import Words

LEFT, RIGHT = 10, 18  # names on each side; the rest stand together
_GAP: Final = 0.012
_REST: Final = ("",)
Side = tuple[str, ...]  # the IRIs of one end: several where a sum is joint


@dataclass(frozen=True, slots=True)
class _Block:
    """A stretch of one side: from ``low`` to ``high``, in shares of the height."""

    low: float
    high: float


def flows(graph: Any, words: Words, links: Mapping[str, str] | None = None) -> Picture:
    """Draw the granted euros of a funding graph. Joint sums stand as the text gives them: whole, from all their funders to all their beneficiaries."""
    title = words("sankey.title")
    sums = _sums(graph)
    if not sums:
        return Picture("sankey", title, why=words("sankey.none"))
    total = sum(sums.values())
    givers, takers = Counter[Side](), Counter[Side]()
    for (a, b), euros in sums.items():
        givers[a] += euros
        takers[b] += euros
    left, right = _ranked(givers, LEFT), _ranked(takers, RIGHT)
    merged: Counter[tuple[Side, Side]] = Counter()
    for (a, b), euros in sums.items():
        merged[a if a in left else _REST, b if b in right else _REST] += euros
    names = {
        "left": words("others_funders", count=len(givers) - len(left)),
        "right": words("others_beneficiaries", count=len(takers) - len(right)),
    }
    with style():
        rows = max(len(left), len(right)) + 1
        figure = sheet(min(8.6, max(2.6, 0.42 * rows + 0.6)))
        axes = figure.add_axes((0.0, 0.02, 1.0, 0.96))
        axes.set_axis_off()
        axes.set_xlim(0, 1)
        axes.set_ylim(0, 1)
        colours = {side: COLOURS[at % len(COLOURS)] for at, side in enumerate(left)} | {_REST: OTHER}
        right = _facing(left, right, merged)
        sides = [
            [side for side in (*each, _REST) if side in {pair[end] for pair in merged}]
            for end, each in enumerate((left, right))
        ]
        gap = min(_GAP, 0.35 / max(map(len, sides)))
        scale = (1 - gap * (max(map(len, sides)) - 1)) / float(total)
        starts, ends = (_stack(each, merged, end, scale, gap) for end, each in enumerate(sides))
        _ribbons(axes, merged, starts, ends, colours, scale)
        for blocks, x, place, side in ((starts, 0.335, "right", "left"), (ends, 0.655, "left", "right")):
            for key, block in blocks.items():
                fill = colours[key] if side == "left" else FAINT
                axes.add_patch(
                    Rectangle((x, block.low), 0.01, block.high - block.low, facecolor=fill, edgecolor="none")
                )
            _names(axes, blocks, x, place, names[side], (givers, takers)[side == "right"], graph, words, links or {})
        titled(figure, title)
    first = max(givers, key=lambda side: (givers[side], side))
    figures = {
        "total": words.brief_euros(total),
        "first": _called(first, graph, words),
        "share": words.percent(float(givers[first] / total)),
        "funders": len(givers),
        "beneficiaries": len(takers),
    }
    return Picture("sankey", title, words("sankey.text", **figures), words("sankey.alt", **figures), figure)


def _sums(graph: Any) -> Counter[tuple[Side, Side]]:
    """Euros by funders and beneficiaries: a joint sum has all its funders on one side and all its beneficiaries on the other."""
    facts: defaultdict[tuple[str, ...], list[Any]] = defaultdict(list)
    for share in graph.graph.get("shares", ()):
        facts[share.facts].append(share)
    found: Counter[tuple[Side, Side]] = Counter()
    for shares in facts.values():
        euros = sum(share.value for share in shares)
        if euros > 0:
            found[tuple(sorted({share.u for share in shares})), tuple(sorted({share.v for share in shares}))] += euros
    return found


def _ranked(sums: Counter[Side], most: int) -> list[Side]:
    """The largest, by their sums; all, where one place more holds them."""
    ranked = sorted(sums, key=lambda side: (-sums[side], side))
    return ranked if len(ranked) <= most + 1 else ranked[:most]


def _facing(left: Sequence[Side], right: Sequence[Side], merged: Mapping[tuple[Side, Side], Any]) -> list[Side]:
    """The right side in the order of the funders that each has most from: ribbons cross less."""
    place = {side: at for at, side in enumerate((*left, _REST))}

    def key(side: Side) -> tuple[int, Any, Side]:
        given = {a: euros for (a, b), euros in merged.items() if b == side}
        return place[max(given, key=lambda a: (given[a], -place[a]))], -sum(given.values()), side

    return sorted(right, key=key)


def _stack(
    sides: Sequence[Side], merged: Mapping[tuple[Side, Side], Any], end: int, scale: float, gap: float
) -> dict[Side, _Block]:
    """The blocks of one side from the top, as high as their euros, with gaps between; a short side stands in the middle."""
    heights = [float(sum(euros for pair, euros in merged.items() if pair[end] == side)) * scale for side in sides]
    found, top = {}, 0.5 + (sum(heights) + gap * (len(sides) - 1)) / 2
    for side, height in zip(sides, heights, strict=True):
        found[side] = _Block(top - height, top)
        top -= height + gap
    return found


def _ribbons(
    axes: Any,
    merged: Mapping[tuple[Side, Side], Any],
    starts: Mapping[Side, _Block],
    ends: Mapping[Side, _Block],
    colours: Mapping[Side, str],
    scale: float,
) -> None:
    """A ribbon for each pair, leaving and arriving in the order of the other side, so that those of one block do not cross."""
    leave = {side: block.high for side, block in starts.items()}
    tops: dict[tuple[Side, Side], float] = {}
    for a in starts:
        for b in ends:
            if (a, b) in merged:
                tops[a, b] = leave[a]
                leave[a] -= float(merged[a, b]) * scale
    arrive = {side: block.high for side, block in ends.items()}
    for b in ends:
        for a in starts:
            if (a, b) in merged:
                high = float(merged[a, b]) * scale
                axes.add_patch(
                    ribbon(
                        (0.345, tops[a, b]),
                        (0.655, arrive[b]),
                        high,
                        facecolor=colours[a],
                        alpha=0.45,
                        edgecolor=colours[a],
                        linewidth=0.25,
                    )
                )
                arrive[b] -= high


def _names(
    axes: Any,
    blocks: Mapping[Side, _Block],
    x: float,
    place: str,
    others: str,
    sums: Mapping[Side, Any],
    graph: Any,
    words: Words,
    links: Mapping[str, str],
) -> None:
    """The names beside their blocks, moved apart where blocks are thin, with a line to the block."""
    height = axes.figure.get_figheight()
    texts = {}
    for side in blocks:
        name = others if side == _REST else _called(side, graph, words)
        euros = sum(each for key, each in sums.items() if key not in blocks) if side == _REST else sums[side]
        texts[side] = f"{words.label(name, 40, 2)}\n{words.brief_euros(euros)}"
    need = {side: (text.count("\n") + 1) * 0.137 / height for side, text in texts.items()}
    middle = _apart([(block.low + block.high) / 2 for block in blocks.values()], [need[side] for side in blocks])
    out = -1 if place == "right" else 1
    edge = x if out < 0 else x + 0.01
    for (side, block), y in zip(blocks.items(), middle, strict=True):
        centre = (block.low + block.high) / 2
        axes.plot(
            [edge, edge + out * 0.012, edge + out * 0.02], [centre, y, y], color=FAINT, linewidth=0.4, clip_on=False
        )
        url = links.get(side[0]) if len(side) == 1 else None
        axes.text(
            edge + out * 0.025, y, texts[side], ha=place, va="center", fontsize=6.6, color=INK, linespacing=1.1, url=url
        )


def _apart(wanted: Sequence[float], need: Sequence[float]) -> list[float]:
    """Middles from the top down, as near to what is wanted as their heights allow, all between 0 and 1."""
    found, floor = [], 1.0
    for want, each in zip(wanted, need, strict=True):
        found.append(min(want, floor - each / 2))
        floor = found[-1] - each / 2
    ceiling = 0.0
    for at in range(len(found) - 1, -1, -1):
        found[at] = max(found[at], ceiling + need[at] / 2)
        ceiling = found[at] + need[at] / 2
    return found


def _called(side: Side, graph: Any, words: Words) -> str:
    names = [str(graph.nodes[iri]["label"]) for iri in side]
    return names[0] if len(names) == 1 else words("joint", names=" + ".join(words.label(name, 60, 1) for name in names))
