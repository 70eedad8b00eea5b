"""What the post room remembers of messages that left: as long as a budget may ask about them, and no longer."""

from __future__ import annotations

from datetime import date, timedelta

from coordinator.playbook.post_room import History

FIRST = date(2026, 11, 1)


def test_days_that_a_budget_may_ask_about_are_kept_and_older_ones_forgotten() -> None:
    history = History()

    for days in range(41):
        history.count_message(FIRST + timedelta(days=days))

    kept = [(FIRST + timedelta(days=40) - day).days for day in history.message_days]
    assert kept == list(range(13, -1, -1)), "the last fortnight, oldest first: a budget looks back a week"


def test_two_messages_of_one_day_count_twice_and_a_day_ahead_in_another_zone_is_kept() -> None:
    history = History(message_days=[FIRST + timedelta(days=1)])

    history.count_message(FIRST)
    history.count_message(FIRST)

    assert sorted(history.message_days) == [FIRST, FIRST, FIRST + timedelta(days=1)]
