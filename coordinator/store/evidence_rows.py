"""What an evidence packet is made of: letters to offices with the digests of their bytes, and what was recorded."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Text, and_, cast, func, select
from sqlalchemy.orm import Session

from coordinator.store.case_tables import note
from coordinator.store.engine_tables import communication, event


def letters(session: Session, case_id: str, request_ids: Collection[str]) -> Sequence[Any]:
    """Every letter about these requests, the oldest first, with the SHA-256 of its exact bytes and of its PDF."""
    c = communication.c
    statement = (
        select(
            c.id, c.request_id, c.name, c.channel, c.address, c.status, c.made_at, c.sent_at, c.time_zone, c.message_id,
            c.proof, c.proof_at, func.length(c.bytes).label("size"),
            func.encode(func.sha256(c.bytes), "hex").label("sha256"),
            func.encode(func.sha256(c.letter), "hex").label("letter_sha256"),
        )
        .where(c.case_id == case_id, c.request_id.in_(request_ids))
        .order_by(c.made_at, c.id)
    )  # fmt: skip
    return session.execute(statement).all()


def events(session: Session, case_id: str, request_ids: Collection[str]) -> Sequence[Any]:
    """What the journal says of these requests, the oldest first, with what was written down of calls."""
    statement = (
        select(event.c.seq, event.c.name, event.c.at, event.c.recorded_at, event.c.by, event.c.data, note.c.text)
        .outerjoin(
            note,
            and_(cast(note.c.case_id, Text) == event.c.stream, note.c.seq == event.c.seq,
                 event.c.name == "call_logged"),
        )
        .where(event.c.stream == case_id, event.c.data["request"].astext.in_(request_ids))
        .order_by(event.c.seq)
    )  # fmt: skip
    return session.execute(statement).all()
