"""Moments and dates in the words of their reader. Input moments are aware; a zone is an IANA name."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_timezone_name


def reader_date(on: date, language: str = "en") -> str:
    """``Tuesday, March 4``: how a patient reads a date (``domain.md`` §4.4). The year is left out on purpose."""
    return format_date(on, "EEEE, MMMM d" if language == "en" else "full", locale=_locale(language))


def reader_time(at: datetime, time_zone: str, language: str = "en") -> str:
    """``10:30 AM Central Standard Time`` in the zone named; ``at`` must be aware.

    Not the shorter ``Mountain Time``: Arizona keeps standard time in summer, and the short name would mislead there.
    """
    local = at.astimezone(ZoneInfo(time_zone))
    name = get_timezone_name(_well_named(local), locale=_locale(language), width="long")
    return f"{format_time(local, 'h:mm a', locale=_locale(language))} {name}"


def letter_date(on: date) -> str:
    """``November 23, 2026``: how an office reads a date."""
    return format_date(on, "MMMM d, y", locale="en_US")


def _locale(language: str) -> str:
    return {"en": "en_US", "es": "es_US"}.get(language, "en_US")


def _well_named(local: datetime) -> datetime:
    """The same moment in a zone that has a name: Indianapolis and Louisville have none and would read ``GMT-04:00``."""
    if getattr(local.tzinfo, "key", "").startswith(("America/Indiana/", "America/Kentucky/")):
        for well_known in (ZoneInfo("America/New_York"), ZoneInfo("America/Chicago")):
            there = local.astimezone(well_known)
            if there.utcoffset() == local.utcoffset():
                return there
    return local
