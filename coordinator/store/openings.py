"""The openings of some providers as they stand now, for a page: free, held, or taken."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from coordinator.store.directory_tables import organization, provider, slot


def ahead(session: Session, provider_ids: Collection[str], now: datetime, limit: int) -> Sequence[Any]:
    """Openings ahead that no visit has, the earliest first, with the office's ``zone``; held ones are among them."""
    if not provider_ids:
        return []
    statement = (
        select(slot, func.coalesce(provider.c.office_time_zone, organization.c.time_zone).label("zone"))
        .join(provider, provider.c.id == slot.c.provider_id)
        .join(organization, organization.c.id == provider.c.organization_id)
        .where(slot.c.provider_id.in_(provider_ids), slot.c.starts_at > now, slot.c.taken_by.is_(None))
        .order_by(slot.c.starts_at, slot.c.id)
        .limit(limit)
    )
    return session.execute(statement).all()
