"""Printed letters: which wait for the post, their bytes, and what became of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Text, cast, func, select, tuple_, update
from sqlalchemy.orm import Session

from coordinator.domain.words import Channel
from coordinator.store.case_tables import case as case_table
from coordinator.store.case_tables import fact_change as change_table
from coordinator.store.case_tables import patient as patient_table
from coordinator.store.directory_tables import desk as desk_table
from coordinator.store.directory_tables import organization as organization_table
from coordinator.store.engine_tables import communication as table

QUEUED, POSTED, TAKEN_BACK = "queued", "mailed", "withdrawn"
"""Of the statuses of a communication, those a printed letter can have."""

WAITS = (table.c.channel == Channel.PRINT, table.c.status == QUEUED)
SHOWN = (
    table.c.id, table.c.name, table.c.kind, table.c.to_role, table.c.made_at, table.c.posted_on, table.c.posted_at,
    case_table.c.ref, case_table.c.navigator, patient_table.c.given, patient_table.c.family,
    patient_table.c.time_zone, organization_table.c.name.label("organization"),
)  # fmt: skip


def _rows() -> Any:
    return (
        select(*SHOWN)
        .join(case_table, case_table.c.id == table.c.case_id)
        .join(patient_table, patient_table.c.id == case_table.c.patient_id)
        .outerjoin(desk_table, desk_table.c.id == table.c.desk_id)
        .outerjoin(organization_table, organization_table.c.id == desk_table.c.organization_id)
    )


def waiting(session: Session, in_view: Any, most: int, after: tuple[datetime, str] | None = None) -> Sequence[Any]:
    """Letters of cases in view that wait for the post, oldest first."""
    statement = _rows().where(*WAITS, in_view).order_by(table.c.made_at, table.c.id).limit(most)
    if after is not None:
        statement = statement.where(tuple_(table.c.made_at, table.c.id) > after)
    return session.execute(statement).all()


def count_waiting(session: Session, in_view: Any) -> int:
    """How many there are."""
    joined = table.join(case_table, case_table.c.id == table.c.case_id)
    return int(session.execute(select(func.count()).select_from(joined).where(*WAITS, in_view)).scalar_one())


def posted_since(session: Session, in_view: Any, since: datetime, most: int) -> Sequence[Any]:
    """What was said to be posted since a moment, the latest first, each with the number of the fact that says so."""
    fact = (
        select(change_table.c.seq)
        .where(
            change_table.c.case_id == table.c.case_id, change_table.c.fact == "letter_posted",
            change_table.c.corrected_by.is_(None), change_table.c.ids["letter"].astext == cast(table.c.id, Text),
        )
        .limit(1)
        .scalar_subquery()
    )  # fmt: skip
    statement = (
        _rows()
        .add_columns(fact.label("seq"))
        .where(table.c.posted_at >= since, table.c.status == POSTED, in_view)
        .order_by(table.c.posted_at.desc(), table.c.id)
        .limit(most)
    )
    return session.execute(statement).all()


def pages(session: Session, in_view: Any, ids: Collection[str]) -> dict[str, bytes]:
    """The bytes of these letters, of those in view that still wait."""
    statement = (
        select(table.c.id, table.c.bytes, table.c.letter)
        .join(case_table, case_table.c.id == table.c.case_id)
        .where(*WAITS, in_view, table.c.id.in_(ids))
    )
    return {row.id: row.letter or row.bytes for row in session.execute(statement)} if ids else {}


def move(
    session: Session, case_id: str, letter: str, before: Collection[str], after: str, posted_at: datetime | None = None,
    posted_on: date | None = None,
) -> Any:  # fmt: skip
    """Let a printed letter of this case go from one of ``before`` to ``after``; ``None`` where it is in none."""
    statement = (
        update(table)
        .where(
            table.c.id == letter, table.c.case_id == case_id, table.c.channel == Channel.PRINT,
            table.c.status.in_(before),
        )
        .values(status=after, posted_at=posted_at, posted_on=posted_on)
        .returning(table.c.kind, table.c.name, table.c.request_id)
    )  # fmt: skip
    return session.execute(statement).first()
