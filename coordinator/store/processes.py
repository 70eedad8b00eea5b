"""Which processes were seen, and when; an outage shows as a gap."""

from __future__ import annotations

import os
import socket
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from coordinator.store.engine_tables import process_seen as table

FRESH = timedelta(seconds=30)
"""A worker seen within this time is alive (interface.md, ``/readyz``)."""


def seen(session: Session, kind: str, clock_at: datetime) -> None:
    """This process is alive: real time for people, the stack's clock for outages."""
    name = f"{kind}@{socket.gethostname()}:{os.getpid()}"
    values: dict[str, Any] = {"kind": kind, "seen_at": func.clock_timestamp(), "clock_at": clock_at}
    session.execute(
        insert(table).values(name=name, **values).on_conflict_do_update(index_elements=["name"], set_=values)
    )


def alive(session: Session, kind: str) -> int:
    """How many processes of this kind were seen within the last 30 seconds of real time."""
    statement = (
        select(func.count())
        .select_from(table)
        .where(table.c.kind == kind, table.c.seen_at > func.clock_timestamp() - FRESH)
    )
    return int(session.execute(statement).scalar_one())


def last_clock_at(session: Session) -> datetime | None:
    """The latest moment of the stack's clock at which any process lived."""
    found: datetime | None = session.execute(select(func.max(table.c.clock_at))).scalar()
    return found
