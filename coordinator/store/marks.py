"""Marks of what a page shows: they differ as soon as it would show something else. One statement each."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ARRAY, Text, any_, cast, func, select
from sqlalchemy.orm import Session

from coordinator.store.case_tables import case as case_table
from coordinator.store.caseload import NOBODY, OWNER
from coordinator.store.caseload import OPEN as OPEN_STAGES
from coordinator.store.inbound import OPEN
from coordinator.store.inbound_tables import inbound as inbound_table
from coordinator.store.worklist import OWNERS

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


def of_inbox(session: Session) -> str:
    """The mark of what came in and waits."""
    waiting = inbound_table.c.status.in_(OPEN)
    statement = select(
        func.count(), func.count(inbound_table.c.passed_at), func.min(inbound_table.c.received_at),
        func.max(inbound_table.c.received_at),
    ).where(waiting)  # fmt: skip
    many, passed, first, last = session.execute(statement).one()
    return ".".join([str(many), str(passed), *(f"{at:%y%m%d%H%M%S}" for at in (first, last) if at)])
