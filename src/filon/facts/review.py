"""What people's judgements make of the facts: a rejected one leaves the default graph and keeps its claims; a confirmed one prevails.

Nothing is deleted: who says what stands as before, with another rank. Judgements are replayed on facts derived anew, so
taking one back restores what it changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from filon.judgements import Judgement, Verdict
from filon.model import (
    FLOW_ROLES,
    Amount,
    AmountRole,
    Annotation,
    Conflict,
    Evidence,
    Graph,
    Literal,
    Relation,
    RelationType,
    Statement,
)
from filon.vocab import Class, Property

Span = tuple[str, int, int]
_NUMBERS = frozenset({"xsd:decimal", "xsd:integer"})
_FLOWS = frozenset({Class.FUNDING, Class.EXPENDITURE, Class.INSTALMENT, Class.COST})
_SAID_BY: Mapping[RelationType, frozenset[Property]] = {
    RelationType.SIGNATORY: frozenset({Property.SIGNED_BY}),
    RelationType.HOLDS_POST: frozenset({Property.MEMBER}),
    RelationType.MEMBER: frozenset({Property.MEMBER_OF}),
    RelationType.PARTNER: frozenset({Property.PARTNER}),
    RelationType.OWNER: frozenset({Property.PROJECT_OWNER}),
    RelationType.LOCATED: frozenset({Property.SPATIAL}),
    RelationType.PART_OF: frozenset({Property.IS_PART_OF, Property.PROGRAMME, Property.SUBDIVISION_DE}),
}


@dataclass(frozen=True, slots=True)
class Review:
    """The graph after the judgements, and those that found nothing to judge."""

    graph: Graph
    idle: tuple[Judgement, ...]


def review(graph: Graph, judgements: Iterable[Judgement], moved: Mapping[str, str]) -> Review:
    """Reject and confirm facts; the order of judgements does not count.

    ``moved`` tells which IRI is kept for each that was merged into another. What is rejected takes with it the parts of a thing
    whose class is rejected, and what points at it.
    """
    wanted = [_Wanted(judgement, moved) for judgement in sorted(judgements) if judgement.on_facts]
    if not wanted:
        return Review(graph, ())
    finds = _find(graph.statements, wanted)
    gone = _gone(graph.statements, finds.rejected)
    statements = [
        part
        for place, statement in enumerate(graph.statements)
        for part in _ranked(statement, finds.rejected.get(place, set()), whole=_is_on(statement, gone))
    ]
    said = {_key(graph.statements[place]) for place in finds.confirmed}
    statements, conflicts = _settle(statements, graph.conflicts, said)
    told = {key: iri for key, iri in graph.flows.items() if iri not in gone}
    idle = tuple(each.judgement for each in wanted if each.judgement not in finds.used)
    return Review(replace(graph, statements=tuple(statements), conflicts=conflicts, flows=told), idle)


@dataclass(frozen=True, slots=True)
class _Finds:
    """Which evidence of which statement (by place) is rejected, which statements are confirmed, by which judgements."""

    rejected: Mapping[int, set[Evidence]]
    confirmed: set[int]
    used: set[Judgement]


def _find(statements: Sequence[Statement], wanted: Sequence[_Wanted]) -> _Finds:
    by_subject: dict[str, list[_Wanted]] = defaultdict(list)
    by_span: dict[Span, list[_Wanted]] = defaultdict(list)
    for each in wanted:
        if each.span:
            by_span[each.span].append(each)
        else:
            by_subject[each.subject].append(each)
    flows = {statement.subject for statement in statements if statement.property == Property.AMOUNT}
    finds = _Finds(defaultdict(set), set(), set())
    for place, statement in enumerate(statements):
        for evidence in statement.evidence:
            known = by_span.get((evidence.document, evidence.start, evidence.end), ())
            for each in (*by_subject.get(statement.subject, ()), *known):
                if not each.means(statement):
                    continue
                finds.used.add(each.judgement)
                if each.judgement.verdict is Verdict.CONFIRM:
                    finds.confirmed.add(place)
                elif statement.property == Property.AMOUNT or statement.subject not in flows or not each.is_telling:
                    finds.rejected[place].add(evidence)
    return finds


class _Wanted:
    """The facts that a judgement is about."""

    def __init__(self, judgement: Judgement, moved: Mapping[str, str]) -> None:
        self.judgement = judgement
        self.span = judgement.span
        self.subject = moved.get(judgement.subject, judgement.subject)
        self._property = judgement.about
        value = judgement.value
        self._value = None if value is None else moved.get(value, value)

    @property
    def is_telling(self) -> bool:
        """Whether it is on all that some characters say: of a flow that is one telling, which stands or falls with its amount."""
        return self.span is not None and self._property is None

    def means(self, statement: Statement) -> bool:
        if self._property is not None and self._property != statement.property:
            return False
        return self._value is None or _says(statement.value, self._value)


def _says(value: str | Literal, said: str) -> bool:
    """Whether a statement's value is what a judgement writes; numbers are compared as numbers."""
    if isinstance(value, str):
        return value == said
    if value.datatype in _NUMBERS:
        try:
            return Decimal(value.lexical) == Decimal(said)
        except InvalidOperation:
            return False
    return " ".join(value.lexical.split()) == " ".join(said.split())


def _key(statement: Statement) -> tuple[str, str, str | Literal]:
    return statement.subject, statement.property, statement.value


def _gone(statements: Sequence[Statement], rejected: Mapping[int, set[Evidence]]) -> frozenset[str]:
    """The things whose classes are all rejected, flows whose amounts are, posts whose holder or body is; and their parts («…/1»)."""
    classes: dict[str, list[bool]] = defaultdict(list)
    amounts: dict[str, list[bool]] = defaultdict(list)
    whole: set[str] = set()
    for place, statement in enumerate(statements):
        out = rejected.get(place, set()) >= set(statement.evidence)
        if statement.property == Property.TYPE:
            classes[statement.subject].append(out)
        elif statement.property == Property.AMOUNT:
            amounts[statement.subject].append(out)
        elif out and statement.property in (Property.MEMBER, Property.ORGANISATION):
            whole.add(statement.subject)
    whole |= {iri for iri, each in (classes | amounts).items() if all(each)}
    return frozenset(iri for iri in classes if iri in whole or iri.rpartition("/")[0] in whole)


def _is_on(statement: Statement, gone: frozenset[str]) -> bool:
    return statement.subject in gone or (isinstance(statement.value, str) and statement.value in gone)


def _ranked(statement: Statement, rejected: set[Evidence], *, whole: bool) -> list[Statement]:
    """The statement as it stands: what is rejected of its evidence apart from what is not."""
    out = statement.evidence if whole else tuple(each for each in statement.evidence if each in rejected)
    kept = tuple(each for each in statement.evidence if each not in out)
    parts = [replace(statement, evidence=kept)] if kept else []
    return [*parts, replace(statement, evidence=out, preferred=False, rejected=True)] if out else parts


def _settle(
    statements: Sequence[Statement],
    conflicts: Sequence[Conflict],
    confirmed: set[tuple[str, str, str | Literal]],
) -> tuple[list[Statement], tuple[Conflict, ...]]:
    """Contradictions after the judgements: a confirmed value prevails, so does the only one that is not rejected."""
    standing = {_key(each) for each in statements if not each.rejected}
    prevailing = _left_over(statements)
    after = []
    for conflict in conflicts:
        left = {value for value in conflict.values if (conflict.subject, conflict.property, value) in standing}
        said = {value for value in left if (conflict.subject, conflict.property, value) in confirmed}
        chosen = said or (left if len(left) == 1 and len(left) < len(conflict.values) else set())
        if chosen:
            prevailing[conflict.subject, conflict.property] = chosen
        after.append(replace(conflict, settled=bool(chosen) or not left))
    ranked = []
    for statement in statements:
        chosen = prevailing.get((statement.subject, statement.property), set())
        if statement.rejected or not (chosen or _key(statement) in confirmed):
            ranked.append(statement)
        else:
            ranked.append(replace(statement, preferred=statement.value in chosen if chosen else True))
    return ranked, tuple(after)


def _left_over(statements: Sequence[Statement]) -> dict[tuple[str, str], set[str | Literal]]:
    """The only values left where the preferred one was rejected."""
    left: dict[tuple[str, str], set[str | Literal]] = defaultdict(set)
    preferred: set[tuple[str, str]] = set()
    rejected: set[tuple[str, str]] = set()
    for statement in statements:
        key = statement.subject, statement.property
        if statement.rejected:
            rejected.add(key)
        else:
            left[key].add(statement.value)
            preferred |= {key} if statement.preferred else set()
    return {key: left[key] for key in rejected - preferred if len(left[key]) == 1}


def without_rejected(annotations: Sequence[Annotation], graph: Graph) -> list[Annotation]:
    """The annotations as the facts export shall tell them: amounts and relations that were rejected are none."""
    amounts: set[Span] = set()
    relations: set[tuple[str, int, int, str]] = set()
    kept: set[tuple[str, int, int, str]] = set()
    for statement in graph.statements:
        for said in statement.evidence:
            place = said.document, said.start, said.end
            if not statement.rejected:
                kept.add((*place, statement.property))
                continue
            relations.add((*place, statement.property))
            if statement.property == Property.AMOUNT or (
                statement.property == Property.TYPE and statement.value in _FLOWS
            ):
                amounts.add(place)
    if not relations:
        return list(annotations)
    relations -= kept  # characters that say several things are left to say the others
    return [
        replace(
            annotation,
            amounts=tuple(
                _told(amount, (annotation.document, amount.start, amount.end) in amounts)
                for amount in annotation.amounts
            ),
            relations=tuple(
                each for each in annotation.relations if not _is_rejected(annotation.document, each, relations)
            ),
        )
        for annotation in annotations
    ]


def _told(amount: Amount, rejected: bool) -> Amount:  # noqa: FBT001 - one caller, which computes it
    if not rejected or amount.role not in FLOW_ROLES | {AmountRole.COST}:
        return amount
    return replace(amount, role=AmountRole.OTHER, funders=(), beneficiaries=(), purpose=None, project=None, period=None)


def _is_rejected(document: str, relation: Relation, rejected: set[tuple[str, int, int, str]]) -> bool:
    place = document, relation.start, relation.end
    return any((*place, str(said)) in rejected for said in _SAID_BY[relation.type])
