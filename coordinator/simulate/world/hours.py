"""When people act: twice a day, at hours at which all four zones of the mainland are at work."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

from coordinator.domain.business_days import BusinessCalendar
from coordinator.domain.calendar import at_local, local

ZONE = "America/Denver"
ROUNDS = (time(11), time(14))
"""Noon to 13:00 in New York at the earliest, 10:00 in Los Angeles; few moments keep a played year short."""


@lru_cache(maxsize=1 << 14)
def next_round(moment: datetime, calendar: BusinessCalendar, *, workdays: bool = True) -> datetime:
    """The first round at or after ``moment``; patients act on any day, offices and staff on business days."""
    day = local(moment, ZONE).date()
    while True:
        if calendar.is_business_day(day) or not workdays:
            for wall in ROUNDS:
                at = at_local(day, wall, ZONE)
                if at >= moment:
                    return at
        day += timedelta(days=1)


@lru_cache(maxsize=1 << 14)
def morning_of(moment: datetime) -> datetime:
    """Half an hour before the first round of that day: what follows does not hang on the minute of a letter."""
    return at_local(local(moment, ZONE).date(), time(10, 30), ZONE)


def days_after(moment: datetime, days: float) -> datetime:
    """``moment`` plus calendar days, fractions included, to the minute."""
    return moment + timedelta(minutes=round(days * 24 * 60))


@lru_cache(maxsize=1 << 14)  # asked of the same few moments at every look
def round_after(moment: datetime, days: float, calendar: BusinessCalendar, workdays: bool, exact: bool) -> datetime:
    """The first round at or after so many calendar days from the morning of ``moment``, or from it where ``exact``."""
    counted_from = moment if exact else morning_of(moment)
    return next_round(days_after(counted_from, days), calendar, workdays=workdays)


def business_days_after(moment: datetime, days: int, calendar: BusinessCalendar) -> datetime:
    """The last round of the n-th business day after ``moment``."""
    day = calendar.add(local(moment, ZONE).date(), days)
    return at_local(day, ROUNDS[-1], ZONE)


def evening_of(day: date) -> datetime:
    """After the last round of ``day``."""
    return at_local(day, time(18), ZONE).astimezone(UTC)
