"""Letters to desks and providers from the six example cases, read back from their PDF."""

from __future__ import annotations

from dataclasses import replace
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
    example_directory,
    laboratory,
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
    AuthorizationKind,
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
    return replace(route_for(effect, case), channel=channel, address=ADDRESSES.get(channel, ""))


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


def test_the_first_letter_is_the_patients_own_and_sends_the_records_to_the_patient():
    case = case_of(1)

    text = text_of("l01-request", case, request_to(case, Department.RECORDS_OFFICE))

    assert text.startswith("Maria Okafor 412 Birch Ave, Rochester, MN 55901 Telephone (507) 555-0181")
    assert "Requested by Maria Okafor, the patient" in text
    assert "your record no. LK-220417" in text.lower().replace("lk-", "LK-")
    assert "Dates of service: June 1, 2026 to November 15, 2026" in text
    assert "Medication list" in text
    assert "Please send to Maria Okafor, by encrypted mail to intake-0001@patients.example" in text
    assert "above $0.00" in text
    assert "signed electronically on November 23, 2026" in text
    assert "Dr. Ellen Marsh" not in text


def test_a_patient_without_email_gets_the_copy_by_post():
    case = case_of(4)

    text = text_of("l01-request", case, case.requests[0])

    assert "Please send to Walter Brandt, 1500 Larkspur St, Boulder, CO 80302" in text


def test_images_on_a_disc_go_to_the_patient_by_post():
    case = case_of(1)

    text = text_of("l01-request", case, request_to(case, Department.IMAGE_LIBRARY))

    assert "a disc by post to 412 Birch Ave, Rochester, MN 55901" in text


def test_former_names_help_the_office_to_find_one_person():
    case = case_of(6)

    assert "Hannah Weiss" in text_of("l01-request", case, case.requests[0])


def test_a_parent_signs_for_a_minor_and_says_by_what_authority():
    case = case_of(5)

    text = text_of("l01-request", case, case.requests[0])

    assert "Requested by Sonya Begay, parent of the patient" in text
    assert "Authority to sign: parent of the patient" in text
    assert "Sonya Begay, for Aiyana Begay, by encrypted mail to sonya@patients.example" in text


def test_nothing_is_asked_for_before_somebody_signed_and_a_draft_says_so():
    case = case_of(1)
    case.authorizations[0].signed_at = None

    with pytest.raises(Refused, match=r"authorization\.not_signed"):
        text_of("l01-request", case, case.requests[0])
    assert "Not signed yet" in text_of("l01-request", case, case.requests[0], draft=True)


def test_protected_categories_are_asked_for_where_they_were_initialled_and_left_out_elsewhere():
    case = case_of(1)
    case.authorizations[0].initials = ["HIV"]

    text = text_of("l01-request", case, case.requests[0])

    assert "HIV: included (initials MO)" in text
    assert "genetic tests: not included" in text
    assert "substance use treatment: not included" in text


def test_a_letter_that_asks_for_a_genetic_report_does_not_exclude_it():
    case = case_of(1)

    text = text_of("l01-request", case, request_to(case, Department.PATHOLOGY))

    assert "genetic tests other than the report listed above: not included" in text


def test_the_packet_date_counted_back_from_the_deadline_is_the_day_records_are_needed():
    case = case_of(1)
    case.deadline_on = date(2027, 1, 29)

    # 2 + 2 + 5 + 5 business days before January 29; the test's calendar has no holiday between
    assert "Needed by January 11, 2027" in text_of("l01-request", case, case.requests[0])


def test_no_day_is_named_when_the_packet_date_has_passed():
    case = case_of(1)
    case.deadline_on = date(2026, 12, 7)

    assert "Needed by" not in text_of("l01-request", case, case.requests[0])


def test_glass_is_only_held_until_a_laboratory_is_named():
    case = case_of(1)
    slides = request_to(case, Department.PATHOLOGY, LegalBasis.TREATMENT)
    report = request_to(case, Department.PATHOLOGY)

    named = text_of("l01-request", case, report)
    slides.laboratory_desk_id = None
    waiting = text_of("l01-request", case, report)
    elsewhere = text_of("l01-request", case, request_to(case, Department.RECORDS_OFFICE))

    assert "Please hold the slides" not in named
    assert "Please hold the slides" in waiting
    assert "Please hold the slides" not in elsewhere


def test_slides_are_lent_to_the_reviewing_laboratory_and_never_to_us():
    directory = example_directory()
    case = case_of(1, directory)
    slides = request_to(case, Department.PATHOLOGY, LegalBasis.TREATMENT)

    text = text_of("l01-request", case, slides, directory=directory)

    assert "Please send to Northern Lights Cancer Center, Pathology, 200 Aurora Blvd, Minneapolis, MN 55414" in text
    assert "ParcelCo, charged to account 8841" in text
    assert "To be returned by January 30, 2027" in text
    assert "Requested by Dr. Amara Diallo, Northern Lights Cancer Center, treating provider" in text
    assert "signed for Dr. Amara Diallo" in text
    assert "signed electronically" not in text


def test_slides_are_not_asked_for_without_a_laboratory():
    case = case_of(1)
    slides = request_to(case, Department.PATHOLOGY, LegalBasis.TREATMENT)
    slides.laboratory_desk_id = None

    with pytest.raises(Refused, match=r"letter\.no_laboratory"):
        text_of("l01-request", case, slides)


def test_records_for_treatment_are_not_asked_for_before_anybody_treats():
    case = case_of(3)
    case.requests[0].legal_basis = LegalBasis.TREATMENT
    case.referrals.clear()
    case.appointments.clear()

    with pytest.raises(Refused, match=r"letter\.no_recipient"):
        text_of("l01-request", case, case.requests[0])


def test_a_directive_sends_the_records_straight_to_the_second_provider():
    case = case_of(3)
    case.requests[0].legal_basis = LegalBasis.ACCESS_DIRECTIVE

    text = text_of("l01-request", case, case.requests[0])

    assert "Please send to Dr. Amara Diallo, Northern Lights Cancer Center, 200 Aurora Blvd" in text
    assert "Requested by Grace Lindqvist, the patient" in text


def test_under_an_authorization_we_ask_and_the_records_come_to_us():
    case = case_of(3)
    case.requests[0].legal_basis = LegalBasis.AUTHORIZATION
    case.authorizations[0].kind = AuthorizationKind.AUTHORIZATION
    case.authorizations[0].initials = ["SUD_PART2"]

    text = text_of("l01-request", case, case.requests[0])

    assert "Requested by Beacon Coordination, under the patient's authorization" in text
    assert "Please send to Beacon Coordination, 100 Example Avenue, Minneapolis, MN 55401" in text
    assert "42 CFR part 2" in text


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

    text = text_of("l05-overdue", case, case.requests[0], now=NOW.replace(day=23))

    # December 24 is a closing day of this desk, the 25th and January 1 are holidays
    assert "Attention: Joan Hale, Privacy Officer" in text
    assert "ended on December 24, 2026" in text
    assert "by January 4, 2027" in text


@pytest.mark.parametrize("name", LEGAL_ONLY)
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
    assert words in text.replace("and ask", "ask").replace("We ask for", "We ask for")
    assert "Visit December 17, 2026" in text
    assert "by December 30, 2026" in text


def test_a_letter_is_dated_where_it_is_read():
    case = case_of(6)
    late = NOW.replace(hour=5)

    assert "November 30, 2026" in text_of("l02-reminder-1", case, case.requests[0], now=late)


def test_a_laboratory_without_an_account_is_asked_to_call():
    directory = example_directory()
    laboratory(directory).courier = None
    case = case_of(1, directory)

    text = text_of(
        "l01-request", case, request_to(case, Department.PATHOLOGY, LegalBasis.TREATMENT), directory=directory
    )

    assert "please call us for its number" in text
