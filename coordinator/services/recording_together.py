"""Several facts of one case in one transaction: all of them, or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import structlog

from coordinator.domain.event import Act
from coordinator.domain.facts import Recorded
from coordinator.services import staff
from coordinator.services.record import record_into
from coordinator.services.world import World, new_id
from coordinator.store import cases, journal
from coordinator.store.database import notify

log = structlog.get_logger()


def record_together(
    world: World, ref: str, facts: Sequence[tuple[str, Mapping[str, object]]], *, by: str
) -> list[Recorded]:
    """Record them in this order. Raises ``Refused`` for the first that is, and then has changed nothing."""
    with world.database.transaction() as session:
        case_id = cases.id_of(session, ref)
        person = staff.person(session, by)
        cases.lock_person(session, case_id)
        case = cases.lock(session, case_id)
        now = world.now(session)
        act = Act(by=person.email, now=now, new_id=new_id, roles=person.roles)
        recorded = [record_into(session, case, fact, values, act) for fact, values in facts]
        if not any(one.recorded for one in recorded):
            session.rollback()
            return recorded
        journal.append(session, [case], world.secret, now)
        notify(session, "advance")
    log.info("facts.recorded", case=case_id, count=sum(one.recorded for one in recorded))
    return recorded
