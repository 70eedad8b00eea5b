"""Pauses as rows: what is held from leaving, since when, by whom. ``playbook/pauses.py`` says what their names mean."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, cast, exists, func, literal, or_, select, union_all, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from coordinator.domain.words import EffectStatus
from coordinator.playbook.pauses import EVERYTHING
from coordinator.store.communications import with_summary
from coordinator.store.directory_tables import desk as desk_table
from coordinator.store.effects import together
from coordinator.store.engine_tables import communication as communication_table
from coordinator.store.engine_tables import effect as effect_table
from coordinator.store.engine_tables import pause as table


def in_force(session: Session) -> frozenset[str]:
    """The names of the pauses that hold now."""
    return frozenset(session.execute(select(table.c.only).where(table.c.paused.is_(True))).scalars())


def listed(session: Session) -> Sequence[Any]:
    """Every pause that holds, the oldest first."""
    return session.execute(select(table).where(table.c.paused.is_(True)).order_by(table.c.since, table.c.only)).all()


def of(session: Session, only: str) -> Any:
    """The pause of this name, in force or ended; ``None`` when there never was one."""
    return session.execute(select(table).where(table.c.only == only)).one_or_none()


def set_to(session: Session, only: str, *, paused: bool, now: datetime, by: str, why: str) -> None:
    """Begin or end a pause."""
    values = {"paused": paused, "since": now, "by": by, "why": why}
    session.execute(
        insert(table).values(only=only, **values).on_conflict_do_update(index_elements=["only"], set_=values)
    )


def begin(session: Session, only: str, *, now: datetime, by: str, why: str) -> bool:
    """Begin a pause; false where it is in force already."""
    values = {"paused": True, "since": now, "by": by, "why": why}
    statement = insert(table).values(only=only, **values)
    first = statement.on_conflict_do_update(index_elements=["only"], set_=values, where=table.c.paused.is_(False))
    return session.execute(first.returning(table.c.only)).first() is not None


def ask_again(session: Session, now: datetime) -> None:
    """What waited for a pause to end is asked now; where another still holds it, the gate says so."""
    session.execute(
        update(effect_table)
        .where(effect_table.c.status == EffectStatus.PENDING, effect_table.c.reason == "paused")
        .values(due_at=now)
    )


def holds(effect_id: str, communication_id: str | None) -> ColumnElement[bool]:
    """True while a pause holds what was released as this communication: what the last word before the dot asks.

    The names are put together only for pauses that are in force, of which there are few or none.
    """
    return exists().where(
        table.c.paused.is_(True),
        or_(table.c.only == EVERYTHING, table.c.only.in_(_names_of(effect_id, communication_id))),
    )


def hold_it(session: Session, effect_id: str, communication_id: str) -> bool:
    """The same, asked by itself: before the same bytes are tried again."""
    return bool(session.execute(select(holds(effect_id, communication_id))).scalar_one())


def _names_of(effect_id: str, communication_id: str | None) -> Any:
    name = effect_table.c.name
    aboard = together(effect_id, communication_id)
    letter = with_summary(communication_id) if communication_id is not None else literal(False)
    kept = communication_table.c
    organization = (
        select(cast(desk_table.c.organization_id, String)).where(desk_table.c.id == kept.desk_id).scalar_subquery()
    )
    return union_all(
        select(name).where(aboard),
        select(func.split_part(name, "-", 1)).where(aboard),
        select(func.concat("channel:", kept.channel)).where(letter),
        select(func.concat("person:", kept.person_key)).where(letter, kept.kind == "message"),
        select(func.concat("desk:", cast(kept.desk_id, String))).where(letter),
        select(func.concat("organization:", organization)).where(letter),
    )
