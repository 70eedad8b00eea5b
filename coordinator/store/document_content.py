"""The bytes of documents, which nothing but filing and reading touches, and who read them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from coordinator.store.document_tables import access_log, document


def keep(session: Session, document_id: str, content: bytes) -> None:
    """Store what came in, beside the row that is there already."""
    session.execute(update(document).where(document.c.id == document_id).values(content=content))


def stored(session: Session, ids: Sequence[str]) -> dict[str, bytes]:
    """The bytes of these documents; what was emptied is not among them."""
    rows = session.execute(select(document.c.id, document.c.content).where(document.c.id.in_(ids)))
    return {row.id: bytes(row.content) for row in rows if row.content is not None}


def empty(session: Session, ids: Sequence[str]) -> None:
    """Take the bytes of these out of the store for good; that they were here stays known."""
    session.execute(update(document).where(document.c.id.in_(ids)).values(content=None))


def note_read(
    session: Session, id_: str, case_id: str, document_id: str, at: datetime, by: str, why: str | None
) -> None:
    """Who reads which document, when and, of a locked one, what for."""
    session.execute(insert(access_log).values(id=id_, case_id=case_id, document_id=document_id, at=at, by=by, why=why))


def reads(session: Session, case_id: str) -> Sequence[Any]:
    """Every read of this case's documents, oldest first."""
    statement = select(access_log).where(access_log.c.case_id == case_id).order_by(access_log.c.at, access_log.c.id)
    return session.execute(statement).all()
