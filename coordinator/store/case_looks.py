"""Who looked at a case, its pages and its files, and what went to providers: for the page that says so."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ARRAY, Text, and_, cast, func, literal, null, or_, select, text, tuple_, union_all
from sqlalchemy.orm import Session

from coordinator.domain.words import ToRole
from coordinator.store.directory_tables import staff_user
from coordinator.store.document_tables import access_log, case_look
from coordinator.store.engine_tables import communication

QUARTER = timedelta(minutes=15)

_NOTE = text(
    'INSERT INTO case_look (case_id, "by", quarter_at, at, pages) '
    "SELECT CAST(:case_id AS uuid), :by, :quarter, :at, ARRAY[:page] "
    'WHERE NOT EXISTS (SELECT FROM case_look l WHERE l.case_id = CAST(:case_id AS uuid) AND l."by" = :by '
    "AND l.quarter_at = :quarter AND l.pages @> ARRAY[:page]) "
    'ON CONFLICT (case_id, "by", quarter_at) DO UPDATE SET pages = case_look.pages || EXCLUDED.pages '
    "WHERE NOT case_look.pages @> EXCLUDED.pages"
)


def note(session: Session, case_id: str, by: str, at: datetime, page: str) -> None:
    """Keep that somebody looks at a page. One statement; within a quarter of an hour the same look writes nothing."""
    since = at - timedelta(minutes=at.minute % 15, seconds=at.second, microseconds=at.microsecond)
    session.execute(_NOTE, {"case_id": case_id, "by": by, "quarter": since, "at": at, "page": page})


def looks(session: Session, case_id: str, limit: int, behind: tuple[datetime, str] | None) -> Sequence[Any]:
    """Looks at pages and reads of files, the latest first, each with the person's name where they work here."""
    pages = select(
        case_look.c.at,
        case_look.c.by,
        case_look.c.pages,
        literal("page").label("what"),
        cast(null(), Text).label("about"),
        cast(null(), Text).label("why"),
    ).where(case_look.c.case_id == case_id)
    files = select(
        access_log.c.at,
        access_log.c.by,
        cast([], ARRAY(Text)).label("pages"),
        access_log.c.what,
        func.coalesce(cast(access_log.c.document_id, Text), access_log.c.about).label("about"),
        access_log.c.why,
    ).where(access_log.c.case_id == case_id)
    both = union_all(pages, files).subquery()
    statement = (
        select(both, staff_user.c.name)
        .outerjoin(staff_user, staff_user.c.email == both.c.by)
        .order_by(both.c.at.desc(), both.c.by.desc())
        .limit(limit)
    )
    if behind is not None:
        statement = statement.where(tuple_(both.c.at, both.c.by) < tuple_(*map(literal, behind)))
    return session.execute(statement).all()


def told_to_providers(session: Session, case_id: str, limit: int) -> Sequence[Any]:
    """What left for second and treating providers, the latest first."""
    c = communication.c
    left = or_(c.sent_at.is_not(None), c.status.in_(("queued", "handed_over", "mailed")))
    statement = (
        select(c.id, c.name, c.channel, c.to_role, c.status, c.made_at, c.sent_at)
        .where(and_(c.case_id == case_id, c.to_role.in_((ToRole.PROVIDER, ToRole.TREATING)), left))
        .order_by(c.made_at.desc(), c.id.desc())
        .limit(limit)
    )
    return session.execute(statement).all()
