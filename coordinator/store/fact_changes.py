"""What each recorded fact changed, beside the journal: corrections read it, and it is erased with the notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, insert, or_, select, update
from sqlalchemy.orm import Session

from coordinator.domain.event import ENGINE
from coordinator.domain.facts.change import Step
from coordinator.domain.facts.past import FactChange
from coordinator.domain.words import EffectStatus
from coordinator.store.case_tables import fact_change as table
from coordinator.store.communications import COUNTED
from coordinator.store.engine_tables import communication as communication_table
from coordinator.store.engine_tables import effect as effect_table
from coordinator.store.engine_tables import event as event_table

ACTED_WITHIN = timedelta(minutes=10)
"""What the engine notes within this time after a fact, before anybody records another, follows from the fact."""

WAITING = (EffectStatus.PENDING, EffectStatus.HELD)


class StoredPast:
    """The past of one case (:class:`coordinator.domain.facts.past.Past`). The caller holds the lock on the case."""

    def __init__(self, session: Session, case_id: str) -> None:
        self._session = session
        self._case_id = case_id

    def change(self, seq: int) -> FactChange | None:
        """The fact that noted the event with this number."""
        found = self._where(table.c.first_seq <= seq, table.c.last_seq >= seq)
        return found[0] if found else None

    def since(self, seq: int) -> Sequence[FactChange]:
        """Facts recorded after this number that were not corrected, oldest first."""
        return self._where(table.c.seq > seq, table.c.corrected_by.is_(None))

    def keep(self, change: FactChange) -> None:
        """Keep what a fact changed."""
        row = asdict(change) | {"case_id": self._case_id}
        self._session.execute(insert(table).values(row))

    def corrected(self, change: FactChange, by_seq: int, replaced_by: int | None) -> None:
        """This fact does not hold any more."""
        self._session.execute(
            update(table)
            .where(table.c.case_id == self._case_id, table.c.seq == change.seq)
            .values(corrected_by=by_seq, replaced_by=replaced_by)
        )

    def left(self, change: FactChange) -> Sequence[str]:
        """Ids of communications that left because of it, or since then about the same, oldest first."""
        statement = (
            select(communication_table.c.id)
            .join(effect_table, effect_table.c.communication_id == communication_table.c.id)
            .where(
                effect_table.c.case_id == self._case_id,
                communication_table.c.status.in_(COUNTED),
                or_(self._follows(change), self._about(change)),
            )
            .distinct()
            .order_by(communication_table.c.id)
        )
        return list(self._session.execute(statement).scalars())

    def unsend(self, change: FactChange, now: datetime) -> list[str]:
        """End the orders that follow from the fact and have not left; their ids."""
        follows = and_(self._follows(change), or_(effect_table.c.ladder.is_(None), self._about(change)))
        statement = (
            update(effect_table)
            .where(effect_table.c.case_id == self._case_id, effect_table.c.status.in_(WAITING), follows)
            .values(status=EffectStatus.NEVER, reason="superseded", done_at=now)
            .returning(effect_table.c.id)
        )
        return list(self._session.execute(statement).scalars())

    def _follows(self, change: FactChange) -> Any:
        return effect_table.c.cause_seq.between(change.first_seq, self._last_that_follows(change))

    def _about(self, change: FactChange) -> Any:
        named = effect_table.c.subject.in_(sorted(change.subjects()))
        return and_(effect_table.c.cause_seq > change.last_seq, named)

    def _last_that_follows(self, change: FactChange) -> int:
        rows = self._session.execute(
            select(event_table.c.seq, event_table.c.by, event_table.c.recorded_at)
            .where(event_table.c.stream == self._case_id, event_table.c.seq > change.last_seq)
            .order_by(event_table.c.seq)
        )
        last = change.last_seq
        for row in rows:
            if row.by != ENGINE or row.recorded_at > change.recorded_at + ACTED_WITHIN:
                break
            last = row.seq
        return last

    def _where(self, *conditions: Any) -> list[FactChange]:
        rows = self._session.execute(
            select(table).where(table.c.case_id == self._case_id, *conditions).order_by(table.c.seq)
        )
        return [_change(row._mapping) for row in rows]


def of_case(session: Session, case_id: str) -> list[FactChange]:
    """The corrected facts of a case, oldest first."""
    rows = session.execute(
        select(table).where(table.c.case_id == case_id, table.c.corrected_by.is_not(None)).order_by(table.c.seq)
    )
    return [_change(row._mapping) for row in rows]


def _change(row: Any) -> FactChange:
    values = {key: row[key] for key in row if key not in ("case_id", "steps")}
    return FactChange(**values, steps=tuple(Step(**{**one, "path": tuple(one["path"])}) for one in row["steps"]))
