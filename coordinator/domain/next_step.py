"""What follows from an opinion: a step somebody takes by a day, a follow-up visit among them (``domain.md`` §1.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

STEP, FOLLOW_UP = "step", "follow_up"
DONE, DROPPED = "done", "dropped"

UNDATED_DAYS = 14
"""Calendar days after which a step that names no day is asked about."""


@dataclass(eq=False)
class NextStep:
    """``by`` is the day the opinion names; ``due_on`` is that day, or two weeks on where it names none.

    ``what`` is the provider's wording or the patient's: it may tell the condition and never stands in a plain mail.
    """

    id: str
    ordinal: int
    what: str
    who: str
    due_on: date
    made_at: datetime
    kind: str = STEP
    by: date | None = None
    starts_at: datetime | None = None
    outcome: str | None = None
    done_at: datetime | None = None

    @property
    def open(self) -> bool:
        """True until it was taken or dropped."""
        return self.done_at is None

    def end(self, outcome: str, at: datetime) -> None:
        """Taken, or dropped because nobody wants it any more."""
        if self.open:
            self.outcome, self.done_at = outcome, at
