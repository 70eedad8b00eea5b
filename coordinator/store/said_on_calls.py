"""What somebody has just recorded on a call, read back from the journal by the numbers of its events."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Text, cast, select, tuple_
from sqlalchemy.orm import Session

from coordinator.store.case_tables import case as case_table
from coordinator.store.case_tables import fact_change as change_table
from coordinator.store.case_tables import patient as patient_table
from coordinator.store.engine_tables import event as event_table
from coordinator.store.worklist import in_sight


def said(session: Session, navigators: Collection[str], by: str, events: Collection[tuple[str, int]]) -> Sequence[Any]:
    """The events with these references and numbers that this person recorded in cases they see."""
    if not events:
        return []
    statement = (
        select(
            case_table.c.ref, event_table.c.seq, event_table.c.name, event_table.c.data, patient_table.c.given,
            patient_table.c.family, change_table.c.corrected_by,
        )
        .join(event_table, event_table.c.stream == cast(case_table.c.id, Text))
        .join(patient_table, patient_table.c.id == case_table.c.patient_id)
        .join(change_table, (change_table.c.case_id == case_table.c.id) & (change_table.c.seq == event_table.c.seq))
        .where(
            tuple_(case_table.c.ref, event_table.c.seq).in_(list(events)), event_table.c.by == by,
            in_sight(navigators),
        )
        .order_by(case_table.c.ref, event_table.c.seq)
    )  # fmt: skip
    return session.execute(statement).all()
