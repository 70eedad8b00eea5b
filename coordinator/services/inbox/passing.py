"""Passing on a mail that is of nobody's case for certain: by a case's reference, without learning whether there is one.

Who names a case out of their sight is answered alike whether or not it exists, and finds the mail in their tray no more
either way. Whoever has that case finds it there, and so do supervisors, who sort out what names no case of ours. What
nobody takes comes back to everybody: nothing is lost by passing it on.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy.orm import Session

from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.viewer import May, Viewer
from coordinator.services.ids import is_id
from coordinator.services.world import World
from coordinator.store import clock, inbound

FOR = timedelta(days=2)
"""So long it is before those only to whom it was passed on."""

REFERENCE = re.compile(r"SO-[0-9A-Z]{4}-[0-9A-Z]{2}")

log = structlog.get_logger()


def pass_on(world: World, viewer: Viewer, inbound_id: str, ref: str) -> None:
    """Give it to whoever has the case ``ref``. Raises ``Refused`` for what is no reference, and for what waits no more
    or is certain for a case already: that is assigned, not passed on.
    """
    named = ref.strip().upper()
    if not REFERENCE.fullmatch(named):
        raise Refused("ref.form", "a reference such as SO-7K4M-Q2", field="ref")
    with world.database.transaction() as session:
        row = inbound.lock(session, inbound_id) if is_id(inbound_id) else None
        if row is None:
            raise NotFound("inbound.not_found")
        if row.status not in inbound.WAITING:
            raise Refused("inbound.ended", f"{row.status} by {row.ended_by}", field="id")
        if row.case_id is not None:
            raise Refused("inbound.certain", "it is of a case", field="ref")
        found = next(iter(inbound.cases_named(session, [named])), None)
        inbound.change(
            session, row.id, passed_by=viewer.email, passed_at=world.now(session), passed_ref=named, passed_case=found
        )
    log.info("inbound.passed_on")


def passed_lately(viewer: Viewer, now: datetime) -> datetime | None:
    """What was passed on later than this is only of those it was passed to; ``None`` for supervisors, who see all."""
    return None if viewer.may(May.ASSIGN_CASES) else now - FOR


def is_passed(session: Session, viewer: Viewer, row: Any) -> bool:
    """Whether this mail, which is certain for no case, is before others now."""
    if row.passed_at is None:
        return False
    lately = passed_lately(viewer, clock.now(session))
    return lately is not None and bool(row.passed_at > lately)
