"""Local time and send windows, checked over every zone whose clocks change in these years."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from zoneinfo import ZoneInfo, available_timezones

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordinator.domain.business_days import BusinessCalendar
from coordinator.domain.calendar import at_local, local
from coordinator.domain.errors import Refused
from coordinator.domain.window import (
    Window,
    is_open,
    next_allowed_day,
    next_open,
    previous_allowed_day,
    spread,
    usual_time,
)

FIRST, LAST = date(2025, 1, 1), date(2028, 12, 31)
FEDERAL = BusinessCalendar(frozenset(holidays.country_holidays("US", years=range(2025, 2030), categories=("public",))))
PATIENT = Window(time(9), time(19), time(10), business_days_only=False, not_on_sundays=True, not_on_holidays=True)
OFFICE = Window(time(9), time(16), time(9), business_days_only=True, not_on_sundays=False, not_on_holidays=False)
CHICAGO, NEW_YORK = "America/Chicago", "America/New_York"


@cache
def changes() -> dict[str, tuple[date, ...]]:
    """For each zone that changes its offset in these years, the days on which it does.

    Looked for week by week, then day by day; `posix/` and `right/` copies of the same zones are left out.
    """
    found = {}
    for name in sorted(available_timezones()):
        there = ZoneInfo(name)

        def offset(day: date, there: ZoneInfo = there) -> timedelta | None:
            return datetime(day.year, day.month, day.day, tzinfo=UTC).astimezone(there).utcoffset()

        days, week = [], FIRST
        while week < LAST:
            if offset(week) != offset(week + timedelta(days=7)):
                days += [
                    day
                    for day in (week + timedelta(days=n) for n in range(7))
                    if offset(day) != offset(day + timedelta(days=1))
                ]
            week += timedelta(days=7)
        if days:
            found[name] = tuple(days)
    return found


@pytest.fixture(autouse=True, scope="module")
def zone_tables_read() -> None:
    """Reading every zone takes a second, which the first example of a property should not be charged with."""
    changes()


@st.composite
def zones_and_days(draw: st.DrawFn) -> tuple[str, date]:
    """A zone with a day of these years, half of the time close to a change of its clocks."""
    zone = draw(st.sampled_from(sorted(changes())))
    near = st.builds(
        lambda day, n: day + timedelta(days=n), st.sampled_from(changes()[zone]), st.integers(min_value=-1, max_value=2)
    )
    return zone, draw(near | st.dates(FIRST, LAST))


def wall_clock(at: datetime, zone: str) -> datetime:
    return at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def assert_is_first_moment(at: datetime, day: date, wall: time, zone: str) -> None:
    """``at`` is the first moment at which the wall clock has reached ``wall``: an oracle that knows no rule."""
    shown = datetime.combine(day, wall)
    assert at.tzinfo is UTC
    assert wall_clock(at, zone) >= shown
    earlier = [timedelta(seconds=1), *(timedelta(minutes=n) for n in range(1, 190, 7)), timedelta(hours=12)]
    assert all(wall_clock(at - ago, zone) < shown for ago in earlier)


def test_the_years_under_test_hold_the_zones_they_should() -> None:
    assert {NEW_YORK, "Australia/Lord_Howe", "Africa/Casablanca", "Europe/Berlin"} <= set(changes())
    assert "Asia/Tokyo" not in changes()
    assert len(changes()[NEW_YORK]) == 8


def test_half_past_two_is_right_on_every_day_of_every_change() -> None:
    for zone, days in changes().items():
        for changed in days:
            for day in (changed + timedelta(days=n) for n in (-1, 0, 1, 2)):
                assert_is_first_moment(at_local(day, time(2, 30), zone), day, time(2, 30), zone)


@given(zones_and_days(), st.times().map(lambda wall: wall.replace(second=0, microsecond=0)))
@settings(deadline=None)
def test_a_local_time_is_the_first_moment_at_which_the_wall_clock_reaches_it(
    where: tuple[str, date], wall: time
) -> None:
    zone, day = where
    assert_is_first_moment(at_local(day, wall, zone), day, wall, zone)


@given(zones_and_days())
@settings(deadline=None)
def test_a_daily_half_past_two_comes_once_a_day_on_its_own_day(where: tuple[str, date]) -> None:
    zone, first = where
    days = [first + timedelta(days=n) for n in range(4)]
    moments = [at_local(day, time(2, 30), zone) for day in days]
    assert [local(at, zone).date() for at in moments] == days
    assert all(timedelta(hours=21) < later - at < timedelta(hours=27) for at, later in pairwise(moments))


@given(zones_and_days(), st.times(time(16), time(23, 59)))
@settings(deadline=None)
def test_after_hours_the_office_opens_at_nine_on_its_next_business_day(where: tuple[str, date], evening: time) -> None:
    zone, day = where
    opening = next_open(OFFICE, at_local(day, evening, zone), zone, FEDERAL)
    there = local(opening, zone)
    assert (there.date(), there.time()) == (FEDERAL.add(day, 1), time(9))


@given(zones_and_days(), st.times(), st.sampled_from([PATIENT, OFFICE]))
@settings(max_examples=60, deadline=None)
def test_a_window_is_shut_from_now_until_its_next_opening(where: tuple[str, date], wall: time, window: Window) -> None:
    zone, day = where
    now = at_local(day, wall, zone)
    opening = next_open(window, now, zone, FEDERAL)
    assert opening >= now
    assert is_open(window, opening, zone, FEDERAL)
    waited = int((opening - now) / timedelta(minutes=20))
    assert not any(is_open(window, now + timedelta(minutes=20 * n), zone, FEDERAL) for n in range(waited))


@pytest.mark.parametrize(
    ("day", "wall", "zone", "moment"),
    [
        (date(2027, 3, 14), time(2, 30), NEW_YORK, datetime(2027, 3, 14, 7, 0, tzinfo=UTC)),
        (date(2027, 11, 7), time(1, 30), NEW_YORK, datetime(2027, 11, 7, 5, 30, tzinfo=UTC)),
        (date(2027, 10, 3), time(2, 15), "Australia/Lord_Howe", datetime(2027, 10, 2, 15, 30, tzinfo=UTC)),
        (date(2026, 11, 24), time(9), CHICAGO, datetime(2026, 11, 24, 15, 0, tzinfo=UTC)),
        (date(2011, 12, 30), time(9), "Pacific/Apia", datetime(2011, 12, 30, 10, 0, tzinfo=UTC)),
    ],
    ids=["skipped hour", "repeated hour", "half an hour skipped", "plain", "a whole day skipped"],
)
def test_known_moments(day: date, wall: time, zone: str, moment: datetime) -> None:
    assert at_local(day, wall, zone) == moment


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "America", "../etc/passwd"])
def test_a_zone_that_does_not_exist_is_refused(zone: str) -> None:
    with pytest.raises(Refused, match=r"zone\.unknown"):
        at_local(date(2026, 11, 24), time(9), zone)


def test_a_moment_without_an_offset_is_not_taken_for_anybodys_time() -> None:
    with pytest.raises(ValueError, match="offset"):
        local(datetime.combine(date(2026, 11, 24), time(9)), CHICAGO)


def test_the_opening_time_is_inside_the_window_and_the_closing_time_is_not() -> None:
    tuesday = date(2026, 11, 24)
    inside = {wall: is_open(PATIENT, at_local(tuesday, wall, CHICAGO), CHICAGO, FEDERAL) for wall in (
        time(8, 59, 59), time(9), time(18, 59, 59), time(19)
    )}  # fmt: skip
    assert list(inside.values()) == [False, True, True, False]


def test_an_open_window_makes_nobody_wait() -> None:
    noon = at_local(date(2026, 11, 24), time(12, 34, 56), CHICAGO)
    assert next_open(PATIENT, noon, CHICAGO, FEDERAL) == noon


def test_a_window_that_opens_inside_the_skipped_hour_opens_when_the_clock_jumps() -> None:
    early = Window(time(2, 30), time(5), time(3), False, False, False)
    midnight = at_local(date(2027, 3, 14), time(0), NEW_YORK)
    assert next_open(early, midnight, NEW_YORK, FEDERAL) == datetime(2027, 3, 14, 7, tzinfo=UTC)


def test_a_window_that_the_skipped_hour_swallows_opens_on_the_next_day() -> None:
    night = Window(time(2, 10), time(2, 50), time(2, 30), False, False, False)
    midnight = at_local(date(2027, 3, 14), time(0), NEW_YORK)
    assert local(next_open(night, midnight, NEW_YORK, FEDERAL), NEW_YORK).date() == date(2027, 3, 15)


@pytest.mark.rule("12-R5")
def test_patients_are_left_alone_on_sundays_and_holidays_and_hear_on_saturdays() -> None:
    thanksgiving, saturday, sunday = date(2026, 11, 26), date(2026, 11, 28), date(2026, 11, 29)
    assert [PATIENT.allows(day, FEDERAL) for day in (thanksgiving, saturday, sunday)] == [False, True, False]


def test_an_office_is_closed_on_weekends_holidays_and_its_own_closing_days() -> None:
    desk = BusinessCalendar(FEDERAL.holidays, closed_on=frozenset({date(2026, 11, 27)}))
    wednesday_night = at_local(date(2026, 11, 25), time(18), CHICAGO)
    assert local(next_open(OFFICE, wednesday_night, CHICAGO, desk), CHICAGO).date() == date(2026, 11, 30)


@pytest.mark.rule("12-R5")
def test_reminders_before_a_visit_move_earlier_and_others_later() -> None:
    christmas_friday = date(2026, 12, 25)
    assert previous_allowed_day(PATIENT, christmas_friday, FEDERAL) == date(2026, 12, 24)
    assert next_allowed_day(PATIENT, christmas_friday, FEDERAL) == date(2026, 12, 26)
    sunday = date(2026, 12, 27)
    assert previous_allowed_day(PATIENT, sunday, FEDERAL) == date(2026, 12, 26)
    assert next_allowed_day(PATIENT, sunday, FEDERAL) == date(2026, 12, 28)


def test_a_day_that_is_allowed_stays() -> None:
    tuesday = date(2026, 11, 24)
    assert next_allowed_day(OFFICE, tuesday, FEDERAL) == previous_allowed_day(OFFICE, tuesday, FEDERAL) == tuesday


def test_the_usual_time_follows_the_readers_clock_through_the_year() -> None:
    assert usual_time(PATIENT, date(2027, 1, 12), CHICAGO) == datetime(2027, 1, 12, 16, tzinfo=UTC)
    assert usual_time(PATIENT, date(2027, 7, 13), CHICAGO) == datetime(2027, 7, 13, 15, tzinfo=UTC)


@pytest.mark.parametrize("hours", [(9, 16, 16), (9, 16, 8), (16, 9, 12), (9, 9, 9)])
def test_a_window_whose_usual_time_lies_outside_is_refused(hours: tuple[int, int, int]) -> None:
    opens, closes, usually = hours
    with pytest.raises(Refused, match=r"window\.hours"):
        Window(time(opens), time(closes), time(usually), False, False, False)


def test_a_key_has_the_same_turn_in_every_release() -> None:
    assert spread("SO-7K4M-Q2/3/m01/patient/email") == timedelta(minutes=80)


@given(st.text())
@settings(deadline=None)
def test_a_turn_is_a_whole_minute_within_the_spread(key: str) -> None:
    assert timedelta(0) <= spread(key) < timedelta(minutes=90)
    assert spread(key) % timedelta(minutes=1) == timedelta(0)
    assert spread(key, minutes=1) == timedelta(0)


def test_turns_are_spread_over_the_whole_time() -> None:
    turns = {spread(f"case {n}") for n in range(2000)}
    assert len(turns) == 90
