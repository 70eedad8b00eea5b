"""A played case as the public views tell it: for the results, not for the world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]


@dataclass(frozen=True)
class CaseTold:
    """``show`` and ``entries`` are the JSON of ``case show`` and ``case timeline``."""

    show: Json
    entries: Sequence[Json]
    time_zone: str

    @property
    def ref(self) -> str:
        """How people quote the case."""
        return str(self.show["ref"])

    @property
    def name(self) -> str:
        """What the case is called in every run: its external id."""
        return str(self.show["external_id"])

    @property
    def stage(self) -> str:
        """Where it stands."""
        return str(self.show["stage"])

    @property
    def requests(self) -> Sequence[Json]:
        """The record requests in the order they were made."""
        return list(self.show["record_requests"])

    def events(self, name: str) -> list[Json]:
        """The events of one name, oldest first."""
        return [entry for entry in self.entries if entry["kind"] == "event" and entry["name"] == name]
