"""Calendar jobs: each (schedule, instant) is begun once, however many ticks run."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, func
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from coordinator.store.inbound_tables import schedule_run as table

KEPT = timedelta(days=1)


def begin(session: Session, schedule: str) -> bool:
    """True for the first who asks in this minute of real time. What was begun more than a day ago is forgotten."""
    instant = func.date_trunc("minute", func.clock_timestamp())
    statement = insert(table).values(schedule=schedule, instant=instant).on_conflict_do_nothing()
    first = session.execute(statement.returning(table.c.instant)).first() is not None
    if first:
        old = table.c.instant < func.clock_timestamp() - KEPT
        session.execute(delete(table).where(table.c.schedule == schedule, old))
    return first
