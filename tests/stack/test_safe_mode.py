"""A rehearsal writes to nobody who is not listed: by no channel, and in no part of a mail."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from stage import Stage


def _safe(stage: Stage, *recipients: str) -> None:
    stage.world = replace(stage.world, safe_recipients=frozenset(recipients))


def _lived(stage: Stage, number: str) -> str:
    ref = stage.intake(number)
    stage.accept(ref)
    stage.advance_to(datetime(2026, 11, 24, 17, tzinfo=UTC))
    stage.sign_all(ref)
    stage.advance(days=2)
    return ref


def test_in_safe_mode_nothing_leaves_by_any_channel_and_each_says_why(stage: Stage) -> None:
    _safe(stage)
    ref = _lived(stage, "0004")

    assert stage.sink.mails == []
    assert stage.sent(ref) == []
    reasons = dict(stage.not_sent(ref))
    assert {reasons["m01-welcome"], reasons["l01-request"]} == {"safe_mode"}


def test_a_listed_reader_gets_every_part_and_nobody_else_anything(stage: Stage) -> None:
    listed = "rehearsal@beacon.example"
    _safe(stage, listed)
    ref = stage.intake("0001")
    patient = stage.case(ref).patient
    (mail,) = [p for p in patient.contact_points if p.kind == "email" and p.contact_id is None]
    stage.fact(ref, "address_changed", contact=mail.id, value=listed)
    stage.accept(ref)
    stage.sign_all(ref)
    stage.advance(days=2)

    assert stage.sink.mails
    assert {address for accepted in stage.sink.mails for address in accepted.rcpt_tos} == {listed}


@pytest.mark.parametrize("listed", ["13035550140@fax.example"])
def test_a_fax_number_is_listed_by_its_address_at_the_gateway(stage: Stage, listed: str) -> None:
    _safe(stage, listed)
    ref = _lived(stage, "0004")

    assert {row.address for row in stage.sent(ref)} == {listed}
