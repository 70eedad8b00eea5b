"""When somebody answers the telephone at an office, by its own clock and calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from coordinator.domain.business_days import calendar_of
from coordinator.domain.office_hours import Opening, opening

THANKSGIVING = date(2026, 11, 26)
DAYS = calendar_of(frozenset({THANKSGIVING}), (date(2026, 11, 27),))
CHICAGO = "America/Chicago"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026 in UTC; Chicago is six hours behind."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "said"),
    [
        (at(25, 14), Opening(False, at(25, 14, 30))),  # 08:00 there
        (at(25, 14, 30), Opening(True, at(25, 22, 30))),
        (at(25, 22, 29), Opening(True, at(25, 22, 30))),
        (at(25, 22, 30), Opening(False, at(30, 14, 30))),  # Thanksgiving, its own closing day, a weekend
        (at(28, 18), Opening(False, at(30, 14, 30))),
    ],
)
def test_an_office_is_open_in_its_hours_on_its_own_days(now: datetime, said: Opening) -> None:
    assert opening("08:30-16:30", now, CHICAGO, DAYS) == said


def test_hours_are_those_of_the_office_through_the_change_of_the_clock() -> None:
    saturday_before = datetime(2027, 3, 13, 18, tzinfo=UTC)

    found = opening("08:30-16:30", saturday_before, CHICAGO, DAYS)

    assert found == Opening(False, datetime(2027, 3, 15, 13, 30, tzinfo=UTC))


@pytest.mark.parametrize("hours", [None, "", "mornings", "16:30-08:30", "08:30-25:00", "08:70-16:30"])
def test_hours_that_nobody_can_read_are_not_guessed(hours: str | None) -> None:
    assert opening(hours, at(25, 15), CHICAGO, DAYS) is None


def test_hours_among_other_words_are_found() -> None:
    found = opening("Mon to Fri 8:30 – 16:30, closed at noon", at(25, 15), CHICAGO, DAYS)

    assert found == Opening(True, at(25, 22, 30))
