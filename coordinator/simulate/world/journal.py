"""A case's events, oldest first, found by name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from coordinator.domain.event import Event


class Journal:
    """Entries are numbered from 1 without a gap, as in the database."""

    def __init__(self, events: Iterable[Event] = ()) -> None:
        self.all: list[Event] = []
        self._named: dict[str, list[Event]] = {}
        self.add(events)

    def add(self, events: Iterable[Event]) -> None:
        """The next entries."""
        for event in events:
            self.all.append(event)
            self._named.setdefault(event.name, []).append(event)

    def after(self, seq: int) -> Sequence[Event]:
        """What came behind this number."""
        return self.all[seq:]

    def named(self, name: str, **where: object) -> list[Event]:
        """The entries of one name whose data holds these values, oldest first."""
        found = self._named.get(name)
        if found is None:
            return []
        if not where:
            return found
        wanted = where.items()
        return [event for event in found if all(event.data.get(key) == value for key, value in wanted)]

    def since(self, name: str, **where: object) -> datetime | None:
        """When such an event happened last."""
        found = self.named(name, **where)
        return found[-1].at if found else None
