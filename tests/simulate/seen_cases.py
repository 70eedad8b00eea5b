"""Cases as the world sees them, built by hand: no stack, no database."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from coordinator.domain.business_days import BusinessCalendar
from coordinator.paths import examples_dir
from coordinator.simulate.world.case_seen import CaseSeen
from coordinator.simulate.world.cast import Offices
from coordinator.simulate.world.deed import Deed
from coordinator.simulate.world.world import World

NOW = datetime(2026, 12, 1, 17, tzinfo=UTC)
NO_HOLIDAYS = BusinessCalendar(frozenset())


def intake(number: int) -> dict[str, Any]:
    """One of the example intakes."""
    path = examples_dir() / "intake" / f"intake-{number:04d}.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def offices() -> Offices:
    """What the example directory tells."""
    return Offices.from_directory(json.loads((examples_dir() / "directory.json").read_text(encoding="utf-8")))


def world(seed: int = 1) -> World:
    """The outside world over the example directory, without holidays."""
    return World(seed, NO_HOLIDAYS, offices=offices())


def request(**more: Any) -> dict[str, Any]:
    """A record request whose letter left and arrived."""
    standing = {
        "id": "r-1", "organization": "Willamette Bone and Joint", "department": "records_office",
        "legal_basis": "access_self", "status": "received", "sent_at": "2026-11-24T17:00:00+00:00",
        "received_at": "2026-11-24T19:00:00+00:00", "due_on": "2026-12-24", "promised_on": None, "channel": "fax",
        "fee_status": None, "items": [item("CONSULT_NOTE"), item("OP_NOTE"), item("MED_LIST")],
    }  # fmt: skip
    return standing | more


def item(record_type: str, status: str = "requested") -> dict[str, Any]:
    """One thing asked for."""
    return {"id": f"i-{record_type}", "record_type": record_type, "essential": True, "status": status}


def work_item(kind: str, **more: Any) -> dict[str, Any]:
    """An open work item of this kind."""
    standing = {
        "id": f"w-{kind}", "kind": kind, "status": "open", "about": None, "code": None, "effect": None,
        "due_at": "2026-12-01T16:00:00+00:00", "opened_at": "2026-12-01T16:00:00+00:00",
    }  # fmt: skip
    return standing | more


def seen(number: int = 6, *, entries: Any = (), refused: frozenset[str] = frozenset(), **more: Any) -> CaseSeen:
    """A case in records on 1 December; ``more`` replaces parts of its page."""
    show = {
        "ref": f"SO-TEST-{number}", "external_id": f"INTAKE-{number:04d}", "stage": "records", "priority": "routine",
        "opened_at": "2026-11-23T15:00:00+00:00", "stage_entered_at": "2026-11-24T18:00:00+00:00", "missing": [],
        "contact_points": [
            {"id": "p-1", "whose": "patient", "role": "patient", "kind": "email", "verified_at": None, "usable": True},
        ],
        "contacts": [], "authorizations": [], "record_requests": [], "work_items": [], "documents": [], "custody": [],
        "shortlist": [], "referrals": [], "appointments": [], "opinions": [], "comparison": None,
    }  # fmt: skip
    return CaseSeen(show | more, entries, intake(number), refused)


def event(name: str, at: str, **data: Any) -> dict[str, Any]:
    """One entry of a timeline."""
    return {"seq": 1, "at": at, "kind": "event", "name": name, "by": "engine", "data": data}


def said(deeds: list[Deed]) -> list[tuple[str, str, str]]:
    """The deeds without ids, to compare runs."""
    return [(deed.at.isoformat(), deed.key, deed.fact) for deed in deeds]
