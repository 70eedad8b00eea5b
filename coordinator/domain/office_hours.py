"""When somebody answers the telephone at an office: its hours on its own business days, by its own clock."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time

from coordinator.domain.business_days import BusinessCalendar
from coordinator.domain.calendar import at_local, local

_HOURS = re.compile(r"(\d{1,2}):(\d{2})\s*[-–]\s*(\d{1,2}):(\d{2})")


@dataclass(frozen=True)
class Opening:
    """Open until ``changes_at``, or closed until then; aware UTC."""

    open: bool
    changes_at: datetime


def opening(hours: str | None, now: datetime, zone: str, days: BusinessCalendar) -> Opening | None:
    """Whether an office with these hours (``08:30-16:30``) is open; ``None`` where nobody told us hours we can read.

    ``days`` is the office's own calendar: weekends, holidays and its closing days are none of its days.
    """
    told = _HOURS.search(hours or "")
    if told is None:
        return None
    first, last = (int(told[1]), int(told[2])), (int(told[3]), int(told[4]))
    if max(first[0], last[0]) > 23 or max(first[1], last[1]) > 59 or first >= last:
        return None
    opens, closes = time(*first), time(*last)
    today = local(now, zone).date()
    if days.is_business_day(today):
        if now < at_local(today, opens, zone):
            return Opening(False, at_local(today, opens, zone))
        if now < at_local(today, closes, zone):
            return Opening(True, at_local(today, closes, zone))
    return Opening(False, at_local(_next(today, days), opens, zone))


def _next(today: date, days: BusinessCalendar) -> date:
    return days.add(today, 1)
