"""Effects as rows: ordering them, and what is asked about them. ``due_at`` is the stack's clock."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, cast, func, or_, select, union_all, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from coordinator.domain.effect import Effect
from coordinator.domain.words import EffectStatus
from coordinator.store.communications import with_summary
from coordinator.store.engine_tables import communication as communication_table
from coordinator.store.engine_tables import effect as table
from coordinator.store.engine_tables import summary_letter

OPEN = (EffectStatus.PENDING, EffectStatus.RELEASED)
JOINED = "joined"
"""The lane of a message that travels as a part of another; nobody claims it."""

_FIELDS = [f.name for f in fields(Effect)]


def order(session: Session, effects: Iterable[Effect]) -> None:
    """Store new orders; one whose key exists already is the same order and changes nothing."""
    rows = [asdict(effect) for effect in effects]
    if rows:
        session.execute(insert(table).on_conflict_do_nothing(index_elements=["key"]), rows)


def from_row(row: Any) -> Effect:
    """The order as the domain knows it."""
    return Effect(**{name: getattr(row, name) for name in _FIELDS})


def together(effect_id: str, communication_id: str | None) -> ColumnElement[bool]:
    """The effect, the parts of its mail, and what left for other cases in the same fax."""
    if communication_id is None:
        itself: ColumnElement[bool] = table.c.id == effect_id
        return itself
    letters = select(communication_table.c.id).where(with_summary(communication_id))
    other = table.alias()
    # Not "this one or those": with an OR over a subquery every order there ever was would be read.
    parts = select(other.c.id).where(other.c.communication_id.in_(letters))
    those: ColumnElement[bool] = table.c.id.in_(union_all(select(cast(effect_id, table.c.id.type)), parts))
    return those


def travelling(session: Session, effect_id: str, communication_id: str | None) -> list[Effect]:
    """What leaves with this effect, itself included, in the order it arose; several cases only in a summary."""
    statement = (
        select(table)
        .where(together(effect_id, communication_id))
        .order_by(table.c.arose_at, table.c.cause_seq, table.c.id)
    )
    return [from_row(row) for row in session.execute(statement)]


def lock_waiting(session: Session, case_ids: Collection[str], claimed: Collection[str]) -> dict[str, Any]:
    """The rows of these claimed orders, and of all that waits in their cases, by id; locked in one order.

    The caller holds the locks on persons and cases, so nobody releases one of them meanwhile: a worker that claimed an
    order which is taken along finds its token gone.
    """
    waits = table.c.status.in_((EffectStatus.PENDING, EffectStatus.HELD))
    statement = (
        select(table)
        .where(table.c.case_id.in_(case_ids), or_(waits, table.c.id.in_(claimed)))
        .order_by(table.c.id)
        .with_for_update()
    )
    return {row.id: row for row in session.execute(statement)}


def pending_of(session: Session, case_id: str) -> list[Effect]:
    """Orders of a case that may still leave, held ones included, oldest first."""
    statement = (
        select(table)
        .where(table.c.case_id == case_id, table.c.status.in_((EffectStatus.PENDING, EffectStatus.HELD)))
        .order_by(table.c.created_at, table.c.id)
    )
    return [from_row(row) for row in session.execute(statement)]


def get(session: Session, effect_id: str) -> Effect | None:
    """One order."""
    row = session.execute(select(table).where(table.c.id == effect_id)).first()
    return from_row(row) if row else None


def communication_of(session: Session, effect_id: str) -> str | None:
    """As what an order left, or would have left."""
    found: str | None = session.execute(select(table.c.communication_id).where(table.c.id == effect_id)).scalar()
    return found


@dataclass(frozen=True)
class Unsettled:
    """An uncertain send: the mail it was, when its final dot was promised (real time), and what is known of it."""

    order: Effect
    message_id: str
    dot_at: datetime
    known: str | None


def unsettled(session: Session) -> list[Unsettled]:
    """Uncertain sends by mail, oldest first; what travelled with one is settled with it."""
    message_id = func.coalesce(communication_table.c.message_id, summary_letter.c.message_id)
    statement = (
        select(table, message_id.label("message_id"))
        .join(communication_table, communication_table.c.id == table.c.communication_id)
        .outerjoin(summary_letter, summary_letter.c.id == communication_table.c.summary_id)
        .where(table.c.status == EffectStatus.UNCERTAIN, table.c.dot_sent_at.is_not(None), message_id.is_not(None))
        .order_by(table.c.dot_sent_at, table.c.id)
    )
    return [
        Unsettled(from_row(row), row.message_id, row.dot_sent_at, row.last_error) for row in session.execute(statement)
    ]


def remember_evidence(session: Session, effect_id: str, evidence: str) -> None:
    """What was found out about an uncertain send so far, for whoever settles it."""
    session.execute(
        update(table)
        .where(table.c.id == effect_id, table.c.status == EffectStatus.UNCERTAIN)
        .values(last_error=evidence)
    )


def take_along(session: Session, effect_id: str) -> bool:
    """Lock an order that has not been released; false when it has been.

    The caller holds the person's lock, so nobody releases it meanwhile: a worker that claimed it finds its token gone.
    """
    statement = (
        select(table.c.id).where(table.c.id == effect_id, table.c.status == EffectStatus.PENDING).with_for_update()
    )
    return session.execute(statement).first() is not None


def approve(session: Session, effect_id: str, now: datetime) -> None:
    """A person let a held letter go: the gate is asked now."""
    session.execute(
        update(table)
        .where(table.c.id == effect_id, table.c.status.in_((EffectStatus.HELD, EffectStatus.PENDING)))
        .values(
            status=EffectStatus.PENDING, due_at=now, reason=None, details=table.c.details.op("||")({"approved": True})
        )
    )


def withhold(session: Session, effect_id: str, now: datetime) -> None:
    """A person decided that a held letter stays."""
    session.execute(
        update(table)
        .where(table.c.id == effect_id, table.c.status.in_((EffectStatus.HELD, EffectStatus.PENDING)))
        .values(status=EffectStatus.NEVER, reason="withheld", done_at=now)
    )


def ask_again(
    session: Session, case_id: str, now: datetime, reasons: Collection[str] | None = None, *, held: bool = False
) -> None:
    """Facts changed: ask the gate at once about this case's waiting orders (all, or those waiting for ``reasons``)."""
    wanted = [EffectStatus.PENDING, EffectStatus.HELD] if held else [EffectStatus.PENDING]
    where = [table.c.case_id == case_id, table.c.status.in_(wanted)]
    if reasons is not None:
        where.append(table.c.reason.in_(list(reasons)))
    session.execute(update(table).where(*where).values(due_at=now, status=EffectStatus.PENDING))


def next_due(session: Session, after: datetime) -> datetime | None:
    """When the next order after this moment is due."""
    statement = select(func.min(table.c.due_at)).where(
        table.c.status.in_(OPEN), table.c.lane != JOINED, table.c.due_at > after
    )
    found: datetime | None = session.execute(statement).scalar()
    return found


def due_lanes(session: Session, now: datetime) -> set[str]:
    """The lanes in which an order is due that nobody works on."""
    free = or_(table.c.lease_until.is_(None), table.c.lease_until < func.clock_timestamp())
    statement = (
        select(table.c.lane)
        .distinct()
        .where(table.c.status.in_(OPEN), table.c.due_at <= now, table.c.lane != JOINED, free)
    )
    return set(session.execute(statement).scalars())
