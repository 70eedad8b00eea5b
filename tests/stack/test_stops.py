"""A stop ends everything, whenever it is recorded (``design.md``, "What may never break", 4)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from stage import Stage

from coordinator.services import operate
from coordinator.services.perform import carry_out
from coordinator.services.record import record
from coordinator.services.releasing import release
from coordinator.services.world import new_id
from coordinator.store import claims
from coordinator.store.claims import Claim

Stopping = Callable[[Stage, str], None]


def dies(stage: Stage, ref: str) -> None:
    """Recorded without letting anything else happen."""
    record(stage.world, ref, "patient_died", {"on": "2026-11-23", "source": "family"})


def withdraws(stage: Stage, ref: str) -> None:
    """Recorded without letting anything else happen."""
    record(stage.world, ref, "withdrawn", {})


CONFIRMED = ["m31-withdrawal-confirm"]
"""What a withdrawal is answered with, once; nothing else leaves after a stop."""


def _left(stage: Stage, ref: str) -> list[str]:
    return [name for name in stage.names(ref) if name not in CONFIRMED]


STOPS = pytest.mark.parametrize(("stop", "reason"), [(dies, "stopped_deceased"), (withdraws, "stopped_withdrawn")])


def _with_welcome_due(stage: Stage) -> str:
    """A case whose first mail is ordered and has not left: outbound is paused meanwhile."""
    operate.pause(stage.world, "rehearsal")
    ref = stage.intake("0001")
    operate.resume(stage.world, "over")
    return ref


def _claim(stage: Stage) -> Claim:
    with stage.world.database.transaction() as session:
        found = claims.claim(session, "mail", stage.now, stage.world.lease, new_id())
    assert found is not None
    return found


@STOPS
def test_a_stop_before_anything_is_scheduled_lets_nothing_be_ordered(stage: Stage, stop: Stopping, reason: str) -> None:
    ref = stage.intake("0001")
    heard = len(_left(stage, ref))
    stop(stage, ref)
    stage.advance(days=30)

    assert len(_left(stage, ref)) == heard


@STOPS
def test_a_stop_after_scheduling_reaches_what_waits(stage: Stage, stop: Stopping, reason: str) -> None:
    ref = _with_welcome_due(stage)
    stop(stage, ref)
    stage.advance(days=2)

    assert _left(stage, ref) == []
    assert ("m01-welcome", reason) in stage.not_sent(ref)


@STOPS
def test_a_stop_between_claim_and_release_is_honoured(stage: Stage, stop: Stopping, reason: str) -> None:
    ref = _with_welcome_due(stage)
    claim = _claim(stage)
    stop(stage, ref)

    assert release(stage.world, claim) is None
    stage.rest()
    assert _left(stage, ref) == []
    assert (claim.effect.name, reason) in stage.not_sent(ref)


@STOPS
def test_a_stop_between_release_and_the_dot_is_honoured(stage: Stage, stop: Stopping, reason: str) -> None:
    ref = _with_welcome_due(stage)
    released = release(stage.world, _claim(stage))
    assert released is not None
    stop(stage, ref)
    carry_out(stage.world, released)
    stage.rest()

    assert _left(stage, ref) == []
    assert ("m01-welcome", reason) in stage.not_sent(ref)


def test_a_pause_between_release_and_the_dot_keeps_the_mail_until_it_is_over(stage: Stage) -> None:
    ref = _with_welcome_due(stage)
    released = release(stage.world, _claim(stage))
    assert released is not None
    operate.pause(stage.world, "somebody looks")
    carry_out(stage.world, released)
    stage.rest()
    assert stage.sink.mails == []

    operate.resume(stage.world, "looked")
    stage.rest()
    assert stage.names(ref) == ["m01-welcome"]
    assert len(stage.sink.mails) == 1


def test_a_death_told_for_one_case_stops_the_persons_other_case_too(stage: Stage) -> None:
    first = stage.intake("0001")
    operate.pause(stage.world, "rehearsal")
    second = stage.intake("0001", external_id="INTAKE-0001-B")
    operate.resume(stage.world, "over")
    heard = len(stage.sink.mails)
    dies(stage, first)
    stage.advance(days=3)

    assert len(stage.sink.mails) == heard
    assert ("m01-welcome", "stopped_deceased") in stage.not_sent(second)


@pytest.mark.rule("1.8-withdrawn")
def test_withdrawing_cancels_open_requests_and_tells_each_office_once(stage: Stage) -> None:
    ref = stage.intake("0006")
    stage.accept(ref)
    stage.sign_all(ref)
    stage.advance(hours=6)
    stage.fact(ref, "withdrawn")

    case = stage.case(ref)
    assert case.close_reason == "withdrawn_by_patient"
    assert {r.status for r in case.requests} == {"cancelled"}
    desks = {r.desk.id for r in case.requests if r.sent_at and r.desk}
    told = [row.desk_id for row in stage.sent(ref, name="l09-cancel-request")]
    assert sorted(told) == sorted(desks)
    assert stage.names(ref).count("m31-withdrawal-confirm") == 1


def test_a_revoked_paper_stops_what_rests_on_it(stage: Stage) -> None:
    ref = stage.intake("0006")
    stage.accept(ref)
    stage.sign_all(ref)
    letters = len(stage.names(ref, kind="letter"))
    stage.fact(ref, "authorization_revoked", authorization=stage.case(ref).authorizations[0].id)
    stage.advance(days=40)

    assert len(stage.names(ref, kind="letter")) == letters


def test_a_mail_on_its_way_never_reaches_an_address_that_was_changed_meanwhile(stage: Stage) -> None:
    ref = _with_welcome_due(stage)
    released = release(stage.world, _claim(stage))
    assert released is not None
    email = stage.case(ref).patient.contact_points[0]
    record(stage.world, ref, "address_changed", {"contact": email.id, "value": "new@patients.example"})
    carry_out(stage.world, released)
    stage.rest()

    assert {mail.rcpt_tos for mail in stage.sink.mails} == {("new@patients.example",)}


def test_a_mail_that_waits_for_the_relay_is_made_anew_for_a_changed_address(stage: Stage) -> None:
    ref = _with_welcome_due(stage)
    claim = _claim(stage)
    assert release(stage.world, claim) is not None
    with stage.world.database.transaction() as session:
        claims.fail(session, claim, stage.now, "451")
    email = stage.case(ref).patient.contact_points[0]
    record(stage.world, ref, "address_changed", {"contact": email.id, "value": "new@patients.example"})

    assert release(stage.world, _claim(stage)) is None
    stage.rest()
    assert {mail.rcpt_tos for mail in stage.sink.mails} == {("new@patients.example",)}
