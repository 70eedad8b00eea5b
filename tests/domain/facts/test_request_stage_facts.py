"""Identity, acceptance, open questions, signatures and contact points."""

from __future__ import annotations

from datetime import date

import pytest
from builders import NOW, World

from coordinator.domain.words import AuthorizationStatus, WorkItemKind


def test_an_identity_level_never_falls(world: World) -> None:
    world.record("identity_verified")

    assert not world.record("identity_verified", level=1).recorded
    assert world.case.identity_level == 3


def test_a_decision_deadline_may_be_none(world: World) -> None:
    world.case.deadline_on = date(2027, 1, 1)

    world.record("missing_answered", field="question.decision_deadline", value="none")

    assert world.case.deadline_on is None
    assert world.case.answers["question.decision_deadline"] == "none"


def test_an_answered_deadline_is_the_case_deadline_and_soft(world: World) -> None:
    world.record("missing_answered", field="question.decision_deadline", value="2027-02-01")

    assert (world.case.deadline_on, world.case.deadline_fixed) == (date(2027, 2, 1), False)


def test_an_emergency_is_ended_by_its_own_answer_and_by_nothing_else(world: World) -> None:
    world.record("emergency")
    world.record("patient_reached")
    world.record("hold_ended")
    assert world.case.answers["screening.emergency_now"] == "yes"

    world.record("missing_answered", field="screening.emergency_now", value="no")

    assert world.case.answers["screening.emergency_now"] == "no"
    assert world.case.hold_review_on is None


def test_whoever_accepts_an_unowned_case_is_its_navigator(world: World) -> None:
    world.case.accepted_at = world.case.navigator = None

    world.record("case_accepted", staff="lee@clinic.example")

    assert world.case.accepted_at == NOW
    assert world.case.navigator == "lee@clinic.example"


def test_a_signature_holds_180_days_when_nothing_else_is_said(world: World) -> None:
    world.asked(WorkItemKind.CALL_PATIENT, "auth-1")

    world.record("authorization_signed", authorization="auth-1", at="2026-11-30")

    paper = world.case.authorizations[0]
    assert paper.status is AuthorizationStatus.SIGNED
    assert paper.expires_on == date(2027, 5, 29)
    assert paper.signer == "patient"
    assert world.open_kinds() == []


def test_a_paper_may_be_signed_again_to_hold_longer(world: World) -> None:
    world.record("authorization_signed", authorization="auth-1")

    assert world.record("authorization_signed", authorization="auth-1", expires_on="2027-12-01").recorded
    assert world.case.authorizations[0].expires_on == date(2027, 12, 1)


def test_an_expired_paper_may_be_signed_again(world: World) -> None:
    world.record("authorization_signed", authorization="auth-1")
    world.case.authorizations[0].expires_on = date(2026, 11, 30)

    assert world.record("authorization_signed", authorization="auth-1").recorded
    assert world.case.authorizations[0].expires_on == date(2027, 5, 30)


def test_a_minor_does_not_sign(world: World) -> None:
    world.case.patient.birth_date = date(2012, 1, 1)

    assert world.refused("authorization_signed", authorization="auth-1").code == "authorization.minor_signs"
    assert world.record("authorization_signed", authorization="auth-1", signer="con-1").recorded
    assert world.case.authorizations[0].authority == "parent"


def test_who_lost_capacity_does_not_sign(world: World) -> None:
    world.record("capacity_lost")

    assert world.refused("authorization_signed", authorization="auth-1").code == "authorization.incomplete"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"signer": "con-2"}, "signer"),  # a companion
        ({"signer": "con-3"}, "signer"),  # authority not known to be in effect
        ({"signer": "con-4"}, "authority"),  # no authority in words
        ({"expires_on": "2026-12-01"}, "expires_on"),
        ({"at": "2026-01-01"}, "expires_on"),
    ],
)
def test_a_defective_paper_is_refused_with_what_it_lacks(world: World, values: dict[str, str], field: str) -> None:
    refusal = world.refused("authorization_signed", authorization="auth-1", **values)

    assert (refusal.code, refusal.field) == ("authorization.incomplete", field)


def test_authority_given_with_the_signature_stays_with_the_paper(world: World) -> None:
    world.record("authorization_signed", authorization="auth-1", signer="con-4", authority="court order")

    assert world.case.authorizations[0].authority == "court order"
    assert "court" not in repr(world.event("authorization_signed"))


def test_a_revoked_paper_stops_what_is_on_its_way_and_is_not_signed_again(world: World) -> None:
    recorded = world.record("authorization_revoked", authorization="auth-1")

    assert world.case.stopped_seq == recorded.seq
    assert world.case.authorizations[0].revoked_at == NOW
    assert world.refused("authorization_signed", authorization="auth-1").code == "authorization.revoked"


def test_a_confirmed_contact_point_bounces_no_more(world: World) -> None:
    point = world.case.patient.contact_points[0]
    point.bounced_at = NOW
    world.asked(WorkItemKind.ADDRESS_BOUNCED, "mail-1")

    world.record("contact_verified", contact="mail-1")

    assert (point.verified_at, point.bounced_at) == (NOW, None)
    assert world.open_kinds() == []


def test_a_new_address_must_prove_itself(world: World) -> None:
    world.record("contact_verified", contact="mail-1")
    world.record("detail_allowed", contact="mail-1")

    world.record("address_changed", contact="mail-1", value=" Maria.Q@Mail.EXAMPLE ")

    point = world.case.patient.contact_points[0]
    assert point.value == "Maria.Q@mail.example"
    assert point.verified_at is None
    assert point.detail_allowed_at is None
    assert world.event("contact_added") == {"contact": "mail-1"}


def test_only_an_address_at_which_the_reader_is_written_to_is_asked_to_prove_itself(world: World) -> None:
    world.record("address_changed", contact="tel-1", value="(212) 555-0199")
    world.record("address_changed", contact="mail-2", value="new@mail.example")

    assert world.case.patient.contact_points[1].value == "+12125550199"
    assert "contact_added" not in world.events()


def test_an_opt_out_is_a_stop(world: World) -> None:
    recorded = world.record("channel_opted_out", contact="mail-1")

    assert world.case.stopped_seq == recorded.seq
    assert not world.case.patient.contact_points[0].open
