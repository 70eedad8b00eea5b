"""The insurer's approval of a visit before it takes place (``domain.md`` §12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from coordinator.domain.words import PriorStatus


@dataclass(eq=False)
class PriorAuthorization:
    """One question to the insurer and its answer. ``visits`` is how many visits an approval covers."""

    id: str
    status: PriorStatus
    asked_at: datetime
    answered_at: datetime | None = None
    reference: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    visits: int | None = None
    appeal_by: date | None = None

    @property
    def waiting(self) -> bool:
        """True while the insurer owes an answer to the first question; an appeal has its own date."""
        return self.status is PriorStatus.ASKED

    def covers(self, day: date) -> bool:
        """True when an approval holds on this day; an end that nobody named is open."""
        after_start = self.valid_from is None or self.valid_from <= day
        return after_start and (self.valid_to is None or day <= self.valid_to)
