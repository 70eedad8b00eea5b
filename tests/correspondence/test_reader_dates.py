"""Dates and times in the words of their reader."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from coordinator.correspondence.dates import letter_date, reader_date, reader_time


def test_a_patient_reads_the_weekday_and_no_year():
    assert reader_date(date(2025, 3, 4)) == "Tuesday, March 4"


def test_an_office_reads_the_whole_date():
    assert letter_date(date(2026, 12, 24)) == "December 24, 2026"


@pytest.mark.parametrize(
    ("zone", "wanted"),
    [
        ("America/Chicago", "11:30 AM Central Daylight Time"),
        ("America/Phoenix", "9:30 AM Mountain Standard Time"),
        ("America/Denver", "10:30 AM Mountain Daylight Time"),
        ("Pacific/Honolulu", "6:30 AM Hawaii-Aleutian Standard Time"),
        ("America/Jamaica", "11:30 AM Eastern Standard Time"),
        ("America/Indiana/Indianapolis", "12:30 PM Eastern Daylight Time"),
    ],
)
def test_a_time_names_the_zone_that_holds_on_that_day(zone, wanted):
    assert reader_time(datetime(2027, 7, 5, 16, 30, tzinfo=UTC), zone) == wanted
