"""The worklist: what needs a person now, one row an obligation, with what it asks and for whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from coordinator.domain.viewer import Viewer
from coordinator.domain.words import Stage
from coordinator.services.desk import cursor
from coordinator.services.desk.work_words import ASKED, Asked
from coordinator.store import worklist as rows

ON_A_PAGE = 50


@dataclass(frozen=True)
class Work:
    """One obligation of a person. ``time_zone`` is the patient's; ``office`` the organization it is about, if any."""

    id: str
    ref: str
    stage: Stage
    patient: str
    navigator: str | None
    asked: Asked
    code: str
    office: str
    priority: str
    opened_at: datetime
    due_at: datetime
    overdue: bool
    time_zone: str


@dataclass(frozen=True)
class Listed:
    """A page of a list, how many there are in all, and what the next page begins after; empty on the last."""

    entries: list[Any]
    total: int
    onward: str


def worklist(session: Session, viewer: Viewer, now: datetime, after: str = "") -> Listed:
    """Open work of the cases this person sees: urgent ones first, then what is due first. Three statements."""
    place = cursor.read(after, int, str, str)
    behind = (place[0], datetime.fromisoformat(place[1]), place[2]) if place else None
    found = list(rows.open_work(session, viewer.navigators, ON_A_PAGE + 1, behind))
    shown, more = found[:ON_A_PAGE], found[ON_A_PAGE:]
    offices = rows.offices_of(session, {row.about for row in shown if row.about})
    entries = [_work(row, offices.get(row.about, ""), now) for row in shown]
    last = shown[-1] if more else None
    onward = cursor.written(last.rank, last.due_at.isoformat(), last.id) if last is not None else ""
    return Listed(entries, rows.count_open_work(session, viewer.navigators), onward)


def _work(row: Any, office: str, now: datetime) -> Work:
    return Work(
        id=row.id,
        ref=row.ref,
        stage=row.stage,
        patient=f"{row.given} {row.family}",
        navigator=row.navigator,
        asked=ASKED[row.kind],
        code=row.code,
        office=office,
        priority=row.priority,
        opened_at=row.opened_at,
        due_at=row.due_at,
        overdue=row.due_at < now,
        time_zone=row.time_zone,
    )
