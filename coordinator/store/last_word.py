"""The last word before a final dot, in one statement and one trip to the database.

It speaks for the ordinary case only: one case, whose row nobody holds, nothing paused, nothing stopped. Whatever else
there is makes it say no, and ``commit_dot`` decides in its own time.
"""

from __future__ import annotations

from datetime import timedelta
from types import TracebackType
from typing import Any

import psycopg
from psycopg.errors import error_from_result
from psycopg.pq import DiagnosticField, ExecStatus
from psycopg.pq.abc import PGconn, PGresult
from sqlalchemy import Connection, func, select, update
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

from coordinator.store import pauses
from coordinator.store.case_tables import case as case_table
from coordinator.store.case_tables import patient as patient_table
from coordinator.store.claims import Claim
from coordinator.store.database import Database
from coordinator.store.effects import together
from coordinator.store.engine_tables import effect as effect_table

# SKIP LOCKED: who holds the case may be about to stop it, and what we saw before we waited would be too old to go by.
_SAY = b"""
WITH behind AS (
    UPDATE effect
    SET in_hand = COALESCE(id = CAST($5 AS uuid), false),
        answered_at = CASE WHEN id = CAST($4 AS uuid) THEN clock_timestamp() ELSE answered_at END
    WHERE id IN (CAST($4 AS uuid), CAST($5 AS uuid)) AND token = CAST($2 AS uuid)
), aboard AS (
    SELECT c.stopped_seq, p.person_key
    FROM effect e JOIN "case" c ON c.id = e.case_id JOIN patient p ON p.id = c.patient_id
    WHERE e.id = CAST($1 AS uuid)
    FOR SHARE OF c SKIP LOCKED
)
UPDATE effect
SET dot_sent_at = clock_timestamp(), answered_at = NULL, lease_until = clock_timestamp() + CAST($3 AS interval)
FROM aboard
WHERE id = CAST($1 AS uuid) AND token = CAST($2 AS uuid) AND released_seq >= aboard.stopped_seq
    AND NOT EXISTS (SELECT FROM pause WHERE paused)
    AND NOT EXISTS (SELECT FROM patient d WHERE d.person_key = aboard.person_key AND d.deceased_on IS NOT NULL)
"""
_NAME = b"last_word"
"""Under which a connection has the statement ready: asked once a mail, by a worker that does little else."""

_NOT_READY = b"26000"
"""What the server says where nothing has this name: the driver throws all such statements away after a rollback."""


class LastWords:
    """One connection that asks for the dots of one batch. Each word is durable before it is heard."""

    def __init__(self, database: Database, lease: timedelta) -> None:
        self._database = database
        self._lease = f"{lease.total_seconds()} seconds".encode()
        self._connection: Connection | None = None
        self._server: PGconn | None = None

    def say(self, claim: Claim, answered: Claim | None, following: Claim | None) -> bool:
        """Commit that the dot is about to be written; false where that is not for this statement to say.

        Either way it is kept that the relay took ``answered``, and that ``following`` is the next in hand.
        """
        effect, token = claim.effect.id.encode(), claim.token.encode()
        values: Any = [effect, token, self._lease, _id(answered), _id(following)]
        server = self._server or self._open()
        said = server.exec_prepared(_NAME, values)
        if said.error_field(DiagnosticField.SQLSTATE) == _NOT_READY:
            self._make_ready(server)
            said = server.exec_prepared(_NAME, values)
        return self._heard(said).command_tuples == 1

    def __enter__(self) -> LastWords:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = self._server = None

    def _open(self) -> PGconn:
        """Each statement on this connection commits by itself, with the server's own care for the disk."""
        self._connection = self._database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        server: PGconn = self._connection.connection.driver_connection.pgconn  # type: ignore[union-attr]
        if not self._connection.info.get(_NAME):
            self._make_ready(server)
            self._connection.info[_NAME] = True
        self._server = server
        return server

    def _make_ready(self, server: PGconn) -> None:
        self._heard(server.prepare(_NAME, _SAY))

    def _heard(self, answer: PGresult) -> PGresult:
        """The answer; an error as the driver would tell it: a database that is gone is no fault of ours.

        Without a code it is libpq that speaks: the server said nothing any more.
        """
        if answer.status == ExecStatus.COMMAND_OK:
            return answer
        problem = error_from_result(answer)
        gone = problem.sqlstate is None or isinstance(problem, psycopg.OperationalError)
        if self._connection is not None:
            self._connection.invalidate()
        raise (OperationalError if gone else DBAPIError)("last word", None, problem)


def _id(claim: Claim | None) -> bytes | None:
    return claim.effect.id.encode() if claim else None


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
