"""The scores of a graph against a gold annotation: a table, misses by kind, reliability, and a page to read them on."""

from __future__ import annotations

import json
from pathlib import Path

from filon.archive import Archive, Manifest, read_facts, write_file
from filon.cli import show
from filon.cli.screen import messages, output
from filon.evaluate import (
    align,
    by_document,
    counts,
    judged,
    measure,
    page,
    read_gold,
    read_windows,
    reliability,
    to_plain,
)
from filon.store import current_version


def judge(kg: Path, gold: Path, windows: Path, *, documents: bool, as_json: bool, html: Path | None) -> None:
    """Print how the facts of ``kg`` stand against ``gold``, for each document too where asked; write the page to ``html``."""
    version = current_version(kg)
    stretches = read_windows(windows)
    alignment = align(read_facts(version / "facts"), read_gold(gold), stretches)
    measures, misses, curves = measure(alignment), counts(alignment), reliability(judged(alignment))
    parts = by_document(alignment, stretches) if documents else {}
    if html is not None:
        archive, entries = Archive(kg), Manifest.read(version).entries
        named = {window["doc"] for window in stretches.values()}
        texts = {entry.name: archive.text(entry.text) for entry in entries if entry.name in named}
        title = f"{kg.resolve().name} – {gold.name}"
        write_file(html, page(alignment, stretches, texts, title=title).encode("utf-8"))
        messages().print(f"{html}", style="dim")
    if as_json:
        plain = {
            **to_plain(measures),
            **({"documents": {name: to_plain(part) for name, part in parts.items()}} if documents else {}),
            "misses": {kind: types.total() for kind, types in misses.items()},
            "reliability": {kind: show.curve_plain(curve) for kind, curve in curves.items()},
        }
        print(json.dumps(plain, ensure_ascii=False))
        return
    console = output()
    show.scores(console, measures)
    for name, part in parts.items():
        console.print(f"\n{name}", style="bold", highlight=False)
        show.scores(console, part)
    show.misses(console, misses)
    show.reliability(console, list(curves.values()))
