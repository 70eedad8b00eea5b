"""What waits for a person, over all the cases somebody sees: rows of a list, not whole cases."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, or_, select, tuple_
from sqlalchemy.orm import Session

from coordinator.domain.words import Priority
from coordinator.store.case_tables import case as case_table
from coordinator.store.case_tables import patient as patient_table
from coordinator.store.request_tables import record_request as request_table
from coordinator.store.work_tables import work_item as table

RANK = case({Priority.URGENT.value: 0, Priority.EXPEDITED.value: 1}, value=table.c.priority, else_=2)

Cursor = tuple[int, datetime, str]
"""The rank, due moment and id of the last row of a page."""


def in_sight(navigators: Collection[str]) -> Any:
    """The filter of cases somebody sees: those of these navigators, and those nobody has yet."""
    return or_(case_table.c.navigator.in_(navigators), case_table.c.navigator.is_(None))


def open_work(session: Session, navigators: Collection[str], most: int, after: Cursor | None = None) -> Sequence[Any]:
    """Open work items of cases in sight: by priority, then by due moment; ``most`` of them ``after`` a place."""
    statement = (
        select(
            table.c.id, table.c.kind, table.c.opened_at, table.c.due_at, table.c.code, table.c.about,
            table.c.priority, RANK.label("rank"), case_table.c.ref, case_table.c.stage, case_table.c.navigator,
            case_table.c.deadline_on, case_table.c.deadline_risk, patient_table.c.given, patient_table.c.family,
            patient_table.c.time_zone,
        )
        .join(case_table, case_table.c.id == table.c.case_id)
        .join(patient_table, patient_table.c.id == case_table.c.patient_id)
        .where(table.c.status == "open", in_sight(navigators))
        .order_by(RANK, table.c.due_at, table.c.id)
        .limit(most)
    )  # fmt: skip
    if after is not None:
        statement = statement.where(tuple_(RANK, table.c.due_at, table.c.id) > after)
    return session.execute(statement).all()


def count_open_work(session: Session, navigators: Collection[str]) -> int:
    """How many there are."""
    joined = table.join(case_table, case_table.c.id == table.c.case_id)
    statement = select(func.count()).select_from(joined).where(table.c.status == "open", in_sight(navigators))
    return int(session.execute(statement).scalar_one())


def offices_of(session: Session, request_ids: Collection[str]) -> dict[str, str]:
    """The organization behind each of these record requests."""
    statement = select(request_table.c.id, request_table.c.organization_name).where(request_table.c.id.in_(request_ids))
    return {row.id: row.organization_name for row in session.execute(statement)} if request_ids else {}
