"""What offices answer, what came, and what is asked for again."""

from __future__ import annotations

from datetime import date

import pytest
from builders import NOW, World

from coordinator.domain.words import (
    ItemStatus,
    LegalBasis,
    ReceiptEvidence,
    RequestStatus,
    WorkItemKind,
)

R1 = {"request": "req-1"}


@pytest.mark.rule("12-R6")
def test_an_evidenced_receipt_starts_the_legal_clock_by_the_offices_own_date(world: World) -> None:
    world.record("request_received", **R1, evidence="fax_confirmed", at="2026-11-25T04:30:00Z")  # still the 24th there

    assert world.letter.due_on == date(2026, 12, 24)
    assert world.letter.status is RequestStatus.RECEIVED
    assert {i.status for i in world.letter.items} == {ItemStatus.ACKNOWLEDGED}


def test_without_a_duty_to_answer_a_receipt_carries_no_date(world: World) -> None:
    world.letter.legal_basis = LegalBasis.AUTHORIZATION

    world.record("request_received", **R1, evidence="portal")

    assert world.letter.received_at == NOW
    assert world.letter.due_on is None


def test_an_assumed_receipt_carries_no_date_and_gives_way_to_evidence(world: World) -> None:
    world.record("request_received", **R1, evidence="assumed")
    assert (world.letter.due_on, world.letter.status) == (None, RequestStatus.SENT)

    world.record("request_received", **R1, evidence="delivery_scan", at="2026-11-27")

    assert world.letter.receipt_evidence is ReceiptEvidence.DELIVERY_SCAN
    assert world.letter.due_on == date(2026, 12, 27)


def test_a_second_receipt_changes_nothing(world: World) -> None:
    world.record("request_received", **R1, evidence="portal", at="2026-11-24")

    assert not world.record("request_received", **R1, evidence="call", at="2026-11-26").recorded
    assert not world.record("request_received", **R1, evidence="assumed").recorded
    assert world.letter.due_on == date(2026, 12, 24)


def test_what_never_left_was_not_received(world: World) -> None:
    world.letter.sent_at = None

    assert world.refused("request_received", **R1, evidence="call").code == "request.not_sent"
    assert world.refused("request_returned", **R1, cause="unclear").code == "request.not_sent"
    assert world.refused("request_sent_again", **R1, channel="fax").code == "request.not_sent"


def test_nothing_is_received_before_the_day_it_left(world: World) -> None:
    assert world.refused("request_received", **R1, evidence="call", at="2026-11-22").code == "moment.before_sending"
    assert world.record("request_received", **R1, evidence="call", at="2026-11-23T06:00:00-06:00").recorded


def test_a_receipt_told_by_telephone_ends_the_receipt_call_alone(world: World) -> None:
    world.asked(WorkItemKind.CALL_DESK, "req-1", "t01-receipt-call")
    world.asked(WorkItemKind.CALL_DESK, "req-1", "record-request/urgent-call")

    world.record("request_received", **R1, evidence="call")

    assert [w.code for w in world.case.work_items if w.open] == ["record-request/urgent-call"]


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("request_received", {"evidence": "email_ack"}),
        ("office_promised", {"on": "2026-12-20"}),
        ("fee_quoted", {"amount_minor": 500}),
        ("request_refused", {"basis": "x"}),
        ("no_record_found", {}),
        ("records_received", {"items": "i-1"}),
        ("request_returned", {"cause": "identity"}),
        ("call_logged", {"outcome": "promised"}),
    ],
)
def test_what_tells_the_offices_answer_settles_an_unread_reply(
    world: World, name: str, values: dict[str, object]
) -> None:
    world.record("reply_arrived", **R1)
    assert WorkItemKind.REPLY_UNREAD in world.open_kinds()

    world.record(name, **R1, **values)

    assert not world.letter.reply_unread
    assert WorkItemKind.REPLY_UNREAD not in world.open_kinds()


def test_a_call_that_nobody_answered_leaves_a_reply_unread(world: World) -> None:
    world.record("reply_arrived", **R1)

    world.record("call_logged", **R1, outcome="no_answer")

    assert world.letter.reply_unread


def test_an_acknowledgement_that_says_nothing_new_still_settles_the_reply(world: World) -> None:
    world.record("request_received", **R1, evidence="portal", at="2026-11-24")
    world.record("reply_arrived", **R1)

    assert world.record("request_received", **R1, evidence="email_ack").recorded
    assert not world.letter.reply_unread
    assert world.letter.receipt_evidence is ReceiptEvidence.PORTAL


def test_an_extension_needs_an_evidenced_receipt(world: World) -> None:
    world.record("request_received", **R1, evidence="assumed")

    assert world.refused("office_extended", **R1).code == "request.receipt_missing"


@pytest.mark.rule("12-R6")
def test_an_extension_moves_the_date_once(world: World) -> None:
    world.record("request_received", **R1, evidence="portal", at="2026-11-24")

    world.record("office_extended", **R1, until="2027-01-05")

    assert (world.letter.extended, world.letter.due_on) == (True, date(2027, 1, 5))
    assert world.refused("office_extended", **R1, until="2027-01-20").code == "extension.second"
    assert world.refused("office_extended", **R1).code == "extension.second"


@pytest.mark.rule("12-R6")
def test_an_extension_without_a_day_goes_to_sixty_days(world: World) -> None:
    world.record("request_received", **R1, evidence="portal", at="2026-11-24")

    world.record("office_extended", **R1)

    assert world.letter.due_on == date(2027, 1, 23)


@pytest.mark.rule("12-R6")
def test_a_late_notice_is_flagged_and_changes_no_date(world: World) -> None:
    world.record("request_received", **R1, evidence="portal", at="2026-11-24")
    world.now = NOW.replace(month=12, day=28)

    recorded = world.record("office_extended", **R1, until="2027-01-20")

    assert recorded.recorded
    assert world.event("office_extended")["late"] is True
    assert (world.letter.extended, world.letter.due_on) == (False, date(2026, 12, 24))
    assert not world.record("office_extended", **R1, until="2027-01-20").recorded


def test_a_notice_written_in_time_counts_though_it_is_recorded_late(world: World) -> None:
    world.record("request_received", **R1, evidence="portal", at="2026-11-24")
    world.now = NOW.replace(month=12, day=28)

    world.record("office_extended", **R1, until="2027-01-20", written_on="2026-12-24")

    assert world.letter.due_on == date(2027, 1, 20)


def test_a_notice_cannot_be_dated_ahead_or_shorten_the_time(world: World) -> None:
    world.record("request_received", **R1, evidence="portal", at="2026-11-24")

    assert world.refused("office_extended", **R1, written_on="2026-12-02").code == "moment.in_future"
    assert world.refused("office_extended", **R1, until="2026-12-10").code == "extension.not_later"


def test_a_fee_waits_for_us_until_it_is_decided(world: World) -> None:
    world.record("fee_quoted", **R1, amount_minor=650)
    world.asked(WorkItemKind.APPROVE_FEE, "req-1")
    assert world.letter.ball_with_us

    world.record("fee_approved", **R1)

    assert not world.letter.ball_with_us
    assert world.open_kinds() == []
    assert world.record("fee_paid", **R1).recorded
    assert world.refused("fee_challenged", **R1).code == "fee.paid"


def test_a_fee_nobody_quoted_is_not_decided_on(world: World) -> None:
    assert world.refused("fee_approved", **R1).code == "fee.not_quoted"


def test_a_refusal_leaves_what_came_before(world: World) -> None:
    world.record("records_received", **R1, items="i-1")

    world.record("request_refused", **R1, basis="litigation")

    assert (world.at("i-1"), world.at("i-2")) == (ItemStatus.RECEIVED, ItemStatus.REFUSED)
    assert world.letter.status is RequestStatus.REFUSED


def test_nothing_is_refused_where_nothing_is_outstanding(world: World) -> None:
    world.record("document_verified", item="i-1")
    world.record("document_verified", item="i-2")

    assert world.refused("request_refused", **R1, basis="x").code == "request.nothing_outstanding"
    assert world.refused("no_record_found", **R1).code == "request.nothing_outstanding"


def test_a_returned_request_waits_for_us_and_goes_out_again(world: World) -> None:
    world.record("request_received", **R1, evidence="portal", at="2026-11-24")
    world.record("request_returned", **R1, cause="own_form")
    assert world.letter.ball_with_us

    world.record("authorization_signed", authorization="auth-1")
    world.record("request_sent_again", **R1, channel="print")

    assert world.letter.status is RequestStatus.READY
    assert world.letter.asked_channel == "print"
    assert (world.letter.received_at, world.letter.receipt_evidence, world.letter.due_on) == (None, None, None)
    assert world.event("request_ready") == {"request": "req-1"}


def test_a_channel_the_desk_does_not_have_is_refused(world: World) -> None:
    assert world.refused("request_sent_again", **R1, channel="office_portal").code == "channel.not_available"


def test_an_ended_request_is_neither_returned_nor_sent_again(world: World) -> None:
    world.letter.status = RequestStatus.CANCELLED

    assert world.refused("request_returned", **R1, cause="unclear").code == "request.ended"
    assert world.refused("request_sent_again", **R1, channel="fax").code == "request.nothing_outstanding"


def test_a_later_source_stands_at_the_end_of_the_list(world: World) -> None:
    world.record(
        "source_added", organization="Lakeside", department="image_library", items="IMG_DICOM", fax="216 555 0100"
    )

    assert world.case.intake["sources"][-1] == {
        "organization": "Lakeside", "department": "image_library", "items": ["IMG_DICOM"], "fax": "+12165550100",
    }  # fmt: skip
    assert world.event("source_added")["source"] == 0
    assert [d.fax for d in world.known.made] == ["+12165550100"]


def test_a_desk_that_is_known_or_has_no_number_is_not_made(world: World) -> None:
    world.record(
        "source_added", organization="Mercy Hospital", department="records_office", items="ECG", fax="2165550100"
    )
    world.record("source_added", organization="Lakeside", department="records_office", items="ECG")
    world.record("source_added", organization="Home", department="patient", items="ECG", fax="2165550100")

    assert world.known.made == []
    assert len(world.case.intake["sources"]) == 3
