"""Marks of what a page shows: they differ as soon as it would show something else. One statement each."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import ARRAY, Select, Text, any_, cast, func, literal_column, select
from sqlalchemy.orm import Session

from coordinator.store.case_tables import case as case_table
from coordinator.store.caseload import NOBODY, OWNER
from coordinator.store.caseload import OPEN as OPEN_STAGES
from coordinator.store.inbound import OPEN
from coordinator.store.inbound_tables import inbound as inbound_table
from coordinator.store.today import owners
from coordinator.store.worklist import OWNERS

WATCHED = 200
"""Mails of nobody's case whose coming and going a page follows one by one; it shows a few dozen."""

# Made once: every page that follows asks it.
_OF_CASES = select(func.count(), func.coalesce(func.sum(case_table.c.seq), 0)).where(
    any_(OWNERS) == OWNER, cast(case_table.c.stage, Text) == any_(cast([*OPEN_STAGES], ARRAY(Text)))
)


def of_case(session: Session, ref: str) -> tuple[str, str | None] | None:
    """The mark of one case and whose it is; ``None`` where there is none."""
    statement = select(case_table.c.seq, case_table.c.navigator).where(case_table.c.ref == ref.upper())
    found = session.execute(statement).first()
    return (str(found.seq), found.navigator) if found is not None else None


def of_cases(session: Session, navigators: Collection[str]) -> str:
    """The mark of all open cases in sight: how many there are, and how much happened in them."""
    many, happened = session.execute(_OF_CASES, {"owners": [*sorted(navigators), NOBODY]}).one()
    return f"{many}.{happened}"


def of_inbox(session: Session, navigators: Collection[str]) -> str:
    """The mark of what came in and waits: that of cases in sight, and what no case is certain for yet.

    Of the latter the oldest that a page may show, and the newest: it costs the same however much waits in the clinic.
    """
    found = session.execute(_of_inbox(), {"owners": owners(navigators)}).one()
    return ".".join(f"{part:%y%m%d%H%M%S%f}" if isinstance(part, datetime) else str(part or 0) for part in found)


@cache
def _of_inbox() -> Select[Any]:
    mail = inbound_table.c
    waits = mail.status.in_([literal_column(f"'{status}'") for status in OPEN])  # written out, as the indexes have it
    theirs = waits & mail.case_id.is_not(None) & (mail.navigator == any_(OWNERS))
    nobodys = waits & mail.case_id.is_(None)
    seen, passed = mail.received_at, mail.passed_at
    oldest = select(seen, passed).where(nobodys).order_by(seen, mail.id).limit(literal_column(str(WATCHED)))
    watched, own = oldest.subquery("watched"), select(seen).where(theirs).subquery("own")
    parts = (
        select(func.count()).select_from(own), select(func.max(own.c.received_at)),
        select(func.count()).select_from(watched), select(func.min(watched.c.received_at)),
        select(func.max(watched.c.received_at)), select(func.max(watched.c.passed_at)),
        select(func.max(seen)).where(nobodys),
    )  # fmt: skip
    return select(*(part.scalar_subquery() for part in parts))
