"""The check that letters to one desk keep their distance asks how urgent the case was then (``domain.md`` §12 R3)."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from memory_lives import a_person
from seen_cases import event, request, seen

from coordinator.domain.event import Event
from coordinator.domain.words import Channel, Priority, ToRole
from coordinator.simulate.memory.life import Left
from coordinator.simulate.world.invariants import too_close

MONDAY, WEDNESDAY, THURSDAY = (datetime(2026, 12, day, 18, tzinfo=UTC) for day in (7, 9, 10))


def a_letter(name: str, at: datetime, channel: Channel = Channel.FAX) -> Left:
    return Left(
        name, (name,), "letter", channel, ToRole.DESK, "+15415550150", "r-1", "desk-1",
        at, at.date(), "America/Los_Angeles", False, "person", at.day,
    )  # fmt: skip


def broken(*letters: Left, priorities: tuple[Event, ...] = ()) -> list[str]:
    case = seen(requests=[request()]).case
    return list(too_close(case, letters, a_person().book.playbook.limits, frozenset(), priorities))


def became(priority: Priority, at: str) -> Event:
    return event("priority_set", at, priority=priority)


def test_letters_three_business_days_apart_are_far_enough() -> None:
    assert broken(a_letter("l01-request", MONDAY), a_letter("l02-reminder", THURSDAY)) == []


@pytest.mark.parametrize("channel", list(Channel))
def test_the_same_letter_by_another_channel_keeps_the_distance_too(channel: Channel) -> None:
    assert broken(a_letter("l03-late", MONDAY), a_letter("l01-request", WEDNESDAY, channel))


def test_a_case_that_was_urgent_when_the_second_letter_left_may_be_routine_again() -> None:
    letters = a_letter("l03-late", MONDAY), a_letter("l01-request", WEDNESDAY)
    urgent, again = (
        became(Priority.URGENT, "2026-12-08T15:00+00:00"),
        became(Priority.ROUTINE, "2026-12-10T15:00+00:00"),
    )

    assert broken(*letters, priorities=(urgent, again)) == []


def test_what_became_urgent_only_afterwards_excuses_nothing() -> None:
    letters = a_letter("l03-late", MONDAY), a_letter("l01-request", WEDNESDAY)
    later, before = (
        became(Priority.URGENT, "2026-12-10T15:00+00:00"),
        became(Priority.ROUTINE, "2026-12-08T15:00+00:00"),
    )

    assert broken(*letters, priorities=(later,))
    assert broken(*letters, priorities=(became(Priority.URGENT, "2026-12-07T15:00+00:00"), before))


@pytest.mark.parametrize("free", ["l08-custody-receipt", "l09-cancel-request"])
def test_receipts_and_cancellations_never_wait(free: str) -> None:
    assert broken(a_letter("l01-request", MONDAY), a_letter(free, WEDNESDAY)) == []
