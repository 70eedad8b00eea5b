"""The state limits that a person decided on; the rows nobody touched are in the shipped file only."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from coordinator.domain.state_limit import LegalLimit
from coordinator.store.directory_tables import legal_limit as table

_FIELDS = [f.name for f in fields(LegalLimit)]


def verified(session: Session) -> tuple[LegalLimit, ...]:
    """The limits that hold, in a fixed order."""
    statement = select(table).where(table.c.enabled.is_(True), table.c.verified_on.is_not(None)).order_by(table.c.id)
    return tuple(_limit(row) for row in session.execute(statement))


def decided(session: Session) -> dict[str, tuple[LegalLimit, list[dict[str, str]]]]:
    """Every limit that somebody decided on, with what was decided, oldest first."""
    return {row.id: (_limit(row), list(row.history)) for row in session.execute(select(table))}


def keep(session: Session, limit: LegalLimit, history: list[dict[str, str]]) -> None:
    """Store a decision; the caller holds no lock, the row is replaced whole."""
    values: dict[str, Any] = {**asdict(limit), "history": history}
    session.execute(insert(table).values(values).on_conflict_do_update(index_elements=["id"], set_=values))


def _limit(row: Any) -> LegalLimit:
    return LegalLimit(**{name: getattr(row, name) for name in _FIELDS})
