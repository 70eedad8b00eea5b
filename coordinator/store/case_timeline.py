"""The timeline of one case in pages: journal and communications together, the latest first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Text, and_, cast, func, literal, null, or_, select, tuple_, union_all
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from coordinator.domain.event import ENGINE
from coordinator.store.case_tables import fact_change, note
from coordinator.store.directory_tables import staff_user
from coordinator.store.engine_tables import communication, event

MESSAGES, ALL, EVERY = "messages", "all", "every"
DOCUMENTS = ("records_received", "item_waived", "disc_unreadable", "quarantine_ended", "wrong_patient_found")
INNER = (
    "wait_started", "wait_ended", "wait_resumed", "rung_reached", "request_ready", "document_read",
    "work_item_opened", "work_item_ended",
)  # fmt: skip
"""Steps of the program that say nothing of the case by themselves; who read a document stands under Access."""

LEFT = ("message_sent", "letter_sent", "message_not_sent", "letter_not_sent")
"""What the journal says of a message that stands in the list by itself."""

OF_EVENTS: dict[str, ColumnElement[bool]] = {
    "facts": and_(event.c.by != ENGINE, event.c.name.not_in(("document_read", "call_logged"))),
    "calls": event.c.name == "call_logged",
    "documents": or_(event.c.name.like("document%"), event.c.name.in_(DOCUMENTS)),
    "corrections": event.c.name == "corrected",
    ALL: event.c.name.not_in((*LEFT, *INNER)),
    EVERY: event.c.name.not_in(LEFT),
}
"""What of the journal belongs to each kind."""


def entries(
    session: Session, case_id: str, kind: str, since: datetime | None, until: datetime | None,
    behind: tuple[datetime, str] | None, limit: int,
) -> Sequence[Any]:  # fmt: skip
    """Entries of one kind between two moments, the latest first; ``behind`` is the place of the last one seen."""
    parts = []
    if kind in OF_EVENTS:
        parts.append(
            select(
                event.c.at, func.concat("e", func.lpad(cast(event.c.seq, Text), 9, "0")).label("place"), event.c.seq,
                event.c.name, event.c.by, event.c.data, event.c.recorded_at, cast(null(), Text).label("message"),
            ).where(event.c.stream == case_id, OF_EVENTS[kind])
        )  # fmt: skip
    if kind in (MESSAGES, ALL, EVERY):
        c = communication.c
        told = func.jsonb_build_object(
            "channel", c.channel, "to_role", c.to_role, "status", c.status, "request", c.request_id, "proof", c.proof
        )
        at = func.coalesce(c.sent_at, c.made_at)
        parts.append(
            select(
                at.label("at"), func.concat("c", cast(c.id, Text)).label("place"), cast(null(), Integer).label("seq"),
                c.name, literal(ENGINE).label("by"), cast(told, JSONB).label("data"), at.label("recorded_at"),
                cast(c.id, Text).label("message"),
            ).where(c.case_id == case_id)
        )  # fmt: skip
    both = union_all(*parts).subquery()
    statement = select(both, staff_user.c.name.label("who")).outerjoin(staff_user, staff_user.c.email == both.c.by)
    if since is not None:
        statement = statement.where(both.c.at >= since)
    if until is not None:
        statement = statement.where(both.c.at < until)
    if behind is not None:
        statement = statement.where(tuple_(both.c.at, both.c.place) < tuple_(literal(behind[0]), literal(behind[1])))
    ordered = statement.order_by(both.c.at.desc(), both.c.place.desc()).limit(limit)
    return session.execute(ordered).all()


def texts(session: Session, case_id: str, seqs: Collection[int]) -> dict[int, list[str]]:
    """What was written down with these entries."""
    if not seqs:
        return {}
    found: dict[int, list[str]] = {}
    statement = select(note).where(note.c.case_id == case_id, note.c.seq.in_(seqs)).order_by(note.c.seq, note.c.key)
    for row in session.execute(statement):
        found.setdefault(row.seq, []).append(row.text)
    return found


def changes(session: Session, case_id: str, seqs: Collection[int]) -> Sequence[Any]:
    """The recorded facts that noted these entries: ``seq``, ``first_seq``, ``last_seq``, ``corrected_by``."""
    if not seqs:
        return []
    c = fact_change.c
    statement = select(c.seq, c.first_seq, c.last_seq, c.corrected_by).where(
        c.case_id == case_id, c.last_seq >= min(seqs), c.first_seq <= max(seqs)
    )
    return session.execute(statement).all()
