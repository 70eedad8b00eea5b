"""Mail that comes in: what follows from each kind, at the real gate (issue: listening)."""

from __future__ import annotations

import pytest
from inbox_story import MAILS, answers_to, arrives, held, mail, of_the_table, open_items, waiting
from lived import lived
from stage import Stage

from coordinator.domain.errors import Refused
from coordinator.domain.words import WorkItemKind
from coordinator.services.inbox.assigning import assign, dismiss
from coordinator.services.inbox.keeping import keep
from coordinator.services.inbox.understanding import understand_kept
from coordinator.store import inbound

ANNA = "anna@mail.example"


def the_email(stage: Stage, ref: str):
    return next(p for p in stage.case(ref).patient.contact_points if p.kind == "email")


@lived
def asked_to_sign(stage: Stage) -> str:
    """A case whose patient was asked to sign, by mail."""
    ref = stage.intake("0001")
    stage.accept(ref)
    stage.advance(days=1, hours=3)
    assert "m06-sign-authorization" in [n for m in stage.sent(ref) for n in (m.name, *m.parts)]
    return ref


def snapshot(stage: Stage, ref: str) -> tuple[int, list[tuple[str, str, str | None]], list[str]]:
    case = stage.case(ref)
    return (
        case.seq,
        [(e.name, e.status, e.reason) for e in stage.effects(ref)],
        [f"{w.kind}/{w.about}" for w in case.work_items if w.open],
    )


def asks_to_sign(stage: Stage, ref: str) -> int:
    return sum("m06-sign-authorization" in (m.name, *m.parts) for m in stage.sent(ref))


# -- nothing lost, nothing twice ---------------------------------------------------------------------------------------


def test_the_same_mail_twice_is_one_row(stage: Stage) -> None:
    once = mail("somebody@else.example", "hello")

    assert arrives(stage, once)["id"] == arrives(stage, once)["id"]
    assert len(waiting(stage)) == 1


def test_every_mail_of_the_table_is_kept_with_its_bytes_and_none_breaks_the_others(stage: Stage) -> None:
    ref = asked_to_sign(stage)
    ours = answers_to(stage, "m06-sign-authorization")
    contents = [of_the_table(path.stem, ours) for path in sorted(MAILS.glob("*.eml"))]

    ids = [keep(stage.world, content, "file") for content in contents]
    understand_kept(stage.world)

    with stage.world.database.reading() as session:
        rows = [inbound.get(session, one) for one in ids]
    assert [row.bytes for row in rows] == contents
    assert len({row.id for row in rows}) == len(contents)
    assert {row.status.value for row in rows} <= {"matched", "unmatched", "settled"}
    waits = {row.status.value for row in rows if row.kind.waits_for_a_person}
    assert waits == {"matched", "unmatched"}
    assert stage.case(ref).open


def test_a_mail_that_our_own_program_cannot_digest_waits_for_a_person(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> None:
        raise RuntimeError

    inbound_id = keep(stage.world, mail(ANNA, "hello"), "file")
    monkeypatch.setattr("coordinator.services.inbox.understanding.find", breaks)
    for _ in range(3):
        understand_kept(stage.world)

    assert [(one["id"], one["kind"], one["status"]) for one in waiting(stage)] == [(inbound_id, "unknown", "unmatched")]


# -- auto-replies --------------------------------------------------------------------------------------------------


def test_an_out_of_office_in_five_languages_and_every_other_machine_answer_change_nothing(stage: Stage) -> None:
    ref = asked_to_sign(stage)
    ours = answers_to(stage, "m06-sign-authorization")
    before = snapshot(stage, ref)

    arrived = [
        arrives(stage, of_the_table(path.stem, ours))
        for path in sorted(MAILS.glob("*.eml"))
        if "34" <= path.name[:2] <= "45" or path.stem in ("06-postfix-delivered", "33-arf-not-spam")
    ]

    assert len(arrived) == 14
    assert {(one["kind"], one["status"]) for one in arrived} == {("auto_reply", "settled")}
    assert snapshot(stage, ref) == before
    assert waiting(stage) == []


# -- bounces ---------------------------------------------------------------------------------------------------------


def test_a_hard_bounce_marks_the_address_and_a_person_looks(stage: Stage) -> None:
    ref = asked_to_sign(stage)
    arrived = arrives(stage, of_the_table("01-postfix-user-unknown", answers_to(stage, "m06-sign-authorization")))

    point = the_email(stage, ref)
    assert arrived["status"] == "settled"
    assert point.bounced_at is not None
    assert open_items(stage, ref, WorkItemKind.ADDRESS_BOUNCED) == [point.id]
    mails = len(stage.sent(ref, channel="email"))
    stage.advance(days=12)
    assert len(stage.sent(ref, channel="email")) == mails


def test_the_third_soft_bounce_in_seven_days_speaks_against_the_address(stage: Stage) -> None:
    ref = asked_to_sign(stage)
    ours = answers_to(stage, "m06-sign-authorization")
    for name in ("02-postfix-delayed", "04-postfix-mailbox-full"):
        arrives(stage, of_the_table(name, ours))
        stage.advance(days=1)
    assert the_email(stage, ref).bounced_at is None

    arrives(stage, of_the_table("10-exim-over-quota", ours))

    assert the_email(stage, ref).bounced_at is not None


def test_soft_bounces_far_apart_do_not(stage: Stage) -> None:
    ref = asked_to_sign(stage)
    ours = answers_to(stage, "m06-sign-authorization")
    for name in ("02-postfix-delayed", "04-postfix-mailbox-full", "10-exim-over-quota"):
        arrives(stage, of_the_table(name, ours))
        stage.advance(days=4)

    assert the_email(stage, ref).bounced_at is None


def test_a_bounce_that_shows_no_mail_of_ours_marks_nobody(stage: Stage) -> None:
    ref = asked_to_sign(stage)
    address = the_email(stage, ref).value
    forged = (MAILS / "01-postfix-user-unknown.eml").read_bytes().replace(b"anna.rios@mail.example", address.encode())

    arrived = arrives(stage, forged)

    assert arrived["status"] == "unmatched"
    assert the_email(stage, ref).bounced_at is None


def test_a_letter_that_came_back_from_an_office_is_sent_another_way_by_a_person(stage: Stage) -> None:
    ref = stage.intake("0006")
    stage.accept(ref)
    stage.sign_all(ref)
    stage.advance(days=1)
    by_mail = [m.channel for m in stage.sent(ref, name="l01-request")].index("secure_email")
    arrives(stage, of_the_table("15-microsoft365-not-found", answers_to(stage, "l01-request", at=by_mail)))
    about = open_items(stage, ref, WorkItemKind.ADDRESS_BOUNCED)
    assert len(about) == 1

    stage.fact(ref, "request_sent_again", request=about[0], channel="print")

    assert open_items(stage, ref, WorkItemKind.ADDRESS_BOUNCED) == []


# -- complaints and stops --------------------------------------------------------------------------------


def test_a_complaint_is_an_opt_out_and_a_person_looks(stage: Stage) -> None:
    ref = asked_to_sign(stage)
    arrives(stage, of_the_table("30-arf-abuse", answers_to(stage, "m06-sign-authorization")))
    mails = len(stage.sent(ref, channel="email"))

    stage.advance(days=12)

    point = the_email(stage, ref)
    assert point.opted_out_at is not None
    assert point.id in open_items(stage, ref, WorkItemKind.REPLY_UNREAD)
    assert len(stage.sent(ref, channel="email")) == mails


@pytest.mark.parametrize("name", ["57-stop-english", "61-unsubscribe-link"])
def test_stop_holds_every_message_to_that_address_until_a_person_decides(stage: Stage, name: str) -> None:
    ref = asked_to_sign(stage)
    arrives(stage, of_the_table(name, answers_to(stage, "m06-sign-authorization")))
    point, mails = the_email(stage, ref), len(stage.sent(ref, channel="email"))
    assert open_items(stage, ref, WorkItemKind.REPLY_UNREAD) == [point.id]

    stage.advance(days=3)
    assert len(stage.sent(ref, channel="email")) == mails
    assert set(held(stage, ref, "m06-sign-authorization")) == {"reply_unread"}

    stage.fact(ref, "reply_read", contact=point.id)
    stage.advance(days=2)
    assert len(stage.sent(ref, channel="email")) > mails
    assert open_items(stage, ref, WorkItemKind.REPLY_UNREAD) == []


def test_stop_confirmed_by_a_person_ends_mail_to_that_address(stage: Stage) -> None:
    ref = asked_to_sign(stage)
    arrived = arrives(stage, of_the_table("60-stop-alto", answers_to(stage, "m06-sign-authorization")))
    point, mails = the_email(stage, ref), len(stage.sent(ref, channel="email"))

    assign(stage.world, arrived["id"], ref, "channel_opted_out", {"contact": point.id})
    stage.advance(days=12)

    assert the_email(stage, ref).opted_out_at is not None
    assert len(stage.sent(ref, channel="email")) == mails
    assert (waiting(stage), open_items(stage, ref, WorkItemKind.REPLY_UNREAD)) == ([], [])


def test_stop_recorded_between_release_and_dot_is_honoured(stage: Stage) -> None:
    ref = asked_to_sign(stage)
    before = stage.case(ref).stopped_seq
    arrives(stage, of_the_table("60-stop-alto", answers_to(stage, "m06-sign-authorization")))

    assert stage.case(ref).stopped_seq > before


def test_stop_in_the_quoted_footer_stops_nothing(stage: Stage) -> None:
    ref = asked_to_sign(stage)
    arrives(stage, of_the_table("62-stop-only-in-the-quotation", answers_to(stage, "m06-sign-authorization")))

    assert "stop_asked" not in names_of_events(stage, ref)


# -- answers of patients ---------------------------------------------------------------------------------------------


def test_an_unread_answer_of_the_patient_holds_what_asks_the_same(stage: Stage) -> None:
    ref = asked_to_sign(stage)
    asked = asks_to_sign(stage, ref)
    arrived = arrives(stage, of_the_table("46-reply-top-posted", answers_to(stage, "m06-sign-authorization")))
    assert (arrived["status"], arrived["matched_by"], arrived["case_ref"]) == ("matched", "token", ref)

    stage.advance(days=3)
    assert asks_to_sign(stage, ref) == asked
    assert set(held(stage, ref, "m06-sign-authorization")) == {"reply_unread"}

    dismiss(stage.world, arrived["id"], "a question, answered on the telephone")
    stage.rest()
    stage.advance(days=1)
    assert asks_to_sign(stage, ref) == asked + 1
    assert open_items(stage, ref, WorkItemKind.REPLY_UNREAD) == []


def test_an_unread_answer_to_one_question_does_not_hold_another(stage: Stage) -> None:
    ref = asked_to_sign(stage)
    arrives(stage, of_the_table("46-reply-top-posted", answers_to(stage, "m06-sign-authorization")))

    stage.advance(days=12)

    assert "m11-records-progress" in [n for m in stage.sent(ref) for n in (m.name, *m.parts)]


def test_the_plan_says_that_an_unread_answer_holds_the_question(stage: Stage) -> None:
    ref = asked_to_sign(stage)
    arrives(stage, of_the_table("46-reply-top-posted", answers_to(stage, "m06-sign-authorization")))
    stage.advance(days=2)

    reasons = {entry["reason"] for entry in stage.plan(ref) if entry["name"] == "m06-sign-authorization"}

    assert "reply_unread" in reasons


def test_a_message_id_alone_finds_the_mail_that_was_answered(stage: Stage) -> None:
    ref = asked_to_sign(stage)

    arrived = arrives(stage, of_the_table("52-reply-by-message-id-only", answers_to(stage, "m06-sign-authorization")))

    assert (arrived["matched_by"], arrived["case_ref"]) == ("message_id", ref)


def test_a_sender_with_one_open_case_is_matched(stage: Stage) -> None:
    ref = asked_to_sign(stage)

    arrived = arrives(stage, mail(the_email(stage, ref).value.upper(), "Can somebody call me?"))

    assert (arrived["matched_by"], arrived["case_ref"], arrived["status"]) == ("sender", ref, "matched")


def test_a_stranger_is_unmatched_and_holds_nothing(stage: Stage) -> None:
    ref = asked_to_sign(stage)
    before = snapshot(stage, ref)

    arrived = arrives(stage, mail("nobody@else.example", "hello"))

    assert (arrived["status"], arrived["may_answer"]) == ("unmatched", [])
    assert snapshot(stage, ref) == before


def test_an_answer_after_the_end_is_not_lost(stage: Stage) -> None:
    ref = asked_to_sign(stage)
    stage.fact(ref, "withdrawn")

    arrived = arrives(stage, of_the_table("46-reply-top-posted", answers_to(stage, "m06-sign-authorization")))

    assert arrived["status"] == "matched"
    assert len(open_items(stage, ref, WorkItemKind.REPLY_UNREAD)) == 1


# -- answers of offices ------------------------------------------------------------------------------------------------


def stage_with_letters(stage: Stage) -> tuple[str, str]:
    """A case whose letters have left; one of the requests that went by mail or fax."""
    ref = stage.intake("0001")
    stage.accept(ref)
    stage.sign_all(ref)
    stage.advance(days=1)
    letter = next(m for m in stage.sent(ref, name="l01-request") if m.channel in ("fax", "secure_email"))
    return ref, letter.request_id


def letters_about(stage: Stage, ref: str, request: str) -> list[str]:
    return [m.name for m in stage.sent(ref) if m.request_id == request]


def names_of_events(stage: Stage, ref: str) -> list[str]:
    from coordinator.services.views.timeline import timeline

    with stage.world.database.reading() as session:
        return [entry["name"] for entry in timeline(session, ref, stage.folder)["entries"]]


def office_answers(stage: Stage, ref: str, request: str, text: str = "We need until Friday.") -> dict:
    letter = next(m for m in stage.sent(ref, name="l01-request") if m.request_id == request)
    with stage.world.database.reading() as session:
        from coordinator.store import communications

        token = communications.get(session, letter.id).reply_token
    return arrives(stage, mail("clerk@office.example", text, to=f"desk+{token}@beacon.example"))


def test_an_unread_answer_of_an_office_pauses_its_ladder_until_somebody_read_it(stage: Stage) -> None:
    ref, request = stage_with_letters(stage)
    arrived = office_answers(stage, ref, request)
    assert open_items(stage, ref, WorkItemKind.REPLY_UNREAD) == [request]

    stage.advance(days=16)
    assert letters_about(stage, ref, request) == ["l01-request"]

    assign(stage.world, arrived["id"], ref, "request_received", {"request": request, "evidence": "email_ack"})
    stage.rest()
    assert stage.case(ref).request(request).reply_unread is False
    assert waiting(stage) == []
    stage.advance(days=25)
    assert len(letters_about(stage, ref, request)) > 1


def test_two_unread_answers_hold_the_ladder_until_both_are_read(stage: Stage) -> None:
    ref, request = stage_with_letters(stage)
    first, second = office_answers(stage, ref, request), office_answers(stage, ref, request, "And a fee.")

    assign(stage.world, first["id"], ref, "request_received", {"request": request, "evidence": "email_ack"})
    assert stage.case(ref).request(request).reply_unread is True

    dismiss(stage.world, second["id"], "the same again")
    assert stage.case(ref).request(request).reply_unread is False


def office_with_an_address(stage: Stage, ref: str) -> str:
    """Every desk of the case's requests answers from one address."""
    from sqlalchemy import update

    from coordinator.store.directory_tables import desk

    asked = [r.desk.id for r in stage.case(ref).requests if r.desk is not None]
    with stage.world.database.transaction() as session:
        session.execute(update(desk).where(desk.c.id.in_(asked)).values(email="records@office.example"))
    return "records@office.example"


def test_two_requests_of_one_office_are_never_guessed_between(stage: Stage) -> None:
    ref, _ = stage_with_letters(stage)
    sender = office_with_an_address(stage, ref)
    asked = {r.id for r in stage.case(ref).requests if r.open and r.sent_at is not None}
    assert len(asked) >= 2

    arrived = arrives(stage, mail(sender, "Done."))

    assert (arrived["status"], arrived["case_ref"]) == ("unmatched", None)
    assert {target["request"] for target in arrived["may_answer"]} == asked
    assert {r.id for r in stage.case(ref).requests if r.reply_unread} == asked
    chosen = sorted(asked)[0]
    assign(stage.world, arrived["id"], ref, "office_promised", {"request": chosen, "on": "2026-12-18"})
    case = stage.case(ref)
    assert [r.promised_on is not None for r in case.requests if r.id == chosen] == [True]
    assert not any(r.reply_unread for r in case.requests)
    assert case.open_items(WorkItemKind.REPLY_UNREAD) == []


def test_our_reference_from_a_stranger_proposes_and_holds_and_never_decides(stage: Stage) -> None:
    ref, _ = stage_with_letters(stage)

    arrived = arrives(stage, mail("jo@office.example", f"About {ref}: we are closed.", subject="your letter"))

    assert (arrived["status"], arrived["matched_by"]) == ("unmatched", "reference")
    assert {target["case_ref"] for target in arrived["may_answer"]} == {ref}
    assert all(r.reply_unread for r in stage.case(ref).requests if r.open and r.sent_at is not None)


def test_what_an_office_attached_becomes_a_document_to_check(stage: Stage) -> None:
    ref, _ = stage_with_letters(stage)
    arrived = arrives(stage, of_the_table("64-office-sends-pdf", answers_to(stage, "l01-request")))

    documents = stage.case(ref).documents
    assert arrived["documents"] == [d.id for d in documents]
    assert [w.about for w in stage.case(ref).open_items(WorkItemKind.CHECK_DOCUMENT)] == [d.id for d in documents]
    assert len(documents) == 1
    assert "etc" not in documents[0].name


def test_a_mail_is_ended_once(stage: Stage) -> None:
    arrived = arrives(stage, mail("nobody@else.example", "hello"))
    dismiss(stage.world, arrived["id"], "noise")

    with pytest.raises(Refused) as refusal:
        dismiss(stage.world, arrived["id"], "noise")
    assert refusal.value.code == "inbound.ended"


def test_a_fact_that_is_refused_leaves_the_mail_waiting(stage: Stage) -> None:
    ref = asked_to_sign(stage)
    arrived = arrives(stage, of_the_table("46-reply-top-posted", answers_to(stage, "m06-sign-authorization")))

    with pytest.raises(Refused):
        assign(stage.world, arrived["id"], ref, "office_promised", {"on": "2026-12-18"})

    assert [one["id"] for one in waiting(stage)] == [arrived["id"]]


def test_assigning_is_one_transaction_the_fact_and_the_mail_or_neither(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref, request = stage_with_letters(stage)
    arrived = arrives(stage, of_the_table("64-office-sends-pdf", answers_to(stage, "l01-request")))
    before = snapshot(stage, ref)

    def dies(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(inbound, "change", dies)
    with pytest.raises(KeyboardInterrupt):
        assign(stage.world, arrived["id"], ref, "office_promised", {"request": request, "on": "2026-12-20"})

    monkeypatch.undo()
    assert snapshot(stage, ref) == before
    assert [one["status"] for one in waiting(stage)] == ["matched"]
    assign(stage.world, arrived["id"], ref, "office_promised", {"request": request, "on": "2026-12-20"})
    assert waiting(stage) == []
