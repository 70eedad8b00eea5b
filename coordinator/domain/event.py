"""A fact about one case, in the past tense, kept for ever."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

ENGINE = "engine"
"""The author of events that follow from facts; a person's e-mail address stands there otherwise."""


@dataclass(slots=True)  # nobody changes one; not frozen, as that takes three times as long to make
class Event:
    """One entry of a case's journal. ``data`` holds ids, codes and dates; names and texts stay in their own tables."""

    seq: int
    name: str
    at: datetime
    by: str
    data: Mapping[str, object]

    def __getitem__(self, key: str) -> str:
        """The value under ``key`` as text; empty when the event does not carry it."""
        value = self.data.get(key, "")
        return "" if value is None else str(value)

    def names(self, key: str) -> list[str]:
        """The values of a list under ``key``; none when the event does not carry it."""
        value = self.data.get(key)
        return [str(one) for one in value] if isinstance(value, list) else []


class Act(NamedTuple):
    """Who records something, in which roles, when (aware UTC), and where new ids come from."""

    by: str
    now: datetime
    new_id: Callable[[], str]
    roles: frozenset[str] = frozenset()
    happened_at: datetime | None = None

    @property
    def at(self) -> datetime:
        """The moment the fact happened: given by the recorder, else now."""
        return self.happened_at or self.now
