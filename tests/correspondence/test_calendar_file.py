"""The calendar file of a visit: the right moment in every program, and a title that gives nothing away."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from icalendar import Calendar

from coordinator.correspondence.calendar_file import Method, appointment_ics
from coordinator.correspondence.errors import HeaderRefused

STAMP = datetime(2026, 12, 1, 12, 0, tzinfo=UTC)


def visit(
    starts_at: datetime, time_zone: str, method: Method = Method.REQUEST, sequence: int = 0, place: str = "1 Main St"
) -> bytes:
    return appointment_ics(
        "visit-1@coordination.example",
        sequence,
        starts_at,
        45,
        time_zone,
        "Second Opinion Coordination",
        place,
        "care@coordination.example",
        method,
        stamped_at=STAMP,
    )


def event_of(raw: bytes):
    (event,) = Calendar.from_ical(raw).walk("VEVENT")
    return event


@pytest.mark.parametrize(
    ("starts_at", "time_zone", "local"),
    [
        (datetime(2027, 1, 5, 16, 30, tzinfo=UTC), "America/Chicago", "10:30"),
        (datetime(2027, 7, 5, 16, 30, tzinfo=UTC), "America/Chicago", "11:30"),
        (datetime(2027, 7, 5, 16, 30, tzinfo=UTC), "America/Phoenix", "09:30"),
        (datetime(2027, 3, 15, 16, 30, tzinfo=UTC), "America/New_York", "12:30"),
    ],
)
def test_a_visit_stands_at_its_local_time_with_the_rules_of_its_zone(starts_at, time_zone, local):
    raw = visit(starts_at, time_zone)

    start = event_of(raw)["DTSTART"]
    assert start.params["TZID"] == time_zone
    assert f"{start.dt:%H:%M}" == local
    assert start.dt.astimezone(UTC) == starts_at
    assert [str(zone["TZID"]) for zone in Calendar.from_ical(raw).walk("VTIMEZONE")] == [time_zone]


def test_a_visit_across_the_change_of_clocks_keeps_its_length():
    event = event_of(visit(datetime(2027, 3, 14, 7, 45, tzinfo=UTC), "America/Chicago"))

    assert (event["DTEND"].dt.astimezone(UTC) - event["DTSTART"].dt.astimezone(UTC)).total_seconds() == 45 * 60


def test_the_title_is_neutral():
    event = event_of(visit(datetime(2027, 1, 5, 16, 30, tzinfo=UTC), "America/Chicago"))

    assert event["SUMMARY"] == "Appointment (Second Opinion Coordination)"
    assert "DESCRIPTION" not in event


def test_a_cancelled_visit_is_the_same_visit_in_a_later_version():
    moment = datetime(2027, 1, 5, 16, 30, tzinfo=UTC)

    raw = visit(moment, "America/Chicago", Method.CANCEL, sequence=1)

    assert event_of(raw)["UID"] == event_of(visit(moment, "America/Chicago"))["UID"]
    assert event_of(raw)["SEQUENCE"] == 1
    assert event_of(raw)["STATUS"] == "CANCELLED"
    assert Calendar.from_ical(raw)["METHOD"] == "CANCEL"


def test_the_same_visit_has_the_same_bytes():
    moment = datetime(2027, 1, 5, 16, 30, tzinfo=UTC)

    assert visit(moment, "America/Chicago") == visit(moment, "America/Chicago")


def test_a_place_with_a_line_break_is_refused():
    with pytest.raises(HeaderRefused):
        visit(datetime(2027, 1, 5, 16, 30, tzinfo=UTC), "America/Chicago", place="1 Main St\r\nATTENDEE:x")
