"""Sends that do not get on by themselves: a report for operators (``domain.md`` §12: nothing is lost in silence)."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from coordinator.domain.words import EffectStatus
from coordinator.services.views.plain import Json, plain
from coordinator.store.case_tables import case as case_table
from coordinator.store.effects import JOINED
from coordinator.store.engine_tables import effect as table

LATE = timedelta(minutes=15)
"""How long something may be due, or lie released, without anybody at work on it."""

UNCERTAIN_FOR = timedelta(days=1)
"""How long an uncertain send may wait for the person who settles it."""

OFTEN = 2
"""So many ended leases: whoever works on this dies of it."""

LATE_KINDS = ("unclaimed", "unsettled")
"""Of the keys below, those that only mean late."""

WHAT_TO_DO = {
    "process_died": "a worker ended at it, more than once: look at the log, then `effects cancel` or `effects retry`",
    "unsettled": "released, and nobody reported what became of it: is a worker running? it is taken up by itself",
    "unclaimed": "due, and nobody works on it: is a worker running for this lane?",
    "uncertain": "the relay had it and did not answer: `effects settle ID --sent|--not-sent --evidence TEXT`",
    "dead": "given up: mend the cause, then `effects retry ID --why TEXT`",
}


def stuck_effects(session: Session, now: datetime, late: timedelta = LATE) -> list[Json]:
    """Each with ``stuck``, a key of ``WHAT_TO_DO``, longest first. ``late`` is time of the stack's clock."""
    why = _why(now, late)
    statement = (
        select(table, case_table.c.ref.label("case_ref"), why.label("stuck"))
        .join(case_table, case_table.c.id == table.c.case_id)
        .where(why.is_not(None), table.c.lane != JOINED)
        .order_by(table.c.due_at, table.c.id)
    )
    return [_shown(row) for row in session.execute(statement)]


def stuck_counts(session: Session, now: datetime) -> Counter[str]:
    """How many of each kind."""
    why = _why(now, LATE)
    statement = select(why, func.count()).where(why.is_not(None), table.c.lane != JOINED).group_by(why)
    return Counter({row[0]: row[1] for row in session.execute(statement)})


def _why(now: datetime, late: timedelta) -> Any:
    real = func.clock_timestamp()
    idle = or_(table.c.lease_until.is_(None), table.c.lease_until < real)
    open_ = table.c.status.in_((EffectStatus.PENDING, EffectStatus.RELEASED))
    return case(
        (table.c.status == EffectStatus.DEAD, "dead"),
        (and_(table.c.status == EffectStatus.UNCERTAIN, table.c.done_at <= now - UNCERTAIN_FOR), "uncertain"),
        (and_(open_, table.c.deaths >= OFTEN), "process_died"),
        (and_(table.c.status == EffectStatus.RELEASED, idle, table.c.due_at <= now - late), "unsettled"),
        (and_(table.c.status == EffectStatus.PENDING, idle, table.c.due_at <= now - late), "unclaimed"),
    )


def _shown(row: Any) -> Json:
    shown: Json = plain(
        {
            "id": row.id,
            "stuck": row.stuck,
            "kind": row.kind,
            "name": row.name,
            "case_ref": row.case_ref,
            "status": row.status,
            "due_at": row.due_at,
            "attempts": row.attempts,
            "deaths": row.deaths,
            "reason": row.reason,
            "last_error": row.last_error,
        }
    )
    return {**shown, "what_to_do": WHAT_TO_DO[row.stuck]}
