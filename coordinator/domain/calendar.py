"""Local time: what a clock on somebody's wall shows, and the moment at which it shows it (``domain.md`` §12 R4)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from coordinator.domain.errors import Refused


@lru_cache(maxsize=1 << 14)  # the engine asks the same few moments over and over
def local(at: datetime, zone: str) -> datetime:
    """The moment ``at`` as the wall clock of ``zone`` (an IANA name) shows it; ``zone.unknown`` for no such zone."""
    if at.tzinfo is None:
        raise ValueError("a moment needs its offset")
    return at.astimezone(_zone(zone))


@lru_cache(maxsize=1 << 16)
def at_local(day: date, wall: time, zone: str) -> datetime:
    """The first moment, in UTC, at which the wall clock of ``zone`` has reached ``wall`` on ``day``.

    An hour that the clock skips gives the moment at which it jumps; one that it repeats gives the first passing.
    """
    there = _zone(zone)
    shown = datetime.combine(day, wall.replace(tzinfo=None, fold=0))
    moment = shown.replace(tzinfo=there).astimezone(UTC)
    if moment.astimezone(there).replace(tzinfo=None) == shown:
        return moment
    before_the_jump = shown.replace(tzinfo=there, fold=1).astimezone(UTC)
    return _jump(before_the_jump, moment, shown, there)


def _jump(before: datetime, after: datetime, shown: datetime, there: ZoneInfo) -> datetime:
    """The second between ``before`` and ``after`` at which the wall clock leaps over ``shown``.

    Python would place a skipped 02:30 at 03:30, so the jump itself has to be looked for.
    """
    low, high = before.replace(microsecond=0), after.replace(microsecond=0)
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        if middle.astimezone(there).replace(tzinfo=None) < shown:
            low = middle
        else:
            high = middle
    return high


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as problem:
        raise Refused("zone.unknown", name, field="time_zone") from problem
