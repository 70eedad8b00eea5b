"""How much leaves: counted over what was made lately, by name and by reader."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, cast, func, literal, select, union_all
from sqlalchemy.orm import Session

from coordinator.store.communications import COUNTED
from coordinator.store.engine_tables import communication as table

MESSAGE = "message"


def above(session: Session, since: datetime, a_name: int, a_desk: int, a_person: int, most: int) -> Sequence[Any]:
    """``(pause, count, case_id)`` of every name, desk and person with more than so many since then.

    Looks at the ``most`` newest only, so that it costs the same however much left. A summary fax counts once for its
    desk; a person counts messages, not the letters about them.
    """
    columns = table.c
    newest = (
        select(
            columns.id,
            columns.name,
            columns.kind,
            columns.desk_id,
            columns.person_key,
            columns.summary_id,
            columns.case_id,
        )
        .where(columns.made_at > since, columns.status.in_(COUNTED))
        .order_by(columns.made_at.desc())
        .limit(most)
        .cte("newest")
    )
    case_id = func.max(cast(newest.c.case_id, String)).label("case_id")
    faxes = func.count(func.coalesce(newest.c.summary_id, newest.c.id).distinct())
    by_name = select(newest.c.name.label("pause"), func.count().label("count"), case_id).group_by(newest.c.name)
    by_desk = (
        select(literal("desk:").op("||")(cast(newest.c.desk_id, String)).label("pause"), faxes.label("count"), case_id)
        .where(newest.c.desk_id.is_not(None))
        .group_by(newest.c.desk_id)
    )
    by_person = (
        select(literal("person:").op("||")(newest.c.person_key).label("pause"), func.count().label("count"), case_id)
        .where(newest.c.kind == MESSAGE)
        .group_by(newest.c.person_key)
    )
    found = union_all(
        by_name.having(func.count() > a_name), by_desk.having(faxes > a_desk), by_person.having(func.count() > a_person)
    )
    return session.execute(found).all()


def busiest_hour(session: Session, name: str, before: datetime, days: int) -> int:
    """How many of this name left in its busiest hour of the ``days`` before that moment."""
    hour = func.date_trunc("hour", table.c.made_at)
    counts = (
        select(func.count().label("count"))
        .where(table.c.made_at > before - timedelta(days=days), table.c.made_at <= before, table.c.name == name)
        .group_by(hour)
        .subquery()
    )
    return int(session.execute(select(func.coalesce(func.max(counts.c.count), 0))).scalar_one())
