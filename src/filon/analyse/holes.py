"""What an actor's own surroundings look like: clustering, and Burt's structural holes.

Burt, Structural Holes (1992): constraint is high where all contacts are tied to each other, effective size is the number of contacts that are
not redundant. All three are products of sparse matrices that matter only where there is an edge, computed a band of rows at a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from scipy import sparse

from filon.analyse.paths import adjacency

_BAND: Final = 2_000_000  # products held at once
_MOST: Final = 5_000  # rows in a band at most


@dataclass(frozen=True, slots=True)
class Surroundings:
    """By node; constraint and effective size are NaN where an actor has no tie of a known weight."""

    clustering: dict[str, float]
    constraint: dict[str, float]
    effective_size: dict[str, float]


def surroundings(graph: Any, weight: str = "weight") -> Surroundings:
    """Clustering (of the undirected graph, without weights), constraint and effective size (with them), as networkx defines them."""
    nodes = list(graph)
    flat = adjacency(graph)
    flat = ((flat + flat.T) > 0).astype(float)
    weights = adjacency(graph, weight)
    weights = sparse.csr_array(weights + weights.T)
    weights.eliminate_zeros()
    strength = weights.sum(axis=1)
    most = weights.max(axis=1).toarray() if weights.nnz else np.zeros(len(nodes))
    with np.errstate(divide="ignore"):
        portion = sparse.csr_array(sparse.diags_array(np.where(strength > 0, 1 / strength, 0)) @ weights)
        relative = sparse.csr_array(sparse.diags_array(np.where(most > 0, 1 / most, 0)) @ weights)
    mask = (weights > 0).astype(float)
    triangles = _through(flat, flat, flat)
    degree = flat.sum(axis=1)
    pairs = degree * (degree - 1)
    indirect = _through(portion, portion, mask, keep=True)
    constraint = (portion + indirect).power(2).sum(axis=1)
    effective = mask.sum(axis=1) - _through(portion, sparse.csr_array(relative.T), mask)
    nothing = strength == 0
    constraint[nothing] = effective[nothing] = np.nan
    clustering = np.divide(triangles, pairs, out=np.zeros(len(nodes)), where=pairs > 0)
    return Surroundings(
        *(dict(zip(nodes, values.tolist(), strict=True)) for values in (clustering, constraint, effective))
    )


def _through(left: Any, right: Any, mask: Any, *, keep: bool = False) -> Any:
    """``(left @ right)`` where ``mask`` has an entry: the matrix itself, or its row sums."""
    reach = np.diff(right.indptr)
    cost = np.add.reduceat(np.append(reach[left.indices], 0), np.minimum(left.indptr[:-1], left.nnz)) * (
        np.diff(left.indptr) > 0
    )
    bands, first, held = [], 0, 0
    for row, each in enumerate(cost.tolist()):
        held += each
        if held > _BAND or row - first >= _MOST:
            bands.append((first, row + 1))
            first, held = row + 1, 0
    bands.append((first, left.shape[0]))
    found = [(left[a:b] @ right) * mask[a:b] for a, b in bands if b > a]
    if keep:
        return sparse.vstack(found, format="csr") if found else left
    return np.concatenate([band.sum(axis=1) for band in found]) if found else np.zeros(0)
