"""What was sent for one case, and what was ordered and did not leave, a page at a time, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, literal, null, select, tuple_, union_all
from sqlalchemy.orm import Session

from coordinator.domain.words import EffectStatus
from coordinator.store.case_tables import patient
from coordinator.store.communications import BUDGET_DAYS, COUNTED
from coordinator.store.effects import JOINED
from coordinator.store.engine_tables import communication, effect

Place = tuple[datetime, str]
"""A moment and an id: where a page of a list ended."""

_SHOWN = [column for column in communication.c if column.name not in ("bytes", "letter")]

UNSENT = tuple(status for status in EffectStatus if status is not EffectStatus.DONE)


def sent(session: Session, case_id: str, limit: int, before: Place | None = None) -> Sequence[Any]:
    """Communications without their bytes; ``behind`` the place where the page before ended."""
    statement = select(*_SHOWN).where(communication.c.case_id == case_id)
    if before is not None:
        statement = statement.where(tuple_(communication.c.made_at, communication.c.id) < before)
    return session.execute(
        statement.order_by(communication.c.made_at.desc(), communication.c.id.desc()).limit(limit)
    ).all()


def copy_of(session: Session, case_id: str, communication_id: str) -> Any | None:
    """One communication of this case with its exact bytes; ``None`` where the case has none of this id."""
    return session.execute(
        select(communication).where(communication.c.id == communication_id, communication.c.case_id == case_id)
    ).first()


def unsent(session: Session, case_id: str, limit: int, before: Place | None = None) -> Sequence[Any]:
    """Orders that have not left: waiting, held, in doubt, dead, or ended with a reason."""
    statement = select(effect).where(effect.c.case_id == case_id, effect.c.status.in_(UNSENT), effect.c.lane != JOINED)
    if before is not None:
        statement = statement.where(tuple_(effect.c.created_at, effect.c.id) < before)
    return session.execute(statement.order_by(effect.c.created_at.desc(), effect.c.id.desc()).limit(limit)).all()


def orders_of(session: Session, ids: Sequence[str]) -> Sequence[Any]:
    """The orders behind one communication, in the order they arose."""
    return session.execute(
        select(effect).where(effect.c.id.in_(ids)).order_by(effect.c.arose_at, effect.c.cause_seq, effect.c.id)
    ).all()


@dataclass(frozen=True)
class Past:
    """What already left for one person over all their cases, as the send plan must know it."""

    message_days: list[date]
    desk_letters: dict[str, date]
    alive: bool


def past(session: Session, person_key: str, today: date) -> Past:
    """Local days of budgeted messages, the last letter to each desk, and whether the person lives. One statement."""
    theirs = (communication.c.person_key == person_key, communication.c.status.in_(COUNTED))
    days = select(literal("message"), null(), communication.c.local_on).where(
        *theirs,
        communication.c.kind == "message",
        communication.c.budgeted.is_(True),
        communication.c.local_on > today - timedelta(days=BUDGET_DAYS),
    )
    letters = (
        select(literal("letter"), communication.c.desk_id, func.max(communication.c.local_on))
        .where(*theirs, communication.c.kind == "letter", communication.c.desk_id.is_not(None))
        .group_by(communication.c.desk_id)
    )
    dead = select(literal("dead"), null(), patient.c.deceased_on).where(
        patient.c.person_key == person_key, patient.c.deceased_on.is_not(None)
    )
    found = list(session.execute(union_all(days, letters, dead)))
    return Past(
        message_days=[day for kind, _, day in found if kind == "message"],
        desk_letters={str(desk): day for kind, desk, day in found if kind == "letter"},
        alive=not any(kind == "dead" for kind, _, _ in found),
    )
