"""Who wants no mail gets none; what asks something comes by letter or by telephone (``domain.md`` §4.3, §12)."""

from __future__ import annotations

from typing import Any

import pytest
from stage import Stage

from coordinator.domain.words import WorkItemKind


def _points(stage: Stage, ref: str) -> dict[str, Any]:
    return {str(p.kind): p for p in stage.case(ref).patient.contact_points if p.contact_id is None}


def _asked_to_sign(stage: Stage, ref: str) -> list[str]:
    return [row.channel for row in stage.sent(ref) if "m06-sign-authorization" in (row.name, *row.parts)]


def _accepted(stage: Stage) -> str:
    ref = stage.intake("0001")
    stage.accept(ref)
    return ref


@pytest.mark.rule("4.3-opt-out")
def test_after_an_opt_out_of_mail_a_letter_takes_its_place_and_after_opting_in_mail_again(stage: Stage) -> None:
    ref = _accepted(stage)
    mail = _points(stage, ref)["email"].id
    stage.fact(ref, "channel_opted_out", contact=mail)
    stage.advance(days=3)
    channels = _asked_to_sign(stage, ref)
    assert set(channels) == {"print"}

    stage.fact(ref, "channel_opted_in", contact=mail)
    stage.advance(days=9)
    assert _asked_to_sign(stage, ref)[len(channels) :] == ["email"] * (len(_asked_to_sign(stage, ref)) - len(channels))
    assert len(_asked_to_sign(stage, ref)) > len(channels)


@pytest.mark.rule("4.3-opt-out")
def test_who_wants_neither_mail_nor_letter_is_called_about_what_asks_something(stage: Stage) -> None:
    ref = _accepted(stage)
    stage.fact(ref, "channel_opted_out", contact=_points(stage, ref)["email"].id, everything="yes")
    before = len(stage.sent(ref, kind="message"))
    stage.advance(days=3)

    assert all(point.opted_out_at for point in _points(stage, ref).values())
    assert len(stage.sent(ref, kind="message")) == before
    assert ("m06-sign-authorization", "opted_out") in stage.not_sent(ref)
    assert "m06-sign-authorization" in [w.code for w in stage.case(ref).open_items(WorkItemKind.CALL_PATIENT)]
