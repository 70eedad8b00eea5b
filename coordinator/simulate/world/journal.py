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
        self._indexes: dict[tuple[str, ...], _Index] = {}
        self._about: dict[object, int] = {}
        self.add(events)

    def add(self, events: Iterable[Event]) -> None:
        """The next entries."""
        for event in events:
            self.all.append(event)
            alike = self._named.get(event.name)
            if alike is None:
                alike = self._named[event.name] = []
            alike.append(event)
            request = event.data.get("request")
            if request is not None:
                self._about[request] = self._about.get(request, 0) + 1

    def after(self, seq: int) -> Sequence[Event]:
        """What came behind this number."""
        return self.all[seq:]

    def about(self, request_id: str) -> int:
        """How many entries tell of this record request."""
        return self._about.get(request_id, 0)

    def named(self, name: str, **where: object) -> list[Event]:
        """The entries of one name whose data holds these values, oldest first."""
        found = self._named.get(name)
        if found is None or not where:
            return found or []
        index = self._indexes.get((name, *where))
        if index is None:
            index = self._indexes[name, *where] = _Index(tuple(where), found)
        return index.told(tuple(where.values()))

    def since(self, name: str, **where: object) -> datetime | None:
        """When such an event happened last."""
        found = self.named(name, **where)
        return found[-1].at if found else None


class _Index:
    """Events of one name by what stands under some keys. Everybody outside asks again at every look."""

    def __init__(self, keys: tuple[str, ...], events: list[Event]) -> None:
        self._keys, self._events, self._read = keys, events, 0
        self._told: dict[tuple[object, ...], list[Event]] = {}

    def told(self, values: tuple[object, ...]) -> list[Event]:
        if self._read < len(self._events):
            for event in self._events[self._read :]:
                self._told.setdefault(tuple([event.data.get(key) for key in self._keys]), []).append(event)
            self._read = len(self._events)
        return self._told.get(values, [])
