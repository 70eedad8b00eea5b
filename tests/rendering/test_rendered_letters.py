"""Letters to desks and providers from the six example cases, read back from their PDF."""

from __future__ import annotations

from datetime import date

import pytest
from rendering_builders import (
    DESK_LETTERS,
    INTAKES,
    LEGAL_ONLY,
    NOW,
    attachments,
    body,
    case_of,
    letter,
    mail,
    page_count,
    pdf_text,
    rendered,
    route_for,
    to_provider,
)

from coordinator.domain.errors import Refused
from coordinator.domain.words import (
    Channel,
    Department,
    ItemStatus,
    LegalBasis,
    ReceiptEvidence,
    RecordType,
)

TRACES = ("None", "{{", "{%", "Undefined")
CHANNELS = (Channel.FAX, Channel.SECURE_EMAIL, Channel.PRINT, Channel.OFFICE_PORTAL)
ADDRESSES = {Channel.FAX: "+15075550110", Channel.SECURE_EMAIL: "roi@lakeview.example"}


def by(channel, effect, case):
    return route_for(effect, case)._replace(channel=channel, address=ADDRESSES.get(channel, ""))


def request_to(case, department, basis=LegalBasis.ACCESS_SELF):
    return next(r for r in case.requests if r.department is department and r.legal_basis is basis)


def text_of(name, case, request, **how):
    return pdf_text(rendered(case, letter(name, case, request), **how).letter)


@pytest.mark.parametrize("name", DESK_LETTERS)
@pytest.mark.parametrize("number", INTAKES)
def test_every_letter_of_every_case_reads_whole_on_every_channel(number, name):
    case = case_of(number)
    case.requests[0].items[0].status = ItemStatus.VERIFIED
    request = case.requests[0]
    effect = letter(name, case, request)
    for channel in CHANNELS:
        made = rendered(case, effect, route=by(channel, effect, case))

        text = pdf_text(made.letter)
        assert case.patient.full_name in text
        assert request.organization_name in text
        assert not [trace for trace in TRACES if trace in text]
        assert page_count(made.letter) <= 2


@pytest.mark.parametrize("number", INTAKES)
def test_every_first_letter_of_a_case_can_be_written(number):
    case = case_of(number)

    for request in case.requests:
        text = text_of("l01-request", case, request)
        assert not [trace for trace in TRACES if trace in text]


def test_a_fax_goes_to_the_gateway_with_a_cover_and_the_letter_is_kept_without_it():
    case = case_of(1)

    made = rendered(case, letter("l01-request", case, case.requests[0]))

    ((name, content),) = attachments(made.bytes)
    assert made.address == mail(made.bytes)["To"] == "15075550110@fax.example"
    assert mail(made.bytes)["Subject"] == case.ref
    assert name == f"{case.ref}.pdf"
    assert page_count(content) == page_count(made.letter) + 1
    assert "(507) 555-0110" in pdf_text(content)


@pytest.mark.parametrize("channel", [Channel.FAX, Channel.SECURE_EMAIL])
def test_the_mail_around_a_letter_names_no_patient_and_no_record(channel):
    case = case_of(1)
    effect = letter("l01-request", case, case.requests[0])

    made = rendered(case, effect, route=by(channel, effect, case))

    around = f"{mail(made.bytes)['Subject']} {body(made.bytes)}"
    for secret in ("Okafor", "Maria", "Consultation", "Lakeview"):
        assert secret not in around


def test_secure_mail_carries_the_letter_to_the_desks_address():
    case = case_of(6)
    effect = letter("l01-request", case, case.requests[0])

    made = rendered(case, effect)

    assert made.address == mail(made.bytes)["To"] == "records@wbj.example"
    assert attachments(made.bytes) == [(f"{case.ref}.pdf", made.letter)]


@pytest.mark.parametrize("channel", [Channel.PRINT, Channel.OFFICE_PORTAL])
def test_print_and_portal_have_a_letter_and_no_envelope(channel):
    case = case_of(3)
    effect = letter("l01-request", case, case.requests[0])

    made = rendered(case, effect, route=by(channel, effect, case))

    assert (made.address, made.message_id) == ("", None)
    assert made.bytes == made.letter


@pytest.mark.parametrize("channel", CHANNELS)
def test_the_same_letter_has_the_same_bytes(channel):
    made = []
    for case in (case_of(1), case_of(1)):
        effect = letter("l01-request", case, case.requests[0])
        made.append(rendered(case, effect, route=by(channel, effect, case)))

    assert made[0] == made[1]


def test_a_letter_never_travels_with_another():
    case = case_of(1)
    effect = letter("l02-reminder-1", case, case.requests[0])

    with pytest.raises(Refused, match=r"letter\.stands_alone"):
        rendered(case, effect, effect)


@pytest.mark.parametrize("name", [n for n in DESK_LETTERS if n != "l01-request"])
def test_a_reminder_lists_only_what_is_still_missing_with_its_dates(name):
    case = case_of(1)
    request = request_to(case, Department.RECORDS_OFFICE)
    request.item(RecordType.LAB_REPORT).status = ItemStatus.RECEIVED
    request.item(RecordType.PROGRESS_NOTE).status = ItemStatus.WAIVED

    missing = text_of(name, case, request).split("Still missing", 1)[1]

    assert "Consultation notes" in missing
    assert "June 1, 2026 to November 15, 2026" in missing
    assert "Laboratory results" not in missing
    assert "Progress notes" not in missing


def test_what_arrived_is_thanked_for():
    case = case_of(1)
    request = request_to(case, Department.RECORDS_OFFICE)
    request.item(RecordType.LAB_REPORT).status = ItemStatus.RECEIVED
    request.item(RecordType.MED_LIST).status = ItemStatus.VERIFIED

    text = text_of("l06-partial-receipt", case, request)

    assert "need nothing more from you: Laboratory results, Medication list." in text


def test_the_second_reminder_shows_the_proof_of_receipt():
    case = case_of(1)

    text = text_of("l03-reminder-2", case, case.requests[0])

    assert "received our request on November 24, 2026: fax confirmed by your machine" in text


def test_an_assumed_receipt_is_never_held_against_an_office():
    case = case_of(1)
    case.requests[0].receipt_evidence = ReceiptEvidence.ASSUMED

    text = text_of("l03-reminder-2", case, case.requests[0])

    assert "We have no sign yet that our request of November 24, 2026 reached you" in text


def test_the_notice_before_the_deadline_names_the_day_and_asks_for_those_who_decide():
    text = text_of("l04-pre-deadline", case_of(1), case_of(1).requests[0])

    assert "end on December 24, 2026" in text
    assert "Attention: Director of Records and Privacy Officer" in text


def test_the_overdue_letter_goes_to_the_privacy_officer_with_five_business_days_of_that_office():
    case = case_of(1)
    case.requests[0].desk.organization.privacy_officer_name = "Joan Hale"
    case.requests[0].due_on = date(2026, 12, 22)

    text = text_of("l05-overdue", case, case.requests[0], now=NOW.replace(day=23))

    # December 24 is a closing day of this desk, the 25th and January 1 are holidays
    assert "Attention: Joan Hale, Privacy Officer" in text
    assert "ended on December 22, 2026" in text
    assert "by January 4, 2027" in text


@pytest.mark.parametrize("name", LEGAL_ONLY)
@pytest.mark.rule("3.1-own-letter")
def test_no_legal_date_is_held_against_an_office_that_may_but_need_not_answer(name):
    case = case_of(1)
    slides = request_to(case, Department.PATHOLOGY, LegalBasis.TREATMENT)

    with pytest.raises(Refused, match=r"letter\.no_legal_deadline"):
        text_of(name, case, slides)


@pytest.mark.parametrize(
    ("rung", "words"),
    [("chase-1", "We ask for your opinion"), ("chase-2", "We wrote before"), ("chase-3", "We wrote before")],
)
def test_a_report_is_asked_for_within_five_business_days_and_a_reminder_says_that_it_is_one(rung, words):
    case = case_of(1)
    effect = to_provider("l14-report-request", case, rung)

    made = rendered(case, effect, now=NOW.replace(day=22))
    text = pdf_text(made.letter)

    assert made.address == "14155550166@fax.example"
    assert words in text
    assert "Visit December 17, 2026" in text
    assert "by December 30, 2026" in text


def test_a_letter_is_dated_where_it_is_read():
    case = case_of(6)
    late = NOW.replace(hour=5)

    assert "November 30, 2026" in text_of("l02-reminder-1", case, case.requests[0], now=late)
