"""What was sent or printed, with its exact bytes, and what the gate must know of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, Exists, exists, func, insert, or_, select, update
from sqlalchemy.orm import Session

from coordinator.domain.effect import Effect
from coordinator.domain.words import EffectStatus
from coordinator.playbook.gate import Ledger
from coordinator.playbook.pauses import EVERYTHING
from coordinator.store.case_tables import patient as patient_table
from coordinator.store.engine_tables import communication as table
from coordinator.store.engine_tables import effect as effect_table
from coordinator.store.engine_tables import pause as pause_table

BUDGET_DAYS = 8
"""A week and a day: enough for every rolling seven days that end today or later."""

COUNTED = ("made", "sent", "queued", "uncertain", "handed_over", "mailed")
"""A communication counts for budget and distance from the moment its bytes are fixed."""


def add(session: Session, **values: Any) -> None:
    """Keep a communication."""
    session.execute(insert(table).values(**values))


def get(session: Session, communication_id: str) -> Any:
    """One communication, bytes included."""
    return session.execute(select(table).where(table.c.id == communication_id)).one()


def files(session: Session, communication_id: str) -> list[tuple[str, bytes]]:
    """The exact bytes of a communication and where they are kept, each other case's page of the same fax among them."""
    rows = session.execute(select(table).where(with_summary(communication_id)).order_by(table.c.id))
    found = {path: content for row in rows for path, content in ((row.path, row.bytes), (row.letter_path, row.letter))}
    return [(path, content) for path, content in found.items() if path and content is not None]


def set_status(session: Session, communication_id: str, status: str, sent_at: datetime | None = None) -> None:
    """How far it came: made, sent, queued, handed_over, mailed, uncertain, failed, withheld, withdrawn."""
    values: dict[str, Any] = {"status": status}
    if sent_at is not None:
        values["sent_at"] = sent_at
    session.execute(update(table).where(with_summary(communication_id)).values(**values))


def with_summary(communication_id: str) -> ColumnElement[bool]:
    """This communication, and the pages of other cases that left in the same fax."""
    summary = select(table.c.summary_id).where(table.c.id == communication_id).scalar_subquery()
    return or_(table.c.id == communication_id, table.c.summary_id == summary)


def number_of(session: Session, case_id: str, name: str) -> int:
    """Which one of its name the next communication of this case is; counts from 1."""
    found = session.execute(
        select(func.count()).select_from(table).where(table.c.case_id == case_id, table.c.name == name)
    ).scalar_one()
    return int(found) + 1


def address_hash(channel: str, address: str, to_id: str) -> str:
    """Two roles with one address get one copy."""
    return sha256(f"{channel}\0{(address or to_id).lower()}".encode()).hexdigest()


def ledger(
    session: Session, effect: Effect, person_key: str, desk_id: str | None, today: date, desk_today: date | None
) -> Ledger:
    """What the gate must know of the past, over all cases of the person. The caller holds the person's lock."""
    dead = exists().where(patient_table.c.person_key == person_key, patient_table.c.deceased_on.is_not(None))
    paused = exists().where(pause_table.c.only == EVERYTHING, pause_table.c.paused.is_(True))
    standing = session.execute(
        select(dead.label("dead"), paused.label("paused"), _earlier_pending(effect).label("earlier_pending"))
    ).one()
    days = session.execute(
        select(table.c.local_on).where(
            table.c.person_key == person_key,
            table.c.kind == "message",
            table.c.budgeted.is_(True),
            table.c.status.in_(COUNTED),
            table.c.local_on > today - timedelta(days=BUDGET_DAYS),
        )
    ).scalars()
    last, count, summarized = None, 0, False
    if desk_id is not None:
        letters = select(func.max(table.c.local_on)).where(
            table.c.desk_id == desk_id, table.c.kind == "letter", table.c.status.in_(COUNTED)
        )
        last = session.execute(letters.where(table.c.person_key == person_key)).scalar()
        count, summarized = session.execute(
            select(
                func.count(func.coalesce(table.c.summary_id, table.c.id).distinct()),
                func.coalesce(func.bool_or(table.c.summary_id.is_not(None)), False),
            ).where(
                table.c.desk_id == desk_id,
                table.c.kind == "letter",
                table.c.status.in_(COUNTED),
                table.c.local_on == desk_today,
            )
        ).one()
    return Ledger(
        alive=not standing.dead,
        paused=standing.paused,
        message_days=tuple(days),
        last_letter_on=last,
        desk_letters_today=int(count),
        desk_summary_today=bool(summarized),
        earlier_pending=standing.earlier_pending,
    )


def _earlier_pending(effect: Effect) -> Exists:
    return exists().where(
        effect_table.c.case_id == effect.case_id,
        effect_table.c.name == effect.name,
        effect_table.c.subject == effect.subject,
        effect_table.c.cause_seq < effect.cause_seq,
        effect_table.c.status.in_((EffectStatus.PENDING, EffectStatus.RELEASED)),
        effect_table.c.id != effect.id,
    )


def history(session: Session, person_key: str, today: date) -> tuple[list[date], dict[str, date]]:
    """For the send plan: local dates of budgeted messages, and the last letter about this person to each desk."""
    days = session.execute(
        select(table.c.local_on).where(
            table.c.person_key == person_key,
            table.c.kind == "message",
            table.c.budgeted.is_(True),
            table.c.status.in_(COUNTED),
            table.c.local_on > today - timedelta(days=BUDGET_DAYS),
        )
    ).scalars()
    letters = session.execute(
        select(table.c.desk_id, func.max(table.c.local_on))
        .where(
            table.c.person_key == person_key,
            table.c.kind == "letter",
            table.c.desk_id.is_not(None),
            table.c.status.in_(COUNTED),
        )
        .group_by(table.c.desk_id)
    )
    return list(days), {row[0]: row[1] for row in letters}


def handed_over(session: Session, effect_id: str, now: datetime) -> bool:
    """A person copied the letter into the office's portal: it is sent now. False when it was already."""
    statement = (
        update(table)
        .where(table.c.effect_ids.contains([effect_id]), table.c.status == "handed_over")
        .values(status="sent", sent_at=now)
    )
    return bool(session.execute(statement).rowcount)  # type: ignore[attr-defined]


def withdraw_unposted(session: Session, person_key: str) -> None:
    """Printed letters to the patient's side still in the queue are not posted (``domain.md`` §12, deceased)."""
    session.execute(
        update(table)
        .where(
            table.c.person_key == person_key,
            table.c.kind == "message",
            table.c.channel == "print",
            table.c.status == "queued",
            table.c.name.not_like("l17-%"),  # written because of the death, and let go by a person
        )
        .values(status="withdrawn")
    )


def of_case(session: Session, case_id: str) -> Sequence[Any]:
    """Everything sent or printed for a case, oldest first, without the bytes."""
    columns = [column for column in table.c if column.name not in ("bytes", "letter")]
    return session.execute(
        select(*columns).where(table.c.case_id == case_id).order_by(table.c.made_at, table.c.id)
    ).all()
