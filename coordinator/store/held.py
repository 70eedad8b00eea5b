"""Orders that wait for a person's leave, when nobody will give it any more."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from coordinator.domain.words import EffectStatus
from coordinator.store.engine_tables import effect as table


def end_held(session: Session, case_id: str, now: datetime) -> None:
    """The case was closed: what still waited for a person's leave does not leave any more."""
    session.execute(
        update(table)
        .where(table.c.case_id == case_id, table.c.status == EffectStatus.HELD)
        .values(status=EffectStatus.NEVER, reason="stopped_closed", done_at=now)
    )
