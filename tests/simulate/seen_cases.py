"""Cases as the world sees them, built by hand: no stack, no database, no engine."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from coordinator.domain.business_days import BusinessCalendar
from coordinator.domain.directory import Desk, Organization
from coordinator.domain.event import Event
from coordinator.domain.opening import open_case
from coordinator.domain.record_request import RecordItem, RecordRequest
from coordinator.domain.words import (
    Department,
    ItemStatus,
    LegalBasis,
    ReceiptEvidence,
    RecordType,
    RequestStatus,
    Stage,
    WorkItemKind,
)
from coordinator.domain.work_item import WorkItem
from coordinator.paths import examples_dir
from coordinator.simulate.world.case_seen import CaseSeen
from coordinator.simulate.world.cast import Offices
from coordinator.simulate.world.deed import Deed
from coordinator.simulate.world.journal import Journal
from coordinator.simulate.world.world import World

NOW = datetime(2026, 12, 1, 17, tzinfo=UTC)
OPENED = datetime(2026, 11, 23, 15, tzinfo=UTC)
NO_HOLIDAYS = BusinessCalendar(frozenset())
WILLAMETTE = "Willamette Bone and Joint"


def intake(number: int) -> dict[str, Any]:
    """One of the example intakes."""
    path = examples_dir() / "intake" / f"intake-{number:04d}.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def offices() -> Offices:
    """What the example directory tells."""
    return Offices.from_directory(json.loads((examples_dir() / "directory.json").read_text(encoding="utf-8")))


def world(seed: int = 1, **more: Any) -> World:
    """The outside world over the example directory, without holidays."""
    return World(seed, NO_HOLIDAYS, offices=offices(), **more)


def request(**more: Any) -> RecordRequest:
    """A record request whose letter left and arrived."""
    clinic = Organization("org-1", WILLAMETTE, "clinic", "America/Los_Angeles")
    standing: dict[str, Any] = {
        "id": "r-1", "organization_name": WILLAMETTE, "department": Department.RECORDS_OFFICE,
        "legal_basis": LegalBasis.ACCESS_SELF, "status": RequestStatus.RECEIVED,
        "sent_at": datetime(2026, 11, 24, 17, tzinfo=UTC), "received_at": datetime(2026, 11, 24, 19, tzinfo=UTC),
        "receipt_evidence": ReceiptEvidence.FAX_CONFIRMED, "due_on": date(2026, 12, 24), "channel": "fax",
        "items": [item("CONSULT_NOTE"), item("OP_NOTE"), item("MED_LIST")],
        "desk": Desk("desk-1", clinic, Department.RECORDS_OFFICE, fax="+15415550150"),
    }  # fmt: skip
    return RecordRequest(**(standing | more))


def item(record_type: str, status: str = "requested", **more: Any) -> RecordItem:
    """One thing asked for."""
    standing = {"id": f"i-{record_type}", "essential": True, "status": ItemStatus(status)}
    return RecordItem(record_type=RecordType(record_type), **(standing | more))


def work_item(kind: str, **more: Any) -> WorkItem:
    """An open work item of this kind."""
    at = datetime(2026, 12, 1, 16, tzinfo=UTC)
    return WorkItem(**({"id": f"w-{kind}", "kind": WorkItemKind(kind), "opened_at": at, "due_at": at} | more))


def seen(number: int = 6, *, events: Any = (), answers: Any = None, **parts: Any) -> CaseSeen:
    """A case in records on 1 December; ``parts`` replace what it holds."""
    ids = count(1)
    case = open_case(intake(number), ref=f"SO-TEST-{number}", by="loader", now=OPENED, new_id=lambda: f"p-{next(ids)}")
    case.stage, case.stage_entered_at = Stage.RECORDS, datetime(2026, 11, 24, 18, tzinfo=UTC)
    case.accepted_at, case.identity_level = OPENED, 3
    for name, value in parts.items():
        setattr(case, name, value)
    return CaseSeen(case, Journal(events))


def event(name: str, at: str, **data: Any) -> Event:
    """One entry of a journal."""
    return Event(1, name, datetime.fromisoformat(at), "engine", data)


def said(deeds: list[Deed]) -> list[tuple[str, str, str]]:
    """The deeds without ids, to compare runs."""
    return sorted((deed.at.isoformat(), deed.key, deed.fact) for deed in deeds)
