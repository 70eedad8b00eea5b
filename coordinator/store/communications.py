"""What was sent or printed, with its exact bytes, and what the gate must know of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import ColumnElement, func, insert, or_, select, update
from sqlalchemy.orm import Session

from coordinator.store.engine_tables import communication as table

BUDGET_DAYS = 8
"""A week and a day: enough for every rolling seven days that end today or later."""

COUNTED = ("made", "sent", "queued", "uncertain", "handed_over", "mailed")
"""A communication counts for budget and distance from the moment its bytes are fixed."""


def add(session: Session, **values: Any) -> None:
    """Keep a communication."""
    add_all(session, [values])


def add_all(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep communications; each row names the same columns."""
    if rows:
        session.execute(insert(table), list(rows))


def get(session: Session, communication_id: str) -> Any:
    """One communication, bytes included."""
    return session.execute(select(table).where(table.c.id == communication_id)).one()


def get_all(session: Session, ids: Collection[str]) -> dict[str, Any]:
    """These communications by their ids, bytes included."""
    return {row.id: row for row in session.execute(select(table).where(table.c.id.in_(ids)))} if ids else {}


def headings(session: Session, ids: Collection[str]) -> Sequence[Any]:
    """What these communications are, to whom and when, without their bytes, oldest first."""
    columns = (table.c.id, table.c.name, table.c.kind, table.c.channel, table.c.to_role, table.c.made_at,
               table.c.sent_at, table.c.time_zone, table.c.request_id)  # fmt: skip
    return session.execute(select(*columns).where(table.c.id.in_(ids)).order_by(table.c.id)).all() if ids else []


def files(session: Session, communication_id: str) -> list[tuple[str, bytes]]:
    """The exact bytes of a communication and where they are kept, each other case's page of the same fax among them."""
    rows = session.execute(select(table).where(with_summary(communication_id)).order_by(table.c.id)).mappings()
    return list(dict(file for row in rows for file in files_of(row)).items())


def files_of(row: Mapping[Any, Any]) -> tuple[tuple[str, bytes], ...]:
    """Where the bytes of one communication are kept: the mail or page, and the letter in it."""
    both = {row["path"]: row["bytes"], row["letter_path"]: row["letter"]}
    return tuple((path, content) for path, content in both.items() if path and content is not None)


def letters_of(row: Mapping[Any, Any]) -> tuple[tuple[str, bytes], ...]:
    """The same without the mail that leaves: that is laid out only where somebody asks for it."""
    return tuple((path, content) for path, content in files_of(row) if not path.endswith(".eml"))


def paths_of(row: Any) -> list[str]:
    """Where the bytes of one communication are kept, or will be once somebody asks."""
    return [path for path in dict.fromkeys((row.path, row.letter_path)) if path]


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


def set_status_all(session: Session, ids: Collection[str], status: str, sent_at: datetime) -> None:
    """The same for several; none of them has pages of other cases."""
    session.execute(update(table).where(table.c.id.in_(ids)).values(status=status, sent_at=sent_at))


def numbers(session: Session, case_ids: Collection[str]) -> dict[tuple[str, str], int]:
    """How many communications of each name each case has."""
    rows = session.execute(
        select(table.c.case_id, table.c.name, func.count().label("many"))
        .where(table.c.case_id.in_(case_ids))
        .group_by(table.c.case_id, table.c.name)
    )
    return {(row.case_id, row.name): int(row.many) for row in rows}


def number_of(session: Session, case_id: str, name: str) -> int:
    """Which one of its name the next communication of this case is; counts from 1."""
    found = session.execute(
        select(func.count()).select_from(table).where(table.c.case_id == case_id, table.c.name == name)
    ).scalar_one()
    return int(found) + 1


def address_hash(channel: str, address: str, to_id: str) -> str:
    """Two roles with one address get one copy."""
    return sha256(f"{channel}\0{(address or to_id).lower()}".encode()).hexdigest()


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
