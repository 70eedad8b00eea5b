"""The orders to the outside world, and how far each has come."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from coordinator.domain.errors import Refused
from coordinator.domain.words import EffectStatus
from coordinator.services.views.plain import Json, plain
from coordinator.store import cases
from coordinator.store.case_tables import case as case_table
from coordinator.store.engine_tables import effect as table


def effects_list(session: Session, *, status: str | None = None, ref: str | None = None) -> list[Json]:
    """Effects by due time, of one status or all, of one case or all. Raises ``Refused`` for a status that is none."""
    statement = (
        select(table, case_table.c.ref.label("case_ref"))
        .join(case_table, case_table.c.id == table.c.case_id)
        .order_by(table.c.due_at, table.c.id)
    )
    if status is not None:
        statement = statement.where(table.c.status == _status(status))
    if ref is not None:
        statement = statement.where(table.c.case_id == cases.by_ref(session, ref).id)
    found: list[Json] = [
        plain(
            {
                "id": row.id,
                "key": row.key,
                "kind": row.kind,
                "name": row.name,
                "case_ref": row.case_ref,
                "status": row.status,
                "due_at": row.due_at,
                "attempts": row.attempts,
                "reason": row.reason,
                "last_error": row.last_error,
                "to_role": row.to_role,
                "subject": row.subject,
                "ladder": row.ladder,
                "rung": row.rung,
                "communication": row.communication_id,
                "done_at": row.done_at,
            }
        )
        for row in session.execute(statement)
    ]
    return found


def _status(word: str) -> EffectStatus:
    try:
        return EffectStatus(word.strip().lower())
    except ValueError as problem:
        raise Refused("status.unknown", f"one of {', '.join(EffectStatus)}", field="status") from problem
