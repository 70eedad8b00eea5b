"""Who is on the telephone with whom, so that two people do not call the same office. Claims end by themselves."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Interval, delete, func, literal, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from coordinator.store.work_tables import call_claim as table

LASTS = timedelta(minutes=15)
"""Real time, like every lease: a browser that was closed keeps nobody from the telephone for longer."""

NOW = func.clock_timestamp()


class Claim(NamedTuple):
    """Who calls, and until when nobody else does (real time)."""

    by: str
    until: datetime


def take(session: Session, whom: str, by: str) -> bool:
    """Claim a call for oneself, or lengthen one's own claim; false while somebody else has it."""
    until = NOW + literal(LASTS, Interval)
    statement = insert(table).values(whom=whom, by=by, until=until)
    free = or_(table.c.until <= NOW, table.c.by == by)
    taken = statement.on_conflict_do_update(
        index_elements=[table.c.whom], set_={"by": by, "until": until}, where=free
    ).returning(table.c.whom)
    return session.execute(taken).first() is not None


def give_up(session: Session, whom: str, by: str) -> None:
    """Let others call; nothing happens to a claim of somebody else."""
    session.execute(delete(table).where(table.c.whom == whom, table.c.by == by))


def running(session: Session, whom: Collection[str]) -> dict[str, Claim]:
    """The claims in force among these."""
    if not whom:
        return {}
    rows: Any = session.execute(select(table).where(table.c.whom.in_(whom), table.c.until > NOW))
    return {row.whom: Claim(row.by, row.until) for row in rows}
