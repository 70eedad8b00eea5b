"""The people who work here, as whoever manages them sees them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from coordinator.store.directory_tables import staff_user as table
from coordinator.store.sign_in_tables import sign_in as sign_in_table

_COLUMNS = (
    table.c.id, table.c.email, table.c.name, table.c.roles, table.c.team, table.c.deactivated_at, table.c.absent_from,
    table.c.absent_until, table.c.cover, table.c.second_step_secret.is_not(None).label("device_known"),
    table.c.password_hash.is_not(None).label("may_sign_in"),
)  # fmt: skip


def listed(session: Session) -> Sequence[Any]:
    """Everybody with when they were last at the desk (real time): those who work here by name, then who left."""
    last = (
        select(sign_in_table.c.staff_id, func.max(sign_in_table.c.seen_at).label("seen_at"))
        .group_by(sign_in_table.c.staff_id)
        .subquery()
    )
    statement = (
        select(*_COLUMNS, last.c.seen_at)
        .outerjoin(last, last.c.staff_id == table.c.id)
        .order_by(table.c.deactivated_at.is_not(None), func.lower(table.c.name), table.c.id)
    )
    return session.execute(statement).all()


def one(session: Session, staff_id: str) -> Any:
    """One of them; ``None`` where there is none."""
    return session.execute(select(*_COLUMNS).where(table.c.id == staff_id)).first()


def forget_device(session: Session, staff_id: str) -> None:
    """The next sign-in makes another device known."""
    session.execute(update(table).where(table.c.id == staff_id).values(second_step_secret=None, second_step_used=None))
