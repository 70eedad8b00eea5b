"""Free texts beside the journal, as pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Text, and_, cast, select
from sqlalchemy.orm import Session

from coordinator.store.case_tables import note
from coordinator.store.engine_tables import event


def latest(session: Session, case_id: str, limit: int) -> Sequence[Any]:
    """The notes for colleagues, newest first: ``seq``, ``at``, ``by``, ``text``."""
    statement = (
        select(event.c.seq, event.c.at, event.c.by, note.c.text)
        .join(note, and_(cast(note.c.case_id, Text) == event.c.stream, note.c.seq == event.c.seq))
        .where(event.c.stream == case_id, note.c.case_id == case_id, event.c.name == "note_added")
        .order_by(event.c.seq.desc())
        .limit(limit)
    )
    return session.execute(statement).all()
