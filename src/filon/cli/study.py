"""`filon analyse`: a study of the network, and what a person at a terminal sees of it."""

from __future__ import annotations

from pathlib import Path

from filon.analyse.deposit import deposit as deposit_measures
from filon.analyse.output import write
from filon.analyse.scope import Scope
from filon.analyse.study import REPORT, said, study
from filon.cli.screen import messages, plural, progress
from filon.errors import UsageError
from filon.remote import is_address


def run_study(kg: str, to: Path, scope: Scope, lang: str, *, deposit: bool) -> None:
    """Compute a study of ``kg``, write it below ``to``, and its measures into the graph where ``deposit`` asks for it."""
    if deposit and is_address(kg):
        raise UsageError(f"--write puts measures into a graph in a folder, and {kg} is an address; leave it out.")
    if to.exists() and not to.is_dir():
        raise UsageError(f"{to} is a file; give a folder for the study.")
    with progress() as tick:
        found = study(kg, scope=scope, lang=lang, progress=tick)
        written = write(found, to)
        measures = deposit_measures(found, Path(kg)) if deposit else 0
    console = messages()
    if not console.is_terminal:
        return
    together = found.graphs["together"]
    console.print(
        f"{to / REPORT}  {plural(len(together), 'actor')}, {plural(together.number_of_edges(), 'tie')}; {plural(len(written), 'file')}",
        highlight=False,
    )
    for note in found.notes:
        console.print(f"  {said(note, found.words)}", style="dim", markup=False)
    if measures:
        console.print(f"{plural(measures, 'measure')} in the graph <…/graph/network> of {kg}", markup=False)
