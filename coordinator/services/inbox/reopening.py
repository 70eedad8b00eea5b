"""Taking back, for a while, what somebody made of a mail: it waits again, and so does what it may answer."""

from __future__ import annotations

from datetime import timedelta

import structlog

from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.event import Act
from coordinator.domain.words.inbound_words import InboundStatus
from coordinator.services import staff
from coordinator.services.ids import is_id
from coordinator.services.inbox.assigning import leave
from coordinator.services.inbox.understanding import understand
from coordinator.services.record import record_into
from coordinator.services.world import World, new_id
from coordinator.store import cases, inbound, journal
from coordinator.store.database import notify

WITHIN = timedelta(minutes=10)
"""Later a fact is corrected in its case, where it may have had its effect."""

ENDED = (InboundStatus.ASSIGNED, InboundStatus.DISMISSED)
UNKNOWN_AGAIN = {
    "status": InboundStatus.RECEIVED, "case_id": None, "documents": None, "ended_at": None, "ended_by": None,
    "fact": None, "fact_seq": None, "why": None,
}  # fmt: skip

log = structlog.get_logger()


def reopen(world: World, inbound_id: str, *, by: str = staff.OPERATOR) -> None:
    """The fact is taken back, what was put into the case leaves it, and the mail is understood anew.

    Raises ``Refused`` after ten minutes, for a fact that is not taken back this way, and where a person already
    verified what was attached; then nothing has changed. Dying before the last step leaves a mail that was not looked
    at, which is looked at within a minute.
    """
    with world.database.transaction() as session:
        row = inbound.get(session, inbound_id) if is_id(inbound_id) else None
        if row is None:
            raise NotFound("inbound.not_found", inbound_id[:60], field="id")
        person = staff.person(session, by)
        ids = [row.case_id] if row.case_id else []
        cases.lock_people(session, ids)
        found = {case.id: case for case in cases.lock_all(session, ids)}
        row, now = inbound.lock(session, inbound_id), world.now(session)
        if row.status not in ENDED:
            raise Refused("inbound.open", "it waits already", field="id")
        if now - row.ended_at > WITHIN:
            raise Refused("undo.too_late", "after ten minutes the fact is corrected in its case", field="id")
        act = Act(by=person.email, now=now, new_id=new_id, roles=person.roles)
        case = found.get(row.case_id)
        if case is not None and row.fact_seq is not None:
            record_into(session, case, "corrected", {"seq": str(row.fact_seq)}, act)
        if row.status is InboundStatus.ASSIGNED:
            leave(session, case, row.documents or [], act)
        journal.append(session, list(found.values()), world.secret, now)
        inbound.change(session, row.id, **UNKNOWN_AGAIN)
        notify(session, "advance")
    log.info("inbound.reopened")
    understand(world, inbound_id)
