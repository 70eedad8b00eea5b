"""What everybody is about to do, over all cases, in order."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from operator import itemgetter

from coordinator.simulate.world.deed import Deed


class Agenda:
    """The deeds ahead. A case that is looked at again replaces its own; nothing is done twice under one key."""

    def __init__(self) -> None:
        self._ahead: dict[str, list[Deed]] = {}
        self._soonest: datetime | None = None
        self._done: set[str] = set()

    def put(self, ref: str, deeds: Iterable[Deed]) -> None:
        """These are now the deeds of this case; of two with one key the earlier counts."""
        mine: dict[str, Deed] = {}
        for deed in deeds:
            if deed.key not in self._done and (deed.key not in mine or deed.at < mine[deed.key].at):
                mine[deed.key] = deed
        self._ahead[ref] = sorted(mine.values(), key=_turn)
        self._soonest = self._first()

    def next_at(self) -> datetime | None:
        """When the next deed is due."""
        return self._soonest

    def due(self, now: datetime) -> list[Deed]:
        """Take out what is due, earliest first; each is handed out once."""
        if self._soonest is None or self._soonest > now:
            return []
        found: list[Deed] = []
        for deeds in self._ahead.values():
            while deeds and deeds[0].at <= now:
                found.append(deeds.pop(0))
        found.sort(key=_turn)
        self._done.update([deed.key for deed in found])
        self._soonest = self._first()
        return found

    def ahead(self, ref: str) -> list[Deed]:
        """What is coming for one case, earliest first."""
        return list(self._ahead.get(ref, ()))

    def _first(self) -> datetime | None:
        return min([deeds[0].at for deeds in self._ahead.values() if deeds], default=None)


_turn = itemgetter(0, 1)
"""Deeds go by their moment, then by their key: they are the first two fields of one."""
