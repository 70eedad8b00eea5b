"""After which events the engine looks again, and after which it need not."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest
from memory_lives import Story

from coordinator.domain.calendar import at_local
from coordinator.domain.case import Case
from coordinator.domain.conditions import CONDITIONS
from coordinator.domain.event import Event
from coordinator.domain.guards import GUARDS
from coordinator.domain.words import DeadlineRisk
from coordinator.paths import default_playbook
from coordinator.playbook.engine import advance
from coordinator.playbook.loader import load
from coordinator.playbook.next_rung import next_rung
from coordinator.playbook.post_room import stirs


def _message(name: str, at: datetime) -> Event:
    return Event(1, "message_sent", at, "engine", {"name": name})


@pytest.mark.parametrize(("name", "stirring"), [("m01-welcome", False), ("m32-unreachable", True)])
def test_a_message_that_left_stirs_the_case_only_where_something_waits_for_it(name: str, stirring: bool) -> None:
    story = Story.of("0001")

    assert stirs(_message(name, story.now), load(default_playbook())) is stirring


def test_a_deadline_that_passes_at_midnight_is_seen_although_a_mail_had_just_left() -> None:
    story = Story.of("0001")
    case = story.life.case
    assert case.deadline_on is not None
    midnight = at_local(case.deadline_on + timedelta(days=1), time(0), case.patient.time_zone)
    case.begin_noting()

    advance(case, [_message("m01-welcome", midnight - timedelta(hours=14))], story.life.book, midnight)

    assert case.deadline_risk is DeadlineRisk.BREACHED


def _were_read(case: Case) -> None:
    raise AssertionError("work items were read")


@pytest.mark.parametrize("number", ["0001", "0004", "0006"])
def test_no_condition_guard_or_rung_reads_work_items(number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Their opening and ending is silent (``playbook/touched.py``); who adds one that does takes it from there."""
    story = Story.of(number)
    story.accept()
    story.sign_all()
    story.advance(days=20)
    case, book = story.life.case, story.life.book
    assert case.work_items

    monkeypatch.setattr(Case, "work_items", property(_were_read))

    subjects = {"case", *(wait.subject for wait in case.waits)}
    for condition in CONDITIONS.values():
        for subject in subjects:
            condition(case, subject)
    for guard in GUARDS.values():
        list(guard(case, date(2026, 12, 24)))
    for wait in case.waits:
        next_rung(wait, case, book, story.now)
