"""Something a person must do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from coordinator.domain.words import WorkItemKind


@dataclass(eq=False)
class WorkItem:
    """An obligation of a person. It is ended by its fact; ``about`` is the id of what it concerns."""

    id: str
    kind: WorkItemKind
    opened_at: datetime
    due_at: datetime
    about: str = ""
    code: str = ""
    priority: str = "routine"
    status: str = "open"
    effect_id: str | None = None
    done_at: datetime | None = None
    done_by: str | None = None
    snoozed_until: datetime | None = None
    snoozed_seq: int | None = None

    @property
    def open(self) -> bool:
        """True until its fact is recorded."""
        return self.status == "open"

    def end(self, at: datetime, by: str) -> None:
        """Mark it done; doing so again changes nothing."""
        if self.open:
            self.status, self.done_at, self.done_by = "done", at, by

    def put_off(self, until: datetime, seq: int) -> None:
        """Nobody needs to look before ``until``; ``seq`` is the event that says why."""
        self.snoozed_until, self.snoozed_seq = until, seq

    def come_back(self) -> None:
        """It is before people again."""
        self.snoozed_until = self.snoozed_seq = None
