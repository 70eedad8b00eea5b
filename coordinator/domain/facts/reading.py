"""What stands around the keys of one fact while they are read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from coordinator.domain.case import Case
from coordinator.domain.event import Act
from coordinator.domain.facts.fact import Known
from coordinator.domain.record_request import RecordItem, RecordRequest


@dataclass
class Reading:
    """One fact about to be recorded. ``found`` holds what was read so far, by argument, in the order of declaration."""

    case: Case
    act: Act
    known: Known
    found: dict[str, Any] = field(default_factory=dict)

    def zone(self) -> str:
        """The IANA zone in which a bare date of this fact is meant: the office's, else the patient's."""
        return zone_of(self.case, self._request())

    def _request(self) -> RecordRequest | None:
        request = self.found.get("request")
        if request is None:
            item = self.found.get("item")
            request = item[1] if isinstance(item, tuple) else None
        return request if isinstance(request, RecordRequest) else None


def zone_of(case: Case, request: RecordRequest | None) -> str:
    """The zone of the desk that was asked; the patient's where there is none."""
    if request is not None and request.desk is not None:
        return request.desk.time_zone
    return case.patient.time_zone


FoundItem = tuple[RecordItem, RecordRequest]
"""A record item with the request that asks for it."""
