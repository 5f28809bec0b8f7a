"""A reliability curve as inline SVG: stated confidence to the right, share of right facts upward, the diagonal for truth."""

from __future__ import annotations

import math

from filon.evaluate.calibration import Bin, Reliability

_SIDE, _LEFT, _TOP = 200, 34, 10


def curve_svg(curve: Reliability, *, confidence: str, right: str) -> str:
    """The curve; ``confidence`` and ``right`` name the axes. A point's area grows with the facts it stands for, its bar is a 95 % interval."""
    points = "".join(_point(step) for step in curve.bins)
    path = " ".join(f"{_x(step.confidence):.1f},{_y(step.right):.1f}" for step in curve.bins)
    ticks = "".join(_tick(value) for value in (0, 0.25, 0.5, 0.75, 1))
    width, height = _SIDE + _LEFT + 16, _SIDE + _TOP + 44
    return (
        f'<svg viewBox="0 0 {width} {height}" role="img" aria-label="{curve.kind}: ECE {curve.error:.3f}">{ticks}'
        f'<line class="truth" x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}"/>'
        f'<polyline class="path" points="{path}"/>{points}'
        f'<text class="axis" x="{_x(0.5)}" y="{height - 6}" text-anchor="middle">{confidence}</text>'
        f'<text class="axis" transform="translate(9 {_y(0.5)}) rotate(-90)" text-anchor="middle">{right}</text></svg>'
    )


def _x(value: float) -> float:
    return _LEFT + value * _SIDE


def _y(value: float) -> float:
    return _TOP + (1 - value) * _SIDE


def _tick(value: float) -> str:
    return (
        f'<line class="grid" x1="{_x(0)}" y1="{_y(value)}" x2="{_x(1)}" y2="{_y(value)}"/>'
        f'<text x="{_LEFT - 4}" y="{_y(value) + 3}" text-anchor="end">{value:g}</text>'
        f'<text x="{_x(value)}" y="{_y(0) + 14}" text-anchor="middle">{value:g}</text>'
    )


def _point(step: Bin) -> str:
    low, high = _interval(step.right, step.count)
    x = _x(step.confidence)
    radius = min(11, 2.5 + math.sqrt(step.count) / 3)
    return (
        f'<line class="bar" x1="{x:.1f}" y1="{_y(low):.1f}" x2="{x:.1f}" y2="{_y(high):.1f}"/>'
        f'<circle cx="{x:.1f}" cy="{_y(step.right):.1f}" r="{radius:.1f}">'
        f"<title>{step.confidence:.2f} → {step.right:.2f} (n = {step.count})</title></circle>"
    )


def _interval(share: float, count: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    z = 1.96
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count)) / (1 + z * z / count)
    return max(0.0, middle - half), min(1.0, middle + half)
