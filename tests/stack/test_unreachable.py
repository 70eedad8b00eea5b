"""A patient whom nobody reaches: attempts, a letter, a pause, the end (``domain.md`` §1.8)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from stage import Stage

from coordinator.domain.calendar import local


def _searched(stage: Stage) -> str:
    ref = stage.intake("0006")
    stage.accept(ref)
    stage.fact(ref, "unreachable")
    return ref


def _calls(stage: Stage, ref: str) -> list[str]:
    items = sorted(stage.case(ref).work_items, key=lambda w: w.opened_at)
    return [w.code for w in items if w.code.startswith("t03-")]


def _letter(stage: Stage, ref: str) -> str:
    return next(w.id for w in stage.case(ref).work_items if w.open and w.code == "m32-unreachable")


@pytest.mark.rule("1.8-unreachable")
def test_two_channels_three_days_and_ten_business_days_before_the_letter(stage: Stage) -> None:
    ref = _searched(stage)
    stage.advance(days=13)
    case = stage.case(ref)
    called = [w for w in case.work_items if w.code.startswith("t03-")]
    zone = case.patient.time_zone

    assert len({local(w.opened_at, zone).date() for w in called}) >= 3
    assert len({w.code for w in called}) == len(called)  # each at another time of day
    mailed = [name for row in stage.sent(ref, channel="email") for name in (row.parts or [row.name])]
    assert "m36-please-call" in mailed
    assert not [e for e in stage.effects(ref) if e.name == "m32-unreachable"]

    stage.advance(days=4)
    (held,) = [e for e in stage.effects(ref) if e.name == "m32-unreachable"]
    assert held.status == "held"


@pytest.mark.rule("1.8-unreachable")
def test_an_urgent_search_takes_three_business_days_and_asks_a_contact(stage: Stage) -> None:
    ref = stage.intake("0001", treatment_scheduled={"what": "surgery", "on": "2026-12-04"})
    stage.accept(ref)
    stage.fact(ref, "unreachable")
    assert stage.case(ref).urgent
    stage.advance(days=5)

    assert [e.status for e in stage.effects(ref) if e.name == "m32-unreachable"] == ["held"]
    told = bool(stage.case(ref).patient.contacts)
    assert ("t03-neutral-message-to-contact" in _calls(stage, ref)) is told


@pytest.mark.rule("1.8-unreachable")
def test_the_letter_leaves_after_a_person_approved_then_thirty_days_on_hold_then_the_end(stage: Stage) -> None:
    ref = _searched(stage)
    stage.advance(days=17)
    assert not stage.case(ref).on_hold

    stage.fact(ref, "letter_approved", work_item=_letter(stage, ref))
    stage.advance(hours=30)

    (letter,) = stage.sent(ref, name="m32-unreachable")
    assert letter.channel == "print"
    case = stage.case(ref)
    assert (case.hold_reason, case.hold_review_on) == ("unreachable", letter.local_on + timedelta(days=30))

    stage.advance(days=28)
    assert stage.case(ref).open
    stage.advance(days=4)
    assert stage.case(ref).close_reason == "unreachable"
    heard = len(stage.names(ref))
    stage.advance(days=30)
    assert len(stage.names(ref)) == heard


@pytest.mark.rule("1.8-unreachable")
def test_a_patient_who_is_reached_ends_it_at_once(stage: Stage) -> None:
    ref = _searched(stage)
    stage.advance(days=17)
    letter = _letter(stage, ref)

    stage.fact(ref, "call_logged", contact="patient", outcome="reached")

    case = stage.case(ref)
    assert not case.on_hold
    assert not [w for w in case.work_items if w.open and (w.id == letter or w.code.startswith("t03-"))]
    assert ("m32-unreachable", "satisfied") in stage.not_sent(ref)
    stage.advance(days=60)
    assert stage.case(ref).close_reason != "unreachable"


def test_a_letter_that_nobody_approves_comes_before_a_supervisor(stage: Stage) -> None:
    ref = _searched(stage)
    stage.advance(days=40)

    assert stage.case(ref).open
    assert "unreachable" in {w.code for w in stage.case(ref).work_items if w.open and w.kind == "supervisor_review"}


def test_what_the_patient_gets_says_nothing_of_illness_or_records(stage: Stage) -> None:
    _searched(stage)
    stage.advance(days=1)

    mail = next(m for m in stage.sink.mails if b"Please call us" in m.content)
    words = mail.content.decode("ascii", "replace").lower()
    assert not [w for w in ("records", "cancer", "diagnos", "clinic", "hospital", "opinion about") if w in words]
