"""Business days: how they are counted, and how far apart letters stand (``domain.md`` §12 R1 to R3)."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache

_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True, eq=False)
class BusinessCalendar:
    """The days on which somebody is at work: weekdays without holidays and without an office's own closing days.

    ``holidays`` has to reach as far as dates are counted: a year that is missing counts as one without holidays.
    Compared as an object, not by its days, which takes no time: ``calendar_of`` gives one for equal days.
    """

    holidays: frozenset[date]
    closed_on: frozenset[date] = frozenset()

    @cached_property
    def weekdays_off(self) -> list[date]:
        """Holidays and closing days that are no weekend, in order."""
        return sorted(day for day in self.holidays | self.closed_on if day.weekday() < _SATURDAY)

    def is_holiday(self, day: date) -> bool:
        """True on a holiday and on a closing day of the office, which counts like one (R1)."""
        return day in self.holidays or day in self.closed_on

    def is_business_day(self, day: date) -> bool:
        """True on a weekday that is no holiday."""
        return day.weekday() < _SATURDAY and not self.is_holiday(day)

    def add(self, day: date, n: int) -> date:
        """The ``n``-th business day after ``day``; ``day`` itself for 0, even when that is no business day (R1)."""
        return self._walk(day, n, _DAY)

    def before(self, day: date, n: int) -> date:
        """The ``n``-th business day before ``day``; ``day`` itself for 0, even when that is no business day."""
        return self._walk(day, n, -_DAY)

    def on_or_after(self, day: date) -> date:
        """``day``, or the next business day: where a rung after a deadline goes (R2)."""
        while not self.is_business_day(day):
            day += _DAY
        return day

    def on_or_before(self, day: date) -> date:
        """``day``, or the business day before it: where a rung before a deadline goes (R2)."""
        while not self.is_business_day(day):
            day -= _DAY
        return day

    def between(self, start: date, end: date) -> int:
        """How many business days lie after ``start`` up to and including ``end``.

        For an earlier ``end`` the same count the other way round, as a negative number.
        """
        return -_between(self, end, start) if end < start else _between(self, start, end)

    def _walk(self, day: date, n: int, step: timedelta) -> date:
        if n < 0:
            raise ValueError("business days are counted from 0 up")
        return _walked(self, day, n, step)


@lru_cache(maxsize=256)
def calendar_of(holidays: frozenset[date], closed_on: tuple[date, ...] = ()) -> BusinessCalendar:
    """One calendar object for equal days, so that what was counted in it is found again."""
    return BusinessCalendar(holidays, frozenset(closed_on))


# Ladders count from the same few days again and again: the steps are walked once.


@lru_cache(maxsize=1 << 15)
def _walked(calendar: BusinessCalendar, day: date, n: int, step: timedelta) -> date:
    while n:
        day += step
        n -= calendar.is_business_day(day)
    return day


@lru_cache(maxsize=1 << 15)
def _between(calendar: BusinessCalendar, start: date, end: date) -> int:
    weeks, rest = divmod((end - start).days, 7)
    days = 5 * weeks + sum((start + _DAY * n).weekday() < _SATURDAY for n in range(1, rest + 1))
    return days - (bisect_right(calendar.weekdays_off, end) - bisect_right(calendar.weekdays_off, start))


def distance_allows_on(
    last_letter_on: date | None, calendar: BusinessCalendar, apart_business_days: int
) -> date | None:
    """The first day on which another letter about the same patient may leave for this desk (R3).

    ``calendar`` is the desk's. None when no letter has left yet, so that nothing needs a distance.
    """
    return None if last_letter_on is None else calendar.add(last_letter_on, apart_business_days)
