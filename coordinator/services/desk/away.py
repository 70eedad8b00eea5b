"""Being away at the desk: for oneself, and by a supervisor for the team; somebody of the team does the work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import structlog
from sqlalchemy.orm import Session

from coordinator.domain.errors import NotFound, Refused
from coordinator.domain.viewer import May, Viewer
from coordinator.domain.words import StaffRole
from coordinator.services import absence
from coordinator.services.world import World
from coordinator.store import staff_list

log = structlog.get_logger()

ABLE = frozenset({StaffRole.NAVIGATOR, StaffRole.SUPERVISOR, StaffRole.RECORDS_COORDINATOR})
"""Who can do the work of a case for somebody else."""

LONGEST = timedelta(days=366)
"""Whoever is away longer hands their cases over."""


@dataclass(frozen=True)
class Colleagues:
    """``may_set``: who can be said to be away, oneself first; ``away``: those of them who are, now or soon.

    ``covers``: who may do their work.
    """

    may_set: list[Any]
    covers: list[Any]
    away: list[Any]


def colleagues(session: Session, viewer: Viewer, today: date) -> Colleagues:
    """All that the page shows. One statement."""
    here = [row for row in staff_list.listed(session) if row.deactivated_at is None]
    mine = [row for row in here if _may_set(viewer, row)]
    teams = {row.team for row in mine}
    return Colleagues(
        may_set=sorted(mine, key=lambda row: row.email != viewer.email),
        covers=[row for row in here if row.team in teams and ABLE & set(row.roles)],
        away=[row for row in mine if row.absent_until is not None and row.absent_until >= today],
    )


def go_away(world: World, viewer: Viewer, staff_id: str, since: date, until: date, cover_id: str) -> None:
    """From ``since`` to ``until``, both included, ``cover_id`` has their cases as well.

    Raises ``Refused`` by its field, and ``NotFound`` for somebody whose absence is not this person's to set.
    """
    with world.database.reading() as session:
        now = world.now(session)
        found = {row.id: row for row in staff_list.listed(session) if row.deactivated_at is None}
    who, cover = found.get(staff_id), found.get(cover_id)
    if who is None or not _may_set(viewer, who):
        raise NotFound("staff.unknown")
    if cover is None or cover.id == who.id or cover.team != who.team or not ABLE & set(cover.roles):
        raise Refused("away.cover", field="cover")
    if until < since or until < now.date():
        raise Refused("away.until", field="until")
    if until - since > LONGEST:
        raise Refused("away.long", field="until")
    if _meets(cover, since, until):
        raise Refused("away.both", field="cover")
    absence.set_absence(world, who.email, since, until, cover.email, by=viewer.email)
    log.info("absence.set", staff=who.id)


def come_back(world: World, viewer: Viewer, staff_id: str) -> None:
    """They are back, or do not leave. ``NotFound`` as above."""
    with world.database.reading() as session:
        who = next((row for row in staff_list.listed(session) if row.id == staff_id), None)
    if who is None or who.deactivated_at is not None or not _may_set(viewer, who):
        raise NotFound("staff.unknown")
    absence.end_absence(world, who.email, by=viewer.email)
    log.info("absence.ended", staff=who.id)


def today_of(now: datetime) -> date:
    """The stack's day, by which covers are counted."""
    return now.date()


def _may_set(viewer: Viewer, row: Any) -> bool:
    """Oneself; a supervisor those of the team; an admin everybody."""
    leads = viewer.may(May.ASSIGN_CASES) and row.team == viewer.team
    return row.email == viewer.email or leads or viewer.may(May.MANAGE_STAFF)


def _meets(row: Any, since: date, until: date) -> bool:
    return row.absent_from is not None and row.absent_from <= until and since <= row.absent_until
