"""Tellings gathered into flows: the same money told in an article, its convention, its report and a recital is one flow.

Precision first. Two tellings are one flow only where nothing speaks against it (funder, beneficiary, project, purpose,
period, another row of the same table, another numbered act) and enough speaks for it: equal or rounded values, a common
funder or beneficiary, a common subject. A telling joins the one flow that suits it best, the most specific tellings first,
so that «a yearly participation» never glues the flows of two years. Values that differ are left to `filon.facts.slips`.

Candidates are found by keys (who, value, word), the number looked at for each key is limited: near-linear time.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from filon.facts.context import Row
from filon.facts.flow import Flow, one_subject, rounds, same_years
from filon.facts.naming import name
from filon.facts.slips import reconcile
from filon.facts.tellings import Phase, Telling, significant

_Key = tuple[object, ...]

_SIZE = 0.05  # the width of the steps by which values that may be one another's rounding are found
_LOOKED_AT = 24  # flows weighed for each key; a value told more often than that identifies nothing
_DISTINCT = 3  # digits from which a value alone is unlikely to occur twice by chance
_RARE = 4  # digits from which it is all but impossible


def gather(found: Iterable[Telling]) -> list[Flow]:
    """All tellings as flows, with their IRIs, in the order of IRIs. Every telling is in exactly one flow."""
    flows: list[Flow] = []
    index: dict[_Key, list[int]] = {}
    for telling in sorted(found, key=_specific_first):
        numbers = {number for key in _search_keys(telling) for number in index.get(key, ())[-_LOOKED_AT:]}
        weighed = [(weight, -number) for number in numbers if (weight := _weigh(flows[number], telling))]
        if weighed:
            flow = flows[-max(weighed)[1]]
        else:
            flow = Flow(telling.phase, len(flows))
            flows.append(flow)
        flow.add(telling)
        for key in dict.fromkeys(_keys(telling)):
            known = index.setdefault(key, [])
            if not known or known[-1] != flow.number:
                known.append(flow.number)
    flows = reconcile(flows)
    name(flows)
    return sorted(flows, key=lambda flow: flow.iri)


def _specific_first(telling: Telling) -> tuple[object, ...]:
    known = bool(telling.funders), bool(telling.beneficiaries), bool(telling.project or telling.words)
    narrow = 100 if telling.years is None else telling.years[1] - telling.years[0]
    return *(not item for item in known), narrow, telling.rank, telling.index


# --- finding what a telling may belong to ----------------------------------------------------------------------


def _keys(telling: Telling) -> Iterator[_Key]:
    """What a telling is found by: its parties and value, and for values that are not the same, their size."""
    who, value = (telling.phase, telling.amount.currency), telling.amount.value
    funders, beneficiaries, size = telling.funders, telling.beneficiaries, _magnitude(value)
    yield *who, "both", funders, beneficiaries, value
    yield *who, "funder", funders, value
    yield *who, "beneficiary", beneficiaries, value
    for word in telling.words:
        yield *who, "word", funders, value, word
        yield *who, "rounded" if telling.step else "exact", funders, word, size
    if telling.project:
        yield *who, "project", telling.project, value


def _search_keys(telling: Telling) -> Iterator[_Key]:
    """Where a telling may be found to belong. Flows that know less of their parties come later, so none is looked for."""
    known = bool(telling.funders), bool(telling.beneficiaries)
    for key in _keys(telling):
        match key[2]:
            case "both":
                wanted = [key] if all(known) else []
            case "funder" | "word" | "project":
                wanted = [key] if known == (True, False) or (key[2] == "project" and not known[0]) else []
            case "beneficiary":
                wanted = [key] if known == (False, True) else []
            case _:
                kinds = ("rounded", "exact") if telling.step else ("rounded",)
                wanted = [each for kind in kinds for each in _sizes((*key[:2], kind, *key[3:]))]
        yield from wanted


def _sizes(key: _Key) -> list[_Key]:
    """The keys of values a little smaller or greater; a key of sizes ends in its size."""
    size = key[-1]
    return [(*key[:-1], size + shift) for shift in (-1, 0, 1)] if isinstance(size, int) else []


def _magnitude(value: Decimal) -> int:
    """The number of a 5 %-wide step; two values within 5 % are on the same step or on neighbours."""
    return int(math.log(value) / math.log(1 + _SIZE)) if value > 0 else -1


# --- weighing ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Ties:
    """What a flow and a telling have in common: true, false, or ``None`` where one of them is silent."""

    funder: bool | None
    beneficiary: bool | None
    project: bool | None
    period: bool | None
    subject: bool | None

    @classmethod
    def between(cls, flow: Flow, telling: Telling) -> _Ties:
        """Compare a flow and a telling."""
        project = _same(flow.project, telling.project)
        return cls(
            funder=_same(flow.funders, telling.funders),
            beneficiary=_same(flow.beneficiaries, telling.beneficiaries),
            project=project,
            period=same_years(flow.years, telling.years),
            subject=project or _same_subject(flow, telling),
        )


def _weigh(flow: Flow, telling: Telling) -> tuple[object, ...] | None:
    """How well a telling suits a flow, greater is better; ``None`` where it is another flow."""
    if _same(flow.funders, telling.funders) is False or _same(flow.beneficiaries, telling.beneficiaries) is False:
        return None
    equal = telling.amount.value in flow.values
    if not equal and not any(rounds(other, telling) for other in flow.tellings):
        return None
    ties = _Ties.between(flow, telling)
    if _barred(flow, telling, ties) or not _enough(flow, telling, ties, equal=equal):
        return None
    last = flow.tellings[-1]
    distance = abs(last.amount.start - telling.amount.start) if last.source.name == telling.source.name else math.inf
    near = _told_in(flow, telling)
    return near, equal, bool(ties.subject), bool(ties.beneficiary), bool(ties.period), -distance


def _barred(flow: Flow, telling: Telling, ties: _Ties) -> bool:
    """Whether something speaks against one flow."""
    if False in (ties.funder, ties.beneficiary, ties.period) or _elsewhere_in(flow.rows, telling.rows):
        return True
    if ties.project is False and not ties.subject:
        return True
    if ties.subject is False and not (ties.funder and ties.beneficiary and _annexed(flow, telling)):
        return True
    # Two numbered acts decide twice, the conventions of two years grant twice, unless one plainly recalls the other.
    other_act = bool(flow.acts and telling.act and telling.act not in flow.acts)
    other_year = bool(flow.signed and telling.signed and telling.signed not in flow.signed)
    return (other_act or other_year) and not (ties.project or ties.period)


def _annexed(flow: Flow, telling: Telling) -> bool:
    """An act and the agreement or report in the same file word one purpose in their own ways; the value must be a rare one."""
    value = telling.amount.value
    beside = telling.part is not None and (telling.source.name, telling.part) not in flow.parts
    return beside and _told_in(flow, telling) and value in flow.values and significant(value) >= _RARE


def _enough(flow: Flow, telling: Telling, ties: _Ties, *, equal: bool) -> bool:
    """Whether enough speaks for one flow, nothing speaking against it."""
    if telling.phase is Phase.LINE:
        return bool(ties.funder and (ties.subject or (telling.plan and telling.plan in flow.plans)))
    if not equal:
        return bool(ties.funder and ties.subject)
    distinct = significant(telling.amount.value) >= _DISTINCT
    if ties.subject and (ties.funder or ties.beneficiary):
        both = ties.funder and ties.beneficiary
        return bool(both or ties.project or distinct or not _beside(flow, telling))
    if ties.funder and ties.beneficiary:
        return bool(_told_in(flow, telling) or ties.period or distinct)
    return bool((ties.funder or ties.beneficiary) and distinct)


def _beside(flow: Flow, telling: Telling) -> bool:
    """Whether the telling's text is another one of the same kind: the contract of the next territory says much the same."""
    here = telling.source.name, telling.part
    return here not in flow.parts and any(each.genre is telling.genre for each in flow.tellings)


def _told_in(flow: Flow, telling: Telling) -> bool:
    """Whether the telling's document has told this flow already."""
    return any(name == telling.source.name for name, _ in flow.parts)


def _same(one: object, two: object) -> bool | None:
    """True, False, or ``None`` where one side is silent."""
    return one == two if one and two else None


def _same_subject(flow: Flow, telling: Telling) -> bool | None:
    if not flow.subjects or not telling.words:
        return None
    return any(one_subject(words, telling.words) for words in flow.subjects)


def _elsewhere_in(known: dict[tuple[object, ...], set[int]], rows: Iterable[Row]) -> bool:
    """Whether a telling stands in another row of a table, list or plan that has told this flow already."""
    return any(group in known and row not in known[group] for group, row in rows)
