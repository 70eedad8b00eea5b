"""What left and what did not, over all cases: sends by name, channel and status, non-sends by reason."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coordinator.domain.words import EffectStatus
from coordinator.services.views.plain import Json, plain
from coordinator.store.engine_tables import communication as communication_table
from coordinator.store.engine_tables import effect as effect_table

DAYS = 7


def outbound_report(session: Session, now: datetime, days: int = DAYS) -> Json:
    """The last ``days`` days. A mail of several parts counts once among the sends; each part not sent counts by itself.

    ``waiting`` is what stands now, however old it is, with the reason it waits for.
    """
    since = now - timedelta(days=days)
    kept, order = communication_table.c, effect_table.c
    sends = session.execute(
        select(kept.name, kept.channel, kept.status, func.count().label("count"))
        .where(kept.made_at > since)
        .group_by(kept.name, kept.channel, kept.status)
        .order_by(kept.name, kept.channel, kept.status)
    )
    never = session.execute(
        select(order.name, order.reason, func.count().label("count"))
        .where(order.status == EffectStatus.NEVER, func.coalesce(order.done_at, order.created_at) > since)
        .group_by(order.name, order.reason)
        .order_by(order.reason, order.name)
    )
    waiting = session.execute(
        select(order.name, order.status, order.reason, func.count().label("count"))
        .where(
            order.status.in_(
                (
                    EffectStatus.PENDING,
                    EffectStatus.HELD,
                    EffectStatus.RELEASED,
                    EffectStatus.UNCERTAIN,
                    EffectStatus.DEAD,
                )
            )
        )
        .group_by(order.name, order.status, order.reason)
        .order_by(order.status, order.reason, order.name)
    )
    report = {
        "from": since.isoformat(),
        "to": now.isoformat(),
        "sent": [plain(row._asdict()) for row in sends],
        "not_sent": [plain(row._asdict()) for row in never],
        "waiting": [plain(row._asdict()) for row in waiting],
    }
    totals = {name: sum(row["count"] for row in report[name]) for name in ("sent", "not_sent", "waiting")}
    return {**report, "totals": totals}
