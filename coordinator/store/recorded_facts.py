"""Single recorded facts of a case, as the person who recorded one looks back at it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Text, and_, cast, select
from sqlalchemy.orm import Session

from coordinator.store.case_tables import case as case_table
from coordinator.store.case_tables import fact_change as table
from coordinator.store.engine_tables import event as event_table


def recorded(session: Session, ref: str, seq: int) -> Any:
    """The event with this number in the case ``ref``, with the fact that noted it; ``None`` where there is none."""
    noted_it = and_(
        table.c.case_id == case_table.c.id,
        table.c.first_seq <= event_table.c.seq,
        table.c.last_seq >= event_table.c.seq,
    )
    statement = (
        select(
            case_table.c.navigator, case_table.c.ref, event_table.c.name, event_table.c.by, event_table.c.data,
            event_table.c.recorded_at, table.c.seq.label("fact_seq"), table.c.fact, table.c.corrected_by,
        )
        .select_from(case_table)
        .join(event_table, event_table.c.stream == cast(case_table.c.id, Text))
        .outerjoin(table, noted_it)
        .where(case_table.c.ref == ref, event_table.c.seq == seq)
    )  # fmt: skip
    return session.execute(statement).first()
