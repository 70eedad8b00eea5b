"""What went between us and the records offices of one case: letters without their bytes, and telephone calls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Text, and_, cast, select
from sqlalchemy.orm import Session

from coordinator.store.case_tables import note
from coordinator.store.engine_tables import communication, event


def letters(session: Session, case_id: str, limit: int) -> Sequence[Any]:
    """Letters to offices, the latest first, each with the proof of its receipt."""
    c = communication.c
    statement = (
        select(c.id, c.request_id, c.name, c.channel, c.status, c.made_at, c.sent_at, c.proof, c.proof_at, c.time_zone)
        .where(c.case_id == case_id, c.request_id.is_not(None))
        .order_by(c.made_at.desc(), c.id.desc())
        .limit(limit)
    )
    return session.execute(statement).all()


def calls(session: Session, case_id: str, limit: int) -> Sequence[Any]:
    """Calls that were logged, the latest first: ``seq``, ``at``, ``by``, ``data`` and what was written down."""
    statement = (
        select(event.c.seq, event.c.at, event.c.by, event.c.data, note.c.text)
        .outerjoin(note, and_(cast(note.c.case_id, Text) == event.c.stream, note.c.seq == event.c.seq))
        .where(event.c.stream == case_id, event.c.name == "call_logged")
        .order_by(event.c.seq.desc())
        .limit(limit)
    )
    return session.execute(statement).all()
