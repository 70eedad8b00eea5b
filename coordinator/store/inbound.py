"""Mails that came in: kept once each, with their exact bytes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from coordinator.domain.words.inbound_words import InboundStatus
from coordinator.store.case_tables import case as case_table
from coordinator.store.case_tables import contact_point as point_table
from coordinator.store.case_tables import patient as patient_table
from coordinator.store.directory_tables import desk as desk_table
from coordinator.store.engine_tables import communication as communication_table
from coordinator.store.inbound_tables import inbound as table
from coordinator.store.request_tables import record_request as request_table

WAITING = (InboundStatus.MATCHED, InboundStatus.UNMATCHED)
OPEN = (InboundStatus.RECEIVED, *WAITING)


def keep(session: Session, inbound_id: str, content: bytes, came_by: str, now: datetime) -> str:
    """Keep a mail and return its id; the same bytes twice are one row."""
    digest = sha256(content).hexdigest()
    statement = insert(table).values(
        id=inbound_id, sha256=digest, bytes=content, came_by=came_by, received_at=now, status=InboundStatus.RECEIVED
    )
    session.execute(statement.on_conflict_do_nothing(index_elements=["sha256"]))
    return str(session.execute(select(table.c.id).where(table.c.sha256 == digest)).scalar_one())


def lock(session: Session, inbound_id: str) -> Any:
    """One mail with its bytes, locked until the transaction ends; ``None`` when there is none."""
    return session.execute(select(table).where(table.c.id == inbound_id).with_for_update()).one_or_none()


def get(session: Session, inbound_id: str) -> Any:
    """One mail with its bytes; ``None`` when there is none."""
    return session.execute(select(table).where(table.c.id == inbound_id)).one_or_none()


def change(session: Session, inbound_id: str, **values: Any) -> None:
    """Say what was understood of it, or what became of it."""
    session.execute(update(table).where(table.c.id == inbound_id).values(**values))


def not_understood(session: Session) -> Sequence[str]:
    """Ids of mails that were kept and not looked at, oldest first."""
    statement = select(table.c.id).where(table.c.status == InboundStatus.RECEIVED)
    return list(session.execute(statement.order_by(table.c.received_at, table.c.id)).scalars())


def listed(session: Session, *, everything: bool = True, only: str | None = None) -> Sequence[Any]:
    """Mails without their bytes, oldest first; those that wait, all, or the one with the id ``only``."""
    columns = [column for column in table.c if column.name != "bytes"]
    statement = select(*columns, case_table.c.ref.label("case_ref")).select_from(
        table.outerjoin(case_table, case_table.c.id == table.c.case_id)
    )
    if only is not None:
        statement = statement.where(table.c.id == only)
    if not everything:
        statement = statement.where(table.c.status.in_(OPEN))
    return session.execute(statement.order_by(table.c.received_at, table.c.id)).all()


def still_waiting(session: Session, case_id: str, but: str) -> list[dict[str, Any]]:
    """What other waiting mails may answer in this case."""
    found = session.execute(
        select(table.c.may_answer).where(
            table.c.status.in_(WAITING), table.c.id != but, table.c.may_answer.contains([{"case": case_id}])
        )
    ).scalars()
    return [entry for entries in found for entry in entries if entry["case"] == case_id]


def communication_of(session: Session, tokens: Sequence[str], message_ids: Sequence[str]) -> tuple[Any, str] | None:
    """The mail of ours that was answered or came back, and how it was found; a token says more than a message id."""
    columns = [c for c in communication_table.c if c.name not in ("bytes", "letter")]
    bracketed = [f"<{one}>" for one in message_ids]
    for how, column, values in (
        ("token", communication_table.c.reply_token, list(tokens)),
        ("message_id", communication_table.c.message_id, bracketed),
    ):
        if values:
            latest = (communication_table.c.made_at.desc(), communication_table.c.id.desc())
            row = session.execute(select(*columns).where(column.in_(values)).order_by(*latest).limit(1)).first()
            if row is not None:
                return row, how
    return None


def cases_of_sender(session: Session, sender: str) -> tuple[Sequence[Any], Sequence[Any]]:
    """(case, contact point) pairs of people with this address, and (case, request) pairs of desks with it.

    Open cases only, and only requests whose letter has left.
    """
    is_open = case_table.c.closed_at.is_(None)
    people = session.execute(
        select(case_table.c.id.label("case"), point_table.c.id.label("contact"))
        .join(point_table, point_table.c.patient_id == case_table.c.patient_id)
        .where(func.lower(point_table.c.value) == sender, is_open)
        .order_by(case_table.c.id)
    ).all()
    offices = session.execute(
        select(case_table.c.id.label("case"), request_table.c.id.label("request"))
        .join(request_table, request_table.c.case_id == case_table.c.id)
        .join(desk_table, desk_table.c.id == request_table.c.desk_id)
        .where(func.lower(desk_table.c.email) == sender, request_table.c.sent_at.is_not(None), is_open)
        .where(request_table.c.status.not_in(("done", "cancelled", "refused")))
        .order_by(case_table.c.id, request_table.c.id)
    ).all()
    return people, offices


def references(session: Session, case_ids: Sequence[str]) -> dict[str, str]:
    """What people call these cases, by their ids."""
    rows = session.execute(select(case_table.c.id, case_table.c.ref).where(case_table.c.id.in_(case_ids)))
    return {row.id: row.ref for row in rows}


def cases_named(session: Session, refs: Sequence[str]) -> Sequence[str]:
    """Ids of cases with these references."""
    if not refs:
        return []
    return list(session.execute(select(case_table.c.id).where(case_table.c.ref.in_(refs))).scalars())


def asked_of(session: Session, case_id: str, address: str) -> list[str]:
    """Names of the messages that left to this address in this case, parts included."""
    rows = session.execute(
        select(communication_table.c.name, communication_table.c.parts).where(
            communication_table.c.case_id == case_id,
            communication_table.c.kind == "message",
            func.lower(communication_table.c.address) == address.lower(),
            communication_table.c.status.in_(("sent", "uncertain", "bounced")),
        )
    )
    return sorted({name for row in rows for name in (row.name, *row.parts)})


def cases_with_address(session: Session, person_key: str, address: str) -> list[Any]:
    """(case, contact point) pairs over all cases of one person where this address is used."""
    statement = (
        select(case_table.c.id.label("case"), point_table.c.id.label("contact"))
        .join(patient_table, patient_table.c.id == case_table.c.patient_id)
        .join(point_table, point_table.c.patient_id == patient_table.c.id)
        .where(patient_table.c.person_key == person_key, func.lower(point_table.c.value) == address.lower())
        .order_by(case_table.c.id)
    )
    return list(session.execute(statement))
