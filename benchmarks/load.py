"""How fast the store is filled, as a ratio: quads a second of a whole version to those of Oxigraph's bare bulk load of the same file.

python benchmarks/load.py [FOLDER]      (default: examples)
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

import pyoxigraph as ox

from filon.build import build
from filon.store import nquads, writing

LEAST = 200_000  # quads; a smaller graph is loaded several times over, its IRIs made distinct


def main() -> None:
    """Print the ratio, and the two figures it is made of."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[1] / "examples")
    with tempfile.TemporaryDirectory() as place:
        work = Path(place)
        build([folder], work / "kg")
        base = b"https://w3id.org/filon/id/"
        lines = list(nquads(work / "kg"))
        copies = max(1, LEAST // len(lines))
        everything = sorted(
            {line.replace(base, base + f"{copy}/".encode()) for copy in range(copies) for line in lines}
        )
        file = work / "all.nq"
        file.write_bytes(b"".join(everything))

        start = time.perf_counter()
        bare = ox.Store(str(work / "bare"))
        bare.bulk_load(path=str(file), format=ox.RdfFormat.N_QUADS)
        bare.flush()
        theirs = len(everything) / (time.perf_counter() - start)

        start = time.perf_counter()
        with writing(work / "ours") as draft:
            file.rename(draft.quads / "all.nq")
            draft.fill()
            draft.commit()
        ours = len(everything) / (time.perf_counter() - start)
    print(
        f"version {ours:,.0f} quads/s, bare bulk load {theirs:,.0f} quads/s, ratio {ours / theirs:.3f} ({len(everything):,} quads)"
    )


if __name__ == "__main__":
    main()
