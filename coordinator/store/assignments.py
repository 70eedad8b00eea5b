"""Cases that were assigned in one go, and what became of each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from coordinator.store.case_tables import case
from coordinator.store.caseload_tables import bulk_assignment as table


def standing(session: Session, refs: Collection[str]) -> Mapping[str, Any]:
    """The stage and the navigator of each of these cases."""
    found = session.execute(select(case.c.ref, case.c.stage, case.c.navigator).where(case.c.ref.in_(refs)))
    return {row.ref: row for row in found}


def keep(session: Session, **values: Any) -> None:
    """Keep what was done."""
    session.execute(insert(table).values(**values))


def kept(session: Session, staff_id: str, assignment_id: str) -> Any:
    """One of this person's; ``None`` when there is none."""
    mine = (table.c.id == assignment_id, table.c.staff_id == staff_id)
    return session.execute(select(table).where(*mine)).one_or_none()


def undone(session: Session, assignment_id: str, results: Sequence[Mapping[str, Any]], now: datetime) -> None:
    """It was taken back, as far as it went."""
    statement = update(table).where(table.c.id == assignment_id)
    session.execute(statement.values(results=list(results), undone_at=now))
