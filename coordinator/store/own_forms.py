"""The forms that offices want: one a desk, and one a request once it is filled in and signed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, insert, or_, select
from sqlalchemy.orm import Session

from coordinator.store.document_tables import own_form


def keep(
    session: Session,
    *,
    id_: str,
    desk_id: str | None,
    request_id: str | None,
    content: bytes,
    sha256: str,
    pages: int,
    at: datetime,
    by: str,
) -> bool:
    """Take this form in place of an earlier one; false when it is the very same."""
    whose = own_form.c.desk_id == desk_id if desk_id is not None else own_form.c.request_id == request_id
    known = session.execute(select(own_form.c.sha256).where(whose)).scalar_one_or_none()
    if known == sha256:
        return False
    session.execute(delete(own_form).where(whose))
    session.execute(
        insert(own_form).values(
            id=id_, desk_id=desk_id, request_id=request_id, content=content, sha256=sha256, pages=pages,
            filed_at=at, filed_by=by,
        )
    )  # fmt: skip
    return True


def for_request(session: Session, request_id: str, desk_id: str | None) -> tuple[bytes, bool] | None:
    """The form that goes behind the letter, and whether it is the signed one; ``None`` without any."""
    rows = session.execute(
        select(own_form.c.content, own_form.c.request_id)
        .where(or_(own_form.c.request_id == request_id, own_form.c.desk_id == desk_id))
        .order_by(own_form.c.request_id.is_(None))
    ).first()
    return (bytes(rows.content), rows.request_id is not None) if rows is not None else None


def desks_with_one(session: Session) -> dict[str, int]:
    """The desks whose form is on file, with its number of pages."""
    statement = select(own_form.c.desk_id, own_form.c.pages).where(own_form.c.desk_id.is_not(None))
    return {row.desk_id: row.pages for row in session.execute(statement)}
