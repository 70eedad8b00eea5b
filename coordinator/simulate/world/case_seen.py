"""What the world can see of a case: the case itself, its journal, and what was refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from coordinator.domain.case import Case
from coordinator.simulate.world.journal import Journal

QUIET = frozenset(
    {
        "wait_started",
        "wait_ended",
        "rung_reached",
        "rung_absorbed",
        "rung_missed",
        "message_sent",
        "message_not_sent",
        "letter_not_sent",
    }
)
"""Events after which nobody outside does anything else than before."""


@dataclass(eq=False)
class CaseSeen:
    """``refused`` holds the keys of deeds that were tried in vain; ``drawn`` remembers what chance said about it."""

    case: Case
    journal: Journal = field(default_factory=Journal)
    refused: set[str] = field(default_factory=set)
    drawn: dict[tuple[object, ...], object] = field(default_factory=dict)
    looked_at: int = 0

    @property
    def ref(self) -> str:
        """How people quote the case."""
        return self.case.ref

    @property
    def name(self) -> str:
        """What the case is called in every run: its external id."""
        return self.case.external_id

    @property
    def stage(self) -> str:
        """Where it stands."""
        return self.case.stage

    def news(self) -> bool:
        """True when something happened since the last time that somebody outside may act on; asking forgets it."""
        fresh = self.journal.after(self.looked_at)
        self.looked_at = len(self.journal.all)
        return any(event.name not in QUIET for event in fresh)

    def look_again(self) -> None:
        """Look at this case once more although nothing happened to it."""
        self.looked_at = 0


def moment(text: str) -> datetime:
    """An ISO 8601 moment, in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)
