"""Summary letters to a desk: which reminders go into one, and the whole fax, which belongs to no single case."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Text, cast, func, insert, or_, select, update
from sqlalchemy.orm import Session

from coordinator.domain.words import EffectStatus
from coordinator.store.effects import JOINED
from coordinator.store.engine_tables import communication as communication_table
from coordinator.store.engine_tables import effect as effect_table
from coordinator.store.engine_tables import summary_letter as table
from coordinator.store.request_tables import record_request as request_table


def lock_desk(session: Session, desk_id: str) -> None:
    """One gathering at a time for a desk. An advisory lock: a desk's row is also written to under a case's lock."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(desk_id, 0))))


def gatherable(
    session: Session, desk_id: str, names: Collection[str], lane: str, now: datetime, limit: int
) -> Sequence[tuple[str, str]]:
    """Ids of (effect, case) of reminders to this desk that are due, the oldest first. Nothing is locked."""
    statement = (
        select(effect_table.c.id, effect_table.c.case_id)
        .join(request_table, cast(request_table.c.id, Text) == effect_table.c.subject)
        .where(
            effect_table.c.status == EffectStatus.PENDING,
            effect_table.c.lane == lane,
            effect_table.c.due_at <= now,
            effect_table.c.name.in_(list(names)),
            request_table.c.desk_id == desk_id,
        )
        .order_by(effect_table.c.created_at, effect_table.c.id)
        .limit(limit)
    )
    return [(row.id, row.case_id) for row in session.execute(statement)]


def add(session: Session, **values: Any) -> None:
    """Keep the whole fax."""
    session.execute(insert(table).values(**values))


def take(session: Session, effect_id: str, communication_id: str, released_seq: int) -> None:
    """This reminder of another case leaves with the one that was claimed; nobody else claims it."""
    session.execute(
        update(effect_table)
        .where(effect_table.c.id == effect_id)
        .values(
            status=EffectStatus.RELEASED,
            communication_id=communication_id,
            released_seq=released_seq,
            reason=None,
            lane=JOINED,
            token=None,
            lease_until=None,
        )
    )


def of(session: Session, communication_id: str) -> Any:
    """The fax that this communication is a page of; ``None`` where it left by itself."""
    statement = select(table).join(communication_table, communication_table.c.summary_id == table.c.id)
    return session.execute(statement.where(communication_table.c.id == communication_id)).one_or_none()


def answered(session: Session, tokens: Sequence[str], message_ids: Sequence[str]) -> Sequence[Any]:
    """(case_id, request_id) of every page of the fax that a mail answers, by its answer address or a message id."""
    ids = [f"<{one}>" for one in message_ids]
    statement = (
        select(communication_table.c.case_id, communication_table.c.request_id)
        .join(table, communication_table.c.summary_id == table.c.id)
        .where(or_(table.c.reply_token.in_(tokens), table.c.message_id.in_(ids)))
        .order_by(communication_table.c.case_id)
    )
    return session.execute(statement).all() if tokens or ids else []


def files(session: Session, communication_id: str) -> list[tuple[str, bytes]]:
    """The exact bytes of the whole fax and where they are kept; nothing for a letter that left by itself."""
    found = of(session, communication_id)
    return [(found.path, found.bytes)] if found is not None else []
