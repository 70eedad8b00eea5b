"""Cases that are handed over: what waits for one's own yes or no, what waits for others, and what was declined."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from coordinator.domain.errors import NotFound
from coordinator.domain.facts import Recorded
from coordinator.domain.viewer import Viewer
from coordinator.domain.words import StaffRole
from coordinator.services.desk.caseload import CaseLine, line
from coordinator.services.desk.work_words import ASKED
from coordinator.services.record import record
from coordinator.services.world import World
from coordinator.store import handovers as rows

WHY = {
    "too_many_cases": "I have too many cases",
    "away": "I am away",
    "conflict_of_interest": "There is a conflict of interest",
    "somebody_else": "Somebody else fits better",
    "other": "Another reason",
}
"""Why somebody does not take a case, as the form says it; the keys are those of the fact."""


@dataclass(frozen=True)
class Promise:
    """A day that an office named and that is still awaited; ``late`` when it has passed."""

    organization: str
    on: date
    late: bool


@dataclass(frozen=True)
class Handover:
    """A case on its way to somebody else, with what goes along. ``why`` is that of one who declined."""

    case: CaseLine
    by: str
    to: str
    at: datetime
    promises: Sequence[Promise]
    work: Sequence[str]
    hold_reason: str | None
    why: str = ""


@dataclass(frozen=True)
class Handovers:
    """``mine`` to answer; ``offered``: cases in sight that wait for somebody else; ``declined`` lately."""

    mine: list[Handover]
    offered: list[Handover]
    declined: list[Handover]


def handovers(session: Session, viewer: Viewer, now: datetime) -> Handovers:
    """All of them that concern this person. Four statements."""
    found = rows.handed_over(session, viewer.email, sorted(viewer.navigators))
    ids = [row.id for row in found]
    promises, work = rows.promises(session, ids), rows.open_work(session, ids)
    names = rows.names(session)
    made = [(row, _handover(row, promises, work, names, now)) for row in found]
    return Handovers(
        mine=[one for row, one in made if row.offered_to == viewer.email],
        offered=[one for row, one in made if row.offered_to and row.offered_to != viewer.email],
        declined=[one for row, one in made if not row.offered_to],
    )


def waiting(session: Session, viewer: Viewer) -> int:
    """How many wait for this person's yes or no. One statement."""
    return rows.count_for(session, viewer.email)


def answer(world: World, viewer: Viewer, ref: str, *, accepted: bool, why: str = "") -> Recorded:
    """Say yes or no to one case. ``NotFound`` for who is neither asked nor a supervisor who sees the case."""
    with world.database.reading() as session:
        row = rows.of_case(session, ref)
    if row is None or not _may_answer(viewer, row):
        raise NotFound("case.unknown")
    if accepted:
        return record(world, ref, "handover_accepted", {}, by=viewer.email)
    return record(world, ref, "handover_declined", {"why": why} if why else {}, by=viewer.email)


def _may_answer(viewer: Viewer, row: Any) -> bool:
    supervises = StaffRole.SUPERVISOR in viewer.roles and viewer.sees(row.navigator)
    return bool(row.offered_to) and (row.offered_to == viewer.email or supervises)


def _handover(
    row: Any, promises: Mapping[str, Sequence[Any]], work: Mapping[str, Sequence[Any]], names: Mapping[str, str],
    now: datetime,
) -> Handover:  # fmt: skip
    kept = row.handover if row.offered_to else row.declined
    return Handover(
        case=line(row, names, now),
        by=names.get(kept["by"], kept["by"]),
        to=names.get(kept["to"], kept["to"]),
        at=datetime.fromisoformat(kept["at"]),
        promises=[
            Promise(one.organization_name, one.promised_on, one.promised_on < now.date())
            for one in promises.get(row.id, ())
        ],
        work=[ASKED[one.kind].title for one in work.get(row.id, ())],
        hold_reason=row.hold_reason,
        why=WHY.get(kept.get("why", ""), ""),
    )
