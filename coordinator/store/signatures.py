"""Signatures given online, each with the paper as it was shown and signed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Text, cast, insert, select
from sqlalchemy.orm import Session

from coordinator.store.portal_tables import signature as table


def add(session: Session, **values: Any) -> None:
    """Keep a signature."""
    session.execute(insert(table).values(**values))


def newest_paper(session: Session, case_id: str, authorization_id: str) -> bytes | None:
    """The PDF of the latest signature under this paper; ``None`` where nobody signed it online."""
    statement = (
        select(table.c.paper)
        .where(table.c.case_id == case_id, cast(table.c.authorization_id, Text) == authorization_id)
        .order_by(table.c.at.desc(), table.c.id.desc())
    )
    row = session.execute(statement).first()
    return bytes(row.paper) if row else None
