"""What a case that is handed over carries: promises of offices, calls to make, a pause with its day."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from coordinator.domain.case import Case

HANDOVER = "handover"
"""Under this name a case remembers to whom it is offered."""

DECLINED = "handover_declined"
"""Under this name it remembers who did not take it, until it is handed over anew."""


def proposed_to(case: Case) -> str:
    """Who is asked to take the case; empty while nobody is."""
    kept = case.answers.get(HANDOVER)
    return str(kept["to"]) if isinstance(kept, dict) else ""


def promises(case: Case) -> list[dict[str, Any]]:
    """The days offices named that are still awaited."""
    return [
        {"request": r.id, "organization": r.organization_name, "promised_on": r.promised_on}
        for r in case.requests
        if r.open and r.promised_on is not None and r.outstanding()
    ]


def carried(case: Case) -> dict[str, Any]:
    """As ids, counts and dates, for the journal."""
    return {
        "promises": [f"{one['request']} {one['promised_on'].isoformat()}" for one in promises(case)] or None,
        "work_items": [w.id for w in case.work_items if w.open] or None,
        "review_on": case.hold_review_on,
    }


def shown(case: Case) -> Mapping[str, Any] | None:
    """The hand-over that waits to be accepted, as people read it; ``None`` while there is none."""
    kept = case.answers.get(HANDOVER)
    if not isinstance(kept, dict):
        return None
    return {
        "to": kept["to"],
        "since": kept["at"],
        "by": kept["by"],
        "promises": promises(case),
        "work_items": [{"id": w.id, "kind": w.kind, "due_at": w.due_at} for w in case.work_items if w.open],
        "hold": {"reason": case.hold_reason, "review_on": case.hold_review_on} if case.on_hold else None,
    }
