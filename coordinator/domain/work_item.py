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

    @property
    def open(self) -> bool:
        """True until its fact is recorded."""
        return self.status == "open"

    def end(self, at: datetime, by: str) -> None:
        """Mark it done; doing so again changes nothing."""
        if self.open:
            self.status, self.done_at, self.done_by = "done", at, by
