"""Send windows: the hours and days on which something may leave, in its reader's time (``domain.md`` §12 R4, R5)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from hashlib import sha256

from coordinator.domain.business_days import BusinessCalendar
from coordinator.domain.calendar import at_local as at_local
from coordinator.domain.calendar import local as local
from coordinator.domain.errors import Refused

_DAY = timedelta(days=1)


@dataclass(frozen=True, eq=False)
class Window:
    """Hours of the reader's local day, the opening time included and the closing time not, and the days they hold on.

    ``usually`` is when something leaves that is free to choose its hour. A window does not reach over midnight.
    """

    opens: time
    closes: time
    usually: time
    business_days_only: bool
    not_on_sundays: bool
    not_on_holidays: bool

    def __post_init__(self) -> None:
        """Refuse a window that is never open or whose usual hour lies outside it (``window.hours``)."""
        if not self.opens <= self.usually < self.closes:
            raise Refused("window.hours", f"{self.opens} <= {self.usually} < {self.closes}", field="usually")

    @cached_property
    def on_any_day(self) -> Window:
        """The same hours on Sundays and holidays too."""
        return replace(self, not_on_sundays=False, not_on_holidays=False)

    def allows(self, day: date, calendar: BusinessCalendar) -> bool:
        """True when something may leave on ``day`` (a local date) at all."""
        if self.business_days_only and not calendar.is_business_day(day):
            return False
        if self.not_on_sundays and day.isoweekday() == 7:
            return False
        return not (self.not_on_holidays and calendar.is_holiday(day))


def is_open(window: Window, at: datetime, zone: str, calendar: BusinessCalendar) -> bool:
    """True when something may leave for a reader in ``zone`` at this moment."""
    there = local(at, zone)
    return window.allows(there.date(), calendar) and window.opens <= there.time() < window.closes


def next_open(window: Window, at: datetime, zone: str, calendar: BusinessCalendar) -> datetime:
    """``at`` itself while the window is open, else the moment, in UTC, at which it opens next.

    On the day on which the clock is put back, an opening within the repeated hour is taken at its first passing.
    """
    if is_open(window, at, zone, calendar):
        return at
    day = local(at, zone).date()
    while True:
        opening = at_local(day, window.opens, zone)
        if opening >= at and is_open(window, opening, zone, calendar):
            return opening
        day += _DAY


def usual_time(window: Window, day: date, zone: str) -> datetime:
    """The moment, in UTC, at which something leaves on ``day`` when nothing speaks for another hour."""
    return at_local(day, window.usually, zone)


def next_allowed_day(window: Window, day: date, calendar: BusinessCalendar) -> date:
    """``day``, or the first day after it on which something may leave: for all but reminders before a visit (R5)."""
    while not window.allows(day, calendar):
        day += _DAY
    return day


def previous_allowed_day(window: Window, day: date, calendar: BusinessCalendar) -> date:
    """``day``, or the last day before it on which something may leave: for reminders before a visit (R5).

    The day-before reminder of a Monday visit may stay on its Sunday. Whoever sends that one does not ask here.
    """
    while not window.allows(day, calendar):
        day -= _DAY
    return day


def spread(key: str, minutes: int = 90) -> timedelta:
    """How long after the opening the holder of ``key`` has its turn: whole minutes, fewer than ``minutes``.

    The same key has the same turn in every process and every release, so a plan stays true.
    """
    return timedelta(minutes=int.from_bytes(sha256(key.encode()).digest()) % minutes)
