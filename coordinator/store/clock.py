"""The stack's clock: the real one, or a row that people move (``design.md``, "Clocks")."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.orm import Session

from coordinator.domain.errors import Refused
from coordinator.store.engine_tables import clock as clock_table
from coordinator.store.engine_tables import event as event_table
from coordinator.store.engine_tables import outage as outage_table

REAL, VIRTUAL = "real", "virtual"

_NOW = select(clock_table.c.kind, clock_table.c.now)


def real_now() -> datetime:
    """What time it is outside: for codes of devices, whatever the stack's clock shows."""
    return datetime.now(UTC)


def now(session: Session) -> datetime:
    """What time it is for everything but leases, breakers and heartbeats."""
    row = session.execute(_NOW).first()
    if row is None or row.kind == REAL:
        return real_now()
    found: datetime = row.now
    return found


def kind(session: Session) -> str:
    """``real`` or ``virtual``."""
    found = session.execute(select(clock_table.c.kind)).scalar()
    return found or REAL


def begin(session: Session, start: datetime | None) -> None:
    """Settle the clock of this database: real, or virtual from ``start``. A virtual one goes on where it stood.

    A database that ever ran on the real clock refuses a virtual one.
    """
    row = session.execute(select(clock_table.c.kind)).first()
    if row is not None and (row.kind == VIRTUAL or start is None):
        return
    lived = session.execute(select(event_table.c.seq).limit(1)).first() is not None
    if start is not None and lived:
        raise Refused("clock.was_real", "this data folder ran on the real clock; use another one")
    session.execute(delete(clock_table))
    session.execute(insert(clock_table).values(id=1, kind=VIRTUAL if start else REAL, now=start))


def set_to(session: Session, moment: datetime) -> None:
    """Move a virtual clock forward; it never goes back."""
    result = session.execute(
        update(clock_table).where(clock_table.c.kind == VIRTUAL, clock_table.c.now <= moment).values(now=moment)
    )
    if result.rowcount == 0:  # type: ignore[attr-defined]
        raise Refused(
            "clock.not_virtual", "only a stack started with --clock has a clock that can be moved, and only forward"
        )


def outages(session: Session) -> tuple[tuple[datetime, datetime], ...]:
    """When the program was down, or its clock jumped over."""
    rows = session.execute(select(outage_table).order_by(outage_table.c.began_at)).all()
    return tuple((row.began_at, row.ended_at) for row in rows)


def add_outage(session: Session, began_at: datetime, ended_at: datetime) -> None:
    """Remember a time in which nothing could be done."""
    session.execute(
        text("INSERT INTO outage (began_at, ended_at) VALUES (:a, :b) ON CONFLICT DO NOTHING"),
        {"a": began_at, "b": ended_at},
    )
