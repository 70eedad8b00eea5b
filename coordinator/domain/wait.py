"""One running ladder of one case, as a row. Its times are derived, never stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(eq=False)
class Wait:
    """``subject`` is the id the ladder runs for (a request, a paper, an appointment, or the case itself)."""

    id: str
    ladder: str
    subject: str
    started_at: datetime
    started_seq: int
    last_rung: str | None = None
    last_rung_at: datetime | None = None
    repeats: int = 0
    ended_at: datetime | None = None
    ended_why: str | None = None
    resumed_at: datetime | None = None

    @property
    def running(self) -> bool:
        """True until something ended it."""
        return self.ended_at is None

    def end(self, at: datetime, why: str) -> None:
        """Stop it; ending it again changes nothing."""
        if self.running:
            self.ended_at, self.ended_why = at, why

    def run_again(self, at: datetime) -> None:
        """Go on after an end that does not hold any more, or after a pause; rungs done stay done."""
        self.ended_at = self.ended_why = None
        self.resumed_at = at

    def slept_at(self, moment: datetime) -> bool:
        """True when it was ended or paused at this moment: what fell due then is treated as after an outage."""
        return self.resumed_at is not None and moment <= self.resumed_at
