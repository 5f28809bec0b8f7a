"""What a build read, what it did not and why: the plain values of ``KG/report.json``.

Facts live in the graph; this is about the reading. Seconds and other things that differ from run to run are here and
nowhere else, so that the graph is the same bit for bit.
"""

from __future__ import annotations

import bisect
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import Any

from filon.codec import decode
from filon.errors import StoreError
from filon.model import FLOW_ROLES, Annotation, Document, Graph, SilenceKind

REPORT = "report.json"
_QUOTE = 300  # characters of a passage that the report repeats; the offsets give the whole


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a document that was seen and not understood: offsets, line (from 1), page, its first characters."""

    kind: str
    start: int
    end: int
    line: int
    page: int | None
    text: str


@dataclass(frozen=True, slots=True)
class DocumentReport:
    """A document of the graph: ``text`` is its file under the KG, ``new`` whether this build read it.

    ``left_out`` counts the facts that were read and were less sure than the build asked for, by kind.
    """

    name: str
    sha256: str
    media_type: str
    characters: int
    pages: int | None
    text: str
    new: bool
    counts: Mapping[str, int]
    silences: tuple[Passage, ...] = ()
    left_out: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NotRead:
    """An input that is not in the graph, and why; ``skipped``: a file of another kind, which a folder may well hold."""

    name: str
    path: str
    why: str
    skipped: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a build has to say beside the graph; `counts` are those of the whole graph.

    ``judgements`` is how many were replayed, ``idle_judgements`` those, with their lines, that found nothing to judge.
    """

    documents: tuple[DocumentReport, ...]
    not_read: tuple[NotRead, ...] = ()
    removed: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    findings: tuple[Mapping[str, Any], ...] = ()
    quarantined: tuple[str, ...] = ()  # IRIs of what violates a shape, kept apart from what questions are asked of
    seconds: Mapping[str, float] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)
    base_iri: str = ""
    min_confidence: float = 0.0
    judgements: int = 0
    idle_judgements: tuple[str, ...] = ()

    @property
    def failed(self) -> tuple[NotRead, ...]:
        """What should have been read and could not."""
        return tuple(item for item in self.not_read if not item.skipped)

    @property
    def new(self) -> int:
        """How many documents this build read."""
        return sum(document.new for document in self.documents)

    def of_kind(self, kind: str) -> int:
        """How many passages of this `SilenceKind` all documents hold."""
        return sum(silence.kind == kind for document in self.documents for silence in document.silences)

    @property
    def left_out(self) -> dict[str, int]:
        """How many facts of each kind were less sure than ``min_confidence``, in all documents."""
        return dict(sum((Counter(document.left_out) for document in self.documents), Counter()))

    def to_json(self) -> str:
        """The report as it stands in ``report.json``; sentences with an amount and no flow also have a list of their own."""
        plain = asdict(self)
        plain["amounts_without_flow"] = [
            {"document": document.name, **asdict(silence)}
            for document in self.documents
            for silence in document.silences
            if silence.kind == SilenceKind.AMOUNT_WITHOUT_FLOW
        ]
        return json.dumps(plain, ensure_ascii=False, indent=1)


def read_report(kg: Path) -> Report:
    """The report of a KG's last build; raises `StoreError` where there is none."""
    path = kg / REPORT
    try:
        plain = json.loads(path.read_bytes())
        del plain["amounts_without_flow"]
        return decode(Report, plain)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{path} is missing or damaged; build the knowledge graph again.") from error


def document_report(
    document: Document,
    annotation: Annotation,
    *,
    text: str,
    new: bool,
    left_out: Mapping[str, int] | None = None,
) -> DocumentReport:
    """What one document gave and where it was silent; ``text`` is the place of its text below the KG."""
    line_ends = list(accumulate(len(line) + 1 for line in document.text.split("\n")))
    counts = {
        "entities": len(annotation.entities),
        "mentions": len(annotation.mentions),
        "amounts": len(annotation.amounts),
        "flows": sum(amount.role in FLOW_ROLES for amount in annotation.amounts),
        "relations": len(annotation.relations),
        "parts": len(annotation.parts),
    }
    silences = tuple(
        Passage(
            kind=silence.kind.value,
            start=silence.start,
            end=silence.end,
            line=bisect.bisect_right(line_ends, silence.start) + 1,
            page=document.page_of(silence.start),
            text=document.text[silence.start : min(silence.end, silence.start + _QUOTE)],
        )
        for silence in annotation.silences
    )
    pages = len(document.pages) or None
    return DocumentReport(
        document.name,
        document.sha256,
        document.media_type,
        len(document.text),
        pages,
        text,
        new,
        counts,
        silences,
        left_out or {},
    )


def graph_counts(graph: Graph, documents: Sequence[DocumentReport]) -> dict[str, int]:
    """How much of each kind the graph holds: documents, entities by type, nodes by class, relations, statements, conflicts."""
    types = Counter(entity.type.value for entity in graph.entities)
    classes = Counter(
        _class_name(statement.value) for statement in graph.statements if statement.property == "rdf:type"
    )
    return {
        "documents": len(documents),
        "characters": sum(document.characters for document in documents),
        "entities": len(graph.entities),
        **{kind: types[kind] for kind in sorted(types)},
        **{name: count for name, count in sorted(classes.items()) if name},
        "statements": len(graph.statements),
        "claims": sum(len(statement.evidence) for statement in graph.statements),
        "conflicts": len(graph.conflicts),
    }


def _class_name(value: object) -> str:
    """``filon:Funding`` → ``Funding``; nothing for a class of another vocabulary."""
    return value.removeprefix("filon:") if isinstance(value, str) and value.startswith("filon:") else ""
