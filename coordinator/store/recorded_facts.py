"""Recorded facts with who recorded them, as people look back at them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Text, and_, cast, select
from sqlalchemy.orm import Session

from coordinator.store.case_tables import case as case_table
from coordinator.store.case_tables import fact_change as table
from coordinator.store.directory_tables import staff_user as staff_table
from coordinator.store.engine_tables import event as event_table


def recorded(session: Session, ref: str, seq: int) -> Any:
    """The event with this number in the case ``ref``, with the fact that noted it; ``None`` where there is none."""
    noted_it = and_(table.c.case_id == case_table.c.id, event_table.c.seq.between(table.c.first_seq, table.c.last_seq))
    statement = (
        select(
            case_table.c.id, case_table.c.navigator, case_table.c.ref, event_table.c.name, event_table.c.by,
            event_table.c.data, event_table.c.recorded_at, table.c.seq.label("fact_seq"), table.c.fact,
            table.c.corrected_by, staff_table.c.name.label("by_name"),
        )
        .select_from(case_table)
        .join(event_table, event_table.c.stream == cast(case_table.c.id, Text))
        .outerjoin(table, noted_it)
        .outerjoin(staff_table, staff_table.c.email == event_table.c.by)
        .where(case_table.c.ref == ref.upper(), event_table.c.seq == seq)
    )  # fmt: skip
    return session.execute(statement).first()


def since(session: Session, case_id: str, seq: int) -> Sequence[Any]:
    """Facts recorded after this number that still hold, oldest first, each with who recorded it."""
    statement = (
        select(
            table.c.seq, table.c.first_seq, table.c.last_seq, table.c.fact, table.c.at, table.c.recorded_at,
            table.c["values"], table.c.ids, table.c.steps, event_table.c.by, staff_table.c.name.label("by_name"),
        )
        .join(event_table, and_(event_table.c.stream == cast(table.c.case_id, Text), event_table.c.seq == table.c.seq))
        .outerjoin(staff_table, staff_table.c.email == event_table.c.by)
        .where(table.c.case_id == case_id, table.c.seq > seq, table.c.corrected_by.is_(None))
        .order_by(table.c.seq)
    )  # fmt: skip
    return session.execute(statement).all()
