"""Cases that wait too long for somebody, what comes up in the next days, and why a case is not on the worklist."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from coordinator.domain.calendar import local
from coordinator.domain.viewer import Viewer
from coordinator.domain.words import Department, Holder, Stage, WorkItemKind
from coordinator.playbook.schema import Playbook
from coordinator.services.desk import cursor
from coordinator.services.desk.outlook_words import OFFICES, balls, planned_words, waiting_for, who
from coordinator.services.desk.work_words import ASKED
from coordinator.services.desk.worklist import Listed
from coordinator.store import coming_up as ahead
from coordinator.store import today as rows
from coordinator.store.today import Whose

ON_A_PAGE = 10
DAYS_AHEAD = timedelta(days=7)
MOST_OF_A_SORT = 20


@dataclass(frozen=True)
class Overdue:
    """Somebody has had the ball too long."""

    who: str
    what: str
    since: datetime


@dataclass(frozen=True)
class Waiting:
    """A case in which somebody has. ``planned`` is what comes next by itself, empty where nothing does."""

    ref: str
    patient: str
    stage: Stage
    navigator: str | None
    priority: str
    time_zone: str
    overdue: list[Overdue]
    planned: str
    planned_at: datetime | None


def waiting_too_long(
    session: Session, viewer: Viewer, now: datetime, playbook: Callable[[int], Playbook], after: str = "",
    whose: Whose = "all",
) -> Listed:  # fmt: skip
    """The longest first. ``playbook``: that of a version; it says how long each may have the ball. Two statements."""
    place = cursor.read(after, str, str)
    behind = (datetime.fromisoformat(place[0]), place[1]) if place else None
    owners = rows.owners(viewer.navigators, whose, viewer.email)
    found = list(rows.waiting_too_long(session, owners, now, ON_A_PAGE + 1, behind))
    shown, more = found[:ON_A_PAGE], found[ON_A_PAGE:]
    names = named(rows.names_of(session, {row.id for row in shown}))
    onward = cursor.written(shown[-1].late_at.isoformat(), shown[-1].ref) if more else ""
    return Listed(
        [_waiting(row, names, now, playbook(row.playbook_version).waiting) for row in shown], len(shown), onward
    )


def _waiting(row: Any, names: Mapping[str, str], now: datetime, waiting: Mapping[str, timedelta]) -> Waiting:
    patient = f"{row.given} {row.family}"
    late = [
        Overdue(who(ball, patient, names), waiting_for(ball, names), ball.since)
        for ball in balls(row.holding)
        if ball.kind != "visit" and ball.holder in waiting and ball.since + waiting[ball.holder] <= now
    ]
    return Waiting(
        row.ref, patient, row.stage, row.navigator, row.priority, row.time_zone, late, planned_words(row.planned_by),
        row.planned_at,
    )  # fmt: skip


@dataclass(frozen=True)
class Ahead:
    """One thing with a date: ``on`` is the day, ``at`` the moment where there is one, both in ``time_zone``."""

    ref: str
    patient: str
    on: date
    at: datetime | None
    time_zone: str
    what: str


def coming_up(session: Session, viewer: Viewer, now: datetime, whose: Whose = "all") -> list[Ahead]:
    """The next seven days: visits, calls agreed, deadlines, reviews, promises. One statement."""
    owners = rows.owners(viewer.navigators, whose, viewer.email)
    found = ahead.coming_up(session, owners, now, now + DAYS_AHEAD, MOST_OF_A_SORT)
    entries = [
        Ahead(
            row.ref, f"{row.given} {row.family}", row.on or local(row.at, row.time_zone).date(), row.at,
            row.time_zone, _ahead_words(row),
        )
        for row in found
    ]  # fmt: skip
    return sorted(entries, key=lambda one: (one.on, one.at is None, one.at.isoformat() if one.at else "", one.ref))


def _ahead_words(row: Any) -> str:
    if row.what in ("work", "back"):
        title = ASKED[WorkItemKind(row.name)].title
        return title if row.what == "work" else f"Back from being put off: {title[0].lower()}{title[1:]}"
    return {
        "visit": f"Visit with {row.name}",
        "deadline": "The patient must have decided",
        "review": "Look at the pause again",
        "promised": f"{row.name} promised the records",
        "we_promised": f"We promised: {row.name}",
    }[row.what]


def why_not_here(session: Session, viewer: Viewer, ref: str, now: datetime) -> list[str] | None:
    """Why a case is not on the worklist, or that it is; ``None`` for one they do not see. At most three statements."""
    row = rows.outlook(session, viewer.navigators, ref)
    if row is None:
        return None
    if row.stage is Stage.CLOSED:
        return ["It is closed."]
    work = rows.open_work_of(session, row.id)
    due = [w for w in work if w.due_at <= now and (w.snoozed_until is None or w.snoozed_until <= now)]
    if due:
        return [f"It is here: {_lower(ASKED[due[0].kind].title)}."]
    return [*_resting(row, work, now), *fine(row, named(rows.names_of(session, [row.id])))]


def _resting(row: Any, work: Any, now: datetime) -> list[str]:
    found = ["The program failed over it; a supervisor has been told."] if row.stuck else []
    if row.hold_reason is not None:
        review = f" until it is looked at on {_day(row.hold_review_on)}" if row.hold_review_on else ""
        found.append(f"It is on hold{review}.")
    for one in work:
        title = _lower(ASKED[one.kind].title)
        if one.snoozed_until is not None and one.snoozed_until > now:
            day = _day(local(one.snoozed_until, row.time_zone).date())
            found.append(f"Somebody put it off until {day}: {title}.")
        elif one.due_at > now:
            found.append(f"Due on {_day(local(one.due_at, row.time_zone).date())}: {title}.")
    return found


def fine(row: Any, names: Mapping[str, str]) -> list[str]:
    """Why nobody needs to do anything: who has the ball, and what comes by itself."""
    patient = f"{row.given} {row.family}"
    held = [ball for ball in balls(row.holding) if ball.holder is not Holder.NAVIGATOR]
    found = [
        f"{who(ball, patient, names)} {'have' if ball.holder is Holder.US else 'has'} the ball since "
        f"{_day(local(ball.since, row.time_zone).date())}: {waiting_for(ball, names)}."
        for ball in held[:3]
    ]
    if row.planned_at is not None and row.planned_by:
        day = _day(local(row.planned_at, row.time_zone).date())
        found.append(f"If nothing happens, {planned_words(row.planned_by)} on {day}.")
    return found or ["Nothing is open in it."]


def named(found: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """``Lakeview General Hospital, image library``; a provider or the organization of a paper by the name alone."""
    return {
        id_: f"{name}, {OFFICES[Department(department)]}" if department else name
        for id_, (name, department) in found.items()
    }


def _lower(title: str) -> str:
    return title[0].lower() + title[1:]


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b %Y}"
