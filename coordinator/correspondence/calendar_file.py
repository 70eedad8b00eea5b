"""The calendar file of a visit. Its title is neutral: it shows on locked screens and in shared calendars."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, vCalAddress, vText

from coordinator.correspondence import headers

TITLES = {"en": "Appointment", "es": "Cita"}
"""What stands in the calendar, by the language of its owner."""


class Method(StrEnum):
    """What the file asks of the calendar."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"


def appointment_ics(
    uid: str,
    sequence: int,
    starts_at: datetime,
    minutes: int,
    time_zone: str,
    brand_name: str,
    place: str,
    organizer: str,
    method: Method = Method.REQUEST,
    *,
    language: str = "en",
    stamped_at: datetime,
) -> bytes:
    """One appointment in its own zone, with the zone's rules inside. ``starts_at`` and ``stamped_at`` are aware.

    ``uid`` stays the same for all versions of one appointment and ``sequence`` rises with each.
    """
    local = starts_at.astimezone(ZoneInfo(time_zone))
    event = Event()
    event.add("uid", headers.words(uid))
    event.add("sequence", sequence)
    event.add("dtstamp", stamped_at.astimezone(UTC))
    event.add("dtstart", local)
    event.add("dtend", (starts_at.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(ZoneInfo(time_zone)))
    event.add("summary", vText(f"{TITLES.get(language, TITLES['en'])} ({headers.words(brand_name)})"))
    event.add("location", vText(headers.words(place)))
    event.add("organizer", vCalAddress(f"mailto:{headers.address(organizer)}"))
    event.add("status", "CANCELLED" if method is Method.CANCEL else "CONFIRMED")
    event.add("class", "PRIVATE")
    calendar = Calendar()
    calendar.add("prodid", "-//Second Opinion Coordinator//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method.value)
    calendar.add_component(event)
    calendar.add_missing_timezones(first_date=date(local.year - 1, 1, 1), last_date=date(local.year + 2, 1, 1))
    return bytes(calendar.to_ical())
