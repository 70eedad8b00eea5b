"""A closed case: why hardly anything is recorded of it any more, what still is, and whether it can go on."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from coordinator.domain.calendar import local
from coordinator.domain.case import Case
from coordinator.domain.facts.closing_facts import REOPEN_WITHIN
from coordinator.domain.facts.fact import Fact
from coordinator.domain.words import CloseReason, StaffRole
from coordinator.services.desk.day_in_words import in_days

REOPENS = "case_reopened"
ENDINGS = frozenset({"case_declined", "case_closed", "withdrawn", "patient_died"})
"""Facts that end a case. One that has ended takes them only to say that it is so already."""

WHY = "Only calls, notes and what is still owed are recorded now, and no message can be written."


@dataclass(frozen=True)
class Closed:
    """What every page of a closed case says. ``reopens``: this person may open it again, now."""

    why: str
    way_back: str
    reopens: bool


def closed_shown(case: Case, roles: Collection[StaffRole], now: datetime) -> Closed | None:
    """``None`` for an open case. No statement."""
    if case.open:
        return None
    if case.closed_at is not None and now - case.closed_at > REOPEN_WITHIN:
        return Closed(WHY, f"It ended more than {REOPEN_WITHIN.days} days ago: what goes on now is a new case.", False)
    until = ""
    if case.closed_at is not None:
        until = in_days(f" until {local(case.closed_at + REOPEN_WITHIN, case.patient.time_zone):%Y-%m-%d}")
    if case.close_reason is CloseReason.DECEASED:
        said = "Where the death was recorded by mistake, a supervisor can re-open the case"
        return Closed(WHY, f"{said}{until}.", StaffRole.SUPERVISOR in roles)
    return Closed(WHY, f"It can be re-opened{until}.", True)


def still_recorded(fact: Fact, closed: Closed | None) -> bool:
    """Whether a case takes this fact, as far as being closed goes."""
    if closed is None:
        return True
    return fact.when_closed and fact.name not in ENDINGS and (fact.name != REOPENS or closed.reopens)
