"""Far more than usual leaves: that kind is held and a supervisor asked, so that one mistake writes to a few only.

Looked at by every worker after each batch of sends: so many more than allowed may leave before it is held. What is
held waits as under any pause (``playbook/pauses.py``); nothing is lost, and a person lets it go with
``outbound resume --only KIND``.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from coordinator.domain.event import Act
from coordinator.domain.words import WorkItemKind
from coordinator.playbook.schema import Volume
from coordinator.services.world import World, new_id
from coordinator.store import cases, journal, pauses, volume
from coordinator.store.work_tables import work_item as work_item_table

WATCHER = "volume-watch"
"""Who holds it, in the list of pauses."""

LET_GO_FOR = timedelta(hours=24)
"""After a person let a kind go, it is not held again for so long."""

USUAL_DAYS = 28
LOOK_BACK = timedelta(hours=1)

log = structlog.get_logger()


def watch(world: World) -> list[str]:
    """Hold what leaves in a volume that somebody should look at; the names of the pauses that began."""
    with world.database.reading() as session:
        limits = world.active(session).limits.volume
        if limits is None:
            return []
        now = world.now(session)
        found = [row for row in _above(session, limits, now) if not _let_go(session, row.pause, now)]
    return [row.pause for row in found if _hold(world, row)]


def _above(session: Session, limits: Volume, now: datetime) -> list[Any]:
    since = now - LOOK_BACK
    most = 4 * max(limits.an_hour, limits.to_one_desk, limits.to_one_person)
    found = volume.above(session, since, limits.an_hour, limits.to_one_desk, limits.to_one_person, most)
    return [row for row in found if ":" in row.pause or row.count > _usual(session, row.pause, limits, since)]


def _usual(session: Session, name: str, limits: Volume, since: datetime) -> int:
    """So many an hour are nothing new for this message."""
    return limits.times_usual * volume.busiest_hour(session, name, since, USUAL_DAYS)


def _let_go(session: Session, name: str, now: datetime) -> bool:
    """True where it is held already, or a person let it go a short while ago."""
    pause = pauses.of(session, name)
    return pause is not None and (pause.paused or pause.since > now - LET_GO_FOR)


def _hold(world: World, row: Any) -> bool:
    with world.database.transaction() as session:
        now = world.now(session)
        why = f"{row.count} or more within an hour, far more than usual"
        if not pauses.begin(session, row.pause, now=now, by=WATCHER, why=why):
            return False  # another worker was first
        case = cases.lock(session, row.case_id)
        case.ask(WorkItemKind.SUPERVISOR_REVIEW, world.book(session).act(now), code=f"volume/{row.pause}")
        journal.append(session, [case], world.secret, now)
    log.error("outbound.volume", name=row.pause.partition(":")[0], count=row.count)
    return True


def let_go(world: World, session: Session, name: str, by: str, now: datetime) -> None:
    """A person looked: what stands in front of a supervisor about this volume ends."""
    code = f"volume/{name}"
    statement = select(work_item_table.c.case_id).where(
        work_item_table.c.status == "open", work_item_table.c.code == code
    )
    act = Act(by=by, now=now, new_id=new_id)
    for case_id in sorted(session.execute(statement).scalars()):
        case = cases.lock(session, case_id)
        for item in case.open_items(WorkItemKind.SUPERVISOR_REVIEW):
            if item.code == code:
                item.end(now, by)
                case.note("work_item_ended", act, work_item=item.id, kind=item.kind)
        journal.append(session, [case], world.secret, now)
