"""What a day or an hour makes urgent: a deadline in danger (M14, N01), a visit by video today (M22)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from opinion_stories import Story, accepted, effect, on_paper, settle, text_of
from simulate.memory_lives import example

from coordinator.domain.calendar import local
from coordinator.domain.words import ToRole

DELAY, VIDEO = "m14-record-delay-urgent", "m22-video-2-hours"


def _to(story: Story, moment: str) -> None:
    story.now = datetime.fromisoformat(moment).astimezone(UTC)
    story.person.live_until(story.now)


def _deadline(day: str) -> dict[str, Any]:
    return {"question": {**example("0006")["question"], "decision_deadline": {"date": day}}}


def _open(story: Story, kind: str) -> list[str]:
    return [w.code for w in story.life.case.work_items if w.open and w.kind == kind]


@pytest.mark.rule("1.8-back-plan", "5-deadline-danger")
def test_a_deadline_in_danger_is_told_in_writing_and_by_telephone_and_a_breached_one_comes_before_staff() -> None:
    story = accepted("0006", **_deadline("2027-01-20"))
    _to(story, "2027-01-11T20:00:00+00:00")
    assert DELAY not in story.names()

    _to(story, "2027-01-13T04:00:00+00:00")
    assert story.names().count(DELAY) == 1
    assert DELAY in _open(story, "call_patient")
    assert "n01-deadline-alert" not in _open(story, "supervisor_review")

    _to(story, "2027-01-22T00:00:00+00:00")
    assert story.names().count(DELAY) == 1
    assert "n01-deadline-alert" in _open(story, "supervisor_review")


def test_a_danger_that_is_over_before_the_mail_left_is_not_told() -> None:
    story = accepted("0006", **_deadline("2027-01-20"))
    _to(story, "2027-01-12T09:00:00+00:00")  # 1 a.m. at home: ordered, and waiting for the morning
    assert DELAY in [e.name for e in story.life.post.waiting]

    story.fact("deadline_changed", on="2027-03-31", said_by="the patient")
    story.advance(days=2)

    assert DELAY not in story.names()


@pytest.mark.rule("1.8-infeasible")
def test_it_offers_what_saves_time_and_tells_nobody_to_wait_or_to_go_ahead() -> None:
    story = accepted("0006", **_deadline("2027-01-20"))

    text = text_of(on_paper(story, effect(DELAY, story.life.case, ToRole.PATIENT, "case", "message")).bytes)

    assert "by Wednesday, January 20." in text
    assert "Someone reads your files, and you do not need to come." in text
    assert "Please ask the doctor who treats you." in text
    for steering in ("you should", "we advise", "do not wait", "better"):
        assert steering not in text.lower()


def _video(hour: str, mode: str = "video", **changes: Any) -> Story:
    """A case whose visit is on Tuesday, December 15, at this hour of the patient's own zone."""
    story = accepted("0006", **changes)
    settle(story)
    case = story.life.case
    chosen = next(entry for entry in case.shortlist if not entry["excluded"])
    story.fact("provider_chosen", provider=chosen["provider"])
    story.fact("referral_accepted")
    story.fact("cost_agreed", amount_minor=20000)
    story.fact("appointment_booked", starts_at=f"2026-12-15T{hour}:00-08:00", mode=mode, place="1 Oak St")
    return story


def _hours_ahead(story: Story) -> list[float]:
    visit = story.life.case.appointments[-1].starts_at
    return [(visit - left.made_at).total_seconds() / 3600 for left in story.life.sent if left.name == VIDEO]


@pytest.mark.rule("5-video-today")
@pytest.mark.parametrize(("hour", "ahead"), [("14:00", [2.0]), ("11:00", [2.0]), ("10:00", []), ("08:30", [])])
def test_two_hours_before_a_visit_by_video_a_mail_says_so_but_never_before_nine(hour: str, ahead: list[float]) -> None:
    story = _video(hour)
    _to(story, "2026-12-16T00:00:00+00:00")

    assert _hours_ahead(story) == ahead
    assert "m21-reminder-1-day" in story.names()


def test_a_visit_in_person_brings_no_mail_two_hours_before() -> None:
    story = _video("14:00", mode="in_person")
    _to(story, "2026-12-16T00:00:00+00:00")

    assert _hours_ahead(story) == []


def test_a_visit_that_was_called_off_brings_none_either() -> None:
    story = _video("14:00")
    _to(story, "2026-12-15T16:00:00+00:00")
    told = {"reason": "ill", "by": "provider"}
    story.person.record(story.life, "appointment_cancelled", told, "operator", story.now)
    _to(story, "2026-12-16T00:00:00+00:00")

    assert _hours_ahead(story) == []


def test_a_patient_without_email_gets_neither_a_letter_nor_a_call_that_would_come_too_late() -> None:
    story = _video("14:00", patient={**example("0006")["patient"], "email": None})
    _to(story, "2026-12-16T00:00:00+00:00")

    assert _hours_ahead(story) == []
    assert VIDEO not in _open(story, "call_patient")
    assert "m21-reminder-1-day" in _open(story, "call_patient")


def test_it_says_the_hour_in_the_patients_own_time_and_how_to_get_help() -> None:
    story = _video("14:00")
    visit = story.life.case.appointments[-1]
    assert local(visit.starts_at, story.life.case.patient.time_zone).hour == 14

    text = text_of(on_paper(story, effect(VIDEO, story.life.case, ToRole.PATIENT, visit.id, "message")).bytes)

    assert "Your video visit is today at 2:00 PM Pacific Standard Time." in text
    assert "No link, or does it not work?" in text
