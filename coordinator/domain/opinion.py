"""One provider's written answer, and the side by side of two or three."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from coordinator.domain.words import ComparisonStatus, OpinionStatus


@dataclass(eq=False)
class Opinion:
    """``content`` is the opinion file as read: every leaf a value or ``not_stated``. ``filed_by`` is a staff e-mail."""

    id: str
    ordinal: int
    author: str
    content: dict[str, Any]
    filed_by: str
    filed_at: datetime
    status: OpinionStatus = OpinionStatus.DRAFT
    appointment_id: str | None = None
    document_id: str | None = None


@dataclass(eq=False)
class Comparison:
    """Rows are derived from the opinions, never typed. Staff classify; a second person verifies before it is shown."""

    id: str
    made_at: datetime
    status: ComparisonStatus = ComparisonStatus.DRAFT
    diagnosis_proposed: str | None = None
    treatment_proposed: str | None = None
    cause_proposed: str | None = None
    diagnosis_confirmed: str | None = None
    treatment_confirmed: str | None = None
    cause_confirmed: str | None = None
    classified_by: str | None = None
    verified_by: str | None = None
    verified_at: datetime | None = None
    shared_at: datetime | None = None
    opened_at: datetime | None = None
    opened_how: str | None = None
    clarification_offered_at: datetime | None = None
    rows: list[dict[str, Any]] = field(default_factory=list)
    prompts: list[str] = field(default_factory=list)
