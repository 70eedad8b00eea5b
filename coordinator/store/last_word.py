"""The last word before a final dot, in one statement and one trip to the database.

It speaks for the ordinary case only: one case, whose row nobody holds, nothing paused, nothing stopped. Whatever else
there is makes it say no, and ``commit_dot`` decides in its own time.
"""

from __future__ import annotations

from datetime import timedelta
from types import TracebackType

from sqlalchemy import Connection, func, select, update
from sqlalchemy.orm import Session

from coordinator.store import pauses
from coordinator.store.case_tables import case as case_table
from coordinator.store.case_tables import patient as patient_table
from coordinator.store.claims import Claim
from coordinator.store.database import Database
from coordinator.store.effects import together
from coordinator.store.engine_tables import effect as effect_table

# SKIP LOCKED: who holds the case may be about to stop it, and what we saw before we waited would be too old to go by.
_SAY = """
WITH behind AS (
    UPDATE effect
    SET in_hand = COALESCE(id = CAST(%(following)s AS uuid), false),
        answered_at = CASE WHEN id = CAST(%(answered)s AS uuid) THEN clock_timestamp() ELSE answered_at END
    WHERE id IN (CAST(%(answered)s AS uuid), CAST(%(following)s AS uuid)) AND token = CAST(%(token)s AS uuid)
), aboard AS (
    SELECT c.stopped_seq, p.person_key
    FROM effect e JOIN "case" c ON c.id = e.case_id JOIN patient p ON p.id = c.patient_id
    WHERE e.id = CAST(%(effect)s AS uuid)
    FOR SHARE OF c SKIP LOCKED
)
UPDATE effect
SET dot_sent_at = clock_timestamp(), answered_at = NULL, lease_until = clock_timestamp() + CAST(%(lease)s AS interval)
FROM aboard
WHERE id = CAST(%(effect)s AS uuid) AND token = CAST(%(token)s AS uuid) AND released_seq >= aboard.stopped_seq
    AND NOT EXISTS (SELECT FROM pause WHERE paused)
    AND NOT EXISTS (SELECT FROM patient d WHERE d.person_key = aboard.person_key AND d.deceased_on IS NOT NULL)
"""


class LastWords:
    """One connection that asks for the dots of one batch. Each word is durable before it is heard."""

    def __init__(self, database: Database, lease: timedelta) -> None:
        self._database = database
        self._lease = lease
        self._connection: Connection | None = None

    def say(self, claim: Claim, answered: Claim | None, following: Claim | None) -> bool:
        """Commit that the dot is about to be written; false where that is not for this statement to say.

        Either way it is kept that the relay took ``answered``, and that ``following`` is the next in hand.
        """
        values = {
            "effect": claim.effect.id,
            "token": claim.token,
            "lease": self._lease,
            "answered": answered.effect.id if answered else None,
            "following": following.effect.id if following else None,
        }
        return self._open().exec_driver_sql(_SAY, values).rowcount == 1

    def __enter__(self) -> LastWords:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _open(self) -> Connection:
        if self._connection is None:
            self._connection = self._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        return self._connection


def stopped_since(session: Session, claim: Claim) -> bool:
    """True when a stop came to any case on board since the release; the caller holds the locks."""
    statement = select(effect_table.c.id).join(case_table, case_table.c.id == effect_table.c.case_id)
    return (
        session.execute(
            statement.where(
                together(claim.effect.id, claim.communication_id),
                effect_table.c.released_seq < case_table.c.stopped_seq,
            )
        ).first()
        is not None
    )


def commit_dot(session: Session, claim: Claim) -> bool:
    """The last word before the final dot: false when a stop, a pause or another owner came in since the release.

    The rows of all cases on board are share-locked first, so that a stop either committed before (and is honoured) or
    waits for us.
    """
    rows = session.execute(
        select(case_table.c.stopped_seq, patient_table.c.person_key, effect_table.c.released_seq)
        .select_from(effect_table)
        .join(case_table, case_table.c.id == effect_table.c.case_id)
        .join(patient_table, patient_table.c.id == case_table.c.patient_id)
        .where(together(claim.effect.id, claim.communication_id))
        .order_by(case_table.c.id)
        .with_for_update(read=True, of=case_table)
    ).all()
    if any(row.released_seq is None or row.released_seq < row.stopped_seq for row in rows):
        return False
    dead = session.execute(
        select(patient_table.c.id).where(
            patient_table.c.person_key.in_({row.person_key for row in rows}), patient_table.c.deceased_on.is_not(None)
        )
    ).first()
    if dead is not None and claim.effect.to_role in ("patient", "representative", "companion"):
        return False
    statement = (
        update(effect_table)
        .where(
            effect_table.c.id == claim.effect.id,
            effect_table.c.token == claim.token,
            ~pauses.holds(claim.effect.id, claim.communication_id),
        )
        .values(dot_sent_at=func.clock_timestamp(), answered_at=None)
    )
    return session.execute(statement).rowcount == 1  # type: ignore[attr-defined,no-any-return]
