"""What a desk's answers teach: how many there were, their median, and within how many days three of four came."""

from __future__ import annotations

from typing import Final

from sqlalchemy import text
from sqlalchemy.orm import Session

LATEST: Final = 200
"""Answers that count: an office of three years ago says little about the one of today."""

_LEARN = text("""
    UPDATE desk SET answers = seen.n, median_answer_days = seen.median, learned_p75_days = seen.p75
    FROM (
        SELECT count(*) AS n,
               percentile_disc(0.5) WITHIN GROUP (ORDER BY days) AS median,
               percentile_disc(0.75) WITHIN GROUP (ORDER BY days) AS p75
        FROM (
            SELECT (answered_at AT TIME ZONE :zone)::date - (sent_at AT TIME ZONE :zone)::date AS days
            FROM record_request
            WHERE desk_id = CAST(:desk AS uuid) AND answered_at IS NOT NULL AND sent_at <= answered_at
            ORDER BY answered_at DESC
            LIMIT :latest
        ) AS latest
    ) AS seen
    WHERE desk.id = CAST(:desk AS uuid)
""")


def learn(session: Session, desk_id: str, zone: str) -> None:
    """Count this desk's latest answers anew; days are calendar days where the desk is."""
    session.flush()
    session.execute(_LEARN, {"desk": desk_id, "zone": zone, "latest": LATEST})
