"""A message that somebody at the desk writes: through privacy, opt-ins, gate and window like every other."""

from __future__ import annotations

import pytest
from browsing import Browser
from desk_people import NAVIGATOR, PASSWORD
from stage import Stage
from stage_walk import accepted

from coordinator.domain.errors import Refused
from coordinator.domain.words import EffectStatus
from coordinator.services.record import record

WORDS = "Your scan of the heart is here.\nWe sent it on."
WRITTEN = "m39-message-from-us"


@pytest.fixture
def nora(stage: Stage) -> Browser:
    """The navigator, signed in."""
    browser = Browser.of(stage)
    browser.sign_in(NAVIGATOR, PASSWORD)
    return browser


def mail_about(stage: Stage, ref: str) -> list[bytes]:
    """The bytes of what somebody wrote, as they left."""
    ids = [row.message_id.encode() for row in stage.sent(ref, name=WRITTEN)]
    return [mail.content for mail in stage.sink.mails if any(one in mail.content for one in ids)]


def orders(stage: Stage, ref: str) -> list[tuple[str, str]]:
    return [(str(e.status), e.reason or "") for e in stage.effects(ref) if e.name == WRITTEN]


def test_what_somebody_writes_waits_to_be_cancelled_and_says_in_a_mail_only_that_it_is_there(
    stage: Stage, nora: Browser
) -> None:
    ref = accepted(stage, "0001")
    here = f"/cases/{ref}/messages/new"
    assert "says only that there is a message" in nora.get(here).text

    empty = nora.post(here, contact="patient", text=" ", step="look")
    seen = nora.post(here, contact="patient", text=WORDS, step="look")
    assert (empty.status_code, seen.status_code) == (422, 200)
    assert "We wrote you a message." in seen.text
    assert orders(stage, ref) == []

    nora.post(here, contact="patient", text="Never mind this one.", step="send")
    stage.rest()
    assert orders(stage, ref) == [("pending", "cancel_window")]
    order = next(e for e in stage.effects(ref) if e.name == WRITTEN)
    nora.post(f"/cases/{ref}/messages/orders/{order.id}/cancel")
    nora.post(here, contact="patient", text=WORDS, step="send")
    nora.post(here, contact="patient", text=WORDS, step="send")
    stage.advance(minutes=20)

    assert sorted(orders(stage, ref)) == [("done", ""), ("never", "cancelled")]
    sent = mail_about(stage, ref)
    assert len(sent) == 1
    assert b"We wrote you a message" in sent[0]
    assert b"scan" not in sent[0]


def test_the_words_stand_in_the_mail_where_its_reader_allowed_details(stage: Stage, nora: Browser) -> None:
    ref = accepted(stage, "0001")
    point = stage.case(ref).patient.points_of(None)[0]
    stage.fact(ref, "detail_allowed", contact=point.id)

    stage.fact(ref, "message_written", contact="patient", text=WORDS)
    stage.fact(ref, "message_written", contact="patient", text="And one thing more.")
    stage.advance(minutes=20)

    sent = b"".join(mail_about(stage, ref))
    assert b"Your scan of the heart is here." in sent
    assert b"And one thing more." in sent, "the second is not taken for the first"


def test_free_text_reaches_nobody_who_may_not_hear_all(stage: Stage, nora: Browser) -> None:
    ref = accepted(stage, "0001")
    companion = stage.case(ref).patient.contacts[0]
    assert (companion.role, companion.may_be_told) == ("companion", "logistics")

    assert "free text may say anything: call instead" in nora.get(f"/cases/{ref}/messages/new").text
    with pytest.raises(Refused, match=r"contact\.may_not_hear"):
        record(stage.world, ref, "message_written", {"contact": companion.id, "text": WORDS})

    stage.fact(ref, "contact_told", contact=companion.id, may_be_told="all")
    for point in stage.case(ref).patient.points_of(companion):
        stage.fact(ref, "contact_verified", contact=point.id)
    stage.fact(ref, "message_written", contact=companion.id, text=WORDS)
    stage.fact(ref, "contact_told", contact=companion.id, may_be_told="logistics")
    stage.advance(minutes=20)

    assert orders(stage, ref) == [(EffectStatus.NEVER, "no_channel")], "asked again when it is about to leave"
