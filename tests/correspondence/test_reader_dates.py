"""Dates and times in the words of their reader."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from coordinator.correspondence.dates import a_las, letter_date, reader_date, reader_time


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


def test_a_spanish_reader_reads_the_weekday_first_and_no_year():
    assert reader_date(date(2026, 12, 8), "es") == "martes 8 de diciembre"
    assert letter_date(date(2026, 12, 8), "es") == "8 de diciembre de 2026"


@pytest.mark.parametrize(
    ("zone", "winter", "summer"),
    [
        ("America/New_York", "11:30 a. m., hora del este", "12:30 p. m., hora del este"),
        ("America/Chicago", "10:30 a. m., hora del centro", "11:30 a. m., hora del centro"),
        ("America/Indiana/Indianapolis", "11:30 a. m., hora del este", "12:30 p. m., hora del este"),
        ("America/Denver", "9:30 a. m., hora de la montaña", "10:30 a. m., hora de la montaña"),
        ("America/Boise", "9:30 a. m., hora de la montaña", "10:30 a. m., hora de la montaña"),
        ("America/Phoenix", "9:30 a. m., hora de Arizona", "9:30 a. m., hora de Arizona"),
        ("America/Los_Angeles", "8:30 a. m., hora del Pacífico", "9:30 a. m., hora del Pacífico"),
        ("America/Anchorage", "7:30 a. m., hora de Alaska", "8:30 a. m., hora de Alaska"),
        ("Pacific/Honolulu", "6:30 a. m., hora de Hawái", "6:30 a. m., hora de Hawái"),
        ("America/Puerto_Rico", "12:30 p. m., hora de Puerto Rico", "12:30 p. m., hora de Puerto Rico"),
        ("America/Mexico_City", "10:30 a. m., hora estándar central", "10:30 a. m., hora estándar central"),
        ("America/Jamaica", "11:30 a. m., hora estándar oriental", "11:30 a. m., hora estándar oriental"),
    ],
)
def test_a_spanish_time_names_the_clock_as_people_there_call_it(zone, winter, summer):
    assert reader_time(datetime(2026, 12, 8, 16, 30, tzinfo=UTC), zone, "es") == winter
    assert reader_time(datetime(2027, 7, 5, 16, 30, tzinfo=UTC), zone, "es") == summer


@pytest.mark.parametrize(
    ("hour", "wanted"),
    [
        (5, "12:00 a. m., hora del este"),
        (17, "12:00 p. m., hora del este"),
        (18, "1:00 p. m., hora del este"),
    ],
)
def test_noon_and_midnight_are_twelve(hour, wanted):
    assert reader_time(datetime(2026, 12, 8, hour, tzinfo=UTC), "America/New_York", "es") == wanted


def test_one_o_clock_is_one_and_every_other_hour_is_many():
    assert a_las("1:00 p. m.") == "a la 1:00 p. m."
    assert a_las("10:30 a. m.") == "a las 10:30 a. m."
    assert a_las("11:00 a. m.") == "a las 11:00 a. m."
