"""Views of the caseload that people keep."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from coordinator.store.caseload_tables import saved_view as table
from coordinator.store.directory_tables import staff_user


def seen_by(session: Session, staff_id: str, team: str) -> Sequence[Any]:
    """Those of this person, and those shared with this team; ``""`` for people without one."""
    seen = or_(table.c.staff_id == staff_id, table.c.shared_with == team)
    return session.execute(select(table).where(seen).order_by(func.lower(table.c.name), table.c.id)).all()


def lock(session: Session, staff_id: str) -> None:
    """One change to the views of a person at a time."""
    session.execute(select(staff_user.c.id).where(staff_user.c.id == staff_id).with_for_update(key_share=True))


def count(session: Session, staff_id: str) -> int:
    """How many views this person keeps."""
    return int(session.execute(select(func.count()).where(table.c.staff_id == staff_id)).scalar_one())


def taken(session: Session, staff_id: str, name: str, *, but: str = "") -> bool:
    """Whether another view of this person has the name, upper and lower case alike."""
    same = select(table.c.id).where(table.c.staff_id == staff_id, func.lower(table.c.name) == func.lower(name))
    return any(found != but for found in session.execute(same).scalars())


def add(session: Session, **values: Any) -> None:
    """Keep a view."""
    session.execute(insert(table).values(**values))


def rename(session: Session, staff_id: str, view_id: str, name: str) -> bool:
    """False when this person has no such view."""
    statement = update(table).where(table.c.id == view_id, table.c.staff_id == staff_id).values(name=name)
    return session.execute(statement.returning(table.c.id)).first() is not None


def delete_one(session: Session, staff_id: str, view_id: str) -> bool:
    """False when this person has no such view."""
    statement = delete(table).where(table.c.id == view_id, table.c.staff_id == staff_id)
    return session.execute(statement.returning(table.c.id)).first() is not None
