"""Which mail it is that somebody is asked to read: a work item names what the mail is about, not the mail."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from coordinator.store.inbound import WAITING
from coordinator.store.inbound_tables import inbound as table

Concerned = tuple[str, str]
"""The id of a case, and of what a mail may be about in it; empty where that is not known."""


def mails_of(session: Session, cases: Collection[str]) -> Mapping[Concerned, str]:
    """The mail that waits longest for each thing it may be about in these cases. One statement, none for no case."""
    if not cases:
        return {}
    statement = (
        select(table.c.id, table.c.may_answer)
        .where(table.c.status.in_(WAITING), or_(*[table.c.may_answer.contains([{"case": one}]) for one in cases]))
        .order_by(table.c.received_at, table.c.id)
    )
    found: dict[Concerned, str] = {}
    for row in session.execute(statement):
        for entry in row.may_answer:
            about = entry.get("request") or entry.get("contact") or entry.get("about") or ""
            found.setdefault((entry["case"], about), row.id)
    return found
