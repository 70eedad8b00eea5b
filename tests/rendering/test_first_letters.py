"""L01 on each legal basis: who asks, who signed, what for, and where the records go."""

from __future__ import annotations

from datetime import date

import pytest
from rendering_builders import (
    case_of,
    example_directory,
    laboratory,
    letter,
    pdf_text,
    rendered,
)

from coordinator.domain.errors import Refused
from coordinator.domain.words import (
    AuthorizationKind,
    Department,
    LegalBasis,
)


def request_to(case, department, basis=LegalBasis.ACCESS_SELF):
    return next(r for r in case.requests if r.department is department and r.legal_basis is basis)


def text_of(name, case, request, **how):
    return pdf_text(rendered(case, letter(name, case, request), **how).letter)


def test_the_first_letter_is_the_patients_own_and_sends_the_records_to_the_patient():
    case = case_of(1)

    text = text_of("l01-request", case, request_to(case, Department.RECORDS_OFFICE))

    assert text.startswith("Maria Okafor 412 Birch Ave, Rochester, MN 55901 Telephone (507) 555-0181")
    assert "Requested by Maria Okafor, the patient" in text
    assert "LK-220417" in text
    assert "Dates of service: June 1, 2026 to November 15, 2026" in text
    assert "Medication list" in text
    assert "Please send to Maria Okafor, by encrypted mail to intake-0001@patients.example" in text
    assert "above $0.00" in text
    assert "Maria Okafor, signed on November 23, 2026" in text
    assert "electronically" not in text
    assert "Dr. Ellen Marsh" not in text


def test_every_desk_of_a_hospital_reads_the_hospitals_own_record_number():
    case = case_of(1)

    assert "LK-220417" in text_of("l01-request", case, request_to(case, Department.IMAGE_LIBRARY))
    assert "LK-220417" not in text_of("l01-request", case_of(3), case_of(3).requests[0])


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
    assert "I am the parent of Aiyana Begay." in text
    assert text.startswith("Sonya Begay")
    assert "my child's health records" in text
    assert "my health records" not in text
    assert "Authority to sign: parent of the patient" in text
    assert "Sonya Begay, for Aiyana Begay, by encrypted mail to sonya@patients.example" in text


def test_a_representative_under_a_power_of_attorney_names_the_paper_and_not_a_kinship():
    case = case_of(2)
    paper, contact = case.authorizations[0], case.patient.contacts[0]
    paper.signer, paper.authority = contact.id, contact.authority

    text = text_of("l01-request", case, case.requests[0])

    assert "I act for Tomás Rivera Núñez as personal representative (health care power of attorney)." in text
    assert "Request for a copy of Tomás Rivera Núñez's health records" in text
    assert "power of attorney of the patient" not in text


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


@pytest.mark.rule("12-laboratory")
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


@pytest.mark.rule("12-laboratory")
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


def test_a_laboratory_without_an_account_is_asked_to_call():
    directory = example_directory()
    laboratory(directory).courier = None
    case = case_of(1, directory)

    text = text_of(
        "l01-request", case, request_to(case, Department.PATHOLOGY, LegalBasis.TREATMENT), directory=directory
    )

    assert "please call us for its number" in text
