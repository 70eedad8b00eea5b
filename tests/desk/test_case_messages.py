"""A case's messages at the desk: exact copies, what waits and why, the send plan as a calendar, and what people do."""

from __future__ import annotations

import re

import pytest
from browsing import Browser
from desk_people import NAVIGATOR, PASSWORD
from stage import Stage
from stage_walk import accepted, in_consultation

from coordinator.domain.words import EffectStatus
from coordinator.playbook.send_plan import WAITS_FOR_SOMEBODY
from coordinator.services import operate
from coordinator.services.desk.mail_words import REASONS, TITLES, title_of


@pytest.fixture
def nora(stage: Stage) -> Browser:
    """The navigator, signed in."""
    browser = Browser.of(stage)
    browser.sign_in(NAVIGATOR, PASSWORD)
    return browser


def written_to(stage: Stage, number: str = "0006") -> str:
    """A case whose first mails and letters have left."""
    ref = accepted(stage, number)
    stage.advance(hours=3)
    return ref


def test_what_left_is_listed_with_its_reader_its_way_and_how_it_went(stage: Stage, nora: Browser) -> None:
    ref = written_to(stage)

    page = nora.get(f"/cases/{ref}/messages").text

    assert "Welcome" in page
    assert "by e-mail" in page
    assert "Left; the mail relay took it." in page
    assert re.search(r"Mon 23 Nov 2026, \d\d:\d\d [A-Z]{3}", page)


def test_the_exact_copy_is_shown_in_a_frame_that_loads_and_runs_nothing(stage: Stage, nora: Browser) -> None:
    ref = written_to(stage)
    mail = stage.sent(ref, channel="email")[0]
    below = f"/cases/{ref}/messages/{mail.id}"

    page, frame, exact = nora.get(below), nora.get(f"{below}/mail"), nora.get(f"{below}/exact")

    assert mail.address in page.text
    assert f'<iframe class="mail-frame" sandbox="" title="The mail itself" src="{below}/mail">' in page.text
    assert "frame-src 'self'" in page.headers["content-security-policy"]
    policy = frame.headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert "script-src" not in policy
    assert "img-src data:" in policy
    assert frame.headers["x-frame-options"] == "SAMEORIGIN"
    assert exact.content == next(m.content for m in stage.sink.mails if mail.message_id.encode() in m.content)
    assert exact.headers["content-disposition"].startswith("attachment")


def test_a_letter_is_a_page_and_a_fax_shows_its_proof(stage: Stage, nora: Browser) -> None:
    ref = accepted(stage)
    stage.advance(days=1)
    fax = next(r for r in stage.sent(ref, channel="fax"))
    stage.fact(ref, "request_received", request=fax.request_id, at=stage.now.isoformat(), evidence="fax_confirmed")
    with stage.world.database.transaction() as session:
        from coordinator.store.engine_tables import communication

        session.execute(
            communication.update().where(communication.c.id == fax.id).values(proof="fax_confirmed", proof_at=stage.now)
        )

    listed = nora.get(f"/cases/{ref}/messages").text
    page = nora.get(f"/cases/{ref}/messages/{fax.id}").text
    letter = nora.get(f"/cases/{ref}/messages/{fax.id}/page")

    assert "The fax service confirmed every page" in page
    assert "by fax to +1 " in listed
    assert "@fax.example" not in listed
    assert letter.content.startswith(b"%PDF")
    assert letter.headers["content-disposition"].startswith("inline")


def test_a_message_of_another_case_is_not_there(stage: Stage, nora: Browser) -> None:
    ref, other = accepted(stage), written_to(stage, "0001")
    mail = stage.sent(other, channel="email")[0]

    for path in ("", "/mail", "/page", "/exact", "/attached/0"):
        assert nora.get(f"/cases/{ref}/messages/{mail.id}{path}").status_code == 404
    assert nora.get(f"/cases/{ref}/messages/not-an-id").status_code == 404


def test_what_did_not_leave_says_why(stage: Stage, nora: Browser) -> None:
    ref = accepted(stage)
    effect = next(e for e in stage.effects(ref) if e.name == "l01-request" and e.status == "pending")
    stage.fact(ref, "withdrawn")

    page = nora.get(f"/cases/{ref}/messages/waiting").text

    assert title_of(effect.name) in page
    assert "the patient withdrew" in page


def test_a_letter_can_be_cancelled_in_its_window_and_sent_before_it_ends(stage: Stage, nora: Browser) -> None:
    ref = accepted(stage, "0001")
    letters = [e for e in stage.effects(ref) if e.name == "l01-request" and e.status == EffectStatus.PENDING]
    assert len(letters) > 1
    first, second = letters[:2]
    page = nora.get(f"/cases/{ref}/messages/waiting").text
    assert "it can still be cancelled for some minutes" in page

    nora.post(f"/cases/{ref}/messages/orders/{first.id}/cancel")
    nora.post(f"/cases/{ref}/messages/orders/{second.id}/send")
    stage.rest()

    after = {e.id: e for e in stage.effects(ref)}
    assert (after[first.id].status, after[first.id].reason) == ("never", "cancelled")
    assert after[second.id].status == "done"


def test_send_now_is_refused_with_the_gates_reason(stage: Stage, nora: Browser) -> None:
    ref = accepted(stage)
    letter = next(e for e in stage.effects(ref) if e.name == "l01-request" and e.status == EffectStatus.PENDING)
    operate.pause(stage.world, "rehearsal")
    nora.get(f"/cases/{ref}/messages/waiting")

    answer = nora.post(f"/cases/{ref}/messages/orders/{letter.id}/send")

    assert answer.status_code == 422
    assert "It cannot leave now: outbound is paused." in answer.text
    assert next(e for e in stage.effects(ref) if e.id == letter.id).status == "pending"


def test_an_order_of_another_case_cannot_be_touched(stage: Stage, nora: Browser) -> None:
    ref, other = accepted(stage), accepted(stage, "0001")
    order = stage.effects(other)[0]
    nora.get(f"/cases/{ref}/messages/waiting")

    for act in ("send", "cancel", "retry"):
        assert nora.post(f"/cases/{ref}/messages/orders/{order.id}/{act}").status_code == 404


def test_the_send_plan_is_a_calendar_of_sentences(stage: Stage, nora: Browser) -> None:
    ref = in_consultation(stage)
    plan = [e for e in stage.plan(ref) if e["name"] == "m21-reminder-1-day"]
    month = plan[0]["local_time"][:7]

    page = nora.get(f"/cases/{ref}/messages/plan?month={month}").text

    assert "Reminder the day before the visit" in page
    assert "Goes to the patient by e-mail." in page
    assert f'<time datetime="{plan[0]["at"]}">' in page
    assert "Nothing in" in nora.get(f"/cases/{ref}/messages/plan?month=2027-01").text or "2027" in page


def test_the_plan_says_how_to_reach_a_reader_before_a_steps_day(stage: Stage, nora: Browser) -> None:
    ref = written_to(stage)
    stage.sign_all(ref)
    stage.advance(hours=4)
    request = next(r for r in stage.case(ref).requests if r.sent_at is not None)
    planned = [e for e in stage.plan(ref) if e["request"] == request.id and e["to_role"] == "desk" and e["ladder"]]
    month = planned[0]["local_time"][:7]

    page = nora.get(f"/cases/{ref}/messages/plan?month={month}").text

    assert "A step does not leave before its day" in page
    again = f"/cases/{ref}/facts/request_sent_again?back=/cases/{ref}/messages/plan&amp;request={request.id}"
    assert again in page
    assert nora.get(again.replace("&amp;", "&")).status_code == 200
    patients = [e for e in stage.plan(ref) if e["to_role"] == "patient" and e["kind"] == "message"]
    theirs = nora.get(f"/cases/{ref}/messages/plan?month={patients[0]['local_time'][:7]}").text
    assert f'href="/cases/{ref}/messages/new">Write to them now' in theirs


def test_a_planned_message_can_be_read_with_the_cases_data(stage: Stage, nora: Browser) -> None:
    ref = in_consultation(stage)

    page = nora.get(f"/cases/{ref}/messages/preview/m20-reminder-3-days")
    frame = nora.get(f"/cases/{ref}/messages/preview/m20-reminder-3-days/mail")
    missing = nora.get(f"/cases/{ref}/messages/preview/m34-next-step")

    assert "Nothing leaves from here" in page.text
    assert "sandbox" in frame.headers["content-security-policy"]
    assert "1 Oak St" in frame.text
    assert "It cannot be shown" in missing.text
    assert nora.get(f"/cases/{ref}/messages/preview/x99-nothing").status_code == 404


def test_everything_the_program_sends_or_holds_back_has_words(stage: Stage) -> None:
    for name in stage.world.playbook.messages:
        assert name.partition("-")[0] in TITLES, name
    assert set(WAITS_FOR_SOMEBODY) <= set(REASONS)
