"""What the world can see of a case: the case itself, its journal, and what was refused."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from coordinator.domain.case import Case
from coordinator.simulate.world.deed import Deed
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
    """``refused`` holds the keys of deeds that were tried in vain; ``drawn`` remembers what chance said about it.

    ``about_to`` are the deeds that each side of the world had in mind when it was asked last.
    """

    case: Case
    journal: Journal = field(default_factory=Journal)
    refused: set[str] = field(default_factory=set)
    drawn: dict[tuple[object, ...], object] = field(default_factory=dict)
    looked_at: int = 0
    about_to: dict[str, list[Deed]] = field(default_factory=dict)
    asked_at: tuple[int, int] = (0, 0)

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

    def concerned(self, sides: Collection[str], only_for: Mapping[str, Collection[str]]) -> Collection[str]:
        """The sides that may do something else since they were asked last; asking forgets what happened until now."""
        seq, refused = self.asked_at
        self.asked_at = len(self.journal.all), len(self.refused)
        if not self.about_to or refused != len(self.refused):
            return sides
        names = {event.name for event in self.journal.after(seq)} - QUIET
        return {side for name in names for side in only_for.get(name, sides)}


def moment(text: str) -> datetime:
    """An ISO 8601 moment, in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)
