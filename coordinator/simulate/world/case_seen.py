"""What the world can see of a case: the case itself, its journal, and what was refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from coordinator.domain.case import Case
from coordinator.simulate.world.concerns import EVERYBODY, concerned_by
from coordinator.simulate.world.deed import Deed
from coordinator.simulate.world.journal import Journal


@dataclass(eq=False)
class CaseSeen:
    """``refused`` holds the keys of deeds that were tried in vain; ``drawn`` remembers what chance said about it.

    ``about_to`` are the deeds that each side of the world had in mind when it was asked last; ``to_ask`` are those
    whom something concerns that happened since: the first ``read`` entries of the journal and ``minded`` refusals.
    """

    case: Case
    journal: Journal = field(default_factory=Journal)
    refused: set[str] = field(default_factory=set)
    drawn: dict[tuple[object, ...], object] = field(default_factory=dict)
    about_to: dict[str, list[Deed]] = field(default_factory=dict)
    to_ask: set[str] = field(default_factory=lambda: set(EVERYBODY))
    read: int = 0
    minded: int = 0

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
        """True when something happened since the last look after which somebody outside may do something else."""
        events = self.journal.all
        if self.read < len(events):
            for event in events[self.read :]:
                self.to_ask.update(concerned_by(event))
            self.read = len(events)
        if self.minded < len(self.refused):
            self.to_ask.update(EVERYBODY)
            self.minded = len(self.refused)
        return bool(self.to_ask)

    def concerned(self) -> set[str]:
        """The sides whom something concerns that happened since they were asked last; asking forgets it."""
        self.news()
        concerned, self.to_ask = self.to_ask, set()
        return concerned


def moment(text: str) -> datetime:
    """An ISO 8601 moment, in UTC."""
    return datetime.fromisoformat(text).astimezone(UTC)
