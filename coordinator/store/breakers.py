"""A destination that does not answer is left alone for a while. All of this is real time."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from coordinator.store.engine_tables import breaker as table

FIRST = timedelta(seconds=1)
LONGEST = timedelta(seconds=60)


def open_until(session: Session, destination: str) -> datetime | None:
    """Until when nobody asks this destination; ``None`` when it may be asked."""
    found: datetime | None = session.execute(
        select(table.c.open_until).where(
            table.c.destination == destination, table.c.open_until > func.clock_timestamp()
        )
    ).scalar()
    return found


def failed(session: Session, destination: str, code: str) -> datetime:
    """It did not answer: twice the pause of last time, a minute at most. Returns the end of the pause.

    While a pause lasts, another who met the same trouble adds nothing to it.
    """
    found = session.execute(select(table).where(table.c.destination == destination).with_for_update()).first()
    now: datetime = session.execute(select(func.clock_timestamp())).scalar_one()
    if found is not None and found.open_until is not None and found.open_until > now:
        until: datetime = found.open_until
        return until
    count = found.failures if found is not None else 0
    until = now + min(FIRST * 2 ** min(count, 10), LONGEST)
    values = {"failures": count + 1, "open_until": until, "last_error": code}
    session.execute(
        insert(table)
        .values(destination=destination, **values)
        .on_conflict_do_update(index_elements=["destination"], set_=values)
    )
    return until


def worked(session: Session, destination: str) -> None:
    """It answered."""
    session.execute(delete(table).where(table.c.destination == destination))
