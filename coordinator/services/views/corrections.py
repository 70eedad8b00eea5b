"""The corrections of a case: which fact was wrong, what holds instead, and what had left because of it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from coordinator.services.views.plain import Json
from coordinator.store import communications, fact_changes, journal


def corrections(session: Session, case_id: str) -> list[Json]:
    """``[{seq, at, by, fact, was_seq, anew_seq, left: [{id, name, sent_at, status}]}]``, oldest first."""
    changes = {change.corrected_by: change for change in fact_changes.of_case(session, case_id)}
    if not changes:
        return []
    sent = {row.id: row for row in communications.of_case(session, case_id)}
    found: list[Json] = []
    for event in journal.events_of(session, case_id):
        change = changes.get(event.seq)
        if change is None:
            continue
        left = event.data.get("left")
        rows = [sent[one] for one in left if one in sent] if isinstance(left, list) else []
        found.append(
            {
                "seq": event.seq,
                "at": event.at,
                "by": event.by,
                "fact": change.fact,
                "was_seq": change.seq,
                "anew_seq": change.replaced_by,
                "left": [{"id": r.id, "name": r.name, "sent_at": r.sent_at, "status": r.status} for r in rows],
            }
        )
    return found
