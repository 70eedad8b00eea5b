"""Moments and dates in the words of their reader. Input moments are aware; a zone is an IANA name."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, get_timezone_name

ENGLISH, SPANISH = "en", "es"

SPANISH_CLOCKS = {
    "America/New_York": "hora del este",
    "America/Chicago": "hora del centro",
    "America/Denver": "hora de la montaña",
    "America/Los_Angeles": "hora del Pacífico",
    "America/Anchorage": "hora de Alaska",
}
"""What people call the clock of these places, and of every other that changes on the same days."""

SPANISH_PLACES = {
    "America/Phoenix": "hora de Arizona",
    "America/Puerto_Rico": "hora de Puerto Rico",
    "Pacific/Honolulu": "hora de Hawái",
}
"""Clocks that never change. ``hora de la montaña`` would be an hour off in an Arizona summer."""

_DATE = {ENGLISH: "EEEE, MMMM d", SPANISH: "EEEE d 'de' MMMM"}
_LETTER_DATE = {ENGLISH: "MMMM d, y", SPANISH: "d 'de' MMMM 'de' y"}


def reader_date(on: date, language: str = ENGLISH) -> str:
    """``Tuesday, March 4`` or ``martes 4 de marzo``: how a patient reads a date (``domain.md`` §4.4). No year."""
    return format_date(on, _DATE.get(language, _DATE[ENGLISH]), locale=_locale(language))


def reader_time(at: datetime, time_zone: str, language: str = ENGLISH) -> str:
    """``10:30 AM Central Standard Time``, ``10:30 a. m., hora del centro``; ``at`` must be aware.

    Not the shorter ``Mountain Time``: Arizona keeps standard time in summer, and the short name would mislead there.
    """
    local = at.astimezone(ZoneInfo(time_zone))
    if language == SPANISH:
        half = "a. m." if local.hour < 12 else "p. m."
        return f"{local.hour % 12 or 12}:{local.minute:02d} {half}, {_spanish_zone(local, time_zone)}"
    name = get_timezone_name(_well_named(local), locale=_locale(language), width="long")
    return f"{format_time(local, 'h:mm a', locale=_locale(language))} {name}"


def letter_date(on: date, language: str = ENGLISH) -> str:
    """``November 23, 2026``: how an office reads a date, and the head of a patient's letter in its language."""
    return format_date(on, _LETTER_DATE.get(language, _LETTER_DATE[ENGLISH]), locale=_locale(language))


def a_las(time: str) -> str:
    """A Spanish time within a sentence: ``a la 1:00 p. m.``, but ``a las 10:30 a. m.``."""
    return f"a la {time}" if time.startswith("1:") else f"a las {time}"


def _locale(language: str) -> str:
    return {ENGLISH: "en_US", SPANISH: "es_US"}.get(language, "en_US")


def _spanish_zone(local: datetime, time_zone: str) -> str:
    if time_zone in SPANISH_PLACES:
        return SPANISH_PLACES[time_zone]
    for well_known, name in SPANISH_CLOCKS.items():
        if _same_clock(local, ZoneInfo(well_known)):
            return name
    return get_timezone_name(local, locale=_locale(SPANISH), width="long")


def _same_clock(local: datetime, other: ZoneInfo) -> bool:
    """True where both clocks agree now and half a year on: summer time then agrees too."""
    half_a_year = timedelta(days=182)
    return all(
        (local + later).astimezone(other).utcoffset() == (local + later).utcoffset()
        for later in (timedelta(0), half_a_year)
    )


def _well_named(local: datetime) -> datetime:
    """The same moment in a zone that has a name: Indianapolis and Louisville have none and would read ``GMT-04:00``."""
    if getattr(local.tzinfo, "key", "").startswith(("America/Indiana/", "America/Kentucky/")):
        for well_known in (ZoneInfo("America/New_York"), ZoneInfo("America/Chicago")):
            there = local.astimezone(well_known)
            if there.utcoffset() == local.utcoffset():
                return there
    return local
