"""Business days, the distance between letters and the legal limit, with dates worked out by hand."""

from __future__ import annotations

from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordinator.domain.business_days import BusinessCalendar, distance_allows_on
from coordinator.domain.legal_deadline import assumed_receipt_on, extended_due_on, legal_due_on

YEARS = range(2025, 2030)
FEDERAL = BusinessCalendar(frozenset(holidays.country_holidays("US", years=YEARS, categories=("public",))))
RECEIVED = date(2026, 11, 24)
DUE = date(2026, 12, 24)

days = st.dates(date(2025, 6, 1), date(2028, 6, 1))
counts = st.integers(min_value=1, max_value=60)


@pytest.mark.rule("12-R1")
def test_the_holidays_are_the_federal_ones_and_their_observed_days() -> None:
    year_2026 = {day for day in FEDERAL.holidays if day.year == 2026}
    assert year_2026 == {
        date(2026, month, day)
        for month, day in [
            (1, 1), (1, 19), (2, 16), (5, 25), (6, 19), (7, 3), (7, 4), (9, 7), (10, 12), (11, 11), (11, 26), (12, 25)
        ]
    }  # fmt: skip


@pytest.mark.parametrize(
    ("received_on", "reminder_1", "reminder_2", "pre_deadline", "due_on", "past_deadline"),
    [
        (RECEIVED, date(2026, 12, 4), date(2026, 12, 15), date(2026, 12, 21), DUE, date(2026, 12, 28)),
        (
            date(2027, 1, 8),
            date(2027, 1, 20),
            date(2027, 1, 29),
            date(2027, 2, 4),
            date(2027, 2, 7),
            date(2027, 2, 8),
        ),
    ],
)
def test_the_rungs_of_a_record_request(
    received_on: date, reminder_1: date, reminder_2: date, pre_deadline: date, due_on: date, past_deadline: date
) -> None:
    assert FEDERAL.add(received_on, 7) == reminder_1
    assert FEDERAL.add(received_on, 14) == reminder_2
    assert FEDERAL.on_or_before(received_on + timedelta(days=27)) == pre_deadline
    assert legal_due_on(received_on) == due_on
    assert FEDERAL.on_or_after(received_on + timedelta(days=31)) == past_deadline


@pytest.mark.rule("12-R3")
def test_a_letter_keeps_its_distance_from_the_last_one() -> None:
    assert distance_allows_on(date(2027, 2, 4), FEDERAL, 3) == date(2027, 2, 9)
    assert distance_allows_on(date(2027, 2, 4), FEDERAL, 2) == date(2027, 2, 8)


def test_a_first_letter_needs_no_distance() -> None:
    assert distance_allows_on(None, FEDERAL, 3) is None


@pytest.mark.rule("12-R1")
def test_closing_days_of_the_office_are_not_counted() -> None:
    desk = BusinessCalendar(FEDERAL.holidays, closed_on=frozenset({date(2026, 11, 27)}))
    assert desk.add(RECEIVED, 7) == date(2026, 12, 7)
    assert desk.is_holiday(date(2026, 11, 27))


def test_no_business_days_from_a_day_is_that_day_itself() -> None:
    sunday = date(2026, 11, 29)
    assert FEDERAL.add(sunday, 0) == FEDERAL.before(sunday, 0) == sunday


def test_business_days_are_not_counted_backwards_by_accident() -> None:
    with pytest.raises(ValueError, match="from 0 up"):
        FEDERAL.add(RECEIVED, -1)


@given(days, counts)
@settings(deadline=None)
def test_the_nth_business_day_is_one_and_has_n_in_between(day: date, n: int) -> None:
    assert FEDERAL.is_business_day(FEDERAL.add(day, n))
    assert FEDERAL.between(day, FEDERAL.add(day, n)) == n
    assert FEDERAL.is_business_day(FEDERAL.before(day, n))


@given(days, counts)
@settings(deadline=None)
def test_before_undoes_add_on_business_days(day: date, n: int) -> None:
    start = FEDERAL.on_or_after(day)
    assert FEDERAL.before(FEDERAL.add(start, n), n) == start


@given(days, days, days)
@settings(deadline=None)
def test_counts_add_up_and_change_their_sign_with_the_direction(a: date, b: date, c: date) -> None:
    a, b, c = sorted((a, b, c))
    assert FEDERAL.between(a, b) + FEDERAL.between(b, c) == FEDERAL.between(a, c)
    assert FEDERAL.between(c, a) == -FEDERAL.between(a, c)


@given(days)
@settings(deadline=None)
@pytest.mark.rule("12-R2")
def test_a_rung_moves_only_over_days_off(day: date) -> None:
    earlier, later = FEDERAL.on_or_before(day), FEDERAL.on_or_after(day)
    assert earlier <= day <= later
    passed = [earlier + timedelta(days=n) for n in range(1, (later - earlier).days)]
    assert not any(FEDERAL.is_business_day(off) for off in passed)
    assert (earlier == later) is FEDERAL.is_business_day(day)


def test_ordinary_mail_is_assumed_to_arrive_after_five_calendar_days() -> None:
    assert assumed_receipt_on(date(2026, 11, 24)) == date(2026, 11, 29)


@pytest.mark.parametrize(
    ("until", "written_on", "due_on"),
    [
        (date(2027, 1, 8), date(2026, 12, 10), date(2027, 1, 8)),
        (date(2027, 1, 8), DUE, date(2027, 1, 8)),
        (date(2027, 1, 23), DUE, date(2027, 1, 23)),
        (date(2027, 3, 1), DUE, date(2027, 1, 23)),
        (None, DUE, date(2027, 1, 23)),
    ],
    ids=["named date", "dated on the last day", "sixty days", "more than sixty is cut", "no date means sixty"],
)
@pytest.mark.rule("12-R6")
def test_one_notice_in_time_moves_the_limit(until: date | None, written_on: date, due_on: date) -> None:
    extension = extended_due_on(RECEIVED, DUE, until, written_on, already_extended=False)
    assert (extension.due_on, extension.accepted) == (due_on, True)


@pytest.mark.parametrize(
    ("until", "written_on", "already_extended", "why"),
    [
        (date(2027, 1, 8), date(2026, 12, 25), False, "extension.late"),
        (date(2027, 1, 8), date(2026, 12, 10), True, "extension.second"),
        (date(2027, 1, 8), date(2026, 12, 25), True, "extension.second"),
        (DUE, date(2026, 12, 10), False, "extension.not_later"),
    ],
)
@pytest.mark.rule("12-R6")
def test_other_notices_change_nothing_and_say_why(
    until: date, written_on: date, already_extended: bool, why: str
) -> None:
    assert extended_due_on(RECEIVED, DUE, until, written_on, already_extended) == (DUE, False, why)


def test_a_date_beyond_sixty_days_is_told_as_cut() -> None:
    assert extended_due_on(RECEIVED, DUE, date(2027, 3, 1), DUE, False).why == "extension.capped"
    assert extended_due_on(RECEIVED, DUE, date(2027, 1, 23), DUE, False).why == "extension.granted"
