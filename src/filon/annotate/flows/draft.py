"""A flow while rules fill it in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

FLOW = ("award", "plan", "spend", "part")


@dataclass
class Draft:
    """The flow fields of `filon.model.Amount`; entities are indexes, spans are character offsets."""

    role: str = "other"
    method: str = "flow:none"
    confidence: float = 0.2
    funders: list[int] = field(default_factory=list)
    beneficiaries: list[int] = field(default_factory=list)
    funder_evidence: list[tuple[int, int]] = field(default_factory=list)
    beneficiary_evidence: list[tuple[int, int]] = field(default_factory=list)
    purpose: tuple[int, int] | None = None
    project: int | None = None
    period: str | None = None
    share: str | None = None
    whole: int | None = None

    def pay(self, entity: int | None, evidence: tuple[int, int]) -> None:
        """Add a funder, once."""
        if entity is not None and entity not in self.funders:
            self.funders.append(entity)
            self.funder_evidence.append(evidence)

    def give(self, entity: int | None, evidence: tuple[int, int]) -> None:
        """Add a beneficiary, once."""
        if entity is not None and entity not in self.beneficiaries:
            self.beneficiaries.append(entity)
            self.beneficiary_evidence.append(evidence)

    def like(self, other: Draft, *, receivers: bool = True) -> None:
        """Take who pays (and who receives) from another amount's flow, where this one has none."""
        if not self.funders:
            self.funders, self.funder_evidence = list(other.funders), list(other.funder_evidence)
        if receivers and not self.beneficiaries:
            self.beneficiaries, self.beneficiary_evidence = list(other.beneficiaries), list(other.beneficiary_evidence)

    def plain(self) -> dict[str, Any]:
        """As ``doc._.flows`` holds it; only flows have payers, spending has no receiver (see the guidelines)."""
        pays = self.role in FLOW
        receives = pays and self.role != "spend"
        return {
            "role": self.role,
            "funders": list(self.funders) if pays else [],
            "beneficiaries": list(self.beneficiaries) if receives else [],
            "purpose": list(self.purpose) if self.purpose else None,
            "project": self.project,
            "period": self.period,
            "share": self.share,
            "whole": self.whole,
            "confidence": round(self.confidence, 3),
            "method": self.method,
            "funder_evidence": [list(span) for span in self.funder_evidence] if pays else [],
            "beneficiary_evidence": [list(span) for span in self.beneficiary_evidence] if receives else [],
        }


@dataclass
class PlanDraft:
    """The fields of `filon.model.Plan`: revenue ``lines`` and ``costs`` are indexes of amounts."""

    start: int
    end: int
    lines: list[int]
    costs: list[int]
    total: int | None = None
    project: int | None = None
    owner: int | None = None
