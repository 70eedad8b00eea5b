"""Priority follows the nearest date and never falls by itself."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coordinator.domain.priority import next_change_on, priority_for, raised
from coordinator.domain.words import Priority

TODAY = date(2026, 11, 23)
some_day = st.none() | st.integers(min_value=-60, max_value=120).map(lambda n: TODAY + timedelta(days=n))


def in_days(n: int) -> date:
    return TODAY + timedelta(days=n)


@pytest.mark.parametrize(
    ("days", "priority"),
    [
        (-1, Priority.URGENT),
        (0, Priority.URGENT),
        (14, Priority.URGENT),
        (15, Priority.EXPEDITED),
        (35, Priority.EXPEDITED),
        (36, Priority.ROUTINE),
    ],
)
def test_the_days_left_give_the_priority(days: int, priority: Priority) -> None:
    assert priority_for(in_days(days), None, TODAY) is priority
    assert priority_for(None, in_days(days), TODAY) is priority


def test_the_nearer_of_deadline_and_treatment_decides() -> None:
    assert priority_for(in_days(90), in_days(10), TODAY) is Priority.URGENT
    assert priority_for(in_days(20), in_days(90), TODAY) is Priority.EXPEDITED


def test_a_case_without_dates_is_routine_for_ever() -> None:
    assert priority_for(None, None, TODAY) is Priority.ROUTINE
    assert next_change_on(None, None, TODAY) is None


@given(st.sampled_from(Priority), st.sampled_from(Priority))
@settings(deadline=None)
def test_a_priority_rises_and_never_falls_by_itself(current: Priority, computed: Priority) -> None:
    order = [Priority.ROUTINE, Priority.EXPEDITED, Priority.URGENT]
    assert order.index(raised(current, computed)) == max(order.index(current), order.index(computed))


def test_the_next_change_is_the_day_on_which_a_limit_is_reached() -> None:
    assert next_change_on(in_days(49), None, TODAY) == in_days(14)
    assert next_change_on(in_days(35), None, TODAY) == in_days(21)
    assert next_change_on(in_days(14), None, TODAY) is None


@given(some_day, some_day)
@settings(deadline=None)
def test_the_next_change_is_the_first_day_with_another_answer(
    deadline_on: date | None, treatment_on: date | None
) -> None:
    now = priority_for(deadline_on, treatment_on, TODAY)
    ahead = (in_days(n) for n in range(1, 200))
    first = next((day for day in ahead if priority_for(deadline_on, treatment_on, day) is not now), None)
    assert next_change_on(deadline_on, treatment_on, TODAY) == first
