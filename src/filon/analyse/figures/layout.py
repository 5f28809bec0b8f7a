"""Where the actors of a map stand: near those they are tied to, communities together, pieces beside each other, the same each time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import networkx as nx
import numpy as np

_APART: Final = 1.7  # how much longer a tie between communities is than one inside
_ROUNDS: Final = 80
Point = tuple[float, float]


def positions(graph: Any, community: Mapping[str, int], *, wide: float = 1.0) -> dict[str, Point]:
    """Places in a box from (0, 0) to (``wide``, 1): Kamada and Kawai (1989) for each piece, the pieces in shelves, the largest first."""
    pieces = sorted(nx.connected_components(graph), key=lambda piece: (-len(piece), min(piece)))
    boxes = [_piece(graph.subgraph(sorted(piece)), community) for piece in pieces]
    found = _shelves(boxes, wide)
    return _spread(found, wide)


def _piece(graph: Any, community: Mapping[str, int]) -> tuple[dict[str, Any], float]:
    """One piece in the unit box, and the side that it deserves."""
    nodes = sorted(graph)
    if len(nodes) == 1:
        return {nodes[0]: np.array([0.5, 0.5])}, 1.0
    flat = nx.Graph()
    flat.add_nodes_from(nodes)
    flat.add_edges_from(
        (u, v, {"length": 1.0 if community.get(u) == community.get(v) else _APART}) for u, v in sorted(graph.edges)
    )
    lengths = dict(nx.all_pairs_dijkstra_path_length(flat, weight="length"))
    start = nx.circular_layout(sorted(nodes, key=lambda node: (community.get(node, 0), node)))
    placed = nx.kamada_kawai_layout(flat, dist=lengths, pos=start)
    points = np.array([placed[node] for node in nodes])
    points = _upright(points)
    span = np.ptp(points, axis=0)
    points = (points - points.min(axis=0)) / np.where(span > 1e-9, span, 1.0)
    points[:, span <= 1e-9] = 0.5
    return dict(zip(nodes, points, strict=True)), float(np.sqrt(len(nodes)))


def _upright(points: Any) -> Any:
    """Turned so that the longer side lies level, and mirrored one way: what is left open by the method is settled."""
    middle = points - points.mean(axis=0)
    _, _, turn = np.linalg.svd(middle, full_matrices=False)
    turned = middle @ turn.T
    return turned * np.where(turned[np.abs(turned).argmax(axis=0), [0, 1]] < 0, -1, 1)


def _shelves(boxes: list[tuple[dict[str, Any], float]], wide: float) -> dict[str, Any]:
    """The first piece takes the height it deserves, the others stand in shelves below it."""
    if not boxes:
        return {}
    total = sum(side**2 for _, side in boxes)
    share = boxes[0][1] ** 2 / total
    high = 1.0 if len(boxes) == 1 else min(0.86, max(0.35, share))
    found = {node: np.array([x * wide, 1 - high + y * high]) for node, (x, y) in boxes[0][0].items()}
    rest = boxes[1:]
    if not rest:
        return found
    room = 1 - high - 0.06
    rows = max(1, round(float(np.sqrt(room / wide * len(rest)))))
    per = -(-len(rest) // rows)
    for at, (piece, _) in enumerate(rest):
        row, column = divmod(at, per)
        columns = min(per, len(rest) - row * per)
        cell = np.array([wide / columns, room / rows])
        corner = np.array([column * cell[0], room - (row + 1) * cell[1]])
        found |= {node: corner + cell * (0.2 + 0.6 * point) for node, point in piece.items()}
    return found


def _spread(found: dict[str, Any], wide: float) -> dict[str, Point]:
    """Actors that stand on each other are pushed apart, within the box."""
    nodes = sorted(found)
    points = np.array([found[node] for node in nodes]).reshape(-1, 2)
    least = 0.62 * np.sqrt(wide / max(1, len(nodes)))
    for _ in range(_ROUNDS):
        between = points[:, None] - points[None]
        far = np.sqrt((between**2).sum(axis=2))
        np.fill_diagonal(far, np.inf)
        push = np.clip(least - far, 0, None) / 2
        if not push.any():
            break
        way = between / np.where(far > 1e-9, far, 1)[..., None]
        points = np.clip(points + 0.6 * (way * push[..., None]).sum(axis=1), [0.0, 0.0], [wide, 1.0])
    return {node: (float(x), float(y)) for node, (x, y) in zip(nodes, points.tolist(), strict=True)}
