"""Mails that came in, as people look at them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from coordinator.domain.errors import NotFound
from coordinator.services.ids import is_id
from coordinator.services.views.plain import Json, plain
from coordinator.store import inbound


def inbox_list(session: Session, *, everything: bool = False) -> list[Json]:
    """What waits for a person, oldest first; with ``everything`` also what was ended and what changed nothing."""
    rows = inbound.listed(session, everything=everything)
    refs = _refs(session, rows)
    return [_entry(row, refs) for row in rows]


def inbox_show(session: Session, inbound_id: str) -> Json:
    """One mail with the words of its writer; ``NotFound`` when there is none."""
    rows = inbound.listed(session, only=inbound_id) if is_id(inbound_id) else []
    if not rows:
        raise NotFound("inbound.not_found", inbound_id[:60], field="id")
    row = rows[0]
    more = {"text": row.text or "", "documents": list(row.documents or []), "sha256": row.sha256}
    ended = {"ended_at": plain(row.ended_at), "ended_by": row.ended_by, "fact": row.fact, "why": row.why}
    return _entry(row, _refs(session, rows)) | more | ended


def _entry(row: Any, refs: dict[str, str]) -> Json:
    return {
        "id": row.id,
        "received_at": row.received_at.isoformat(),
        "came_by": row.came_by,
        "kind": plain(row.kind),
        "status": plain(row.status),
        "from": row.sender or "",
        "subject": row.subject or "",
        "case_ref": row.case_ref,
        "matched_by": row.matched_by or None,
        "concerned": row.concerned or None,
        "code": row.code or None,
        "may_answer": [
            {"case_ref": refs.get(entry["case"])} | {key: value for key, value in entry.items() if key != "case"}
            for entry in row.may_answer or []
        ],
    }


def _refs(session: Session, rows: Sequence[Any]) -> dict[str, str]:
    return inbound.references(session, list({entry["case"] for row in rows for entry in row.may_answer or []}))
