"""Orders to the outside world as operators look at them: ids, names, times and reasons, never to whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, and_, cast, func, or_, select, tuple_, union_all
from sqlalchemy.orm import Session

from coordinator.domain.words import EffectStatus
from coordinator.store.case_tables import case as case_table
from coordinator.store.directory_tables import desk as desk_table
from coordinator.store.directory_tables import organization as organization_table
from coordinator.store.effects import JOINED
from coordinator.store.engine_tables import breaker as breaker_table
from coordinator.store.engine_tables import effect as table

OPEN = (EffectStatus.PENDING, EffectStatus.RELEASED)
WAITING = (EffectStatus.HELD, EffectStatus.UNCERTAIN, EffectStatus.DEAD)
"""What a person decides about. Each of the two has an index of its own among millions that are done."""


def conditions(now: datetime, late: datetime) -> Mapping[str, ColumnElement[bool]]:
    """What each list holds. ``late``: what was due before it and nobody is at work on is stuck."""
    status, due = table.c.status, table.c.due_at
    idle = or_(table.c.lease_until.is_(None), table.c.lease_until < func.clock_timestamp())
    trouble = status.in_((EffectStatus.DEAD, EffectStatus.UNCERTAIN))
    stuck = or_(trouble, and_(status.in_(OPEN), idle, due <= late), and_(status.in_(OPEN), table.c.deaths > 1))
    return {
        "stuck": stuck,
        "uncertain": status == EffectStatus.UNCERTAIN,
        "dead": status == EffectStatus.DEAD,
        "due": and_(status.in_(OPEN), due <= now),
        "later": and_(status == EffectStatus.PENDING, due > now),
        "held": status == EffectStatus.HELD,
    }


def listed(
    session: Session, condition: ColumnElement[bool], most: int, after: tuple[datetime, str] | None
) -> Sequence[Any]:
    """Orders like this, what was due first before the others."""
    columns = table.c
    statement = (
        select(
            columns.id, columns.kind, columns.name, columns.status, columns.due_at, columns.attempts, columns.deaths,
            columns.reason, columns.last_error, columns.to_role, columns.ladder, columns.rung, case_table.c.ref,
        )
        .join(case_table, case_table.c.id == columns.case_id)
        .where(condition, columns.lane != JOINED)
        .order_by(columns.due_at, columns.id)
        .limit(most)
    )  # fmt: skip
    if after is not None:
        statement = statement.where(tuple_(columns.due_at, columns.id) > after)
    return session.execute(statement).all()


def counted(session: Session, of: Mapping[str, ColumnElement[bool]]) -> dict[str, int]:
    """How many of each, in one statement; what left long ago is not looked at."""
    counts = [func.count().filter(condition).label(name) for name, condition in of.items()]
    parts = [select(*counts).where(table.c.status.in_(some), table.c.lane != JOINED) for some in (OPEN, WAITING)]
    both = union_all(*parts).subquery()
    row = session.execute(select(*(func.sum(both.c[name]).label(name) for name in of))).one()
    return {name: int(count) for name, count in row._mapping.items()}


def resting(session: Session) -> Sequence[Any]:
    """Destinations that failed and are left alone for a while (real time)."""
    seconds = func.extract("epoch", breaker_table.c.open_until - func.clock_timestamp()).label("seconds")
    statement = (
        select(breaker_table.c.destination, breaker_table.c.failures, breaker_table.c.last_error, seconds)
        .where(breaker_table.c.failures > 0)
        .order_by(breaker_table.c.destination)
    )
    return session.execute(statement).all()


def desks(session: Session) -> Sequence[Any]:
    """Every desk and organization by name, for whoever chooses what to pause."""
    statement = (
        select(
            cast(desk_table.c.id, String).label("id"), desk_table.c.department, organization_table.c.name,
            cast(organization_table.c.id, String).label("organization_id"),
        )
        .join(organization_table, organization_table.c.id == desk_table.c.organization_id)
        .order_by(organization_table.c.name, desk_table.c.department)
    )  # fmt: skip
    return session.execute(statement).all()
