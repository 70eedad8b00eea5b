"""The last word before a final dot, in one statement and one trip to the database.

It speaks for the ordinary case only: one case, whose row nobody holds, nothing paused, nothing stopped. Whatever else
there is makes it say no, and ``claims.commit_dot`` decides in its own time.
"""

from __future__ import annotations

from datetime import timedelta
from types import TracebackType

from sqlalchemy import Connection

from coordinator.store.claims import Claim
from coordinator.store.database import Database

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
