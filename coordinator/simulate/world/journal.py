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
        self._indexes: dict[tuple[str, str], _Index] = {}
        self._about: dict[object, int] = {}
        self.add(events)

    def add(self, events: Iterable[Event]) -> None:
        """The next entries."""
        for event in events:
            self.all.append(event)
            self._named.setdefault(event.name, []).append(event)
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
        (key, value), *more = where.items()
        index = self._indexes.get((name, key))
        if index is None:
            index = self._indexes[name, key] = _Index(key, found)
        told = index.told(value)
        return [event for event in told if all(event.data.get(k) == v for k, v in more)] if more else told

    def since(self, name: str, **where: object) -> datetime | None:
        """When such an event happened last."""
        found = self.named(name, **where)
        return found[-1].at if found else None


class _Index:
    """Events of one name by what stands under one key. Everybody outside asks again at every look."""

    def __init__(self, key: str, events: list[Event]) -> None:
        self._key, self._events, self._read = key, events, 0
        self._told: dict[object, list[Event]] = {}

    def told(self, value: object) -> list[Event]:
        for event in self._events[self._read :]:
            self._told.setdefault(event.data.get(self._key), []).append(event)
        self._read = len(self._events)
        return self._told.get(value, [])
