"""Faxes as rows: which one a notice is about, what is known of it, and how the channels of an office do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, update
from sqlalchemy.orm import Session

from coordinator.domain.words import Channel
from coordinator.store.directory_tables import desk as desk_table
from coordinator.store.engine_tables import communication as table
from coordinator.store.engine_tables import effect as effect_table

UNPROVED_FOR = timedelta(days=3)
"""A gateway tells within hours; a notice that names only a number is not about an older fax."""

LOCAL_DIGITS = 10
"""How a number ends, with or without the country's code before it."""

LEFT = ("sent", "uncertain")


def faxes_to(session: Session, digits: str, now: datetime) -> Sequence[Any]:
    """Faxes to this number of the last days of which nothing is known yet, the newest first, without their bytes."""
    number = func.split_part(table.c.address, "@", 1)
    columns = [column for column in table.c if column.name not in ("bytes", "letter")]
    statement = (
        select(*columns)
        .where(
            table.c.channel == Channel.FAX,
            table.c.status.in_(LEFT),
            table.c.proof.is_(None),
            table.c.made_at > now - UNPROVED_FOR,
            func.right(number, LOCAL_DIGITS) == digits[-LOCAL_DIGITS:],
        )
        .order_by(table.c.made_at.desc(), table.c.id)
    )
    return session.execute(statement).all() if len(digits) >= LOCAL_DIGITS else []


def latest_fax(session: Session, case_id: str, *, effect: str = "", request: str = "", about: str = "") -> Any:
    """The newest fax of this order, this request, or this referral or appointment; ``None`` when there is none."""
    which: ColumnElement[bool] = table.c.effect_ids.contains([effect])
    if not effect and request:
        which = table.c.request_id == request
    elif not effect:
        orders = select(effect_table.c.communication_id).where(
            effect_table.c.case_id == case_id, effect_table.c.subject == about
        )
        which = table.c.id.in_(orders)
    columns = [column for column in table.c if column.name not in ("bytes", "letter")]
    statement = select(*columns).where(table.c.case_id == case_id, table.c.channel == Channel.FAX, which)
    return session.execute(statement.order_by(table.c.made_at.desc(), table.c.id).limit(1)).first()


def prove(session: Session, communication_id: str, proof: str, at: datetime, status: str | None = None) -> None:
    """Keep what is known of a fax; the first word on it stays, and so do its bytes."""
    values = {"proof": proof, "proof_at": at, **({"status": status} if status else {})}
    unproved = or_(table.c.proof.is_(None), table.c.proof == proof)
    session.execute(update(table).where(table.c.id == communication_id, unproved).values(**values))


def change_health(session: Session, desk_id: str, change: Callable[[Any], dict[str, Any]]) -> None:
    """Write anew how this desk's channels do. The caller holds the case; the desk is locked after it."""
    row = session.execute(
        select(desk_table.c.channel_health).where(desk_table.c.id == desk_id).with_for_update()
    ).first()
    if row is not None:
        session.execute(
            update(desk_table).where(desk_table.c.id == desk_id).values(channel_health=change(row.channel_health))
        )
