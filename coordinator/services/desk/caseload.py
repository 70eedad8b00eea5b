"""The caseload: a board of the stages, or a table; and one line about a case, as lists show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from coordinator.domain.viewer import Viewer
from coordinator.domain.words import CloseReason, DeadlineRisk, Holder, Priority, Specialty, Stage
from coordinator.services.desk import case_filter, cursor
from coordinator.services.desk.case_filter import CaseFilter
from coordinator.services.desk.worklist import ON_A_PAGE
from coordinator.store import caseload as rows

IN_A_COLUMN = 15
"""Cards of a stage on the board; the rest is one step away, in the table of that stage."""


@dataclass(frozen=True)
class CaseLine:
    """One case in a list. ``holder`` has had a ball for longest, since ``held_since``; ``also`` hold others."""

    ref: str
    patient: str
    birth_date: date
    stage: Stage
    days: int
    priority: Priority
    specialty: Specialty
    deadline_on: date | None
    deadline_risk: DeadlineRisk
    navigator: str | None
    navigator_name: str
    offered_to: str | None
    on_hold: bool
    hold_review_on: date | None
    stuck: bool
    close_reason: CloseReason | None
    holder: Holder | None
    held_days: int
    also: list[Holder]


@dataclass(frozen=True)
class Column:
    """A stage on the board: how many there are, the first of them, and how many are not shown."""

    stage: Stage
    count: int
    cards: list[CaseLine]

    @property
    def more(self) -> int:
        """How many the board leaves out."""
        return self.count - len(self.cards)


@dataclass(frozen=True)
class Member:
    """Somebody whose cases are in sight."""

    id: str
    email: str
    name: str


@dataclass(frozen=True)
class Page:
    """A page of the table; ``onward`` is empty on the last."""

    lines: list[CaseLine]
    onward: str


def members(session: Session, viewer: Viewer) -> list[Member]:
    """Whose cases this person sees. One statement."""
    return [Member(row.id, row.email, row.name) for row in rows.people(session, sorted(viewer.navigators))]


def names_of(session: Session, viewer: Viewer) -> dict[str, str]:
    """The same, as names by address."""
    return {one.email: one.name for one in members(session, viewer)}


def owners_in_sight(viewer: Viewer) -> set[str]:
    """Whose cases this person sees, as queries name them: those that nobody has are everybody's."""
    return {*viewer.navigators, rows.NOBODY}


def board(session: Session, viewer: Viewer, wanted: CaseFilter, team: list[Member], now: datetime) -> list[Column]:
    """Every open stage, or the one that is asked for. Two statements."""
    asked = _asked(viewer, wanted, team, now)
    counts = rows.counts(session, asked)
    found = rows.longest_first(session, asked, IN_A_COLUMN, by_stage=True)
    names = {one.email: one.name for one in team}
    lines = [line(row, names, now) for row in found]
    return [Column(stage, counts.get(stage, 0), [one for one in lines if one.stage is stage]) for stage in asked.stages]


def table(
    session: Session, viewer: Viewer, wanted: CaseFilter, team: list[Member], now: datetime, after: str = ""
) -> Page:
    """The same cases below each other, the longest in their stage first. One statement."""
    place = cursor.read(after, str, str)
    behind = (cursor.moment(place[0]), place[1]) if place else None
    found = rows.longest_first(session, _asked(viewer, wanted, team, now), ON_A_PAGE + 1, after=behind)
    shown, more = found[:ON_A_PAGE], found[ON_A_PAGE:]
    names = {one.email: one.name for one in team}
    onward = cursor.written(shown[-1].stage_entered_at.isoformat(), shown[-1].ref) if more else ""
    return Page([line(row, names, now) for row in shown], onward)


def line(row: Any, names: Mapping[str, str], now: datetime) -> CaseLine:
    """A row of ``store/caseload.py`` as people read it."""
    held = _held(row.holding)
    first = held[0] if held else None
    return CaseLine(
        ref=row.ref,
        patient=f"{row.given} {row.family}",
        birth_date=row.birth_date,
        stage=row.stage,
        days=(now - row.stage_entered_at).days,
        priority=row.priority,
        specialty=row.specialty,
        deadline_on=row.deadline_on,
        deadline_risk=row.deadline_risk,
        navigator=row.navigator,
        navigator_name=names.get(row.navigator, row.navigator or ""),
        offered_to=names.get(row.offered_to, row.offered_to) if row.offered_to else None,
        on_hold=row.hold_reason is not None,
        hold_review_on=row.hold_review_on,
        stuck=row.stuck,
        close_reason=row.close_reason,
        holder=first[1] if first else None,
        held_days=max(0, (now - first[0]).days) if first else 0,
        also=[one for one in dict.fromkeys(holder for _, holder in held) if first and one is not first[1]],
    )


def _held(holding: Mapping[str, Any] | None) -> list[tuple[datetime, Holder]]:
    """Who has which ball since when (``domain/holding.py``), the longest first."""
    held = ((holding or {}).get("open") or {}).values()
    return sorted((datetime.fromisoformat(since), Holder(holder)) for holder, since in held)


def _asked(viewer: Viewer, wanted: CaseFilter, team: list[Member], now: datetime) -> rows.Asked:
    owners = owners_in_sight(viewer)
    if wanted.navigator == case_filter.NOBODY:
        owners = {rows.NOBODY}
    elif wanted.navigator is not None:
        owners = {one.email for one in team if one.id == wanted.navigator}
    return rows.Asked(
        owners=owners,
        stages=[wanted.stage] if wanted.stage is not None else rows.OPEN,
        holder=wanted.holder,
        risk=wanted.risk,
        priority=wanted.priority,
        on_hold={"yes": True, "no": False}.get(wanted.hold or ""),
        specialty=wanted.specialty,
        entered_before=now - timedelta(days=wanted.longer) if wanted.longer is not None else None,
    )
