"""What everybody is about to do, over all cases, in order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from coordinator.simulate.world.deed import Deed


class Agenda:
    """The deeds ahead. A case that is looked at again replaces its own; nothing is done twice under one key."""

    def __init__(self) -> None:
        self._ahead: dict[str, dict[str, Deed]] = {}
        self._soonest: datetime | None = None
        self._done: set[str] = set()

    def put(self, ref: str, deeds: Iterable[Deed]) -> None:
        """These are now the deeds of this case; of two with one key the earlier counts."""
        mine: dict[str, Deed] = {}
        for deed in deeds:
            if deed.key not in self._done and (deed.key not in mine or deed.at < mine[deed.key].at):
                mine[deed.key] = deed
        self._ahead[ref] = mine
        self._soonest = self._first()

    def next_at(self) -> datetime | None:
        """When the next deed is due."""
        return self._soonest

    def due(self, now: datetime) -> list[Deed]:
        """Take out what is due, earliest first; each is handed out once."""
        if self._soonest is None or self._soonest > now:
            return []
        found = sorted(
            (deed for deeds in self._ahead.values() for deed in deeds.values() if deed.at <= now),
            key=lambda deed: (deed.at, deed.key),
        )
        for deed in found:
            self._done.add(deed.key)
            self._ahead[deed.ref].pop(deed.key)
        self._soonest = self._first()
        return found

    def ahead(self, ref: str) -> list[Deed]:
        """What is coming for one case, earliest first."""
        return sorted(self._ahead.get(ref, {}).values(), key=lambda deed: (deed.at, deed.key))

    def _first(self) -> datetime | None:
        return min([deed.at for deeds in self._ahead.values() for deed in deeds.values()], default=None)
