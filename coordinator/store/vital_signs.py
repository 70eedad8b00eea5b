"""How the service is, in one statement: what a page can ask often."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Text, column, func, select, table
from sqlalchemy.orm import Session

from coordinator.store.case_tables import case as case_table
from coordinator.store.effects import JOINED
from coordinator.store.effects import OPEN as OPEN_EFFECTS
from coordinator.store.engine_tables import effect as effect_table
from coordinator.store.engine_tables import process_seen as seen_table

ALEMBIC = table("alembic_version", column("version_num", Text))


def taken(session: Session) -> Any:
    """``schema``; seconds since a worker and a tick were seen; the oldest due effect and case; stuck cases; the
    database's clock as seconds since 1970.
    """
    real, due = func.clock_timestamp(), effect_table.c.due_at
    parked = effect_table.c.lease_until > real
    ages = {
        kind: select(func.extract("epoch", real - func.max(seen_table.c.seen_at)))
        .where(seen_table.c.kind == kind)
        .scalar_subquery()
        .label(kind)
        for kind in ("worker", "tick")
    }
    waiting = (
        effect_table.c.status.in_(OPEN_EFFECTS), effect_table.c.lane != JOINED, func.coalesce(parked, False).is_(False)
    )  # fmt: skip
    return session.execute(
        select(
            select(ALEMBIC.c.version_num).limit(1).scalar_subquery().label("schema"),
            *ages.values(),
            select(func.min(due)).where(*waiting).scalar_subquery().label("effect_due"),
            select(func.min(case_table.c.wake_at)).where(~case_table.c.stuck).scalar_subquery().label("case_due"),
            select(func.count()).select_from(case_table).where(case_table.c.stuck).scalar_subquery().label("stuck"),
            func.extract("epoch", real).label("clock"),
        )
    ).one()
