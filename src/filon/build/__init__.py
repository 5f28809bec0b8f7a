"""Documents to a knowledge graph: the one place where the stages meet.

List the files, read those that changed (`filon.build.reading`, in processes of `filon.build.workers`), resolve names
across all documents, derive facts, write RDF, put the new version in force with one rename. Everything after the
reading is a function of the records, so the graph does not depend on order, workers or history.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sized
from dataclasses import asdict
from pathlib import Path

from filon import __version__, gazetteer
from filon.archive import Archive, Manifest, write_doubts, write_facts, write_file
from filon.build.clock import Clock, Ticker
from filon.build.inputs import check_target, checked_base, find_files, given_sources, kept_entries, staying_sources
from filon.build.judged import Told, tell
from filon.build.reading import fingerprint
from filon.build.workers import Pool, Reading, read_sources
from filon.confidence import at_least
from filon.errors import UsageError
from filon.facts import derive_facts, export_rows, review, without_rejected
from filon.quarantine import isolate
from filon.rdf import source_of, write
from filon.report import REPORT, Report, document_report, graph_counts, read_report
from filon.resolve import identify
from filon.resources import shared_folder
from filon.shapes import find, read_shapes
from filon.store import Draft, current_version, writing
from filon.vocab import BASE

__all__ = ["Ticker", "build", "remove"]


def build(
    paths: Iterable[Path],
    kg: Path,
    *,
    workers: int = 1,
    engine: str = "local",
    base_iri: str | None = None,
    min_confidence: float = 0.0,
    judgements: Path | None = None,
    progress: Ticker | None = None,
) -> Report:
    """Build the knowledge graph ``kg`` from documents, or bring it up to date with them.

    A document is known by its name: the path below the folder given, or the file's name. One that is given again replaces
    itself, one that has vanished from a folder given again is removed, one that came from elsewhere stays. Only files whose
    bytes (or Filon itself) changed are read.

    Args:
        paths: documents, and folders of documents.
        kg: the folder of the knowledge graph; made where it does not exist.
        workers: processes that read, at most one for each document.
        engine: ``local`` or ``dask[:ADDRESS]``.
        base_iri: what relative IRIs are resolved against; ``None`` keeps the graph's own, or takes the default.
        min_confidence: facts that are less sure (0 to 1) stay out of this graph and are counted in the report; they are kept with
            what was read, so another build may let them in without reading anew.
        judgements: the file of judgements to replay (see `filon.judgements`); ``None`` keeps to the file that the graph was last
            given, else to ``judgements.txt`` in its folder, where there is one. Nothing is read anew for them.
        progress: called as stages go on.

    Returns:
        What was read, what was not and why; the same is in ``KG/report.json``.

    Raises:
        UsageError: a path does not exist, nothing can be read, a judgement is none, or an option is wrong. ``kg`` is untouched.
        StoreError: ``kg`` is another kind of folder, cannot be written, or another build is writing it.
    """
    paths = [Path(path) for path in paths]
    base = None if base_iri is None else checked_base(base_iri)
    if not 0 <= min_confidence <= 1:
        raise UsageError(f"{min_confidence} is no confidence; give a number from 0 to 1.")
    pool = Pool(workers, engine)
    fresh = check_target(kg)
    clock = Clock(progress)
    with clock.stage("list"):
        files = find_files(paths, besides=kg)
    try:
        with writing(kg) as draft:
            archive, before = Archive(kg), Manifest.read(draft.previous) if draft.previous else Manifest(BASE)
            base = base or before.base_iri
            told = tell(kg, judgements, before, base)
            files = [file for file in files if str(file.path.resolve()) != told.file]
            with clock.stage("read"):
                wanted = [*given_sources(files, paths), *staying_sources(archive, before.entries, files, paths)]
                reading = read_sources(archive, wanted, pool, clock)
            _refuse_nothing(reading, files)
            return _put_in_force(
                draft, kg, reading, before, base=base, min_confidence=min_confidence, told=told, clock=clock
            )
    except UsageError:
        if fresh:
            shutil.rmtree(kg, ignore_errors=True)  # nothing but what this call made
        raise


def _refuse_nothing(reading: Reading, files: Sized) -> None:
    if len(reading.not_read) == len(files):
        raise UsageError(f"nothing can be read: {reading.not_read[0].path}: {reading.not_read[0].why}.")


def remove(kg: Path, names: Iterable[str], *, progress: Ticker | None = None) -> Report:
    """Take documents out of the knowledge graph ``kg``, and all that rests on them alone; what others say as well stays.

    Args:
        kg: the folder of the knowledge graph.
        names: the documents as the graph names them: the path below the folder given to the build, or the file's name.
        progress: called as stages go on.

    Returns:
        What the graph holds now; the same is in ``KG/report.json``.

    Raises:
        UsageError: the graph holds no document of that name. ``kg`` is untouched.
        StoreError: ``kg`` is no knowledge graph, cannot be written, or a build is writing it.
    """
    current_version(kg)  # refuses a folder that is none before anything is written into it
    clock = Clock(progress)
    with writing(kg) as draft:
        assert draft.previous is not None  # noqa: S101 - there is a version in force
        archive, before = Archive(kg), Manifest.read(draft.previous)
        staying = kept_entries(before.entries, names)
        with clock.stage("read"):
            reading = read_sources(archive, staying_sources(archive, staying, [], []), Pool(), clock)
        told = tell(kg, None, before, before.base_iri)
        min_confidence = read_report(kg).min_confidence
        return _put_in_force(
            draft, kg, reading, before, base=before.base_iri, min_confidence=min_confidence, told=told, clock=clock
        )


def _put_in_force(
    draft: Draft,
    kg: Path,
    reading: Reading,
    before: Manifest,
    *,
    base: str,
    min_confidence: float,
    told: Told,
    clock: Clock,
) -> Report:
    """Everything after the reading: the graph of these documents, written, indexed, checked, and switched to."""
    archive = Archive(kg)
    with clock.stage("open"):
        whole = {entry.name: archive.open(entry) for entry in reading.read}
        documents = {name: document for name, (document, _) in whole.items()}
        selected = {name: at_least(annotation, min_confidence) for name, (_, annotation) in whole.items()}
        opened = {name: (documents[name], selection.annotation) for name, selection in selected.items()}
        annotations = [annotation for _, annotation in opened.values()]
    with clock.stage("resolve"):
        registry = gazetteer.load()
        resolution = identify(annotations, registry, told.judgements)
        entities = resolution.entities
    with clock.stage("derive"):
        derived = derive_facts(annotations, entities, documents, registry)
        reviewed = review(derived, told.judgements, resolution.moved)
        graph = reviewed.graph
    with clock.stage("write"):
        sources = {
            document.name: source_of(document, parts=annotation.parts) for document, annotation in opened.values()
        }
        ontology = shared_folder("ontology") / "filon.ttl"
        write(
            graph,
            sources,
            lambda name: documents[name].text,
            draft.quads,
            base=base,
            version=__version__,
            vocabulary=ontology,
            judgements=told.judgements,
            moved=resolution.moved,
        )
        rows = export_rows(without_rejected(annotations, graph), entities, graph, documents, base)
        write_facts(draft.folder / "facts", rows)
        write_doubts(draft.folder, entities)
        Manifest(base, reading.read, told.file).write(draft.folder)
    with clock.stage("check"):
        findings = tuple(find(draft.read_into_memory(), read_shapes(shared_folder("ontology") / "shapes.ttl")))
        quarantined = isolate(draft.quads, findings, base)
    with clock.stage("index"):
        draft.fill()
    reports = tuple(
        document_report(
            *opened[entry.name],
            text=f"texts/{entry.text}.txt",
            new=entry.name in reading.new,
            left_out=selected[entry.name].left_out,
        )
        for entry in reading.read
    )
    report = Report(
        documents=reports,
        not_read=reading.not_read,
        removed=tuple(sorted({entry.name for entry in before.entries} - documents.keys())),
        counts=graph_counts(graph, reports),
        findings=tuple(asdict(finding) for finding in findings),
        quarantined=quarantined,
        seconds=clock.seconds,
        versions={"filon": __version__, "gazetteer": registry.edition, "reading": fingerprint()},
        base_iri=base,
        min_confidence=min_confidence,
        judgements=len(told.judgements),
        idle_judgements=tuple(
            f"line {judgement.line}: {judgement.to_line()}" for judgement in sorted((*resolution.idle, *reviewed.idle))
        ),
    )
    plain = f"{report.to_json()}\n".encode()
    write_file(draft.folder / REPORT, plain)
    draft.commit()
    write_file(kg / REPORT, plain)
    archive.sweep(reading.read)
    return report
