"""What people's judgements make of the groups that resolution found."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from filon.errors import UsageError
from filon.judgements import Judgement, Verdict, kept
from filon.resolve.identity import Node
from filon.resolve.iris import digest

Groups = dict[str, list[Node]]


@dataclass(frozen=True, slots=True)
class Judged:
    """What is left after the judgements.

    The groups by IRI, the names given to them, which IRI is kept for each that was merged into another, the pairs said to be two,
    and the judgements that found nothing to judge.
    """

    groups: Groups
    names: Mapping[str, str]
    moved: Mapping[str, str]
    apart: frozenset[frozenset[str]]
    idle: tuple[Judgement, ...]


def overrule(groups: Mapping[str, Sequence[Node]], judgements: Iterable[Judgement]) -> Judged:
    """The groups after the judgements, whose order does not count: things are taken apart first, then joined, then named.

    What is taken apart is found under its IRI with a suffix that follows from the document's name, and may be joined to another.
    `UsageError` where a judgement joins two types.
    """
    judgements = sorted(judgements)
    found: Groups = {iri: list(group) for iri, group in groups.items()}
    idle = [
        judgement for judgement in judgements if judgement.verdict is Verdict.SPLIT and not _split(found, judgement)
    ]
    moved = kept(judgements, found)
    joined: dict[str, list[str]] = defaultdict(list)
    for iri, chief in sorted(moved.items()):
        joined[chief].append(iri)
    for chief, others in joined.items():
        for iri in others:
            _check_types(chief, iri, found, judgements)
            found[chief] += found.pop(iri)
    names: dict[str, str] = {}
    apart = set()
    for judgement in judgements:
        one, other = (moved.get(iri, iri) for iri in (judgement.subject, judgement.object))
        if judgement.verdict is Verdict.RENAME and one in found:
            names.setdefault(one, judgement.object)
        elif judgement.verdict is Verdict.DIFFER and {one, other} <= found.keys():
            apart.add(frozenset((one, other)))
        elif judgement.verdict is Verdict.MERGE and one == other:
            continue
        elif not judgement.on_facts and judgement.verdict is not Verdict.SPLIT:
            idle.append(judgement)
    sorted_groups = {iri: sorted(group, key=lambda node: node.place) for iri, group in sorted(found.items())}
    return Judged(sorted_groups, names, moved, frozenset(apart), tuple(sorted(idle)))


def _split(groups: Groups, judgement: Judgement) -> bool:
    """Take a document's nodes out of their group; whether there was anything to part."""
    group = groups.get(judgement.subject, [])
    other = [node for node in group if node.document == judgement.object]
    if not other or len(other) == len(group):
        return f"{judgement.subject}-{digest(judgement.object)}" in groups
    groups[judgement.subject] = [node for node in group if node.document != judgement.object]
    groups[f"{judgement.subject}-{digest(judgement.object)}"] = other
    return True


def _check_types(chief: str, iri: str, groups: Groups, judgements: Iterable[Judgement]) -> None:
    one, other = (groups[each][0].local.type for each in (chief, iri))
    if one is not other:
        merges = (each for each in judgements if each.verdict is Verdict.MERGE)
        line = min(each.line for each in merges if iri in (each.subject, each.object))
        raise UsageError(
            f"The judgement in line {line} joins things of two types: {iri} is a {other.lower()}, {chief} a {one.lower()}."
        )
