"""Whose works they are: one project of which two documents each name another owner in so many words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from filon.facts.claims import Claims, Value
from filon.facts.context import Source
from filon.facts.lexicon import says
from filon.facts.tellings import weight
from filon.model import Conflict, Evidence
from filon.vocab import Code, Property

_BESIDE = 60  # characters around the evidence in which the words for an owner stand


def state_owner_conflicts(claims: Claims, sources: Iterable[Source], labels: Mapping[str, str]) -> list[Conflict]:
    """Prefer one of several owners of a project that has a name of its own; returns the contradictions.

    Owners whom one document names together share the works. A project called by a common name («maison de services») may be
    two, and who gets money for works need not be their owner: neither contradicts.
    """
    by_name = {source.name: source for source in sources}
    conflicts = []
    for project, owners in sorted(claims.said(Property.PROJECT_OWNER).items()):
        if len(owners) < 2 or not _is_particular(labels.get(project, "")):
            continue
        said = {owner: _in_words(by_name, evidence) for owner, evidence in owners.items()}
        said = {owner: evidence for owner, evidence in said.items() if evidence}
        documents = [document for owner in said for document in {each.document for each in owners[owner]}]
        if len(said) < 2 or len(documents) != len(set(documents)):
            continue
        best = min(said, key=lambda owner: (min(_rank(by_name, each) for each in said[owner]), str(owner)))
        claims.prefer(project, Property.PROJECT_OWNER, best)
        kind = Code.CONFLICT_OWNER.removeprefix("fc:")
        values: tuple[Value, ...] = tuple(sorted(said, key=str))
        conflicts.append(Conflict(project, Property.PROJECT_OWNER.value, kind, values))
    return conflicts


def _is_particular(label: str) -> bool:
    """Whether a project's name tells it from others of its sort: it holds a name or a number."""
    return any(word[0].isupper() or word[0].isdigit() for word in label.replace("'", " ").replace("’", " ").split()[1:])


def _in_words(sources: Mapping[str, Source], evidence: Sequence[Evidence]) -> list[Evidence]:
    """The evidence that calls it an owner's works."""
    found = []
    for each in evidence:
        text = sources[each.document].document.text
        if says(text[max(0, each.start - _BESIDE) : each.end + _BESIDE], "owning"):
            found.append(each)
    return found


def _rank(sources: Mapping[str, Source], evidence: Evidence) -> tuple[object, ...]:
    source = sources[evidence.document]
    part = source.part_at(evidence.start)
    known = None if part is None else source.annotation.parts[part]
    return *weight(known), -evidence.confidence, evidence.document, evidence.start
